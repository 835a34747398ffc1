//! `aludel check`: compares what is kept with what is generated.

use std::io::Write;
use std::path::Path;

use aludel_codegen::output::{self, Comparison};
use similar::TextDiff;

use crate::options::Options;
use crate::{DIFFERENT, Problem, editor, place};

pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<u8, Problem> {
    let kept = place::kept(options)?;
    let mending = place::mending(options);
    let mut text = String::new();
    if let Some(code) = &kept.code {
        let comparison = output::compare(&code.out, &code.files)
            .map_err(|error| Problem::Words(format!("{error}\nhelp: `{mending}` writes it")))?;
        let subject = code.out.display().to_string();
        text.push_str(&difference(&subject, &code.out, &comparison));
    }
    let comparison =
        output::compare_artifacts(&kept.schema, &kept.artifacts).map_err(|error| Problem::Words(error.to_string()))?;
    let subject = format!("what is kept in {}", kept.schema.display());
    text.push_str(&difference(&subject, &kept.schema, &comparison));
    // Who does not want it removes it.
    if let (path, Some(false)) = editor::kept(options) {
        text.push_str(&format!("{} is not what this version of aludel writes\n", path.display()));
    }
    if !text.is_empty() {
        writeln!(out, "{text}help: `{mending}` mends it")?;
        return Ok(DIFFERENT);
    }
    match &kept.code {
        Some(code) => writeln!(out, "{} is what the schema generates", code.out.display())?,
        None => writeln!(out, "{subject} is what the schema generates")?,
    }
    Ok(0)
}

/// How each file differs, then which do; nothing where none does.
fn difference(subject: &str, folder: &Path, comparison: &Comparison) -> String {
    let mut text = String::new();
    if comparison.is_same() {
        return text;
    }
    let folder = folder.display();
    for file in &comparison.changed {
        let (kept, generated) =
            (format!("{folder}/{} (kept)", file.name), format!("{folder}/{} (generated)", file.name));
        let diff = TextDiff::from_lines(&file.kept, &file.generated);
        text.push_str(&diff.unified_diff().header(&kept, &generated).to_string());
        text.push('\n');
    }
    text.push_str(&format!("{subject} is not what the schema generates:\n"));
    for line in comparison.lines() {
        text.push_str(&format!("  {line}\n"));
    }
    text
}
