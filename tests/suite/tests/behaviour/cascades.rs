//! What follows from a deletion, and from taking a member out.

use aludel::{ErrorKind, Session};
use aludel_suite::{
    everywhere,
    models::{
        Actor, Address, Album, Bulb, Choir, Coin, Entry, Film, Fish, Folder, Garden, Genre, Guest, Hotel, Lake, Lamp,
        Ledger, Member, Paper, Photo, Profile, Sailor, Ship, Singer, Song, Trailer, Tree, Truck, User, Vault,
    },
};

pub fn user(addresses: &[&'static str]) -> impl aludel::Draft<Model = User> + use<> {
    let addresses: Vec<_> = addresses.iter().map(|&text| Address::new().email_address(text)).collect();
    User::new().name("jack").fullname("Jack").password("x").addresses(addresses)
}

#[test]
fn s42_children_of_a_deleted_parent_are_loaded_at_flush_and_set_free() {
    everywhere(|lab| {
        let mut session = lab.session();
        let jack = session.add(user(&["a", "b"]));
        session.commit()?;
        session.close()?;
        let mut session = lab.session();
        let jack_again = session.get::<User>(1)?.unwrap();
        assert_ne!(jack, jack_again);
        lab.lines();
        session.delete(jack_again);
        lab.assert_heard(&[]);
        assert_eq!(session.query::<User>().count()?, 0);
        let lines = lab.lines();
        assert!(lines[0].starts_with("SELECT addresses") || lines[0].starts_with("BEGIN IMMEDIATE"), "{lines:#?}");
        let text = lab.either(
            "UPDATE addresses SET user_id=? WHERE addresses.id = ?",
            "UPDATE addresses SET user_id=t.s2 FROM UNNEST($1::integer[], $2::integer[]) AS t(s2, k0) WHERE addresses.id = t.k0",
        );
        assert!(lines.iter().any(|line| line == text), "{lines:#?}");
        session.commit()?;
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id"), ["a|NULL", "b|NULL"]);
        Ok(())
    });
}

#[test]
fn s45_a_child_that_has_moved_survives_with_its_new_parent() {
    everywhere(|lab| {
        let mut session = lab.session();
        let jack = session.add(user(&["a", "b"]));
        let jill = session.add(user(&[]));
        session.commit()?;
        let addresses = session.related(jack, User::addresses)?;
        session.set(addresses[0], Address::user, jill)?;
        session.delete(jack);
        lab.lines();
        session.commit()?;
        let mut heard = lab.heard();
        heard.retain(|it| !it.starts_with("SELECT"));
        assert_eq!(heard, ["UPDATE addresses(user_id)", "DELETE users", "COMMIT"]);
        assert_eq!(lab.rows("SELECT email_address, user_id FROM addresses ORDER BY id"), ["a|2", "b|NULL"]);
        Ok(())
    });
}

#[test]
fn s64_a_deletion_takes_members_along_that_are_not_loaded() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Album::new().photos([Photo::new(), Photo::new()]));
        session.add(Album::new().photos([Photo::new()]));
        session.commit()?;
        session.close()?;
        let album = session.get::<Album>(1)?.unwrap();
        lab.lines();
        session.delete(album);
        lab.assert_heard(&[]);
        assert!(session.deleted().len() == 1, "what follows is worked out at flush");
        session.commit()?;
        lab.assert_heard(&["SELECT photos", "DELETE photos", "DELETE albums", "COMMIT"]);
        assert_eq!(lab.rows("SELECT album_id FROM photos"), ["2"]);
        Ok(())
    });
}

#[test]
fn s65_a_deletion_reaches_present_members_only() {
    everywhere(|lab| {
        let mut session = lab.session();
        let album = session.add(Album::new().photos([Photo::new(), Photo::new()]));
        session.commit()?;
        let photos = session.related(album, Album::photos)?;
        session.remove(album, Album::photos, photos[0])?;
        session.append(album, Album::photos, Photo::new())?;
        session.delete(album);
        lab.lines();
        session.commit()?;
        lab.assert_heard(&["UPDATE photos(album_id)", "DELETE photos", "DELETE albums", "COMMIT"]);
        assert_eq!(lab.rows("SELECT id, album_id FROM photos"), ["1|NULL"], "a pending member is not written either");
        Ok(())
    });
}

#[test]
fn the_one_that_refers_can_take_along_what_it_refers_to() {
    everywhere(|lab| {
        let mut session = lab.session();
        let truck = session.add(Truck::new().trailer(Trailer::new()));
        session.add(Trailer::new());
        session.commit()?;
        session.delete(truck);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM trailers"), ["1"]);
        assert_eq!(lab.rows("SELECT count(*) FROM trucks"), ["0"]);
        Ok(())
    });
}

