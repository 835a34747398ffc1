//! Pieces of Rust text.

use crate::model::attributes::Attributes;

/// A string literal: raw where that is easier to read, with its lines as they are.
pub(super) fn literal(text: &str) -> String {
    // What `layout` takes for a mark of its own must not stand on a line of a literal.
    let mark = |line: &str| line.trim().is_empty() || line.trim_start().starts_with("//");
    if text.chars().any(|c| c.is_control() && c != '\n') || text.split('\n').skip(1).any(mark) {
        return format!("{text:?}");
    }
    if !text.contains(['"', '\\']) {
        return format!("\"{text}\"");
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

/// Doc comments, a line each.
pub(super) fn doc(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_end().replace('\r', ""));
    let lines: Vec<String> =
        lines.map(|line| if line.is_empty() { "///".to_owned() } else { format!("/// {line}") }).collect();
    lines.join("\n")
}

/// Attributes, a line each.
pub(super) fn attributes(attributes: &[String]) -> Vec<String> {
    attributes.iter().map(|attribute| format!("#[{attribute}]")).collect()
}

/// Derives, then attributes, a line each.
pub(super) fn derives_and_attributes(said: &Attributes) -> Vec<String> {
    let derives = (!said.derives.is_empty()).then(|| format!("#[derive({})]", said.derives.join(", ")));
    derives.into_iter().chain(attributes(&said.attributes)).collect()
}

/// How wide lines are where they can be broken.
pub(super) const WIDTH: usize = 100;

/// A list laid out in lines, with a comma behind each item.
pub(super) fn fill(items: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        match lines.last_mut() {
            Some(line) if line.chars().count() + item.chars().count() + 6 <= WIDTH => {
                line.push(' ');
                line.push_str(&item);
                line.push(',');
            }
            _ => lines.push(format!("{item},")),
        }
    }
    lines
}

/// Two parts of a statement, in one line where they fit behind `indent` columns.
pub(super) fn one_or_two(indent: usize, first: &str, second: &str) -> Vec<String> {
    match indent + first.chars().count() + 1 + second.chars().count() <= WIDTH {
        true => vec![format!("{first} {second}")],
        false => vec![first.to_owned(), format!("    {second}")],
    }
}

/// A call and the calls made on what it gives, in one line where they fit behind `indent` columns, otherwise below it.
pub(super) fn call_and_rest(indent: usize, call: &str, rest: &[String]) -> Vec<String> {
    let width = |text: &str| text.chars().count();
    let whole: usize = rest.iter().map(|call| width(call)).sum();
    if indent + width(call) + whole < WIDTH {
        return vec![format!("{call}{}", rest.concat())];
    }
    let mut lines = vec![call.to_owned()];
    for call in rest {
        match lines.last_mut() {
            Some(line) if line.starts_with(' ') && indent + width(line) + width(call) < WIDTH => line.push_str(call),
            _ => lines.push(format!("    {call}")),
        }
    }
    lines
}

/// A slice of items that are some lines each, at a place indented by `indent`.
pub(super) fn slice_of(indent: usize, items: &[Vec<String>]) -> String {
    let inline = |item: &str| indent + item.chars().count() + 20 <= WIDTH && !item.contains('\n');
    match items {
        [] => "&[]".to_owned(),
        [item] if item.len() == 1 && inline(&item[0]) => format!("&[{}]", item[0]),
        several => {
            let inner = " ".repeat(indent + 4);
            let lines = several.iter().map(|item| format!("{inner}{},\n", item.join(&format!("\n{inner}"))));
            format!("&[\n{}{}]", lines.collect::<String>(), " ".repeat(indent))
        }
    }
}

/// Indices as a slice: `&[0, 1]`.
pub(super) fn slice(indices: &[usize]) -> String {
    let indices: Vec<String> = indices.iter().map(usize::to_string).collect();
    format!("&[{}]", indices.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_read_back_as_the_text() {
        for text in
            ["", "a", "two\nlines", "\"", "\\", "\"#", "\"##", "a\0b", "\r\n", "it's", "a\n\nb", "a\n//\nb", "{}", "😀"]
        {
            let literal: syn::LitStr = syn::parse_str(&literal(text)).unwrap();
            assert_eq!(literal.value(), text);
        }
    }

    #[test]
    fn docs_have_no_trailing_spaces() {
        assert_eq!(doc("One.\r\n\nTwo. "), "/// One.\n///\n/// Two.");
    }

    #[test]
    fn lists_fill_their_lines() {
        let items = (0..40).map(|i| format!("item{i}"));
        let lines = fill(items);
        assert!(lines.len() > 2 && lines.iter().all(|line| line.len() <= WIDTH - 4 && line.ends_with(',')));
    }
}
