//! Loading with a query (T84 to T89, S113 to S117): what is loaded, and by how many statements.

use aludel::{
    ErrorKind, Result, Session, Tracked, contains_eager, entity, joinedload, lazyload, raiseload, selectinload,
    subqueryload,
};
use aludel_suite::{
    Lab, everywhere,
    models::{Address, Band, BlogPost, Gig, Keyword, Musician, Tour, User},
};

use crate::people::fill;

/// The SELECTs since the last look, without their parameters.
fn selects(lab: &Lab) -> Vec<String> {
    lab.lines().into_iter().filter(|line| line.starts_with("SELECT")).collect()
}

fn emails(session: &Session, user: Tracked<User>) -> Vec<&str> {
    session.loaded(user, User::addresses).into_iter().map(|it| session[it].email_address.as_str()).collect()
}

/// Asserts how many SELECTs there were.
#[track_caller]
pub fn took(lab: &Lab, statements: usize) -> Vec<String> {
    let selects = selects(lab);
    assert_eq!(selects.len(), statements, "{selects:#?}");
    selects
}

const ALL: [(&str, &[&str]); 5] = [
    ("ed", &[]),
    ("wendy", &["wendy@google.com"]),
    ("mary", &["m@x"]),
    ("fred", &[]),
    ("jack", &["jack@google.com", "j25@yahoo.com"]),
];

#[track_caller]
fn all_are_there(lab: &Lab, session: &mut Session, users: &[Tracked<User>]) -> Result<()> {
    let there: Vec<(&str, Vec<&str>)> =
        users.iter().map(|&user| (session[user].name.as_str(), emails(session, user))).collect();
    let expected: Vec<(&str, Vec<&str>)> = ALL.iter().map(|(name, emails)| (*name, emails.to_vec())).collect();
    assert_eq!(there, expected);
    for &user in users {
        assert!(session.is_loaded(user, User::addresses));
        session.related(user, User::addresses)?;
    }
    took(lab, 0);
    Ok(())
}

#[test]
fn t84_t85_t89_each_way_loads_the_same() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let ways =
            [(selectinload(User::addresses), 2), (subqueryload(User::addresses), 2), (joinedload(User::addresses), 1)];
        for (way, statements) in ways {
            let users = session.query::<User>().order_by(User::id).options(way.clone()).all()?;
            let sent = took(lab, statements);
            all_are_there(lab, &mut session, &users)?;
            if statements == 1 {
                assert_eq!(
                    sent[0],
                    "SELECT users.id, users.name, users.fullname, users.password, addresses_1.id, \
                     addresses_1.email_address, addresses_1.user_id FROM users LEFT OUTER JOIN addresses AS addresses_1 \
                     ON users.id = addresses_1.user_id ORDER BY users.id, addresses_1.id"
                );
            }
            // What is loaded is not loaded again.
            session.query::<User>().options(selectinload(User::addresses)).all()?;
            took(lab, 1);
            session.rollback()?;
            session.expunge_all();
            lab.lines();
        }
        Ok(())
    });
}

#[test]
fn t86_a_limit_counts_owners() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let query = || aludel::select(entity::<User>()).order_by(User::name.desc()).limit(3);
        let users = query().options(joinedload(User::addresses)).all(&mut session)?;
        let sent = took(lab, 1);
        let names: Vec<&str> = users.iter().map(|&user| session[user].name.as_str()).collect();
        assert_eq!(names, ["wendy", "mary", "jack"]);
        assert_eq!(emails(&session, users[2]), ["jack@google.com", "j25@yahoo.com"]);
        let mark = lab.either("?", "$1");
        assert_eq!(
            sent[0],
            format!(
                "SELECT anon_1.id, anon_1.name, anon_1.fullname, anon_1.password, addresses_1.id, \
                 addresses_1.email_address, addresses_1.user_id FROM (SELECT users.id, users.name, users.fullname, \
                 users.password FROM users ORDER BY users.name DESC LIMIT {mark}) AS anon_1 LEFT OUTER JOIN addresses AS \
                 addresses_1 ON anon_1.id = addresses_1.user_id ORDER BY anon_1.name DESC, addresses_1.id"
            )
        );
        // An order by what is not selected, of two entities, through a table between.
        session.expunge_all();
        let posts = session
            .query::<(BlogPost, User)>()
            .join(BlogPost::author)
            .order_by((User::name.concat_len(), BlogPost::headline.desc()))
            .limit(1)
            .options((joinedload(BlogPost::keywords), joinedload(User::addresses)))
            .all()?;
        took(lab, 1);
        assert_eq!(posts.len(), 1);
        let (post, user) = posts[0];
        assert_eq!(session[post].headline, "Rust alone");
        assert_eq!(session.loaded(post, BlogPost::keywords).len(), 1);
        assert_eq!(emails(&session, user), ["wendy@google.com"]);
        // LIMIT and a reference: no row is doubled, and nothing wrapped.
        let sent = {
            session.query::<Address>().limit(2).options(joinedload(Address::user)).all()?;
            took(lab, 1)
        };
        assert!(!sent[0].contains("anon_1"), "{sent:?}");
        Ok(())
    });
}

