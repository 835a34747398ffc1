//! Functions and operators beside hand-written SQL: each text of a row is what the database's own function gives.

use aludel::{
    Bound, Condition, ErrorKind, Expr, Expression, Field, JsonStep, Nullability, Result, all_of, any_of, case,
    func::{self, Unit},
    jiff, literal, select, serde_json, tuple, window,
};
use aludel_suite::{
    Lab, everywhere,
    models::{Address, Sample, User},
};

/// Three rows: one with everything, one with other things, one with nothing.
fn fill(lab: &Lab) -> Result<()> {
    let mut session = lab.session();
    session.add(
        Sample::new()
            .number(7)
            .small(2)
            .big(10_i64)
            .double(-2.5)
            .price(12.25)
            .flag(true)
            .words("  Some words ")
            .day("2024-02-29".parse::<jiff::civil::Date>().unwrap())
            .moment("2024-02-29T13:14:15.123456".parse::<jiff::civil::DateTime>().unwrap())
            .instant("2023-12-31T23:59:58.5Z".parse::<jiff::Timestamp>().unwrap())
            .data(serde_json::json!({"a": {"b": [1, "two"]}, "c": null, "q\"": 1})),
    );
    session.add(Sample::new().number(-3).small(2).big(20_i64).double(4.0).price(0.5).flag(false).words("été"));
    session.add(Sample::new());
    session.commit()?;
    lab.lines();
    Ok(())
}

/// Asserts that an expression gives for each sample what SQL does.
#[track_caller]
fn gives<T: Field, N: Nullability>(lab: &Lab, expression: Expr<T, N>, sql: &str) {
    let mut session = lab.session();
    let shown = func::to_text(&expression).nullable();
    let rows = select(shown).select_from(aludel::entity::<Sample>()).order_by(Sample::id).all(&mut session);
    let rows = rows.unwrap_or_else(|error| panic!("{error:?}"));
    let rows: Vec<String> = rows.into_iter().map(|row| row.unwrap_or("NULL".to_owned())).collect();
    let lines = lab.lines();
    // The type that is promised is the one that is read.
    let typed = session.select(expression).select_from(aludel::entity::<Sample>()).order_by(Sample::id).all();
    typed.map(drop).unwrap_or_else(|error| panic!("{error:?}"));
    drop(session);
    let expected = lab.rows(&format!("SELECT CAST({sql} AS TEXT) FROM samples ORDER BY id"));
    assert_eq!(rows, expected, "{sql}: {lines:#?}");
}

#[test]
fn functions_of_text() {
    everywhere(|lab| {
        fill(lab)?;
        gives(lab, func::lower(Sample::words), "lower(words)");
        gives(lab, func::upper(Sample::words), "upper(words)");
        gives(lab, func::length(Sample::words), "length(words)");
        gives(lab, func::trim(Sample::words), "trim(words)");
        gives(lab, func::ltrim(Sample::words), "ltrim(words)");
        gives(lab, func::rtrim(Sample::words), "rtrim(words)");
        gives(lab, func::replace(Sample::words, "o", "0"), "replace(words, 'o', '0')");
        gives(lab, func::substr(Sample::words, 2, 3), "substr(words, 2, 3)");
        gives(lab, func::left(Sample::words, 2), "substr(words, 1, 2)");
        gives(lab, func::right(Sample::words, 2), lab.either("substr(words, -2)", "right(words, 2)"));
        gives(lab, func::right(Sample::words, 0), lab.either("substr(words, 1, 0)", "right(words, 0)"));
        gives(lab, func::position(Sample::words, "me"), lab.either("instr(words, 'me')", "strpos(words, 'me')"));
        gives(lab, Sample::words.concat("!").concat(Sample::words), "words || '!' || words");
        gives(
            lab,
            func::concat((Sample::words, literal(1), Sample::number)),
            "coalesce(words, '') || '1' || coalesce(CAST(number AS TEXT), '')",
        );
        gives(
            lab,
            func::call::<String>("replace", (Sample::words, literal("o"), literal(""))),
            "replace(words, 'o', '')",
        );
        Ok(())
    });
}

