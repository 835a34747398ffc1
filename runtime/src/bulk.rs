//! Many rows at once, beside the unit of work: `insert_many`, `update_many`, `delete_many` and `upsert` of every model.
//!
//! A session writes what it tracks in batches already. What is here is for rows that nobody needs to track: imports,
//! synchronisation, clearing up. Objects go from an iterator to the database, a chunk at a time, in the fastest way that
//! the database has: PostgreSQL's COPY and array statements, one prepared statement on SQLite.
//!
//! ```
//! # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/golden/tutorial/mod.rs")); }
//! # use models::{Keyword, User};
//! # use aludel::{Engine, ErrorKind, Result};
//! # fn main() -> Result<()> {
//! # let engine = Engine::new("sqlite://")?;
//! # models::metadata().create_all(&engine)?;
//! let mut connection = engine.connect()?;
//! let users = (0..1_000).map(|n| User::new().name(format!("user{n}")).fullname("A User").password("secret"));
//!
//! // How many; or the objects, with the keys that the database gave them.
//! assert_eq!(User::insert_many(users).execute(&mut connection)?, 1_000);
//! let mut two = User::insert_many(["ed", "wendy"].map(|name| User::new().name(name).fullname("").password("x")))
//!     .returning(&mut connection)?;
//! assert_eq!(two[1].id, Some(1_002));
//!
//! // Whole structs, or chosen columns.
//! two.iter_mut().for_each(|user| user.fullname = user.name.to_uppercase());
//! assert_eq!(User::update_many(&two).set(User::fullname).execute(&mut connection)?, 2);
//! assert_eq!(User::find(&mut connection, 1_001)?.map(|ed| ed.fullname), Some("ED".to_owned()));
//!
//! // Rows that may be there already, known by a unique constraint.
//! let keywords = ["rust", "sql", "rust"].map(|word| Keyword::new().keyword(word));
//! let keywords = Keyword::upsert(keywords).on_conflict(Keyword::keyword).returning(&mut connection)?;
//! assert_eq!(keywords[0].id, keywords[2].id);
//!
//! assert_eq!(User::delete_many([1_001, 1_002, 5_000]).execute(&mut connection)?, 2);
//! let gone = User::update_many(&two).execute(&mut connection).unwrap_err();
//! assert_eq!(gone.kind(), ErrorKind::StaleData);
//! # Ok(())
//! # }
//! ```
//!
//! # What it is given
//!
//! Objects, finished builders that bring no relatives, and references to objects ([`IntoObject`]); for `delete_many` keys.
//! The iterator may be lazy: it is asked for the next chunk, of up to 5 000 rows or 4 MiB of text, when the one before it
//! is written, and only `returning` keeps what was written. Rows go out in the order in which they come; those that follow
//! each other and leave the same columns to the database are one statement.
//!
//! # Whole or not at all
//!
//! Without an open transaction the work is a transaction of its own, in one it is a savepoint of its own: an error undoes
//! all of it and nothing else. An object that cannot be written is refused before its chunk is sent, by its index. So does
//! an error that the progress callback returns:
//!
//! ```
//! # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/golden/tutorial/mod.rs")); }
//! # use models::{Keyword, User};
//! # use aludel::{Engine, ErrorKind, Result};
//! # fn main() -> Result<()> {
//! # let engine = Engine::new("sqlite://")?;
//! # models::metadata().create_all(&engine)?;
//! let words = (0..12_000).map(|n| Keyword::new().keyword(if n == 9_000 { "x".repeat(51) } else { n.to_string() }));
//! let error = Keyword::insert_many(words)
//!     .progress(|done, of| {
//!         println!("{done} of {of:?}");
//!         Ok(())
//!     })
//!     .execute(&engine)
//!     .unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Data);
//! assert!(error.to_string().starts_with("the Keyword at index 9000 cannot be written: Keyword.keyword holds at most 50"));
//! assert_eq!(Keyword::all(&engine)?, []);
//! # Ok(())
//! # }
//! ```
//!
//! # In a session
//!
//! `execute(&mut session)` flushes first, where the session does so before queries, and writes in its transaction: rows are
//! committed and rolled back with it. Nothing is tracked that was not before, and no cascade, hook or validation runs, as
//! SQLAlchemy's bulk operations have it. Objects that the session has follow: those whose rows `update_many` wrote are
//! expired, those whose rows `delete_many` deleted are deleted, after an upsert every object of the model is expired, and
//! loaded collections of the model's objects are read again. What the database itself does to other rows (ON DELETE
//! CASCADE, triggers) a session does not see.
//!
//! ```
//! # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/golden/tutorial/mod.rs")); }
//! # use models::{Address, User};
//! # use aludel::{Engine, Result, Session};
//! # fn main() -> Result<()> {
//! # let engine = Engine::new("sqlite://")?;
//! # models::metadata().create_all(&engine)?;
//! let mut session = Session::new(&engine);
//! let ed = session.add(User::new().name("ed").fullname("Ed Jones").password("x"));
//! session.flush()?;
//! let id = session[ed].id;
//! let addresses = (0..100).map(move |n| Address::new().email_address(format!("{n}@example.com")).user_id(id));
//! assert_eq!(Address::insert_many(addresses).execute(&mut session)?, 100);
//! assert_eq!(session.related(ed, User::addresses)?.len(), 100);
//! session.commit()?;
//! # Ok(())
//! # }
//! ```

mod columns;
mod delete;
pub(crate) mod destination;
mod insert;
mod keys;
pub(crate) mod rows;
mod shape;
mod update;
mod upsert;
pub(crate) mod work;

pub use crate::Columns;
pub use delete::DeleteMany;
pub use destination::Destination;
pub use insert::InsertMany;
pub use update::UpdateMany;
pub use upsert::Upsert;

use std::{borrow::Cow, fmt};

use crate::{Model, SameModel, Writable};

/// What can be written in bulk: an object, a finished builder that brings no relatives, a reference to an object.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an object, a reference to one, or a finished draft of one",
    label = "not an object or a draft",
    note = "an object that a session tracks is written by `session.commit()`"
)]
pub trait IntoObject {
    /// The model.
    type Model: Model;

    /// The object, or a reference to it.
    #[doc(hidden)]
    fn into_object<'o>(self) -> Cow<'o, Self::Model>
    where
        Self: 'o;
}

/// An [`IntoObject`] of the model `M`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an object, a reference to one, or a finished draft of one",
    label = "not an object or a draft",
    note = "an object that a session tracks is written by `session.commit()`"
)]
pub trait IntoObjectOf<M: Model>: IntoObject<Model: SameModel<M>> {}

impl<M: Model, O: IntoObject<Model: SameModel<M>>> IntoObjectOf<M> for O {}

impl<M: Writable> IntoObject for &M {
    type Model = M;

    fn into_object<'o>(self) -> Cow<'o, M>
    where
        Self: 'o,
    {
        Cow::Borrowed(self)
    }
}

macro_rules! debug {
    ($($name:ident),*) => { $(
        impl<M: Model> fmt::Debug for $name<'_, M> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).field("model", &M::info().name).finish_non_exhaustive()
            }
        }
    )* };
}

debug!(InsertMany, UpdateMany, Upsert, DeleteMany);
