//! Recording what is claimed of a fact: one fact for what is the same, and one piece of evidence.

use super::Writer;
use super::again::Restated;
use super::evidence::KnownEvidence;
use super::fact::{FactRow, FactState, KnownFact, QualifierRow};
use crate::diagnostic::Result;
use crate::value::{FactId, Polarity};

impl FactState {
    /// What claims of these polarities come to; without any, the fact is stated by itself.
    pub(crate) fn claimed(polarities: impl IntoIterator<Item = Polarity> + Clone) -> Self {
        let any = |wanted| polarities.clone().into_iter().any(|polarity| polarity == wanted);
        let (affirmed, denied) = (any(Polarity::Affirms), any(Polarity::Denies));
        let unsourced = !affirmed && !denied;
        FactState { unsourced, holds: unsourced || affirmed, denied }
    }
}

impl Writer<'_> {
    /// Records that a fact is claimed, and says whether it did not stand before. A fact with the same subject,
    /// predicate, object, time and qualifiers is the same fact. One that was retracted stands again: the claims of
    /// earlier loads stay withdrawn, that of this load counts.
    pub(crate) fn record_fact(
        &mut self,
        row: &FactRow,
        qualifiers: &[QualifierRow],
        claimed: FactState,
    ) -> Result<(FactId, bool)> {
        let (fact, new) = match self.known_fact(row, qualifiers)? {
            Some(known) => {
                self.claim_again(&known, claimed)?;
                (known.id, known.retracted)
            }
            None => (self.add_fact(row, qualifiers, claimed)?, true),
        };
        if self.names_survivor(row, qualifiers) {
            self.to_settle.push(fact.0);
        }
        Ok((fact, new))
    }

    /// The same; but nothing is recorded, and nothing said, where the fact may be known and that cannot be found out yet:
    /// [`Writer::index_facts`] changes that.
    pub(crate) fn try_record_fact(
        &mut self,
        row: &FactRow,
        qualifiers: &[QualifierRow],
        claimed: FactState,
    ) -> Result<Option<(FactId, bool)>> {
        if self.added.is_unindexed() && self.added.is_full() {
            self.index_facts()?;
        }
        match self.added.is_unindexed() && self.added.may_have(row, qualifiers, self.survivor(row.subject)) {
            true => Ok(None),
            false => self.record_fact(row, qualifiers, claimed).map(Some),
        }
    }

    /// Lets known facts be found, where they could not be for the sake of speed.
    pub(crate) fn index_facts(&mut self) -> Result<()> {
        if self.added.is_unindexed() {
            self.dropped.restore_needed(self.connection).map_err(self.failed("indexing facts"))?;
            self.added.indexed();
        }
        Ok(())
    }

    /// Builds every index that was dropped for the sake of speed: rows are now to be found by each of them.
    pub(crate) fn index_all(&mut self) -> Result<()> {
        self.dropped.restore(self.connection).map_err(self.failed("indexing facts"))?;
        self.added.indexed();
        Ok(())
    }

    fn claim_again(&mut self, known: &KnownFact, claimed: FactState) -> Result<()> {
        match known.stated_by {
            _ if !claimed.unsourced => {}
            Some(stated_by) => self.restate(Restated::Fact, known.id.0, stated_by),
            None => self.set_stated_by(known.id)?,
        }
        let state = known.state.with(claimed);
        if state != known.state || known.retracted {
            self.set_state(known.id, state)?;
        }
        Ok(())
    }

    /// Records that evidence which is known is given again; it counts then.
    pub(crate) fn claim_evidence_again(&mut self, known: &KnownEvidence) -> Result<()> {
        self.restate(Restated::Evidence, known.id, known.added_by);
        match known.retracted {
            true => self.revive_evidence(known.id),
            false => Ok(()),
        }
    }
}
