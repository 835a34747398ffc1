//! What those write who come from other libraries: conditions that are columns, numbers of two types, points in time as days,
//! pairs from a query, defaults that an insert does not make.

use aludel::{
    ErrorKind, entity, func, insert,
    jiff::{
        Timestamp,
        civil::{Date, DateTime, Time},
    },
    joinedload,
    rust_decimal::Decimal,
    select, selectinload, tuple,
};
use aludel_suite::{
    everywhere,
    models::{Address, Category, Client, Country, Flag, Product, Sale, SaleState, Sample, Stock, User},
};

use crate::{people::fill, sixty::market};

#[test]
fn a_column_of_truth_values_is_a_condition() {
    everywhere(|lab| {
        let mut session = lab.session();
        for (flag, number) in [(Some(true), 1), (Some(true), 9), (Some(false), 9), (None, 9)] {
            session.add(Sample::new().flag(flag).number(number));
            session.flush()?;
        }
        let mut ids = |condition| select(Sample::id).filter(condition).order_by(Sample::id).all(&mut session);
        let great = || Sample::number.gt(5);
        assert_eq!(ids((!Sample::flag).assume_not_null())?, [3]);
        assert_eq!(ids((Sample::flag & great()).assume_not_null())?, [2]);
        assert_eq!(ids((great() & Sample::flag).assume_not_null())?, [2]);
        assert_eq!(ids((great() | Sample::flag).assume_not_null())?, [1, 2, 3, 4]);
        assert_eq!(ids((Sample::flag | Sample::flag).assume_not_null())?, [1, 2]);
        assert_eq!(ids(Sample::flag.and(great()).or(Sample::id.eq(4)).assume_not_null())?, [2, 4]);
        let both: Vec<Option<bool>> = session.select(Sample::flag & Sample::number.lt(5)).order_by(Sample::id).all()?;
        assert_eq!(both, [Some(true), Some(false), Some(false), Some(false)]);
        Ok(())
    });
}

#[test]
fn numbers_of_two_types_make_one_of_the_wider() {
    everywhere(|lab| {
        market::fill(lab)?;
        let mut session = lab.session();
        let text = |value: Option<Decimal>| value.map(|value| value.round_dp(4).normalize().to_string());
        let mut same = |rows: Vec<Option<Decimal>>, sql: &str| {
            let by_hand = aludel::text(sql).rows::<(Option<Decimal>,)>().all(&mut session)?;
            let by_hand: Vec<_> = by_hand.into_iter().map(|(value,)| text(value)).collect();
            assert!(!by_hand.is_empty());
            assert_eq!(rows.into_iter().map(text).collect::<Vec<_>>(), by_hand, "{sql}");
            Ok::<_, aludel::Error>(())
        };
        let mut rows = lab.session();
        let from = "FROM sales s JOIN products p ON p.id = s.product_id";
        let amounts = select((Product::price * Sale::quantity).nullable()).join(Sale::product).order_by(Sale::id);
        let amounts = amounts.all(&mut rows)?;
        let sums = select(func::sum(Sale::quantity * Product::price)).join(Sale::product).group_by(Sale::client_id);
        let sums = sums.order_by(Sale::client_id).all(&mut rows)?;
        let averages = select(func::sum(Product::price * Sale::quantity) / func::sum(Sale::quantity));
        let averages = averages.join(Sale::product).all(&mut rows)?;
        let shares = select((Sale::quantity / Product::price).nullable()).join(Sale::product).order_by(Sale::id);
        let shares = shares.all(&mut rows)?;
        let taxed = select((Sale::quantity * Decimal::new(125, 2)).nullable()).order_by(Sale::id).all(&mut rows)?;
        rows.rollback()?;
        same(amounts, &format!("SELECT p.price * s.quantity {from} ORDER BY s.id"))?;
        same(sums, &format!("SELECT sum(p.price * s.quantity) {from} GROUP BY s.client_id ORDER BY s.client_id"))?;
        same(averages, &format!("SELECT sum(p.price * s.quantity) * 1.0 / sum(s.quantity) {from}"))?;
        same(shares, &format!("SELECT s.quantity * 1.0 / p.price {from} ORDER BY s.id"))?;
        same(taxed, "SELECT s.quantity * 1.25 FROM sales s ORDER BY s.id")?;
        session.rollback()?;
        let weights: Vec<(Option<f64>, i64)> =
            select((Product::weight * Sale::quantity, func::count_rows() + Product::id))
                .join(Sale::product)
                .filter(Product::weight.is_not_null())
                .group_by((Sale::id, Sale::quantity, Product::id, Product::weight))
                .all(&mut rows)?;
        assert!(weights.iter().all(|(weight, number)| weight.is_some() && *number > 1));
        Ok(())
    });
}

