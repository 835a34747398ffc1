//! Random work in savepoints within savepoints: what is rolled back leaves the objects, their collections and the rows
//! as they were when the savepoint was set.

use aludel::{Result, Session, Tracked};
use aludel_suite::{
    Lab, everywhere,
    models::{Address, BlogPost, Country, Keyword, User},
};

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn pick<T: Copy>(&mut self, from: Vec<T>) -> Option<T> {
        let at = self.below(from.len().max(1));
        from.get(at).copied()
    }
}

#[derive(Default)]
struct World {
    users: Vec<Tracked<User>>,
    addresses: Vec<Tracked<Address>>,
    posts: Vec<Tracked<BlogPost>>,
    keywords: Vec<Tracked<Keyword>>,
    countries: Vec<Tracked<Country>>,
    texts: usize,
}

impl World {
    fn text(&mut self) -> String {
        self.texts += 1;
        format!("t{}", self.texts)
    }

    fn step(&mut self, session: &mut Session, dice: &mut Dice, depth: usize) -> Result<()> {
        let text = self.text();
        let code: String = [self.texts / 50, self.texts % 50].map(|n| char::from(b'A' + n as u8)).into_iter().collect();
        let user = dice.pick(live(session, &self.users));
        let address = dice.pick(live(session, &self.addresses));
        let post = dice.pick(live(session, &self.posts));
        let keyword = dice.pick(live(session, &self.keywords));
        let country = dice.pick(live(session, &self.countries));
        match (dice.below(18), user, address, post, keyword, country) {
            (0, ..) => {
                let new = User::new().name(&text).fullname("x").password("x");
                self.users.push(session.add(new));
            }
            (1, Some(user), ..) => {
                let new = Address::new().email_address(&text);
                self.addresses.push(session.append(user, User::addresses, new)?);
            }
            (2, ..) => self.keywords.push(session.add(Keyword::new().keyword(&text))),
            (3, Some(user), ..) => {
                let post = session.add(BlogPost::new().headline(&text).author(user));
                self.posts.push(post);
            }
            (4, ..) => self.countries.push(session.add(Country::new().code(&code).name(&text))),
            (5, Some(user), ..) => session[user].name = text,
            (6, Some(user), Some(address), ..) => {
                session.append(user, User::addresses, address)?;
            }
            (7, _, Some(address), ..) => session.clear(address, Address::user)?,
            (8 | 9, _, _, Some(post), Some(keyword), _) => {
                // A link twice is refused by the database, where neither side is loaded.
                let there = session.related(post, BlogPost::keywords)?.contains(&keyword);
                if !there {
                    session.append(post, BlogPost::keywords, keyword)?;
                }
            }
            (10, _, _, Some(post), ..) => {
                let there = session.related(post, BlogPost::keywords)?;
                if let Some(keyword) = dice.pick(there) {
                    session.remove(post, BlogPost::keywords, keyword)?;
                }
            }
            (11, _, Some(address), ..) => session.delete(address),
            (12, _, _, _, _, Some(country)) => match dice.below(3) {
                // The row goes on under a new object.
                0 => {
                    let code = session[country].code.clone();
                    session.delete(country);
                    self.countries.push(session.add(Country::new().code(code).name(text)));
                }
                1 => session.delete(country),
                _ => {
                    session.flush()?;
                    session[country].code = code;
                }
            },
            (13, _, _, _, Some(keyword), _) if dice.below(3) == 0 => session.delete(keyword),
            (14, ..) => session.flush()?,
            (15, Some(user), ..) => drop(session.related(user, User::addresses)?),
            (16 | 17, ..) if depth < 4 => self.nested(session, dice, depth + 1)?,
            _ => {}
        }
        Ok(())
    }

    fn nested(&mut self, session: &mut Session, dice: &mut Dice, depth: usize) -> Result<()> {
        let mut savepoint = session.begin_nested()?;
        let looked = dice.below(2) == 0;
        let before = self.memory(&savepoint);
        let related = if looked { self.related(&mut savepoint)? } else { Vec::new() };
        let rows = rows(&mut savepoint)?;
        for _ in 0..dice.below(9) {
            self.step(&mut savepoint, dice, depth)?;
        }
        match dice.below(6) {
            0 | 1 => return savepoint.commit(),
            2 => {
                savepoint.flush()?;
                let twice = self.text();
                savepoint.add_all([&twice, &twice].map(|text| Keyword::new().keyword(text)));
                assert!(savepoint.flush().unwrap_err().is_unique_violation());
                savepoint.rollback()?;
            }
            3 => drop(savepoint),
            _ => savepoint.rollback()?,
        }
        let after = self.memory(session);
        assert_eq!(after[0][..before[0].len()], before[0]);
        for (after, before) in after.iter().zip(&before) {
            assert_eq!(after[..before.len()], before[..]);
            assert!(after[before.len()..].iter().all(Option::is_none), "what is newer has left");
        }
        assert!(session.dirty().is_empty() && session.pending().is_empty() && session.deleted().is_empty());
        assert_eq!(self::rows(session)?, rows);
        if looked {
            assert_eq!(self.related(session)?, related);
        }
        Ok(())
    }

