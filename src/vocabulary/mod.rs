//! The words of a store: kinds and predicates with their phrases, matched against what a user writes.
//!
//! Plain data: it is read from a store or built by hand, and knows neither.

mod english;
mod words;

use std::collections::HashMap;

pub use english::{AUXILIARIES, is_article, is_auxiliary, is_inverted, is_participle, plural, same_verb};

use words::Words;

use crate::fold::{fold, fold_words};
use crate::value::{KindId, ObjectType, PredicateId, RuleId};

/// The name of the predicate that says what kind a thing is.
pub const IS: &str = "is";

/// A class word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Its id in the store.
    pub id: KindId,
    /// Singular, as declared.
    pub name: String,
    /// Plural, where declared; otherwise it is made by the rules of English.
    pub plural: Option<String>,
    /// Further nouns for it.
    pub phrases: Vec<String>,
    /// The next wider kind.
    pub broader: Option<KindId>,
    /// The rule that says what is of it; none for one that facts state.
    pub rule: Option<RuleId>,
    /// What it means.
    pub description: Option<String>,
}

impl Kind {
    /// The plural, declared or made.
    pub fn plural(&self) -> String {
        self.plural.clone().unwrap_or_else(|| plural(&self.name))
    }
}

/// A relation word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// Its id in the store.
    pub id: PredicateId,
    /// A verb phrase, as declared.
    pub name: String,
    /// What its objects are.
    pub object_type: ObjectType,
    /// Further phrases, read from subject to object.
    pub phrases: Vec<String>,
    /// The phrase read from object to subject: `attended by`.
    pub inverse: Option<String>,
    /// Further phrases, read from object to subject.
    pub inverse_phrases: Vec<String>,
    /// What its subjects are, where declared.
    pub subject_kind: Option<KindId>,
    /// What its objects are, where declared.
    pub object_kind: Option<KindId>,
    /// OWL's transitive property: a reaches c where a reaches b and b reaches c.
    pub transitive: bool,
    /// OWL's symmetric property: what holds one way holds the other way.
    pub symmetric: bool,
    /// OWL's functional property: one value at a time.
    pub functional: bool,
    /// A property path that also counts as this predicate, as written: `attended / held in`.
    pub path: Option<String>,
    /// The rule that says where it holds; none for one that facts state.
    pub rule: Option<RuleId>,
    /// Whether some fact has it as a qualifier's key.
    pub qualifies: bool,
    /// What it means.
    pub description: Option<String>,
}

impl Predicate {
    /// The words for the characteristics of OWL that it has.
    pub fn characteristics(&self) -> Vec<&'static str> {
        let all = [("transitive", self.transitive), ("symmetric", self.symmetric), ("functional", self.functional)];
        all.into_iter().filter(|(_, has)| *has).map(|(word, _)| word).collect()
    }
}

/// A predicate, read forwards or from object to subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Directed {
    /// The predicate.
    pub predicate: PredicateId,
    /// Whether it is read from object to subject.
    pub inverse: bool,
}

/// A match of a phrase at the beginning of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match<T> {
    /// How many words it takes, each as it is written: `cast_member` is one.
    pub length: usize,
    /// What the words mean.
    pub meaning: T,
    /// Whether the words are the declared ones, auxiliaries apart, and no inflection of them.
    pub exact: bool,
}

/// What is so where something else is: a kind or a predicate of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id in the store.
    pub id: RuleId,
    /// The words of the kind or predicate.
    pub name: String,
    /// What the objects of the predicate are; none for a kind.
    pub object_type: Option<ObjectType>,
    /// The rule as written: its head, `as`, its body.
    pub text: String,
}

impl Rule {
    /// The kind that it is; ids of its own, that no stored kind has.
    fn kind(&self) -> Kind {
        Kind {
            id: KindId(-self.id.0),
            name: self.name.clone(),
            plural: None,
            phrases: Vec::new(),
            broader: None,
            rule: Some(self.id),
            description: None,
        }
    }

    /// The predicate that it is; ids of its own, that no stored predicate has.
    fn predicate(&self, object_type: ObjectType) -> Predicate {
        Predicate {
            id: PredicateId(-self.id.0),
            name: self.name.clone(),
            object_type,
            phrases: Vec::new(),
            inverse: None,
            inverse_phrases: Vec::new(),
            subject_kind: None,
            object_kind: None,
            transitive: false,
            symmetric: false,
            functional: false,
            path: None,
            rule: Some(self.id),
            qualifies: false,
            description: None,
        }
    }
}

