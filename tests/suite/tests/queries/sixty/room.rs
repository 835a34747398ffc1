//! Where a query is tried: its rows beside those of SQL written by hand, in one transaction, which is rolled back.

use std::fmt::Debug;

use aludel::{ErrorKind, Field, FromRow, Query, Result, Selection, Session, text};
use aludel_suite::Lab;

/// A session on the filled database, and what was sent for the query so far.
pub struct Room<'l> {
    pub lab: &'l Lab,
    pub session: Session,
    sent: String,
}

impl<'l> Room<'l> {
    pub fn new(lab: &'l Lab) -> Self {
        lab.lines();
        Room { lab, session: lab.session(), sent: String::new() }
    }

    /// The texts that were sent, a line a statement; one that follows itself is there once.
    pub fn sent(self) -> String {
        self.sent
    }

    /// One of two values, by the kind of SQL.
    pub fn either<T>(&self, sqlite: T, postgresql: T) -> T {
        self.lab.either(sqlite, postgresql)
    }

    /// Keeps the texts of the statements since the last look, without those that begin and end transactions.
    pub fn keep(&mut self) {
        for line in self.lab.lines() {
            let keeps =
                ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "EXPLAIN", "COPY", "DECLARE", "FETCH", "CLOSE"];
            // What is sent several times over is kept once.
            let again = self.sent.lines().last() == Some(&*line);
            if keeps.iter().any(|word| line.starts_with(word)) && !again {
                // Cursors are named after a hash of their text.
                let mut parts = line.split(" aludel_");
                self.sent.push_str(parts.next().unwrap_or_default());
                for part in parts {
                    self.sent.push_str(" aludel_N");
                    self.sent.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
                }
                self.sent.push('\n');
            }
        }
    }

    /// What SQL written by hand gives, on the same connection.
    pub fn by_hand<R: FromRow>(&mut self, sql: &str) -> Result<Vec<R>> {
        let rows = text(sql).rows::<R>().all(&mut self.session);
        self.lab.lines();
        rows
    }

    /// Asserts that rows are there, and the same as those of SQL written by hand; what was sent for them is kept.
    #[track_caller]
    pub fn are<R: FromRow + PartialEq + Debug>(&mut self, rows: Vec<R>, sql: &str) -> Result<()> {
        self.keep();
        assert_eq!(rows, self.by_hand::<R>(sql)?, "{sql}: {}", self.sent);
        assert!(!rows.is_empty(), "no rows: {sql}");
        Ok(())
    }

    /// Asserts that the rows of a query are there, and the same as those of SQL written by hand.
    #[track_caller]
    pub fn same<X, R>(&mut self, query: &Query<X>, sql: &str) -> Result<()>
    where
        X: Selection<Row = R>,
        R: FromRow + PartialEq + Debug,
    {
        let rows = query.all(&mut self.session)?;
        self.are(rows, sql)
    }

    /// The same of a query for one column.
    #[track_caller]
    pub fn column<X, T>(&mut self, query: &Query<X>, sql: &str) -> Result<()>
    where
        X: Selection<Row = T>,
        T: Field + PartialEq + Debug,
    {
        let rows = query.all(&mut self.session)?;
        self.are(rows.into_iter().map(|value| (value,)).collect(), sql)
    }

    /// The same of a query for objects, of each of which something is looked at.
    #[track_caller]
    pub fn objects<X, R>(&mut self, query: &Query<X>, look: impl Fn(&Session, X::Row) -> R, sql: &str) -> Result<()>
    where
        X: Selection,
        R: FromRow + PartialEq + Debug,
    {
        let rows = query.all(&mut self.session)?;
        let rows = rows.into_iter().map(|row| look(&self.session, row)).collect();
        self.are(rows, sql)
    }

    /// Asserts of a query that SQLite refuses it before anything is sent; whether this is SQLite.
    #[track_caller]
    pub fn refused<X: Selection<Row: Debug>>(&mut self, query: &Query<X>) -> Result<bool> {
        if self.lab.is_postgresql() {
            return Ok(false);
        }
        let refusal = query.all(&mut self.session).unwrap_err();
        assert_eq!(refusal.kind(), ErrorKind::InvalidRequest);
        assert!(!self.lab.lines().iter().any(|line| line.starts_with("SELECT")));
        self.sent.push_str(&format!("refused: {refusal}\n"));
        Ok(true)
    }

    /// Whether this is SQLite, which has no columns of the kind that is asked for.
    pub fn only_on_postgresql(&mut self) -> bool {
        if !self.lab.is_postgresql() {
            self.sent.push_str("has no such columns\n");
        }
        !self.lab.is_postgresql()
    }

    /// Writes, and then writes the same by hand after a rollback: both give the same rows back, in any order, and leave the
    /// same rows, which `state` reads.
    #[track_caller]
    pub fn writes<R, S>(
        &mut self,
        write: impl FnOnce(&mut Session) -> Result<Vec<R>>,
        by_hand: &str,
        state: &str,
    ) -> Result<Vec<S>>
    where
        R: FromRow + PartialOrd + Debug,
        S: FromRow + PartialEq + Debug,
    {
        let sort = |rows: &mut Vec<R>| rows.sort_by(|a, b| a.partial_cmp(b).unwrap());
        let before = self.by_hand::<S>(state)?;
        let mut written = write(&mut self.session)?;
        self.keep();
        let after = self.by_hand::<S>(state)?;
        self.session.rollback()?;
        assert_eq!(before, self.by_hand::<S>(state)?);
        let mut expected = self.by_hand::<R>(by_hand)?;
        sort(&mut written);
        sort(&mut expected);
        assert_eq!(written, expected, "{by_hand}: {}", self.sent);
        assert!(!written.is_empty(), "nothing is written: {by_hand}");
        assert_eq!(after, self.by_hand::<S>(state)?, "{by_hand}: {}", self.sent);
        assert_ne!(before, after, "nothing has changed: {by_hand}");
        self.session.rollback()?;
        self.lab.lines();
        Ok(after)
    }
}
