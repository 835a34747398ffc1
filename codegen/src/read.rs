//! From a folder to sources. The only file of the reading half that touches the disk.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Place, Source, Sources, Span};

/// Reads every `*.toml` in a folder and the folders below it, sorted by name. Names that begin with a dot (an editor's
/// locks and swap files) are left out. Files are called by the path given, with `/` between its parts.
///
/// # Errors
///
/// What cannot be read, all of it at once; a folder without any schema file.
pub fn folder(folder: impl AsRef<Path>) -> Result<Sources, Diagnostics> {
    let folder = folder.as_ref();
    let mut found = Found::default();
    found.walk(folder);
    if found.files.is_empty() {
        let help = "put a file such as `user.toml` there";
        found.add(
            folder,
            String::new(),
            Some((Code::NoSchema, "there is no schema file in this folder".to_owned(), help)),
        );
    }
    found.files.sort_by(|a, b| a.0.name.cmp(&b.0.name));

    let mut mistakes = Vec::new();
    for (file, (_, mistake)) in found.files.iter_mut().enumerate() {
        if let Some(mut mistake) = mistake.take() {
            mistake.place.file = file;
            mistakes.push(mistake);
        }
    }
    let sources = Sources::new(found.files.into_iter().map(|(source, _)| (source.name, source.text)));
    Diagnostics::none_of(mistakes, &sources)?;
    Ok(sources)
}

#[derive(Default)]
struct Found {
    /// Folders that have been walked: a link may lead to one again.
    walked: HashSet<PathBuf>,
    files: Vec<(Source, Option<Diagnostic>)>,
}

impl Found {
    fn walk(&mut self, folder: &Path) {
        if let Ok(real) = fs::canonicalize(folder)
            && !self.walked.insert(real)
        {
            return;
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(folder, "this folder cannot be read", &error),
        };
        for entry in entries {
            let path: PathBuf = match entry {
                Ok(entry) => entry.path(),
                Err(error) => {
                    self.unreadable(folder, "this folder cannot be read", &error);
                    continue;
                }
            };
            let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
            if hidden {
                continue;
            }
            if path.is_dir() {
                self.walk(&path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                self.file(&path);
            }
        }
    }

    fn file(&mut self, path: &Path) {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return self.unreadable(path, "this file cannot be read", &error),
        };
        match String::from_utf8(bytes) {
            Ok(text) => self.add(path, text, None),
            Err(error) => {
                let start = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                self.add(path, text, Some((Code::NotUtf8, "this file is not UTF-8".to_owned(), "")));
                if let Some((_, Some(mistake))) = self.files.last_mut() {
                    mistake.place.span = Span { start, end: start + 1 };
                    mistake.label = "this byte is not".to_owned();
                    mistake.help = None;
                }
            }
        }
    }

    fn unreadable(&mut self, path: &Path, what: &str, error: &std::io::Error) {
        let help = "the folder's path is relative to the crate, and `aludel init` makes a first one";
        self.add(path, String::new(), Some((Code::Unreadable, format!("{what}: {error}"), help)));
        if let Some((_, Some(mistake))) = self.files.last_mut()
            && error.kind() != std::io::ErrorKind::NotFound
        {
            mistake.help = None;
        }
    }

    fn add(&mut self, path: &Path, text: String, mistake: Option<(Code, String, &str)>) {
        let name = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let mistake = mistake.map(|(code, message, help)| Diagnostic::new(code, Place::default(), message).help(help));
        self.files.push((Source { name, text }, mistake));
    }
}
