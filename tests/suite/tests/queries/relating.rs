//! Joins, aliases, subqueries, EXISTS (T71 to T83).

use aludel::{Result, Tracked, entity, exists, func, select, with_parent};
use aludel_suite::{
    Lab, everywhere,
    models::{Address, BlogPost, Keyword, User},
};

use crate::people::{fill, same};

fn names(lab: &Lab, rows: Vec<String>, sql: &str) {
    same(lab, rows, |name| name, sql);
}

#[test]
fn t71_two_models_and_a_condition() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let pairs = session
            .query::<(User, Address)>()
            .filter(User::id.eq(Address::user_id))
            .filter(Address::email_address.eq("jack@google.com"))
            .all()?;
        session.commit()?;
        let shown = |(user, address): (Tracked<User>, Tracked<Address>)| {
            format!("{}|{}", session[user].name, session[address].email_address)
        };
        same(
            lab,
            pairs,
            shown,
            "SELECT u.name, a.email_address FROM users u, addresses a WHERE u.id = a.user_id AND a.email_address = 'jack@google.com'",
        );
        Ok(())
    });
}

#[test]
fn t72_to_t75_joins_along_relationships_keys_and_conditions() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let sql = "SELECT u.name FROM users u JOIN addresses a ON u.id = a.user_id ORDER BY a.id";
        let mut check = |query: aludel::Query<aludel::Column<User, String>>| -> Result<()> {
            let rows = query.order_by(Address::id).all(&mut session)?;
            session.commit()?;
            names(lab, rows, sql);
            Ok(())
        };
        check(select(User::name).join(User::addresses))?;
        check(select(User::name).join(entity::<Address>()))?;
        check(select(User::name).join(entity::<Address>().on(User::id.eq(Address::user_id))))?;
        check(select(User::name).select_from(entity::<Address>()).join(Address::user))?;
        Ok(())
    });
}

#[test]
fn t74_an_outer_join_keeps_who_has_nothing() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let rows = session.query::<(User, Option<Address>)>().outer_join(User::addresses);
        let rows = rows.order_by((User::id, Address::id)).all()?;
        session.commit()?;
        let shown = |(user, address): (Tracked<User>, Option<Tracked<Address>>)| {
            format!(
                "{}|{}",
                session[user].name,
                address.map_or("NULL".to_owned(), |address| session[address].email_address.clone())
            )
        };
        same(
            lab,
            rows,
            shown,
            "SELECT u.name, a.email_address FROM users u LEFT JOIN addresses a ON u.id = a.user_id ORDER BY u.id, a.id",
        );
        Ok(())
    });
}

#[test]
fn t75_a_table_twice() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let (a1, a2) = (Address::alias("addresses_1"), Address::aliased());
        let rows: Vec<(String, String, String)> = session
            .select((User::name, a1.email_address, a2.email_address))
            .join(User::addresses.to(&a1))
            .join(User::addresses.to(&a2))
            .filter(a1.email_address.eq("jack@google.com"))
            .filter(a2.email_address.eq("j25@yahoo.com"))
            .all()?;
        session.commit()?;
        assert_eq!(rows, [("jack".to_owned(), "jack@google.com".to_owned(), "j25@yahoo.com".to_owned())]);
        Ok(())
    });
}

#[test]
fn t76_a_subquery_is_joined() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let address_count = func::count_rows().label("address_count");
        let per_user =
            aludel::select((Address::user_id, &address_count)).group_by(Address::user_id).subquery("adr_count");
        let rows = session
            .select((entity::<User>(), per_user.column(&address_count).nullable()))
            .outer_join(per_user.on(User::id.eq(per_user.column(Address::user_id))))
            .order_by(User::id)
            .all()?;
        session.commit()?;
        let shown = |(user, n): (Tracked<User>, Option<i64>)| {
            format!("{}|{}", session[user].name, n.map_or("NULL".to_owned(), |n| n.to_string()))
        };
        same(
            lab,
            rows,
            shown,
            "SELECT u.name, c.n FROM users u LEFT JOIN (SELECT user_id, count(*) AS n FROM addresses GROUP BY user_id) c ON c.user_id = u.id ORDER BY u.id",
        );
        Ok(())
    });
}

