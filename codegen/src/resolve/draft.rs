//! The schema half-way: what was written beside what it means, with gaps where a name means nothing.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::kind::Kind;
use crate::model::mapping::Link;
use crate::model::name::{FieldName, TypeName, camel_case, full, snake_case};
use crate::model::naming::{Convention, Naming, Parts, What};
use crate::model::rust::{OrderBy, RelationshipKind};
use crate::model::{Dialect, Settings};
use crate::source::Place;
use crate::syntax::{self, Body, Document, KindOfRelationship, Name, Rules, SqlText, Written};

pub(crate) struct Draft<'d> {
    pub(crate) document: &'d Document,
    pub(crate) settings: Settings,
    pub(crate) enums: Vec<Enum<'d>>,
    pub(crate) tables: Vec<Table<'d>>,
    pub(crate) models: Vec<Model<'d>>,
}

pub(crate) struct Enum<'d> {
    pub(crate) written: &'d syntax::Enum,
    /// The schema of PostgreSQL that it is in.
    pub(crate) schema: Option<&'d Name>,
    pub(crate) name: TypeName,
    /// Its name in the database, with the place to blame for it.
    pub(crate) database_name: Name,
    /// The name of each value's variant.
    pub(crate) variants: Vec<String>,
}

pub(crate) struct Table<'d> {
    /// The schema of PostgreSQL that it is in.
    pub(crate) schema: Option<&'d Name>,
    /// Its name in the database.
    pub(crate) name: &'d Name,
    pub(crate) body: &'d Body,
    /// The name in the header that began it.
    pub(crate) header: Place,
    pub(crate) model: Option<usize>,
    /// That it is a view.
    pub(crate) view: Option<&'d syntax::View>,
    pub(crate) columns: Vec<Column<'d>>,
    /// Empty where there is none.
    pub(crate) primary_key: Vec<usize>,
    pub(crate) foreign_keys: Vec<ForeignKey<'d>>,
    pub(crate) uniques: Vec<Keyed<'d>>,
    pub(crate) indexes: Vec<Keyed<'d>>,
}

pub(crate) struct Column<'d> {
    pub(crate) written: &'d syntax::Column,
    /// Its name in the database, with the place to blame for it.
    pub(crate) name: &'d Name,
    /// `None` where the enum is unknown or the type lacks something.
    pub(crate) kind: Option<Kind>,
    /// An array of members of that type.
    pub(crate) array: bool,
    /// NULL is allowed, and it is not in the primary key.
    pub(crate) nullable: bool,
}

pub(crate) struct ForeignKey<'d> {
    pub(crate) name: String,
    /// `None` where one is unknown.
    pub(crate) columns: Option<Vec<usize>>,
    /// The table and its columns; `None` where one is unknown.
    pub(crate) target: Option<(usize, Vec<usize>)>,
    pub(crate) rules: &'d Rules,
    pub(crate) place: Place,
    /// Where the target is named.
    pub(crate) target_place: Place,
}

/// A unique constraint or an index.
pub(crate) struct Keyed<'d> {
    pub(crate) name: String,
    /// `None` where one is unknown.
    pub(crate) columns: Option<Vec<usize>>,
    pub(crate) condition: Option<&'d Written<SqlText>>,
    /// Those that PostgreSQL keeps in an index beside what it orders; `None` where one is unknown.
    pub(crate) include: Option<Vec<usize>>,
    pub(crate) written_name: Option<&'d Name>,
    /// What stands in a list, where it is not made of a column or a foreign key.
    pub(crate) written: Option<&'d syntax::Keyed>,
    pub(crate) place: Place,
}

impl Keyed<'_> {
    /// Its columns, where it is about every row and finds them by their values.
    pub(crate) fn whole(&self) -> Option<&[usize]> {
        let sorted = self.written.and_then(|list| list.using.as_ref()).is_none_or(|using| using.value == "btree");
        if self.condition.is_some() || !sorted { None } else { self.columns.as_deref() }
    }
}

pub(crate) struct Model<'d> {
    pub(crate) written: &'d syntax::Model,
    pub(crate) name: TypeName,
    pub(crate) table: usize,
    /// For each column of the table, the forms of the field's name.
    pub(crate) fields: Vec<FieldName>,
    pub(crate) display: Vec<usize>,
    pub(crate) relationships: Vec<Relationship<'d>>,
}

pub(crate) struct Relationship<'d> {
    pub(crate) written: &'d syntax::Relationship,
    pub(crate) name: FieldName,
    pub(crate) kind: RelationshipKind,
    pub(crate) target: Option<usize>,
    pub(crate) inverse: Option<usize>,
    pub(crate) link: Option<Link>,
    pub(crate) order_by: Vec<OrderBy>,
}

