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
