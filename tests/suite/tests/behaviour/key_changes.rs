//! Keys that change, and what refers to them.

use aludel::{ErrorKind, Result, Session};
use aludel_suite::{
    Lab, everywhere,
    models::{
        Branch, City, Country, Deposit, Depository, Depot, House, Lodger, Page, Part, Region, Shelf, Site, Street, Zone,
    },
};

fn zones(lab: &Lab) -> Result<Session> {
    let mut session = lab.session();
    for code in ["a", "b"] {
        session.add(Zone::new().code(code).shelves([Shelf::new(), Shelf::new()]));
    }
    session.commit()?;
    session.query::<Zone>().all()?;
    lab.lines();
    Ok(session)
}

const SHELVES: &str = "SELECT id, zone_code FROM shelves ORDER BY id";

#[test]
fn s56_where_the_database_hands_a_key_on_one_update_does_and_memory_follows() {
    everywhere(|lab| {
        let mut session = zones(lab)?;
        let zone = session.get::<Zone>("a")?.unwrap();
        let shelves = session.related(zone, Zone::shelves)?;
        session[zone].code = "z".into();
        assert_eq!(
            session.flush_plan()?.to_string(),
            "UPDATE zones SET code: <Zone(code='z')>\nFOLLOW shelves (zone_code): <Shelf(id=1)>, <Shelf(id=2)>"
        );
        lab.lines();
        session.flush()?;
        lab.assert_heard(&["UPDATE zones(code)"]);
        for &shelf in &shelves {
            assert_eq!(session[shelf].zone_code.as_deref(), Some("z"));
            assert_eq!(session.related(shelf, Shelf::zone)?, Some(zone));
        }
        assert_eq!(session.related(zone, Zone::shelves)?, shelves);
        assert!(session.dirty().is_empty());
        session.flush()?;
        lab.assert_heard(&[]);

        session.rollback()?;
        assert_eq!(session[zone].code, "a");
        assert_eq!(session[shelves[0]].zone_code.as_deref(), Some("a"));
        session[zone].code = "z".into();
        session.commit()?;
        assert_eq!(lab.rows(SHELVES), ["1|z", "2|z", "3|b", "4|b"]);
        Ok(())
    });
}

#[test]
fn s56_children_that_are_edited_too_are_neither_written_twice_nor_left_behind() {
    everywhere(|lab| {
        let mut session = zones(lab)?;
        let [a, b] = ["a", "b"].map(|code| session.get::<Zone>(code).unwrap().unwrap());
        let shelves = session.related(a, Zone::shelves)?;
        session[a].code = "z".into();
        // One is told of it by hand, the other moves away, and a third comes.
        session[shelves[0]].zone_code = Some("z".into());
        session.append(b, Zone::shelves, shelves[1])?;
        let others = session.related(b, Zone::shelves)?;
        session.append(a, Zone::shelves, others[0])?;
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE zones(code)", "UPDATE shelves(zone_code)", "COMMIT"]);
        let mut rows = lab.rows(SHELVES);
        rows.sort();
        assert_eq!(rows, ["1|z", "2|b", "3|z", "4|b"]);
        Ok(())
    });
}

#[test]
fn s56_new_children_follow_a_key_that_changes_after_they_got_it() {
    everywhere(|lab| {
        let mut session = zones(lab)?;
        let zone = session.get::<Zone>("a")?.unwrap();
        let shelf = session.append(zone, Zone::shelves, Shelf::new())?;
        let other = session.add(Shelf::new().zone_code("b"));
        session[zone].code = "z".into();
        session.commit()?;
        assert_eq!(lab.rows(SHELVES), ["1|z", "2|z", "3|b", "4|b", "5|z", "6|b"]);
        assert_eq!(session[shelf].zone_code.as_deref(), Some("z"));
        assert!(session.contains(other));
        Ok(())
    });
}

