//! What everything that describes a table needs to know.

use super::conventions::Conventions;
use super::names::Names;
use crate::import::found::Found;

/// What describes a table.
pub(super) struct Writer<'a> {
    pub(super) found: &'a Found,
    pub(super) names: &'a Names,
    pub(super) conventions: &'a Conventions,
    pub(super) number: usize,
}
