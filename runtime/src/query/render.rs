//! From the untyped core to a statement.

mod from;
mod node;
mod scope;
mod write;

use std::sync::Arc;

use super::{
    cache::Texts,
    change::Write,
    check, equal,
    place::{ColumnRef, TableRef},
    plan::{Plan, invalid},
    source::Element,
    statement::{Bound, Mark, Out, Ready, Statement},
    subquery::columns_of,
    text::{Piece, Text},
    tree::{Core, Derived, DerivedColumn, DerivedKind, Distinct, Item, ItemKind, Node, Ordering, Wait},
};
use crate::{Dialect, Error, ErrorKind, Result, Session, Value, ValueRef};
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

/// The statement for a core: from the texts known, or made and kept. `session` tells what handles stand for.
pub(crate) fn ready<'q>(
    core: &'q Core,
    form: Form,
    dialect: Dialect,
    texts: &Texts,
    session: Option<&Session>,
) -> Result<Ready<'q>> {
    let mut writer = Writer::new(dialect, Out::Key(Vec::with_capacity(64)), session);
    writer.form(core, form)?;
    let Statement { out: Out::Key(key), parameters, .. } = writer.statement else { return Err(no_text()) };
    let sql = match texts.find(&key) {
        Some(sql) => sql,
        None => {
            let sql: Arc<str> = text(core, form, dialect, session)?.into();
            texts.keep(key, sql.clone());
            sql
        }
    };
    Ok(Ready { sql, parameters })
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
    let mut writer = Writer::new(dialect, Out::Key(Vec::with_capacity(64)), session);
    writer.write(write, back)?;
    let Statement { out: Out::Key(key), parameters, .. } = writer.statement else { return Err(no_text()) };
    if let Some(sql) = texts.and_then(|texts| texts.find(&key)) {
        return Ok(Ready { sql, parameters });
    }
    let mut writer = Writer::new(dialect, Out::Text(String::with_capacity(256)), session);
    writer.write(write, back)?;
    let Out::Text(sql) = writer.statement.out else { return Err(no_text()) };
    let sql: Arc<str> = sql.into();
    if let Some(texts) = texts {
        texts.keep(key, sql.clone());
    }
    Ok(Ready { sql, parameters })
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

