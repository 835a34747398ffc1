//! Objects of a session in a query: a handle stands for the object's key, which is looked up when the query is run.

use crate::{Error, ErrorKind, Model, Result, Session, Tracked, Value, model::ModelInfo};

/// A handle without its type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handle {
    pub(crate) info: &'static ModelInfo,
    session: u64,
    slot: u32,
    generation: u32,
    /// Whether the column must hold something.
    required: bool,
    value: fn(&Session, &Handle, usize) -> Result<Value>,
}

impl Handle {
    pub(crate) fn new<M: Model>(handle: Tracked<M>, required: bool) -> Self {
        Handle {
            info: M::info(),
            session: handle.session,
            slot: handle.slot,
            generation: handle.generation,
            required,
            value: value::<M>,
        }
    }

    /// What a column of the object holds.
    pub(crate) fn value(&self, session: &Session, column: usize) -> Result<Value> {
        (self.value)(session, self, column)
    }
}

fn value<M: Model>(session: &Session, handle: &Handle, column: usize) -> Result<Value> {
    let tracked = Tracked::<M> {
        session: handle.session,
        slot: handle.slot,
        generation: handle.generation,
        marker: std::marker::PhantomData,
    };
    let slot = session.slot_of(tracked)?;
    let value = session[tracked].value(column).to_value();
    if handle.required && matches!(value, Value::Null) {
        let object = session.stores.get(M::info().id.get()).shown(slot);
        return Err(Error::new(ErrorKind::InvalidRequest, format!("{object} has no key yet: `flush` gives it one")));
    }
    Ok(value)
}
