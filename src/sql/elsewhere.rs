//! Statements for engines other than SQLite.

use super::Statement;
use super::dialect::{Dialect, Unsaid};
use super::parts::{Part, parts};
use super::tree::{Expr, Select, Source, Table};

impl Statement {
    /// The same in another dialect, as the parts that it takes there.
    ///
    /// # Errors
    /// Why it cannot be said.
    pub fn elsewhere(&self, dialect: Dialect) -> Result<Vec<Part>, Unsaid> {
        let tree = self.tree.as_ref().ok_or("it is written for SQLite")?;
        parts(ordered_by_outputs(Select::clone(tree)), dialect)
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

/// A select of different rows that orders them by what it selects, as one that orders by its columns: others order no different rows by
/// anything else.
fn ordered_by_outputs(mut select: Select) -> Select {
    let place = |by: &Expr| select.columns.iter().position(|column| column == by);
    let places: Option<Vec<usize>> = select.order.iter().map(|(by, _)| place(by)).collect();
    let Some(places) = places.filter(|places| select.distinct && !places.is_empty()) else { return select };
    let output = |at: usize| Expr::Output("a".to_owned(), at);
    let order = std::mem::take(&mut select.order).into_iter().zip(places);
    let outer = Select {
        with: std::mem::take(&mut select.with),
        columns: (0..select.columns.len()).map(output).collect(),
        order: order.map(|((_, descending), at)| (output(at), descending)).collect(),
        limit: select.limit.take(),
        offset: select.offset.take(),
        ..Select::default()
    };
    let from = vec![Table { alias: "a".to_owned(), source: Source::Union(vec![select]), left_join: None }];
    Select { from, ..outer }
}
