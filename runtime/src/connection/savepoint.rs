//! Savepoints of the open transaction, by their level: 1 is the outermost.

use super::Connection;
use crate::{Error, ErrorKind, Result};

impl Connection {
    /// Sets a savepoint and tells its level.
    pub(crate) fn savepoint(&mut self) -> Result<u32> {
        let Some(open) = &self.open else {
            return Err(Error::new(ErrorKind::InvalidRequest, "a savepoint needs an open transaction: begin() first"));
        };
        let level = open.savepoints + 1;
        self.control(&format!("SAVEPOINT aludel_savepoint_{level}"), "")?;
        self.at_level(level);
        Ok(level)
    }

    /// Makes what was done since a savepoint part of what surrounds it.
    pub(crate) fn release(&mut self, level: u32) -> Result<()> {
        self.control(&format!("RELEASE SAVEPOINT aludel_savepoint_{level}"), "")?;
        self.at_level(level - 1);
        Ok(())
    }

    /// Undoes what was done since a savepoint, and removes it.
    pub(crate) fn rollback_to(&mut self, level: u32) -> Result<()> {
        // Without the release each rollback would leave a savepoint behind, in the server too.
        let release = format!("; RELEASE SAVEPOINT aludel_savepoint_{level}");
        self.control(&format!("ROLLBACK TO SAVEPOINT aludel_savepoint_{level}"), &release)?;
        self.at_level(level - 1);
        if let Some(open) = &mut self.open {
            open.failed = false;
        }
        Ok(())
    }

    fn at_level(&mut self, level: u32) {
        if let Some(open) = &mut self.open {
            open.savepoints = level;
        }
    }

    /// A statement about the transaction itself, which writes nothing; and one that goes with it unheard.
    fn control(&mut self, sql: &str, then: &str) -> Result<()> {
        self.before_read()?;
        self.echo(sql);
        match self.lease.driver()?.run(&format!("{sql}{then}")) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.failed(error, sql, None)),
        }
    }
}
