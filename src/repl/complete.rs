//! What the Tab key offers: what can stand at the cursor, each with what it is.

mod command;
mod place;

use rustyline::completion::Candidate;

use super::scan::{Class, keywords, pieces};
use super::words::{Meaning, Words};
use crate::fold::{fold, fold_words};
use crate::syntax::{QUESTION_WORDS, STATEMENT_WORDS, bare_name, callable_names, quoted, word_char};
use place::Place;

/// How many names of the store are offered at most.
pub(super) const MOST_NAMES: usize = 50;

/// How many words before the cursor may be the beginning of one name or phrase.
const MOST_WORDS: usize = 6;

/// What may stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Offer {
    text: String,
    display: String,
}

/// What stands between what is offered and what it is.
pub(super) const APART: &str = "  ";

impl Offer {
    /// A text, and what it is; nothing where that is plain.
    fn new(text: impl Into<String>, what: impl AsRef<str>) -> Self {
        let text = text.into();
        let what = what.as_ref();
        let display = if what.is_empty() { text.clone() } else { format!("{text}{APART}{what}") };
        Offer { text, display }
    }
}

impl Candidate for Offer {
    fn display(&self) -> &str {
        &self.display
    }

    fn replacement(&self) -> &str {
        &self.text
    }
}

/// Where the part to be replaced begins, in bytes, and what may stand instead: at most so many names. `before` is the text
/// before the cursor.
pub(super) fn complete(before: &str, words: &impl Words, names: usize) -> (usize, Vec<Offer>) {
    let (start, offers) = match before.starts_with('.') {
        true => command::complete(before, words),
        false => complete_statement(before, words, names),
    };
    let mut distinct: Vec<Offer> = Vec::new();
    for offer in offers {
        if !distinct.iter().any(|other| other.text == offer.text) {
            distinct.push(offer);
        }
    }
    (start, distinct)
}

fn complete_statement(before: &str, words: &impl Words, names: usize) -> (usize, Vec<Offer>) {
    let all = pieces(before);
    let place = place::place(before, &all);
    match all.last() {
        Some((_, Class::Text)) if place == Place::File => command::complete_path(before),
        Some((at, class @ (Class::Variable | Class::Parameter))) => {
            let typed = &before[at.clone()];
            let earlier = all.iter().filter(|(other, of)| of == class && other.end < at.end);
            let mut known: Vec<String> = earlier.map(|(at, _)| before[at.clone()].to_owned()).collect();
            if *class == Class::Parameter {
                known.extend(words.parameters().iter().map(|name| format!("${name}")));
            }
            known.sort();
            let what = if *class == Class::Parameter { "parameter" } else { "" };
            let matching = known.into_iter().filter(|known| known.starts_with(typed));
            (at.start, matching.map(|known| Offer::new(known, what)).collect())
        }
        Some((at, Class::Text)) if is_open(&before[at.clone()]) => {
            let names = words.names(&folded_prefix(&before[at.start + 1..]), names);
            (at.start, names.iter().map(|name| Offer::new(quoted(name), words.described(name))).collect())
        }
        Some((_, Class::Key | Class::Comment | Class::Text | Class::Number)) => (before.len(), Vec::new()),
        _ => complete_words(before, &place, words, names),
    }
}

/// The longest run of words before the cursor that begins something known is completed; where words of the language stand
/// before a shorter run, which may go on either way (`is e`), that too.
fn complete_words(before: &str, place: &Place, words: &impl Words, names: usize) -> (usize, Vec<Offer>) {
    let mut start = before.len();
    let mut offers: Vec<Offer> = Vec::new();
    for at in word_starts(before) {
        let found = matching(&before[at..], place, words, names);
        if offers.is_empty() && !found.is_empty() {
            start = at;
        }
        let kept = &before[start.min(at)..at];
        if !kept.split_whitespace().all(|word| keywords().any(|keyword| keyword.eq_ignore_ascii_case(word))) {
            break;
        }
        offers.extend(
            found.into_iter().map(|offer| Offer { text: format!("{kept}{}", offer.text), display: offer.display }),
        );
    }
    if offers.is_empty() && before.ends_with(|c: char| c.is_whitespace() || "{,(".contains(c)) {
        return (before.len(), place.everything(words));
    }
    (start, offers)
}

