//! What stands at the top of a file: settings, enums, models, relationships.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Reader;
use super::fields::{Fields, place_of, sql};
use crate::diagnostic::{Code, Diagnostic};
use crate::keys;
use crate::lint::{self, Level};
use crate::model::naming::What;
use crate::model::rust::{Cascade, Lazy, PassiveDeletes};
use crate::model::{Dialect, TimeLibrary};
use crate::source::Place;
use crate::syntax::{
    Attributes, Document, Enum, EnumValue, KindOfRelationship, Mixin, Model, Name, Relationship, Settings, SqlText,
    Table, View, Written,
};

impl Reader<'_> {
    /// The top of a file. Whether every name in it is known afterwards.
    pub(super) fn top(&mut self, table: &DeTable<'_>, document: &mut Document) -> bool {
        let before = self.mistakes.len();
        let start = self.place(0..0);
        let fields = self.fields(table, &keys::TOP, start, "this file");
        if let (Some(table), Some(place)) = (fields.table("settings"), fields.key_place("settings")) {
            document.settings.push(self.settings(table, place));
        }
        let (enums, models, tables) =
            (self.named(&fields, "enum"), self.named(&fields, "model"), self.named(&fields, "table"));
        let (mixins, sequences) = (self.named(&fields, "mixin"), self.named(&fields, "sequence"));
        let views = self.named(&fields, "view");
        let names_are_known = self.mistakes.len() == before;
        for (name, table) in enums {
            document.enums.push(self.enumeration(name, table));
        }
        for (name, table) in models {
            document.models.push(self.model(name, table));
        }
        for (name, table) in views {
            document.models.push(self.view(name, table));
        }
        for (name, table) in tables {
            let fields = self.fields(table, &keys::TABLE, name.place, &format!("table `{}`", name.value));
            self.has_columns(&fields, table, &name, "table");
            let body = self.body(&fields, &keys::TABLE_COLUMN);
            document.tables.push(Table { name, body });
        }
        for (name, table) in mixins {
            let fields = self.fields(table, &keys::MIXIN, name.place, &format!("mixin `{}`", name.value));
            let (body, relationships) =
                (self.body(&fields, &keys::COLUMN), self.relationships(&fields, &keys::RELATIONSHIP));
            document.mixins.push(Mixin { name, body, relationships });
        }
        for (name, table) in sequences {
            document.sequences.push(self.sequence(name, table));
        }
        names_are_known
    }

    /// The tables below a key whose keys are names; reports what is no table.
    pub(super) fn named<'t>(&mut self, fields: &Fields<'t>, key: &str) -> Vec<(Name, &'t DeTable<'t>)> {
        let mut found = Vec::new();
        for (name, value) in fields.table(key).into_iter().flat_map(|table| table.iter()) {
            let name = Name { value: name.get_ref().to_string(), place: self.place(name.span()) };
            match value.get_ref().as_table() {
                Some(table) => found.push((name, table)),
                None => {
                    // Only that it is no table is reported, so that any place would do: these have a help of their own.
                    let shape = match key {
                        "enum" => &keys::Shape::Table(&keys::ENUM),
                        "relationships" => &keys::Shape::Table(&keys::RELATIONSHIP),
                        _ => &keys::Shape::Table(&keys::TOP),
                    };
                    self.fits(shape, &name.value, value);
                }
            }
        }
        found
    }

    fn settings(&mut self, table: &DeTable<'_>, place: Place) -> Settings {
        let fields = self.fields(table, &keys::SETTINGS, place, "`[settings]`");
        let dialects = fields.names("dialects").map(|names| Written {
            value: names.value.iter().filter_map(|name| Dialect::from_word(&name.value)).collect(),
            place: names.place,
        });
        let naming = fields.table("naming").zip(fields.key_place("naming"));
        let naming = naming.map(|(table, place)| self.fields(table, &keys::NAMING, place, "`naming`"));
        let lints = fields.table("lints").zip(fields.key_place("lints"));
        let lints = lints.map(|(table, place)| self.fields(table, &keys::LINTS, place, "`lints`"));
        let level = |name| Some((name, lints.as_ref()?.word(name, Level::from_word)?.value));
        let convention = |what: What| Some((what, naming.as_ref()?.text(what.word())?));
        Settings {
            place,
            dialects,
            out: fields.text("out"),
            comments: fields.text("comments"),
            x: fields.value("x"),
            schema: fields.text("schema"),
            time: fields.word("time", TimeLibrary::from_word).map(|word| word.value),
            naming: What::ALL.into_iter().filter_map(convention).collect(),
            lints: lint::names().filter_map(level).collect(),
        }
    }

    fn enumeration(&mut self, name: Name, table: &DeTable<'_>) -> Enum {
        let fields = self.fields(table, &keys::ENUM, name.place, &format!("enum `{}`", name.value));
        let values = fields.items("values").map(|item| self.enum_value(item)).collect();
        let place = fields.get("values").map_or(name.place, |values| place_of(self.file, values));
        Enum {
            rust_name: fields.text("rust_name"),
            database_name: fields.text("name"),
            schema: fields.text("schema"),
            x: fields.value("x"),
            attributes: self.attributes(&fields, &keys::ENUM_SERDE),
            doc: fields.text("doc"),
            values: Written { value: values, place },
            name,
        }
    }

    fn enum_value(&mut self, item: &Spanned<DeValue<'_>>) -> EnumValue {
        let place = place_of(self.file, item);
        match item.get_ref() {
            DeValue::Table(table) => {
                let fields = self.fields(table, &keys::ENUM_VALUE, place, "this value");
                EnumValue {
                    value: fields.text("value").unwrap_or_else(|| nameless(place)),
                    rust_name: fields.text("rust_name"),
                    attributes: self.attributes(&fields, &keys::VALUE_SERDE),
                    doc: fields.text("doc"),
                }
            }
            other => EnumValue {
                value: Name { value: other.as_str().unwrap_or_default().to_owned(), place },
                rust_name: None,
                attributes: Attributes::default(),
                doc: None,
            },
        }
    }

    fn model(&mut self, name: Name, table: &DeTable<'_>) -> Model {
        let fields = self.fields(table, &keys::MODEL, name.place, &format!("model `{}`", name.value));
        self.has_columns(&fields, table, &name, "model");
        let relationships = self.relationships(&fields, &keys::RELATIONSHIP);
        Model {
            rust_name: fields.text("rust_name"),
            table: fields.text("table").unwrap_or_else(|| nameless(name.place)),
            display: fields.names("display"),
            body: self.body(&fields, &keys::COLUMN),
            relationships,
            hooks: fields.names("hooks"),
            validate: fields.flag("validate"),
            attributes: self.attributes(&fields, &keys::MODEL_SERDE),
            view: None,
            name,
        }
    }

    fn view(&mut self, name: Name, table: &DeTable<'_>) -> Model {
        let fields = self.fields(table, &keys::VIEW, name.place, &format!("view `{}`", name.value));
        self.has_columns(&fields, table, &name, "view");
        let query = fields.get("query").map(|found| sql(self, found));
        let blank = || Written { value: SqlText::Same(String::new()), place: name.place };
        Model {
            rust_name: fields.text("rust_name"),
            table: fields.text("view").unwrap_or_else(|| nameless(name.place)),
            display: fields.names("display"),
            body: self.body(&fields, &keys::VIEW_COLUMN),
            relationships: self.relationships(&fields, &keys::VIEW_RELATIONSHIP),
            hooks: None,
            validate: None,
            attributes: self.attributes(&fields, &keys::MODEL_SERDE),
            view: Some(View { query: query.unwrap_or_else(blank), materialized: fields.flag("materialized") }),
            name,
        }
    }

    /// Reports a model or table without columns, its own or a mixin's.
    fn has_columns(&mut self, fields: &Fields<'_>, table: &DeTable<'_>, name: &Name, what: &str) {
        if !["columns", "mixins"].iter().any(|key| fields.attempted(table, key)) {
            let message = format!("{what} `{}` has no `columns`", name.value);
            self.report(
                Diagnostic::new(Code::MissingKey, name.place, message)
                    .label("`columns` or `mixins` is required")
                    .help("the columns by name: a type, or a table"),
            );
        }
    }

    fn relationships(&mut self, fields: &Fields<'_>, place: &'static keys::Place) -> Vec<Relationship> {
        let named = self.named(fields, "relationships");
        named.into_iter().filter_map(|(name, table)| self.relationship(name, table, place)).collect()
    }

    fn relationship(&mut self, name: Name, table: &DeTable<'_>, place: &'static keys::Place) -> Option<Relationship> {
        use KindOfRelationship::{BelongsTo, HasMany, HasOne};
        let fields = self.fields(table, place, name.place, &format!("relationship `{}`", name.value));
        let said: Vec<KindOfRelationship> =
            [BelongsTo, HasOne, HasMany].into_iter().filter(|kind| fields.get(kind.word()).is_some()).collect();
        let Some(&kind) = said.first() else {
            // One that is there with the wrong type has been reported already.
            if ![BelongsTo, HasOne, HasMany].iter().any(|kind| fields.attempted(table, kind.word())) {
                let message = format!("relationship `{}` does not say what it is", name.value);
                self.report(
                    Diagnostic::new(Code::MissingKey, name.place, message)
                        .label("no `belongs_to`, `has_one` or `has_many`"),
                );
            }
            return None;
        };
        Some(Relationship {
            target: fields.text(kind.word())?,
            kind,
            through: fields.text("through"),
            back_populates: fields.text("back_populates"),
            foreign_key: fields.names("foreign_key"),
            order_by: fields.names("order_by"),
            cascade: fields.word("cascade", |words| Some(cascade(words))),
            lazy: fields.word("lazy", Lazy::from_word),
            passive_deletes: passive_deletes(&fields),
            rust_name: fields.text("rust_name"),
            doc: fields.text("doc"),
            x: fields.value("x"),
            name,
        })
    }
}

/// A name that is missing, where that has been reported.
fn nameless(place: Place) -> Name {
    Name { value: String::new(), place }
}

/// The words of a cascade together.
fn cascade(words: &str) -> Cascade {
    let mut cascade = Cascade::NONE;
    for word in words.split(',').map(|word| word.trim_matches(keys::BLANK)) {
        match word {
            "save-update" => cascade.save_update = true,
            "merge" => cascade.merge = true,
            "refresh-expire" => cascade.refresh_expire = true,
            "expunge" => cascade.expunge = true,
            "delete" => cascade.delete = true,
            "delete-orphan" => cascade.delete_orphan = true,
            "all" => cascade = Cascade { delete_orphan: cascade.delete_orphan, ..Cascade::ALL },
            _ => {}
        }
    }
    cascade
}

fn passive_deletes(fields: &Fields<'_>) -> Option<Written<PassiveDeletes>> {
    let flag = fields.flag("passive_deletes").map(|flag| Written {
        value: if flag.value { PassiveDeletes::Yes } else { PassiveDeletes::No },
        place: flag.place,
    });
    flag.or_else(|| fields.word("passive_deletes", |_| Some(PassiveDeletes::All)))
}
