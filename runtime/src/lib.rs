#![doc = include_str!("guide.md")]

pub mod bulk;
mod clock;
mod column_type;
mod connection;
mod convert;
pub mod crud;
#[doc(hidden)]
pub mod defaults;
mod dialect;
mod draft;
mod driver;
mod echo;
mod engine;
mod error;
mod executor;
mod field;
mod generated;
pub mod guide;
mod hooks;
mod interval;
mod isolation;
mod metadata;
mod model;
mod patch;
mod pool;
mod query;
mod relationship;
mod repr;
mod row;
mod session;
mod sql;
mod table;
pub mod url;
mod validate;
mod value;

#[cfg(feature = "chrono")]
pub use chrono;
#[doc(hidden)]
pub use clock::FromJiff;
#[doc(hidden)]
pub use column_type::stored_as;
pub use column_type::{ColumnType, Stored, assert_round_trips};
pub use connection::{Connection, ToParam, Transaction};
pub use convert::IntoField;
pub use dialect::Dialect;
#[doc(hidden)]
pub use draft::Missing;
pub use draft::{AllSet, Alone, Draft, DraftOf, Groups, IsAlone, IsSet, Mergeable, Seed, Set, WithRelatives};
pub use engine::{Engine, EngineBuilder};
pub use error::{Error, ErrorKind, Result};
pub use executor::Executor;
pub use field::{Element, Field};
#[doc(hidden)]
pub use generated::no_such_value;
pub use hooks::{AfterDelete, AfterInsert, AfterUpdate, BeforeDelete, BeforeInsert, BeforeUpdate};
pub use interval::Interval;
pub use isolation::IsolationLevel;
pub use model::{IntoKey, Key, Model, SameModel, Writable};
pub use patch::Patch;
#[doc(hidden)]
#[cfg(feature = "serde")]
pub use patch::json::{JsonField, JsonFields, field_from_json, field_to_json, no_such_field};
pub use query::load::graph::{BoundGraph, Graph, GraphQuery};
pub use query::load::partial::{Partial, Partly};
pub use query::load::untracked::{BoundUntracked, PlainSelection, Reads, Sent, UntrackedQuery};
#[doc(hidden)]
pub use query::{
    Alias, Selects, column_name,
    from::signposts::{AnyOfMany, ComparedByCondition, ComparedByHandle, ComparedByMember, HasOfOne},
};
pub use query::{
    AliasOf, Bound, BoundDelete, BoundQuery, BoundUpdate, Case, CastTo, Column, ColumnOf, Columns, Condition, Cursor,
    Delete, Entity, Expr, Expression, Expressions, FieldsOf, FromRow, InList, InTuples, Insert, InsertOrUpdate,
    InsertRow, InsertSource, InsertedRows, IntoExpr, IntoNumber, IntoOrdering, IntoTuple, Item, Joinable, JsonStep,
    KeysetPage, Label, List, Literal, NotNull, Null, Nullability, Numeric, On, OnConflict, OneColumn, Operand,
    OptionalEntity, Ordering, Page, Path, Quantified, Query, Queryable, RowOf, Rows, SameRow, Selection, Subquery,
    Synchronize, Text, TextRows, Textual, Tuple, Tupled, Tuples, Update, Window, all, all_of, any, any_of, case,
    delete, entity, excluded, exists, func, insert, literal, select, text, tuple, update, window, with_parent,
};
pub use query::{
    load::{
        Chain, Load, LoadAll, LoadOptions, Loadable, contains_eager, immediateload, joinedload, lazyload, lazyload_all,
        raiseload, raiseload_all, selectinload, subqueryload,
    },
    tree::Options,
};
pub use relationship::{BelongsTo, HasMany, HasOne, Relationship};
#[doc(hidden)]
pub use repr::repr;
pub use row::Row;
#[doc(hidden)]
#[cfg(feature = "serde")]
pub use serde;
pub use session::{
    FlushPlan, IdentitySet, Session, SessionMaker,
    begin::SessionTransaction,
    handle::Tracked,
    inspect::{Change, ObjectState},
    locking::ForUpdate,
    retry::Retry,
    savepoint::Savepoint,
    set::Assign,
    store::Store,
};
pub use table::Metadata;
#[cfg(feature = "time")]
pub use time;
pub use url::{Url, UrlBuilder, UrlError, UrlErrorKind};
pub use validate::{Validate, ValidationError, ValidationErrors, validate};
pub use value::{Value, ValueRef};
pub use {ipnet, jiff, rust_decimal, serde_json, uuid};

pub mod schema {
    //! What generated code fills statics with.
    pub use crate::hooks::Hooks;
    pub use crate::model::{
        Cascade, Cascades, Lazy, ModelId, ModelInfo, PassiveDeletes, RelationshipInfo, RelationshipKind, Through,
    };
    pub use crate::table::{
        Action, Kind, SequenceDdl, Table, TableColumn, TableDdl, TableForeignKey, TypeDdl, ViewKind,
    };
}
