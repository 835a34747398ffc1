//! A model without its type: what generated code says of it, and what a session does with its objects.

use std::{
    any::Any,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use crate::{
    Result, Row, Value, ValueRef,
    driver::Param,
    hooks::Hooks,
    repr::Repr,
    session::{
        head::{Head, State},
        undo::Undo,
    },
    table::{Table, TableColumn},
};

/// A model: the table it maps, its relationships, and how to make a store for its objects.
#[derive(Debug)]
pub struct ModelInfo {
    /// The name of the struct.
    pub name: &'static str,
    /// The table it maps.
    pub table: &'static Table,
    /// Its relationships, in the order of the schema file.
    pub relationships: &'static [RelationshipInfo],
    /// What is called around the rows that a flush writes.
    pub hooks: Hooks,
    /// Makes an empty store.
    pub store: fn(u64) -> Box<dyn AnyStore>,
    /// Its number in this process.
    pub id: ModelId,
}

impl ModelInfo {
    /// A key as an error shows it, `id=1`; what is sensitive is not shown.
    pub(crate) fn key_text<'v>(&self, value: impl Fn(usize) -> ValueRef<'v>) -> String {
        let part = |&column: &usize| match &self.table.columns[column] {
            TableColumn { field, sensitive: true, .. } => format!("{field}=***"),
            TableColumn { field, .. } => format!("{field}={}", Repr(value(column))),
        };
        self.table.primary_key.iter().map(part).collect::<Vec<_>>().join(", ")
    }

    /// An object as it is displayed, and its key where that does not say it.
    #[cold]
    pub(crate) fn shown<'v>(&self, display: String, value: impl Fn(usize) -> ValueRef<'v>) -> String {
        if self.table.primary_key.iter().any(|&column| value(column).is_null()) {
            return display;
        }
        let key = self.key_text(value);
        let says = |end: &str| ["(", ", "].iter().any(|start| display.contains(&format!("{start}{key}{end}")));
        if says(")") || says(",") { display } else { format!("{display} ({key})") }
    }
}

/// What a process keeps for a model: a number, given at first use, by which a session finds the model's store; and
/// statement texts, made at first use from the model's description.
#[derive(Debug)]
pub struct ModelId {
    number: AtomicU32,
    /// The SELECT by key, for each dialect.
    pub(crate) select_by_key: [OnceLock<String>; 2],
}

impl ModelId {
    /// A number not given yet.
    #[allow(clippy::new_without_default, reason = "a constant, for statics only")]
    pub const fn new() -> Self {
        ModelId { number: AtomicU32::new(0), select_by_key: [OnceLock::new(), OnceLock::new()] }
    }

    pub(crate) fn get(&self) -> usize {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let mut id = self.number.load(Ordering::Relaxed);
        if id == 0 {
            let fresh = NEXT.fetch_add(1, Ordering::Relaxed);
            id = match self.number.compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => fresh,
                Err(other) => other,
            };
        }
        id as usize - 1
    }
}

/// A relationship of a model.
#[derive(Debug)]
pub struct RelationshipInfo {
    /// Its name in Rust.
    pub name: &'static str,
    /// Which way the foreign key points, and whether there is one object or many.
    pub kind: RelationshipKind,
    /// The other model.
    pub target: &'static ModelInfo,
    /// Columns of this model's table, paired with `target_columns`.
    pub columns: &'static [usize],
    /// Columns of the target's table, paired with `columns`.
    pub target_columns: &'static [usize],
    /// The relationship of the target that is this one seen from there.
    pub inverse: Option<usize>,
    /// The order of a collection: columns of the target, and whether descending.
    pub order_by: &'static [(usize, bool)],
    /// What follows from this side to the other.
    pub cascade: Cascades,
    /// How it is loaded where a query says nothing.
    pub lazy: Lazy,
    /// Whether deleting leaves the other side to the database.
    pub passive_deletes: PassiveDeletes,
    /// The table between, for many-to-many.
    pub through: Option<Through>,
}

/// The table between the two sides of a many-to-many.
#[derive(Clone, Copy, Debug)]
pub struct Through {
    /// The table.
    pub table: &'static Table,
    /// The number of its foreign key to this model's table.
    pub local: usize,
    /// The number of its foreign key to the target's table.
    pub remote: usize,
}

