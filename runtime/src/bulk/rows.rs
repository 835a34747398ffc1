//! Rows on their way to the database: chunks of an iterator, as the engine sees them, which knows no types.

use std::borrow::Cow;

use crate::{
    Error, ErrorKind, Model, Result, SameModel, Value, ValueRef,
    bulk::{IntoObject, IntoObjectOf},
    driver::Param,
    model::ModelInfo,
    session::flush::check,
    table::limits,
};

/// A chunk ends with so many rows,
const ROWS: usize = 5_000;
/// or with so many bytes of text and blobs.
const BYTES: usize = 4 << 20;

/// The rows of one chunk, and the way to the next.
pub(crate) trait Rows {
    fn info(&self) -> &'static ModelInfo;

    /// Lets go of the chunk and takes the next; whether there is one. Rows that cannot be written are refused here.
    fn refill(&mut self) -> Result<bool>;

    /// How many rows the chunk has.
    fn len(&self) -> usize;

    /// The index of its first row among all.
    fn first(&self) -> usize;

    /// How many rows there are in all, where the iterator knows.
    fn total(&self) -> Option<u64>;

    fn value(&self, row: usize, column: usize) -> ValueRef<'_>;

    /// Adds the values of some columns as parameters.
    fn bind<'a>(&'a self, row: usize, columns: &[usize], params: &mut Vec<Param<'a>>);

    /// Writes what the database filled.
    fn assign(&mut self, row: usize, column: usize, value: Value) -> Result<()>;
}

impl dyn Rows + '_ {
    /// `User (id=3)`, without what is sensitive.
    pub(super) fn named(&self, row: usize) -> String {
        let info = self.info();
        format!("{} ({})", info.name, info.key_text(|column| self.value(row, column)))
    }

    /// Says of which row an error is, and of which column, where the driver knew: `start` is the row of the chunk with
    /// which its statement began, `columns` are those of the parameters.
    pub(super) fn refused(&self, error: Error, start: usize, columns: &[usize]) -> Error {
        let (Some(row), parameter) = error.place() else { return error };
        let info = self.info();
        let mut before = unwritable(info, self.first() + start + row);
        if let Some(&column) = parameter.and_then(|parameter| columns.get(parameter)) {
            before.push_str(&format!(": {}.{}", info.name, info.table.columns[column].field));
        }
        error.context(&before)
    }
}

/// What is asked of objects before they are written.
pub(super) enum Wanted {
    /// A whole new row.
    New,
    /// A key, and what these columns can hold.
    Columns(Vec<usize>),
}

/// The objects of an iterator.
pub(super) struct Objects<'a, M: Model> {
    rest: Box<dyn Iterator<Item = Cow<'a, M>> + 'a>,
    wanted: Wanted,
    chunk: Vec<Cow<'a, M>>,
    first: usize,
    total: Option<u64>,
    /// Those of earlier chunks, where they are to be given back.
    kept: Option<Vec<M>>,
}

impl<'a, M: Model> Objects<'a, M> {
    pub(super) fn new<I>(objects: I) -> Self
    where
        I: IntoIterator<IntoIter: 'a>,
        I::Item: IntoObjectOf<M> + 'a,
    {
        let rest = objects.into_iter().map(|object| SameModel::same(object.into_object()));
        let total = total(&rest);
        Objects { rest: Box::new(rest), wanted: Wanted::New, chunk: Vec::new(), first: 0, total, kept: None }
    }

    /// The same, of which something else than a new row is asked.
    pub(super) fn wanted(self, wanted: Wanted) -> Self {
        Objects { wanted, ..self }
    }

    /// The same, to be given back.
    pub(super) fn kept(self) -> Self {
        Objects { kept: Some(Vec::with_capacity(self.rest.size_hint().0)), ..self }
    }

    /// Every object, where they were to be kept.
    pub(super) fn into_objects(self) -> Vec<M> {
        let mut all = self.kept.unwrap_or_default();
        all.extend(self.chunk.into_iter().map(Cow::into_owned));
        all
    }