#[test]
fn numbers_and_null() {
    everywhere(|lab| {
        fill(lab)?;
        gives(lab, Sample::number + 1, "number + 1");
        gives(lab, Sample::number * 2 - Sample::number, "number * 2 - number");
        gives(lab, (Sample::number + 1) * 2, "(number + 1) * 2");
        gives(lab, Sample::number / 2, "number / 2");
        gives(lab, Sample::number % 4, "number % 4");
        gives(lab, -Sample::double, "-double");
        gives(lab, Sample::big + 1, "big + 1");
        gives(lab, func::abs(Sample::number), "abs(number)");
        gives(
            lab,
            func::ceil(Sample::double),
            lab.either("CASE id WHEN 1 THEN -2.0 WHEN 2 THEN 4.0 END", "ceil(double)"),
        );
        gives(
            lab,
            func::floor(Sample::double),
            lab.either("CASE id WHEN 1 THEN -3.0 WHEN 2 THEN 4.0 END", "floor(double)"),
        );
        gives(
            lab,
            func::round(Sample::double, 0),
            lab.either("round(double, 0)", "CAST(round(CAST(double AS NUMERIC), 0) AS DOUBLE PRECISION)"),
        );
        if lab.is_postgresql() {
            gives(lab, func::power(Sample::double, 2.0), "power(double, 2)");
            gives(lab, func::sqrt(func::abs(Sample::double)), "sqrt(abs(double))");
        }
        gives(lab, func::coalesce(Sample::number, 9), "coalesce(number, 9)");
        gives(lab, func::coalesce(Sample::words, "none"), "coalesce(words, 'none')");
        gives(lab, func::nullif(Sample::number, 7), "nullif(number, 7)");
        gives(lab, Sample::number.cast::<f64>() / 2.0, "CAST(number AS DOUBLE PRECISION) / 2.0");
        gives(lab, literal(5) + Sample::number, "5 + number");
        let sign = case::<String>().when(Sample::number.gt(0), "more").when(Sample::number.lt(0), "less");
        gives(
            lab,
            sign.clone().otherwise("none"),
            "CASE WHEN number > 0 THEN 'more' WHEN number < 0 THEN 'less' ELSE 'none' END",
        );
        gives(lab, sign.end(), "CASE WHEN number > 0 THEN 'more' WHEN number < 0 THEN 'less' END");
        gives(
            lab,
            case::<i32>().when(Sample::flag, 1).otherwise(0),
            lab.either("CASE WHEN flag THEN 1 ELSE 0 END", "CASE WHEN flag THEN 1 ELSE 0 END"),
        );
        let mut session = lab.session();
        let random = session.select(func::random()).select_from(aludel::entity::<Sample>()).all()?;
        assert!(random.iter().all(|number| (0.0..=1.0).contains(number)), "{random:?}");
        let greater = session.select((func::greatest(Sample::number, 1), func::least(Sample::number, 1)));
        let greater = greater.filter(Sample::number.is_not_null()).order_by(Sample::id).all()?;
        assert_eq!(greater, [(Some(7), Some(1)), (Some(1), Some(-3))]);
        Ok(())
    });
}

#[test]
fn numerics_are_divided_with_a_fraction() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all([5, 6].map(|price| Sample::new().price(price).small(2)));
        session.commit()?;
        let sum = func::sum(Sample::price).label("sum");
        let halves = session.select((Sample::price / 2, &sum / 2, &sum / Sample::price - 1)).group_by(Sample::price);
        let halves = halves.order_by(Sample::price).all()?;
        let shown = |number: Option<aludel::rust_decimal::Decimal>| number.unwrap().normalize().to_string();
        let halves: Vec<_> = halves.into_iter().map(|(a, b, c)| (shown(a), shown(b), shown(c))).collect();
        let zero = "0".to_owned();
        assert_eq!(halves, [("2.5".into(), "2.5".into(), zero.clone()), ("3".into(), "3".into(), zero)]);
        // Where a database has no remainder, none is made up.
        let remainder = session.select(Sample::price % 4).order_by(Sample::id).all();
        match lab.is_postgresql() {
            true => assert_eq!(remainder?.into_iter().map(shown).collect::<Vec<_>>(), ["1", "2"]),
            false => assert!(remainder.unwrap_err().to_string().contains("SQLite has no `%` of numerics")),
        }
        session.rollback()?;
        let refused = session.select(Sample::double % 2.0).all().unwrap_err();
        assert!(refused.to_string().contains("`%` is of integers and numerics"), "{refused}");
        Ok(())
    });
}