/// Only so that a test can order by an expression.
trait Length {
    fn concat_len(self) -> aludel::Expr<i32, aludel::Null>;
}

impl Length for aludel::Column<User, String> {
    fn concat_len(self) -> aludel::Expr<i32, aludel::Null> {
        aludel::func::call::<i32>("length", (self,))
    }
}

#[test]
fn s113_distinct_groups_and_unions_are_wrapped_too() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let names = |session: &Session, users: &[Tracked<User>]| -> Vec<String> {
            users.iter().map(|&user| session[user].name.clone()).collect()
        };
        let users = session
            .query::<User>()
            .join(User::addresses)
            .distinct()
            .order_by(User::name)
            .options(joinedload(User::addresses))
            .all()?;
        took(lab, 1);
        assert_eq!(names(&session, &users), ["jack", "mary", "wendy"]);
        assert_eq!(emails(&session, users[0]), ["jack@google.com", "j25@yahoo.com"]);
        session.expunge_all();
        let users = session
            .query::<User>()
            .join(User::addresses)
            .group_by(User::id)
            .having(aludel::func::count(Address::id).gt(1_i64))
            .options(joinedload(User::addresses))
            .all()?;
        took(lab, 1);
        assert_eq!(names(&session, &users), ["jack"]);
        assert_eq!(emails(&session, users[0]).len(), 2);
        session.expunge_all();
        let named = |name: &str| aludel::select(entity::<User>()).filter(User::name.eq(name));
        let users = named("jack")
            .union(named("mary"))
            .order_by(User::name)
            .options(joinedload(User::addresses))
            .all(&mut session)?;
        took(lab, 1);
        assert_eq!(names(&session, &users), ["jack", "mary"]);
        assert_eq!(emails(&session, users[0]).len(), 2);
        Ok(())
    });
}

#[test]
fn t87_the_query_does_not_see_the_alias_of_a_joined_load() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let users = session
            .query::<User>()
            .join(User::addresses)
            .filter(Address::email_address.like("j25%"))
            .options(joinedload(User::addresses))
            .all()?;
        took(lab, 1);
        assert_eq!(emails(&session, users[0]), ["jack@google.com", "j25@yahoo.com"]);
        Ok(())
    });
}

#[test]
fn t88_contains_eager_takes_what_the_query_joins() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let addresses = session
            .query::<Address>()
            .join(Address::user)
            .filter(User::name.eq("jack"))
            .options(contains_eager(Address::user))
            .all()?;
        took(lab, 1);
        let user = session.related(addresses[0], Address::user)?.unwrap();
        assert_eq!(session[user].name, "jack");
        took(lab, 0);
        session.expunge_all();
        // Of an alias, with fewer members than there are.
        let a1 = Address::alias("a1");
        let users = session
            .query::<User>()
            .join(User::addresses.to(&a1))
            .filter(a1.email_address.like("j25%"))
            .options(contains_eager(User::addresses.to(&a1)))
            .all()?;
        took(lab, 1);
        assert_eq!(emails(&session, users[0]), ["j25@yahoo.com"]);
        // S115: it is loaded, and stays as it is, unless the query says otherwise.
        let query = aludel::select(entity::<User>()).filter(User::name.eq("jack")).options(joinedload(User::addresses));
        query.all(&mut session)?;
        assert_eq!(emails(&session, users[0]), ["j25@yahoo.com"]);
        query.populate_existing().all(&mut session)?;
        assert_eq!(emails(&session, users[0]), ["jack@google.com", "j25@yahoo.com"]);
        let refused = session.query::<Address>().options(contains_eager(Address::user)).all().unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidRequest);
        assert!(refused.to_string().contains("`.join(Address::user)`"), "{refused}");
        Ok(())
    });
}

