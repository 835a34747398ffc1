//! `aludel check`: compares the kept code with what is generated.

use std::io::Write;

use aludel_codegen::output;
use similar::TextDiff;

use crate::arguments::Options;
use crate::{DIFFERENT, Problem, editor, place};

pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<u8, Problem> {
    let kept = place::kept(options)?;
    let folder = kept.out.display();
    let mending = place::mending(options);
    let comparison = output::compare(&kept.out, &kept.files)
        .map_err(|error| Problem::Words(format!("{error}\nhelp: `{mending}` writes it")))?;
    // Who does not want it removes it.
    if let (path, Some(false)) = editor::kept(options) {
        let path = path.display();
        writeln!(out, "{path} is not what this version of aludel writes\nhelp: `{mending}` mends it")?;
        if comparison.is_same() {
            return Ok(DIFFERENT);
        }
    }
    if comparison.is_same() {
        writeln!(out, "{folder} is what the schema generates")?;
        return Ok(0);
    }
    let mut text = String::new();
    for file in &comparison.changed {
        let (kept, generated) =
            (format!("{folder}/{} (kept)", file.name), format!("{folder}/{} (generated)", file.name));
        let diff = TextDiff::from_lines(&file.kept, &file.generated);
        text.push_str(&diff.unified_diff().header(&kept, &generated).to_string());
        text.push('\n');
    }
    text.push_str(&format!("{folder} is not what the schema generates:\n"));
    for line in comparison.lines() {
        text.push_str(&format!("  {line}\n"));
    }
    text.push_str(&format!("help: `{mending}` mends it\n"));
    out.write_all(text.as_bytes())?;
    Ok(DIFFERENT)
}
