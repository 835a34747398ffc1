//! What `tracing` hears.
#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use aludel::Engine;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

type Heard = BTreeMap<String, String>;

/// Keeps the events of `aludel::sql`.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Vec<Heard>>>);

struct Fields<'a>(&'a mut Heard);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "aludel::sql"
    }

    fn event(&self, event: &Event<'_>) {
        assert_eq!(*event.metadata().level(), Level::DEBUG);
        let mut heard = Heard::new();
        event.record(&mut Fields(&mut heard));
        self.0.lock().unwrap().push(heard);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[test]
fn each_statement_its_duration_and_its_rows_but_no_parameters() {
    let listener = Listener::default();
    tracing::subscriber::with_default(listener.clone(), || {
        let mut connection = Engine::new("sqlite://").unwrap().connect().unwrap();
        connection.execute("CREATE TABLE t (v TEXT UNIQUE)", &[]).unwrap();
        connection.execute("INSERT INTO t VALUES (?), (?)", &[&"hunter2", &"b"]).unwrap();
        connection.query("SELECT v FROM t", &[], |_| Ok(())).unwrap();
        connection.execute("INSERT INTO t VALUES (?)", &[&"hunter2"]).unwrap_err();
    });
    let heard = listener.0.lock().unwrap();
    let told = |index: usize, field: &str| heard[index].get(field).cloned().unwrap_or_default();
    assert_eq!(heard.len(), 4);
    assert_eq!(told(1, "statement"), "\"INSERT INTO t VALUES (?), (?)\"");
    assert_eq!((told(1, "rows"), told(2, "rows")), ("2".to_owned(), "2".to_owned()));
    assert!(told(2, "duration").ends_with('s'));
    assert_eq!(told(3, "error"), "Integrity");
    assert!(!format!("{heard:?}").contains("hunter2"));
}
