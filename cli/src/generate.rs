//! `aludel generate`: writes the kept code, and what editors read.

use std::io::Write;

use aludel_codegen::output;

use crate::arguments::Options;
use crate::{Problem, editor, place};

pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<u8, Problem> {
    let kept = place::kept(options)?;
    let folder = kept.out.display();
    let done = output::write(&kept.out, &kept.files).map_err(|error| Problem::Words(error.to_string()))?;
    for name in &done.written {
        writeln!(out, "wrote {folder}/{name}")?;
    }
    for name in &done.removed {
        writeln!(out, "removed {folder}/{name}")?;
    }
    let for_editors = editor::write(options)?;
    if let Some(path) = &for_editors {
        writeln!(out, "wrote {}", path.display())?;
    }
    if for_editors.is_none() && done.written.is_empty() && done.removed.is_empty() {
        writeln!(out, "{folder} is what the schema generates")?;
    }
    Ok(0)
}
