//! The keys of one table, known ones only, each of its shape, ready to be taken by name.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Reader;
use super::other_words::{misplaced, other_key};
use super::shape::integer;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::keys::{self, Key};
use crate::source::Place;
use crate::syntax::{Moment, Name, SqlText, Value, Written};

/// The keys of a table that are known and have their shape.
pub(super) struct Fields<'t> {
    file: usize,
    entries: Vec<(&'static Key, Place, &'t Spanned<DeValue<'t>>)>,
    /// The keys that unknown ones were probably meant to be.
    meant: Vec<&'static str>,
}

impl Reader<'_> {
    /// Takes the keys of a table; reports those that are unknown, of the wrong shape, missing, or at odds. `whole` is where a
    /// missing key is reported.
    pub(super) fn fields<'t>(
        &mut self,
        table: &'t DeTable<'t>,
        place: &'static keys::Place,
        whole: Place,
        whose: &str,
    ) -> Fields<'t> {
        let mut entries = Vec::new();
        let mut meant = Vec::new();
        for (key, value) in table.iter() {
            let key_place = self.place(key.span());
            match place.keys.iter().find(|known| known.name == key.get_ref()) {
                Some(known) => {
                    if self.fits(&known.shape, known.name, value) {
                        entries.push((known, key_place, value));
                    }
                }
                None => meant.extend(self.unknown_key(key.get_ref(), value.get_ref(), key_place, place)),
            }
        }
        let misspelled = |key: &Key| meant.contains(&key.name);
        for key in place.keys.iter().filter(|key| key.required && !misspelled(key)) {
            if !table.iter().any(|(given, _)| given.get_ref() == key.name) {
                let mistake = Diagnostic::new(Code::MissingKey, whole, format!("{whose} has no `{}`", key.name))
                    .label(format!("`{}` is required", key.name))
                    .help(lower_first(key.doc));
                self.report(mistake);
            }
        }
        for choice in keys::CHOICES.iter().filter(|choice| choice.exclusive && choice.place.name == place.name) {
            let said = entries.iter().filter(|(key, ..)| choice.keys.contains(&key.name));
            let said: Vec<(&str, Place)> = said.map(|(key, at, _)| (key.name, *at)).collect();
            if let [(first, one), (second, other), ..] = said[..] {
                let mistake =
                    Diagnostic::new(Code::Conflict, other, format!("`{second}` and `{first}` exclude each other"))
                        .label(format!("`{second}` is said here"))
                        .second(one, format!("`{first}` is said here"));
                self.report(mistake);
            }
        }
        Fields { file: self.file, entries, meant }
    }

    /// Reports an unknown key; says which was probably meant.
    fn unknown_key(
        &mut self,
        key: &str,
        value: &DeValue<'_>,
        at: Place,
        place: &'static keys::Place,
    ) -> Option<&'static str> {
        let mut mistake = Diagnostic::new(Code::UnknownKey, at, format!("unknown key `{key}`"))
            .label(format!("not a key of {}", place.name));
        let elsewhere = keys::PLACES.iter().find(|other| other.keys.iter().any(|known| known.name == key));
        let known = |meant: &&str| place.keys.iter().any(|key| key.name == *meant);
        let mut meant = suggest::nearest(key, place.keys.iter().map(|key| key.name));
        let misplaced = if meant.is_none() { misplaced(key, value, place) } else { None };
        if misplaced.is_none() {
            meant = meant.or_else(|| other_key(key).iter().copied().find(known));
        }
        if let Some(help) = misplaced {
            mistake = mistake.help(help);
        } else if let Some(meant) = meant {
            mistake = mistake.help(format!("did you mean `{meant}`?"));
        } else if let Some(other) = elsewhere {
            mistake = mistake.help(format!("`{key}` is a key of {}", other.name));
        }
        self.report(mistake);
        meant
    }
}

impl<'t> Fields<'t> {
    /// The value of a key.
    pub(super) fn get(&self, name: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.entries.iter().find(|(key, ..)| key.name == name).map(|(.., value)| *value)
    }

    /// Whether a key is there, if only misspelled or with a wrong value: then that is reported, and nothing is missing.
    pub(super) fn attempted(&self, table: &DeTable<'_>, name: &str) -> bool {
        table.contains_key(name) || self.meant.contains(&name)
    }

    /// Where a key stands.
    pub(super) fn key_place(&self, name: &str) -> Option<Place> {
        self.entries.iter().find(|(key, ..)| key.name == name).map(|(_, place, _)| *place)
    }

