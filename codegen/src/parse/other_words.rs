//! What other tools call the types and words of the schema language.

use crate::diagnostic::suggest;
use crate::keys::TYPES;

/// Where a type of a database's has no word here.
pub(super) const OTHER_TYPES: &str =
    "what a database has besides is kept as text, by `string` with a `rust_type` of your own";

/// The words of SQL, Rust and SQLAlchemy for the types here.
pub(super) fn other_word(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "int" | "int4" | "i32" | "serial" => "integer",
        "int8" | "i64" | "biginteger" | "bigserial" | "long" => "bigint",
        "int2" | "i16" | "smallinteger" | "smallserial" | "short" => "smallint",
        "bool" => "boolean",
        "float4" | "f32" => "real",
        "float" | "float8" | "f64" => "double",
        "decimal" | "money" => "numeric",
        "varchar" | "char" | "str" | "unicode" => "string",
        "clob" => "text",
        "blob" | "bytea" | "binary" | "largebinary" => "bytes",
        "timestamp" | "timestamp_tz" | "timestamp with time zone" => "timestamptz",
        "jsonb" => "json",
        "guid" => "uuid",
        "dynamic" => "write_only",
        "postgres" | "pg" => "postgresql",
        "set_null" | "setnull" | "nullify" => "set null",
        "delete_orphan" => "delete-orphan",
        _ => return None,
    })
}

/// How a column of a type is written that is said in another way than by its word alone.
pub(super) fn type_help(word: &str) -> Option<String> {
    if let Some(bare) = word.strip_suffix('?') {
        return known(bare).map(|meant| format!("what may be NULL is `{{ type = \"{meant}\", nullable = true }}`"));
    }
    if let Some(member) = word.strip_suffix("[]") {
        return known(member).map(|meant| format!("an array is `{{ type = \"{meant}\", array = true }}`"));
    }
    if let Some((name, numbers)) = word.strip_suffix(')').and_then(|word| word.split_once('(')) {
        let numbers: Vec<u32> = numbers.split(',').filter_map(|number| number.trim().parse().ok()).collect();
        return match (known(name.trim())?, numbers.as_slice()) {
            ("string", [length]) => Some(format!("write `{{ type = \"string\", length = {length} }}`")),
            ("numeric", [precision]) => {
                Some(format!("write `{{ type = \"numeric\", precision = {precision}, scale = 0 }}`"))
            }
            ("numeric", [precision, scale]) => {
                Some(format!("write `{{ type = \"numeric\", precision = {precision}, scale = {scale} }}`"))
            }
            (meant, _) => Some(format!("did you mean `{meant}`?")),
        };
    }
    match word.to_ascii_lowercase().as_str() {
        "jsonb" => Some("did you mean `json`? It is JSONB on PostgreSQL".to_owned()),
        "serial" | "bigserial" | "smallserial" => {
            let meant = other_word(word)?;
            Some(format!("did you mean `{meant}`? A primary key of whole numbers is numbered by the database"))
        }
        "enum" => Some("an enum takes the place of a type: `{ enum = \"Name\" }`".to_owned()),
        "array" | "list" | "vec" => Some("an array is `{ type = \"integer\", array = true }`, of any type".to_owned()),
        "citext" | "macaddr" | "macaddr8" | "hstore" | "xml" | "bit" | "varbit" | "point" | "tsvector" | "ltree"
        | "vector" | "geometry" | "geography" | "oid" => Some(OTHER_TYPES.to_owned()),
        _ if word.starts_with(char::is_uppercase) && known(word).is_none() => {
            Some(format!("an enum takes the place of a type: `{{ enum = \"{word}\" }}`"))
        }
        _ => None,
    }
}

/// The type here that a word means, if it is near to one.
fn known(word: &str) -> Option<&'static str> {
    let exact = TYPES.words.iter().copied().find(|known| *known == word);
    exact.or_else(|| other_word(word)).or_else(|| suggest::nearest(word, TYPES.words.iter().copied()))
}
