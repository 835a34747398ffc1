//! Expressions as SQL.

use super::{
    Items, Writer,
    either::misplaced,
    statement::Mark,
    types::{element_of, type_of},
};
use crate::{
    Dialect, Error, ErrorKind, Result, Value,
    query::{from::scalar::is_quantified, tree::Node},
    sql::postgresql_type,
    table::Kind,
};

impl<'q> Writer<'q, '_> {
    /// A condition beside others: OR and AND in brackets.
    pub(super) fn condition(&mut self, node: &'q Node, nested: bool) -> Result<()> {
        let brackets = nested && matches!(node, Node::Or(_) | Node::And(_) | Node::Text(_));
        if brackets {
            self.push("(");
        }
        self.node(node)?;
        if brackets {
            self.push(")");
        }
        Ok(())
    }

    pub(super) fn node(&mut self, node: &'q Node) -> Result<()> {
        match node {
            Node::Column(column) => self.column(*column)?,
            Node::DerivedColumn { source, index } => self.derived_column(source, *index)?,
            Node::Label { node, .. } => self.node(node)?,
            Node::Value { value, sensitive } => self.value(value, *sensitive),
            Node::Words(words) => self.push(words),
            Node::OfHandle { handle, column } => {
                let sensitive = handle.info.table.columns[*column].sensitive;
                let value = match self.session {
                    Some(session) if self.statement.is_key() => handle.value(session, *column)?,
                    None if self.statement.is_key() => {
                        return Err(Error::new(
                            ErrorKind::InvalidRequest,
                            format!(
                                "the query names a {} by its handle, which only a session knows: run it in that session, \
                                 or compare with the key",
                                handle.info.name
                            ),
                        ));
                    }
                    _ => Value::Null,
                };
                self.statement.bind_made(value, sensitive);
            }
            Node::Binary { left, operator, right } if is_value(left) && is_value(right) => {
                self.typed(left)?;
                self.push(" ");
                self.push(operator);
                self.push(" ");
                self.typed(right)?;
            }
            Node::Binary { left, operator, right } if is_quantified(right) => self.quantified(left, operator, right)?,
            Node::Binary { left, operator, right } => {
                self.beside(left, kind_of(right))?;
                self.push(" ");
                self.push(operator);
                self.push(" ");
                self.beside(right, kind_of(left))?;
            }
            Node::Prefix { operator, operand } => {
                self.push(operator);
                self.typed(operand)?;
            }
            Node::IsNull { operand, negated } => {
                self.typed(operand)?;
                self.push(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            Node::In { operand, list, sensitive, negated } => {
                self.typed(operand)?;
                self.push(match (self.dialect(), negated) {
                    (Dialect::Sqlite, false) => " IN rarray(",
                    (Dialect::Sqlite, true) => " NOT IN rarray(",
                    (Dialect::Postgresql, false) => " = ANY(",
                    (Dialect::Postgresql, true) => " != ALL(",
                });
                self.statement.bind_list(list, *sensitive);
                self.push(")");
            }
            Node::InQuery { operand, query, negated } => {
                self.operand(operand)?;
                self.push(if *negated { " NOT IN (" } else { " IN (" });
                self.query(query, Items::Own)?;
                self.push(")");
            }
            Node::Like { operand, pattern, insensitive, escape, negated } => {
                let lower = *insensitive && self.dialect() == Dialect::Sqlite;
                self.lowered(operand, lower)?;
                self.push(if *negated { " NOT" } else { "" });
                self.push(if *insensitive && !lower { " ILIKE " } else { " LIKE " });
                self.lowered(pattern, lower)?;
                self.push(if *escape { " ESCAPE '/'" } else { "" });
            }
            Node::Between { operand, low, high, negated } => {
                match is_value(low) && is_value(high) {
                    true => self.typed(operand)?,
                    false => self.operand(operand)?,
                }
                self.push(if *negated { " NOT BETWEEN " } else { " BETWEEN " });
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
            Node::Call(call) => self.call(call)?,
            Node::Case { branches, otherwise } => {
                self.push("CASE");
                for (condition, value) in branches {
                    self.push(" WHEN ");
                    self.node(condition)?;
                    self.push(" THEN ");
                    self.argument(value)?;
                }
                if let Some(value) = otherwise {
                    self.push(" ELSE ");
                    self.argument(value)?;
                }
                self.push(" END");
            }
            Node::Cast { operand, to } => {
                let to = if self.dialect() == Dialect::Sqlite { to.sqlite } else { to.postgresql };
                if to.is_empty() {
                    return self.node(operand);
                }
                self.push("CAST(");
                self.argument(operand)?;
                self.push(" AS ");
                self.push(to);
                self.push(")");
            }
            Node::Either { .. } if self.dialect() == Dialect::Postgresql && is_quantified(node) => {
                return Err(misplaced("and nowhere else"));
            }
            Node::Either { sqlite, postgresql } => self.node(self.own(sqlite, postgresql))?,
            Node::Subscript { operand, place } => {
                self.push("(");
                self.node(operand)?;
                self.push(")[");
                self.node(place)?;
                self.push("]");
            }
            Node::Collate { operand, collation } => {
                self.operand(operand)?;
                self.push(" COLLATE ");
                self.statement.push_quoted(collation);
            }
            Node::Tuple(nodes) => {
                self.push("(");
                self.list(nodes)?;
                self.push(")");
            }
            Node::TupleIn { operands, lists, negated } => self.tuple_in(operands, lists, *negated)?,
            Node::Exists { query, negated } => {
                self.push(if *negated { "NOT EXISTS (" } else { "EXISTS (" });
                self.query(query, Items::One)?;
                self.push(")");
            }
            Node::Scalar(query) => {
                self.push("(");
                self.query(query, Items::Own)?;
                self.push(")");
            }
            Node::Related { path, condition, negated } => self.related(path, condition.as_deref(), *negated)?,
            Node::Linked { between, values, columns, negated } => {
                self.push(if *negated { "NOT EXISTS (SELECT 1 FROM " } else { "EXISTS (SELECT 1 FROM " });
                self.push(between.sql);
                for (index, (column, value)) in values.iter().enumerate() {
                    self.push(if index == 0 { " WHERE " } else { " AND " });
                    self.node(value)?;
                    self.push(" = ");
                    self.push(between.sql);
                    self.push(".");
                    self.push(between.columns[*column].sql);
                }
                for (column, other) in columns {
                    self.push(" AND ");
                    self.column(*other)?;
                    self.push(" = ");
                    self.push(between.sql);
                    self.push(".");
                    self.push(between.columns[*column].sql);
                }
                self.push(")");
            }
            Node::Under { said, alias, node } => {
                if self.statement.is_key() {
                    let words = self.scopes.number(Some(*alias));
                    self.statement.mark(Mark::Alias, &words);
                }
                self.scopes.enter_renamed(*said, *alias);
                let done = self.node(node);
                self.scopes.leave();
                done?;
            }
            Node::Text(text) => self.text(text)?,
            Node::Refused(message) => return Err(Error::new(ErrorKind::InvalidRequest, message.clone())),
        }
        Ok(())
    }

    /// What an operator stands beside: in brackets unless it is one word, so that operators bind as they nest.
    pub(super) fn operand(&mut self, node: &'q Node) -> Result<()> {
        let bare = matches!(
            node,
            Node::Column(_)
                | Node::DerivedColumn { .. }
                | Node::Value { .. }
                | Node::OfHandle { .. }
                | Node::Words(_)
                | Node::Call(_)
                | Node::Case { .. }
                | Node::Cast { .. }
                | Node::Tuple(_)
                | Node::Scalar(_)
                | Node::Exists { .. }
        );
        if bare {
            return self.node(node);
        }
        self.push("(");
        self.node(node)?;
        self.push(")");
        Ok(())
    }

    /// An operand beside a column of that kind, or what it is set to. A CASE of texts is a text for PostgreSQL, though
    /// beside an enum its texts are the enum's.
    pub(super) fn beside(&mut self, node: &'q Node, kind: Option<Kind>) -> Result<()> {
        match (node, kind, self.dialect()) {
            (Node::Case { .. }, Some(kind @ Kind::Enum(_)), Dialect::Postgresql) => {
                self.push("CAST(");
                self.node(node)?;
                self.push(" AS ");
                self.push(postgresql_type(kind));
                self.push(")");
                Ok(())
            }
            _ => self.operand(node),
        }
    }

    /// An operand that nothing beside it tells the type of.
    fn typed(&mut self, node: &'q Node) -> Result<()> {
        if let (Node::Value { value: Value::Text(_), .. }, Dialect::Postgresql) = (node, self.dialect()) {
            self.node(node)?;
            self.push("::text");
            return Ok(());
        }
        match is_value(node) {
            true => self.argument(node),
            false => self.operand(node),
        }
    }

    /// `(a, b) IN` lists: one text for lists of any length.
    fn tuple_in(&mut self, operands: &'q [Node], lists: &'q [Vec<Value>], negated: bool) -> Result<()> {
        let columns = operands.iter().all(|operand| matches!(operand, Node::Column(_)));
        if !columns && lists.iter().all(Vec::is_empty) && self.dialect() == Dialect::Postgresql {
            // Nothing tells the types of the lists.
            self.push(if negated { "1 = 1" } else { "1 = 0" });
            return Ok(());
        }
        const NAMES: [&str; 12] = ["l0", "l1", "l2", "l3", "l4", "l5", "l6", "l7", "l8", "l9", "l10", "l11"];
        self.push("(");
        self.list(operands)?;
        self.push(if negated { ") NOT IN (SELECT " } else { ") IN (SELECT " });
        let named = lists.iter().zip(operands).zip(NAMES).enumerate();
        if self.dialect() == Dialect::Sqlite {
            for (index, name) in NAMES.iter().take(lists.len()).enumerate() {
                self.push(if index > 0 { ", " } else { "" });
                self.push(name);
                self.push(".value");
            }
            self.push(" FROM ");
            for (index, ((list, operand), name)) in named {
                self.push(if index > 0 { " JOIN rarray(" } else { "rarray(" });
                self.statement.bind_list(list, is_sensitive(operand));
                self.push(") AS ");
                self.push(name);
                if index > 0 {
                    self.push(" ON ");
                    self.push(name);
                    self.push(".rowid = l0.rowid");
                }
            }
        } else {
            self.push("* FROM UNNEST(");
            for (index, ((list, operand), _)) in named {
                self.push(if index > 0 { ", " } else { "" });
                self.statement.bind_list(list, is_sensitive(operand));
                self.push("::");
                self.push(element_of(operand, list));
                self.push("[]");
            }
            self.push(")");
        }
        self.push(")");
        Ok(())
    }

    /// A value that stands where nothing tells PostgreSQL its type: with a cast to it.
    pub(super) fn argument(&mut self, node: &'q Node) -> Result<()> {
        self.node(node)?;
        if let (Node::Value { value, .. }, Dialect::Postgresql) = (node, self.dialect())
            && let Some(of_type) = type_of(value)
        {
            self.push("::");
            self.push(of_type);
        }
        Ok(())
    }

    fn lowered(&mut self, node: &'q Node, lower: bool) -> Result<()> {
        if !lower {
            return self.operand(node);
        }
        self.push("lower(");
        self.node(node)?;
        self.push(")");
        Ok(())
    }

    fn joined(&mut self, nodes: &'q [Node], word: &'static str) -> Result<()> {
        for (index, node) in nodes.iter().enumerate() {
            if index > 0 {
                self.push(word);
            }
            self.condition(node, true)?;
        }
        Ok(())
    }
}

fn kind_of(node: &Node) -> Option<Kind> {
    match node {
        Node::Column(column) => Some(column.table.columns[column.index].kind),
        _ => None,
    }
}

fn is_value(node: &Node) -> bool {
    matches!(node, Node::Value { .. })
}

fn is_sensitive(node: &Node) -> bool {
    matches!(node, Node::Column(column) if column.sensitive())
}
