//! Types of the program's own.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Draft;
use crate::syntax::Column;

fn columns<'a>(draft: &'a Draft<'_>) -> impl Iterator<Item = (&'a Column, &'a crate::syntax::Name)> {
    let columns = draft.tables.iter().flat_map(|table| &table.body.columns);
    columns.filter_map(|column| Some((column, column.rust_type.as_ref()?)))
}

/// A type is named by a path that means the same everywhere in the program.
pub(super) fn paths(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (column, given) in columns(draft) {
        if let Some((fault, meant)) = fault(given.value.trim()) {
            let message = format!("column `{}` cannot have this Rust type", column.name.value);
            let mistake = Diagnostic::new(Code::RustType, given.place, message).label(fault);
            mistakes.push(match meant {
                Some(meant) => mistake.help(format!("did you mean `{meant}`?")),
                None => mistake.help("write its path, as `crate::Email`"),
            });
        }
    }
}

/// Why a text is no such path, and what was probably meant.
fn fault(text: &str) -> Option<(&'static str, Option<String>)> {
    let Ok(syn::Type::Path(syn::TypePath { qself: None, path })) = syn::parse_str(text) else {
        return Some(("not the path of a type", None));
    };
    let first = path.segments.first()?.ident.to_string();
    match first.as_str() {
        "Self" => Some(("`Self` is the model", None)),
        "self" | "super" => {
            let rest: Vec<&str> = text.split("::").skip_while(|part| ["self", "super"].contains(part)).collect();
            Some(("generated code lies in a module of its own", Some(format!("crate::{}", rest.join("::")))))
        }
        "Option" if path.segments.len() == 1 => Some(("`nullable = true` makes an `Option`", None)),
        _ if path.leading_colon.is_none() && path.segments.len() == 1 => {
            Some(("not a path from the crate's root", Some(format!("crate::{text}"))))
        }
        _ => None,
    }
}

/// A version is counted by the flush, which knows whole numbers and times.
pub(super) fn versions(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (column, given) in columns(draft) {
        if let Some(version) = column.version.as_ref().filter(|version| version.value) {
            let message = format!("the version `{}` cannot have a Rust type of its own", column.name.value);
            mistakes.push(
                Diagnostic::new(Code::RustType, given.place, message)
                    .label("the flush counts it")
                    .second(version.place, "said to be the version"),
            );
        }
    }
}
