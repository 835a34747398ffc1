//! Patches from JSON, and to JSON.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, de::DeserializeOwned, ser, ser::SerializeMap};
use serde_json::Value as Json;

use super::{Patch, misfit, refusal};
use crate::{Error, Field, Model, Result, ValidationError, Value, model::ModelInfo};

/// A model whose columns are JSON. Implemented by generated code, where the feature `serde` is on.
#[doc(hidden)]
pub trait JsonFields: Model {
    /// The fields, in the order of the columns.
    const FIELDS: &'static [JsonField];

    /// What the field of that name is in JSON where it holds that value; `None` where it does not hold such values.
    fn field_to_json(field: &str, value: Value) -> Option<serde_json::Result<Json>>;

    /// The value of the field of that name.
    ///
    /// # Errors
    /// Why it is none of its type.
    fn field_from_json(field: &str, json: Json) -> serde_json::Result<Value>;
}

/// A field in JSON.
#[doc(hidden)]
#[derive(Debug)]
pub struct JsonField {
    name: &'static str,
    skip_serializing: bool,
    skip_deserializing: bool,
}

impl JsonField {
    /// A field of that name.
    pub const fn new(name: &'static str) -> Self {
        JsonField { name, skip_serializing: false, skip_deserializing: false }
    }

    /// The same, left out of what is written.
    pub const fn skip_serializing(self) -> Self {
        JsonField { skip_serializing: true, ..self }
    }

    /// The same, passed over in what is read.
    pub const fn skip_deserializing(self) -> Self {
        JsonField { skip_deserializing: true, ..self }
    }
}

/// What a value of a field of type `T` is in JSON; `None` where it is none of that type.
#[doc(hidden)]
pub fn field_to_json<T: Field + Serialize>(value: Value) -> Option<serde_json::Result<Json>> {
    T::from_value(value).map(|value| serde_json::to_value(value))
}

/// The value of a field of type `T`.
#[doc(hidden)]
pub fn field_from_json<T: Field + DeserializeOwned>(json: Json) -> serde_json::Result<Value> {
    serde_json::from_value::<T>(json).map(|value| value.to_ref().to_value())
}

/// The error of a field that is not there, which nobody asks for.
#[doc(hidden)]
pub fn no_such_field(field: &str) -> serde_json::Error {
    de::Error::custom(format_args!("there is no field {field:?}"))
}

impl<M: JsonFields> Patch<M> {
    /// Reads a patch from a JSON object, whose names are those of the model's own JSON: a
    /// field that is absent stays as it is, null is NULL. `Patch` is also `Deserialize`, with the text of the same
    /// errors; of a field that is there twice the last one counts in both.
    ///
    /// ```
    /// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/golden/shop/mod.rs")); }
    /// # use models::Customer;
    /// use aludel::{ErrorKind, Patch, serde_json::json};
    ///
    /// let patch = Patch::<Customer>::from_json(json!({ "nickname": null, "email": "ed@example.com" }))?;
    /// assert_eq!(patch.columns().len(), 2);
    ///
    /// let error = Patch::<Customer>::from_json(json!({ "id": 7, "email": null, "role": "admin" })).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Invalid);
    /// let fields: Vec<_> = error.validation_errors().iter().map(|error| error.field().unwrap()).collect();
    /// assert_eq!(fields, ["email", "id", "role"]);
    /// # Ok::<(), aludel::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), with all that is wrong: fields that the model does not have, key,
    /// version and `sensitive` columns, null where NULL is not allowed, and values of another type or too long, by
    /// [`Error::validation_errors`].
    pub fn from_json(json: Json) -> Result<Self> {
        let info = M::info();
        let mut errors = Vec::new();
        let mut wrong = |field: Option<String>, message: String| {
            errors.push(ValidationError { model: info.name, object: None, field: field.map(Cow::Owned), message });
        };
        let mut patch = Patch::new();
        match json {
            Json::Object(fields) => {
                for (field, json) in fields {
                    match value::<M>(info, &field, json) {
                        Ok((column, value)) => patch.put(column, value),
                        Err(message) => wrong(Some(field), message),
                    }
                }
            }
            _ => wrong(None, "a patch is an object of JSON".to_owned()),
        }
        match errors.is_empty() {
            true => Ok(patch),
            false => Err(Error::invalid(&format!("this is no patch of {}", info.name), errors)),
        }
    }
}

/// The column of a field, and its value; or what is wrong with it.
fn value<M: JsonFields>(info: &ModelInfo, field: &str, json: Json) -> Result<(usize, Value), String> {
    let columns = info.table.columns;
    let Some(column) = M::FIELDS.iter().position(|known| known.name == field && !known.skip_deserializing) else {
        return Err("there is no such field".to_owned());
    };
    if columns[column].sensitive {
        return Err("is sensitive, and not patched from outside".to_owned());
    }
    if let Some(why) = refusal(info, column) {
        return Err(why);
    }
    if json.is_null() && !columns[column].nullable {
        return Err("must not be null".to_owned());
    }
    let value = M::field_from_json(field, json).map_err(|error| error.to_string())?;
    match misfit(info, column, value.as_ref()) {
        Some(why) => Err(why),
        // No JSON says infinity: it is a number too great for the type.
        None if matches!(value, Value::F32(number) if number.is_infinite()) => Err("is out of range".to_owned()),
        None => Ok((column, value)),
    }
}

impl<'de, M: JsonFields> Deserialize<'de> for Patch<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Patch::from_json(Json::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// As the model's own JSON, without the fields that stay as they are.
impl<M: JsonFields> Serialize for Patch<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let info = M::info();
        let mut map = serializer.serialize_map(Some(self.changes.len()))?;
        for (index, value) in &self.changes {
            let (column, field) = (&info.table.columns[*index], &M::FIELDS[*index]);
            if column.sensitive {
                return Err(ser::Error::custom(format_args!("{}.{} is sensitive", info.name, column.field)));
            }
            if field.skip_serializing {
                return Err(ser::Error::custom(format_args!("{}.{} is not serialized", info.name, column.field)));
            }
            let json = M::field_to_json(field.name, value.clone());
            let misfit = || ser::Error::custom(format_args!("{}.{} does not hold this value", info.name, column.field));
            map.serialize_entry(field.name, &json.ok_or_else(misfit)?.map_err(ser::Error::custom)?)?;
        }
        map.end()
    }
}
