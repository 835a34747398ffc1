//! From the untyped core to a statement.

pub(crate) mod cache;
pub(crate) mod check;
pub(crate) mod statement;

mod call;
mod clauses;
mod compound;
mod either;
mod from;
mod node;
mod related;
mod scope;
mod types;
mod write;

use std::sync::Arc;

use crate::{
    Dialect, Error, ErrorKind, Result, Session, Value,
    error::invalid,
    query::{
        from::{plan::Plan, source::Element},
        render::{
            cache::Texts,
            statement::{Mark, Out, Ready, Statement},
        },
        tree::{
            Core, Derived, DerivedColumn, Distinct, ItemKind, Node, Source,
            place::{ColumnRef, TableRef},
            text::{Piece, Text},
        },
        write::change::Write,
    },
};
use scope::Scopes;

/// What is made of a core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The query itself.
    Select,
    /// How many rows it would give.
    Count,
    /// Whether it would give one.
    Exists,
    /// How the database would run it.
    Explain,
}

/// Words that a key has room for: the longest that allocators give out at once.
const KEY: usize = 120;

/// The statement for a core: from the texts known, or made and kept. `session` tells what handles stand for.
pub(crate) fn ready<'q>(
    core: &'q Core,
    form: Form,
    dialect: Dialect,
    texts: &Texts,
    session: Option<&Session>,
) -> Result<Ready<'q>> {
    let mut writer = Writer::new(dialect, Out::Key(Vec::with_capacity(KEY)), session);
    writer.form(core, form)?;
    let Statement { out: Out::Key(key), parameters, held, .. } = writer.statement else { return Err(no_text()) };
    let sql = match texts.find(&key) {
        Some(sql) => sql,
        None => {
            let sql: Arc<str> = text(core, form, dialect, session)?.into();
            texts.keep(key, sql.clone());
            sql
        }
    };
    let of_one_row = form == Form::Select && core.limit == Some(1) && core.statement.is_none() && core.lock.is_none();
    Ok(Ready { sql, parameters, held, of_one_row })
}

/// The text for a core.
pub(crate) fn text(core: &Core, form: Form, dialect: Dialect, session: Option<&Session>) -> Result<String> {
    let mut writer = Writer::new(dialect, Out::Text(String::with_capacity(256)), session);
    writer.form(core, form)?;
    match writer.statement.out {
        Out::Text(sql) => Ok(sql),
        Out::Key(_) => Err(no_text()),
    }
}

/// The statement that writes: from the texts known, or made and kept. With `back` it gives every column of the rows that it
/// wrote, behind what it gives anyway.
pub(crate) fn ready_write<'q>(
    write: &'q Write,
    back: bool,
    dialect: Dialect,
    texts: Option<&Texts>,
    session: Option<&Session>,
) -> Result<Ready<'q>> {
    let mut writer = Writer::new(dialect, Out::Key(Vec::with_capacity(KEY)), session);
    writer.write(write, back)?;
    let Statement { out: Out::Key(key), parameters, held, .. } = writer.statement else { return Err(no_text()) };
    if let Some(sql) = texts.and_then(|texts| texts.find(&key)) {
        return Ok(Ready { sql, parameters, held, of_one_row: false });
    }
    let sql: Arc<str> = write_text(write, back, dialect, session)?.into();
    if let Some(texts) = texts {
        texts.keep(key, sql.clone());
    }
    Ok(Ready { sql, parameters, held, of_one_row: false })
}

/// The text of a statement that writes.
pub(crate) fn write_text(write: &Write, back: bool, dialect: Dialect, session: Option<&Session>) -> Result<String> {
    let mut writer = Writer::new(dialect, Out::Text(String::with_capacity(256)), session);
    writer.write(write, back)?;
    match writer.statement.out {
        Out::Text(sql) => Ok(sql),
        Out::Key(_) => Err(no_text()),
    }
}

fn no_text() -> Error {
    Error::new(ErrorKind::InvalidRequest, "a statement has no text")
}

/// A statement in the making, and the names that it knows.
struct Writer<'q, 's> {
    statement: Statement<'q>,
    scopes: Scopes,
    session: Option<&'s Session>,
}

