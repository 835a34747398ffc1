//! A fresh data directory: `initdb` once a version, a copy of what it made each time after.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::programs::{Programs, run};
use crate::server::USER;
use crate::temp::target_directory;

/// Counted up when [`SETTINGS`], [`ACCESS`] or the arguments of `initdb` change.
const REVISION: u32 = 1;

/// Fast rather than safe against a crash of the machine. A commit stays synchronous: what a test has
/// committed is there after `Server::kill`.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 200
fsync = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
timezone = 'UTC'
log_timezone = 'UTC'
";

/// A password is asked for on every way in, so that a test with a wrong one fails.
const ACCESS: &str = "
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
";

/// The stored form of the password `password` with one round of hashing instead of 4096, which a
/// client without optimisation would feel at every connection.
const VERIFIER: &str = "SCRAM-SHA-256$1:YWx1ZGVsLXRlc3Qtc2FsdA==$vc8WNVJ85oapOt9yYC3SxF9juGv6RUF+iFTx7CZc888=:3mBUxE+Oov4ZoOz/3QuIiL8SL9u7ZSHLplvhKGFK7Z0=";

/// Fills `directory/data`, which must not exist, and gives it to the account.
pub(crate) fn fill(directory: &Path, programs: &Programs, account: Account) -> Result<(), String> {
    let data = directory.join("data");
    let template = template_path(programs)?;
    if template.is_dir() && copy(&template, &data, Some(account)).is_ok() {
        return Ok(());
    }
    let _ = fs::remove_dir_all(&data); // a copy that stopped half way
    initdb(directory, &data, programs, account)?;
    keep(directory, &data, &template);
    Ok(())
}

fn template_path(programs: &Programs) -> Result<PathBuf, String> {
    let version = programs.version()?;
    let version: String =
        version.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    Ok(target_directory().join("postgresql-templates").join(format!("{version}-{REVISION}")))
}

fn initdb(directory: &Path, data: &Path, programs: &Programs, account: Account) -> Result<(), String> {
    let password = directory.join("password");
    write(&password, VERIFIER)?;
    account.give(&password)?;
    let mut command = programs.command("initdb");
    command.args(["--no-sync", "--no-locale", "--encoding=UTF8", "--auth=scram-sha-256", "--username", USER]);
    command.arg("--pwfile").arg(&password).arg("--pgdata").arg(data).current_dir(directory);
    run(account.run_as(&mut command))?;
    append(&data.join("postgresql.conf"), SETTINGS)?;
    write(&data.join("pg_hba.conf"), ACCESS)
}

/// Keeps a copy for later. It appears under its name whole or not at all; where it cannot be kept,
/// the next server is made by `initdb` again.
fn keep(directory: &Path, data: &Path, template: &Path) {
    let unique = directory.file_name().unwrap_or_default();
    let partial = template.with_file_name(unique);
    let _ = template.parent().map(fs::create_dir_all);
    if copy(data, &partial, None).is_err() || fs::rename(&partial, template).is_err() {
        let _ = fs::remove_dir_all(&partial);
    }
}

fn copy(from: &Path, to: &Path, account: Option<Account>) -> Result<(), String> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error: std::io::Error| format!("{}: {error}", path.display())
    };
    fs::create_dir(to).map_err(at(to))?;
    fs::set_permissions(to, PermissionsExt::from_mode(0o700)).map_err(at(to))?;
    account.map_or(Ok(()), |account| account.give(to))?;
    for entry in fs::read_dir(from).map_err(at(from))? {
        let entry = entry.map_err(at(from))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().map_err(at(&source))?.is_dir() {
            copy(&source, &target, account)?;
        } else {
            fs::copy(&source, &target).map_err(at(&source))?;
            account.map_or(Ok(()), |account| account.give(&target))?;
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn append(path: &Path, text: &str) -> Result<(), String> {
    let old = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    write(path, &(old + text))
}
