//! `aludel generate`: writes the kept code, what is reviewed, and what editors read.

use std::io::Write;
use std::path::Path;

use aludel_codegen::output::{self, OutputError, Written};

use crate::options::Options;
use crate::{Problem, editor, place};

pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<u8, Problem> {
    let kept = place::kept(options)?;
    let mut changed = false;
    let mut tell = |folder: &Path, done: Result<Written, OutputError>| -> Result<(), Problem> {
        let done = done.map_err(|error| Problem::Words(error.to_string()))?;
        let folder = folder.display();
        for (what, names) in [("wrote", &done.written), ("removed", &done.removed)] {
            for name in names {
                changed = true;
                writeln!(out, "{what} {folder}/{name}")?;
            }
        }
        Ok(())
    };
    if let Some(code) = &kept.code {
        tell(&code.out, output::write(&code.out, &code.files))?;
    }
    tell(&kept.schema, output::write_artifacts(&kept.schema, &kept.artifacts))?;
    if let Some(path) = editor::write(options)? {
        changed = true;
        writeln!(out, "wrote {}", path.display())?;
    }
    match &kept.code {
        None => writeln!(out, "no code is kept: builds make it, or `[settings] out` says where `generate` writes it")?,
        Some(code) if !changed => writeln!(out, "{} is what the schema generates", code.out.display())?,
        Some(_) => {}
    }
    Ok(0)
}
