//! Random queries: each runs on every database, and the text that is sent, found by the shape of the query, is the text made
//! anew.

use aludel::{Expr, Null, Query, all_of, any_of, case, entity, exists, func, literal, select, tuple};
use aludel_suite::{
    Lab, everywhere,
    models::{Address, BlogPost, Keyword, User},
};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::people::fill;

/// What a query is made by, a byte a decision; the first way, where they are used up.
struct Choices(std::vec::IntoIter<u8>);

impl Choices {
    fn of(&mut self, several: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(byte) % several)
    }

    fn word(&mut self) -> &'static str {
        ["ed", "wendy", "x%_/'\"", "", "Rust"][self.of(5)]
    }

    fn number(&mut self) -> i32 {
        [1, 0, 3, -7, 1_000][self.of(5)]
    }
}

/// A user of a query: the model, or an alias.
#[derive(Clone)]
struct Who {
    id: Expr<i32, Null>,
    name: Expr<String, Null>,
    fullname: Expr<String, Null>,
    /// Whether it is the model, from which relationships lead.
    model: bool,
}

macro_rules! who {
    ($id:expr, $name:expr, $fullname:expr, $model:expr) => {
        Who { id: $id.nullable(), name: $name.nullable(), fullname: $fullname.nullable(), model: $model }
    };
    ($alias:expr) => {
        who!($alias.id, $alias.name, $alias.fullname, false)
    };
}

/// A text of a user, and of what is around one.
fn text(c: &mut Choices, user: &Who, depth: usize) -> Expr<String, Null> {
    if depth == 0 {
        return user.name.clone();
    }
    let deeper = depth - 1;
    match c.of(12) {
        0 => user.name.clone(),
        1 => user.fullname.clone(),
        2 => func::upper(text(c, user, deeper)),
        3 => text(c, user, deeper).concat(c.word()),
        4 => func::coalesce(text(c, user, deeper), c.word()).nullable(),
        5 => func::substr(text(c, user, deeper), 2, 3),
        6 => {
            let (when, then) = (condition(c, user, deeper), text(c, user, deeper));
            case::<String>().when(when, then).otherwise(c.word())
        }
        7 => func::to_text(user.id.clone() + c.number()),
        8 => func::nullif(text(c, user, deeper), c.word()),
        9 => {
            let of_user = select(func::max(Address::email_address)).filter(Address::user_id.eq(&user.id));
            match c.of(2) {
                0 => of_user.scalar_subquery(),
                _ => of_user.filter(condition(c, user, deeper)).scalar_subquery(),
            }
        }
        10 => func::to_text(-literal(c.number()) * literal(c.number())).nullable(),
        _ => literal(c.word().to_owned()).nullable(),
    }
}

/// A text that groups can be made by: without queries, which the parts of a statement do not share.
fn plain_text(c: &mut Choices, user: &Who) -> Expr<String, Null> {
    match c.of(4) {
        0 => func::substr(func::upper(user.name.clone()).concat(c.word()), c.number().abs(), 2),
        1 => func::coalesce(func::nullif(user.name.clone(), c.word()), c.word()).nullable(),
        2 => func::to_text((user.id.clone() + c.number()) * c.number()),
        _ => case::<String>().when(user.id.clone().gt(c.number()), c.word()).otherwise(user.name.clone()),
    }
}

fn condition(c: &mut Choices, user: &Who, depth: usize) -> Expr<bool> {
    if depth == 0 {
        return user.id.clone().gt(c.number());
    }
    let deeper = depth - 1;
    match c.of(22) {
        0 => user.id.clone().lt(c.number()),
        1 => text(c, user, deeper).eq(c.word()),
        2 => text(c, user, deeper).ne(text(c, user, deeper)),
        3 => user.id.clone().in_([1, 2, 3].into_iter().take(c.of(4))),
        4 => user.name.clone().not_in(["ed", "wendy"].into_iter().take(c.of(3))),
        5 => user.id.clone().between(c.number(), c.number()),
        6 => text(c, user, deeper).like(c.word()),
        7 => text(c, user, deeper).startswith(c.word()),
        8 => text(c, user, deeper).ilike(c.word()),
        9 => text(c, user, deeper).is_null(),
        10 => !condition(c, user, deeper),
        11 => condition(c, user, deeper) & condition(c, user, deeper),
        12 => condition(c, user, deeper) | condition(c, user, deeper),
        13 => text(c, user, deeper).is_distinct_from(c.word()),
        14 => {
            let pairs = [(1, "ed"), (2, "x")].into_iter().take(c.of(3));
            tuple((user.id.clone(), user.name.clone())).in_(pairs)
        }
        15 => {
            let other = User::aliased();
            let inner = condition(c, &who!(other), deeper);
            exists(select(other.id).filter(other.id.ne(&user.id)).filter(inner).order_by(other.name))
        }
        16 => {
            user.id.clone().in_(select(Address::user_id).filter(Address::user_id.is_not_null()).limit(c.of(4) as u64))
        }
        17 => match c.of(3) {
            0 => all_of(Vec::<Expr<bool>>::new()),
            1 => any_of([condition(c, user, deeper), condition(c, user, deeper)]),
            _ => all_of([user.id.clone().ge(c.number())]),
        },
        18 => literal(c.number()).lt(literal(c.number())),
        19 => literal(c.number()).in_([1, 2].into_iter().take(c.of(3))),
        20 => {
            // An alias called as another table, a word of SQL, a name with quotes.
            let other = User::alias(["inner_user", "posts", "order", "a\"b"][c.of(4)]);
            exists(select(other.id).filter(other.name.eq(&user.name)))
        }
        _ if !user.model => user.id.clone().ne(c.number()),
        _ => User::addresses.any(match c.of(3) {
            0 => Address::email_address.like(c.word()),
            1 => Address::user.has(condition(c, &who!(User::id, User::name, User::fullname, true), deeper)),
            _ => User::posts.any(BlogPost::keywords.any(Keyword::keyword.eq(c.word()))),
        }),
    }
}

