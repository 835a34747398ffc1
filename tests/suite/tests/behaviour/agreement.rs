//! Lists of members that are right whatever came between: found by random sequences.

use aludel::Session;
use aludel_suite::{
    everywhere,
    models::{Course, Depot, Dept, Node, Region, Student},
};

#[test]
fn the_place_of_a_deleted_member_is_not_taken_for_another_one() {
    everywhere(|lab| {
        let mut session = lab.session();
        let gone = session.add(Student::new().name("gone").courses([Course::new().title("maths")]));
        let maths = session.loaded(gone, Student::courses)[0];
        session.flush()?;
        session.delete(gone);
        session.commit()?;
        session.add(Student::new().name("next"));
        assert_eq!(session.loaded(maths, Course::students), []);
        Ok(())
    });
}

#[test]
fn an_expired_list_keeps_what_no_flush_has_written() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let region = session.add(Region::new().code("a").depots([Depot::new()]));
        let ed = session.add(Student::new().name("ed").courses([Course::new().title("maths")]));
        session.commit()?;
        let (written, maths) = (session.related(region, Region::depots)?[0], session.related(ed, Student::courses)?[0]);
        let new = session.add(Depot::new().region(region));
        let latin = session.append(ed, Student::courses, Course::new().title("latin"))?;

        session.expire(region)?;
        session.expire(ed)?;

        assert_eq!(session.related(region, Region::depots)?, [written, new]);
        assert_eq!(session.related(ed, Student::courses)?, [maths, latin]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT region_code FROM depots"), ["a", "a"]);
        Ok(())
    });
}

#[test]
fn a_list_whose_member_was_expunged_is_read_again() {
    everywhere(|lab| {
        let mut session = lab.session();
        let top = session.add(Node::new().name("top").children([Node::new().name("one"), Node::new().name("two")]));
        session.commit()?;
        let children = session.related(top, Node::children)?;
        session.expunge(children[0])?;
        assert!(!session.is_loaded(top, Node::children));
        assert_eq!(session.related(top, Node::children)?.len(), 2);
        session.expunge(children[1])?;
        session.delete(top);
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM nodes"), [""; 0]);
        Ok(())
    });
}

#[test]
fn expiring_a_child_brings_it_back_to_its_parent() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let a = session.add(Region::new().code("a").depots([Depot::new(), Depot::new()]));
        let b = session.add(Region::new().code("b"));
        session.commit()?;
        let depots = session.related(a, Region::depots)?;
        session.remove(a, Region::depots, depots[0])?;
        assert_eq!(session.loaded(a, Region::depots), [depots[1]]);
        session.expire(depots[0])?;
        assert_eq!(session.loaded(a, Region::depots), depots);

        session.rollback()?;
        session.append(b, Region::depots, depots[0])?;
        assert_eq!(session.related(a, Region::depots)?, [depots[1]]);
        session.expire(depots[0])?;
        assert_eq!(session.loaded(a, Region::depots), depots);
        Ok(())
    });
}

#[test]
fn an_empty_reference_is_loaded_whatever_the_session_has_met() {
    everywhere(|lab| {
        let mut session = lab.session();
        let dept = session.add(Dept::new().name("sales"));
        session.flush()?;
        lab.lines();
        assert!(session.is_loaded(dept, Dept::head));
        assert_eq!(session.related(dept, Dept::head)?, None);
        lab.assert_heard(&[]);
        Ok(())
    });
}

#[test]
fn what_hangs_below_a_new_object_that_goes_with_its_parent_goes_too() {
    everywhere(|lab| {
        let mut session = lab.session();
        let top = session.add(Node::new().name("top"));
        let low = session.add(Node::new().name("low").children([Node::new().name("lowest")]));
        session.commit()?;
        let new = session.append(top, Node::children, Node::new().name("new"))?;
        session.append(new, Node::children, low)?;
        session.delete(top);
        session.commit()?;
        assert!(!session.contains(new) && !session.contains(low));
        assert_eq!(lab.rows("SELECT name FROM nodes"), [""; 0]);
        Ok(())
    });
}

#[test]
fn new_objects_in_a_circle_leave_together() {
    everywhere(|lab| {
        let mut session = lab.session();
        let top = session.add(Node::new().name("top"));
        let a = session.append(top, Node::children, Node::new().name("a"))?;
        let b = session.append(a, Node::children, Node::new().name("b"))?;
        session.append(b, Node::children, a)?;
        session.append(top, Node::children, b)?;
        session.remove(top, Node::children, b)?;
        assert!(!session.contains(a) && !session.contains(b));
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM nodes"), ["top"]);
        Ok(())
    });
}

#[test]
fn a_member_may_come_from_below_one_that_it_replaces() {
    everywhere(|lab| {
        let mut session = lab.session();
        let top = session.add(Node::new().name("top"));
        let old = session.append(top, Node::children, Node::new().name("old"))?;
        let below = session.append(old, Node::children, Node::new().name("below"))?;
        session.set(top, Node::children, [below])?;
        assert!(!session.contains(old));
        assert_eq!(session.loaded(top, Node::children), [below]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT name, parent_id FROM nodes ORDER BY id"), ["top|NULL", "below|1"]);
        Ok(())
    });
}

#[test]
fn setting_what_was_to_be_deleted_keeps_it_whether_the_collection_is_loaded_or_not() {
    everywhere(|lab| {
        for is_loaded in [false, true] {
            let mut session = lab.session();
            let a = session.add(Region::new().code(is_loaded.to_string()));
            let depot = session.add(Depot::new());
            session.commit()?;
            if is_loaded {
                session.related(a, Region::depots)?;
            }
            session.delete(depot);
            session.set(a, Region::depots, [depot])?;
            assert!(session.deleted().is_empty());
            session.commit()?;
            session.delete(a);
            let none: [Depot; 0] = [];
            session.set(a, Region::depots, none)?;
            assert!(session.deleted().contains(a));
            session.commit()?;
        }
        assert_eq!(lab.rows("SELECT id, region_code FROM depots"), ["1|NULL", "2|NULL"]);
        assert_eq!(lab.rows("SELECT code FROM regions"), [""; 0]);
        Ok(())
    });
}
