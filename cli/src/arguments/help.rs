//! What the command line says of itself.

use std::fmt::Write;

/// A command or an option: what is written, and what it is for.
struct Entry {
    written: &'static str,
    says: &'static [&'static str],
    /// The options that a command takes; the commands that take an option are those.
    options: &'static [&'static str],
}

const fn command(written: &'static str, options: &'static [&'static str], says: &'static [&'static str]) -> Entry {
    Entry { written, says, options }
}

const fn option(written: &'static str, says: &'static [&'static str]) -> Entry {
    Entry { written, says, options: &[] }
}

static COMMANDS: [Entry; 9] = [
    command(
        "init",
        &["--path"],
        &[
            "adds to the crate in this folder what it needs: dependencies, a build script, a first",
            "model and `mod models`; what is there stays",
        ],
    ),
    command("new model NAME", &["--schema"], &["writes a commented file for a model"]),
    command(
        "import URL",
        &["--schema", "--tables", "--from", "--force"],
        &[
            "reads a database into schema files, a file for each model, and lists what they",
            "cannot say: `postgresql://me@host/shop`, `sqlite:///app.db`",
        ],
    ),
    command(
        "generate",
        &["--schema", "--out"],
        &[
            "writes what is kept: the code, where the settings say so, and beside the schema files",
            "`schema.lock`, `ddl/*.sql` and `ERD.md`",
        ],
    ),
    command(
        "check",
        &["--schema", "--out", "--deny"],
        &[
            "compares that with what is generated: exit code 0 where it is the same,",
            "1 where it differs, 2 where that cannot be told",
        ],
    ),
    command("ddl", &["--schema", "--dialect"], &["prints the SQL that makes the tables"]),
    command(
        "schema MODEL",
        &["--schema"],
        &["prints a model, table or enum as schema files would say it, with everything resolved"],
    ),
    command(
        "docs",
        &["--schema", "--out"],
        &["writes one page that shows the whole schema, with a diagram and a search: `schema.html`"],
    ),
    command("explain CODE", &[], &["says what a mistake is and how it is mended"]),
];

static OPTIONS: [Entry; 10] = [
    option("--schema DIR", &["the folder of the schema files; `schema` where nothing is said"]),
    option(
        "--out DIR",
        &["the folder of the kept code; what `[settings] out` says where nothing is said.", "For `docs` the file"],
    ),
    option("--path DIR", &["for `init`: a checkout of Aludel, which is not yet on crates.io"]),
    option("--tables A,B", &["the tables that `import` reads; all where nothing is said"]),
    option("--from A,B", &["the schemas of PostgreSQL that `import` reads; all where nothing is said"]),
    option("--force", &["lets `import` write files anew that are there"]),
    option("--deny warnings", &["lets `check` take every warning for a mistake"]),
    option("--dialect NAME", &["the database of `ddl`: `sqlite` or `postgresql`"]),
    option("-h, --help", &["prints this; behind a command, what the command takes"]),
    option("-V, --version", &["prints the version"]),
];

/// The first word of a command, or the name of an option.
fn name(entry: &Entry) -> &'static str {
    entry.written.split(' ').next().unwrap_or_default()
}

/// The help for one command, or for all where it names none.
pub(super) fn help(asked: Option<&str>) -> String {
    let one = asked.and_then(|asked| COMMANDS.iter().find(|command| name(command) == asked));
    let mut text = String::new();
    match one {
        Some(command) => {
            let says = command.says.join(" ");
            let options = if command.options.is_empty() { "" } else { " [OPTIONS]" };
            let _ = writeln!(text, "`aludel {}` {says}\n\nUsage: aludel {}{options}\n", name(command), command.written);
        }
        None => {
            text.push_str(
                "Aludel makes typed Rust and SQL of TOML schema files.\n\nUsage: aludel COMMAND [OPTIONS]\n\n",
            );
            text.push_str("Commands:\n");
            COMMANDS.iter().for_each(|command| line(&mut text, command));
            text.push('\n');
        }
    }
    text.push_str("Options:\n");
    let taken = |option: &&Entry| {
        one.is_none_or(|command| command.options.contains(&name(option)) || option.written.starts_with("-h"))
    };
    OPTIONS.iter().filter(taken).for_each(|option| line(&mut text, option));
    text
}

/// An entry in two columns.
fn line(text: &mut String, entry: &Entry) {
    for (number, says) in entry.says.iter().enumerate() {
        let written = if number == 0 { entry.written } else { "" };
        let _ = writeln!(text, "  {written:<15}  {says}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_option_has_its_line() {
        let all = help(None);
        for word in super::super::COMMANDS.iter().chain(&super::super::OPTIONS) {
            assert!(all.contains(&format!("\n  {word}")), "{word}");
        }
        let names: Vec<&str> = COMMANDS.iter().map(name).collect();
        assert_eq!(names, super::super::COMMANDS);
        let check = help(Some("check"));
        assert!(check.starts_with("`aludel check` compares"), "{check}");
        assert!(check.contains("--deny warnings") && !check.contains("--force"), "{check}");
        assert!(help(Some("explain")).contains("Usage: aludel explain CODE\n"));
    }

    /// What the help of a command lists is what the command takes.
    #[test]
    fn a_command_takes_the_options_that_its_help_lists() {
        for command in &COMMANDS {
            for option in super::super::OPTIONS {
                let value = match option {
                    "--force" => "",
                    "--deny" => "=warnings",
                    "--dialect" => "=sqlite",
                    _ => "=x",
                };
                let line = format!("{} {option}{value}", command.written);
                let read = super::super::read(line.split_whitespace().map(std::ffi::OsString::from));
                assert_eq!(read.is_ok(), command.options.contains(&option), "{line}: {read:?}");
            }
        }
    }
}
