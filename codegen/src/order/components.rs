//! Which tables refer to each other in a circle: Tarjan's strongly connected components, without recursion, so that a
//! long chain of tables is no deeper than a short one.

use crate::model::database::Table;

const UNSEEN: usize = usize::MAX;

/// For each table the number of its component. Tables of one circle have one number; numbers are without gaps.
pub(super) fn find(tables: &[Table]) -> Vec<usize> {
    let mut search = Search {
        tables,
        entered: vec![UNSEEN; tables.len()],
        lowest: vec![0; tables.len()],
        component: vec![UNSEEN; tables.len()],
        open: Vec::new(),
        clock: 0,
        components: 0,
    };
    for table in 0..tables.len() {
        if search.entered[table] == UNSEEN {
            search.from(table);
        }
    }
    search.component
}

struct Search<'a> {
    tables: &'a [Table],
    /// When the table was first seen.
    entered: Vec<usize>,
    /// The earliest table, by that time, that can be reached from it and is still open.
    lowest: Vec<usize>,
    component: Vec<usize>,
    /// Tables seen whose component is not yet known.
    open: Vec<usize>,
    clock: usize,
    components: usize,
}

impl Search<'_> {
    fn from(&mut self, root: usize) {
        let tables = self.tables;
        self.enter(root);
        let mut path = vec![(root, 0)]; // a table, and which of its foreign keys is next
        while let Some((table, next)) = path.pop() {
            if let Some(key) = tables[table].foreign_keys.get(next) {
                path.push((table, next + 1));
                if self.entered[key.table] == UNSEEN {
                    self.enter(key.table);
                    path.push((key.table, 0));
                } else if self.component[key.table] == UNSEEN {
                    self.lowest[table] = self.lowest[table].min(self.entered[key.table]);
                }
            } else {
                self.leave(table);
                if let Some(&(parent, _)) = path.last() {
                    self.lowest[parent] = self.lowest[parent].min(self.lowest[table]);
                }
            }
        }
    }

    fn enter(&mut self, table: usize) {
        self.entered[table] = self.clock;
        self.lowest[table] = self.clock;
        self.clock += 1;
        self.open.push(table);
    }

    /// Closes the component that begins with this table, if one does.
    fn leave(&mut self, table: usize) {
        if self.lowest[table] != self.entered[table] {
            return;
        }
        while let Some(member) = self.open.pop() {
            self.component[member] = self.components;
            if member == table {
                break;
            }
        }
        self.components += 1;
    }
}
