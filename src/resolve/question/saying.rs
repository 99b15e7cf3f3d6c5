//! What somebody or something says: `who says that …`, `which document says that …`, `is it denied that …`.

use super::noun::Noun;
use super::tail::Narrowed;
use super::{Draft, Part, Reader, Reading, variable_name};
use crate::source::Spanned;
use crate::syntax::ast::{AggregateFunction, Atom, Condition, Modifier};
use crate::value::{Literal, Modality};

/// Verbs of saying, each behind its subject.
const SAY: [&str; 12] =
    ["say", "says", "said", "state", "states", "stated", "claim", "claims", "claimed", "report", "reports", "reported"];
/// Words for passages, where the store has no such kind.
const SENTENCES: [&str; 6] = ["sentence", "sentences", "quote", "quotes", "passage", "passages"];
const DENY: [&str; 3] = ["deny", "denies", "denied"];

impl Reader<'_> {
    /// `(who) says that …`, `(who) denies that …`: whose words these are.
    pub(super) fn who_says(&self, at: usize) -> Vec<Part<Draft>> {
        let speaker = self.asked_atom("who", at - 1, at);
        self.says_that(at, &Draft::asking("who"), &self.speaker(vec![speaker], at))
    }

    /// `(which) documents say that …`.
    pub(super) fn document_saying(&self, at: usize) -> Vec<Part<Draft>> {
        let document = self.is_word(at, &["document", "documents"]) && self.vocabulary.kind_named("document").is_none();
        if !document {
            return Vec::new();
        }
        let atoms = vec![self.written_word("from", at), self.asked_atom("document", at, at + 1)];
        self.says_that(at + 1, &Draft::asking("document"), &Narrowed::behind(atoms))
    }

    /// `(which) sentences say that …`: the passages themselves.
    pub(super) fn sentence_saying(&self, at: usize) -> Vec<Part<Draft>> {
        let word = self.word(at).unwrap_or_default();
        if !SENTENCES.contains(&word.as_str()) || self.vocabulary.kind_named(&word).is_some() {
            return Vec::new();
        }
        let name = word.trim_end_matches('s');
        let atoms = vec![self.written_word("quoting", at), self.asked_atom(name, at, at + 1)];
        self.says_that(at + 1, &Draft::asking(name), &Narrowed::behind(atoms))
    }

    /// `(how many) documents say that …`, and `sources` and `claims`.
    pub(super) fn how_many_say(&self, at: usize) -> Vec<Reading> {
        let nothing = Draft::default();
        let word = self.word(at).unwrap_or_default();
        if self.vocabulary.kind_named(&word).is_some() {
            return Vec::new();
        }
        let of_one_fact = || {
            let mut drafts = self.says_that(at + 1, &nothing, &Narrowed::default());
            drafts.retain(|draft| self.is_one_fact(draft));
            drafts
        };
        let (drafts, count) = match word.as_str() {
            "documents" => (of_one_fact(), self.count(AggregateFunction::Documents, None)),
            "claims" => (of_one_fact(), self.count(AggregateFunction::Claims, None)),
            "sources" => {
                let speaker = self.asked_atom("source", at, at + 1);
                let said = self.says_that(at + 1, &nothing, &self.speaker(vec![speaker], at));
                (said, self.count(AggregateFunction::Count, Some("source")))
            }
            _ => return Vec::new(),
        };
        let readings = drafts.iter().flat_map(|draft| self.counts(draft, &draft.value.asked, None, count.clone()));
        readings.collect()
    }

    /// `(does) the Kremlin say that …`.
    pub(super) fn does_it_say(&self, at: usize) -> Vec<Part<Draft>> {
        let mut found = Vec::new();
        let says = |speaker: &Part<Noun>| self.is_word(speaker.at, &SAY) || self.is_word(speaker.at, &DENY);
        for speaker in self.nouns(at, &[]).into_iter().filter(says) {
            let said = self.speaker(speaker.value.atoms, at);
            for mut part in self.says_that(speaker.at, &speaker.value.draft, &said) {
                part.pieces.splice(0..0, speaker.pieces.iter().copied());
                found.push(part);
            }
        }
        found
    }

    /// `(is) it true that …`: certain, probable, possible, denied or disputed too.
    pub(super) fn is_it_so(&self, at: usize) -> Vec<Part<Draft>> {
        if !self.is_word(at, &["it"]) || !self.is_word(at + 2, &["that"]) {
            return Vec::new();
        }
        let span = self.span(at + 1, at + 2);
        let by = |modifier: Modifier| Narrowed::by(Spanned::new(modifier, span));
        let narrowed = match self.word(at + 1).as_deref() {
            Some("true" | "so" | "said") => Narrowed::default(),
            Some("certain" | "sure") => by(Modifier::AtLeast(Modality::Certain)),
            Some("probable" | "likely") => by(Modifier::AtLeast(Modality::Probable)),
            Some("possible") => by(Modifier::AtLeast(Modality::Possible)),
            Some("denied") => by(Modifier::Denied),
            Some("disputed") => Narrowed::behind(vec![self.written_word("disputed", at + 1)]),
            _ => return self.is_it_true(at),
        };
        self.stated(at + 3, &[], &narrowed)
    }

    /// "True" is no word but a value.
    fn is_it_true(&self, at: usize) -> Vec<Part<Draft>> {
        match self.atoms.get(at + 1).map(|atom| &atom.node) {
            Some(Atom::Literal(Literal::Boolean(true))) => self.stated(at + 3, &[], &Narrowed::default()),
            _ => Vec::new(),
        }
    }

    /// A verb of saying or denying at a place, "that" or not, and a statement; `asked` is what its subject asks for.
    fn says_that(&self, at: usize, asked: &Draft, narrowed: &Narrowed) -> Vec<Part<Draft>> {
        let denies = self.is_word(at, &DENY);
        if !denies && !self.is_word(at, &SAY) {
            return Vec::new();
        }
        let start = at + 1 + usize::from(self.is_word(at + 1, &["that"]));
        let denied = match denies {
            true => Narrowed::by(Spanned::new(Modifier::Denied, self.span(at, at + 1))),
            false => Narrowed::default(),
        };
        let mut found = self.stated(start, &asked.asked, &narrowed.and(&denied));
        found.iter_mut().for_each(|part| part.value = super::both(asked, &part.value));
        found
    }

    /// A statement: a subject and what is said of it, narrowed. What is not so according to somebody is what that one
    /// denies, and not what that one does not say.
    fn stated(&self, at: usize, taken: &[String], narrowed: &Narrowed) -> Vec<Part<Draft>> {
        let says = !narrowed.modifiers.is_empty() || !narrowed.atoms.is_empty();
        let mut found = Vec::new();
        for subjects in self.joined_nouns(at, taken) {
            let known: Vec<String> = taken.iter().chain(&subjects.value.first.draft.asked).cloned().collect();
            let say = |subject: &Noun, at: usize| self.predications(at, &subject.atoms, None, &known);
            self.saying.set(says);
            found.extend(self.under(narrowed, || self.said_of_each(&subjects, &known, say)));
            self.saying.set(false);
        }
        found.retain(|part| !says || !part.value.conditions.iter().any(has_not));
        found
    }

    fn speaker(&self, atoms: Vec<Spanned<Atom>>, at: usize) -> Narrowed {
        Narrowed::by(Spanned::new(Modifier::AccordingTo(atoms), self.span(at, at + 1)))
    }

    fn asked_atom(&self, name: &str, start: usize, end: usize) -> Spanned<Atom> {
        Spanned::new(Atom::Variable(variable_name(name, &[])), self.span(start, end))
    }
}

/// Whether something is said not to be so, outside of what things are described by.
fn has_not(condition: &Spanned<Condition>) -> bool {
    match &condition.node {
        Condition::Not(_) => true,
        Condition::Or(branches) => branches.iter().any(|branch| branch.conditions.iter().any(has_not)),
        _ => false,
    }
}