/// The place in the selection of an expression with values in it, by which a query of groups, or of rows once each, must name
/// it: PostgreSQL takes an expression with other parameters for another one.
fn ordinal(core: &Core, items: Items<'_>, node: &Node) -> Option<String> {
    let by_place = core.is_grouped() || matches!(core.distinct, Distinct::Rows);
    if !by_place || matches!(items, Items::One) || !equal::has_values(node) {
        return None;
    }
    let mut place = 1;
    for item in &core.items {
        if let ItemKind::Expr { node: own, .. } = &item.kind
            && equal::same(own, node)
        {
            return Some(place.to_string());
        }
        place += item.width();
    }
    None
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

    /// `WITH`: the common table expressions of the whole statement, those that others use first.
    fn with(&mut self, core: &'q Core) -> Result<()> {
        let mut found = Vec::new();
        from::expressions_of(core, &mut found)?;
        if found.is_empty() {
            return Ok(());
        }
        let recursive = found.iter().any(|derived| matches!(derived.kind, DerivedKind::Cte { recursive: Some(_), .. }));
        self.push(if recursive { "WITH RECURSIVE " } else { "WITH " });
        for (index, derived) in found.into_iter().enumerate() {
            let DerivedKind::Cte { recursive, materialized } = &derived.kind else { continue };
            self.push(if index > 0 { ", " } else { "" });
            self.statement.push_quoted(derived.name);
            if recursive.is_some() {
                self.push("(");
                for (index, column) in derived.columns.iter().enumerate() {
                    self.push(if index > 0 { ", " } else { "" });
                    self.statement.push_quoted(&column.name);
                }
                self.push(")");
            }
            self.push(match materialized {
                None => " AS (",
                Some(true) => " AS MATERIALIZED (",
                Some(false) => " AS NOT MATERIALIZED (",
            });
            self.query(&derived.core, Items::Named(&derived.columns))?;
            if let Some(step) = recursive {
                self.push(" UNION ALL ");
                self.query(step, Items::Own)?;
            }
            self.push(")");
        }
        self.push(" ");
        Ok(())
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

    fn compound(&mut self, core: &'q Core, items: Items<'_>) -> Result<()> {
        let plain = core.filters.is_empty() && core.joins.is_empty() && core.from.is_empty() && !core.is_grouped();
        if !plain || core.lock.is_some() || !matches!(core.distinct, Distinct::No) {
            return Err(invalid(
                "a union, or its like, takes no further conditions, joins, groups and locks, and no `.distinct()`: give \
                 them to its parts, or select from its `.subquery(...)`"
                    .to_owned(),
            ));
        }
        for (operation, part) in &core.compounds {
            if let Some(operation) = operation {
                if operation.is_all() && self.dialect() == Dialect::Sqlite {
                    return Err(invalid(format!("SQLite has no{}", operation.words().trim_end())));
                }
                self.push(operation.words());
            }
            if part.is_finished() || !part.compounds.is_empty() {
                self.push("SELECT * FROM (");
                self.query(part, items)?;
                self.push(") AS ");
                let name = self.scopes.free_name("anon");
                self.statement.push_text(&name);
            } else {
                self.query(part, items)?;
            }
        }
        let columns = columns_of(core);
        for (index, ordering) in core.order.iter().enumerate() {
            self.push(if index == 0 { " ORDER BY " } else { ", " });
            let name = match &ordering.node {
                Node::Label { name, .. } => columns.iter().find(|column| column.name == *name),
                node => columns.iter().find(|column| super::named::same_column(&column.node, node)),
            };
            match name {
                Some(column) => self.statement.push_quoted(&column.name),
                None => {
                    return Err(invalid(
                        "a union, or its like, is ordered by what it selects: a column of it, or a label".to_owned(),
                    ));
                }
            }
            self.direction(ordering);
        }
        self.window(core);
        Ok(())
    }

    fn select(&mut self, core: &'q Core, items: Items<'_>) -> Result<()> {
        let plan = Plan::of(core)?;
        if !self.statement.is_key() {
            check::query(core, &plan)?;
            self.scopes.enter(&plan);
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
            match ordinal(core, items, node) {
                Some(ordinal) => self.statement.push_text(&ordinal),
                None => self.argument(node)?,
            }
        }
        self.conditions(" HAVING ", &core.having)?;
        for (index, ordering) in core.order.iter().enumerate() {
            self.push(if index == 0 { " ORDER BY " } else { ", " });
            match (&ordering.node, ordinal(core, items, &ordering.node)) {
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

    fn distinct(&mut self, distinct: &'q Distinct) -> Result<()> {
        match distinct {
            Distinct::No => {}
            Distinct::Rows => self.push("DISTINCT "),
            Distinct::On(_) if self.dialect() == Dialect::Sqlite => {
                return Err(invalid(
                    "SQLite has no DISTINCT ON: number the rows by `func::row_number().over(...)` in a subquery, and take \
                     the first"
                        .to_owned(),
                ));
            }
            Distinct::On(nodes) => {
                self.push("DISTINCT ON (");
                self.list(nodes)?;
                self.push(") ");
            }
        }
        Ok(())
    }

    /// The selected elements; `names` are what an outer query calls them, where it does.
    fn items(&mut self, items: &'q [Item], names: &[DerivedColumn]) -> Result<()> {
        let mut names = names.iter();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            match &item.kind {
                ItemKind::Entity { info, alias, .. } if self.statement.is_key() => {
                    let [a, b] = self.scopes.number(*alias);
                    let words = [std::ptr::from_ref(*info) as usize, a, b];
                    self.statement.mark(Mark::Entity, &words);
                    names.by_ref().take(info.table.columns.len()).for_each(drop);
                }
                ItemKind::Entity { info, alias, .. } => {
                    for (index, own) in info.table.columns.iter().enumerate() {
                        if index > 0 {
                            self.push(", ");
                        }
                        self.column(ColumnRef { table: info.table, alias: *alias, index })?;
                        if let Some(name) = names.next()
                            && name.name != own.name
                        {
                            self.named(&name.name);
                        }
                    }
                }
                ItemKind::Expr { node, .. } => {
                    self.argument(node)?;
                    let own = match node {
                        Node::Column(column) => Some(column.table.columns[column.index].name),
                        _ => None,
                    };
                    match (names.next(), item.label) {
                        (Some(name), _) if own != Some(name.name.as_str()) => self.named(&name.name),
                        (None, Some(label)) => self.named(label),
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    fn named(&mut self, name: &str) {
        self.push(" AS ");
        self.statement.push_quoted(name);
    }

    fn conditions(&mut self, word: &'static str, conditions: &'q [Node]) -> Result<()> {
        for (index, condition) in conditions.iter().enumerate() {
            self.push(if index == 0 { word } else { " AND " });
            self.condition(condition, conditions.len() > 1)?;
        }
        Ok(())
    }

    fn order(&mut self, word: &'static str, order: &'q [Ordering]) -> Result<()> {
        for (index, ordering) in order.iter().enumerate() {
            self.push(if index == 0 { word } else { ", " });
            self.argument(&ordering.node)?;
            self.direction(ordering);
        }
        Ok(())
    }

    fn direction(&mut self, ordering: &Ordering) {
        self.push(if ordering.descending { " DESC" } else { "" });
        self.push(match ordering.nulls_first {
            None => "",
            Some(true) => " NULLS FIRST",
            Some(false) => " NULLS LAST",
        });
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
                self.push(if self.dialect() == Dialect::Sqlite { " LIMIT -1 OFFSET " } else { " OFFSET " });
                self.number(offset);
            }
        }
    }

    fn number(&mut self, number: u64) {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        self.statement.bind(Bound::Ref(ValueRef::I64(number)), false);
    }

    /// `FOR UPDATE` and its like; SQLite's transaction is made the writer before instead.
    fn lock(&mut self, core: &'q Core) -> Result<()> {
        let Some(lock) = &core.lock else { return Ok(()) };
        if self.dialect() == Dialect::Sqlite {
            return match lock.wait {
                Wait::Skip => Err(invalid("SQLite locks no rows, and can leave out none that are locked".to_owned())),
                Wait::ForIt | Wait::No => Ok(()),
            };
        }
        self.push(match (lock.read, lock.key_share) {
            (false, false) => " FOR UPDATE",
            (false, true) => " FOR NO KEY UPDATE",
            (true, false) => " FOR SHARE",
            (true, true) => " FOR KEY SHARE",
        });
        for (index, source) in lock.of.iter().enumerate() {
            self.push(if index == 0 { " OF " } else { ", " });
            self.element_name(source.element());
        }
        self.push(match lock.wait {
            Wait::ForIt => "",
            Wait::No => " NOWAIT",
            Wait::Skip => " SKIP LOCKED",
        });
        Ok(())
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
                    self.statement.bind(Bound::Ref(value.as_ref()), *sensitive);
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
        let Some(name) = self.scopes.name_of(source) else { return Err(self.scopes.unknown(column)) };
        let name = name.to_owned();
        if !name.is_empty() {
            self.statement.push_text(&name);
            self.push(".");
        }
        self.push(column.table.columns[column.index].sql);
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
        self.statement.bind(Bound::Ref(value.as_ref()), sensitive);
    }
}
