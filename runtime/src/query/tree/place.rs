//! Where a column is of: tables, aliases, and relationships between them.

use std::{
    fmt,
    sync::atomic::{AtomicU32, Ordering},
};

use crate::{
    model::{ModelInfo, RelationshipInfo},
    table::Table,
};

/// The name under which a table, or a subquery, stands in a query beside others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Alias(pub(crate) AliasName);

impl fmt::Debug for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            AliasName::Named(name) => f.write_str(name),
            AliasName::Numbered(number) => write!(f, "#{number}"),
        }
    }
}

/// A name, or a number for which each statement finds a name of its own, `users_1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AliasName {
    Named(&'static str),
    Numbered(u32),
}

impl Alias {
    /// The alias of that name. Generated code calls it.
    #[doc(hidden)]
    pub const fn named(name: &'static str) -> Self {
        Alias(AliasName::Named(name))
    }

    /// A new alias, which no other is equal to. Generated code calls it.
    #[doc(hidden)]
    pub fn numbered() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        Alias(AliasName::Numbered(NEXT.fetch_add(1, Ordering::Relaxed)))
    }
}

/// A table of FROM, or an alias of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableRef {
    pub(crate) table: &'static Table,
    pub(crate) alias: Option<Alias>,
}

impl PartialEq for TableRef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.table, other.table) && self.alias == other.alias
    }
}

/// A column of a table, or of an alias of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColumnRef {
    pub(crate) table: &'static Table,
    pub(crate) alias: Option<Alias>,
    pub(crate) index: usize,
}

impl ColumnRef {
    pub(crate) fn sensitive(&self) -> bool {
        self.table.columns[self.index].sensitive
    }
}

/// A relationship, from one place in FROM to another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Along {
    pub(crate) owner: &'static ModelInfo,
    pub(crate) info: &'static RelationshipInfo,
    /// The alias of the owner, where it is not the model itself.
    pub(crate) from: Option<Alias>,
    /// The alias of the target.
    pub(crate) to: Option<Alias>,
}
