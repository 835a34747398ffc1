//! What a flush did to the objects before it sent anything: taken back where it is refused, so that the session is as it
//! was.

use crate::{
    Value,
    hooks::PutBack,
    session::{Place, Session, store::AnyStore},
};

/// Something that was done.
pub(crate) enum Prepared {
    /// A deletion followed from another one.
    Deletion(Place),
    /// A new object will leave the session, for a deletion takes it along.
    Leaving(Place),
    /// Columns were given other values than these: a foreign key was emptied, the key of a row that goes is again what
    /// its row has.
    Columns { place: Place, values: Vec<(usize, Value)>, was_touched: bool },
    /// A hook edited its object.
    Edit(PutBack),
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Prepared::Deletion(place) => f.debug_tuple("Deletion").field(place).finish(),
            Prepared::Leaving(place) => f.debug_tuple("Leaving").field(place).finish(),
            Prepared::Columns { place, .. } => f.debug_tuple("Columns").field(place).finish(),
            Prepared::Edit(_) => f.write_str("Edit"),
        }
    }
}

impl Session {
    /// Marks what is deleted with something else; whether it was not yet.
    pub(super) fn mark_deleted(&mut self, place: Place) -> bool {
        let is_new = self.stores.get_mut(place.store).head_mut().mark_deleted(place.slot);
        if is_new {
            self.prepared.push(Prepared::Deletion(place));
        }
        is_new
    }

    /// Has new objects leave with something that is deleted, as soon as the flush is certain to write.
    pub(super) fn mark_leaving(&mut self, places: Vec<Place>) {
        for place in places {
            self.stores.get_mut(place.store).head_mut().metas[place.slot as usize].deleted = true;
            self.prepared.push(Prepared::Leaving(place));
        }
    }

    /// New objects that were marked leave.
    pub(super) fn leave_marked(&mut self) {
        let leaving = |it: &Prepared| match it {
            Prepared::Leaving(place) => Some(*place),
            _ => None,
        };
        let leaving: Vec<Place> = self.prepared.iter().filter_map(leaving).collect();
        leaving.into_iter().for_each(|place| self.discard(place));
    }

    /// Notes what columns hold that are about to be given other values.
    pub(super) fn note_columns(&mut self, place: Place, columns: &[usize]) {
        let store = self.stores.get(place.store);
        let values = columns.iter().map(|&column| (column, store.value(place.slot, column).to_value())).collect();
        let was_touched = store.head().metas[place.slot as usize].touched;
        self.prepared.push(Prepared::Columns { place, values, was_touched });
    }

    /// Columns of an object that goes by which others know it are what they are in its row.
    pub(super) fn know_as_read(&mut self, place: Place, columns: &[usize]) {
        let store = self.stores.get(place.store);
        let is_edited = |column: usize| !store.value(place.slot, column).same(store.base_value(place.slot, column));
        if !store.head().metas[place.slot as usize].touched || !columns.iter().any(|&column| is_edited(column)) {
            return;
        }
        let read = columns.iter().map(|&column| (column, store.base_value(place.slot, column).to_value()));
        let read: Vec<(usize, Value)> = read.collect();
        self.note_columns(place, columns);
        give(self.stores.get_mut(place.store), place.slot, read);
    }

    /// Takes back what a flush did that was refused, latest first.
    pub(super) fn take_back(&mut self) {
        for prepared in std::mem::take(&mut self.prepared).into_iter().rev() {
            match prepared {
                Prepared::Deletion(place) => self.stores.get_mut(place.store).head_mut().undelete(place.slot),
                Prepared::Leaving(place) => {
                    self.stores.get_mut(place.store).head_mut().metas[place.slot as usize].deleted = false;
                }
                Prepared::Columns { place, values, was_touched } => {
                    let store = self.stores.get_mut(place.store);
                    give(store, place.slot, values);
                    if !was_touched {
                        store.take_base(place.slot);
                        store.head_mut().metas[place.slot as usize].touched = false;
                    }
                }
                Prepared::Edit(put_back) => put_back(self),
            }
        }
    }
}

/// Gives columns values that come from them.
fn give(store: &mut dyn AnyStore, slot: u32, values: Vec<(usize, Value)>) {
    for (column, value) in values {
        let _ = store.assign(slot, column, value);
    }
}