#[test]
fn s57_a_chain_of_keys_with_children_whom_the_database_hands_on() {
    everywhere(|lab| {
        let mut session = zones(lab)?;
        let [a, b] = ["a", "b"].map(|code| session.get::<Zone>(code).unwrap().unwrap());
        let first = session.related(a, Zone::shelves)?;
        let second = session.related(b, Zone::shelves)?;
        session[a].code = "b".into();
        session[b].code = "c".into();
        let new = session.add(Shelf::new().zone_code("b"));
        session.commit()?;
        assert_eq!(lab.rows(SHELVES), ["1|b", "2|b", "3|c", "4|c", "5|b"]);
        assert_eq!(session[first[0]].zone_code.as_deref(), Some("b"));
        assert_eq!(session[second[0]].zone_code.as_deref(), Some("c"));
        assert_eq!(session[new].zone_code.as_deref(), Some("b"));
        Ok(())
    });
}

#[test]
fn the_key_of_a_new_parent_may_change_after_its_children_got_it() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let root = session.add(Part::new().code("a"));
        let [child, other] = ["b", "c"].map(|code| session.append(root, Part::parts, Part::new().code(code)).unwrap());
        session[root].code = "z".into();
        // Written by hand after that: the last write wins.
        session[other].parent_code = Some("b".into());
        assert_eq!(session.related(child, Part::parent)?, Some(root));
        assert_eq!(session.related(root, Part::parts)?, [child]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT code, parent_code FROM parts ORDER BY code"), ["b|z", "c|b", "z|NULL"]);
        Ok(())
    });
}

fn regions(lab: &Lab) -> Result<Session> {
    let mut session = lab.session();
    for code in ["a", "b"] {
        session.add(Region::new().code(code).depots([Depot::new(), Depot::new()]));
    }
    session.commit()?;
    session.query::<Region>().all()?;
    lab.lines();
    Ok(session)
}

const DEPOTS: &str = "SELECT id, region_code FROM depots ORDER BY id";

#[test]
fn s56_otherwise_the_children_are_loaded_and_written() {
    everywhere(|lab| {
        let mut session = regions(lab)?;
        let region = session.get::<Region>("a")?.unwrap();
        session[region].code = "z".into();
        session.flush()?;
        lab.assert_heard(&[
            "SELECT depots",
            "UPDATE depots(region_code)",
            "UPDATE regions(code)",
            "UPDATE depots(region_code)",
        ]);
        let depots = session.related(region, Region::depots)?;
        assert_eq!(depots.len(), 2);
        session.rollback()?;
        assert_eq!(session[depots[0]].region_code.as_deref(), Some("a"));
        assert_eq!(session[region].code, "a");
        session[region].code = "z".into();
        session.commit()?;
        assert_eq!(lab.rows(DEPOTS), ["1|z", "2|z", "3|b", "4|b"]);
        Ok(())
    });
}

#[test]
fn s56_children_that_move_are_deleted_or_new_when_the_flush_hands_a_key_on() {
    everywhere(|lab| {
        let mut session = regions(lab)?;
        let [a, b] = ["a", "b"].map(|code| session.get::<Region>(code).unwrap().unwrap());
        let depots = session.related(a, Region::depots)?;
        let others = session.related(b, Region::depots)?;
        session.append(a, Region::depots, Depot::new())?;
        session[a].code = "z".into();
        session.delete(depots[0]);
        session.append(b, Region::depots, depots[1])?;
        session.append(a, Region::depots, others[0])?;
        session.remove(b, Region::depots, others[1])?;
        session.commit()?;
        assert_eq!(lab.rows(DEPOTS), ["2|b", "3|z", "4|NULL", "5|z"]);
        Ok(())
    });
}

#[test]
fn s56_a_child_that_may_not_be_null_meanwhile_is_refused_before_any_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        let country = session.add(Country::new().code("su").name("x").cities([City::new().name("Omsk")]));
        session.commit()?;
        session.query::<Country>().all()?;
        session[country].code = "ru".into();
        // Nobody is known: the database says it.
        assert!(session.flush().unwrap_err().is_foreign_key_violation());
        session.rollback()?;
        session.query::<Country>().all()?;
        let cities = session.query::<City>().all()?;
        session[country].code = "ru".into();
        lab.lines();
        let error = session.flush().unwrap_err();
        assert!(error.is_foreign_key_violation() && error.kind() == ErrorKind::Integrity, "{error:?}");
        let message = error.to_string();
        assert!(message.contains("<Country(code='ru')>") && message.contains("<City(id=1)>"), "{message}");
        assert!(message.contains("on_update = \"cascade\""), "{message}");
        lab.assert_heard(&[]);
        // It goes first where it is deleted too.
        session.delete(cities[0]);
        session.commit()?;
        lab.assert_heard(&["DELETE cities", "UPDATE countries(code)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT code FROM countries"), ["ru"]);
        Ok(())
    });
}