#[test]
fn dates_and_times() {
    everywhere(|lab| {
        fill(lab)?;
        let mut session = lab.session();
        let (day, moment, instant) = (Sample::day, Sample::moment, Sample::instant);
        let parts = (
            (func::year(day), func::month(day), func::day(day), func::day_of_week(day), func::day_of_year(day)),
            (func::hour(moment), func::minute(moment), func::second(moment)),
            (func::year(instant), func::hour(instant), func::second(instant), func::epoch(instant)),
        );
        let first = session.select(parts).filter(Sample::number.eq(7)).one()?;
        let expected = (
            (Some(2024), Some(2), Some(29), Some(4), Some(60)),
            (Some(13), Some(14), Some(15)),
            (Some(2023), Some(23), Some(58), Some(1_704_067_198)),
        );
        assert_eq!(first, expected);
        let of = |text: &str| text.parse::<jiff::civil::DateTime>().ok();
        let moments = (
            func::date_trunc(Unit::Month, moment),
            func::date_trunc(Unit::Minute, moment),
            func::date_add(moment, 36, Unit::Hour),
        );
        let (month, minute, later) = session.select(moments).filter(Sample::number.eq(7)).one()?;
        assert_eq!((month, minute), (of("2024-02-01T00:00"), of("2024-02-29T13:14")));
        assert_eq!(later.map(|later| later.date()), of("2024-03-02T01:14").map(|later| later.date()));
        let days = (
            func::date_trunc(Unit::Year, day),
            func::date_add(day, -1, Unit::Month),
            func::date_add(day, 1, Unit::Day),
        );
        let days = session.select(days).filter(Sample::number.eq(7)).one()?;
        let date = |text: &str| text.parse::<jiff::civil::Date>().ok();
        assert_eq!(days, (date("2024-01-01"), date("2024-01-29"), date("2024-03-01")));
        let day_of_instant = session.select(func::date_trunc(Unit::Day, instant)).filter(Sample::number.eq(7)).one()?;
        assert_eq!(day_of_instant, "2023-12-31T00:00:00Z".parse().ok());
        let until = "2024-03-10".parse::<jiff::civil::Date>().unwrap();
        assert_eq!(session.select(func::days_between(day, until)).filter(Sample::number.eq(7)).one()?, Some(10));
        let now = session.select(func::now()).select_from(aludel::entity::<Sample>()).first()?.unwrap();
        assert!(now.duration_until(jiff::Timestamp::now()).as_secs() < 100);
        let past =
            session.query::<Sample>().filter(instant.lt(func::now())).filter(day.lt(func::current_date())).count()?;
        assert_eq!(past, 1);
        let refused = session.select(func::date_trunc(Unit::Hour, day)).all().unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
        Ok(())
    });
}

