//! What bulk work can be given to.

use super::work::{Met, Work, whole};
use crate::{Executor, Result, Savepoint, Session, SessionTransaction};

/// What bulk work is given to: `&mut Session` or a guard of it, whose transaction it becomes part of, or whatever is an
/// [`Executor`]: `&mut Connection`, `&mut Transaction`, `&Engine`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot write rows",
    label = "not a session, a connection, a transaction or an engine",
    note = "give `&mut session`, `&mut connection`, `&mut transaction` or `&engine`"
)]
pub trait Destination: sealed::Sealed {}

pub(crate) mod sealed {
    //! What only this crate may call.
    use super::Work;
    use crate::Result;

    pub trait Sealed {
        #[allow(private_interfaces, reason = "nobody outside can call it")]
        fn write(self, work: &mut dyn Work) -> Result<u64>;
    }
}

impl<E: Executor> Destination for E {}

impl<E: Executor> sealed::Sealed for E {
    #[allow(private_interfaces, reason = "as on the trait")]
    fn write(self, work: &mut dyn Work) -> Result<u64> {
        self.with(|connection| whole(connection, work, &mut Met::of(None)))
    }
}

macro_rules! session {
    ($($session:ty),*) => { $(
        impl Destination for &mut $session {}

        impl sealed::Sealed for &mut $session {
            #[allow(private_interfaces, reason = "as on the trait")]
            fn write(self, work: &mut dyn Work) -> Result<u64> {
                self.write_in_bulk(work)
            }
        }
    )* };
}

session!(Session, SessionTransaction<'_>, Savepoint<'_>);
