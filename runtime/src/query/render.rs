//! From the untyped core to the text of a statement and its parameters.

use std::fmt::Write as _;

use super::{
    expr::{ColumnRef, Node},
    select::{Core, ItemKind},
};
use crate::{Connection, Dialect, Error, ErrorKind, Result, Row, Value, driver::Param, table::Table, value::ValueRef};

/// A statement ready to be sent.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) sql: String,
    parameters: Vec<Parameter>,
}

#[derive(Debug)]
struct Parameter {
    value: Bound,
    sensitive: bool,
}

#[derive(Debug)]
enum Bound {
    One(Value),
    List(Vec<Value>),
}

impl Rendered {
    /// Sends the statement and hands out its rows; how many there were.
    pub(crate) fn send(
        &self,
        connection: &mut Connection,
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64> {
        let lists: Vec<Vec<ValueRef<'_>>> = self
            .parameters
            .iter()
            .map(|parameter| match &parameter.value {
                Bound::One(_) => Vec::new(),
                Bound::List(values) => values.iter().map(Value::as_ref).collect(),
            })
            .collect();
        let params: Vec<Param<'_>> = self
            .parameters
            .iter()
            .zip(&lists)
            .map(|(parameter, list)| Param {
                value: match &parameter.value {
                    Bound::One(value) => value.as_ref(),
                    Bound::List(_) => ValueRef::List(list),
                },
                sensitive: parameter.sensitive,
            })
            .collect();
        connection.query_params(&self.sql, &params, each)
    }
}

/// Renders a SELECT.
pub(crate) fn select(core: &Core, dialect: Dialect) -> Result<Rendered> {
    let mut writer = Writer { dialect, out: Rendered::default(), from: Vec::new() };
    writer.select(core)?;
    Ok(writer.out)
}

/// Renders the SELECT that counts the rows of another.
pub(crate) fn count(core: &Core, dialect: Dialect) -> Result<Rendered> {
    let mut writer = Writer { dialect, out: Rendered::default(), from: Vec::new() };
    writer.push("SELECT count(*) AS count_1 FROM (");
    writer.select(core)?;
    writer.push(") AS anon_1");
    Ok(writer.out)
}

/// A statement in the making.
struct Writer {
    dialect: Dialect,
    out: Rendered,
    from: Vec<(&'static Table, Option<&'static str>)>,
}

impl Writer {
    fn push(&mut self, text: &str) {
        self.out.sql.push_str(text);
    }

