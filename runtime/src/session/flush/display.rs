//! The plan of a flush for people, and for tests.

use std::fmt::{self, Write as _};

use super::{
    Flushing,
    plan::Plan,
    step::{Links, Step},
};
use crate::{
    Result,
    session::{Place, Session, store::AnyStore, stores::Stores},
    sql::Guard,
    table::Table,
};

/// What the next flush would do, step by step, as [`Session::flush_plan`] tells it. It prints a step a line, each a
/// batch of rows of one table: the statement in words, and the objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlushPlan {
    steps: Vec<String>,
}

impl FlushPlan {
    /// The steps, in order.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = &str> {
        self.steps.iter().map(String::as_str)
    }

    /// How many steps there are.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether a flush would have nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

impl fmt::Display for FlushPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            f.write_str(if index > 0 { "\n" } else { "" })?;
            f.write_str(step)?;
        }
        Ok(())
    }
}

impl Session {
    /// What the next [`flush`](Session::flush) would do, without doing it: to look at while something is not written as
    /// expected, and to assert in tests.
    ///
    /// Nothing is written. Where a flush has to read before it knows what to do, this reads too.
    ///
    /// ```
    /// # use aludel::{Engine, Session};
    /// let engine = Engine::new("sqlite:///:memory:")?;
    /// let mut session = Session::new(&engine);
    /// assert!(session.flush_plan()?.is_empty());
    /// # Ok::<(), aludel::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`flush`](Session::flush) that are found before anything is sent.
    pub fn flush_plan(&mut self) -> Result<FlushPlan> {
        self.usable()?;
        let flushing = std::mem::replace(&mut self.flushing, Flushing::Preparing);
        self.prepared.clear();
        let plan = self.cascade().and_then(|()| self.planned());
        self.flushing = flushing;
        let plan = plan.map(|plan| FlushPlan { steps: lines(&plan, &self.stores) });
        self.take_back();
        plan
    }
}

fn lines(plan: &Plan, stores: &Stores) -> Vec<String> {
    plan.steps.iter().map(|step| line(step, stores)).collect()
}

fn line(step: &Step, stores: &Stores) -> String {
    let mut line = String::new();
    match step {
        Step::Switch { store, switches } => {
            let any = stores.get(*store);
            line.push_str("SWITCH ");
            line.push_str(any.info().table.name);
            let pairs = switches.iter().map(|it| format!("{} for {}", any.display(it.new), any.display(it.old)));
            objects(&mut line, switches.len(), pairs);
        }
        Step::Update { store, slots, columns, guard, later, .. } => {
            let any = stores.get(*store);
            let table = any.info().table;
            line.push_str("UPDATE ");
            line.push_str(table.name);
            line.push_str(" SET ");
            names(&mut line, table, columns);
            guarded(&mut line, table, guard);
            postponed(&mut line, table, later);
            rows(&mut line, any, slots);
        }
        Step::Blank { store, slots, columns, guard } => {
            let any = stores.get(*store);
            let table = any.info().table;
            line.push_str("UPDATE ");
            line.push_str(table.name);
            line.push_str(" SET ");
            for (index, &column) in columns.iter().enumerate() {
                line.push_str(if index > 0 { ", " } else { "" });
                line.push_str(table.columns[column].name);
                line.push_str("=NULL");
            }
            guarded(&mut line, table, guard);
            rows(&mut line, any, slots);
        }
        Step::Follow(follow) => {
            let any = stores.get(follow.store);
            let table = any.info().table;
            line.push_str("FOLLOW ");
            line.push_str(table.name);
            line.push_str(" (");
            names(&mut line, table, table.foreign_keys[follow.key].columns);
            line.push(')');
            rows(&mut line, any, &follow.slots);
        }
        Step::Insert { store, slots, columns, returning, later, .. } => {
            let any = stores.get(*store);
            let table = any.info().table;
            line.push_str("INSERT INTO ");
            line.push_str(table.name);
            line.push_str(" (");
            names(&mut line, table, columns);
            line.push(')');
            if !returning.is_empty() {
                line.push_str(" RETURNING ");
                names(&mut line, table, returning);
            }
            postponed(&mut line, table, later);
            rows(&mut line, any, slots);
        }
        Step::Delete { store, slots } => {
            let any = stores.get(*store);
            let table = any.info().table;
            line.push_str("DELETE FROM ");
            line.push_str(table.name);
            if let Some(version) = table.version {
                line.push_str(" GUARDED BY ");
                names(&mut line, table, &[version]);
            }
            rows(&mut line, any, slots);
        }
        Step::Sever(severed) => {
            let key = &severed.table.foreign_keys[severed.key];
            line.push_str("DELETE FROM ");
            line.push_str(severed.table.name);
            line.push_str(" BY ");
            names(&mut line, severed.table, key.columns);
            objects(&mut line, severed.owners.len(), severed.owners.iter().map(|&owner| place(stores, owner)));
        }
        Step::Unlink(links) => linked(&mut line, "DELETE FROM ", links, stores),
        Step::Link(links) => linked(&mut line, "INSERT INTO ", links, stores),
    }
    line
}

fn guarded(line: &mut String, table: &Table, guard: &Guard) {
    if !guard.columns().is_empty() {
        line.push_str(" GUARDED BY ");
        names(line, table, guard.columns());
    }
}

/// ` WITHOUT captain_id`, for what another step writes later.
fn postponed(line: &mut String, table: &Table, later: &[(u32, usize)]) {
    let mut columns: Vec<usize> =
        later.iter().flat_map(|&(_, number)| table.foreign_keys[number].columns).copied().collect();
    columns.sort_unstable();
    columns.dedup();
    if !columns.is_empty() {
        line.push_str(" WITHOUT ");
        names(line, table, &columns);
    }
}

fn linked(line: &mut String, what: &str, links: &Links, stores: &Stores) {
    line.push_str(what);
    line.push_str(links.table.name);
    let pairs = links.pairs.iter().map(|&[a, b]| format!("{} with {}", place(stores, a), place(stores, b)));
    objects(line, links.pairs.len(), pairs);
}

fn place(stores: &Stores, place: Place) -> String {
    stores.get(place.store).display(place.slot)
}

fn names(line: &mut String, table: &Table, columns: &[usize]) {
    for (index, &column) in columns.iter().enumerate() {
        line.push_str(if index > 0 { ", " } else { "" });
        line.push_str(table.columns[column].name);
    }
}

fn rows(line: &mut String, store: &dyn AnyStore, slots: &[u32]) {
    objects(line, slots.len(), slots.iter().map(|&slot| store.display(slot)));
}

/// `: <User(id=1)>, <User(id=2)>, <User(id=3)> and 97 more`
fn objects(line: &mut String, count: usize, objects: impl Iterator<Item = String>) {
    const SHOWN: usize = 3;
    for (index, object) in objects.take(SHOWN).enumerate() {
        line.push_str(if index > 0 { ", " } else { ": " });
        line.push_str(&object);
    }
    if count > SHOWN {
        // Writing to a String cannot fail.
        let _ = write!(line, " and {} more", count - SHOWN);
    }
}
