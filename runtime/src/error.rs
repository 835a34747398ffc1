//! The one error type of the crate: opaque, with a kind, predicates, the statement and a source.

use std::{error, fmt};

use crate::ValidationError;

/// A `Result` whose error is Aludel's.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, as a program tells it apart. The text is for people: see [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A connection URL, or an option in it, cannot be used.
    Url,
    /// The database could not be reached, or the connection broke.
    Connection,
    /// The pool had no connection to give in time, or never can have one.
    PoolTimeout,
    /// A constraint of the database was violated: unique, foreign key, NOT NULL, check.
    Integrity,
    /// A value does not fit: too long, out of range, or not readable as the type of its column.
    Data,
    /// The database refused a statement: a missing table or column, a syntax error, a privilege.
    Programming,
    /// The database could not carry out a statement now: locked, full disk, out of memory, cancelled.
    Operational,
    /// Two transactions got in each other's way: serialization failure, deadlock, busy database.
    Conflict,
    /// A row is not as it was last seen: changed or deleted by someone else.
    StaleData,
    /// `one()` found no row.
    NoResultFound,
    /// `one()` or `one_or_none()` found more than one row.
    MultipleResultsFound,
    /// A NOT NULL column is still empty at flush.
    NotFilled,
    /// A new object has the key of an object that is in the session already.
    IdentityConflict,
    /// New rows, or rows to delete, need each other: no order fits.
    CircularDependency,
    /// The session's flush failed; it asks for `rollback()`.
    PendingRollback,
    /// The handle's object is not in this session.
    NotInSession,
    /// A table of the database lacks what its model needs.
    SchemaMismatch,
    /// The call does not fit the state of what it is called on.
    InvalidRequest,
    /// Values are not valid, by a model's [`Validate`](crate::Validate) or in a [`Patch`](crate::Patch):
    /// [`Error::validation_errors`] lists them.
    Invalid,
    /// An error of the program's own, made by [`Error::other`] in a hook or a closure.
    Other,
}

/// What failed, why, and on which statement.
///
/// Parameters are part of it only where `log_parameters(true)` asked for them, passwords and values of
/// columns marked `sensitive` never.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    statement: Option<String>,
    parameters: Option<String>,
    sqlstate: Option<String>,
    violation: Option<Violation>,
    validation: Vec<ValidationError>,
    retryable: bool,
    /// Of which row of a batch, and of which of its parameters, counted from 0, where that is known.
    place: (Option<usize>, Option<usize>),
    source: Option<Box<dyn error::Error + Send + Sync>>,
}

/// What is added where a database has no table of a name.
pub(crate) const TABLE_MISSING: &str =
    ": `metadata().create_all(&engine)` makes the tables of the models that are missing";

/// Which kind of constraint an [`ErrorKind::Integrity`] error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Violation {
    Unique,
    ForeignKey,
    NotNull,
    Check,
}

