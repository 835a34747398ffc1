//! Pieces of text for the page.

use aludel_codegen::model::database::Table;
use aludel_codegen::model::kind::{ClientDefault, Kind, Literal, Sql};
use aludel_codegen::model::rust::Cascade;
use aludel_codegen::model::{Dialect, Schema};

/// What a place of the page is called in links.
pub(super) fn anchor(kind: &str, name: &str) -> String {
    let mut anchor = format!("{kind}-");
    for letter in name.chars() {
        match letter {
            letter if letter.is_ascii_alphanumeric() || "._-".contains(letter) => anchor.push(letter),
            letter => anchor.push_str(&format!("~{:x}", u32::from(letter))),
        }
    }
    anchor
}

/// Text in HTML.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Documentation: paragraphs, and code between backticks.
pub(super) fn paragraphs(doc: Option<&str>) -> String {
    let text = doc.unwrap_or_default().replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    paragraphs.map(|paragraph| format!("<p>{}</p>", with_code(paragraph.trim()))).collect()
}

/// The same in one line.
pub(super) fn inline(doc: Option<&str>) -> String {
    with_code(doc.unwrap_or_default().trim())
}

fn with_code(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escape(text);
    }
    let coded = parts.iter().enumerate().map(|(index, part)| match index % 2 {
        0 => escape(part),
        _ => format!("<code>{}</code>", escape(part)),
    });
    coded.collect()
}

/// SQL for the databases that it is written for.
pub(super) fn sql(sql: &Sql) -> String {
    match (&sql.sqlite, &sql.postgresql) {
        (Some(one), Some(other)) if one == other => one.clone(),
        (Some(one), Some(other)) => format!("{one} (SQLite), {other} (PostgreSQL)"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    }
}

/// The names of columns in the database.
pub(super) fn columns(table: &Table, columns: &[usize]) -> String {
    let names: Vec<&str> = columns.iter().map(|&column| table.columns[column].name.as_str()).collect();
    names.join(", ")
}

/// What `new()` or an update fills in.
pub(super) fn client_default(schema: &Schema, kind: Kind, default: &ClientDefault) -> String {
    match default {
        ClientDefault::Now => "now".to_owned(),
        ClientDefault::UuidV4 => "a random UUID".to_owned(),
        ClientDefault::UuidV7 => "a UUID by time".to_owned(),
        ClientDefault::Literal(value) => literal(schema, kind, value),
    }
}

fn literal(schema: &Schema, kind: Kind, value: &Literal) -> String {
    match value {
        Literal::Integer(number) => number.to_string(),
        Literal::Boolean(flag) => flag.to_string(),
        Literal::Float(number) => format!("{number:?}"),
        Literal::Text(text) => format!("“{text}”"),
        Literal::Decimal(text) | Literal::Uuid(text) | Literal::Json(text) => text.clone(),
        Literal::Date(text) | Literal::Time(text) | Literal::DateTime(text) | Literal::TimestampTz(text) => {
            text.replace('T', " ")
        }
        Literal::Bytes(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Literal::Interval(months, days, microseconds) => {
            format!("{months} months, {days} days, {microseconds} µs")
        }
        Literal::Inet(address) => address.clone(),
        Literal::List(members) => {
            let members: Vec<String> = members.iter().map(|member| literal(schema, kind, member)).collect();
            format!("[{}]", members.join(", "))
        }
        Literal::Enum(index) => match kind {
            Kind::Enum(known) => schema.enums[known].values[*index].value.clone(),
            _ => index.to_string(),
        },
    }
}

/// SQLAlchemy's words for what follows along a relationship.
pub(super) fn cascade(cascade: Cascade) -> String {
    let said = [
        (cascade.save_update, "save-update"),
        (cascade.merge, "merge"),
        (cascade.refresh_expire, "refresh-expire"),
        (cascade.expunge, "expunge"),
        (cascade.delete, "delete"),
        (cascade.delete_orphan, "delete-orphan"),
    ];
    let words: Vec<&str> = said.into_iter().filter_map(|(said, word)| said.then_some(word)).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// What a database is called.
pub(super) fn database(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "SQLite",
        Dialect::Postgresql => "PostgreSQL",
    }
}

#[cfg(test)]
mod tests {
    use super::{anchor, paragraphs};

    #[test]
    fn names_become_anchors() {
        assert_eq!(anchor("table", "order_lines"), "table-order_lines");
        assert_eq!(anchor("table", "two words\"<"), "table-two~20words~22~3c");
        assert_ne!(anchor("table", "größe"), anchor("table", "grösse"));
    }

    #[test]
    fn documentation_has_paragraphs_and_code() {
        let doc = "One `a < b`\nline.\n\n\n\nTwo & `three";
        assert_eq!(paragraphs(Some(doc)), "<p>One <code>a &lt; b</code>\nline.</p><p>Two &amp; `three</p>");
        assert_eq!(paragraphs(None), "");
    }
}
