//! Dates and times of chrono by every way into the databases and out of them.

use aludel::chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use aludel::{ErrorKind, Patch, assert_round_trips, case, func, select};
use aludel_suite::{
    everywhere,
    of_chrono::{self, Reading, ReadingHour},
    of_chrono_postgresql::{self, Calendar},
    on_postgresql,
    own_types::Opened,
};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + second, 250_000_000).unwrap()
}

fn reading(second: i64) -> of_chrono::NewReading<(aludel::Set, aludel::Set, aludel::Set, aludel::Set)> {
    let moment = at(second).naive_utc();
    Reading::new().day(moment.date()).hour(moment.time()).moment(moment).instant(at(second))
}

/// What no database keeps, and why.
fn unfit() -> [(DateTime<Utc>, &'static str); 3] {
    let day = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap();
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_000_000_000).unwrap();
    [
        (day.and_time(leap).and_utc(), "leap second"),
        (DateTime::<Utc>::MAX_UTC, "after 9999"),
        (DateTime::<Utc>::MIN_UTC, "-9999"),
    ]
}

#[test]
fn in_bulk() {
    everywhere(|lab| {
        of_chrono::metadata().create_all(lab.engine())?;
        let connection = &mut lab.engine().connect()?;
        let written = Reading::insert_many((0..700).map(reading)).returning(&mut *connection)?;
        assert_eq!(written.len(), 700);
        assert_eq!(Reading::insert_many((700..1400).map(reading)).execute(&mut *connection)?, 700);
        let mut found = Reading::all(&mut *connection)?;
        found.sort_by_key(|reading| reading.instant);
        assert!(found.iter().zip(0..).all(|(reading, second)| reading.instant == at(second)));
        assert!(found.iter().all(|reading| reading.moment.and_utc() == reading.instant));
        assert!(found.iter().all(|it| it.moment == NaiveDateTime::new(it.day, it.hour) && it.perhaps.is_none()));

        found.truncate(3);
        for it in &mut found {
            it.perhaps = Some(it.instant + TimeDelta::microseconds(1));
            it.day = it.day - Days::new(1);
        }
        Reading::update_many(&found).set((Reading::perhaps, Reading::day)).execute(&mut *connection)?;
        let again = Reading::find(&mut *connection, found[1].id)?.unwrap();
        assert_eq!((again.perhaps, again.day), (found[1].perhaps, found[1].day));

        let hours = (0..600).map(|second| ReadingHour::new().instant(at(second)).note(1).build());
        let hours: Vec<ReadingHour> = hours.collect();
        ReadingHour::insert_many(&hours).execute(&mut *connection)?;
        ReadingHour::upsert(hours.iter().take(2).map(|hour| ReadingHour { note: Some(2), ..hour.clone() }))
            .execute(&mut *connection)?;
        ReadingHour::delete_many(hours.iter().skip(2).map(|hour| hour.instant)).execute(&mut *connection)?;
        assert_eq!(ReadingHour::all(&mut *connection)?.len(), 2);
        for (instant, why) in unfit() {
            let hour = || ReadingHour::new().instant(instant).build();
            let refused = [
                ReadingHour::insert_many([hour()]).execute(&mut *connection).unwrap_err(),
                ReadingHour::insert_many(hours.iter().cloned().chain([hour()])).execute(&mut *connection).unwrap_err(),
                ReadingHour::upsert([hour()]).execute(&mut *connection).unwrap_err(),
                ReadingHour::update_many([hour()]).execute(&mut *connection).unwrap_err(),
                ReadingHour::delete_many([instant]).execute(&mut *connection).unwrap_err(),
                ReadingHour::find(&mut *connection, instant).unwrap_err(),
                hour().insert(&mut *connection).unwrap_err(),
            ];
            for (number, error) in refused.iter().enumerate() {
                assert_eq!(error.kind(), ErrorKind::Data, "{number}: {error}");
                assert!(error.to_string().contains(why), "{number}: {error}");
            }
        }
        assert_eq!(ReadingHour::all(&mut *connection)?.len(), 2);
        lab.lines();
        Ok(())
    });
}

