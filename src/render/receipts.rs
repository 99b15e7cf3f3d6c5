//! The sentences behind an answer, for reading: `why`.

use std::collections::HashSet;

use super::text::{Style, running, visible};
use crate::answer::{
    Answer, Derivation, Derived, DocumentRef, EvidenceRecord, FactRecord, Premise, Receipt, Receipts, Value,
};
use crate::value::{FactId, Literal, Modality, Polarity, QuoteState};

/// How far facts stand in below their row.
const INDENT: &str = "    ";
/// How much further what a rule rests on stands in.
const STEP: usize = 2;

/// For each row of the receipts its values, the facts it rests on, and under each fact the passages that say so: the
/// quote with its words marked, then who says so, how certainly, in which document, and where in its text (code
/// points). A fact, or what a rule says, is given in full once; later mentions refer back to it. Ends with a line end.
pub fn why(answer: &Answer, receipts: &Receipts, style: &Style) -> String {
    let widest = receipts.facts.keys().map(|id| id.0.to_string().len()).max().unwrap_or(1);
    let mut page = Page {
        receipts,
        style,
        widest,
        given: HashSet::new(),
        explained: HashSet::new(),
        text: String::new(),
        brief: false,
    };
    for receipt in &receipts.rows {
        page.heading(answer, receipt.row);
        page.receipt(receipt);
    }
    page.text
}

struct Page<'a> {
    receipts: &'a Receipts,
    style: &'a Style,
    /// How many digits the longest number of a fact has.
    widest: usize,
    /// The facts that were given in full.
    given: HashSet<FactId>,
    /// What rules say, of what was explained.
    explained: HashSet<&'a str>,
    /// What was written so far.
    text: String,
    /// Whether the last block was a brief one.
    brief: bool,
}

impl<'a> Page<'a> {
    fn heading(&mut self, answer: &Answer, row: usize) {
        let values = match answer.verdict {
            Some(verdict) => verdict.name().to_owned(),
            None => answer.rows.get(row).map(|values| row_heading(answer, values)).unwrap_or_default(),
        };
        let number = if answer.verdict.is_some() { String::new() } else { format!("{}  ", row + 1) };
        let first = format!(" {}", self.style.quiet(&number));
        self.block(&self.style.hanging(&first, &self.style.strong(&values)), false);
    }

    fn receipt(&mut self, receipt: &'a Receipt) {
        let ways = receipt.derivations.len();
        // Ways of one fact each are told apart by their facts.
        let counted = ways > 1 && receipt.derivations.iter().any(|derivation| derivation.premises.len() > 1);
        for (at, derivation) in receipt.derivations.iter().enumerate() {
            if counted {
                let more = if receipt.more { " or more" } else { "" };
                self.brief = false;
                self.note(&format!("{} of {ways}{more}", at + 1), 0);
            }
            self.derivation(derivation, 0);
        }
        if receipt.more {
            self.note("there is more that was not fetched", 0);
        }
        if ways == 0 {
            self.note("rests on no fact", 0);
        }
    }

    fn derivation(&mut self, derivation: &'a Derivation, depth: usize) {
        // A chain of no facts goes without saying, unless there is nothing else to say.
        if derivation.premises.iter().all(|premise| matches!(premise, Premise::Chain(chain) if chain.is_empty())) {
            self.note("both ends are the same thing", depth);
        }
        for premise in &derivation.premises {
            self.premise(premise, "", depth);
        }
    }

    fn premise(&mut self, premise: &'a Premise, link: &str, depth: usize) {
        match premise {
            Premise::Fact(fact) => self.fact(*fact, link, depth),
            Premise::Chain(chain) => {
                for (at, premise) in chain.iter().enumerate() {
                    self.premise(premise, if at == 0 { link } else { "→ " }, depth);
                }
            }
            Premise::Derived(derived) => self.derived(derived, link, depth),
            Premise::Absent(pattern) => self.note(&format!("nothing found: {}", visible(pattern)), depth),
        }
    }

