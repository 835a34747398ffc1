//! Loading what a query's options, and the schema's defaults, have loaded with its objects.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::{
    Connection, Result, Value,
    model::{Lazy, ModelInfo, RelationshipInfo, RelationshipKind},
    query::{
        load::{
            eager::{Eager, Hidden, Owner, has_defaults, steps_for},
            gather::Members,
        },
        run::reader::Handed,
        tree::{
            Core, How, Item, ItemKind, Join, JoinKind, Link, Node, Options, Ordering, Source, Step,
            place::{Alias, ColumnRef},
        },
    },
    session::{
        Place, Session,
        associations::Change,
        head::{Collection, State},
        lazy::CHUNK,
        related::write_only,
    },
};

/// What is said of lazy loads of some objects' relationship.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    pub(crate) info: &'static RelationshipInfo,
    pub(crate) raises: bool,
}

impl Session {
    /// Takes in what rows had behind what they select, and loads what is left to be loaded.
    pub(crate) fn load_along(&mut self, eager: &Eager, entities: &[Vec<u32>], members: Vec<Members>) -> Result<()> {
        for (hidden, members) in eager.hidden.iter().zip(&members) {
            let store = hidden.along.info.target.id.get();
            self.stores.ensure(hidden.along.info.target);
            let slots: Vec<u32> = each_once(members.slots());
            if !slots.is_empty() {
                self.register_results(vec![Handed { store, slots }]);
            }
            if hidden.along.info.kind != RelationshipKind::BelongsTo {
                self.take_members(hidden, members);
            }
        }
        let path = |mut owner: Owner| {
            let mut path = eager.path.clone();
            let mut above = Vec::new();
            while let Owner::Hidden(index) = owner {
                above.push(eager.hidden[index].along.owner);
                owner = eager.hidden[index].owner;
            }
            path.extend(above.into_iter().rev());
            path
        };
        for (owner, step) in &eager.after {
            let (info, slots) = match *owner {
                Owner::Entity(index) => (eager.entities[index], entities.get(index).cloned().unwrap_or_default()),
                Owner::Hidden(index) => (eager.hidden[index].along.info.target, members[index].slots().collect()),
            };
            self.load_step(info, &each_once(slots), step, &path(*owner))?;
        }
        Ok(())
    }

    /// Has another session read on this one's connection, in its transaction.
    pub(crate) fn lend_connection<R>(&mut self, work: impl FnOnce(&mut Session) -> Result<R>) -> Result<(Session, R)> {
        self.autoflush()?;
        self.reading()?;
        let mut other = Session::new(&self.engine);
        other.connection = self.connection.take();
        let result = work(&mut other);
        self.connection = other.connection.take();
        let result = self.after_reading(result)?;
        Ok((other, result))
    }

    /// Reads on a connection of someone else's.
    pub(crate) fn borrowing<R>(
        &mut self,
        connection: &mut Connection,
        work: impl FnOnce(&mut Session) -> Result<R>,
    ) -> Result<R> {
        self.connection = Some(connection.lend());
        let result = work(self);
        if let Some(lent) = self.connection.take() {
            *connection = lent;
        }
        result
    }

    /// Gives the connection back, and keeps the objects as they are.
    pub(crate) fn let_connection_go(&mut self) {
        if let Some(mut connection) = self.connection.take()
            && let Err(error) = connection.rollback()
        {
            tracing::debug!(target: "aludel::session", %error, "ending the reading of a graph failed");
        }
    }

    /// What a loaded relationship of an object leads to.
    #[cfg(feature = "serde")]
    pub(crate) fn slots_of(&self, owner: &'static ModelInfo, slot: u32, number: usize) -> Vec<u32> {
        match self.stores.typed_by(owner.relationships[number].target) {
            Some(_) => self.leads_to(owner, &[slot], number),
            None => Vec::new(),
        }
    }

