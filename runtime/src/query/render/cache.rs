//! The texts of queries that ran before, by what tells them apart.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use foldhash::fast::RandomState;

/// How many texts an engine keeps; when there are more, it begins anew.
const CAPACITY: usize = 2_000;

/// The statement texts that an engine has made.
#[derive(Default)]
pub(crate) struct Texts {
    known: Mutex<HashMap<Box<[usize]>, Arc<str>, RandomState>>,
    built: AtomicU64,
}

impl Texts {
    pub(crate) fn find(&self, key: &[usize]) -> Option<Arc<str>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub(crate) fn keep(&self, key: Vec<usize>, sql: Arc<str>) {
        self.built.fetch_add(1, Ordering::Relaxed);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= CAPACITY {
            known.clear();
        }
        known.insert(key.into_boxed_slice(), sql);
    }

    /// How many texts were made since the engine was.
    pub(crate) fn built(&self) -> u64 {
        self.built.load(Ordering::Relaxed)
    }
}
