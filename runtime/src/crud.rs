//! Plain CRUD without a session: the same structs, nothing tracked. Generated code calls these.

use crate::{
    Connection, Dialect, Error, ErrorKind, Executor, IntoKey, Key, Model, Result, Value, Writable,
    driver::Param,
    session::flush::check,
    sql::{self, Guard},
};

/// The object with that key. One round trip.
///
/// # Errors
/// What the database says.
pub fn find<M: Model>(executor: impl Executor, key: impl IntoKey<M::Key>) -> Result<Option<M>> {
    let Some(key) = key.into_key() else { return Ok(None) };
    executor.with(|connection| {
        let text = sql::select_by_key(M::info(), connection.dialect());
        let mut found = None;
        connection.query_row(text, &key_params::<M>(&key), &mut |row| {
            found = Some(M::read(row, 0)?);
            Ok(())
        })?;
        Ok(found)
    })
}

/// All objects of the table, in no promised order. One round trip.
///
/// # Errors
/// What the database says.
pub fn all<M: Model>(executor: impl Executor) -> Result<Vec<M>> {
    executor.with(|connection| {
        let mut all = Vec::new();
        connection.query_params(&sql::select(M::info().table), &[], &mut |row| {
            all.push(M::read(row, 0)?);
            Ok(())
        })?;
        Ok(all)
    })
}

/// Has PostgreSQL compute a materialized view again; elsewhere there is nothing to do.
///
/// # Errors
/// What the database says.
pub fn refresh_view<M: Model>(executor: impl Executor) -> Result<()> {
    executor.with(|connection| match connection.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgresql => connection.run(&format!("REFRESH MATERIALIZED VIEW {}", M::info().table.sql)),
    })
}

/// Inserts a row and gives the object back with what the database filled. One round trip.
///
/// # Errors
/// [`ErrorKind::NotFilled`] and [`ErrorKind::Data`] before anything is sent; what the database says.
pub fn insert<M: Writable>(executor: impl Executor, mut object: M) -> Result<M> {
    let table = M::info().table;
    check::object(&object, None)?;
    executor.with(|connection| {
        let (returning, columns): (Vec<usize>, Vec<usize>) =
            (0..table.columns.len()).partition(|&column| table.leaves_out(column, object.value(column).is_null()));
        let text = sql::insert(table, &columns, &returning, connection.dialect());
        let mut back = Vec::with_capacity(returning.len());
        let params: Vec<Param<'_>> = columns.iter().map(|&column| param(&object, column)).collect();
        let rows = if returning.is_empty() {
            connection.execute_params(&text, &params)?
        } else {
            connection.query_params(&text, &params, &mut |row| {
                for index in 0..returning.len() {
                    back.push(row.value(index)?.to_value());
                }
                Ok(())
            })?
        };
        if rows != 1 {
            let message = format!("the row sent to \"{}\" was not inserted: a trigger may have dropped it", table.name);
            return Err(Error::new(ErrorKind::StaleData, message).with_retryable(false));
        }
        for (column, value) in returning.into_iter().zip(back) {
            assign(&mut object, column, value)?;
        }
        Ok(object)
    })
}

/// Writes every column of the object to its row, which its key names; update defaults and the version go on. One
/// round trip, and one to read the row again where the database computes columns.
///
/// # Errors
/// [`ErrorKind::StaleData`] where the row is gone or has another version; otherwise as [`insert`].
pub fn update<M: Writable>(executor: impl Executor, object: &mut M) -> Result<()> {
    let table = M::info().table;
    let columns: Vec<usize> = (0..table.columns.len())
        .filter(|column| !table.primary_key.contains(column) && !table.columns[*column].computed)
        .collect();
    if table.primary_key.iter().any(|&column| object.value(column).is_null()) {
        let name = M::info().name;
        return Err(Error::new(
            ErrorKind::InvalidRequest,
            format!("this {name} has no key: insert it first: {object}"),
        ));
    }
    check::object(object, Some(&columns))?;
    let mut next = object.clone();
    for &column in &columns {
        if table.version == Some(column) {
            let version = sql::next_version(object.value(column));
            assign(&mut next, column, version)?;
        } else if let Some(make) = table.columns[column].update_default {
            assign(&mut next, column, make())?;
        }
    }
    if columns.is_empty() {
        return Ok(());
    }
    let guard = table.version.map_or(Guard::None, Guard::Version);
    let (rows, fresh) = executor.with(|connection| {
        let text = sql::update(table, &columns, &guard, connection.dialect());
        let mut params: Vec<Param<'_>> = columns.iter().map(|&column| param(&next, column)).collect();
        params.extend(table.primary_key.iter().chain(guard.columns()).map(|&column| param(&*object, column)));
        let rows = connection.execute_params(&text, &params)?;
        if rows == 1 && table.computes() {
            let key: Vec<Param<'_>> = table.primary_key.iter().map(|&column| param(&*object, column)).collect();
            let text = sql::select_by_key(M::info(), connection.dialect());
            let mut fresh = None;
            connection.query_row(text, &key, &mut |row| {
                fresh = Some(M::read(row, 0)?);
                Ok(())
            })?;
            return Ok((rows, fresh));
        }
        Ok((rows, None))
    })?;
    if rows != 1 {
        let name = M::info().name;
        let why = if table.version.is_some() { "is gone or has another version" } else { "is gone" };
        return Err(Error::new(ErrorKind::StaleData, format!("the row of this {name} {why}: {object}")));
    }
    *object = fresh.unwrap_or(next);
    Ok(())
}

/// Deletes the row with that key. One round trip.
///
/// # Errors
/// [`ErrorKind::NoResultFound`] where there is no such row; what the database says.
pub fn delete<M: Writable>(executor: impl Executor, key: impl IntoKey<M::Key>) -> Result<()> {
    let info = M::info();
    let missing = || Error::new(ErrorKind::NoResultFound, format!("there is no {} with that key to delete", info.name));
    let key = key.into_key().ok_or_else(missing)?;
    let rows = executor.with(|connection: &mut Connection| {
        let text = sql::delete_by_values(info.table, info.table.primary_key, connection.dialect());
        connection.execute_params(&text, &key_params::<M>(&key))
    })?;
    if rows == 1 { Ok(()) } else { Err(missing()) }
}

fn key_params<M: Model>(key: &M::Key) -> Vec<Param<'_>> {
    let table = M::info().table;
    let mut params: Vec<Param<'_>> = Vec::with_capacity(M::Key::WIDTH);
    key.values(&mut |value| {
        let sensitive = table.columns[table.primary_key[params.len()]].sensitive;
        params.push(Param { value, sensitive });
    });
    params
}

fn param<M: Model>(object: &M, column: usize) -> Param<'_> {
    Param { value: object.value(column), sensitive: M::info().table.columns[column].sensitive }
}

fn assign<M: Model>(object: &mut M, column: usize, value: Value) -> Result<()> {
    object.assign(column, value).ok_or_else(|| {
        let info = M::info();
        let field = info.table.columns[column].field;
        Error::new(ErrorKind::Data, format!("{}.{field} cannot hold what the database made for it", info.name))
    })
}
