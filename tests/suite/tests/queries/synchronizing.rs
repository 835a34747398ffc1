//! Conditions of updates and deletes, evaluated on the session's objects: as the database evaluates them, or refused.

use aludel::{
    Condition, ErrorKind, Expr, Session, Synchronize, Tracked, all_of, any_of, entity, func, literal, select, text,
};
use aludel::{
    jiff::{Timestamp, civil::date},
    rust_decimal::Decimal,
};
use aludel_suite::{
    everywhere,
    models::{Account, Address, Document, Mood, NewSample, Sample, User},
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::people::fill;

fn users(session: &mut Session) -> aludel::Result<Vec<Tracked<User>>> {
    session.query::<User>().order_by(User::id).all()
}

#[test]
fn an_update_is_one_statement_that_gives_nothing_back() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let all = users(&mut session)?;
        lab.lines();
        let condition = User::id.between(2, 4) & (User::name.ne("mary") | User::fullname.is_null());
        let update = aludel::update::<User>().set(User::password, "new").filter(condition);
        assert_eq!(update.synchronize(Synchronize::Evaluate).execute(&mut session)?, 2);
        let passwords: Vec<&str> = all.iter().map(|&user| session[user].password.as_str()).collect();
        assert_eq!(passwords, ["secret", "new", "secret", "new", "secret"]);
        assert!(session.dirty().is_empty());
        let lines = lab.lines();
        assert_eq!(lines.iter().filter(|line| line.contains("users")).count(), 1, "{lines:#?}");
        assert!(!lines.iter().any(|line| line.contains("RETURNING")), "{lines:#?}");
        session.rollback()?;
        assert_eq!(session[all[1]].password, "secret");
        Ok(())
    });
}

#[test]
fn objects_are_deleted_and_come_back() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let jack = session.query::<User>().filter(User::name.eq("jack")).one()?;
        let addresses = session.related(jack, User::addresses)?;
        // An object stands for its key, as in the statement.
        let of_jack = Address::user.is(jack) & Address::email_address.in_(["j25@yahoo.com", "m@x"]);
        lab.lines();
        let deleted = session.delete_from::<Address>().filter(of_jack).synchronize(Synchronize::Evaluate).execute()?;
        assert_eq!((deleted, session.contains(addresses[0]), session.contains(addresses[1])), (1, true, false));
        assert_eq!(lab.lines().iter().filter(|line| line.contains("addresses")).count(), 1);
        assert_eq!(session.related(jack, User::addresses)?, [addresses[0]]);
        session.rollback()?;
        assert!(session.contains(addresses[1]));
        // Of expired objects the key is known.
        let by_key = Address::id.eq(session.key(addresses[0])?);
        session.expire_all();
        session.delete_from::<Address>().filter(by_key).synchronize(Synchronize::Evaluate).execute()?;
        assert!(!session.contains(addresses[0]));
        Ok(())
    });
}

#[test]
fn expressions_versions_and_defaults() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let account = session.add(Account::new().owner("ed").balance(10));
        let document = session.add(Document::new().title("one"));
        session.commit()?;
        session.query::<Account>().all()?;
        session.query::<Document>().all()?;
        let by = Synchronize::Evaluate;
        session.update::<Account>().set(Account::balance, Account::balance + 5).synchronize(by).execute()?;
        session.update::<Document>().set(Document::title, "two").synchronize(by).execute()?;
        // What an expression gave, and a version, is read again when the object is next met.
        assert_eq!(session.query::<Account>().all()?, [account]);
        assert_eq!(session.query::<Document>().all()?, [document]);
        assert_eq!((session[account].balance, session[document].title.as_str()), (15, "two"));
        session[document].body = Some("text".to_owned());
        session.commit()?;
        assert_eq!(lab.rows("SELECT revision, body FROM documents"), ["3|text"]);
        Ok(())
    });
}

#[test]
fn edits_that_are_not_flushed_stay_and_are_not_what_is_compared() {
    everywhere(|lab| {
        fill(lab)?;
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let all = users(&mut session)?;
        session[all[0]].name = "wendy".to_owned();
        session[all[1]].password = "mine".to_owned();
        let update = session.update::<User>().set(User::fullname, "W").filter(User::name.eq("wendy"));
        assert_eq!(update.synchronize(Synchronize::Evaluate).execute()?, 1);
        assert_eq!((session[all[0]].fullname.as_str(), session[all[1]].fullname.as_str()), ("ed J.", "W"));
        assert_eq!(session[all[1]].password, "mine");
        session.commit()?;
        assert_eq!(lab.rows("SELECT fullname, password FROM users WHERE id = 2"), ["W|mine"]);
        Ok(())
    });
}