/// What a damaged file's kinds and predicates are of which it has the id alone.
static UNKNOWN_KIND: Kind = Kind {
    id: KindId(i64::MIN),
    name: String::new(),
    plural: None,
    phrases: Vec::new(),
    broader: None,
    rule: None,
    description: None,
};
static UNKNOWN_PREDICATE: Predicate = Predicate {
    id: PredicateId(i64::MIN),
    name: String::new(),
    object_type: ObjectType::Entity,
    phrases: Vec::new(),
    inverse: None,
    inverse_phrases: Vec::new(),
    subject_kind: None,
    object_kind: None,
    transitive: false,
    symmetric: false,
    functional: false,
    path: None,
    rule: None,
    qualifies: false,
    description: None,
};

/// The words of one store.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vocabulary {
    kinds: Vec<Kind>,
    predicates: Vec<Predicate>,
    rules: Vec<Rule>,
    kind_phrases: Vec<(Vec<String>, KindId)>,
    predicate_phrases: Vec<(Vec<String>, Directed)>,
    kind_rows: HashMap<KindId, usize>,
    predicate_rows: HashMap<PredicateId, usize>,
}

impl Vocabulary {
    /// The vocabulary of these kinds and predicates.
    pub fn new(kinds: Vec<Kind>, predicates: Vec<Predicate>) -> Self {
        Self::with_rules(kinds, predicates, Vec::new())
    }

