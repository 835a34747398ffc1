//! Loading relationships: never one object at a time where a result handed out many.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::{
    Result, Value, ValueRef,
    driver::Param,
    model::{RelationshipInfo, RelationshipKind, Through},
    query::run::reader::Handed,
    session::{Place, Session, associations::Change, find::find_by, head::State, store::Absorb},
    sql,
    table::Table,
};

/// How many objects one statement serves at most.
pub(super) const CHUNK: usize = 500;

impl Session {
    pub(super) fn load_collections(
        &mut self,
        store: usize,
        owners: &[u32],
        number: usize,
        info: &'static RelationshipInfo,
    ) -> Result<()> {
        let members = match &info.through {
            Some(through) => self.load_links(store, owners, info, through)?,
            None => self.load_children(store, owners, info)?,
        };
        self.keep_members(store, owners, number, info, members);
        Ok(())
    }

    /// Members of a collection that the database does not know of: those that were appended while it was not loaded, and
    /// those of the list that is read anew which no flush has written.
    pub(crate) fn unwritten(&self, owner: Place, number: usize, info: &RelationshipInfo) -> Vec<u32> {
        let head = self.stores.get(owner.store).head();
        let key = (owner.slot, number);
        let mut unwritten = head.queued.get(&key).cloned().unwrap_or_default();
        if let Some(expired) = head.collections.get(&key) {
            let store = info.target.id.get();
            let metas = &self.stores.get(store).head().metas;
            unwritten.extend(expired.members.iter().copied().filter(|&slot| match &info.through {
                Some(through) => {
                    !self.associations.is_empty()
                        && self.associations.change(through, owner, Place { store, slot }) == Some(Change::Link)
                }
                None => metas[slot as usize].state == State::Pending || metas[slot as usize].touched,
            }));
        }
        unwritten
    }

    /// Loads the children of some objects: a list for each.
    fn load_children(
        &mut self,
        store: usize,
        owners: &[u32],
        info: &'static RelationshipInfo,
    ) -> Result<Vec<Vec<u32>>> {
        let found = self.load_rows(store, owners, info)?;
        Ok(self.members_by_keys(store, owners, info, found))
    }

    /// Which of the children belong to each of the objects.
    pub(super) fn members_by_keys(
        &self,
        store: usize,
        owners: &[u32],
        info: &'static RelationshipInfo,
        found: Vec<u32>,
    ) -> Vec<Vec<u32>> {
        let owner_store = self.stores.get(store);
        let target = self.stores.get(info.target.id.get());
        let position = positions(owners);
        let mut sizes = vec![0; owners.len()];
        let mut last = None;
        // The owner of each, and a second one of few.
        let mut seconds = Vec::new();
        let mut placed: Vec<Option<usize>> = Vec::with_capacity(found.len());
        for &slot in &found {
            // Where the child belongs is what memory says: it may have been edited since its row was written. It stays
            // in the list of the owner that its row names, to which expiring it would bring it back.
            let value = |part: usize| target.value(slot, info.target_columns[part]);
            // Those of one owner often follow each other.
            let of_last = |&at: &usize| {
                let owned = |part: usize| owner_store.value(owners[at], info.columns[part]);
                (0..info.columns.len()).all(|part| value(part).same(owned(part)))
            };
            let at =
                last.filter(of_last).or_else(|| find_by(owner_store, info.columns, &mut { value }).and_then(&position));
            placed.push(at);
            if let Some(at) = at {
                sizes[at] += 1;
                last = Some(at);
            }
            if target.head().metas[slot as usize].touched {
                let value = |part: usize| target.base_value(slot, info.target_columns[part]);
                let before = find_by(owner_store, info.columns, &mut { value }).and_then(&position);
                seconds.extend(before.filter(|_| before != at).map(|before| (before, slot)));
            }
        }
        let mut members: Vec<Vec<u32>> = sizes.into_iter().map(Vec::with_capacity).collect();
        let mut seconds = seconds.into_iter().peekable();
        for (slot, at) in found.into_iter().zip(placed) {
            if let Some(at) = at {
                members[at].push(slot);
            }
            if let Some((before, _)) = seconds.next_if(|&(_, second)| second == slot) {
                members[before].push(slot);
            }
        }
        members
    }

