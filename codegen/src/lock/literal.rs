//! Values of columns, as a schema file gives them.

use super::entries::Entries;
use crate::model::kind::{ClientDefault, Kind, Literal, ServerDefault, Sql};
use crate::model::{Schema, name};
use crate::resolve::literal::span;
use crate::written::{from_json, quote};

/// What `new()` or an update fills in.
pub(super) fn client(schema: &Schema, kind: Kind, default: &ClientDefault) -> String {
    match default {
        ClientDefault::Now => quote("now"),
        ClientDefault::UuidV4 => quote("uuid_v4"),
        ClientDefault::UuidV7 => quote("uuid_v7"),
        ClientDefault::Literal(value) => literal(schema, kind, value),
    }
}

/// What the database fills in.
pub(super) fn server(schema: &Schema, kind: Kind, default: &ServerDefault) -> String {
    match default {
        ServerDefault::Now => quote("now"),
        ServerDefault::Literal(value) => literal(schema, kind, value),
        ServerDefault::Sql(sql) => each(sql),
        ServerDefault::Next(sequence) => {
            let sequence = &schema.sequences[*sequence];
            let mut entries = Entries::default();
            entries.text("next", &name::full(sequence.schema.as_deref(), &sequence.name));
            entries.inline()
        }
    }
}

/// SQL where one text may stand for every database.
pub(super) fn sql(sql: &Sql) -> String {
    match (&sql.sqlite, &sql.postgresql) {
        (Some(one), Some(other)) if one == other => quote(one),
        _ => each(sql),
    }
}

fn each(sql: &Sql) -> String {
    let Sql { sqlite, postgresql } = sql;
    let mut entries = Entries::default();
    entries.optional("sqlite", sqlite.as_deref());
    entries.optional("postgresql", postgresql.as_deref());
    entries.inline()
}

fn literal(schema: &Schema, kind: Kind, value: &Literal) -> String {
    match value {
        Literal::Integer(number) => number.to_string(),
        Literal::Boolean(flag) => flag.to_string(),
        Literal::Float(number) => format!("{number:?}"),
        Literal::Decimal(text) | Literal::Text(text) | Literal::Uuid(text) => quote(text),
        Literal::Bytes(bytes) => quote(&bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
        Literal::Date(moment) | Literal::Time(moment) => moment.clone(),
        Literal::DateTime(moment) | Literal::TimestampTz(moment) => moment.clone(),
        Literal::Json(json) => from_json(json),
        Literal::Interval(months, days, microseconds) => quote(&span::text((*months, *days, *microseconds))),
        Literal::Inet(address) => quote(address),
        Literal::List(members) => {
            let members: Vec<String> = members.iter().map(|member| literal(schema, kind, member)).collect();
            format!("[{}]", members.join(", "))
        }
        Literal::Enum(index) => match kind {
            Kind::Enum(known) => quote(&schema.enums[known].values[*index].value),
            _ => quote(""),
        },
    }
}
