//! Structs and drafts merged into the objects of the same key.

use aludel::{ErrorKind, ObjectState, Session};
use aludel_suite::{
    everywhere,
    models::{
        Account, Address, BlogPost, Bottle, Cell, Country, Course, Document, Flag, Job, Line, Node, Order, Rack,
        Student, User,
    },
};

fn account(owner: &str) -> Account {
    Account::new().owner(owner).balance(1).build()
}

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

#[test]
fn s103_without_a_key_a_struct_is_new_and_nothing_is_sent() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.merge(account("a"))?;
        let b = session.merge(Account::new().owner("b"))?;
        assert_eq!((session.inspect(a), session.inspect(b)), (ObjectState::Pending, ObjectState::Pending));
        lab.assert_heard(&[]);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT accounts", "COMMIT"]);
        assert_eq!(lab.rows("SELECT owner, balance FROM accounts ORDER BY id"), ["a|1", "b|0"]);
        Ok(())
    });
}

#[test]
fn s103_a_key_in_the_session_costs_nothing() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        session.commit()?;
        session.refresh(ed)?;
        lab.lines();
        let merged = session.merge(User { id: Some(1), name: "Edward".into(), ..user("ed") })?;
        assert_eq!((merged, session[ed].name.as_str()), (ed, "Edward"));
        assert_eq!(session.changes(ed)?, ["name"]);
        // What is equal is no edit.
        session.flush()?;
        session.merge(User { id: Some(1), name: "Edward".into(), ..user("ed") })?;
        assert!(session.dirty().is_empty());
        session.commit()?;
        lab.assert_heard(&["UPDATE users(name)", "COMMIT"]);
        Ok(())
    });
}

#[test]
fn s103_an_expired_object_and_one_that_is_elsewhere_are_read_once() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all(["ed", "wendy"].map(user));
        session.commit()?;
        lab.run("UPDATE users SET fullname = 'Ed Jones' WHERE id = 1");
        lab.lines();
        let ed = session.merge(User::new().id(1).password("new"))?;
        lab.assert_heard(&["BEGIN", "SELECT users"]);
        assert_eq!((session[ed].fullname.as_str(), session[ed].password.as_str()), ("Ed Jones", "new"));
        assert_eq!(session.changes(ed)?, ["password"]);
        session.close()?;
        lab.lines();
        session.merge(User::new().id(2).password("new"))?;
        session.commit()?;
        lab.assert_heard(&["BEGIN", "SELECT users", "UPDATE users(password)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT name, password FROM users ORDER BY id"), ["ed|x", "wendy|new"]);
        Ok(())
    });
}

#[test]
fn s103_a_key_without_a_row_is_that_of_a_new_object() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.merge(Account { id: Some(7), ..account("a") })?;
        lab.assert_heard(&["BEGIN", "SELECT accounts"]);
        assert_eq!(session.inspect(a), ObjectState::Pending);
        let cell = session.merge(Cell::new().row(1).col(2))?;
        assert_eq!(session.inspect(cell), ObjectState::Pending);
        session.commit()?;
        assert_eq!(lab.rows("SELECT id, owner FROM accounts"), ["7|a"]);
        assert_eq!(lab.rows("SELECT \"row\", col FROM cells"), ["1|2"]);
        Ok(())
    });
}

#[test]
fn s103_of_a_draft_what_was_set_is_copied_and_null_counts() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Document::new().title("t").body("b"));
        session.add(Job::new().name("j").tag("mine").priority(9));
        session.commit()?;
        // What `new()` fills is not set.
        let job = session.merge(Job::new().id(1).name(None::<&str>))?;
        assert_eq!(
            (session[job].tag.as_str(), session[job].priority, session[job].name.as_deref()),
            ("mine", Some(9), None)
        );
        assert_eq!(session.changes(job)?, ["name"]);
        let document = session.merge(Document::new().id(1).body(None::<&str>))?;
        assert_eq!((session[document].title.as_str(), session[document].revision), ("t", 1));
        session.commit()?;
        assert_eq!(lab.rows("SELECT title, body, revision FROM documents"), ["t|NULL|2"]);
        // Of a struct everything is, but for what the database has still to fill.
        let job = session.merge(Job { id: Some(1), ..Job::new().build() })?;
        assert_eq!(session.changes(job)?, ["tag", "changed"]);
        assert!(session[job].made.is_some());
        Ok(())
    });
}

#[test]
fn a_new_object_needs_its_required_columns() {
    everywhere(|lab| {
        let mut session = lab.session();
        let error = session.merge(User::new().id(7).fullname("Ed")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFilled);
        assert_eq!(
            error.to_string(),
            "no row of User has the key (id=7), and a new one needs `.name(...)`, `.password(...)`"
        );
        assert!(session.pending().is_empty());
        Ok(())
    });
}

