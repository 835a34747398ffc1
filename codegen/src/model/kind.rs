//! The types of columns, and the values that a schema file gives for them.

use super::Dialect;

/// The type of a column, the same in Rust and in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `i16`.
    SmallInt,
    /// `i32`.
    Integer,
    /// `i64`.
    BigInt,
    /// `bool`.
    Boolean,
    /// `f32`.
    Real,
    /// `f64`.
    Double,
    /// `Decimal`: `precision` digits (1 to 28), `scale` of them behind the point.
    Numeric {
        /// How many digits there are.
        precision: u32,
        /// How many of them stand behind the point.
        scale: u32,
    },
    /// `String`, at most `length` characters where one is said.
    String {
        /// The greatest number of characters.
        length: Option<u32>,
    },
    /// `String` without a limit.
    Text,
    /// `Vec<u8>`.
    Bytes,
    /// A date without a time.
    Date,
    /// A time of day without a date.
    Time,
    /// A date and a time without a zone.
    DateTime,
    /// A point in time.
    TimestampTz,
    /// Months, days and microseconds.
    Interval,
    /// A UUID.
    Uuid,
    /// A JSON value.
    Json,
    /// A network address with the length of its network's prefix.
    Inet,
    /// A network.
    Cidr,
    /// One of the schema's enums.
    Enum(usize),
}

impl Kind {
    /// The word for it in schema files; that of an enum is `enum`, and its name says which.
    pub fn word(self) -> &'static str {
        match self {
            Kind::SmallInt => "smallint",
            Kind::Integer => "integer",
            Kind::BigInt => "bigint",
            Kind::Boolean => "boolean",
            Kind::Real => "real",
            Kind::Double => "double",
            Kind::Numeric { .. } => "numeric",
            Kind::String { .. } => "string",
            Kind::Text => "text",
            Kind::Bytes => "bytes",
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::DateTime => "datetime",
            Kind::TimestampTz => "timestamptz",
            Kind::Interval => "interval",
            Kind::Uuid => "uuid",
            Kind::Json => "json",
            Kind::Inet => "inet",
            Kind::Cidr => "cidr",
            Kind::Enum(_) => "enum",
        }
    }

    /// Whether it holds whole numbers.
    pub fn is_integer(self) -> bool {
        matches!(self, Kind::SmallInt | Kind::Integer | Kind::BigInt)
    }

    /// Whether it can tell the versions of a row apart: a number that is counted up, or the moment of the change.
    pub fn is_version(self) -> bool {
        self.is_integer() || matches!(self, Kind::DateTime | Kind::TimestampTz)
    }

    /// Whether `now` is a value of it.
    pub fn is_time(self) -> bool {
        matches!(self, Kind::Date | Kind::Time | Kind::DateTime | Kind::TimestampTz)
    }

    /// Whether PostgreSQL alone has it.
    pub fn is_postgresql_only(self) -> bool {
        matches!(self, Kind::Interval | Kind::Inet | Kind::Cidr)
    }

    /// Whether it holds characters that a length may limit.
    pub fn is_text(self) -> bool {
        matches!(self, Kind::String { .. } | Kind::Text)
    }
}

/// A value that a schema file gives for a column, already of the column's type.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// For smallint, integer and bigint; within the column's range.
    Integer(i64),
    /// For boolean.
    Boolean(bool),
    /// For real and double; never infinite, never NaN.
    Float(f64),
    /// For numeric: an optional minus, digits, and an optional point with digits behind it, within precision and scale.
    Decimal(String),
    /// For string and text; within the length.
    Text(String),
    /// For bytes.
    Bytes(Vec<u8>),
    /// For date: `2026-01-31`.
    Date(String),
    /// For time: `23:59:59` or `23:59:59.000001`.
    Time(String),
    /// For datetime: `2026-01-31T23:59:59`, the second with up to six digits behind the point.
    DateTime(String),
    /// For timestamptz, in UTC: `2026-01-31T23:59:59Z`, the second with up to six digits behind the point.
    TimestampTz(String),
    /// For interval: months, days and microseconds.
    Interval(i32, i32, i64),
    /// For uuid, in lower case with hyphens.
    Uuid(String),
    /// For json: JSON text without needless spaces.
    Json(String),
    /// For inet and cidr: address and prefix, `192.168.0.0/16`.
    Inet(String),
    /// For an enum: the index of the value.
    Enum(usize),
    /// For an array: its members.
    List(Vec<Literal>),
}

/// A value that the client gives a column: in `new()` or at an update.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientDefault {
    /// The clock, cut to what the type holds.
    Now,
    /// A random UUID.
    UuidV4,
    /// A UUID that begins with the time.
    UuidV7,
    /// The same value each time.
    Literal(Literal),
}

/// A value that the database gives a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerDefault {
    /// The database's clock.
    Now,
    /// The same value each time.
    Literal(Literal),
    /// An expression, as written in the schema file.
    Sql(Sql),
    /// The next number of a sequence: an index into [`Schema::sequences`](super::Schema::sequences).
    Next(usize),
}

/// SQL as written in a schema file, in the words of each database. It has no NUL, its quotes and brackets are closed,
/// and no semicolon or comment is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sql {
    /// The text for SQLite; there where the settings name SQLite.
    pub sqlite: Option<String>,
    /// The text for PostgreSQL; there where the settings name PostgreSQL.
    pub postgresql: Option<String>,
}

impl Sql {
    /// One text for every database.
    pub fn same(text: &str) -> Sql {
        Sql { sqlite: Some(text.to_owned()), postgresql: Some(text.to_owned()) }
    }

    /// The text for a database.
    pub fn text(&self, dialect: Dialect) -> Option<&str> {
        match dialect {
            Dialect::Sqlite => self.sqlite.as_deref(),
            Dialect::Postgresql => self.postgresql.as_deref(),
        }
    }
}
