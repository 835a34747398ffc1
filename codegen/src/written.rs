//! How TOML writes keys and strings.

/// A key as TOML writes it: bare where that is allowed.
pub fn key(name: &str) -> String {
    let is_bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare { name.to_owned() } else { quote(name) }
}

/// A string on one line.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            letter if letter.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// JSON text as a TOML value: what it was made of. Only the colons differ, and a few characters in strings.
pub(crate) fn from_json(json: &str) -> String {
    let mut toml = String::with_capacity(json.len());
    let (mut in_string, mut escaped) = (false, false);
    for letter in json.chars() {
        match letter {
            ':' if !in_string => toml.push_str(" = "),
            ',' if !in_string => toml.push_str(", "),
            '\u{7f}' => toml.push_str("\\u007F"),
            _ => toml.push(letter),
        }
        in_string ^= letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
    }
    toml
}

#[cfg(test)]
mod tests {
    use super::from_json;

    #[test]
    fn json_is_toml_but_for_the_colons() {
        let json = r#"{"a:b":[1,2.5,"x\"y:z\\",true],"c":{}}"#;
        assert_eq!(from_json(json), r#"{"a:b" = [1, 2.5, "x\"y:z\\", true], "c" = {}}"#);
    }
}