    /// What a rule says, and below it what that rests on.
    fn derived(&mut self, derived: &'a Derived, link: &str, depth: usize) {
        let text = visible(&derived.text);
        if self.explained.contains(derived.text.as_str()) {
            let said = format!("{link}{text}  {}", self.style.quiet("as above"));
            return self.block(&self.style.hanging(&self.margin(depth), &said), true);
        }
        if !derived.more {
            self.explained.insert(&derived.text);
        }
        let said = format!("{link}{text}, since");
        self.block(&self.style.hanging(&self.margin(depth), &said), true);
        let ways = derived.derivations.len();
        for (at, derivation) in derived.derivations.iter().enumerate() {
            if ways > 1 {
                self.note(&format!("{} of {ways}", at + 1), depth + 1);
            }
            self.derivation(derivation, depth + 1);
        }
        if derived.more {
            self.note("there is more that was not fetched", depth + 1);
        }
    }

    fn fact(&mut self, id: FactId, link: &str, depth: usize) {
        let Some(fact) = self.receipts.facts.get(&id) else { return };
        let indent = format!("{INDENT}{}", " ".repeat(depth * STEP));
        let first = format!("{indent}{:>width$}  ", id.0, width = self.widest);
        let first = first.replace(&id.0.to_string(), &self.style.quiet(&id.0.to_string()));
        let sentence = format!("{link}{}", sentence(fact));
        if !self.given.insert(id) {
            let back = self.style.quiet("as above");
            return self.block(&self.style.hanging(&first, &format!("{sentence}  {back}")), true);
        }
        let time = fact.time.as_ref().map(|time| format!("  {}", self.style.quiet(time.as_str()))).unwrap_or_default();
        let mut block = self.style.hanging(&first, &(self.style.strong(&sentence) + &time));
        for piece in &fact.evidence {
            block.push_str(&self.evidence(piece, depth));
        }
        if fact.evidence.is_empty() {
            block.push('\n');
            block.push_str(&self.below(&self.style.quiet("stated without a source"), depth));
        }
        self.block(&block, false);
    }

    /// The lines of a piece of evidence, each after a line end.
    fn evidence(&self, piece: &EvidenceRecord, depth: usize) -> String {
        let quote = piece.quote.as_ref().map(|quote| {
            let words = running(&quote.text, &quote.marks, self.style);
            self.below(&format!("“{words}”"), depth)
        });
        // A line may end behind a dot, but none begins with one.
        let citation = citation(piece, self.style).replace(" · ", "\u{A0}· ");
        let citation =
            (!citation.is_empty()).then(|| self.below(&format!("{}{citation}", self.style.quiet("— ")), depth));
        quote.into_iter().chain(citation).map(|lines| format!("\n{lines}")).collect()
    }

    /// A quiet line in the place of a fact.
    fn note(&mut self, text: &str, depth: usize) {
        let first = self.margin(depth);
        self.block(&self.style.hanging(&first, &self.style.quiet(text)), true);
    }

    /// Adds a block, after an empty line unless it and the one before are brief.
    fn block(&mut self, block: &str, brief: bool) {
        let first = self.text.is_empty();
        self.text.push_str(if first || (brief && self.brief) { "" } else { "\n" });
        self.text.push_str(block);
        self.text.push('\n');
        self.brief = brief;
    }

    /// Lines below a fact, in line with its sentence.
    fn below(&self, text: &str, depth: usize) -> String {
        self.style.hanging(&self.margin(depth), text)
    }

    /// The place of a fact's sentence.
    fn margin(&self, depth: usize) -> String {
        " ".repeat(INDENT.len() + depth * STEP + self.widest + 2)
    }
}

/// The row in one line: the value of a single column, or each with its column's name.
fn row_heading(answer: &Answer, values: &[Value]) -> String {
    let value = |value: &Value| if *value == Value::Nothing { "–".to_owned() } else { visible(&value.text()) };
    match values {
        [only] => value(only),
        _ => {
            let named = answer.columns.iter().zip(values);
            let parts: Vec<String> =
                named.map(|(column, it)| format!("{}: {}", visible(&column.name), value(it))).collect();
            parts.join(" · ")
        }
    }
}

