//! What is drawn: facts, and which of their things were asked for.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::{Answer, EntityRef, EvidenceRecord, FactRecord, Receipts, Value};
use crate::edtf::Edtf;
use crate::look::{Description, FactLine, Standing, Timeline};
use crate::render::document;
use crate::value::{FactId, Polarity};

/// The most facts of a picture; the others are counted in it.
const MOST_FACTS: usize = 1_000;

/// The most quotes that are kept of a fact.
const MOST_QUOTES: usize = 3;

/// Facts that are drawn together.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// What the picture is of: a query in its canonical form, or what was looked at.
    pub title: String,
    /// The things that were asked for, each once: those in an answer's rows, or the one that was looked at.
    pub asked: Vec<EntityRef>,
    /// The facts, each once.
    pub facts: Vec<DrawnFact>,
    /// How many rows there are besides that rest on facts.
    pub rows_left_off: usize,
    /// How many facts there are besides that state a time, or may.
    pub left_off: usize,
    /// How many facts there are besides that state none.
    pub undated: usize,
}

/// A fact that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnFact {
    /// What it says, when, and how it stands.
    pub line: FactLine,
    /// The first passages that say so, each with its document.
    pub quotes: Vec<String>,
}

impl Scene {
    /// What the rows of an answer rest on.
    pub fn of_answer(answer: &Answer, receipts: &Receipts) -> Self {
        let cells = receipts.rows.iter().filter_map(|receipt| answer.rows.get(receipt.row)).flatten();
        let asked = cells.filter_map(|value| match value {
            Value::Entity(entity) => Some(entity.as_ref().clone()),
            _ => None,
        });
        let facts = receipts.facts.values().map(of_record);
        let scene = Self::new(answer.canonical.clone(), asked, facts, 0);
        Self { rows_left_off: answer.rows.len().saturating_sub(receipts.rows.len()), ..scene }
    }

    /// The dated facts about a thing.
    pub fn of_timeline(timeline: &Timeline) -> Self {
        let facts = timeline.facts.iter().map(of_line);
        let left_off = timeline.total - timeline.facts.len();
        let title = format!("timeline {}", timeline.entity.name);
        let scene = Self::new(title, [timeline.entity.clone()], facts, left_off);
        Self { undated: timeline.undated, ..scene }
    }

    /// The facts that a thing has a part in.
    pub fn of_description(description: &Description) -> Self {
        let kinds = description.kinds.iter().map(|membership| &membership.fact);
        let lines = kinds.chain(description.groups.iter().flat_map(|group| &group.facts));
        let left_off = description.groups.iter().map(|group| group.total - group.facts.len()).sum();
        let title = format!("describe {}", description.entity.name);
        Self::new(title, [description.entity.clone()], lines.map(of_line), left_off)
    }

    fn new(
        title: String,
        asked: impl IntoIterator<Item = EntityRef>,
        facts: impl Iterator<Item = DrawnFact>,
        left_off: usize,
    ) -> Self {
        let mut known = BTreeSet::new();
        let asked = asked.into_iter().filter(|entity| known.insert(entity.id.0)).collect();
        let each: BTreeMap<FactId, DrawnFact> = facts.map(|fact| (fact.line.id, fact)).collect();
        let left_off = left_off + each.len().saturating_sub(MOST_FACTS);
        let facts = each.into_values().take(MOST_FACTS).collect();
        Self { title, asked, facts, rows_left_off: 0, left_off, undated: 0 }
    }
}

impl DrawnFact {
    /// When it was so.
    pub fn time(&self) -> Option<&Edtf> {
        self.line.time.as_ref()
    }
}

fn of_line(line: &FactLine) -> DrawnFact {
    DrawnFact { line: line.clone(), quotes: Vec::new() }
}

fn of_record(fact: &FactRecord) -> DrawnFact {
    let count = |polarity| fact.evidence.iter().filter(|piece| piece.polarity == polarity).count();
    let sources = count(Polarity::Affirms) + usize::from(fact.unsourced);
    let denials = count(Polarity::Denies);
    let standing = match (sources, denials) {
        (_, 0) => Standing::Holds,
        (0, _) => Standing::Denied,
        _ => Standing::AlsoDenied,
    };
    let line = FactLine {
        id: fact.id,
        subject: fact.subject.clone(),
        predicate: fact.predicate.clone(),
        object: fact.object.clone(),
        time: fact.time.clone(),
        qualifiers: fact.qualifiers.clone(),
        standing,
        sources,
        denials,
    };
    DrawnFact { line, quotes: fact.evidence.iter().filter_map(quoted).take(MOST_QUOTES).collect() }
}

/// A passage with its document, in a line.
fn quoted(piece: &EvidenceRecord) -> Option<String> {
    let quote = piece.quote.as_ref()?;
    let cited = piece.document.as_ref().map(|reference| format!(" — {}", document(reference))).unwrap_or_default();
    Some(format!("“{}”{cited}", quote.text))
}
