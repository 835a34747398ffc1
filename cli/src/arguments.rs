//! The command line, read.

mod help;

use std::ffi::OsString;
use std::path::PathBuf;

use aludel_codegen::diagnostic::suggest;
use aludel_codegen::model::Dialect;

use crate::import::{Import, Wanted};
use crate::options::Options;

/// What is asked for.
#[derive(Debug, PartialEq)]
pub(crate) enum Request {
    /// A text: help or version.
    Print(String),
    /// A command.
    Run(Command),
}

/// A command with its options.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    /// Adds to a crate what it needs.
    Init {
        /// `--path`: a checkout of Aludel.
        checkout: Option<PathBuf>,
    },
    /// Writes a file for a model.
    NewModel {
        /// `--schema`
        schema: Option<PathBuf>,
        /// The model's name.
        name: String,
    },
    /// Writes the kept code.
    Generate(Options),
    /// Compares it.
    Check(Options),
    /// Prints DDL.
    Ddl {
        /// `--schema`
        schema: Option<PathBuf>,
        /// `--dialect`
        dialect: Option<Dialect>,
    },
    /// Prints a model, resolved.
    Schema {
        /// `--schema`
        schema: Option<PathBuf>,
        /// The model's name, or that of a table or an enum.
        name: String,
    },
    /// Writes the page of the schema.
    Docs {
        /// `--schema`
        schema: Option<PathBuf>,
        /// `--out`
        file: Option<PathBuf>,
    },
    /// Reads a database into schema files.
    Import(Import),
    /// Prints the page of a mistake.
    Explain(String),
}

/// Reads the arguments behind the program's name.
///
/// # Errors
///
/// What is wrong with them, and where help is.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, String> {
    read(arguments).map_err(|fault| format!("{fault}\nhelp: `aludel --help` lists commands and options"))
}

fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, String> {
    let mut words: Vec<OsString> = Vec::new();
    let mut options: Vec<(&'static str, OsString)> = Vec::new();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy().into_owned();
        match text.as_str() {
            "-h" | "--help" => {
                let asked = words.first().map(|word| word.to_string_lossy());
                return Ok(Request::Print(help::help(asked.as_deref())));
            }
            "-V" | "--version" => {
                return Ok(Request::Print(concat!("aludel ", env!("CARGO_PKG_VERSION"), "\n").to_owned()));
            }
            _ if !text.starts_with('-') => words.push(argument),
            _ => {
                let (name, value) = match text.split_once('=') {
                    Some((name, value)) => (name, Some(OsString::from(value))),
                    None => (text.as_str(), None),
                };
                let known = OPTIONS.into_iter().find(|known| *known == name);
                let known =
                    known.ok_or_else(|| format!("there is no option `{name}`{}", meant(name, all_options())))?;
                if options.iter().any(|(other, _)| *other == known) {
                    return Err(format!("`{known}` is given twice"));
                }
                if known == FORCE {
                    if value.is_some() {
                        return Err(format!("`{FORCE}` takes no value"));
                    }
                    options.push((known, OsString::new()));
                    continue;
                }
                let value = value.or_else(|| arguments.next()).filter(|value| !value.is_empty());
                options.push((known, value.ok_or_else(|| format!("`{known}` needs a value"))?));
            }
        }
    }
    command(words, options)
}

