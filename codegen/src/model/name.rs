//! The forms of a name, made in one place.
//!
//! A name that stands in a schema file is an identifier already when it comes here: `check` refuses the others. What is
//! left is what Rust makes of it: keywords become raw identifiers, and a constant that would hide a function of the
//! model gets a trailing underscore.

use crate::hash::md5;

/// What generated code defines on a model itself. A constant of the same name would hide it.
pub const MODEL_FUNCTIONS: &[&str] = &[
    "alias",
    "all",
    "delete",
    "delete_many",
    "find",
    "insert",
    "insert_many",
    "new",
    "query",
    "refresh",
    "update",
    "update_many",
    "upsert",
];

/// What generated code defines on the builder that `new()` returns. A setter of the same name could not be.
pub const BUILDER_FUNCTIONS: &[&str] = &["build", "insert"];

/// Names of modules that are taken, beside keywords: `mod.rs` is the folder's own file.
pub const MODULES: &[&str] = &["enums", "lib", "main", "metadata", "mod", "relationships", "schema", "tables"];

/// Keywords of every edition that may be written as raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that may not.
const STUBBORN: &[&str] = &["Self", "crate", "self", "super"];

/// The forms of the name of a field or a relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldName {
    /// As the schema file has it.
    pub written: String,
    /// Without `r#`: for text, messages and serde. Mostly the same as `written`; `rust_name` where that is given.
    pub plain: String,
    /// The field of the struct and of the alias: an identifier, raw where it must be.
    pub field: String,
    /// The constant of the model: the same, with a trailing underscore where it would hide a function.
    pub constant: String,
    /// The setter of the builder: the same, with a trailing underscore where it would be a second function of that name.
    pub setter: String,
}

impl FieldName {
    /// The forms of a name, which `rust_name` may change.
    pub fn new(written: &str, rust_name: Option<&str>) -> FieldName {
        let plain = rust_name.unwrap_or(written);
        FieldName {
            written: written.to_owned(),
            plain: plain.to_owned(),
            field: identifier(plain),
            constant: beside(plain, MODEL_FUNCTIONS),
            setter: beside(plain, BUILDER_FUNCTIONS),
        }
    }
}

/// The forms of the name of a model or an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// As the schema file has it.
    pub written: String,
    /// The struct or enum: an identifier.
    pub ident: String,
    /// The module, and the file without `.rs`: in snake case, with a trailing underscore where it is taken.
    pub module: String,
    /// The builder: `NewUser`.
    pub builder: String,
    /// The alias: `UserAlias`.
    pub alias: String,
    /// The module with the names of required fields: `missing_user`.
    pub missing: String,
}

impl TypeName {
    /// The forms of a name, which `rust_name` may change.
    pub fn new(written: &str, rust_name: Option<&str>) -> TypeName {
        let plain = rust_name.unwrap_or(written);
        let snake = snake_case(plain);
        let taken = MODULES.contains(&snake.as_str()) || is_keyword(&snake);
        TypeName {
            written: written.to_owned(),
            ident: identifier(plain),
            builder: format!("New{plain}"),
            alias: format!("{plain}Alias"),
            missing: format!("missing_{snake}"),
            module: if taken { format!("{snake}_") } else { snake },
        }
    }
}

/// A plain name as an identifier: keywords become raw ones, or get a trailing underscore where that is not allowed.
pub fn identifier(plain: &str) -> String {
    if STUBBORN.contains(&plain) {
        format!("{plain}_")
    } else if KEYWORDS.contains(&plain) {
        format!("r#{plain}")
    } else {
        plain.to_owned()
    }
}

/// Whether Rust keeps the name for itself.
pub fn is_keyword(plain: &str) -> bool {
    KEYWORDS.contains(&plain) || STUBBORN.contains(&plain)
}

/// A plain name as an identifier that stands beside those functions.
fn beside(plain: &str, functions: &[&str]) -> String {
    if functions.contains(&plain) { format!("{plain}_") } else { identifier(plain) }
}

/// A name in the database with its schema before it, for people: `billing.invoices`.
pub fn full(schema: Option<&str>, name: &str) -> String {
    schema.map_or_else(|| name.to_owned(), |schema| format!("{schema}.{name}"))
}

/// `OrderStatus` as `order_status`, `HTTPServer` as `http_server`.
pub fn snake_case(camel: &str) -> String {
    let letters: Vec<char> = camel.chars().collect();
    let mut snake = String::with_capacity(camel.len() + 4);
    for (index, &letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|previous| letters[previous]);
        let after_small = before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
        let ends_capitals =
            before.is_some_and(char::is_uppercase) && letters.get(index + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (after_small || ends_capitals) {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The text of an enum's value as the name of a variant: `in progress` as `InProgress`. Empty where nothing is left.
pub fn camel_case(text: &str) -> String {
    let mut camel = String::with_capacity(text.len());
    for word in text.replace('\'', "").split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let shouts = word.chars().all(|c| !c.is_ascii_lowercase());
        let (first, rest) = word.split_at(1);
        camel.push_str(&first.to_ascii_uppercase());
        if shouts { camel.push_str(&rest.to_ascii_lowercase()) } else { camel.push_str(rest) }
    }
    camel
}

/// The longest name that PostgreSQL keeps, in bytes.
pub const LONGEST: usize = 63;

/// The name of a constraint or index, shortened as SQLAlchemy does where PostgreSQL would cut it: the end gives way to
/// four digits of the whole name's MD5.
pub(crate) fn shortened(whole: String) -> String {
    if whole.len() <= LONGEST {
        return whole;
    }
    let mut cut = LONGEST - 8;
    while !whole.is_char_boundary(cut) {
        cut -= 1;
    }
    let digest = md5(whole.as_bytes());
    format!("{}_{:02x}{:02x}", &whole[..cut], digest[14], digest[15])
}

#[cfg(test)]
mod tests {
    /// The names that SQLAlchemy 2.0 gives.
    #[test]
    fn long_names_are_cut_as_sqlalchemy_cuts_them() {
        for (whole, cut) in [
            (
                "uq_a_table_with_quite_a_long_name_as_tables_go_a_column_with_a_long_name_too_and_another_one",
                "uq_a_table_with_quite_a_long_name_as_tables_go_a_column_a8b7",
            ),
            (
                "ix_a_table_with_quite_a_long_name_as_tables_go_a_column_with_a_long_name_too",
                "ix_a_table_with_quite_a_long_name_as_tables_go_a_column_1d0f",
            ),
            ("pk_t", "pk_t"),
        ] {
            assert_eq!(super::shortened(whole.to_owned()), cut);
        }
    }
}
