//! Columns with a `rust_type`: every way to the database and back takes the stored form, and every one through Rust the
//! program's type.

use aludel::{ErrorKind, Patch, assert_round_trips, select};
use aludel_suite::{
    everywhere,
    models::{Mood, Patron, Stripe, Thread},
    own_types::{Colour, Email, Feeling, Money, Options, PatronId},
};

const RED: Colour = Colour(255, 0, 0);
const GREEN: Colour = Colour(0, 255, 0);

fn options() -> Options {
    Options { letters: true, topics: vec!["a \"b\"".to_owned(), String::new()] }
}

fn ann() -> Patron {
    Patron {
        id: Some(PatronId(1)),
        email: Email::new("ann@example.org"),
        balance: Money(i64::MAX as u64),
        credit: Some(Money(0)),
        colour: Some(RED),
        options: Some(options()),
        feeling: Feeling::Other(Mood::ItsOdd),
        pin: Some(Colour(1, 2, 3)),
    }
}

#[test]
fn the_types_round_trip() {
    assert_round_trips([PatronId(i32::MIN), PatronId(i32::MAX)]);
    assert_round_trips([Email::new("@"), Email::new("ü@example.org")]);
    assert_round_trips([Money(0), Money(i64::MAX as u64)]);
    assert_round_trips([RED, GREEN, Colour(0, 0, 0), Colour(255, 255, 255)]);
    assert_round_trips([options(), Options { letters: false, topics: Vec::new() }]);
    assert_round_trips([Feeling::Good, Feeling::Other(Mood::ItsOdd)]);
}

#[test]
fn through_a_session() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ann = session.add(Patron::new().email(Email::new("ann@example.org")).colour(RED).options(options()));
        let bob = session.add(Patron::new().email(Email::new("bob@example.org")).feeling(Feeling::Other(Mood::ItsOdd)));
        session.append(ann, Patron::stripes, Stripe::new().colour(RED))?;
        session.append(ann, Patron::stripes, Stripe::new().colour(GREEN).width(2))?;
        session.commit()?;
        assert_eq!(session.key(ann)?, PatronId(1));
        assert_eq!(
            lab.rows("SELECT email, balance, credit, colour, feeling FROM patrons ORDER BY id"),
            ["ann@example.org|5|100|#ff0000|calm", "bob@example.org|5|100|NULL|it's \"odd\""]
        );
        assert_eq!(
            lab.rows("SELECT patron_id, colour, width FROM stripes ORDER BY colour"),
            ["1|#00ff00|2", "1|#ff0000|1"]
        );

        let mut session = lab.session();
        let ann = session.get::<Patron>(PatronId(1))?.unwrap();
        let found = Patron::query().filter(Patron::email.eq(Email::new("bob@example.org"))).one(&mut session)?;
        assert_eq!(session[found].feeling, Feeling::Other(Mood::ItsOdd));
        assert_eq!(session.key(found)?, session.key(bob).unwrap_or(PatronId(2)));
        assert_eq!(session[ann].options, Some(options()));
        let stripes = session.related(ann, Patron::stripes)?;
        let colours: Vec<Colour> = stripes.iter().map(|&stripe| session[stripe].colour).collect();
        assert_eq!(colours, [GREEN, RED]);
        let red = session.get::<Stripe>((PatronId(1), RED))?.unwrap();
        assert_eq!(red, stripes[1]);
        lab.lines();

        // What is not stored is no change; what is stored in another form is one.
        session[ann].email.seen = 7;
        session.flush()?;
        lab.assert_heard(&[]);
        session[ann].colour = Some(GREEN);
        session[ann].balance = Money(1);
        session[red].width = 3;
        session.commit()?;
        let rows =
            lab.rows("SELECT m.colour, balance, width FROM patrons m JOIN stripes ON m.id = patron_id ORDER BY 3");
        assert_eq!(rows, ["#00ff00|1|2", "#00ff00|1|3"]);

        let pairs = select((Patron::id, Patron::colour)).order_by(Patron::id.desc()).all(&mut session)?;
        assert_eq!(pairs, [(PatronId(2), None), (PatronId(1), Some(GREEN))]);
        let of = |colours: &[Colour]| Stripe::query().filter(Stripe::colour.in_(colours.iter().copied()));
        assert_eq!(of(&[RED, Colour(1, 1, 1)]).all(&mut session)?.len(), 1);
        assert_eq!(of(&[]).all(&mut session)?.len(), 0);
        assert_eq!(Patron::query().filter(Patron::colour.gt(Colour(0, 0, 0))).count(&mut session)?, 1);

        // A unique value goes from one to the other, keys follow, children go.
        let bob = session.get::<Patron>(PatronId(2))?.unwrap();
        session[ann].email = Email::new("carl@example.org");
        session[bob].email = Email::new("ann@example.org");
        session[red].colour = Colour(9, 9, 9);
        session.commit()?;
        let other = session.get::<Stripe>((PatronId(1), Colour(9, 9, 9)))?.unwrap();
        assert_eq!((other, session[other].width), (red, 3));
        session.delete(ann);
        session.commit()?;
        assert_eq!(lab.rows("SELECT count(*) FROM stripes"), ["0"]);
        Ok(())
    });
}

