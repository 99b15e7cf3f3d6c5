//! The forms of questions: `which`, `who`, `what`, `where`, `when`, `how many`, and yes or no.

use super::coordination::Nouns;
use super::noun::Noun;
use super::predicate::PREPOSITIONS;
use super::verb::both;
use super::{Draft, Part, Piece, Reader, Reading, Wanted, What, variable_name};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Aggregate, AggregateFunction, Atom, Clause, Condition, Expression, Find, Group, Output, OutputValue, Qualifier,
    Query, Whether,
};
use crate::value::KindId;
use crate::vocabulary::{Directed, is_inverted};

/// The kinds whose things `who` asks for.
const WHO: [&str; 2] = ["person", "organisation"];
/// The kind whose things `where` asks for.
const PLACE: &str = "place";

impl Reader<'_> {
    /// Every way to read the whole question.
    pub(super) fn forms(&self, with_sources: bool) -> Vec<Reading> {
        let drafts = match self.word(0).as_deref() {
            Some("which") => self.which(1),
            Some("who" | "whom") => self.about(0, 1),
            Some("what") => [self.which(1), self.about(0, 1)].concat(),
            Some("where") => self.place(1),
            Some("when") => self.time(1),
            Some("how") if self.is_word(1, &["many"]) => return self.how_many(with_sources),
            Some(word) if is_inverted(word) => return self.yes_or_no(with_sources),
            _ => return Vec::new(),
        };
        let whole = drafts.into_iter().filter(|draft| self.at_end(draft.at));
        let find = |draft: Part<Draft>| {
            let outputs = draft.value.asked.iter().map(|name| self.shown(name)).collect();
            Reading { query: self.find(outputs, draft.value.conditions, with_sources), pieces: draft.pieces }
        };
        whole.map(find).collect()
    }

    fn at_end(&self, at: usize) -> bool {
        let end = at >= self.atoms.len();
        if !end {
            self.wanted(at, Wanted::End);
        }
        end
    }

    fn shown(&self, name: &str) -> Spanned<Output> {
        let value = OutputValue::Variable { name: name.to_owned(), kind: Vec::new() };
        Spanned::new(Output { value, alias: None }, self.span)
    }

    fn find(&self, outputs: Vec<Spanned<Output>>, conditions: Vec<Spanned<Condition>>, with_sources: bool) -> Query {
        let body = Group { conditions };
        Query::Find(Find {
            outputs,
            body,
            view: self.view.clone(),
            having: None,
            order: Vec::new(),
            unordered: false,
            limit: None,
            offset: None,
            with_sources,
        })
    }

    /// `which KIND …`: the things of a kind, as the subject or the object of what follows.
    fn which(&self, at: usize) -> Vec<Part<Draft>> {
        let mut found = Vec::new();
        for (kind, end) in self.kinds(at) {
            let (variable, draft) = self.of_kind(kind, at, end, &[]);
            let piece = Piece { start: at, end, what: What::Kind };
            for said in self.said_of(end, &variable, &draft.asked) {
                let value = both(&draft, &said.value);
                found.push(Part { value, at: said.at, pieces: [&[piece], said.pieces.as_slice()].concat() });
            }
        }
        found
    }

    fn kinds(&self, at: usize) -> Vec<(KindId, usize)> {
        let found = self.vocabulary.kinds_at(&self.words(at));
        if found.is_empty() {
            self.wanted(at, Wanted::Kind);
        }
        found.into_iter().map(|found| (found.meaning, at + found.length)).collect()
    }

    /// `who …`, `what …`: anything; for `who`, a person or an organisation.
    fn about(&self, start: usize, at: usize) -> Vec<Part<Draft>> {
        let word = self.word(start).unwrap_or_default();
        let name = variable_name(if word == "whom" { "who" } else { &word }, &[]);
        let variable = Spanned::new(Atom::Variable(name.clone()), self.span(start, at));
        let mut found = Vec::new();
        for said in self.said_of(at, &variable, std::slice::from_ref(&name)) {
            let mut value = both(&Draft { conditions: Vec::new(), asked: vec![name.clone()] }, &said.value);
            if word != "what" {
                value.conditions.extend(self.who_is(&variable));
            }
            found.push(Part { value, ..said });
        }
        found
    }

    /// That the variable is a person or an organisation, as far as the vocabulary has these kinds.
    fn who_is(&self, variable: &Spanned<Atom>) -> Option<Spanned<Condition>> {
        let known = WHO.iter().filter_map(|kind| self.vocabulary.kind_named(kind));
        let branches: Vec<Group> = known
            .map(|kind| {
                let is = Spanned::new(Atom::Word("is".to_owned()), variable.span);
                let kind = Spanned::new(Atom::Quoted(self.vocabulary.kind(kind).name.clone()), variable.span);
                let clause = Clause { atoms: vec![variable.clone(), is, kind], ..Clause::default() };
                Group { conditions: vec![Spanned::new(Condition::Clause(clause), variable.span)] }
            })
            .collect();
        match branches.len() {
            0 => None,
            1 => branches.into_iter().next().and_then(|group| group.conditions.into_iter().next()),
            _ => Some(Spanned::new(Condition::Or(branches), variable.span)),
        }
    }

    /// `where were the talks held`: the object of a predicate whose objects are places. The question may leave out
    /// the preposition that the predicate ends with.
    fn place(&self, at: usize) -> Vec<Part<Draft>> {
        let Some(auxiliary) = self.word(at).filter(|word| is_inverted(word)) else {
            self.wanted(at, Wanted::Verb);
            return Vec::new();
        };
        let variable = Spanned::new(Atom::Variable("where".to_owned()), self.span(at - 1, at));
        let mut found = Vec::new();
        for subject in self.nouns(at + 1, &[]) {
            for (predicate, end) in self.place_predicates(subject.at, &auxiliary) {
                let span = self.span(subject.at.min(end.saturating_sub(1)), end);
                let name =
                    Spanned::new(Atom::Quoted(self.vocabulary.predicate(predicate.predicate).name.clone()), span);
                let atoms = subject.value.atoms.iter().cloned().chain([name, variable.clone()]).collect();
                let clause = Clause { atoms, ..Clause::default() };
                let draft = Draft { conditions: Vec::new(), asked: vec!["where".to_owned()] };
                let nothing = Noun { atoms: Vec::new(), draft };
                let object = Part { value: Nouns::only(nothing), at: end, pieces: Vec::new() };
                let piece = Piece { start: subject.at, end, what: What::Predicate { exact: true } };
                let pieces = [subject.pieces.as_slice(), &[piece]].concat();
                found.extend(self.narrowed(clause, object, pieces, false, &["where".to_owned()]));
            }
        }
        found
    }

    /// The predicates of places that the words mean, with where the words end; the longest first.
    fn place_predicates(&self, at: usize, auxiliary: &str) -> Vec<(Directed, usize)> {
        let said: Vec<&str> = std::iter::once(auxiliary).chain(self.words(at)).collect();
        let mut found: Vec<(Directed, usize)> = Vec::new();
        // "where is Davos": what is meant is where it is located.
        for (words, place) in [(said, Some(at - 1)), (vec!["located"], None)] {
            let whole = self.vocabulary.predicates_at(&words).into_iter();
            let matched = whole.chain(self.vocabulary.predicates_but_for(&words, &PREPOSITIONS));
            let of_place = matched.filter(|matched| self.is_of_place(matched.meaning));
            found.extend(of_place.map(|matched| (matched.meaning, place.map_or(at, |place| place + matched.length))));
        }
        if found.is_empty() {
            self.wanted(at, Wanted::Verb);
        }
        found.sort_by_key(|(_, end)| std::cmp::Reverse(*end));
        found.dedup();
        found
    }

    /// Whether the objects of a predicate are places.
    fn is_of_place(&self, directed: Directed) -> bool {
        let of = self.vocabulary.predicate(directed.predicate).object_kind.filter(|_| !directed.inverse);
        let place = self.vocabulary.kind_named(PLACE);
        matches!((of, place), (Some(of), Some(place)) if self.vocabulary.is_within(of, place))
    }

    /// `when do the talks end`: the time of what is said, or the words of a source for it.
    fn time(&self, at: usize) -> Vec<Part<Draft>> {
        let Some(auxiliary) = self.word(at).filter(|word| is_inverted(word)) else {
            self.wanted(at, Wanted::Verb);
            return Vec::new();
        };
        let mut found = Vec::new();
        for subject in self.nouns(at + 1, &[]) {
            for said in self.verb_phrases(subject.at, &subject.value.atoms, Some(&auxiliary), &["when".to_owned()]) {
                if let Some(value) = with_time(&said.value, self.span(at - 1, at)) {
                    let value = both(&subject.value.draft, &value);
                    let pieces = [subject.pieces.as_slice(), &said.pieces].concat();
                    found.push(Part { value, at: said.at, pieces });
                }
            }
        }
        found
    }

    /// `did Kirill Dmitriev attend the talks`, `is there a delegation that Kostyukov leads`.
    fn yes_or_no(&self, with_sources: bool) -> Vec<Reading> {
        let auxiliary = self.word(0).unwrap_or_default();
        let mut found = Vec::new();
        if self.is_word(1, &["there"]) {
            let drafts = self.which(2 + usize::from(self.is_article(2))).into_iter();
            // The thing itself is not asked for, only whether there is one.
            found.extend(drafts.map(|mut draft| {
                draft.value.asked = draft.value.asked.into_iter().skip(1).collect();
                draft
            }));
        }
        for subjects in self.joined_nouns(1, &[]) {
            found.extend(
                self.said_of_each(&subjects, |subject, at| {
                    self.predications(at, &subject.atoms, Some(&auxiliary), &[])
                }),
            );
        }
        let whole = found.into_iter().filter(|said| self.at_end(said.at));
        whole.map(|said| self.answered(said, with_sources)).collect()
    }

    /// Yes or no; or, where the words ask for something too (`according to whom`), what that is.
    fn answered(&self, said: Part<Draft>, with_sources: bool) -> Reading {
        let outputs: Vec<_> = said.value.asked.iter().map(|name| self.shown(name)).collect();
        let body = Group { conditions: said.value.conditions };
        let query = match outputs.is_empty() {
            true => Query::Whether(Whether { body, view: self.view.clone(), with_sources }),
            false => self.find(outputs, body.conditions, with_sources),
        };
        Reading { query, pieces: said.pieces }
    }

    fn count(&self, counted: &str) -> Expression {
        let variable = Expression::Term(vec![Spanned::new(Atom::Variable(counted.to_owned()), self.span)]);
        let argument = Some(Spanned::new(variable, self.span));
        Expression::Aggregate(Box::new(Aggregate { function: AggregateFunction::Count, argument, by: None }))
    }

    /// `how many envoys attended the talks, by side`.
    fn how_many(&self, with_sources: bool) -> Vec<Reading> {
        let mut found = Vec::new();
        for draft in self.which(2) {
            let Some(counted) = draft.value.asked.first().cloned() else { continue };
            for (conditions, groups, end) in self.groupings(&draft, &counted) {
                if !self.at_end(end) {
                    continue;
                }
                let asked = draft.value.asked[1..].iter().chain(&groups).map(|name| self.shown(name));
                let count = Output { value: OutputValue::Expression(self.count(&counted)), alias: None };
                let outputs = asked.chain([Spanned::new(count, self.span)]).collect();
                let query = self.find(outputs, conditions, with_sources);
                found.push(Reading { query, pieces: draft.pieces.clone() });
            }
        }
        found
    }

    /// What the counts are grouped by, if anything: a qualifier of what was said, or a predicate of what is counted.
    fn groupings(&self, draft: &Part<Draft>, counted: &str) -> Vec<(Vec<Spanned<Condition>>, Vec<String>, usize)> {
        let at = draft.at + usize::from(self.is_comma(draft.at));
        let plain = (draft.value.conditions.clone(), Vec::new(), draft.at);
        if !self.is_word(at, &["by"]) {
            return vec![plain];
        }
        let start = at + 1;
        let mut found = Vec::new();
        for (by, length) in self.grouping_predicates(start) {
            let end = start + length;
            let words = self.words(start)[..length].join(" ");
            let name = variable_name(&words, &draft.value.asked);
            let conditions = self.grouped(draft, counted, by, &name, self.span(start, end));
            found.push((conditions, vec![name], end));
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
        counted: &str,
        by: Directed,
        name: &str,
        span: Span,
    ) -> Vec<Spanned<Condition>> {
        let predicate = self.vocabulary.predicate(by.predicate);
        let value = Spanned::new(Atom::Variable(name.to_owned()), span);
        let mut conditions = draft.value.conditions.clone();
        // The first condition is that of the kind; the qualifier is of what is said of it, if anything is.
        let said = conditions.iter_mut().skip(1).find_map(|condition| match &mut condition.node {
            Condition::Clause(clause) => Some(clause),
            _ => None,
        });
        if let (true, Some(clause)) = (predicate.qualifies && !by.inverse, said) {
            let key = Spanned::new(vec![predicate.name.clone()], span);
            clause.qualifiers.push(Qualifier { key, value: vec![value] });
            return conditions;
        }
        let subject = Spanned::new(Atom::Variable(counted.to_owned()), span);
        let caret = by.inverse.then(|| Spanned::new(Atom::Caret, span));
        let phrase = Spanned::new(Atom::Quoted(predicate.name.clone()), span);
        let atoms = [subject].into_iter().chain(caret).chain([phrase, value]).collect();
        conditions.push(Spanned::new(Condition::Clause(Clause { atoms, ..Clause::default() }), span));
        conditions
    }
}

/// The draft with its one clause binding `?when`.
fn with_time(draft: &Draft, span: Span) -> Option<Draft> {
    let mut draft = draft.clone();
    let clause = only_clause(&mut draft)?;
    clause.atoms.push(Spanned::new(Atom::Word("when".to_owned()), span));
    clause.atoms.push(Spanned::new(Atom::Variable("when".to_owned()), span));
    draft.asked.insert(0, "when".to_owned());
    Some(draft)
}

fn only_clause(draft: &mut Draft) -> Option<&mut Clause> {
    match draft.conditions.first_mut().map(|condition| &mut condition.node) {
        Some(Condition::Clause(clause)) => Some(clause),
        _ => None,
    }
}
