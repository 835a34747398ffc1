//! Where PostgreSQL's programs are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder that holds `initdb` and `postgres`, and what runs them.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    bin: PathBuf,
}

const HOW_TO_GET_IT: &str = "\
These tests need PostgreSQL's programs (initdb, postgres, psql); no service has to run. To get them:
    scripts/test                                                  installs what is missing, then runs every test
    apt-get install postgresql                                    Debian, Ubuntu
    dnf install postgresql-server postgresql                      Fedora, RHEL
    apk add postgresql postgresql-client                          Alpine
    brew install postgresql                                       macOS
or set ALUDEL_PG_BIN to the folder that holds them.";

impl Programs {
    /// Looks where `ALUDEL_PG_BIN` says and nowhere else, or, without it, in all usual places.
    pub(crate) fn find() -> Result<Self, String> {
        if let Some(bin) = env::var_os("ALUDEL_PG_BIN") {
            let bin = PathBuf::from(bin);
            return match holds_a_server(&bin) {
                true => Ok(Self { bin }),
                false => Err(format!(
                    "ALUDEL_PG_BIN is {}, which does not hold initdb and postgres.\n{HOW_TO_GET_IT}",
                    bin.display()
                )),
            };
        }
        let on_path: Vec<_> = env::var_os("PATH").iter().flat_map(env::split_paths).collect();
        let mut candidates = Vec::from_iter(bin_of_pg_config());
        candidates.extend(on_path.iter().cloned());
        candidates.extend(packaged());
        match candidates.into_iter().find(|bin| holds_a_server(bin)) {
            None => Err(format!("PostgreSQL was not found.\n{HOW_TO_GET_IT}")),
            // On some systems psql is a package of its own, in a folder of its own.
            Some(bin) if !on_path.iter().chain([&bin]).any(|folder| folder.join("psql").is_file()) => {
                Err(format!("PostgreSQL is in {}, but psql is missing.\n{HOW_TO_GET_IT}", bin.display()))
            }
            Some(bin) => Ok(Self { bin }),
        }
    }

    /// The server's own version, as it prints it.
    pub(crate) fn version(&self) -> Result<String, String> {
        run(self.command("postgres").arg("--version")).map(|text| text.trim().to_owned())
    }

    pub(crate) fn path(&self, program: &str) -> PathBuf {
        self.bin.join(program)
    }

    /// A command that none of the caller's `PG...` variables reaches.
    pub(crate) fn command(&self, program: &str) -> Command {
        let path = self.path(program);
        let mut command = Command::new(if path.exists() { path } else { program.into() });
        for (name, _) in env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG")) {
            command.env_remove(name);
        }
        command
    }
}

/// Runs a command to its end: its standard output, or a message that holds all it said.
pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_owned();
    match command.output() {
        Ok(Output { status, stdout, .. }) if status.success() => Ok(String::from_utf8_lossy(&stdout).into_owned()),
        Ok(Output { status, stdout, stderr }) => Err(format!(
            "{} failed, {status}\n{}{}",
            name.display(),
            String::from_utf8_lossy(&stdout),
            String::from_utf8_lossy(&stderr)
        )),
        Err(error) => Err(format!("{} does not run: {error}", name.display())),
    }
}

fn holds_a_server(bin: &Path) -> bool {
    bin.join("initdb").is_file() && bin.join("postgres").is_file()
}

fn bin_of_pg_config() -> Option<PathBuf> {
    run(Command::new("pg_config").arg("--bindir")).ok().map(|text| PathBuf::from(text.trim()))
}

/// Where packages put what they keep out of PATH, the newest version first.
fn packaged() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),         // Debian
        ("/usr", "pgsql-"),                  // the PostgreSQL project's RPMs
        ("/usr/libexec", "postgresql"),      // Alpine, which has no `bin` below it
        ("/opt/homebrew/opt", "postgresql"), // Homebrew, by processor and system
        ("/usr/local/opt", "postgresql"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql"),
        ("/Applications/Postgres.app/Contents/Versions", ""),
    ] {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            if let Some(rest) = entry.file_name().to_string_lossy().strip_prefix(prefix) {
                let version: u32 = rest.trim_start_matches('@').parse().unwrap_or(0);
                found.push((version, entry.path().join("bin")));
                found.push((version, entry.path()));
            }
        }
    }
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, bin)| bin).collect()
}
