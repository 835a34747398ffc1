//! From CSV files into a session.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::{error, fmt};

use aludel::jiff::civil::DateTime;
use aludel::rust_decimal::Decimal;
use aludel::{Engine, Session};

use crate::models::{Album, Artist, Customer, Employee, Genre, Invoice, InvoiceLine, MediaType, Playlist, Track};

/// The files, in the order in which they are loaded.
pub const FILES: [&str; 11] = [
    "Artist",
    "Album",
    "MediaType",
    "Genre",
    "Track",
    "Playlist",
    "PlaylistTrack",
    "Employee",
    "Customer",
    "Invoice",
    "InvoiceLine",
];

/// Loads a folder of CSV files into empty tables, in one transaction. `hears` is told of each file, how many of its rows
/// have been read, and whether that is all; the last is said when they are in the database.
///
/// # Errors
/// A file that cannot be read, naming file and line; what the database says. Nothing is loaded then.
pub fn load(engine: &Engine, folder: &Path, mut hears: impl FnMut(&str, usize, bool)) -> Result<(), Failure> {
    let mut session = Session::new(engine);
    let mut load = Load { folder, session: &mut session, hears: &mut hears };
    load.file("Artist", |s, row| {
        s.add(Artist::new().id(row.integer("ArtistId")?).name(row.optional_text("Name")?));
        Ok(())
    })?;
    load.file("Album", |s, row| {
        let album = Album::new().id(row.integer("AlbumId")?).title(row.text("Title")?);
        s.add(album.artist_id(row.integer("ArtistId")?));
        Ok(())
    })?;
    load.file("MediaType", |s, row| {
        s.add(MediaType::new().id(row.integer("MediaTypeId")?).name(row.optional_text("Name")?));
        Ok(())
    })?;
    load.file("Genre", |s, row| {
        s.add(Genre::new().id(row.integer("GenreId")?).name(row.optional_text("Name")?));
        Ok(())
    })?;
    let mut tracks = HashMap::new();
    load.file("Track", |s, row| {
        let track = Track::new()
            .id(row.integer("TrackId")?)
            .name(row.text("Name")?)
            .media_type_id(row.integer("MediaTypeId")?)
            .milliseconds(row.integer("Milliseconds")?)
            .unit_price(row.get::<Decimal>("UnitPrice")?)
            .album_id(row.optional_integer("AlbumId")?)
            .genre_id(row.optional_integer("GenreId")?)
            .composer(row.optional_text("Composer")?)
            .bytes(row.optional_integer("Bytes")?);
        tracks.insert(row.integer("TrackId")?, s.add(track));
        Ok(())
    })?;
    let mut playlists = HashMap::new();
    load.file("Playlist", |s, row| {
        let id = row.integer("PlaylistId")?;
        playlists.insert(id, s.add(Playlist::new().id(id).name(row.optional_text("Name")?)));
        Ok(())
    })?;
    load.file("PlaylistTrack", |s, row| {
        let (playlist, track) = (row.known("PlaylistId", &playlists)?, row.known("TrackId", &tracks)?);
        s.append(playlist, Playlist::tracks, track)?;
        Ok(())
    })?;
    load.file("Employee", employee)?;
    load.file("Customer", customer)?;
    load.file("Invoice", invoice)?;
    load.file("InvoiceLine", |s, row| {
        let line = InvoiceLine::new()
            .id(row.integer("InvoiceLineId")?)
            .invoice_id(row.integer("InvoiceId")?)
            .track_id(row.integer("TrackId")?);
        s.add(line.unit_price(row.get::<Decimal>("UnitPrice")?).quantity(row.integer("Quantity")?));
        Ok(())
    })?;
    session.commit()?;
    Ok(())
}

fn employee(session: &mut Session, row: &Row<'_>) -> Result<(), Failure> {
    let employee = Employee::new()
        .id(row.integer("EmployeeId")?)
        .last_name(row.text("LastName")?)
        .first_name(row.text("FirstName")?)
        .title(row.optional_text("Title")?)
        .manager_id(row.optional_integer("ReportsTo")?)
        .birth_date(row.optional::<DateTime>("BirthDate")?)
        .hire_date(row.optional::<DateTime>("HireDate")?)
        .address(row.optional_text("Address")?)
        .city(row.optional_text("City")?)
        .state(row.optional_text("State")?)
        .country(row.optional_text("Country")?)
        .postal_code(row.optional_text("PostalCode")?)
        .phone(row.optional_text("Phone")?)
        .fax(row.optional_text("Fax")?)
        .email(row.optional_text("Email")?);
    session.add(employee);
    Ok(())
}

