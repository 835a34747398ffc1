//! What PostgreSQL alone has; SQLite refuses it before anything is sent, and says what to do instead.

use aludel::{Condition, Result, Tracked, entity, func, select, serde_json::json};
use aludel_suite::{
    models::{Client, Product, Sale},
    postgresql::Essay,
};

use super::room::Room;

super::queries! {
    the_newest_of_each_by_distinct_on, the_two_latest_by_lateral, the_next_free_row, locked_but_for_the_other_table,
    json_in_json, regular_expressions, words_in_a_text, documents_ranked, common_as_often_as_in_both, spread_of_prices,
    arrays_that_share, arrays_measured, members_of_arrays,
}

fn the_newest_of_each_by_distinct_on(room: &mut Room<'_>) -> Result<()> {
    let newest = select((Sale::client_id, Sale::id, Sale::quantity)).distinct_on(Sale::client_id).order_by((
        Sale::client_id,
        Sale::sold_at.desc(),
        Sale::id.desc(),
    ));
    if room.refused(&newest)? {
        return Ok(());
    }
    room.same(
        &newest,
        "SELECT client_id, id, quantity FROM sales s WHERE NOT EXISTS (SELECT 1 FROM sales n WHERE
         n.client_id = s.client_id AND n.sold_at > s.sold_at) ORDER BY client_id",
    )
}

fn the_two_latest_by_lateral(room: &mut Room<'_>) -> Result<()> {
    let own = Sale::query().filter(Sale::client_id.eq(Client::id)).order_by(Sale::sold_at.desc()).limit(2);
    let latest = own.lateral("latest");
    let rows = select((Client::name, latest.column(Sale::id), latest.column(Sale::quantity)))
        .cross_join(&latest)
        .order_by((Client::id, latest.column(Sale::id)));
    if room.refused(&rows)? {
        return Ok(());
    }
    room.same(
        &rows,
        "SELECT name, id, quantity FROM (SELECT c.name, c.id AS client, s.id, s.quantity, row_number() OVER
         (PARTITION BY c.id ORDER BY s.sold_at DESC) AS place FROM clients c JOIN sales s ON s.client_id = c.id) r
         WHERE place <= 2 ORDER BY client, id",
    )?;
    let or_none = select((Client::name, latest.column(Sale::id).nullable()))
        .outer_join(latest.on(Client::id.gt(0)))
        .filter(Client::id.ge(4))
        .order_by((Client::id, latest.column(Sale::id)));
    room.same(&or_none, "SELECT 'Dan', id FROM (VALUES (10), (14)) v(id) UNION ALL SELECT 'Eve', NULL")
}

fn the_next_free_row(room: &mut Room<'_>) -> Result<()> {
    let next = Sale::query()
        .filter(Sale::state.eq(aludel_suite::models::SaleState::Paid))
        .order_by(Sale::id)
        .limit(1)
        .with_for_update()
        .skip_locked();
    if room.refused(&next)? {
        return Ok(());
    }
    room.objects(
        &next,
        |session, it: Tracked<Sale>| (session[it].id,),
        "SELECT min(id) FROM sales WHERE state = 'paid'",
    )?;
    // Another session finds the next one, while this one holds its.
    let mut other = room.lab.session();
    let skipped = next.one(&mut other)?;
    assert_eq!(other[skipped].id, Some(7));
    let refused = next.clone().nowait().one(&mut other).unwrap_err();
    assert!(refused.is_retryable(), "{refused:?}");
    room.lab.lines();
    other.rollback()
}

fn locked_but_for_the_other_table(room: &mut Room<'_>) -> Result<()> {
    let rows = select((entity::<Sale>(), Client::name))
        .join(Sale::client)
        .filter(Sale::id.le(2))
        .order_by(Sale::id)
        .with_for_update()
        .lock_of(entity::<Sale>())
        .skip_locked();
    if room.refused(&rows)? {
        return Ok(());
    }
    let look = |session: &aludel::Session, (sale, name): (Tracked<Sale>, String)| (session[sale].id, name);
    room.objects(&rows, look, "SELECT s.id, c.name FROM sales s JOIN clients c ON c.id = s.client_id WHERE s.id <= 2")?;
    let shared = rows.for_share();
    room.objects(&shared, look, "SELECT s.id, c.name FROM sales s JOIN clients c ON c.id = s.client_id WHERE s.id <= 2")
}

