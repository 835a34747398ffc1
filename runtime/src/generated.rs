//! What generated code is made of, so that it can be thin: macros for what is the same in every model, and the short
//! forms in which it describes tables.

mod alias;
mod describe;
mod enums;
mod model;
mod serde;

#[doc(hidden)]
pub use enums::no_such_value;

/// The models that `build.rs` made of the schema folder, by `aludel_codegen::build("schema")`.
///
/// ```ignore
/// mod models {
///     aludel::include_models!();
/// }
/// ```
///
/// `include_models!("billing")` for the models that `aludel_codegen::build_into("schema_billing", "billing")` made.
#[macro_export]
macro_rules! include_models {
    () => {
        $crate::include_models!("models");
    };
    ($name:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $name, "/mod.rs"));
    };
}
