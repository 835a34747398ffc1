//! Arrays, intervals and network addresses of PostgreSQL come back as they went, by every way in and every way out.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use aludel::{ErrorKind, Interval, Model, Patch, Result, ipnet::IpNet, select};
use aludel_suite::{
    Lab, on_postgresql,
    own_types::TagSet,
    postgresql::{Defaulted, Packed, Tone},
};
use proptest::prelude::*;
use proptest::sample::select as one_of;

use crate::extremes::{Uuid128, for_many, values};

fn list<T: std::fmt::Debug>(member: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(member, 0..4)
}

fn span() -> impl Strategy<Value = Interval> {
    let part = values::number([i32::MIN, -1, 0, 1, i32::MAX]);
    let days = values::number([i32::MIN, -1, 0, 1, i32::MAX]);
    let time = values::number([i64::MIN, -1, 0, 1, 86_400_000_000, i64::MAX]);
    (part, days, time).prop_map(|(months, days, microseconds)| Interval { months, days, microseconds })
}

fn address() -> impl Strategy<Value = IpNet> {
    let v4 = (values::number([0, 1, u32::MAX]), 0..=32_u8)
        .prop_map(|(bits, prefix)| IpNet::new(IpAddr::V4(Ipv4Addr::from_bits(bits)), prefix).unwrap());
    let v6 = (values::number([0, 1, u128::MAX]), 0..=128_u8)
        .prop_map(|(bits, prefix)| IpNet::new(IpAddr::V6(Ipv6Addr::from_bits(bits)), prefix).unwrap());
    prop_oneof![v4, v6]
}

fn tone() -> impl Strategy<Value = Tone> {
    one_of(Tone::ALL.to_vec())
}

fn packed(lab: &Lab) -> impl Strategy<Value = Packed> + use<> {
    let singles = (span(), address(), address());
    let numbers = (
        list(values::number([i16::MIN, 0, i16::MAX])),
        list(values::number([i32::MIN, 0, i32::MAX])),
        list(values::number([i64::MIN, 0, i64::MAX])),
        list(any::<bool>()),
        list(values::real(lab)),
        list(values::double(lab)),
        list(values::decimal(28, 10)),
    );
    let texts = (list(values::text(5)), list(values::text(20)), list(values::bytes()), list(values::json()));
    let times = (
        list(values::date(lab)),
        list(values::time()),
        list(values::datetime(lab)),
        list(values::timestamp(lab)),
        list(span()),
    );
    let others = (
        list(any::<Uuid128>()),
        list(address()),
        list(address()),
        list(tone()),
        prop::option::of(list(values::text(5))),
    );
    (singles, numbers, texts, times, others).prop_map(|(singles, numbers, texts, times, others)| {
        let (span, address, network) = singles;
        let (smalls, numbers, bigs, flags, shorts, doubles, cents) = numbers;
        let (codes, words, blobs, data) = texts;
        let (days, hours, moments, instants, spans) = times;
        let (tokens, addresses, networks, tones, maybe) = others;
        Packed {
            id: None,
            span,
            address,
            network: network.trunc(),
            smalls,
            numbers,
            bigs,
            flags,
            shorts,
            doubles,
            cents,
            codes,
            words,
            blobs,
            days,
            hours,
            moments,
            instants,
            spans,
            tokens: tokens.into_iter().map(|Uuid128(token)| token).collect(),
            data,
            addresses,
            networks: networks.iter().map(IpNet::trunc).collect(),
            tones,
            maybe,
        }
    })
}

fn assert_same(found: &Packed, sent: &Packed, way: &str) {
    let sent = Packed { id: found.id, ..sent.clone() };
    let mut columns = Vec::new();
    found.changed(&sent, &mut columns);
    let names: Vec<&str> = columns.iter().map(|&column| Packed::info().table.columns[column].name).collect();
    assert!(names.is_empty(), "{way}, {names:?}: sent {sent:#?}, found {found:#?}");
}

fn assert_all(lab: &Lab, sent: &[Packed], way: &str) -> Result<()> {
    let mut found = Packed::all(lab.engine())?;
    found.sort_by_key(|row| row.id);
    assert_eq!(found.len(), sent.len(), "{way}");
    found.iter().zip(sent).for_each(|(found, sent)| assert_same(found, sent, way));
    Ok(())
}

