//! What a row rests on, as a page shows it: the tree of `why`, and under each fact the passages that say so.

use std::collections::HashMap;

use askama::Template;

use super::documents::Documents;
use super::words::{Part, counted, parts};
use crate::answer::{DocumentRef, EvidenceRecord, FactRecord, Receipt, Receipts};
use crate::render::{Node, Told, Tree, fact_sentence, is_web, quote_state, visible};
use crate::value::{FactId, Modality, Polarity};

/// The most passages of a fact under a row, where another row has them all.
const REPEATED: usize = 5;

/// The most facts under one row.
const MOST_FACTS: usize = 500;

/// The most passages under the rows of one answer: what a browser still opens.
const MOST_PASSAGES: usize = 50_000;

/// What a row rests on.
#[derive(Template)]
#[template(path = "report/receipt.html")]
pub(super) struct RowReceipt {
    /// How much that is: `2 facts, 3 quotes`.
    pub amount: String,
    pub is_list: bool,
    pub tree: Branch,
}

/// Things that something rests on.
#[derive(Template)]
#[template(path = "report/branch.html")]
pub(super) struct Branch {
    pub items: Vec<Item>,
}

/// One of them, and what that rests on.
pub(super) struct Item {
    pub shown: Shown,
    pub below: Branch,
}

/// What is shown of it.
pub(super) enum Shown {
    Fact(Fact),
    Said { text: String, behind: &'static str },
    Note(String),
}

/// A fact with its passages.
pub(super) struct Fact {
    pub number: i64,
    /// Its id in the page, where it is given in full for the first time.
    pub id: Option<String>,
    pub sentence: String,
    pub time: Option<String>,
    pub passages: Vec<Passage>,
    /// How many more there are, and the id of where all are.
    pub more: Option<(String, String)>,
}

/// A passage, and who says so where.
pub(super) struct Passage {
    /// Its words; none where no words are given.
    pub quote: Vec<Part>,
    pub speaker: Option<String>,
    pub denies: bool,
    /// How certain it is, unless it is certain.
    pub modality: Option<&'static str>,
    pub document: Option<Cited>,
    /// Where in its text, which words for the time, how confident, by whom extracted.
    pub details: Vec<String>,
    /// What is wrong with the quote.
    pub warning: Option<&'static str>,
}

/// A document as it is cited.
pub(super) struct Cited {
    pub title: String,
    pub link: Option<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    /// Its id in the list of documents.
    pub id: String,
}

/// Shows what rows of one answer rest on.
pub(super) struct Shower<'a> {
    /// The id of the answer in the page.
    id: &'a str,
    receipts: &'a Receipts,
    documents: &'a mut Documents,
    /// The facts that were given in full.
    given: HashMap<FactId, String>,
    /// How many passages were shown.
    passages: usize,
    /// How many facts are still shown under the row.
    left: usize,
}

impl<'a> Shower<'a> {
    pub fn new(id: &'a str, receipts: &'a Receipts, documents: &'a mut Documents) -> Self {
        Shower { id, receipts, documents, given: HashMap::new(), passages: 0, left: 0 }
    }

    /// What each row rests on, with its index; of the first rows where all would be too much for a page.
    pub fn rows(mut self) -> Vec<(usize, RowReceipt)> {
        let mut rows = Vec::with_capacity(self.receipts.rows.len());
        for receipt in &self.receipts.rows {
            if self.passages >= MOST_PASSAGES {
                break;
            }
            rows.push((receipt.row, self.row(receipt)));
        }
        rows
    }

    fn row(&mut self, receipt: &'a Receipt) -> RowReceipt {
        self.left = MOST_FACTS;
        let facts = receipt.facts();
        let evidence = facts.iter().filter_map(|id| self.receipts.facts.get(id)).flat_map(|fact| &fact.evidence);
        let quotes = evidence.filter(|piece| piece.quote.is_some()).count();
        let amount = [(facts.len(), "fact", "facts"), (quotes, "quote", "quotes")];
        let amount = amount.iter().map(|(count, one, many)| counted(*count, one, many)).collect::<Vec<_>>().join(", ");
        let (nodes, is_list) = Tree::new(self.receipts).receipt(receipt);
        RowReceipt { amount, is_list, tree: self.branch(&nodes) }
    }

    fn branch(&mut self, nodes: &[Node<'a>]) -> Branch {
        let mut items = Vec::with_capacity(nodes.len().min(self.left + 1));
        for (at, node) in nodes.iter().enumerate() {
            if self.left == 0 {
                let more = format!("and {} more, which `why` shows", nodes.len() - at);
                items.push(Item { shown: Shown::Note(more), below: Branch { items: Vec::new() } });
                break;
            }
            let shown = match &node.shown {
                Told::Fact(fact) => {
                    self.left -= 1;
                    Shown::Fact(self.fact(fact))
                }
                Told::Said(text, behind) => Shown::Said { text: text.clone(), behind },
                Told::Note(text) => Shown::Note(text.clone()),
            };
            items.push(Item { shown, below: self.branch(&node.below) });
        }
        Branch { items }
    }

    fn fact(&mut self, fact: &FactRecord) -> Fact {
        let known = self.given.get(&fact.id).cloned();
        let most = if known.is_some() { REPEATED } else { usize::MAX };
        let passages: Vec<Passage> = fact.evidence.iter().take(most).map(|piece| self.passage(piece)).collect();
        self.passages += passages.len().max(1);
        let more = fact.evidence.len() - passages.len();
        let id = known.is_none().then(|| format!("{}-fact-{}", self.id, fact.id.0));
        if let Some(id) = &id {
            self.given.insert(fact.id, id.clone());
        }
        Fact {
            number: fact.id.0,
            id,
            sentence: fact_sentence(fact),
            time: fact.time.as_ref().map(|time| time.as_str().to_owned()),
            passages,
            more: known.filter(|_| more > 0).map(|id| (counted(more, "more passage", "more passages"), id)),
        }
    }

    fn passage(&mut self, piece: &EvidenceRecord) -> Passage {
        let quote = piece.quote.as_ref();
        let offsets = quote.and_then(|quote| quote.offsets.as_ref());
        let details = [
            offsets.map(|range| format!("characters {}–{}", range.start, range.end)),
            piece.time_phrase.as_ref().map(|words| format!("time: “{}”", visible(words))),
            piece.confidence.map(|confidence| format!("confidence {confidence}")),
            piece
                .extractor
                .as_ref()
                .filter(|_| piece.document.is_none())
                .map(|name| format!("extracted by {}", visible(name))),
        ];
        Passage {
            quote: quote.map(|quote| parts(&quote.text, &quote.marks)).unwrap_or_default(),
            speaker: piece.source.as_ref().map(|source| visible(&source.name)),
            denies: piece.polarity == Polarity::Denies,
            modality: (piece.modality != Modality::Certain).then(|| piece.modality.name()),
            document: piece.document.as_ref().map(|document| self.cited(document)),
            details: details.into_iter().flatten().collect(),
            warning: quote.and_then(|quote| quote_state(quote.state)),
        }
    }

    fn cited(&mut self, document: &DocumentRef) -> Cited {
        Cited {
            title: visible(document.label()),
            link: document.url.as_ref().filter(|url| is_web(url)).cloned(),
            publisher: document.publisher.as_deref().map(visible),
            published: document.published.as_deref().map(visible),
            id: self.documents.cite(document),
        }
    }
}
