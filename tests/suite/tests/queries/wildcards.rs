//! Options for every relationship that no other names.

use aludel::{joinedload, lazyload_all, raiseload_all, selectinload};
use aludel_suite::{
    everywhere,
    models::{Address, Band, BlogPost, Entry, Gig, Keyword, Ledger, Musician, Tour, User},
};

use crate::{loading::took, people::fill};

#[test]
fn what_no_option_names_raises_or_is_lazy() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let options = (selectinload(BlogPost::keywords), joinedload(BlogPost::author), raiseload_all());
        let posts = session.query::<BlogPost>().order_by(BlogPost::id).options(options).all()?;
        lab.lines();
        let wendy = session.related(posts[0], BlogPost::author)?.unwrap();
        let words = session.related(posts[0], BlogPost::keywords)?;
        let refused = session.related(wendy, User::addresses).unwrap_err();
        assert!(refused.to_string().contains("`raiseload_all()`"), "{refused}");
        assert!(session.related(words[0], Keyword::posts).is_err());
        took(lab, 0);
        // The next result says nothing.
        session.query::<User>().all()?;
        assert_eq!(session.related(wendy, User::addresses)?.len(), 1);
        // Of what one option leads to, by joins and by statements of its own.
        for option in [joinedload(Address::user), selectinload(Address::user)] {
            session.expunge_all();
            let addresses = session.query::<Address>().options(option.raiseload_all()).all()?;
            let user = session.related(addresses[0], Address::user)?.unwrap();
            assert!(session.related(user, User::addresses).is_err());
        }
        Ok(())
    });
}

#[test]
fn what_no_option_names_is_not_loaded_though_the_schema_says_so() {
    everywhere(|lab| {
        let mut session = lab.session();
        let band = session.add(Band::new().name("b").musicians([Musician::new().name("m")]));
        session.add(Tour::new().title("t").band(band).gigs([Gig::new().town("Ulm")]));
        session.commit()?;
        for (options, statements) in [(lazyload_all(), 1), (raiseload_all(), 1)] {
            session.expunge_all();
            lab.lines();
            let bands = session.query::<Band>().options(options).all()?;
            took(lab, statements);
            assert_eq!(session.related(bands[0], Band::musicians).is_ok(), format!("{options:?}").contains("Lazy"));
        }
        session.expunge_all();
        lab.lines();
        let tours = session.query::<Tour>().options((joinedload(Tour::band), lazyload_all())).all()?;
        took(lab, 1);
        let band = session.related(tours[0], Tour::band)?.unwrap();
        assert_eq!(session.related(band, Band::musicians)?.len(), 1);
        Ok(())
    });
}

/// `lazy = "raise_on_sql"`: what the identity map has is followed.
#[test]
fn what_raises_on_sql_is_followed_without() {
    everywhere(|lab| {
        let mut session = lab.session();
        let ledger = session.add(Ledger::new().quiet([Entry::new().words("a")]));
        session.commit()?;
        session.expunge_all();
        let entry = session.query::<Entry>().one()?;
        assert!(session.related(entry, Entry::quiet_of).is_err());
        let ledger_again = session.query::<Ledger>().one()?;
        lab.lines();
        assert_eq!(session.related(entry, Entry::quiet_of)?, Some(ledger_again));
        took(lab, 0);
        assert!(session.related(ledger_again, Ledger::quiet).is_err() && !session.contains(ledger));
        Ok(())
    });
}