/// What may follow along a relationship, in SQLAlchemy's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Cascade {
    /// Adding one adds the other: always so here, where an object enters a session with its relatives or by itself.
    SaveUpdate = 1,
    /// Merging one merges the other.
    Merge = 2,
    /// Expiring or refreshing one does so with the other.
    RefreshExpire = 4,
    /// Taking one out takes the other out.
    Expunge = 8,
    /// Deleting one deletes the other.
    Delete = 16,
    /// Taking one from its parent deletes it.
    DeleteOrphan = 32,
}

/// A set of [`Cascade`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Cascades(u8);

impl Cascades {
    /// What a relationship has where the schema says nothing: save-update and merge.
    pub const DEFAULT: Cascades = Cascades::of(&[Cascade::SaveUpdate, Cascade::Merge]);

    /// The set of these.
    pub const fn of(cascades: &[Cascade]) -> Self {
        let mut bits = 0;
        let mut index = 0;
        while index < cascades.len() {
            bits |= cascades[index] as u8;
            index += 1;
        }
        Cascades(bits)
    }

    /// Whether it is in the set.
    pub const fn has(self, cascade: Cascade) -> bool {
        self.0 & cascade as u8 != 0
    }
}

impl std::fmt::Debug for Cascades {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use Cascade::{Delete, DeleteOrphan, Expunge, Merge, RefreshExpire, SaveUpdate};
        let all = [SaveUpdate, Merge, RefreshExpire, Expunge, Delete, DeleteOrphan];
        f.debug_set().entries(all.into_iter().filter(|&cascade| self.has(cascade))).finish()
    }
}

/// How a relationship is loaded where a query says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lazy {
    /// When it is first followed.
    Select,
    /// With its owner, by a join.
    Joined,
    /// With its owner, by a second statement with the owners' keys.
    Selectin,
    /// With its owner, by a second statement with the owners' query.
    Subquery,
    /// Following it where it is not loaded is an error.
    Raise,
    /// Following it where that takes a statement is an error.
    RaiseOnSql,
    /// It is queried and appended to, and never loaded.
    WriteOnly,
}

/// Whether deleting an owner leaves the other side to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassiveDeletes {
    /// What is not loaded is loaded for it.
    No,
    /// What is not loaded is left to the database.
    Yes,
    /// Everything is left to the database.
    All,
}

/// The kinds of relationships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RelationshipKind {
    /// This model's table holds the foreign key.
    BelongsTo,
    /// The target's table holds the foreign key: many objects there.
    HasMany,
    /// The target's table holds the foreign key: at most one object there.
    HasOne,
    /// A table between holds a foreign key to each side.
    ManyToMany,
}

