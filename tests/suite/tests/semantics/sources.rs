//! The tests that are found in sources, and what their texts say that they do.

use std::path::Path;

/// A test.
#[derive(Debug)]
pub(crate) struct Test {
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) ignored: bool,
    /// It is about builds, not about sessions.
    pub(crate) of_builds: bool,
    /// It runs on every database that it can run on.
    pub(crate) everywhere: bool,
    /// It looks at what was sent.
    pub(crate) hears: bool,
    /// It looks at rows past the session.
    pub(crate) sees_rows: bool,
}

/// The tests of some sources.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) tests: Vec<Test>,
}

/// A function of a source: its name, what stands above it, and its lines.
struct Function<'a> {
    name: &'a str,
    attributes: &'a [&'a str],
    body: Vec<&'a str>,
}

impl Function<'_> {
    fn is_test(&self) -> bool {
        self.attributes.iter().any(|it| it.trim() == "#[test]")
    }

    fn calls(&self, name: &str) -> bool {
        self.body.iter().any(|line| line.match_indices(name).any(|(at, _)| line[at + name.len()..].starts_with('(')))
    }

    /// Lines that are heard and let go show nothing.
    fn hears(&self) -> bool {
        let looks = |line: &&str| {
            let words = [".assert_heard(", ".heard()", ".lines()"];
            line.trim() != "lab.lines();" && words.iter().any(|word| line.contains(word))
        };
        self.body.iter().any(looks)
    }

    fn sees_rows(&self) -> bool {
        self.calls(".rows")
    }
}

/// Reads the sources of a folder, and of those in it.
pub(crate) fn folder(folder: &Path, of_builds: bool, found: &mut Found) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            self::folder(&path, of_builds, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            found.read(&name, &std::fs::read_to_string(&path).unwrap(), of_builds);
        }
    }
}

impl Found {
    /// Adds the tests of a source.
    pub(crate) fn read(&mut self, file: &str, source: &str, of_builds: bool) {
        let lines: Vec<&str> = source.lines().collect();
        let functions = functions(&lines);
        // By itself, or by a function beside the tests.
        let does = |function: &Function<'_>, what: &dyn Fn(&Function<'_>) -> bool| {
            what(function) || functions.iter().any(|it| !it.is_test() && what(it) && function.calls(it.name))
        };
        for function in functions.iter().filter(|it| it.is_test()) {
            self.tests.push(Test {
                name: function.name.to_owned(),
                file: file.to_owned(),
                ignored: function
                    .attributes
                    .iter()
                    .any(|it| it.trim_start_matches([' ', '#', '[']).starts_with("ignore")),
                of_builds,
                everywhere: function.calls("everywhere") || function.calls("where_two_can_connect"),
                hears: does(function, &|it| it.hears()),
                sees_rows: does(function, &|it| it.sees_rows()),
            });
        }
    }
}

/// The functions of a source as rustfmt writes them: one ends with the brace that is indented as it is.
fn functions<'a>(lines: &'a [&'a str]) -> Vec<Function<'a>> {
    let mut functions = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        let Some(name) = code.strip_prefix("fn ").and_then(|it| it.split(['(', '<']).next()) else { continue };
        let above = lines[..at].iter().rposition(|line| !line.trim().starts_with("#[")).map_or(0, |it| it + 1);
        let end = format!("{indent}}}");
        let body = lines[at + 1..].iter().copied().take_while(|&line| line != end).collect();
        functions.push(Function { name, attributes: &lines[above..at], body });
    }
    functions
}