#[test]
fn s56_a_child_that_leaves_in_time_is_written_first() {
    everywhere(|lab| {
        let mut session = lab.session();
        let su = session.add(Country::new().code("su").name("x").cities([City::new().name("Riga")]));
        let lv = session.add(Country::new().code("lv").name("y"));
        session.commit()?;
        session.query::<Country>().all()?;
        let cities = session.query::<City>().all()?;
        session[su].code = "ru".into();
        session.append(lv, Country::cities, cities[0])?;
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE cities(country_code)", "UPDATE countries(code)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT country_code FROM cities"), ["lv"]);
        Ok(())
    });
}

#[test]
fn a_unique_column_that_is_referred_to_changes_like_a_key() {
    everywhere(|lab| {
        let mut session = lab.session();
        let site = session.add(Site::new().host("a").pages([Page::new().path("/")]));
        session.commit()?;
        session.query::<Site>().all()?;
        session[site].host = "b".into();
        lab.lines();
        session.commit()?;
        lab.assert_heard(&[
            "SELECT pages",
            "UPDATE pages(site_host)",
            "UPDATE sites(host)",
            "UPDATE pages(site_host)",
            "COMMIT",
        ]);
        assert_eq!(lab.rows("SELECT site_host FROM pages"), ["b"]);
        Ok(())
    });
}

#[test]
fn the_key_of_a_row_in_a_tree() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Part::new().code("a").parts([Part::new().code("b").parts([Part::new().code("c")])]));
        session.commit()?;
        let [a, b, c] = session.query::<Part>().order_by(Part::code).all()?.try_into().unwrap();
        // Both a parent and its child, and a new child.
        session[a].code = "x".into();
        session[b].code = "y".into();
        session.append(b, Part::parts, Part::new().code("d"))?;
        session.flush()?;
        assert_eq!(session[b].parent_code.as_deref(), Some("x"));
        assert_eq!(session[c].parent_code.as_deref(), Some("y"));
        session.commit()?;
        let rows = "SELECT code, parent_code FROM parts ORDER BY code";
        assert_eq!(lab.rows(rows), ["c|y", "d|y", "x|NULL", "y|x"]);
        Ok(())
    });
}

#[test]
fn the_key_of_a_row_in_a_tree_that_the_database_hands_on() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Branch::new().code("a").branches([Branch::new().code("b").branches([Branch::new().code("c")])]));
        session.commit()?;
        let [a, b, c] = session.query::<Branch>().order_by(Branch::code).all()?.try_into().unwrap();
        session[a].code = "x".into();
        session[b].code = "y".into();
        session[c].name = Some("edited".into());
        let new = session.append(b, Branch::branches, Branch::new().code("d"))?;
        session.commit()?;
        let rows = "SELECT code, parent_code, name FROM branches ORDER BY code";
        assert_eq!(lab.rows(rows), ["c|y|edited", "d|y|NULL", "x|NULL|NULL", "y|x|NULL"]);
        assert_eq!(session.related(new, Branch::parent)?, Some(b));

        // A shift through the tree, while one moves away.
        session.query::<Branch>().all()?;
        session[a].code = "y".into();
        session[b].code = "c".into();
        session[c].code = "z".into();
        session.append(c, Branch::branches, new)?;
        session.commit()?;
        assert_eq!(lab.rows(rows), ["c|y|NULL", "d|z|NULL", "y|NULL|NULL", "z|c|edited"]);
        Ok(())
    });
}

