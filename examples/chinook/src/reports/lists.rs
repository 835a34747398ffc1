//! Lists of tracks: playlists, a discography, a price list.

use aludel::rust_decimal::Decimal;
use aludel::{Result, Session, entity, func, select};

use super::row;
use crate::models::{Album, Artist, Playlist, Track};

row! {
    /// A playlist, and how long it is.
    pub struct PlaylistLength {
        pub playlist: Option<String>,
        pub tracks: i64,
        pub minutes: i64,
    }
}

/// How long each playlist is; the empty ones too.
pub fn playlist_lengths(session: &mut Session) -> Result<Vec<PlaylistLength>> {
    session
        .select((Playlist::name, func::count(Track::id), func::coalesce(func::sum(Track::milliseconds), 0) / 60_000))
        .outer_join(Playlist::tracks)
        .group_by(Playlist::id)
        .order_by(Playlist::id)
        .rows()
        .all()
}

row! {
    /// A track of a discography.
    pub struct AlbumTrack {
        pub album: String,
        pub track: String,
    }
}

/// The albums and tracks of the artist who made most albums: loaded as a graph, three statements for all of it.
pub fn discography(session: &mut Session) -> Result<Vec<AlbumTrack>> {
    let most = select(Artist::id)
        .join(Artist::albums)
        .group_by(Artist::id)
        .order_by((func::count(Album::id).desc(), Artist::id))
        .limit(1);
    let graph = select(entity::<Artist>())
        .filter(Artist::id.in_(most))
        .untracked()
        .with(Artist::albums.then(Album::tracks))
        .all(&mut *session)?;
    let mut rows = Vec::new();
    for &artist in graph.roots() {
        for album in graph.loaded(artist, Artist::albums) {
            for track in graph.loaded(album, Album::tracks) {
                rows.push(AlbumTrack { album: graph[album].title.clone(), track: graph[track].name.clone() });
            }
        }
    }
    Ok(rows)
}

row! {
    /// A line of the price list.
    pub struct Price {
        pub page: i64,
        pub track: String,
        pub price: Decimal,
    }
}

/// How many lines a page of the price list has.
const PAGE: u64 = 200;

/// The price list, page by page: each begins behind the last line of the one before, by key.
pub fn price_list(session: &mut Session) -> Result<Vec<Price>> {
    let query = select((Track::name, Track::unit_price)).order_by((Track::unit_price.desc(), Track::name, Track::id));
    let (mut rows, mut after) = (Vec::new(), None);
    for number in 1.. {
        let page = query.keyset(session, PAGE, after.as_ref())?;
        rows.extend(page.rows.into_iter().map(|(track, price)| Price { page: number, track, price }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(rows)
}
