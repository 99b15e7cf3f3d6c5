//! The words that a mapping declares, each with its place in the mapping's text.

use std::ops::Range;

use super::Mapping;
use crate::load::record::Vocabulary;

impl Mapping {
    /// What it declares of each word, and where.
    pub(in crate::load) fn words(&self) -> Vec<(Vocabulary, Range<usize>)> {
        let Some(vocabulary) = &self.vocabulary else { return Vec::new() };
        let text = self.source.text.as_str();
        let mut from = text.find("vocabulary").unwrap_or(0);
        let mut place = |name: &str| {
            let found = named(text, from, name);
            from = found.end;
            found
        };
        let kinds =
            vocabulary.kinds.iter().map(|kind| Vocabulary { kinds: vec![kind.clone()], predicates: Vec::new() });
        let predicates = vocabulary.predicates.iter();
        let predicates =
            predicates.map(|predicate| Vocabulary { kinds: Vec::new(), predicates: vec![predicate.clone()] });
        let name_of = |words: &Vocabulary| {
            let kinds = words.kinds.iter().map(|kind| &kind.name);
            kinds.chain(words.predicates.iter().map(|predicate| &predicate.name)).next().cloned().unwrap_or_default()
        };
        kinds
            .chain(predicates)
            .map(|words| (name_of(&words), words))
            .map(|(name, words)| (words, place(&name)))
            .collect()
    }
}

/// Where `name = "…"` stands with that name, from a place on; else anywhere behind the word `vocabulary`; else that place.
fn named(text: &str, from: usize, name: &str) -> Range<usize> {
    let written = format!("\"{name}\"");
    let is_name = |at: &usize| {
        let before = text[..*at].trim_end().strip_suffix('=').map(str::trim_end);
        before.is_some_and(|before| before.ends_with("name"))
    };
    let find = |from: usize| text[from..].match_indices(&written).map(|(at, _)| from + at).find(is_name);
    let begin = text.find("vocabulary").unwrap_or(0);
    find(from).or_else(|| find(begin)).map_or(from..from, |at| at..at + written.len())
}