impl Draft<'_> {
    /// A name of the database in the form in which it is compared: SQLite does not look at case.
    pub(crate) fn folded(&self, name: &str) -> String {
        let folds_case = self.settings.dialects.contains(&Dialect::Sqlite);
        if folds_case { name.to_ascii_lowercase() } else { name.to_owned() }
    }

    /// The schema of PostgreSQL that a sequence is in.
    pub(crate) fn schema_of(&self, sequence: &'_ syntax::Sequence) -> Option<String> {
        let own = sequence.schema.as_ref().map(|schema| schema.value.clone());
        own.or_else(|| self.settings.schema.clone())
    }

    /// Looks a sequence up by its name, with its schema before it unless that is the settings'.
    pub(crate) fn sequence(&self, name: &str) -> Option<usize> {
        self.document.sequences.iter().position(|sequence| {
            let schema = self.schema_of(sequence);
            let plain = schema == self.settings.schema && sequence.name.value == name;
            plain || full(schema.as_deref(), &sequence.name.value) == name
        })
    }

    /// The foreign keys of one table that refer to another.
    pub(crate) fn references(&self, from: usize, to: usize) -> Vec<usize> {
        let refers = |key: &ForeignKey<'_>| {
            // By name, so that a table defined twice is one mistake and not two.
            key.columns.is_some()
                && key
                    .target
                    .as_ref()
                    .is_some_and(|(table, _)| self.tables[*table].full_name() == self.tables[to].full_name())
        };
        let keys = &self.tables[from].foreign_keys;
        (0..keys.len()).filter(|&index| refers(&keys[index])).collect()
    }

    /// The foreign key behind a link of the model, with the table it is in, where it is no table between.
    pub(crate) fn linked(&self, model: usize, relationship: &Relationship<'_>) -> Option<(usize, &ForeignKey<'_>)> {
        let table = match relationship.link? {
            Link::Local { .. } => self.models[model].table,
            Link::Remote { .. } | Link::Shared { .. } => self.models[relationship.target?].table,
            Link::Through { .. } => return None,
        };
        let (Link::Local { foreign_key } | Link::Remote { foreign_key } | Link::Shared { foreign_key }) =
            relationship.link?
        else {
            return None;
        };
        Some((table, &self.tables[table].foreign_keys[foreign_key]))
    }
}

impl Table<'_> {
    /// Its name with its schema before it, where it has one.
    pub(crate) fn full_name(&self) -> String {
        full(self.schema.map(|schema| schema.value.as_str()), &self.name.value)
    }

    /// Looks a column up by its key in the file; reports it where it is unknown.
    pub(crate) fn column(&self, name: &Name, mistakes: &mut Vec<Diagnostic>) -> Option<usize> {
        let found = self.columns.iter().position(|column| column.written.name.value == name.value);
        if found.is_none() {
            mistakes.push(self.unknown_column(&name.value, name.place));
        }
        found
    }

    /// Looks several columns up; reports each that is unknown. `None` where one is.
    pub(crate) fn columns(&self, names: &[Name], mistakes: &mut Vec<Diagnostic>) -> Option<Vec<usize>> {
        let found: Vec<Option<usize>> = names.iter().map(|name| self.column(name, mistakes)).collect();
        found.into_iter().collect()
    }

    /// The report of an unknown column.
    pub(crate) fn unknown_column(&self, name: &str, place: Place) -> Diagnostic {
        let mistake =
            Diagnostic::new(Code::UnknownColumn, place, format!("table `{}` has no column `{name}`", self.name.value))
                .label("no such column")
                .second(self.header, "the table is defined here");
        match self.columns.iter().find(|column| column.name.value == name) {
            Some(column) => mistake.help(format!(
                "`{name}` is its name in the database; schema files call it `{}`",
                column.written.name.value
            )),
            None => mistake.near(name, self.columns.iter().map(|column| column.written.name.value.as_str())),
        }
    }

    /// The names of columns as the database calls them.
    pub(crate) fn database_names(&self, columns: &[usize]) -> Vec<&str> {
        columns.iter().map(|&column| self.columns[column].name.value.as_str()).collect()
    }

    /// The name of a key, constraint or index of these columns, which the schema may give; what `parts` has for columns
    /// stands behind them.
    pub(crate) fn constraint_name(&self, naming: &Naming, what: What, columns: &[usize], parts: Parts<'_>) -> String {
        let columns: Vec<(&str, &str)> = columns
            .iter()
            .map(|&column| &self.columns[column])
            .map(|column| (column.name.value.as_str(), column.written.name.value.as_str()))
            .collect();
        let schema = self.schema.map(|schema| schema.value.as_str());
        let columns = columns.into_iter().chain(parts.columns.iter().copied()).collect::<Vec<_>>();
        naming.name(what, Parts { schema, table: &self.name.value, columns: &columns, ..parts })
    }

    /// Whether no two rows can agree in these columns.
    pub(crate) fn is_unique(&self, columns: &[usize]) -> bool {
        let within = |key: &[usize]| !key.is_empty() && key.iter().all(|column| columns.contains(column));
        within(&self.primary_key) || self.uniques.iter().filter_map(Keyed::whole).any(within)
    }

    /// The column that the database numbers: the single whole-number column of the primary key, with no default and no
    /// foreign key.
    pub(crate) fn identity(&self) -> Option<usize> {
        let &[key] = &self.primary_key[..] else { return None };
        let column = &self.columns[key];
        let refers = self
            .foreign_keys
            .iter()
            .any(|foreign| foreign.columns.as_ref().is_none_or(|columns| columns.contains(&key)));
        let made = self.view.is_some() || column.written.default.is_some() || column.written.server_default.is_some();
        let plain = !made && !refers;
        (plain && !column.array && column.kind.is_some_and(Kind::is_integer)).then_some(key)
    }
}

