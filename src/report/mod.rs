//! A report: what the statements of a script came to as one page that needs nothing else, with what every row rests on.
//!
//! The page is HTML with its style, script and pictures in it; its policy lets nothing else run or be fetched. It reads
//! without the script, which adds searching and sorting. Text of the store reaches it through templates that escape it. The same
//! store and script give the same bytes.

mod asked;
mod documents;
mod pictures;
mod policy;
mod ranks;
mod receipt;
mod table;
mod words;

pub use asked::{Asked, Comment};

use askama::Template;

use crate::answer::{Answer, Derivation, FactRecord, Premise, Receipt, Receipts};
use crate::diagnostic::{Diagnostic, Result};
use crate::draw::{Form, Scene};
use crate::problem::StoreProblem;
use crate::render::{self, Cell, Format, Sheet, Style, number, rows_of};
use crate::session::Outcome;
use crate::store::Counts;
use crate::value::FactId;

use documents::Documents;
use pictures::Picture;
use receipt::{RowReceipt, Shower};
use table::Table;
use words::{counted, seen};

const STYLE: &str = include_str!("../../templates/report/page.css");
const SCRIPT: &str = include_str!("../../templates/report/page.js");

/// How wide text is that is laid out already.
const COLUMNS: usize = 100;

/// What stands above a report.
#[derive(Debug, Clone)]
pub struct Head {
    /// What the report is called.
    pub title: String,
    /// What it is about, in paragraphs.
    pub lead: Vec<String>,
    /// The store's name.
    pub store: String,
    /// How much is in it.
    pub counts: Counts,
    /// When its last load was recorded, in RFC 3339.
    pub last_load: Option<String>,
    /// Under which terms the texts of its documents may be used.
    pub licences: Vec<String>,
}

/// A report that is being made: a section for each statement that shows something.
#[derive(Default)]
pub struct Report {
    sections: Vec<String>,
    entries: Vec<Entry>,
    documents: Documents,
}

/// A section in the list of contents.
struct Entry {
    id: String,
    heading: String,
    amount: String,
}

#[derive(Template)]
#[template(path = "report/page.html")]
struct Page<'a> {
    head: &'a Head,
    facts: String,
    policy: String,
    style: &'a str,
    script: &'a str,
    entries: &'a [Entry],
    sections: &'a [String],
    documents: Option<Table>,
    version: &'a str,
}

impl Page<'_> {
    /// A time of RFC 3339 to the minute, for reading: `2026-01-02 10:00 UTC`.
    fn moment(&self, time: &str) -> String {
        let parts = time.strip_suffix('Z').and_then(|time| Some((time.get(..10)?, time.get(11..16)?)));
        parts.map_or_else(|| time.to_owned(), |(day, minute)| format!("{day} {minute} UTC"))
    }
}

#[derive(Template)]
#[template(path = "report/section.html")]
struct Section {
    id: String,
    heading: String,
    paragraphs: Vec<String>,
    /// The statement, where the heading does not say it.
    statement: Option<String>,
    /// What it was read as, where that says more.
    canonical: Option<String>,
    amount: String,
    verdict: Option<(&'static str, Option<RowReceipt>)>,
    table: Option<Table>,
    /// What is text.
    text: Option<String>,
    pictures: Vec<Picture>,
    /// What is said of what is not shown.
    note: Option<String>,
}

impl Report {
    /// Adds what a statement came to, where that is something to show; with `receipts`, what its first rows rest on.
    ///
    /// # Errors
    /// Where the page cannot be made, which nothing brings about.
    pub fn add(&mut self, asked: &Asked, outcome: &Outcome, receipts: Option<&Receipts>) -> Result<()> {
        if !render::is_shown(outcome) {
            return Ok(());
        }
        let mut section = self.section(asked, outcome);
        match outcome {
            Outcome::Answer(answer) => {
                let receipts = receipts.or(answer.receipts.as_ref());
                self.fill_with_answer(&mut section, answer, receipts, false);
            }
            Outcome::Why { answer, receipts } => self.fill_with_answer(&mut section, answer, Some(receipts), true),
            other => self.fill(&mut section, other, receipts),
        }
        let Section { id, heading, amount, .. } = &section;
        self.entries.push(Entry { id: id.clone(), heading: heading.clone(), amount: amount.clone() });
        self.sections.push(rendered(&section)?);
        Ok(())
    }

    /// How much it is: `3 answers, 1 document`.
    pub fn words(&self) -> String {
        let answers = counted(self.sections.len(), "answer", "answers");
        format!("{answers}, {}", counted(self.documents.count(), "document", "documents"))
    }

    /// The whole page.
    ///
    /// # Errors
    /// Where the page cannot be made, which nothing brings about.
    pub fn page(&self, head: &Head) -> Result<String> {
        let Counts { facts, entities, documents, .. } = head.counts;
        let counted = |count: i64, one, many| counted(usize::try_from(count).unwrap_or_default(), one, many);
        let facts = format!(
            "{} about {} from {}",
            counted(facts, "fact", "facts"),
            counted(entities, "entity", "entities"),
            counted(documents, "document", "documents")
        );
        let head = Head {
            title: seen(&head.title),
            lead: head.lead.iter().map(|paragraph| seen(paragraph)).collect(),
            store: seen(&head.store),
            licences: head.licences.iter().map(|licence| seen(licence)).collect(),
            last_load: head.last_load.as_deref().map(seen),
            counts: head.counts,
        };
        rendered(&Page {
            head: &head,
            facts,
            policy: policy::policy(STYLE, SCRIPT),
            style: STYLE,
            script: SCRIPT,
            entries: &self.entries,
            sections: &self.sections,
            documents: (self.documents.count() > 0).then(|| self.documents.table()),
            version: env!("CARGO_PKG_VERSION"),
        })
    }

