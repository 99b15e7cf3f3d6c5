//! Undoing a load: it counts no more, until the undo is undone.

use rusqlite::params;

use super::Changed;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::ChangeProblem;
use crate::store::write::{UNDONE, Writer};
use crate::store::{Action, Counts, Store};
use crate::value::LoadId;

/// What undoing a load came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// The load that was undone.
    pub load: LoadId,
    /// What it did.
    pub action: Action,
    /// The load that now counts or does not, behind all undos of undos; the same where it is none.
    pub behind: LoadId,
    /// Whether that one counts again.
    pub counts: bool,
}

impl Store {
    /// Undoes a load, or the last one that is no undo and not undone.
    ///
    /// # Errors
    /// [`ChangeProblem::NoSuchLoad`], [`ChangeProblem::NothingToUndo`]; [`ChangeProblem::UndoneAlready`];
    /// [`ChangeProblem::CannotUndo`] where it saved a query or changed a rule; [`ChangeProblem::UnmergedAlready`] and
    /// [`ChangeProblem::CannotMergeAgain`] of merges; [`ChangeProblem::SaidDistinct`] and
    /// [`ChangeProblem::CannotDistinguishAgain`] of what is not the same; or that the store cannot be written.
    pub fn undo(&mut self, load: Option<u64>) -> Result<Changed<Undone>> {
        self.change_counted(Action::Undo, None, |writer, difference| {
            let (load, action) = writer.undoable(load)?;
            let (behind, did, counts) = writer.withdraw(load, action)?;
            *difference = match did {
                Action::Merge | Action::Unmerge => {
                    Counts { entities: writer.settle_merges(behind, did)?, ..Counts::default() }
                }
                // A file too may have said that entities are one, or two.
                _ => {
                    if counts {
                        writer.check_still_two(behind)?;
                    }
                    let entities = writer.settle_merges(behind, did)?;
                    Counts { entities, ..writer.settle_load(behind)? }
                }
            };
            Ok(Undone { load, action, behind, counts })
        })
    }
}

impl Writer<'_> {
    /// The load that is to be undone, and what it did.
    fn undoable(&self, load: Option<u64>) -> Result<(LoadId, Action)> {
        let (load, action) = match load {
            Some(number) => self.numbered(number)?,
            None => self.last_standing()?,
        };
        if let Some(by) = self.undone_by(load)? {
            return Err(Diagnostic::new(ChangeProblem::UndoneAlready { load: load.0, by: by.0 }));
        }
        if matches!(action, Action::Save | Action::Define | Action::Forget) {
            return Err(Diagnostic::new(ChangeProblem::CannotUndo { load: load.0, action: action.name() }));
        }
        Ok((load, action))
    }

    fn numbered(&self, number: u64) -> Result<(LoadId, Action)> {
        let LoadId(own) = self.load();
        let sql = "SELECT id, action FROM load WHERE id = ?1 AND id < ?2";
        let bound = params![i64::try_from(number).unwrap_or(i64::MAX), own];
        let found = self.first("finding a load", sql, bound, |row| Ok((row.get(0)?, row.get(1)?)))?;
        match found.and_then(known_action) {
            Some(found) => Ok(found),
            None => {
                let sql = "SELECT coalesce(max(id), 0) FROM load WHERE id < ?1";
                let last = self.first("finding a load", sql, [own], |row| row.get(0))?.unwrap_or(0);
                Err(Diagnostic::new(ChangeProblem::NoSuchLoad { load: number, last }))
            }
        }
    }

    fn last_standing(&self) -> Result<(LoadId, Action)> {
        let sql = format!(
            "SELECT id, action FROM load WHERE id < ?1 AND action <> 'undo' AND id NOT IN {UNDONE}
             ORDER BY id DESC LIMIT 1"
        );
        let found = self.first("finding a load", &sql, [self.load().0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        found.and_then(known_action).ok_or_else(|| Diagnostic::new(ChangeProblem::NothingToUndo))
    }

    /// The last undo of a load that counts.
    fn undone_by(&self, load: LoadId) -> Result<Option<LoadId>> {
        let sql = format!("SELECT max(id) FROM load WHERE undoes = ?1 AND id NOT IN {UNDONE}");
        Ok(self.first("finding a load", &sql, [load.0], |row| row.get(0))?.flatten().map(LoadId))
    }

    /// The load that an undo undid, and what it did.
    fn undone_load(&self, undo: LoadId) -> Result<Option<(LoadId, Action)>> {
        let sql = "SELECT target.id, target.action FROM load JOIN load AS target ON target.id = load.undoes
                   WHERE load.id = ?1";
        let found = self.first("finding a load", sql, [undo.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.and_then(known_action))
    }

    /// Records that a load counts no more. Where it was an undo, what it undid counts again, unless another undo of that
    /// counts; and so on. Says which load is the last of these, what it did, and whether it counts.
    fn withdraw(&mut self, load: LoadId, action: Action) -> Result<(LoadId, Action, bool)> {
        self.run("UPDATE load SET undoes = ?2 WHERE id = ?1", params![self.load().0, load.0])?;
        let (mut at, mut action) = (load, action);
        loop {
            let counts = self.undone_by(at)?.is_none();
            self.set_counts(at, counts)?;
            match self.undone_load(at)? {
                Some((target, did)) => (at, action) = (target, did),
                None => return Ok((at, action, counts)),
            }
        }
    }

    /// Records from when on a load counts or does not, where that is not so yet.
    fn set_counts(&mut self, load: LoadId, counts: bool) -> Result<()> {
        let sql = match counts {
            true => "UPDATE undone SET until = ?2 WHERE load = ?1 AND until IS NULL",
            false => {
                "INSERT INTO undone (load, since) SELECT ?1, ?2
                 WHERE NOT EXISTS (SELECT 1 FROM undone WHERE load = ?1 AND until IS NULL)"
            }
        };
        self.run(sql, params![load.0, self.load().0])
    }

    /// Works out anew what counts of what a load gave; says how many more of each there are then.
    fn settle_load(&mut self, load: LoadId) -> Result<Counts> {
        self.affect_none()?;
        self.affect_load(load)?;
        let before = self.standing()?;
        self.settle_affected()?;
        Ok(self.standing()?.minus(before))
    }

    /// Adds to `affected` the facts that a load stated, gave evidence of, or retracted.
    pub(in crate::store) fn affect_load(&mut self, load: LoadId) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO affected (fact)
                   SELECT id FROM fact WHERE stated_by = ?1
                   UNION SELECT fact FROM evidence WHERE load = ?1
                   UNION SELECT id FROM restated WHERE what = 'fact' AND load = ?1
                   UNION SELECT e.fact FROM restated AS r JOIN evidence AS e ON e.id = r.id
                         WHERE r.what = 'evidence' AND r.load = ?1
                   UNION SELECT fact FROM retraction WHERE load = ?1";
        self.run(sql, [load.0])
    }
}

/// A load's number and what it did; the schema's CHECK admits no other words.
fn known_action((load, action): (i64, String)) -> Option<(LoadId, Action)> {
    Action::from_name(&action).map(|action| (LoadId(load), action))
}
