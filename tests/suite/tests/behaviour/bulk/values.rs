use aludel::{
    ErrorKind,
    jiff::{
        Timestamp,
        civil::{date, time},
    },
    rust_decimal::Decimal,
    serde_json::json,
    uuid::Uuid,
};
use aludel_suite::{
    Lab, everywhere,
    models::{Job, Mood, Sample, Select, Voucher},
};

/// Every column of every type, filled with what is awkward, and each of them empty once.
fn samples() -> Vec<Sample> {
    let full = |number: i64| Sample {
        small: Some(i16::MIN + number as i16),
        number: Some(i32::MAX - number as i32),
        big: Some(i64::MIN + number),
        flag: Some(number % 2 == 0),
        short: Some(-1.5e-30),
        double: Some(f64::MAX),
        price: Some(Decimal::new(-99_999_999 + number, 2)),
        code: Some("\u{1F980}é\t'".into()),
        words: Some(format!("{number} \\N \\. \n\r\t\"'; DROP TABLE samples; -- \u{202E}$1 ? {{}}")),
        bytes: Some((0..=255).collect()),
        day: Some(date(1, 1, 1)),
        hour: Some(time(23, 59, 59, 999_999_000)),
        moment: Some(date(9999, 12, 31).at(23, 59, 59, 1_000)),
        instant: Some("1969-12-31T23:59:59.999999Z".parse().unwrap()),
        token: Some(Uuid::from_u128(u128::MAX - number as u128)),
        data: Some(json!({ "a": [1, null, "\u{1F980}\\\"", { "b": 1.5 }], "number": number })),
        mood: Some(if number % 2 == 0 { Mood::Calm } else { Mood::ItsOdd }),
        ..Sample::new().build()
    };
    let mut all: Vec<Sample> = (0..40).map(full).collect();
    all.push(Sample::new().build());
    all.push(Sample { words: Some(String::new()), bytes: Some(Vec::new()), data: Some(json!(null)), ..full(1) });
    all.extend((0..17).map(|column| {
        let mut sample = full(2);
        match column {
            0 => sample.small = None,
            1 => sample.number = None,
            2 => sample.big = None,
            3 => sample.flag = None,
            4 => sample.short = None,
            5 => sample.double = None,
            6 => sample.price = None,
            7 => sample.code = None,
            8 => sample.words = None,
            9 => sample.bytes = None,
            10 => sample.day = None,
            11 => sample.hour = None,
            12 => sample.moment = None,
            13 => sample.instant = None,
            14 => sample.token = None,
            15 => sample.data = None,
            _ => sample.mood = None,
        }
        sample
    }));
    all
}

fn stored(lab: &Lab) -> aludel::Result<Vec<Sample>> {
    let mut stored = Sample::all(lab.engine())?;
    stored.sort_by_key(|sample| sample.id);
    Ok(stored)
}

fn numbered(samples: Vec<Sample>) -> Vec<Sample> {
    samples.into_iter().zip(1..).map(|(sample, id)| Sample { id: Some(id), ..sample }).collect()
}

#[test]
fn every_type_comes_back_as_it_went() {
    everywhere(|lab| {
        Sample::insert_many(samples()).execute(lab.engine())?;
        lab.assert_heard(&["BEGIN", lab.either("INSERT samples", "COPY samples"), "COMMIT"]);
        let all = numbered(samples());
        assert_eq!(stored(lab)?, all);

        // By lists, too: UPDATE, INSERT, upsert.
        let blank: Vec<Sample> = all.iter().map(|sample| Sample { id: sample.id, ..Sample::new().build() }).collect();
        Sample::update_many(&blank).execute(lab.engine())?;
        assert_eq!(stored(lab)?, blank);
        Sample::update_many(&all).execute(lab.engine())?;
        assert_eq!(stored(lab)?, all);
        Sample::delete_many(1..100).execute(lab.engine())?;
        assert_eq!(Sample::upsert(all.clone()).returning(lab.engine())?, all);
        Sample::upsert(&blank).execute(lab.engine())?;
        assert_eq!(stored(lab)?, blank);
        assert_eq!(Sample::upsert(&all).returning(lab.engine())?, all);
        Sample::delete_many(1..100).execute(lab.engine())?;
        Sample::insert_many(&all).copy(false).execute(lab.engine())?;
        assert_eq!(stored(lab)?, all);
        Ok(())
    });
}

