//! By which convention the constraints of a database are called: Aludel's own, or PostgreSQL's.

use aludel_codegen::load;
use aludel_codegen::model::naming::{Naming, Parts, What};
use aludel_codegen::source::Sources;

use super::names::Names;
use crate::import::found::{ForeignKey, Found, Table};
use crate::import::toml;

/// PostgreSQL's own names, as conventions.
const POSTGRESQL: [(What, &str); 5] = [
    (What::PrimaryKey, "%(table_name)s_pkey"),
    (What::Unique, "%(table_name)s_%(column_0_N_name)s_key"),
    (What::Index, "%(table_name)s_%(column_0_N_name)s_idx"),
    (What::ForeignKey, "%(table_name)s_%(column_0_N_name)s_fkey"),
    (What::Check, "%(table_name)s_%(constraint_name)s_check"),
];

/// How things are called that have no name in the schema files.
pub(super) struct Conventions {
    pub(super) naming: Naming,
    /// What the settings have to say.
    pub(super) said: Vec<(What, &'static str)>,
}

impl Conventions {
    /// The conventions that most names follow.
    pub(super) fn of(found: &Found, names: &Names) -> Conventions {
        let usual = Conventions { naming: Naming::default(), said: Vec::new() };
        let theirs = Conventions { naming: naming(&POSTGRESQL), said: POSTGRESQL.to_vec() };
        let said: Vec<_> = POSTGRESQL
            .into_iter()
            .filter(|(what, _)| match what {
                // A convention with a place for names makes others of those that do not follow it.
                What::Check => theirs.fits_checks(found),
                what => theirs.followed(*what, found, names) > usual.followed(*what, found, names),
            })
            .collect();
        Conventions { naming: naming(&said), said }
    }

    /// How many names follow.
    fn followed(&self, what: What, found: &Found, names: &Names) -> usize {
        let mut count = 0;
        for (number, table) in found.tables.iter().enumerate() {
            let columns = names.columns(number);
            let is = |name: &Option<String>, expected: String| usize::from(name.as_ref() == Some(&expected));
            count += match what {
                What::PrimaryKey => table
                    .primary_key
                    .iter()
                    .map(|key| is(&key.name, self.key(what, table, columns, &key.columns)))
                    .sum(),
                What::Unique => {
                    table.uniques.iter().map(|key| is(&key.name, self.key(what, table, columns, &key.columns))).sum()
                }
                What::Index => {
                    let plain = table.indexes.iter().filter(|index| index.expression.is_none());
                    plain
                        .map(|index| usize::from(index.name == self.key(what, table, columns, &index.columns)))
                        .sum::<usize>()
                }
                What::ForeignKey => {
                    table.foreign_keys.iter().map(|key| is(&key.name, self.foreign_key(table, columns, key))).sum()
                }
                What::Check => 0,
            };
        }
        count
    }

    fn fits_checks(&self, found: &Found) -> bool {
        let mut checks =
            found.tables.iter().flat_map(|table| table.checks.iter().map(move |check| (table, check))).peekable();
        checks.peek().is_some() && checks.all(|(table, check)| self.given(table, check.name.as_deref()).is_some())
    }

    /// What a check has to be called in a schema file to have that name in the database.
    pub(super) fn given<'n>(&self, table: &Table, name: Option<&'n str>) -> Option<&'n str> {
        match self.said.iter().any(|(what, _)| *what == What::Check) {
            true => name?.strip_prefix(&format!("{}_", table.name))?.strip_suffix("_check"),
            false => name,
        }
    }

    /// What a primary key, a unique constraint or an index of those columns is called.
    pub(super) fn key(&self, what: What, table: &Table, written: &[String], columns: &[usize]) -> String {
        self.name(what, table, written, columns, Parts::default())
    }

    /// What an index with an expression is called.
    pub(super) fn index(
        &self,
        table: &Table,
        written: &[String],
        columns: &[usize],
        expression: Option<&str>,
    ) -> String {
        let words = expression.map(|sql| {
            let text = sql.to_lowercase();
            let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
            words.join("_")
        });
        let words: Vec<(&str, &str)> = words.iter().map(|words| (words.as_str(), words.as_str())).collect();
        self.name(What::Index, table, written, columns, Parts { columns: &words, ..Parts::default() })
    }

    pub(super) fn foreign_key(&self, table: &Table, written: &[String], key: &ForeignKey) -> String {
        let target: Vec<&str> = key.target.iter().map(String::as_str).collect();
        let parts = Parts { referred: Some((&key.table.1, &target)), ..Parts::default() };
        self.name(What::ForeignKey, table, written, &key.columns, parts)
    }

    /// What a check without a name is called.
    pub(super) fn check(&self, table: &Table, written: &[String], columns: &[usize], instead: &str) -> String {
        self.name(What::Check, table, written, columns, Parts { instead: Some(instead), ..Parts::default() })
    }

    fn name(&self, what: What, table: &Table, written: &[String], columns: &[usize], parts: Parts<'_>) -> String {
        let own = columns.iter().map(|&column| (table.columns[column].name.as_str(), written[column].as_str()));
        let columns: Vec<(&str, &str)> = own.chain(parts.columns.iter().copied()).collect();
        self.naming
            .name(what, Parts { schema: table.schema.as_deref(), table: &table.name, columns: &columns, ..parts })
    }
}

/// Conventions as the reader of schema files has them.
fn naming(said: &[(What, &str)]) -> Naming {
    let lines: String = said.iter().map(|(what, text)| format!("{} = {}\n", what.word(), toml::quote(text))).collect();
    let table = "[table.a.columns]\nb = 'text'\n";
    let schema = load(&Sources::new([("naming.toml", format!("[settings.naming]\n{lines}{table}"))]));
    schema.map(|schema| schema.settings.naming).unwrap_or_default()
}
