//! The forms of questions: `which`, `who`, `what`, and yes or no; and how what was read becomes a query.

use super::{Draft, Part, Piece, Reader, Reading, Wanted, What, both, variable_name};
use crate::source::Spanned;
use crate::syntax::ast::{Atom, Clause, Condition, Find, Group, Output, OutputValue, Query, Whether};
use crate::vocabulary::is_inverted;

use super::class::Class;
use super::exception::is_thing;

impl Reader<'_> {
    /// Every way to read the whole question.
    pub(super) fn forms(&self) -> Vec<Reading> {
        let mut found = self.forms_at(0);
        found.extend(self.fronted());
        found
    }

    /// Every way to read the words from a place on as a question.
    pub(super) fn forms_at(&self, at: usize) -> Vec<Reading> {
        let next = at + 1;
        let drafts = match self.word(at).as_deref() {
            Some("which") => {
                [self.noun_had(next), self.which(next), self.document_saying(next), self.sentence_saying(next)].concat()
            }
            Some("who" | "whom") => [self.who_says(next), self.about(at), self.kinds_of(next)].concat(),
            Some("what") => [self.noun_had(next), self.which(next), self.about(at), self.kinds_of(next)].concat(),
            Some("where") => self.place(next),
            Some("when") => self.time(next),
            Some("how") => return self.how(next),
            Some(word) if is_inverted(word) => self.yes_or_no(at),
            _ => return Vec::new(),
        };
        drafts.into_iter().filter_map(|draft| self.whole(draft)).collect()
    }

    /// What was read, where it is the whole question.
    pub(super) fn whole(&self, draft: Part<Draft>) -> Option<Reading> {
        if !self.at_end(draft.at) {
            return None;
        }
        let query = match &draft.value {
            Draft { most, .. } if !most.is_empty() => self.with_most(&draft.value)?,
            Draft { limit: Some(_), .. } => {
                self.wanted(draft.at + 1, Wanted::Most);
                return None;
            }
            Draft { asked, conditions, .. } if asked.is_empty() => {
                let body = Group { conditions: conditions.clone() };
                Query::Whether(Whether { body, view: self.view.clone(), with_sources: self.with_sources })
            }
            Draft { asked, conditions, .. } => {
                Query::Find(self.rows_of(asked.iter().map(|name| self.shown(name)).collect(), conditions.clone()))
            }
        };
        Some(Reading { query: self.seen(query), pieces: draft.pieces })
    }

    pub(super) fn at_end(&self, at: usize) -> bool {
        let end = at >= self.atoms.len();
        if !end {
            self.wanted(at, Wanted::End);
        }
        end
    }

    pub(super) fn shown(&self, name: &str) -> Spanned<Output> {
        let value = OutputValue::Variable { name: name.to_owned(), kind: Vec::new() };
        Spanned::new(Output { value, alias: None }, self.span)
    }

    /// A query for rows, in no view of its own.
    pub(super) fn rows_of(&self, outputs: Vec<Spanned<Output>>, conditions: Vec<Spanned<Condition>>) -> Find {
        Find {
            outputs,
            body: Group { conditions },
            view: Default::default(),
            having: None,
            order: Vec::new(),
            unordered: false,
            limit: None,
            offset: None,
            with_sources: false,
        }
    }

    /// The whole query as of what the question is read as of, and with its receipts where it wants them.
    pub(super) fn seen(&self, query: Query) -> Query {
        match query {
            Query::Find(find) => Query::Find(Find { view: self.view.clone(), with_sources: self.with_sources, ..find }),
            other => other,
        }
    }

    /// `which KIND …`: the things of a kind, as the subject or the object of what follows; `which three KINDS` where
    /// those with most of something are asked for.
    pub(super) fn which(&self, at: usize) -> Vec<Part<Draft>> {
        let limit = self.number(at).filter(|number| *number > 0 && !self.is_article(at));
        let limit = limit.and_then(|number| u64::try_from(number).ok());
        let start = at + usize::from(limit.is_some());
        let mut found = Vec::new();
        for (class, end) in self.wanted_classes(start) {
            let (variable, draft) = self.of_class(class, start, end, &[]);
            let draft = Draft { limit, ..draft };
            let piece = Piece { start, end, what: What::Kind };
            for said in self.said_of(end, &variable, &draft.asked) {
                let value = both(&draft, &said.value);
                let said = Part { value, at: said.at, pieces: [&[piece], said.pieces.as_slice()].concat() };
                found.extend(self.at_last_excepted(&said, &variable));
                found.push(said);
            }
        }
        found
    }

    /// `…, except Boeing`, at a question's end: what is asked for is not that.
    fn at_last_excepted(&self, said: &Part<Draft>, variable: &Spanned<Atom>) -> Vec<Part<Draft>> {
        let start = said.at + usize::from(self.is_comma(said.at));
        let excepted = self.exceptions(start, variable, &said.value.asked).into_iter();
        let excepted = excepted.filter(|except| except.at > start && except.at >= self.atoms.len());
        let whole = excepted.map(|except| {
            let pieces = [said.pieces.as_slice(), &except.pieces].concat();
            Part { value: both(&said.value, &except.value), at: except.at, pieces }
        });
        whole.collect()
    }

    /// `who …`, `what …`: anything; for `who`, a person or an organisation.
    fn about(&self, at: usize) -> Vec<Part<Draft>> {
        let word = self.word(at).unwrap_or_default();
        let name = variable_name(if word == "whom" { "who" } else { &word }, &[]);
        let variable = Spanned::new(Atom::Variable(name.clone()), self.span(at, at + 1));
        let mut found = Vec::new();
        for said in self.said_of(at + 1, &variable, std::slice::from_ref(&name)) {
            let mut value = both(&Draft::asking(&name), &said.value);
            if word != "what" {
                let who = self.is_of_class(Class::Anybody, std::slice::from_ref(&variable), variable.span);
                value.conditions.extend(who);
            }
            found.push(Part { value, ..said });
        }
        found
    }

    /// `(who, what) is Kirill Dmitriev`: what kinds of thing it is.
    fn kinds_of(&self, at: usize) -> Vec<Part<Draft>> {
        if !self.is_word(at, &["is", "are", "was", "were"]) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for noun in self.nouns(at + 1, &[]).into_iter().filter(|noun| is_thing(&noun.value)) {
            let is = self.written_word("is", at);
            let kind = Spanned::new(Atom::Variable("kind".to_owned()), self.span(at - 1, at));
            let atoms = noun.value.atoms.iter().cloned().chain([is, kind]).collect();
            let clause = Condition::Clause(Clause { atoms, ..Clause::default() });
            let conditions = vec![Spanned::new(clause, self.span(at, noun.at))];
            let value = Draft { conditions, ..Draft::asking("kind") };
            self.wanted(noun.at, Wanted::Described);
            found.push(Part { value, at: noun.at, pieces: noun.pieces });
        }
        found
    }

    /// `did Kirill Dmitriev attend the talks`, `is there a delegation that Kostyukov leads`; or, where the words ask for
    /// something too (`according to whom`), what that is.
    pub(super) fn yes_or_no(&self, at: usize) -> Vec<Part<Draft>> {
        let auxiliary = self.word(at).unwrap_or_default();
        let next = at + 1;
        let mut found = [self.is_it_so(next), self.does_it_say(next)].concat();
        if self.is_word(next, &["there"]) {
            let drafts = self.which(next + 1 + usize::from(self.is_article(next + 1))).into_iter();
            // The thing itself is not asked for, only whether there is one.
            found.extend(drafts.map(|mut draft| {
                draft.value.asked = draft.value.asked.into_iter().skip(1).collect();
                draft
            }));
        }
        for subjects in self.joined_nouns(next, &[]) {
            found.extend(self.said_of_each(&subjects, &[], |subject, at| {
                self.predications(at, &subject.atoms, Some(&auxiliary), &[])
            }));
        }
        found
    }
}
