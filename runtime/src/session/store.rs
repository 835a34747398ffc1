//! Typed arenas behind an untyped face.
/// A store of objects of one model.
pub trait AnyStore: std::any::Any + Send {}
