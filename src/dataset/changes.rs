//! What of a table is to be written: its rows are compared with the files that a set has, by sums. Rows of new loads go into new files, and
//! files with a row that is now another, or gone, are written anew. Files that are small beside the new ones are written together with
//! these, so that a set of many exports has few: of each part of a table, each has more rows than all newer ones together.

use std::collections::{BTreeMap, BTreeSet};

use super::digest::Digest;
use super::manifest::{File, Table};
use super::shape::{Growth, Shape};
use crate::diagnostic::Result;
use crate::store::export::Snapshot;
use crate::store::tables::Rows;

/// Rows that stand in files together: those of one part of a table which loads (or numbers) of a range added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Group {
    /// The predicate of facts.
    pub part: Option<i64>,
    /// The first and the last load, or number.
    pub range: [i64; 2],
}

/// What is to be done to a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Changes {
    /// The files that stay.
    pub kept: Vec<File>,
    /// What is to be written.
    pub written: BTreeSet<Group>,
}

/// Rows, counted and summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sum {
    digest: Digest,
    rows: u64,
}

impl Changes {
    /// Compares a table with its files in a set. `before` and `now` are the last positions then and now, such as loads.
    pub(super) fn of(snapshot: &Snapshot<'_>, shape: &Shape, known: &Table, before: i64, now: i64) -> Result<Self> {
        let ranges = Ranges::of(shape, known, before, now);
        let mut found: BTreeMap<Group, Sum> = BTreeMap::new();
        snapshot.table(shape.table, shape.stored, Rows::Unordered, &mut |load, fields| {
            let part = shape.part(fields);
            let group = Group { part, range: ranges.of_position(part, shape.position(load, fields)) };
            add(&mut found, group, shape.digest(fields), 1);
            Ok(())
        })?;
        Ok(ranges.changes(&found, shape.growth != Growth::Whole))
    }
}

fn add(sums: &mut BTreeMap<Group, Sum>, group: Group, digest: Digest, rows: u64) {
    let sum = sums.entry(group).or_default();
    sum.digest += digest;
    sum.rows += rows;
}

/// Which ranges the files of a table have, and those in which there may be rows that are in none of them.
struct Ranges<'t> {
    known: BTreeMap<Group, (Sum, Vec<&'t File>)>,
    /// Where ranges end.
    ends: BTreeSet<i64>,
    now: i64,
}

impl<'t> Ranges<'t> {
    fn of(shape: &Shape, table: &'t Table, before: i64, now: i64) -> Self {
        let mut ranges = Ranges { known: BTreeMap::new(), ends: BTreeSet::from([0, before]), now };
        for file in &table.files {
            let range = shape.range(file);
            ranges.ends.extend([range[0] - 1, range[1]]);
            let (sum, files) = ranges.known.entry(Group { part: file.predicate, range }).or_default();
            sum.digest += file.digest;
            sum.rows += file.rows;
            files.push(file);
        }
        ranges
    }

    /// The range that a row belongs to: that of files, or one between them.
    fn of_position(&self, part: Option<i64>, position: i64) -> [i64; 2] {
        let from = Group { part, range: [i64::MIN; 2] };
        let to = Group { part, range: [position, i64::MAX] };
        match self.known.range(from..=to).next_back() {
            Some((Group { range, .. }, _)) if range[1] >= position => *range,
            _ => {
                let first = self.ends.range(..position).next_back().map_or(i64::MIN, |end| end + 1);
                [first, self.ends.range(position..).next().copied().unwrap_or(self.now.max(position))]
            }
        }
    }

    fn changes(self, found: &BTreeMap<Group, Sum>, may_join: bool) -> Changes {
        let mut changes = Changes::default();
        let groups: BTreeSet<Group> = self.known.keys().chain(found.keys()).copied().collect();
        // What of the part is done so far, ascending.
        let mut done: Vec<Done<'_>> = Vec::new();
        for group in groups {
            let sum = found.get(&group).copied().unwrap_or_default();
            let (before, files) = self.known.get(&group).cloned().unwrap_or_default();
            if done.last().is_some_and(|last| last.group.part != group.part) {
                done.drain(..).for_each(|done| changes.take(done));
            }
            let is_written = before != sum || files.is_empty();
            let mut next = Done { group, rows: sum.rows, files, is_written };
            while is_written && may_join && done.last().is_some_and(|last| last.rows <= next.rows) {
                let Some(last) = done.pop() else { break };
                next.group.range[0] = last.group.range[0];
                next.rows += last.rows;
            }
            done.push(next);
        }
        done.into_iter().for_each(|done| changes.take(done));
        changes
    }
}

