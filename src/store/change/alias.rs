//! Giving an entity a further name.

use super::Changed;
use crate::diagnostic::Result;
use crate::store::{Action, Store};
use crate::value::EntityId;

/// What giving a name came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aliased {
    /// The further name.
    pub name: String,
    /// The other entities that answer to it too, by their preferred names and keys.
    pub others: Vec<(String, String)>,
}

impl Store {
    /// Lets an entity answer to a further name. A name that it has already is not recorded again.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn alias(&mut self, entity: EntityId, name: &str) -> Result<Changed<Aliased>> {
        self.change_counted(Action::Alias, Some(name), |writer, _| {
            writer.record_name(entity, name, false)?;
            let survivor = writer.survivor(entity);
            let mut others = writer.candidates(name)?;
            others.retain(|candidate| candidate.survivor != survivor);
            others.dedup_by_key(|candidate| candidate.survivor);
            let others = others.into_iter().map(|candidate| (candidate.name, candidate.key)).collect();
            Ok(Aliased { name: name.to_owned(), others })
        })
    }
}
