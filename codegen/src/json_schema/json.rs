//! As much of JSON as a JSON Schema needs, in the order in which it was said.

/// A JSON value.
#[derive(Debug, Clone)]
pub(super) enum Json {
    Flag(bool),
    Number(u32),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

pub(super) fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

pub(super) fn texts(list: &[&str]) -> Json {
    Json::List(list.iter().map(|item| text(item)).collect())
}

pub(super) fn object(entries: Vec<(&'static str, Json)>) -> Json {
    Json::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Json {
    /// The text, indented by two, a line for each entry; short lists on one line.
    pub(super) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(0, &mut out);
        out.push('\n');
        out
    }

    fn write(&self, depth: usize, out: &mut String) {
        match self {
            Json::Flag(flag) => out.push_str(&flag.to_string()),
            Json::Number(number) => out.push_str(&number.to_string()),
            Json::Text(text) => quote(text, out),
            Json::List(items) if items.iter().all(|item| matches!(item, Json::Text(_))) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    item.write(depth, out);
                }
                out.push(']');
            }
            Json::List(items) => lines(('[', ']'), items, depth, out, |item, out| item.write(depth + 1, out)),
            Json::Object(entries) if entries.is_empty() => out.push_str("{}"),
            Json::Object(entries) => lines(('{', '}'), entries, depth, out, |(key, value), out| {
                quote(key, out);
                out.push_str(": ");
                value.write(depth + 1, out);
            }),
        }
    }
}

/// Items on lines of their own between brackets.
fn lines<T>(brackets: (char, char), items: &[T], depth: usize, out: &mut String, write: impl Fn(&T, &mut String)) {
    out.push(brackets.0);
    for (index, item) in items.iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(depth + 1));
        write(item, out);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(brackets.1);
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out.push('"');
}
