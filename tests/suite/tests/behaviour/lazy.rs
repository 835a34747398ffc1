//! Lazy loads: a statement a chunk of a result, never one a row.

use aludel::rust_decimal::Decimal;
use aludel_suite::{
    Lab, everywhere,
    models::{Address, Customer, Line, Order, User},
};

fn fill(lab: &Lab, users: i32, each: i32) -> aludel::Result<()> {
    let mut session = lab.session();
    session.add_all((0..users).map(|user| {
        User::new()
            .name(format!("u{user}"))
            .fullname("x")
            .password("x")
            .addresses((0..each).map(move |n| Address::new().email_address(format!("{user}-{n}"))))
    }));
    session.commit()?;
    lab.lines();
    Ok(())
}

#[test]
fn a_thousand_users_walked_cost_three_statements() {
    everywhere(|lab| {
        fill(lab, 1000, 2)?;
        let mut session = lab.session();
        let mut seen = 0;
        for user in session.query::<User>().order_by(User::id).all()? {
            for address in session.related(user, User::addresses)? {
                assert!(
                    session[address].email_address.starts_with(&format!("{}-", session[user].name.replace('u', "")))
                );
                assert_eq!(session.related(address, Address::user)?, Some(user));
                seen += 1;
            }
        }
        assert_eq!(seen, 2000);
        lab.assert_heard(&["BEGIN", "SELECT users", "SELECT addresses", "SELECT addresses"]);
        Ok(())
    });
}

#[test]
fn s112_many_to_one_looks_into_the_map_first_and_loads_in_batches() {
    everywhere(|lab| {
        fill(lab, 700, 1)?;
        lab.run("UPDATE addresses SET user_id = NULL WHERE user_id = 700");
        let mut session = lab.session();
        for address in session.query::<Address>().order_by(Address::id).all()? {
            let user = session.related(address, Address::user)?;
            assert_eq!(user.map(|user| session[user].id), session[address].user_id.map(Some));
        }
        lab.assert_heard(&["BEGIN", "SELECT addresses", "SELECT users", "SELECT users"]);
        let last = session.get::<Address>(700)?.unwrap();
        assert_eq!(session.related(last, Address::user)?, None);
        lab.assert_heard(&[]);
        // What is in the map is not asked for.
        session.commit()?;
        session.query::<User>().all()?;
        let addresses = session.query::<Address>().all()?;
        lab.lines();
        for address in addresses {
            session.related(address, Address::user)?;
        }
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*), count(user_id) FROM addresses"), ["700|699"]);
        Ok(())
    });
}

#[test]
fn walking_two_levels_down_costs_a_statement_a_level() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all((0..20).map(|customer| {
            Customer::new().email(format!("{customer}@x")).orders((0..3).map(|_| {
                Order::new()
                    .total(Decimal::TEN)
                    .lines((0..2_i16).map(|position| Line::new().position(position).alias("x")))
            }))
        }));
        session.commit()?;
        session.close()?;
        lab.lines();
        let mut lines = 0;
        for customer in session.query::<Customer>().all()? {
            for order in session.related(customer, Customer::orders)? {
                lines += session.related(order, Order::lines)?.len();
            }
        }
        assert_eq!(lines, 120);
        lab.assert_heard(&["BEGIN", "SELECT customer", "SELECT order", "SELECT line"]);
        Ok(())
    });
}

#[test]
fn t69_one_object_alone_is_loaded_by_its_key_and_once() {
    everywhere(|lab| {
        fill(lab, 3, 2)?;
        let mut session = lab.session();
        let user = session.get::<User>(2)?.unwrap();
        lab.lines();
        assert_eq!(session.related(user, User::addresses)?.len(), 2);
        let lines = lab.lines();
        let expected = lab.either(
            "FROM addresses WHERE ? = addresses.user_id ORDER BY addresses.id",
            "FROM addresses WHERE $1 = addresses.user_id ORDER BY addresses.id",
        );
        assert!(lines[0].ends_with(expected), "{lines:?}");
        assert_eq!(lines[1], "(2,)");
        assert_eq!(session.related(user, User::addresses)?.len(), 2);
        lab.assert_heard(&[]);
        session.commit()?;
        assert_eq!(session.related(user, User::addresses)?.len(), 2);
        lab.assert_heard(&["COMMIT", "BEGIN", "SELECT addresses"]);
        Ok(())
    });
}

#[test]
fn a_lazy_load_flushes_first_and_sees_what_moved() {
    everywhere(|lab| {
        fill(lab, 2, 2)?;
        let mut session = lab.session();
        let users = session.query::<User>().order_by(User::id).all()?;
        let address = session.query::<Address>().filter_by(Address::email_address, "0-1").one()?;
        session[address].user_id = session[users[1]].id;
        lab.lines();
        assert_eq!(session.related(users[1], User::addresses)?.len(), 3);
        lab.assert_heard(&["UPDATE addresses(user_id)", "SELECT addresses"]);
        assert_eq!(session.related(users[0], User::addresses)?.len(), 1);
        Ok(())
    });
}

#[test]
fn memory_says_where_a_child_belongs_when_nothing_was_flushed() {
    everywhere(|lab| {
        fill(lab, 2, 2)?;
        let mut session = aludel::Session::builder(lab.engine()).autoflush(false).build();
        let users = session.query::<User>().order_by(User::id).all()?;
        let address = session.query::<Address>().filter_by(Address::email_address, "0-1").one()?;
        session.append(users[1], User::addresses, address)?;
        assert_eq!(session.related(users[0], User::addresses)?.len(), 1);
        let second = session.related(users[1], User::addresses)?;
        assert_eq!((second.len(), second.contains(&address)), (3, true));
        assert!(lab.heard().iter().all(|statement| !statement.starts_with("UPDATE")));
        Ok(())
    });
}

#[test]
fn a_member_that_was_deleted_is_no_longer_one() {
    everywhere(|lab| {
        fill(lab, 1, 3)?;
        let mut session = lab.session();
        let user = session.get::<User>(1)?.unwrap();
        let all = session.related(user, User::addresses)?;
        session.delete(all[1]);
        assert_eq!(session.related(user, User::addresses)?, all, "until the flush");
        session.flush()?;
        assert_eq!(session.related(user, User::addresses)?, [all[0], all[2]]);
        session.rollback()?;
        assert_eq!(session.related(user, User::addresses)?, all);
        Ok(())
    });
}