/// A fact as one reads it: `Steve Witkoff attended UAE talks {representing: United States}`.
pub(super) fn sentence(fact: &FactRecord) -> String {
    said(&fact.subject.name, &fact.predicate, &fact.object) + &qualifiers(&fact.qualifiers)
}

/// What a fact says, but for its qualifiers.
pub(super) fn said(subject: &str, predicate: &str, says: &Value) -> String {
    let sentence = format!("{} {}", visible(subject), visible(predicate));
    match says {
        // `remains unsettled` says it all; `remains unsettled true` would be no English.
        Value::Literal(Literal::Boolean(true)) => sentence,
        _ => format!("{sentence} {}", object(says)),
    }
}

/// ` {representing: United States}`; empty where there are none.
pub(crate) fn qualifiers(qualifiers: &[(String, Value)]) -> String {
    if qualifiers.is_empty() {
        return String::new();
    }
    let pair = |(key, value): &(String, Value)| format!("{}: {}", visible(key), object(value));
    format!(" {{{}}}", qualifiers.iter().map(pair).collect::<Vec<_>>().join(", "))
}

/// A value within a sentence: a text in quotation marks, all others as they are.
pub(crate) fn object(value: &Value) -> String {
    match value {
        Value::Literal(Literal::Text(text)) => format!("“{}”", running(text, &[], &Style::plain(usize::MAX))),
        _ => visible(&value.text()),
    }
}

/// Who says so, how certainly, where: `United States · Talks in the UAE, AP, 2026-01-01 · characters 512–601`.
pub(super) fn citation(piece: &EvidenceRecord, style: &Style) -> String {
    let quote = piece.quote.as_ref();
    let offsets = quote.and_then(|quote| quote.offsets.as_ref());
    let parts = [
        claim(piece).map(|words| if denies(piece) { style.warning(&words) } else { style.quiet(&words) }),
        modality(piece.modality).map(|word| style.quiet(word)),
        piece.document.as_ref().map(|reference| style.quiet(&document(reference))),
        offsets.map(|range| style.quiet(&format!("characters {}–{}", range.start, range.end))),
        piece.time_phrase.as_ref().map(|words| style.quiet(&format!("time: “{}”", visible(words)))),
        quote.and_then(|quote| state(quote.state)).map(|words| style.warning(words)),
        piece.confidence.map(|confidence| style.quiet(&format!("confidence {confidence}"))),
        extractor(piece).map(|words| style.quiet(&words)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(&style.quiet(" · "))
}

fn denies(piece: &EvidenceRecord) -> bool {
    piece.polarity == Polarity::Denies
}

fn claim(piece: &EvidenceRecord) -> Option<String> {
    let source = piece.source.as_ref().map(|source| visible(&source.name));
    match (denies(piece), source) {
        (false, source) => source,
        (true, Some(source)) => Some(format!("denied by {source}")),
        (true, None) => Some("denied".to_owned()),
    }
}

fn modality(modality: Modality) -> Option<&'static str> {
    (modality != Modality::Certain).then(|| modality.name())
}

/// A document as it is cited: title, publisher, date.
pub(crate) fn document(document: &DocumentRef) -> String {
    let parts = [Some(document.label()), document.publisher.as_deref(), document.published.as_deref()];
    visible(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// Who extracted a claim that is in no document: nothing else says where it comes from.
fn extractor(piece: &EvidenceRecord) -> Option<String> {
    let name = piece.extractor.as_ref().filter(|_| piece.document.is_none())?;
    Some(format!("extracted by {}", visible(name)))
}

/// What is to be said of a quote that does not stand in the text to the letter.
fn state(state: QuoteState) -> Option<&'static str> {
    match state {
        QuoteState::Verbatim => None,
        QuoteState::Normalised => Some("differs from the text in spacing or punctuation"),
        QuoteState::Missing => Some("not in the text"),
        QuoteState::Unchecked => Some("not checked"),
    }
}
