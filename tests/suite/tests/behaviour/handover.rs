//! Unique values and keys that go from row to row in one flush.

use aludel::{ErrorKind, Result, Session, Tracked};
use aludel_suite::{
    Lab, everywhere,
    models::{Badge, BlogPost, Chamber, Country, Flag, Inn, Keyword, Member, Pilgrim, Profile, Stop, Ticket, User},
};

fn tickets<const N: usize>(session: &mut Session, codes: [&str; N]) -> Result<[Tracked<Ticket>; N]> {
    let tickets = codes.map(|code| session.add(Ticket::new().code(code)));
    session.commit()?;
    session.query::<Ticket>().all()?;
    Ok(tickets)
}

fn codes(lab: &Lab) -> Vec<String> {
    lab.rows("SELECT id, code FROM tickets ORDER BY id")
}

#[test]
fn s03_a_value_that_a_deletion_frees_can_be_inserted() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [old, other] = tickets(&mut session, ["a", "b"])?;
        session.delete(old);
        session.delete(other);
        let new = session.add(Ticket::new().code("a"));
        let plan = session.flush_plan()?.to_string();
        assert_eq!(
            plan,
            "DELETE FROM tickets: <Ticket(id=1)>\nINSERT INTO tickets (code, hall, seat) RETURNING id: <Ticket(id=None)>\n\
             DELETE FROM tickets: <Ticket(id=2)>"
        );
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["DELETE tickets", "INSERT tickets", "DELETE tickets", "COMMIT"]);
        assert_eq!(lab.rows("SELECT code FROM tickets"), ["a"]);
        assert!(session.contains(new) && !session.contains(old));
        Ok(())
    });
}

#[test]
fn s03_a_value_that_a_deletion_frees_can_be_taken_by_an_update() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [old, other] = tickets(&mut session, ["a", "b"])?;
        session.delete(old);
        session[other].code = "a".into();
        lab.lines();
        session.flush()?;
        lab.assert_heard(&["DELETE tickets", "UPDATE tickets(code)"]);
        session.rollback()?;
        assert!(session.contains(old));
        assert_eq!((session[old].code.as_str(), session[other].code.as_str()), ("a", "b"));
        assert_eq!(codes(lab), ["1|a", "2|b"]);
        Ok(())
    });
}

#[test]
fn s03_a_value_that_an_update_frees() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, _] = tickets(&mut session, ["a", "b"])?;
        session[a].code = "z".into();
        session.add(Ticket::new().code("a"));
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE tickets(code)", "INSERT tickets", "COMMIT"]);
        assert_eq!(codes(lab), ["1|z", "2|b", "3|a"]);
        Ok(())
    });
}

#[test]
fn s57_a_chain_of_values_goes_from_its_end() {
    everywhere(|lab| {
        let mut session = lab.session();
        let all = tickets(&mut session, ["1", "2", "3", "4"])?;
        for (n, &ticket) in all.iter().enumerate() {
            session[ticket].code = (n + 2).to_string();
        }
        lab.lines();
        session.commit()?;
        assert_eq!(lab.heard().iter().filter(|it| *it == "UPDATE tickets(code)").count(), 4);
        assert_eq!(codes(lab), ["1|2", "2|3", "3|4", "4|5"]);
        // Backwards the order of the keys is right, and each still waits for the one before.
        session.query::<Ticket>().all()?;
        for (n, &ticket) in all.iter().enumerate() {
            session[ticket].code = (n + 1).to_string();
        }
        session.commit()?;
        assert_eq!(codes(lab), ["1|1", "2|2", "3|3", "4|4"]);
        Ok(())
    });
}

