//! What can stand at the cursor, as far as what stands before it says.

use std::ops::Range;

use super::{Offer, meaning};
use crate::repl::scan::Class;
use crate::repl::words::{Meaning, Words};
use crate::syntax::STATEMENT_WORDS;

/// What can stand at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The first word of a statement.
    Start,
    /// The name of a saved query, behind `run`.
    Saved,
    /// A rule, behind `forget`.
    Rule,
    /// A path, behind `include`.
    File,
    /// The key of a qualifier, behind `{` or a comma in it.
    Qualifier,
    /// A kind, behind `which`, `how many` or `is`.
    Kind,
    /// A predicate, behind a variable.
    Predicate,
    /// Any word.
    Anything,
}

/// The place at the end of a text.
pub(super) fn place(before: &str, pieces: &[(Range<usize>, Class)]) -> Place {
    let ends = |(at, class): &(Range<usize>, Class)| *class == Class::Other && &before[at.clone()] == ";";
    let begin = pieces.iter().rposition(ends).map_or(0, |at| at + 1);
    let statement: Vec<(&str, Class)> = pieces
        .get(begin..)
        .unwrap_or_default()
        .iter()
        .map(|(at, class)| (&before[at.clone()], *class))
        .filter(|(text, class)| *class != Class::Other || !text.trim().is_empty())
        .collect();
    let typed = statement.last().is_some_and(|(text, _)| before.ends_with(text));
    let settled = statement.len() - usize::from(typed && is_word(statement.last()));
    let settled = statement.get(..settled).unwrap_or_default();
    let first = settled.first().map(|(text, _)| text.to_lowercase());
    match (first.as_deref(), settled.len()) {
        (None, _) => return Place::Start,
        (Some("run"), 1) => return Place::Saved,
        (Some("forget"), _) => return Place::Rule,
        (Some("include"), _) => return Place::File,
        _ => {}
    }
    if in_qualifiers(settled) {
        return Place::Qualifier;
    }
    let last = settled.last().map(|(text, class)| (text.to_lowercase(), *class));
    match last {
        Some((word, Class::Keyword | Class::Word)) if matches!(word.as_str(), "which" | "many" | "is" | "a" | "an") => {
            Place::Kind
        }
        Some((_, Class::Variable)) if settled.iter().any(|(word, _)| word.eq_ignore_ascii_case("where")) => {
            Place::Predicate
        }
        _ => Place::Anything,
    }
}

fn is_word(piece: Option<&(&str, Class)>) -> bool {
    matches!(piece, Some((_, Class::Word | Class::Keyword)))
}

/// Whether the last sign is a brace that is open, or a comma in one.
fn in_qualifiers(pieces: &[(&str, Class)]) -> bool {
    let Some((last, _)) = pieces.last() else { return false };
    let count = |sign: &str| pieces.iter().filter(|(text, _)| *text == sign).count();
    count("{") > count("}") && matches!(*last, "{" | ",")
}

impl Place {
    /// All that can stand here, where that is a list of its own.
    pub(super) fn only(self, words: &impl Words) -> Option<Vec<Offer>> {
        match self {
            Place::Saved => Some(words.saved().iter().map(|(name, text)| Offer::new(name, one_line(text))).collect()),
            Place::Rule => Some(words.rules().into_iter().map(|name| Offer::new(name, "")).collect()),
            Place::Qualifier => {
                let keys = words.qualifiers().into_iter();
                Some(keys.map(|key| Offer::new(format!("{key}: "), "")).collect())
            }
            _ => None,
        }
    }

    /// What is offered before a word is begun.
    pub(super) fn everything(self, words: &impl Words) -> Vec<Offer> {
        let of = |wanted: Meaning| {
            let phrases = words.phrases();
            let mut offers: Vec<Offer> = phrases
                .iter()
                .filter(|phrase| phrase.meaning == wanted)
                .map(|phrase| Offer::new(phrase.text.clone(), meaning(wanted)))
                .collect();
            offers.sort();
            offers
        };
        match self {
            Place::Start => STATEMENT_WORDS.iter().map(|word| Offer::new(*word, "")).collect(),
            Place::Kind => of(Meaning::Kind),
            Place::Predicate => of(Meaning::Predicate),
            _ => self.only(words).unwrap_or_default(),
        }
    }
}

/// The beginning of a query, in one line.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 50;
    let line = text.split_whitespace().collect::<Vec<&str>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
