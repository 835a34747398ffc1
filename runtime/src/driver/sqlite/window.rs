//! What is prepared in place of a text that ends in `LIMIT ?`: `LIMIT +?`, which is the same number. SQLite (3.51, for one)
//! looks at what is bound to a bare parameter there, and makes the whole plan anew each time something is
//! (`sqlite3ExprIsInteger`), which costs five times what a lookup does.

use std::cell::RefCell;

const WINDOWS: [(&str, &str); 2] = [(" LIMIT ? OFFSET ?", " LIMIT +? OFFSET ?"), (" LIMIT ?", " LIMIT +?")];

/// How many texts are known: those of a loop.
const KNOWN: usize = 4;

/// Texts that were prepared last, beside what was prepared in their place.
#[derive(Default)]
pub(super) struct Windows(RefCell<Vec<(Box<str>, Box<str>)>>);

impl Windows {
    /// Calls `prepare` with the text to be prepared in place of `sql`.
    pub(super) fn prepared<R>(&self, sql: &str, prepare: impl FnOnce(&str) -> R) -> R {
        let mut known = self.0.borrow_mut();
        if let Some((_, signed)) = known.iter().find(|(text, _)| **text == *sql) {
            return prepare(signed);
        }
        let window = |(end, signed): (&str, &str)| Some([sql.strip_suffix(end)?, signed].concat());
        let Some(signed) = WINDOWS.into_iter().find_map(window) else { return prepare(sql) };
        known.truncate(KNOWN - 1);
        known.insert(0, (sql.into(), signed.into()));
        prepare(&known[0].1)
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, Windows};

    #[test]
    fn limits_are_signed_and_the_last_are_known() {
        let windows = Windows::default();
        let prepared = |sql: &str| windows.prepared(sql, str::to_owned);
        assert_eq!(prepared("SELECT 1 WHERE a = ?"), "SELECT 1 WHERE a = ?");
        assert_eq!(prepared("SELECT 1 LIMIT 2 OFFSET ?"), "SELECT 1 LIMIT 2 OFFSET ?");
        for number in 0..=KNOWN {
            for _ in 0..2 {
                assert_eq!(prepared(&format!("SELECT {number} LIMIT ?")), format!("SELECT {number} LIMIT +?"));
                let sql = format!("SELECT {number} LIMIT ? OFFSET ?");
                assert_eq!(prepared(&sql), format!("SELECT {number} LIMIT +? OFFSET ?"));
            }
        }
        assert_eq!(windows.0.borrow().len(), KNOWN);
    }
}
