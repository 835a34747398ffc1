//! Rows of which some columns are read.

use std::{fmt, marker::PhantomData};

use super::untracked::{BoundUntracked, Reads, Sent, UntrackedQuery};
use crate::{
    Error, ErrorKind, Field, Model, Result, Value,
    query::{
        expr::{
            column::{Column, Entity},
            columns::Columns,
            nullability::Nullability,
        },
        tree::{Core, Item, ItemKind, Node, place::ColumnRef},
    },
};

impl<M: Model> UntrackedQuery<Entity<M>> {
    /// Reads these columns only, and the key: rows are [`Partial`], of which each column is asked for by name.
    pub fn load_only(self, columns: impl Columns<M>) -> UntrackedQuery<Partly<M>> {
        let wanted = columns.indices();
        self.partly(|column| wanted.contains(&column))
    }

    /// Reads all columns but these; the key is always read. Rows are [`Partial`].
    pub fn defer(self, columns: impl Columns<M>) -> UntrackedQuery<Partly<M>> {
        let unwanted = columns.indices();
        self.partly(|column| !unwanted.contains(&column))
    }

    fn partly(self, wanted: impl Fn(usize) -> bool) -> UntrackedQuery<Partly<M>> {
        let mut core = self.core;
        let table = M::info().table;
        let entity = core.items.iter().find_map(|item| match &item.kind {
            ItemKind::Entity { alias, of, .. } => Some((*alias, of.clone())),
            ItemKind::Expr { .. } => None,
        });
        let (alias, of) = entity.unwrap_or_default();
        let item = |index: usize| {
            if !table.primary_key.contains(&index) && !wanted(index) {
                return None;
            }
            let column = ColumnRef { table, alias, index };
            let node = match &of {
                None => Node::Column(column),
                Some(source) => match source.place_of(column) {
                    Ok(index) => Node::DerivedColumn { source: source.clone(), index },
                    Err(refusal) => Node::refused(refusal.to_string()),
                },
            };
            Some(Item { kind: ItemKind::Expr { node, nullable: true }, label: None })
        };
        core.items = (0..table.columns.len()).filter_map(item).collect();
        UntrackedQuery { core, marker: PhantomData }
    }
}

/// Some columns of a model, selected.
#[derive(Clone, Copy, Debug)]
pub struct Partly<M>(PhantomData<fn() -> M>);

/// Some columns of a row: what was not read is an error to ask for, and never a default.
pub struct Partial<M> {
    values: Vec<(usize, Value)>,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> UntrackedQuery<Partly<M>> {
    /// All rows.
    ///
    /// # Errors
    /// As [`Query::all`](crate::Query::all).
    pub fn all(&self, reads: impl Reads) -> Result<Vec<Partial<M>>> {
        self.partial(reads, &self.core)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Query::all`](crate::Query::all).
    pub fn first(&self, reads: impl Reads) -> Result<Option<Partial<M>>> {
        let mut core = self.core.clone();
        core.first();
        Ok(self.partial(reads, &core)?.into_iter().next())
    }

    fn partial(&self, reads: impl Reads, core: &Core) -> Result<Vec<Partial<M>>> {
        let column = |item: &Item| match &item.kind {
            ItemKind::Expr { node: Node::Column(column), .. } => Some(column.index),
            ItemKind::Expr { node: Node::DerivedColumn { source, index }, .. } => match &source.columns[*index].node {
                Node::Column(column) => Some(column.index),
                _ => None,
            },
            _ => None,
        };
        let columns: Vec<usize> = core.items.iter().filter_map(column).collect();
        let mut rows = Vec::new();
        reads.send(Sent(core), &mut |row| {
            let value = |(at, &column): (usize, &usize)| Ok((column, row.value(at)?.to_value()));
            let values = columns.iter().enumerate().map(value).collect::<Result<_>>()?;
            rows.push(Partial { values, marker: PhantomData });
            Ok(())
        })?;
        Ok(rows)
    }
}

impl<M: Model> Partial<M> {
    /// What a column holds: `user.get(User::name)?`.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] where the query did not read the column; [`ErrorKind::Data`] where it holds something
    /// that is not of its type.
    pub fn get<T: Field, N: Nullability>(&self, column: Column<M, T, N>) -> Result<N::Row<T>> {
        let index = column.column.index;
        let name = || format!("{}.{}", M::info().name, M::info().table.columns[index].field);
        let found = self.values.iter().find(|(own, _)| *own == index);
        let Some((_, value)) = found else {
            let message = format!("{} was not read: the query has `load_only` without it, or `defer` with it", name());
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        };
        N::row::<T>(value.as_ref()).ok_or_else(|| {
            Error::new(ErrorKind::Data, format!("{} holds something that is not a {}", name(), T::name()))
        })
    }

    /// Whether the query read the column.
    pub fn has<T, N>(&self, column: Column<M, T, N>) -> bool {
        self.values.iter().any(|(own, _)| *own == column.column.index)
    }
}

impl<M> Clone for Partial<M> {
    fn clone(&self) -> Self {
        Partial { values: self.values.clone(), marker: PhantomData }
    }
}

impl<M: Model> fmt::Debug for Partial<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = M::info().table.columns;
        let mut shown = f.debug_struct(M::info().name);
        for (index, value) in &self.values {
            let column = &columns[*index];
            match column.sensitive {
                true => shown.field(column.field, &"***"),
                false => shown.field(column.field, value),
            };
        }
        shown.finish_non_exhaustive()
    }
}

impl<'s, M: Model> BoundUntracked<'s, Entity<M>> {
    /// As [`UntrackedQuery::load_only`].
    pub fn load_only(self, columns: impl Columns<M>) -> BoundUntracked<'s, Partly<M>> {
        BoundUntracked { session: self.session, query: self.query.load_only(columns) }
    }

    /// As [`UntrackedQuery::defer`].
    pub fn defer(self, columns: impl Columns<M>) -> BoundUntracked<'s, Partly<M>> {
        BoundUntracked { session: self.session, query: self.query.defer(columns) }
    }
}

impl<M: Model> BoundUntracked<'_, Partly<M>> {
    /// All rows.
    ///
    /// # Errors
    /// As [`Query::all`](crate::Query::all).
    pub fn all(self) -> Result<Vec<Partial<M>>> {
        self.query.all(self.session)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Query::all`](crate::Query::all).
    pub fn first(self) -> Result<Option<Partial<M>>> {
        self.query.first(self.session)
    }
}
