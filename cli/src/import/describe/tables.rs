//! A table and its columns, as TOML.

use aludel_codegen::model::Dialect;
use aludel_codegen::model::database::{Identity, Numbers};
use aludel_codegen::model::naming::What;

use super::keys::{self, Flags};
use super::writer::Writer;
use crate::import::found::{Column, Default, ForeignKey, Kind};
use crate::import::toml::{self, Inline};

impl Writer<'_> {
    /// What stands below its header, and its columns.
    pub(super) fn body(&self) -> (String, String) {
        let table = &self.found.tables[self.number];
        let flags = Flags::of(self);
        let mut lines = String::new();
        let mut line = |key: &str, value: String| lines.push_str(&format!("{key} = {value}\n"));
        if let Some(schema) = &table.schema {
            line("schema", toml::quote(schema));
        }
        if let Some(comment) = &table.comment {
            line(comment_key(comment), toml::lines(comment));
        }
        if let Some(key) = table.primary_key.as_ref().filter(|key| !key.columns.is_sorted()) {
            line("primary_key", toml::list(&self.names.some(self.number, &key.columns)));
        }
        for (key, items) in [
            ("unique", keys::uniques(self, &flags)),
            ("index", keys::indexes(self, &flags)),
            ("check", keys::checks(self, &flags)),
            ("foreign_key", self.foreign_keys(&flags)),
        ] {
            match &items[..] {
                [] => {}
                [one] if one.len() < 90 => line(key, format!("[{one}]")),
                _ => {
                    line(key, format!("[\n{}]", items.iter().map(|item| format!("    {item},\n")).collect::<String>()))
                }
            }
        }
        let columns = self.names.columns(self.number);
        let columns = table.columns.iter().enumerate().zip(columns);
        let columns = columns.map(|((number, column), name)| {
            format!("{} = {}\n", toml::key(name), self.column(number, column, name, &flags))
        });
        (lines, columns.collect())
    }

    fn column(&self, number: usize, column: &Column, name: &str, flags: &Flags) -> String {
        let table = &self.found.tables[self.number];
        let mut line = Inline::default();
        let word = kind(&mut line, column.kind, &self.names.enums);
        line.flag("array", column.array);
        let in_key = table.primary_key.as_ref().is_some_and(|key| key.columns.contains(&number));
        let sorted = table.primary_key.as_ref().is_some_and(|key| key.columns.is_sorted());
        line.flag("primary_key", in_key && sorted);
        line.flag("nullable", column.nullable && !in_key);
        line.flag("unique", flags.unique.contains(&number));
        line.flag("index", flags.index.contains(&number));
        if let Some(key) = flags.references.iter().find(|&&key| table.foreign_keys[key].columns == [number]) {
            line.value("references", self.references(*key, flags));
        }
        if let Some(default) = &column.default {
            line.value("server_default", self.default(default));
        }
        if let Some(computed) = &column.computed {
            match computed.stored {
                true => line.text("computed", &computed.sql),
                false => {
                    let mut inner = Inline::default();
                    inner.text("sql", &computed.sql);
                    inner.value("stored", "false");
                    line.value("computed", inner.finish());
                }
            }
        }
        if let Some(text) = column.identity.and_then(identity) {
            line.value("identity", text);
        }
        line.flag("autoincrement", column.autoincrement);
        if let Some(check) = flags.check.iter().find(|(column, _)| *column == number) {
            line.text("check", &table.checks[check.1].condition);
        }
        if column.name != name {
            line.text("column", &column.name);
        }
        if let Some(comment) = &column.comment {
            line.text(comment_key(comment), comment);
        }
        match word {
            Some(word) if line.len() == 1 => toml::quote(word),
            _ => line.finish(),
        }
    }

    fn default(&self, default: &Default) -> String {
        let mut line = Inline::default();
        match default {
            Default::Now => return toml::quote("now"),
            Default::Value(value) => return value.clone(),
            Default::Sql(sql) => line.text(self.dialect().word(), sql),
            Default::Next(sequence) => line.text("next", sequence),
        }
        line.finish()
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.found.dialect
    }

    fn target(&self, key: &ForeignKey) -> Vec<String> {
        let Some(target) = self.found.table(key.table.0.as_deref(), &key.table.1) else { return Vec::new() };
        let table = &self.found.tables[target];
        let columns = key.target.iter().filter_map(|name| table.column(name));
        columns.map(|column| format!("{}.{}", table.full_name(), self.names.columns(target)[column])).collect()
    }

    /// What a foreign key does, how it is called, and whether it is without an index.
    fn rules(&self, line: &mut Inline, number: usize, flags: &Flags) {
        let table = &self.found.tables[self.number];
        let key = &table.foreign_keys[number];
        for (word, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
            if let Some(action) = action {
                line.text(word, action.word());
            }
        }
        let usual = self.conventions.foreign_key(table, self.names.columns(self.number), key);
        if let Some(name) = key.name.as_ref().filter(|name| **name != usual) {
            line.text("name", name);
        }
        if flags.without_index.contains(&number) {
            line.value("index", "false");
        }
    }

    fn references(&self, number: usize, flags: &Flags) -> String {
        let key = &self.found.tables[self.number].foreign_keys[number];
        let target = self.target(key).concat();
        let mut line = Inline::default();
        line.text("column", &target);
        self.rules(&mut line, number, flags);
        if line.len() == 1 { toml::quote(&target) } else { line.finish() }
    }

    fn foreign_keys(&self, flags: &Flags) -> Vec<String> {
        let keys = &self.found.tables[self.number].foreign_keys;
        let lists = (0..keys.len()).filter(|number| !flags.references.contains(number));
        let list = lists.map(|number| {
            let mut line = Inline::default();
            line.value("columns", toml::list(&self.names.some(self.number, &keys[number].columns)));
            line.value("references", toml::list(&self.target(&keys[number])));
            self.rules(&mut line, number, flags);
            line.finish()
        });
        list.collect()
    }

    /// What a primary key would be called where nothing is said, if that is not how it is called.
    pub(super) fn other_key_name(&self) -> Option<String> {
        let table = &self.found.tables[self.number];
        let key = table.primary_key.as_ref()?;
        let usual = self.conventions.key(What::PrimaryKey, table, self.names.columns(self.number), &key.columns);
        key.name.as_ref().filter(|name| **name != usual).map(|_| usual)
    }
}

