//! A private PostgreSQL server.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use crate::account::Account;
use crate::programs::Programs;
use crate::supervisor::Supervisor;
use crate::temp::new_fast_folder;
use crate::template;

/// The superuser of every server.
pub const USER: &str = "user";

/// Its password, asked for on TCP and on the socket.
pub const PASSWORD: &str = "password";

/// A PostgreSQL server that nothing else uses: it listens on a free port of 127.0.0.1 and on a Unix
/// socket in a folder of its own. It stops when this is dropped and when the process ends.
#[derive(Debug)]
pub struct Server {
    programs: Programs,
    directory: PathBuf,
    sockets: PathBuf,
    port: u16,
    supervisor: Mutex<Supervisor>,
    next_database: AtomicU32,
}

impl Server {
    /// A server beside the shared one, for a test that kills it or changes its settings.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start.
    pub fn start() -> Self {
        Self::try_start(&[]).unwrap_or_else(|message| panic!("{message}"))
    }

    /// A server whose socket lies in a folder where programs look for it without being told:
    /// [`socket_dir`](Self::socket_dir) says in which.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub fn start_in_usual_socket_directory() -> Self {
        Self::try_start(&["/var/run/postgresql", "/run/postgresql", "/tmp"])
            .unwrap_or_else(|message| panic!("{message}"))
    }

    /// Starts one whose socket is in the first of these folders that it may write to, or, with
    /// none, in its own.
    pub(crate) fn try_start(usual: &[&str]) -> Result<Self, String> {
        let programs = Programs::find()?;
        let directory = new_fast_folder("pg")?;
        let made = Self::start_in(&programs, &directory, usual);
        if made.is_err() {
            let _ = fs::remove_dir_all(&directory);
        }
        made
    }

    fn start_in(programs: &Programs, directory: &Path, usual: &[&str]) -> Result<Self, String> {
        let account = Account::for_server(directory)?;
        account.give(directory)?;
        let mut usual = usual.iter().map(Path::new);
        let sockets = usual.find(|folder| account.may_write(folder)).unwrap_or(directory).to_owned();
        template::fill(directory, programs, account)?;
        let mut supervisor =
            Supervisor::new(directory, &programs.path("postgres"), &sockets.display().to_string(), account)?;
        // Another process may take the port between its being found free and the server's start.
        let mut attempts = 0;
        let port = loop {
            let port = free_port()?;
            attempts += 1;
            match supervisor.start(port) {
                Ok(()) => break port,
                Err(message) if attempts == 3 => return Err(message),
                Err(_) => {}
            }
        };
        let (programs, directory) = (programs.clone(), directory.to_owned());
        let supervisor = Mutex::new(supervisor);
        Ok(Self { programs, directory, sockets, port, supervisor, next_database: AtomicU32::new(1) })
    }

    /// The URL of a database over TCP, `postgresql+psycopg2://user:password@127.0.0.1:PORT/database`.
    pub fn url(&self, database: &str) -> String {
        format!("postgresql+psycopg2://{USER}:{PASSWORD}@127.0.0.1:{}/{database}", self.port)
    }

    /// The URL over the socket, `postgresql+psycopg2://user:password@/database?host=DIR&port=PORT`.
    pub fn socket_url(&self, database: &str) -> String {
        let sockets = self.sockets.display();
        format!("postgresql+psycopg2://{USER}:{PASSWORD}@/{database}?host={sockets}&port={}", self.port)
    }

    /// The folder of the Unix socket `.s.PGSQL.PORT`.
    pub fn socket_dir(&self) -> &Path {
        &self.sockets
    }

    /// The port, of TCP and of the socket's name.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// A fresh empty database; the name it returns is this server's next.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn create_database(&self) -> String {
        let name = format!("test_{}", self.next_database.fetch_add(1, Ordering::Relaxed));
        self.psql("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"));
        name
    }

    /// Runs SQL through `psql`, stopping at the first error: the rows as lines, the columns parted by `|`.
    ///
    /// # Panics
    /// When it fails, with what psql said.
    pub fn psql(&self, database: &str, sql: &str) -> String {
        let output = self.psql_output(database, sql);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "psql, on {database}: {said}\nThe statement: {sql}");
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }

    /// The same, leaving it to the caller to look at the exit code and at the warnings.
    ///
    /// # Panics
    /// When psql cannot be run at all.
    pub fn psql_output(&self, database: &str, sql: &str) -> Output {
        let mut command = self.programs.command("psql");
        command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]);
        command.args(["--host", "127.0.0.1", "--port", &self.port.to_string(), "--username", USER]);
        command.args(["--dbname", database, "--command", sql]).env("PGPASSWORD", PASSWORD);
        command
            .output()
            .unwrap_or_else(|error| panic!("psql does not run ({error}); it comes with PostgreSQL's client package"))
    }

    /// Ends the server at once, as a crash would: open connections break, new ones are refused.
    ///
    /// # Panics
    /// When it does not end.
    pub fn kill(&self) {
        self.supervisor().stop().unwrap_or_else(|message| panic!("{message}"));
    }

    /// Ends the server by signal 9, which leaves it no time for anything. Those of its processes that serve a
    /// connection notice by themselves, when they next wait.
    ///
    /// # Panics
    /// When it does not end.
    pub fn kill_9(&self) {
        self.supervisor().kill().unwrap_or_else(|message| panic!("{message}"));
    }

    /// Starts the server again, after [`kill`](Self::kill) or instead of it, on the same port and data.
    ///
    /// # Panics
    /// When it does not start.
    pub fn restart(&self) {
        let mut supervisor = self.supervisor();
        let mut attempts = 0;
        let done = supervisor.stop().and_then(|()| {
            loop {
                match supervisor.start(self.port) {
                    // Processes of one that was killed have not noticed yet.
                    Err(message) if message.contains("still in use") && attempts < 100 => attempts += 1,
                    done => break done,
                }
                sleep(Duration::from_millis(20));
            }
        });
        done.unwrap_or_else(|message| panic!("{message}"));
    }

    /// What the server has logged since its last start.
    pub fn log(&self) -> String {
        fs::read_to_string(self.directory.join("log")).unwrap_or_default()
    }

    fn supervisor(&self) -> MutexGuard<'_, Supervisor> {
        self.supervisor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn free_port() -> Result<u16, String> {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    port.map(|address| address.port()).map_err(|error| format!("no free port on 127.0.0.1: {error}"))
}
