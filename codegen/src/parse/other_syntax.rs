//! What is written in the syntax of other languages, and how TOML writes it.

/// How TOML writes what stands at a place where TOML ends.
pub(super) fn help(text: &str, at: usize) -> Option<&'static str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text.get(start..)?.lines().next()?.trim();
    let rest = text.get(at..)?;
    let word: String = rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
    let upper = line.to_ascii_uppercase();
    if text.trim_start().starts_with('{') {
        return Some("schema files are TOML, not JSON: `[model.User]` begins a model");
    }
    if upper.starts_with("CREATE ") {
        return Some("schema files are TOML, not SQL: `aludel import` makes them of a database");
    }
    if line.ends_with('{') && line.starts_with(char::is_alphabetic) && !line.contains('=') {
        return Some("a model begins with `[model.User]`, and its columns with `[model.User.columns]`");
    }
    if line.starts_with("//") || line.starts_with("--") || line.starts_with("/*") {
        return Some("a comment begins with `#`");
    }
    match word.as_str() {
        "null" | "NULL" | "None" | "nil" => {
            return Some("TOML has no NULL: leave the key out, and nothing is said");
        }
        "True" | "TRUE" => return Some("write `true`"),
        "False" | "FALSE" => return Some("write `false`"),
        _ => {}
    }
    if rest.starts_with(';') {
        return Some("a line has no end but itself: leave out the semicolon");
    }
    let key = line.split(':').next().unwrap_or_default();
    let is_key = !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    (is_key && key.len() < line.len()).then_some("a key and its value are joined by `=`")
}
