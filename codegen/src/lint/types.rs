//! Types of the program's own that do not go together.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Draft;
use crate::syntax::Name;

/// Both ends of a foreign key have one type in Rust, so that they can be compared.
pub(super) fn foreign_key_rust_type(draft: &Draft<'_>, warnings: &mut Warnings) {
    for table in draft.tables.iter().filter(|table| table.model.is_some()) {
        for key in &table.foreign_keys {
            let (Some(columns), Some((target, referred))) = (&key.columns, &key.target) else { continue };
            let target = &draft.tables[*target];
            if target.model.is_none() {
                continue;
            }
            for (&column, &referred) in columns.iter().zip(referred) {
                let (column, referred) = (table.columns[column].written, target.columns[referred].written);
                let path = |given: &Option<Name>| given.as_ref().map(|path| path.value.trim().to_owned());
                let (own, other) = (path(&column.rust_type), path(&referred.rust_type));
                if own == other {
                    continue;
                }
                let told = |path: &Option<String>| match path {
                    Some(path) => format!("this is `{path}`"),
                    None => "this has no type of the program's own".to_owned(),
                };
                let place = |given: &Option<Name>, name: &Name| given.as_ref().unwrap_or(name).place;
                let message = format!(
                    "column `{}` has another Rust type than `{}.{}`, to which it refers",
                    column.name.value, target.name.value, referred.name.value
                );
                let warning =
                    Diagnostic::new(Code::ForeignKeyRustType, place(&column.rust_type, &column.name), message)
                        .label(told(&own))
                        .second(place(&referred.rust_type, &referred.name), told(&other));
                warnings.push(match other {
                    Some(other) => warning.help(format!("`rust_type = \"{other}\"`")),
                    None => warning,
                });
            }
        }
    }
}
