//! The statements that change the store.

use std::sync::Arc;

use super::{Outcome, Session};
use crate::answer::EntityRef;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{ChangeProblem, Mistake, Problem};
use crate::resolve::{self, Context, Reference};
use crate::source::{Source, Span, Spanned};
use crate::store::{Aliased, Asserted, Changed, Distinguished, Merged, Retract, Retracted, Undone, Unmerged};
use crate::syntax::ast::{Alias, Assertion, Atom, Distinction, Merge, RetractedFact, Retraction};
use crate::value::FactId;

/// What a statement changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A fact was recorded.
    Asserted(Changed<Asserted>),
    /// A fact counts no more.
    Retracted(Changed<Retracted>),
    /// An entity was merged into another.
    Merged(Changed<Merged>),
    /// A merge was taken back.
    Unmerged(Changed<Unmerged>),
    /// Two entities were said not to be the same.
    Distinguished(Changed<Distinguished>),
    /// An entity got a further name.
    Aliased(EntityRef, Changed<Aliased>),
    /// A load counts no more, or again.
    Undone(Changed<Undone>),
}

impl Session {
    pub(super) fn assert(&mut self, source: &Arc<Source>, span: Span, written: &Assertion) -> Result<Outcome> {
        self.writing(source, span, "assert")?;
        let new = resolve::assertion(written, self.context()).map_err(|mistake| Diagnostic::at(source, mistake))?;
        let asserted = self.engine.store_mut().assert(&new)?;
        if !new.qualifiers.is_empty() {
            // A predicate may qualify facts for the first time.
            self.engine.reload()?;
        }
        Ok(Outcome::Changed(Change::Asserted(asserted)))
    }

    pub(super) fn retract(&mut self, source: &Arc<Source>, span: Span, written: &Retraction) -> Result<Outcome> {
        self.writing(source, span, "retract")?;
        let reason = written.reason.as_ref().map(|reason| reason.node.as_str());
        let misplaced = |mistake| Diagnostic::at(source, mistake);
        let instead = written.instead.as_ref().map(|instead| resolve::assertion(instead, self.context()));
        let instead = instead.transpose().map_err(misplaced)?;
        let said;
        let (retract, place) = match &written.fact {
            RetractedFact::Number(number) => {
                (Retract::Fact(FactId(i64::try_from(number.node).unwrap_or(i64::MAX))), number.span)
            }
            RetractedFact::Says(clause) => {
                said = resolve::retraction(clause, self.context()).map_err(misplaced)?;
                (Retract::Saying(&said), clause.span)
            }
        };
        let store = self.engine.store_mut();
        let retracted = store.retract(retract, reason, instead.as_ref()).map_err(at(source, place))?;
        if instead.is_some_and(|new| !new.qualifiers.is_empty()) {
            self.engine.reload()?;
        }
        Ok(Outcome::Changed(Change::Retracted(retracted)))
    }

    pub(super) fn merge(&mut self, source: &Arc<Source>, span: Span, written: &Merge) -> Result<Outcome> {
        self.writing(source, span, "merge")?;
        let entity = self.named(source, &written.from, "merge")?;
        let into = self.named(source, &written.into, "merge")?;
        let merged = self.engine.store_mut().merge(entity.id, into.id).map_err(at(source, span))?;
        Ok(Outcome::Changed(Change::Merged(merged)))
    }

    pub(super) fn unmerge(&mut self, source: &Arc<Source>, span: Span, name: &[Spanned<Atom>]) -> Result<Outcome> {
        self.writing(source, span, "unmerge")?;
        let place = name.iter().map(|atom| atom.span).reduce(Span::to).unwrap_or(span);
        let reference = resolve::reference(name, "unmerge", self.context());
        let reference = reference.map_err(|mistake| Diagnostic::at(source, mistake))?;
        let entity = self.merged(&reference).map_err(at(source, place))?;
        let unmerged = self.engine.store_mut().unmerge(entity.id).map_err(at(source, place))?;
        Ok(Outcome::Changed(Change::Unmerged(unmerged)))
    }

    /// The one merged entity that a name or key means.
    fn merged(&self, reference: &Reference) -> Result<EntityRef> {
        let store = self.engine.store();
        let mut found = match reference {
            Reference::Key(key) => store.merged_keyed(key)?,
            Reference::Name(name) => store.merged_named(name)?,
        };
        let name = reference.text().to_owned();
        match found.pop() {
            Some(only) if found.is_empty() => Ok(only),
            Some(last) => {
                found.push(last);
                let keys = found.iter().map(|entity| Atom::Key(entity.key.clone()).to_string()).collect();
                Err(Diagnostic::new(ChangeProblem::SeveralMerged { name, keys }))
            }
            None => Err(Diagnostic::new(ChangeProblem::NotMerged { name })),
        }
    }

    pub(super) fn distinct(&mut self, source: &Arc<Source>, span: Span, written: &Distinction) -> Result<Outcome> {
        self.writing(source, span, "distinct")?;
        let entity = self.named(source, &written.entity, "distinct")?;
        let other = self.named(source, &written.other, "distinct")?;
        let distinguished = self.engine.store_mut().distinguish(entity.id, other.id).map_err(at(source, span))?;
        Ok(Outcome::Changed(Change::Distinguished(distinguished)))
    }

    pub(super) fn alias(&mut self, source: &Arc<Source>, span: Span, written: &Alias) -> Result<Outcome> {
        self.writing(source, span, "alias")?;
        let named = self.named(source, &written.of, "alias")?;
        let aliased = self.engine.store_mut().alias(named.id, written.name.node.trim());
        let aliased = aliased.map_err(at(source, written.name.span))?;
        let entity = EntityRef { id: named.id, key: named.key, name: named.name };
        Ok(Outcome::Changed(Change::Aliased(entity, aliased)))
    }

    pub(super) fn undo(&mut self, source: &Arc<Source>, span: Span, load: Option<&Spanned<u64>>) -> Result<Outcome> {
        self.writing(source, span, "undo")?;
        let place = load.map_or(span, |load| load.span);
        let undone = self.engine.store_mut().undo(load.map(|load| load.node)).map_err(at(source, place))?;
        self.engine.reload()?;
        Ok(Outcome::Changed(Change::Undone(undone)))
    }

    /// What words are read against.
    fn context(&self) -> Context<'_> {
        Context { vocabulary: self.engine.vocabulary(), names: self.engine.store(), parameters: &self.parameters }
    }
}

/// Puts what is wrong with a change at its place in the statement.
fn at(source: &Arc<Source>, span: Span) -> impl Fn(Box<Diagnostic>) -> Box<Diagnostic> {
    let source = Arc::clone(source);
    move |diagnostic| match diagnostic.problem {
        Problem::Change(problem) => Diagnostic::at(&source, Mistake::new(span, problem)),
        _ => diagnostic,
    }
}
