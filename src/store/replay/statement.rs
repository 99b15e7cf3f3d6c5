//! What was stated, as a tree of the language.

use super::stated::Stated;
use crate::answer::{EvidenceRecord, Value};
use crate::resolve::{literal, words_or_quoted};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Clause, Comparator, Modifier, Qualifier};
use crate::syntax::is_bare_word;
use crate::value::{Literal, Modality, Polarity};

type Atoms = Vec<Spanned<Atom>>;

/// A node of a tree that stands in no text.
pub(super) fn spanless<T>(node: T) -> Spanned<T> {
    Spanned::new(node, Span::default())
}

/// What a key names.
pub(super) fn key(key: String) -> Spanned<Atom> {
    spanless(Atom::Key(key))
}

impl Stated {
    /// The fact as a pattern; with who says so where it is to be asserted.
    pub(super) fn clause(&self, asserted: bool) -> Clause {
        let mut atoms = match asserted && self.is_new {
            // Its key is made from its name again.
            true => vec![spanless(Atom::Quoted(self.subject.name.clone()))],
            false => vec![key(self.subject.key.clone())],
        };
        atoms.extend(words_or_quoted(&self.predicate));
        // The object of a boolean predicate that is true is left out.
        if self.object != Value::Literal(Literal::Boolean(true)) {
            atoms.extend(term(&self.object));
        }
        if let Some(time) = &self.time {
            atoms.extend([word("during"), literal(&Literal::Date(time.clone()))]);
        }
        let qualifiers = self.qualifiers.iter().map(|(name, value)| qualifier(name, value)).collect();
        let mut clause = Clause { atoms, qualifiers, modifiers: Vec::new() };
        if let Some(claim) = self.claim.as_ref().filter(|_| asserted) {
            if let (None, Some(document)) = (&claim.quote, &claim.document) {
                clause.atoms.extend([word("from"), key(document.key.clone())]);
            }
            clause.modifiers = modifiers(claim);
        }
        clause
    }

    /// The passage that says so, and the document that it is in.
    pub(super) fn passage(&self) -> (Option<Spanned<String>>, Option<Atoms>) {
        let Some(EvidenceRecord { quote: Some(quote), document, .. }) = &self.claim else { return (None, None) };
        let document = document.as_ref().map(|document| vec![key(document.key.clone())]);
        (Some(spanless(quote.text.clone())), document)
    }
}

fn word(text: &str) -> Spanned<Atom> {
    spanless(Atom::Word(text.to_owned()))
}

fn term(value: &Value) -> Atoms {
    match value {
        Value::Nothing => Vec::new(),
        Value::Entity(entity) => vec![key(entity.key.clone())],
        Value::Kind(_, name) => words_or_quoted(name),
        Value::Document(document) => vec![key(document.key.clone())],
        Value::Literal(value) => vec![literal(value)],
    }
}

fn qualifier(name: &str, value: &Value) -> Qualifier {
    let bare = name.split(' ').all(is_bare_word);
    let key = if bare { name.split(' ').map(str::to_owned).collect() } else { vec![name.to_owned()] };
    Qualifier { key: spanless(key), value: term(value) }
}

/// Who says so, and how surely.
fn modifiers(claim: &EvidenceRecord) -> Vec<Spanned<Modifier>> {
    let source = claim.source.as_ref().map(|source| Modifier::AccordingTo(vec![key(source.key.clone())]));
    let modality = (claim.modality != Modality::Certain).then_some(Modifier::AtLeast(claim.modality));
    let number = |confidence: f64| literal(&Literal::Decimal(confidence));
    let confidence = claim.confidence.map(|confidence| Modifier::Confidence(Comparator::Equal, number(confidence)));
    let denied = (claim.polarity == Polarity::Denies).then_some(Modifier::Denied);
    source.into_iter().chain(modality).chain(confidence).chain(denied).map(spanless).collect()
}
