//! The schema, from a draft without mistakes.

use std::collections::HashSet;

use super::draft::{Column, Draft, Enum, ForeignKey, Keyed, Table};
use super::{attributes, extra, literal};
use crate::keys;
use crate::model::Schema;
use crate::model::database;
use crate::model::kind::{ClientDefault, ServerDefault};
use crate::model::mapping::{Link, Mapping};
use crate::model::naming::{Parts, What};
use crate::model::rust;
use crate::syntax::{self, Name, SqlText};

/// The schema. `None` where the draft has a gap, which a mistake has been reported for.
pub(crate) fn schema(draft: &Draft<'_>) -> Option<Schema> {
    let tables = (0..draft.tables.len()).map(|index| table(draft, index)).collect::<Option<Vec<_>>>()?;
    let filled = attributes::filled_by_links(draft);
    let models =
        (0..draft.models.len()).map(|index| model(draft, index, &tables, &filled)).collect::<Option<Vec<_>>>()?;
    let mappings = draft.models.iter().map(mapping).collect::<Option<Vec<_>>>()?;
    let enums = draft.enums.iter().map(enumeration).collect();
    let sequences = draft.document.sequences.iter().map(|sequence| database::Sequence {
        schema: draft.schema_of(sequence),
        name: sequence.name.value.clone(),
        numbers: sequence.numbers,
        place: sequence.name.place,
    });
    let (sequences, extras) = (sequences.collect(), extra::extras(draft));
    Some(Schema { settings: draft.settings.clone(), enums, sequences, tables, models, mappings, extras })
}

fn doc(doc: &Option<Name>) -> Option<String> {
    doc.as_ref().map(|doc| doc.value.trim().to_owned()).filter(|doc| !doc.is_empty())
}

fn value(name: Option<&Name>) -> Option<String> {
    name.map(|name| name.value.clone())
}

/// The comment that is said, or the documentation where the settings say so. An empty one is none.
fn comment(draft: &Draft<'_>, said: &Option<Name>, documentation: &Option<Name>) -> Option<String> {
    match said {
        Some(_) => doc(said),
        None => doc(documentation).filter(|_| draft.settings.doc_is_comment),
    }
}

fn table(draft: &Draft<'_>, index: usize) -> Option<database::Table> {
    let table = &draft.tables[index];
    let identity = table.identity();
    let columns =
        table.columns.iter().enumerate().map(|(index, written)| column(draft, written, identity == Some(index)));
    let primary_key = (!table.primary_key.is_empty())
        .then(|| database::PrimaryKey { name: primary_key_name(draft, table), columns: table.primary_key.clone() });
    Some(database::Table {
        schema: value(table.schema),
        name: table.name.value.clone(),
        renamed_from: value(table.body.renamed_from.as_ref()),
        doc: doc(&table.body.doc),
        comment: comment(draft, &table.body.comment, &table.body.doc),
        columns: columns.collect::<Option<_>>()?,
        primary_key,
        foreign_keys: table.foreign_keys.iter().map(foreign_key).collect::<Option<_>>()?,
        uniques: table.uniques.iter().map(unique).collect::<Option<_>>()?,
        indexes: table.indexes.iter().map(index_of).collect::<Option<_>>()?,
        checks: checks(draft, table),
        view: table.view.map(|view| database::View {
            query: view.query.value.trimmed(),
            materialized: syntax::Column::says(&view.materialized),
            needs: draft.needs(index),
        }),
        place: table.header,
    })
}

fn column(draft: &Draft<'_>, column: &Column<'_>, identity: bool) -> Option<database::Column> {
    let kind = column.kind?;
    let server = column.written.server_default.as_ref();
    Some(database::Column {
        name: column.name.value.clone(),
        written: column.written.name.value.clone(),
        kind,
        array: column.array,
        nullable: column.nullable,
        identity,
        server_default: server.and_then(|value| match &value.value {
            syntax::ServerValue::Next(name) => draft.sequence(&name.value).map(ServerDefault::Next),
            value => literal::server(value, (kind, column.array), &draft.enums).ok(),
        }),
        numbered: column.written.identity.as_ref().map(|identity| identity.value),
        autoincrement: syntax::Column::says(&column.written.autoincrement),
        computed: column.written.computed.as_ref().map(|computed| database::Computed {
            sql: computed.sql.value.trimmed(),
            stored: computed.stored.as_ref().is_none_or(|stored| stored.value),
        }),
        renamed_from: value(column.written.renamed_from.as_ref()),
        doc: doc(&column.written.doc),
        comment: comment(draft, &column.written.comment, &column.written.doc),
        place: column.written.name.place,
    })
}

