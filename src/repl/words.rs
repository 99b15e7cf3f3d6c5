//! What the line editor asks of a store: its words, its names, and what is kept in it by name.
//!
//! A key press asks for a few words around the cursor. Each is looked up on an index once, and remembered until the line ends.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::fold::{fold, fold_words};
use crate::resolve::Names;
use crate::session::Session;
use crate::vocabulary::{Vocabulary, same_verb};

/// What words mean in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Kind,
    Predicate,
    Name,
}

/// How far a text is known as a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// No name begins with it.
    Unknown,
    /// Some name goes on behind it.
    Begins,
    /// It is a name.
    Whole,
}

/// A phrase of a kind or predicate, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    pub text: String,
    pub meaning: Meaning,
}

/// What is asked of a store while a line is edited.
pub(super) trait Words {
    /// Every phrase of kinds and predicates.
    fn phrases(&self) -> Rc<[Phrase]>;
    /// How many of the words, from the first on, are a phrase, and of what; the longest.
    fn phrase_at(&self, words: &[&str]) -> Option<(usize, Meaning)>;
    /// Whether a word stands in a phrase, in any form of the verb.
    fn in_phrase(&self, word: &str) -> bool;
    /// At most so many names whose folded form begins with `folded`.
    fn names(&self, folded: &str, most: usize) -> Vec<String>;
    /// How far a folded text is known as a name.
    fn standing(&self, folded: &str) -> Standing;
    /// What a thing of that name is: its kinds.
    fn described(&self, name: &str) -> String;
    /// The saved queries, each with its text.
    fn saved(&self) -> Vec<(String, String)>;
    /// The names of the rules.
    fn rules(&self) -> Vec<String>;
    /// The parameters that have a value.
    fn parameters(&self) -> Vec<String>;
    /// The predicates that qualify facts.
    fn qualifiers(&self) -> Vec<String>;
}

/// The words of a session's store, as they were when the line was begun.
pub(super) struct Lexicon {
    session: Rc<RefCell<Session>>,
    known: RefCell<Known>,
}

#[derive(Default)]
struct Known {
    phrases: Option<Rc<[Phrase]>>,
    single_words: Option<Rc<HashSet<String>>>,
    phrase_at: HashMap<String, Option<(usize, Meaning)>>,
    in_phrase: HashMap<String, bool>,
    standings: HashMap<String, Standing>,
}

impl Lexicon {
    pub(super) fn new(session: Rc<RefCell<Session>>) -> Self {
        Self { session, known: RefCell::default() }
    }

    /// Forgets what was looked up: the store may have changed since.
    pub(super) fn forget(&self) {
        *self.known.borrow_mut() = Known::default();
    }

    fn single_words(&self) -> Rc<HashSet<String>> {
        let known = self.known.borrow().single_words.clone();
        known.unwrap_or_else(|| {
            let phrases = self.phrases();
            let words = phrases.iter().flat_map(|phrase| phrase.text.split(' ')).map(str::to_owned);
            let words: Rc<HashSet<String>> = Rc::new(words.collect());
            self.known.borrow_mut().single_words = Some(Rc::clone(&words));
            words
        })
    }
}

impl Words for Lexicon {
    fn phrases(&self) -> Rc<[Phrase]> {
        let known = self.known.borrow().phrases.clone();
        known.unwrap_or_else(|| {
            let session = self.session.borrow();
            let vocabulary = session.engine().vocabulary();
            let kinds = vocabulary.kind_words().map(|text| Phrase { text, meaning: Meaning::Kind });
            let predicates = vocabulary.predicate_words().map(|text| Phrase { text, meaning: Meaning::Predicate });
            let phrases: Rc<[Phrase]> = kinds.chain(predicates).collect();
            self.known.borrow_mut().phrases = Some(Rc::clone(&phrases));
            phrases
        })
    }

    fn phrase_at(&self, words: &[&str]) -> Option<(usize, Meaning)> {
        let text = words.join(" ");
        if let Some(known) = self.known.borrow().phrase_at.get(&text) {
            return *known;
        }
        let found = phrase_at(self.session.borrow().engine().vocabulary(), words);
        self.known.borrow_mut().phrase_at.insert(text, found);
        found
    }

    fn in_phrase(&self, word: &str) -> bool {
        let folded = fold_words(word);
        if let Some(known) = self.known.borrow().in_phrase.get(&folded) {
            return *known;
        }
        let words = self.single_words();
        let found = words.contains(&folded) || words.iter().any(|known| same_verb(&folded, known));
        self.known.borrow_mut().in_phrase.insert(folded, found);
        found
    }

    fn names(&self, folded: &str, most: usize) -> Vec<String> {
        // A store that cannot be read offers no names; the next statement says why.
        self.session.borrow().engine().store().names_with_prefix(folded, most).unwrap_or_default()
    }

    fn standing(&self, folded: &str) -> Standing {
        if let Some(known) = self.known.borrow().standings.get(folded) {
            return *known;
        }
        // The first name in order is the very one, where it is there at all.
        let standing = match self.names(folded, 1).first() {
            None => Standing::Unknown,
            Some(name) if fold(name) == folded => Standing::Whole,
            Some(_) => Standing::Begins,
        };
        self.known.borrow_mut().standings.insert(folded.to_owned(), standing);
        standing
    }

    fn described(&self, name: &str) -> String {
        let session = self.session.borrow();
        let vocabulary = session.engine().vocabulary();
        let named = session.engine().store().named(name).unwrap_or_default();
        let Some(thing) = named.first() else { return String::new() };
        let kinds: Vec<&str> = thing.kinds.iter().map(|kind| vocabulary.kind(*kind).name.as_str()).collect();
        match (thing.name == name, named.len()) {
            (_, 2..) => format!("{} things", named.len()),
            (true, _) => kinds.join(", "),
            (false, _) => format!("{}: {}", thing.name, kinds.join(", ")),
        }
    }

    fn saved(&self) -> Vec<(String, String)> {
        let session = self.session.borrow();
        let store = session.engine().store();
        let names = store.saved_queries().unwrap_or_default().into_iter();
        let with_text = names.filter_map(|name| store.saved_query(&name).ok()?.map(|query| (query.name, query.text)));
        with_text.collect()
    }

    fn rules(&self) -> Vec<String> {
        self.session.borrow().engine().vocabulary().rules().iter().map(|rule| rule.name.clone()).collect()
    }

    fn parameters(&self) -> Vec<String> {
        self.session.borrow().parameter_names().map(str::to_owned).collect()
    }

    fn qualifiers(&self) -> Vec<String> {
        let session = self.session.borrow();
        let predicates = session.engine().vocabulary().predicates().iter();
        predicates.filter(|predicate| predicate.qualifies).map(|predicate| predicate.name.clone()).collect()
    }
}

fn phrase_at(vocabulary: &Vocabulary, words: &[&str]) -> Option<(usize, Meaning)> {
    let predicate = vocabulary.predicates_at(words).first().map(|found| (found.length, Meaning::Predicate));
    let kind = vocabulary.kinds_at(words).first().map(|found| (found.length, Meaning::Kind));
    match (predicate, kind) {
        (Some(predicate), Some(kind)) if kind.0 >= predicate.0 => Some(kind),
        (predicate, kind) => predicate.or(kind),
    }
}