#[test]
fn t78_to_t83_exists_any_has_contains_is() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let jack = session.query::<User>().filter(User::name.eq("jack")).one()?;
        let with_address = session
            .select(User::name)
            .filter(exists(Address::query().filter(Address::user_id.eq(User::id))))
            .order_by(User::id)
            .all()?;
        assert_eq!(with_address, ["wendy", "mary", "jack"]);
        let google = User::addresses.any(Address::email_address.like("%google%"));
        assert_eq!(session.select(User::name).filter(google.clone()).order_by(User::id).all()?, ["wendy", "jack"]);
        assert_eq!(session.select(User::name).filter(!google).order_by(User::id).all()?, ["ed", "mary", "fred"]);
        let others = session.query::<Address>().filter(!Address::user.has(User::name.eq("jack"))).count()?;
        assert_eq!(others, 2);
        assert_eq!(session.query::<Address>().filter(Address::user.is(jack)).count()?, 2);
        assert_eq!(session.query::<Address>().filter(Address::user.is_not(jack)).count()?, 2);
        assert_eq!(session.query::<Address>().filter(with_parent(jack, User::addresses)).count()?, 2);
        let rust = BlogPost::keywords.any(Keyword::keyword.eq("sql"));
        assert_eq!(session.select(BlogPost::headline).filter(rust).all()?, ["Both"]);
        let sql = session.query::<Keyword>().filter(Keyword::keyword.eq("sql")).one()?;
        assert_eq!(session.select(BlogPost::headline).filter(BlogPost::keywords.contains(sql)).all()?, ["Both"]);
        let joined = session.select((BlogPost::headline, Keyword::keyword)).join(BlogPost::keywords);
        assert_eq!(joined.order_by((BlogPost::id, Keyword::id)).all()?.len(), 3);
        Ok(())
    });
}

#[test]
fn an_outer_join_through_a_table_between_goes_one_by_one_unless_there_is_a_condition() {
    everywhere(|lab| {
        drop(fill(lab)?);
        let words = |query: aludel::Query<(aludel::Column<Keyword, String>, aludel::Expr<String, aludel::Null>)>| {
            let query = query.order_by((Keyword::id, BlogPost::id));
            let sent = query.to_sql(lab.engine().dialect())?;
            Ok::<_, aludel::Error>((sent, query.all(&mut lab.session())?))
        };
        let all = || select((Keyword::keyword, BlogPost::headline.nullable()));
        let shown = |(word, post): (String, Option<String>)| format!("{word}|{}", post.as_deref().unwrap_or("NULL"));
        let sql = |and: &str| {
            format!(
                "SELECT k.keyword, p.headline FROM keywords k LEFT JOIN (post_keywords pk JOIN posts p ON p.id = pk.post_id) \
                 ON k.id = pk.keyword_id {and} ORDER BY k.id, p.id"
            )
        };
        let (sent, rows) = words(all().outer_join(Keyword::posts))?;
        assert!(!sent.contains('('), "{sent}");
        same(lab, rows, shown, &sql(""));
        let (sent, rows) = words(all().outer_join(Keyword::posts.and(BlogPost::headline.eq("Both"))))?;
        assert!(sent.contains("LEFT OUTER JOIN ("), "{sent}");
        same(lab, rows, shown, &sql("AND p.headline = 'Both'"));
        Ok(())
    });
}

#[test]
fn who_leads_nowhere_is_told_of_collections_too() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let user = User::alias("u");
        let lonely =
            select(user.name).filter(User::addresses.of(&user).is_none()).order_by(user.id).all(&mut session)?;
        assert_eq!(lonely, ["ed", "fred"]);
        let post = BlogPost::alias("p");
        let wordless = select(post.id).filter(BlogPost::keywords.of(&post).is_none()).all(&mut session)?;
        assert!(wordless.is_empty());
        Ok(())
    });
}

#[test]
fn a_table_between_is_joined_one_by_one_on_further_conditions_too() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let wendy = session.query::<User>().filter(User::name.eq("wendy")).one()?;
        session.add(BlogPost::new().headline("Bare").author(wendy));
        session.commit()?;
        let rows = select((BlogPost::headline, Keyword::keyword.nullable()))
            .outer_join(BlogPost::keywords.and(Keyword::keyword.eq("sql") | Keyword::keyword.eq("rare")))
            .order_by((BlogPost::id, Keyword::id))
            .all(&mut session)?;
        session.rollback()?;
        let sql = "SELECT p.headline, x.keyword FROM posts p LEFT JOIN (SELECT l.post_id, k.id, k.keyword FROM post_keywords l
                   JOIN keywords k ON k.id = l.keyword_id WHERE k.keyword IN ('sql', 'rare')) x ON x.post_id = p.id
                   ORDER BY p.id, x.id";
        same(lab, rows, |(a, b)| format!("{a}|{}", b.unwrap_or("NULL".into())), sql);
        Ok(())
    });
}

#[test]
fn equal_queries_are_sent_with_one_text() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let by_name = |name: &str, limit| User::query().filter(User::name.eq(name)).order_by(User::id).limit(limit);
        let aliased = |name: &str| {
            let other = User::aliased();
            select(other.name).filter(other.name.ne(name))
        };
        by_name("ed", 1).all(&mut session)?;
        aliased("ed").all(&mut session)?;
        let built = lab.engine().query_texts_built();
        by_name("wendy", 5).all(&mut session)?;
        aliased("wendy").all(&mut session)?;
        session.query::<User>().filter(User::name.eq("x")).order_by(User::id).limit(2).all()?;
        assert_eq!(lab.engine().query_texts_built(), built);
        by_name("ed", 1).filter(User::id.gt(0)).all(&mut session)?;
        assert_eq!(lab.engine().query_texts_built(), built + 1);
        Ok(())
    });
}
