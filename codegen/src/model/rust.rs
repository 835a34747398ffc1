//! What Rust sees: models, fields, relationships and enums.

use super::attributes::{Attributes, Json};
use super::kind::{ClientDefault, Kind};
use super::name::{FieldName, TypeName};
use crate::source::Place;

/// A model: one struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The forms of its name.
    pub name: TypeName,
    /// What the schema says about it.
    pub doc: Option<String>,
    /// The fields, in the order of the file.
    pub fields: Vec<Field>,
    /// The fields of the primary key, in the order of the key. Never empty.
    pub key: Vec<usize>,
    /// The relationships, in the order of the file.
    pub relationships: Vec<Relationship>,
    /// The fields that `Display` prints; the key's where the schema says nothing.
    pub display: Vec<usize>,
    /// The hooks that the program implements: words of [`HOOKS`](crate::keys::HOOKS), in their order.
    pub hooks: Vec<&'static str>,
    /// Whether the program implements its validation.
    pub validate: bool,
    /// What stands above the struct.
    pub attributes: Attributes,
    /// Whether JSON with a field that is not known is refused.
    pub deny_unknown_fields: bool,
    /// The header that began it.
    pub place: Place,
}

impl Model {
    /// The field that tells versions apart, if there is one.
    pub fn version(&self) -> Option<usize> {
        self.fields.iter().position(|field| field.version)
    }
}

/// A field of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The forms of its name.
    pub name: FieldName,
    /// What the schema says about it.
    pub doc: Option<String>,
    /// Its type, without the `Option`.
    pub kind: Kind,
    /// Whether it is an array, a `Vec` of that type.
    pub array: bool,
    /// The program's own type in its place: a path.
    pub rust_type: Option<String>,
    /// Whether the column may be NULL: what queries see (`Null` or `NotNull`).
    pub nullable: bool,
    /// Whether the struct's field is an `Option`: it may be NULL, or the flush or the database fills it (a generated
    /// key, a NOT NULL foreign key that a relationship fills, a server default).
    pub filled: bool,
    /// Whether `new()` must be given it: it is not `filled`, has no client default and is no version.
    pub required: bool,
    /// What `new()` fills in.
    pub default: Option<ClientDefault>,
    /// What a flush fills in when another column of the row changes.
    pub update_default: Option<ClientDefault>,
    /// Whether it tells the row's versions apart.
    pub version: bool,
    /// Whether its values are kept out of logs and messages.
    pub sensitive: bool,
    /// Whether the database computes it: then it is `filled`, and has no setter.
    pub computed: bool,
    /// The attributes above the field, without `#[` and `]`.
    pub attributes: Vec<String>,
    /// How it is JSON.
    pub json: Json,
    /// Its key in the file.
    pub place: Place,
}

/// A relationship of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Relationship {
    /// The forms of its name.
    pub name: FieldName,
    /// What the schema says about it.
    pub doc: Option<String>,
    /// What it is. [`Link`](super::mapping::Link) says how the tables hold it.
    pub kind: RelationshipKind,
    /// The model at its other end.
    pub target: usize,
    /// The relationship of the target that is the same link seen from there.
    pub inverse: Option<usize>,
    /// How a collection is ordered.
    pub order_by: Vec<OrderBy>,
    /// What follows from this side to the other.
    pub cascade: Cascade,
    /// How it is loaded.
    pub lazy: Lazy,
    /// Whether deleting leaves the other side to the database.
    pub passive_deletes: PassiveDeletes,
    /// Its key in the file.
    pub place: Place,
}

/// What a relationship is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RelationshipKind {
    /// This side holds the foreign key: at most one of the other.
    BelongsTo,
    /// The other side holds the foreign key, and it is unique there: at most one of the other.
    HasOne,
    /// The other side holds the foreign key: any number of the other.
    HasMany,
    /// A table between holds a foreign key to each side.
    ManyToMany,
}

