//! Unique values and keys that a row of the flush gives up and another takes.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{
    order::Op,
    values::{ByValues, Tuple},
    work::{Rows, Update, Work},
};
use crate::session::{Place, store::AnyStore, stores::Stores};

/// Who takes a value from whom.
#[derive(Debug, Default)]
pub(super) struct Handover {
    givers: HashMap<Op, Vec<Given>, RandomState>,
    /// The stores in which the order of the steps alone does not see to it.
    stores: Vec<usize>,
}

/// What a row gives to another one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given {
    pub(super) giver: Op,
    /// The columns of the constraint.
    pub(super) columns: &'static [usize],
}

impl Handover {
    pub(super) fn of(stores: &Stores, work: &Work) -> Self {
        let mut handover = Handover::default();
        for &store in &work.active {
            let table = stores.get(store).info().table;
            // A key that the database makes stays as it is.
            let key = table.identity.is_none().then_some(table.primary_key);
            for columns in key.iter().chain(table.unique) {
                handover.gather(stores, store, work.of(store), columns);
            }
        }
        handover
    }

    /// Those who must have given before a row can take.
    pub(super) fn givers(&self, taker: Op) -> &[Given] {
        self.givers.get(&taker).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether rows of a store take what would not be given in time by itself.
    pub(super) fn matters_to(&self, store: usize) -> bool {
        self.stores.contains(&store)
    }

    /// Whether a deletion has to come before another row.
    pub(super) fn needs_deletes(&self) -> bool {
        self.givers.values().flatten().any(|given| matches!(given.giver, Op::Delete(_)))
    }

    fn gather(&mut self, stores: &Stores, index: usize, rows: &Rows, columns: &'static [usize]) {
        let changes = |update: &&Update| rows.changed(**update).iter().any(|column| columns.contains(column));
        let changing = || rows.updates.iter().filter(changes);
        let store = stores.get(index);
        let late = !store.head().links.is_empty();
        let one_changes = rows.changes_any(columns);
        let worth = match rows.deletes.is_empty() {
            false => one_changes || !rows.inserts.is_empty(),
            true => one_changes && (changing().nth(1).is_some() || (late && !rows.inserts.is_empty())),
        };
        if !worth {
            return;
        }
        let now = |slot: u32| Tuple::of(columns, |column| store.value(slot, column));
        let before = |slot: u32| Tuple::of(columns, |column| store.base_value(slot, column));
        let place = |slot: u32| Place { store: index, slot };
        let mut givers: ByValues<'_, Op> = ByValues::default();
        for update in changing() {
            let (old, new) = (before(update.base), now(update.slot));
            if old != new
                && let Some(old) = old
            {
                givers.insert(old, Op::Update(place(update.slot)));
            }
        }
        for &slot in &rows.deletes {
            if let Some(old) = before(slot) {
                givers.insert(old, Op::Delete(place(slot)));
            }
        }
        if givers.is_empty() {
            return;
        }
        let takers = changing().map(|update| Op::Update(place(update.slot)));
        for taker in takers.chain(rows.inserts.iter().map(|&slot| Op::Insert(place(slot)))) {
            let Some(&giver) = now(taker.place().slot).and_then(|values| givers.get(&values)) else { continue };
            if giver.place() == taker.place() {
                continue;
            }
            self.givers.entry(taker).or_default().push(Given { giver, columns });
            // Updates come before inserts anyway, but for those that wait for inserts.
            let by_itself = matches!((giver, taker), (Op::Update(_), Op::Insert(_))) && !late;
            if !by_itself && !self.stores.contains(&index) {
                self.stores.push(index);
            }
        }
    }
}

/// The names of a constraint's columns, for messages.
pub(super) fn names(store: &dyn AnyStore, columns: &[usize]) -> String {
    let table = store.info().table;
    columns.iter().map(|&column| format!("`{}`", table.columns[column].field)).collect::<Vec<_>>().join(", ")
}
