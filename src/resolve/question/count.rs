//! `how many …` and `how often …`, and what counts are grouped by.

use super::relative::name_of;
use super::{Draft, Part, Piece, Reader, Reading, Wanted, What, both, variable_name};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    AggregateFunction, Atom, Clause, Condition, Expression, Function, Modifier, Output, Qualifier, Query,
};
use crate::vocabulary::Directed;

/// Words for what things are, where the store has no such predicate.
const KIND: [&str; 2] = ["kind", "type"];

/// What counts are grouped by: conditions with it, the columns that show it, and where its words end.
type Grouping = (Vec<Spanned<Condition>>, Vec<Spanned<Output>>, usize);

impl Reader<'_> {
    /// `how many envoys attended the talks, by side`, `how often did Russia attack Ukraine`, `how many documents say that
    /// …`; `at` is behind "how".
    pub(super) fn how(&self, at: usize) -> Vec<Reading> {
        if self.is_word(at, &["often"]) {
            return self.how_often(at + 1);
        }
        if !self.is_word(at, &["many"]) {
            return Vec::new();
        }
        let next = at + 1;
        let mut found = Vec::new();
        if self.is_word(next, &["times"]) {
            found.extend(self.how_often(next + 1));
        }
        found.extend(self.how_many_say(next));
        for draft in self.which(next) {
            let Some(counted) = draft.value.asked.first().cloned() else { continue };
            let count = self.count(AggregateFunction::Count, Some(&counted));
            found.extend(self.counts(&draft, &draft.value.asked[1..], Some(&counted), count));
        }
        found.extend(self.of_each_kind(next));
        found
    }

    /// `(how many) things of each kind are mentioned`: as `…, by kind`.
    fn of_each_kind(&self, at: usize) -> Vec<Reading> {
        let mut found = Vec::new();
        for (class, end) in self.classes(at) {
            let each = self.is_word(end, &["of"]) && self.is_word(end + 1, &["each", "every"]);
            if !each || !self.is_word(end + 2, &KIND) {
                continue;
            }
            let (variable, draft) = self.of_class(class, at, end, &[]);
            let piece = Piece { start: at, end: end + 3, what: What::Kind };
            for said in self.said_of(end + 3, &variable, &draft.asked) {
                let counted = draft.asked.concat();
                let value = both(&draft, &said.value);
                let pieces = [&[piece], said.pieces.as_slice()].concat();
                let count = self.count(AggregateFunction::Count, Some(&counted));
                let (conditions, kind) = self.by_kind(&value, &counted, end + 2);
                let said = Part { value: Draft { conditions, ..value }, at: said.at, pieces };
                found.extend(self.counts(&said, &[kind], Some(&counted), count));
            }
        }
        found
    }

    /// What was said and of which kind what is counted is, with the name of that.
    fn by_kind(&self, said: &Draft, counted: &str, at: usize) -> (Vec<Spanned<Condition>>, String) {
        let span = self.span(at, at + 1);
        let name = variable_name("kind", &said.asked);
        let subject = Spanned::new(Atom::Variable(counted.to_owned()), span);
        let atoms = vec![subject, self.written_word("is", at), Spanned::new(Atom::Variable(name.clone()), span)];
        let of_kind = Spanned::new(Condition::Clause(Clause { atoms, ..Clause::default() }), span);
        (said.conditions.iter().cloned().chain([of_kind]).collect(), name)
    }

    /// `(how often) did Russia attack Ukraine`: how many facts say so.
    fn how_often(&self, at: usize) -> Vec<Reading> {
        let facts = self.count(AggregateFunction::Facts, None);
        let said = self.yes_or_no(at).into_iter().filter(|draft| self.is_one_fact(draft));
        said.flat_map(|draft| self.counts(&draft, &draft.value.asked, None, facts.clone())).collect()
    }

    /// Whether a draft is one pattern of things with names: facts that say of which kind a thing is would be counted too.
    pub(super) fn is_one_fact(&self, draft: &Part<Draft>) -> bool {
        let named = match draft.value.conditions.as_slice() {
            [Spanned { node: Condition::Clause(clause), .. }] => {
                clause.atoms.iter().all(|atom| !matches!(atom.node, Atom::Relative(_)))
            }
            _ => false,
        };
        if !named {
            self.wanted(draft.at + 1, Wanted::Named);
        }
        named
    }

    /// What was said with its count, beside what else is asked for and by what it is grouped.
    pub(super) fn counts(
        &self,
        draft: &Part<Draft>,
        asked: &[String],
        counted: Option<&str>,
        count: Expression,
    ) -> Vec<Reading> {
        if !draft.value.most.is_empty() || draft.value.limit.is_some() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (conditions, groups, end) in self.groupings(draft, counted) {
            if !self.at_end(end) {
                continue;
            }
            let value = crate::syntax::ast::OutputValue::Expression(count.clone());
            let count = Spanned::new(Output { value, alias: None }, self.span);
            let outputs = asked.iter().map(|name| self.shown(name)).chain(groups).chain([count]).collect();
            let query = self.seen(Query::Find(self.rows_of(outputs, conditions)));
            found.push(Reading { query, pieces: draft.pieces.clone() });
        }
        found
    }

    /// What the counts are grouped by, if anything: a qualifier of what was said, a predicate of what is counted, its
    /// kind, or who says so, where, and in which year it was.
    fn groupings(&self, draft: &Part<Draft>, counted: Option<&str>) -> Vec<Grouping> {
        let at = draft.at + usize::from(self.is_comma(draft.at));
        let plain = (draft.value.conditions.clone(), Vec::new(), draft.at);
        let start = match (self.word(at).as_deref(), self.word(at + 1).as_deref()) {
            (Some("for"), Some("each" | "every")) => at + 2,
            (Some("by" | "per"), _) => at + 1,
            _ => return vec![plain],
        };
        let mut found = Vec::new();
        for (by, length) in self.grouping_predicates(start) {
            let end = start + length;
            let words = self.words(start)[..length].join(" ");
            let name = variable_name(&words, &draft.value.asked);
            if let Some(conditions) = self.grouped(draft, counted, by, &name, self.span(start, end)) {
                found.push((conditions, vec![self.shown(&name)], end));
            }
        }
        if found.is_empty() {
            found.extend(self.grouped_by_word(draft, counted, start));
        }
        if found.is_empty() {
            self.wanted(start, Wanted::Verb);
        }
        found.push(plain);
        found
    }

    /// The predicates that words behind `by` mean: by their phrase, or the one that qualifies facts by things of the
    /// kind that the words mean.
    fn grouping_predicates(&self, at: usize) -> Vec<(Directed, usize)> {
        let words = self.words(at);
        let matched = self.vocabulary.predicates_at(&words).into_iter();
        let mut found: Vec<(Directed, usize)> = matched.map(|found| (found.meaning, found.length)).collect();
        for kind in self.vocabulary.kinds_at(&words) {
            let mut of_kind = self.vocabulary.predicates().iter().filter(|predicate| {
                predicate.qualifies
                    && predicate.object_kind.is_some_and(|of| self.vocabulary.is_within(of, kind.meaning))
            });
            if let (Some(only), None) = (of_kind.next(), of_kind.next()) {
                found.push((Directed { predicate: only.id, inverse: false }, kind.length));
            }
        }
        found
    }

    fn grouped(
        &self,
        draft: &Part<Draft>,
        counted: Option<&str>,
        by: Directed,
        name: &str,
        span: Span,
    ) -> Option<Vec<Spanned<Condition>>> {
        let predicate = self.vocabulary.predicate(by.predicate);
        let value = Spanned::new(Atom::Variable(name.to_owned()), span);
        let mut conditions = draft.value.conditions.clone();
        if let (true, Some(clause)) = (predicate.qualifies && !by.inverse, said(&mut conditions, counted)) {
            let key = Spanned::new(vec![predicate.name.clone()], span);
            clause.qualifiers.push(Qualifier { key, value: vec![value] });
            return Some(conditions);
        }
        let subject = Spanned::new(Atom::Variable(counted?.to_owned()), span);
        let caret = by.inverse.then(|| Spanned::new(Atom::Caret, span));
        let phrase = Spanned::new(Atom::Quoted(predicate.name.clone()), span);
        let atoms = [subject].into_iter().chain(caret).chain([phrase, value]).collect();
        conditions.push(Spanned::new(Condition::Clause(Clause { atoms, ..Clause::default() }), span));
        Some(conditions)
    }

    /// `by kind`, `by source`, `by document`, `by year`.
    fn grouped_by_word(&self, draft: &Part<Draft>, counted: Option<&str>, at: usize) -> Option<Grouping> {
        let word = self.word(at)?;
        let span = self.span(at, at + 1);
        let name = variable_name(&word, &draft.value.asked);
        let variable = Spanned::new(Atom::Variable(name.clone()), span);
        let mut conditions = draft.value.conditions.clone();
        if KIND.contains(&word.as_str()) {
            let (conditions, kind) = self.by_kind(&draft.value, counted?, at);
            return Some((conditions, vec![self.shown(&kind)], at + 1));
        }
        let clause = said(&mut conditions, counted)?;
        let column = match word.as_str() {
            "source" | "speaker" => {
                clause.modifiers.push(Spanned::new(Modifier::AccordingTo(vec![variable]), span));
                self.shown(&name)
            }
            "document" => {
                clause.atoms.extend([self.written_word("from", at), variable]);
                self.shown(&name)
            }
            "year" => {
                let time = variable_name("time", &draft.value.asked);
                let atom = Spanned::new(Atom::Variable(time), span);
                clause.atoms.extend([self.written_word("at", at), atom.clone()]);
                let argument = Spanned::new(Expression::Term(vec![atom]), span);
                self.headed(Expression::Call(Function::Year, vec![argument]), &name)
            }
            _ => return None,
        };
        Some((conditions, vec![column], at + 1))
    }
}

/// The first clause that says more of what is counted than of which kind it is.
fn said<'a>(conditions: &'a mut [Spanned<Condition>], counted: Option<&str>) -> Option<&'a mut Clause> {
    let says_kind = |clause: &Clause| match clause.atoms.as_slice() {
        [variable, Spanned { node: Atom::Word(_), .. }, Spanned { node: Atom::Quoted(_), .. }] => {
            name_of(variable).is_some_and(|name| counted == Some(name.as_str()))
        }
        _ => false,
    };
    conditions.iter_mut().find_map(|condition| match &mut condition.node {
        Condition::Clause(clause) if !says_kind(clause) => Some(clause),
        _ => None,
    })
}
