//! `aludel explain`: says what a mistake is, shows one, and how it is mended.

use std::io::Write;

use aludel_codegen::diagnostic::Code;
use aludel_codegen::diagnostic::example::Example;
use aludel_codegen::{lint, load_with_warnings};

use crate::Problem;

pub(crate) fn run(id: &str, out: &mut impl Write) -> Result<u8, Problem> {
    let lint = lint::ALL.iter().find(|lint| lint.name == id);
    let code = Code::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id));
    let Some(code) = lint.map(|lint| lint.code).or(code) else {
        return Err(Problem::Words(format!("there is no code `{id}`: they are like `A0101`")));
    };
    writeln!(out, "{}: {}\n\n{}", code.id(), code.title(), code.page())?;
    if let Some(lint) = lint::Lint::of(code) {
        let level = lint.level.word();
        writeln!(out, "\nIt is the lint `{}`: \"{level}\" where `[settings.lints]` says nothing.", lint.name)?;
    }
    if let Some(example) = Example::of(code) {
        let screen = match load_with_warnings(&example.wrong()) {
            Ok((_, warnings)) => warnings,
            Err(mistakes) => mistakes,
        };
        writeln!(out, "\nAn example, and what mends it:\n\n{}", indented(example.difference()))?;
        writeln!(out, "Before it is mended, it says:\n\n{}", indented(&screen.to_string()).trim_end())?;
    }
    Ok(0)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect()
}