#[test]
fn s57_a_chain_of_keys() {
    everywhere(|lab| {
        let mut session = lab.session();
        let all = ["1", "2", "3"].map(|code| session.add(Country::new().code(code).name(code)));
        session.commit()?;
        session.query::<Country>().all()?;
        for (n, &country) in all.iter().enumerate() {
            session[country].code = (n + 2).to_string();
        }
        session.flush()?;
        for (n, &country) in all.iter().enumerate() {
            assert_eq!(session.get::<Country>((n + 2).to_string())?, Some(country));
        }
        assert_eq!(session.get::<Country>("1")?, None);
        session.rollback()?;
        assert_eq!(session.get::<Country>("1")?, Some(all[0]));
        for (n, &country) in all.iter().enumerate() {
            session[country].code = (n + 2).to_string();
        }
        session.commit()?;
        assert_eq!(lab.rows("SELECT code, name FROM countries ORDER BY code"), ["2|1", "3|2", "4|3"]);
        Ok(())
    });
}

#[test]
fn s57_a_true_swap_is_refused_before_any_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b] = tickets(&mut session, ["a", "b"])?;
        session[a].code = "b".into();
        session[b].code = "a".into();
        lab.lines();
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CircularDependency);
        let message = error.to_string();
        assert!(message.contains("<Ticket(id=1)>") && message.contains("<Ticket(id=2)>"), "{message}");
        assert!(message.contains("`code`") && message.contains("flush"), "{message}");
        lab.assert_heard(&[]);
        // As the message says.
        session[b].code = "meanwhile".into();
        session.flush()?;
        session[b].code = "a".into();
        session.commit()?;
        assert_eq!(codes(lab), ["1|b", "2|a"]);
        Ok(())
    });
}

#[test]
fn s57_a_swap_of_keys_is_refused_before_any_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b] = ["a", "b"].map(|code| session.add(Country::new().code(code).name(code)));
        session.commit()?;
        session.query::<Country>().all()?;
        session[a].code = "b".into();
        session[b].code = "a".into();
        lab.lines();
        assert_eq!(session.flush().unwrap_err().kind(), ErrorKind::CircularDependency);
        lab.assert_heard(&[]);
        session.rollback()?;
        assert_eq!(lab.rows("SELECT code, name FROM countries ORDER BY code"), ["a|a", "b|b"]);
        Ok(())
    });
}

#[test]
fn s03_pairs_of_columns_and_nulls() {
    everywhere(|lab| {
        let mut session = lab.session();
        let seat = |code: &str, hall: &str, seat| Ticket::new().code(code).hall(hall).seat(seat);
        let [a, b] = [seat("a", "x", 1), seat("b", "x", 2)].map(|ticket| session.add(ticket));
        let [c, d] = [Ticket::new().code("c").hall("y"), Ticket::new().code("d").hall("y")].map(|it| session.add(it));
        session.commit()?;
        session.query::<Ticket>().all()?;
        // b takes the seat of a; NULLs do not collide, so that c and d go in one batch.
        session[b].seat = Some(1);
        session[a].seat = Some(3);
        lab.lines();
        session.flush()?;
        lab.assert_heard(&["UPDATE tickets(seat)", "UPDATE tickets(seat)"]);
        session[c].hall = None;
        session[d].hall = None;
        session.commit()?;
        lab.assert_heard(&["UPDATE tickets(hall)", "COMMIT"]);
        assert_eq!(
            lab.rows("SELECT code, hall, seat FROM tickets ORDER BY id"),
            ["a|x|3", "b|x|1", "c|NULL|NULL", "d|NULL|NULL"]
        );
        Ok(())
    });
}

#[test]
fn s31_unique_values_that_nobody_gives_or_takes_do_not_part_a_batch() {
    everywhere(|lab| {
        let mut session = lab.session();
        let all = tickets(&mut session, ["a", "b", "c"])?;
        for (n, &ticket) in all.iter().enumerate() {
            session[ticket].code = format!("new{n}");
        }
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE tickets(code)", "COMMIT"]);
        Ok(())
    });
}

