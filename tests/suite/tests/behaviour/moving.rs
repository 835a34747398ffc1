//! Objects on their way from one parent to another: nothing half done is written meanwhile.

use aludel::Result;
use aludel_suite::{
    Lab, everywhere,
    models::{Course, Member, Node, Profile, Student},
};

/// Nodes `a` and `b` with a child each, members `a` and `b` with a profile each.
fn rows(lab: &Lab) -> Result<()> {
    let mut session = lab.session();
    for name in ["a", "b"] {
        session.add(Node::new().name(name).children([Node::new().name(format!("{name}1"))]));
        session.add(Member::new().name(name).profile(Profile::new().words(name)));
    }
    session.commit()?;
    lab.lines();
    Ok(())
}

#[test]
fn setting_a_collection_that_is_not_loaded_deletes_no_child_that_is_on_its_way() {
    everywhere(|lab| {
        rows(lab)?;
        let mut session = lab.session();
        let [a, b] = ["a", "b"].map(|name| session.query::<Node>().filter_by(Node::name, name).one());
        let (a, b) = (a?, b?);
        let child = session.related(a, Node::children)?[0];
        session.refresh(b)?;
        session.clear(a, Node::children)?;
        lab.lines();
        session.set(b, Node::children, [child])?;
        lab.assert_heard(&["SELECT nodes"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT name, parent_id FROM nodes ORDER BY id"), ["a|NULL", "b|NULL", "a1|2"]);
        Ok(())
    });
}

#[test]
fn setting_a_one_to_one_that_is_not_loaded_deletes_no_child_that_is_on_its_way() {
    everywhere(|lab| {
        rows(lab)?;
        let mut session = lab.session();
        let a = session.query::<Member>().filter_by(Member::name, "a").one()?;
        let profile = session.related(a, Member::profile)?.unwrap();
        let b = session.query::<Member>().filter_by(Member::name, "b").one()?;
        session.clear(a, Member::profile)?;
        lab.lines();
        session.set(b, Member::profile, profile)?;
        lab.assert_heard(&["SELECT profiles"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT words, member_id FROM profiles"), ["a|2"]);
        Ok(())
    });
}

#[test]
fn changing_what_is_loaded_sends_nothing_though_members_are_expired() {
    everywhere(|lab| {
        let mut session = lab.session();
        let student = session.add(Student::new().name("s"));
        let courses = ["a", "b", "c"].map(|title| session.add(Course::new().title(title)));
        session.commit()?;
        session.set(student, Student::courses, [courses[0], courses[1]])?;
        lab.lines();
        session.set(student, Student::courses, [courses[1], courses[2]])?;
        session.clear(student, Student::courses)?;
        session.append(student, Student::courses, courses[2])?;
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT student_id, course_id FROM attendances"), ["1|3"]);
        Ok(())
    });
}