#[test]
fn aggregates() {
    everywhere(|lab| {
        fill(lab)?;
        let mut session = lab.session();
        let sums = (
            func::sum(Sample::number),
            func::sum(Sample::big),
            func::sum(Sample::small),
            func::sum(Sample::double),
            func::sum(Sample::price),
        );
        let (number, big, small, double, price) = session.select(sums).one()?;
        assert_eq!((number, big, small, double), (Some(4), Some(30), Some(4), Some(1.5)));
        assert_eq!(price.map(|price| price.to_string()), Some("12.75".to_owned()));
        let others = (
            func::avg(Sample::number),
            func::min(Sample::words),
            func::max(Sample::day),
            func::avg(Sample::price).label("mean"),
        );
        let (mean, words, day, _) = session.select(others).one()?;
        assert_eq!((mean, words.as_deref()), (Some(2.0), Some("  Some words ")));
        assert_eq!(day, "2024-02-29".parse().ok());
        let counts = (
            func::count(Sample::small),
            func::count(Sample::small).distinct(),
            func::count_rows().filter(Sample::number.gt(0)),
            func::every(Sample::flag),
            func::some(Sample::flag),
        );
        assert_eq!(session.select(counts).one()?, (2, 1, 1, Some(false), Some(true)));
        let joined = func::string_agg(func::trim(Sample::words), "+").aggregate_order_by(Sample::id.desc());
        assert_eq!(session.select(joined).one()?.as_deref(), Some("été+Some words"));
        let many = session
            .select((Sample::small, func::count_rows()))
            .group_by(Sample::small)
            .having(func::count_rows().gt(1))
            .all()?;
        assert_eq!(many, [(Some(2), 2)]);
        assert_eq!(session.select(func::sum(Sample::number)).filter(Sample::number.gt(99)).one()?, None);
        Ok(())
    });
}

#[test]
fn windows() {
    everywhere(|lab| {
        fill(lab)?;
        let mut session = lab.session();
        let by_number = || window().order_by(Sample::number);
        let ranks = (
            Sample::number,
            func::row_number().over(by_number()),
            func::lag(Sample::number, 1).over(by_number()),
            func::sum(Sample::number).over(by_number().rows(Bound::Unbounded, Bound::CurrentRow)),
            func::count_rows().over(window().partition_by(Sample::small)),
            func::first_value(Sample::big).over(by_number()),
        );
        let rows = session.select(ranks).filter(Sample::number.is_not_null()).order_by(Sample::number).all()?;
        let expected = [(Some(-3), 1, None, Some(-3), 2, Some(20)), (Some(7), 2, Some(-3), Some(4), 2, Some(20))];
        assert_eq!(rows, expected);
        let ranks =
            (func::rank().over(by_number()), func::dense_rank().over(by_number()), func::ntile(2).over(by_number()));
        assert_eq!(session.select(ranks).all()?.len(), 3);
        let unwindowed = session.select((Sample::id, func::row_number())).all().unwrap_err();
        assert!(unwindowed.to_string().contains("needs a window"), "{unwindowed}");
        Ok(())
    });
}

#[test]
fn conditions() {
    everywhere(|lab| {
        fill(lab)?;
        let same = |condition: Expr<bool>, sql: &str| {
            let mut session = lab.session();
            let found = session.select(Sample::id).filter(condition).order_by(Sample::id).all().unwrap();
            drop(session);
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            assert_eq!(found, lab.rows(&format!("SELECT id FROM samples WHERE {sql} ORDER BY id")), "{sql}");
        };
        same(Sample::number.is_distinct_from(7), lab.either("number IS NOT 7", "number IS DISTINCT FROM 7"));
        same(Sample::number.is_not_distinct_from(None::<i32>), "number IS NULL");
        same(
            tuple((Sample::number, Sample::small)).in_([(7, 2), (8, 2), (-3, 9)]),
            "(number, small) IN ((7, 2), (8, 2), (-3, 9))",
        );
        same(tuple((Sample::number, Sample::small)).not_in([(7, 2)]), "(number, small) NOT IN ((7, 2))");
        same(tuple((Sample::small, Sample::number)).lt((2, 5)), "(small, number) < (2, 5)");
        same(tuple((Sample::number, Sample::words)).eq((-3, "été")), "(number, words) = (-3, 'été')");
        same(all_of(Vec::<Expr<bool>>::new()), "1 = 1");
        same(any_of(Vec::<Expr<bool>>::new()), "1 = 0");
        same(any_of([1, 2, 7].map(|number| Sample::number.eq(number))), "number IN (1, 2, 7)");
        same(
            all_of([Sample::number.gt(0), Sample::small.eq(2)]) & any_of([Sample::id.gt(0)]),
            "number > 0 AND small = 2",
        );
        same(Sample::number.gt(Sample::small.cast::<i32>() + 1), "number > small + 1");
        same(Sample::words.like_expr(literal("%words%")), "words LIKE '%words%'");
        same(Sample::flag.into_condition(), lab.either("flag = 1", "flag"));
        Ok(())
    });
}

