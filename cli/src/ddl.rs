//! `aludel ddl`: prints the SQL that makes the tables.

use std::io::Write;
use std::path::Path;

use aludel_codegen::model::Dialect;
use aludel_codegen::{Failure, ddl, order};

use crate::{Problem, place};

pub(crate) fn run(folder: Option<&Path>, dialect: Option<Dialect>, out: &mut impl Write) -> Result<u8, Problem> {
    let (schema, _) = place::schema(folder)?;
    let dialect = match (dialect, &schema.settings.dialects[..]) {
        (Some(dialect), dialects) if !dialects.contains(&dialect) => {
            return Err(Problem::Schema(Failure::Dialect(dialect)));
        }
        (Some(dialect), _) | (None, &[dialect]) => dialect,
        (None, _) => {
            let words = "for which database? `--dialect sqlite` or `--dialect postgresql`";
            return Err(Problem::Words(words.to_owned()));
        }
    };
    let order = order::order(&schema.tables);
    out.write_all(ddl::script(&schema, &order, dialect).as_bytes())?;
    Ok(0)
}
