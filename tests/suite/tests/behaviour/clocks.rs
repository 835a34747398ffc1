//! Dates and times with the types of chrono and of time: at the ends of what the databases keep they come back as they
//! went, and what lies beyond is refused.

use aludel::jiff::{Timestamp, civil};
use aludel::{ErrorKind, chrono, func, time};
use aludel_suite::{Lab, everywhere, of_chrono, of_time};

/// SQLite's text begins with the year 0, PostgreSQL's calendar in 4714 BC.
fn first(lab: &Lab) -> civil::DateTime {
    lab.either(civil::date(0, 1, 1), civil::date(-4713, 11, 24)).at(0, 0, 0, 0)
}

/// As Unix microseconds: the first, some around 1970, and jiff's last whole second.
fn instants(lab: &Lab) -> [i64; 5] {
    let first: Timestamp = lab.either("0000-01-01T00:00:00Z", "-004713-11-24T00:00:00Z").parse().unwrap();
    [first.as_microsecond(), -1, 0, 1, Timestamp::MAX.as_microsecond() - 1_000_000]
}

macro_rules! round_trip {
    ($test:ident, $models:ident, $instant:expr, $clock:expr) => {
        #[test]
        fn $test() {
            use $models::{Reading, ReadingDay, ReadingHour};

            everywhere(|lab| {
                let engine = lab.engine();
                $models::metadata().create_all(engine)?;
                let last = civil::DateTime::MAX;
                let end_of_day = civil::time(23, 59, 59, 999_999_000);
                let moments = [first(lab), civil::DateTime::ZERO, civil::date(1970, 1, 1).at(0, 0, 0, 1000), last];
                for moment in moments {
                    for micros in instants(lab) {
                        let time = if moment == last { end_of_day } else { moment.time() };
                        let moment = moment.date().to_datetime(time);
                        let (day, hour, moment) = $clock(moment);
                        let instant = $instant(micros);
                        let mut session = lab.session();
                        let sent = Reading::new().day(day).hour(hour).moment(moment).instant(instant).perhaps(instant);
                        let object = session.add(sent);
                        session.commit()?;
                        session.refresh(object)?;
                        let found = &session[object];
                        assert_eq!((found.day, found.hour, found.moment), (day, hour, moment));
                        assert_eq!((found.instant, found.perhaps), (instant, Some(instant)));
                        let written = found.clone();
                        let query =
                            session.query::<Reading>().filter(Reading::day.eq(day)).filter(Reading::moment.eq(moment));
                        let query = query.filter(Reading::instant.eq(instant)).filter(Reading::hour.in_([hour]));
                        assert_eq!(query.all()?, [object]);
                        assert!(session.flush_plan()?.is_empty(), "read as it was written");
                        session[object].perhaps = None;
                        session.commit()?;
                        session.refresh(object)?;
                        let changed = &session[object];
                        assert_eq!(changed.perhaps, None);
                        assert!(changed.version > written.version && changed.changed >= written.changed);
                        session.delete(object);

                        let composite = session.add(ReadingDay::new().day(day).instant(instant));
                        let single = session.add(ReadingHour::new().instant(instant));
                        session.commit()?;
                        assert_eq!(session.get::<ReadingDay>((day, instant))?, Some(composite));
                        assert_eq!(session.get::<ReadingHour>(instant)?, Some(single));
                        session.delete(composite);
                        session.delete(single);
                        session.commit()?;
                    }
                }
                lab.lines();
                $models::metadata().drop_all(engine)
            });
        }
    };
}

round_trip!(
    chronos_types_come_back_as_they_went,
    of_chrono,
    |micros| chrono::DateTime::from_timestamp_micros(micros).unwrap(),
    |moment: civil::DateTime| {
        let time: chrono::NaiveDateTime = aludel::defaults::from_jiff(moment);
        (time.date(), time.time(), time)
    }
);

round_trip!(
    times_types_come_back_as_they_went,
    of_time,
    |micros: i64| time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).unwrap(),
    |moment: civil::DateTime| {
        let time: time::PrimitiveDateTime = aludel::defaults::from_jiff(moment);
        (time.date(), time.time(), time)
    }
);

#[test]
fn defaults_are_of_the_library() {
    let ours = of_chrono::Reading::new();
    let reading = ours
        .day(chrono::NaiveDate::MIN)
        .hour(chrono::NaiveTime::MIN)
        .moment(chrono::NaiveDateTime::MIN)
        .instant(chrono::DateTime::UNIX_EPOCH)
        .build();
    assert_eq!(reading.first_day.to_string(), "2026-01-31");
    assert_eq!(reading.first_hour.to_string(), "23:59:59.500");
    assert_eq!(reading.first_moment.to_string(), "2026-01-31 23:59:59");
    assert_eq!(reading.first_instant.timestamp_millis(), -1_750);
    let now = chrono::Utc::now();
    assert!((now - reading.made).num_seconds().abs() < 60 && reading.today >= reading.made.date_naive());
}

#[test]
fn what_no_database_keeps_is_refused() {
    everywhere(|lab| {
        of_chrono::metadata().create_all(lab.engine())?;
        let leap = chrono::NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
        let day = chrono::NaiveDate::from_ymd_opt(2016, 12, 31).unwrap();
        let moment = day.and_time(chrono::NaiveTime::MIN);
        let sound = || of_chrono::Reading::new().day(day).hour(moment.time()).moment(moment).instant(moment.and_utc());
        let refused = [
            (sound().hour(leap), "leap second"),
            (sound().instant(day.and_time(leap).and_utc()), "leap second"),
            (sound().day(chrono::NaiveDate::MAX), "after 9999"),
            (sound().instant(chrono::DateTime::<chrono::Utc>::MAX_UTC), "after 9999"),
        ];
        for (reading, why) in refused {
            let mut session = lab.session();
            session.add(reading);
            let error = session.flush().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Data, "{error}");
            assert!(error.to_string().contains(why), "{error}");
        }
        lab.lines();
        of_chrono::metadata().drop_all(lab.engine())
    });
}

#[test]
fn functions_of_times_take_them() {
    everywhere(|lab| {
        use of_time::Reading;
        of_time::metadata().create_all(lab.engine())?;
        let moment = time::Date::from_calendar_date(2024, time::Month::February, 29).unwrap().midnight();
        let instant = moment.assume_offset(time::UtcOffset::from_hms(-2, 0, 0).unwrap());
        let mut session = lab.session();
        let object = session.add(Reading::new().day(moment.date()).hour(moment.time()).moment(moment).instant(instant));
        session.commit()?;
        session.refresh(object)?;
        assert_eq!((session[object].instant, session[object].instant.hour()), (instant, 2), "in UTC");
        let parts =
            (func::year(Reading::day), func::hour(Reading::instant), func::date_trunc(func::Unit::Year, Reading::day));
        let new_year = time::Date::from_ordinal_date(2024, 1).unwrap();
        assert_eq!(session.select(parts).one()?, (2024, 2, new_year));
        let days = func::days_between(Reading::day, new_year);
        assert_eq!(session.select(days).one()?, -59);
        let now = func::now().cast::<time::OffsetDateTime>();
        assert_eq!(session.query::<Reading>().filter(Reading::instant.lt(now)).all()?, [object]);
        lab.lines();
        drop(session);
        of_time::metadata().drop_all(lab.engine())
    });
}