#[test]
fn every_way_in_and_out_keeps_arrays_intervals_and_addresses() {
    on_postgresql(|lab| {
        for_many(lab, prop::collection::vec(packed(lab), 1..4), |sent| {
            let engine = lab.engine();
            let delete_all = || Packed::delete_many(Packed::all(engine)?.into_iter().map(|row| row.id)).execute(engine);
            delete_all()?;

            let mut session = lab.session();
            let handles = session.add_all(sent.clone());
            session.commit()?;
            session.refresh_all(&handles)?;
            for (&handle, sent) in handles.iter().zip(&sent) {
                assert_same(&session[handle], sent, "a flush");
                session[handle] = Packed { id: session[handle].id, ..sent.clone() };
            }
            assert!(session.flush_plan()?.is_empty(), "a value differs from what was read");
            let first = &sent[0];
            let conditions = [
                Packed::span.eq(first.span),
                Packed::address.in_([first.address]),
                Packed::network.eq(first.network),
                Packed::bigs.eq(first.bigs.clone()),
                Packed::words.eq(first.words.clone()),
                Packed::instants.eq(first.instants.clone()),
                Packed::tones.eq(first.tones.clone()),
            ];
            for (number, condition) in conditions.into_iter().enumerate() {
                let found = Packed::query().filter(condition).all(&mut session)?;
                assert!(found.contains(&handles[0]), "not found by condition {number}");
            }
            let read = select((Packed::words, Packed::maybe)).order_by(Packed::id).all(&mut session)?;
            assert_eq!(read[0], (first.words.clone(), first.maybe.clone()));

            for (&handle, sent) in handles.iter().zip(sent.iter().rev()) {
                session[handle] = Packed { id: session[handle].id, ..sent.clone() };
            }
            session.commit()?;
            drop(session);
            let reversed: Vec<Packed> = sent.iter().rev().cloned().collect();
            assert_all(lab, &reversed, "updates of a flush")?;

            let rows = Packed::all(engine)?;
            let back = rows.iter().map(|row| {
                let position = rows.iter().filter(|other| other.id < row.id).count();
                Packed { id: row.id, ..sent[position].clone() }
            });
            Packed::update_many(back).execute(engine)?;
            assert_all(lab, &sent, "update_many")?;
            delete_all()?;
            Packed::insert_many(&sent).execute(engine)?;
            assert_all(lab, &sent, "insert_many")?;
            delete_all()?;
            Packed::insert_many(&sent).copy(false).execute(engine)?;
            assert_all(lab, &sent, "insert_many without COPY")?;
            Packed::upsert(Packed::all(engine)?).execute(engine)?;
            assert_all(lab, &sent, "upsert")?;
            delete_all()?;
            for sent in &sent {
                assert_same(&sent.clone().insert(engine)?, sent, "insert");
            }
            assert_all(lab, &sent, "insert")
        });
        Ok(())
    });
}

#[test]
fn arrays_have_defaults_of_either_kind() {
    on_postgresql(|lab| {
        let tags = TagSet(["b", "a"].map(str::to_owned).into());
        let mut session = lab.session();
        let object = session.add(Defaulted::new().tag_set(tags.clone()).changes(["one"]));
        session.commit()?;
        session.refresh(object)?;
        let it = &session[object];
        assert_eq!(it.span, Interval::new(14, 3, 14_706_500_000));
        assert_eq!(it.address.to_string(), "192.168.0.1/32");
        assert_eq!((&it.tags[..], &it.empty[..]), (&["a".to_owned(), "it's".to_owned()][..], &[][..]));
        assert_eq!(it.stored_span, Some(Interval::new(-1, 0, 1)));
        assert_eq!(it.stored_address.unwrap().to_string(), "10.0.0.1/8");
        assert_eq!(it.stored_tags.as_ref().unwrap(), &["a", "it's", "back\\slash", "{}"]);
        assert_eq!(it.stored_days.as_ref().unwrap().len(), 1);
        assert_eq!(it.stored_tones.as_ref().unwrap(), &[Tone::ItsOdd]);
        assert_eq!(it.stored_empty.as_deref(), Some(&[][..]));
        assert_eq!(it.tag_set, Some(tags));
        session[object].name = Some("x".to_owned());
        session.commit()?;
        assert!(session[object].changes.is_empty(), "the update default");
        assert_eq!(lab.rows("SELECT tag_set::text, changes::text FROM defaulted"), ["{a,b}|{}"]);
        Ok(())
    });
}

