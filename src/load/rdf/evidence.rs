//! The members of a piece of evidence in a store's own words.

use oxrdf::Term;

use super::known::{Known, node_of};
use super::labels::{literal_text, words_of};
use crate::load::record::Evidence;
use crate::problem::LoadProblem;
use crate::value::{Modality, Polarity};
use crate::vocabulary::nearest;

/// What they are called, behind the prefix of a store's own words.
pub(super) const MEMBERS: [&str; 10] =
    ["document", "quote", "prefix", "suffix", "source", "modality", "polarity", "confidence", "extractor", "timeText"];

/// Sets one of them.
///
/// # Errors
/// Why that is no value for it: the claim would say something else without it.
pub(super) fn set(known: &Known, evidence: &mut Evidence, member: &str, object: &Term) -> Result<(), LoadProblem> {
    match (member, node_of(object)) {
        ("document", Some(node)) => evidence.document = Some(known.document_key(&node)),
        ("source", Some(node)) => evidence.source = Some(known.reference(&node)),
        ("source", None) => return Err(unfit(object, "the IRI of whom the claim is attributed to")),
        _ => set_text(evidence, member, text(object)?)?,
    }
    Ok(())
}

fn set_text(evidence: &mut Evidence, member: &str, said: &str) -> Result<(), LoadProblem> {
    let text = || Some(said.to_owned());
    match member {
        "document" => evidence.document = text(),
        "quote" => evidence.quote = text(),
        "prefix" => evidence.prefix = text(),
        "suffix" => evidence.suffix = text(),
        "extractor" => evidence.extractor = text(),
        "timeText" => evidence.time_text = text(),
        "modality" => {
            let all = Modality::ALL.map(|modality| (modality.name(), modality));
            evidence.modality = Some(one_of(&all, said)?);
        }
        "polarity" => {
            let all = [Polarity::Affirms, Polarity::Denies].map(|polarity| (polarity.sign(), polarity));
            evidence.polarity = Some(one_of(&all, said)?);
        }
        _ => evidence.confidence = Some(said.trim().parse().map_err(|_| LoadProblem::ConfidenceRange)?),
    }
    Ok(())
}

/// The text that an object is.
///
/// # Errors
/// That it is none.
pub(super) fn text(object: &Term) -> Result<&str, LoadProblem> {
    literal_text(object).ok_or_else(|| unfit(object, "a text"))
}

/// That an object is not what is expected.
pub(super) fn unfit(object: &Term, expected: &str) -> LoadProblem {
    let words = words_of(object);
    let found = if let Term::Literal(_) = object { format!("the text \"{words}\"") } else { format!("`{words}`") };
    LoadProblem::WrongJson { found, expected: expected.to_owned() }
}

/// The one of some words that a text is.
fn one_of<T: Copy>(all: &[(&'static str, T)], said: &str) -> Result<T, LoadProblem> {
    let found = all.iter().find(|(word, _)| *word == said);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let known: Vec<String> = all.iter().map(|(word, _)| (*word).to_owned()).collect();
        LoadProblem::UnknownWord { word: said.to_owned(), nearest: nearest(said, known.clone()), known }
    })
}
