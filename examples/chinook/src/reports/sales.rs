//! What is sold: by artist, country, month and format.

use aludel::func::{self, Unit};
use aludel::jiff::civil::DateTime;
use aludel::rust_decimal::Decimal;
use aludel::{Expr, Result, Session, window};

use super::row;
use crate::models::{Album, Artist, Invoice, InvoiceLine, MediaType, Track};

/// What a line of an invoice comes to.
fn amount() -> Expr<Decimal> {
    InvoiceLine::unit_price * InvoiceLine::quantity.cast::<Decimal>()
}

row! {
    /// An artist, and what was sold.
    pub struct ArtistSales {
        pub artist: Option<String>,
        pub sold: Option<i64>,
        pub revenue: Option<Decimal>,
    }
}

/// Artists whose tracks were bought, those who earn most first.
pub fn best_selling_artists(session: &mut Session) -> Result<Vec<ArtistSales>> {
    let revenue = func::sum(amount()).label("revenue");
    session
        .select((Artist::name, func::sum(InvoiceLine::quantity), &revenue))
        .join(Artist::albums)
        .join(Album::tracks)
        .join(Track::invoice_lines)
        .group_by(Artist::id)
        .order_by((revenue.desc(), Artist::id))
        .rows()
        .all()
}

row! {
    /// A country, and its part in the revenue.
    pub struct CountrySales {
        pub country: Option<String>,
        pub invoices: i64,
        pub revenue: Option<Decimal>,
        pub percent: Option<Decimal>,
    }
}

/// What each country brings in, and which part of the whole that is: a sum of sums, over a window of all countries.
pub fn revenue_by_country(session: &mut Session) -> Result<Vec<CountrySales>> {
    let revenue = func::sum(Invoice::total).label("revenue");
    let percent = &revenue * 100 / func::sum(&revenue).over(window());
    session
        .select((Invoice::billing_country, func::count_rows(), &revenue, func::round(percent, 2)))
        .group_by(Invoice::billing_country)
        .order_by((revenue.desc(), Invoice::billing_country))
        .rows()
        .all()
}

row! {
    /// A month, beside those before it.
    pub struct MonthSales {
        pub month: DateTime,
        pub revenue: Option<Decimal>,
        pub change: Option<Decimal>,
        pub so_far: Option<Decimal>,
    }
}

/// Revenue month by month, its change on the month before, and the running total.
pub fn revenue_by_month(session: &mut Session) -> Result<Vec<MonthSales>> {
    let month = func::date_trunc(Unit::Month, Invoice::invoice_date);
    let revenue = func::sum(Invoice::total);
    let in_order = window().order_by(&month);
    let change = &revenue - func::lag(&revenue, 1).over(in_order.clone());
    session
        .select((&month, &revenue, func::round(change, 2), func::sum(&revenue).over(in_order)))
        .group_by(&month)
        .order_by(&month)
        .rows()
        .all()
}

row! {
    /// A format, and how it sells.
    pub struct MediaTypeSales {
        pub media_type: Option<String>,
        pub tracks: i64,
        pub sold: i64,
        pub revenue: Decimal,
    }
}

/// How each format sells, those that do not among them: outer joins.
pub fn sales_by_media_type(session: &mut Session) -> Result<Vec<MediaTypeSales>> {
    let sold = func::count(InvoiceLine::id).label("sold");
    let revenue = func::coalesce(func::sum(amount()), 0);
    session
        .select((MediaType::name, func::count(Track::id).distinct(), &sold, revenue))
        .outer_join(MediaType::tracks)
        .outer_join(Track::invoice_lines)
        .group_by(MediaType::id)
        .order_by((sold.desc(), MediaType::id))
        .rows()
        .all()
}