#[test]
fn a_point_in_time_is_cast_to_a_day_and_back() {
    everywhere(|lab| {
        let mut session = lab.session();
        if lab.is_postgresql() {
            session.execute(aludel::text("SET TIME ZONE 'Asia/Tokyo'"))?;
        }
        let instant: Timestamp = "2025-02-14T23:30:00.123456Z".parse().unwrap();
        let moment: DateTime = "2025-02-14T23:30:00.123456".parse().unwrap();
        let (day, hour): (Date, Time) = (moment.date(), moment.time());
        session.add(Sample::new().instant(instant).moment(moment).day(day).hour(hour));
        session.add(Sample::new());
        let midnight = (day.to_datetime(Time::midnight()), "2025-02-14T00:00:00Z".parse::<Timestamp>().unwrap());
        let days =
            (Sample::instant.cast::<Date>(), func::max(Sample::moment).cast::<Date>(), Sample::day.cast::<Date>());
        let days = select(days).group_by((Sample::id, Sample::instant, Sample::day)).order_by(Sample::id);
        assert_eq!(days.all(&mut session)?, [(Some(day), Some(day), Some(day)), (None, None, None)]);
        let hours = (Sample::instant.cast::<Time>(), Sample::moment.cast::<Time>(), Sample::hour.cast::<Time>());
        assert_eq!(select(hours).first(&mut session)?, Some((Some(hour), Some(hour), Some(hour))));
        let moments =
            (Sample::instant.cast::<DateTime>(), Sample::moment.cast::<DateTime>(), Sample::day.cast::<DateTime>());
        assert_eq!(select(moments).first(&mut session)?, Some((Some(moment), Some(moment), Some(midnight.0))));
        let instants =
            (Sample::instant.cast::<Timestamp>(), Sample::moment.cast::<Timestamp>(), Sample::day.cast::<Timestamp>());
        assert_eq!(select(instants).first(&mut session)?, Some((Some(instant), Some(instant), Some(midnight.1))));
        let by_day = select((Sample::instant.cast::<Date>(), func::count_rows()))
            .filter(Sample::instant.cast::<Date>().eq(day))
            .group_by(Sample::instant.cast::<Date>());
        assert_eq!(by_day.all(&mut session)?, [(Some(day), 1)]);
        Ok(())
    });
}

#[test]
fn pairs_are_among_the_rows_of_a_query() {
    everywhere(|lab| {
        market::fill(lab)?;
        let mut session = lab.session();
        let newest = || select((Sale::client_id, func::max(Sale::sold_at))).group_by(Sale::client_id);
        let pair = || tuple((Sale::client_id, Sale::sold_at.nullable()));
        let sql = "FROM sales s WHERE s.sold_at = (SELECT max(o.sold_at) FROM sales o WHERE o.client_id = s.client_id)";
        let by_hand = aludel::text(&format!("SELECT id {sql} ORDER BY id")).rows::<(i32,)>().all(&mut session)?;
        let last = select(Sale::id).filter(pair().in_(newest())).order_by(Sale::id).all(&mut session)?;
        assert_eq!(last, by_hand.into_iter().map(|(id,)| id).collect::<Vec<_>>());
        assert!(last.len() > 1);
        let others = select(func::count_rows()).select_from(entity::<Sale>()).filter(pair().not_in(newest()));
        let all = session.query::<Sale>().count()?;
        assert_eq!(others.one(&mut session)?, all - last.len() as i64);
        Ok(())
    });
}

#[test]
fn one_that_leads_nowhere_and_a_collection_that_is_empty() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Country::new().code("NL").name("Netherlands").flag(Flag::new().colours("red, white, blue")));
        session.add(Country::new().code("XX").name("Nowhere"));
        let bare = session.select(Country::code).filter(Country::flag.is_none()).all()?;
        assert_eq!(bare, ["XX"]);
        assert_eq!(session.query::<Country>().filter(Country::cities.is_none()).count()?, 2);
        assert_eq!(session.query::<Country>().filter(!Country::flag.is_none()).count()?, 1);
        Ok(())
    });
}

#[test]
fn rows_of_one_table_are_joined_under_a_name() {
    everywhere(|lab| {
        let mut session = lab.session();
        for refused in [
            select(Client::name).join(Client::invited_by).all(&mut session),
            select(Category::name).outer_join(Category::children).all(&mut session),
        ] {
            let refused = refused.unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
            assert!(refused.to_string().contains("give the other side a name of its own"), "{refused}");
        }
        Ok(())
    });
}

