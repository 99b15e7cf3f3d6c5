//! Statements for engines other than SQLite.

use super::dialect::{Dialect, Unsaid};
use super::parts::{Part, parts};
use super::tree::{Select, Source};
use super::Statement;

impl Statement {
    /// The same in another dialect, as the parts that it takes there.
    ///
    /// # Errors
    /// Why it cannot be said.
    pub fn elsewhere(&self, dialect: Dialect) -> Result<Vec<Part>, Unsaid> {
        let tree = self.tree.as_ref().ok_or("it is written for SQLite")?;
        parts(Select::clone(tree), dialect)
    }

    /// Whether it reads no other tables than some of the store's.
    pub fn reads_only(&self, tables: &[&str]) -> bool {
        let Some(tree) = &self.tree else { return false };
        let mut select = Select::clone(tree);
        let mut only = true;
        let mut look = |source: &mut Source| {
            only &= match source {
                Source::Table(name) => tables.contains(name),
                Source::Temporary(_) | Source::FactsBothWays | Source::Joined(..) => false,
                Source::Common(_) | Source::Union(_) | Source::All(_) => true,
            }
        };
        let within = select.with.iter_mut().flat_map(|common| common.base.iter_mut().chain(&mut common.steps));
        within.for_each(|select| select.each_source(&mut look));
        select.each_source(&mut look);
        only
    }
}
