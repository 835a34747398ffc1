//! The mapping between what Rust sees and what the database sees.

/// How one model is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The table.
    pub table: usize,
    /// For each field of the model, its column in the table.
    pub columns: Vec<usize>,
    /// For each relationship of the model, what stands behind it.
    pub links: Vec<Link>,
}

/// What stands behind a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// `belongs_to`: a foreign key of the model's own table.
    Local {
        /// Its index in the model's own table.
        foreign_key: usize,
    },
    /// `has_one` and `has_many` of a view: a foreign key of the target's table, which refers to what columns of the view
    /// refer to as well.
    Shared {
        /// Its index in the target's table.
        foreign_key: usize,
    },
    /// `has_one` and `has_many`: a foreign key of the target's table, which refers to the model's own.
    Remote {
        /// Its index in the target's table.
        foreign_key: usize,
    },
    /// `has_many ... through`: a table between, with a foreign key to each side.
    Through {
        /// The table between.
        table: usize,
        /// The index, in that table, of the foreign key to the model's own table.
        local: usize,
        /// The index, in that table, of the foreign key to the target's table.
        remote: usize,
    },
}
