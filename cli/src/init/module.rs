//! `mod models` in the file that a crate begins with.

/// What became of the file.
#[derive(Debug, PartialEq)]
pub(super) enum Edited {
    /// It has the module.
    There,
    /// Its text with the module.
    Text(String),
    /// Where the module belongs cannot be told from the text.
    Unclear,
}

/// How a line begins that an item begins with, at the margin.
const ITEMS: [&str; 16] = [
    "use ", "pub ", "pub(", "mod ", "fn ", "async ", "struct ", "enum ", "impl", "const ", "static ", "type ",
    "trait ", "extern ", "#[", "///",
];

/// The module, public in a library.
pub(super) fn item(library: bool) -> String {
    let public = if library { "pub " } else { "" };
    format!(
        "/// What the build script makes of `schema/`.\n{public}mod models {{\n    aludel::include_models!();\n}}\n"
    )
}

/// The text with the module before its first item: inner attributes and the crate's documentation stay first.
pub(super) fn with_models(text: &str, library: bool) -> Edited {
    let code = || text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    if code().any(|line| line.contains("include_models!") || line.contains("mod models")) {
        return Edited::There;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if ITEMS.iter().any(|item| line.starts_with(item)) {
            break;
        }
        start += line.len();
    }
    let (before, after) = text.split_at(start);
    if before.contains("/*") {
        return Edited::Unclear;
    }
    let before_it = if before.is_empty() || before.ends_with("\n\n") || before.ends_with("\r\n\r\n") {
        ""
    } else if before.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let after_it = if after.is_empty() { "" } else { "\n" };
    let added = format!("{before_it}{}{after_it}", item(library));
    let added = if text.contains("\r\n") { added.replace('\n', "\r\n") } else { added };
    Edited::Text(format!("{before}{added}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_stands_before_the_first_item() {
        let item = item(false);
        for (text, expected) in [
            ("fn main() {}\n".to_owned(), format!("{item}\nfn main() {{}}\n")),
            (
                "//! Doc.\n#![deny(\n    warnings,\n)]\n\nuse a::b;\n".to_owned(),
                format!("//! Doc.\n#![deny(\n    warnings,\n)]\n\n{item}\nuse a::b;\n"),
            ),
            ("//! Doc.".to_owned(), format!("//! Doc.\n\n{item}")),
            (String::new(), item.clone()),
            (
                "// mod models was here\r\nfn main() {}\r\n".to_owned(),
                format!("// mod models was here\n\n{item}\nfn main() {{}}\n").replace('\n', "\r\n"),
            ),
        ] {
            assert_eq!(with_models(&text, false), Edited::Text(expected));
        }
    }

    #[test]
    fn a_module_that_is_there_stays_and_a_comment_before_items_is_not_guessed_at() {
        assert_eq!(with_models("mod models;\nfn main() {}\n", false), Edited::There);
        assert_eq!(with_models("mod m { aludel::include_models!(); }\n", false), Edited::There);
        assert_eq!(with_models("/*\nfn old() {}\n*/\nfn main() {}\n", false), Edited::Unclear);
    }
}