    /// The vocabulary of kinds and predicates that facts state, and of rules, which are further ones.
    pub fn with_rules(mut kinds: Vec<Kind>, mut predicates: Vec<Predicate>, rules: Vec<Rule>) -> Self {
        for rule in &rules {
            match rule.object_type {
                None => kinds.push(rule.kind()),
                Some(object_type) => predicates.push(rule.predicate(object_type)),
            }
        }
        let mut vocabulary = Vocabulary {
            kind_rows: kinds.iter().enumerate().map(|(row, kind)| (kind.id, row)).collect(),
            predicate_rows: predicates.iter().enumerate().map(|(row, predicate)| (predicate.id, row)).collect(),
            kind_phrases: kinds.iter().flat_map(kind_phrases).collect(),
            // Membership of a kind is a relation of its own in the language, with words of its own.
            predicate_phrases: predicates
                .iter()
                .filter(|predicate| predicate.object_type != ObjectType::Kind)
                .flat_map(predicate_phrases)
                .collect(),
            kinds,
            predicates,
            rules,
        };
        // Longest first, so that the first match is the longest.
        vocabulary.kind_phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp_phrase(b)));
        vocabulary.predicate_phrases.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp_phrase(b)));
        vocabulary
    }

    /// Whether every kind that is named by another or by a predicate is there, and none is broader than itself.
    pub fn is_whole(&self) -> bool {
        let is_there = |kind: Option<KindId>| kind.is_none_or(|kind| self.kind_rows.contains_key(&kind));
        let ends = |kind: &Kind| {
            let broader = |kind: &&Kind| kind.broader.map(|broader| self.kind(broader));
            std::iter::successors(Some(kind), broader).take(self.kinds.len() + 1).count() <= self.kinds.len()
        };
        self.kinds.iter().all(|kind| is_there(kind.broader) && ends(kind))
            && self.predicates.iter().all(|of| is_there(of.subject_kind) && is_there(of.object_kind))
    }

    /// The predicates by which facts say of what kinds things are.
    pub fn kind_predicates(&self) -> Vec<PredicateId> {
        let of_kinds = self.predicates.iter().filter(|predicate| predicate.object_type == ObjectType::Kind);
        of_kinds.map(|predicate| predicate.id).collect()
    }

    /// The same vocabulary with other rules.
    pub fn ruled(&self, rules: Vec<Rule>) -> Self {
        let kinds = self.kinds.iter().filter(|kind| kind.rule.is_none()).cloned().collect();
        let predicates = self.predicates.iter().filter(|predicate| predicate.rule.is_none()).cloned().collect();
        Self::with_rules(kinds, predicates, rules)
    }

    /// All rules, in the order given.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of an id. Ids come from this vocabulary or its store, so it is there.
    pub fn rule(&self, id: RuleId) -> &Rule {
        let at = self.rules.iter().position(|rule| rule.id == id);
        &self.rules[at.unwrap_or(0)]
    }

    /// The rule whose kind or predicate has that very name.
    pub fn rule_named(&self, name: &str) -> Option<&Rule> {
        let words = split(name);
        self.rules.iter().find(|rule| split(&rule.name) == words)
    }

    /// All kinds, in the order given.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// All predicates, in the order given.
    pub fn predicates(&self) -> &[Predicate] {
        &self.predicates
    }

    /// The kind of an id. Ids come from this vocabulary or its store, so it is there, unless the file is damaged.
    pub fn kind(&self, id: KindId) -> &Kind {
        self.kind_rows.get(&id).and_then(|row| self.kinds.get(*row)).unwrap_or(&UNKNOWN_KIND)
    }

    /// The predicate of an id. Ids come from this vocabulary or its store, so it is there, unless the file is damaged.
    pub fn predicate(&self, id: PredicateId) -> &Predicate {
        self.predicate_rows.get(&id).and_then(|row| self.predicates.get(*row)).unwrap_or(&UNKNOWN_PREDICATE)
    }

    /// The kind with that name, plural or phrase.
    pub fn kind_named(&self, name: &str) -> Option<KindId> {
        let words = split(name);
        self.kind_phrases.iter().find(|(phrase, _)| *phrase == words).map(|(_, id)| *id)
    }

    /// The predicate with that very name.
    pub fn predicate_named(&self, name: &str) -> Option<PredicateId> {
        let words = split(name);
        self.predicates.iter().find(|predicate| split(&predicate.name) == words).map(|predicate| predicate.id)
    }

    /// The kind and all kinds narrower than it.
    pub fn narrower(&self, kind: KindId) -> Vec<KindId> {
        let mut found = vec![kind];
        let mut next = 0;
        while let Some(wide) = found.get(next).copied() {
            let below = self.kinds.iter().filter(|k| k.broader == Some(wide)).map(|k| k.id);
            let new: Vec<KindId> = below.filter(|id| !found.contains(id)).collect();
            found.extend(new);
            next += 1;
        }
        found
    }

    /// Whether `kind` is `wide` or narrower than it.
    pub fn is_within(&self, kind: KindId, wide: KindId) -> bool {
        self.narrower(wide).contains(&kind)
    }

    /// The kinds whose phrase the words begin with, the longest first.
    pub fn kinds_at(&self, words: &[&str]) -> Vec<Match<KindId>> {
        let words = Words::of(words);
        let matching = self.kind_phrases.iter().filter(|(phrase, _)| words.folded().starts_with(phrase));
        let found = matching.filter_map(|(phrase, id)| {
            let length = words.length(phrase.len())?;
            Some(Match { length, meaning: *id, exact: true })
        });
        distinct(found.collect())
    }

    /// The predicates whose phrase, inflected or not, the words begin with, the longest first, the exact ones before
    /// the inflected. Auxiliaries before the phrase (is, was, has been) belong to the match.
    pub fn predicates_at(&self, words: &[&str]) -> Vec<Match<Directed>> {
        self.predicates_by(words, |phrase| Some(phrase))
    }

    /// The predicates whose phrase, but for a last word that is one of the endings, the words begin with; otherwise as
    /// [`Vocabulary::predicates_at`].
    pub fn predicates_but_for(&self, words: &[&str], endings: &[&str]) -> Vec<Match<Directed>> {
        self.predicates_by(words, |phrase| match phrase {
            [stem @ .., last] if !stem.is_empty() && endings.contains(&last.as_str()) => Some(stem),
            _ => None,
        })
    }

    /// The predicates of which what `part` takes of a phrase is what the words begin with.
    fn predicates_by(&self, words: &[&str], part: impl Fn(&[String]) -> Option<&[String]>) -> Vec<Match<Directed>> {
        let words = Words::of(words);
        let folded = words.folded();
        let auxiliaries = leading_auxiliaries(folded);
        let mut found = Vec::new();
        for (phrase, directed) in &self.predicate_phrases {
            let Some(phrase) = part(phrase) else { continue };
            for skipped in 0..=auxiliaries {
                let Some(length) = words.length(skipped + phrase.len()) else { continue };
                if let Some(exact) = matches_phrase(&folded[skipped..], phrase) {
                    found.push(Match { length, meaning: *directed, exact });
                    break;
                }
            }
        }
        found.sort_by_key(|found| (std::cmp::Reverse(found.length), !found.exact));
        distinct(found)
    }

    /// Every phrase of kinds, for completion and for the nearest known words.
    pub fn kind_words(&self) -> impl Iterator<Item = String> {
        self.kind_phrases.iter().map(|(phrase, _)| phrase.join(" "))
    }

    /// Every phrase of predicates, inverses included.
    pub fn predicate_words(&self) -> impl Iterator<Item = String> {
        self.predicate_phrases.iter().map(|(phrase, _)| phrase.join(" "))
    }

    /// Whether a phrase of a predicate could begin within the words and go on behind them, or begin before them and end
    /// within.
    pub fn has_phrase_meeting(&self, words: &[&str]) -> bool {
        let words = Words::of(words);
        self.predicate_phrases.iter().any(|(phrase, _)| {
            words.endings().any(|ending| phrase.starts_with(ending))
                || words.beginnings().any(|beginning| phrase.ends_with(beginning))
        })
    }

    /// The phrase for a predicate in that direction: its name, or its inverse phrase where it has one.
    pub fn phrase(&self, directed: Directed) -> Option<&str> {
        let predicate = self.predicate(directed.predicate);
        match directed.inverse {
            false => Some(&predicate.name),
            true => predicate.inverse.as_deref(),
        }
    }

    /// Every phrase that is declared for a predicate in that direction, folded.
    pub fn phrases(&self, directed: Directed) -> impl Iterator<Item = String> {
        let theirs = self.predicate_phrases.iter().filter(move |(_, other)| *other == directed);
        theirs.map(|(phrase, _)| phrase.join(" "))
    }
}

