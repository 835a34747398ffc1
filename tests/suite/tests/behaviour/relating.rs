//! Parents and children: both sides in memory, keys at flush.

use aludel::{ErrorKind, Session, rust_decimal::Decimal};
use aludel_suite::{
    everywhere,
    models::{Address, City, Country, Customer, Flag, Line, Node, Order, Part, Player, Team, User},
};

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("x").build()
}

fn address(text: &str) -> Address {
    Address::new().email_address(text).build()
}

fn addresses(session: &mut Session, user: aludel::Tracked<User>) -> Vec<String> {
    let addresses = session.related(user, User::addresses).unwrap();
    addresses.into_iter().map(|address| session[address].email_address.clone()).collect()
}

#[test]
fn s41_parent_with_children_in_one_add() {
    everywhere(|lab| {
        let mut session = lab.session();
        let order = Order::new()
            .total(Decimal::ONE)
            .lines([Line::new().position(1_i16).alias("a"), Line::new().position(2_i16).alias("b")]);
        let customer = session.add(Customer::new().email("ed@x").orders([order]));
        assert_eq!(session.pending().len(), 4);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT customer", "INSERT order", "INSERT line", "COMMIT"]);
        assert_eq!(lab.rows("SELECT id, customer_id FROM \"order\""), ["1|1"]);
        assert_eq!(lab.rows("SELECT order_id, position, alias FROM line ORDER BY position"), ["1|1|a", "1|2|b"]);
        assert_eq!(session.key(customer)?, 1);
        assert!(session.get::<Line>((1, 2))?.is_some());
        Ok(())
    });
}

#[test]
fn s41_child_with_its_parents_in_one_add() {
    everywhere(|lab| {
        let mut session = lab.session();
        let order = Order::new().total(Decimal::ONE).customer(Customer::new().email("ed@x"));
        let line = session.add(Line::new().position(1_i16).alias("a").order(order));
        session.flush()?;
        lab.assert_heard(&["BEGIN", "INSERT customer", "INSERT order", "INSERT line"]);
        assert_eq!((session[line].order_id, session.key(line)?), (Some(1), (1, 1)));
        // A parent that is there: the key is copied at once.
        let order = session.related(line, Line::order)?.unwrap();
        let second = session.add(Line::new().position(2_i16).alias("b").order(order));
        assert_eq!(session[second].order_id, Some(1));
        session.commit()?;
        assert_eq!(lab.rows("SELECT order_id, position FROM line ORDER BY position"), ["1|1", "1|2"]);
        Ok(())
    });
}

#[test]
fn a_not_null_foreign_key_left_empty_fails_before_any_sql_and_says_how_to_fill_it() {
    everywhere(|lab| {
        let mut session = lab.session();
        let order = session.add(Order::new().total(Decimal::ONE));
        let error = session.commit().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFilled);
        assert!(error.is_not_null_violation());
        let text = error.to_string();
        for part in ["Order.customer_id is NOT NULL", "`.customer_id(...)`", "`.customer(...)`", "`Customer::orders`"] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        lab.assert_heard(&[]);
        let customer = session.add(Customer::new().email("ed@x"));
        session.append(customer, Customer::orders, order)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT customer_id FROM \"order\""), ["1"]);
        Ok(())
    });
}

#[test]
fn s64_a_new_object_has_no_children_and_asks_nobody() {
    everywhere(|lab| {
        let mut session = lab.session();
        let jack = session.add(user("jack"));
        assert_eq!(session.related(jack, User::addresses)?, []);
        lab.assert_heard(&[]);
        Ok(())
    });
}

#[test]
fn s72_one_side_sets_the_other_without_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        let jack = session.add(user("jack"));
        let a = session.append(jack, User::addresses, address("a"))?;
        let b = session.add(Address::new().email_address("b").user(jack));
        assert_eq!(session.related(a, Address::user)?, Some(jack));
        assert_eq!(session.related(jack, User::addresses)?, [a, b]);
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(addresses(&mut session, jack), ["a", "b"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id"), ["a|1", "b|1"]);
        Ok(())
    });
}

#[test]
fn s72_appending_to_a_collection_that_is_not_loaded_is_queued_and_merged() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let jack = session.add(User::new().name("jack").fullname("jack").password("x").addresses([address("a")]));
        session.commit()?;
        lab.lines();
        let b = session.append(jack, User::addresses, address("b"))?;
        lab.assert_heard(&[]);
        assert_eq!(session[b].user_id, Some(1), "the parent has its key");
        assert_eq!(addresses(&mut session, jack), ["a", "b"]);
        lab.assert_heard(&["BEGIN", "SELECT addresses"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id"), ["a|1", "b|1"]);
        Ok(())
    });
}

