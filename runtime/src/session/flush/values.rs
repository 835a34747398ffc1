//! Values of some columns together, compared as a unique constraint compares them.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, Hasher},
};

use foldhash::fast::{FixedState, RandomState};

use crate::{
    ValueRef,
    session::{Place, stores::Stores},
};

/// The values of a key or of a unique constraint; none of them is NULL.
#[derive(Clone, Debug)]
pub(crate) enum Tuple<'a> {
    One(ValueRef<'a>),
    Many(Box<[ValueRef<'a>]>),
}

/// What was found by values.
pub(super) type ByValues<'a, T> = HashMap<Tuple<'a>, T, RandomState>;

impl<'a> Tuple<'a> {
    /// The values of some columns; `None` where one is NULL, which no constraint compares.
    pub(crate) fn of(columns: &[usize], mut value: impl FnMut(usize) -> ValueRef<'a>) -> Option<Self> {
        if let &[column] = columns {
            let value = value(column);
            return (!value.is_null()).then_some(Tuple::One(value));
        }
        let values: Vec<ValueRef<'a>> = columns.iter().map(|&column| value(column)).collect();
        (!values.iter().any(|value| value.is_null())).then(|| Tuple::Many(values.into_boxed_slice()))
    }

    fn values(&self) -> &[ValueRef<'a>] {
        match self {
            Tuple::One(value) => std::slice::from_ref(value),
            Tuple::Many(values) => values,
        }
    }
}

impl PartialEq for Tuple<'_> {
    fn eq(&self, other: &Self) -> bool {
        let (these, those) = (self.values(), other.values());
        these.len() == those.len() && these.iter().zip(those).all(|(&a, &b)| plain(a).same(plain(b)))
    }
}

impl Eq for Tuple<'_> {}

impl Hash for Tuple<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.values().iter().for_each(|&value| hash(plain(value), state));
    }
}

/// One form for values that are equal in the database though they can be told apart: zeros, and what is not a number.
fn plain(value: ValueRef<'_>) -> ValueRef<'_> {
    match value {
        ValueRef::F32(float) if float.is_nan() => ValueRef::F32(f32::NAN),
        ValueRef::F64(float) if float.is_nan() => ValueRef::F64(f64::NAN),
        ValueRef::F32(float) => ValueRef::F32(float + 0.0),
        ValueRef::F64(float) => ValueRef::F64(float + 0.0),
        // A month is as long as thirty days.
        ValueRef::Interval(interval) => {
            ValueRef::Decimal(rust_decimal::Decimal::from_i128_with_scale(interval.total_microseconds(), 0))
        }
        other => other,
    }
}

fn hash(value: ValueRef<'_>, state: &mut impl Hasher) {
    match value {
        // What compares in some other way than by all its parts shares one hash.
        ValueRef::Null | ValueRef::List(_) | ValueRef::Json(_) | ValueRef::Time(_) | ValueRef::DateTime(_) => {}
        ValueRef::Array(_) | ValueRef::Interval(_) | ValueRef::Unfit(_) => {}
        ValueRef::Inet(value) => value.hash(state),
        ValueRef::Bool(value) => value.hash(state),
        ValueRef::I16(value) => value.hash(state),
        ValueRef::I32(value) => value.hash(state),
        ValueRef::I64(value) => value.hash(state),
        ValueRef::F32(value) => value.to_bits().hash(state),
        ValueRef::F64(value) => value.to_bits().hash(state),
        ValueRef::Decimal(value) => value.hash(state),
        ValueRef::Text(value) => value.hash(state),
        ValueRef::Bytes(value) => value.hash(state),
        ValueRef::Date(value) => value.hash(state),
        ValueRef::Timestamp(value) => value.as_nanosecond().div_euclid(1000).hash(state),
        ValueRef::Uuid(value) => value.hash(state),
        ValueRef::Stored(value) => hash(plain(value.stored().as_ref()), state),
    }
}

/// A hash of the values of some columns, the same in every run.
pub(crate) fn hash_of<'a>(columns: &[usize], value: impl Fn(usize) -> ValueRef<'a>) -> u64 {
    let mut state = FixedState::default().build_hasher();
    columns.iter().for_each(|&column| hash(plain(value(column)), &mut state));
    state.finish()
}

/// A row that others may refer to, or that refers to others: the object, and the one that knows what the row holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) slot: u32,
    pub(super) base: u32,
}

impl From<u32> for Known {
    fn from(slot: u32) -> Self {
        Known { slot, base: slot }
    }
}

/// Rows of one store.
pub(super) type Rows<'r> = (usize, &'r [Known]);

/// Finds which of some rows refer, as the database has them, to which of some others: `each` hears of the child, the
/// number of its foreign key, and the parent.
pub(super) fn references(
    stores: &Stores,
    children: &[Rows<'_>],
    parents: &[Rows<'_>],
    each: &mut dyn FnMut(Place, usize, Place),
) {
    for &(store, rows) in children {
        let child = stores.get(store);
        for (number, key) in child.info().table.foreign_keys.iter().enumerate() {
            for &(target, targets) in parents {
                let parent = stores.get(target);
                if !std::ptr::eq(parent.info().table, key.target) {
                    continue;
                }
                let mut by_key: ByValues<'_, u32> = ByValues::default();
                for it in targets {
                    if let Some(tuple) = Tuple::of(key.target_columns, |column| parent.base_value(it.base, column)) {
                        by_key.insert(tuple, it.slot);
                    }
                }
                for it in rows {
                    let tuple = Tuple::of(key.columns, |column| child.base_value(it.base, column));
                    if let Some(&slot) = tuple.and_then(|tuple| by_key.get(&tuple)) {
                        each(Place { store, slot: it.slot }, number, Place { store: target, slot });
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(a: ValueRef<'_>, b: ValueRef<'_>) -> bool {
        let map: ByValues<'_, ()> = ByValues::from_iter([(Tuple::One(a), ())]);
        map.contains_key(&Tuple::One(b))
    }

    #[test]
    fn values_are_equal_where_a_unique_constraint_finds_them_so() {
        assert!(found(ValueRef::F64(0.0), ValueRef::F64(-0.0)));
        assert!(found(ValueRef::F32(f32::NAN), ValueRef::F32(-f32::NAN)));
        assert!(found(ValueRef::Decimal("1.50".parse().unwrap()), ValueRef::Decimal("1.5".parse().unwrap())));
        assert!(!found(ValueRef::Text("a"), ValueRef::Text("A")));
        assert!(!found(ValueRef::I32(1), ValueRef::I32(2)));
    }

    #[test]
    fn a_tuple_with_a_null_compares_with_nothing() {
        let values = [ValueRef::I32(1), ValueRef::Null];
        assert!(Tuple::of(&[0, 1], |column| values[column]).is_none());
        assert!(Tuple::of(&[1], |column| values[column]).is_none());
        let tuple = Tuple::of(&[0, 0], |column| values[column]).unwrap();
        assert_eq!(tuple, Tuple::Many(Box::new([ValueRef::I32(1), ValueRef::I32(1)])));
    }
}
