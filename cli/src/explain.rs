//! `aludel explain`: says what a mistake is and how it is mended.

use std::io::Write;

use aludel_codegen::diagnostic::Code;
use aludel_codegen::lint;

use crate::Problem;

pub(crate) fn run(id: &str, out: &mut impl Write) -> Result<u8, Problem> {
    let lint = lint::ALL.iter().find(|lint| lint.name == id).map(|lint| &lint.code);
    let Some(code) = lint.or_else(|| Code::ALL.iter().find(|code| code.id().eq_ignore_ascii_case(id))) else {
        return Err(Problem::Words(format!("there is no code `{id}`: they are like `A0101`")));
    };
    writeln!(out, "{}: {}\n\n{}", code.id(), code.title(), code.page())?;
    Ok(0)
}