fn json_in_json(room: &mut Room<'_>) -> Result<()> {
    let of_delft = json!({"maker": {"town": "Delft"}});
    let found = select(Product::name).filter(Product::details.contains(of_delft)).order_by(Product::id);
    if room.refused(&found)? {
        return Ok(());
    }
    room.column(&found, r#"SELECT name FROM products WHERE details @> '{"maker": {"town": "Delft"}}' ORDER BY id"#)
}

fn regular_expressions(room: &mut Room<'_>) -> Result<()> {
    let found = select(Product::name).filter(Product::name.regexp_match("^[A-P].*[dgn]$")).order_by(Product::id);
    if room.refused(&found)? {
        return Ok(());
    }
    room.column(&found, "SELECT name FROM products WHERE name ~ '^[A-P].*[dgn]$' OR name = 'nothing' ORDER BY id")
}

fn words_in_a_text(room: &mut Room<'_>) -> Result<()> {
    let found = select(Essay::title).filter(Essay::body.match_("column rows")).order_by(Essay::id);
    if room.refused(&found)? {
        return Ok(());
    }
    room.column(
        &found,
        "SELECT title FROM public.essays WHERE to_tsvector(body) @@ plainto_tsquery('column rows') ORDER BY id",
    )
}

fn documents_ranked(room: &mut Room<'_>) -> Result<()> {
    let document = || func::call::<String>("to_tsvector", Essay::body);
    let words = || func::call::<String>("plainto_tsquery", aludel::literal("column"));
    let rank = func::call::<f32>("ts_rank", (document(), words()));
    let ranked =
        select((Essay::title, rank.clone())).filter(Essay::body.match_("column")).order_by((rank.desc(), Essay::id));
    if room.refused(&ranked)? {
        return Ok(());
    }
    room.same(
        &ranked,
        "SELECT title, ts_rank(to_tsvector(body), plainto_tsquery('column')) FROM public.essays
         WHERE to_tsvector(body) @@ plainto_tsquery('column') ORDER BY 2 DESC, id",
    )
}

fn common_as_often_as_in_both(room: &mut Room<'_>) -> Result<()> {
    let of = |client: i32| select(Sale::product_id).filter(Sale::client_id.eq(client));
    let both = of(1).intersect_all(of(2)).order_by(Sale::product_id);
    if room.refused(&both)? {
        return Ok(());
    }
    room.column(
        &both,
        "(SELECT product_id FROM sales WHERE client_id = 1) INTERSECT ALL (SELECT product_id FROM sales WHERE client_id = 2)
         ORDER BY 1",
    )?;
    let more = of(1).except_all(of(2)).order_by(Sale::product_id);
    room.column(
        &more,
        "(SELECT product_id FROM sales WHERE client_id = 1) EXCEPT ALL (SELECT product_id FROM sales WHERE client_id = 2)
         ORDER BY 1",
    )
}

fn spread_of_prices(room: &mut Room<'_>) -> Result<()> {
    let spread = select((Product::category_id, func::stddev(Product::price), func::variance(Product::weight)))
        .group_by(Product::category_id)
        .order_by(Product::category_id);
    if room.refused(&spread)? {
        return Ok(());
    }
    room.same(
        &spread,
        "SELECT category_id, CAST(stddev(price) AS DOUBLE PRECISION), variance(weight) FROM products
         GROUP BY category_id ORDER BY category_id",
    )
}

fn of_arrays(room: &mut Room<'_>, condition: impl Condition, sql: &str) -> Result<()> {
    let found = select(Essay::title).filter(condition).order_by(Essay::id);
    room.column(&found, &format!("SELECT title FROM public.essays WHERE {sql} ORDER BY id"))
}

fn arrays_that_share(room: &mut Room<'_>) -> Result<()> {
    if room.only_on_postgresql() {
        return Ok(());
    }
    of_arrays(room, Essay::tags.contains(["sql", "types"]), "tags @> '{sql,types}'")?;
    of_arrays(room, Essay::tags.overlaps(["rust", "go"]), "tags && '{rust,go}'")?;
    of_arrays(room, Essay::tags.contained_by(["sql", "go"]), "tags <@ '{sql,go}'")?;
    of_arrays(room, !Essay::tags.has("rust"), "NOT 'rust' = ANY(tags)")
}

fn arrays_measured(room: &mut Room<'_>) -> Result<()> {
    if room.only_on_postgresql() {
        return Ok(());
    }
    let scores = Essay::scores;
    let rows = select((Essay::title, scores.cardinality(), scores.element(2), Essay::tags));
    room.same(
        &rows.order_by((scores.cardinality().desc(), Essay::id)),
        "SELECT title, cardinality(scores), scores[2], tags FROM public.essays ORDER BY cardinality(scores) DESC, id",
    )
}

fn members_of_arrays(room: &mut Room<'_>) -> Result<()> {
    if room.only_on_postgresql() {
        return Ok(());
    }
    let tag = func::call::<String>("unnest", Essay::tags).label("tag");
    let tags = select((Essay::id, &tag)).subquery("tags");
    let rows = select((tags.column(&tag), func::count_rows()))
        .group_by(tags.column(&tag))
        .order_by((func::count_rows().desc(), tags.column(&tag)));
    room.same(&rows, "SELECT t, count(*) FROM public.essays, unnest(tags) t GROUP BY t ORDER BY count(*) DESC, t")
}
