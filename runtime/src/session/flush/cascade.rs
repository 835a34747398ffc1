//! What follows from deletions and lost parents, worked out before anything is written.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::broken::is_broken;
use crate::{
    Error, ErrorKind, Result,
    error::Violation,
    model::{Cascade, PassiveDeletes, RelationshipInfo, RelationshipKind},
    session::{Place, Session, find::find_by, head::State, relate::foreign_key, store::AnyStore},
    table::{Action, Table},
};

/// What deleting an object does to those that refer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// They are deleted too: all of them, or those that memory knows.
    Delete { all: bool },
    /// Their foreign key becomes NULL: that of all, or of those that memory knows.
    Nullify { all: bool },
    /// It is refused where memory knows one; otherwise the database says.
    Refuse,
    /// The database sees to it.
    Leave,
}

/// A relationship of a model that is deleted, and some objects of it.
struct Deleted<'a> {
    store: usize,
    owners: &'a [u32],
    number: usize,
    info: &'static RelationshipInfo,
}

impl Session {
    /// Marks what is deleted with the objects that are marked, and what has lost its only parent; leaves foreign keys
    /// empty whose target goes. Loads what must be known for it.
    pub(super) fn cascade(&mut self) -> Result<()> {
        let mut wave = self.orphans();
        for &place in &wave {
            self.mark_deleted(place);
        }
        wave = self.marked();
        let mut refusals: Vec<(Place, usize, Place)> = Vec::new();
        while !wave.is_empty() {
            let mut next = Vec::new();
            let stores: HashSet<usize, RandomState> = wave.iter().map(|place| place.store).collect();
            let mut stores: Vec<usize> = stores.into_iter().collect();
            stores.sort_unstable();
            for store in stores {
                let owners: Vec<u32> =
                    wave.iter().filter(|place| place.store == store).map(|place| place.slot).collect();
                let info = self.stores.get(store).info();
                for (number, info) in info.relationships.iter().enumerate() {
                    self.stores.ensure(info.target);
                    let deleted = Deleted { store, owners: &owners, number, info };
                    self.follow(&deleted, &mut next, &mut refusals)?;
                }
            }
            wave = next;
        }
        self.refuse(&refusals)
    }

    /// Persistent objects that a relationship with `delete-orphan` has let go: their foreign key held a parent when they
    /// were read, and is empty now.
    fn orphans(&self) -> Vec<Place> {
        let mut orphans = Vec::new();
        if is_broken("orphans") {
            return orphans;
        }
        for (store, any) in self.stores.iter() {
            let head = any.head();
            let table = any.info().table;
            for &slot in &head.touched {
                let meta = &head.metas[slot as usize];
                if !meta.touched || meta.deleted || meta.state != State::Persistent {
                    continue;
                }
                let lost = table.foreign_keys.iter().enumerate().any(|(number, key)| {
                    key.columns.iter().any(|&column| any.value(slot, column).is_null())
                        && !key.columns.iter().any(|&column| any.base_value(slot, column).is_null())
                        && self.stores.linked(Place { store, slot }, number).is_none()
                        && self.deletes_orphans(table, key.columns)
                });
                if lost {
                    orphans.push(Place { store, slot });
                }
            }
        }
        orphans
    }

    /// Whether a relationship that a foreign key stands behind says `delete-orphan`.
    fn deletes_orphans(&self, table: &'static Table, columns: &[usize]) -> bool {
        let says = |info: &RelationshipInfo| {
            std::ptr::eq(info.target.table, table)
                && info.target_columns == columns
                && matches!(info.kind, RelationshipKind::HasMany | RelationshipKind::HasOne)
                && info.cascade.has(Cascade::DeleteOrphan)
        };
        // The parent's model is known by an object of it, or from the child's own side.
        self.stores.iter().any(|(_, store)| {
            let own = store.info();
            own.relationships.iter().any(says)
                || (std::ptr::eq(own.table, table)
                    && own.relationships.iter().any(|info| {
                        info.kind == RelationshipKind::BelongsTo && info.target.relationships.iter().any(says)
                    }))
        })
    }

