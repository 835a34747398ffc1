//! What not to say about a model, table or enum in which a mistake has been found already.
//!
//! A misspelled `primary_key` is one mistake, not two: that the model has no primary key would only follow from it. So
//! nothing more is said about it, or about what refers to it, until it is mended. What is wrong elsewhere is said at once.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Place;
use crate::syntax::Document;

/// The models, tables and enums of a folder, and which of them have a mistake.
pub(crate) struct Flawed {
    /// Where each begins, in order, and whether it has a mistake.
    items: Vec<(Place, bool)>,
    /// Whether a model does not say its table.
    tables_unknown: bool,
    /// Whether the values of an enum may not be known.
    values_unknown: bool,
}

impl Flawed {
    /// Those that the mistakes are in.
    pub(crate) fn new(document: &Document, mistakes: &[Diagnostic]) -> Flawed {
        let enums = document.enums.iter().map(|known| known.name.place);
        let models = document.models.iter().map(|model| model.name.place);
        let tables = document.tables.iter().map(|table| table.name.place);
        let mut items: Vec<(Place, bool)> =
            enums.clone().chain(models).chain(tables).map(|place| (place, false)).collect();
        items.sort_unstable();
        let mut flawed = Flawed {
            items,
            tables_unknown: document.models.iter().any(|model| model.table.value.is_empty()),
            values_unknown: false,
        };
        for mistake in mistakes {
            if let Some(item) = flawed.item(mistake.place) {
                flawed.items[item].1 = true;
            }
        }
        flawed.values_unknown = enums.into_iter().any(|place| flawed.touches(place));
        flawed
    }

    /// Whether a mistake may only follow from one that has been found.
    pub(crate) fn is_silent_about(&self, mistake: &Diagnostic) -> bool {
        let second = mistake.second.as_ref().is_some_and(|(place, _)| self.touches(*place));
        let follows = match mistake.code {
            Code::UnknownTable => self.tables_unknown,
            Code::UnknownValue => self.values_unknown,
            _ => false,
        };
        follows || second || self.touches(mistake.place)
    }

    fn touches(&self, place: Place) -> bool {
        self.item(place).is_some_and(|item| self.items[item].1)
    }

    /// The one that a place is in: the last that begins before it in the same file.
    fn item(&self, place: Place) -> Option<usize> {
        let item = self.items.partition_point(|(start, _)| *start <= place).checked_sub(1)?;
        (self.items[item].0.file == place.file).then_some(item)
    }
}