#[test]
fn objects_that_are_not_loaded_cost_nothing_and_stale_ones_are_read_again() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let ed = session.query::<User>().filter(User::name.eq("ed")).one()?;
        let by = Synchronize::Evaluate;
        assert_eq!(session.update::<User>().set(User::password, "x").synchronize(by).execute()?, 5);
        assert_eq!(session[ed].password, "x");
        // Written past the session: the object holds a name that its row has no more.
        session
            .update::<User>()
            .set(User::name, "edwin")
            .filter(User::id.eq(1))
            .synchronize(Synchronize::None)
            .execute()?;
        let update = session.update::<User>().set(User::password, "y").filter(User::name.eq("ed"));
        assert_eq!(update.synchronize(by).execute()?, 0);
        session.query::<User>().all()?;
        assert_eq!((session[ed].name.as_str(), session[ed].password.as_str()), ("edwin", "x"));
        Ok(())
    });
}

#[test]
fn what_cannot_be_evaluated_is_named_and_fetched_by_auto() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let ed = session.query::<User>().filter(User::name.eq("ed")).one()?;
        let conditions: [(Expr<bool>, &str); 10] = [
            (User::name.like("e%").into_condition(), "LIKE of users.name"),
            (User::name.lt("x"), "the order of users.name"),
            (literal("a".to_owned()).lt("B"), "the order of texts"),
            (User::name.eq(func::lower(User::fullname)), "the function lower"),
            (User::id.in_(select(Address::user_id)).into_condition(), "a subquery"),
            (User::addresses.any(Address::id.gt(0)), "a condition along User.addresses"),
            ((User::id + 1).eq(2), "`+`"),
            (text("1 = 1").into_condition(), "literal SQL"),
            (!User::name.collate("C").eq("x"), "COLLATE"),
            (User::id.cast::<i64>().eq(1), "CAST"),
        ];
        for (condition, named) in conditions {
            let update = aludel::update::<User>().set(User::password, "new").filter(condition);
            lab.lines();
            let refused = update.clone().synchronize(Synchronize::Evaluate).execute(&mut session).unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
            let message = refused.to_string();
            assert!(message.contains(named) && message.contains("Synchronize::Fetch"), "{named}: {message}");
            assert!(!lab.lines().iter().any(|line| line.contains("UPDATE")));
            if !message.contains("COLLATE") {
                update.synchronize(Synchronize::Auto).execute(&mut session)?;
            }
        }
        assert_eq!(session[ed].password, "new");
        lab.lines();
        let update = session.update::<User>().set(User::password, "p").filter(User::id.eq(1));
        update.synchronize(Synchronize::Auto).execute()?;
        assert!(!lab.lines().iter().any(|line| line.contains("RETURNING")));
        assert_eq!(session[ed].password, "p");
        let gone = session.update::<User>().set(User::password, "q").filter(User::id.eq(1));
        let gone = gone.synchronize(Synchronize::Evaluate).returning(entity::<User>())?;
        assert_eq!((gone, session[ed].password.as_str()), (vec![ed], "q"));
        Ok(())
    });
}

struct Choices(std::vec::IntoIter<u8>);

impl Choices {
    fn of(&mut self, several: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(byte) % several)
    }

    fn one<T: Clone, const N: usize>(&mut self, values: [T; N]) -> T {
        values[self.of(N)].clone()
    }
}

/// A comparison of a column with values of its type, or itself.
macro_rules! comparison {
    ($c:expr, $column:expr, $other:expr, $values:expr) => {{
        let (a, b) = ($c.one($values), $c.one($values));
        match $c.of(12) {
            0 => $column.eq(a),
            1 => $column.ne(a),
            2 => $column.lt(a),
            3 => $column.le(a),
            4 => $column.gt(a),
            5 => $column.ge(a),
            6 => $column.between(a, b),
            7 => !$column.between(a, b),
            8 => $column.lt($other),
            9 => $column.ge($other),
            _ => equality!($c, $column, $other, $values),
        }
    }};
}

macro_rules! equality {
    ($c:expr, $column:expr, $other:expr, $values:expr) => {{
        let (a, b) = ($c.one($values), $c.one($values));
        match $c.of(10) {
            0 => $column.eq(a),
            1 => $column.ne(a),
            2 => $column.in_([a, b]),
            3 => $column.not_in([a, b]),
            4 => $column.is_null(),
            5 => $column.is_not_null(),
            6 => $column.is_distinct_from(a),
            7 => $column.is_not_distinct_from($other),
            8 => $column.eq($other),
            _ => $column.ne($other),
        }
    }};
}

fn prices() -> [Decimal; 3] {
    [Decimal::new(150, 2), Decimal::new(15, 1), Decimal::new(-1, 2)]
}

