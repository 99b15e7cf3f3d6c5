//! Names that a script would make known, were it run.

use crate::answer::DocumentRef;
use crate::fold::fold;
use crate::problem::Problem;
use crate::resolve::Names;
use crate::resolve::tree::Named;
use crate::store::Store;
use crate::store::write::key_of_name;
use crate::value::{EntityId, KindId};
use crate::vocabulary::Directed;

/// A store's names, and those that a script would add.
pub(super) struct SupposedNames<'a> {
    store: &'a Store,
    /// The names, folded, each with what it names.
    added: Vec<(String, Named)>,
}

impl<'a> SupposedNames<'a> {
    /// The names of a store as they are.
    pub fn of(store: &'a Store) -> Self {
        Self { store, added: Vec::new() }
    }

    /// Adds a thing that an assertion would make.
    pub fn make(&mut self, name: &str) {
        // No row of a store has a number below 1.
        let id = EntityId(-1 - i64::try_from(self.added.len()).unwrap_or(i64::MAX - 1));
        let named = Named { id, key: key_of_name(name), name: name.to_owned(), kinds: Vec::new() };
        self.added.push((fold(name), named));
    }

    /// Adds a further name of a thing.
    pub fn alias(&mut self, named: Named, name: &str) {
        self.added.push((fold(name), named));
    }
}

impl Names for SupposedNames<'_> {
    fn named(&self, name: &str) -> Result<Vec<Named>, Problem> {
        let mut found = self.store.named(name)?;
        let folded = fold(name);
        for (_, named) in self.added.iter().filter(|(added, _)| *added == folded) {
            if !found.iter().any(|known| known.id == named.id) {
                found.push(named.clone());
            }
        }
        Ok(found)
    }

    fn keyed(&self, key: &str) -> Result<Option<Named>, Problem> {
        let added = || self.added.iter().map(|(_, named)| named).find(|named| named.key == key).cloned();
        Ok(self.store.keyed(key)?.or_else(added))
    }

    fn near_name(&self, name: &str) -> Result<Vec<String>, Problem> {
        self.store.near_name(name)
    }

    fn near_key(&self, key: &str) -> Result<Vec<String>, Problem> {
        self.store.near_key(key)
    }

    fn documents(&self, text: &str, only_key: bool) -> Result<Vec<DocumentRef>, Problem> {
        self.store.documents(text, only_key)
    }

    fn near_document(&self, text: &str) -> Result<Vec<String>, Problem> {
        self.store.near_document(text)
    }

    fn last_load(&self) -> Result<i64, Problem> {
        self.store.last_load()
    }

    fn usual_kinds(&self, most: u32) -> Result<Vec<KindId>, Problem> {
        self.store.usual_kinds(most)
    }

    fn usual_predicates(&self, kinds: &[KindId], most: u32) -> Result<Vec<Directed>, Problem> {
        self.store.usual_predicates(kinds, most)
    }
}