/// What can stand at a place and begins with a text.
fn matching(typed: &str, place: &Place, words: &impl Words, names: usize) -> Vec<Offer> {
    let folded = folded_prefix(typed);
    if folded.is_empty() {
        return Vec::new();
    }
    let lower = typed.to_lowercase();
    if let Some(only) = place.only(words) {
        return only.into_iter().filter(|offer| offer.text.to_lowercase().starts_with(&lower)).collect();
    }
    let worded = fold_words(typed);
    let mut found = Vec::new();
    for phrase in words.phrases().iter().filter(|phrase| phrase.text.starts_with(&folded) || phrase.text == worded) {
        found.push(Offer::new(phrase.text.clone(), meaning(phrase.meaning)));
    }
    found.sort();
    found.extend(words.names(&folded, names).iter().map(|name| Offer::new(bare_name(name), words.described(name))));
    let of_language = match place {
        Place::Start => STATEMENT_WORDS.iter().chain(QUESTION_WORDS).copied().collect::<Vec<&str>>(),
        _ => keywords().filter(|word| !STATEMENT_WORDS.contains(word) || *word == "find").collect(),
    };
    let mut of_language: Vec<&str> = of_language.into_iter().filter(|word| word.starts_with(&lower)).collect();
    of_language.sort_unstable();
    match place {
        // No name begins a statement.
        Place::Start => found = of_language.into_iter().map(|word| Offer::new(word, "")).collect(),
        _ => {
            found.extend(of_language.into_iter().map(|word| Offer::new(word, "")));
            let functions = callable_names().filter(|name| *place != Place::Kind && name.starts_with(&lower));
            found.extend(functions.map(|name| Offer::new(format!("{name}("), "function")));
        }
    }
    found
}

pub(super) fn meaning(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Kind => "kind",
        Meaning::Predicate => "predicate",
        Meaning::Name => "name",
    }
}

/// Where each of the last words before the cursor begins, the earliest first: as far back as only words and single
/// spaces stand there.
fn word_starts(before: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut at = before.len();
    while starts.len() < MOST_WORDS {
        let text = before[..at].strip_suffix(' ').unwrap_or(&before[..at]);
        let word = text.trim_end_matches(word_char);
        if word.len() == text.len() || word.ends_with(['?', '$', '@']) {
            break;
        }
        at = word.len();
        starts.push(at);
    }
    starts.reverse();
    starts
}

/// The folded form that what the user means begins with: a space typed behind a word belongs to it.
fn folded_prefix(typed: &str) -> String {
    let folded = fold(typed);
    if typed.ends_with(' ') && !folded.is_empty() { folded + " " } else { folded }
}

