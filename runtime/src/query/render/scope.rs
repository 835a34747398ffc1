//! The names by which columns reach the elements of FROM: of the query, and of those around it.

use super::statement::quoted;
use crate::{
    Error, Result,
    error::invalid,
    model::ModelInfo,
    query::{
        from::{plan::Plan, source::Element},
        tree::{
            Source,
            place::{Alias, AliasName, ColumnRef, TableRef},
        },
    },
};

/// The scopes of a statement, the innermost last.
#[derive(Default)]
pub(super) struct Scopes {
    scopes: Vec<Scope>,
    /// Names that were made for aliases without one.
    numbered: Vec<(u32, Option<String>)>,
    taken: Vec<String>,
    /// Whether the statement writes to one table.
    pub(super) writes: bool,
}

/// What one query knows.
#[derive(Default)]
pub(super) struct Scope {
    known: Vec<Known>,
    models: Vec<(&'static ModelInfo, Option<Alias>)>,
    /// Whether it is of a SELECT, to which others can be joined.
    joins: bool,
}

impl Scope {
    /// Whether it has an alias for which that name was made.
    fn has_made(&self, name: &str) -> bool {
        let numbered = |source: &Source| match source {
            Source::Table(TableRef { alias: Some(Alias(name)), .. }) => matches!(name, AliasName::Numbered(_)),
            _ => false,
        };
        self.known.iter().any(|known| known.name == name && numbered(&known.source))
    }
}

struct Known {
    source: Source,
    /// As it stands before a column.
    name: String,
}

impl Scopes {
    /// Begins a query.
    ///
    /// # Errors
    /// Where an element bears the name that was made for another one, which it would hide.
    pub(super) fn enter(&mut self, plan: &Plan<'_>) -> Result<()> {
        let mut scope = Scope { known: Vec::new(), models: plan.models.clone(), joins: true };
        for source in plan.sources() {
            if !matches!(source, Element::Table(TableRef { alias: Some(Alias(AliasName::Numbered(_))), .. })) {
                let name = quoted(source.shown());
                if self.scopes.iter().any(|around| around.has_made(&name)) {
                    return Err(invalid(format!(
                        "{name} is what an alias without a name is called in this statement, and the name of another \
                         element within: give it another name",
                    )));
                }
                self.taken.push(name);
            }
        }
        for source in plan.sources() {
            let name = self.made(*source);
            scope.known.push(Known { source: source.to_source(), name });
        }
        self.scopes.push(scope);
        Ok(())
    }

    /// Begins a query of one table, which goes by `name`.
    pub(super) fn enter_one(&mut self, source: TableRef, name: String) {
        let known = vec![Known { source: Source::Table(source), name }];
        self.scopes.push(Scope { known, models: Vec::new(), joins: false });
    }

    /// Begins a part of a query in which a table goes by the name of an alias of it.
    pub(super) fn enter_renamed(&mut self, said: TableRef, alias: Alias) {
        let name = self.made(Element::table(said.table, Some(alias)));
        self.enter_one(said, name);
    }

    /// Ends a query.
    pub(super) fn leave(&mut self) {
        self.scopes.pop();
    }

    /// Sets the innermost scope aside, which a subquery in its FROM does not see; to be put back.
    pub(super) fn set_aside(&mut self) -> Option<Scope> {
        self.scopes.pop()
    }

    pub(super) fn put_back(&mut self, aside: Option<Scope>) {
        self.scopes.extend(aside);
    }

    /// The name of a source in SQL.
    pub(super) fn made(&mut self, source: Element<'_>) -> String {
        match source {
            Element::Derived(derived) => quoted(derived.name),
            Element::Table(TableRef { table, alias: None }) => table.sql.to_owned(),
            Element::Table(TableRef { alias: Some(Alias(AliasName::Named(name))), .. }) => quoted(name),
            Element::Table(TableRef { table, alias: Some(Alias(AliasName::Numbered(id))) }) => {
                let place = self.place(id);
                if let Some(name) = &self.numbered[place].1 {
                    return name.clone();
                }
                let name = self.free_name(table.name);
                self.numbered[place].1 = Some(name.clone());
                name
            }
        }
    }

