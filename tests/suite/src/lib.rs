//! The suite's models, and the laboratory in which its tests run: one database after the other, every statement heard.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by a panic")]

pub mod hooks;
mod lab;
pub mod own_types;
mod summary;

pub use lab::{Lab, everywhere, on_postgresql, where_two_can_connect};

#[allow(unused, reason = "a test uses what it tests")]
pub mod models {
    //! The models of `schema/`.
    aludel::include_models!();
}

#[allow(unused, reason = "a test uses what it tests")]
pub mod postgresql {
    //! The models of `schema_postgresql/`.
    aludel::include_models!("postgresql");
}

#[allow(unused, reason = "a test uses what it tests")]
pub mod of_chrono {
    //! The models of `schema_chrono/`.
    aludel::include_models!("chrono");
}

#[allow(unused, reason = "a test uses what it tests")]
pub mod of_chrono_postgresql {
    //! The models of `schema_chrono_postgresql/`.
    aludel::include_models!("chrono_postgresql");
}

#[allow(unused, reason = "a test uses what it tests")]
pub mod of_time {
    //! The models of `schema_time/`.
    aludel::include_models!("time");
}
