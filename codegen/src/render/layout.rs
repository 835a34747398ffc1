//! The layout of a printed template. `prettyplease` drops comments and blank lines and knows nothing of what is in a
//! macro; three marks, each on a line of its own, bring that back:
//!
//! - `//` is a blank line;
//! - `//<` and `//>` are around lines that stay as they are, but for how far they are indented; empty ones, which
//!   loops of templates leave, are dropped.

/// Lays out what a template printed.
pub(super) fn lay_out(printed: &str) -> Result<String, syn::Error> {
    let mut blocks: Vec<String> = Vec::new();
    let mut plain = String::with_capacity(printed.len());
    let mut block: Option<Vec<&str>> = None;
    for line in printed.lines() {
        match (line.trim(), &mut block) {
            ("//<", None) => block = Some(Vec::new()),
            ("//>", Some(lines)) => {
                plain.push_str(&format!("{BLOCK}_{}!();\n", blocks.len()));
                blocks.push(without_indent(lines));
                block = None;
            }
            ("", Some(_)) => {}
            ("//", Some(lines)) => lines.push(""),
            (_, Some(lines)) => lines.push(line),
            ("//", None) => plain.push_str(&format!("{BLANK}!();\n")),
            (_, None) => {
                plain.push_str(line);
                plain.push('\n');
            }
        }
    }

    let formatted = prettyplease::unparse(&syn::parse_file(&plain)?);
    let mut text = String::with_capacity(formatted.len());
    for line in formatted.lines() {
        match line.trim().strip_suffix("!();") {
            Some(BLANK) => {}
            Some(mark) if mark.starts_with(BLOCK) => {
                let indent = line.len() - line.trim_start().len();
                let number = mark.trim_start_matches(BLOCK).trim_start_matches('_').parse().unwrap_or(0);
                for line in blocks.get(number).map_or("", |block: &String| block.as_str()).lines() {
                    if !line.is_empty() {
                        text.push_str(&" ".repeat(indent));
                    }
                    text.push_str(line);
                    text.push('\n');
                }
                continue;
            }
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    Ok(format!("{}\n", text.trim_end()))
}

const BLANK: &str = "aludel_blank_line";
const BLOCK: &str = "aludel_block";

/// The lines without what all of them are indented by.
fn without_indent(lines: &[&str]) -> String {
    let full = lines.iter().filter(|line| !line.is_empty());
    let indent = full.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    lines.iter().map(|line| format!("{}\n", line.get(indent..).unwrap_or(""))).collect()
}

#[cfg(test)]
mod tests {
    use super::lay_out;

    #[test]
    fn blank_lines_and_blocks_come_back() {
        let printed =
            "struct A;\n//\nimpl A {\n  fn a() {}\n  //\n  //<\n    m! {\n\n      one, two\n    }\n  //>\n}\n//\n";
        let expected = "struct A;\n\nimpl A {\n    fn a() {}\n\n    m! {\n      one, two\n    }\n}\n";
        assert_eq!(lay_out(printed).unwrap(), expected);
    }

    #[test]
    fn what_is_not_rust_is_refused() {
        assert!(lay_out("pub structUser;").is_err());
    }
}