/// A column that a collection is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderBy {
    /// The field of the target model.
    pub field: usize,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// What follows along a relationship: SQLAlchemy's words. `save-update, merge` where the schema says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cascade {
    /// Adding this side adds the other.
    pub save_update: bool,
    /// Merging this side merges the other.
    pub merge: bool,
    /// Expiring or refreshing this side does it to the other.
    pub refresh_expire: bool,
    /// Expunging this side expunges the other.
    pub expunge: bool,
    /// Deleting this side deletes the other.
    pub delete: bool,
    /// The other side is deleted when it is taken out of this one. Never without `delete`.
    pub delete_orphan: bool,
}

impl Cascade {
    /// Nothing follows.
    pub const NONE: Cascade = Cascade {
        save_update: false,
        merge: false,
        refresh_expire: false,
        expunge: false,
        delete: false,
        delete_orphan: false,
    };

    /// `all`: everything but `delete-orphan`.
    pub const ALL: Cascade = Cascade {
        save_update: true,
        merge: true,
        refresh_expire: true,
        expunge: true,
        delete: true,
        delete_orphan: false,
    };
}

impl Default for Cascade {
    fn default() -> Self {
        Cascade { save_update: true, merge: true, ..Cascade::NONE }
    }
}

/// How a relationship is loaded where a query says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lazy {
    /// When it is asked for.
    #[default]
    Select,
    /// With the query, by a join.
    Joined,
    /// With the query, by a second statement with the keys.
    Selectin,
    /// With the query, by a second statement with the query in it.
    Subquery,
    /// Asking for it is an error.
    Raise,
    /// Asking for it is an error where it would need SQL.
    RaiseOnSql,
    /// Never as a whole: it is queried, appended to and removed from.
    WriteOnly,
}

impl Lazy {
    /// Every way.
    pub const ALL: [Lazy; 7] =
        [Lazy::Select, Lazy::Joined, Lazy::Selectin, Lazy::Subquery, Lazy::Raise, Lazy::RaiseOnSql, Lazy::WriteOnly];

    /// The word for it in schema files.
    pub fn word(self) -> &'static str {
        match self {
            Lazy::Select => "select",
            Lazy::Joined => "joined",
            Lazy::Selectin => "selectin",
            Lazy::Subquery => "subquery",
            Lazy::Raise => "raise",
            Lazy::RaiseOnSql => "raise_on_sql",
            Lazy::WriteOnly => "write_only",
        }
    }

    /// The way that a word means.
    pub fn from_word(word: &str) -> Option<Lazy> {
        Lazy::ALL.into_iter().find(|lazy| lazy.word() == word)
    }
}

/// Whether deleting leaves the other side to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PassiveDeletes {
    /// The other side is loaded and seen to.
    #[default]
    No,
    /// What is loaded is seen to, the rest is left to the database.
    Yes,
    /// Everything is left to the database.
    All,
}

/// An enum.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// The forms of its name.
    pub name: TypeName,
    /// The schema of PostgreSQL that it is in, where one is said.
    pub schema: Option<String>,
    /// Its name as a type of PostgreSQL.
    pub database_name: String,
    /// What the schema says about it.
    pub doc: Option<String>,
    /// What stands above the enum.
    pub attributes: Attributes,
    /// The values, in the order of the file, which is their order in the database. Never empty.
    pub values: Vec<EnumValue>,
    /// The header that began it.
    pub place: Place,
}

impl Enum {
    /// Its name as it stands in SQL.
    pub fn sql_name(&self) -> String {
        crate::ddl::identifier::type_name(self.schema.as_deref(), &self.database_name)
    }
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The text that the database holds.
    pub value: String,
    /// The name of the variant, an identifier: `in progress` is `InProgress`.
    pub variant: String,
    /// The text in JSON.
    pub json: String,
    /// The attributes above the variant, without `#[` and `]`.
    pub attributes: Vec<String>,
    /// What the schema says about it.
    pub doc: Option<String>,
    /// Where it is written.
    pub place: Place,
}
