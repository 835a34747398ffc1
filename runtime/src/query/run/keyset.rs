//! Pages by key: each begins behind the last row of the one before, however many rows come and go meanwhile.

use std::{fmt, str::FromStr};

use super::{BoundQuery, told_apart};
use crate::{
    Dialect, Error, ErrorKind, Result, Session, Value, jiff,
    query::{
        render::{self, Form},
        select::{Query, Selection},
        tree::{Core, Item, Node},
    },
    rust_decimal::Decimal,
    serde_json,
    uuid::Uuid,
};

/// Where a page ended: what the columns that order held in its last row. As text it is opaque, and fit for a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Cursor {
    type Err = Error;

    /// Reads what [`Display`](fmt::Display) wrote. Whether it is a cursor of some query is told when that is run.
    fn from_str(text: &str) -> Result<Self> {
        match !text.is_empty() && text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            true => Ok(Cursor(text.to_owned())),
            false => Err(no_cursor()),
        }
    }
}

/// A page, where it ended and where it began.
#[derive(Clone, Debug)]
pub struct KeysetPage<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// What the next page begins behind; `None` where this is the last one.
    pub next: Option<Cursor>,
    /// What the page before ends at, for [`Query::keyset_before`]; `None` where this is the first one.
    pub previous: Option<Cursor>,
}

impl<X: Selection> Query<X> {
    /// The first `size` rows behind a cursor, in the query's order; from the first row on, where there is none.
    ///
    /// The order must tell every two rows apart (end it with the key), and its columns must not be NULL. One statement.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] where the query has no order, or one that lacks its table's key, or a LIMIT or OFFSET of
    /// its own, where `size` is 0, and where the cursor is none of this order; otherwise as [`Query::all`].
    pub fn keyset(&self, session: &mut Session, size: u64, after: Option<&Cursor>) -> Result<KeysetPage<X::Row>> {
        self.keyset_page(session, size, after, false)
    }

    /// The last `size` rows before a cursor, [`KeysetPage::previous`] of the page behind it, in the query's order; the last
    /// rows of all, where there is none. One statement, in the reverse order.
    ///
    /// # Errors
    /// As [`Query::keyset`].
    pub fn keyset_before(
        &self,
        session: &mut Session,
        size: u64,
        before: Option<&Cursor>,
    ) -> Result<KeysetPage<X::Row>> {
        let mut page = self.keyset_page(session, size, before, true)?;
        page.rows.reverse();
        std::mem::swap(&mut page.next, &mut page.previous);
        Ok(page)
    }

    /// A page in the query's order or against it, from a cursor on. `next` is where it goes on, `previous` where it came from.
    fn keyset_page(
        &self,
        session: &mut Session,
        size: u64,
        cursor: Option<&Cursor>,
        backwards: bool,
    ) -> Result<KeysetPage<X::Row>> {
        let mut core = self.core.clone();
        has_pages(&core, size)?;
        let order = fingerprint(&core)?;
        if backwards {
            for ordering in &mut core.order {
                ordering.descending = !ordering.descending;
                ordering.nulls_first = ordering.nulls_first.map(|first| !first);
            }
        }
        if let Some(cursor) = cursor {
            let values = values(cursor, order, core.order.len())?;
            core.filters.push(behind(&core, values));
        }
        let width: usize = core.items.iter().map(Item::width).sum();
        let ordering = core.order.iter().map(|ordering| Item::expr(ordering.node.clone(), false, None));
        let ordering: Vec<Item> = ordering.collect();
        core.items.extend(ordering);
        // One more tells whether there is a next page.
        core.limit = Some(size.saturating_add(1));
        let (mut rows, mut first, mut last) = (Vec::new(), Vec::new(), Vec::new());
        let mut more = false;
        session.run_core(&core, &mut |reader, row| {
            if rows.len() as u64 == size {
                more = true;
                return Ok(());
            }
            rows.push(X::read(reader, row)?);
            last.clear();
            for index in 0..core.order.len() {
                last.push(row.value(width + index)?.to_value());
            }
            if rows.len() == 1 {
                first.clone_from(&last);
            }
            Ok(())
        })?;
        let next = if more { Some(encoded(order, &core, last)?) } else { None };
        let came = cursor.is_some() && !rows.is_empty();
        let previous = if came { Some(encoded(order, &core, first)?) } else { None };
        Ok(KeysetPage { rows, next, previous })
    }
}

/// Refuses what has no pages by key.
fn has_pages(core: &Core, size: u64) -> Result<()> {
    if core.order.is_empty() || !core.compounds.is_empty() || core.statement.is_some() {
        return Err(refused("pages by key are of a SELECT with an order: `.order_by(...)`, with the key at its end"));
    }
    if core.is_grouped() {
        return Err(refused(
            "pages by key begin behind a row, and this query makes groups of rows: make it a `.subquery(...)`, and page \
             what selects from that",
        ));
    }
    if core.limit.is_some() || core.offset.is_some() || size == 0 {
        return Err(refused("pages by key have at least one row, and the query no LIMIT or OFFSET of its own"));
    }
    let nullable = core.order.iter().find_map(|ordering| match &ordering.node {
        Node::Column(column) if column.table.columns[column.index].nullable => Some(&ordering.node),
        _ => None,
    });
    if let Some(node) = nullable {
        let name = crate::query::tree::named::name_of(node, None);
        return Err(refused(format!(
            "{name} may be NULL, behind which no page begins: order by `func::coalesce(...)`"
        )));
    }
    match told_apart::lacking(core) {
        None => Ok(()),
        Some(lacking) => Err(refused(format!(
            "rows that are equal in this order would be lost between two pages: end `.order_by(...)` with the key, {lacking}"
        ))),
    }
}

