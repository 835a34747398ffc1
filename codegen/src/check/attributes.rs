//! What only Rust sees: derives, attributes, and names in JSON.

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::kind::Kind;
use crate::resolve::extra;
use crate::resolve::{Draft, Model, filled_by_links, is_filled, json_name};
use crate::source::Place;
use crate::syntax::{Attributes, Column, Name, Serde, Written};

const OF_MODELS: &[&str] = &["Clone", "Debug", "PartialEq"];
const OF_ENUMS: &[&str] =
    &["Clone", "Copy", "Debug", "Display", "FromStr", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"];

/// What models and enums derive is a path each, and nothing that they have anyway.
pub(super) fn derives(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for model in &draft.models {
        let attributes = &model.written.attributes;
        each_derive(attributes, model.written.noun(), OF_MODELS, mistakes);
        floats(draft, model, attributes, mistakes);
    }
    for known in &draft.enums {
        each_derive(&known.written.attributes, "enum", OF_ENUMS, mistakes);
    }
}

fn each_derive(attributes: &Attributes, what: &str, own: &[&str], mistakes: &mut Mistakes) {
    let names = attributes.derive.as_ref().map_or(&[][..], |derive| &derive.value);
    for (index, name) in names.iter().enumerate() {
        let path = syn::parse_str::<syn::Path>(&name.value).ok();
        let path = path.filter(|path| path.segments.iter().all(|segment| segment.arguments.is_none()));
        let last = path.and_then(|path| Some(path.segments.last()?.ident.to_string()));
        let first = names[..index].iter().find(|other| other.value.trim() == name.value.trim());
        let (label, help) = match last.as_deref() {
            None => ("not the path of a trait", Some("as `Hash`, or `schemars::JsonSchema`")),
            Some("Serialize" | "Deserialize") => (
                "comes with the feature `serde` of Aludel",
                Some("the key `serde` says how it is JSON: `serde = { rename_all = \"camelCase\" }`"),
            ),
            Some("Display") if what != "enum" => {
                ("every model and every view has it", Some("`display` says which columns it prints"))
            }
            Some(last) if own.contains(&last) => ("it has that anyway", None),
            Some(_) if first.is_some() => ("the second time", None),
            Some(_) => continue,
        };
        let message = format!("this {what} cannot derive `{}`", name.value.trim());
        let mut mistake = Diagnostic::new(Code::Derive, name.place, message).label(label);
        if let Some(first) = first {
            mistake = mistake.second(first.place, "the first time");
        }
        mistakes.push(match help {
            Some(help) => mistake.help(help),
            None => mistake,
        });
    }
}

/// Numbers with a point have no total order and no hash.
fn floats(draft: &Draft<'_>, model: &Model<'_>, attributes: &Attributes, mistakes: &mut Mistakes) {
    let mut columns = draft.tables[model.table].columns.iter();
    let float = columns.find(|it| matches!(it.kind, Some(Kind::Real | Kind::Double)) && it.written.rust_type.is_none());
    let Some(float) = float else { return };
    for name in attributes.derive.iter().flat_map(|derive| &derive.value) {
        if ["Eq", "Hash", "Ord"].contains(&name.value.rsplit("::").next().unwrap_or_default()) {
            let message = format!("this model cannot derive `{}`", name.value);
            mistakes.push(
                Diagnostic::new(Code::Derive, name.place, message)
                    .label("a number with a point has none")
                    .second(float.written.kind.place, "this is one"),
            );
        }
    }
}

/// Attributes are such, and not those that are said otherwise.
pub(super) fn attributes(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    let mut all: Vec<&Attributes> = draft.models.iter().map(|model| &model.written.attributes).collect();
    all.extend(draft.tables.iter().flat_map(|table| &table.body.columns).map(|column| &column.attributes));
    for known in &draft.enums {
        all.push(&known.written.attributes);
        all.extend(known.written.values.value.iter().map(|value| &value.attributes));
    }
    for name in all.into_iter().flat_map(|it| &it.attributes).flat_map(|attributes| &attributes.value) {
        if let Some((fault, help)) = fault(&name.value) {
            let message = format!("`{}` cannot be an attribute here", name.value.trim());
            let mistake = Diagnostic::new(Code::Attribute, name.place, message).label(fault);
            mistakes.push(if help.is_empty() { mistake } else { mistake.help(help) });
        }
    }
}

fn fault(text: &str) -> Option<(&'static str, &'static str)> {
    let help = "write what stands between `#[` and `]`: `schemars(title = \"A user\")`";
    let Ok(meta) = syn::parse_str::<syn::Meta>(text) else { return Some(("no attribute of Rust", help)) };
    let first = meta.path().segments.first()?.ident.to_string();
    Some(match first.as_str() {
        "derive" => ("the key `derive` says that", "`derive = [\"Hash\"]`"),
        "serde" => ("the key `serde` says that", "`serde = { rename = \"...\" }`"),
        "doc" => ("the key `doc` says that", "`doc = \"...\"`"),
        "cfg" | "cfg_attr" => ("generated code is the same everywhere", ""),
        "repr" | "path" | "macro_use" | "test" | "no_mangle" | "export_name" => ("not for generated items", ""),
        _ => return None,
    })
}

/// No two fields of a model, and no two values of an enum, have one name in JSON.
pub(super) fn json_names(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for model in &draft.models {
        let columns = &draft.tables[model.table].columns;
        let names = columns.iter().zip(&model.fields).map(|(column, field)| {
            let place = place_of(&column.written.attributes.serde, &column.written.name);
            (json_name(model, column, field), field.plain.as_str(), place)
        });
        twice(
            &format!("two fields of {} `{}`", model.written.noun(), model.written.name.value),
            names.collect(),
            mistakes,
        );
    }
    for known in &draft.enums {
        let values = known.written.values.value.iter().zip(&known.variants);
        let names = values.map(|(value, variant)| {
            let place = place_of(&value.attributes.serde, &value.value);
            (known.json_name(value, variant), variant.as_str(), place)
        });
        twice(&format!("two values of enum `{}`", known.written.name.value), names.collect(), mistakes);
    }
}

fn place_of(serde: &Serde, name: &Name) -> Place {
    serde.rename.as_ref().unwrap_or(name).place
}

/// Names in JSON, each with that in Rust: where these are one too, that has been reported.
fn twice(whose: &str, names: Vec<(String, &str, Place)>, mistakes: &mut Mistakes) {
    for (index, (name, rust, place)) in names.iter().enumerate() {
        let mut before = names[..index].iter().filter(|(_, other, _)| other != rust);
        if let Some((_, _, first)) = before.find(|(other, ..)| other == name) {
            mistakes.push(
                Diagnostic::new(Code::JsonName, *place, format!("{whose} are `{name}` in JSON"))
                    .label("the second one")
                    .second(*first, "the first one")
                    .help("give one of them another name: `serde = { rename = \"...\" }`"),
            );
        }
    }
}

/// What JSON may lack is an `Option`.
pub(super) fn json_options(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    let filled = filled_by_links(draft);
    for model in &draft.models {
        let table = &draft.tables[model.table];
        for (index, column) in table.columns.iter().enumerate() {
            let serde = &column.written.attributes.serde;
            if column.kind.is_none() || is_filled(table, index, &filled[model.table]) {
                continue;
            }
            let mut look = |word: &str, flag: &Option<Written<bool>>, why: &str| {
                if let Some(flag) = flag.as_ref().filter(|flag| flag.value) {
                    let message = format!("`{word}` is for a field that is an `Option`");
                    let name = &column.written.name;
                    mistakes.push(
                        Diagnostic::new(Code::JsonOption, flag.place, message)
                            .label(why)
                            .second(name.place, format!("`{}` always has a value", name.value)),
                    );
                }
            };
            look("skip_deserializing", &serde.skip_deserializing, "an object that is read would lack it");
            look("skip_serializing_none", &serde.skip_serializing_none, "it is never `None`");
        }
    }
}

/// What is said under `x` is JSON to those who read it.
pub(super) fn extras(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for (_, x) in extra::all(draft) {
        if let Err(fault) = extra::json(&x.value) {
            let message = "no JSON can hold what this says";
            mistakes.push(Diagnostic::new(Code::Extra, x.place, message).label(fault));
        }
    }
}

/// The first of what only a model's columns have.
pub(crate) fn of_a_model(column: &Column) -> Option<(&'static str, Place)> {
    let attributes = &column.attributes;
    let serde = attributes.serde.place.map(|place| ("`serde`", place));
    serde.or_else(|| Some(("`attributes`", attributes.attributes.as_ref()?.place)))
}