#[test]
fn s55_passive_deletes_leave_what_is_not_loaded_to_the_database() {
    everywhere(|lab| {
        let mut session = lab.session();
        session.add(Garden::new().trees([Tree::new(), Tree::new()]));
        let known = session.add(Garden::new().trees([Tree::new(), Tree::new()]));
        session.commit()?;
        let unknown = session.get::<Garden>(1)?.unwrap();
        session.related(known, Garden::trees)?;
        lab.lines();
        session.delete(unknown);
        session.commit()?;
        lab.assert_heard(&["DELETE gardens", "COMMIT"]);
        assert_eq!(session.related(known, Garden::trees)?.len(), 2);
        lab.lines();
        session.delete(known);
        session.commit()?;
        lab.assert_heard(&["DELETE trees", "DELETE gardens", "COMMIT"]);
        assert_eq!(lab.rows("SELECT count(*) FROM trees"), ["0"]);

        // "all": nothing is touched.
        let lake = session.add(Lake::new().fish([Fish::new(), Fish::new()]));
        session.commit()?;
        assert_eq!(session.related(lake, Lake::fish)?.len(), 2);
        lab.lines();
        session.delete(lake);
        session.commit()?;
        lab.assert_heard(&["DELETE lakes", "COMMIT"]);
        assert_eq!(lab.rows("SELECT count(*) FROM fish"), ["0"]);

        // Without `delete`: what is known loses its parent, the database sees to the rest.
        let choir = session.add(Choir::new().singers([Singer::new(), Singer::new()]));
        session.commit()?;
        session.refresh(choir)?;
        lab.lines();
        session.delete(choir);
        session.commit()?;
        lab.assert_heard(&["DELETE choirs", "COMMIT"]);
        assert_eq!(lab.rows("SELECT id, choir_id FROM singers"), ["1|NULL", "2|NULL"]);
        Ok(())
    });
}

#[test]
fn on_delete_cascade_deletes_known_members_and_leaves_the_rest() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ship = session.add(Ship::new().sailors([Sailor::new(), Sailor::new()]));
        session.commit()?;
        session.append(ship, Ship::sailors, Sailor::new())?;
        session.refresh(ship)?;
        let all = session.related(ship, Ship::sailors)?;
        assert_eq!(all.len(), 3);
        lab.lines();
        session.delete(ship);
        session.flush()?;
        lab.assert_heard(&["DELETE sailors", "DELETE ships"]);
        assert!(all.iter().all(|&sailor| !session.contains(sailor)));
        session.rollback()?;
        assert_eq!(session.related(ship, Ship::sailors)?.len(), 2);
        Ok(())
    });
}

#[test]
fn on_delete_set_null_and_set_default_are_the_databases() {
    everywhere(|lab| {
        let mut session = lab.session();
        let hotel = session.add(Hotel::new().guests([Guest::new(), Guest::new()]));
        session.add(Genre::new());
        let genre = session.add(Genre::new().songs([Song::new()]));
        session.commit()?;
        session.refresh(hotel)?;
        session.refresh(genre)?;
        lab.lines();
        session.delete(hotel);
        session.delete(genre);
        session.commit()?;
        lab.assert_heard(&["DELETE hotels", "DELETE genres", "COMMIT"]);
        assert_eq!(lab.rows("SELECT hotel_id FROM guests"), ["NULL", "NULL"]);
        assert_eq!(lab.rows("SELECT genre_id FROM songs"), ["1"]);
        Ok(())
    });
}

#[test]
fn s43_a_child_that_cannot_be_without_a_parent_stops_the_deletion_before_any_sql() {
    everywhere(|lab| {
        let mut session = lab.session();
        let vault = session.add(Vault::new().coins([Coin::new()]));
        let lamp = session.add(Lamp::new().bulbs([Bulb::new()]));
        session.commit()?;
        let coin = session.related(vault, Vault::coins)?[0];
        session.related(lamp, Lamp::bulbs)?;
        for known in [true, false] {
            lab.lines();
            session.delete(vault);
            let error = session.flush().unwrap_err();
            assert_eq!((error.kind(), error.is_foreign_key_violation()), (ErrorKind::Integrity, true));
            if known {
                lab.assert_heard(&[]);
                let text = error.to_string();
                assert!(text.contains("`Vault::coins`") && text.contains("Coin"), "{text}");
            }
            session.rollback()?;
            session.delete(lamp);
            assert!(session.flush().unwrap_err().is_foreign_key_violation());
            session.rollback()?;
            session.expire_all();
        }
        // With the child, or when it has another parent, it goes.
        session.delete(vault);
        session.delete(coin);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM vaults"), ["0"]);
        Ok(())
    });
}

#[test]
fn a_one_to_one_is_replaced_and_the_old_one_goes() {
    everywhere(|lab| {
        let mut session = lab.session();
        let member = session.add(Member::new().name("m").profile(Profile::new().words("old")));
        session.commit()?;
        session.set(member, Member::profile, Profile::new().words("new"))?;
        let now = session.related(member, Member::profile)?.unwrap();
        assert_eq!(session[now].words, "new");
        session.commit()?;
        assert_eq!(lab.rows("SELECT words, member_id FROM profiles"), ["new|1"]);
        session.clear(member, Member::profile)?;
        assert_eq!(session.related(member, Member::profile)?, None);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM profiles"), ["0"]);
        Ok(())
    });
}

