//! What `tracing` hears: what is no error, and should not pass in silence.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use aludel_suite::{
    everywhere,
    models::{Account, User},
};
use tracing::{Event, Level, Metadata, Subscriber, field, span};

/// Keeps the warnings of this thread.
#[derive(Clone, Default)]
struct Warnings(Arc<Mutex<Vec<String>>>);

impl Warnings {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

struct Text(String);

impl field::Visit for Text {
    fn record_debug(&mut self, field: &field::Field, value: &dyn Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        self.0.lock().unwrap().push(text.0);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

fn user(name: &str) -> User {
    User::new().name(name).fullname(name).password("secret").build()
}

#[test]
fn a_session_dropped_with_changes() {
    let warnings = Warnings::default();
    let heard = warnings.clone();
    tracing::subscriber::with_default(warnings, || {
        everywhere(|lab| {
            let mut session = lab.session();
            session.add(user("ed"));
            drop(session);
            let texts = heard.take();
            assert_eq!(texts.len(), 1);
            assert!(texts[0].contains("dropped with changes that were never flushed"), "{texts:?}");
            let mut session = lab.session();
            session.add(user("ed"));
            session.flush()?;
            drop(session);
            assert!(heard.take().is_empty(), "what was flushed and not committed is rolled back, as documented");
            Ok(())
        });
    });
}

#[test]
fn s84_edits_discarded_after_a_failed_flush() {
    let warnings = Warnings::default();
    let heard = warnings.clone();
    tracing::subscriber::with_default(warnings, || {
        everywhere(|lab| {
            let mut session = lab.session();
            session.add_all([1, 1].map(|id| Account::new().id(id).owner("x")));
            session.flush().unwrap_err();
            session.rollback()?;
            assert!(heard.take().is_empty());
            session.add_all([1, 1].map(|id| Account::new().id(id).owner("x")));
            session.flush().unwrap_err();
            session.add(user("ed"));
            session.rollback()?;
            let texts = heard.take();
            assert!(texts.len() == 1 && texts[0].contains("are discarded"), "{texts:?}");
            Ok(())
        });
    });
}

#[test]
fn s37_rows_that_were_gone_already() {
    let warnings = Warnings::default();
    let heard = warnings.clone();
    tracing::subscriber::with_default(warnings, || {
        everywhere(|lab| {
            let mut session = lab.session();
            let accounts = session.add_all(["a", "b"].map(|owner| Account::new().owner(owner)));
            session.commit()?;
            lab.run("DELETE FROM accounts WHERE owner = 'a'");
            accounts.into_iter().for_each(|account| session.delete(account));
            session.commit()?;
            let texts = heard.take();
            assert_eq!(texts.len(), 1);
            for part in ["rows to be deleted were gone already", "accounts", "expected=2", "matched=1"] {
                assert!(texts[0].contains(part), "{texts:?}");
            }
            Ok(())
        });
    });
}