#[test]
fn paths_lead_on_in_the_same_way_or_another() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let check = |session: &mut Session, statements: usize, keywords: Vec<Tracked<Keyword>>| -> Result<()> {
            took(lab, statements);
            let rust = keywords[0];
            for post in session.loaded(rust, Keyword::posts) {
                let author = session.related(post, BlogPost::author)?.unwrap();
                assert_eq!(emails(session, author), ["wendy@google.com"]);
            }
            assert_eq!(session.loaded(rust, Keyword::posts).len(), 2);
            took(lab, 0);
            session.expunge_all();
            Ok(())
        };
        let query = || {
            aludel::select(entity::<Keyword>()).order_by(Keyword::keyword.desc()).filter(Keyword::keyword.eq("rust"))
        };
        let path = || Keyword::posts.then(BlogPost::author).then(User::addresses);
        let found = query().options(selectinload(path())).all(&mut session)?;
        check(&mut session, 4, found)?;
        let found = query().options(joinedload(path())).all(&mut session)?;
        check(&mut session, 1, found)?;
        let mixed = selectinload(Keyword::posts).then(joinedload(BlogPost::author.then(User::addresses)));
        let found = query().options(mixed).all(&mut session)?;
        check(&mut session, 2, found)?;
        let mixed = joinedload(Keyword::posts).then(selectinload(BlogPost::author).then(joinedload(User::addresses)));
        let found = query().limit(1).options(mixed).all(&mut session)?;
        check(&mut session, 2, found)?;
        Ok(())
    });
}

#[test]
fn criteria_and_an_order() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let google = || User::addresses.and(Address::email_address.like("%google%"));
        for way in [selectinload(google()), joinedload(google())] {
            let users = session.query::<User>().order_by(User::id).options(way).all()?;
            let there: Vec<Vec<&str>> = users.iter().map(|&user| emails(&session, user)).collect();
            assert_eq!(there, [&[][..], &["wendy@google.com"], &[], &[], &["jack@google.com"]]);
            session.expunge_all();
        }
        for way in [selectinload(User::addresses), joinedload(User::addresses)] {
            let way = way.order_by(Address::email_address);
            let jack = session.query::<User>().filter(User::name.eq("jack")).options(way).one()?;
            assert_eq!(emails(&session, jack), ["j25@yahoo.com", "jack@google.com"]);
            session.expunge_all();
        }
        lab.lines();
        let words = || BlogPost::keywords.and(Keyword::keyword.like("r%"));
        for (way, statements) in [(selectinload(words()), 2), (joinedload(words()), 1)] {
            let posts =
                session.query::<BlogPost>().order_by(BlogPost::id).options(way.order_by(Keyword::keyword)).all()?;
            took(lab, statements);
            let there: Vec<usize> = posts.iter().map(|&post| session.loaded(post, BlogPost::keywords).len()).collect();
            assert_eq!(there, [1, 1]);
            session.expunge_all();
        }
        let refused = session
            .query::<Address>()
            .options(selectinload(Address::user.and(User::name.eq("jack"))))
            .all()
            .unwrap_err();
        assert!(refused.to_string().contains("leads to one object"), "{refused}");
        let refused = session.query::<Address>().options(selectinload(User::addresses)).all().unwrap_err();
        assert!(refused.to_string().contains("selects no `User`"), "{refused}");
        Ok(())
    });
}

#[test]
fn s117_raising_and_lazy_loads() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let jack = session.query::<User>().filter(User::name.eq("jack")).options(raiseload(User::addresses)).one()?;
        let refused = session.related(jack, User::addresses).unwrap_err();
        assert!(refused.to_string().contains("`raiseload(User::addresses)`"), "{refused}");
        session.query::<User>().all()?;
        assert_eq!(session.related(jack, User::addresses)?.len(), 2);
        session.expunge_all();
        let addresses =
            session.query::<Address>().options(selectinload(Address::user).then(raiseload(User::addresses))).all()?;
        let user = session.related(addresses[0], Address::user)?.unwrap();
        assert!(session.related(user, User::addresses).is_err());
        Ok(())
    });
}

