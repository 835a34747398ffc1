//! Links at the edges: savepoints, lists that stay loaded, objects that leave, parents that go.

use aludel::Session;
use aludel_suite::{
    everywhere,
    models::{Address, Course, Dept, Employee, Folder, Node, Paper, Student, User},
};

#[test]
fn a_savepoint_takes_links_back_with_the_lists_of_both_sides() {
    everywhere(|lab| {
        let mut session = lab.session();
        let c = session.add(Course::new().title("c"));
        let st = session.add(Student::new().name("s").courses([c]));
        session.commit()?;
        assert_eq!(session.related(st, Student::courses)?, [c]);
        let mut savepoint = session.begin_nested()?;
        let d = savepoint.append(st, Student::courses, Course::new().title("d"))?;
        savepoint.remove(st, Student::courses, c)?;
        savepoint.flush()?;
        assert_eq!(savepoint.related(st, Student::courses)?, [d]);
        let mut inner = savepoint.begin_nested()?;
        inner.clear(st, Student::courses)?;
        inner.commit()?;
        savepoint.rollback()?;
        assert_eq!(session.related(st, Student::courses)?, [c]);
        assert_eq!(session.related(c, Course::students)?, [st]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT student_id, course_id FROM attendances"), ["1|1"]);
        Ok(())
    });
}

#[test]
fn lists_that_stay_loaded_lose_what_is_deleted() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).expire_on_commit(false).build();
        let c = session.add(Course::new().title("c"));
        let d = session.add(Course::new().title("d"));
        let st = session.add(Student::new().name("s").courses([c, d]));
        session.commit()?;
        assert_eq!(session.related(st, Student::courses)?.len(), 2);
        session.delete(c);
        session.commit()?;
        let e = session.add(Course::new().title("e"));
        assert_eq!(session.related(st, Student::courses)?, [d]);
        session.commit()?;
        assert_eq!(session.related(st, Student::courses)?, [d]);
        assert_eq!(session.related(e, Course::students)?, []);
        session.delete(st);
        session.commit()?;
        assert_eq!(session.related(d, Course::students)?, []);
        Ok(())
    });
}

#[test]
fn what_is_expunged_leaves_the_links_of_others() {
    everywhere(|lab| {
        let mut session = lab.session();
        let c = session.add(Course::new().title("c"));
        let st = session.add(Student::new().name("s"));
        session.commit()?;
        session.append(st, Student::courses, c)?;
        let course = session.expunge(c)?;
        assert_eq!(course.title, "c");
        assert_eq!(session.related(st, Student::courses)?, []);
        session.commit()?;
        let jack = session.add(User::new().name("jack").fullname("x").password("x"));
        let address = session.append(jack, User::addresses, Address::new().email_address("a"))?;
        session.expunge(jack)?;
        assert_eq!(session.related(address, Address::user)?, None);
        session.commit()?;
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses"), ["a|NULL"]);
        Ok(())
    });
}

#[test]
fn what_is_appended_to_a_parent_that_goes_shares_its_fate() {
    everywhere(|lab| {
        let mut session = lab.session();
        let f = session.add(Folder::new().name("f").papers([Paper::new().words("a")]));
        session.commit()?;
        session.delete(f);
        let p = session.append(f, Folder::papers, Paper::new().words("b"))?;
        session.commit()?;
        assert!(!session.contains(p));
        assert_eq!(lab.rows("SELECT words FROM papers"), [] as [String; 0]);
        let u = session.add(User::new().name("u").fullname("u").password("p"));
        session.commit()?;
        session.delete(u);
        let a = session.append(u, User::addresses, Address::new().email_address("a"))?;
        session.commit()?;
        assert_eq!(session[a].user_id, None);
        assert_eq!(lab.rows("SELECT user_id FROM addresses"), ["NULL"]);
        Ok(())
    });
}

#[test]
fn a_deletion_that_was_taken_back_has_no_consequences() {
    everywhere(|lab| {
        let mut session = lab.session();
        let f = session.add(Folder::new().name("f").papers([Paper::new().words("a")]));
        session.commit()?;
        session.delete(f);
        session.add(f);
        session.commit()?;
        assert_eq!(lab.rows("SELECT words, folder_id FROM papers"), ["a|1"]);
        session.delete(f);
        session.flush()?;
        assert!(session.related(f, Folder::papers).is_err());
        assert!(session.append(f, Folder::papers, Paper::new().words("z")).is_err());
        session.rollback()?;
        assert_eq!(session.related(f, Folder::papers)?.len(), 1);
        Ok(())
    });
}

#[test]
fn an_expired_collection_is_replaced() {
    everywhere(|lab| {
        let mut session = lab.session();
        let f = session.add(Folder::new().name("f").papers(["a", "b"].map(|w| Paper::new().words(w))));
        session.commit()?;
        session.set(f, Folder::papers, [Paper::new().words("c")])?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT words, folder_id FROM papers ORDER BY words"), ["a|NULL", "b|NULL", "c|1"]);
        let root = session.add(Node::new().name("r").children([Node::new().name("x"), Node::new().name("y")]));
        session.commit()?;
        session.set(root, Node::children, [Node::new().name("z")])?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM nodes ORDER BY name"), ["r", "z"]);
        let keep = session.related(root, Node::children)?[0];
        session.delete(root);
        session.set(keep, Node::parent, None)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM nodes"), ["0"]);
        Ok(())
    });
}

#[test]
fn a_grandchild_that_moved_out_survives() {
    everywhere(|lab| {
        let mut session = lab.session();
        let root =
            session.add(Node::new().name("r").children([Node::new().name("x").children([Node::new().name("y")])]));
        session.commit()?;
        let x = session.related(root, Node::children)?[0];
        let y = session.related(x, Node::children)?[0];
        session.set(y, Node::parent, Node::new().name("new"))?;
        session.delete(root);
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM nodes ORDER BY name"), ["new", "y"]);
        Ok(())
    });
}

#[test]
fn two_that_need_each_other_come_and_go() {
    everywhere(|lab| {
        let mut session = lab.session();
        let d = session.add(Dept::new().name("d"));
        let e = session.append(d, Dept::employees, Employee::new().name("e"))?;
        session.set(d, Dept::head, e)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name, head_id FROM depts"), ["d|1"]);
        session.delete(d);
        session.delete(e);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM depts"), ["0"]);
        Ok(())
    });
}
