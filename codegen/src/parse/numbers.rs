//! What numbers rows: identity columns and sequences.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Reader;
use super::fields::{Fields, place_of};
use crate::keys;
use crate::model::database::{Identity, Numbers};
use crate::syntax::{Name, Sequence, Written};

impl Reader<'_> {
    pub(super) fn identity(&mut self, found: &Spanned<DeValue<'_>>) -> Written<Identity> {
        let place = place_of(self.file, found);
        let value = match found.get_ref() {
            DeValue::Table(table) => {
                let fields = self.fields(table, &keys::IDENTITY, place, "`identity`");
                Identity { always: says(&fields, "always"), numbers: numbers(&fields) }
            }
            word => Identity { always: word.as_str() == Some("always"), numbers: Numbers::default() },
        };
        Written { value, place }
    }

    pub(super) fn sequence(&mut self, name: Name, table: &DeTable<'_>) -> Sequence {
        let fields = self.fields(table, &keys::SEQUENCE, name.place, &format!("sequence `{}`", name.value));
        Sequence { schema: fields.text("schema"), numbers: numbers(&fields), name }
    }
}

fn says(fields: &Fields<'_>, key: &str) -> bool {
    fields.flag(key).is_some_and(|flag| flag.value)
}

fn numbers(fields: &Fields<'_>) -> Numbers {
    let number = |key| fields.number(key).map(|number| number.value);
    Numbers {
        start: number("start"),
        increment: number("increment"),
        minimum: number("minimum"),
        maximum: number("maximum"),
        cache: number("cache"),
        cycle: says(fields, "cycle"),
    }
}
