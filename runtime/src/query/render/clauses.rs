//! The parts of a SELECT, each by its word.

use super::{Writer, statement::Mark};
use crate::{
    Dialect, Result, ValueRef,
    error::invalid,
    query::tree::{Core, DerivedColumn, Distinct, Item, ItemKind, Node, Ordering, Wait, place::ColumnRef},
};

impl<'q> Writer<'q, '_> {
    pub(super) fn distinct(&mut self, distinct: &'q Distinct) -> Result<()> {
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
    pub(super) fn items(&mut self, items: &'q [Item], names: &[DerivedColumn]) -> Result<()> {
        let mut names = names.iter();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            // What is not marked for an outer join is refused when the text is made, so that the text is another's.
            if let ItemKind::Entity { optional: true, .. } | ItemKind::Expr { nullable: true, .. } = &item.kind {
                self.statement.mark(Mark::Optional, &[]);
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

    pub(super) fn named(&mut self, name: &str) {
        self.push(" AS ");
        self.statement.push_quoted(name);
    }

    pub(super) fn conditions(&mut self, word: &'static str, conditions: &'q [Node]) -> Result<()> {
        for (index, condition) in conditions.iter().enumerate() {
            self.push(if index == 0 { word } else { " AND " });
            self.condition(condition, conditions.len() > 1)?;
        }
        Ok(())
    }

    pub(super) fn order(&mut self, word: &'static str, order: &'q [Ordering]) -> Result<()> {
        for (index, ordering) in order.iter().enumerate() {
            self.push(if index == 0 { word } else { ", " });
            self.argument(&ordering.node)?;
            self.direction(ordering);
        }
        Ok(())
    }

    pub(super) fn direction(&mut self, ordering: &Ordering) {
        self.push(if ordering.descending { " DESC" } else { "" });
        self.push(match ordering.nulls_first {
            None => "",
            Some(true) => " NULLS FIRST",
            Some(false) => " NULLS LAST",
        });
    }

    pub(super) fn window(&mut self, core: &Core) {
        // PostgreSQL takes any OFFSET that is a parameter for a costly one, and plans such a query anew each time it is run.
        let none = self.dialect() == Dialect::Postgresql && core.offset == Some(0);
        match (core.limit, core.offset.filter(|_| !none)) {
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

    pub(super) fn number(&mut self, number: u64) {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        self.statement.bind(ValueRef::I64(number), false);
    }

    /// `FOR UPDATE` and its like; SQLite's transaction is made the writer before instead.
    pub(super) fn lock(&mut self, core: &'q Core) -> Result<()> {
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
}
