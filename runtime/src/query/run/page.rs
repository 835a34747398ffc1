//! Pages of a query's rows.

use crate::{
    Error, ErrorKind, Result, Session,
    query::select::{Query, Selection},
};

/// A page of a query's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows of this page, at most `size`.
    pub rows: Vec<T>,
    /// How many rows there are on all pages.
    pub total: u64,
    /// The number of this page, from 1 on.
    pub number: u64,
    /// How many rows a page has.
    pub size: u64,
}

impl<T> Page<T> {
    /// How many pages there are; 0 where there are no rows.
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.size.max(1))
    }

    /// Whether a page comes after this one.
    pub fn has_next(&self) -> bool {
        self.number < self.pages()
    }

    /// Whether a page comes before this one.
    pub fn has_previous(&self) -> bool {
        self.number > 1
    }
}

impl<X: Selection> Query<X> {
    /// Page `number`, counted from 1, of pages of `size` rows, and how many rows there are in all: two statements. A page
    /// behind the last has no rows. Give the query an order that no two rows share, or pages may overlap.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] where `number` or `size` is 0, where the query has a LIMIT or OFFSET of its own, and
    /// where it is literal SQL; otherwise as [`Query::all`].
    pub fn page(&self, session: &mut Session, number: u64, size: u64) -> Result<Page<X::Row>> {
        let refused = |message: &str| Err(Error::new(ErrorKind::InvalidRequest, message));
        if number == 0 || size == 0 {
            return refused("pages are counted from 1, and have at least one row");
        }
        if self.core.limit.is_some() || self.core.offset.is_some() {
            return refused("a query with a LIMIT or OFFSET of its own has no pages");
        }
        if self.core.statement.is_some() {
            return refused("literal SQL has no pages: let it have its own LIMIT and OFFSET");
        }
        let total = self.unordered().count(session)?;
        let total = u64::try_from(total).unwrap_or_default();
        let mut core = self.core.clone();
        core.limit = Some(size);
        core.offset = Some((number - 1).saturating_mul(size));
        let rows = session.run::<X>(&core)?;
        Ok(Page { rows, total, number, size })
    }

    /// The query without its order, which counting does not need.
    fn unordered(&self) -> Query<X> {
        let mut core = self.core.clone();
        if core.compounds.is_empty() {
            core.order.clear();
        }
        Query::from_core(core)
    }
}