    fn section(&self, asked: &Asked, outcome: &Outcome) -> Section {
        let statement = seen(&asked.statement);
        let in_a_line = statement.split_whitespace().collect::<Vec<_>>().join(" ");
        let comment = asked.comment.clone().unwrap_or_default();
        let is_told = !comment.heading.is_empty() || in_a_line != statement;
        let answer = match outcome {
            Outcome::Answer(answer) => Some(answer),
            _ => None,
        };
        let canonical = answer.map(|answer| seen(&answer.canonical)).filter(|canonical| *canonical != in_a_line);
        Section {
            id: format!("q{}", self.entries.len() + 1),
            heading: if comment.heading.is_empty() { in_a_line } else { seen(&comment.heading) },
            paragraphs: comment.paragraphs.iter().map(|paragraph| seen(paragraph)).collect(),
            statement: is_told.then_some(statement),
            canonical,
            amount: amount(outcome),
            verdict: None,
            table: None,
            text: None,
            pictures: Vec::new(),
            note: None,
        }
    }

    /// An answer with what its rows rest on; with `only`, the rows alone of which that was asked.
    fn fill_with_answer(&mut self, section: &mut Section, answer: &Answer, receipts: Option<&Receipts>, only: bool) {
        let mut shown = self.shown(section, receipts);
        let pictures =
            receipts.map(|receipts| pictures::of_answer(&titled(Scene::of_answer(answer, receipts), section)));
        section.pictures = pictures.unwrap_or_default();
        if let Some(verdict) = answer.verdict {
            section.verdict = Some((verdict.name(), shown.pop().map(|(_, receipt)| receipt)));
            return;
        }
        let (with, all) = (shown.len(), answer.rows.len());
        section.note = (with < all && !only)
            .then(|| format!("What rows rest on is shown of the first {} of {} rows.", number(with), number(all)));
        let table = Table::of(section.id.clone(), section.heading.clone(), &Sheet::of(answer), shown, only);
        section.table = Some(table);
    }

    fn fill(&mut self, section: &mut Section, outcome: &Outcome, receipts: Option<&Receipts>) {
        section.pictures = match outcome {
            Outcome::Timeline(timeline) => {
                pictures::looked_at(&titled(Scene::of_timeline(timeline), section), Form::Timeline)
            }
            Outcome::Described(description) => {
                pictures::looked_at(&titled(Scene::of_description(description), section), Form::Graph)
            }
            _ => Vec::new(),
        };
        let style = Style::plain(COLUMNS);
        match (rows_of(outcome), outcome) {
            (Some(sheet), _) => {
                let shown = self.shown(section, receipts);
                section.table = Some(Table::of(section.id.clone(), section.heading.clone(), &sheet, shown, false));
            }
            (None, Outcome::Explained(explained)) => section.text = Some(render::explained_untimed(explained, &style)),
            (None, _) => section.text = render::given(outcome, Format::Table, &style),
        }
    }

    fn shown(&mut self, section: &Section, receipts: Option<&Receipts>) -> Vec<(usize, RowReceipt)> {
        receipts.map(|receipts| Shower::new(&section.id, receipts, &mut self.documents).rows()).unwrap_or_default()
    }
}

/// Receipts of rows that are facts each, where a statement that looks has such: the facts of the first rows, each with its row's
/// index.
pub fn facts_of(outcome: &Outcome, most: usize) -> Vec<(usize, FactId)> {
    let sheet = match outcome {
        Outcome::Answer(_) | Outcome::Why { .. } => None,
        other => rows_of(other),
    };
    let Some(sheet) = sheet else { return Vec::new() };
    let Some(column) = sheet.columns.iter().position(|column| column.name == "fact") else { return Vec::new() };
    let fact = |(at, row): (usize, &Vec<Cell<'_>>)| match row.get(column) {
        Some(Cell::Whole(number)) => Some((at, FactId(*number))),
        _ => None,
    };
    sheet.rows.iter().enumerate().take(most).filter_map(fact).collect()
}

/// What rows rest on that are a fact each.
pub fn receipts_of(facts: Vec<(usize, FactRecord)>) -> Receipts {
    let mut receipts = Receipts::default();
    for (row, fact) in facts {
        let derivations = vec![Derivation { premises: vec![Premise::Fact(fact.id)] }];
        receipts.rows.push(Receipt { row, derivations, more: false });
        receipts.facts.insert(fact.id, fact);
    }
    receipts
}

/// How much a statement came to; nothing where that is text.
fn amount(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Why { receipts, .. } => counted(receipts.rows.len(), "row", "rows"),
        other if matches!(other, Outcome::Answer(_)) || rows_of(other).is_some() => {
            render::amount(other).replace('`', "")
        }
        _ => String::new(),
    }
}

/// A picture stands under its section's heading, and says what that says.
fn titled(scene: Scene, section: &Section) -> Scene {
    Scene { title: section.heading.clone(), ..scene }
}

fn rendered(template: &impl Template) -> Result<String> {
    let failed = |error: askama::Error| StoreProblem::Internal {
        doing: "making the page".to_owned(),
        detail: error.to_string(),
    };
    template.render().map_err(|error| Diagnostic::new(failed(error)))
}
