//! What Aludel does in each comparison, the same on both databases.

use std::time::Duration;

use aludel::{Engine, Session, Tracked};

use crate::{
    LARGE, ROWS,
    measure::timed,
    models::{self, User},
};

pub fn draft(number: usize) -> User {
    User {
        id: None,
        name: format!("user{number}"),
        fullname: format!("User Number {number}"),
        password: format!("password{number}"),
    }
}

/// An engine whose database has the tables and `rows` users.
pub fn filled(url: &str, rows: usize) -> Engine {
    let engine = Engine::new(url).unwrap();
    models::metadata().drop_all(&engine).unwrap();
    models::metadata().create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    session.add_all((0..rows).map(draft));
    session.commit().unwrap();
    engine
}

pub fn insert(engine: &Engine) -> Duration {
    let users: Vec<User> = (0..ROWS).map(draft).collect();
    let mut session = Session::new(engine);
    timed(|| {
        let users = session.add_all(users);
        session.commit().unwrap();
        users.iter().map(|&user| i64::from(session[user].id.unwrap())).sum::<i64>()
    })
}

pub fn load_tracked(engine: &Engine) -> Duration {
    let mut session = Session::new(engine);
    let elapsed = timed(|| assert_eq!(session.query::<User>().all().unwrap().len(), LARGE));
    session.rollback().unwrap();
    elapsed
}

pub fn load_untracked(engine: &Engine) -> Duration {
    let mut connection = engine.connect().unwrap();
    timed(|| {
        let users = User::all(&mut connection).unwrap();
        assert_eq!(users.len(), LARGE);
        users
    })
}

pub fn lookups(engine: &Engine, keys: &[i32]) -> Duration {
    let mut session = Session::new(engine);
    timed(|| {
        for &key in keys {
            assert!(session.get::<User>(key).unwrap().is_some());
        }
    })
}

pub fn change(engine: &Engine, mark: usize) -> Duration {
    let mut session = Session::new(engine);
    let users = session.query::<User>().limit(ROWS as u64).all().unwrap();
    assert_eq!(users.len(), ROWS);
    timed(|| {
        for (number, &user) in users.iter().enumerate() {
            session[user].password = format!("{mark} {number}");
        }
        session.commit().unwrap();
    })
}

pub fn load_change_commit(engine: &Engine, mark: usize) -> Duration {
    let mut session = Session::new(engine);
    timed(|| {
        let users = session.query::<User>().all().unwrap();
        for (number, &user) in users.iter().enumerate() {
            session[user].password = format!("{mark} {number}");
        }
        session.commit().unwrap();
    })
}

pub fn delete(engine: &Engine) -> Duration {
    let mut session = Session::new(engine);
    let users = session.query::<User>().limit(ROWS as u64).all().unwrap();
    assert_eq!(users.len(), ROWS);
    timed(|| {
        for &user in &users {
            session.delete(user);
        }
        session.commit().unwrap();
    })
}

/// A session with `loaded` objects, for commits of one.
pub struct OneDirty {
    session: Session,
    users: Vec<Tracked<User>>,
    number: usize,
}

impl OneDirty {
    pub fn new(engine: &Engine, loaded: usize) -> Self {
        let mut session = Session::new(engine);
        let users = session.query::<User>().limit(loaded as u64).all().unwrap();
        assert_eq!(users.len(), loaded);
        session.commit().unwrap();
        OneDirty { session, users, number: 0 }
    }

    pub fn commit(&mut self) -> Duration {
        self.number += 1;
        let user = self.users[self.number * 7919 % self.users.len()];
        // Fresh, so that the UPDATE is the plain one.
        self.session.refresh(user).unwrap();
        let password = format!("one {}", self.number);
        timed(|| {
            self.session[user].password = password;
            self.session.commit().unwrap();
        })
    }
}
