//! Rows that refer to keys which change, where the flush must write them: those that memory lacks are read.

use super::{rekey, work::Work};
use crate::{
    Result,
    model::{ModelInfo, RelationshipKind},
    session::Session,
};

impl Session {
    /// Reads the rows that refer to keys which the flush changes, where the database does nothing for them and they can
    /// be NULL meanwhile. One round trip a foreign key, and none where no such key changes. Whether anything was read.
    pub(super) fn load_followers(&mut self, work: &Work) -> Result<bool> {
        let mut targets: Vec<&'static ModelInfo> = Vec::new();
        for &store in &work.active {
            let rows = work.of(store);
            if !rows.updates.is_empty() {
                let collections = self.stores.get(store).info().relationships.iter().filter(|info| {
                    matches!(info.kind, RelationshipKind::HasMany | RelationshipKind::HasOne)
                        && rows.changes_any(info.columns)
                });
                targets.extend(collections.map(|info| info.target));
            }
        }
        for info in targets {
            self.stores.ensure(info);
        }
        let wanted = rekey::to_load(&self.stores, work);
        for (child, number, keys) in &wanted {
            let key = &self.stores.get(*child).info().table.foreign_keys[*number];
            self.read_by(*child, key.columns, keys)?;
        }
        Ok(!wanted.is_empty())
    }
}
