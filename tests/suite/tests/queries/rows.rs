//! What rows come as: pages, structs, tuples of literal SQL; and what a query says of itself (T56).

use aludel::{Dialect, ErrorKind, Query, entity, func, select, text};
use aludel_suite::{
    everywhere,
    models::{Address, User},
};

use crate::people::fill;

#[test]
fn the_first_row_of_literal_sql_is_its_first() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let users = || User::query().from_statement(text("SELECT * FROM users ORDER BY id"));
        let first = users().first(&mut session)?.map(|user| session[user].id);
        assert_eq!(first, Some(Some(1)));
        assert_eq!(users().untracked().first(&mut session)?.map(|user| user.id), Some(Some(1)));
        let refused = users().page(&mut session, 1, 2).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
        assert!(refused.to_string().contains("literal SQL has no pages"), "{refused}");
        Ok(())
    });
}

aludel::row! {
    struct Counted {
        n: i64,
    }
}

aludel::row! {
    /// How many addresses a user has.
    #[derive(PartialEq)]
    struct Summary {
        name: String,
        n: i64,
    }
}

fn summary(name: &str, n: i64) -> Summary {
    Summary { name: name.to_owned(), n }
}

#[test]
fn rows_are_structs_of_the_program() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let n = func::count(Address::id).label("n");
        let per_user =
            select((User::name, &n)).join(User::addresses).group_by((User::id, User::name)).order_by(User::id);
        let rows = per_user.rows::<Summary>().all(&mut session)?;
        assert_eq!(rows, [summary("wendy", 1), summary("mary", 1), summary("jack", 2)]);
        assert_eq!(
            session.select((User::name, n)).join(User::addresses).group_by(User::name).rows::<Summary>().all()?.len(),
            3
        );
        Ok(())
    });
}

#[test]
fn t56_literal_sql_gives_tuples_by_position_and_structs_by_name() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let sql = "SELECT 12 * id AS thenumber12, name FROM users WHERE name = :name";
        let rows: Vec<(i64, String)> = text(sql).bind("name", "wendy").rows().all(&mut session)?;
        assert_eq!(rows, [(24, "wendy".to_owned())]);
        let sql = "SELECT count(*) AS n, name FROM users WHERE name LIKE :like GROUP BY name ORDER BY name";
        let rows = text(sql).bind("like", "%ed").rows::<Summary>().all(&mut session)?;
        assert_eq!(rows, [summary("ed", 1), summary("fred", 1)]);
        let error = text("SELECT name FROM users").rows::<Summary>().all(&mut session).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("no column \"n\"; it has name"), "{error}");
        Ok(())
    });
}

#[test]
fn pages_have_rows_and_a_total() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let names = select(User::name).order_by(User::id);
        let first = names.page(&mut session, 1, 2)?;
        assert_eq!((first.rows.as_slice(), first.total, first.pages()), (&["ed".to_owned(), "wendy".into()][..], 5, 3));
        assert!(first.has_next() && !first.has_previous());
        let last = names.page(&mut session, 3, 2)?;
        assert_eq!(last.rows, ["jack"]);
        assert!(!last.has_next() && last.has_previous());
        assert_eq!(names.page(&mut session, 9, 2)?.rows, [""; 0]);
        for refused in
            [names.page(&mut session, 0, 2), names.page(&mut session, 1, 0), names.limit(1).page(&mut session, 1, 2)]
        {
            assert_eq!(refused.unwrap_err().kind(), ErrorKind::InvalidRequest);
        }
        Ok(())
    });
}

/// A query can be named in a signature.
fn named(name: &str) -> Query<aludel::Entity<User>> {
    User::query().filter(User::name.eq(name))
}

#[test]
fn a_query_is_a_value() {
    fn is_send<T: Send + Clone>(_: &T) {}
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let mut query = named("ed");
        is_send(&query);
        for id in 1..4 {
            query = query.filter(User::id.ne(100 + id));
        }
        let sql = query.to_sql(Dialect::Postgresql)?;
        let columns = "users.id, users.name, users.fullname, users.password";
        let rest = "users.name = $1 AND users.id != $2 AND users.id != $3 AND users.id != $4";
        assert_eq!(sql, format!("SELECT {columns} FROM users WHERE {rest}"));
        assert!(query.exists(&mut session)?);
        assert!(!named("nobody").exists(&mut session)?);
        let plan = query.explain(&mut session)?;
        assert!(!plan.is_empty() && plan.iter().any(|line| line.contains("users")), "{plan:?}");
        let count = session.select(func::count_rows()).select_from(entity::<User>()).one()?;
        assert_eq!(count, 5);
        Ok(())
    });
}

