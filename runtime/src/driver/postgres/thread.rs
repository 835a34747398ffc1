//! Calls from async code.
//!
//! A client has a small runtime of its own, and one runtime cannot be entered from a thread of another: the call
//! panics, and so does dropping the client. There such calls run on a thread beside, while this one waits, as it
//! would for any blocking call. (`spawn_blocking`'s threads could do without, but cannot be told apart.)

use std::io;
use std::sync::Mutex;
use std::thread::{Builder, scope};

use postgres::Client;
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::{Error, ErrorKind, Result};

/// Calls `f`: here, or on a thread beside where this one belongs to an async runtime.
pub(super) fn outside<R: Send>(f: impl FnOnce() -> R + Send) -> Result<R> {
    if Handle::try_current().is_err() {
        return Ok(f());
    }
    match beside(f) {
        Ok(Some(answer)) => Ok(answer),
        Ok(None) => Err(Error::new(ErrorKind::Operational, "the PostgreSQL driver panicked")),
        Err(error) => {
            let message = "no thread could be started, which a call from async code needs";
            Err(Error::new(ErrorKind::Operational, message).with_source(error))
        }
    }
}

/// The same for the end of a client, which tells the server good-bye.
pub(super) fn drop_outside(client: Client) {
    if Handle::try_current().is_err() {
        return drop(client);
    }
    let client = Mutex::new(Some(client));
    let take = || client.lock().map(|mut client| client.take());
    if beside(|| drop(take())).is_err() {
        // Without a thread it cannot be dropped: better an open socket than a panic.
        std::mem::forget(take());
    }
}

/// Calls `f` on a thread of its own; `None` where it panicked.
fn beside<R: Send>(f: impl FnOnce() -> R + Send) -> io::Result<Option<R>> {
    scope(|scope| Ok(Builder::new().name("aludel-postgres".to_owned()).spawn_scoped(scope, f)?.join().ok()))
}

/// Whether this thread is one of several of an async runtime, between which tasks move.
pub(in crate::driver) fn tasks_move_between_threads() -> bool {
    Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() != RuntimeFlavor::CurrentThread)
}
