//! What is done about a warning.

/// What is done about something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It is passed over.
    Allow,
    /// It is told.
    Warn,
    /// It is a mistake.
    Deny,
}

impl Level {
    /// The word for it in `[settings.lints]`.
    pub fn word(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }

    /// The level that a word of `[settings.lints]` means.
    pub fn from_word(word: &str) -> Option<Level> {
        Some(match word {
            "allow" => Level::Allow,
            "warn" => Level::Warn,
            "deny" => Level::Deny,
            _ => return None,
        })
    }
}