#[test]
fn s72_removing_from_a_collection_that_is_not_loaded_asks_nobody() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let jack = session
            .add(User::new().name("jack").fullname("jack").password("x").addresses([address("a"), address("b")]));
        session.commit()?;
        let a = session.get::<Address>(1)?.unwrap();
        lab.lines();
        session.remove(jack, User::addresses, a)?;
        assert_eq!((session[a].user_id, session.related(a, Address::user)?), (None, None));
        assert!(!session.is_loaded(jack, User::addresses));
        lab.assert_heard(&[]);
        // Its row says otherwise until the flush.
        assert_eq!(addresses(&mut session, jack), ["b"]);
        lab.assert_heard(&["SELECT addresses"]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id"), ["a|NULL", "b|1"]);
        Ok(())
    });
}

#[test]
fn s73_a_child_that_moves_leaves_its_old_parents_list() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [ed, jack] = ["ed", "jack"].map(|name| session.add(user(name)));
        let a = session.append(ed, User::addresses, address("a"))?;
        session.commit()?;
        session.query::<User>().all()?;
        assert_eq!(session.related(ed, User::addresses)?, [a]);
        assert_eq!(session.related(jack, User::addresses)?, []);
        lab.lines();
        session.append(jack, User::addresses, a)?;
        assert_eq!(session.related(ed, User::addresses)?, []);
        assert_eq!(session.related(jack, User::addresses)?, [a]);
        assert_eq!(session.related(a, Address::user)?, Some(jack));
        lab.assert_heard(&[]);
        session.commit()?;
        lab.assert_heard(&["UPDATE addresses(user_id)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT user_id FROM addresses"), ["2"]);
        Ok(())
    });
}

#[test]
fn s44_a_child_that_moves_to_a_new_parent_is_one_update_after_the_insert() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ed = session.add(user("ed"));
        let a = session.append(ed, User::addresses, address("a"))?;
        session.commit()?;
        lab.lines();
        let jack = session.add(user("jack"));
        session.append(jack, User::addresses, a)?;
        assert_eq!(session[a].user_id, None, "until jack has a key");
        assert_eq!(session.related(a, Address::user)?, Some(jack));
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT users", "UPDATE addresses(user_id)", "COMMIT"]);
        assert_eq!(lab.rows("SELECT user_id FROM addresses"), ["2"]);
        Ok(())
    });
}

/// Adding is explicit: what refers to an object of the session is not in it by that.
#[test]
fn s71_a_draft_is_not_pulled_in_by_what_it_refers_to() {
    everywhere(|lab| {
        let mut session = lab.session();
        let jack = session.add(user("jack"));
        let draft = Address::new().email_address("never added").user(jack);
        assert_eq!(session.related(jack, User::addresses)?, []);
        drop(draft);
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT users", "COMMIT"]);
        assert_eq!(lab.rows("SELECT count(*) FROM addresses"), ["0"]);
        Ok(())
    });
}

#[test]
fn s71_what_happens_to_a_member_does_not_reach_its_parent() {
    everywhere(|lab| {
        let mut session = lab.session();
        let root = session.add(Node::new().name("root").children(["a", "b", "c"].map(|name| Node::new().name(name))));
        session.commit()?;
        let [a, b, c] = session.related(root, Node::children)?.try_into().unwrap();
        session.refresh(root)?;
        let [a, b, c] = session.related(root, Node::children).map(|_| [a, b, c])?;
        session[root].name = "edited".into();
        session.expire(a)?;
        session.expunge(b)?;
        session.delete(c);
        assert!(session.contains(root) && session.is_modified(root)? && !session.is_expired(root)?);
        assert!(!session.deleted().contains(root));
        lab.lines();
        session.commit()?;
        let mut heard = lab.heard();
        heard.retain(|it| !it.starts_with("SELECT"));
        assert_eq!(heard, ["UPDATE nodes(name)", "DELETE nodes", "COMMIT"]);
        assert_eq!(lab.rows("SELECT name FROM nodes ORDER BY id"), ["edited", "a", "b"]);
        Ok(())
    });
}

#[test]
fn s75_setting_a_parent_never_loads_the_one_before() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [ed, jack] = ["ed", "jack"].map(|name| session.add(user(name)));
        session.append(ed, User::addresses, address("a"))?;
        session.commit()?;
        session.expunge(ed)?;
        let a = session.query::<Address>().one()?;
        lab.lines();
        session.append(jack, User::addresses, a)?;
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT user_id FROM addresses"), ["2"]);
        Ok(())
    });
}