/// What a `Vec` has no place for is an error that says so.
#[test]
fn what_a_vec_cannot_hold_is_told() {
    on_postgresql(|lab| {
        let refused = |column: &str, value: &str| {
            lab.run(&format!("INSERT INTO defaulted ({column}, tags, span, address, empty, changes) VALUES ({value})"));
            let error = Defaulted::all(lab.engine()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Data);
            lab.run("DELETE FROM defaulted");
            error.to_string()
        };
        let rest = "'{a}', '1 day', '::1', '{}', '{}'";
        let error = refused("stored_tags", &format!("ARRAY['a', NULL], {rest}"));
        assert!(error.contains("column \"stored_tags\" holds an array with NULL among its members"), "{error}");
        let error = refused("stored_tags", &format!("ARRAY[['a'], ['b']], {rest}"));
        assert!(error.contains("(_text) of several dimensions, and a Vec has one"), "{error}");
        let error = refused("stored_days", &format!("ARRAY['infinity'::date], {rest}"));
        assert!(error.contains("with a member that is out of the range"), "{error}");

        // An address with bits behind the prefix is no network.
        let object = Packed::new()
            .span(Interval::ZERO)
            .address(IpAddr::from([127, 0, 0, 1]))
            .network("10.0.0.1/8".parse::<IpNet>().unwrap());
        let object = object.smalls(Vec::new()).numbers([1]).bigs([1]).flags([true]).shorts([1.0]).doubles([1.0]);
        let object =
            object.cents([1]).codes(["too long"]).words(["a"]).blobs(Vec::new()).days(Vec::new()).hours(Vec::new());
        let object = object
            .moments(Vec::new())
            .instants(Vec::new())
            .spans(Vec::new())
            .tokens(Vec::new())
            .data(Vec::new())
            .addresses(Vec::new())
            .networks(Vec::new());
        let mut object = object.tones([Tone::Calm]).build();
        let error = object.clone().insert(lab.engine()).unwrap_err();
        assert!(error.to_string().contains("holds at most 5 characters"), "{error}");
        object.codes.clear();
        let error = object.clone().insert(lab.engine()).unwrap_err();
        assert!(error.to_string().contains("bits behind the prefix"), "{error}");
        object.network = object.network.trunc();
        object.words = vec!["a\0b".to_owned()];
        let error = Packed::insert_many([&object, &object]).copy(false).execute(lab.engine()).unwrap_err();
        assert!(error.to_string().contains("NUL"), "{error}");
        Ok(())
    });
}

#[test]
fn patches_take_them() {
    on_postgresql(|lab| {
        let mut session = lab.session();
        let row = session.add(Defaulted::new());
        session.commit()?;
        let span = Interval { months: -1, days: 2, microseconds: 3 };
        let patch = Patch::new()
            .set(Defaulted::tags, ["a", ""])
            .set(Defaulted::empty, vec![i32::MIN, 0])
            .set(Defaulted::stored_tones, Vec::new())
            .set(Defaulted::tag_set, None::<TagSet>)
            .set(Defaulted::span, span);
        session.apply(row, patch.clone())?;
        session.commit()?;
        lab.lines();
        session.apply(row, patch)?;
        let heard = lab.lines();
        assert!(!heard.iter().any(|line| line.starts_with("UPDATE")) && session.dirty().is_empty(), "{heard:?}");
        session.refresh(row)?;
        let found = &session[row];
        assert_eq!((&found.tags[..], &found.empty[..]), (&["a".to_owned(), String::new()][..], &[i32::MIN, 0][..]));
        assert_eq!((found.stored_tones.as_deref(), &found.tag_set, found.span), (Some(&[][..]), &None, span));

        // What PostgreSQL does not keep is refused by name, and nothing is changed.
        let error = session.apply(row, Patch::new().set(Defaulted::tags, ["\0"])).and_then(|()| session.flush());
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data, "{error}");
        assert!(error.to_string().contains("tags"), "{error}");
        session.rollback()
    });
}
