//! What the schema says for tools of the user's own, under the key `x`.

/// A table of the key `x`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// Whose it is, as the headers of the files call it: `model.User.columns.email`.
    pub path: String,
    /// The table as JSON; dates and times are strings.
    pub json: String,
}