type Selected = (Expr<i32, Null>, Expr<String, Null>);

/// One SELECT, of a model, an alias, or a subquery.
fn simple(c: &mut Choices) -> Query<Selected> {
    let alias = match c.of(4) {
        0 | 1 => None,
        2 => Some(User::aliased()),
        _ => Some(User::alias(["me", "select", "users_1"][c.of(3)])),
    };
    let user = alias.map_or_else(|| who!(User::id, User::name, User::fullname, true), |alias| who!(alias));
    let rows = c.of(5);
    let shown = if rows < 2 { plain_text(c, &user) } else { text(c, &user, 3) };
    let mut query = select((user.id.clone(), shown.clone()));
    query = match alias {
        None => query.select_from(entity::<User>()),
        Some(alias) => query.select_from(alias.entity()),
    };
    if c.of(3) == 0 {
        let other = User::aliased();
        let on = other.id.ne(&user.id) & condition(c, &who!(other), 1);
        query = if c.of(2) == 0 { query.join(other.entity().on(on)) } else { query.outer_join(other.entity().on(on)) };
    }
    if alias.is_none() && c.of(3) == 0 {
        let mail = Address::aliased();
        query = query.outer_join(User::addresses.to(&mail).and(mail.email_address.ne(c.word())));
    }
    if alias.is_none() && c.of(4) == 0 {
        let count = func::count_rows().label("n");
        let counts = select((Address::user_id, &count)).group_by(Address::user_id);
        let counts = if c.of(2) == 0 { counts.subquery("counts") } else { counts.cte("counts") };
        query = query.outer_join(counts.on(counts.column(Address::user_id).eq(User::id)));
        query = query.filter(counts.column(&count).nullable().is_not_distinct_from(i64::from(c.number())));
    }
    for _ in 0..c.of(3) {
        query = query.filter(condition(c, &user, 3));
    }
    match rows {
        // Grouped and ordered by what has parameters.
        0 => query.group_by((user.id.clone(), shown.clone())).order_by(shown),
        1 => query.distinct().order_by(shown),
        _ => query,
    }
}

fn query(c: &mut Choices) -> Query<Selected> {
    let mut query = simple(c);
    match c.of(6) {
        0 => query = query.union(simple(c)),
        1 => query = query.union_all(simple(c)).union_all(simple(c)),
        2 => query = query.except(simple(c)),
        _ => {}
    }
    if c.of(2) == 0 {
        query = query.limit(c.number().max(0) as u64);
    }
    if c.of(3) == 0 {
        query = query.offset(c.number().max(0) as u64);
    }
    query
}

fn check(lab: &Lab, bytes: Vec<u8>) -> Result<(), TestCaseError> {
    let mut session = lab.session();
    let query = query(&mut Choices(bytes.into_iter()));
    let fail = |error: aludel::Error| TestCaseError::fail(format!("{error:?}"));
    let anew = match query.to_sql(lab.engine().dialect()) {
        // Each part of a union has made one.
        Err(error) if error.to_string().starts_with("two common table expressions") => return Ok(()),
        anew => anew.map_err(fail)?,
    };
    lab.lines();
    let rows = query.all(&mut session).map_err(|error| TestCaseError::fail(format!("{anew}: {error:?}")))?;
    let lines = lab.lines();
    prop_assert!(lines.iter().any(|line| line.contains(&anew)), "made anew it is {anew}, sent was {lines:#?}");
    let counted =
        query.count(&mut session).map_err(|error| TestCaseError::fail(format!("count of {anew}: {error:?}")))?;
    prop_assert_eq!(counted, rows.len() as i64);
    let exists =
        query.exists(&mut session).map_err(|error| TestCaseError::fail(format!("exists {anew}: {error:?}")))?;
    prop_assert_eq!(exists, counted > 0, "{}", anew);
    Ok(())
}

#[test]
fn the_text_found_is_the_text_made_anew() {
    everywhere(|lab| {
        drop(fill(lab)?);
        let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
        let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(config, random);
        let outcome = runner.run(&prop::collection::vec(any::<u8>(), 4..60), |bytes| check(lab, bytes));
        outcome.unwrap_or_else(|failure| panic!("{failure}"));
        Ok(())
    });
}
