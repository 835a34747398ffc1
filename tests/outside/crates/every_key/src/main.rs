//! A row of each model, written, read, changed and deleted on the database of the URL.
#![deny(warnings)]

use std::collections::BTreeSet;
use std::fmt::Debug;

use aludel::{Engine, Result, Session, Tracked, Writable};
use every_key::models::{self, Crowd, LabelledTool, Letter, Manual, Manufacturer, Place, Purchase, Quality, Tool, Word};
use every_key::{Email, postgresql};

/// The models whose rows were written, read, changed and deleted.
struct Seen(BTreeSet<&'static str>);

impl Seen {
    /// The object as the database has it is the one that was written; then a change is written and read.
    fn change<M>(&mut self, session: &mut Session, object: Tracked<M>, change: impl Fn(&mut M)) -> Result<()>
    where
        M: Writable + Clone + PartialEq + Debug,
    {
        session.commit()?;
        let written = session[object].clone();
        session.refresh(object)?;
        assert_eq!(session[object], written);
        change(&mut session[object]);
        session.commit()?;
        let changed = session[object].clone();
        assert_ne!(changed, written);
        session.refresh(object)?;
        assert_eq!(session[object], changed);
        self.0.insert(M::info().table.name);
        Ok(())
    }
}

fn main() -> Result<()> {
    let url = std::env::args().nth(1).expect("the URL of a database");
    let engine = Engine::new(&url)?;
    let mut seen = Seen(BTreeSet::new());
    models::metadata().create_all(&engine)?;
    let mut session = Session::new(&engine);
    both(&engine, &mut session, &mut seen)?;
    if url.starts_with("postgresql") {
        postgresql::metadata().create_all(&engine)?;
        rolling(&mut session, &mut seen)?;
        session.commit()?;
        postgresql::metadata().drop_all(&engine)?;
    }
    session.commit()?;
    models::metadata().drop_all(&engine)?;
    let tables: Vec<&str> = seen.0.into_iter().collect();
    println!("{}", tables.join(" "));
    Ok(())
}

/// The models of both databases.
fn both(engine: &Engine, session: &mut Session, seen: &mut Seen) -> Result<()> {
    let place = session.add(Place::new().hall("north").shelf(3));
    let maker = session.add(Manufacturer::new().name(" Ann "));
    let word = session.add(Word::new().spelling("old"));
    let tool = Tool::new().label("Hammer").colour("red").serial("H-1").weight(1.5);
    let tool = session.add(tool.owner_email(Email("ann@example.com".into())).secret("x").maker(maker).place(place));
    session.append(tool, Tool::words, word)?;
    let manual = session.add(Manual::new().pages(12).tool(tool));
    let letter = session.add(Letter::new().maker(maker));
    let purchase = session.add(Purchase::new().maker(maker));

    session.commit()?;
    assert_eq!(session[maker].name, "Ann");
    session.refresh(tool)?;
    let read = &session[tool];
    assert_eq!((read.total, read.code.as_deref(), read.state.as_deref()), (Some(read.price), Some("T1"), Some("whole")));
    assert_eq!((read.grade, read.sum, read.revision, read.hall.as_deref()), (Quality::Best, Some(2), 1, Some("north")));
    seen.change(session, place, |place| place.lamp_count += 1)?;
    seen.change(session, maker, |maker| maker.name.push_str(" Bee"))?;
    assert_eq!(session[maker].name, "Ann Bee!");
    seen.change(session, tool, |tool| tool.colour.push('!'))?;
    seen.change(session, manual, |manual| manual.pages += 1)?;
    seen.change(session, letter, |letter| letter.came = models::Channel::ByHand)?;
    seen.change(session, purchase, |purchase| purchase.maker_id = None)?;
    seen.change(session, word, |word| word.spelling.push('!'))?;
    read_alone(engine, session)?;

    session.delete(letter);
    session.delete(purchase);
    session.delete(manual);
    session.flush()?;
    session.delete(maker); // and the tool with it
    session.flush()?;
    session.delete(place);
    session.delete(word);
    session.commit()?;
    assert_eq!(session.query::<Tool>().all()?, []);
    assert_eq!(session.query::<Place>().all()?, []);
    Ok(())
}

/// The views of both databases.
fn read_alone(engine: &Engine, session: &mut Session) -> Result<()> {
    session.commit()?;
    Crowd::refresh(engine)?;
    let crowds = session.query::<Crowd>().all()?;
    let [crowd] = crowds[..] else { panic!("{crowds:?}") };
    let read = &session[crowd];
    assert_eq!((read.tools, read.grade, read.label.as_deref()), (1, Some(Quality::Best), Some("Hammer")));
    assert_eq!((&read.owner_email, read.hall.as_str()), (&Some(Email("ann@example.com".into())), "north"));
    let labelled = session.query::<LabelledTool>().one()?;
    let tool = session.related_all(&[labelled], LabelledTool::tool)?[0].expect("the tool");
    let handbook = session.related(labelled, LabelledTool::handbook)?.expect("its manual");
    assert_eq!(session[handbook].tool_id, session[tool].id);
    assert_eq!(session.related(labelled, LabelledTool::twins)?, []);
    assert_eq!(models::metadata().x("model.Place"), Some(r#"{"icon":"shelf.svg"}"#));
    Ok(())
}

/// The models of PostgreSQL alone.
fn rolling(session: &mut Session, seen: &mut Seen) -> Result<()> {
    use postgresql::{Shade, Tour, Trip, Wagon};
    let papers = aludel::serde_json::json!({ "owner": "Ann" });
    let wagon = session.add(Wagon::new().name("first").first_seat(1).last_seat(40).papers(papers));
    let trip = session.add(Trip::new().goal("the sea"));
    session.append(wagon, Wagon::trips, trip)?;
    session.commit()?;
    session.refresh(wagon)?;
    assert_eq!(session[wagon].plate, Some(100));
    seen.change(session, wagon, |wagon| wagon.shade = Shade::Light)?;
    seen.change(session, trip, |trip| trip.goal.push('!'))?;
    assert_eq!(session.query::<Tour>().all()?.len(), 1);
    session.delete(wagon);
    session.delete(trip);
    session.commit()?;
    assert_eq!(session.query::<Wagon>().all()?, []);
    Ok(())
}
