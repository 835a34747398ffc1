//! Lists of columns, and the names of constraints and indexes.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::Mistakes;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::name::full;
use crate::resolve::{Draft, Keyed, Table, primary_key_name, table_checks};
use crate::source::Place;
use crate::syntax::{Name, Written};

/// A list of columns has one at least, and none twice.
pub(super) fn lists(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    for table in &draft.tables {
        let body = table.body;
        let mut lists: Vec<(&str, &Written<Vec<Name>>)> = Vec::new();
        lists.extend(body.primary_key.as_ref().map(|list| ("primary key", list)));
        lists.extend(body.uniques.iter().map(|keyed| ("unique constraint", &keyed.columns)));
        let of_columns = body.indexes.iter().filter(|index| index.expression.is_none());
        lists.extend(of_columns.map(|keyed| ("index", &keyed.columns)));
        lists.extend(body.indexes.iter().filter_map(|keyed| Some(("index", keyed.include.as_ref()?))));
        lists.extend(body.foreign_keys.iter().map(|key| ("foreign key", &key.columns)));
        if let Some(model) = table.model.map(|model| draft.models[model].written) {
            lists.extend(model.display.as_ref().map(|list| ("display", list)));
            for relationship in &model.relationships {
                lists.extend(relationship.foreign_key.as_ref().map(|list| ("foreign key", list)));
                lists.extend(relationship.order_by.as_ref().map(|list| ("order", list)));
            }
        }
        for (what, list) in lists {
            one(what, list, mistakes);
        }
    }
}

fn one(what: &str, list: &Written<Vec<Name>>, mistakes: &mut Mistakes) {
    if list.value.is_empty() {
        let message = format!("this {what} has no columns");
        mistakes.push(Diagnostic::new(Code::Empty, list.place, message).label("empty"));
    }
    // The column of an order has its direction behind it.
    let column = |name: &Name| name.value.split(' ').next().unwrap_or_default().to_owned();
    for (index, name) in list.value.iter().enumerate() {
        let first = list.value[..index].iter().find(|other| column(other) == column(name));
        if let Some(first) = first {
            let message = format!("this {what} names column `{}` twice", column(name));
            mistakes.push(
                Diagnostic::new(Code::RepeatedColumn, name.place, message)
                    .label("the second time")
                    .second(first.place, "the first time"),
            );
        }
    }
}

/// What shares a namespace in the database has different names.
pub(super) fn names(draft: &Draft<'_>, mistakes: &mut Mistakes) {
    let mut shared: Vec<Shared<'_>> = Vec::new();
    for table in &draft.tables {
        shared.push(Shared::of(table, table.name.value.clone(), table.name.place, "table"));
    }
    for (index, table) in draft.tables.iter().enumerate() {
        // A view has no constraints.
        if table.view.is_some() {
            continue;
        }
        // A table that is defined twice is one mistake.
        let folded = draft.folded(&table.full_name());
        if draft.tables[..index].iter().any(|other| draft.folded(&other.full_name()) == folded) {
            continue;
        }
        if !table.primary_key.is_empty() {
            shared.push(Shared::of(table, primary_key_name(draft, table), table.header, "primary key"));
        }
        let name = |keyed: &Keyed<'_>, what| Shared::of(table, keyed.name.clone(), named_place(keyed), what);
        shared
            .extend(table.uniques.iter().filter(|keyed| keyed.columns.is_some()).map(|k| name(k, "unique constraint")));
        shared.extend(table.indexes.iter().filter(|keyed| keyed.columns.is_some()).map(|k| name(k, "index")));
        own(draft, table, mistakes);
    }
    let schema = draft.document.settings.first().and_then(|settings| settings.schema.as_ref());
    shared.extend(draft.document.sequences.iter().map(|sequence| Shared {
        schema: sequence.schema.as_ref().or(schema),
        name: sequence.name.value.clone(),
        place: sequence.name.place,
        what: "sequence",
        header: sequence.name.place,
    }));
    differ(draft, shared, mistakes);

    // A table of PostgreSQL is a type as well.
    let tables =
        draft.tables.iter().map(|table| Shared::of(table, table.name.value.clone(), table.name.place, "table"));
    let enums = draft.enums.iter().map(|known| Shared {
        schema: known.schema,
        name: known.database_name.value.clone(),
        place: known.database_name.place,
        what: "enum",
        header: known.written.name.place,
    });
    differ(draft, tables.chain(enums).collect(), mistakes);
}

/// Foreign keys and checks share a namespace in each table.
fn own(draft: &Draft<'_>, table: &Table<'_>, mistakes: &mut Mistakes) {
    let mut names: Vec<Shared<'_>> = Vec::new();
    for key in table.foreign_keys.iter().filter(|key| key.columns.is_some() && key.target.is_some()) {
        let place = key.rules.name.as_ref().map_or(key.place, |name| name.place);
        names.push(Shared::of(table, key.name.clone(), place, "foreign key"));
    }
    for (name, _, place) in table_checks(draft, table) {
        names.push(Shared::of(table, name, place, "check"));
    }
    differ(draft, names, mistakes);
}

fn named_place(keyed: &Keyed<'_>) -> Place {
    keyed.written_name.map_or(keyed.place, |name| name.place)
}

/// A name in the database.
struct Shared<'a> {
    schema: Option<&'a Name>,
    name: String,
    /// Where it is written or made from.
    place: Place,
    /// What has it.
    what: &'a str,
    /// The header of the table it is in.
    header: Place,
}

impl<'a> Shared<'a> {
    fn of(table: &Table<'a>, name: String, place: Place, what: &'a str) -> Shared<'a> {
        Shared { schema: table.schema, name, place, what, header: table.header }
    }
}

fn differ(draft: &Draft<'_>, names: Vec<Shared<'_>>, mistakes: &mut Mistakes) {
    let mut seen: HashMap<String, (Place, &str)> = HashMap::new();
    for Shared { schema, name, place, what, header } in names {
        let full = full(schema.map(|schema| schema.value.as_str()), &name);
        match seen.entry(draft.folded(&full)) {
            Entry::Vacant(entry) => {
                entry.insert((place, what));
            }
            Entry::Occupied(entry) => {
                let (first, other) = *entry.get();
                if what == "table" && other == "table" {
                    continue; // `DuplicateTable`
                }
                let mistake = Diagnostic::new(
                    Code::DuplicateConstraint,
                    place,
                    format!("{what} `{name}` has the name of another {other}"),
                )
                .label("the second of this name");
                // One line of a mixin makes a constraint for each of its users.
                mistakes.push(match first == place {
                    true => mistake
                        .second(header, "this has it, and so has another user of the mixin")
                        .help("leave `name` out: then each is named after its table"),
                    false => mistake.second(first, "the first of this name").help("give one of them another `name`"),
                });
            }
        }
    }
}
