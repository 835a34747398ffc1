//! A connection that is handed out.

use std::sync::Arc;
use std::time::Instant;

use super::holder::Holder;
use super::places::Places;
use crate::driver::Driver;
use crate::{Error, ErrorKind, Result};

/// A place in the pool and the connection in it. Dropping it returns the connection, or closes it where it is not
/// fit for use.
pub(crate) struct Lease {
    places: Arc<Places>,
    holder: Arc<Holder>,
    /// `None` while it is being opened, and once it is found unfit.
    driver: Option<Box<dyn Driver>>,
    opened: Instant,
    generation: u64,
    /// It stands in for one that was lent, and has no place in the pool.
    hollow: bool,
}

impl Lease {
    pub(super) fn new(
        places: Arc<Places>,
        holder: Arc<Holder>,
        driver: Option<Box<dyn Driver>>,
        opened: Instant,
        generation: u64,
    ) -> Self {
        Lease { places, holder, driver, opened, generation, hollow: false }
    }

    /// A closed one, which takes no place in the pool.
    pub(crate) fn hollow(&self) -> Lease {
        Lease {
            places: self.places.clone(),
            holder: self.holder.clone(),
            driver: None,
            opened: self.opened,
            generation: self.generation,
            hollow: true,
        }
    }

    pub(super) fn fill(&mut self, driver: Box<dyn Driver>) {
        self.driver = Some(driver);
    }

    pub(super) fn opened(&self) -> Instant {
        self.opened
    }

    /// The connection, for one use of it.
    pub(crate) fn driver(&mut self) -> Result<&mut dyn Driver> {
        self.holder.touch();
        match &mut self.driver {
            Some(driver) => Ok(&mut **driver),
            None => Err(Error::new(ErrorKind::Connection, "the connection is closed: ask the engine for another one")),
        }
    }

    /// The connection is not fit for use: closes it. The place stays taken until the lease is dropped.
    pub(crate) fn discard(&mut self) {
        self.driver = None;
    }

    /// The server has gone: so are, most likely, the pool's other connections to it.
    pub(crate) fn lost(&mut self) {
        self.discard();
        self.places.dispose();
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.hollow {
            return;
        }
        let sound = self.driver.take().filter(|driver| !driver.is_closed()).map(|driver| (driver, self.opened));
        self.places.put_back(&self.holder, self.generation, sound);
    }
}
