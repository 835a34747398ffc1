//! A row of a result, whichever driver it came from.

use crate::{Error, ErrorKind, Field, Result, ValueRef};

/// A row of a result. It is read once, while it is handed out.
pub struct Row<'a> {
    cells: &'a dyn Cells,
    expected: usize,
    /// A cell that has been read already.
    known: Option<(usize, ValueRef<'a>)>,
}

/// What a driver gives of a row.
pub(crate) trait Cells {
    /// The cell at `index`, or why it cannot be read.
    fn cell(&self, index: usize) -> Result<ValueRef<'_>>;
    /// The name of the column at `index`.
    fn name(&self, index: usize) -> String;
    /// How many columns there are.
    fn len(&self) -> usize;
}

impl<'a> Row<'a> {
    #[cfg(feature = "sqlite")]
    pub(crate) fn new(cells: &'a dyn Cells) -> Self {
        Row { cells, expected: 0, known: None }
    }

    /// The first row of a result whose length is known.
    #[cfg(feature = "postgres")]
    pub(crate) fn first_of(cells: &'a dyn Cells, expected: usize) -> Self {
        Row { cells, expected, known: None }
    }

    /// How many rows there are from here on, where this is the first and the driver knows.
    pub(crate) fn expected(&self) -> Option<usize> {
        (self.expected > 0).then_some(self.expected)
    }

    /// The value at `index`, counted from 0.
    ///
    /// # Errors
    /// [`ErrorKind::Data`], naming the column, where there is NULL in place of a `T`, or something that is not one;
    /// [`ErrorKind::InvalidRequest`] where the row has no such column.
    pub fn get<T: Field>(&self, index: usize) -> Result<T> {
        self.get_as(index, T::name(), T::from_ref)
    }

    /// The value at `index`, as `read` makes it of the cell; `name` is what it should be.
    pub(crate) fn get_as<T>(
        &self,
        index: usize,
        name: &'static str,
        read: impl FnOnce(ValueRef<'_>) -> Option<T>,
    ) -> Result<T> {
        let cell = self.cell(index)?;
        match read(cell) {
            Some(value) => Ok(value),
            None => Err(self.misfit(index, name, cell)),
        }
    }

    /// The cell at `index`, uninterpreted.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] where the row has no such column, [`ErrorKind::Data`] where its type or its text
    /// cannot be read.
    pub fn value(&self, index: usize) -> Result<ValueRef<'_>> {
        self.cell(index)
    }

    /// The row, which keeps the cell at `index`: one that is read twice.
    pub(crate) fn keeping(&self, index: usize) -> Result<Row<'a>> {
        Ok(Row { known: Some((index, self.cells.cell(index)?)), ..*self })
    }

    /// The row with its cells in another order.
    pub(crate) fn rearranged<R>(&self, places: &[usize], read: impl FnOnce(&Row<'_>) -> R) -> R {
        read(&Row { cells: &Rearranged { cells: self.cells, places }, expected: self.expected, known: None })
    }

    fn cell(&self, index: usize) -> Result<ValueRef<'a>> {
        match self.known {
            Some((known, cell)) if known == index => Ok(cell),
            _ => self.cells.cell(index),
        }
    }

    /// The name of the column at `index`; empty where there is no such column.
    pub fn name(&self, index: usize) -> String {
        self.cells.name(index)
    }

    /// How many columns the row has.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether the row has no columns.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[cold]
    fn misfit(&self, index: usize, wanted: &str, cell: ValueRef<'_>) -> Error {
        let name = self.cells.name(index);
        let message = match cell {
            ValueRef::Null => format!(
                "column \"{name}\" is NULL, and {} is wanted: an `Option` has a place for it, which `.nullable()` \
                 behind an expression gives",
                a(wanted)
            ),
            ValueRef::Array(members) if members.iter().any(|member| member.as_ref().is_null()) => {
                format!("column \"{name}\" holds an array with NULL among its members, for which a Vec has no place")
            }
            _ => format!("column \"{name}\" holds something that is not {}", a(wanted)),
        };
        Error::new(ErrorKind::Data, message)
    }
}

/// The name of a type with its article.
fn a(name: &str) -> String {
    let is_word = name.bytes().all(|letter| letter.is_ascii_lowercase());
    let article = if is_word && name.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// What is told of a column that a row of so many has not.
#[cold]
pub(crate) fn no_such_column(index: usize, columns: usize) -> Error {
    let s = if columns == 1 { "" } else { "s" };
    let message = format!("the row has {columns} column{s}, and one at index {index} was asked for: the first is at 0");
    Error::new(ErrorKind::InvalidRequest, message)
}

/// Cells in another order.
struct Rearranged<'a> {
    cells: &'a dyn Cells,
    places: &'a [usize],
}

impl Cells for Rearranged<'_> {
    fn cell(&self, index: usize) -> Result<ValueRef<'_>> {
        self.cells.cell(self.places.get(index).copied().unwrap_or(usize::MAX))
    }

    fn name(&self, index: usize) -> String {
        self.places.get(index).map(|&place| self.cells.name(place)).unwrap_or_default()
    }

    fn len(&self) -> usize {
        self.places.len()
    }
}
