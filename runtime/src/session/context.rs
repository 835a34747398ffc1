//! The part of a session that rows are read into.

use super::{
    store::{Absorb, Store},
    stores::Stores,
    undo::Undo,
};
use crate::{Error, ErrorKind, Model, Result};

/// What reading rows needs of a session, beside its connection.
pub(crate) struct Context<'s> {
    pub(crate) stores: &'s mut Stores,
    pub(crate) undo: &'s mut Undo,
    pub(crate) epoch: u32,
    /// Whether rows overwrite objects that are here.
    pub(crate) populates: bool,
}

impl Context<'_> {
    /// The store of `M`, and what reading into it takes.
    pub(crate) fn typed<M: Model>(&mut self, store: usize) -> Result<(&mut Store<M>, Absorb<'_>)> {
        let absorb = Absorb { undo: self.undo, epoch: self.epoch, store, populates: self.populates };
        let store = self.stores.typed_mut::<M>().ok_or_else(|| {
            Error::new(ErrorKind::InvalidRequest, format!("the session has no store for {}", M::info().name))
        })?;
        Ok((store, absorb))
    }
}
