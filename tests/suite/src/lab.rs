//! A database, an engine whose statements are heard, and a second way to look at the rows.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use aludel::{Dialect, Engine, EngineBuilder, Result, Session, ValueRef};
use aludel_test_support::{Database, databases};

use crate::{models, postgresql, summary};

/// A fresh database with the suite's tables, and an engine for it.
#[derive(Debug)]
pub struct Lab {
    database: Database,
    engine: Engine,
    heard: Arc<Mutex<Vec<String>>>,
    /// Looks at rows past the engine that is tested; SQLite in memory has one connection only.
    beside: Option<Engine>,
}

/// Runs a test on each kind of database; a failure says on which.
///
/// # Panics
/// Where the test fails.
pub fn everywhere(test: impl Fn(&Lab) -> Result<()>) {
    databases().into_iter().for_each(|database| run(database, &test));
}

/// Runs a test where two connections can be in use: on SQLite in a file and on PostgreSQL.
///
/// # Panics
/// Where the test fails.
pub fn where_two_can_connect(test: impl Fn(&Lab) -> Result<()>) {
    let several = |database: &Database| !database.url().contains(":memory:");
    databases().into_iter().filter(several).for_each(|database| run(database, &test));
}

/// Runs a test on PostgreSQL, with the tables that only PostgreSQL takes beside the others.
///
/// # Panics
/// Where the test fails.
pub fn on_postgresql(test: impl Fn(&Lab) -> Result<()>) {
    let with_tables = |lab: &Lab| {
        postgresql::metadata().create_all(lab.engine())?;
        lab.lines();
        test(lab)
    };
    let is_postgresql = |database: &Database| database.url().starts_with("postgresql");
    databases().into_iter().filter(is_postgresql).for_each(|database| run(database, &with_tables));
}

fn run(database: Database, test: &impl Fn(&Lab) -> Result<()>) {
    let name = database.name();
    let lab = Lab::new(database);
    match catch_unwind(AssertUnwindSafe(|| test(&lab))) {
        Ok(Ok(())) => {}
        Ok(Err(error)) => panic!("on {name}: {error:?}; heard last: {:#?}", lab.lines()),
        Err(failure) => {
            eprintln!("this was {name}; heard last: {:#?}", lab.lines());
            resume_unwind(failure);
        }
    }
}

impl Lab {
    fn new(database: Database) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let engine = listening(Engine::builder(database.url()), &heard).build().unwrap();
        models::metadata().create_all(&engine).unwrap();
        let memory = database.url().contains(":memory:");
        let beside = (!memory).then(|| Engine::new(database.url()).unwrap());
        let lab = Lab { database, engine, heard, beside };
        lab.lines();
        lab
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// A new session of it.
    pub fn session(&self) -> Session {
        Session::new(&self.engine)
    }

    /// Another engine for the same database, with other options, whose statements are heard too.
    pub fn engine_with(&self, options: impl FnOnce(EngineBuilder) -> EngineBuilder) -> Engine {
        listening(options(Engine::builder(self.url())), &self.heard).build().unwrap()
    }

    /// The URL.
    pub fn url(&self) -> &str {
        self.database.url()
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgresql(&self) -> bool {
        self.engine.dialect() == Dialect::Postgresql
    }

    /// Whether a second connection sees the same database.
    pub fn two_can_connect(&self) -> bool {
        self.beside.is_some()
    }

    /// One of two values, by the kind of SQL.
    pub fn either<T>(&self, sqlite: T, postgresql: T) -> T {
        if self.is_postgresql() { postgresql } else { sqlite }
    }

    /// Every line of echo since the last look.
    pub fn lines(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the statements since the last look did, in words that are the same for every database:
    /// `BEGIN`, `INSERT users`, `UPDATE users(name)`, `SELECT users`, `COMMIT`.
    pub fn heard(&self) -> Vec<String> {
        self.lines().iter().filter_map(|line| summary::of(line)).collect()
    }

    /// Asserts what [`heard`](Lab::heard) gives.
    ///
    /// # Panics
    /// Where it gives something else.
    #[track_caller]
    pub fn assert_heard(&self, expected: &[&str]) {
        let lines = self.lines();
        let heard: Vec<String> = lines.iter().filter_map(|line| summary::of(line)).collect();
        assert_eq!(heard, expected, "the lines were {lines:#?}");
    }

    /// Rows as another connection sees them: a text a row, its columns parted by `|`. Where there is but one
    /// connection it is that one, so that the session under test must have given it back.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        let engine = self.beside.as_ref().unwrap_or(&self.engine);
        let heard = self.lines();
        let mut connection = engine.connect().unwrap();
        let rows = connection
            .query(sql, &[], |row| {
                let cells: Result<Vec<String>> = (0..row.len()).map(|at| Ok(text(row.value(at)?))).collect();
                Ok(cells?.join("|"))
            })
            .unwrap();
        drop(connection);
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = heard;
        rows
    }

    /// Runs a statement past the engine that is tested.
    pub fn run(&self, sql: &str) {
        let engine = self.beside.as_ref().unwrap_or(&self.engine);
        let heard = self.lines();
        engine.connect().unwrap().execute(sql, &[]).unwrap();
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = heard;
    }
}

fn listening(builder: EngineBuilder, heard: &Arc<Mutex<Vec<String>>>) -> EngineBuilder {
    let heard = heard.clone();
    builder.echo_to(move |line| heard.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned()))
}

fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Bool(v) => v.to_string(),
        ValueRef::I16(v) => v.to_string(),
        ValueRef::I32(v) => v.to_string(),
        ValueRef::I64(v) => v.to_string(),
        ValueRef::F32(v) => v.to_string(),
        ValueRef::F64(v) => v.to_string(),
        ValueRef::Decimal(v) => v.normalize().to_string(),
        ValueRef::Text(v) => v.to_owned(),
        other => format!("{other:?}"),
    }
}