    /// The values of every object, model by model; `None` where it is not in the session.
    fn memory(&self, session: &Session) -> [Vec<Option<String>>; 5] {
        [
            texts(session, &self.users),
            texts(session, &self.addresses),
            texts(session, &self.posts),
            texts(session, &self.keywords),
            texts(session, &self.countries),
        ]
    }

    fn related(&self, session: &mut Session) -> Result<Vec<Vec<i32>>> {
        let mut found = Vec::new();
        for user in live(session, &self.users) {
            let addresses = session.related(user, User::addresses)?;
            found.push(addresses.into_iter().map(|address| session.key(address)).collect::<Result<_>>()?);
        }
        for post in live(session, &self.posts) {
            let keywords = session.related(post, BlogPost::keywords)?;
            found.push(keywords.into_iter().map(|keyword| session.key(keyword)).collect::<Result<_>>()?);
        }
        found.iter_mut().for_each(|keys: &mut Vec<i32>| keys.sort_unstable());
        Ok(found)
    }
}

fn live<M: aludel::Model>(session: &Session, all: &[Tracked<M>]) -> Vec<Tracked<M>> {
    let deleted = session.deleted();
    all.iter().copied().filter(|&object| session.contains(object) && !deleted.contains(object)).collect()
}

fn texts<M: aludel::Model>(session: &Session, all: &[Tracked<M>]) -> Vec<Option<String>> {
    all.iter().map(|&object| session.get_tracked(object).map(|object| format!("{object:?}"))).collect()
}

fn rows(session: &mut Session) -> Result<String> {
    let users = session.select((User::id, User::name)).order_by(User::id).all()?;
    let addresses = session.select((Address::id, Address::user_id)).order_by(Address::id).all()?;
    let keywords = session.select((Keyword::id, Keyword::keyword)).order_by(Keyword::id).all()?;
    let countries = session.select((Country::code, Country::name)).order_by(Country::code).all()?;
    let posts = session.select(BlogPost::id).order_by(BlogPost::id).all()?;
    Ok(format!("{users:?} {addresses:?} {keywords:?} {countries:?} {posts:?}"))
}

fn sequence(lab: &Lab, seed: u64) -> Result<()> {
    let mut dice = Dice(seed);
    let mut world = World::default();
    let mut session = Session::builder(lab.engine())
        .autoflush(!seed.is_multiple_of(3))
        .expire_on_commit(!seed.is_multiple_of(4))
        .build();
    for _ in 0..3 {
        for _ in 0..4 + dice.below(12) {
            world.step(&mut session, &mut dice, 0)?;
        }
        if dice.below(4) == 0 {
            session.rollback()?;
        } else {
            session.commit()?;
        }
    }
    session.commit()?;
    // What a session that knows nothing finds.
    let mine = world.related(&mut session)?;
    session.commit()?;
    let mut fresh = World { texts: world.texts, ..World::default() };
    let mut other = lab.session();
    for user in live(&session, &world.users) {
        fresh.users.extend(other.get::<User>(session.key(user)?)?);
    }
    for post in live(&session, &world.posts) {
        fresh.posts.extend(other.get::<BlogPost>(session.key(post)?)?);
    }
    assert_eq!(mine, fresh.related(&mut other)?);
    drop(other);
    for table in ["post_keywords", "keywords", "posts", "addresses", "users", "countries"] {
        lab.run(&format!("DELETE FROM {table}"));
    }
    lab.lines();
    Ok(())
}

#[test]
fn what_is_rolled_back_is_as_it_was() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    everywhere(|lab| {
        let usual = if lab.two_can_connect() { 15 } else { 60 };
        let seeds = match number("ALUDEL_SEED") {
            Some(seed) => seed..seed + 1,
            None => 0..number("ALUDEL_SEQUENCES").unwrap_or(usual),
        };
        for seed in seeds {
            let run = std::panic::AssertUnwindSafe(|| sequence(lab, seed));
            match std::panic::catch_unwind(run) {
                Ok(result) => result.inspect_err(|_| eprintln!("seed {seed}"))?,
                Err(failure) => {
                    eprintln!("seed {seed}");
                    std::panic::resume_unwind(failure);
                }
            }
        }
        Ok(())
    });
}
