//! What the statements that look come to: cards of things, timelines, findings of the full-text search, disputes, and
//! the vocabulary with its counts.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::answer::{DocumentRef, EntityRef, FactRecord, Value};
use crate::edtf::Edtf;
use crate::value::{FactId, KindId, PredicateId};
use crate::vocabulary::Vocabulary;

/// A fact in one line: what it says, when, and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct FactLine {
    /// The number that names it: the one that `why` shows and `retract fact` takes.
    pub id: FactId,
    /// What it is about.
    pub subject: EntityRef,
    /// The predicate's name.
    pub predicate: String,
    /// What it says.
    pub object: Value,
    /// When it was so.
    pub time: Option<Edtf>,
    /// What is said of the fact itself: key and value, by key.
    pub qualifiers: Vec<(String, Value)>,
    /// Whether it holds.
    pub standing: Standing,
    /// How many claims affirm it; a statement without evidence is one.
    pub sources: usize,
    /// How many claims deny it.
    pub denials: usize,
}

impl FactLine {
    /// The other end of a fact that the entity is an end of.
    pub fn other(&self, entity: &EntityRef) -> Value {
        match self.subject.id == entity.id {
            true => self.object.clone(),
            false => self.subject.clone().into(),
        }
    }

    /// What facts are put in the order of time by: the earliest day, then the latest; those without a time last.
    pub fn days(&self) -> (bool, i64, i64) {
        self.time.as_ref().map_or((true, 0, 0), |time| (false, time.first_day, time.last_day))
    }
}

/// Whether a fact holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is affirmed, and nothing speaks against it.
    Holds,
    /// It is affirmed, and some claim denies it.
    AlsoDenied,
    /// It is affirmed, and so is another value of a predicate that has one at a time, at a time that may overlap.
    Rivalled,
    /// It is denied, and no claim affirms it.
    Denied,
}

impl Standing {
    /// The word for it, where it is to be told.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Standing::Holds => None,
            Standing::AlsoDenied | Standing::Rivalled => Some("disputed"),
            Standing::Denied => Some("denied"),
        }
    }
}

/// Everything that is known of a thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// The thing.
    pub entity: EntityRef,
    /// What it is, in a sentence.
    pub meaning: Option<String>,
    /// Its names but for the preferred one, in the order in which they were recorded, each once.
    pub names: Vec<String>,
    /// The keys of what was merged into it.
    pub merged: Vec<String>,
    /// What it is said to be, in the order in which that was recorded.
    pub kinds: Vec<Membership>,
    /// The facts about it, by predicate in the order of the vocabulary; those that lead from it before those that lead
    /// to it, and at last those that it qualifies.
    pub groups: Vec<FactGroup>,
    /// How many claims are attributed to it.
    pub claims: usize,
}

/// That a thing is of a kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    /// The kind's name.
    pub kind: String,
    /// The wider kinds that it is thereby of, the next wider first.
    pub broader: Vec<String>,
    /// The fact that says so.
    pub fact: FactLine,
}

/// Facts of one predicate that a thing has a part in.
#[derive(Debug, Clone, PartialEq)]
pub struct FactGroup {
    /// The predicate read from the thing: its name, its inverse phrase, or `^` and its name where it has none.
    pub phrase: String,
    /// Which part the thing has in them.
    pub part: Part,
    /// The first of them, in the order of time; those without a time behind, by the name at the other end.
    pub facts: Vec<FactLine>,
    /// How many there are.
    pub total: usize,
}

/// Which part a thing has in a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It is what the fact is about.
    Subject,
    /// It is what the fact leads to.
    Object,
    /// It is a qualifier's value.
    Qualifier,
}

impl Part {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Subject => "subject",
            Part::Object => "object",
            Part::Qualifier => "qualifier",
        }
    }
}

/// What happened to a thing, in the order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The thing.
    pub entity: EntityRef,
    /// The facts about it that state a time, by the earliest day that it may mean, then by the latest.
    pub facts: Vec<FactLine>,
    /// How many there are.
    pub total: usize,
    /// How many facts about it state no time.
    pub undated: usize,
}

/// How much of the words that were searched for is in what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// Every word.
    Words,
    /// No text has every word, but these have words that begin with each.
    Beginnings,
    /// No text has words that begin with each, but these have some of the words.
    SomeWords,
}

/// What a full-text search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// What was searched for, as written.
    pub sought: String,
    /// How it was found.
    pub matching: Matching,
    /// Things by their names, the best first.
    pub names: Found<FoundName>,
    /// Documents by their titles and texts, the best first.
    pub documents: Found<FoundDocument>,
    /// Passages that facts rest on, the best first.
    pub quotes: Found<FoundQuote>,
}

impl Findings {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.names.total + self.documents.total + self.quotes.total == 0
    }
}

/// The best of what was found in one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// The best, the very best first.
    pub best: Vec<T>,
    /// How many there are.
    pub total: usize,
}

/// A thing that was found by a name.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundName {
    /// The thing.
    pub entity: EntityRef,
    /// What it is said to be.
    pub kinds: Vec<String>,
    /// The name with the words, which may be another than the preferred one.
    pub name: Passage,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundDocument {
    /// The document.
    pub document: DocumentRef,
    /// Its title, with the words.
    pub title: Option<Passage>,
    /// The part of its text that has most of the words; none where only the title has them.
    pub passage: Option<Passage>,
    /// At how many places of its text one of the words stands.
    pub places: usize,
}

/// A passage that was found, and what rests on it.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundQuote {
    /// The passage.
    pub quote: Passage,
    /// The document that it is from.
    pub document: Option<DocumentRef>,
    /// The facts that rest on it, by their numbers.
    pub facts: Vec<FactId>,
}

/// A part of a text, with the words that were searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The part.
    pub text: String,
    /// The words in it: byte ranges into `text`, in order, none overlapping.
    pub marks: Vec<Range<usize>>,
    /// Where it stands in the whole text, in Unicode code points; none where that is not known.
    pub offsets: Option<Range<usize>>,
    /// Whether the whole text goes on before it, and behind it.
    pub cut: (bool, bool),
}

/// What sources disagree about.
#[derive(Debug, Clone, PartialEq)]
pub struct Disputes {
    /// Facts that are both affirmed and denied, by their numbers.
    pub contested: Vec<FactRecord>,
    /// How many there are.
    pub contested_total: usize,
    /// Values of predicates that have one at a time, at times that may overlap; by predicate and subject.
    pub rivalries: Vec<Rivalry>,
    /// How many there are.
    pub rivalries_total: usize,
}

/// Values of one predicate and subject that cannot all be so.
#[derive(Debug, Clone, PartialEq)]
pub struct Rivalry {
    /// What they are about.
    pub subject: EntityRef,
    /// The predicate's name.
    pub predicate: String,
    /// The facts, at least two of which have different objects; by time, those without one behind.
    pub facts: Vec<FactRecord>,
}

/// The words of a store, and how often they are used.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    /// The words.
    pub vocabulary: Vocabulary,
    /// How many things are of each kind or a narrower one.
    pub things: BTreeMap<KindId, usize>,
    /// How many facts hold of each predicate.
    pub facts: BTreeMap<PredicateId, usize>,
    /// How many facts have each predicate as a qualifier's key.
    pub qualified: BTreeMap<PredicateId, usize>,
}
