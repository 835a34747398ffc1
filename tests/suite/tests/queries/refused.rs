//! Mistakes that types cannot see: refused when the statement is built, on either database, with the call that mends them.

use std::fmt::Write as _;

use aludel::{
    Dialect, ErrorKind, Query, Selection, case, entity, exists, func, literal, select, serde_json::json, text, tuple,
    window,
};
use aludel_suite::models::{Address, BlogPost, Sample, User};
use aludel_test_support::assert_golden;

/// What building says on each database; once, where it is the same.
fn refusal<X: Selection>(screens: &mut String, name: &str, query: Query<X>) {
    let said = [Dialect::Sqlite, Dialect::Postgresql].map(|dialect| match query.to_sql(dialect) {
        Ok(sql) => format!("it is {sql}"),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{name}");
            error.to_string()
        }
    });
    let [sqlite, postgresql] = &said;
    assert!(said.iter().any(|said| !said.starts_with("it is ")), "{name} is not refused: {said:#?}");
    let said =
        if sqlite == postgresql { sqlite.clone() } else { format!("SQLite: {sqlite}\nPostgreSQL: {postgresql}") };
    write!(screens, "# {name}\n{said}\n\n").unwrap();
}

#[test]
fn mistakes_are_refused_with_what_mends_them() {
    let mut screens = String::new();
    let s = &mut screens;
    let n = func::count_rows().label("n");
    let per_user = || select((Address::user_id, &n)).group_by(Address::user_id).subquery("per_user");

    refusal(s, "a column of what is not selected from", select(User::name).filter(Address::email_address.eq("x")));
    refusal(s, "a column of the model where an alias is selected from", {
        let boss = User::alias("boss");
        select(boss.name).filter(User::name.eq("ed"))
    });
    refusal(s, "an order by what is not selected from", User::query().order_by(BlogPost::headline));
    refusal(s, "two tables that nothing connects", select((User::name, Address::email_address)));
    refusal(s, "a table twice", User::query().join(User::addresses).join(User::addresses));
    refusal(s, "a relationship from what is joined later", User::query().join(BlogPost::keywords).join(User::posts));
    refusal(s, "a join without a foreign key", select(Sample::id).join(entity::<User>()));
    refusal(s, "a subquery joined without a condition", User::query().join(per_user()));
    refusal(s, "a relationship cross-joined", User::query().cross_join(User::addresses));
    refusal(s, "a join with nothing before it", select(func::count_rows()).join(entity::<User>()));
    refusal(s, "a select_from with a condition", select(User::id).select_from(entity::<User>().on(User::id.gt(1))));
    refusal(
        s,
        "an entity beyond an outer join",
        select((entity::<User>(), entity::<Address>())).outer_join(User::addresses),
    );
    refusal(s, "a column beyond an outer join", select((User::id, Address::email_address)).outer_join(User::addresses));
    refusal(
        s,
        "a full outer join's own side",
        select((User::id, Address::id.nullable())).full_outer_join(User::addresses),
    );
    refusal(s, "an aggregate in filter", select(User::name).filter(func::count(User::id).gt(1)));
    refusal(s, "an aggregate in a join's condition", {
        select(User::name).join(User::addresses.and(func::count(Address::id).gt(1)))
    });
    refusal(
        s,
        "an aggregate in group_by",
        select(func::count_rows()).select_from(entity::<User>()).group_by(func::max(User::id)),
    );
    refusal(s, "an aggregate of an aggregate", select(func::max(func::count(User::id))));
    refusal(s, "a column beside an aggregate", select((User::name, func::count(User::id))));
    refusal(
        s,
        "an entity grouped by another column",
        select((entity::<User>(), func::max(User::id))).group_by(User::name),
    );
    refusal(s, "an order by an aggregate of no groups", select(User::name).order_by(func::count(User::id).desc()));
    refusal(s, "an order by what a group has several of", {
        select((User::name, func::count(User::id))).group_by(User::name).order_by(User::id)
    });
    refusal(s, "a condition on what a group has several of", {
        select((User::name, func::count(User::id))).group_by(User::name).having(User::id.gt(1))
    });
    refusal(s, "a window function without a window", select((User::id, func::row_number())));
    refusal(s, "a window function in filter", {
        select(User::id).filter(func::row_number().over(window().order_by(User::id)).eq(1))
    });
    refusal(s, "an order by a window function without a window", select(User::id).order_by(func::rank()));
    refusal(s, "distinct of a plain function", select(func::lower(User::name).distinct()));
    refusal(s, "over of a column's sum", select((User::id + 1).over(window())));
    refusal(s, "a NOT NULL column compared with None", User::query().filter(User::name.eq(None::<String>)));
    refusal(s, "less than None", Address::query().filter(Address::user_id.lt(None::<i32>)));
    refusal(s, "between None", Address::query().filter(Address::user_id.between(None::<i32>, 3)));
    refusal(s, "None in a list", Address::query().filter(Address::user_id.in_([Some(1), None])));
    refusal(s, "a column in a list", Address::query().filter(Address::user_id.in_([User::id])));
    refusal(s, "None in a list of tuples", {
        Address::query().filter(tuple((Address::id, Address::user_id)).in_([(1, Some(1)), (2, None)]))
    });
    refusal(s, "a CASE without branches", select(case::<i32>().otherwise(1)));
    refusal(s, "a column that the subquery has not", select(per_user().column(Address::email_address)));
    refusal(s, "a label that the subquery has not", {
        select(per_user().column(func::max(Address::id).label("latest")))
    });
    refusal(s, "a column of a subquery that is not joined", {
        User::query().filter(per_user().column(Address::user_id).eq(User::id))
    });
    refusal(s, "an object of a subquery of columns", select(per_user().entity::<Address>()));
    refusal(s, "an object of a subquery of two such", {
        let other = Address::alias("other");
        let both = select((entity::<Address>(), other.entity())).join(other.entity().on(Address::id.lt(other.id)));
        select(both.subquery("both").entity::<Address>())
    });
    refusal(s, "two subqueries of one name", {
        let (a, b) = (select(User::id).subquery("s"), select(Address::id).subquery("s"));
        select((a.column(User::id), b.column(Address::id))).filter(a.column(User::id).eq(b.column(Address::id)))
    });
    refusal(s, "two aliases of one name", {
        let (a, b) = (User::alias("other"), Address::alias("other"));
        select((a.name, b.email_address)).filter(a.id.eq(b.user_id))
    });
    refusal(s, "an alias called as a table", {
        let a = User::alias("addresses");
        select((a.name, Address::email_address)).filter(a.id.eq(Address::user_id))
    });
    refusal(s, "two common table expressions of one name", {
        let (a, b) = (select(User::id).cte("s"), select(Address::id).cte("s"));
        select(User::id)
            .filter(User::id.in_(select(a.column(User::id))))
            .filter(User::id.in_(select(b.column(Address::id))))
    });
    refusal(s, "a condition on a union", select(User::id).union(select(Address::id)).filter(User::id.gt(1)));
    refusal(s, "a distinct union of all", select(User::id).union_all(select(Address::id)).distinct());
    refusal(s, "a locked union", select(User::id).union(select(Address::id)).with_for_update());
    refusal(s, "a union in the order of what it has not", {
        select(User::id).union(select(Address::id)).order_by(User::name)
    });
    refusal(s, "intersect_all", select(User::id).intersect_all(select(Address::id)));
    refusal(s, "distinct_on", User::query().distinct_on(User::name));
    refusal(s, "lateral", {
        let latest = select(Address::id).filter(Address::user_id.eq(User::id)).limit(1).lateral("latest");
        select((User::id, latest.column(Address::id)))
    });
    refusal(s, "skip_locked", User::query().with_for_update().skip_locked());
    refusal(s, "a regular expression", User::query().filter(User::name.regexp_match("^e")));
    refusal(s, "full-text search", User::query().filter(User::name.match_("ed")));
    refusal(s, "JSON in JSON", Sample::query().filter(Sample::data.contains(json!({"a": 1}))));
    refusal(s, "a square root", select(func::sqrt(Sample::double)));
    refusal(s, "a deviation", select(func::stddev(Sample::double)));
    refusal(s, "hours of a date", select(func::date_trunc(func::Unit::Hour, Sample::day)));
    refusal(s, "a function of a name that is none", select(func::call::<i32>("now(); --", literal(1))));
    refusal(s, "a text without the value of a bind", User::query().filter(text("id < :id")));
    refusal(s, "a value for a bind that the text has not", User::query().filter(text("id < :id").bind("di", 1)));
    refusal(s, "a mistake within EXISTS", User::query().filter(exists(select(Address::id).filter(BlogPost::id.eq(1)))));

    assert!(screens.matches("\n# ").count() >= 24);
    assert_golden(concat!(env!("CARGO_MANIFEST_DIR"), "/../golden/refused.txt"), &screens);
}
