//! Values for statements that a program writes itself.

use crate::driver::Param;
use crate::{Field, Value, ValueRef};

/// A value that a statement can be given: the type of any column, `Option` of one, `&str`, `&[u8]`, a [`Value`].
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be a parameter: the types of columns can")]
pub trait ToParam {
    /// The value as it goes to the database.
    fn to_param(&self) -> ValueRef<'_>;
}

impl<T: Field> ToParam for T {
    fn to_param(&self) -> ValueRef<'_> {
        self.to_ref()
    }
}

impl ToParam for &str {
    fn to_param(&self) -> ValueRef<'_> {
        ValueRef::Text(self)
    }
}

impl ToParam for &[u8] {
    fn to_param(&self) -> ValueRef<'_> {
        ValueRef::Bytes(self)
    }
}

impl ToParam for Value {
    fn to_param(&self) -> ValueRef<'_> {
        self.as_ref()
    }
}

impl ToParam for ValueRef<'_> {
    fn to_param(&self) -> ValueRef<'_> {
        *self
    }
}

pub(super) fn all<'a>(params: &[&'a dyn ToParam]) -> Vec<Param<'a>> {
    params.iter().map(|param| Param { value: param.to_param(), sensitive: false }).collect()
}
