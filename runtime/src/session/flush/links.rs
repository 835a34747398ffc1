//! The rows of tables between: planned from the links that changed, and sent.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::{
    broken::is_broken,
    emit::list_params,
    step::{Links, Severed, Step},
};
use crate::{
    Dialect, Error, ErrorKind, Result, ValueRef,
    driver::{Batch, Executed, Param},
    model::PassiveDeletes,
    session::{
        Place, Session,
        associations::{Associations, Change, Pair},
        stores::Stores,
    },
    sql,
    table::Table,
};

/// Plans the rows between: those of deleted objects go with one statement, then those of links taken away, and new ones
/// come last, each in the order of the changes.
pub(super) fn steps(stores: &Stores, associations: &Associations) -> Vec<Step> {
    let severed = severed(stores);
    let goes = |table: &'static Table, key: usize, place: Place| {
        severed.iter().any(|it| std::ptr::eq(it.table, table) && it.key == key && it.owners.contains(&place))
    };
    let is_deleted = |place: &Place| stores.get(place.store).head().metas[place.slot as usize].deleted;
    let mut changed: Vec<_> = associations.iter().collect();
    changed.sort_by_key(|it| it.table.name);
    let links = |change: Change, stays: &dyn Fn(&'static Table, [usize; 2], &Pair) -> bool| -> Vec<Links> {
        let of = |it: &&crate::session::associations::Association| {
            let (table, sides) = (it.table, it.sides);
            let pairs: Vec<Pair> = it.pairs(change).into_iter().filter(|pair| stays(table, sides, pair)).collect();
            (!pairs.is_empty()).then_some(Links { table, sides, pairs })
        };
        changed.iter().filter_map(of).collect()
    };
    let unlinks = links(Change::Unlink, &|table, sides, pair| {
        !is_broken("links") && !sides.iter().zip(pair).any(|(&side, &place)| goes(table, side, place))
    });
    let inserts = links(Change::Link, &|_, _, pair| !pair.iter().any(is_deleted));
    let mut steps: Vec<Step> = severed.into_iter().map(Step::Sever).collect();
    steps.extend(unlinks.into_iter().map(Step::Unlink));
    steps.extend(inserts.into_iter().map(Step::Link));
    steps
}

fn severed(stores: &Stores) -> Vec<Severed> {
    let mut severed: Vec<Severed> = Vec::new();
    for (store, any) in stores.iter() {
        let head = any.head();
        if head.deleted.is_empty() {
            continue;
        }
        let mut slots: Vec<u32> =
            head.deleted.iter().copied().filter(|&slot| head.metas[slot as usize].deleted).collect();
        slots.sort_by(|&a, &b| any.compare_keys(a, b));
        slots.dedup();
        for info in any.info().relationships {
            let Some(through) = &info.through else { continue };
            let known = severed.iter().any(|it| std::ptr::eq(it.table, through.table) && it.key == through.local);
            if !known && !slots.is_empty() && info.passive_deletes == PassiveDeletes::No {
                let owners = slots.iter().map(|&slot| Place { store, slot }).collect();
                severed.push(Severed { table: through.table, key: through.local, owners });
            }
        }
    }
    severed.sort_by_key(|it| (it.table.name, it.key));
    severed
}

impl Session {
    pub(super) fn send_links(&mut self, links: &Links) -> Result<()> {
        let (table, dialect) = (links.table, self.engine.dialect());
        let columns = columns(links);
        let connection = self.connection.as_mut().ok_or_else(super::emit::no_transaction)?;
        let mut rows = Rows { stores: &self.stores, links, columns: &columns, matched: 0 };
        let inserted = if dialect == Dialect::Sqlite {
            connection.execute_batch(&sql::insert(table, &columns, &[], dialect), &mut rows)?;
            rows.matched
        } else if links.pairs.len() == 1 {
            let mut params = Vec::new();
            rows.bind(0, &mut params);
            connection.execute_params(&sql::insert(table, &columns, &[], dialect), &params)?
        } else {
            let lists = rows.lists();
            let sensitive = columns.iter().map(|&column| table.columns[column].sensitive);
            connection.execute_params(&sql::insert_many(table, &columns, &[]), &list_params(&lists, sensitive))?
        };
        self.check_links(links, inserted, "inserted")
    }