    fn place(&mut self, id: u32) -> usize {
        match self.numbered.iter().position(|(known, _)| *known == id) {
            Some(place) => place,
            None => {
                self.numbered.push((id, None));
                self.numbered.len() - 1
            }
        }
    }

    /// Words for an alias in a key: equal for queries that differ in nothing but which number it has.
    pub(super) fn number(&mut self, alias: Option<Alias>) -> [usize; 2] {
        match alias {
            None => [0, 0],
            Some(Alias(AliasName::Named(name))) => [name.as_ptr() as usize, name.len()],
            Some(Alias(AliasName::Numbered(id))) => [1, self.place(id)],
        }
    }

    /// A name that the statement has not got yet: `users_1`.
    pub(super) fn free_name(&mut self, base: &str) -> String {
        let mut number = 1;
        loop {
            let name = quoted(&format!("{base}_{number}"));
            if !self.taken.contains(&name) {
                self.taken.push(name.clone());
                return name;
            }
            number += 1;
        }
    }

    /// What a table's columns are reached by: the name, and the element that goes by it.
    pub(super) fn find(&self, table: TableRef) -> Option<(&str, &Source)> {
        let known = self.scopes.iter().rev().flat_map(|scope| &scope.known);
        let mut held = known.filter(|known| known.source.element().holds(table));
        held.next().map(|known| (known.name.as_str(), &known.source))
    }

    pub(super) fn has(&self, source: Element<'_>) -> bool {
        self.scopes.iter().any(|scope| scope.known.iter().any(|known| known.source.element().is(source)))
    }

    /// The error for a column of what the query does not select from: SQLAlchemy would add the table silently, and multiply
    /// the rows.
    #[cold]
    pub(super) fn unknown(&self, column: ColumnRef) -> Error {
        let source = Element::table(column.table, column.alias);
        let name = source.shown();
        let models = self.scopes.last().map(|scope| scope.models.as_slice()).unwrap_or_default();
        let known = self.scopes.last().map(|scope| scope.known.as_slice()).unwrap_or_default();
        let along = models.iter().find_map(|(model, alias)| {
            let leads = |info: &&crate::schema::RelationshipInfo| std::ptr::eq(info.target.table, column.table);
            model.relationships.iter().find(leads).map(|info| (model.name, info.name, alias.is_some()))
        });
        let under_alias = known.iter().find_map(|known| match (&known.source, column.alias) {
            (Source::Table(other), None) if std::ptr::eq(other.table, column.table) => {
                Some(known.source.element().shown())
            }
            _ => None,
        });
        let advice = match (under_alias, along, column.alias) {
            _ if self.writes && self.scopes.is_empty() => {
                "a row of values has no columns, and `insert(columns, select(...))` inserts what a query selects".to_owned()
            }
            _ if self.writes && !self.scopes.iter().any(|scope| scope.joins) => {
                "the statement writes to one table, and others are asked for by `.any(...)` or `.has(...)` of a relationship, \
                 `exists(...)`, `.in_(select(...))`, or a `.scalar_subquery()`"
                    .to_owned()
            }
            (Some(alias), ..) if alias != column.table.name => {
                format!("it selects from the alias \"{alias}\": use that one's columns")
            }
            (Some(_), ..) => "it selects from an alias of it: use that one's columns".to_owned(),
            (None, Some((model, relationship, false)), None) => {
                format!("join it by `.join({model}::{relationship})`")
            }
            (None, Some((model, relationship, false)), Some(_)) => {
                format!("join it by `.join({model}::{relationship}.to(&alias))`")
            }
            _ => "join it by `.join(...)`, or select from it by `.select_from(...)`".to_owned(),
        };
        invalid(format!(
            "the column {name}.{} is used, but \"{name}\" is not among what the query selects from: {advice}",
            column.table.columns[column.index].name
        ))
    }
}