fn customer(session: &mut Session, row: &Row<'_>) -> Result<(), Failure> {
    let customer = Customer::new()
        .id(row.integer("CustomerId")?)
        .first_name(row.text("FirstName")?)
        .last_name(row.text("LastName")?)
        .email(row.text("Email")?)
        .company(row.optional_text("Company")?)
        .address(row.optional_text("Address")?)
        .city(row.optional_text("City")?)
        .state(row.optional_text("State")?)
        .country(row.optional_text("Country")?)
        .postal_code(row.optional_text("PostalCode")?)
        .phone(row.optional_text("Phone")?)
        .fax(row.optional_text("Fax")?)
        .support_rep_id(row.optional_integer("SupportRepId")?);
    session.add(customer);
    Ok(())
}

fn invoice(session: &mut Session, row: &Row<'_>) -> Result<(), Failure> {
    let invoice = Invoice::new()
        .id(row.integer("InvoiceId")?)
        .customer_id(row.integer("CustomerId")?)
        .invoice_date(row.get::<DateTime>("InvoiceDate")?)
        .total(row.get::<Decimal>("Total")?)
        .billing_address(row.optional_text("BillingAddress")?)
        .billing_city(row.optional_text("BillingCity")?)
        .billing_state(row.optional_text("BillingState")?)
        .billing_country(row.optional_text("BillingCountry")?)
        .billing_postal_code(row.optional_text("BillingPostalCode")?);
    session.add(invoice);
    Ok(())
}

/// How often progress is told, in rows.
const STEP: usize = 500;

/// Files on their way into a session.
struct Load<'a> {
    folder: &'a Path,
    session: &'a mut Session,
    hears: &'a mut dyn FnMut(&str, usize, bool),
}

impl Load<'_> {
    /// Reads a file row by row, and flushes what came of it.
    fn file(
        &mut self,
        name: &str,
        mut each: impl FnMut(&mut Session, &Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let path = self.folder.join(format!("{name}.csv"));
        let told = |error: csv::Error| Failure::File(path.clone(), error.to_string());
        let mut file = csv::Reader::from_path(&path).map_err(told)?;
        let header = file.headers().map_err(told)?.clone();
        let mut count = 0;
        for record in file.records() {
            let record = record.map_err(told)?;
            each(self.session, &Row { path: &path, header: &header, record })?;
            count += 1;
            if count % STEP == 0 {
                (self.hears)(name, count, false);
            }
        }
        self.session.flush()?;
        (self.hears)(name, count, true);
        Ok(())
    }
}

/// A row of a file.
struct Row<'f> {
    path: &'f Path,
    header: &'f csv::StringRecord,
    record: csv::StringRecord,
}

impl Row<'_> {
    /// The text of a column. None where it is NULL.
    fn cell(&self, column: &str) -> Result<Option<&str>, Failure> {
        let place = self.header.iter().position(|name| name == column);
        let text = place.and_then(|place| self.record.get(place));
        let text = text.ok_or_else(|| self.failure(format!("there is no column {column}")))?;
        Ok((text != "\\N").then_some(text))
    }

    fn optional<T: FromStr<Err: fmt::Display>>(&self, column: &str) -> Result<Option<T>, Failure> {
        let parse = |text: &str| text.parse().map_err(|error| self.failure(format!("{column} is `{text}`: {error}")));
        self.cell(column)?.map(parse).transpose()
    }

    fn get<T: FromStr<Err: fmt::Display>>(&self, column: &str) -> Result<T, Failure> {
        self.optional(column)?.ok_or_else(|| self.failure(format!("{column} is NULL")))
    }

    fn integer(&self, column: &str) -> Result<i32, Failure> {
        self.get(column)
    }

    fn optional_integer(&self, column: &str) -> Result<Option<i32>, Failure> {
        self.optional(column)
    }

    fn optional_text(&self, column: &str) -> Result<Option<String>, Failure> {
        self.optional(column)
    }

    fn text(&self, column: &str) -> Result<String, Failure> {
        self.get(column)
    }

    /// What a key refers to.
    fn known<T: Copy>(&self, column: &str, objects: &HashMap<i32, T>) -> Result<T, Failure> {
        let key = self.integer(column)?;
        objects.get(&key).copied().ok_or_else(|| self.failure(format!("{column} is {key}, which is not there")))
    }

    fn failure(&self, what: String) -> Failure {
        let line = self.record.position().map_or(0, csv::Position::line);
        Failure::File(self.path.to_owned(), format!("line {line}: {what}"))
    }
}

/// Why a folder could not be loaded, or what is wrong with a report.
#[derive(Debug)]
pub enum Failure {
    /// A file, and what is wrong with it.
    File(PathBuf, String),
    /// What the database says.
    Database(aludel::Error),
    /// A report, and a row of it that hand-written SQL gives otherwise.
    Report(&'static str, String),
}

impl From<aludel::Error> for Failure {
    fn from(error: aludel::Error) -> Failure {
        Failure::Database(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::File(path, what) => write!(f, "{}: {what}", path.display()),
            Failure::Database(error) => error.fmt(f),
            Failure::Report(heading, difference) => write!(f, "{heading}: {difference}"),
        }
    }
}

impl error::Error for Failure {}
