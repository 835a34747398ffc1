//! The manual beyond the first page: a chapter a module, nothing to call.

pub mod relationships {
    #![doc = include_str!("guide/relationships.md")]
}

pub mod unit_of_work {
    #![doc = include_str!("guide/unit_of_work.md")]
}

pub mod queries {
    #![doc = include_str!("guide/queries.md")]
}

pub mod transactions {
    #![doc = include_str!("guide/transactions.md")]
}