/// Whether something is selected under a name.
fn selects(core: &Core, items: Items<'_>, name: &str) -> bool {
    !matches!(items, Items::One) && core.items.iter().any(|item| item.label == Some(name))
}

/// What is written in place of a query's items.
#[derive(Clone, Copy)]
enum Items<'n> {
    Own,
    /// With names for an outer query.
    Named(&'n [DerivedColumn]),
    /// `1`: whether there is a row is all that is asked.
    One,
}

impl<'q, 's> Writer<'q, 's> {
    fn new(dialect: Dialect, out: Out, session: Option<&'s Session>) -> Self {
        Writer { statement: Statement::new(dialect, out), scopes: Scopes::default(), session }
    }

    fn dialect(&self) -> Dialect {
        self.statement.dialect
    }

    fn push(&mut self, words: &'static str) {
        self.statement.push(words);
    }

    fn form(&mut self, core: &'q Core, form: Form) -> Result<()> {
        if form == Form::Explain {
            self.push(if self.dialect() == Dialect::Sqlite { "EXPLAIN QUERY PLAN " } else { "EXPLAIN " });
        }
        self.with(core)?;
        match form {
            Form::Select | Form::Explain => self.query(core, Items::Own),
            Form::Count => {
                self.push("SELECT count(*) AS count_1 FROM (");
                self.query(core, Items::Own)?;
                self.push(") AS anon_1");
                Ok(())
            }
            Form::Exists => {
                self.push("SELECT EXISTS (");
                self.query(core, Items::One)?;
                self.push(")");
                Ok(())
            }
        }
    }

    /// A whole query: one SELECT, or several made one.
    fn query(&mut self, core: &'q Core, items: Items<'_>) -> Result<()> {
        if let Some(text) = &core.statement {
            return self.text(text);
        }
        // Rows that are equal in what is selected are told by that, and not by `1`; SQLite forgets to within EXISTS.
        let whole = !core.compounds.is_empty() || !matches!(core.distinct, Distinct::No);
        if whole && matches!(items, Items::One) {
            self.push("SELECT 1 FROM (");
            self.query(core, Items::Own)?;
            self.push(") AS ");
            let name = self.scopes.free_name("anon");
            self.statement.push_text(&name);
            return Ok(());
        }
        if core.compounds.is_empty() {
            return self.select(core, items);
        }
        self.compound(core, items)
    }

    fn select(&mut self, core: &'q Core, items: Items<'_>) -> Result<()> {
        // FROM says nothing in a key that the columns of tables do not say.
        let implied = self.statement.is_key() && !matches!(items, Items::One) && core.is_of_tables();
        let plan = if implied { Plan::default() } else { Plan::of(core)? };
        if !self.statement.is_key() {
            check::query(core, &plan)?;
            self.scopes.enter(&plan)?;
        }
        self.push("SELECT ");
        self.distinct(&core.distinct)?;
        match items {
            Items::One => self.push("1"),
            _ if core.items.is_empty() => self.push("1"),
            Items::Own => self.items(&core.items, &[])?,
            Items::Named(columns) => self.items(&core.items, columns)?,
        }
        self.from(&plan)?;
        self.conditions(" WHERE ", &core.filters)?;
        for (index, node) in core.group_by.iter().enumerate() {
            self.push(if index == 0 { " GROUP BY " } else { ", " });
            match self.ordinal(core, items, node) {
                Some(ordinal) => self.statement.push_text(&ordinal),
                None => self.argument(node)?,
            }
        }
        self.conditions(" HAVING ", &core.having)?;
        for (index, ordering) in core.order.iter().enumerate() {
            self.push(if index == 0 { " ORDER BY " } else { ", " });
            match (&ordering.node, self.ordinal(core, items, &ordering.node)) {
                (Node::Label { name, .. }, _) if selects(core, items, name) => self.statement.push_quoted(name),
                (_, Some(ordinal)) => self.statement.push_text(&ordinal),
                (node, None) => self.argument(node)?,
            }
            self.direction(ordering);
        }
        self.window(core);
        self.lock(core)?;
        self.scopes.leave();
        Ok(())
    }

