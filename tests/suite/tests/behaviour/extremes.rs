//! Values at the ends of every type come back as they went, by every way in and every way out. `ALUDEL_CASES=1000` runs
//! more of them.

use aludel::{
    Model, Result,
    jiff::{Timestamp, civil},
    rust_decimal::Decimal,
    select,
    serde_json::{Value as Json, json},
    uuid::Uuid,
};
use aludel_suite::{
    Lab, everywhere,
    models::{Extreme, ExtremeKey, Mood},
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

pub(crate) mod values;

/// Every column of an [`Extreme`] but its key.
fn extremes(lab: &Lab) -> impl Strategy<Value = Extreme> + use<> {
    let numbers = (
        values::number([i16::MIN, -1, 0, 1, i16::MAX]),
        values::number([i32::MIN, -1, 0, 1, i32::MAX]),
        values::number([i64::MIN, -1, 0, 1, i64::MAX, 1 << 53, (1 << 53) + 1]),
        any::<bool>(),
        values::real(lab),
        values::double(lab),
    );
    let decimals = (values::decimal(15, 2), values::decimal(28, 0), values::decimal(28, 28), values::decimal(28, 10));
    let texts = (values::text(5), values::text(40), values::bytes(), values::json(), any::<Uuid128>(), any::<bool>());
    let times = (values::date(lab), values::time(), values::datetime(lab), values::timestamp(lab));
    (numbers, decimals, texts, times).prop_map(|(numbers, decimals, texts, times)| {
        let (small, number, big, flag, short, double) = numbers;
        let (cents, whole, fraction, mixed) = decimals;
        let (code, words, bytes, data, Uuid128(token), calm) = texts;
        let (day, hour, moment, instant) = times;
        let mood = if calm { Mood::Calm } else { Mood::ItsOdd };
        Extreme {
            id: None,
            small,
            number,
            big,
            flag,
            short,
            double,
            cents,
            whole,
            fraction,
            mixed,
            code,
            words,
            bytes,
            day,
            hour,
            moment,
            instant,
            token,
            data,
            mood,
        }
    })
}

/// A UUID, the nil and the greatest among them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Uuid128(pub(crate) Uuid);

impl Arbitrary for Uuid128 {
    type Parameters = ();
    type Strategy = BoxedStrategy<Uuid128>;

    fn arbitrary_with((): ()) -> Self::Strategy {
        values::number([0, 1, u128::MAX]).prop_map(|number| Uuid128(Uuid::from_u128(number))).boxed()
    }
}

/// Where two objects differ as the database would tell them apart.
fn assert_same(found: &Extreme, sent: &Extreme) {
    let sent = Extreme { id: found.id, ..sent.clone() };
    let mut columns = Vec::new();
    found.changed(&sent, &mut columns);
    let names: Vec<&str> = columns.iter().map(|&column| Extreme::info().table.columns[column].name).collect();
    assert!(names.is_empty(), "{names:?}: sent {sent:#?}, found {found:#?}");
}

fn assert_all(lab: &Lab, sent: &[Extreme], way: &str) -> Result<()> {
    let mut found = Extreme::all(lab.engine())?;
    found.sort_by_key(|row| row.id);
    assert_eq!(found.len(), sent.len(), "{way}");
    found.iter().zip(sent).for_each(|(found, sent)| assert_same(found, sent));
    Ok(())
}

fn runner(lab: &Lab) -> TestRunner {
    let said = std::env::var("ALUDEL_CASES").ok().and_then(|text| text.parse().ok());
    let usual = if lab.two_can_connect() { 40 } else { 80 };
    let config = Config { cases: said.unwrap_or(usual), failure_persistence: None, ..Config::default() };
    let seed = proptest::test_runner::RngAlgorithm::ChaCha;
    TestRunner::new_with_rng(config, proptest::test_runner::TestRng::deterministic_rng(seed))
}

/// Runs a test for many values, and shows the smallest that it fails for.
pub(crate) fn for_many<S: Strategy>(lab: &Lab, strategy: S, test: impl Fn(S::Value) -> Result<()>) {
    let outcome = runner(lab).run(&strategy, |value| {
        test(value).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        lab.lines();
        Ok(())
    });
    lab.lines();
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn every_way_in_and_out_keeps_every_value() {
    everywhere(|lab| {
        for_many(lab, prop::collection::vec(extremes(lab), 1..6), |sent| {
            let engine = lab.engine();
            let delete_all =
                || Extreme::delete_many(Extreme::all(engine)?.into_iter().map(|row| row.id)).execute(engine);

            // A failure before this one may have left some.
            delete_all()?;

            // A session writes them, knows them, and finds nothing changed when it has read them again.
            let mut session = lab.session();
            let handles = session.add_all(sent.clone());
            session.commit()?;
            session.refresh_all(&handles)?;
            handles.iter().zip(&sent).for_each(|(&handle, sent)| assert_same(&session[handle], sent));
            for (&handle, sent) in handles.iter().zip(&sent) {
                session[handle] = Extreme { id: session[handle].id, ..sent.clone() };
            }
            assert!(session.flush_plan()?.is_empty(), "a value differs from what was read");
            let read = select((Extreme::double, Extreme::mixed, Extreme::words, Extreme::instant));
            for (row, sent) in read.order_by(Extreme::id).all(&mut session)?.iter().zip(&sent) {
                assert_eq!((row.0.to_bits(), row.1, &row.2), (sent.double.to_bits(), sent.mixed, &sent.words));
                assert_eq!(row.3, sent.instant);
            }

            // Each is found by its value.
            let first = &sent[0];
            let conditions = [
                Extreme::small.eq(first.small),
                Extreme::number.eq(first.number),
                Extreme::big.in_([first.big]),
                Extreme::flag.eq(first.flag),
                Extreme::short.eq(first.short),
                Extreme::double.in_([first.double]),
                Extreme::cents.eq(first.cents),
                Extreme::whole.eq(first.whole),
                Extreme::fraction.in_([first.fraction]),
                Extreme::mixed.eq(first.mixed),
                Extreme::code.eq(&first.code),
                Extreme::words.in_([&first.words]),
                Extreme::bytes.eq(first.bytes.clone()),
                Extreme::day.eq(first.day),
                Extreme::hour.in_([first.hour]),
                Extreme::moment.eq(first.moment),
                Extreme::instant.in_([first.instant]),
                Extreme::token.in_([first.token]),
                Extreme::mood.in_([first.mood]),
            ];
            for (number, condition) in conditions.into_iter().enumerate() {
                let found = Extreme::query().filter(condition).all(&mut session)?;
                assert!(found.contains(&handles[0]), "not found by condition {number}");
            }

            // Updates by the flush, of one and of many.
            for (&handle, sent) in handles.iter().zip(sent.iter().rev()) {
                session[handle] = Extreme { id: session[handle].id, ..sent.clone() };
            }
            session.commit()?;
            drop(session);
            let reversed: Vec<Extreme> = sent.iter().rev().cloned().collect();
            assert_all(lab, &reversed, "updates of a flush")?;

            // In bulk.
            let rows = Extreme::all(engine)?;
            let back = rows.iter().map(|row| {
                let position = rows.iter().filter(|other| other.id < row.id).count();
                Extreme { id: row.id, ..sent[position].clone() }
            });
            Extreme::update_many(back).execute(engine)?;
            assert_all(lab, &sent, "update_many")?;
            delete_all()?;
            Extreme::insert_many(&sent).execute(engine)?;
            assert_all(lab, &sent, "insert_many")?;
            delete_all()?;
            Extreme::insert_many(&sent).copy(false).execute(engine)?;
            assert_all(lab, &sent, "insert_many without COPY")?;
            let again: Vec<Extreme> = Extreme::all(engine)?;
            let again = Extreme::upsert(again).returning(engine)?;
            assert_eq!(again.len(), sent.len());
            assert_all(lab, &sent, "upsert")?;
            delete_all()?;
            for sent in &sent {
                assert_same(&sent.clone().insert(engine)?, sent);
            }
            assert_all(lab, &sent, "insert")?;
            delete_all()?;
            Ok(())
        });
        Ok(())
    });
}

/// What was read again is the object that was there, whatever its key.
#[test]
fn keys_of_extreme_values_are_one_object() {
    everywhere(|lab| {
        let key = (
            values::number([i64::MIN, 0, i64::MAX]),
            values::text(20),
            values::decimal(28, 10),
            values::date(lab),
            values::timestamp(lab),
            any::<Uuid128>(),
        );
        for_many(lab, key, |(big, words, mixed, day, instant, Uuid128(token))| {
            let mut session = lab.session();
            let object = ExtremeKey::new().big(big).words(&words).mixed(mixed).day(day).instant(instant).token(token);
            let handle = session.add(object);
            session.commit()?;
            let key = (big, words, mixed, day, instant, token);
            assert_eq!(ExtremeKey::query().all(&mut session)?, [handle]);
            assert_eq!(session.get::<ExtremeKey>(key.clone())?, Some(handle));
            session[handle].note = Some(1);
            session.commit()?;
            let mut other = lab.session();
            let found = other.get::<ExtremeKey>(key)?.unwrap();
            assert_eq!(other[found].note, Some(1));
            other.delete(found);
            other.commit()?;
            assert_eq!(lab.rows("SELECT count(*) FROM extreme_keys"), ["0"]);
            Ok(())
        });
        Ok(())
    });
}

/// What the random values found: SQLite made '0.0009896900000000001' of such a number in a TEXT column and did not find it
/// in a list, and serde_json read such a float as its neighbour.
#[test]
fn numbers_that_were_not_kept_once() {
    everywhere(|lab| {
        let decimals = ["0.00098969", "0.0000000001", "123456789012345678.5", "10", "9"];
        let decimals: Vec<Decimal> = decimals.iter().map(|text| text.parse().unwrap()).collect();
        let object = |&mixed: &Decimal| ExtremeKey::new().big(1).words("").mixed(mixed).day(civil::date(1, 1, 1));
        let objects = decimals.iter().map(|mixed| object(mixed).instant(Timestamp::UNIX_EPOCH).token(Uuid::nil()));
        ExtremeKey::insert_many(objects).execute(lab.engine())?;
        let mut session = lab.session();
        let found = ExtremeKey::query().filter(ExtremeKey::mixed.in_(decimals.iter().copied())).all(&mut session)?;
        assert_eq!(found.len(), decimals.len());
        assert!(found.iter().all(|&row| decimals.contains(&session[row].mixed)));
        // Numbers of up to 15 digits are in order on SQLite, too.
        let largest = ExtremeKey::query().filter(ExtremeKey::mixed.lt(Decimal::from(100)));
        let largest = largest.order_by(ExtremeKey::mixed.desc()).first(&mut session)?.unwrap();
        assert_eq!(session[largest].mixed, Decimal::from(10));

        let float = json!([1.796582489284789e-124, 3.9396444522958356e-290]);
        let sample = session.add(aludel_suite::models::Sample::new().data(float.clone()));
        session.commit()?;
        session.refresh(sample)?;
        assert_eq!(session[sample].data, Some(float));
        Ok(())
    });
}