impl<X: Selection> BoundQuery<'_, X> {
    /// As [`Query::keyset`].
    ///
    /// # Errors
    /// As [`Query::keyset`].
    pub fn keyset(self, size: u64, after: Option<&Cursor>) -> Result<KeysetPage<X::Row>> {
        let (session, query) = self.into_parts();
        query.keyset(session, size, after)
    }

    /// As [`Query::keyset_before`].
    ///
    /// # Errors
    /// As [`Query::keyset`].
    pub fn keyset_before(self, size: u64, before: Option<&Cursor>) -> Result<KeysetPage<X::Row>> {
        let (session, query) = self.into_parts();
        query.keyset_before(session, size, before)
    }
}

/// `a > x OR a = x AND (b < y OR ...)`
fn behind(core: &Core, values: Vec<Value>) -> Node {
    let compared = |node: &Node, operator, value: &Value| Node::Binary {
        left: node.clone().boxed(),
        operator,
        right: Node::Value { value: value.clone(), sensitive: false }.boxed(),
    };
    let mut condition: Option<Node> = None;
    for (ordering, value) in core.order.iter().zip(&values).rev() {
        let beyond = compared(&ordering.node, if ordering.descending { "<" } else { ">" }, value);
        condition = Some(match condition {
            None => beyond,
            Some(rest) => Node::Or(vec![beyond, Node::And(vec![compared(&ordering.node, "=", value), rest])]),
        });
    }
    condition.unwrap_or(Node::Words("1 = 1"))
}

/// Tells one order from another.
fn fingerprint(core: &Core) -> Result<u32> {
    let items = core.order.iter().map(|ordering| Item::expr(ordering.node.clone(), false, None)).collect();
    let core = Core {
        items,
        from: core.from.clone(),
        joins: core.joins.clone(),
        order: core.order.clone(),
        ..Core::default()
    };
    let text = render::text(&core, Form::Select, Dialect::Sqlite, None)?;
    // FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
    Ok(text.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
}

fn encoded(order: u32, core: &Core, values: Vec<Value>) -> Result<Cursor> {
    let mut parts = vec![serde_json::json!(order)];
    for (value, ordering) in values.into_iter().zip(&core.order) {
        parts.push(match value {
            Value::Null => {
                let name = crate::query::tree::named::name_of(&ordering.node, None);
                return Err(refused(format!(
                    "{name} is NULL in a row at the end of a page, and no page begins behind that"
                )));
            }
            Value::Bool(v) => serde_json::json!(["b", v]),
            Value::I16(v) => serde_json::json!(["s", v]),
            Value::I32(v) => serde_json::json!(["i", v]),
            Value::I64(v) => serde_json::json!(["l", v]),
            Value::F32(v) => serde_json::json!(["f", v.to_bits()]),
            Value::F64(v) => serde_json::json!(["d", v.to_bits()]),
            Value::Decimal(v) => serde_json::json!(["n", v.to_string()]),
            Value::Text(v) => serde_json::json!(["t", v]),
            Value::Date(v) => serde_json::json!(["D", v.to_string()]),
            Value::Time(v) => serde_json::json!(["H", v.to_string()]),
            Value::DateTime(v) => serde_json::json!(["M", v.to_string()]),
            Value::Timestamp(v) => serde_json::json!(["T", v.to_string()]),
            Value::Uuid(v) => serde_json::json!(["u", v.to_string()]),
            _ => return Err(refused("a page cannot end at a value of this type: order by another column")),
        });
    }
    let json = serde_json::Value::Array(parts).to_string();
    Ok(Cursor(json.bytes().map(|byte| format!("{byte:02x}")).collect()))
}

fn values(cursor: &Cursor, order: u32, count: usize) -> Result<Vec<Value>> {
    let bytes: Option<Vec<u8>> =
        (0..cursor.0.len()).step_by(2).map(|at| u8::from_str_radix(cursor.0.get(at..at + 2)?, 16).ok()).collect();
    let parts: Option<Vec<serde_json::Value>> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let Some([of, values @ ..]) = parts.as_deref() else { return Err(no_cursor()) };
    if of.as_u64() != Some(u64::from(order)) || values.len() != count {
        return Err(refused("this cursor is of a query in another order"));
    }
    values.iter().map(value).collect::<Option<_>>().ok_or_else(no_cursor)
}

fn value(part: &serde_json::Value) -> Option<Value> {
    let (kind, value) = (part.get(0)?.as_str()?, part.get(1)?);
    let text = || value.as_str();
    Some(match kind {
        "b" => Value::Bool(value.as_bool()?),
        "s" => Value::I16(i16::try_from(value.as_i64()?).ok()?),
        "i" => Value::I32(i32::try_from(value.as_i64()?).ok()?),
        "l" => Value::I64(value.as_i64()?),
        "f" => Value::F32(f32::from_bits(u32::try_from(value.as_u64()?).ok()?)),
        "d" => Value::F64(f64::from_bits(value.as_u64()?)),
        "n" => Value::Decimal(text()?.parse::<Decimal>().ok()?),
        "t" => Value::Text(text()?.to_owned()),
        "D" => Value::Date(text()?.parse::<jiff::civil::Date>().ok()?),
        "H" => Value::Time(text()?.parse::<jiff::civil::Time>().ok()?),
        "M" => Value::DateTime(text()?.parse::<jiff::civil::DateTime>().ok()?),
        "T" => Value::Timestamp(text()?.parse::<jiff::Timestamp>().ok()?),
        "u" => Value::Uuid(Uuid::parse_str(text()?).ok()?),
        _ => return None,
    })
}

fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidRequest, message.into())
}

fn no_cursor() -> Error {
    refused("this is no cursor: it is what `KeysetPage::next` gave, as text")
}
