//! Links between objects: what a flush makes of them, and what it leaves alone.

use aludel::{ErrorKind, ObjectState, Session};
use aludel_suite::{
    everywhere,
    models::{
        Address, BlogPost, City, Country, Course, Enrolment, Folder, Keyword, Line, Message, Node, Paper, Person,
        Stall, Student, User,
    },
};

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

fn address(text: &str) -> Address {
    Address::new().email_address(text).build()
}

#[test]
fn s01_a_foreign_key_given_as_a_value_orders_tables_too() {
    everywhere(|lab| {
        let mut session = lab.session();
        let city = session.add(City::new().name("Bern").country_code("ch"));
        let country = session.add(Country::new().code("ch").name("Switzerland"));
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT countries", "INSERT cities", "COMMIT"]);
        assert_eq!(lab.rows("SELECT name, country_code FROM cities"), ["Bern|ch"]);
        session.delete(country);
        session.delete(city);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "DELETE cities", "DELETE countries", "COMMIT"]);
        assert_eq!(lab.rows("SELECT code FROM countries"), [""; 0]);
        Ok(())
    });
}

#[test]
fn s02_updates_then_inserts_and_deletes_after_all_saves() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [a, b, c] = ["a", "b", "c"].map(|name| session.add(Folder::new().name(name)));
        session.commit()?;
        lab.lines();
        session.delete(b);
        session.add(Folder::new().name("d"));
        session[c].name = "cc".into();
        session[a].name = "aa".into();
        session.commit()?;
        let heard = lab.heard();
        let written: Vec<&String> =
            heard.iter().filter(|it| it.ends_with("folders") || it.contains("folders(")).collect();
        assert_eq!(written, ["UPDATE folders(name)", "INSERT folders", "DELETE folders"], "{heard:?}");
        assert_eq!(lab.rows("SELECT id, name FROM folders ORDER BY id"), ["1|aa", "3|cc", "4|d"]);
        Ok(())
    });
}

#[test]
fn s05_unrelated_tables_go_out_in_one_order() {
    everywhere(|lab| {
        let mut session = lab.session();
        let mut orders = Vec::new();
        for turn in 0..2 {
            // In two orders of adding.
            if turn == 0 {
                session.add(Person::new().name("p"));
                session.add(Folder::new().name("f"));
            } else {
                session.add(Folder::new().name("f"));
                session.add(Person::new().name("p"));
            }
            session.commit()?;
            orders.push(lab.heard());
        }
        assert_eq!(orders[0], orders[1]);
        assert_eq!(lab.rows("SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM folders)"), ["2|2"]);
        Ok(())
    });
}

#[test]
fn s19_a_row_that_a_trigger_drops_is_an_error_and_the_objects_are_transient_again() {
    everywhere(|lab| {
        if lab.is_postgresql() {
            lab.run("CREATE FUNCTION drop_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$");
            lab.run("CREATE TRIGGER dropping BEFORE INSERT ON users FOR EACH ROW WHEN (NEW.name = 'b') EXECUTE FUNCTION drop_row()");
        } else {
            lab.run(
                "CREATE TRIGGER dropping BEFORE INSERT ON users WHEN NEW.name = 'b' BEGIN SELECT RAISE(IGNORE); END",
            );
        }
        let mut session = lab.session();
        let users = session.add_all([user("a"), user("b"), user("c")]);
        let error = session.commit().unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::StaleData, false));
        lab.assert_heard(&["BEGIN", "INSERT users", "ROLLBACK"]);
        assert!(users.iter().all(|&user| session.inspect(user) == ObjectState::Transient));
        session.rollback()?;
        assert!(users.iter().all(|&user| !session.contains(user)));
        assert_eq!(lab.rows("SELECT count(*) FROM users"), ["0"]);
        Ok(())
    });
}

#[test]
fn s20_a_key_that_stays_empty_is_refused_before_any_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Line::new().position(1_i16).alias("a"));
        let error = session.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFilled);
        assert!(error.to_string().contains("Line.order_id"), "{error}");
        lab.assert_heard(&[]);
        session.rollback()?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM line"), ["0"]);
        Ok(())
    });
}

#[test]
fn s46_field_and_relationship_are_one_truth_and_the_last_write_wins() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let [jack, jill] = ["jack", "jill"].map(|name| session.add(user(name)));
        session.commit()?;
        session.refresh_all(&[jack, jill])?;
        let a = session.append(jack, User::addresses, address("a"))?;
        session[a].user_id = Some(2);
        let b = session.append(jack, User::addresses, address("b"))?;
        session[b].user_id = None;
        let c = session.add(address("c"));
        session[c].user_id = Some(1);
        session.set(c, Address::user, jill)?;
        let d = session.add(address("d"));
        session[d].user_id = Some(1);
        session.set(d, Address::user, None)?;
        assert_eq!(session.related(a, Address::user)?, Some(jill));
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["INSERT addresses", "COMMIT"]);
        let rows = lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id");
        assert_eq!(rows, ["a|2", "b|NULL", "c|2", "d|NULL"]);

        // Reading an unset relationship makes no change.
        session.refresh_all(&[a, b, c, d])?;
        assert_eq!(session.related(b, Address::user)?, None);
        assert!(!session.is_modified(b)?);
        lab.lines();
        session.flush()?;
        lab.assert_heard(&[]);
        Ok(())
    });
}