#[test]
fn json() {
    everywhere(|lab| {
        fill(lab)?;
        let mut session = lab.session();
        let deep = [JsonStep::from("a"), JsonStep::from("b"), JsonStep::from(1)];
        let found = (
            Sample::data.path(["a"]),
            Sample::data.path_text(deep),
            Sample::data.path_text(["q\""]),
            Sample::data.path_text(["x"]),
        );
        let (a, two, quoted, nothing) = session.select(found).filter(Sample::number.eq(7)).one()?;
        assert_eq!(a, Some(serde_json::json!({"b": [1, "two"]})));
        assert_eq!((two.as_deref(), quoted.as_deref(), nothing), (Some("two"), Some("1"), None));
        assert_eq!(session.query::<Sample>().filter(Sample::data.has_key("c")).count()?, 1);
        assert_eq!(session.query::<Sample>().filter(Sample::data.has_key("d")).count()?, 0);
        let contains = session.query::<Sample>().filter(Sample::data.contains(serde_json::json!({"c": null}))).count();
        match lab.is_postgresql() {
            true => assert_eq!(contains?, 1),
            false => assert!(contains.unwrap_err().to_string().contains("SQLite cannot tell")),
        }
        Ok(())
    });
}

#[test]
fn t47_match_is_the_databases_own() {
    everywhere(|lab| {
        fill(lab)?;
        let mut session = lab.session();
        let found = session.query::<Sample>().filter(Sample::words.match_("word")).count();
        let matched = session.query::<Sample>().filter(Sample::words.regexp_match("^ +S")).count();
        if lab.is_postgresql() {
            assert_eq!((found?, matched?), (1, 1));
        } else {
            assert!(found.unwrap_err().to_string().contains("FTS"));
            assert!(matched.unwrap_err().to_string().contains("regular expressions"));
        }
        Ok(())
    });
}

#[test]
fn scalar_subqueries_unions_and_ctes() {
    everywhere(|lab| {
        let mut session = crate::people::fill(lab)?;
        let count = select(func::count(Address::id)).filter(Address::user_id.eq(User::id)).scalar_subquery();
        let counts = session.select((User::name, count)).order_by(User::id).all()?;
        assert_eq!(counts.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [Some(0), Some(1), Some(1), Some(0), Some(2)]);
        let eds = || select(User::name).filter(User::name.like("%ed"));
        let all =
            eds().union(select(User::name).filter(User::name.ne("jack"))).order_by(User::name).all(&mut session)?;
        assert_eq!(all, ["ed", "fred", "mary", "wendy"]);
        assert_eq!(eds().union_all(eds()).limit(3).all(&mut session)?.len(), 3);
        assert_eq!(select(User::name).except(eds()).order_by(User::name).all(&mut session)?, ["jack", "mary", "wendy"]);
        assert_eq!(select(User::name).intersect(eds().order_by(User::id).limit(1)).all(&mut session)?, ["ed"]);
        let n = func::count_rows().label("n");
        let counts = select((Address::user_id, &n)).group_by(Address::user_id).cte("counts");
        let most = select(func::max(counts.column(&n))).scalar_subquery();
        let rows = session
            .select(User::name)
            .join(counts.on(User::id.eq(counts.column(Address::user_id))))
            .filter(counts.column(&n).nullable().eq(most));
        assert_eq!(rows.all()?, ["jack"]);
        let number = literal(1).label("number");
        let numbers = select(&number)
            .recursive_cte("numbers", |own| select(own.column(&number) + 1).filter(own.column(&number).lt(5)));
        assert_eq!(session.select(numbers.column(&number)).order_by(numbers.column(&number)).all()?, [1, 2, 3, 4, 5]);
        Ok(())
    });
}

/// An expression is what has its type in its own.
fn _is_expression(_: impl Expression<Sql = String>) {}
