//! Texts that are compared with files in the repository.

use std::fs;
use std::path::Path;

/// What differs, gathered so that one run shows all.
#[derive(Default)]
pub(crate) struct Golden {
    wrong: Vec<String>,
}

impl Golden {
    /// Compares a text with a file, or writes the file where that was asked for.
    pub(crate) fn compare(&mut self, path: &Path, found: &str) {
        let expected = fs::read_to_string(path).unwrap_or_default();
        if expected == found {
            return;
        }
        if std::env::var_os("ALUDEL_ACCEPT").is_some() {
            assert!(std::env::var_os("CI").is_none(), "ALUDEL_ACCEPT is refused where CI is set");
            fs::create_dir_all(path.parent().expect("a folder")).expect("can be made");
            fs::write(path, found).expect("can be written");
        } else {
            self.wrong.push(format!("{}\n--- expected\n{expected}--- found\n{found}", path.display()));
        }
    }

    /// Fails where anything differed.
    pub(crate) fn finish(self) {
        assert!(
            self.wrong.is_empty(),
            "{}\n\nALUDEL_ACCEPT=1 writes the files anew; read the difference before you commit it.",
            self.wrong.join("\n")
        );
    }
}
