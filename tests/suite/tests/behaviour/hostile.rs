//! Values and names that would be SQL if they were let: they arrive unharmed, or are refused.

use aludel::{ErrorKind, rust_decimal::Decimal, serde_json::json};
use aludel_suite::{
    everywhere,
    models::{Country, Document, Mood, Sample, Select, User},
};

const HOSTILE: [&str; 9] = [
    "'; DROP TABLE samples; --",
    "\"); DELETE FROM samples; /*",
    "it''s \\' \\\\ \\",
    "$1 ? :name @x %s {0}",
    "-- comment\n/* other */",
    "\u{1F980}\u{10FFFF} e\u{301} \u{202E}txet",
    "a\r\n\tb\u{7f}\u{1b}[31m",
    "E'\\x00' U&'\\0061' $$x$$",
    "%_/\\",
];

#[test]
fn values_arrive_unharmed() {
    everywhere(|lab| {
        let mut session = lab.session();
        for text in HOSTILE {
            session.add(Sample::new().words(text).bytes(text.as_bytes()).data(json!({ text: [text] })));
        }
        // Each kind of statement binds them: INSERT, the query's every operator, UPDATE, the guard, DELETE.
        session.commit()?;
        for (text, id) in HOSTILE.into_iter().zip(1..) {
            let found = session.query::<Sample>().filter_by(Sample::words, text).one()?;
            assert_eq!(session[found].id, Some(id));
            assert_eq!(session[found].bytes.as_deref(), Some(text.as_bytes()));
            assert_eq!(session[found].data, Some(json!({ text: [text] })));
            assert_eq!(session.query::<Sample>().filter(Sample::words.in_([text])).one()?, found);
            assert_eq!(session.query::<Sample>().filter(Sample::words.contains(text)).one()?, found);
            assert_eq!(session.query::<Sample>().filter(Sample::words.startswith(text)).all()?, [found]);
            assert_eq!(session.query::<Sample>().filter(Sample::bytes.eq(text.as_bytes())).all()?, [found]);
        }
        session.commit()?;
        let samples = session.query::<Sample>().order_by(Sample::id).all()?;
        session.commit()?;
        for (&sample, text) in samples.iter().zip(HOSTILE) {
            session[sample].words = Some(format!("{text}{text}"));
        }
        session.commit()?;
        for text in HOSTILE {
            assert_eq!(session.query::<Sample>().filter_by(Sample::words, format!("{text}{text}")).count()?, 1);
        }
        assert_eq!(session.query::<Sample>().count()?, HOSTILE.len() as i64);
        Ok(())
    });
}

#[test]
fn keys_arrive_unharmed() {
    everywhere(|lab| {
        let mut session = lab.session();
        let keys = ["';", "--", "\u{1F980}\"", "\\'"];
        session.add_all(keys.map(|code| Country::new().code(code).name("x")));
        session.commit()?;
        session.close()?;
        for key in keys {
            let country = session.get::<Country>(key)?.unwrap();
            assert_eq!(session[country].code, key);
            assert_eq!(session.related(country, Country::cities)?, []);
            session.delete(country);
        }
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM countries"), ["0"]);
        Ok(())
    });
}

#[test]
fn a_nul_in_text_arrives_or_is_refused() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Sample::new().words("a\0b"));
        match session.commit() {
            Ok(()) => {
                let sample = session.query::<Sample>().filter_by(Sample::words, "a\0b").one()?;
                assert_eq!(session[sample].words.as_deref(), Some("a\0b"));
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Data, "{error:?}");
                session.rollback()?;
                let error = session.query::<Sample>().filter_by(Sample::words, "a\0b").all().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Data, "{error:?}");
                session.rollback()?;
            }
        }
        let bytes = session.add(Sample::new().bytes(vec![0, 1, 0]));
        session.commit()?;
        session.refresh(bytes)?;
        assert_eq!(session[bytes].bytes.as_deref(), Some([0, 1, 0].as_slice()));
        Ok(())
    });
}