#[test]
fn s47_a_changed_field_moves_the_related_object_at_once() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [jack, jill] = ["jack", "jill"].map(|name| session.add(user(name)));
        let a = session.append(jack, User::addresses, address("a"))?;
        session.commit()?;
        session.refresh_all(&[jack, jill])?;
        assert_eq!(session.related(jack, User::addresses)?, [a]);
        session[a].user_id = Some(2);
        assert_eq!(session.loaded(a, Address::user), Some(jill));
        assert_eq!(session.loaded(jack, User::addresses), []);
        lab.lines();
        assert_eq!(session.related(jill, User::addresses)?, [a], "the flush of its lazy load wrote it");
        lab.assert_heard(&["UPDATE addresses(user_id)", "SELECT addresses"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT user_id FROM addresses"), ["2"]);
        Ok(())
    });
}

#[test]
fn s48_a_reference_is_emptied_without_loading_what_it_referred_to() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(User::new().name("jack").fullname("x").password("x").addresses([address("a"), address("b")]));
        session.commit()?;
        session.close()?;
        let addresses = session.query::<Address>().order_by(Address::id).all()?;
        lab.lines();
        session.set(addresses[0], Address::user, None)?;
        session.clear(addresses[1], Address::user)?;
        session.commit()?;
        lab.assert_heard(&["UPDATE addresses(user_id)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT user_id FROM addresses"), ["NULL", "NULL"]);
        Ok(())
    });
}

#[test]
fn s49_collections_that_are_not_loaded_are_left_alone() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(User::new().name("jack").fullname("x").password("x").addresses([address("a")]));
        session.commit()?;
        session.close()?;
        let jack = session.get::<User>(1)?.unwrap();
        session[jack].name = "jim".into();
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE users(name)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT user_id FROM addresses"), ["1"]);
        Ok(())
    });
}

#[test]
fn s58_a_draft_brings_its_relatives_of_any_depth_and_kind() {
    everywhere(|lab| {
        let mut session = lab.session();
        let known = session.add(Keyword::new().keyword("known"));
        let post = BlogPost::new()
            .headline("h")
            .author(User::new().name("w").fullname("x").password("x").addresses([address("a")]))
            .keywords([Keyword::new().keyword("new")])
            .keywords([known]);
        let post = session.add(post);
        assert_eq!(session.pending().len(), 5);
        assert_eq!(session.related(post, BlogPost::keywords)?.len(), 2, "a setter may be repeated");
        lab.assert_heard(&[]);
        session.commit()?;
        lab.assert_heard(&[
            "BEGIN",
            "INSERT keywords",
            "INSERT users",
            "INSERT addresses",
            "INSERT posts",
            "INSERT post_keywords",
            "COMMIT",
        ]);
        assert_eq!(lab.rows("SELECT count(*) FROM post_keywords"), ["2"]);
        assert_eq!(lab.rows("SELECT user_id FROM addresses"), ["1"]);
        Ok(())
    });
}

#[test]
fn s76_a_member_is_in_a_collection_once() {
    everywhere(|lab| {
        let mut session = lab.session();
        let folder = session.add(Folder::new().name("f"));
        let paper = session.append(folder, Folder::papers, Paper::new().words("p"))?;
        session.append(folder, Folder::papers, paper)?;
        assert_eq!(session.related(folder, Folder::papers)?, [paper]);
        session.set(folder, Folder::papers, [paper, paper])?;
        assert_eq!(session.related(folder, Folder::papers)?, [paper]);
        session.remove(folder, Folder::papers, paper)?;
        assert_eq!(session[paper].folder_id, None);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT folders", "INSERT papers", "COMMIT"]);
        assert_eq!(lab.rows("SELECT folder_id FROM papers"), ["NULL"]);
        Ok(())
    });
}

#[test]
fn s114_eleven_hundred_parents_cost_three_statements() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all((0..1100).map(|n| Folder::new().name(format!("{n}")).papers([Paper::new().words("p")])));
        session.commit()?;
        session.close()?;
        let folders = session.query::<Folder>().all()?;
        lab.lines();
        let papers = session.related_all(&folders, Folder::papers)?;
        assert!(papers.iter().all(|papers| papers.len() == 1));
        lab.assert_heard(&["SELECT papers", "SELECT papers", "SELECT papers"]);
        // Those that refer to objects that are here take none.
        let all: Vec<_> = papers.concat();
        assert_eq!(session.related_all(&all, Paper::folder)?.iter().flatten().count(), 1100);
        lab.assert_heard(&[]);
        // Those that refer to the same few are asked for once.
        session.close()?;
        lab.run("UPDATE papers SET folder_id = folder_id % 2 + 1");
        let papers = session.query::<Paper>().all()?;
        lab.lines();
        assert_eq!(session.related_all(&papers, Paper::folder)?.iter().flatten().count(), 1100);
        lab.assert_heard(&["SELECT folders"]);
        session.close()?;
        assert_eq!(lab.rows("SELECT count(*) FROM papers WHERE folder_id > 2"), ["0"]);
        Ok(())
    });
}

