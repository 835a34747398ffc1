//! The hooks of the suite's models: each is noted, and does what the object's words tell it.

use std::cell::RefCell;

use aludel::{
    AfterDelete, AfterInsert, AfterUpdate, BeforeDelete, BeforeInsert, BeforeUpdate, Error, Result, Session, Validate,
    ValidationErrors,
};

use crate::models::{Claim, Note, Slot};

thread_local! {
    static CALLS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The hooks that this thread has called since the last look: `before_insert a`.
pub fn calls() -> Vec<String> {
    CALLS.take()
}

/// Notes a hook, and fails if the words tell it so: `fail before_insert`, `panic before_insert`.
fn call(hook: &str, words: &str) -> Result<()> {
    CALLS.with_borrow_mut(|calls| calls.push(format!("{hook} {words}")));
    if words == format!("panic {hook}") {
        panic!("{words}");
    }
    if words == format!("fail {hook}") { Err(Error::other(words)) } else { Ok(()) }
}

impl BeforeInsert for Note {
    /// Counts, and gives `homeless` a keeper.
    fn before_insert(&mut self, _: &Session) -> Result<()> {
        self.edits += 1;
        if self.words == "homeless" {
            self.keeper_id = Some(1);
        }
        call("before_insert", &self.words)
    }
}

impl AfterInsert for Note {
    fn after_insert(&self, session: &Session) -> Result<()> {
        assert!(self.id.is_some() && self.keeper_id.is_some() && session.in_transaction());
        call("after_insert", &self.words)
    }
}

impl BeforeUpdate for Note {
    /// Counts; `as it was` undoes the edit.
    fn before_update(&mut self, _: &Session) -> Result<()> {
        call("before_update", &self.words)?;
        if self.words == "as it was" {
            self.words = "a".to_owned();
        } else {
            self.edits += 1;
        }
        Ok(())
    }
}

impl AfterUpdate for Note {
    fn after_update(&self, _: &Session) -> Result<()> {
        call("after_update", &self.words)
    }
}

impl BeforeDelete for Note {
    fn before_delete(&self, _: &Session) -> Result<()> {
        call("before_delete", &self.words)
    }
}

impl AfterDelete for Note {
    fn after_delete(&self, _: &Session) -> Result<()> {
        call("after_delete", &self.words)
    }
}

macro_rules! noted {
    ($($hook:ident $function:ident($me:ident: $Me:ty),)+) => {
        $(impl $hook for Slot {
            fn $function($me: $Me, _: &Session) -> Result<()> {
                call(stringify!($function), &$me.words)
            }
        })+
    };
}

noted! {
    BeforeInsert before_insert(self: &mut Self),
    AfterInsert after_insert(self: &Self),
    BeforeUpdate before_update(self: &mut Self),
    AfterUpdate after_update(self: &Self),
    BeforeDelete before_delete(self: &Self),
    AfterDelete after_delete(self: &Self),
}

impl BeforeInsert for Claim {
    /// Titles are without spaces around them before anyone validates.
    fn before_insert(&mut self, _: &Session) -> Result<()> {
        self.title = self.title.trim().to_owned();
        Ok(())
    }
}

impl Validate for Claim {
    fn validate(&self, errors: &mut ValidationErrors<Self>) {
        if self.title.is_empty() {
            errors.add(Claim::title, "must not be empty");
        }
        if self.seats < 1 {
            errors.add(Claim::seats, format!("must be at least 1, and is {}", self.seats));
        }
        if self.taken > self.seats {
            errors.add_object("more seats are taken than there are");
        }
    }
}
