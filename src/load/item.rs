//! Records on their way from a reader to the loader: their texts, or what a reader of another format made of them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde::de::DeserializeOwned;

use super::mistakes::parse_all;
use super::parse::Fault;
use super::place::{At, KeptPassage, Passage, Step, locate};
use super::record::kept::{Distinct, Load, Merge, Query, Recorded, Rule};
use super::record::{Document, Entity, Fact, Record, Vocabulary};
use crate::diagnostic::Result;
use crate::vocabulary::IS;

static NAME: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"name\""));
/// How letters begin that are written as escapes.
static ESCAPE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\\u"));

/// How much is kept around a record, in bytes on either side: more than a line has beside its record.
const KEPT_AROUND: usize = 200;

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordKind {
    Vocabulary,
    /// Words that a file of another format uses and does not declare, with what only the whole of it tells of them.
    Used,
    Document,
    Entity,
    Fact,
    Rule,
    Query,
    Merge,
    Distinct,
    Load,
    Recorded,
}

impl RecordKind {
    /// Every kind of a native record with the name of its member, and of its list in a file that is one object.
    pub(super) const NAMES: [(RecordKind, &'static str, &'static str); 10] = [
        (RecordKind::Vocabulary, "vocabulary", "vocabulary"),
        (RecordKind::Document, "document", "documents"),
        (RecordKind::Entity, "entity", "entities"),
        (RecordKind::Fact, "fact", "facts"),
        (RecordKind::Rule, "rule", "rules"),
        (RecordKind::Query, "query", "queries"),
        (RecordKind::Merge, "merge", "merges"),
        (RecordKind::Distinct, "distinct", "distinctions"),
        (RecordKind::Load, "load", "loads"),
        (RecordKind::Recorded, "recorded", "recorded"),
    ];

    pub(super) fn of_record(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, member, _)| *member == name).map(|(kind, ..)| *kind)
    }

    pub(super) fn of_list(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(.., list)| *list == name).map(|(kind, ..)| *kind)
    }
}

/// Which record of its file something is of. Where anything is wrong with it, the whole record may be rejected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit<'t> {
    /// The number of its first line; of a file that is one object, the number of the record. What is said by the whole of a
    /// file in lines has no line of its own, and the number 0.
    pub(super) number: usize,
    /// All lines with statements that it is made of, where these are several.
    pub(super) further: &'t [usize],
    /// Lines that it needs to mean the same in another file, and that others need too.
    pub(super) besides: &'t [usize],
}

impl Unit<'_> {
    /// The record of that number.
    pub(super) fn only(number: usize) -> Self {
        Unit { number, further: &[], besides: &[] }
    }
}

/// A record of a file.
#[derive(Clone)]
pub(super) struct Item<'t> {
    pub(super) unit: Unit<'t>,
    /// What it was read from.
    pub(super) passage: Passage<'t>,
    pub(super) kind: RecordKind,
    /// The bytes of the passage that it was read from: of a native record its JSON, without the member's name.
    pub(super) range: Range<usize>,
    /// What the reader made of another format's, or read of a native record; others are read when they are needed.
    pub(super) made: Option<Made<'t>>,
}

/// A record that the reader has read, or makes out of another format's.
#[derive(Clone)]
pub(super) enum Made<'t> {
    /// A native record that was read already.
    Read(Record),
    /// It is there.
    Now {
        /// The record.
        record: Cow<'t, Record>,
        /// Where its parts come from.
        places: &'t dyn Places,
    },
    /// It is made when it is needed.
    Later(&'t dyn Later),
}

impl Made<'_> {
    /// The record, where it is there.
    fn record(&self) -> Option<&Record> {
        match self {
            Made::Read(record) => Some(record),
            Made::Now { record, .. } => Some(record),
            Made::Later(_) => None,
        }
    }
}

