//! The entities that facts name by name and kind or by a key of their own, noted while the file is read for the first
//! time: what spares reading it once more to introduce them.

use foldhash::HashMap;

use super::Loader;
use super::item::{Item, RecordKind};
use super::passes::each_named;
use super::place::{At, Passage};
use super::problems::Problems;
use super::record::{Fact, Named};
use crate::diagnostic::Result;

/// How many are noted, in about 150 bytes each; where a file has more, it is read once more.
const NOTED: usize = 300_000;

/// The entities noted so far, each with its number in the order in which they were met.
#[derive(Default)]
pub(super) struct Noted {
    named: HashMap<Named, usize>,
}

impl Noted {
    /// Notes what a fact names; false where there is no room for more. What cannot be read is told later.
    pub(super) fn note(&mut self, item: &Item<'_>) -> Result<bool> {
        if let Ok(fact) = item.read::<Fact>() {
            each_named(&fact, &mut |_, named| {
                if !self.named.contains_key(named) {
                    self.named.insert(named.clone(), self.named.len());
                }
                Ok(())
            })?;
        }
        Ok(self.named.len() <= NOTED)
    }

    /// Those with a key, then those without, each in the order in which they were met; and how many have one.
    pub(super) fn in_order(self) -> (Vec<Named>, usize) {
        let mut named: Vec<(Named, usize)> = self.named.into_iter().collect();
        named.sort_unstable_by_key(|(named, number)| (named.id.is_none(), *number));
        let named: Vec<Named> = named.into_iter().map(|(named, _)| named).collect();
        let keyed = named.partition_point(|named| named.id.is_some());
        (named, keyed)
    }
}

impl Loader<'_, '_> {
    /// Finds or makes entities that were noted; false where anything is wrong with one.
    pub(super) fn introduce_noted(&mut self, noted: &[Named]) -> Result<bool> {
        let mut problems = Problems::new(("", ""), false);
        std::mem::swap(self.problems, &mut problems);
        let nowhere = Item::native(0, Passage::new("{}", 0), RecordKind::Fact, 0..2);
        let done = noted.iter().try_for_each(|named| self.introduce(&nowhere, &At::ROOT, named));
        std::mem::swap(self.problems, &mut problems);
        done.map(|()| problems.is_clean())
    }
}