#[test]
fn rows_are_streamed() {
    everywhere(|lab| {
        let mut session = lab.session();
        for number in 0..2_000 {
            session.add(Address::new().email_address(format!("{number}@x")));
        }
        session.commit()?;
        for (limit, expected) in [(2_000, 2_000), (999, 999), (0, 0), (1_500, 1_500)] {
            let mut seen = Vec::new();
            let query = select((Address::id, Address::email_address))
                .order_by(Address::id)
                .filter(Address::id.gt(0))
                .limit(limit);
            let rows = query.for_each(&mut session, |(id, _)| {
                seen.push(id);
                Ok(())
            })?;
            assert_eq!((rows, seen.len() as u64), (expected, expected));
            assert!(seen.is_sorted());
        }
        let mut left = 5;
        let stopped = session.select(Address::id).for_each(|_| {
            left -= 1;
            if left == 0 { Err(aludel::Error::other("enough")) } else { Ok(()) }
        });
        assert_eq!(stopped.unwrap_err().to_string(), "enough");
        // Two queries were streamed, one of them again and again: it finds its statements prepared.
        if lab.is_postgresql() {
            let counted = text("SELECT count(*) AS n FROM pg_prepared_statements WHERE statement LIKE 'FETCH%'");
            assert_eq!(counted.rows::<Counted>().all(&mut session)?[0].n, 2);
        }
        // The session goes on, and so does one that only reads.
        assert_eq!(session.query::<Address>().count()?, 2_000);
        session.commit()?;
        let mut reading = aludel::Session::builder(lab.engine()).read_only(true).build();
        assert_eq!(reading.query::<Address>().for_each(|_| Ok(()))?, 2_000);
        Ok(())
    });
}

#[test]
fn pages_by_key_begin_behind_a_row() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        // Two users of one name, told apart by the key.
        session.add(User::new().name("mary").fullname("x").password("y"));
        session.commit()?;
        let query = select((User::name, User::id)).order_by((User::name.desc(), User::id));
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = query.keyset(&mut session, 2, after.as_ref())?;
            assert!(page.rows.len() <= 2);
            all.extend(page.rows);
            let Some(next) = page.next else { break };
            let as_text = next.to_string();
            assert!(as_text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            after = Some(as_text.parse::<aludel::Cursor>()?);
        }
        assert_eq!(all, query.all(&mut session)?);
        assert_eq!(all.len(), 6);
        // And back again, from the last rows on.
        let (mut before, mut back) = (None, Vec::new());
        loop {
            let page = query.keyset_before(&mut session, 4, before.as_ref())?;
            assert_eq!(page.next.is_some(), before.is_some());
            back.splice(0..0, page.rows);
            let Some(previous) = page.previous else { break };
            before = Some(previous);
        }
        assert_eq!(back, all);
        let first = query.keyset(&mut session, 2, None)?;
        assert_eq!(first.previous, None);
        let second = query.keyset(&mut session, 2, first.next.as_ref())?;
        let again = query.keyset_before(&mut session, 2, second.previous.as_ref())?;
        assert_eq!((again.rows, again.previous), (first.rows, None));
        assert_eq!(query.keyset(&mut session, 2, again.next.as_ref())?.rows, second.rows);
        let users = session.query::<User>().order_by(User::id).keyset(4, None)?;
        assert_eq!(users.rows.len(), 4);
        let other = query.keyset(&mut session, 2, users.next.as_ref()).unwrap_err();
        assert!(other.to_string().contains("another order"), "{other}");
        assert_eq!("zz".parse::<aludel::Cursor>().unwrap_err().kind(), ErrorKind::InvalidRequest);
        let forged = "7b7d".parse::<aludel::Cursor>()?;
        assert_eq!(query.keyset(&mut session, 2, Some(&forged)).unwrap_err().kind(), ErrorKind::InvalidRequest);
        for refused in [
            select(User::id).keyset(&mut session, 2, None),
            select(User::id).order_by(User::id).keyset(&mut session, 0, None),
        ] {
            assert_eq!(refused.unwrap_err().kind(), ErrorKind::InvalidRequest);
        }
        let equal = session.query::<User>().order_by(User::name).keyset(2, None).unwrap_err();
        assert!(equal.to_string().contains("end `.order_by(...)` with the key, users.id"), "{equal}");
        let one = session.query::<User>().filter(User::id.eq(1)).order_by(User::name).keyset(2, None)?;
        assert_eq!(one.rows.len(), 1, "a condition tells them apart too");
        let nullable = select(Address::id).order_by(Address::user_id).keyset(&mut session, 2, None).unwrap_err();
        assert!(nullable.to_string().contains("addresses.user_id may be NULL"), "{nullable}");
        Ok(())
    });
}
