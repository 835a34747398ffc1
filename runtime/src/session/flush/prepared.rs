//! What a flush did to the objects before it sent anything: taken back where it is refused, so that the session is as it
//! was.

use crate::{
    Value,
    hooks::PutBack,
    session::{Place, Session},
};

/// Something that was done.
pub(crate) enum Prepared {
    /// A deletion followed from another one.
    Deletion(Place),
    /// A new object will leave the session, for a deletion takes it along.
    Leaving(Place),
    /// A foreign key was emptied, which held these values.
    Disconnection { child: Place, values: Vec<(usize, Value)>, was_touched: bool },
    /// A hook edited its object.
    Edit(PutBack),
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Prepared::Deletion(place) => f.debug_tuple("Deletion").field(place).finish(),
            Prepared::Leaving(place) => f.debug_tuple("Leaving").field(place).finish(),
            Prepared::Disconnection { child, .. } => f.debug_tuple("Disconnection").field(child).finish(),
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

    /// Notes what a foreign key holds that is about to be emptied.
    pub(super) fn note_disconnection(&mut self, child: Place, foreign_key: usize) {
        let store = self.stores.get(child.store);
        let columns = store.info().table.foreign_keys[foreign_key].columns.iter();
        let values = columns.map(|&column| (column, store.value(child.slot, column).to_value())).collect();
        let was_touched = store.head().metas[child.slot as usize].touched;
        self.prepared.push(Prepared::Disconnection { child, values, was_touched });
    }

    /// Takes back what a flush did that was refused, latest first.
    pub(super) fn take_back(&mut self) {
        for prepared in std::mem::take(&mut self.prepared).into_iter().rev() {
            match prepared {
                Prepared::Deletion(place) => self.stores.get_mut(place.store).head_mut().undelete(place.slot),
                Prepared::Leaving(place) => {
                    self.stores.get_mut(place.store).head_mut().metas[place.slot as usize].deleted = false;
                }
                Prepared::Disconnection { child, values, was_touched } => {
                    let store = self.stores.get_mut(child.store);
                    for (column, value) in values {
                        // It comes from that column.
                        let _ = store.assign(child.slot, column, value);
                    }
                    if !was_touched {
                        store.take_base(child.slot);
                        store.head_mut().metas[child.slot as usize].touched = false;
                    }
                }
                Prepared::Edit(put_back) => put_back(self),
            }
        }
    }
}
