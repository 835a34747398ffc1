//! Views: models that are read alone.

use aludel::schema::{Kind, Table, TableColumn, TableDdl, ViewKind};
use aludel::{ErrorKind, Metadata, Result, Session, Tracked, jiff::Timestamp};
use aludel_suite::{
    Lab, everywhere,
    models::{self, BusyScribe, Ink, Scribe, ScribeTotal, Scroll, ScrollLine},
};

/// Two scribes, of whom one is busy.
fn scribes(lab: &Lab) -> Result<(Session, Tracked<Scribe>)> {
    let mut session = lab.session();
    let busy = Scribe::new().name("Ann").scrolls([Scroll::new().pages(4), Scroll::new().pages(9)]);
    let busy = session.add(busy);
    session.add(Scribe::new().name("Bee"));
    session.commit()?;
    ScribeTotal::refresh(lab.engine())?;
    lab.lines();
    Ok((session, busy))
}

#[test]
fn a_view_is_queried_and_got_as_any_model() {
    everywhere(|lab| {
        let (mut session, busy) = scribes(lab)?;
        let found = session.query::<BusyScribe>().filter(BusyScribe::written.gt(5)).order_by(BusyScribe::name).all()?;
        let [ann] = found[..] else { panic!("{found:?}") };
        assert_eq!((session[ann].name.as_str(), session[ann].written), ("Ann", 13));
        assert_eq!(session[ann].to_string(), "<BusyScribe(id=1)>");
        // One object of one key, as ever.
        assert_eq!(session.get::<BusyScribe>(session.key(busy)?)?, Some(ann));
        assert_eq!(session.get::<BusyScribe>(2)?, None);
        let totals = session.select((ScribeTotal::name, ScribeTotal::pages)).order_by(ScribeTotal::id).all()?;
        assert_eq!(totals, [("Ann".to_owned(), Some(13)), ("Bee".to_owned(), None)]);
        assert!(session.dirty().is_empty());
        session.commit()?;

        let one = ScribeTotal::find(lab.engine(), 2)?.map(|total| total.to_string());
        assert_eq!(one.as_deref(), Some("<ScribeTotal(id=2, name='Bee')>"));
        assert_eq!(BusyScribe::all(lab.engine())?.len(), 1);
        let pages = session.query::<BusyScribe>().join(BusyScribe::scrolls).filter(Scroll::pages.gt(4)).all()?;
        assert_eq!(pages.len(), 1);
        let alias = BusyScribe::alias("other");
        assert_eq!(session.select(alias.written).all()?, [13]);
        Ok(())
    });
}

#[test]
fn relationships_of_a_view_are_followed() {
    everywhere(|lab| {
        let (mut session, busy) = scribes(lab)?;
        let Some(ann) = session.get::<BusyScribe>(1)? else { panic!("no row") };
        assert_eq!(session.related(ann, BusyScribe::scribe)?, Some(busy));
        let scrolls = session.related(ann, BusyScribe::scrolls)?;
        let pages: Vec<i32> = scrolls.iter().map(|&scroll| session[scroll].pages).collect();
        assert_eq!(pages, [9, 4]);
        let Some(total) = session.related(ann, BusyScribe::total)? else { panic!("no total") };
        assert_eq!(session[total].pages, Some(13));

        let lines = session.query::<ScrollLine>().order_by(ScrollLine::id).all()?;
        session.related_all(&lines, ScrollLine::scroll)?;
        lab.lines();
        for &line in &lines {
            let Some(scroll) = session.related(line, ScrollLine::scroll)? else { panic!("no scroll") };
            assert_eq!(session[line].id, session.key(scroll)?);
            assert_eq!(session.related(line, ScrollLine::scribe)?, Some(busy));
        }
        assert_eq!(lab.lines(), [""; 0]);
        Ok(())
    });
}

/// What is written is seen when the view is read again: at once, or when PostgreSQL has been told to look.
#[test]
fn a_view_is_read_again_after_a_commit_and_a_materialized_one_after_a_refresh() {
    everywhere(|lab| {
        let (mut session, busy) = scribes(lab)?;
        let Some(ann) = session.get::<BusyScribe>(1)? else { panic!("no row") };
        let Some(line) = session.query::<ScrollLine>().order_by(ScrollLine::id).first()? else { panic!("no line") };
        assert_eq!(session[line].written, "2024-02-29T12:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!((session[line].scribe_name.as_str(), session[line].ink), ("Ann", None));
        let Some(scroll) = session.related(line, ScrollLine::scroll)? else { panic!("no scroll") };
        session[busy].name = "Anna".to_owned();
        session[scroll].ink = Some(Ink::Red);
        session.commit()?;
        session.refresh(line)?;
        assert_eq!((session[line].scribe_name.as_str(), session[line].ink), ("Anna", Some(Ink::Red)));
        session.refresh(ann)?;
        assert_eq!(session[ann].name, lab.either("Anna", "Ann"));
        session.commit()?;
        ScribeTotal::refresh(lab.engine())?;
        session.refresh(ann)?;
        assert_eq!(session[ann].name, "Anna");

        // A row that is gone is gone here, too.
        session.delete(busy);
        session.commit()?;
        assert_eq!(session.refresh(line).unwrap_err().kind(), ErrorKind::NoResultFound);
        assert_eq!(session.query::<ScrollLine>().all()?, []);
        Ok(())
    });
}

#[test]
fn views_are_made_last_and_dropped_first() {
    everywhere(|lab| {
        let names: Vec<&str> = models::metadata().tables.iter().map(|table| table.name).collect();
        let place = |name: &str| names.iter().position(|other| *other == name);
        assert!(place("scribe_totals") < place("busy_scribes") && place("scroll_lines") > place("scrolls"));
        let engine = lab.engine();
        engine.connect()?.execute("DROP VIEW busy_scribes", &[])?;
        lab.lines();
        models::metadata().create_all(engine)?;
        let made = |lines: Vec<String>| lines.iter().filter(|line| line.contains("CREATE ")).count();
        assert_eq!(made(lab.lines()), 1);
        models::metadata().create_all(engine)?;
        assert_eq!(made(lab.lines()), 0);
        assert_eq!(BusyScribe::all(engine)?, []);
        models::metadata().drop_all(engine)?;
        assert!(BusyScribe::all(engine).is_err());
        models::metadata().drop_all(engine)?;
        models::metadata().create_all(engine)?;
        assert_eq!(ScribeTotal::all(engine)?, []);
        Ok(())
    });
}

#[test]
fn a_query_without_a_column_of_the_view_is_told_when_it_is_made() {
    static WRONG: Table = Table::new("wrong_lines")
        .view(ViewKind::Plain)
        .columns(&[TableColumn::new("id", Kind::Integer), TableColumn::new("words", Kind::Text)])
        .primary_key(&[0])
        .sqlite(TableDdl::new("CREATE VIEW wrong_lines AS SELECT 1 AS id, 'a' AS word"))
        .postgresql(TableDdl::new("CREATE VIEW wrong_lines AS SELECT 1 AS id, 'a' AS word"));
    static METADATA: Metadata = Metadata::new(&[&WRONG]);
    everywhere(|lab| {
        let error = METADATA.create_all(lab.engine()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SchemaMismatch);
        assert!(error.to_string().contains("the query of view \"wrong_lines\" has no column words"), "{error}");
        // Nothing was made.
        let error = METADATA.create_all(lab.engine()).unwrap_err();
        assert!(error.to_string().contains("the query of view"), "{error}");
        Ok(())
    });
}