/// The type of a column: the word, where it is one.
pub(super) fn kind(line: &mut Inline, kind: Kind, enums: &[String]) -> Option<&'static str> {
    match kind {
        Kind::Word(word) => {
            line.text("type", word);
            return Some(word);
        }
        Kind::Numeric(precision, scale) => {
            line.text("type", "numeric");
            line.value("precision", precision.to_string());
            if scale > 0 {
                line.value("scale", scale.to_string());
            }
        }
        Kind::String(Some(length)) => {
            line.text("type", "string");
            line.value("length", length.to_string());
        }
        Kind::String(None) => {
            line.text("type", "string");
            return Some("string");
        }
        Kind::Enum(index) => line.text("enum", enums.get(index).map_or("", String::as_str)),
    }
    None
}

/// A comment is the documentation too, where that comes to the same.
fn comment_key(comment: &str) -> &'static str {
    let plain = comment.trim() == comment && !comment.is_empty() && !comment.chars().any(char::is_control);
    if plain { "doc" } else { "comment" }
}

/// How a key is numbered, where that is not as usual.
fn identity(identity: Identity) -> Option<String> {
    let mut line = Inline::default();
    line.flag("always", identity.always);
    numbers(&mut line, identity.numbers);
    match (line.is_empty(), identity.always && line.len() == 1) {
        (true, _) => None,
        (_, true) => Some(toml::quote("always")),
        _ => Some(line.finish()),
    }
}

/// The numbers of a sequence, where they are not as usual.
pub(super) fn numbers(line: &mut Inline, numbers: Numbers) {
    let Numbers { start, increment, minimum, maximum, cache, cycle } = numbers;
    let said =
        [("start", start), ("increment", increment), ("minimum", minimum), ("maximum", maximum), ("cache", cache)];
    for (key, number) in said {
        if let Some(number) = number {
            line.value(key, number.to_string());
        }
    }
    line.flag("cycle", cycle);
}