    /// Loads what the schema has loaded with objects that came otherwise than by a query.
    pub(crate) fn load_defaults(
        &mut self,
        info: &'static ModelInfo,
        slots: &[u32],
        path: &[&'static ModelInfo],
    ) -> Result<()> {
        if !has_defaults(info) || slots.is_empty() {
            return Ok(());
        }
        for step in steps_for(info, None, Vec::new(), None, path) {
            self.load_step(info, slots, &step, path)?;
        }
        Ok(())
    }

    /// The same with what a relationship of some objects leads to.
    pub(crate) fn load_defaults_of(&mut self, owner: &'static ModelInfo, slots: &[u32], number: usize) -> Result<()> {
        let info = &owner.relationships[number];
        if !has_defaults(info.target) {
            return Ok(());
        }
        let found = self.leads_to(owner, slots, number);
        self.load_defaults(info.target, &found, &[owner])
    }

    /// What a loaded relationship of some objects leads to.
    fn leads_to(&self, owner: &'static ModelInfo, slots: &[u32], number: usize) -> Vec<u32> {
        let (store, info) = (owner.id.get(), &owner.relationships[number]);
        let mut found = Vec::new();
        for &slot in slots {
            let place = Place { store, slot };
            match info.kind {
                RelationshipKind::BelongsTo => found.extend(self.parent_in_memory(place, info).flatten()),
                _ => found.extend(self.members(place, number, info)),
            }
        }
        each_once(found)
    }

    /// Loads a relationship of objects that are here, and what is loaded with those that it leads to.
    fn load_step(
        &mut self,
        owner: &'static ModelInfo,
        slots: &[u32],
        step: &Step,
        path: &[&'static ModelInfo],
    ) -> Result<()> {
        let (info, number) = (step.along.info, step.number());
        let store = owner.id.get();
        if let How::Raise | How::Lazy = step.how {
            let said = Said { info, raises: step.how == How::Raise };
            self.results.say(&mut self.stores, Handed { store, slots: slots.to_vec() }, said);
            return Ok(());
        }
        if info.lazy == Lazy::WriteOnly && !self.for_reading {
            return Err(write_only(owner, info));
        }
        self.stores.ensure(info.target);
        if self.populating {
            slots.iter().for_each(|&slot| self.forget_collection(Place { store, slot }, number, info));
        }
        let path = [path, &[owner]].concat();
        let then = steps_for(info.target, step.along.to, step.then.clone(), step.others, &path);
        let is_plain = step.condition.is_none()
            && step.order.is_empty()
            && !then.iter().any(|step| matches!(step.how, How::Joined | How::ContainsEager))
            && !(self.populating && info.kind == RelationshipKind::BelongsTo);
        if !is_plain {
            return self.load_by_query(owner, slots, step, path);
        }
        self.load_all(owner, slots, number)?;
        if then.is_empty() {
            return Ok(());
        }
        let found = self.leads_to(owner, slots, number);
        for step in &then {
            self.load_step(info.target, &found, step, &path)?;
        }
        Ok(())
    }

    /// The same by a query of its own, with criteria, an order, and joins of what is loaded further on.
    fn load_by_query(
        &mut self,
        owner: &'static ModelInfo,
        slots: &[u32],
        step: &Step,
        path: Vec<&'static ModelInfo>,
    ) -> Result<()> {
        let (info, number) = (step.along.info, step.number());
        let store = owner.id.get();
        let lacks = |session: &Session, slot: u32| {
            let place = Place { store, slot };
            session.state(place) == State::Persistent && (session.populating || !session.is_here(place, number, info))
        };
        let lacking: Vec<u32> = slots.iter().copied().filter(|&slot| lacks(self, slot)).collect();
        for chunk in lacking.chunks(CHUNK) {
            let core = self.fetching(owner, chunk, step, path.clone());
            let target = info.target;
            let width =
                info.through.as_ref().map_or(0, |through| through.table.foreign_keys[through.local].columns.len());
            let mut found = Vec::new();
            let mut owners: Vec<Value> = Vec::new();
            self.run_core(&core, &mut |reader, row| {
                found.extend(reader.next_untyped(target, row)?);
                for part in 0..width {
                    owners.push(row.value(target.table.columns.len() + part)?.to_value());
                }
                Ok(())
            })?;
            let members = match &info.through {
                _ if info.kind == RelationshipKind::BelongsTo => continue,
                Some(through) => self.members_by_links(store, chunk, info, through, &found, &owners),
                None => self.members_by_keys(store, chunk, info, found),
            };
            self.keep_members(store, chunk, number, info, members);
        }
        Ok(())
    }

    /// The query for what a relationship of some objects leads to.
    fn fetching(&self, owner: &ModelInfo, slots: &[u32], step: &Step, path: Vec<&'static ModelInfo>) -> Core {
        let (info, alias) = (step.along.info, step.along.to);
        let any = self.stores.get(owner.id.get());
        let values = |column: usize| -> Vec<Value> {
            let values = slots.iter().map(|&slot| any.value(slot, column)).filter(|value| !value.is_null());
            values.map(|value| value.to_value()).collect()
        };
        let among = |column: ColumnRef, own: usize| Node::In {
            operand: Box::new(Node::Column(column)),
            list: values(own),
            sensitive: column.table.columns[column.index].sensitive,
            negated: false,
        };
        let of_target = |index| ColumnRef { table: info.target.table, alias, index };
        let mut core = Core {
            items: vec![Item {
                kind: ItemKind::Entity { info: info.target, alias, of: None, optional: false },
                label: None,
            }],
            options: Options { steps: step.then.clone(), others: step.others },
            populate_existing: self.populating,
            path,
            ..Core::default()
        };
        for step in &mut core.options.steps {
            step.along.from = alias;
        }
        match &info.through {
            Some(through) => {
                let between = Alias::numbered();
                let of = |index| ColumnRef { table: through.table, alias: Some(between), index };
                let (local, remote) =
                    (&through.table.foreign_keys[through.local], &through.table.foreign_keys[through.remote]);
                for (&column, &key) in local.columns.iter().zip(local.target_columns) {
                    let kind = ItemKind::Expr { node: Node::Column(of(column)), nullable: false };
                    core.items.push(Item { kind, label: None });
                    core.filters.push(among(of(column), key));
                }
                let equal = |(&column, &key): (&usize, &usize)| Node::Binary {
                    left: Box::new(Node::Column(of_target(key))),
                    operator: "=",
                    right: Box::new(Node::Column(of(column))),
                };
                let mut ties: Vec<Node> = remote.columns.iter().zip(remote.target_columns).map(equal).collect();
                let condition = if ties.len() == 1 { ties.remove(0) } else { Node::And(ties) };
                core.from.push(Source::table(info.target.table, alias));
                let link = Link::On(Source::table(through.table, Some(between)), Some(condition));
                core.joins.push(Join { kind: JoinKind::Inner, link });
            }
            None => {
                for (&own, &column) in info.columns.iter().zip(info.target_columns) {
                    core.filters.push(among(of_target(column), own));
                }
            }
        }
        core.filters.extend(step.condition.clone());
        core.order = match step.order.is_empty() {
            true => {
                let order = info.order_by.iter();
                order.map(|&(index, down)| Ordering::new(Node::Column(of_target(index)), down)).collect()
            }
            false => step.order.clone(),
        };
        core
    }

    /// Takes in the members that a joined collection's rows had.
    fn take_members(&mut self, hidden: &Hidden, members: &Members) {
        let (info, number) = (hidden.along.info, hidden.number);
        let store = hidden.along.owner.id.get();
        let (owners, mut lists) = members.by_owner();
        if let (Some(through), false) = (&info.through, self.associations.is_empty()) {
            let target = info.target.id.get();
            for (&owner, list) in owners.iter().zip(&mut lists) {
                let (owner, place) = (Place { store, slot: owner }, |slot| Place { store: target, slot });
                list.retain(|&slot| self.associations.change(through, owner, place(slot)) != Some(Change::Unlink));
            }
        }
        let (mut lacking, mut kept) = (Vec::new(), Vec::new());
        for (owner, list) in owners.into_iter().zip(lists) {
            let place = Place { store, slot: owner };
            if self.populating {
                self.forget_collection(place, number, info);
            }
            if self.state(place) == State::Persistent && !self.is_here(place, number, info) {
                lacking.push(owner);
                kept.push(list);
            }
        }
        self.keep_members(store, &lacking, number, info, kept);
    }

    /// Makes the lists the collections of their owners, with what no flush has written.
    pub(super) fn keep_members(
        &mut self,
        store: usize,
        owners: &[u32],
        number: usize,
        info: &'static RelationshipInfo,
        members: Vec<Vec<u32>>,
    ) {
        let (epoch, level) = (self.epoch, self.undo.level());
        for (&owner, mut members) in owners.iter().zip(members) {
            let unwritten = self.unwritten(Place { store, slot: owner }, number, info);
            if !unwritten.is_empty() {
                let mut there: HashSet<u32, RandomState> = members.iter().copied().collect();
                members.extend(unwritten.into_iter().filter(|&slot| there.insert(slot)));
            }
            let collection = Collection { epoch, level, members };
            self.stores.get_mut(store).head_mut().collections.insert((owner, number), collection);
        }
    }

    /// Has a collection be loaded anew, but for what no flush has written.
    pub(super) fn forget_collection(&mut self, place: Place, number: usize, info: &RelationshipInfo) {
        let key = (place.slot, number);
        if !self.stores.get(place.store).head().collections.contains_key(&key) {
            return;
        }
        let unwritten = self.unwritten(place, number, info);
        let head = self.stores.get_mut(place.store).head_mut();
        head.collections.remove(&key);
        if !unwritten.is_empty() {
            head.queued.insert(key, unwritten);
        }
    }
}

/// The slots without those that were there before.
fn each_once(slots: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut seen: HashSet<u32, RandomState> = HashSet::default();
    slots.into_iter().filter(|&slot| seen.insert(slot)).collect()
}
