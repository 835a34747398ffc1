//! What an editor says of a schema file beside what the reader says.

use std::sync::LazyLock;

use aludel_codegen::diagnostic::Code;
use aludel_codegen::source::{Source, Sources};
use aludel_codegen::{json_schema, load};
use jsonschema::Validator;
use serde_json::Value;
use toml::de::{DeTable, DeValue};

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(&json_schema::json_schema()).expect("JSON");
    jsonschema::draft7::meta::validate(&schema).unwrap_or_else(|error| panic!("no JSON Schema of draft 7: {error}"));
    jsonschema::draft7::new(&schema).unwrap_or_else(|error| panic!("{error}"))
});

/// What an editor says of a file; `None` where it is not TOML.
pub(crate) fn faults(source: &Source) -> Option<Vec<String>> {
    let table = DeTable::parse(&source.text).ok()?;
    let file = object(table.get_ref());
    Some(VALIDATOR.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect())
}

/// The JSON Schema refuses those files in which the reader finds a mistake of a key or a type, and no others.
pub(crate) fn assert_agrees(sources: &Sources) {
    let found = load(sources).err();
    let mistakes = found.as_ref().map_or(&[][..], |found| found.mistakes());
    for (file, source) in sources.files().iter().enumerate() {
        let Some(faults) = faults(source) else { continue };
        let is_of_keys = |code| {
            use Code::{Conflict, MissingKey, OutOfRange, UnknownKey, UnknownWord, WrongType};
            [UnknownKey, WrongType, UnknownWord, OutOfRange, MissingKey, Conflict].contains(&code)
        };
        // `id downwards` is a text to the table of keys, and a column with an order to who looks names up.
        let is_looked_up = |message: &str| message.ends_with("is no order");
        let told = mistakes
            .iter()
            .any(|mistake| mistake.place.file == file && is_of_keys(mistake.code) && !is_looked_up(&mistake.message));
        let screen = found.as_ref().map(ToString::to_string).unwrap_or_default();
        assert_eq!(faults.is_empty(), !told, "{}\n{faults:?}\n{screen}\n{}", source.name, source.text);
    }
}

fn object(table: &DeTable<'_>) -> Value {
    Value::Object(table.iter().map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref()))).collect())
}

/// JSON takes `1.0` for a whole number, which TOML and the reader do not: any other will do. It has no dates: most editors
/// take them for strings.
fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::from(1e300), Value::from)
        }
        DeValue::Float(_) => Value::from(0.5),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(moment) => Value::String(moment.to_string()),
        DeValue::Array(items) => Value::Array(items.iter().map(|item| json(item.get_ref())).collect()),
        DeValue::Table(table) => object(table),
    }
}
