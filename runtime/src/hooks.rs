//! Hooks: what a model does around each row of its own that a flush writes, and how generated code names it.

use std::mem;

use crate::{Model, Result, Session, Validate, ValidationError, validate};

/// Called for a new object before a flush inserts its row: `hooks = ["before_insert"]` at the model in the schema.
///
/// What it sets is inserted, a NOT NULL column that was still empty included. It runs before anything is sent, on a copy
/// that takes the object's place when it returns, so that a panic in it loses nothing; `session` can be read from, and
/// shows every object as it is without the hook's edits. No round trip.
///
/// # Errors
/// An error ends the flush: nothing was sent, and the session is as it was, without what other hooks had set.
/// [`Error::other`](crate::Error::other) makes one of any text.
///
/// ```
/// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/golden/tutorial/mod.rs")); }
/// # use models::User;
/// use aludel::{BeforeInsert, Error, Result, Session};
///
/// impl BeforeInsert for User {
///     fn before_insert(&mut self, _: &Session) -> Result<()> {
///         if self.password == "123456" {
///             return Err(Error::other(format!("{self} would be no secret")));
///         }
///         self.name = self.name.to_lowercase();
///         Ok(())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the schema lists the hook \"before_insert\" for `{Self}`, and it is not written",
    label = "`impl aludel::BeforeInsert for {Self}` is missing",
    note = "write `impl aludel::BeforeInsert for {Self}`, or take the hook out of the schema"
)]
pub trait BeforeInsert: Model {
    /// Sees the object, and may edit it.
    ///
    /// # Errors
    /// Whatever is to end the flush.
    fn before_insert(&mut self, session: &Session) -> Result<()>;
}

/// Called for an object when a flush has inserted its row: `hooks = ["after_insert"]`.
///
/// It runs when the flush has written everything, in the transaction that is still open: keys and what else the
/// database made are there. No round trip.
///
/// # Errors
/// An error fails the flush as one of the database does: it is rolled back, and the session asks for `rollback()`.
#[diagnostic::on_unimplemented(
    message = "the schema lists the hook \"after_insert\" for `{Self}`, and it is not written",
    label = "`impl aludel::AfterInsert for {Self}` is missing",
    note = "write `impl aludel::AfterInsert for {Self}`, or take the hook out of the schema"
)]
pub trait AfterInsert: Model {
    /// Sees the object as it was written.
    ///
    /// # Errors
    /// Whatever is to fail the flush.
    fn after_insert(&self, session: &Session) -> Result<()>;
}

/// Called for an object before a flush updates its row: `hooks = ["before_update"]`.
///
/// Only where a column differs from what was last read or flushed (SQLAlchemy calls it for every object that was
/// touched). Otherwise as [`BeforeInsert`].
#[diagnostic::on_unimplemented(
    message = "the schema lists the hook \"before_update\" for `{Self}`, and it is not written",
    label = "`impl aludel::BeforeUpdate for {Self}` is missing",
    note = "write `impl aludel::BeforeUpdate for {Self}`, or take the hook out of the schema"
)]
pub trait BeforeUpdate: Model {
    /// Sees the object, and may edit it.
    ///
    /// # Errors
    /// Whatever is to end the flush.
    fn before_update(&mut self, session: &Session) -> Result<()>;
}

/// Called for an object when a flush has updated its row: `hooks = ["after_update"]`. As [`AfterInsert`].
#[diagnostic::on_unimplemented(
    message = "the schema lists the hook \"after_update\" for `{Self}`, and it is not written",
    label = "`impl aludel::AfterUpdate for {Self}` is missing",
    note = "write `impl aludel::AfterUpdate for {Self}`, or take the hook out of the schema"
)]
pub trait AfterUpdate: Model {
    /// Sees the object as it was written.
    ///
    /// # Errors
    /// Whatever is to fail the flush.
    fn after_update(&self, session: &Session) -> Result<()>;
}

/// Called for an object before a flush deletes its row: `hooks = ["before_delete"]`.
///
/// Also for what is deleted as an orphan or by a cascade of the session; not for what the database deletes by itself.
/// The object is not written any more, so that it cannot be edited. Otherwise as [`BeforeInsert`].
#[diagnostic::on_unimplemented(
    message = "the schema lists the hook \"before_delete\" for `{Self}`, and it is not written",
    label = "`impl aludel::BeforeDelete for {Self}` is missing",
    note = "write `impl aludel::BeforeDelete for {Self}`, or take the hook out of the schema"
)]
pub trait BeforeDelete: Model {
    /// Sees the object, with edits that will not be written.
    ///
    /// # Errors
    /// Whatever is to end the flush.
    fn before_delete(&self, session: &Session) -> Result<()>;
}

/// Called for an object when a flush has deleted its row: `hooks = ["after_delete"]`. As [`AfterInsert`].
#[diagnostic::on_unimplemented(
    message = "the schema lists the hook \"after_delete\" for `{Self}`, and it is not written",
    label = "`impl aludel::AfterDelete for {Self}` is missing",
    note = "write `impl aludel::AfterDelete for {Self}`, or take the hook out of the schema"
)]
pub trait AfterDelete: Model {
    /// Sees the object as it was last read or flushed.
    ///
    /// # Errors
    /// Whatever is to fail the flush.
    fn after_delete(&self, session: &Session) -> Result<()>;
}

