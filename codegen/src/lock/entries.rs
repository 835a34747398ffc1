//! Keys and values, as TOML.

use crate::model::attributes::Attributes;
use crate::model::database::Numbers;
use crate::written::{self, from_json, quote};

/// The keys of a table, in order, each with the text of its value.
#[derive(Debug, Default)]
pub(super) struct Entries {
    entries: Vec<(String, String)>,
}

impl Entries {
    /// A key with a value that is written already.
    pub(super) fn value(&mut self, key: &str, value: impl Into<String>) {
        self.entries.push((written::key(key), value.into()));
    }

    pub(super) fn text(&mut self, key: &str, text: &str) {
        self.value(key, quote(text));
    }

    pub(super) fn flag(&mut self, key: &str, flag: bool) {
        self.value(key, flag.to_string());
    }

    pub(super) fn optional(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    /// The key where it is so, and nothing where it is not.
    pub(super) fn flag_if(&mut self, key: &str, flag: bool) {
        if flag {
            self.flag(key, true);
        }
    }

    /// The numbers of a sequence or an identity column, where they are said.
    pub(super) fn numbers(&mut self, numbers: &Numbers) {
        let Numbers { start, increment, minimum, maximum, cache, cycle } = numbers;
        let said =
            [("start", start), ("increment", increment), ("minimum", minimum), ("maximum", maximum), ("cache", cache)];
        for (key, number) in said {
            if let Some(number) = number {
                self.value(key, number.to_string());
            }
        }
        self.flag_if("cycle", *cycle);
    }

    pub(super) fn list<'t>(&mut self, key: &str, texts: impl IntoIterator<Item = &'t str>) {
        let texts: Vec<String> = texts.into_iter().map(quote).collect();
        self.value(key, format!("[{}]", texts.join(", ")));
    }

    /// The table of the key `x`, where there is one.
    pub(super) fn x(&mut self, json: Option<&str>) {
        if let Some(json) = json {
            self.value("x", from_json(json));
        }
    }

    /// Texts, where there are some.
    pub(super) fn texts(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.list(key, texts.iter().map(String::as_str));
        }
    }

    /// Derives and attributes, where there are some.
    pub(super) fn attributes(&mut self, said: &Attributes) {
        let Attributes { derives, attributes } = said;
        self.texts("derive", derives);
        self.texts("attributes", attributes);
    }

    /// A list of values that are written already, a line each; nothing where there are none.
    pub(super) fn lines_of(&mut self, key: &str, items: &[String]) {
        if !items.is_empty() {
            let items: String = items.iter().map(|item| format!("    {item},\n")).collect();
            self.value(key, format!("[\n{items}]"));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// As an inline table.
    pub(super) fn inline(&self) -> String {
        let entries: Vec<String> = self.entries.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        format!("{{ {} }}", entries.join(", "))
    }

    /// A line each, below a header.
    pub(super) fn lines(&self) -> String {
        self.entries.iter().map(|(key, value)| format!("{key} = {value}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::written::{key, quote};

    #[test]
    fn what_is_written_reads_back() {
        for text in ["", "a", "two\nlines\r\n", "\"", "\\u", "tab\t", "\u{7f}\u{85}\u{1}", "größe", "'''", "😀", "# no"]
        {
            let line = format!("{} = {}", key(text), quote(text));
            let table = toml::de::DeTable::parse(&line).expect(&line);
            let (name, value) = table.get_ref().iter().next().expect("a key");
            assert_eq!((name.get_ref().as_ref(), value.get_ref().as_str()), (text, Some(text)), "{line}");
        }
    }
}