/// What a session does with objects whose type it does not know.
///
/// Implemented by [`Store`](crate::Store), which is what generated code names.
#[allow(private_interfaces, reason = "generated code names the store and calls nothing of the trait")]
pub trait AnyStore: Any + Send {
    #[doc(hidden)]
    fn info(&self) -> &'static ModelInfo;
    #[doc(hidden)]
    fn value(&self, slot: u32, column: usize) -> ValueRef<'_>;
    /// What the column held when the object was last read or flushed.
    #[doc(hidden)]
    fn base_value(&self, slot: u32, column: usize) -> ValueRef<'_>;
    /// Adds the values of some columns as parameters.
    #[doc(hidden)]
    fn bind<'a>(&'a self, slot: u32, columns: &[usize], params: &mut Vec<Param<'a>>);
    /// The same for what they held when the object was last read or flushed.
    #[doc(hidden)]
    fn bind_base<'a>(&'a self, slot: u32, columns: &[usize], params: &mut Vec<Param<'a>>);
    /// Makes room for that many more keys in the identity map.
    #[doc(hidden)]
    fn reserve_keys(&mut self, keys: usize);
    /// Adds the columns that differ from the base.
    #[doc(hidden)]
    fn changed(&self, slot: u32, columns: &mut Vec<usize>);
    /// The quick answer, for a new object, to what `flush::check::insert` asks in detail:
    /// whether nothing is empty that must be filled, and nothing too long.
    #[doc(hidden)]
    fn is_sound(&self, slot: u32) -> bool;
    #[doc(hidden)]
    fn assign(&mut self, slot: u32, column: usize, value: Value) -> Result<()>;
    /// Writes a column of the base, where the object has one.
    #[doc(hidden)]
    fn assign_base(&mut self, slot: u32, column: usize, value: Value) -> Result<()>;
    /// A copy of what the object was when it was last read or flushed.
    #[doc(hidden)]
    fn copy_base(&self, slot: u32) -> Option<Box<dyn Any + Send>>;
    /// Makes sure that the object has a base.
    #[doc(hidden)]
    fn keep_base(&mut self, slot: u32);
    /// Forgets the base, which is what the object was before it was edited; gives it to the undo log.
    #[doc(hidden)]
    fn take_base(&mut self, slot: u32) -> Option<Box<dyn Any + Send>>;
    /// Gives the object the base of another one, whose row it takes over.
    #[doc(hidden)]
    fn inherit(&mut self, slot: u32, from: u32);
    /// Puts an old value back, and the identity map with it.
    #[doc(hidden)]
    fn restore(&mut self, slot: u32, old: Box<dyn Any + Send>);
    /// Enters the object's key in the identity map; the slot that holds the key already, if another does.
    #[doc(hidden)]
    fn index(&mut self, slot: u32) -> Result<Option<u32>>;
    /// Takes the object's key out of the identity map.
    #[doc(hidden)]
    fn unindex(&mut self, slot: u32);
    /// The slot of the object with that key.
    #[doc(hidden)]
    fn find<'a>(&self, value: &mut dyn FnMut(usize) -> ValueRef<'a>) -> Option<u32>;
    /// The order of two objects by their keys.
    #[doc(hidden)]
    fn compare_keys(&self, a: u32, b: u32) -> std::cmp::Ordering;
    /// The object in JSON.
    #[cfg(feature = "serde")]
    #[doc(hidden)]
    fn json(&self, slot: u32) -> serde_json::Result<serde_json::Value>;
    #[doc(hidden)]
    fn display(&self, slot: u32) -> String;
    /// Drops the object and ends its handles.
    #[doc(hidden)]
    fn vacate(&mut self, slot: u32);
    /// Drops every object and ends all handles.
    #[doc(hidden)]
    fn clear(&mut self);
    /// Reads a row: finds the object that it is, or makes one.
    #[doc(hidden)]
    fn absorb_row(&mut self, absorb: &mut Absorb<'_>, row: &Row<'_>, at: usize) -> Result<u32>;
    /// Has an object hold values that its row was given past it; edits that were not flushed stay, and are guarded.
    #[doc(hidden)]
    fn rewrite(&mut self, absorb: &mut Absorb<'_>, slot: u32, values: &[(usize, Value)]) -> Result<()>;
    #[doc(hidden)]
    fn head(&self) -> &Head;
    #[doc(hidden)]
    fn head_mut(&mut self) -> &mut Head;
}

impl dyn AnyStore {
    /// An object leaves with its transaction, and can be taken out until the next one ends.
    pub(crate) fn leave(&mut self, slot: u32) {
        self.forget(slot);
        // What has no row has no base, though it may have taken over that of another.
        self.take_base(slot);
        let head = self.head_mut();
        head.metas[slot as usize].state = State::Transient;
        head.left.push(slot);
    }

    /// An object as an error shows it: as it is displayed, and its key where that does not say it.
    #[cold]
    pub(crate) fn shown(&self, slot: u32) -> String {
        self.info().shown(self.display(slot), |column| self.base_value(slot, column))
    }

    /// Drops the links and collections of an object that leaves.
    pub(crate) fn forget(&mut self, slot: u32) {
        let info = self.info();
        let head = self.head_mut();
        head.forced.remove(&slot);
        for number in 0..info.table.foreign_keys.len() {
            head.links.remove(&(slot, number));
        }
        for number in 0..info.relationships.len() {
            head.collections.remove(&(slot, number));
            head.queued.remove(&(slot, number));
        }
    }
}

/// What reading rows into a store takes from the session.
#[derive(Debug)]
pub struct Absorb<'s> {
    pub(crate) undo: &'s mut Undo,
    pub(crate) epoch: u32,
    pub(crate) store: usize,
    /// Whether rows overwrite objects that are here, edits and all.
    pub(crate) populates: bool,
}
