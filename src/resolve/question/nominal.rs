//! Predicates that are nouns behind "has": `has capital` is also `the capital of`, and is asked for by `have what
//! capital` and `what capital does … have`.

use super::amount::{Amount, NONE};
use super::coordination::Nouns;
use super::noun::Noun;
use super::predicate::{Said, Verb, Wants};
use super::{Draft, Part, Piece, Reader, What, variable_name};
use crate::fold::fold_words;
use crate::resolve::term::is_form_of_be;
use crate::source::Spanned;
use crate::syntax::ast::Atom;
use crate::value::ObjectType;
use crate::vocabulary::{Directed, is_auxiliary, plural};

/// The forms of "have".
const HAVE: [&str; 3] = ["has", "have", "had"];

impl Reader<'_> {
    /// The predicates whose phrase is "has" and the noun at a place, with where the noun ends; the longest first.
    fn nominals(&self, at: usize) -> Vec<(Directed, usize)> {
        let words = self.words(at);
        let mut found = Vec::new();
        for predicate in self.vocabulary.predicates() {
            let directed = Directed { predicate: predicate.id, inverse: false };
            for phrase in self.vocabulary.phrases(directed) {
                let Some(noun) = phrase.strip_prefix("has ") else { continue };
                // Fewer words than the noun has where one is written as `head_of`.
                let longest = noun.split(' ').count().min(words.len());
                let said = |length: &usize| fold_words(&words[..*length].join(" "));
                let length = (1..=longest).find(|length| said(length) == noun || said(length) == plural(noun));
                found.extend(length.map(|length| (directed, at + length)));
            }
        }
        found.sort_by_key(|(_, end)| std::cmp::Reverse(*end));
        found.dedup();
        found
    }

    /// `(is) the capital of`, said of the capital.
    pub(super) fn being_of(&self, verb: &Verb<'_>, at: usize) -> Vec<Said> {
        if !verb.last_auxiliary().is_some_and(|word| is_form_of_be(&word)) {
            return Vec::new();
        }
        let first = verb.end(verb.auxiliaries, at);
        let start = first + usize::from(self.is_article(first));
        let nominals = self.nominals(start).into_iter();
        let said = nominals.filter(|(_, end)| self.is_word(*end, &["of"])).map(|(directed, end)| Said {
            directed: Directed { inverse: true, ..directed },
            end: end + 1,
            piece: Piece { start: at, end: end + 1, what: What::Predicate { exact: true } },
            object: Wants::Object,
            is_copula: false,
        });
        said.collect()
    }

    /// `have what capital`, `has which capital`: the object is asked for by the noun of the predicate.
    pub(super) fn having_what(
        &self,
        verb: &Verb<'_>,
        subject: &[Spanned<Atom>],
        at: usize,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let Some(asks) = behind_have(verb, at).filter(|asks| self.is_word(*asks, &["what", "which"])) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (directed, end) in self.nominals(asks + 1) {
            let predication = self.predication(verb, subject, directed, at..end);
            let piece = Piece { start: at, end, what: What::Predicate { exact: true } };
            let object =
                Part { value: Nouns::only(self.asked_noun(asks + 1, end, taken)), at: end, pieces: Vec::new() };
            found.extend(self.narrowed(&predication, &object, &[piece], taken));
        }
        found
    }

    /// `have at least two capitals`, `have no capital`: so many of what the noun of the predicate stands for.
    pub(super) fn having_some(
        &self,
        verb: &Verb<'_>,
        subject: &[Spanned<Atom>],
        at: usize,
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let Some(start) = behind_have(verb, at) else { return Vec::new() };
        let mut found = Vec::new();
        for (how, noun) in self.amounts(start) {
            for (directed, end) in self.nominals(noun) {
                let asked = self.asked_noun(noun, end, taken);
                let amount = Amount { how, variable: asked.draft.asked.concat(), at: start };
                // What there is none of has no name.
                let atoms = match how == NONE {
                    true => vec![Spanned::new(Atom::Anything, self.span(noun, end))],
                    false => asked.atoms,
                };
                let counted = Noun { amount: Some(amount), ..Noun::of(atoms) };
                let predication = self.predication(verb, subject, directed, at..end);
                let amount = Piece { start, end: noun, what: What::Amount };
                let predicate = Piece { start: noun, end, what: What::Predicate { exact: true } };
                let object = Part { value: Nouns::only(counted), at: end, pieces: Vec::new() };
                found.extend(self.narrowed(&predication, &object, &[amount, predicate], taken));
            }
        }
        found
    }

    /// `(what, which) capital does France have`, `… has France`.
    pub(super) fn noun_had(&self, at: usize) -> Vec<Part<Draft>> {
        let mut found = Vec::new();
        for (directed, end) in self.nominals(at) {
            let Some(auxiliary) = self.word(end).filter(|word| is_auxiliary(word)) else { continue };
            let object = self.asked_noun(at, end, &[]);
            for subject in self.nouns(end + 1, &object.draft.asked) {
                let behind = match HAVE.contains(&auxiliary.as_str()) {
                    true => subject.at,
                    false if self.is_word(subject.at, &["have"]) => subject.at + 1,
                    false => continue,
                };
                let verb = self.verb(end, None);
                let predication = self.predication(&verb, &subject.value.atoms, directed, at..end);
                let piece = Piece { start: at, end: behind, what: What::Predicate { exact: true } };
                let asked = Part { value: Nouns::only(object.clone()), at: behind, pieces: Vec::new() };
                for mut said in self.narrowed(&predication, &asked, &[piece], &object.draft.asked) {
                    said.value = super::both(&said.value, &subject.value.draft);
                    said.pieces.extend(&subject.pieces);
                    found.push(said);
                }
            }
        }
        found
    }

    /// What the noun of a predicate asks for.
    fn asked_noun(&self, start: usize, end: usize, taken: &[String]) -> Noun {
        let words = self.atoms[start..end].iter().map(|atom| atom.node.to_string());
        let name = variable_name(&words.collect::<Vec<_>>().join(" "), taken);
        let variable = Spanned::new(Atom::Variable(name.clone()), self.span(start, end));
        Noun { draft: Draft::asking(&name), ..Noun::of(vec![variable]) }
    }

    /// Whether the words before an inverted subject are "have" and nothing but a noun of a predicate stands behind it: `have
    /// what patient` asks for the patient.
    pub(super) fn is_had(&self, auxiliary: Option<&str>, said: &Said, verb: &Verb<'_>) -> bool {
        let object = self.vocabulary.predicate(said.directed.predicate).object_type;
        let have = auxiliary.is_some_and(|word| HAVE.contains(&word));
        let phrases = self.vocabulary.phrases(said.directed);
        let nominal = phrases.into_iter().any(|phrase| phrase.starts_with("has "));
        have && verb.auxiliaries == 1 && nominal && object != ObjectType::Boolean
    }
}

/// Where the words behind "have" begin, where that is all of a verb at a place.
pub(super) fn behind_have(verb: &Verb<'_>, at: usize) -> Option<usize> {
    let have = verb.last_auxiliary().is_some_and(|last| HAVE.contains(&last.as_str()));
    have.then(|| verb.end(verb.auxiliaries, at))
}
