//! Columns: what they say beside their type.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::kind::Kind;
use crate::resolve::Draft;
use crate::syntax::{Column, KindName};

/// A table has a column.
pub(super) fn there(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in draft.tables.iter().filter(|table| table.columns.is_empty()) {
        let message = format!("table `{}` has no columns", table.name.value);
        mistakes.push(Diagnostic::new(Code::MissingColumns, table.header, message).label("needs one at least"));
    }
}

fn word(column: &Column) -> &str {
    match &column.kind.value {
        KindName::Type(word) => word,
        KindName::Enum(_) => "enum",
    }
}

fn columns<'a, 'd>(draft: &'a Draft<'d>) -> impl Iterator<Item = &'d Column> + use<'a, 'd> {
    draft.tables.iter().flat_map(|table| &table.body.columns)
}

/// Only a string has a length.
pub(super) fn length(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for column in columns(draft).filter(|column| word(column) != "string") {
        if let Some(length) = &column.length {
            let kind = word(column);
            let mistake =
                Diagnostic::new(Code::Length, length.place, format!("a column of type `{kind}` has no length"))
                    .label("only a `string` has one")
                    .second(column.kind.place, format!("the type is `{kind}`"));
            mistakes.push(if kind == "text" { mistake.help("make it `type = \"string\"`") } else { mistake });
        }
    }
}

/// A numeric has a precision and a scale within it; nothing else has either.
pub(super) fn precision(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for column in columns(draft) {
        let kind = word(column);
        if kind != "numeric" {
            for (key, number) in [("precision", &column.precision), ("scale", &column.scale)] {
                if let Some(number) = number {
                    let message = format!("a column of type `{kind}` has no {key}");
                    mistakes.push(
                        Diagnostic::new(Code::Precision, number.place, message)
                            .label("only a `numeric` has one")
                            .second(column.kind.place, format!("the type is `{kind}`")),
                    );
                }
            }
            continue;
        }
        match (&column.precision, &column.scale) {
            (None, _) => mistakes.push(
                Diagnostic::new(Code::Precision, column.kind.place, format!("column `{}` has no precision", column.name.value))
                    .label("a numeric needs one")
                    .help("say how many digits it has, and how many behind the point: `{ type = \"numeric\", precision = 12, scale = 2 }`"),
            ),
            (Some(precision), Some(scale)) if scale.value > precision.value => mistakes.push(
                Diagnostic::new(Code::Precision, scale.place, "the scale is greater than the precision")
                    .label(format!("{} digits behind the point", scale.value))
                    .second(precision.place, format!("{} digits in all", precision.value)),
            ),
            _ => {}
        }
    }
}

/// A version is a number or a moment, and a model has one at most.
pub(super) fn version(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in &draft.tables {
        let mut first: Option<&Column> = None;
        for (index, column) in table.columns.iter().enumerate() {
            let written = column.written;
            let Some(version) = written.version.as_ref().filter(|version| version.value) else { continue };
            let fault = if column.kind.is_some_and(|kind| !kind.is_version()) {
                Some((written.kind.place, "must be a smallint, integer, bigint, datetime or timestamptz".to_owned()))
            } else if let Some(nullable) = written.nullable.as_ref().filter(|nullable| nullable.value) {
                Some((nullable.place, "must not be nullable".to_owned()))
            } else if table.primary_key.contains(&index) {
                Some((
                    written.primary_key.as_ref().map_or(table.header, |key| key.place),
                    "must not be in the primary key".to_owned(),
                ))
            } else if let Some(reference) = &written.references {
                Some((reference.column.place, "must not be a foreign key".to_owned()))
            } else {
                let first = match column.kind.is_none_or(Kind::is_integer) {
                    true => "the first version is 1",
                    false => "the first version is the time at which the object is made",
                };
                let default = written.default.as_ref().map(|it| (it.place, "default"));
                let server = written.server_default.as_ref().map(|it| (it.place, "server default"));
                default.or(server).map(|(place, what)| (place, format!("must have no {what}: {first}")))
            };
            if let Some((place, why)) = fault {
                let message = format!("column `{}` cannot be a version", written.name.value);
                mistakes.push(
                    Diagnostic::new(Code::Version, place, message)
                        .label(why)
                        .second(version.place, "said to be the version"),
                );
            }
            if let Some(first) = first {
                let message = format!("table `{}` has two versions", table.name.value);
                mistakes.push(
                    Diagnostic::new(Code::Version, written.name.place, message)
                        .label("the second one")
                        .second(first.name.place, "the first one"),
                );
            }
            first = first.or(Some(written));
        }
    }
}

/// What is sensitive is not displayed.
pub(super) fn sensitive(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for model in &draft.models {
        for name in model.written.display.iter().flat_map(|display| &display.value) {
            let column = model.written.body.columns.iter().find(|column| column.name.value == name.value);
            let Some(sensitive) = column.and_then(|column| column.sensitive.as_ref()).filter(|flag| flag.value) else {
                continue;
            };
            mistakes.push(
                Diagnostic::new(
                    Code::SensitiveDisplay,
                    name.place,
                    format!("column `{}` is sensitive and displayed", name.value),
                )
                .label("displayed here")
                .second(sensitive.place, "said to be sensitive here"),
            );
        }
    }
}