#[test]
fn s74_a_replacement_keeps_common_members() {
    everywhere(|lab| {
        let mut session = lab.session();
        let folder =
            session.add(Folder::new().name("f").papers(["a", "b", "c"].map(|words| Paper::new().words(words))));
        session.commit()?;
        let papers = session.related(folder, Folder::papers)?;
        let spare = session.add(Paper::new().words("d"));
        lab.lines();
        session.set(folder, Folder::papers, [papers[2], spare, papers[0]])?;
        assert_eq!(session.related(folder, Folder::papers)?, [papers[2], spare, papers[0]]);
        assert_eq!(session[papers[1]].folder_id, None);
        session.commit()?;
        lab.assert_heard(&["UPDATE papers(folder_id)", "INSERT papers", "COMMIT"]);
        assert_eq!(lab.rows("SELECT words, folder_id FROM papers ORDER BY words"), ["a|1", "b|NULL", "c|1", "d|1"]);
        session.clear(folder, Folder::papers)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(folder_id) FROM papers"), ["0"]);
        Ok(())
    });
}

#[test]
fn s117_raise_stops_lazy_loads_and_not_the_flush() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ledger = session.add(Ledger::new().strict([Entry::new().words("a")]));
        session.commit()?;
        session.refresh(ledger)?;
        lab.lines();
        let error = session.related(ledger, Ledger::strict).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("`Ledger::strict` of <Ledger(id=1)> is not loaded"), "{error}");
        assert!(session.related(ledger, Ledger::quiet).is_err());
        lab.assert_heard(&[]);
        session.delete(ledger);
        session.flush()?;
        let mut heard = lab.heard();
        heard.retain(|it| it.starts_with("UPDATE") || it.starts_with("DELETE"));
        assert_eq!(heard, ["UPDATE entries(strict_id)", "DELETE ledger_labels", "DELETE ledgers"]);
        session.rollback()?;
        assert_eq!(session.related_all(&[ledger], Ledger::strict)?[0].len(), 1);
        assert_eq!(session.related(ledger, Ledger::strict)?.len(), 1, "it is loaded now");
        let entry = session.loaded(ledger, Ledger::strict)[0];
        assert!(session.related(entry, Entry::strict_of).is_err(), "the ledger is expired");
        session.refresh(ledger)?;
        assert_eq!(session.related(entry, Entry::strict_of)?, Some(ledger), "it takes no statement");
        session.commit()?;
        assert_eq!(lab.rows("SELECT words, strict_id FROM entries"), ["a|1"]);
        Ok(())
    });
}

#[test]
fn s116_a_write_only_collection_is_appended_to_and_queried_and_never_loaded() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ledger = session.add(Ledger::new().entries(["a", "b", "c"].map(|words| Entry::new().words(words))));
        session.commit()?;
        session.refresh(ledger)?;
        lab.lines();
        assert_eq!(session.related(ledger, Ledger::entries).unwrap_err().kind(), ErrorKind::InvalidRequest);
        let fresh = session.add(Ledger::new());
        assert!(!session.is_loaded(fresh, Ledger::entries) && session.is_loaded(fresh, Ledger::strict));
        session.expunge(fresh)?;
        let added = session.append(ledger, Ledger::entries, Entry::new().words("d"))?;
        lab.assert_heard(&[]);
        let late = session.query_related(ledger, Ledger::entries).filter(Entry::words.ge("b")).all()?;
        assert_eq!((late.len(), late[2]), (3, added));
        lab.assert_heard(&["INSERT entries", "SELECT entries"]);
        session.remove(ledger, Ledger::entries, late[0])?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT words FROM entries ORDER BY id"), ["a", "c", "d"], "the orphan is deleted");
        Ok(())
    });
}

#[test]
fn rows_between_go_with_their_side_as_it_says() {
    everywhere(|lab| {
        let mut session = lab.session();
        let film = session.add(Film::new().actors([Actor::new(), Actor::new()]));
        let other = session.add(Film::new());
        session.commit()?;
        let actor = session.related(film, Film::actors)?[0];
        session.append(other, Film::actors, actor)?;
        session.commit()?;
        lab.lines();
        session.delete(film);
        session.commit()?;
        assert!(!lab.heard().contains(&"DELETE castings".to_owned()), "the database sees to them");
        assert_eq!(lab.rows("SELECT film_id, actor_id FROM castings"), ["2|1"]);
        session.delete(actor);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM castings"), ["0"]);
        Ok(())
    });
}

#[test]
fn a_flush_that_is_refused_can_be_mended() {
    everywhere(|lab| {
        let mut session = Session::builder(lab.engine()).autoflush(false).build();
        let vault = session.add(Vault::new().coins([Coin::new()]));
        session.commit()?;
        let coin = session.related(vault, Vault::coins)?[0];
        session.delete(vault);
        assert!(session.flush().is_err());
        let other = session.add(Vault::new());
        session.append(other, Vault::coins, coin)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT id, vault_id FROM coins"), ["1|2"]);
        Ok(())
    });
}
