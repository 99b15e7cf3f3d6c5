//! What a query answers: typed rows, and the receipts that each of them rests on.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::edtf::Edtf;
use crate::value::{DocumentId, EntityId, FactId, KindId, Literal, Modality, ObjectType, Polarity, QuoteState};

/// The answer of one query: its columns, and its rows in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What the query was read as, in the language's canonical form.
    pub canonical: String,
    /// The columns; none for a yes-or-no question.
    pub columns: Vec<Column>,
    /// The rows; each has a value per column.
    pub rows: Vec<Vec<Value>>,
    /// What a yes-or-no question comes to.
    pub verdict: Option<Verdict>,
    /// The receipts, where the query asked for them.
    pub receipts: Option<Receipts>,
}

/// A column of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// What its values are; numbers are shown right-aligned.
    pub column_type: ColumnType,
}

/// What a column's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Entities, by name.
    Entity,
    /// Kinds, by name.
    Kind,
    /// Documents, by title.
    Document,
    /// Literals of one type.
    Literal(ObjectType),
    /// A time, or the words of the source for it.
    When,
    /// A count.
    Count,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value: equal to none, sorted last.
    Nothing,
    /// An entity; the rows that name it share it.
    Entity(Arc<EntityRef>),
    /// A kind.
    Kind(KindId, String),
    /// A document; apart, so that values are small.
    Document(Box<DocumentRef>),
    /// A literal.
    Literal(Literal),
}

impl From<EntityRef> for Value {
    fn from(entity: EntityRef) -> Self {
        Value::Entity(Arc::new(entity))
    }
}

impl Value {
    /// The value as text: an entity's name, a document's title, a literal as written; empty for nothing.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Value::Nothing => Cow::Borrowed(""),
            Value::Entity(entity) => Cow::Borrowed(&entity.name),
            Value::Kind(_, name) => Cow::Borrowed(name),
            Value::Document(document) => Cow::Borrowed(document.label()),
            Value::Literal(Literal::Text(text) | Literal::Url(text)) => Cow::Borrowed(text),
            Value::Literal(Literal::Date(date)) => Cow::Borrowed(date.as_str()),
            Value::Literal(literal) => Cow::Owned(literal.to_string()),
        }
    }
}

/// An entity as answers name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityRef {
    /// Its row in the store.
    pub id: EntityId,
    /// Its stable key.
    pub key: String,
    /// Its preferred name.
    pub name: String,
}

/// A document as answers name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRef {
    /// Its row in the store.
    pub id: DocumentId,
    /// Its stable key.
    pub key: String,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, in EDTF.
    pub published: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
}

impl DocumentRef {
    /// The title, or the key where there is none.
    pub fn label(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.key)
    }
}

/// What a yes-or-no question comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Yes,
    /// Nothing says so.
    No,
    /// Evidence says that it is not so, and none that it is.
    Denied,
    /// It holds by some evidence and is denied by other.
    Disputed,
}

impl Verdict {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Yes => "yes",
            Verdict::No => "no",
            Verdict::Denied => "denied",
            Verdict::Disputed => "disputed",
        }
    }
}

/// What rows rest on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Receipts {
    /// One per row asked for.
    pub rows: Vec<Receipt>,
    /// Every fact that they name.
    pub facts: BTreeMap<FactId, FactRecord>,
}

/// What one row rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The row's index in the answer, from 0.
    pub row: usize,
    /// Every way in which the row comes about; of a count, every member. Sorted, none twice.
    pub derivations: Vec<Derivation>,
    /// Whether there are more than were fetched.
    pub more: bool,
}

impl Receipt {
    /// The facts of all derivations, each once, in the order in which the query names them.
    pub fn facts(&self) -> Vec<FactId> {
        let mut found = Found::default();
        let steps = self.derivations.iter().map(|derivation| derivation.premises.len()).max().unwrap_or(0);
        for step in 0..steps {
            for premise in self.derivations.iter().filter_map(|derivation| derivation.premises.get(step)) {
                premise.facts(&mut found);
            }
        }
        found.facts
    }
}

/// Facts in the order in which they were found first.
#[derive(Default)]
struct Found {
    facts: Vec<FactId>,
    known: HashSet<FactId>,
}

/// One way in which a row comes about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Derivation {
    /// What it rests on: one premise per pattern of the query, in its order.
    pub premises: Vec<Premise>,
}

/// What one pattern of the query rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Premise {
    /// A fact that matches it.
    Fact(FactId),
    /// The shortest chain from one end to the other, of facts or of what is derived; empty where both ends are the same
    /// thing.
    Chain(Vec<Premise>),
    /// That a rule, a path or another query says so.
    Derived(Derived),
    /// That nothing matches it: the negated or optional patterns in canonical form.
    Absent(String),
}

impl Premise {
    fn facts(&self, found: &mut Found) {
        match self {
            Premise::Fact(fact) => {
                if found.known.insert(*fact) {
                    found.facts.push(*fact);
                }
            }
            Premise::Chain(chain) => chain.iter().for_each(|premise| premise.facts(found)),
            Premise::Derived(derived) => {
                let premises = derived.derivations.iter().flat_map(|derivation| &derivation.premises);
                premises.for_each(|premise| premise.facts(found));
            }
            Premise::Absent(_) => {}
        }
    }
}

/// What a rule, a path or another query says, and what that rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Derived {
    /// What is said: `Steve Witkoff met Kirill Dmitriev`.
    pub text: String,
    /// Every way in which it comes about; where it calls itself, a shortest one.
    pub derivations: Vec<Derivation>,
    /// Whether there are more than were fetched, or they go deeper.
    pub more: bool,
}

/// A fact with all that is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct FactRecord {
    /// The number that names it.
    pub id: FactId,
    /// What it is about.
    pub subject: EntityRef,
    /// The predicate's name.
    pub predicate: String,
    /// What it says.
    pub object: Value,
    /// When it was so.
    pub time: Option<Edtf>,
    /// What is said of the fact itself: key and value, by key.
    pub qualifiers: Vec<(String, Value)>,
    /// Whether some record stated it without evidence.
    pub unsourced: bool,
    /// Who says so, where and in which words.
    pub evidence: Vec<EvidenceRecord>,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceRecord {
    /// The document it is in.
    pub document: Option<DocumentRef>,
    /// The passage.
    pub quote: Option<Quote>,
    /// Whom the claim is attributed to; none is the document itself.
    pub source: Option<EntityRef>,
    /// How certain it is.
    pub modality: Modality,
    /// Whether it affirms the fact.
    pub polarity: Polarity,
    /// The extractor's confidence, from 0 to 1.
    pub confidence: Option<f64>,
    /// The extractor's name.
    pub extractor: Option<String>,
    /// The source's own words for the time.
    pub time_phrase: Option<String>,
}

/// A quoted passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its words.
    pub text: String,
    /// How it stands to the document's text.
    pub state: QuoteState,
    /// Where it stands there, in Unicode code points.
    pub offsets: Option<Range<usize>>,
    /// The words in it that name the fact's subject, predicate, object and qualifiers: byte ranges into `text`, in
    /// order, none overlapping.
    pub marks: Vec<Range<usize>>,
}