#[test]
fn a_deletion_that_is_brought_forward_takes_the_deletion_of_its_children_along() {
    everywhere(|lab| {
        let mut session = lab.session();
        let old = session.add(Country::new().code("fr").name("France").flag(Flag::new().colours("bwr")));
        let kept = session.add(Country::new().code("xx").name("Utopia"));
        session.commit()?;
        session.query::<Country>().all()?;
        let flag = session.related(old, Country::flag)?.unwrap();
        session.delete(old);
        session.delete(flag);
        session[kept].code = "fr".into();
        let stripes = session.add(Flag::new().colours("striped").country_code("fr"));
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["DELETE flags", "DELETE countries", "UPDATE countries(code)", "INSERT flags", "COMMIT"]);
        assert_eq!(lab.rows("SELECT code, name FROM countries"), ["fr|Utopia"]);
        assert_eq!(lab.rows("SELECT colours, country_code FROM flags"), ["striped|fr"]);
        assert!(session.contains(stripes));
        Ok(())
    });
}

#[test]
fn s45_a_child_leaves_a_parent_that_is_brought_forward() {
    everywhere(|lab| {
        let mut session = lab.session();
        let old = session.add(Member::new().name("old"));
        let badge = session.add(Badge::new().number(1).member(old));
        session.commit()?;
        session.query::<Member>().all()?;
        session.query::<Badge>().all()?;
        // The badge moves to a new member, and its former owner goes.
        session.delete(old);
        let new = session.add(Member::new().name("new"));
        session.set(badge, Badge::member, new)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT b.number, m.name FROM badges b JOIN members m ON m.id = b.member_id"), ["1|new"]);
        Ok(())
    });
}

#[test]
fn a_one_to_one_is_replaced_where_its_column_may_not_be_null() {
    everywhere(|lab| {
        let mut session = lab.session();
        let member = session.add(Member::new().name("ann").profile(Profile::new().words("first")));
        session.commit()?;
        session.query::<Member>().all()?;
        let old = session.related(member, Member::profile)?.unwrap();
        session.delete(old);
        session.add(Profile::new().words("second").member_id(session.key(member)?));
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["DELETE profiles", "INSERT profiles", "COMMIT"]);
        assert_eq!(lab.rows("SELECT words, member_id FROM profiles"), ["second|1"]);
        Ok(())
    });
}

#[test]
fn links_of_what_is_deleted_early_go_before_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        let old = session.add(Keyword::new().keyword("k"));
        let ed = session.add(User::new().name("ed").fullname("Ed").password("x"));
        let post = session.append(ed, User::posts, BlogPost::new().headline("h"))?;
        session.append(post, BlogPost::keywords, old)?;
        session.commit()?;
        session.query::<Keyword>().all()?;
        session.delete(old);
        let new = session.add(Keyword::new().keyword("k"));
        session.append(post, BlogPost::keywords, new)?;
        lab.lines();
        session.commit()?;
        lab.assert_heard(&[
            "DELETE post_keywords",
            "DELETE keywords",
            "INSERT keywords",
            "INSERT post_keywords",
            "COMMIT",
        ]);
        assert_eq!(
            lab.rows("SELECT p.headline, k.keyword FROM posts p JOIN post_keywords x ON x.post_id = p.id JOIN keywords k ON k.id = x.keyword_id"),
            ["h|k"]
        );
        Ok(())
    });
}

#[test]
fn a_row_goes_into_a_list_between_two_others() {
    everywhere(|lab| {
        let mut session = lab.session();
        let b = session.add(Stop::new().name("b"));
        let a = session.add(Stop::new().name("a").next(b));
        session.commit()?;
        session.query::<Stop>().all()?;
        let new = session.add(Stop::new().name("new").next(b));
        session.set(a, Stop::next, new)?;
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE stops(next_id)", "INSERT stops", "UPDATE stops(next_id)", "COMMIT"]);
        let list = "SELECT s.name, n.name FROM stops s LEFT JOIN stops n ON n.id = s.next_id ORDER BY s.name";
        assert_eq!(lab.rows(list), ["a|new", "b|NULL", "new|b"]);
        // And comes out again.
        session.query::<Stop>().all()?;
        session.set(a, Stop::next, b)?;
        session.delete(new);
        session.commit()?;
        assert_eq!(lab.rows(list), ["a|b", "b|NULL"]);
        Ok(())
    });
}