fn condition(c: &mut Choices, depth: usize) -> Expr<bool> {
    if depth > 0 {
        match c.of(6) {
            0 => return (condition(c, depth - 1) & condition(c, depth - 1)).into_condition(),
            1 => return (condition(c, depth - 1) | condition(c, depth - 1)).into_condition(),
            2 => return !condition(c, depth - 1),
            3 => return all_of((0..c.of(3)).map(|_| condition(c, depth - 1)).collect::<Vec<_>>()),
            4 => return any_of((0..c.of(3)).map(|_| condition(c, depth - 1)).collect::<Vec<_>>()),
            _ => {}
        }
    }
    let days = [date(2024, 2, 29), date(1999, 12, 31)];
    let second = |nanosecond| Timestamp::new(1_700_000_000, nanosecond).unwrap_or(Timestamp::UNIX_EPOCH);
    match c.of(14) {
        0 => comparison!(c, Sample::number, Sample::id, [0, 1, -3]),
        1 => comparison!(c, Sample::small, Sample::small, [0_i16, 1, -3]),
        2 => comparison!(c, Sample::double, Sample::double, [0.0, -0.0, 0.1 + 0.2, 1e300]),
        3 => comparison!(c, Sample::short, Sample::short, [0.1_f32, 1.0, -2.5]),
        4 => comparison!(c, Sample::price, Sample::price, prices()),
        5 => equality!(c, Sample::code, Sample::code, ["a".to_owned(), "A".to_owned(), "a ".to_owned()]),
        6 => equality!(c, Sample::words, Sample::code, ["a".to_owned(), "é".to_owned(), String::new()]),
        7 => comparison!(c, Sample::day, Sample::day, days),
        8 => comparison!(c, Sample::moment, Sample::moment, days.map(|day| day.at(1, 2, 3, 4_000))),
        9 => comparison!(c, Sample::instant, Sample::instant, [second(0), second(1_000), second(1_999)]),
        10 => comparison!(c, Sample::flag, Sample::flag, [true, false]),
        11 => equality!(c, Sample::mood, Sample::mood, [Mood::Calm, Mood::ItsOdd]),
        12 => Sample::flag.into_condition(),
        _ => comparison!(c, Sample::bytes, Sample::bytes, [vec![0_u8], vec![0, 1], vec![]]),
    }
}

fn sample(c: &mut Choices) -> NewSample {
    let mut sample = Sample::new();
    macro_rules! maybe {
        ($($field:ident $values:expr;)*) => { $( if c.of(3) > 0 { sample = sample.$field(c.one($values)); } )* };
    }
    let second = |nanosecond| Timestamp::new(1_700_000_000, nanosecond).unwrap_or(Timestamp::UNIX_EPOCH);
    maybe! {
        number [0, 1, -3];
        small [0_i16, 1, -3];
        double [0.0, -0.0, 0.3, 1e300];
        short [0.1_f32, 1.0, -2.5];
        price prices();
        code ["a", "A", "a "];
        words ["a", "é", ""];
        day [date(2024, 2, 29), date(1999, 12, 31)];
        moment [date(2024, 2, 29).at(1, 2, 3, 4_000), date(1999, 12, 31).at(1, 2, 3, 4_000)];
        instant [second(0), second(1_000), second(1_999)];
        flag [true, false];
        mood [Mood::Calm, Mood::ItsOdd];
        bytes [vec![0_u8], vec![0, 1], vec![]];
    }
    sample
}

/// Random rows and conditions: after each update every object holds what its row does.
#[test]
fn what_is_evaluated_is_what_the_database_does() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
    let mut runner = TestRunner::new_with_rng(Config { cases: 150, ..Config::default() }, rng);
    let bytes = proptest::collection::vec(any::<u8>(), 300);
    let runs: Vec<Vec<u8>> =
        (0..150).map(|_| bytes.new_tree(&mut runner).map(|tree| tree.current()).unwrap_or_default()).collect();
    everywhere(|lab| {
        let mut session = lab.session();
        let mut rows = Choices(runs.iter().flatten().copied().collect::<Vec<u8>>().into_iter());
        let samples = session.add_all((0..40).map(|_| sample(&mut rows)).collect::<Vec<_>>());
        session.commit()?;
        for (turn, run) in runs.iter().enumerate() {
            session.query::<Sample>().all()?;
            let condition = condition(&mut Choices(run.clone().into_iter()), 3);
            let mark = turn as i64;
            let update = session.update::<Sample>().set(Sample::big, mark).filter(condition.clone());
            let written = update.synchronize(Synchronize::Evaluate).execute()?;
            let held = |session: &Session| -> Vec<Option<i64>> { samples.iter().map(|&it| session[it].big).collect() };
            let evaluated = held(&session);
            assert_eq!(evaluated.iter().filter(|big| **big == Some(mark)).count() as u64, written, "{condition:?}");
            session.refresh_all(&samples)?;
            assert_eq!(evaluated, held(&session), "{condition:?}");
        }
        Ok(())
    });
}