    /// The object and those after it in the result that handed it out, which a lazy load serves with it.
    pub(super) fn batch(&self, place: Place, lacks: impl Fn(&Self, Place) -> bool) -> Vec<u32> {
        let meta = &self.stores.get(place.store).head().metas[place.slot as usize];
        let mut slots = vec![place.slot];
        let mut seen: HashSet<u32, RandomState> = slots.iter().copied().collect();
        for &slot in self.results.from(meta.result, meta.position) {
            if slots.len() == CHUNK {
                break;
            }
            if self.results_agree(place.store, slot, meta.result)
                && lacks(self, Place { store: place.store, slot })
                && seen.insert(slot)
            {
                slots.push(slot);
            }
        }
        slots
    }

    /// Whether the slot still holds the object that the result handed out.
    fn results_agree(&self, store: usize, slot: u32, result: u32) -> bool {
        self.stores.get(store).head().metas[slot as usize].result == result
    }

    /// Loads the rows of a relationship's target that belong to any of the objects, and gives their slots in the order
    /// of the rows.
    pub(super) fn load_rows(
        &mut self,
        store: usize,
        slots: &[u32],
        info: &'static RelationshipInfo,
    ) -> Result<Vec<u32>> {
        let keys = match info.kind {
            RelationshipKind::BelongsTo => self.keys(store, &self.distinct(store, slots, info.columns), info.columns),
            _ => self.keys(store, slots, info.columns),
        };
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let (table, columns) = (info.target.table, info.target_columns);
        let mut text = match keys.is_single() {
            true => sql::select_by_values(table, columns, self.engine.dialect()),
            false => sql::select_by_lists(table, columns, self.engine.dialect()),
        };
        sql::order_by(&mut text, table, info.order_by);
        let lists = keys.lists();
        let params = keys.params(&lists, table, columns);
        let target = info.target.id.get();
        let mut found = Vec::new();
        let (connection, context) = self.reading()?;
        let mut absorb =
            Absorb { undo: context.undo, epoch: context.epoch, store: target, populates: context.populates };
        let store = context.stores.get_mut(target);
        let result = connection.query_params(&text, &params, &mut |row| {
            found.push(store.absorb_row(&mut absorb, row, 0)?);
            Ok(())
        });
        self.after_reading(result)?;
        // What is loaded together is walked together: the relatives of these are loaded in batches too.
        if found.len() > 1 {
            self.register_results(vec![Handed { store: target, slots: found.clone() }]);
        }
        Ok(found)
    }

    /// Loads the objects that are linked to some objects by a table between: a list for each.
    fn load_links(
        &mut self,
        store: usize,
        owners: &[u32],
        info: &'static RelationshipInfo,
        through: &Through,
    ) -> Result<Vec<Vec<u32>>> {
        let keys = self.keys(store, owners, info.columns);
        if keys.is_empty() {
            return Ok(vec![Vec::new(); owners.len()]);
        }
        let (between, local) = (through.table, &through.table.foreign_keys[through.local]);
        let single = keys.is_single();
        let mut text =
            sql::select_linked(info.target.table, info.target_columns, through, single, self.engine.dialect());
        sql::order_by(&mut text, info.target.table, info.order_by);
        let lists = keys.lists();
        let params = keys.params(&lists, between, local.columns);
        let target = info.target.id.get();
        let width = info.target.table.columns.len();
        let mut found = Vec::new();
        let mut found_owners: Vec<Value> = Vec::new();
        let (connection, context) = self.reading()?;
        let mut absorb =
            Absorb { undo: context.undo, epoch: context.epoch, store: target, populates: context.populates };
        let targets = context.stores.get_mut(target);
        let result = connection.query_params(&text, &params, &mut |row| {
            found.push(targets.absorb_row(&mut absorb, row, 0)?);
            if !single {
                for part in 0..local.columns.len() {
                    found_owners.push(row.value(width + part)?.to_value());
                }
            }
            Ok(())
        });
        self.after_reading(result)?;
        let members = match single {
            true => {
                // One owner, whose key no row repeats.
                let one = Place { store, slot: keys.slots[0] };
                let mut members = vec![Vec::new(); owners.len()];
                if let Some(at) = positions(owners)(one.slot) {
                    members[at] = found.clone();
                    members[at].retain(|&slot| !self.is_unlinked(through, one, Place { store: target, slot }));
                }
                members
            }
            false => self.members_by_links(store, owners, info, through, &found, &found_owners),
        };
        if found.len() > 1 {
            self.register_results(vec![Handed { store: target, slots: found }]);
        }
        Ok(members)
    }