#[allow(clippy::type_complexity, reason = "a session and three handles")]
fn inns(lab: &Lab) -> Result<(Session, Tracked<Inn>, Tracked<Inn>, Tracked<Chamber>)> {
    let mut session = lab.session();
    let ritz = session.add(Inn::new().name("ritz"));
    let other = session.add(Inn::new().name("other"));
    let chamber = session.add(Chamber::new().number(1).inn(ritz));
    session.commit()?;
    session.query::<Inn>().all()?;
    session.query::<Chamber>().all()?;
    lab.lines();
    Ok((session, ritz, other, chamber))
}

const CHAMBERS: &str = "SELECT r.number, h.name, g.name FROM chambers r JOIN inns h ON h.id = r.inn_id LEFT JOIN pilgrims g ON g.id = r.pilgrim_id";

#[test]
fn a_row_that_stays_moves_before_its_parent_gives_its_value_to_another() {
    everywhere(|lab| {
        let (mut session, ritz, other, chamber) = inns(lab)?;
        session.delete(ritz);
        session.add(Inn::new().name("ritz"));
        session.set(chamber, Chamber::inn, other)?;
        session.commit()?;
        lab.assert_heard(&["UPDATE chambers(inn_id)", "DELETE inns", "INSERT inns", "COMMIT"]);
        assert_eq!(lab.rows(CHAMBERS), ["1|other|NULL"]);
        Ok(())
    });
}

#[test]
fn a_row_that_moves_to_a_new_parent_waits_for_it() {
    everywhere(|lab| {
        let (mut session, ritz, _, chamber) = inns(lab)?;
        session.delete(ritz);
        session.add(Inn::new().name("ritz"));
        let third = session.add(Inn::new().name("third"));
        session.set(chamber, Chamber::inn, third)?;
        session.commit()?;
        lab.assert_heard(&["INSERT inns", "UPDATE chambers(inn_id)", "DELETE inns", "INSERT inns", "COMMIT"]);
        assert_eq!(lab.rows(CHAMBERS), ["1|third|NULL"]);
        Ok(())
    });
}

#[test]
fn a_row_that_moves_to_the_taker_itself_is_refused_before_any_sql() {
    everywhere(|lab| {
        let (mut session, ritz, _, chamber) = inns(lab)?;
        session.delete(ritz);
        let new = session.add(Inn::new().name("ritz"));
        session.set(chamber, Chamber::inn, new)?;
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CircularDependency);
        let message = error.to_string();
        assert!(message.contains("<Inn(name='ritz')> takes `name` from <Inn(name='ritz')>"), "{message}");
        lab.assert_heard(&[]);
        // As the message says.
        session[new].name = "meanwhile".into();
        session.flush()?;
        session[new].name = "ritz".into();
        session.commit()?;
        assert_eq!(lab.rows(CHAMBERS), ["1|ritz|NULL"]);
        Ok(())
    });
}

#[test]
fn a_row_that_leaves_early_gets_what_is_not_there_yet_at_last() {
    everywhere(|lab| {
        let (mut session, ritz, other, chamber) = inns(lab)?;
        session.delete(ritz);
        session.add(Inn::new().name("ritz"));
        session.set(chamber, Chamber::inn, other)?;
        let pilgrim = session.add(Pilgrim::new().name("ann"));
        session.set(chamber, Chamber::pilgrim, pilgrim)?;
        session.commit()?;
        assert_eq!(lab.rows(CHAMBERS), ["1|other|ann"]);
        assert_eq!(session.related(chamber, Chamber::pilgrim)?, Some(pilgrim));
        Ok(())
    });
}

#[test]
fn what_was_done_early_is_undone_with_the_rest() {
    everywhere(|lab| {
        let (mut session, ritz, other, chamber) = inns(lab)?;
        session.delete(ritz);
        let new = session.add(Inn::new().name("ritz"));
        session.set(chamber, Chamber::inn, other)?;
        session.flush()?;
        session.rollback()?;
        assert!(session.contains(ritz) && !session.contains(new));
        assert_eq!(session[chamber].inn_id, session[ritz].id);
        assert!(session.dirty().is_empty() && session.deleted().is_empty());
        session.commit()?;
        assert_eq!(lab.rows(CHAMBERS), ["1|ritz|NULL"]);
        Ok(())
    });
}
