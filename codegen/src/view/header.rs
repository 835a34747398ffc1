//! The head of a generated file: what made it, and from what.

use std::collections::BTreeSet;

use crate::hash::{START, fnv};
use crate::mark::MARK;
use crate::source::{Source, Sources};

/// What a header says of a schema file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Its name from the folder on that all schema files share: the same wherever the folder lies.
    pub(crate) name: String,
    /// A hash of name and text, whatever a checkout made of its line ends.
    hash: u64,
}

/// What headers say of the schema files.
pub(super) fn origins(sources: &Sources) -> Vec<Origin> {
    let names: Vec<&str> = sources.files().iter().map(|file| file.name.as_str()).collect();
    let shared = shared_folder(&names);
    let origin = |file: &Source| {
        let name = file.name[shared..].to_owned();
        let lines = file.text.split("\r\n").enumerate();
        let hash = lines.fold(fnv(fnv(START, name.as_bytes()), &[0]), |hash, (index, part)| {
            fnv(if index > 0 { fnv(hash, b"\n") } else { hash }, part.as_bytes())
        });
        Origin { name, hash }
    };
    sources.files().iter().map(origin).collect()
}

/// How long the path of the folder is that all files are in.
fn shared_folder(names: &[&str]) -> usize {
    let Some(first) = names.first() else { return 0 };
    let mut shared = first.rfind('/').map_or(0, |slash| slash + 1);
    while !names.iter().all(|name| name.starts_with(&first[..shared])) {
        shared = first[..shared - 1].rfind('/').map_or(0, |slash| slash + 1);
    }
    shared
}

/// The lines above a file that is made from those schema files.
pub(super) fn header(files: &BTreeSet<usize>, origins: &[Origin], hint: &str) -> String {
    let origins: Vec<&Origin> = files.iter().filter_map(|&file| origins.get(file)).collect();
    let names: Vec<&str> = origins.iter().map(|origin| origin.name.as_str()).collect();
    let hash = origins.iter().fold(START, |hash, origin| fnv(hash, &origin.hash.to_le_bytes()));
    let made = format!("// {MARK} {} from {} (hash {hash:016x}).", env!("CARGO_PKG_VERSION"), names.join(", "));
    format!("{}\n{}", wrap(&made), wrap(&format!("// Do not edit: change the schema. {hint}")))
}

/// A comment in lines.
fn wrap(comment: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in comment.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) => lines.push(format!("// {word}")),
            None => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

const WIDTH: usize = 99;

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Vec<String> {
        let sources = Sources::new(names.iter().map(|name| (*name, "")));
        origins(&sources).into_iter().map(|origin| origin.name).collect()
    }

    #[test]
    fn names_begin_where_the_files_part() {
        assert_eq!(named(&["schema/user.toml"]), ["user.toml"]);
        assert_eq!(named(&["/a/schema/a.toml", "/a/schema/b/c.toml"]), ["a.toml", "b/c.toml"]);
        assert_eq!(named(&["a.toml", "b/c.toml"]), ["a.toml", "b/c.toml"]);
        assert_eq!(named(&["x/ab/a.toml", "x/ac/a.toml"]), ["ab/a.toml", "ac/a.toml"]);
        assert_eq!(named(&[]), [""; 0]);
    }

    #[test]
    fn line_ends_do_not_count_and_all_else_does() {
        let hash = |name: &str, text: &str| origins(&Sources::new([(name, text)]))[0].hash;
        assert_eq!(hash("a", "1\n2\n"), hash("a", "1\r\n2\r\n"));
        assert_ne!(hash("a", "1\n2\n"), hash("a", "1\n2"));
        assert_ne!(hash("a", "1"), hash("b", "1"));
    }

    #[test]
    fn long_lists_of_files_are_wrapped() {
        let sources = Sources::new((0..40).map(|file| (format!("schema/file{file:02}.toml"), "")));
        let header = header(&(0..40).collect(), &origins(&sources), "");
        assert!(header.lines().all(|line| line.len() <= WIDTH + 1 && line.starts_with("// ")), "{header}");
        assert!(header.contains("file39.toml (hash "));
    }
}
