//! Rows as tables of text.

use std::fmt;

use aludel::jiff::civil::DateTime;
use aludel::rust_decimal::Decimal;

/// Declares a report's row: a struct by [`aludel::row!`], that can be compared and printed.
macro_rules! row {
    ($(#[$meta:meta])* pub struct $name:ident { $(pub $field:ident: $type:ty),* $(,)? }) => {
        aludel::row! {
            $(#[$meta])*
            #[derive(PartialEq)]
            pub struct $name { $(pub $field: $type),* }
        }

        impl $crate::reports::Printed for $name {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn cells(&self) -> Vec<String> {
                vec![$($crate::reports::printed::Cell::text(&self.$field)),*]
            }
        }
    };
}
pub(super) use row;

/// What stands in a table as a row.
pub trait Printed {
    /// What the columns are called.
    const COLUMNS: &'static [&'static str];

    /// The row, column by column.
    fn cells(&self) -> Vec<String>;
}

/// What stands in a table as a cell.
pub(super) trait Cell {
    fn text(&self) -> String;
}

impl Cell for String {
    fn text(&self) -> String {
        self.clone()
    }
}

impl Cell for i32 {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Cell for i64 {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Cell for Decimal {
    /// With two digits behind the point, and with more where there are more.
    fn text(&self) -> String {
        match self.normalize() {
            exact if exact.scale() > 2 => exact.to_string(),
            money => format!("{money:.2}"),
        }
    }
}

impl Cell for DateTime {
    fn text(&self) -> String {
        self.date().to_string()
    }
}

impl<T: Cell> Cell for Option<T> {
    fn text(&self) -> String {
        self.as_ref().map_or_else(|| "-".to_owned(), T::text)
    }
}

/// Rows as text. Shown with a precision, `{:.5}`, it is cut off behind so many rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    columns: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn of<R: Printed>(rows: &[R]) -> Self {
        Table { columns: R::COLUMNS, rows: rows.iter().map(R::cells).collect() }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// How wide a column may be, in characters.
const WIDEST: usize = 40;

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header: Vec<String> = self.columns.iter().map(|name| name.replace('_', " ")).collect();
        let shown = &self.rows[..f.precision().unwrap_or(usize::MAX).min(self.rows.len())];
        let width = |column: usize| {
            let cells = shown.iter().map(|row| &row[column]).chain([&header[column]]);
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0).min(WIDEST)
        };
        // Numbers stand to the right.
        let is_number =
            |column: usize| shown.iter().all(|row| row[column] == "-" || row[column].parse::<f64>().is_ok());
        let layout: Vec<(usize, bool)> = (0..header.len()).map(|column| (width(column), is_number(column))).collect();
        for row in std::iter::once(&header).chain(shown) {
            let mut line = String::new();
            for (cell, &(width, is_number)) in row.iter().zip(&layout) {
                let cell = match cell.chars().count() > WIDEST {
                    true => cell.chars().take(WIDEST - 3).chain("...".chars()).collect(),
                    false => cell.clone(),
                };
                line += &match is_number {
                    true => format!("  {cell:>width$}"),
                    false => format!("  {cell:<width$}"),
                };
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        match self.rows.len() - shown.len() {
            0 => Ok(()),
            left => writeln!(f, "  ... and {left} more"),
        }
    }
}