/// Lists everything, with nothing looked up yet but which model is in which table.
pub(super) fn draft(document: &Document) -> Draft<'_> {
    let mut settings = Settings::default();
    if let Some(said) = document.settings.first() {
        settings.out = said.out.as_ref().map(|out| out.value.clone());
        if let Some(dialects) = said.dialects.as_ref().filter(|dialects| !dialects.value.is_empty()) {
            settings.dialects = Dialect::ALL.into_iter().filter(|d| dialects.value.contains(d)).collect();
            settings.place = (settings.dialects.len() < Dialect::ALL.len()).then_some(said.place);
        }
        settings.doc_is_comment = said.comments.is_some();
        settings.schema = said.schema.as_ref().map(|schema| schema.value.clone());
        settings.time = said.time.unwrap_or(settings.time);
        if settings.doc_is_comment || settings.schema.is_some() || said.time.is_some() {
            settings.place = Some(said.place);
        }
        for (what, convention) in &said.naming {
            if let Ok(convention) = Convention::read(*what, &convention.value) {
                settings.naming = settings.naming.with(*what, convention);
                settings.place = Some(said.place);
            }
        }
    }

    let schema = document.settings.first().and_then(|said| said.schema.as_ref());
    let mut tables: Vec<Table<'_>> = Vec::new();
    for (index, model) in document.models.iter().enumerate() {
        let known = table(&model.table, model.name.place, &model.body, Some(index), schema);
        tables.push(Table { view: model.view.as_ref(), ..known });
    }
    for without in &document.tables {
        tables.push(table(&without.name, without.name.place, &without.body, None, schema));
    }
    tables.sort_by_key(|table| table.header);

    let mut models: Vec<Model<'_>> = Vec::new();
    for (index, written) in document.models.iter().enumerate() {
        models.push(Model {
            written,
            name: TypeName::new(&written.name.value, written.rust_name.as_ref().map(|name| name.value.as_str())),
            table: tables.iter().position(|table| table.model == Some(index)).unwrap_or_default(),
            fields: written.body.columns.iter().map(|c| field_name(&c.name, c.rust_name.as_ref())).collect(),
            display: Vec::new(),
            relationships: written.relationships.iter().map(relationship).collect(),
        });
    }
    let enums = document.enums.iter().map(|written| enumeration(written, schema)).collect();
    Draft { document, settings, enums, tables, models }
}

fn table<'d>(
    name: &'d Name,
    header: Place,
    body: &'d Body,
    model: Option<usize>,
    schema: Option<&'d Name>,
) -> Table<'d> {
    let column = |written: &'d syntax::Column| Column {
        written,
        name: written.database_name.as_ref().unwrap_or(&written.name),
        kind: None,
        array: syntax::Column::says(&written.array),
        nullable: syntax::Column::says(&written.nullable),
    };
    Table {
        schema: body.schema.as_ref().or(schema),
        name,
        body,
        header,
        model,
        view: None,
        columns: body.columns.iter().map(column).collect(),
        primary_key: Vec::new(),
        foreign_keys: Vec::new(),
        uniques: Vec::new(),
        indexes: Vec::new(),
    }
}

fn field_name(name: &Name, rust_name: Option<&Name>) -> FieldName {
    FieldName::new(&name.value, rust_name.map(|name| name.value.as_str()))
}

fn relationship(written: &syntax::Relationship) -> Relationship<'_> {
    let kind = match (written.kind, &written.through) {
        (KindOfRelationship::BelongsTo, _) => RelationshipKind::BelongsTo,
        (KindOfRelationship::HasOne, _) => RelationshipKind::HasOne,
        (KindOfRelationship::HasMany, None) => RelationshipKind::HasMany,
        (KindOfRelationship::HasMany, Some(_)) => RelationshipKind::ManyToMany,
    };
    Relationship {
        written,
        name: field_name(&written.name, written.rust_name.as_ref()),
        kind,
        target: None,
        inverse: None,
        link: None,
        order_by: Vec::new(),
    }
}

fn enumeration<'d>(written: &'d syntax::Enum, schema: Option<&'d Name>) -> Enum<'d> {
    let variant = |value: &syntax::EnumValue| match &value.rust_name {
        Some(name) => name.value.clone(),
        None => camel_case(&value.value.value),
    };
    Enum {
        written,
        schema: written.schema.as_ref().or(schema),
        name: TypeName::new(&written.name.value, written.rust_name.as_ref().map(|name| name.value.as_str())),
        database_name: written
            .database_name
            .clone()
            .unwrap_or_else(|| Written { value: snake_case(&written.name.value), place: written.name.place }),
        variants: written.values.value.iter().map(variant).collect(),
    }
}
