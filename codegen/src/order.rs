//! The order in which tables are made: a table stands behind the tables that its foreign keys refer to.
//!
//! Tables that refer to each other in a circle stand together, in the order of their names, and share a rank. A foreign
//! key of such a circle that leads forward, to a table that is made later, cannot be written into `CREATE TABLE` on
//! PostgreSQL: it is added afterwards.

mod components;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::database::Table;

/// The order of the tables of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Order {
    /// The tables, by index, in the order in which they are made.
    pub tables: Vec<usize>,
    /// For each table its rank: the length of the longest way to a table that refers to no other, where the tables of
    /// a circle count as one. So it is greater than that of every table referred to but for those of the same circle,
    /// and a new table changes the ranks of those alone that come to refer to it.
    pub ranks: Vec<u32>,
    /// For each table its place in `tables`.
    places: Vec<usize>,
}

impl Order {
    /// Whether a foreign key leads to a table that is made after its own.
    pub fn leads_forward(&self, table: usize, target: usize) -> bool {
        self.places[target] > self.places[table]
    }
}

/// Orders tables by their foreign keys: what is referred to first, otherwise by their names, as SQLAlchemy does. So the order
/// is the same however the tables are spread over files.
pub fn order(tables: &[Table]) -> Order {
    let name = |table: usize| (tables[table].schema.as_deref(), tables[table].name.as_str());
    let mut by_name: Vec<usize> = (0..tables.len()).collect();
    by_name.sort_by_key(|&table| name(table));
    let component_of = components::find(tables);
    let count = component_of.iter().max().map_or(0, |last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    for &table in &by_name {
        members[component_of[table]].push(table);
    }

    // The components that wait for a component, and how many each waits for.
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut missing = vec![0_usize; count];
    for (index, table) in tables.iter().enumerate() {
        for key in &table.foreign_keys {
            let (from, to) = (component_of[index], component_of[key.table]);
            if from != to {
                waiting[to].push(from);
                missing[from] += 1;
            }
        }
    }

    let first = |component: usize| Reverse((name(members[component][0]), component));
    let mut ready: BinaryHeap<_> = (0..count).filter(|&component| missing[component] == 0).map(first).collect();
    let mut order = Order { tables: Vec::new(), ranks: vec![0; tables.len()], places: vec![0; tables.len()] };
    let mut ranks = vec![0; count];
    while let Some(Reverse((_, component))) = ready.pop() {
        for &table in &members[component] {
            order.places[table] = order.tables.len();
            order.tables.push(table);
            order.ranks[table] = ranks[component];
        }
        for &waiter in &waiting[component] {
            ranks[waiter] = ranks[waiter].max(ranks[component] + 1);
            missing[waiter] -= 1;
            if missing[waiter] == 0 {
                ready.push(first(waiter));
            }
        }
    }
    views_last(tables, &mut order);
    order
}

/// Views may read every table, and those that they need.
fn views_last(tables: &[Table], order: &mut Order) {
    let (views, mut ordered): (Vec<usize>, Vec<usize>) =
        order.tables.iter().partition(|&&table| tables[table].view.is_some());
    let mut open: Vec<(usize, bool)> = views.into_iter().rev().map(|view| (view, false)).collect();
    while let Some((view, is_ready)) = open.pop() {
        if is_ready {
            ordered.push(view);
        } else if !ordered.contains(&view) && !open.contains(&(view, true)) {
            open.push((view, true));
            let needs = tables[view].view.iter().flat_map(|view| &view.needs);
            open.extend(needs.map(|&needed| (needed, false)));
        }
    }
    for (place, &table) in ordered.iter().enumerate() {
        order.places[table] = place;
    }
    order.tables = ordered;
}
