//! What is refused before anything is sent.

use crate::{
    Error, ErrorKind, Model, Result,
    model::{ModelInfo, RelationshipKind},
    repr::Repr,
    session::{Place, store::AnyStore, stores::Stores},
    table::limits::{fits, is_sound},
};

/// Checks the columns of an update.
pub(super) fn update(store: &dyn AnyStore, slot: u32, columns: &[usize]) -> Result<()> {
    let info = store.info();
    for &column in columns {
        if info.table.identity == Some(column) {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "{}.{} is made by the database and was changed to {}: set it back, or add a new object. It is {}",
                    info.name,
                    info.table.columns[column].field,
                    Repr(store.value(slot, column)),
                    store.shown(slot)
                ),
            ));
        }
        if info.table.columns[column].computed {
            let field = info.table.columns[column].field;
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("{}.{field} is computed by the database and cannot be set: {}", info.name, store.shown(slot)),
            ));
        }
        let value = store.value(slot, column);
        if value.is_null() || !is_sound(info.table, column, value) {
            column_of(store, slot, column, false)?;
        }
    }
    Ok(())
}

/// Checks a new object. Where its key is that of an object which is to be deleted, that object.
pub(super) fn insert(stores: &Stores, place: Place) -> Result<Option<u32>> {
    let store = stores.get(place.store);
    let info = store.info();
    if !store.is_sound(place.slot) {
        for column in 0..info.table.columns.len() {
            column_of(store, place.slot, column, true)?;
        }
    }
    if info.table.identity.is_some_and(|column| store.value(place.slot, column).is_null()) {
        return Ok(None);
    }
    match holder(store, place.slot) {
        Some(other) if store.head().metas[other as usize].deleted => Ok(Some(other)),
        Some(other) if !gives_up_key(store, other) => Err(Error::new(
            ErrorKind::IdentityConflict,
            format!(
                "the new {} has the key of an object that is in the session already: {} and {}. `merge` copies the \
                 one into the other",
                info.name,
                store.shown(place.slot),
                store.shown(other)
            ),
        )),
        _ => Ok(None),
    }
}

/// The persistent object that has the key of a new one.
pub(super) fn holder(store: &dyn AnyStore, slot: u32) -> Option<u32> {
    let primary_key = store.info().table.primary_key;
    store.find(&mut |part| store.value(slot, primary_key[part]))
}

/// Whether the flush gives the object another key.
pub(super) fn gives_up_key(store: &dyn AnyStore, slot: u32) -> bool {
    let mut key = store.info().table.primary_key.iter();
    key.any(|&column| !store.value(slot, column).same(store.base_value(slot, column)))
}

/// Checks an object that is in no session: all its columns for an INSERT, some for an UPDATE.
pub(crate) fn object<M: Model>(object: &M, changed: Option<&[usize]>) -> Result<()> {
    let info = M::info();
    for (column, description) in info.table.columns.iter().enumerate() {
        let value = object.value(column);
        if changed.is_some_and(|changed| !changed.contains(&column)) {
            continue;
        }
        if !value.is_null() && !description.computed {
            fits(description, value).map_err(|why| {
                Error::new(ErrorKind::Data, format!("{}.{} {why}: {object}", info.name, description.field))
            })?;
            continue;
        }
        let by_database = info.table.fills(column);
        if !(description.nullable || (changed.is_none() && by_database)) {
            return Err(not_filled(info, column, &object.to_string(), true));
        }
    }
    Ok(())
}

fn column_of(store: &dyn AnyStore, slot: u32, column: usize, new: bool) -> Result<()> {
    let info = store.info();
    let description = &info.table.columns[column];
    let value = store.value(slot, column);
    if value.is_null() {
        let by_database = info.table.fills(column);
        if description.nullable || (new && by_database) {
            return Ok(());
        }
        let head = store.head();
        let linked = info
            .table
            .foreign_keys
            .iter()
            .enumerate()
            .filter(|(_, key)| key.columns.contains(&column))
            .any(|(number, _)| head.links.get(&(slot, number)).is_some_and(|link| !link.keyed));
        return if linked { Ok(()) } else { Err(not_filled(info, column, &store.shown(slot), new)) };
    }
    fits(description, value).map_err(|why| {
        Error::new(ErrorKind::Data, format!("{}.{} {why}: {}", info.name, description.field, store.shown(slot)))
    })
}

fn not_filled(info: &ModelInfo, column: usize, object: &str, new: bool) -> Error {
    let field = info.table.columns[column].field;
    let mut ways = vec![format!("set it with `.{field}(...)`")];
    for relationship in info.relationships {
        if relationship.kind == RelationshipKind::BelongsTo && relationship.columns.contains(&column) {
            let name = relationship.name;
            ways.push(format!("give its {} with `.{name}(...)`", relationship.target.name));
            if let Some(inverse) = relationship.inverse {
                let target = relationship.target;
                ways.push(format!("append it to `{}::{}`", target.name, target.relationships[inverse].name));
            }
        }
    }
    let last = ways.pop().unwrap_or_default();
    let ways = if ways.is_empty() { last } else { format!("{}, or {last}", ways.join(", ")) };
    Error::new(
        ErrorKind::NotFilled,
        match !new && info.table.primary_key.contains(&column) {
            true => format!(
                "{}.{field} is part of the key and cannot be empty: {ways}, or delete it. The object is {object}",
                info.name
            ),
            false => format!("{}.{field} is NOT NULL and still empty: {ways}. The object is {object}", info.name),
        },
    )
}
