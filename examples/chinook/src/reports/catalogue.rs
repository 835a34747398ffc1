//! What is in the shop: tracks, albums, genres and composers.

use aludel::func;
use aludel::{Result, Session, select, window};

use super::row;
use crate::models::{Album, Artist, Customer, Genre, Invoice, InvoiceLine, Track};

row! {
    /// A track, and whose it is.
    pub struct Unsold {
        pub track: String,
        pub album: Option<String>,
        pub artist: Option<String>,
    }
}

/// Tracks that nobody ever bought: NOT EXISTS along a relationship.
pub fn never_sold(session: &mut Session) -> Result<Vec<Unsold>> {
    session
        .select((Track::name, Album::title.nullable(), Artist::name))
        .outer_join(Track::album)
        .outer_join(Album::artist)
        .filter(!Track::invoice_lines.exists())
        .order_by(Track::id)
        .rows()
        .all()
}

row! {
    /// An album, and how long it is.
    pub struct LongAlbum {
        pub album: String,
        pub artist: Option<String>,
        pub tracks: i64,
        pub minutes: Option<i64>,
    }
}

/// The ten albums that last longest.
pub fn longest_albums(session: &mut Session) -> Result<Vec<LongAlbum>> {
    let length = func::sum(Track::milliseconds).label("length");
    session
        .select((Album::title, Artist::name, func::count(Track::id), &length / 60_000))
        .join(Album::artist)
        .join(Album::tracks)
        .group_by((Album::id, Artist::id))
        .order_by((length.desc(), Album::id))
        .limit(10)
        .rows()
        .all()
}

row! {
    /// A track among those of its genre.
    pub struct TopTrack {
        pub genre: Option<String>,
        pub place: i64,
        pub track: String,
        pub sold: i64,
    }
}

/// The three tracks of each genre that were bought most often.
pub fn top_tracks_by_genre(session: &mut Session) -> Result<Vec<TopTrack>> {
    let sold = func::count(InvoiceLine::id).label("sold");
    let by_sold = window().partition_by(Genre::id).order_by((sold.desc(), Track::name, Track::id));
    let place = func::row_number().over(by_sold).label("place");
    let track = Track::name.label("track");
    let ranked = select((Genre::id, Genre::name, &track, &sold, &place))
        .join(Genre::tracks)
        .join(Track::invoice_lines)
        .group_by((Genre::id, Track::id))
        .cte("ranked");
    let place = || ranked.column(&place);
    session
        .select((ranked.column(Genre::name), place(), ranked.column(&track), ranked.column(&sold)))
        .filter(place().le(3))
        .order_by((ranked.column(Genre::id), place()))
        .rows()
        .all()
}

row! {
    /// A country's favourite.
    pub struct Favourite {
        pub country: Option<String>,
        pub genre: Option<String>,
        pub bought: i64,
    }
}

/// The genre that each country buys most of.
pub fn favourite_genre_by_country(session: &mut Session) -> Result<Vec<Favourite>> {
    let bought = func::count(InvoiceLine::id).label("bought");
    let by_bought = window().partition_by(Customer::country).order_by((bought.desc(), Genre::id));
    let place = func::row_number().over(by_bought).label("place");
    let ranked = select((Customer::country, Genre::name, &bought, &place))
        .join(Customer::invoices)
        .join(Invoice::lines)
        .join(InvoiceLine::track)
        .join(Track::genre)
        .group_by((Customer::country, Genre::id))
        .cte("ranked");
    session
        .select((ranked.column(Customer::country), ranked.column(Genre::name), ranked.column(&bought)))
        .filter(ranked.column(&place).eq(1))
        .order_by(ranked.column(Customer::country))
        .rows()
        .all()
}

row! {
    /// A composer, and what there is of theirs.
    pub struct Composer {
        pub composer: Option<String>,
        pub tracks: i64,
        pub albums: i64,
        pub sold: i64,
    }
}

/// Composers of two tracks or more: on how many albums they are, and how many of their tracks were ever bought.
pub fn composers(session: &mut Session) -> Result<Vec<Composer>> {
    session
        .select((
            Track::composer,
            func::count_rows(),
            func::count(Track::album_id).distinct(),
            func::count_rows().filter(Track::invoice_lines.exists()),
        ))
        .filter(Track::composer.is_not_null())
        .group_by(Track::composer)
        .having(func::count_rows().ge(2))
        .order_by((func::count_rows().desc(), Track::composer))
        .rows()
        .all()
}

row! {
    /// An album of which nothing was left lying.
    pub struct SoldThrough {
        pub album: String,
        pub artist: Option<String>,
        pub tracks: Option<i64>,
    }
}

/// Albums every track of which was bought: none of theirs is without an invoice.
pub fn albums_sold_through(session: &mut Session) -> Result<Vec<SoldThrough>> {
    let tracks = select(func::count(Track::id)).filter(Track::album_id.eq(Album::id)).scalar_subquery().label("tracks");
    session
        .select((Album::title, Artist::name, &tracks))
        .join(Album::artist)
        .filter(Album::tracks.exists())
        .filter(!Album::tracks.any(!Track::invoice_lines.exists()))
        .order_by((tracks.desc(), Album::id))
        .rows()
        .all()
}
