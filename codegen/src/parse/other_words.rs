//! What other tools call the types and words of the schema language.

use toml::de::DeValue;

use crate::diagnostic::suggest;
use crate::keys::{COLUMN, MIXIN, MODEL, Place, TABLE, TOP, TYPES};

/// Where a type of a database's has no word here.
pub(super) const OTHER_TYPES: &str =
    "what a database has besides is kept as text, by `string` with a `rust_type` of your own";

/// The words of SQL, Rust and SQLAlchemy for the types here.
pub(super) fn other_word(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "int" | "int4" | "i32" | "serial" | "auto" => "integer",
        "int8" | "i64" | "biginteger" | "bigserial" | "bigauto" | "long" => "bigint",
        "int2" | "i16" | "smallinteger" | "smallserial" | "short" => "smallint",
        "bool" => "boolean",
        "float4" | "f32" => "real",
        "float" | "float8" | "f64" => "double",
        "decimal" | "money" => "numeric",
        "varchar" | "char" | "str" | "unicode" | "email" | "slug" | "url" => "string",
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

/// What SQL, SQLAlchemy, Django and others call the keys here.
pub(super) fn other_key(key: &str) -> &'static [&'static str] {
    match key.to_ascii_lowercase().replace(['_', '-'], "").as_str() {
        "foreignkey" | "fk" | "ref" => &["references"],
        "relations" | "associations" => &["relationships"],
        "name" | "tablename" | "dbtable" => &["table", "view"],
        "fields" => &["columns"],
        "min" | "max" | "constraint" => &["check"],
        "size" | "limit" | "maxlength" => &["length"],
        "pk" => &["primary_key"],
        "null" | "optional" | "notnull" | "required" | "blank" => &["nullable"],
        "description" => &["doc"],
        "backref" | "inverse" => &["back_populates"],
        "secondary" | "via" | "jointable" => &["through"],
        "generated" => &["computed", "identity"],
        "onupdate" => &["on_update", "update_default"],
        "variants" | "options" => &["values"],
        "sql" | "select" => &["query"],
        "uniquetogether" => &["unique"],
        "indextogether" => &["index"],
        "extends" | "inherits" | "base" => &["mixins"],
        "database" | "provider" => &["dialects"],
        _ => &[],
    }
}

/// Where what an unknown key says belongs, where its value tells.
pub(super) fn misplaced(key: &str, value: &DeValue<'_>, place: &Place) -> Option<String> {
    let has = |keys: &[&str]| value.as_table().is_some_and(|table| keys.iter().any(|key| table.contains_key(*key)));
    if place.name == TOP.name {
        return match key {
            "datasource" | "generator" | "database" => {
                Some("the program says which database it is: `Engine::new(\"postgresql://...\")`".to_owned())
            }
            _ if key.starts_with(char::is_uppercase) && value.is_table() => {
                Some(format!("a model begins with `[model.{key}]`"))
            }
            _ => None,
        };
    }
    if place.name == COLUMN.name && key == "timezone" {
        return Some("`timestamptz` is a point in time; `datetime` has no time zone".to_owned());
    }
    if ![MODEL.name, TABLE.name, MIXIN.name].contains(&place.name) {
        return None;
    }
    if has(&["has_many", "has_one", "belongs_to"]) {
        return Some("relationships stand below a header of their own, as `[model.User.relationships]`".to_owned());
    }
    let is_type = value.as_str().is_some_and(|word| TYPES.words.contains(&word));
    (is_type || has(&["type", "enum"]))
        .then(|| "columns stand below a header of their own, as `[model.User.columns]`".to_owned())
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
    if let Some((wrapper, inner)) = word.strip_suffix('>').and_then(|word| word.split_once('<')) {
        let meant = known(inner)?;
        return match wrapper.trim().to_ascii_lowercase().as_str() {
            "option" | "nullable" => Some(format!("what may be NULL is `{{ type = \"{meant}\", nullable = true }}`")),
            "vec" | "array" => Some(format!("an array is `{{ type = \"{meant}\", array = true }}`")),
            _ => None,
        };
    }
    if let Some((first, _)) = word.trim().split_once([' ', '@']) {
        let meant = known(first)?;
        return Some(format!("a type is one word, beside which keys say the rest: `{{ type = \"{meant}\", ... }}`"));
    }
    // Django's.
    if let Some(bare) = word.strip_suffix("Field").filter(|bare| !bare.is_empty()) {
        return known(bare).map(|meant| format!("did you mean `{meant}`?"));
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
        _ if word.starts_with(char::is_uppercase)
            && word.chars().all(char::is_alphanumeric)
            && known(word).is_none() =>
        {
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