#[test]
fn what_is_made_of_rows_is_not_locked() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let refusals = [
            (select(func::count(User::id)).with_for_update().all(&mut session).map(drop), "the aggregate `count(...)`"),
            (select(User::name).distinct().with_for_update().all(&mut session).map(drop), "`distinct`"),
            (select(User::name).group_by(User::name).with_for_update().all(&mut session).map(drop), "groups"),
        ];
        for (refused, what) in refusals {
            let refused = refused.unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
            assert!(refused.to_string().contains(what), "{refused}");
        }
        Ok(())
    });
}

#[test]
fn an_insert_names_what_nothing_else_gives() {
    everywhere(|lab| {
        market::fill(lab)?;
        let mut session = lab.session();
        let refused = insert(Stock::product_id, [1]).execute(&mut session).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
        assert!(refused.to_string().contains("Stock.amount is NOT NULL, and nothing gives it a value"), "{refused}");
        let columns = (Sale::client_id, Sale::product_id, Sale::quantity, Sale::sold_at);
        let rows = select((Sale::client_id, Sale::product_id, Sale::quantity, Sale::sold_at));
        let refused = insert(columns, rows).execute(&mut session).unwrap_err();
        assert!(refused.to_string().contains("Sale.state"), "{refused}");
        assert!(session.query::<Sale>().filter(Sale::state.eq(SaleState::Sent)).exists()?);
        Ok(())
    });
}

#[test]
fn tables_are_dropped_and_made_again_under_one_engine() {
    everywhere(|lab| {
        for _ in 0..2 {
            let mut session = fill(lab)?;
            session.add(Sample::new().mood(aludel_suite::models::Mood::Calm));
            session.commit()?;
            assert_eq!(session.query::<Sample>().filter(Sample::mood.eq(aludel_suite::models::Mood::Calm)).count()?, 1);
            session.commit()?;
            drop(session);
            aludel_suite::models::metadata().drop_all(lab.engine())?;
            aludel_suite::models::metadata().create_all(lab.engine())?;
        }
        Ok(())
    });
}

#[test]
fn what_is_read_of_an_outer_join_is_asked_of_each_query() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        // The text of the first is made and kept; the second differs from it in what is read.
        session.query::<(User, Option<Address>)>().outer_join(User::addresses).all()?;
        let refused = session.query::<(User, Address)>().outer_join(User::addresses).all().unwrap_err();
        assert!(refused.to_string().contains("Address may be missing from a row"), "{refused}");
        select((User::id, Address::id.nullable())).outer_join(User::addresses).all(&mut session)?;
        let refused = select((User::id, Address::id)).outer_join(User::addresses).all(&mut session).unwrap_err();
        assert!(refused.to_string().contains("addresses.id may be missing from a row"), "{refused}");
        Ok(())
    });
}

#[test]
fn relationships_are_loaded_of_what_goes_by_another_name() {
    everywhere(|lab| {
        drop(fill(lab)?);
        let alias = User::alias("u");
        let few = User::query().filter(User::id.gt(2)).cte("few");
        for way in [selectinload(User::addresses), joinedload(User::addresses)] {
            for query in [
                select(alias.entity()).filter(alias.id.gt(2)).order_by(alias.id),
                select(few.entity::<User>()).order_by(few.column(User::id)),
            ] {
                let mut session = lab.session();
                let users = query.options(way.clone()).all(&mut session)?;
                let loaded: Vec<usize> =
                    users.iter().map(|&user| session.loaded(user, User::addresses).len()).collect();
                assert_eq!(loaded, [1, 0, 2]);
            }
        }
        let mut session = lab.session();
        let both = select((alias.entity(), entity::<User>())).filter(alias.id.eq(User::id));
        assert_eq!(both.options(selectinload(User::addresses)).all(&mut session)?.len(), 5);
        let grouped = select((few.entity::<User>(), func::count_rows())).group_by(few.column(User::id));
        let refused = grouped.all(&mut session).unwrap_err();
        assert!(refused.to_string().contains("aggregate in a subquery of its own"), "{refused}");
        Ok(())
    });
}

#[test]
fn rows_given_once_are_ordered_by_what_is_selected() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let refused = select(User::name).distinct().order_by(User::id).all(&mut session).unwrap_err();
        assert!(refused.to_string().contains("users.id orders rows that are given once"), "{refused}");
        let users = User::query().join(User::addresses).distinct();
        assert_eq!(users.clone().order_by(User::name.desc()).all(&mut session)?.len(), 3);
        let refused = users.order_by(Address::id).all(&mut session).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidRequest, "{refused}");
        let newest = select((Address::user_id, Address::id)).distinct_on(Address::user_id);
        if lab.is_postgresql() {
            let rows = newest.clone().order_by((Address::user_id, Address::id.desc())).all(&mut session)?;
            assert_eq!(rows.len(), 3);
            let refused = newest.order_by(Address::id).all(&mut session).unwrap_err();
            assert!(refused.to_string().contains("begin `.order_by(...)` with what `distinct_on` has"), "{refused}");
        }
        Ok(())
    });
}