    /// Which of the objects found are linked to each of the owners, whose keys stand beside them.
    pub(super) fn members_by_links(
        &self,
        store: usize,
        owners: &[u32],
        info: &'static RelationshipInfo,
        through: &Through,
        found: &[u32],
        found_owners: &[Value],
    ) -> Vec<Vec<u32>> {
        let local = &through.table.foreign_keys[through.local];
        let target = info.target.id.get();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); owners.len()];
        let owner_store = self.stores.get(store);
        let position = positions(owners);
        for (&slot, key) in found.iter().zip(found_owners.chunks(local.columns.len().max(1))) {
            let owner = find_by(owner_store, info.columns, &mut |part| {
                let column = local.target_columns.iter().position(|&column| column == info.columns[part]);
                column.map_or(ValueRef::Null, |column| key[column].as_ref())
            });
            let Some((owner, at)) = owner.and_then(|owner| Some((owner, position(owner)?))) else { continue };
            if !self.is_unlinked(through, Place { store, slot: owner }, Place { store: target, slot }) {
                members[at].push(slot);
            }
        }
        members
    }

    /// Whether the link between two objects is to be deleted by the next flush.
    fn is_unlinked(&self, through: &Through, owner: Place, member: Place) -> bool {
        !self.associations.is_empty() && self.associations.change(through, owner, member) == Some(Change::Unlink)
    }

    /// Many objects refer to the same few: one of those that hold the same number or text is enough to ask for it.
    fn distinct(&self, store: usize, slots: &[u32], columns: &[usize]) -> Vec<u32> {
        let mut slots = slots.to_vec();
        let any = self.stores.get(store);
        if let &[column] = columns {
            let mut numbers: HashSet<i64, RandomState> = HashSet::default();
            let mut texts: HashSet<&str, RandomState> = HashSet::default();
            slots.retain(|&slot| match any.value(slot, column) {
                ValueRef::I16(number) => numbers.insert(number.into()),
                ValueRef::I32(number) => numbers.insert(number.into()),
                ValueRef::I64(number) => numbers.insert(number),
                ValueRef::Text(text) => texts.insert(text),
                _ => true,
            });
        }
        slots
    }

    /// What some objects hold in some columns, without those that hold NULL there.
    fn keys(&self, store: usize, slots: &[u32], columns: &[usize]) -> Keys {
        let any = self.stores.get(store);
        let complete = |&&slot: &&u32| columns.iter().all(|&column| !any.value(slot, column).is_null());
        let slots: Vec<u32> = slots.iter().filter(complete).copied().collect();
        let list = |&column: &usize| slots.iter().map(|&slot| any.value(slot, column).to_value()).collect();
        Keys { columns: columns.iter().map(list).collect(), slots }
    }
}

/// Where each of some slots is among them.
fn positions(slots: &[u32]) -> impl Fn(u32) -> Option<usize> {
    // Objects that a result handed out mostly lie one after the other, and need no map.
    let (first, count) = (slots.first().copied().unwrap_or_default(), slots.len());
    let in_a_row = slots.iter().zip(first..).all(|(&slot, next)| slot == next);
    let pairs = slots.iter().enumerate().map(|(position, &slot)| (slot, position));
    let positions: HashMap<u32, usize, RandomState> = if in_a_row { HashMap::default() } else { pairs.collect() };
    move |slot| match in_a_row {
        true => slot.checked_sub(first).map(|at| at as usize).filter(|&at| at < count),
        false => positions.get(&slot).copied(),
    }
}

/// The keys that a statement loads by: a list of values for each column.
struct Keys {
    slots: Vec<u32>,
    columns: Vec<Vec<Value>>,
}

impl Keys {
    fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    fn is_single(&self) -> bool {
        self.slots.len() == 1
    }

    fn lists(&self) -> Vec<Vec<ValueRef<'_>>> {
        self.columns.iter().map(|list| list.iter().map(Value::as_ref).collect()).collect()
    }

    /// The parameters, compared with those columns of a table.
    fn params<'a>(&self, lists: &'a [Vec<ValueRef<'a>>], table: &Table, columns: &[usize]) -> Vec<Param<'a>> {
        let param = |(list, &column): (&'a Vec<ValueRef<'a>>, &usize)| Param {
            value: if self.is_single() { list[0] } else { ValueRef::List(list) },
            sensitive: table.columns[column].sensitive,
        };
        lists.iter().zip(columns).map(param).collect()
    }
}