#[test]
fn s105_several_sources_of_one_key_are_one_object_and_the_last_wins() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let first = session.merge(Account { id: Some(1), ..account("a") })?;
        let second = session.merge(Account { id: Some(1), ..account("b") })?;
        assert_eq!(first, second);
        let address = |words: &str| Address::new().id(5).email_address(words);
        let ed = session.merge(
            User::new().id(1).name("ed").fullname("ed").password("x").addresses([address("first"), address("last")]),
        )?;
        assert_eq!(session.related(ed, User::addresses)?.len(), 1);
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["INSERT accounts", "INSERT users", "INSERT addresses", "COMMIT"]);
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["b"]);
        assert_eq!(lab.rows("SELECT id, email_address, user_id FROM addresses"), ["5|last|1"]);
        Ok(())
    });
}

#[test]
fn s104_a_collection_that_was_set_is_replaced_and_another_is_left_alone() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(
            User::new()
                .name("ed")
                .fullname("ed")
                .password("x")
                .addresses(["a", "b"].map(|words| Address::new().email_address(words))),
        );
        session.commit()?;
        session.close()?;
        session.merge(User::new().id(1).name("Ed"))?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id"), ["a|1", "b|1"]);
        session.close()?;
        lab.lines();
        let drafts = [Address::new().id(2).email_address("b2"), Address::new().email_address("c")];
        let ed = session.merge(User::new().id(1).addresses(drafts))?;
        lab.assert_heard(&["BEGIN", "SELECT users", "SELECT addresses"]);
        let members = session.related(ed, User::addresses)?;
        assert_eq!(members.iter().map(|&it| session[it].email_address.as_str()).collect::<Vec<_>>(), ["b2", "c"]);
        session.commit()?;
        lab.assert_heard(&[
            "UPDATE addresses(user_id)",
            "UPDATE addresses(email_address)",
            "INSERT addresses",
            "COMMIT",
        ]);
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id"), ["a|NULL", "b2|1", "c|1"]);
        session.merge(User::new().id(1).addresses(Vec::<Address>::new()))?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM addresses WHERE user_id IS NOT NULL"), ["0"]);
        Ok(())
    });
}

#[test]
fn s104_what_leaves_a_collection_of_orphans_is_deleted() {
    everywhere(|lab| {
        let mut session = lab.session();
        let line = |position: i16, words: &str| Line::new().position(position).alias(words);
        let customer = aludel_suite::models::Customer::new()
            .email("e")
            .orders([Order::new().total(1).lines([line(1, "a"), line(2, "b")])]);
        session.add(customer);
        session.commit()?;
        session.close()?;
        session.merge(Order::new().id(1).lines([Line::new().order_id(1).position(2).alias("b2")]))?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT position, alias FROM line"), ["2|b2"]);
        Ok(())
    });
}

#[test]
fn relatives_of_every_kind_are_merged() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Country::new().code("de").name("Germany").flag(Flag::new().colours("black")));
        session.add(user("ed"));
        session.commit()?;
        session.close()?;
        // A parent that there is, one that is here, a member of one, and members of what is never loaded.
        let post = session
            .merge(BlogPost::new().headline("h").author(User::new().id(1).name("Ed").fullname("F").password("x")))?;
        session.commit()?;
        let ed = session.related(post, BlogPost::author)?.unwrap();
        session.merge(BlogPost::new().headline("i").author(ed))?;
        session.merge(Country::new().code("de").flag(Flag::new().id(1).colours("black, red, gold")))?;
        session.merge(User::new().id(1).posts([BlogPost::new().id(1).headline("h2")]))?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name FROM users"), ["Ed"]);
        assert_eq!(lab.rows("SELECT headline, user_id FROM posts ORDER BY id"), ["h2|1", "i|1"]);
        assert_eq!(lab.rows("SELECT colours, country_code FROM flags"), ["black, red, gold|de"]);
        let foreign = lab.session().add(user("other"));
        let error = session.merge(BlogPost::new().headline("h").author(foreign)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotInSession);
        Ok(())
    });
}

#[test]
fn s110_an_older_version_is_stale_and_none_takes_the_present_one() {
    everywhere(|lab| {
        let mut session = lab.session();
        let document = session.add(Document::new().title("t"));
        session.commit()?;
        let old = Document::find(lab.engine(), 1)?.unwrap();
        session.refresh(document)?;
        session[document].title = "u".into();
        session.commit()?;
        let error = session.merge(Document { title: "v".into(), ..old.clone() }).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::StaleData);
        assert!(
            error.to_string().starts_with("what is merged has revision 1 and the object of that key has 2"),
            "{error}"
        );
        session.merge(Document::new().id(1).title("v"))?;
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE documents(title, revision)", "COMMIT"]);
        let current = Document::find(lab.engine(), 1)?.unwrap();
        session.merge(Document { title: "w".into(), ..current })?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT title, revision FROM documents"), ["w|4"]);
        Ok(())
    });
}