    pub(super) fn send_unlinks(&mut self, links: &Links) -> Result<()> {
        let (table, dialect) = (links.table, self.engine.dialect());
        let columns = columns(links);
        let connection = self.connection.as_mut().ok_or_else(super::emit::no_transaction)?;
        let mut rows = Rows { stores: &self.stores, links, columns: &columns, matched: 0 };
        let deleted = if dialect == Dialect::Sqlite {
            connection.execute_batch(&sql::delete_by_values(table, &columns, dialect), &mut rows)?;
            rows.matched
        } else if links.pairs.len() == 1 {
            let mut params = Vec::new();
            rows.bind(0, &mut params);
            connection.execute_params(&sql::delete_by_values(table, &columns, dialect), &params)?
        } else {
            let lists = rows.lists();
            let sensitive = columns.iter().map(|&column| table.columns[column].sensitive);
            connection
                .execute_params(&sql::delete_by_lists(table, &columns, dialect), &list_params(&lists, sensitive))?
        };
        self.check_links(links, deleted, "deleted")
    }

    pub(super) fn send_severed(&mut self, severed: &Severed) -> Result<()> {
        let (table, dialect) = (severed.table, self.engine.dialect());
        let key = &table.foreign_keys[severed.key];
        let connection = self.connection.as_mut().ok_or_else(super::emit::no_transaction)?;
        let value = |place: &Place, column: usize| self.stores.get(place.store).base_value(place.slot, column);
        let lists: Vec<Vec<ValueRef<'_>>> = key
            .target_columns
            .iter()
            .map(|&column| severed.owners.iter().map(|place| value(place, column)).collect())
            .collect();
        let sensitive = |part: usize| table.columns[key.columns[part]].sensitive;
        if severed.owners.len() == 1 {
            let params: Vec<Param<'_>> = lists
                .iter()
                .enumerate()
                .map(|(part, list)| Param { value: list[0], sensitive: sensitive(part) })
                .collect();
            connection.execute_params(&sql::delete_by_values(table, key.columns, dialect), &params)?;
        } else {
            let params = list_params(&lists, (0..key.columns.len()).map(sensitive));
            connection.execute_params(&sql::delete_by_lists(table, key.columns, dialect), &params)?;
        }
        Ok(())
    }

    fn check_links(&self, links: &Links, rows: u64, done: &str) -> Result<()> {
        if rows == links.pairs.len() as u64 {
            return Ok(());
        }
        const NAMED: usize = 3;
        let shown = |place: &Place| self.stores.get(place.store).shown(place.slot);
        let pairs = links.pairs.iter().take(NAMED).map(|[one, other]| format!("{} to {}", shown(one), shown(other)));
        let mut pairs = pairs.collect::<Vec<_>>().join(", ");
        if links.pairs.len() > NAMED {
            pairs.push_str(", ...");
        }
        Err(Error::new(
            ErrorKind::StaleData,
            format!(
                "{rows} of {} links in \"{}\" could be {done}: someone else has changed the others since they were read, \
                 or they were never there: {pairs}. Roll back, and read the collection again",
                links.pairs.len(),
                links.table.name
            ),
        ))
    }
}

/// The columns of both foreign keys: each once, where they share some.
fn columns(links: &Links) -> Vec<usize> {
    let keys = links.sides.map(|side| links.table.foreign_keys[side].columns);
    let mut seen: HashSet<usize, RandomState> = HashSet::default();
    keys.concat().into_iter().filter(|&column| seen.insert(column)).collect()
}

struct Rows<'a> {
    stores: &'a Stores,
    links: &'a Links,
    columns: &'a [usize],
    matched: u64,
}

impl Rows<'_> {
    fn value(&self, pair: &Pair, column: usize) -> ValueRef<'_> {
        let found = self.links.sides.iter().zip(pair).find_map(|(&side, place)| {
            let key = &self.links.table.foreign_keys[side];
            let part = key.columns.iter().position(|&it| it == column)?;
            Some(self.stores.get(place.store).value(place.slot, key.target_columns[part]))
        });
        found.unwrap_or(ValueRef::Null)
    }

    fn lists(&self) -> Vec<Vec<ValueRef<'_>>> {
        let list = |&column: &usize| self.links.pairs.iter().map(|pair| self.value(pair, column)).collect();
        self.columns.iter().map(list).collect()
    }
}

impl Batch for Rows<'_> {
    fn len(&self) -> usize {
        self.links.pairs.len()
    }

    fn bind<'a>(&'a self, index: usize, params: &mut Vec<Param<'a>>) {
        for &column in self.columns {
            let value = self.value(&self.links.pairs[index], column);
            params.push(Param { value, sensitive: self.links.table.columns[column].sensitive });
        }
    }

    fn done(&mut self, _: usize, executed: Executed) -> Result<()> {
        self.matched += executed.rows;
        Ok(())
    }
}
