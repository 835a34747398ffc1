//! Validation: what a model says of its own values before a flush writes anything.

use std::{borrow::Cow, fmt, marker::PhantomData};

use crate::{Column, Error, Model, Result};

/// What a model demands of its objects beyond types, lengths and NOT NULL: written by hand where the schema says
/// `validate = true` at the model.
///
/// A flush asks every object that it is about to insert or update, after the `before_` hooks and before anything is
/// sent. What all of them find fault with is one error of [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), which leaves
/// the session as it was, to be mended and flushed again. Plain CRUD (`User::insert`) and bulk functions do not ask:
/// [`validate`] does.
///
/// ```
/// # mod models { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/golden/tutorial/mod.rs")); }
/// # use models::User;
/// use aludel::{ErrorKind, Validate, ValidationErrors};
///
/// impl Validate for User {
///     fn validate(&self, errors: &mut ValidationErrors<Self>) {
///         if self.name.is_empty() {
///             errors.add(User::name, "must not be empty");
///         }
///         if self.name == self.fullname {
///             errors.add_object("has one name for both");
///         }
///     }
/// }
///
/// let error = aludel::validate(&User::new().name("").fullname("").password("x").build()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Invalid);
/// let fields: Vec<_> = error.validation_errors().iter().map(|error| (error.field(), error.message())).collect();
/// assert_eq!(fields, [(Some("name"), "must not be empty"), (None, "has one name for both")]);
/// ```
#[diagnostic::on_unimplemented(
    message = "the schema says `validate = true` for `{Self}`, and how it is validated is not written",
    label = "`impl aludel::Validate for {Self}` is missing",
    note = "write `impl aludel::Validate for {Self}`, or take `validate = true` out of the schema"
)]
pub trait Validate: Model {
    /// Adds what is wrong with the object.
    fn validate(&self, errors: &mut ValidationErrors<Self>);
}

/// What [`Validate::validate`] finds fault with, in one object of the model `M`.
#[derive(Debug)]
pub struct ValidationErrors<M> {
    found: Vec<(Option<usize>, String)>,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> ValidationErrors<M> {
    /// What the column holds is not valid: `errors.add(User::name, "must not be empty")`.
    pub fn add<T, N>(&mut self, column: Column<M, T, N>, message: impl Into<String>) {
        self.found.push((Some(column.column.index), message.into()));
    }

    /// The object as a whole is not valid: columns do not fit each other.
    pub fn add_object(&mut self, message: impl Into<String>) {
        self.found.push((None, message.into()));
    }

    /// Whether nothing is wrong so far.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

/// Asks one object, in a session or not. A flush does so by itself.
///
/// # Errors
/// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) with everything that is wrong.
pub fn validate<M: Validate>(object: &M) -> Result<()> {
    let mut errors = Vec::new();
    ask(object, &mut errors);
    if errors.is_empty() { Ok(()) } else { Err(Error::invalid("this object is not valid", errors)) }
}

pub(crate) fn ask<M: Validate>(object: &M, errors: &mut Vec<ValidationError>) {
    let mut of_this = ValidationErrors { found: Vec::new(), marker: PhantomData };
    object.validate(&mut of_this);
    let info = M::info();
    errors.extend(of_this.found.into_iter().map(|(column, message)| ValidationError {
        model: info.name,
        object: Some(info.shown(object.to_string(), |column| object.value(column))),
        field: column.map(|column| Cow::Borrowed(info.table.columns[column].field)),
        message,
    }));
}

/// One thing that is not valid, as [`Error::validation_errors`](crate::Error::validation_errors) lists them.
///
/// With the feature `serde` it is serialized as `{"model": "User", "field": "name", "message": "must not be empty"}`;
/// `field` is null where it is about the object as a whole.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ValidationError {
    pub(crate) model: &'static str,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) object: Option<String>,
    pub(crate) field: Option<Cow<'static, str>>,
    pub(crate) message: String,
}

impl ValidationError {
    /// The name of the model.
    pub fn model(&self) -> &'static str {
        self.model
    }

    /// The object as it is displayed, with its key where it has one; `None` where there is none, in a patch.
    pub fn object(&self) -> Option<&str> {
        self.object.as_deref()
    }

    /// The name of the field, as in Rust and in JSON; `None` where the object as a whole is not valid.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.model)?;
        if let Some(field) = &self.field {
            // Of a patch from outside it may be any text.
            write!(f, ".{}", field.escape_debug())?;
        }
        write!(f, ": {}", self.message)?;
        match &self.object {
            Some(object) => write!(f, " ({object})"),
            None => Ok(()),
        }
    }
}
