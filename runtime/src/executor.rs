//! What a function that needs a connection may be given.

use crate::{Connection, Engine, Result, Transaction};

/// Something that statements can be sent on: `&mut Connection`, `&mut Transaction`, or `&Engine`, which takes a
/// connection from its pool for the call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot run statements",
    label = "not a connection, a transaction or an engine",
    note = "give `&mut connection`, `&mut transaction` or `&engine`"
)]
pub trait Executor: sealed::Sealed {
    /// Calls `f` with a connection.
    ///
    /// # Errors
    /// What `f` returns; from an engine also what [`Engine::connect`] does.
    fn with<R>(self, f: impl FnOnce(&mut Connection) -> Result<R>) -> Result<R>;
}

pub(crate) mod sealed {
    //! So that `Executor` can be given further functions.
    pub trait Sealed {}
}

impl sealed::Sealed for &mut Connection {}

impl Executor for &mut Connection {
    fn with<R>(self, f: impl FnOnce(&mut Connection) -> Result<R>) -> Result<R> {
        f(self)
    }
}

impl sealed::Sealed for &mut Transaction<'_> {}

impl Executor for &mut Transaction<'_> {
    fn with<R>(self, f: impl FnOnce(&mut Connection) -> Result<R>) -> Result<R> {
        f(self)
    }
}

impl sealed::Sealed for &Engine {}

impl Executor for &Engine {
    fn with<R>(self, f: impl FnOnce(&mut Connection) -> Result<R>) -> Result<R> {
        f(&mut self.connect()?)
    }
}
