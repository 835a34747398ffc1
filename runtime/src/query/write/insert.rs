//! Inserts by a query or of values, and what becomes of rows that are there already.

use std::marker::PhantomData;

use super::{Write, writing};
use crate::{
    Column, Executor, Model, Result, Session, Writable,
    model::unique::known_by,
    query::{
        expr::{
            Expr, IntoExpr, Operand,
            columns::{ColumnOf, Columns},
            logic::Condition,
            nullability::Nullability,
        },
        select::{Query, Selection},
        tree::{
            Node,
            place::{Alias, ColumnRef},
        },
        write::change::{Conflict, ConflictUpdate, Inserted, Synchronize, WriteKind},
    },
};

/// The row that was to be inserted, in what is set where there is one already.
const EXCLUDED: &str = "excluded";

/// An INSERT of the rows of a query, or of values, as a value: begun by [`insert`].
#[derive(Clone, Debug)]
#[must_use = "an insert does nothing until it is executed"]
pub struct Insert<M> {
    write: Write,
    marker: PhantomData<fn() -> M>,
}

/// An [`Insert`] with the columns by which a row that is there already is known: begun by [`Insert::on_conflict`].
#[derive(Clone, Debug)]
#[must_use = "`.do_nothing()` or `.do_update()` says what becomes of a row that is there already"]
pub struct OnConflict<M> {
    insert: Insert<M>,
    target: Vec<usize>,
}

/// An INSERT that updates rows that are there already: begun by [`OnConflict::do_update`].
#[derive(Clone, Debug)]
#[must_use = "an insert does nothing until it is executed"]
pub struct InsertOrUpdate<M> {
    write: Write,
    marker: PhantomData<fn() -> M>,
}

/// An INSERT of the rows of a query into columns of a model:
/// `insert((Archive::id, Archive::name), select((User::id, User::name)).filter(User::id.lt(100)))`; or of values:
/// `insert((User::name, User::fullname), [("ed", "Ed Jones"), ("jack", "Jack Bean")])`.
///
/// Columns that are not named get what the database has for them; defaults that Rust makes are not made. For many objects there
/// are `User::insert_many` and `User::upsert`, which are quicker and make them.
pub fn insert<M: Writable, C: Columns<M>>(columns: C, rows: impl InsertSource<C>) -> Insert<M> {
    let columns = columns.indices();
    let mut write = Write::new(M::info(), WriteKind::Delete);
    if let Some((_, twice)) = columns.iter().enumerate().find(|(place, column)| columns[..*place].contains(column)) {
        let info = M::info();
        write.refuse(format!(
            "{}.{} is named twice in what is inserted into",
            info.name, info.table.columns[*twice].field
        ));
    }
    let rows = match rows.into_source().0 {
        Inserted::Values(rows) => {
            if rows.is_empty() {
                write.refuse(format!("there is no row to be inserted into {}", M::info().name));
            }
            let fitting = |(index, node): (usize, Node)| write.fitting(columns[index], node);
            let fitting = &mut { fitting };
            Inserted::Values(
                rows.into_iter().map(|row| row.into_iter().enumerate().map(&mut *fitting).collect()).collect(),
            )
        }
        query => query,
    };
    write.kind = WriteKind::Insert { columns, rows, conflict: None };
    Insert { write, marker: PhantomData }
}

/// A column of the row that was to be inserted, where there is one already:
/// `.do_update().set(Page::visits, Page::visits + excluded(Page::visits))`.
pub fn excluded<M: Model, T, N: Nullability>(column: Column<M, T, N>) -> Expr<T, N> {
    Expr::new(Node::Column(ColumnRef { alias: Some(Alias::named(EXCLUDED)), ..column.column }))
}

/// What is inserted into columns `C`: a query that selects the like, or rows of values, an array or a `Vec` of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what is inserted into the columns `{C}`",
    label = "neither a query that selects such columns, nor rows of their values",
    note = "`insert((User::id, User::name), select(...))` takes a query whose rows have these types; \
            `insert((User::id, User::name), [(1, \"ed\")])` an array or a `Vec` of tuples"
)]
pub trait InsertSource<C> {
    #[doc(hidden)]
    fn into_source(self) -> InsertedRows;
}

/// What is inserted. Made by [`InsertSource`].
#[derive(Debug)]
pub struct InsertedRows(Inserted);

/// Rows of the types `R`, which columns of these types take.
#[diagnostic::on_unimplemented(
    message = "rows `{Self}` are not inserted into columns of the types `{R}`",
    label = "its rows are others",
    note = "the query selects the columns' types in their order, `Option` where a column may be NULL: `.cast::<T>()`, \
            `.nullable()` and `.assume_not_null()` change them"
)]
pub trait InsertRow<R> {}

impl<R> InsertRow<R> for R {}

impl<C: Selection, X: Selection<Row: InsertRow<C::Row>>> InsertSource<C> for Query<X> {
    fn into_source(self) -> InsertedRows {
        InsertedRows(Inserted::Query(self.core))
    }
}

impl<C, R: RowOf<C>, const N: usize> InsertSource<C> for [R; N] {
    fn into_source(self) -> InsertedRows {
        InsertedRows(Inserted::Values(self.into_iter().map(values).collect()))
    }
}

impl<C, R: RowOf<C>> InsertSource<C> for Vec<R> {
    fn into_source(self) -> InsertedRows {
        InsertedRows(Inserted::Values(self.into_iter().map(values).collect()))
    }
}

fn values<C, R: RowOf<C>>(row: R) -> Vec<Node> {
    let mut values = Vec::new();
    row.put(&mut values);
    values.into_iter().map(|operand| operand.0).collect()
}