    fn marked(&self) -> Vec<Place> {
        let mut marked = Vec::new();
        for (store, any) in self.stores.iter() {
            let head = any.head();
            let mut slots: Vec<u32> =
                head.deleted.iter().copied().filter(|&slot| head.metas[slot as usize].deleted).collect();
            slots.sort_unstable();
            slots.dedup();
            marked.extend(slots.into_iter().map(|slot| Place { store, slot }));
        }
        marked
    }

    fn follow(
        &mut self,
        deleted: &Deleted<'_>,
        next: &mut Vec<Place>,
        refusals: &mut Vec<(Place, usize, Place)>,
    ) -> Result<()> {
        let info = deleted.info;
        let target = info.target.id.get();
        let rule = match info.kind {
            // The rows between are seen to by the plan; the other side stays, unless the schema says `delete`.
            RelationshipKind::BelongsTo | RelationshipKind::ManyToMany => {
                match info.cascade.has(Cascade::Delete) && info.passive_deletes != PassiveDeletes::All {
                    true => Rule::Delete { all: info.passive_deletes == PassiveDeletes::No },
                    false => Rule::Leave,
                }
            }
            RelationshipKind::HasMany | RelationshipKind::HasOne => rule(info),
        };
        if rule == Rule::Leave {
            return Ok(());
        }
        if info.kind != RelationshipKind::BelongsTo {
            for &slot in deleted.owners {
                self.know_as_read(Place { store: deleted.store, slot }, info.columns);
            }
        }
        if matches!(rule, Rule::Delete { all: true } | Rule::Nullify { all: true }) {
            // Whoever deletes will write: what is read first is read in the transaction that does.
            self.begin_writing()?;
            self.load_all(self.stores.get(deleted.store).info(), deleted.owners, deleted.number)?;
        }
        for (owner, slot) in self.known(deleted) {
            let (owner, member) = (Place { store: deleted.store, slot: owner }, Place { store: target, slot });
            match rule {
                Rule::Delete { .. } => match self.state(member) {
                    State::Pending => {
                        let (leaving, along) = self.taken_along(member);
                        self.mark_leaving(leaving);
                        next.extend(along.into_iter().filter(|&below| self.mark_deleted(below)));
                    }
                    _ if self.mark_deleted(member) => next.push(member),
                    _ => {}
                },
                Rule::Nullify { .. } => {
                    if !self.stores.get(target).head().metas[slot as usize].deleted
                        && let Some(key) = foreign_key(info.target.table, info.target_columns)
                    {
                        self.note_columns(member, info.target.table.foreign_keys[key].columns);
                        self.disconnect(member, key);
                    }
                }
                Rule::Refuse => refusals.push((owner, deleted.number, member)),
                Rule::Leave => {}
            }
        }
        Ok(())
    }

