//! The user a server runs as: PostgreSQL refuses to run as root, so root runs it as someone else.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::programs::run;

/// An account by its numbers. `switch` says whether it is another than this process's own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    uid: u32,
    gid: u32,
    switch: bool,
}

impl Account {
    /// This process's own account, or, for root, `postgres` or else `nobody`. A folder that this
    /// process has just made tells who it is, without a call that Rust has no safe name for.
    pub(crate) fn for_server(made_by_us: &Path) -> Result<Self, String> {
        let owner = fs::metadata(made_by_us).map_err(|error| format!("{}: {error}", made_by_us.display()))?;
        if owner.uid() != 0 {
            return Ok(Self { uid: owner.uid(), gid: owner.gid(), switch: false });
        }
        ["postgres", "nobody"].into_iter().find_map(Self::named).ok_or_else(|| {
            "PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.".to_owned()
        })
    }

    fn named(name: &str) -> Option<Self> {
        let number = |flag| run(Command::new("id").args([flag, name])).ok()?.trim().parse().ok();
        Some(Self { uid: number("-u")?, gid: number("-g")?, switch: true })
    }

    /// Makes a file or folder this account's own.
    pub(crate) fn give(self, path: &Path) -> Result<(), String> {
        match self.switch {
            true => chown(path, Some(self.uid), Some(self.gid)).map_err(|error| format!("{}: {error}", path.display())),
            false => Ok(()),
        }
    }

    /// Lets the command run as this account.
    pub(crate) fn run_as(self, command: &mut Command) -> &mut Command {
        match self.switch {
            true => command.uid(self.uid).gid(self.gid),
            false => command,
        }
    }

    /// Whether this account may make files in the folder.
    pub(crate) fn may_write(self, folder: &Path) -> bool {
        fs::metadata(folder).is_ok_and(|folder| {
            let mode = folder.mode();
            folder.is_dir()
                && (mode & 0o002 != 0
                    || folder.uid() == self.uid && mode & 0o200 != 0
                    || folder.gid() == self.gid && mode & 0o020 != 0)
        })
    }
}