#[test]
fn keys_that_hold_each_other_follow_along_a_chain() {
    everywhere(|lab| {
        let mut session = lab.session();
        let street = session.add(Street::new().town("t").name("s"));
        let house = session.append(street, Street::houses, House::new().number(1))?;
        let lodger = session.append(house, House::lodgers, Lodger::new().name("l"))?;
        session.commit()?;
        session.query::<Street>().all()?;
        session.query::<House>().all()?;
        session.query::<Lodger>().all()?;
        session[street].name = "new".into();
        session[lodger].name = "edited".into();
        lab.lines();
        session.flush()?;
        lab.assert_heard(&["UPDATE streets(name)", "UPDATE lodgers(name)"]);
        assert_eq!(session[house].street_name.as_deref(), Some("new"));
        assert_eq!(session[lodger].street_name.as_deref(), Some("new"));
        assert_eq!(session.get::<House>(("t", "new", 1))?, Some(house));
        assert_eq!(session.get::<House>(("t", "s", 1))?, None);
        session.rollback()?;
        assert_eq!(session.get::<House>(("t", "s", 1))?, Some(house));
        session.query::<Street>().all()?;
        session.query::<Lodger>().all()?;
        session[street].name = "new".into();
        session.delete(lodger);
        session.delete(house);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM houses"), ["0"]);
        assert_eq!(lab.rows("SELECT name FROM streets"), ["new"]);
        Ok(())
    });
}

#[test]
fn where_the_database_sets_null_memory_does_too() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Depository::new().code("spare"));
        let old = session.add(Depository::new().code("a"));
        let [one, two] = [Deposit::new(), Deposit::new()].map(|it| session.add(it.depository(old)));
        session.commit()?;
        session.query::<Depository>().all()?;
        session.query::<Deposit>().all()?;
        session[old].code = "b".into();
        session[two].emptied = Some("b".into());
        session.flush()?;
        assert_eq!((session[one].emptied.as_deref(), session[two].emptied.as_deref()), (None, Some("b")));
        session.rollback()?;
        assert_eq!(session[one].emptied.as_deref(), Some("a"));
        session.query::<Deposit>().all()?;
        session[old].code = "b".into();
        session[two].emptied = Some("b".into());
        session.commit()?;
        assert_eq!(lab.rows("SELECT id, emptied FROM deposits ORDER BY id"), ["1|NULL", "2|b"]);
        Ok(())
    });
}

#[test]
fn s27_versions_and_keys_of_what_follows_are_the_new_ones() {
    everywhere(|lab| {
        let mut session = zones(lab)?;
        let zone = session.get::<Zone>("a")?.unwrap();
        session[zone].code = "y".into();
        session.flush()?;
        session[zone].code = "z".into();
        session.flush()?;
        let shelves = session.related(zone, Zone::shelves)?;
        assert_eq!(shelves.len(), 2);
        session.delete(shelves[0]);
        session.commit()?;
        assert_eq!(lab.rows(SHELVES), ["2|z", "3|b", "4|b"]);
        Ok(())
    });
}

#[test]
fn where_the_database_sets_a_default_the_object_is_read_again() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Depository::new().code("spare"));
        let old = session.add(Depository::new().code("a"));
        let deposit = session.add(Deposit::new().given("a"));
        session.commit()?;
        session.query::<Depository>().all()?;
        session.query::<Deposit>().all()?;
        session[old].code = "b".into();
        session.flush()?;
        session.query::<Deposit>().all()?;
        assert_eq!(session[deposit].given.as_deref(), Some("spare"));
        session.commit()?;
        assert_eq!(lab.rows("SELECT given FROM deposits"), ["spare"]);
        Ok(())
    });
}

#[test]
fn a_loaded_collection_keeps_its_members_while_a_key_is_about_to_change() {
    everywhere(|lab| {
        let mut session = zones(lab)?;
        let (zone, other) = (session.get::<Zone>("a")?.unwrap(), session.get::<Zone>("b")?.unwrap());
        let shelves = session.related(zone, Zone::shelves)?;
        session[zone].code = "z".into();
        lab.lines();
        let new = session.append(zone, Zone::shelves, Shelf::new())?;
        assert_eq!(session.related(zone, Zone::shelves)?, [shelves[0], shelves[1], new]);
        session.set(zone, Zone::shelves, [shelves[1], new])?;
        session.append(other, Zone::shelves, shelves[0])?;
        assert_eq!(session.related(zone, Zone::shelves)?, [shelves[1], new]);
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(lab.rows(SHELVES), ["1|b", "2|z", "3|b", "4|b", "5|z"]);
        Ok(())
    });
}