#[test]
fn in_queries_patches_and_cursors() {
    everywhere(|lab| {
        of_chrono::metadata().create_all(lab.engine())?;
        let mut session = lab.session();
        let all = session.add_all((0..5).map(reading));
        session.commit()?;
        let after = |session: &mut aludel::Session| session.query::<Reading>().filter(Reading::instant.gt(at(2))).all();
        assert_eq!(after(&mut session)?, all[3..]);
        // The database's clock, whose type is jiff's, beside a column of chrono's.
        assert_eq!(session.query::<Reading>().filter(Reading::instant.lt(func::now())).all()?, all);
        assert_eq!(session.query::<Reading>().filter(Reading::day.lt(func::current_date())).count()?, 5);
        assert_eq!(session.query::<Reading>().filter(func::now().gt(Reading::instant)).count()?, 5);
        let between = Reading::instant.between(at(1), at(2)) & Reading::hour.gt(NaiveTime::MIN);
        assert_eq!(session.query::<Reading>().filter(between).all()?, all[1..3]);
        let (first, last, days) = session
            .select((func::min(Reading::instant), func::max(Reading::moment), func::count(Reading::day)))
            .one()?;
        assert_eq!((first, last, days), (Some(at(0)), Some(at(4).naive_utc()), 5));

        let query = session.query::<Reading>().order_by((Reading::instant.desc(), Reading::id));
        let page = query.keyset(2, None)?;
        assert_eq!(page.rows, [all[4], all[3]]);
        let cursor = page.next.unwrap().to_string().parse()?;
        let query = session.query::<Reading>().order_by((Reading::instant.desc(), Reading::id));
        assert_eq!(query.keyset(2, Some(&cursor))?.rows, [all[2], all[1]]);

        session.apply(all[0], Patch::new().set(Reading::perhaps, at(9)).set(Reading::hour, NaiveTime::MIN))?;
        session.set(all[1], Reading::perhaps, None::<DateTime<Utc>>)?;
        session.commit()?;
        session.refresh(all[0])?;
        assert_eq!((session[all[0]].perhaps, session[all[0]].hour), (Some(at(9)), NaiveTime::MIN));
        let shown = aludel::repr(&session[all[0]].perhaps).to_string();
        assert_eq!(shown, "2023-11-14T22:13:29.25Z");
        let either = case::<DateTime<Utc>>().when(Reading::perhaps.is_null(), func::now()).otherwise(Reading::instant);
        assert_eq!(session.select(either).all()?.len(), 5);
        let update = aludel::update::<Reading>().filter(Reading::perhaps.is_not_null());
        assert_eq!(update.set(Reading::perhaps, at(8)).execute(&mut session)?, 1);
        session.commit()?;

        for (instant, why) in unfit() {
            let errors = [
                session.query::<Reading>().filter(Reading::instant.eq(instant)).all().unwrap_err(),
                session.query::<Reading>().filter(Reading::instant.in_([at(0), instant])).all().unwrap_err(),
                session.get::<ReadingHour>(instant).unwrap_err(),
                session.merge(ReadingHour::new().instant(instant)).and_then(|_| session.flush()).unwrap_err(),
            ];
            session.rollback()?;
            let refused = session.apply(all[0], Patch::new().set(Reading::perhaps, instant)).unwrap_err();
            assert!(refused.to_string().contains("Reading.perhaps") && refused.to_string().contains(why), "{refused}");
            for (number, error) in errors.iter().enumerate() {
                assert_eq!(error.kind(), ErrorKind::Data, "{number}: {error}");
                assert!(error.to_string().contains(why), "{number}: {error}");
            }
        }
        lab.lines();
        Ok(())
    });
}

/// The databases keep microseconds.
#[test]
fn nanoseconds_are_cut_off_once_and_for_all() {
    everywhere(|lab| {
        of_chrono::metadata().create_all(lab.engine())?;
        let mut session = lab.session();
        let fine = DateTime::from_timestamp(-1, 999_999_999).unwrap();
        let object = session.add(reading(0).instant(fine).hour(fine.time()));
        session.commit()?;
        assert_eq!(session.query::<Reading>().filter(Reading::instant.eq(fine)).count()?, 1);
        session.refresh(object)?;
        let kept = session[object].instant;
        assert!((kept - fine).abs() < TimeDelta::microseconds(1), "{kept}");
        session[object].instant = fine;
        session.commit()?;
        session.refresh(object)?;
        assert_eq!(session[object].instant, kept);
        lab.lines();
        Ok(())
    });
}

#[test]
fn in_arrays_own_types_and_server_defaults() {
    on_postgresql(|lab| {
        of_chrono_postgresql::metadata().create_all(lab.engine())?;
        assert_round_trips([Opened(at(0)), Opened(DateTime::UNIX_EPOCH)]);
        let mut session = lab.session();
        let days = [NaiveDate::from_ymd_opt(-4712, 1, 1).unwrap(), NaiveDate::from_ymd_opt(9999, 12, 31).unwrap()];
        let full = Calendar::new().days(days).hours([NaiveTime::MIN]).instants([at(0), at(1)]).opened(Opened(at(2)));
        let [full, empty] = [session.add(full), session.add(Calendar::new())];
        session.commit()?;
        session.refresh_all(&[full, empty])?;
        let row = &session[full];
        assert_eq!((&row.days[..], &row.hours[..]), (&days[..], &[NaiveTime::MIN][..]));
        assert_eq!((row.instants.as_deref(), row.opened), (Some(&[at(0), at(1)][..]), Some(Opened(at(2)))));
        assert_eq!(row.month, Some(11));
        let row = &session[empty];
        assert_eq!(row.days, [NaiveDate::from_ymd_opt(2026, 1, 31).unwrap()]);
        assert_eq!(row.moments.as_ref().unwrap()[0].to_string(), "2026-01-31 23:59:59");
        assert!((Utc::now().date_naive() - row.day.unwrap()).num_days().abs() <= 1 && row.hours.is_empty());

        let found = session.query::<Calendar>().filter(Calendar::days.contains(days)).all()?;
        assert_eq!(found, [full]);
        assert_eq!(session.query::<Calendar>().filter(Calendar::opened.eq(Opened(at(2)))).all()?, [full]);
        let many = (0..600).map(|second| Calendar::new().days([at(second).date_naive()]).instants([at(second)]));
        assert_eq!(Calendar::insert_many(many).execute(&mut session)?, 600);
        let stored = session.select(Calendar::instants).filter(Calendar::instants.is_not_null()).all()?;
        assert_eq!(stored.len(), 601);

        session.add(Calendar::new().days([NaiveDate::MAX]));
        let error = session.flush().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data);
        assert!(error.to_string().contains("after 9999"), "{error}");
        session.rollback()?;
        let counted = select(func::count(Calendar::id)).one(&mut session)?;
        assert_eq!(counted, 2);
        lab.lines();
        Ok(())
    });
}