#[test]
fn the_foreign_key_is_the_truth_and_collections_follow_at_flush() {
    everywhere(|lab| {
        let mut session = lab.session();
        let [ed, jack] = ["ed", "jack"].map(|name| session.add(user(name)));
        let a = session.append(ed, User::addresses, address("a"))?;
        session.commit()?;
        session.query::<User>().all()?;
        assert_eq!(addresses(&mut session, ed), ["a"]);
        assert_eq!(addresses(&mut session, jack), Vec::<String>::new());

        session[a].user_id = session[jack].id;
        let b = session.add(Address::new().email_address("b").user_id(1));
        assert_eq!(session.related(a, Address::user)?, Some(jack));
        session.flush()?;
        assert_eq!(session.related(ed, User::addresses)?, [b]);
        assert_eq!(session.related(jack, User::addresses)?, [a]);

        session[a].user_id = None;
        session.flush()?;
        assert_eq!(session.related(jack, User::addresses)?, []);
        assert_eq!(session.related(a, Address::user)?, None);
        session.commit()?;
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id"), ["a|NULL", "b|1"]);
        Ok(())
    });
}

#[test]
fn the_last_write_wins_over_a_pending_link() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(user("ed"));
        session.commit()?;
        let jack = session.add(user("jack"));
        let a = session.append(jack, User::addresses, address("a"))?;
        session[a].user_id = Some(1);
        session.commit()?;
        assert_eq!(lab.rows("SELECT user_id FROM addresses"), ["1"]);
        Ok(())
    });
}

#[test]
fn expiring_a_child_takes_back_the_parent_that_it_was_given() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let a = session.add(address("a"));
        session.commit()?;
        let jack = session.add(user("jack"));
        session.append(jack, User::addresses, a)?;
        session.expire(a)?;
        assert_eq!(session.related(a, Address::user)?, None);
        session.commit()?;
        assert_eq!(lab.rows("SELECT user_id FROM addresses"), ["NULL"]);
        Ok(())
    });
}

#[test]
fn s06_rows_of_one_table_go_out_parents_first() {
    everywhere(|lab| {
        let mut session = lab.session();
        // The key is the database's, and the child comes first.
        let boss = Customer::new().email("boss@x");
        let worker =
            session.add(Customer::new().email("worker@x").manager(Customer::new().email("middle@x").manager(boss)));
        session.flush()?;
        assert_eq!(lab.heard().iter().filter(|it| *it == "INSERT customer").count(), 3, "a level at a time");
        assert_eq!(session[worker].id, Some(3));
        session.commit()?;
        assert_eq!(
            lab.rows("SELECT \"EMail\", manager_id FROM customer ORDER BY id"),
            ["boss@x|NULL", "middle@x|1", "worker@x|2"]
        );

        // The key is the program's.
        session.add(Part::new().code("a").parent(Part::new().code("b").parent(Part::new().code("c"))));
        session.commit()?;
        assert_eq!(lab.rows("SELECT code, parent_code FROM parts ORDER BY code"), ["a|b", "b|c", "c|NULL"]);
        Ok(())
    });
}

#[test]
fn the_parent_of_a_link_to_a_given_key_can_be_left_again() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let b = session.add(Part::new().code("b"));
        let a = session.append(b, Part::parts, Part::new().code("a"))?;
        assert_eq!(session.related(a, Part::parent)?, Some(b), "memory knows it, the database does not");
        session[a].parent_code = None;
        assert_eq!(session.related(a, Part::parent)?, None);
        session.commit()?;
        assert_eq!(lab.rows("SELECT code, parent_code FROM parts ORDER BY code"), ["a|NULL", "b|NULL"]);
        Ok(())
    });
}

#[test]
fn s07_tables_in_a_circle_take_rows_that_are_in_none() {
    everywhere(|lab| {
        let mut session = lab.session();
        let team = session.add(Team::new().name("reds"));
        let player = session.append(team, Team::players, Player::new().name("ann"))?;
        session.commit()?;
        lab.assert_heard(&["BEGIN", "INSERT teams", "INSERT players", "COMMIT"]);
        session[team].captain_id = session[player].id;
        session.commit()?;
        assert_eq!(lab.rows("SELECT captain_id FROM teams"), ["1"]);
        Ok(())
    });
}

#[test]
fn one_to_one() {
    everywhere(|lab| {
        let mut session = lab.session();
        let fr = session.add(
            Country::new()
                .code("fr")
                .name("France")
                .flag(Flag::new().colours("bwr"))
                .cities([City::new().name("Paris"), City::new().name("Lyon")]),
        );
        let flag = session.related(fr, Country::flag)?.unwrap();
        assert_eq!(session.related(flag, Flag::country)?, Some(fr));
        session.commit()?;
        lab.lines();
        assert_eq!(session.related(fr, Country::flag)?, Some(flag));
        let cities = session.related(fr, Country::cities)?;
        assert_eq!(cities.iter().map(|&city| session[city].name.as_str()).collect::<Vec<_>>(), ["Lyon", "Paris"]);
        lab.assert_heard(&["BEGIN", "SELECT flags", "SELECT cities"]);
        let de = session.add(Country::new().code("de").name("Germany"));
        assert_eq!(session.related(de, Country::flag)?, None);
        Ok(())
    });
}