#[test]
fn names_that_are_words_of_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        let a = session.add(Select::new().origin("x").order(3));
        let b = session.add(Select::new().origin("y"));
        session.commit()?;
        session[a].order = Some(4);
        session[b].origin = "z".into();
        session.commit()?;
        let found = session.query::<Select>().filter(Select::order.eq(4)).order_by(Select::order.desc()).one()?;
        assert_eq!(found, a);
        let alias = Select::alias("from");
        let rows = session.select((alias.origin, alias.order)).filter(alias.order.is_null()).all()?;
        assert_eq!(rows, [("z".to_owned(), None)]);
        let quoted = Select::alias("it's \"quoted\"; --");
        assert_eq!(session.select(quoted.origin).order_by(quoted.id).all()?, ["x", "z"]);
        session.delete(a);
        session.commit()?;
        assert_eq!(lab.rows("SELECT \"from\", \"Order by; -- \\ %\" FROM \"select\""), ["z|NULL"]);
        Ok(())
    });
}

#[test]
fn enums_with_quotes_in_their_values() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add_all(Mood::ALL.iter().map(|&mood| Sample::new().mood(mood)));
        session.commit()?;
        let odd = Mood::ALL[1];
        assert_eq!(odd.as_str(), "it's \"odd\"");
        let found = session.query::<Sample>().filter(Sample::mood.eq(odd)).one()?;
        assert_eq!(session[found].mood, Some(odd));
        assert_eq!(session.query::<Sample>().filter(Sample::mood.in_(Mood::ALL.to_vec())).count()?, 2);
        Ok(())
    });
}

#[test]
fn lengths_are_counted_in_characters_and_checked_before_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        let sample = session.add(Sample::new().code("\u{1F980}\u{1F980}\u{1F980}\u{1F980}\u{1F980}"));
        session.commit()?;
        lab.lines();
        session[sample].code = Some("abcdef".into());
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data);
        assert!(error.to_string().contains("Sample.code holds at most 5 characters, and the value has 6"), "{error}");
        lab.assert_heard(&[]);
        session[sample].code = Some("abcde".into());
        session.flush()?;
        session.add(Document::new().title("x".repeat(21)));
        lab.lines();
        assert_eq!(session.flush().unwrap_err().kind(), ErrorKind::Data);
        lab.assert_heard(&[]);
        session.rollback()
    });
}

#[test]
fn precision_and_scale_are_checked_before_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        let price = |text: &str| Sample::new().price(text.parse::<Decimal>().unwrap());
        for (text, says) in [
            ("1000000", "Sample.price has 6 digits before the point, and 1000000 has more"),
            ("-1000000.00", "has 6 digits before the point"),
            ("0.001", "has 2 digits after the point, and 0.001 has 3"),
        ] {
            let sample = session.add(price(text));
            let error = session.flush().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Data);
            assert!(error.to_string().contains(says), "{error}");
            session.delete(sample);
        }
        lab.assert_heard(&[]);
        session.add_all(["999999.99", "-999999.99", "0.010000", "-0", "7"].map(price));
        session.commit()?;
        let sums = session.select(Sample::price).order_by(Sample::price).all()?;
        let sums: Vec<String> = sums.into_iter().map(|price| price.unwrap().normalize().to_string()).collect();
        assert_eq!(sums, ["-999999.99", "0", "0.01", "7", "999999.99"]);
        Ok(())
    });
}

#[test]
fn floats_that_a_database_cannot_hold_are_refused() {
    everywhere(|lab| {
        let mut session = lab.session();
        let sample = session.add(Sample::new().double(f64::INFINITY));
        session.commit()?;
        session.refresh(sample)?;
        assert_eq!(session[sample].double, Some(f64::INFINITY));
        session[sample].double = Some(f64::NAN);
        match session.commit() {
            Ok(()) => {
                session.refresh(sample)?;
                assert!(session[sample].double.unwrap().is_nan());
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Data, "never NULL in its place: {error:?}");
                session.rollback()?;
            }
        }
        Ok(())
    });
}

#[test]
fn what_would_be_sql_stays_in_its_quotes_in_echo() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(User::new().name("a\nSELECT 1; --'").fullname("x").password("x"));
        session.flush()?;
        let lines = lab.lines();
        assert!(lines.iter().all(|line| !line.contains('\n')), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains(r"'a\nSELECT 1; --\''")), "{lines:?}");
        Ok(())
    });
}
