//! Checks that stand for types which SQLite does not have: booleans, and enums.

use super::tokens::{Kind as TokenKind, tokens};
use crate::import::found::{Enum, Found, Kind};

/// Takes the checks of the last table for types where they are such.
pub(super) fn types(found: &mut Found) {
    let Some(mut table) = found.tables.pop() else { return };
    let checks = std::mem::take(&mut table.checks);
    for check in checks {
        let told = told(&check.condition).and_then(|(column, values)| Some((table.column(&column)?, values)));
        let Some((column, values)) = told else {
            table.checks.push(check);
            continue;
        };
        let is_named = |suffix: &str| {
            let stem = format!("{}_{}_{suffix}", table.name, table.columns[column].name);
            check.name.as_ref().is_none_or(|name| *name == format!("ck_{stem}") || *name == format!("{stem}_check"))
        };
        match (table.columns[column].kind, values) {
            (Kind::Word("boolean"), Values::Bits) if is_named("boolean") => {}
            (kind, Values::Texts(values)) if kind.is_text() && is_named("enum") => {
                let known = found.enums.iter().position(|known| known.values == values);
                let index = known.unwrap_or(found.enums.len());
                if known.is_none() {
                    let name = table.columns[column].name.clone();
                    found.enums.push(Enum { schema: None, name, of: Some(table.name.clone()), values });
                }
                table.columns[column].kind = Kind::Enum(index);
            }
            _ => table.checks.push(check),
        }
    }
    found.tables.push(table);
}

enum Values {
    /// 0 and 1.
    Bits,
    Texts(Vec<String>),
}

/// The column and the values of `column IN (...)`.
fn told(condition: &str) -> Option<(String, Values)> {
    let words = tokens(condition);
    let [column, is_in, open, values @ .., close] = &words[..] else { return None };
    let is_list = is_in.is("IN") && open.is("(") && close.is(")") && column.kind != TokenKind::Text;
    let mut texts = Vec::new();
    for (place, token) in values.iter().enumerate() {
        match place % 2 {
            0 => texts.push(token),
            _ if token.is(",") => {}
            _ => return None,
        }
    }
    if !is_list || texts.is_empty() {
        return None;
    }
    if texts.iter().all(|token| token.kind == TokenKind::Text) {
        let values: Vec<String> = texts.iter().map(|token| token.name()).collect();
        let differ =
            values.iter().enumerate().all(|(place, value)| !value.is_empty() && !values[..place].contains(value));
        return differ.then(|| (column.name(), Values::Texts(values)));
    }
    let bits: Vec<&str> = texts.iter().map(|token| token.text).collect();
    (bits == ["0", "1"]).then(|| (column.name(), Values::Bits))
}
