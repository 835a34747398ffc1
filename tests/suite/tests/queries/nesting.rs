//! Queries within queries: any and all of their rows, parameters within groups, names, materialized expressions.

use aludel::{Dialect, ErrorKind, all, any, case, entity, func, select};
use aludel_suite::{
    everywhere,
    models::{Address, User},
};

use crate::people::{fill, same};

#[test]
fn any_and_all_of_a_query() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let owners = || select(Address::user_id).filter(Address::email_address.ne("x"));
        let conditions = [
            (User::id.eq(any(owners())), "id = ANY (SELECT user_id FROM addresses)"),
            (User::id.gt(any(owners())), "id > ANY (SELECT user_id FROM addresses)"),
            (User::id.ge(all(owners())), "id >= ALL (SELECT user_id FROM addresses)"),
            (User::name.ne(all(select(User::fullname))), "name != ALL (SELECT fullname FROM users)"),
        ];
        for (condition, sql) in conditions {
            let query = select(User::id).filter(condition).order_by(User::id);
            if lab.engine().dialect() == Dialect::Sqlite {
                let refused = query.all(&mut session).unwrap_err();
                assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
                assert!(refused.to_string().contains("`.in_(query)` is `= ANY`"), "{refused}");
                continue;
            }
            let rows = query.all(&mut session)?;
            assert!(!rows.is_empty());
            same(lab, rows, |id| id.to_string(), &format!("SELECT id FROM users WHERE {sql} ORDER BY id"));
        }
        let misplaced = select(User::id + any(select(User::id))).all(&mut session).unwrap_err();
        assert_eq!(misplaced.kind(), ErrorKind::InvalidRequest, "{misplaced}");
        let misplaced =
            select(func::coalesce(User::id.nullable(), any(select(User::id)))).all(&mut session).unwrap_err();
        assert_eq!(misplaced.kind(), ErrorKind::InvalidRequest, "{misplaced}");
        Ok(())
    });
}

#[test]
fn an_expression_with_parameters_is_grouped_and_ordered_by_its_place() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let emails = || {
            select(func::count(Address::id))
                .filter(Address::user_id.eq(User::id) & Address::email_address.like("%google%"))
                .scalar_subquery()
        };
        let grouped = select((emails(), func::count(User::id))).group_by(emails()).order_by(emails().desc());
        let sql = "SELECT (SELECT count(*) FROM addresses a WHERE a.user_id = u.id AND email_address LIKE '%google%') AS n, \
                   count(*) FROM users u GROUP BY n ORDER BY n DESC";
        let rows = grouped.all(&mut session)?;
        session.rollback()?;
        same(lab, rows, |(n, users)| format!("{}|{users}", n.unwrap_or(-1)), sql);
        let distinct = select(emails()).select_from(entity::<User>()).distinct().order_by(emails());
        let rows = distinct.all(&mut session)?;
        session.rollback()?;
        same(lab, rows, |n| n.unwrap_or(-1).to_string(), "SELECT 0 UNION SELECT 1 ORDER BY 1");
        // A list is a parameter too, and other values make another expression.
        let kind = |ids: [i32; 2]| case::<String>().when(User::id.in_(ids), "few").otherwise("many");
        let counted = select((kind([1, 2]), func::count(User::id))).group_by(kind([1, 2])).order_by(kind([1, 2]));
        assert_eq!(counted.all(&mut session)?, [("few".to_owned(), 2), ("many".to_owned(), 3)]);
        let other = select(kind([1, 2])).distinct().order_by(kind([1, 3]));
        assert_eq!(other.all(&mut session).is_err(), lab.engine().dialect() == Dialect::Postgresql);
        Ok(())
    });
}

#[test]
fn what_an_outer_join_leaves_empty_is_marked_within_expressions_too() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let emails = |email: aludel::Expr<String>| select((User::id, email)).outer_join(User::addresses);
        let wrong = [
            func::upper(Address::email_address),
            Address::email_address.concat("!"),
            func::lower(func::upper(Address::email_address)),
        ];
        for email in wrong {
            let refused = emails(email.clone()).all(&mut session).unwrap_err();
            assert!(
                refused.to_string().contains("an expression of addresses.email_address may be missing"),
                "{refused}"
            );
            let marked = select((User::id, email.nullable())).outer_join(User::addresses).all(&mut session)?;
            assert_eq!(marked.iter().filter(|(_, email)| email.is_none()).count(), 2);
        }
        let given = emails(func::coalesce(Address::email_address.nullable(), "none")).all(&mut session)?;
        assert_eq!(given.iter().filter(|(_, email)| email == "none").count(), 2);
        let there = select((User::id, Address::id.is_null())).outer_join(User::addresses).all(&mut session)?;
        assert_eq!(there.len(), 6);
        Ok(())
    });
}

#[test]
fn a_name_within_hides_none_that_was_made() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let (outer, inner) = (User::aliased(), User::alias("users_1"));
        let within = aludel::exists(select(inner.id).filter(inner.name.eq(outer.name)));
        let refused = session.select(outer.id).filter(within).all().unwrap_err();
        assert!(refused.to_string().contains("users_1 is what an alias without a name is called"), "{refused}");
        let inner = User::alias("others");
        let within = aludel::exists(select(inner.id).filter(inner.name.eq(outer.name) & inner.id.ne(outer.id)));
        assert_eq!(session.select(outer.id).filter(within).all()?, Vec::<i32>::new());
        Ok(())
    });
}

#[test]
fn common_table_expressions_are_materialized_or_not() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        for materialized in [true, false] {
            let few = select((User::id, User::name)).filter(User::id.lt(3)).cte("few").materialized(materialized);
            let names = session.select(few.column(User::name)).order_by(few.column(User::id)).all()?;
            assert_eq!(names, ["ed", "wendy"]);
            let words = if materialized { "AS MATERIALIZED (" } else { "AS NOT MATERIALIZED (" };
            assert!(lab.lines().iter().any(|line| line.contains(words)));
        }
        let refusals = [(select(User::id).subquery("few").materialized(true), "no common table expression"), {
            let few = select(User::id).cte("few");
            let _used = few.column(User::id);
            (few.materialized(true), "comes too late")
        }];
        for (few, part) in refusals {
            let refused = session.select(few.column(User::id)).all().unwrap_err();
            assert!(refused.to_string().contains(part), "{refused}");
        }
        Ok(())
    });
}

#[test]
fn operators_without_a_method_and_letters_of_either_case() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let odd = session.select(User::id).filter(User::id.op::<i32>("&", 1).eq(1)).order_by(User::id).all()?;
        assert_eq!(odd, [1, 3, 5]);
        let refused = session.select(User::id.op::<i32>("; --", 1)).all().unwrap_err();
        assert!(refused.to_string().contains("is no operator"), "{refused}");
        let emails = |condition| session_emails(&mut lab.session(), condition);
        session.rollback()?;
        assert_eq!(emails(Address::email_address.istartswith("JACK@"))?, ["jack@google.com"]);
        assert_eq!(emails(Address::email_address.iendswith("YAHOO.com"))?, ["j25@yahoo.com"]);
        assert_eq!(emails(Address::email_address.icontains("@X"))?, ["m@x"]);
        assert!(emails(Address::email_address.icontains("_@"))?.is_empty());
        Ok(())
    });
}

fn session_emails(session: &mut aludel::Session, condition: aludel::Expr<bool>) -> aludel::Result<Vec<String>> {
    session.select(Address::email_address).filter(condition).all()
}
