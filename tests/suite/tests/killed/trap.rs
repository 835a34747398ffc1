//! Something that happens just before a statement is sent.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aludel::Engine;

type Deed = Box<dyn FnOnce() + Send>;

/// Hears what an engine echoes, which it does on the thread that is about to send it.
#[derive(Clone, Default)]
pub(crate) struct Trap(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    heard: Vec<String>,
    /// What is done before the statement of that number.
    deed: Option<(usize, Deed)>,
}

impl Trap {
    /// An engine that is listened to, with a pool of one connection: a broken one that stayed in it would show.
    pub(crate) fn engine(&self, url: &str) -> Engine {
        let trap = self.clone();
        let builder = Engine::builder(url).pool_size(1).pool_timeout(Duration::from_secs(10));
        builder.echo_to(move |line| trap.hear(line)).build().unwrap()
    }

    /// From here on statements are counted, BEGIN and COMMIT among them; the deed is done before that of this number.
    pub(crate) fn set(&self, statement: usize, deed: impl FnOnce() + Send + 'static) {
        *self.state() = State { heard: Vec::new(), deed: Some((statement, Box::new(deed))) };
    }

    /// The statements since the last look; no deed waits any more.
    pub(crate) fn heard(&self) -> Vec<String> {
        std::mem::take(&mut *self.state()).heard
    }

    fn hear(&self, line: &str) {
        // Parameters.
        if line.starts_with(['(', '[']) {
            return;
        }
        let mut state = self.state();
        let number = state.heard.len();
        state.heard.push(line.to_owned());
        let deed = state.deed.take_if(|(at, _)| *at == number);
        drop(state);
        if let Some((_, deed)) = deed {
            deed();
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