    /// Looks more closely at an object that may be one that cannot be written.
    fn check(&self, object: &M) -> Result<()> {
        let info = M::info();
        let index = self.first + self.chunk.len();
        let columns = match &self.wanted {
            Wanted::New => None,
            Wanted::Columns(columns) => Some(&columns[..]),
        };
        if columns.is_some() && info.table.primary_key.iter().any(|&column| object.value(column).is_null()) {
            let message = format!("the {} at index {index} has no key, which names the row to be written", info.name);
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        check::object(object, columns).map_err(|error| error.context(&unwritable(info, index)))
    }
}

impl<M: Model> Rows for Objects<'_, M> {
    fn info(&self) -> &'static ModelInfo {
        M::info()
    }

    fn refill(&mut self) -> Result<bool> {
        self.first += self.chunk.len();
        match &mut self.kept {
            Some(kept) => kept.extend(self.chunk.drain(..).map(Cow::into_owned)),
            None => self.chunk.clear(),
        }
        let table = M::info().table;
        let mut bytes = 0;
        while self.chunk.len() < ROWS && bytes < BYTES {
            let Some(object) = self.rest.next() else { break };
            let mut sound = true;
            for column in 0..table.columns.len() {
                let value = object.value(column);
                sound &= match (&self.wanted, value) {
                    (Wanted::Columns(_), ValueRef::Null) => table.columns[column].nullable,
                    _ => limits::is_sound(table, column, value),
                };
                bytes += size(value);
            }
            if !sound {
                self.check(&object)?;
            }
            self.chunk.push(object);
        }
        Ok(!self.chunk.is_empty())
    }

    fn len(&self) -> usize {
        self.chunk.len()
    }

    fn first(&self) -> usize {
        self.first
    }

    fn total(&self) -> Option<u64> {
        self.total
    }

    fn value(&self, row: usize, column: usize) -> ValueRef<'_> {
        self.chunk[row].value(column)
    }

    fn bind<'a>(&'a self, row: usize, columns: &[usize], params: &mut Vec<Param<'a>>) {
        let table = M::info().table;
        let object = &self.chunk[row];
        for &column in columns {
            params.push(Param { value: object.value(column), sensitive: table.columns[column].sensitive });
        }
    }

    fn assign(&mut self, row: usize, column: usize, value: Value) -> Result<()> {
        let info = M::info();
        match self.chunk[row].to_mut().assign(column, value) {
            Some(()) => Ok(()),
            None => {
                let field = info.table.columns[column].field;
                let message = format!("{}.{field} cannot hold what the database made for it", info.name);
                Err(Error::new(ErrorKind::Data, message))
            }
        }
    }
}

fn unwritable(info: &ModelInfo, index: usize) -> String {
    format!("the {} at index {index} cannot be written", info.name)
}

/// How many items an iterator will give, where it knows.
pub(super) fn total<I: Iterator>(rest: &I) -> Option<u64> {
    match rest.size_hint() {
        (least, Some(most)) if least == most => Some(most as u64),
        _ => None,
    }
}

/// About how much memory a value takes beside its object.
fn size(value: ValueRef<'_>) -> usize {
    match value {
        ValueRef::Text(text) => text.len(),
        ValueRef::Bytes(bytes) => bytes.len(),
        ValueRef::Json(json) => json_size(json),
        ValueRef::Array(members) => members.iter().map(|member| 16 + size(member.as_ref())).sum(),
        ValueRef::Stored(value) => size(value.stored().as_ref()),
        _ => 0,
    }
}

fn json_size(json: &serde_json::Value) -> usize {
    match json {
        serde_json::Value::String(text) => text.len(),
        serde_json::Value::Array(items) => 16 + items.iter().map(json_size).sum::<usize>(),
        serde_json::Value::Object(items) => {
            16 + items.iter().map(|(name, item)| name.len() + json_size(item)).sum::<usize>()
        }
        _ => 16,
    }
}
