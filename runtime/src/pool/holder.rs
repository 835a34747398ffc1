//! Who holds a connection: the thread that took it, or that used it last.

use std::sync::atomic::{AtomicU64, Ordering};

/// The number of the thread that used a connection last.
pub(crate) struct Holder(AtomicU64);

impl Holder {
    pub(crate) fn this_thread() -> Self {
        Holder(AtomicU64::new(number()))
    }

    /// This thread uses the connection. Connections and sessions move between threads without telling anyone.
    pub(crate) fn touch(&self) {
        self.0.store(number(), Ordering::Relaxed);
    }

    pub(crate) fn is_this_thread(&self) -> bool {
        self.0.load(Ordering::Relaxed) == number()
    }
}

/// This thread's number. `ThreadId` has no stable number, and cloning the thread's handle costs more.
fn number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    thread_local!(static NUMBER: u64 = NEXT.fetch_add(1, Ordering::Relaxed));
    // While the thread's own storage is being torn down it is nobody in particular.
    NUMBER.try_with(|number| *number).unwrap_or(0)
}