#[test]
fn an_object_that_was_to_be_deleted_is_kept_and_what_is_pending_is_flushed_first() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        session.delete(a);
        assert_eq!(session.merge(Account { id: Some(1), ..account("b") })?, a);
        let c = session.add(Account { id: Some(3), ..account("c") });
        lab.lines();
        assert_eq!(session.merge(Account { id: Some(3), ..account("d") })?, c);
        lab.assert_heard(&["UPDATE accounts(owner)", "INSERT accounts"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT owner FROM accounts ORDER BY id"), ["b", "d"]);
        Ok(())
    });
}

#[test]
fn relatives_along_which_nothing_is_merged_are_refused() {
    everywhere(|lab| {
        let mut session = lab.session();
        let rack = Rack::new().id(1).name("s").bottles([Bottle::new().label("t")]);
        let error = session.merge(rack).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().starts_with("the draft brings `bottles` of Rack, which does not cascade"), "{error}");
        assert!(session.pending().is_empty());
        // Adding follows it.
        session.add(Rack::new().id(1).name("s").bottles([Bottle::new().label("t")]));
        session.commit()?;
        session.merge(Bottle::new().id(1).label("u").rack(Rack::new().id(1).name("r")))?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT name, label FROM racks JOIN bottles ON rack_id = racks.id"), ["r|u"]);
        Ok(())
    });
}

#[test]
fn s104_many_to_many_links_and_trees_become_what_the_draft_says() {
    everywhere(|lab| {
        let mut session = lab.session();
        let course = |title: &str| Course::new().title(title);
        session.add(Student::new().name("s").courses([course("a"), course("b")]));
        let leaf = |name: &str| Node::new().name(name);
        session.add(
            leaf("root")
                .children([leaf("x").children([leaf("x1"), leaf("x2")]), leaf("y").children(Vec::<Node>::new())]),
        );
        session.commit()?;
        session.close()?;
        session.merge(Student::new().id(1).courses([course("b2").id(2), course("c")]))?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT title FROM courses ORDER BY id"), ["a", "b2", "c"]);
        assert_eq!(lab.rows("SELECT course_id FROM attendances ORDER BY course_id"), ["2", "3"]);
        let x = Node::new().id(2).name("x'").children([Node::new().id(4).name("x2'"), leaf("x3")]);
        let root = session.merge(Node::new().id(1).children([x]))?;
        assert!(!session.is_modified(root)?);
        session.commit()?;
        assert_eq!(
            lab.rows("SELECT id, name, parent_id FROM nodes ORDER BY id"),
            ["1|root|NULL", "2|x'|1", "4|x2'|2", "6|x3|2"]
        );
        Ok(())
    });
}

#[test]
fn what_was_merged_is_rolled_back_as_every_edit() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(account("a"));
        session.commit()?;
        session.merge(Account { id: Some(1), ..account("b") })?;
        let new = session.merge(Account { id: Some(2), ..account("c") })?;
        session.flush()?;
        session.rollback()?;
        assert_eq!((session[a].owner.as_str(), session.inspect(new)), ("a", ObjectState::Transient));
        session.merge(Account { id: Some(1), ..account("d") })?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT owner FROM accounts"), ["d"]);
        Ok(())
    });
}

#[test]
fn a_setter_that_is_repeated_brings_members_of_one_collection() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Node::new().name("root").children([Node::new().name("a"), Node::new().name("b")]));
        session.commit()?;
        session.close()?;
        let a = Node::new().id(2).name("a").children([Node::new().name("below a")]);
        let root = session.merge(Node::new().id(1).name("root").children([a]).children([Node::new().name("c")]))?;
        session.commit()?;
        assert_eq!(
            lab.rows("SELECT name, parent_id FROM nodes ORDER BY name"),
            ["a|1", "below a|2", "c|1", "root|NULL"]
        );
        assert_eq!(session.related(root, Node::children)?.len(), 2);
        Ok(())
    });
}

#[test]
fn members_that_are_merged_are_loaded_by_one_statement() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(user("ed"));
        session.commit()?;
        let addresses = (1..=50).map(|n| Address::new().id(n).email_address(n.to_string()));
        let ed = session.merge(User::new().id(1).addresses(addresses))?;
        session.commit()?;
        session.close()?;
        lab.lines();
        let addresses = (1..=49).map(|n| Address::new().id(n).email_address("new"));
        session.merge(User::new().id(1).addresses(addresses))?;
        lab.assert_heard(&["BEGIN", "SELECT users", "SELECT addresses"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM addresses WHERE user_id = 1 AND email_address = 'new'"), ["49"]);
        assert!(!session.contains(ed));
        Ok(())
    });
}