/// Knows where in a text the parts of a record come from that was made of it.
pub(super) trait Places {
    /// The bytes of the passage that the value at a path of the record comes from; none where that is not known.
    fn locate(&self, passage: &str, steps: &[Step<'_>]) -> Option<Range<usize>>;
}

/// Makes a record when it is needed.
pub(super) trait Later: Places {
    /// The record.
    ///
    /// # Errors
    /// All that is wrong, by ranges of the passage.
    fn record(&self, passage: &str) -> std::result::Result<Record, Vec<Fault>>;

    /// The record as far as there is one: blank where something is wrong.
    fn in_part(&self) -> Record;

    /// Whether it is a fact that may name an entity by name and kind.
    fn may_name(&self) -> bool;

    /// Whether it is a fact that may say of what kind something is.
    fn may_be_kind(&self) -> bool;
}

/// A record's parts come from all of its text.
pub(super) struct Everywhere;

impl Places for Everywhere {
    fn locate(&self, _: &str, _: &[Step<'_>]) -> Option<Range<usize>> {
        None
    }
}

/// One of the records that there are.
pub(super) trait OneRecord: DeserializeOwned + Clone {
    /// It, if the record is of this sort.
    fn of(record: &Record) -> Option<&Self>;

    /// The same, of a record that is no longer needed.
    fn from(record: Record) -> Option<Self>;
}

impl OneRecord for Vocabulary {
    fn of(record: &Record) -> Option<&Self> {
        if let Record::Vocabulary(vocabulary) = record { Some(vocabulary) } else { None }
    }

    fn from(record: Record) -> Option<Self> {
        if let Record::Vocabulary(vocabulary) = record { Some(vocabulary) } else { None }
    }
}

impl OneRecord for Document {
    fn of(record: &Record) -> Option<&Self> {
        if let Record::Document(document) = record { Some(document) } else { None }
    }

    fn from(record: Record) -> Option<Self> {
        if let Record::Document(document) = record { Some(*document) } else { None }
    }
}

impl OneRecord for Entity {
    fn of(record: &Record) -> Option<&Self> {
        if let Record::Entity(entity) = record { Some(entity) } else { None }
    }

    fn from(record: Record) -> Option<Self> {
        if let Record::Entity(entity) = record { Some(entity) } else { None }
    }
}

impl OneRecord for Fact {
    fn of(record: &Record) -> Option<&Self> {
        if let Record::Fact(fact) = record { Some(fact) } else { None }
    }

    fn from(record: Record) -> Option<Self> {
        if let Record::Fact(fact) = record { Some(*fact) } else { None }
    }
}

/// What a store keeps of itself is only in native records.
macro_rules! only_native {
    ($($record:ty),*) => {$(
        impl OneRecord for $record {
            fn of(_: &Record) -> Option<&Self> {
                None
            }

            fn from(_: Record) -> Option<Self> {
                None
            }
        }
    )*};
}

only_native!(Rule, Query, Merge, Distinct, Load, Recorded);

impl<'t> Item<'t> {
    /// A native record by its JSON.
    pub(super) fn native(unit: usize, passage: Passage<'t>, kind: RecordKind, range: Range<usize>) -> Self {
        Item { unit: Unit::only(unit), passage, kind, range, made: None }
    }

    /// A native fact that was read.
    pub(super) fn read_fact(passage: Passage<'t>, range: Range<usize>, fact: Fact) -> Self {
        let made = Some(Made::Read(Record::Fact(Box::new(fact))));
        Item { made, ..Item::native(passage.first_line, passage, RecordKind::Fact, range) }
    }

    /// The text that it was read from.
    pub(super) fn text(&self) -> &'t str {
        &self.passage.text[self.range.clone()]
    }

    /// The record.
    ///
    /// # Errors
    /// What is wrong with it, by ranges of the passage.
    pub(super) fn read<T: OneRecord>(&self) -> std::result::Result<Cow<'_, T>, Vec<Fault>> {
        let found = match &self.made {
            Some(Made::Later(later)) => T::from(later.record(self.passage.text)?).map(Cow::Owned),
            Some(made) => made.record().and_then(T::of).map(Cow::Borrowed),
            None => None,
        };
        let absolute =
            |(range, problem): Fault| (self.range.start + range.start..self.range.start + range.end, problem);
        match found {
            Some(record) => Ok(record),
            None => match parse_all(self.text()) {
                Ok(record) => Ok(Cow::Owned(record)),
                Err(faults) => Err(faults.into_iter().map(absolute).collect()),
            },
        }
    }

    /// The record as far as it can be read.
    pub(super) fn read_in_part<T: OneRecord>(&self) -> Option<Cow<'_, T>> {
        match &self.made {
            Some(Made::Later(later)) => T::from(later.in_part()).map(Cow::Owned),
            _ => self.read().ok(),
        }
    }

    /// The bytes of the passage that the value at a path of the record comes from.
    pub(super) fn locate(&self, at: &At<'_>) -> Range<usize> {
        let places: &dyn Places = match &self.made {
            Some(Made::Now { places, .. }) => *places,
            Some(Made::Later(later)) => *later,
            Some(Made::Read(_)) | None => {
                let found = locate(self.text(), at);
                return self.range.start + found.start..self.range.start + found.end;
            }
        };
        places.locate(self.passage.text, &at.steps()).unwrap_or(self.range.clone())
    }