#[test]
fn s114_1100_owners_take_three_further_statements() {
    everywhere(|lab| {
        let mut session = lab.session();
        for number in 0..1100 {
            let user = User::new().name(format!("u{number}")).fullname("").password("");
            let user = session.add(user);
            session.add(Address::new().email_address("a").user(user));
        }
        session.commit()?;
        session.expunge_all();
        lab.lines();
        session.query::<User>().options(selectinload(User::addresses)).all()?;
        took(lab, 4);
        session.expunge_all();
        session.query::<Address>().options(selectinload(Address::user)).all()?;
        took(lab, 4);
        session.query::<Address>().options(selectinload(Address::user)).all()?;
        took(lab, 1);
        Ok(())
    });
}

#[test]
fn the_second_run_makes_no_text() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let query = || {
            let way = joinedload(User::addresses.and(Address::email_address.like("j%"))).order_by(Address::id);
            aludel::select(entity::<User>()).limit(10).options(way)
        };
        query().all(&mut session)?;
        let built = lab.engine().query_texts_built();
        query().all(&mut session)?;
        assert_eq!(lab.engine().query_texts_built(), built);
        Ok(())
    });
}

#[test]
fn the_schema_says_what_is_loaded_with_what() {
    everywhere(|lab| {
        let mut session = lab.session();
        for name in ["Abba", "Can"] {
            let band = session.add(Band::new().name(name));
            for musician in ["b", "a"] {
                session.add(Musician::new().name(format!("{name} {musician}")).band(band));
            }
            let tour = session.add(Tour::new().title("world").band(band));
            session.add(Gig::new().town("Ghent").tour(tour));
        }
        session.commit()?;
        session.expunge_all();
        lab.lines();
        // Musicians in the same statement, tours in another, their stops in a third.
        let bands = session.query::<Band>().order_by(Band::id).all()?;
        took(lab, 3);
        let names: Vec<&str> =
            session.loaded(bands[1], Band::musicians).into_iter().map(|it| session[it].name.as_str()).collect();
        assert_eq!(names, ["Can a", "Can b"]);
        let tour = session.loaded(bands[0], Band::tours)[0];
        assert_eq!(session.loaded(tour, Tour::gigs).len(), 1);
        session.expunge_all();
        // By key as well; and a query may say otherwise.
        let band = session.get::<Band>(1)?.unwrap();
        assert!(session.is_loaded(band, Band::musicians) && session.is_loaded(band, Band::tours));
        took(lab, 4);
        session.expunge_all();
        let bands = session.query::<Band>().options((lazyload(Band::musicians), lazyload(Band::tours))).all()?;
        took(lab, 1);
        assert_eq!(session.related(bands[0], Band::musicians)?.len(), 2);
        assert_eq!(session.related(bands[0], Band::tours)?.len(), 1);
        session.expunge_all();
        lab.lines();
        // The band comes with the musician; what leads back does not come again.
        let musicians = session.query::<Musician>().all()?;
        let sent = took(lab, 3);
        assert!(sent[0].contains("JOIN bands AS bands_1"), "{sent:?}");
        assert_eq!(musicians.len(), 4);
        session.expunge_all();
        // Declared `lazy = "raise"`, unless the query says otherwise.
        let tour = session.query::<Tour>().first()?.unwrap();
        assert!(session.related(tour, Tour::band).is_err());
        let tour = session.query::<Tour>().options(lazyload(Tour::band)).first()?.unwrap();
        assert!(session.related(tour, Tour::band)?.is_some());
        Ok(())
    });
}

#[test]
fn populate_existing_overwrites_edits() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        let jack = session.query::<User>().filter(User::name.eq("jack")).one()?;
        session.no_autoflush(|session| -> Result<()> {
            session[jack].fullname = "edited".to_owned();
            session.query::<User>().all()?;
            assert_eq!(session[jack].fullname, "edited");
            session.query::<User>().populate_existing().all()?;
            assert_eq!(session[jack].fullname, "jack J.");
            Ok(())
        })?;
        assert!(session.dirty().is_empty());
        Ok(())
    });
}

#[test]
fn unwritten_members_stay_in_what_is_loaded() {
    everywhere(|lab| {
        let mut session = fill(lab)?;
        for way in [joinedload(User::addresses), selectinload(User::addresses)] {
            session.no_autoflush(|session| -> Result<()> {
                let jack = session.query::<User>().filter(User::name.eq("jack")).one()?;
                session.append(jack, User::addresses, Address::new().email_address("new"))?;
                session.query::<User>().options(way.clone()).all()?;
                assert_eq!(emails(session, jack), ["jack@google.com", "j25@yahoo.com", "new"]);
                Ok(())
            })?;
            session.rollback()?;
            session.expunge_all();
        }
        Ok(())
    });
}
