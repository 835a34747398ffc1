//! The operating system's name of the user that runs this process, which PostgreSQL's user is by default.

use std::{env, fs};

/// As libpq: the name of the effective user, whatever the environment says; the environment where the system does not
/// tell.
pub(super) fn name() -> Option<String> {
    let from_system = || {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let accounts = fs::read_to_string("/etc/passwd").ok()?;
        account_name(&accounts, effective_id(&status)?).map(str::to_owned)
    };
    let from_environment = || ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| env::var(name).ok());
    from_system().or_else(from_environment).filter(|name| !name.is_empty())
}

/// The line `Uid:` lists the real, the effective, the saved and the file system's id.
fn effective_id(status: &str) -> Option<&str> {
    status.lines().find_map(|line| line.strip_prefix("Uid:"))?.split_whitespace().nth(1)
}

fn account_name<'a>(accounts: &'a str, id: &str) -> Option<&'a str> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == id).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::{account_name, effective_id};

    #[test]
    fn the_effective_user_is_named() {
        let status = "Name:\tx\nUid:\t0\t1000\t0\t0\nGid:\t0\t0\t0\t0\n";
        let accounts = "root:x:0:0:root:/root:/bin/sh\nbroken\nscott:x:1000:1000::/home/scott:/bin/sh\n";
        assert_eq!(effective_id(status), Some("1000"));
        assert_eq!(account_name(accounts, "1000"), Some("scott"));
        assert_eq!(account_name(accounts, "7"), None);
    }
}