fn is_open(text: &str) -> bool {
    text.len() == 1 || !text.ends_with('"') || text.ends_with("\\\"")
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::{MOST_NAMES, complete};
    use crate::fold::fold;
    use crate::repl::words::{Meaning, Phrase, Standing, Words};

    struct Known;

    impl Words for Known {
        fn phrases(&self) -> Rc<[Phrase]> {
            let kinds = ["envoy", "envoys"].map(|text| Phrase { text: text.to_owned(), meaning: Meaning::Kind });
            let predicates = ["attended", "attended by", "held in", "is expected"]
                .map(|text| Phrase { text: text.to_owned(), meaning: Meaning::Predicate });
            kinds.into_iter().chain(predicates).collect()
        }

        fn phrase_at(&self, _: &[&str]) -> Option<(usize, Meaning)> {
            None
        }

        fn in_phrase(&self, _: &str) -> bool {
            false
        }

        fn names(&self, folded: &str, most: usize) -> Vec<String> {
            let names = ["Steve Witkoff", "Trinidad and Tobago", "United States", "Łódź"];
            names.into_iter().filter(|name| fold(name).starts_with(folded)).take(most).map(str::to_owned).collect()
        }

        fn standing(&self, _: &str) -> Standing {
            Standing::Unknown
        }

        fn described(&self, name: &str) -> String {
            if name == "Steve Witkoff" { "envoy".to_owned() } else { String::new() }
        }

        fn saved(&self) -> Vec<(String, String)> {
            vec![("envoys_in".to_owned(), "find ?who where ?who is envoy".to_owned())]
        }

        fn rules(&self) -> Vec<String> {
            vec!["met".to_owned()]
        }

        fn parameters(&self) -> Vec<String> {
            vec!["place".to_owned()]
        }

        fn qualifiers(&self) -> Vec<String> {
            vec!["representing".to_owned(), "role".to_owned()]
        }
    }

    fn candidates(before: &str) -> (String, Vec<String>) {
        let (start, found) = complete(before, &Known, MOST_NAMES);
        (before[..start].to_owned(), found.into_iter().map(|offer| offer.text).collect())
    }

    fn one(before: &str, kept: &str, completed: &str) {
        assert_eq!(candidates(before), (kept.to_owned(), vec![completed.to_owned()]), "{before}");
    }

    fn displays(before: &str) -> Vec<String> {
        complete(before, &Known, MOST_NAMES).1.into_iter().map(|offer| offer.display).collect()
    }

    #[test]
    fn words_of_the_store_are_completed_over_spaces() {
        one("did steve wit", "did ", "Steve Witkoff");
        one("find ?x where ?x held", "find ?x where ?x ", "held in");
        one("find ?x where ?x held ", "find ?x where ?x ", "held in");
        one("who visited lodz", "who visited ", "Łódź");
        assert_eq!(candidates("which env"), ("which ".into(), vec!["envoy".into(), "envoys".into()]));
    }

    #[test]
    fn every_offer_says_what_it_is() {
        assert_eq!(displays("did steve w"), ["Steve Witkoff  envoy"]);
        assert_eq!(displays("which atten"), ["attended  predicate", "attended by  predicate"]);
        assert_eq!(displays("run env"), ["envoys_in  find ?who where ?who is envoy"]);
    }

    #[test]
    fn what_can_stand_there_is_offered() {
        one("fi", "", "find");
        assert_eq!(candidates("Ste").1, Vec::<String>::new());
        one("run ", "run ", "envoys_in");
        one("forget m", "forget ", "met");
        one("find ?x where ?x attended _ {repr", "find ?x where ?x attended _ {", "representing: ");
        assert_eq!(candidates("find ?x where ?x attended _ {").1, ["representing: ", "role: "]);
        one("find ?x where ?x met $pl", "find ?x where ?x met ", "$place");
        assert_eq!(candidates("which ").1, ["envoy", "envoys"]);
        assert_eq!(
            candidates("find ?x where ?x is e"),
            ("find ?x where ?x ".into(), vec!["is expected".into(), "is envoy".into(), "is envoys".into()])
        );
        one("include \"Cargo.to", "include \"", "Cargo.toml");
    }

    #[test]
    fn what_needs_quotes_gets_them() {
        one("did trin", "did ", "\"Trinidad and Tobago\"");
        one("did \"unit", "did ", "\"United States\"");
        one("did \"Trinidad a", "did ", "\"Trinidad and Tobago\"");
    }

    #[test]
    fn keywords_and_variables_are_completed() {
        one("find ?who wher", "find ?who ", "where");
        one("find ?x where optio", "find ?x where ", "optional");
        one("find coale", "find ", "coalesce(");
        one("find ?who where ?w", "find ?who where ", "?who");
        one("find ?who, ?what where ?wha", "find ?who, ?what where ", "?what");
    }

    #[test]
    fn commands_and_their_arguments_are_completed() {
        one(".mo", "", ".mode");
        one(".mode m", ".mode ", "markdown");
        one(".help patt", ".help ", "patterns");
        one(".load Cargo.to", ".load ", "Cargo.toml");
        one(".set edi", ".set ", "editing");
        one(".set editing v", ".set editing ", "vi");
        one(".edit env", ".edit ", "envoys_in");
        assert!(displays(".help qu").contains(&"questions  questions in plain words".to_owned()));
    }

    #[test]
    fn nothing_is_offered_where_nothing_is_known() {
        for before in ["find ?x where ?x zzz", "# steve", "2026-0", "@steve", "\"done\""] {
            assert_eq!(candidates(before).1, Vec::<String>::new(), "{before}");
        }
    }
}