/// A group of which is known whether it is written.
struct Done<'t> {
    group: Group,
    rows: u64,
    files: Vec<&'t File>,
    is_written: bool,
}

impl Changes {
    fn take(&mut self, Done { group, rows, files, is_written }: Done<'_>) {
        match is_written {
            true if rows > 0 => _ = self.written.insert(group),
            true => {}
            false => self.kept.extend(files.into_iter().cloned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, Changes, Digest, File, Group, Ranges, Sum, Table};
    use crate::dataset::shape;

    /// A table with files of so many rows of loads from the first to the last.
    fn table(files: &[(Option<i64>, [i64; 2], u64)]) -> Table {
        let file = |(predicate, loads, rows): &(Option<i64>, [i64; 2], u64)| File {
            path: format!("fact/{predicate:?}/{loads:?}"),
            rows: *rows,
            bytes: 0,
            sha256: String::new(),
            predicate: *predicate,
            loads: *loads,
            numbers: None,
            digest: Digest::default(),
        };
        Table { name: "fact".into(), columns: Vec::new(), parted_by: None, files: files.iter().map(file).collect() }
    }

    /// What is done where so many rows were found by these loads.
    fn changes(known: &Table, rows: &[(i64, i64, u64)]) -> Changes {
        let shapes = shape::all().unwrap();
        let shape = shapes.iter().find(|shape| shape.table.name == "fact").unwrap();
        let ranges = Ranges::of(shape, known, 9, 12);
        let mut found: BTreeMap<Group, Sum> = BTreeMap::new();
        for (part, load, rows) in rows {
            let group = Group { part: Some(*part), range: ranges.of_position(Some(*part), *load) };
            super::add(&mut found, group, Digest::default(), *rows);
        }
        ranges.changes(&found, true)
    }

    fn written(changes: &Changes) -> Vec<(i64, [i64; 2])> {
        changes.written.iter().map(|group| (group.part.unwrap(), group.range)).collect()
    }

    #[test]
    fn new_rows_go_into_new_files() {
        let known = table(&[(Some(1), [1, 5], 100), (Some(1), [6, 9], 10), (Some(2), [1, 5], 100)]);
        let changes = changes(&known, &[(1, 3, 100), (1, 7, 10), (1, 11, 2), (2, 1, 100), (3, 10, 1)]);
        assert_eq!(written(&changes), [(1, [10, 12]), (3, [10, 12])]);
        assert_eq!(changes.kept.len(), 3);
    }

    #[test]
    fn files_that_are_small_beside_the_new_ones_join_them() {
        let known = table(&[(Some(1), [1, 5], 100), (Some(1), [6, 8], 10), (Some(1), [9, 9], 2)]);
        let changes = changes(&known, &[(1, 3, 100), (1, 7, 10), (1, 9, 2), (1, 12, 8)]);
        assert_eq!(written(&changes), [(1, [6, 12])]);
        assert_eq!(changes.kept.len(), 1);
    }

    #[test]
    fn files_with_other_rows_are_written_anew() {
        let known = table(&[(Some(1), [1, 5], 100), (Some(1), [6, 9], 10), (Some(2), [1, 5], 3)]);
        let changes = changes(&known, &[(1, 3, 99), (1, 7, 10)]);
        assert_eq!(written(&changes), [(1, [1, 5])]);
        assert_eq!(changes.kept.len(), 1);
    }

    #[test]
    fn rows_of_old_loads_of_which_there_was_none_are_between_the_others() {
        let known = table(&[(Some(1), [1, 5], 100), (Some(1), [8, 9], 10), (Some(2), [1, 5], 50)]);
        let changes = changes(&known, &[(1, 1, 100), (1, 9, 10), (2, 2, 50), (2, 6, 2), (2, 9, 1)]);
        assert_eq!(written(&changes), [(2, [6, 7]), (2, [8, 9])]);
    }
}
