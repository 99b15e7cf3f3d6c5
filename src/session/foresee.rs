//! What a change would come to, before it is made; and which changes need care.

use std::sync::Arc;

use super::{Change, Outcome, Session};
use crate::answer::EntityRef;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{ChangeProblem, Mistake};
use crate::source::{Source, Spanned};
use crate::store::{LogEntry, Turns};
use crate::syntax::ast::{Head, RetractedFact, Rule, Statement};
use crate::value::LoadId;

/// What a statement would change.
#[derive(Debug, Clone, PartialEq)]
pub enum Foreseen {
    /// What is recorded of facts and things.
    Change {
        /// What it would come to.
        change: Change,
        /// The facts that would stand otherwise.
        turns: Turns,
        /// What would be undone, or count again.
        undone: Option<Box<UndoneLoad>>,
    },
    /// Rules that others use.
    Rules {
        /// The rules that would be others, or gone.
        names: Vec<String>,
        /// Whether they would be gone.
        gone: bool,
        /// The rules and saved queries that use them.
        users: Vec<String>,
    },
}

/// A load that would be undone, or count again.
#[derive(Debug, Clone, PartialEq)]
pub struct UndoneLoad {
    /// The load.
    pub load: LogEntry,
    /// The entities that it merged, or parted, each with the one that it was merged into; the first few.
    pub merges: Vec<(EntityRef, EntityRef)>,
}

impl Foreseen {
    /// What it does that needs care; nothing where it needs none.
    pub fn care(&self) -> Option<String> {
        match self {
            Foreseen::Change { change: Change::Merged(_), .. } => Some(MERGES.to_owned()),
            Foreseen::Change { change: Change::Undone(_), .. } => Some(UNDOES.to_owned()),
            Foreseen::Change { change: Change::Retracted(changed), .. } if changed.what.facts.len() > 1 => {
                Some(format!("retracts {} facts", changed.what.facts.len()))
            }
            Foreseen::Change { .. } => None,
            Foreseen::Rules { names, users, .. } => {
                Some(format!("changes `{}`, which {} uses", names.join("`, `"), users.join(", ")))
            }
        }
    }
}

const MERGES: &str = "makes two things one";

const UNDOES: &str = "takes back what a load did";

impl Session {
    /// The same session, in which what needs care is an error: for scripts, which nobody can answer for.
    pub fn careful(self) -> Self {
        Self { needs_consent: true, ..self }
    }

    /// What a statement would change, where that is to be seen before: found out by doing it and taking it back.
    ///
    /// # Errors
    /// Whatever it would fail with.
    pub fn foresee(&mut self, source: &Arc<Source>, statement: &Spanned<Statement>) -> Result<Option<Foreseen>> {
        match &statement.node {
            Statement::Retract(_) | Statement::Merge(_) | Statement::Unmerge(_) | Statement::Undo(_) => {
                let foreseen = self.rehearse(source, statement);
                if self.engine.store().is_lost() {
                    return self.lost(foreseen.map(|_| Outcome::Begun)).map(|_| None);
                }
                foreseen
            }
            Statement::Define(rules) => self.foresee_rules(rules.iter().map(name_of).collect(), false),
            Statement::Forget(words) => self.foresee_rules(vec![words.node.join(" ")], true),
            _ => Ok(None),
        }
    }

    fn rehearse(&mut self, source: &Arc<Source>, statement: &Spanned<Statement>) -> Result<Option<Foreseen>> {
        let rehearsal = self.engine.store_mut().begin_rehearsal()?;
        let done = self.run_one(source, statement);
        let turns = self.engine.store_mut().end_rehearsal(rehearsal);
        self.engine.reload()?;
        let Outcome::Changed(change) = done? else { return Ok(None) };
        let undone = match &change {
            Change::Undone(changed) => self.undone(changed.what.behind)?.map(Box::new),
            _ => None,
        };
        Ok(Some(Foreseen::Change { change, turns: turns?, undone }))
    }

    fn undone(&self, load: LoadId) -> Result<Option<UndoneLoad>> {
        let store = self.engine.store();
        let merges = store.merges_by(load)?;
        Ok(store.logged(load)?.map(|load| UndoneLoad { load, merges }))
    }

    fn foresee_rules(&self, mut names: Vec<String>, gone: bool) -> Result<Option<Foreseen>> {
        names.retain(|name| self.engine.vocabulary().rule_named(name).is_some());
        let users = self.engine.users_of(&names)?;
        Ok((!users.is_empty()).then_some(Foreseen::Rules { names, gone, users }))
    }

    /// Refuses what needs care where nobody is asked.
    pub(super) fn check_consent(&mut self, source: &Arc<Source>, statement: &Spanned<Statement>) -> Result<()> {
        if !self.needs_consent || !self.may_write {
            return Ok(());
        }
        let (word, does) = match &statement.node {
            Statement::Merge(_) => ("merge", Some(MERGES.to_owned())),
            Statement::Undo(_) => ("undo", Some(UNDOES.to_owned())),
            Statement::Retract(retraction) if matches!(retraction.fact, RetractedFact::Says(_)) => {
                ("retract", self.care(source, statement)?)
            }
            Statement::Define(_) => ("define", self.care(source, statement)?),
            Statement::Forget(_) => ("forget", self.care(source, statement)?),
            _ => return Ok(()),
        };
        does.map_or(Ok(()), |does| {
            let problem = ChangeProblem::NeedsConsent { statement: word, does };
            Err(Diagnostic::at(source, Mistake::new(statement.span, problem)))
        })
    }

    fn care(&mut self, source: &Arc<Source>, statement: &Spanned<Statement>) -> Result<Option<String>> {
        Ok(self.foresee(source, statement)?.and_then(|foreseen| foreseen.care()))
    }
}

fn name_of(rule: &Spanned<Rule>) -> String {
    match &rule.node.head {
        Head::Kind(_, words) | Head::Predicate(_, words, _) => words.node.join(" "),
    }
}
