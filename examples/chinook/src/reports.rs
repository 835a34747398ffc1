//! Twenty questions that a shop asks of its database, each beside the SQL that a careful person writes for it.

mod catalogue;
mod customers;
mod lists;
mod printed;
mod sales;
mod staff;

use std::fmt;

use aludel::{Dialect, FromRow, Result, Session, text};

use printed::row;
pub use printed::{Printed, Table};

/// A report: its heading, how its rows are found, and the SQL that finds the same.
pub struct Report {
    /// What it is printed under.
    pub heading: &'static str,
    sql: Sql,
    run: Box<Run>,
}

/// Asks both ways, given the SQL.
type Run = dyn Fn(&mut Session, &str) -> Result<Answer>;

/// The same question in SQL, by dialect.
struct Sql {
    sqlite: &'static str,
    postgresql: &'static str,
}

/// What a report found.
pub struct Answer {
    /// All rows, as text.
    pub table: Table,
    /// The first row that differs from what the hand-written SQL gives.
    pub difference: Option<String>,
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report").field("heading", &self.heading).finish_non_exhaustive()
    }
}

impl Report {
    fn new<R>(heading: &'static str, rows: fn(&mut Session) -> Result<Vec<R>>, sql: Sql) -> Self
    where
        R: FromRow + Printed + PartialEq + fmt::Debug + 'static,
    {
        let run = move |session: &mut Session, sql: &str| {
            let ours = rows(session)?;
            let by_hand = text(sql).rows::<R>().all(session)?;
            Ok(Answer { table: Table::of(&ours), difference: difference(&ours, &by_hand) })
        };
        Report { heading, sql, run: Box::new(run) }
    }

    /// Asks the question, and asks it again in SQL.
    ///
    /// # Errors
    /// What the database says.
    pub fn run(&self, session: &mut Session) -> Result<Answer> {
        let sql = match session.engine().dialect() {
            Dialect::Postgresql => self.sql.postgresql,
            _ => self.sql.sqlite,
        };
        (self.run)(session, sql)
    }
}

/// Where two lists of rows part.
fn difference<R: PartialEq + fmt::Debug>(ours: &[R], by_hand: &[R]) -> Option<String> {
    let rows = ours.len().max(by_hand.len());
    let place = (0..rows).find(|&place| ours.get(place) != by_hand.get(place))?;
    Some(format!("row {}: {:?}; by hand {:?}", place + 1, ours.get(place), by_hand.get(place)))
}

/// The SQL in the folder `reports`: one file for both dialects, or one each.
macro_rules! sql {
    ($name:literal) => {
        Sql {
            sqlite: include_str!(concat!("../reports/", $name, ".sql")),
            postgresql: include_str!(concat!("../reports/", $name, ".sql")),
        }
    };
    ($name:literal by dialect) => {
        Sql {
            sqlite: include_str!(concat!("../reports/", $name, ".sqlite.sql")),
            postgresql: include_str!(concat!("../reports/", $name, ".postgresql.sql")),
        }
    };
}

/// All reports, in the order in which they are printed.
pub fn reports() -> Vec<Report> {
    vec![
        Report::new("Best-selling artists", sales::best_selling_artists, sql!("01_best_selling_artists")),
        Report::new("Revenue by country", sales::revenue_by_country, sql!("02_revenue_by_country")),
        Report::new("Revenue by month", sales::revenue_by_month, sql!("03_revenue_by_month" by dialect)),
        Report::new("Sales by format", sales::sales_by_media_type, sql!("04_sales_by_media_type")),
        Report::new("Customers' lifetime value", customers::lifetime_value, sql!("05_lifetime_value")),
        Report::new("Invoices above average", customers::above_average, sql!("06_above_average")),
        Report::new("Customers gone quiet", customers::gone_quiet, sql!("07_gone_quiet" by dialect)),
        Report::new(
            "Best customer by country",
            customers::best_customer_by_country,
            sql!("08_best_customer_by_country"),
        ),
        Report::new("Classes of customers", customers::customer_classes, sql!("09_customer_classes")),
        Report::new("Who reports to whom", staff::organisation, sql!("10_organisation")),
        Report::new("Customers by support rep", staff::support_reps, sql!("11_support_reps")),
        Report::new("Tracks never sold", catalogue::never_sold, sql!("12_never_sold")),
        Report::new("Longest albums", catalogue::longest_albums, sql!("13_longest_albums")),
        Report::new("Top three tracks by genre", catalogue::top_tracks_by_genre, sql!("14_top_tracks_by_genre")),
        Report::new(
            "Favourite genre by country",
            catalogue::favourite_genre_by_country,
            sql!("15_favourite_genre_by_country"),
        ),
        Report::new("Composers", catalogue::composers, sql!("16_composers")),
        Report::new("Albums sold to the last track", catalogue::albums_sold_through, sql!("17_albums_sold_through")),
        Report::new("Playlists", lists::playlist_lengths, sql!("18_playlist_lengths")),
        Report::new("A discography", lists::discography, sql!("19_discography")),
        Report::new("The price list, page by page", lists::price_list, sql!("20_price_list")),
    ]
}