    /// The owners and members of a relationship that memory knows: those of loaded collections, and new or edited
    /// objects that refer to an owner.
    fn known(&self, deleted: &Deleted<'_>) -> Vec<(u32, u32)> {
        let Deleted { store, owners, number, info } = *deleted;
        let mut known = Vec::new();
        if info.kind == RelationshipKind::BelongsTo {
            let parent = |&slot: &u32| Some((slot, self.parent_in_memory(Place { store, slot }, info)??));
            known.extend(owners.iter().filter_map(parent));
            return known;
        }
        let collections = &self.stores.get(store).head().collections;
        for &owner in owners {
            // An expired collection is as good as none: its members may have gone elsewhere.
            if collections.get(&(owner, number)).is_none_or(|it| it.epoch != self.epoch) {
                continue;
            }
            known.extend(self.members(Place { store, slot: owner }, number, info).map(|member| (owner, member)));
        }
        let Some(key) = foreign_key(info.target.table, info.target_columns) else { return known };
        if info.kind == RelationshipKind::ManyToMany {
            return known;
        }
        let target = info.target.id.get();
        let any = self.stores.get(target);
        let of: HashSet<u32, RandomState> = owners.iter().copied().collect();
        let (head, owner_store) = (any.head(), self.stores.get(store));
        let touched = head.touched.iter().copied().filter(|&slot| head.metas[slot as usize].touched);
        for slot in head.new_ones().chain(touched) {
            let linked = self.stores.linked(Place { store: target, slot }, key).map(|parent| parent.slot);
            let value = |part: usize| any.value(slot, info.target_columns[part]);
            let owner = linked.or_else(|| find_by(owner_store, info.columns, &mut { value }));
            let new = head.metas[slot as usize].state == State::Pending
                || info
                    .target_columns
                    .iter()
                    .any(|&column| !any.value(slot, column).same(any.base_value(slot, column)));
            // Who was given a key that goes from the owner to another refers to that one.
            let to_another = |&owner: &u32| new && linked.is_none() && key_goes_on(owner_store, owner, info.columns);
            if let Some(owner) = owner.filter(|owner| of.contains(owner) && !to_another(owner)) {
                known.push((owner, slot));
            }
        }
        let mut seen: HashSet<(u32, u32), RandomState> = HashSet::default();
        known.retain(|&pair| seen.insert(pair));
        known
    }

    /// Refuses a deletion where a member that may not be without its owner stays.
    fn refuse(&self, refusals: &[(Place, usize, Place)]) -> Result<()> {
        let stays = |member: &Place| !self.stores.get(member.store).head().metas[member.slot as usize].deleted;
        let Some(&(owner, number, member)) = refusals.iter().find(|(_, _, member)| stays(member)) else {
            return Ok(());
        };
        let (owners, members) = (self.stores.get(owner.store), self.stores.get(member.store));
        let (model, info) = (owners.info().name, &owners.info().relationships[number]);
        Err(Error::new(
            ErrorKind::Integrity,
            format!(
                "{} cannot be deleted while {} is in `{model}::{}`: delete that too, give it another {model}, or have \
                 the relationship `cascade = \"all, delete-orphan\"`",
                owners.shown(owner.slot),
                members.shown(member.slot),
                info.name
            ),
        )
        .with_violation(Violation::ForeignKey))
    }
}

/// Whether another object of the flush takes the values of these columns.
fn key_goes_on(store: &dyn AnyStore, owner: u32, columns: &[usize]) -> bool {
    let head = store.head();
    let takes = |&slot: &u32| {
        let meta = &head.metas[slot as usize];
        slot != owner
            && !meta.deleted
            && (meta.state == State::Pending || meta.touched)
            && columns.iter().all(|&column| store.value(slot, column).same(store.base_value(owner, column)))
    };
    head.pending.iter().chain(&head.touched).any(takes)
}

/// What the schema says, or what follows from it.
fn rule(info: &RelationshipInfo) -> Rule {
    let table = info.target.table;
    let Some(key) = foreign_key(table, info.target_columns).map(|number| &table.foreign_keys[number]) else {
        return Rule::Leave;
    };
    if info.passive_deletes == PassiveDeletes::All {
        return Rule::Leave;
    }
    let all = info.passive_deletes == PassiveDeletes::No;
    if info.cascade.has(Cascade::Delete) {
        return Rule::Delete { all };
    }
    // A key of the child cannot be NULL.
    let can_be_null = key.columns.iter().any(|&column| table.columns[column].nullable);
    match key.on_delete {
        Action::Cascade => Rule::Delete { all: false },
        Action::Restrict => Rule::Refuse,
        Action::SetNull if can_be_null => Rule::Nullify { all: false },
        Action::SetDefault => Rule::Leave,
        _ if can_be_null => Rule::Nullify { all },
        _ => Rule::Refuse,
    }
}
