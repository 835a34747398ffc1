//! What rows come as: pages, structs, tuples of literal SQL; and what a query says of itself (T56).

use aludel::{Dialect, ErrorKind, Query, entity, func, select, text};
use aludel_suite::{
    everywhere,
    models::{Address, User},
};

use crate::people::fill;

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