/// A plain column may refer to a key of the program's type, and the other way round.
#[test]
fn plain_columns_refer_to_such_keys() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ann = session.add(ann());
        let red = session.add(Stripe::new().colour(RED).patron(ann));
        let thread = session.add(Thread::new().stripe(red));
        session.commit()?;
        assert_eq!((session[thread].patron_id, session[thread].colour.as_deref()), (Some(1), Some("#ff0000")));

        let mut session = lab.session();
        let thread = session.get::<Thread>(1)?.unwrap();
        let red = session.related(thread, Thread::stripe)?.unwrap();
        assert_eq!(session.related(red, Stripe::threads)?, [thread]);
        let green = session.add(Stripe::new().colour(GREEN).patron_id(PatronId(1)));
        session.set(thread, Thread::stripe, green)?;
        session.commit()?;
        assert_eq!(lab.rows("SELECT colour FROM threads"), ["#00ff00"]);
        Ok(())
    });
}

#[test]
fn without_a_session_and_in_bulk() {
    everywhere(|lab| {
        assert_eq!(ann().insert(lab.engine())?, ann());
        assert_eq!(Patron::find(lab.engine(), PatronId(1))?, Some(ann()));
        let many = |from: i32| {
            let patron = move |n: i32| Patron {
                id: Some(PatronId(n)),
                email: Email::new(&format!("{n}@example.org")),
                colour: (n % 2 == 0).then_some(Colour(n as u8, 0, 1)),
                ..ann()
            };
            (from..from + 20).map(patron).collect::<Vec<_>>()
        };
        Patron::insert_many(many(10)).execute(lab.engine())?;
        Patron::insert_many(many(30)).copy(false).execute(lab.engine())?;
        let mut changed = many(10);
        changed.iter_mut().for_each(|patron| patron.colour = Some(GREEN));
        Patron::update_many(&changed).execute(lab.engine())?;
        assert_eq!(Patron::upsert(many(40)).returning(lab.engine())?, many(40));
        let mut all = Patron::all(lab.engine())?;
        all.sort_by_key(|patron| patron.id);
        let expected: Vec<Patron> =
            [ann()].into_iter().chain(changed).chain(many(30)).chain(many(50).into_iter().take(10)).collect();
        assert_eq!(all, expected);
        assert_eq!(Patron::delete_many((10..60).map(PatronId)).execute(lab.engine())?, 50);
        let stripes = (0..9).map(|n| Stripe::new().patron_id(PatronId(1)).colour(Colour(n, n, n)));
        Stripe::insert_many(stripes).execute(lab.engine())?;
        let keys = (0..5).map(|n| (PatronId(1), Colour(n, n, n)));
        assert_eq!(Stripe::delete_many(keys).execute(lab.engine())?, 5);
        Ok(())
    });
}

#[test]
fn what_is_no_such_value_is_an_error_that_names_column_and_type() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ann = session.add(ann());
        session.commit()?;
        lab.rows("UPDATE patrons SET balance = -1 RETURNING id");
        let error = session.refresh(ann).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data);
        assert!(
            error.to_string().contains("\"balance\" holds something that is not a aludel_suite::own_types::Money"),
            "{error}"
        );

        let long = Email::new("someone-with-a-long-name@example.org");
        let error =
            Patron { email: long.clone(), ..Patron::new().email(long).build() }.insert(lab.engine()).unwrap_err();
        assert!(
            error.to_string().contains("Patron.email holds at most 30 characters, and the value has 36"),
            "{error}"
        );
        Ok(())
    });
}

#[test]
fn what_is_made_is_guarded_patched_and_shown_as_it_is_stored() {
    everywhere(|lab| {
        let mut session = lab.session();
        let handle = session.add(ann());
        session.commit()?;
        assert_eq!(session[handle].to_string(), "<Patron(id=1, email='ann@example.org')>");
        session.refresh(handle)?;
        session.apply(handle, Patch::new().set(Patron::colour, GREEN).set(Patron::options, None::<Options>))?;
        lab.lines();
        session.commit()?;
        let lines = lab.lines().join("\n");
        assert!(lines.contains("'#00ff00'") && !lines.contains("'#010203'"), "{lines}");

        // An expired object that is edited demands its last known value.
        session[handle].colour = Some(RED);
        lab.rows("UPDATE patrons SET colour = '#000000' RETURNING id");
        assert_eq!(session.flush().unwrap_err().kind(), ErrorKind::StaleData);
        session.rollback()?;
        session[handle].pin = Some(GREEN);
        session.commit()?;
        assert_eq!(lab.rows("SELECT colour, pin FROM patrons"), ["#000000|#00ff00"]);
        Ok(())
    });
}
