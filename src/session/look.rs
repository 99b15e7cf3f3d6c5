//! The statements that look: at a thing, at its time, for words, at disputes, at the vocabulary.

use std::sync::Arc;

use super::{Outcome, Session};
use crate::answer::EntityRef;
use crate::diagnostic::{Diagnostic, Result};
use crate::fulltext::Sought;
use crate::problem::{Mistake, QueryProblem};
use crate::resolve::tree::Named;
use crate::resolve::{Context, entity};
use crate::source::{Source, Spanned};
use crate::syntax::ast::Atom;

/// How many phrases a search may have: SQLite bounds how deep an expression is.
const MOST_PHRASES: usize = 64;

impl Session {
    pub(super) fn describe(&self, source: &Arc<Source>, name: &[Spanned<Atom>]) -> Result<Outcome> {
        let named = self.named(source, name, "describe")?;
        let description = self.engine.store().describe(named.id, self.engine.vocabulary())?;
        Ok(Outcome::Described(Box::new(description)))
    }

    pub(super) fn timeline(&self, source: &Arc<Source>, name: &[Spanned<Atom>]) -> Result<Outcome> {
        let Named { id, key, name, .. } = self.named(source, name, "timeline")?;
        self.engine.store().timeline(EntityRef { id, key, name }).map(Outcome::Timeline)
    }

    /// The entity that a statement is about.
    pub(super) fn named(&self, source: &Arc<Source>, name: &[Spanned<Atom>], statement: &str) -> Result<Named> {
        let (vocabulary, names) = (self.engine.vocabulary(), self.engine.store());
        let context = Context { vocabulary, names, parameters: &self.parameters };
        entity(name, statement, context).map_err(|mistake| Diagnostic::at(source, mistake))
    }

    pub(super) fn search(&self, source: &Arc<Source>, words: &Spanned<String>) -> Result<Outcome> {
        self.engine.store().needs_store("search", "the words of documents and quotes")?;
        self.engine.store().search(&sought(source, words)?, &words.node).map(Outcome::Found)
    }

    pub(super) fn disputes(&self) -> Result<Outcome> {
        self.engine.store().disputes().map(Outcome::Disputed)
    }

    pub(super) fn words(&self) -> Result<Outcome> {
        let words = self.engine.store().words(self.engine.vocabulary())?;
        Ok(Outcome::Words(Box::new(words)))
    }
}

/// What is to be searched for.
pub(super) fn sought(source: &Arc<Source>, words: &Spanned<String>) -> Result<Sought> {
    let at = |problem| Diagnostic::at(source, Mistake::new(words.span, problem));
    let sought = Sought::read(&words.node).ok_or_else(|| at(QueryProblem::NothingToSearch))?;
    match sought.len() > MOST_PHRASES {
        true => Err(at(QueryProblem::SearchTooLong { most: MOST_PHRASES })),
        false => Ok(sought),
    }
}