/// The at most three known words that are nearest to `word`, the nearest first; none that are far off.
pub fn nearest(word: &str, known: impl IntoIterator<Item = String>) -> Vec<String> {
    let folded = fold(word);
    let mut scored: Vec<(f64, String)> = known
        .into_iter()
        .map(|candidate| (similarity(&folded, &fold(&candidate)), candidate))
        .filter(|(score, _)| *score >= 0.82)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// How alike two folded texts are, from 0 to 1: by Jaro and Winkler, and where one letter is wrong, missing or
/// exchanged with its neighbour, which in a short word weighs more there than it does for a reader, at least 0.9.
fn similarity(a: &str, b: &str) -> f64 {
    let slip = a.chars().count().min(b.chars().count()) >= 3 && strsim::osa_distance(a, b) == 1;
    strsim::jaro_winkler(a, b).max(if slip { 0.9 } else { 0.0 })
}

trait ComparePhrase {
    fn cmp_phrase(&self, other: &Self) -> std::cmp::Ordering;
}

impl<T> ComparePhrase for (Vec<String>, T) {
    fn cmp_phrase(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

fn split(phrase: &str) -> Vec<String> {
    fold_words(phrase).split(' ').map(str::to_owned).collect()
}

fn kind_phrases(kind: &Kind) -> Vec<(Vec<String>, KindId)> {
    let phrases = kind.phrases.iter().flat_map(|phrase| [phrase.clone(), plural(phrase)]);
    let all = [kind.name.clone(), kind.plural()].into_iter().chain(phrases);
    all.map(|phrase| (split(&phrase), kind.id)).collect()
}

fn predicate_phrases(predicate: &Predicate) -> Vec<(Vec<String>, Directed)> {
    let directed = |inverse| Directed { predicate: predicate.id, inverse };
    let forwards = std::iter::once(&predicate.name).chain(&predicate.phrases);
    let backwards = predicate.inverse.iter().chain(&predicate.inverse_phrases);
    let forwards = forwards.map(|phrase| (split(phrase), directed(false)));
    forwards.chain(backwards.map(|phrase| (split(phrase), directed(true)))).collect()
}

fn leading_auxiliaries(words: &[String]) -> usize {
    words.iter().take_while(|word| is_auxiliary(word)).count()
}

/// Whether the words begin with the phrase; the first word that is no auxiliary may be inflected, and auxiliaries of
/// the phrase may be other ones. Says whether they match to the letter.
fn matches_phrase(words: &[String], phrase: &[String]) -> Option<bool> {
    if words.len() < phrase.len() {
        return None;
    }
    let verb = leading_auxiliaries(phrase).min(phrase.len() - 1);
    let mut exact = true;
    for (at, (word, known)) in words.iter().zip(phrase).enumerate() {
        if word == known {
            continue;
        }
        let same = (at < verb && is_auxiliary(word)) || (at == verb && same_verb(word, known));
        if !same {
            return None;
        }
        exact = false;
    }
    Some(exact)
}

fn distinct<T: PartialEq + Copy>(matches: Vec<Match<T>>) -> Vec<Match<T>> {
    let mut kept: Vec<Match<T>> = Vec::new();
    for found in matches {
        if !kept.iter().any(|other| other.length == found.length && other.meaning == found.meaning) {
            kept.push(found);
        }
    }
    kept
}