    fn written<T>(&self, name: &str, read: impl Fn(&'t DeValue<'t>) -> Option<T>) -> Option<Written<T>> {
        let value = self.get(name)?;
        Some(Written { value: read(value.get_ref())?, place: place_of(self.file, value) })
    }

    /// A string.
    pub(super) fn text(&self, name: &str) -> Option<Name> {
        self.written(name, |value| value.as_str().map(str::to_owned))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, name: &str) -> Option<Written<bool>> {
        self.written(name, DeValue::as_bool)
    }

    /// A number within its limits.
    pub(super) fn number(&self, name: &str) -> Option<Written<u32>> {
        self.written(name, |value| value.as_integer().and_then(integer).and_then(|number| u32::try_from(number).ok()))
    }

    /// A word, as what it means.
    pub(super) fn word<T>(&self, name: &str, meaning: fn(&str) -> Option<T>) -> Option<Written<T>> {
        self.written(name, |value| value.as_str().and_then(meaning))
    }

    /// Any value.
    pub(super) fn value(&self, name: &str) -> Option<Written<Value>> {
        self.written(name, |found| Some(value(found)))
    }

    /// A name, or a list of names.
    pub(super) fn names(&self, name: &str) -> Option<Written<Vec<Name>>> {
        let value = self.get(name)?;
        Some(names(self.file, value))
    }

    /// A table below a key.
    pub(super) fn table(&self, name: &str) -> Option<&'t DeTable<'t>> {
        self.get(name).and_then(|value| value.get_ref().as_table())
    }

    /// The items of a list below a key.
    pub(super) fn items(&self, name: &str) -> impl Iterator<Item = &'t Spanned<DeValue<'t>>> + use<'t> {
        self.get(name).and_then(|value| value.get_ref().as_array()).into_iter().flat_map(|items| items.iter())
    }
}

/// Where a value stands.
pub(super) fn place_of(file: usize, value: &Spanned<DeValue<'_>>) -> Place {
    let range = value.span();
    Place { file, span: crate::source::Span { start: range.start, end: range.end } }
}

/// A name, or a list of names.
pub(super) fn names(file: usize, value: &Spanned<DeValue<'_>>) -> Written<Vec<Name>> {
    let name = |value: &Spanned<DeValue<'_>>| {
        let text = value.get_ref().as_str()?.to_owned();
        Some(Name { value: text, place: place_of(file, value) })
    };
    let names = match value.get_ref() {
        DeValue::Array(items) => items.iter().filter_map(name).collect(),
        _ => name(value).into_iter().collect(),
    };
    Written { value: names, place: place_of(file, value) }
}

/// SQL, for every database or for each.
pub(super) fn sql(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> Written<SqlText> {
    let place = place_of(reader.file, value);
    let text = match value.get_ref() {
        DeValue::Table(table) => {
            let fields = reader.fields(table, &keys::SQL, place, "this SQL");
            SqlText::Each { sqlite: fields.text("sqlite"), postgresql: fields.text("postgresql") }
        }
        other => SqlText::Same(other.as_str().unwrap_or_default().to_owned()),
    };
    Written { value: text, place }
}

/// A TOML value without its places.
pub(super) fn value(found: &DeValue<'_>) -> Value {
    match found {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => Value::Integer(integer(number)),
        DeValue::Float(number) => Value::Float(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Datetime(moment) => Value::Moment(Moment {
            date: moment.date.map(|date| (date.year, date.month, date.day)),
            time: moment
                .time
                .map(|time| (time.hour, time.minute, time.second.unwrap_or(0), time.nanosecond.unwrap_or(0))),
            offset: moment.offset.map(|offset| minutes(&offset.to_string())),
        }),
        DeValue::Array(items) => Value::List(items.iter().map(|item| value(item.get_ref())).collect()),
        DeValue::Table(table) => {
            Value::Table(table.iter().map(|(key, item)| (key.get_ref().to_string(), value(item.get_ref()))).collect())
        }
    }
}

/// The minutes of an offset, which is `Z` or as `+01:30`.
fn minutes(offset: &str) -> i16 {
    let number = |part: Option<&str>| part.and_then(|digits| digits.parse::<i16>().ok()).unwrap_or(0);
    let ahead = 60 * number(offset.get(1..3)) + number(offset.get(4..6));
    if offset.starts_with('-') { -ahead } else { ahead }
}

/// A sentence as the rest of another.
fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