    fn select(&mut self, core: &Core) -> Result<()> {
        self.from.clear();
        for item in &core.items {
            let source = match item.0 {
                ItemKind::Entity { info, alias } => (info.table, alias),
                ItemKind::Column(column) => (column.table, column.alias),
            };
            if !self.from.iter().any(|known| same(*known, source)) {
                self.from.push(source);
            }
        }
        self.push(if core.distinct { "SELECT DISTINCT " } else { "SELECT " });
        for (index, item) in core.items.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            match item.0 {
                ItemKind::Entity { info, alias } => {
                    for index in 0..info.table.columns.len() {
                        if index > 0 {
                            self.push(", ");
                        }
                        self.name(ColumnRef { table: info.table, alias, index });
                    }
                }
                ItemKind::Column(column) => self.name(column),
            }
        }
        self.push(" FROM ");
        for (index, (table, alias)) in self.from.clone().into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.push(table.sql);
            if let Some(alias) = alias {
                self.push(" AS ");
                self.quoted(alias);
            }
        }
        for (index, filter) in core.filters.iter().enumerate() {
            self.push(if index == 0 { " WHERE " } else { " AND " });
            self.condition(filter, core.filters.len() > 1)?;
        }
        for (index, ordering) in core.order.iter().enumerate() {
            self.push(if index == 0 { " ORDER BY " } else { ", " });
            self.node(&ordering.node)?;
            if ordering.descending {
                self.push(" DESC");
            }
        }
        self.window(core);
        Ok(())
    }

    fn window(&mut self, core: &Core) {
        match (core.limit, core.offset) {
            (None, None) => {}
            (Some(limit), offset) => {
                self.push(" LIMIT ");
                self.number(limit);
                if let Some(offset) = offset {
                    self.push(" OFFSET ");
                    self.number(offset);
                }
            }
            (None, Some(offset)) => {
                // SQLite knows no OFFSET without LIMIT.
                self.push(if self.dialect == Dialect::Sqlite { " LIMIT -1 OFFSET " } else { " OFFSET " });
                self.number(offset);
            }
        }
    }

    fn number(&mut self, number: u64) {
        self.bind(Bound::One(Value::I64(i64::try_from(number).unwrap_or(i64::MAX))), false);
    }

    fn bind(&mut self, value: Bound, sensitive: bool) {
        self.out.parameters.push(Parameter { value, sensitive });
        match self.dialect {
            Dialect::Sqlite => self.push("?"),
            Dialect::Postgresql => {
                let number = self.out.parameters.len();
                // Writing to a String cannot fail.
                let _ = write!(self.out.sql, "${number}");
            }
        }
    }

    fn name(&mut self, column: ColumnRef) {
        match column.alias {
            Some(alias) => self.quoted(alias),
            None => self.push(column.table.sql),
        }
        self.push(".");
        self.push(column.table.columns[column.index].sql);
    }

    /// An alias is the program's own text: always quoted where it is not a plain word.
    fn quoted(&mut self, name: &str) {
        let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit())
            && name.bytes().next().is_some_and(|b| !b.is_ascii_digit());
        if plain && name.contains('_') {
            self.push(name);
        } else {
            self.push("\"");
            self.push(&name.replace('"', "\"\""));
            self.push("\"");
        }
    }

    /// A condition beside others: OR and AND in brackets.
    fn condition(&mut self, node: &Node, nested: bool) -> Result<()> {
        let brackets = nested && matches!(node, Node::Or(_) | Node::And(_));
        if brackets {
            self.push("(");
        }
        self.node(node)?;
        if brackets {
            self.push(")");
        }
        Ok(())
    }

    fn node(&mut self, node: &Node) -> Result<()> {
        match node {
            Node::Column(column) => {
                self.known(*column)?;
                self.name(*column);
            }
            Node::Value { value, sensitive } => self.bind(Bound::One(value.clone()), *sensitive),
            Node::Linked { between, values, columns } => {
                self.push("EXISTS (SELECT 1 FROM ");
                self.push(between.sql);
                for (index, (column, value)) in values.iter().enumerate() {
                    self.push(if index == 0 { " WHERE " } else { " AND " });
                    self.bind(Bound::One(value.clone()), between.columns[*column].sensitive);
                    self.push(" = ");
                    self.name(ColumnRef { table: between, alias: None, index: *column });
                }
                for (column, other) in columns {
                    self.known(*other)?;
                    self.push(" AND ");
                    self.name(*other);
                    self.push(" = ");
                    self.name(ColumnRef { table: between, alias: None, index: *column });
                }
                self.push(")");
            }
            Node::Compare { left, operator, right } => {
                self.operand(left)?;
                self.push(" ");
                self.push(operator);
                self.push(" ");
                self.operand(right)?;
            }
            Node::IsNull { operand, negated } => {
                self.operand(operand)?;
                self.push(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            Node::In { operand, list, sensitive, negated } => {
                self.operand(operand)?;
                self.push(match (self.dialect, negated) {
                    (Dialect::Sqlite, false) => " IN rarray(",
                    (Dialect::Sqlite, true) => " NOT IN rarray(",
                    (Dialect::Postgresql, false) => " = ANY(",
                    (Dialect::Postgresql, true) => " != ALL(",
                });
                self.bind(Bound::List(list.clone()), *sensitive);
                self.push(")");
            }
            Node::Like { operand, pattern, insensitive, escape, negated } => {
                let lower = *insensitive && self.dialect == Dialect::Sqlite;
                self.lowered(operand, lower)?;
                self.push(if *negated { " NOT" } else { "" });
                self.push(if *insensitive && !lower { " ILIKE " } else { " LIKE " });
                self.lowered(pattern, lower)?;
                self.push(if *escape { " ESCAPE '/'" } else { "" });
            }
            Node::Between { operand, low, high } => {
                self.operand(operand)?;
                self.push(" BETWEEN ");
                self.operand(low)?;
                self.push(" AND ");
                self.operand(high)?;
            }
            Node::Not(inner) => {
                self.push("NOT (");
                self.node(inner)?;
                self.push(")");
            }
            Node::And(all) => self.joined(all, " AND ")?,
            Node::Or(any) => self.joined(any, " OR ")?,
            Node::Refused(message) => return Err(Error::new(ErrorKind::InvalidRequest, message.clone())),
        }
        Ok(())
    }

    /// What an operator stands beside: in brackets unless it is one word, so that operators bind as they nest.
    fn operand(&mut self, node: &Node) -> Result<()> {
        if matches!(node, Node::Column(_) | Node::Value { .. }) {
            return self.node(node);
        }
        self.push("(");
        self.node(node)?;
        self.push(")");
        Ok(())
    }

    fn lowered(&mut self, node: &Node, lower: bool) -> Result<()> {
        if !lower {
            return self.operand(node);
        }
        self.push("lower(");
        self.node(node)?;
        self.push(")");
        Ok(())
    }

    fn joined(&mut self, nodes: &[Node], word: &str) -> Result<()> {
        for (index, node) in nodes.iter().enumerate() {
            if index > 0 {
                self.push(word);
            }
            self.condition(node, true)?;
        }
        Ok(())
    }

    /// Refuses a column whose table is in no FROM: SQLAlchemy would add the table silently, and multiply the rows.
    fn known(&self, column: ColumnRef) -> Result<()> {
        if self.from.iter().any(|source| same(*source, (column.table, column.alias))) {
            return Ok(());
        }
        let name = column.alias.unwrap_or(column.table.name);
        Err(Error::new(
            ErrorKind::InvalidRequest,
            format!(
                "the column {name}.{} is used, but \"{name}\" is not among what the query selects from",
                column.table.columns[column.index].name
            ),
        ))
    }
}

fn same(a: (&'static Table, Option<&'static str>), b: (&'static Table, Option<&'static str>)) -> bool {
    std::ptr::eq(a.0, b.0) && a.1 == b.1
}