#[test]
fn what_may_be_missing_is_not_locked() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let query = select((User::id, Address::id.nullable())).outer_join(User::addresses).with_for_update();
        let refused = query.all(&mut session).unwrap_err();
        assert!(refused.to_string().contains("those of \"users\", by `.lock_of(...)`"), "{refused}");
        assert_eq!(query.lock_of(entity::<User>()).all(&mut session)?.len(), 6);
        Ok(())
    });
}

#[test]
fn a_column_is_found_through_two_subqueries() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let n = func::count_rows().label("n");
        let per_user = select((Address::user_id, &n)).group_by(Address::user_id).cte("per_user");
        let several =
            select((per_user.column(Address::user_id), per_user.column(&n))).filter(per_user.column(&n).gt(1));
        let several = several.cte("several");
        let rows = session
            .select((User::name, several.column(&n)))
            .join(several.on(several.column(Address::user_id).eq(User::id)))
            .all()?;
        assert_eq!(rows, [("jack".to_owned(), 2)]);
        Ok(())
    });
}

#[test]
fn the_greater_of_a_number_and_nothing_is_the_number() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Sample::new().number(3));
        session.flush()?;
        let both = (func::greatest(Sample::number, Sample::small.cast::<i32>()), func::least(Sample::number, 2));
        assert_eq!(select(both).all(&mut session)?, [(Some(3), Some(2))]);
        assert_eq!(select(func::greatest(Sample::small, Sample::small)).all(&mut session)?, [None]);
        Ok(())
    });
}

#[test]
fn a_fraction_is_rounded_to_an_integer() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Sample::new().price("2.50".parse::<Decimal>().unwrap()).double(-1.75).big(9_007_199_254_740_993));
        session.flush()?;
        let price = Sample::price.cast::<i32>();
        let of_both = (func::avg(Sample::double) - 1.0).cast::<i64>();
        let numbers = select((price, Sample::double.cast::<i16>(), Sample::big.cast::<i64>()));
        assert_eq!(numbers.all(&mut session)?, [(Some(3), Some(-2), Some(9_007_199_254_740_993))]);
        assert_eq!(select(of_both).all(&mut session)?, [Some(-3)]);
        Ok(())
    });
}

#[test]
fn texts_in_one_each_once() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let word = func::substr(User::password, 1, 3);
        assert_eq!(select(func::string_agg(word.clone(), ",").distinct()).all(&mut session)?, [Some("sec".to_owned())]);
        let parted = select(func::string_agg(word, "; ").distinct()).all(&mut session);
        if lab.is_postgresql() {
            assert_eq!(parted?, [Some("sec".to_owned())]);
        } else {
            assert!(parted.unwrap_err().to_string().contains("by a comma and nothing else"));
        }
        Ok(())
    });
}

#[test]
fn aggregates_of_ordered_values() {
    everywhere(|lab| {
        market::fill(lab)?;
        let mut session = lab.session();
        let whole = select((
            func::percentile_cont(0.5, Product::price),
            func::percentile_disc(0.5, Product::price),
            func::mode(Product::category_id).filter(Product::id.gt(0)),
            func::call::<Decimal>("percentile_disc", aludel::literal(0.25)).within_group(Product::price.desc()),
        ));
        if !lab.is_postgresql() {
            let refused = whole.all(&mut session).unwrap_err();
            assert!(refused.to_string().contains("SQLite has no percentile_cont"), "{refused}");
            return Ok(());
        }
        let by_hand = "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY price), percentile_disc(0.5) WITHIN GROUP (ORDER BY \
                       price), mode() WITHIN GROUP (ORDER BY category_id), percentile_disc(0.25) WITHIN GROUP (ORDER BY price \
                       DESC) FROM products";
        let by_hand = aludel::text(by_hand).rows::<(Option<f64>, Option<Decimal>, Option<i32>, Option<Decimal>)>();
        assert_eq!(whole.all(&mut session)?, by_hand.all(&mut session)?);
        let names = select((Sale::client_id, func::array_agg(Sale::quantity).aggregate_order_by(Sale::id)))
            .group_by(Sale::client_id)
            .order_by(Sale::client_id)
            .all(&mut session)?;
        let by_hand =
            "SELECT client_id, array_agg(quantity ORDER BY id) FROM sales GROUP BY client_id ORDER BY client_id";
        assert_eq!(names, aludel::text(by_hand).rows::<(i32, Option<Vec<i32>>)>().all(&mut session)?);
        assert!(!names.is_empty());
        let none = select(func::array_agg(User::name)).filter(User::id.lt(0)).all(&mut session)?;
        assert_eq!(none, [None]);
        Ok(())
    });
}
