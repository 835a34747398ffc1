//! The shell that starts a server when told and stops it when this process has ended.
//!
//! Tests end without running destructors of statics, by panic, by `exit`, by a signal. A pipe closes
//! in all these cases, so the one who stops the server is a shell that reads from one.

use std::fs;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::account::Account;

/// How long a server may take to start or to stop, on a machine that is busy with builds.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(crate) struct Supervisor {
    shell: Child,
    orders: Option<ChildStdin>,
    directory: PathBuf,
}

impl Supervisor {
    /// A shell that waits for orders, in a process group of its own: the Ctrl-C that ends the test
    /// must not end the one who cleans up after it.
    pub(crate) fn new(directory: &Path, postgres: &Path, sockets: &str, account: Account) -> Result<Self, String> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", include_str!("supervisor.sh"), "aludel-test-postgres"]);
        command.arg(directory).arg(postgres).arg(sockets).current_dir(directory).process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut shell = account.run_as(&mut command).spawn().map_err(|error| format!("/bin/sh: {error}"))?;
        let orders = shell.stdin.take();
        Ok(Self { shell, orders, directory: directory.to_owned() })
    }

    /// Starts the server and returns when it takes connections; an error holds the server's log.
    pub(crate) fn start(&mut self, port: u16) -> Result<(), String> {
        let exited = self.directory.join("exited");
        self.wait("start", || exited.exists().then_some(()))?; // what ran before, or the shell's own beginning
        let status = self.directory.join("data/postmaster.pid");
        // One that was killed has left its own behind.
        let before = fs::read_to_string(&status).unwrap_or_default();
        self.order(&format!("start {port}\n"))?;
        self.wait("start", || (!exited.exists()).then_some(()))?;
        let up = self.wait("start", || {
            // The eighth line says how far it is.
            let text = fs::read_to_string(&status).unwrap_or_default();
            let ready = text != before && text.lines().nth(7).is_some_and(|s| s.trim() == "ready");
            if ready { Some(true) } else { exited.exists().then_some(false) }
        })?;
        if up { Ok(()) } else { Err(self.complaint("did not start")) }
    }

    /// Ends the server at once, as a crash would, and returns when it is gone.
    pub(crate) fn stop(&mut self) -> Result<(), String> {
        self.order("stop\n")?;
        let exited = self.directory.join("exited");
        self.wait("stop", || exited.exists().then_some(()))
    }

    /// Signal 9 to the server; returns when it is gone. Its processes for connections end by themselves.
    pub(crate) fn kill(&mut self) -> Result<(), String> {
        self.order("kill\n")?;
        let exited = self.directory.join("exited");
        self.wait("end", || exited.exists().then_some(()))
    }

    fn order(&mut self, order: &str) -> Result<(), String> {
        match &mut self.orders {
            Some(orders) => orders
                .write_all(order.as_bytes())
                .map_err(|error| self.complaint(&format!("has lost its supervisor: {error}"))),
            None => Err(self.complaint("has lost its supervisor")),
        }
    }

    fn wait<T>(&self, what: &str, mut ready: impl FnMut() -> Option<T>) -> Result<T, String> {
        let begun = Instant::now();
        loop {
            if let Some(answer) = ready() {
                return Ok(answer);
            }
            if begun.elapsed() > PATIENCE {
                return Err(self.complaint(&format!("did not {what} within {} seconds", PATIENCE.as_secs())));
            }
            sleep(Duration::from_millis(2));
        }
    }

    fn complaint(&self, what: &str) -> String {
        let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        format!("The test's PostgreSQL {what}. Its log:\n{log}")
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.orders = None; // closes the pipe, upon which the shell stops the server and removes the folder
        let _ = self.shell.wait();
    }
}