fn foreign_key(key: &ForeignKey<'_>) -> Option<database::ForeignKey> {
    let (table, target) = key.target.clone()?;
    Some(database::ForeignKey {
        name: key.name.clone(),
        columns: key.columns.clone()?,
        table,
        target,
        on_delete: key.rules.on_delete.as_ref().map(|action| action.value),
        on_update: key.rules.on_update.as_ref().map(|action| action.value),
        place: key.place,
    })
}

fn unique(keyed: &Keyed<'_>) -> Option<database::Unique> {
    Some(database::Unique {
        name: keyed.name.clone(),
        columns: keyed.columns.clone()?,
        condition: keyed.condition.map(|condition| condition.value.trimmed()),
        place: keyed.place,
    })
}

fn index_of(keyed: &Keyed<'_>) -> Option<database::Index> {
    let written = keyed.written;
    Some(database::Index {
        name: keyed.name.clone(),
        columns: keyed.columns.clone()?,
        expression: written.and_then(|list| list.expression.as_ref()).map(|sql| sql.value.trimmed()),
        unique: written.is_some_and(|list| syntax::Column::says(&list.unique)),
        condition: keyed.condition.map(|condition| condition.value.trimmed()),
        using: written.and_then(|list| list.using.as_ref()).map(|using| using.value),
        include: keyed.include.clone()?,
        place: keyed.place,
    })
}

fn checks(draft: &Draft<'_>, table: &Table<'_>) -> Vec<database::Check> {
    let of_columns = (0..table.columns.len()).filter(|&column| table.columns[column].written.check.is_some());
    let of_columns = of_columns.map(|column| (Some(column), None));
    let of_table = table.body.checks.iter().map(|check| (None, value(check.name.as_ref())));
    table_checks(draft, table)
        .into_iter()
        .zip(of_columns.chain(of_table))
        .map(|((name, condition, place), (column, given))| database::Check {
            name,
            given,
            column,
            condition: condition.trimmed(),
            place,
        })
        .collect()
}

/// The name of the primary key of a table.
pub(crate) fn primary_key_name(draft: &Draft<'_>, table: &Table<'_>) -> String {
    table.constraint_name(&draft.settings.naming, What::PrimaryKey, &table.primary_key, Parts::default())
}

/// The checks of a table with their names: those of columns, then those of the table.
pub(crate) fn table_checks<'d>(
    draft: &Draft<'d>,
    table: &Table<'d>,
) -> Vec<(String, &'d SqlText, crate::source::Place)> {
    let mut found = Vec::new();
    let naming = &draft.settings.naming;
    for (index, column) in table.columns.iter().enumerate() {
        if let Some(check) = &column.written.check {
            let name = table.constraint_name(
                naming,
                What::Check,
                &[index],
                Parts { instead: Some(&column.name.value), ..Parts::default() },
            );
            found.push((name, &check.value, check.place));
        }
    }
    for (number, check) in table.body.checks.iter().enumerate() {
        let (given, number) = (check.name.as_ref().map(|name| name.value.as_str()), (number + 1).to_string());
        let name = table.constraint_name(
            naming,
            What::Check,
            &[],
            Parts { given, instead: Some(&number), ..Parts::default() },
        );
        found.push((name, &check.condition.value, check.place));
    }
    found
}

/// The hooks that a model lists, in the order of the words.
fn hooks(model: &syntax::Model) -> Vec<&'static str> {
    let listed = |word: &&str| model.hooks.iter().flat_map(|hooks| &hooks.value).any(|hook| hook.value == **word);
    keys::HOOKS.words.iter().copied().filter(listed).collect()
}