    /// The place in the selection of an expression with parameters in it, by which a query of groups, or of rows once each, must
    /// name it: PostgreSQL takes an expression with other parameters for another one.
    fn ordinal(&self, core: &'q Core, items: Items<'_>, node: &'q Node) -> Option<String> {
        let by_place = core.is_grouped() || matches!(core.distinct, Distinct::Rows);
        if !by_place || matches!(items, Items::One) || matches!(node, Node::Column(_) | Node::DerivedColumn { .. }) {
            return None;
        }
        let mut place = 1;
        for item in &core.items {
            if let ItemKind::Expr { node: own, .. } = &item.kind
                && self.same_with_parameters(own, node)
            {
                return Some(place.to_string());
            }
            place += item.width();
        }
        None
    }

    /// Whether two expressions are the same and have parameters: by their keys, in which an alias has the same place.
    fn same_with_parameters(&self, one: &'q Node, other: &'q Node) -> bool {
        let key = || Statement::new(self.dialect(), Out::Key(Vec::new()));
        let mut writer = Writer::new(self.dialect(), Out::Key(Vec::new()), self.session);
        if writer.node(other).is_err() || writer.statement.parameters.is_empty() {
            return false;
        }
        let other = std::mem::replace(&mut writer.statement, key());
        writer.node(one).is_ok() && writer.statement.same(&other)
    }

    /// SQL of the program's own.
    fn text(&mut self, text: &'q Text) -> Result<()> {
        if let Some(refusal) = text.refusal() {
            return Err(invalid(refusal));
        }
        for piece in &text.pieces {
            match piece {
                Piece::Words(words) => self.statement.push_text(words),
                Piece::Bind { value: Some(value), sensitive, .. } => {
                    self.statement.bind(value.as_ref(), *sensitive);
                }
                Piece::Bind { .. } => {}
            }
        }
        Ok(())
    }

    fn list(&mut self, nodes: &'q [Node]) -> Result<()> {
        for (index, node) in nodes.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.argument(node)?;
        }
        Ok(())
    }

    fn column(&mut self, column: ColumnRef) -> Result<()> {
        let source = TableRef { table: column.table, alias: column.alias };
        if self.statement.is_key() {
            let [a, b] = self.scopes.number(column.alias);
            let words = [std::ptr::from_ref(column.table) as usize, a, b, column.index];
            self.statement.mark(Mark::Column, &words);
            return Ok(());
        }
        let Some((name, source)) = self.scopes.find(source) else { return Err(self.scopes.unknown(column)) };
        if !name.is_empty() {
            self.statement.push_text(name);
            self.statement.push(".");
        }
        let own = &column.table.columns[column.index];
        match source {
            Source::Derived(derived) => match &derived.columns[derived.place_of(column)?].name {
                name if name != own.name => self.statement.push_quoted(name),
                _ => self.statement.push(own.sql),
            },
            Source::Table(_) => self.statement.push(own.sql),
        }
        Ok(())
    }

    fn derived_column(&mut self, source: &'q Arc<Derived>, index: usize) -> Result<()> {
        if self.statement.is_key() {
            self.statement.mark(Mark::Derived, &[index, source.name.as_ptr() as usize, source.name.len()]);
            return Ok(());
        }
        if !self.scopes.has(Element::Derived(source)) {
            return Err(invalid(format!(
                "the column {}.{} is used, but \"{0}\" is not among what the query selects from: join the subquery, or \
                 `.select_from(...)` it",
                source.name, source.columns[index].name
            )));
        }
        self.statement.push_quoted(source.name);
        self.push(".");
        let own = &source.columns[index];
        match &own.node {
            Node::Column(column) if column.table.columns[column.index].name == own.name => {
                self.push(column.table.columns[column.index].sql);
            }
            _ => self.statement.push_quoted(&own.name),
        }
        Ok(())
    }

    fn value(&mut self, value: &'q Value, sensitive: bool) {
        self.statement.bind(value.as_ref(), sensitive);
    }
}
