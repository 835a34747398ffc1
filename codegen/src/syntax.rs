//! What was written in the schema files, every leaf with its place, nothing looked up yet.

use crate::diagnostic::Level;
use crate::model::attributes::Case;
use crate::model::database::{Action, Identity, Numbers};
use crate::model::kind::Sql;
use crate::model::naming::What;
use crate::model::rust::{Cascade, Lazy, PassiveDeletes};
use crate::model::{Dialect, TimeLibrary};
use crate::source::Place;

/// Something with its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

pub(crate) type Name = Written<String>;

/// All files of a folder.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) settings: Vec<Settings>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) models: Vec<Model>,
    pub(crate) tables: Vec<Table>,
    pub(crate) mixins: Vec<Mixin>,
    pub(crate) sequences: Vec<Sequence>,
}

#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) place: Place,
    pub(crate) dialects: Option<Written<Vec<Dialect>>>,
    pub(crate) out: Option<Name>,
    pub(crate) comments: Option<Name>,
    pub(crate) x: Option<Written<Value>>,
    pub(crate) schema: Option<Name>,
    pub(crate) time: Option<TimeLibrary>,
    pub(crate) naming: Vec<(What, Name)>,
    /// The names of lints, and what is done about each.
    pub(crate) lints: Vec<(&'static str, Level)>,
}

#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) name: Name,
    pub(crate) rust_name: Option<Name>,
    pub(crate) database_name: Option<Name>,
    pub(crate) schema: Option<Name>,
    pub(crate) x: Option<Written<Value>>,
    pub(crate) attributes: Attributes,
    pub(crate) doc: Option<Name>,
    pub(crate) values: Written<Vec<EnumValue>>,
}

#[derive(Debug)]
pub(crate) struct EnumValue {
    pub(crate) value: Name,
    pub(crate) rust_name: Option<Name>,
    pub(crate) attributes: Attributes,
    pub(crate) doc: Option<Name>,
}

#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) name: Name,
    pub(crate) rust_name: Option<Name>,
    pub(crate) table: Name,
    pub(crate) display: Option<Written<Vec<Name>>>,
    pub(crate) body: Body,
    pub(crate) relationships: Vec<Relationship>,
    pub(crate) hooks: Option<Written<Vec<Name>>>,
    pub(crate) validate: Option<Written<bool>>,
    pub(crate) attributes: Attributes,
    /// That it is a view.
    pub(crate) view: Option<View>,
}

impl Model {
    /// What it is called in messages.
    pub(crate) fn noun(&self) -> &'static str {
        if self.view.is_some() { "view" } else { "model" }
    }
}

/// What makes a model a view.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) query: Written<SqlText>,
    pub(crate) materialized: Option<Written<bool>>,
}

#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: Name,
    pub(crate) body: Body,
}

/// What a model, column, enum or value says that only Rust sees.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attributes {
    pub(crate) derive: Option<Written<Vec<Name>>>,
    pub(crate) attributes: Option<Written<Vec<Name>>>,
    pub(crate) serde: Serde,
}

/// `serde`, of whichever it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Serde {
    /// The key.
    pub(crate) place: Option<Place>,
    pub(crate) rename_all: Option<Written<Case>>,
    pub(crate) rename: Option<Name>,
    pub(crate) deny_unknown_fields: Option<Written<bool>>,
    pub(crate) skip_serializing: Option<Written<bool>>,
    pub(crate) skip_deserializing: Option<Written<bool>>,
    pub(crate) skip_serializing_none: Option<Written<bool>>,
}

/// What models and tables that name it share: columns, constraints and relationships.
#[derive(Debug)]
pub(crate) struct Mixin {
    pub(crate) name: Name,
    pub(crate) body: Body,
    pub(crate) relationships: Vec<Relationship>,
}

/// What a model and a table without one have in common.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) doc: Option<Name>,
    pub(crate) comment: Option<Name>,
    pub(crate) schema: Option<Name>,
    pub(crate) renamed_from: Option<Name>,
    pub(crate) x: Option<Written<Value>>,
    /// The mixins it names, which [`mix`](crate::mix) puts into the lists below.
    pub(crate) mixins: Option<Written<Vec<Name>>>,
    pub(crate) columns: Vec<Column>,
    pub(crate) primary_key: Option<Written<Vec<Name>>>,
    pub(crate) uniques: Vec<Keyed>,
    pub(crate) indexes: Vec<Keyed>,
    pub(crate) checks: Vec<Check>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
}

#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: Name,
    pub(crate) kind: Written<KindName>,
    pub(crate) array: Option<Written<bool>>,
    pub(crate) length: Option<Written<u32>>,
    pub(crate) precision: Option<Written<u32>>,
    pub(crate) scale: Option<Written<u32>>,
    pub(crate) nullable: Option<Written<bool>>,
    pub(crate) primary_key: Option<Written<bool>>,
    pub(crate) unique: Option<Written<bool>>,
    pub(crate) index: Option<Written<bool>>,
    pub(crate) references: Option<Reference>,
    pub(crate) default: Option<Written<Value>>,
    pub(crate) server_default: Option<Written<ServerValue>>,
    pub(crate) update_default: Option<Written<Value>>,
    pub(crate) computed: Option<Computed>,
    pub(crate) identity: Option<Written<Identity>>,
    pub(crate) autoincrement: Option<Written<bool>>,
    pub(crate) database_name: Option<Name>,
    pub(crate) rust_name: Option<Name>,
    pub(crate) rust_type: Option<Name>,
    pub(crate) version: Option<Written<bool>>,
    pub(crate) sensitive: Option<Written<bool>>,
    pub(crate) attributes: Attributes,
    pub(crate) renamed_from: Option<Name>,
    pub(crate) doc: Option<Name>,
    pub(crate) comment: Option<Name>,
    pub(crate) check: Option<Written<SqlText>>,
    pub(crate) x: Option<Written<Value>>,
}

