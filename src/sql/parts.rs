//! A statement in a dialect that takes several: tables that grow round by round, where the dialect has no recursion that ends on cycles,
//! come before it.

use super::Setting;
use super::call::ROUND;
use super::dialect::{Dialect, Unsaid, in_dialect, rows_of};
use super::fixpoint::Growing;
use super::premises::truth_as_select;
use super::rows::{Reader, rows_as_select};
use super::tree::{Bind, Common, Expr, Select, Source};
use crate::order::Key;
use crate::plan::Plan;

/// A part of what a query comes to in a dialect, in the order in which they are run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A table that the parts behind it read.
    Table {
        /// Its name.
        name: String,
        /// The statement for its rows.
        text: String,
    },
    /// Tables that grow together, round by round, until there is no new row for any of them.
    Rounds(Vec<Found>),
    /// The rows that are asked for.
    Rows(String),
}

/// A table that grows round by round, in a dialect. Rows that it has are not found again; behind its columns, `c0`, `c1`, …, it has the
/// `round` in which each was found, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// How many columns there are before the round.
    pub columns: usize,
    /// The statements for the rows of round 0.
    pub base: Vec<String>,
    /// The statements for the rows of a further round, whose number is their parameter `round`.
    pub steps: Vec<String>,
}

/// A select as the parts that it takes in a dialect, the rows last.
///
/// # Errors
/// Why it cannot be said.
pub fn parts(select: Select, dialect: Dialect) -> Result<Vec<Part>, Unsaid> {
    let mut parts = Vec::new();
    let select = match dialect.recurs() {
        true => select,
        false => apart(select, "", dialect, &mut parts)?,
    };
    parts.push(Part::Rows(in_dialect(&select, dialect)?));
    Ok(parts)
}

/// Tables that grow together, in a dialect; `parts` gets what they read.
///
/// # Errors
/// Why they cannot be said.
pub fn rounds(tables: Vec<Growing>, dialect: Dialect, parts: &mut Vec<Part>) -> Result<(), Unsaid> {
    let mut found = Vec::with_capacity(tables.len());
    let names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    for Growing { name, columns, base, steps } in tables {
        let mut number = 0;
        let mut said = |selects: Vec<Select>| {
            let select = |select: Select| {
                if dialect.recurs() {
                    return in_dialect(&select, dialect);
                }
                if recurs_over(&select, &names) {
                    return Err(CHAINS_IN_ROUNDS);
                }
                number += 1;
                in_dialect(&apart(select, &format!("{name}_{number}_"), dialect, parts)?, dialect)
            };
            selects.into_iter().map(select).collect::<Result<Vec<String>, Unsaid>>()
        };
        let (base, steps) = (said(base)?, said(steps)?);
        found.push(Found { name, columns, base, steps });
    }
    parts.push(Part::Rounds(found));
    Ok(())
}

const CHAINS_IN_ROUNDS: Unsaid = "it follows chains of what is itself found round by round";

/// Whether a recursion within a select, or what may come before it, reads tables that are growing: it would have to be found anew in every
/// round.
fn recurs_over(select: &Select, names: &[String]) -> bool {
    let mut select = select.clone();
    let mut reads = false;
    let before = select.with.iter().rposition(|common| !common.steps.is_empty()).map_or(0, |last| last + 1);
    let common = select.with.iter_mut().take(before);
    for select in common.flat_map(|common| common.base.iter_mut().chain(&mut common.steps)) {
        select.each_source(&mut |source| {
            reads |= matches!(source, Source::Temporary(name) if names.contains(name));
        });
    }
    reads
}

/// A select without recursion; `parts` gets the tables that it reads instead, whose names begin so.
fn apart(mut select: Select, prefix: &str, dialect: Dialect, parts: &mut Vec<Part>) -> Result<Select, Unsaid> {
    if select.with.iter().all(|common| common.steps.is_empty()) {
        return Ok(select);
    }
    let last = select.with.iter().rposition(|common| !common.steps.is_empty()).unwrap_or(0);
    let rest = select.with.split_off(last + 1);
    let mut names: Vec<(String, String)> = Vec::new();
    for common in std::mem::replace(&mut select.with, rest) {
        let Common { name, columns, mut base, mut steps, .. } = common;
        base.iter_mut().chain(&mut steps).for_each(|select| select.read_as_tables(&names));
        let table = format!("{prefix}{name}");
        names.push((name.clone(), table.clone()));
        if steps.is_empty() {
            let common = Common { name, kept: false, columns, base, steps };
            let text = rows_of(common, dialect)?;
            parts.push(Part::Table { name: table, text });
            continue;
        }
        for step in &mut steps {
            step.read_as_tables(&[(name.clone(), table.clone())]);
            let own = step.from.iter().find(|own| own.source == Source::Temporary(table.clone()));
            if let Some(own) = own {
                let before = Expr::Bind(Bind::Round).binary("-", Expr::Integer(1));
                step.filter.push(Expr::column(&own.alias, ROUND).equals(before));
            }
        }
        rounds(vec![Growing { name: table, columns: columns.len(), base, steps }], dialect, parts)?;
    }
    select.with.iter_mut().flat_map(|common| common.base.iter_mut().chain(&mut common.steps)).for_each(|select| {
        select.read_as_tables(&names);
    });
    select.read_as_tables(&names);
    Ok(select)
}

impl Select {
    /// Reads what stands in tables from there: by the names of common table expressions, those of the tables.
    fn read_as_tables(&mut self, names: &[(String, String)]) {
        self.each_source(&mut |source| {
            if let Source::Common(name) = source
                && let Some((_, table)) = names.iter().find(|(common, _)| common == name)
            {
                *source = Source::Temporary(table.clone());
            }
        });
    }
}

/// The parts of rows, how they are read, and what they are yet to be ordered by.
pub type RowsIn = (Vec<Part>, Vec<Reader>, Vec<Key>);

/// The parts of a query's rows in a setting's dialect, how they are read, and what they are yet to be ordered by; nothing for a yes-or-no question.
///
/// # Errors
/// Why it cannot be said.
pub fn rows_in(plan: &Plan, setting: &Setting) -> Result<Option<RowsIn>, Unsaid> {
    let Some((select, readers, order)) = rows_as_select(plan, setting) else { return Ok(None) };
    Ok(Some((parts(select, setting.dialect)?, readers, order)))
}

/// The parts of whether one branch of a plan holds: there is a row if it does.
///
/// # Errors
/// Why it cannot be said.
pub fn truth_in(plan: &Plan, branch: usize, setting: &Setting) -> Result<Vec<Part>, Unsaid> {
    parts(truth_as_select(plan, branch, setting), setting.dialect)
}
