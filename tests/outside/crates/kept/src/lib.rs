//! Every item of the generated code is documented, which only a library's public face can show.
#![deny(warnings, missing_docs)]

/// The models of `schema/`.
pub mod models;