impl Column {
    /// Whether a flag is there and `true`.
    pub(crate) fn says(flag: &Option<Written<bool>>) -> bool {
        flag.as_ref().is_some_and(|flag| flag.value)
    }
}

/// A sequence of PostgreSQL.
#[derive(Debug)]
pub(crate) struct Sequence {
    pub(crate) name: Name,
    pub(crate) schema: Option<Name>,
    pub(crate) numbers: Numbers,
}

/// What the database computes a column from.
#[derive(Debug, Clone)]
pub(crate) struct Computed {
    pub(crate) sql: Written<SqlText>,
    pub(crate) stored: Option<Written<bool>>,
    /// The whole value of the key.
    pub(crate) place: Place,
}

/// A type by its word, or an enum by its name.
#[derive(Debug, Clone)]
pub(crate) enum KindName {
    Type(&'static str),
    Enum(String),
}

/// `references` of a column.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub(crate) column: Name,
    pub(crate) rules: Rules,
}

/// What a foreign key says beside its columns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    pub(crate) on_delete: Option<Written<Action>>,
    pub(crate) on_update: Option<Written<Action>>,
    pub(crate) name: Option<Name>,
    pub(crate) index: Option<Written<bool>>,
}

/// A composite foreign key.
#[derive(Debug, Clone)]
pub(crate) struct ForeignKey {
    pub(crate) place: Place,
    pub(crate) columns: Written<Vec<Name>>,
    pub(crate) references: Written<Vec<Name>>,
    pub(crate) rules: Rules,
}

/// A unique constraint or an index of the table.
#[derive(Debug, Clone)]
pub(crate) struct Keyed {
    pub(crate) place: Place,
    pub(crate) columns: Written<Vec<Name>>,
    pub(crate) expression: Option<Written<SqlText>>,
    pub(crate) unique: Option<Written<bool>>,
    pub(crate) name: Option<Name>,
    pub(crate) condition: Option<Written<SqlText>>,
    pub(crate) using: Option<Written<&'static str>>,
    pub(crate) include: Option<Written<Vec<Name>>>,
}

/// A check of the table.
#[derive(Debug, Clone)]
pub(crate) struct Check {
    pub(crate) place: Place,
    pub(crate) condition: Written<SqlText>,
    pub(crate) name: Option<Name>,
}

#[derive(Debug, Clone)]
pub(crate) struct Relationship {
    pub(crate) name: Name,
    pub(crate) kind: KindOfRelationship,
    /// The key `belongs_to`, `has_one` or `has_many`.
    pub(crate) target: Name,
    pub(crate) through: Option<Name>,
    pub(crate) back_populates: Option<Name>,
    pub(crate) foreign_key: Option<Written<Vec<Name>>>,
    pub(crate) order_by: Option<Written<Vec<Name>>>,
    pub(crate) cascade: Option<Written<Cascade>>,
    pub(crate) lazy: Option<Written<Lazy>>,
    pub(crate) passive_deletes: Option<Written<PassiveDeletes>>,
    pub(crate) rust_name: Option<Name>,
    pub(crate) doc: Option<Name>,
    pub(crate) x: Option<Written<Value>>,
}

/// Which of three keys says what a relationship is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KindOfRelationship {
    BelongsTo,
    HasOne,
    HasMany,
}

impl KindOfRelationship {
    pub(crate) fn word(self) -> &'static str {
        match self {
            KindOfRelationship::BelongsTo => "belongs_to",
            KindOfRelationship::HasOne => "has_one",
            KindOfRelationship::HasMany => "has_many",
        }
    }
}

/// SQL for every database, or for each.
#[derive(Debug, Clone)]
pub(crate) enum SqlText {
    Same(String),
    Each { sqlite: Option<Name>, postgresql: Option<Name> },
}

impl SqlText {
    /// The SQL for each database, without the space around it, and with lines that end as on all systems.
    pub(crate) fn trimmed(&self) -> Sql {
        match self {
            SqlText::Same(text) => Sql::same(&text.trim().replace("\r\n", "\n")),
            SqlText::Each { sqlite, postgresql } => {
                let trimmed = |text: &Option<Name>| text.as_ref().map(|text| text.value.trim().replace("\r\n", "\n"));
                Sql { sqlite: trimmed(sqlite), postgresql: trimmed(postgresql) }
            }
        }
    }
}

/// What the database is to fill in.
#[derive(Debug, Clone)]
pub(crate) enum ServerValue {
    Value(Value),
    Sql(SqlText),
    /// The next number of a sequence.
    Next(Name),
}

/// A date, a time, or both, as TOML has them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// Year, month, day.
    pub(crate) date: Option<(u16, u8, u8)>,
    /// Hour, minute, second, nanosecond.
    pub(crate) time: Option<(u8, u8, u8, u32)>,
    /// Minutes ahead of UTC.
    pub(crate) offset: Option<i16>,
}

/// A TOML value, kept until the column's type is known.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    /// `None` where it does not fit.
    Integer(Option<i64>),
    /// As written, without underscores.
    Float(String),
    Boolean(bool),
    Moment(Moment),
    List(Vec<Value>),
    Table(Vec<(String, Value)>),
}

impl Value {
    /// What it is called in messages.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Value::Text(_) => "a string",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number with a point",
            Value::Boolean(_) => "true or false",
            Value::Moment(moment) => match (moment.date, moment.time, moment.offset) {
                (Some(_), None, _) => "a date",
                (None, _, _) => "a time",
                (_, _, None) => "a date with a time",
                _ => "a date with a time and an offset",
            },
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}