    /// What the value at a path of the record was read from.
    pub(super) fn written(&self, at: &At<'_>) -> &'t str {
        &self.passage.text[self.locate(at)]
    }

    /// Whether the number at a path of the record, which no 64 bits hold, is no whole number. JSON and rows tell that by how it
    /// is written; readers of other formats make a decimal only of what is one.
    pub(super) fn is_decimal(&self, at: &At<'_>) -> bool {
        let is_written_so = |text: &str| text.contains(['.', 'e', 'E']);
        match &self.made {
            Some(Made::Now { .. }) => true,
            Some(Made::Later(later)) => {
                let place = later.locate(self.passage.text, &at.steps());
                place.is_some_and(|place| is_written_so(&self.passage.text[place]))
            }
            Some(Made::Read(_)) | None => is_written_so(self.written(at)),
        }
    }

    /// Whether a fact may name an entity by name and kind.
    pub(super) fn may_name(&self) -> bool {
        match &self.made {
            Some(Made::Later(later)) => later.may_name(),
            Some(made) => made.record().and_then(Fact::of).is_some_and(Fact::names),
            // A member's name may be written with escapes.
            None => has(self.text(), &NAME) || has(self.text(), &ESCAPE),
        }
    }

    /// Whether a fact may say of what kind something is.
    pub(super) fn may_be_kind(&self) -> bool {
        let is = |predicate: &str| predicate.trim().eq_ignore_ascii_case(IS);
        match &self.made {
            Some(Made::Later(later)) => later.may_be_kind(),
            Some(made) => made.record().and_then(Fact::of).is_some_and(|fact| is(&fact.predicate)),
            None => {
                let written = |text: &str| text.split('"').any(is);
                has(self.text(), &ESCAPE) || (has_letters_of_is(self.text()) && written(self.text()))
            }
        }
    }

    /// The line in which it begins.
    pub(super) fn line(&self) -> usize {
        self.passage.line(self.range.start)
    }

    /// Keeps the record, with what stands around it in its lines.
    pub(super) fn keep(&self) -> KeptItem {
        let record = match &self.made {
            Some(Made::Now { record, .. }) => Some(record.clone().into_owned()),
            Some(Made::Later(later)) => later.record(self.passage.text).ok(),
            Some(Made::Read(_)) | None => None,
        };
        // A line may be a whole file.
        let (passage, range) = self.passage.around(&self.range, KEPT_AROUND);
        KeptItem { unit: self.unit.number, passage: passage.keep(), kind: self.kind, range, record }
    }
}

/// A record kept beyond the pass that met it.
pub(super) struct KeptItem {
    unit: usize,
    passage: KeptPassage,
    kind: RecordKind,
    range: Range<usize>,
    record: Option<Record>,
}

impl KeptItem {
    /// The record. Of one that was made it is no longer known where its parts come from.
    pub(super) fn item(&self) -> Item<'_> {
        let passage = self.passage.passage();
        let now = |record| Made::Now { record: Cow::Borrowed(record), places: &Everywhere };
        let made = self.record.as_ref().map(now);
        Item { unit: Unit::only(self.unit), passage, kind: self.kind, range: self.range.clone(), made }
    }
}

/// What a pass over the input meets.
pub(super) enum Met<'t> {
    /// A record.
    Item(Item<'t>),
    /// Something that is none.
    Fault(Unit<'t>, Passage<'t>, Fault),
    /// Something that is none, and on which what others mean rests.
    Basis(Passage<'t>, Fault),
}

impl<'t> Met<'t> {
    /// A line, or lines, that are no record.
    pub(super) fn fault(passage: Passage<'t>, fault: Fault) -> Self {
        Met::Fault(Unit::only(passage.first_line), passage, fault)
    }

    /// Which record it is, or would be.
    pub(super) fn unit(&self) -> Unit<'t> {
        match self {
            Met::Item(item) => item.unit,
            Met::Fault(unit, ..) => *unit,
            Met::Basis(passage, _) => Unit::only(passage.first_line),
        }
    }
}

/// Is shown what a pass meets, with the bytes read so far over all passes.
pub(super) type Visit<'v> = dyn FnMut(Met<'_>, u64) -> Result<()> + 'v;

/// Whether a text has another in it. Every line of a file is asked, so that it must be fast.
fn has(text: &str, wanted: &Finder<'_>) -> bool {
    wanted.find(text.as_bytes()).is_some()
}

/// Whether a text may have `"is"` in it, in letters of any size, with white space around them.
fn has_letters_of_is(text: &str) -> bool {
    memchr::memchr2_iter(b'i', b'I', text.as_bytes()).any(|at| {
        let bytes = text.as_bytes();
        let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        !before.is_ascii_alphanumeric() && next.eq_ignore_ascii_case(&b's')
    })
}
