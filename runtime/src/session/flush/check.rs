//! What is refused before anything is sent.

use rust_decimal::Decimal;

use crate::{
    Error, ErrorKind, Model, Result, ValueRef,
    session::{Place, store::AnyStore, stores::Stores},
    table::{Kind, ModelInfo, RelationshipKind, Table, TableColumn},
};

/// Checks the columns of an update.
pub(super) fn update(store: &dyn AnyStore, slot: u32, columns: &[usize]) -> Result<()> {
    let info = store.info();
    for &column in columns {
        if info.table.identity == Some(column) {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "{}.{} is made by the database and was changed: {}",
                    info.name,
                    info.table.columns[column].field,
                    store.display(slot)
                ),
            ));
        }
        let value = store.value(slot, column);
        if value.is_null() || !is_sound(info.table, column, value) {
            column_of(store, slot, column, false)?;
        }
    }
    Ok(())
}

/// Checks a new object.
pub(super) fn insert(stores: &Stores, place: Place) -> Result<()> {
    let store = stores.get(place.store);
    let info = store.info();
    if !store.is_sound(place.slot) {
        for column in 0..info.table.columns.len() {
            column_of(store, place.slot, column, true)?;
        }
    }
    let key = |part: usize| store.value(place.slot, info.table.primary_key[part]);
    if info.table.identity.is_some_and(|column| store.value(place.slot, column).is_null()) {
        return Ok(());
    }
    match store.find(&mut { key }) {
        Some(other) if !store.head().metas[other as usize].deleted => Err(Error::new(
            ErrorKind::IdentityConflict,
            format!(
                "the new {} has the key of an object that is in the session already: {} and {}",
                info.name,
                store.display(place.slot),
                store.display(other)
            ),
        )),
        _ => Ok(()),
    }
}

/// Checks an object that is in no session: all its columns for an INSERT, some for an UPDATE.
pub(crate) fn object<M: Model>(object: &M, changed: Option<&[usize]>) -> Result<()> {
    let info = M::info();
    for (column, description) in info.table.columns.iter().enumerate() {
        let value = object.value(column);
        if changed.is_some_and(|changed| !changed.contains(&column)) {
            continue;
        }
        if !value.is_null() {
            fits(description, value).map_err(|why| {
                Error::new(ErrorKind::Data, format!("{}.{} {why}: {object}", info.name, description.field))
            })?;
            continue;
        }
        let by_database = info.table.identity == Some(column) || description.server_default;
        if !(description.nullable || (changed.is_none() && by_database)) {
            return Err(not_filled(info, column, &object.to_string()));
        }
    }
    Ok(())
}

/// Whether a column of a new object needs no closer look.
#[inline]
pub(crate) fn is_sound(table: &Table, column: usize, value: ValueRef<'_>) -> bool {
    let description = &table.columns[column];
    match value {
        ValueRef::Null => description.nullable || description.server_default || table.identity == Some(column),
        ValueRef::Text(text) => match description.kind {
            Kind::String { length } => length == 0 || text.len() <= length as usize,
            _ => true,
        },
        ValueRef::Decimal(_) => false,
        _ => true,
    }
}

fn column_of(store: &dyn AnyStore, slot: u32, column: usize, new: bool) -> Result<()> {
    let info = store.info();
    let description = &info.table.columns[column];
    let value = store.value(slot, column);
    if value.is_null() {
        let by_database = info.table.identity == Some(column) || description.server_default;
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
        return if linked { Ok(()) } else { Err(not_filled(info, column, &store.display(slot))) };
    }
    fits(description, value).map_err(|why| {
        Error::new(
            ErrorKind::Data,
            format!("{}.{} {why}: {}", info.name, description.field, shown(description, store, slot)),
        )
    })
}

fn shown(column: &TableColumn, store: &dyn AnyStore, slot: u32) -> String {
    if column.sensitive { format!("a {}", store.info().name) } else { store.display(slot) }
}

/// What the database would refuse, or SQLite would take and PostgreSQL would not.
pub(crate) fn fits(column: &TableColumn, value: ValueRef<'_>) -> std::result::Result<(), String> {
    match (column.kind, value) {
        (Kind::String { length }, ValueRef::Text(text)) if length > 0 && text.len() > length as usize => {
            match text.chars().count() {
                count if count > length as usize => {
                    Err(format!("holds at most {length} characters, and the value has {count}"))
                }
                _ => Ok(()),
            }
        }
        (Kind::Numeric { precision, scale }, ValueRef::Decimal(value)) => numeric(precision, scale, value),
        _ => Ok(()),
    }
}

fn numeric(precision: u8, scale: u8, value: Decimal) -> std::result::Result<(), String> {
    let value = value.normalize();
    if value.scale() > u32::from(scale) {
        return Err(format!("has {scale} digits after the point, and {value} has {}", value.scale()));
    }
    let whole = u32::from(precision - scale);
    let limit = 10_i128.checked_pow(whole).unwrap_or(i128::MAX);
    if value.trunc().mantissa().abs() >= limit {
        return Err(format!("has {whole} digits before the point, and {value} has more"));
    }
    Ok(())
}

fn not_filled(info: &ModelInfo, column: usize, object: &str) -> Error {
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
        format!("{}.{field} is NOT NULL and still empty: {ways}. The object is {object}", info.name),
    )
}