#[test]
fn names_that_are_words_of_sql() {
    everywhere(|lab| {
        let rows = Select::insert_many((0..5).map(|n| Select::new().origin("x").order(n))).returning(lab.engine())?;
        Select::insert_many((5..9).map(|n| Select::new().origin("y").order(n))).execute(lab.engine())?;
        Select::update_many(&rows).set(Select::order).execute(lab.engine())?;
        Select::upsert(&rows).set((Select::origin, Select::order)).execute(lab.engine())?;
        assert_eq!(Select::delete_many([1, 2]).execute(lab.engine())?, 2);
        assert_eq!(lab.rows("SELECT count(*), sum(\"Order by; -- \\ %\") FROM \"select\""), ["7|35"]);
        Ok(())
    });
}

/// What only the driver knows that it does not fit is told by index and column, too, before its statement is sent.
#[test]
fn what_does_not_fit_is_refused_by_index_and_column() {
    everywhere(|lab| {
        let bad = |number: i32| {
            let sample = Sample::new().id(number + 1).words("fine").double(1.0).build();
            match (number == 7, lab.is_postgresql()) {
                (true, true) => Sample { words: Some("a\0b".into()), ..sample },
                (true, false) => Sample { double: Some(f64::NAN), ..sample },
                _ => sample,
            }
        };
        let field = lab.either("Sample.double", "Sample.words");
        let says = format!("the Sample at index 7 cannot be written: {field}: parameter ");
        let fine: Vec<Sample> = (0..10).map(|n| Sample { words: None, double: None, ..bad(n) }).collect();
        let attempts = [
            Sample::insert_many((0..10).map(bad)).execute(lab.engine()),
            Sample::insert_many((0..10).map(bad)).copy(false).execute(lab.engine()),
            Sample::upsert((0..10).map(bad)).execute(lab.engine()),
            Sample::insert_many(&fine)
                .execute(lab.engine())
                .and_then(|_| Sample::update_many((0..10).map(bad)).execute(lab.engine())),
        ];
        for attempt in attempts {
            let error = attempt.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Data, "{error}");
            assert!(error.to_string().starts_with(&says), "{error}");
        }
        assert_eq!(stored(lab)?, fine);
        Ok(())
    });
}

#[test]
fn secrets_are_not_printed() {
    everywhere(|lab| {
        let secret = Decimal::new(123_456, 2);
        let vouchers = (0..3).map(|n| Voucher::new().code(n.to_string()).pin(secret));
        Voucher::insert_many(vouchers).execute(lab.engine())?;
        let vouchers = Voucher::all(lab.engine())?;
        Voucher::update_many(&vouchers).execute(lab.engine())?;
        Voucher::upsert(&vouchers).execute(lab.engine())?;
        let long = Voucher { pin: Some(Decimal::new(123_456, 3)), ..vouchers[0].clone() };
        let error = Voucher::upsert([&long]).execute(lab.engine()).unwrap_err();
        assert!(error.to_string().contains("Voucher.pin has 2 digits after the point"), "{error}");
        let twice = Voucher::insert_many(&vouchers).execute(lab.engine()).unwrap_err();
        assert!(twice.is_unique_violation());
        let mut cause = format!("{twice} {error} {twice:?} {error:?}");
        let mut source = std::error::Error::source(&twice);
        while let Some(error) = source {
            cause.push_str(&format!(" {error} {error:?}"));
            source = error.source();
        }
        let printed = format!("{} {cause}", lab.lines().join("\n"));
        assert!(printed.contains("***") && !printed.contains("1234") && !printed.contains("123.456"), "{printed}");
        Ok(())
    });
}

#[test]
fn times_are_cut_to_microseconds() {
    everywhere(|lab| {
        let nanos: Timestamp = "2024-02-29T12:00:00.123456789Z".parse().unwrap();
        Job::insert_many((0..2).map(|_| Job::new().made(nanos))).execute(lab.engine())?;
        let micros: Timestamp = "2024-02-29T12:00:00.123456Z".parse().unwrap();
        assert!(Job::all(lab.engine())?.iter().all(|job| job.made == Some(micros)));
        Ok(())
    });
}
