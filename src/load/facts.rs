//! Fact records: every name resolved, every value typed, and one fact for what is the same.

use super::Loader;
use super::evidence::Claim;
use super::item::Item;
use super::place::At;
use super::record;
use crate::diagnostic::Result;
use crate::edtf::Edtf;
use crate::problem::LoadProblem;
use crate::store::write::{FactRow, FactState, QualifierRow, Time};
use crate::value::Literal;

/// How many times are kept in memory; when there are more, all are forgotten and asked for again.
const TIMES_REMEMBERED: usize = 100_000;

impl Loader<'_, '_> {
    /// Adds a fact, or what a further record says of it. All that is wrong with the record is found before it is
    /// given up.
    pub(super) fn fact(&mut self, item: &Item<'_>, fact: &record::Fact) -> Result<()> {
        let root = At::ROOT;
        let object_at = root.member("object");
        let subject = self.reference(item, &root.member("subject"), &fact.subject)?;
        let predicate =
            self.predicate(item, (&root.member("predicate"), &fact.predicate), (&object_at, &fact.object))?;
        // What was recorded before the path was declared is history all the same.
        let derived = predicate.filter(|_| !self.history.is_any());
        if let Some(path) = derived.and_then(|(predicate, _)| self.words.derived(predicate)) {
            let problem = LoadProblem::OnlyByPath { predicate: fact.predicate.clone(), path: path.to_owned() };
            self.problems.add(item, &root.member("predicate"), problem);
            return Ok(());
        }
        let object = match predicate {
            Some((predicate, object_type)) => self.object(item, &object_at, (predicate, object_type), &fact.object)?,
            None => None,
        };
        let time = self.time(item, fact.time.as_deref())?;
        let qualifiers = self.qualifiers(item, &fact.qualifiers)?;
        let claims = self.claims(item, fact)?;
        let (Some(subject), Some((predicate, _)), Some(object)) = (subject, predicate, object) else { return Ok(()) };
        let (Ok(time), Some(qualifiers), Some(claims)) = (time, qualifiers, claims) else { return Ok(()) };
        if !self.record_fact(&FactRow { subject, predicate, object, time }, &qualifiers, &claims)? {
            self.put_off.push(self.facts_met);
        }
        Ok(())
    }

    /// The time of a fact; the inner error says that it was wrong.
    fn time(&mut self, item: &Item<'_>, time: Option<&str>) -> Result<std::result::Result<Option<Time>, ()>> {
        let Some(text) = time else { return Ok(Ok(None)) };
        if let Some(known) = self.times.get(text) {
            return Ok(Ok(Some(*known)));
        }
        match text.parse::<Edtf>() {
            Ok(date) => {
                let (first_day, last_day) = (date.first_day, date.last_day);
                let literal = self.literal(&Literal::Date(date))?;
                let time = Time { literal, first_day, last_day };
                if self.times.len() >= TIMES_REMEMBERED {
                    self.times.clear();
                }
                self.times.insert(text.to_owned(), time);
                Ok(Ok(Some(time)))
            }
            Err(error) => {
                let problem = LoadProblem::NotADate { text: text.to_owned(), error };
                self.problems.add(item, &At::ROOT.member("time"), problem);
                Ok(Err(()))
            }
        }
    }

    /// The qualifiers of a fact, sorted, none twice.
    fn qualifiers(&mut self, item: &Item<'_>, given: &record::Qualifiers) -> Result<Option<Vec<QualifierRow>>> {
        let root = At::ROOT;
        let at = root.member("qualifiers");
        let mut rows = Vec::new();
        let mut good = true;
        for (word, values) in &given.0 {
            let values_at = at.member(word);
            for (index, value) in values.as_slice().iter().enumerate() {
                let element = values_at.element(index);
                let value_at = if matches!(values, record::Values::One(_)) { values_at } else { element };
                let row = self.qualifier(item, (&at.name(word), word), (&value_at, value))?;
                good &= row.is_some();
                rows.extend(row);
            }
        }
        rows.sort_unstable();
        rows.dedup();
        Ok(good.then_some(rows))
    }

    fn qualifier(
        &mut self,
        item: &Item<'_>,
        (word_at, word): (&At<'_>, &str),
        (value_at, value): (&At<'_>, &record::Object),
    ) -> Result<Option<QualifierRow>> {
        let Some((key, object_type)) = self.predicate(item, (word_at, word), (value_at, value))? else {
            return Ok(None);
        };
        if key == self.is {
            self.problems.add(item, word_at, LoadProblem::IsAsQualifier);
            return Ok(None);
        }
        let object = self.object(item, value_at, (key, object_type), value)?;
        Ok(object.map(|object| QualifierRow { key, object }))
    }

    /// Records a fact with what it rests on; without claims, the record itself states it. False where that must wait.
    pub(super) fn record_fact(&mut self, row: &FactRow, qualifiers: &[QualifierRow], claims: &[Claim]) -> Result<bool> {
        let claimed = FactState::claimed(claims.iter().map(|claim| claim.row.polarity));
        let Some((fact, new)) = self.writer.try_record_fact(row, qualifiers, claimed)? else { return Ok(false) };
        self.report.facts.count(new);
        self.written = Some((fact, None));
        claims.iter().try_for_each(|claim| self.record_claim(fact, claim))?;
        Ok(true)
    }
}
