//! What not to say about a model, table or enum in which a mistake has been found already.
//!
//! A misspelled `primary_key` is one mistake, not two: that the model has no primary key would only follow from it. So
//! nothing more is said about it, or about what refers to it, until it is mended. What is wrong elsewhere is said at once.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Place;
use crate::syntax::{Document, Mixin};

/// The models, tables and enums of a folder, and which of them have a mistake.
pub(crate) struct Flawed {
    /// Where each begins, in order, and whether it has a mistake.
    items: Vec<(Place, bool)>,
    /// Whether a model does not say its table.
    tables_unknown: bool,
    /// Whether the values of an enum may not be known.
    values_unknown: bool,
    /// Where each mixin begins.
    mixins: Vec<Place>,
}

impl Flawed {
    /// Those that the mistakes are in.
    pub(crate) fn new(document: &Document, mistakes: &[Diagnostic]) -> Flawed {
        let enums = document.enums.iter().map(|known| known.name.place);
        let models = document.models.iter().map(|model| model.name.place);
        let tables = document.tables.iter().map(|table| table.name.place);
        let mixins = document.mixins.iter().map(|mixin| mixin.name.place);
        let sequences = document.sequences.iter().map(|sequence| sequence.name.place);
        let mut items: Vec<(Place, bool)> = enums
            .clone()
            .chain(models)
            .chain(tables)
            .chain(mixins.clone())
            .chain(sequences)
            .map(|place| (place, false))
            .collect();
        items.sort_unstable();
        let mut flawed = Flawed {
            items,
            tables_unknown: document.models.iter().any(|model| model.table.value.is_empty()),
            values_unknown: false,
            mixins: mixins.collect(),
        };
        for mistake in mistakes {
            if let Some(item) = flawed.item(mistake.place) {
                flawed.items[item].1 = true;
            }
        }
        flawed.spread(document);
        flawed.values_unknown = enums.into_iter().any(|place| flawed.touches(place));
        flawed
    }

    /// What has a mixin has its mistakes.
    fn spread(&mut self, document: &Document) {
        let flawed = |mixin: &&Mixin| self.touches(mixin.name.place);
        let names: Vec<&str> = document.mixins.iter().filter(flawed).map(|mixin| mixin.name.value.as_str()).collect();
        let models = document.models.iter().map(|model| (&model.body, model.name.place));
        let tables = document.tables.iter().map(|table| (&table.body, table.name.place));
        for (body, place) in models.chain(tables) {
            let mut used = body.mixins.iter().flat_map(|mixins| &mixins.value);
            if used.any(|mixin| names.contains(&mixin.value.as_str()))
                && let Some(item) = self.item(place)
            {
                self.items[item].1 = true;
            }
        }
    }

    /// Leaves of several mistakes that one line of a mixin brings forth, one for each of its users, the first.
    pub(crate) fn once(&self, mistakes: &mut Vec<Diagnostic>) {
        let mut told = HashSet::new();
        mistakes.retain(|mistake| {
            let of_mixin = self.item(mistake.place).is_some_and(|item| self.mixins.contains(&self.items[item].0));
            !of_mixin || told.insert((mistake.place, mistake.code))
        });
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