#[test]
fn s115_what_is_loaded_is_not_loaded_again() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all((0..3).map(|n| Folder::new().name(format!("{n}")).papers([Paper::new().words("p")])));
        session.commit()?;
        let folders = session.query::<Folder>().order_by(Folder::id).limit(1).all()?;
        assert_eq!(session.related(folders[0], Folder::papers)?.len(), 1);
        session.append(folders[0], Folder::papers, Paper::new().words("q"))?;
        session.flush()?;
        let folders = session.query::<Folder>().order_by(Folder::id).all()?;
        lab.lines();
        let papers = session.related_all(&folders, Folder::papers)?;
        assert_eq!(papers.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 1]);
        let text = lab.lines().join(" ");
        assert!(text.contains("([2, 3],)"), "{text}");
        session.commit()?;
        assert_eq!(lab.rows("SELECT folder_id, words FROM papers ORDER BY id"), ["1|p", "2|p", "3|p", "1|q"]);
        Ok(())
    });
}

#[test]
fn an_association_object_is_a_model_between() {
    everywhere(|lab| {
        let mut session = lab.session();
        let course = session.add(Course::new().title("rust"));
        let student = session.add(Student::new().name("ann").enrolments([Enrolment::new().course(course).grade(1)]));
        session.commit()?;
        assert_eq!(lab.rows("SELECT student_id, course_id, grade FROM enrolments"), ["1|1|1"]);
        let enrolment = session.related(student, Student::enrolments)?[0];
        assert_eq!(session.related(enrolment, Enrolment::course)?, Some(course));
        session.remove(student, Student::enrolments, enrolment)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM enrolments"), ["0"]);
        Ok(())
    });
}

#[test]
fn two_foreign_keys_to_one_table_are_two_relationships() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [ann, bob] = ["ann", "bob"].map(|name| session.add(Person::new().name(name)));
        let message = session.add(Message::new().words("hi").sender(ann).recipient(bob));
        assert_eq!(session.related(ann, Person::sent)?, [message]);
        assert_eq!(session.related(bob, Person::received)?, [message]);
        assert_eq!(session.related(ann, Person::received)?, []);
        session.append(ann, Person::friends, bob)?;
        assert_eq!(session.related(bob, Person::friend_of)?, [ann]);
        assert_eq!(session.related(bob, Person::friends)?, []);
        session.append(bob, Person::friends, bob)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT person_id, friend_id FROM friendships ORDER BY 1"), ["1|2", "2|2"]);
        assert_eq!(session.related(bob, Person::friend_of)?, [ann, bob]);
        Ok(())
    });
}

#[test]
fn a_tree_is_walked_a_level_at_a_time() {
    everywhere(|lab| {
        let mut session = lab.session();
        let level = |names: [&'static str; 2]| names.map(|name| Node::new().name(name));
        session.add(Node::new().name("root").children(
            level(["a", "b"]).map(|node| node.children(level(["c", "d"]).map(|node| node.children(level(["e", "f"]))))),
        ));
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT nodes", "INSERT nodes", "INSERT nodes", "INSERT nodes", "COMMIT"]);
        session.close()?;
        let mut level = vec![session.query::<Node>().filter_by(Node::name, "root").one()?];
        let mut seen = 0;
        lab.lines();
        while !level.is_empty() {
            seen += level.len();
            level = session.related_all(&level, Node::children)?.concat();
        }
        assert_eq!(seen, 1 + 2 + 4 + 8);
        lab.assert_heard(&["SELECT nodes", "SELECT nodes", "SELECT nodes", "SELECT nodes"]);
        Ok(())
    });
}

/// A default of the database is for rows without a parent: not for one whose parent has no key as yet.
#[test]
fn a_new_parent_wins_over_the_default_of_a_foreign_key() {
    everywhere(|lab| {
        let mut session = lab.session();
        let country = session.add(Country::new().code("ch").name("Switzerland"));
        let city = |name: &str| City::new().name(name).country(country);
        let bern = session.add(city("Bern"));
        session.commit()?;
        assert_eq!(session.key(bern)?, 1);
        let basel = session.add(city("Basel"));
        let stall = session.add(Stall::new().code("1").city(basel));
        session.add(Stall::new().code("2"));
        session.add(Stall::new().code("3").city(bern));
        session.add(Stall::new().code("4").city(city("Chur")));
        session.commit()?;
        let all = "SELECT stalls.code, name FROM stalls JOIN cities ON id = city_id ORDER BY stalls.code";
        assert_eq!(lab.rows(all), ["1|Basel", "2|Bern", "3|Bern", "4|Chur"]);

        // A new object takes over the row.
        session.delete(stall);
        session.add(Stall::new().code("1").city(city("Thun")));
        session.commit()?;
        assert_eq!(lab.rows(all), ["1|Thun", "2|Bern", "3|Bern", "4|Chur"]);
        Ok(())
    });
}
