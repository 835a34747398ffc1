//! Where a client is used: by whoever calls, or, for calls from async code, by a thread of its own.
//!
//! A client has a small runtime of its own, and one runtime cannot be entered from a thread of another: the call
//! panics, and so does dropping the client. So the first call from async code moves the client to a thread beside,
//! where it stays, and each call waits for its answer, as it would for any blocking call. (`spawn_blocking`'s threads
//! could do without, but cannot be told apart.)

use std::sync::mpsc::{Sender, channel, sync_channel};
use std::thread::{Builder, JoinHandle};

use postgres::Client;
use tokio::runtime::{Handle, RuntimeFlavor};

use super::error;
use crate::{Error, ErrorKind, Result};

type Job = Box<dyn FnOnce(&mut Client) + Send>;

/// A client, here or on a thread beside; neither once it could not be moved.
pub(super) struct Seat {
    here: Option<Client>,
    beside: Option<Beside>,
}

/// A thread that serves a client until nobody can send it a job any more.
struct Beside {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

impl Seat {
    /// Opens a client.
    pub(super) fn open(
        connect: impl FnOnce() -> Result<Client, postgres::Error> + Send + 'static,
    ) -> Result<Result<Seat, postgres::Error>> {
        if !in_async() {
            return Ok(connect().map(|client| Seat { here: Some(client), beside: None }));
        }
        let (opened, told) = sync_channel(1);
        let beside = Beside::start(move || match connect() {
            Ok(client) => opened.send(Ok(())).ok().map(|()| client),
            Err(error) => {
                let _ = opened.send(Err(error));
                None
            }
        })?;
        let opened = told.recv().map_err(|_| panicked())?;
        Ok(opened.map(|()| Seat { here: None, beside: Some(beside) }))
    }

    /// Calls `f` with the client.
    pub(super) fn call<R: Send + 'static>(&mut self, f: impl FnOnce(&mut Client) -> R + Send + 'static) -> Result<R> {
        if let Some(client) = &mut self.here {
            if !in_async() {
                return Ok(f(client));
            }
            self.move_beside()?;
        }
        let Some(beside) = &self.beside else { return Err(error::closed()) };
        let (answer, answered) = sync_channel(1);
        let job = Box::new(move |client: &mut Client| {
            let _ = answer.send(f(client));
        });
        beside.jobs.send(job).map_err(|_| error::closed())?;
        answered.recv().map_err(|_| panicked())
    }

    /// Whether the client is known to be closed; of one beside the next error tells.
    pub(super) fn is_closed(&self) -> bool {
        match &self.here {
            Some(client) => client.is_closed(),
            None => self.beside.is_none(),
        }
    }

    /// Gives the client to a thread that serves it until the seat is dropped, and then drops it there.
    fn move_beside(&mut self) -> Result<()> {
        let (give, given) = sync_channel(1);
        let beside = Beside::start(move || given.recv().ok())?;
        // Only now that the thread runs: what cannot be given would be dropped here.
        if let Some(client) = self.here.take()
            && let Err(lost) = give.send(client)
        {
            std::mem::forget(lost);
        }
        self.beside = Some(beside);
        Ok(())
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if self.here.is_some() && in_async() && self.move_beside().is_err() {
            // Without a thread it cannot be dropped: better an open socket than a panic.
            std::mem::forget(self.here.take());
        }
        if let Some(Beside { jobs, thread }) = self.beside.take() {
            drop(jobs);
            // So that the connection is closed when its owner is gone, here as elsewhere.
            let _ = thread.join();
        }
    }
}

impl Beside {
    /// Starts the thread; `take` gives the client, there.
    fn start(take: impl FnOnce() -> Option<Client> + Send + 'static) -> Result<Beside> {
        let (jobs, received) = channel::<Job>();
        let serve = move || {
            let Some(mut client) = take() else { return };
            for job in received {
                job(&mut client);
            }
        };
        match Builder::new().name("aludel-postgres".to_owned()).spawn(serve) {
            Ok(thread) => Ok(Beside { jobs, thread }),
            Err(error) => {
                let message = "no thread could be started, which a PostgreSQL connection needs in async code";
                Err(Error::new(ErrorKind::Operational, message).with_source(error))
            }
        }
    }
}

fn in_async() -> bool {
    Handle::try_current().is_ok()
}

#[cold]
fn panicked() -> Error {
    Error::new(ErrorKind::Connection, "the PostgreSQL driver panicked")
}

/// Whether this thread is one of several of an async runtime, between which tasks move.
pub(in crate::driver) fn tasks_move_between_threads() -> bool {
    Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() != RuntimeFlavor::CurrentThread)
}