fn command(words: Vec<OsString>, mut options: Vec<(&'static str, OsString)>) -> Result<Request, String> {
    let mut words = words.into_iter().map(|word| word.to_string_lossy().into_owned());
    let Some(name) = words.next() else {
        return Err(
            "which command? `init`, `new model`, `import`, `generate`, `check`, `ddl`, `schema`, `docs` or `explain`"
                .to_owned(),
        );
    };
    if name == "help" {
        return match words.next() {
            Some(unknown) if !COMMANDS.contains(&unknown.as_str()) => {
                Err(format!("there is no command `{unknown}`{}", meant(&unknown, COMMANDS)))
            }
            asked => Ok(Request::Print(help::help(asked.as_deref()))),
        };
    }
    let mut take = |wanted: &str| {
        let place = options.iter().position(|(option, _)| *option == wanted)?;
        Some(options.remove(place).1)
    };
    let command = match name.as_str() {
        "generate" | "check" => {
            let mut asked =
                Options { schema: take("--schema").map(into), out: take("--out").map(into), deny_warnings: false };
            if name == "generate" {
                Command::Generate(asked)
            } else {
                asked.deny_warnings = match take("--deny") {
                    Some(what) if what == "warnings" => true,
                    Some(what) => return Err(format!("`--deny` takes `warnings`, not `{}`", what.to_string_lossy())),
                    None => false,
                };
                Command::Check(asked)
            }
        }
        "init" => Command::Init { checkout: take("--path").map(into) },
        "new" => match words.next().as_deref() {
            Some("model") => Command::NewModel {
                schema: take("--schema").map(into),
                name: words.next().ok_or("which model? `aludel new model OrderLine`")?,
            },
            Some(what) => return Err(format!("`new` makes no `{what}`: `aludel new model OrderLine`")),
            None => return Err("new what? `aludel new model OrderLine`".to_owned()),
        },
        "ddl" => {
            let dialect = take("--dialect").map(|word| {
                let word = word.to_string_lossy().into_owned();
                Dialect::from_word(&word)
                    .ok_or_else(|| format!("`{word}` is no dialect: it is `sqlite` or `postgresql`"))
            });
            Command::Ddl { schema: take("--schema").map(into), dialect: dialect.transpose()? }
        }
        "schema" => Command::Schema {
            schema: take("--schema").map(into),
            name: words.next().ok_or("which model? `aludel schema User`")?,
        },
        "docs" => Command::Docs { schema: take("--schema").map(into), file: take("--out").map(into) },
        "import" => Command::Import(Import {
            folder: take("--schema").map(into),
            wanted: Wanted { tables: names(take("--tables")), schemas: names(take("--from")) },
            force: take(FORCE).is_some(),
            url: words.next().ok_or("which database? `aludel import sqlite:///app.db`")?,
        }),
        "explain" => Command::Explain(words.next().ok_or("explain which code? `aludel explain A0101`")?),
        _ => {
            return Err(format!("there is no command `{name}`{}", meant(&name, COMMANDS)));
        }
    };
    match (words.next(), options.first()) {
        (Some(word), _) => Err(format!("`{name}` does not take `{word}`")),
        (None, Some((option, _))) => Err(format!("`{name}` does not take `{option}`")),
        (None, None) => Ok(Request::Run(command)),
    }
}

/// Which of the words was probably meant, as the end of a sentence.
fn meant(word: &str, words: impl IntoIterator<Item = &'static str>) -> String {
    suggest::nearest(word, words).map(|meant| format!(": did you mean `{meant}`?")).unwrap_or_default()
}

fn into(value: OsString) -> PathBuf {
    PathBuf::from(value)
}

/// Names with commas between.
fn names(value: Option<OsString>) -> Vec<String> {
    let text = value.unwrap_or_default().to_string_lossy().into_owned();
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The option without a value.
const FORCE: &str = "--force";

/// The options by their names.
const OPTIONS: [&str; 8] = ["--schema", "--out", "--dialect", "--deny", "--path", "--tables", "--from", FORCE];

/// The same, and those that take the place of a command.
fn all_options() -> impl Iterator<Item = &'static str> {
    OPTIONS.into_iter().chain(["--help", "--version", "-V"])
}

/// The commands by their names.
const COMMANDS: [&str; 9] = ["init", "new", "import", "generate", "check", "ddl", "schema", "docs", "explain"];

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Request, String> {
        read(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn commands_and_their_options() {
        let options = Options { schema: Some("a".into()), out: Some("b".into()), deny_warnings: false };
        assert_eq!(parsed("generate --schema a --out=b"), Ok(Request::Run(Command::Generate(options))));
        assert_eq!(parsed("check"), Ok(Request::Run(Command::Check(Options::default()))));
        let denying = Options { deny_warnings: true, ..Options::default() };
        assert_eq!(parsed("check --deny warnings"), Ok(Request::Run(Command::Check(denying))));
        let ddl = Command::Ddl { schema: None, dialect: Some(Dialect::Sqlite) };
        assert_eq!(parsed("--dialect sqlite ddl"), Ok(Request::Run(ddl)));
        assert_eq!(parsed("explain A0101"), Ok(Request::Run(Command::Explain("A0101".to_owned()))));
        let docs = Command::Docs { schema: None, file: Some("a.html".into()) };
        assert_eq!(parsed("docs --out a.html"), Ok(Request::Run(docs)));
        assert!(matches!(parsed("ddl --help"), Ok(Request::Print(_))));
        assert!(matches!(parsed("-V"), Ok(Request::Print(_))));
        assert_eq!(parsed("ddl --help"), parsed("help ddl"));
        assert_eq!(parsed("--help"), parsed("help"));
        assert_ne!(parsed("--help"), parsed("help ddl"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, fault) in [
            ("", "which command"),
            ("make", "no command `make`"),
            ("genrate", "no command `genrate`: did you mean `generate`?"),
            ("check --fast", "no option `--fast`"),
            ("check --schma x", "no option `--schma`: did you mean `--schema`?"),
            ("check --helpp", "no option `--helpp`: did you mean `--help`?"),
            ("help chekc", "no command `chekc`: did you mean `check`?"),
            ("check --out", "`--out` needs a value"),
            ("check --out=", "`--out` needs a value"),
            ("check --out a --out b", "`--out` is given twice"),
            ("ddl --out a", "`ddl` does not take `--out`"),
            ("generate --deny warnings", "`generate` does not take `--deny`"),
            ("check --deny all", "`--deny` takes `warnings`, not `all`"),
            ("ddl --dialect oracle", "`oracle` is no dialect"),
            ("check a", "`check` does not take `a`"),
            ("explain", "explain which code"),
            ("new", "new what?"),
            ("new table", "`new` makes no `table`"),
            ("new model", "which model?"),
            ("import", "which database?"),
            ("import --force=yes a", "`--force` takes no value"),
            ("check --force", "`check` does not take `--force`"),
            ("init --schema a", "`init` does not take `--schema`"),
            ("schema", "which model?"),
            ("schema A B", "`schema` does not take `B`"),
        ] {
            let said = parsed(line).unwrap_err();
            assert!(said.contains(fault), "{line}: {said}");
        }
    }
}
