//! Random sequences of everything that a session does with users and their addresses, beside a plain model of what
//! should come of it. A failure names its seed: `SEED=27 cargo test -p aludel-suite random` runs that one alone.

use std::collections::BTreeMap;

use aludel::{Result, Session, Tracked};
use aludel_suite::{
    Lab, everywhere,
    models::{Address, User},
};

/// Sequences for each database; many more were run by hand.
const SEQUENCES: u64 = 150;
const STEPS: usize = 60;

#[test]
fn a_session_does_what_a_plain_model_does() {
    let only = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
    everywhere(|lab| {
        for seed in only.map_or(1..SEQUENCES + 1, |seed| seed..seed + 1) {
            lab.run("DELETE FROM addresses");
            lab.run("DELETE FROM users");
            let sequence = std::panic::AssertUnwindSafe(|| run(lab, seed));
            match std::panic::catch_unwind(sequence) {
                Ok(result) => result?,
                Err(panic) => {
                    eprintln!("the sequence of seed {seed} failed");
                    std::panic::resume_unwind(panic);
                }
            }
        }
        Ok(())
    });
}

/// Xorshift: the same on every machine.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        (0..20).for_each(|_| {
            random.below(2);
        });
        random
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn pick<V>(&mut self, map: &BTreeMap<usize, V>) -> Option<usize> {
        (!map.is_empty()).then(|| map.keys().nth(self.below(map.len())).copied()).flatten()
    }
}

#[derive(Clone)]
struct KnownUser {
    handle: Tracked<User>,
    name: String,
}

#[derive(Clone)]
struct KnownAddress {
    handle: Tracked<Address>,
    text: String,
    user: Option<usize>,
}

/// What should be there.
#[derive(Clone, Default)]
struct World {
    users: BTreeMap<usize, KnownUser>,
    addresses: BTreeMap<usize, KnownAddress>,
}

impl World {
    fn check_memory(&self, session: &Session) {
        for user in self.users.values() {
            assert_eq!(session[user.handle].name, user.name);
        }
        for address in self.addresses.values() {
            assert_eq!(session[address.handle].email_address, address.text);
        }
    }

    fn check(&self, session: &mut Session) -> Result<()> {
        self.check_memory(session);
        let found = session.query::<User>().order_by(User::id).all()?;
        let mut expected: Vec<_> =
            self.users.values().map(|user| (session[user.handle].id, user.name.clone())).collect();
        expected.sort();
        let found: Vec<_> = found.into_iter().map(|user| (session[user].id, session[user].name.clone())).collect();
        assert_eq!(found, expected);
        for (number, user) in &self.users {
            let addresses = session.related(user.handle, User::addresses)?;
            let mut found: Vec<&str> = addresses.iter().map(|&it| session[it].email_address.as_str()).collect();
            found.sort_unstable();
            let theirs = self.addresses.values().filter(|address| address.user == Some(*number));
            let mut expected: Vec<&str> = theirs.map(|address| address.text.as_str()).collect();
            expected.sort_unstable();
            assert_eq!(found, expected, "the addresses of {}", user.name);
        }
        for address in self.addresses.values() {
            let expected = address.user.map(|user| self.users[&user].handle);
            assert_eq!(session.related(address.handle, Address::user)?, expected, "the user of {}", address.text);
        }
        Ok(())
    }
}

fn run(lab: &Lab, seed: u64) -> Result<()> {
    let mut random = Random::new(seed);
    let mut session = Session::builder(lab.engine()).expire_on_commit(random.below(3) > 0).build();
    let (mut world, mut committed, mut serial) = (World::default(), World::default(), 0);
    for _ in 0..STEPS {
        let step = random.below(16);
        let (user, address) = (random.pick(&world.users), random.pick(&world.addresses));
        serial += 1;
        match (step, user, address) {
            (0 | 1, ..) => {
                let name = format!("user {serial}");
                let handle = session.add(User::new().name(&name).fullname("f").password("p"));
                world.users.insert(serial, KnownUser { handle, name });
            }
            (2, user, _) => {
                let text = format!("address {serial}");
                let draft = Address::new().email_address(&text);
                let handle = match user {
                    Some(user) => session.add(draft.user(world.users[&user].handle)),
                    None => session.add(draft),
                };
                world.addresses.insert(serial, KnownAddress { handle, text, user });
            }
            (3, ..) => {
                let (name, text) = (format!("user {serial}"), format!("address {serial}"));
                let child = Address::new().email_address(&text);
                let handle = session.add(User::new().name(&name).fullname("f").password("p").addresses([child]));
                let child = session.related(handle, User::addresses)?[0];
                world.users.insert(serial, KnownUser { handle, name });
                world.addresses.insert(serial, KnownAddress { handle: child, text, user: Some(serial) });
            }
            (4 | 5, Some(user), _) => {
                if let Some(known) = world.users.get_mut(&user) {
                    known.name = format!("renamed {serial}");
                    session[known.handle].name = known.name.clone();
                }
            }
            (6, _, Some(address)) => {
                if let Some(known) = world.addresses.get_mut(&address) {
                    known.text = format!("rewritten {serial}");
                    session[known.handle].email_address = known.text.clone();
                }
            }
            (7 | 8, Some(user), Some(address)) => {
                if let Some(known) = world.addresses.get_mut(&address) {
                    session.append(world.users[&user].handle, User::addresses, known.handle)?;
                    known.user = Some(user);
                }
            }
            (9, _, Some(address)) => {
                if let Some(known) = world.addresses.get_mut(&address)
                    && session[known.handle].user_id.is_some()
                {
                    session[known.handle].user_id = None;
                    known.user = None;
                }
            }
            (10, _, Some(address)) => {
                if let Some(known) = world.addresses.remove(&address) {
                    session.delete(known.handle);
                }
            }
            (11, Some(user), _) => {
                if !world.addresses.values().any(|address| address.user == Some(user))
                    && let Some(known) = world.users.remove(&user)
                {
                    session.delete(known.handle);
                }
            }
            (12, ..) => {
                session.flush()?;
                world.check_memory(&session);
            }
            (13, ..) => {
                session.commit()?;
                committed = world.clone();
                world.check_memory(&session);
            }
            (14, ..) => {
                session.rollback()?;
                let gone = world.users.iter().filter(|(number, _)| !committed.users.contains_key(number));
                gone.for_each(|(_, user)| assert!(!session.contains(user.handle)));
                world = committed.clone();
                world.check_memory(&session);
            }
            (15, Some(user), _) if random.below(2) == 0 => {
                session.flush()?;
                session.expire(world.users[&user].handle)?;
                session.related(world.users[&user].handle, User::addresses)?;
            }
            _ => {}
        }
        if random.below(8) == 0 {
            world.check(&mut session)?;
        }
    }
    session.commit()?;
    world.check(&mut session)?;
    drop(session);
    assert_eq!(User::all(lab.engine())?.len(), world.users.len());
    assert_eq!(Address::all(lab.engine())?.len(), world.addresses.len());
    Ok(())
}
