//! Several queries made one: common table expressions, unions and their like.

use std::sync::Arc;

use super::{Items, Writer, from};
use crate::{
    Dialect, Result,
    error::invalid,
    query::{
        from::subquery::columns_of,
        tree::{Core, Derived, DerivedKind, Distinct, Node, named::same_column},
        write::change::{Inserted, Write, WriteKind},
    },
};

impl<'q> Writer<'q, '_> {
    /// `WITH`: the common table expressions of the whole statement, those that others use first.
    pub(super) fn with(&mut self, core: &'q Core) -> Result<()> {
        let mut found = Vec::new();
        from::expressions_of(core, &mut found)?;
        self.with_found(found)
    }

    /// The common table expressions of a statement that writes: of its conditions, of what it sets, of what it inserts.
    pub(super) fn with_written(&mut self, write: &'q Write) -> Result<()> {
        let mut found = Vec::new();
        from::expressions_of(&write.core, &mut found)?;
        match &write.kind {
            WriteKind::Update(sets) => {
                from::expressions_in(sets.iter().map(|(_, node)| node), Vec::new(), Vec::new(), &mut found)?
            }
            WriteKind::Insert { rows, conflict, .. } => {
                match rows {
                    Inserted::Query(query) => from::expressions_of(query, &mut found)?,
                    Inserted::Values(rows) => {
                        from::expressions_in(rows.iter().flatten(), Vec::new(), Vec::new(), &mut found)?
                    }
                }
                if let Some(update) = conflict.as_ref().and_then(|conflict| conflict.update.as_ref()) {
                    let nodes = update.sets.iter().map(|(_, node)| node).chain(&update.filters);
                    from::expressions_in(nodes, Vec::new(), Vec::new(), &mut found)?;
                }
            }
            WriteKind::Delete => {}
        }
        self.with_found(found)
    }

    fn with_found(&mut self, found: Vec<&'q Arc<Derived>>) -> Result<()> {
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

    pub(super) fn compound(&mut self, core: &'q Core, items: Items<'_>) -> Result<()> {
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
                node => columns.iter().find(|column| same_column(&column.node, node)),
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
}
