//! The command line of Aludel: `init`, `new model`, `import`, `generate`, `check`, `ddl`, `docs`, `schema`, `explain`.

mod arguments;
mod check;
mod ddl;
mod diagram;
mod docs;
mod editor;
mod explain;
mod generate;
mod import;
mod init;
mod model;
mod options;
mod place;
mod schema;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use aludel_codegen::Failure;
use aludel_codegen::diagnostic::Diagnostics;
use aludel_codegen::render::Defect;
use arguments::{Command, Request};

/// The exit code of `check` where what is kept is not what is generated.
const DIFFERENT: u8 = 1;
/// The exit code of everything that could not be done.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let request = arguments::parse(std::env::args_os().skip(1));
    let done = match request {
        Ok(Request::Print(text)) => print(&text),
        Ok(Request::Run(command)) => run(&command),
        Err(usage) => Err(Problem::Words(usage)),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        // Whoever reads our output has enough of it, as `head` has.
        Err(Problem::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = io::stderr().write_all(problem.text().as_bytes());
            ExitCode::from(FAILED)
        }
    }
}

fn run(command: &Command) -> Result<u8, Problem> {
    let mut out = io::stdout().lock();
    match command {
        Command::Init { checkout } => init::run(checkout.as_deref(), &mut out),
        Command::NewModel { schema, name } => model::run(schema.as_deref(), name, &mut out),
        Command::Generate(options) => generate::run(options, &mut out),
        Command::Check(options) => check::run(options, &mut out),
        Command::Ddl { schema, dialect } => ddl::run(schema.as_deref(), *dialect, &mut out),
        Command::Docs { schema, file } => docs::run(schema.as_deref(), file.as_deref(), &mut out),
        Command::Schema { schema, name } => schema::run(schema.as_deref(), name, &mut out),
        Command::Import(asked) => import::run(asked, &mut out),
        Command::Explain(code) => explain::run(code, &mut out),
    }
}

fn print(text: &str) -> Result<u8, Problem> {
    io::stdout().write_all(text.as_bytes())?;
    Ok(0)
}

/// Why something could not be done.
enum Problem {
    /// The schema.
    Schema(Failure),
    /// Anything else, in one or more lines.
    Words(String),
    /// What we say cannot be said.
    Output(io::Error),
}

/// Mistakes or warnings, with colours where a person reads them.
fn screens(found: &Diagnostics) -> String {
    let coloured = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if coloured { found.coloured() } else { found.to_string() }
}

impl Problem {
    fn text(&self) -> String {
        match self {
            Problem::Schema(Failure::Schema(mistakes)) => screens(mistakes),
            Problem::Schema(failure) => format!("error: {failure}\n"),
            Problem::Words(words) => format!("error: {words}\n"),
            Problem::Output(error) => format!("error: cannot write: {error}\n"),
        }
    }
}

impl From<Diagnostics> for Problem {
    fn from(mistakes: Diagnostics) -> Problem {
        Problem::Schema(mistakes.into())
    }
}

impl From<Defect> for Problem {
    fn from(defect: Defect) -> Problem {
        Problem::Schema(defect.into())
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Problem {
        Problem::Output(error)
    }
}
