//! What is kept for people beside the schema files: the [lock], the DDL of each database and a diagram.
//!
//! `aludel generate` writes these files into the schema folder, and `aludel check` compares them. So a review of a
//! change of the schema shows what it does to the tables, and whoever opens the folder sees the whole.
//!
//! | File | |
//! | --- | --- |
//! | `schema.lock` | the schema with everything resolved, and its hash |
//! | `ddl/sqlite.sql`, `ddl/postgresql.sql` | what `create_all` runs, for each database that the settings name |
//! | `ERD.md` | a diagram of the tables, which GitHub, GitLab and editors draw (Mermaid) |

mod erd;

use crate::mark::MARK;
use crate::model::{Dialect, Schema};
use crate::order::Order;
use crate::render::File;
use crate::{ddl, lock};

/// Every file that there may be.
pub(crate) const NAMES: &[&str] = &["ERD.md", "ddl/postgresql.sql", "ddl/sqlite.sql", "schema.lock"];

/// The files of a schema, sorted by name.
pub fn artifacts(schema: &Schema, order: &Order) -> Vec<File> {
    let file = |name: &str, text: String| File { name: name.to_owned(), text };
    let mut files = vec![file("ERD.md", erd::page(schema, order)), file("schema.lock", lock::lock(schema))];
    files.extend(schema.settings.dialects.iter().map(|&dialect| {
        let name = match dialect {
            Dialect::Sqlite => "ddl/sqlite.sql",
            Dialect::Postgresql => "ddl/postgresql.sql",
        };
        let script = ddl::script(schema, order, dialect);
        file(name, format!("-- {MARK}: `aludel generate` writes it. Do not edit: change the schema.\n\n{script}"))
    }));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}
