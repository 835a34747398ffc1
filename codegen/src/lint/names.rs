//! Names that are a nuisance.

use super::Warnings;
use crate::ddl::identifier::is_reserved;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Draft;
use crate::syntax::Name;

/// A name in the database is no word that SQL keeps for itself.
pub(super) fn reserved_word(draft: &Draft<'_>, warnings: &mut Warnings) {
    let mut look = |what: &str, name: &Name, help: &str| {
        if is_reserved(&name.value) {
            let message = format!("{what} `{}` is called as a word of SQL", name.value);
            let warning = Diagnostic::new(Code::ReservedWord, name.place, message);
            warnings.push(warning.label("SQL written by hand must quote it").help(help));
        }
    };
    for table in &draft.tables {
        look("table", table.name, "another name, such as the plural, needs no quotes");
        for column in &table.columns {
            let help = format!("`column = \"...\"` gives it another name in the database: `{}_`", column.name.value);
            look("column", column.name, &help);
        }
    }
    for known in &draft.enums {
        look("enum", &known.database_name, "`name = \"...\"` gives it another name in the database");
    }
}