/// A row of values for columns `C`: a tuple of what can stand for them, of one column that itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of values for the columns `{C}`",
    label = "not such values",
    note = "a row for `(User::name, User::visits)` is a tuple of two, as `(\"ed\", 3)`"
)]
pub trait RowOf<C> {
    #[doc(hidden)]
    fn put(self, values: &mut Vec<Operand>);
}

impl<M, T, N, V: IntoExpr<T>> RowOf<Column<M, T, N>> for V {
    fn put(self, values: &mut Vec<Operand>) {
        values.push(self.into_operand());
    }
}

macro_rules! rows {
    ($(($($column:ident $value:ident $index:tt),+);)+) => { $(
        impl<$($column, $value: RowOf<$column>),+> RowOf<($($column,)+)> for ($($value,)+) {
            fn put(self, values: &mut Vec<Operand>) {
                $(self.$index.put(values);)+
            }
        }
    )+ };
}

rows! {
    (A0 A 0);
    (A0 A 0, B0 B 1);
    (A0 A 0, B0 B 1, C0 C 2);
    (A0 A 0, B0 B 1, C0 C 2, D0 D 3);
    (A0 A 0, B0 B 1, C0 C 2, D0 D 3, E0 E 4);
    (A0 A 0, B0 B 1, C0 C 2, D0 D 3, E0 E 4, F0 F 5);
    (A0 A 0, B0 B 1, C0 C 2, D0 D 3, E0 E 4, F0 F 5, G0 G 6);
    (A0 A 0, B0 B 1, C0 C 2, D0 D 3, E0 E 4, F0 F 5, G0 G 6, H0 H 7);
    (A0 A 0, B0 B 1, C0 C 2, D0 D 3, E0 E 4, F0 F 5, G0 G 6, H0 H 7, I0 I 8);
    (A0 A 0, B0 B 1, C0 C 2, D0 D 3, E0 E 4, F0 F 5, G0 G 6, H0 H 7, I0 I 8, J0 J 9);
    (A0 A 0, B0 B 1, C0 C 2, D0 D 3, E0 E 4, F0 F 5, G0 G 6, H0 H 7, I0 I 8, J0 J 9, K0 K 10);
    (A0 A 0, B0 B 1, C0 C 2, D0 D 3, E0 E 4, F0 F 5, G0 G 6, H0 H 7, I0 I 8, J0 J 9, K0 K 10, L0 L 11);
}

writing!(Insert);
writing!(InsertOrUpdate);

impl<M: Model> Insert<M> {
    /// The columns by which a row that is there already is known: those of the primary key, or of a unique constraint, in any
    /// order. What becomes of it follows: `.on_conflict(Keyword::keyword).do_nothing()`.
    pub fn on_conflict(mut self, columns: impl Columns<M>) -> OnConflict<M> {
        let target = columns.indices();
        if let Err(why) = known_by(M::info(), &target) {
            self.write.refuse(why);
        }
        OnConflict { insert: self, target }
    }

    /// Leaves out rows of which any unique column has the value of a row that is there already.
    pub fn on_conflict_do_nothing(self) -> Self {
        OnConflict { insert: self, target: Vec::new() }.do_nothing()
    }
}

impl<M: Model> OnConflict<M> {
    /// Leaves a row that is there already as it is.
    pub fn do_nothing(mut self) -> Insert<M> {
        if let WriteKind::Insert { conflict, .. } = &mut self.insert.write.kind {
            *conflict = Some(Conflict { target: self.target, update: None });
        }
        self.insert
    }

    /// Updates a row that is there already: `.do_update().set(Page::visits, Page::visits + excluded(Page::visits))`. What goes
    /// by itself, update defaults and the version, is set too.
    ///
    /// The session's objects follow as with an update; conditions of it are not evaluated on them.
    pub fn do_update(mut self) -> InsertOrUpdate<M> {
        if let WriteKind::Insert { conflict, .. } = &mut self.insert.write.kind {
            *conflict = Some(Conflict { target: self.target, update: Some(ConflictUpdate::default()) });
        }
        InsertOrUpdate { write: self.insert.write, marker: PhantomData }
    }
}

impl<M: Model> InsertOrUpdate<M> {
    /// Sets a column of the row that is there already to a value, or to an expression of it and of the row that was to be
    /// inserted, [`excluded`]. The last one counts.
    pub fn set<C: ColumnOf<M>>(self, column: C, value: impl IntoExpr<C::Sql>) -> Self {
        self.put(column.index(), value.into_operand().0)
    }

    /// Sets columns to what was to be inserted: `.set_excluded((Page::title, Page::body))`.
    pub fn set_excluded(mut self, columns: impl Columns<M>) -> Self {
        for index in columns.indices() {
            let column = ColumnRef { table: M::info().table, alias: Some(Alias::named(EXCLUDED)), index };
            self = self.put(index, Node::Column(column));
        }
        self
    }

    /// Updates only rows that pass a condition; several are joined with AND. Others are left.
    pub fn filter(mut self, condition: impl Condition) -> Self {
        if let Some(update) = self.update() {
            update.filters.push(condition.into_condition().node);
        }
        self
    }

    fn put(mut self, column: usize, node: Node) -> Self {
        let node = self.write.given(column, node);
        if let Some(update) = self.update() {
            update.sets.retain(|(set, _)| *set != column);
            update.sets.push((column, node));
        }
        self
    }

    fn update(&mut self) -> Option<&mut ConflictUpdate> {
        match &mut self.write.kind {
            WriteKind::Insert { conflict: Some(conflict), .. } => conflict.update.as_mut(),
            _ => None,
        }
    }
}