/// The hooks of a model and its validation, without its type: what `hooks!` makes.
#[derive(Clone, Copy, Debug)]
pub struct Hooks {
    pub(crate) before_insert: Option<Edit>,
    pub(crate) before_update: Option<Edit>,
    pub(crate) before_delete: Option<Look>,
    pub(crate) after_insert: Option<Look>,
    pub(crate) after_update: Option<Look>,
    pub(crate) after_delete: Option<Look>,
    pub(crate) validate: Option<Check>,
}

/// Runs a hook that may edit the object in a slot; how to undo that, where it did.
pub(crate) type Edit = fn(&mut Session, u32) -> Result<Option<PutBack>>;
/// Runs a hook that looks at the object in a slot.
pub(crate) type Look = fn(&Session, u32) -> Result<()>;
/// Asks the object in a slot what is wrong with it.
pub(crate) type Check = fn(&Session, u32, &mut Vec<ValidationError>);
/// Undoes what a hook edited.
pub(crate) type PutBack = Box<dyn FnOnce(&mut Session) + Send>;

impl Hooks {
    /// What a model has where the schema says nothing.
    pub const NONE: Hooks = Hooks {
        before_insert: None,
        before_update: None,
        before_delete: None,
        after_insert: None,
        after_update: None,
        after_delete: None,
        validate: None,
    };

    /// Whether there is anything to do before a flush.
    pub(crate) fn has_any(&self) -> bool {
        let edits = self.before_insert.is_some() || self.before_update.is_some();
        edits || self.before_delete.is_some() || self.validate.is_some()
    }

    /// The same, and [`BeforeInsert`].
    pub const fn before_insert<M: BeforeInsert>(self) -> Self {
        Hooks { before_insert: Some(|session, slot| edit(session, slot, M::before_insert)), ..self }
    }

    /// The same, and [`AfterInsert`].
    pub const fn after_insert<M: AfterInsert>(self) -> Self {
        Hooks { after_insert: Some(|session, slot| look(session, slot, M::after_insert)), ..self }
    }

    /// The same, and [`BeforeUpdate`].
    pub const fn before_update<M: BeforeUpdate>(self) -> Self {
        Hooks { before_update: Some(|session, slot| edit(session, slot, M::before_update)), ..self }
    }

    /// The same, and [`AfterUpdate`].
    pub const fn after_update<M: AfterUpdate>(self) -> Self {
        Hooks { after_update: Some(|session, slot| look(session, slot, M::after_update)), ..self }
    }

    /// The same, and [`BeforeDelete`].
    pub const fn before_delete<M: BeforeDelete>(self) -> Self {
        Hooks { before_delete: Some(|session, slot| look(session, slot, M::before_delete)), ..self }
    }

    /// The same, and [`AfterDelete`].
    pub const fn after_delete<M: AfterDelete>(self) -> Self {
        Hooks { after_delete: Some(|session, slot| look(session, slot, M::after_delete)), ..self }
    }

    /// The same, and [`Validate`].
    pub const fn validate<M: Validate>(self) -> Self {
        Hooks { validate: Some(check::<M>), ..self }
    }
}

/// The hooks of a model, and `validate` where it validates: `aludel::hooks!(super::User: before_insert, validate)`.
#[doc(hidden)]
#[macro_export]
macro_rules! hooks {
    ($model:ty: $($hook:ident),+ $(,)?) => {
        $crate::schema::Hooks::NONE$(.$hook::<$model>())+
    };
}

fn object<M: Model>(session: &Session, slot: u32) -> Option<&M> {
    session.stores.typed::<M>()?.object(slot)
}

fn edit<M: Model>(
    session: &mut Session,
    slot: u32,
    hook: fn(&mut M, &Session) -> Result<()>,
) -> Result<Option<PutBack>> {
    let Some(mut edited) = object::<M>(session, slot).cloned() else { return Ok(None) };
    hook(&mut edited, session)?;
    let Some(object) = session.hooked::<M>(slot) else { return Ok(None) };
    let mut columns = Vec::new();
    edited.changed(object, &mut columns);
    if columns.is_empty() {
        return Ok(None);
    }
    let before = mem::replace(object, edited);
    Ok(Some(Box::new(move |session| {
        if let Some(object) = session.hooked::<M>(slot) {
            *object = before;
        }
    })))
}

fn look<M: Model>(session: &Session, slot: u32, hook: fn(&M, &Session) -> Result<()>) -> Result<()> {
    object::<M>(session, slot).map_or(Ok(()), |object| hook(object, session))
}

fn check<M: Validate>(session: &Session, slot: u32, errors: &mut Vec<ValidationError>) {
    if let Some(object) = object::<M>(session, slot) {
        validate::ask(object, errors);
    }
}