impl Error {
    /// An error of the program's own, from a hook or a closure that returns [`Result`]: of [`ErrorKind::Other`], with
    /// the text of `source`, which [`source()`](std::error::Error::source) gives back, to be downcast. It is not
    /// retried.
    ///
    /// ```
    /// use std::error::Error as _;
    /// use aludel::{Error, ErrorKind};
    ///
    /// let error = Error::other("closed on Sundays");
    /// assert_eq!((error.kind(), error.to_string()), (ErrorKind::Other, "closed on Sundays".to_owned()));
    ///
    /// let error = Error::other("x".parse::<i32>().unwrap_err());
    /// assert!(error.source().unwrap().is::<std::num::ParseIntError>());
    /// ```
    pub fn other(source: impl Into<Box<dyn error::Error + Send + Sync>>) -> Self {
        let source = source.into();
        Error::new(ErrorKind::Other, source.to_string()).with_source(source)
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            statement: None,
            parameters: None,
            sqlstate: None,
            violation: None,
            validation: Vec::new(),
            retryable: matches!(kind, ErrorKind::StaleData | ErrorKind::Conflict),
            place: (None, None),
            source: None,
        }))
    }

    pub(crate) fn with_statement(mut self, sql: &str) -> Self {
        if self.0.statement.is_none() {
            self.0.statement = Some(sql.to_owned());
        }
        self
    }

    pub(crate) fn with_parameters(mut self, parameters: String) -> Self {
        self.0.parameters = Some(parameters);
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn with_sqlstate(mut self, code: &str) -> Self {
        self.0.sqlstate = Some(code.to_owned());
        self
    }

    pub(crate) fn with_violation(mut self, violation: Violation) -> Self {
        self.0.violation = Some(violation);
        self
    }

    /// What is not valid, a line each.
    pub(crate) fn invalid(heading: &str, errors: Vec<ValidationError>) -> Self {
        let lines: Vec<String> = errors.iter().map(|error| format!("\n{error}")).collect();
        let mut error = Error::new(ErrorKind::Invalid, format!("{heading}:{}", lines.concat()));
        error.0.validation = errors;
        error
    }

    pub(crate) fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// Says which row of a batch it is about.
    pub(crate) fn of_row(mut self, row: usize) -> Self {
        self.0.place.0 = Some(row);
        self
    }

    /// Says which parameter it is about.
    pub(crate) fn of_parameter(mut self, parameter: usize) -> Self {
        self.0.place.1 = Some(parameter);
        self
    }

    /// The row of a batch and the parameter that it is about, where the driver knew.
    pub(crate) fn place(&self) -> (Option<usize>, Option<usize>) {
        self.0.place
    }

    /// The same error, of the kind that whoever made the call knows it to be.
    pub(crate) fn of_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Puts `before` in front of the message, for whoever knows why the call was made.
    pub(crate) fn context(mut self, before: &str) -> Self {
        self.0.message = format!("{before}: {}", self.0.message);
        self
    }

    /// What went wrong, as a program tells it apart.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The statement that failed, with its placeholders; `None` where no statement was sent.
    pub fn statement(&self) -> Option<&str> {
        self.0.statement.as_deref()
    }

    /// The five characters of the database's SQLSTATE, where it gave one (PostgreSQL).
    pub fn sqlstate(&self) -> Option<&str> {
        self.0.sqlstate.as_deref()
    }

    /// What is not valid, in the order of the flush; empty unless the error is of [`ErrorKind::Invalid`].
    pub fn validation_errors(&self) -> &[ValidationError] {
        &self.0.validation
    }

    /// A unique or primary key constraint was violated.
    pub fn is_unique_violation(&self) -> bool {
        self.0.violation == Some(Violation::Unique)
    }

    /// A foreign key constraint was violated.
    pub fn is_foreign_key_violation(&self) -> bool {
        self.0.violation == Some(Violation::ForeignKey)
    }

    /// A NULL came where none may be.
    pub fn is_not_null_violation(&self) -> bool {
        self.0.violation == Some(Violation::NotNull) || self.0.kind == ErrorKind::NotFilled
    }

    /// A check constraint was violated.
    pub fn is_check_violation(&self) -> bool {
        self.0.violation == Some(Violation::Check)
    }

    /// A row was changed or deleted by someone else since it was last seen.
    pub fn is_stale(&self) -> bool {
        self.0.kind == ErrorKind::StaleData
    }

    /// The same work, begun anew after `rollback()`, may succeed: serialization failures, deadlocks, busy
    /// databases, stale data.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// The connection is gone; the pool replaces it.
    pub fn is_disconnect(&self) -> bool {
        self.0.kind == ErrorKind::Connection
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(statement) = &self.0.statement {
            write!(f, " [SQL: {statement}]")?;
        }
        if let Some(parameters) = &self.0.parameters {
            write!(f, " [parameters: {parameters}]")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn error::Error + 'static))
    }
}

/// A request that cannot be met as it is made.
#[cold]
pub(crate) fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidRequest, message)
}