fn model(
    draft: &Draft<'_>,
    index: usize,
    tables: &[database::Table],
    filled_by_link: &[HashSet<usize>],
) -> Option<rust::Model> {
    let model = &draft.models[index];
    let table = &tables[model.table];
    let mut fields = Vec::new();
    for (index, written) in draft.tables[model.table].columns.iter().enumerate() {
        let column = &table.columns[index];
        let says = |flag| syntax::Column::says(flag);
        let client = |value: &Option<syntax::Written<syntax::Value>>| {
            value
                .as_ref()
                .and_then(|value| literal::client(&value.value, (column.kind, column.array), &draft.enums).ok())
        };
        let version = says(&written.written.version);
        let default = match version && column.kind.is_time() {
            true => Some(ClientDefault::Now),
            false => client(&written.written.default),
        };
        let filled = attributes::is_filled(&draft.tables[model.table], index, &filled_by_link[model.table]);
        fields.push(rust::Field {
            name: model.fields[index].clone(),
            doc: column.doc.clone(),
            kind: column.kind,
            array: column.array,
            rust_type: written.written.rust_type.as_ref().map(|path| path.value.trim().to_owned()),
            nullable: column.nullable,
            filled,
            required: !filled && default.is_none() && !version,
            default,
            update_default: client(&written.written.update_default),
            version,
            sensitive: says(&written.written.sensitive),
            computed: column.computed.is_some(),
            attributes: attributes::attributes(&written.written.attributes).attributes,
            json: attributes::json(model, written, &model.fields[index]),
            place: column.place,
        });
    }
    Some(rust::Model {
        name: model.name.clone(),
        doc: table.doc.clone(),
        fields,
        key: table.primary_key.as_ref()?.columns.clone(),
        relationships: model.relationships.iter().map(relationship).collect::<Option<_>>()?,
        display: model.display.clone(),
        hooks: hooks(model.written),
        validate: syntax::Column::says(&model.written.validate),
        attributes: attributes::attributes(&model.written.attributes),
        deny_unknown_fields: syntax::Column::says(&model.written.attributes.serde.deny_unknown_fields),
        place: draft.tables[model.table].header,
    })
}

fn relationship(relationship: &super::Relationship<'_>) -> Option<rust::Relationship> {
    let written = relationship.written;
    Some(rust::Relationship {
        name: relationship.name.clone(),
        doc: doc(&written.doc),
        kind: relationship.kind,
        target: relationship.target?,
        inverse: relationship.inverse,
        order_by: relationship.order_by.clone(),
        cascade: written.cascade.as_ref().map_or_else(rust::Cascade::default, |cascade| cascade.value),
        lazy: written.lazy.as_ref().map_or_else(rust::Lazy::default, |lazy| lazy.value),
        passive_deletes: written.passive_deletes.as_ref().map_or_else(Default::default, |passive| passive.value),
        place: written.name.place,
    })
}

fn mapping(model: &super::Model<'_>) -> Option<Mapping> {
    Some(Mapping {
        table: model.table,
        columns: (0..model.fields.len()).collect(),
        links: model.relationships.iter().map(|relationship| relationship.link).collect::<Option<Vec<Link>>>()?,
    })
}

fn enumeration(known: &Enum<'_>) -> rust::Enum {
    let values = known.written.values.value.iter().zip(&known.variants);
    rust::Enum {
        name: known.name.clone(),
        schema: value(known.schema),
        database_name: known.database_name.value.clone(),
        doc: doc(&known.written.doc),
        attributes: attributes::attributes(&known.written.attributes),
        values: values
            .map(|(value, variant)| rust::EnumValue {
                value: value.value.value.clone(),
                variant: crate::model::name::identifier(variant),
                json: known.json_name(value, variant),
                attributes: attributes::attributes(&value.attributes).attributes,
                doc: doc(&value.doc),
                place: value.value.place,
            })
            .collect(),
        place: known.written.name.place,
    }
}
