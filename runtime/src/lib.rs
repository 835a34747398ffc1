//! Aludel at run time: engine, connection URLs, unit of work, query language.

mod connection;
mod dialect;
mod driver;
mod echo;
mod engine;
mod error;
mod field;
mod pool;
mod row;
mod session;
mod table;
pub mod url;
mod value;

pub use connection::{Connection, Executor, ToParam, Transaction};
pub use dialect::Dialect;
pub use engine::{Engine, EngineBuilder};
pub use error::{Error, ErrorKind, Result};
pub use field::Field;
pub use row::Row;
pub use url::{Url, UrlBuilder, UrlError, UrlErrorKind};
pub use value::{Value, ValueRef};
pub use {jiff, rust_decimal, serde_json, uuid};

pub mod schema {
    //! What generated code fills statics with.
    pub use crate::table::{
        Kind, ModelId, ModelInfo, RelationshipInfo, RelationshipKind, Schema, Table, TableColumn, TableDdl,
        TableForeignKey, TypeDdl,
    };
}
