//! What a model and a table without one have in common: columns, keys, constraints, indexes.

use toml::Spanned;
use toml::de::DeValue;

use super::Reader;
use super::fields::{Fields, names, place_of, sql, value};
use crate::diagnostic::{Code, Diagnostic};
use crate::keys;
use crate::model::database::Action;
use crate::syntax::{
    Attributes, Body, Check, Column, Computed, ForeignKey, Keyed, KindName, Name, Reference, Rules, ServerValue,
    SqlText, Written,
};

impl Reader<'_> {
    /// The part of a model or table that is about the table.
    pub(super) fn body(&mut self, fields: &Fields<'_>, place: &'static keys::Place) -> Body {
        Body {
            doc: fields.text("doc"),
            comment: fields.text("comment"),
            schema: fields.text("schema"),
            renamed_from: fields.text("renamed_from"),
            x: fields.value("x"),
            mixins: fields.names("mixins"),
            columns: self.columns(fields, place),
            primary_key: fields.names("primary_key"),
            uniques: fields.items("unique").map(|item| self.keyed(item, &keys::UNIQUE)).collect(),
            indexes: fields.items("index").map(|item| self.keyed(item, &keys::INDEX)).collect(),
            checks: fields.items("check").map(|item| self.check(item)).collect(),
            foreign_keys: fields.items("foreign_key").filter_map(|item| self.foreign_key(item)).collect(),
        }
    }

    fn columns(&mut self, fields: &Fields<'_>, place: &'static keys::Place) -> Vec<Column> {
        let mut columns = Vec::new();
        for (name, value) in fields.table("columns").into_iter().flat_map(|table| table.iter()) {
            let name = Name { value: name.get_ref().to_string(), place: self.place(name.span()) };
            if self.fits(&keys::COLUMN_VALUE, &name.value, value) {
                columns.extend(self.column(name, value, place));
            }
        }
        columns
    }

    fn column(&mut self, name: Name, given: &Spanned<DeValue<'_>>, place: &'static keys::Place) -> Option<Column> {
        let DeValue::Table(table) = given.get_ref() else {
            let word = type_word(given.get_ref().as_str()?)?;
            let kind = Written { value: KindName::Type(word), place: place_of(self.file, given) };
            return Some(blank(name, kind));
        };
        let fields = self.fields(table, place, name.place, &format!("column `{}`", name.value));
        let kind = fields
            .word("type", type_word)
            .map(|word| Written { value: KindName::Type(word.value), place: word.place })
            .or_else(|| {
                let name = fields.text("enum")?;
                Some(Written { value: KindName::Enum(name.value), place: name.place })
            });
        let Some(kind) = kind else {
            if !fields.attempted(table, "type") && !fields.attempted(table, "enum") {
                let message = format!("column `{}` has no type", name.value);
                self.report(
                    Diagnostic::new(Code::MissingKey, name.place, message).label("neither `type` nor `enum` is said"),
                );
            }
            return None;
        };
        Some(Column {
            array: fields.flag("array"),
            length: fields.number("length"),
            precision: fields.number("precision"),
            scale: fields.number("scale"),
            nullable: fields.flag("nullable"),
            primary_key: fields.flag("primary_key"),
            unique: fields.flag("unique"),
            index: fields.flag("index"),
            references: fields.get("references").and_then(|found| self.reference(found)),
            default: fields.value("default"),
            server_default: fields.get("server_default").map(|found| self.server_value(found)),
            update_default: fields.value("update_default"),
            identity: fields.get("identity").map(|found| self.identity(found)),
            autoincrement: fields.flag("autoincrement"),
            computed: fields.get("computed").and_then(|found| self.computed(found)),
            database_name: fields.text("column"),
            rust_name: fields.text("rust_name"),
            rust_type: fields.text("rust_type"),
            version: fields.flag("version"),
            sensitive: fields.flag("sensitive"),
            attributes: self.attributes(&fields, &keys::COLUMN_SERDE),
            renamed_from: fields.text("renamed_from"),
            doc: fields.text("doc"),
            comment: fields.text("comment"),
            check: fields.get("check").map(|found| sql(self, found)),
            x: fields.value("x"),
            ..blank(name, kind)
        })
    }

    fn server_value(&mut self, found: &Spanned<DeValue<'_>>) -> Written<ServerValue> {
        let place = place_of(self.file, found);
        let value = match found.get_ref() {
            DeValue::Table(table) => {
                let fields = self.fields(table, &keys::SERVER_DEFAULT_SQL, place, "this default");
                match fields.text("next") {
                    Some(next) => ServerValue::Next(next),
                    None => ServerValue::Sql(SqlText::Each {
                        sqlite: fields.text("sqlite"),
                        postgresql: fields.text("postgresql"),
                    }),
                }
            }
            other => ServerValue::Value(value(other)),
        };
        Written { value, place }
    }

    fn computed(&mut self, found: &Spanned<DeValue<'_>>) -> Option<Computed> {
        let place = place_of(self.file, found);
        let DeValue::Table(table) = found.get_ref() else {
            return Some(Computed { sql: sql(self, found), stored: None, place });
        };
        let fields = self.fields(table, &keys::COMPUTED, place, "`computed`");
        Some(Computed { sql: sql(self, fields.get("sql")?), stored: fields.flag("stored"), place })
    }

    fn reference(&mut self, found: &Spanned<DeValue<'_>>) -> Option<Reference> {
        let place = place_of(self.file, found);
        match found.get_ref() {
            DeValue::Table(table) => {
                let fields = self.fields(table, &keys::REFERENCES, place, "`references`");
                Some(Reference { column: fields.text("column")?, rules: rules(&fields) })
            }
            other => {
                let column = Name { value: other.as_str()?.to_owned(), place };
                Some(Reference { column, rules: Rules::default() })
            }
        }
    }

    fn foreign_key(&mut self, item: &Spanned<DeValue<'_>>) -> Option<ForeignKey> {
        let place = place_of(self.file, item);
        let fields = self.fields(item.get_ref().as_table()?, &keys::FOREIGN_KEY, place, "this foreign key");
        Some(ForeignKey {
            place,
            columns: fields.names("columns")?,
            references: fields.names("references")?,
            rules: rules(&fields),
        })
    }

    fn keyed(&mut self, item: &Spanned<DeValue<'_>>, keys: &'static keys::Place) -> Keyed {
        let place = place_of(self.file, item);
        match item.get_ref() {
            DeValue::Table(table) => {
                let whose = if keys.name == keys::INDEX.name { "this index" } else { "this unique constraint" };
                let fields = self.fields(table, keys, place, whose);
                Keyed {
                    columns: fields.names("columns").unwrap_or(Written { value: Vec::new(), place }),
                    expression: fields.get("expression").map(|found| sql(self, found)),
                    unique: fields.flag("unique"),
                    name: fields.text("name"),
                    condition: fields.get("where").map(|found| sql(self, found)),
                    using: fields
                        .word("using", |word| keys::METHODS.words.iter().find(|known| **known == word).copied()),
                    include: fields.names("include"),
                    place,
                }
            }
            _ => Keyed {
                place,
                columns: names(self.file, item),
                expression: None,
                unique: None,
                name: None,
                condition: None,
                using: None,
                include: None,
            },
        }
    }

    fn check(&mut self, item: &Spanned<DeValue<'_>>) -> Check {
        let place = place_of(self.file, item);
        let fields = match item.get_ref() {
            DeValue::Table(table) => self.fields(table, &keys::CHECK, place, "this check"),
            _ => return Check { place, condition: sql(self, item), name: None },
        };
        let blank = || Written { value: crate::syntax::SqlText::Same(String::new()), place };
        let condition = fields.get("condition").map_or_else(blank, |found| sql(self, found));
        Check { place, condition, name: fields.text("name") }
    }
}

/// The word of a type, as the table of keys has it.
fn type_word(word: &str) -> Option<&'static str> {
    keys::TYPES.words.iter().find(|known| **known == word).copied()
}

fn rules(fields: &Fields<'_>) -> Rules {
    Rules {
        on_delete: fields.word("on_delete", Action::from_word),
        on_update: fields.word("on_update", Action::from_word),
        name: fields.text("name"),
        index: fields.flag("index"),
    }
}

/// A column of which only the type is said.
fn blank(name: Name, kind: Written<KindName>) -> Column {
    Column {
        name,
        kind,
        array: None,
        length: None,
        precision: None,
        scale: None,
        nullable: None,
        primary_key: None,
        unique: None,
        index: None,
        references: None,
        default: None,
        server_default: None,
        update_default: None,
        computed: None,
        identity: None,
        autoincrement: None,
        database_name: None,
        rust_name: None,
        rust_type: None,
        version: None,
        sensitive: None,
        attributes: Attributes::default(),
        renamed_from: None,
        doc: None,
        comment: None,
        check: None,
        x: None,
    }
}
