//! Primary keys.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::kind::Kind;
use crate::resolve::Draft;
use crate::syntax::Column;

/// A model has a primary key.
pub(super) fn there(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for model in &draft.models {
        let table = &draft.tables[model.table];
        let empty = table.primary_key.is_empty() && table.body.primary_key.is_none();
        if !empty || table.columns.is_empty() {
            continue;
        }
        let mistake = Diagnostic::new(
            Code::NoPrimaryKey,
            table.header,
            format!("{} `{}` has no primary key", model.written.noun(), model.written.name.value),
        )
        .label("needs `primary_key = true` at a column");
        let id = table.columns.iter().find(|column| column.written.name.value == "id");
        mistakes.push(match id {
            Some(_) => mistake.help("`id = { type = \"integer\", primary_key = true }`"),
            None => mistake,
        });
    }
}

/// A list of the primary key and the columns' own words say the same.
pub(super) fn said_once(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in &draft.tables {
        let Some(list) = &table.body.primary_key else { continue };
        let flagged = table.columns.iter().enumerate().filter(|(_, column)| Column::says(&column.written.primary_key));
        for (index, column) in flagged {
            if !table.primary_key.contains(&index) {
                let place = column.written.primary_key.as_ref().map_or(column.written.name.place, |flag| flag.place);
                let message = format!("the primary key of table `{}` is said twice and differently", table.name.value);
                mistakes.push(
                    Diagnostic::new(Code::PrimaryKeyTwice, place, message)
                        .label(format!("`{}` is said to be in it", column.written.name.value))
                        .second(list.place, "but is not in this list"),
                );
            }
        }
    }
}

/// The columns of a primary key are not nullable.
pub(super) fn not_null(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in &draft.tables {
        for &index in &table.primary_key {
            let column = table.columns[index].written;
            if let Some(nullable) = column.nullable.as_ref().filter(|nullable| nullable.value) {
                let key = column.primary_key.as_ref().map(|key| key.place);
                let list = table.body.primary_key.as_ref().map(|list| list.place);
                let message = format!("column `{}` is in the primary key and nullable", column.name.value);
                mistakes.push(
                    Diagnostic::new(Code::NullableKey, nullable.place, message)
                        .label("a key cannot be NULL")
                        .second(key.or(list).unwrap_or(table.header), "in the primary key"),
                );
            }
        }
    }
}

/// The columns of a primary key are of types that identify a row.
pub(super) fn identify(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in &draft.tables {
        for &index in &table.primary_key {
            let column = &table.columns[index];
            let fault = match column.kind {
                Some(Kind::Real | Kind::Double) => "numbers that are nearly the same would be other rows",
                Some(Kind::Json) => "one value can be written in several ways",
                Some(Kind::Interval) => "a month and thirty days are one value to PostgreSQL, and two in Rust",
                Some(Kind::Bytes) => "bytes are no key",
                _ => continue,
            };
            let message = format!("column `{}` cannot be in a primary key", column.written.name.value);
            mistakes.push(Diagnostic::new(Code::KeyType, column.written.kind.place, message).label(fault));
        }
    }
}
