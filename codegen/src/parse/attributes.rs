//! What only Rust sees: derives, attributes, and names in JSON.

use super::Reader;
use super::fields::Fields;
use crate::keys::Place;
use crate::model::attributes::Case;
use crate::syntax::{Attributes, Serde};

impl Reader<'_> {
    /// `derive`, `attributes` and `serde`, whose keys are those of `place`.
    pub(super) fn attributes(&mut self, fields: &Fields<'_>, place: &'static Place) -> Attributes {
        Attributes {
            derive: fields.names("derive"),
            attributes: fields.names("attributes"),
            serde: self.serde(fields, place).unwrap_or_default(),
        }
    }

    fn serde(&mut self, fields: &Fields<'_>, place: &'static Place) -> Option<Serde> {
        let at = fields.key_place("serde")?;
        let fields = self.fields(fields.table("serde")?, place, at, "`serde`");
        Some(Serde {
            place: Some(at),
            rename_all: fields.word("rename_all", Case::from_word),
            rename: fields.text("rename"),
            deny_unknown_fields: fields.flag("deny_unknown_fields"),
            skip_serializing: fields.flag("skip_serializing"),
            skip_deserializing: fields.flag("skip_deserializing"),
            skip_serializing_none: fields.flag("skip_serializing_none"),
        })
    }
}
