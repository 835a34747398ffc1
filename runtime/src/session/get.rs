//! Objects by their keys.

use super::{Place, Session};
use crate::{Key, Model, Result, Tracked, driver::Param, sql, value::ValueRef};

impl Session {
    pub(crate) fn get_by_key<M: Model>(&mut self, key: &M::Key) -> Result<Option<Tracked<M>>> {
        self.usable()?;
        let index = self.stores.ensure(M::info());
        let epoch = self.epoch;
        let known = self.stores.typed::<M>().and_then(|store| Some((store, store.find_key(key)?)));
        if let Some((store, slot)) = known
            && store.fresh(slot, epoch)
        {
            return Ok(Some(store.handle(slot)));
        }
        self.autoflush()?;
        // The flush may have deleted the object, or given it another key.
        let known = self.stores.typed::<M>().and_then(|store| store.find_key(key));
        let found = self.load_key::<M>(index, key, "")?;
        if let (None, Some(slot)) = (found, known) {
            self.gone(Place { store: index, slot });
        }
        self.load_defaults(M::info(), found.as_slice(), &[])?;
        Ok(found.and_then(|slot| Some(self.stores.typed::<M>()?.handle(slot))))
    }

    /// Reads the row of a persistent object again, with `lock` behind the statement; whether it is there.
    pub(crate) fn reload<M: Model>(&mut self, slot: u32, lock: &str) -> Result<bool> {
        let index = self.stores.ensure(M::info());
        let key = self.stores.typed::<M>().and_then(|store| store.key(slot));
        match key {
            Some(key) => Ok(self.load_key::<M>(index, &key, lock)?.is_some()),
            None => Ok(false),
        }
    }

    pub(crate) fn load_key<M: Model>(&mut self, index: usize, key: &M::Key, lock: &str) -> Result<Option<u32>> {
        let dialect = self.engine.dialect();
        let text = sql::select_by_key(M::info(), dialect);
        let locking = (!lock.is_empty()).then(|| format!("{text}{lock}"));
        let text = locking.as_deref().unwrap_or(text);
        let mut params = [Param { value: ValueRef::Null, sensitive: false }; MAX_KEY];
        let mut width = 0;
        let table = M::info().table;
        key.values(&mut |value| {
            params[width] = Param { value, sensitive: table.columns[table.primary_key[width]].sensitive };
            width += 1;
        });
        let mut found = None;
        let (connection, mut context) = self.reading()?;
        let (store, mut absorb) = context.typed::<M>(index)?;
        let result = connection.query_row(text, &params[..width], &mut |row| {
            found = Some(store.absorb_key(&mut absorb, key, row)?);
            Ok(())
        });
        self.after_reading(result)?;
        Ok(found)
    }

    /// The row of an object is gone: the object leaves, unless the transaction is rolled back.
    pub(crate) fn gone(&mut self, place: Place) {
        self.removed(place.store, &[place.slot]);
    }
}

/// The columns of the widest key ([`Key`] is implemented for tuples of at most six).
const MAX_KEY: usize = 6;
