//! What can be wrong in a record file; how it is said is in `load/wording.rs`, `load/kept.rs` and `load/foreign.rs`.

mod foreign;
mod kept;
mod wording;

pub use self::foreign::ForeignFormat;

use super::{Category, MappingProblem};
use crate::edtf::EdtfError;
use crate::value::ObjectType;

/// What can be wrong in a record file.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadProblem {
    /// In a file in a format of others, in which it is mended otherwise.
    Foreign {
        /// The format.
        format: ForeignFormat,
        /// What is wrong.
        problem: Box<LoadProblem>,
    },
    /// In a mapping, or in a row that is read by one.
    Mapped(MappingProblem),
    /// The file cannot be read.
    Unreadable {
        /// Its name as given.
        file: String,
        /// The system's words.
        detail: String,
    },
    /// The file is packed, and cannot be unpacked.
    NotUnpacked {
        /// Its name as given.
        file: String,
        /// What the unpacker says.
        detail: String,
    },
    /// The file was written to while it was read.
    Changed {
        /// Its name as given.
        file: String,
    },
    /// The file is a table, of which only a mapping can make records.
    Table {
        /// Its name as given.
        file: String,
        /// The mappings that ship with the program.
        ready: Vec<String>,
    },
    /// The file is XML.
    Xml {
        /// Its name as given.
        file: String,
        /// What it is in: RDF/XML, or XML where it is not known what it says.
        format: &'static str,
    },
    /// The file is one list in JSON.
    JsonList {
        /// Its name as given.
        file: String,
    },
    /// The file is in UTF-16.
    Utf16 {
        /// Its name as given.
        file: String,
    },
    /// The file is compressed.
    Compressed {
        /// Its name as given.
        file: String,
        /// By what.
        format: &'static str,
        /// The tool that undoes it.
        tool: &'static str,
    },
    /// The file is a spreadsheet's, with its sheets packed in it.
    Spreadsheet {
        /// Its name as given.
        file: String,
    },
    /// The file is an SQLite database.
    Database {
        /// Its name as given.
        file: String,
    },
    /// Bytes are no UTF-8.
    NotUtf8,
    /// A fact has no quote to rest on, and had to have one.
    NoQuote,
    /// A quote had to be looked up, and there is no text for it.
    QuoteUnchecked {
        /// The document's key; empty where none is named.
        document: String,
    },
    /// A document's text does not have a quote, and had to.
    QuoteMissing {
        /// The document's key.
        document: String,
        /// The passage that is most like it, and how like that is, from 0 to 1.
        nearest: Option<(String, f64)>,
    },
    /// There is a NUL character.
    Nul,
    /// A line, or a file that is one object, is longer than can be read.
    TooLong {
        /// The limit in bytes.
        limit: u64,
    },
    /// The text ends within a record.
    Truncated,
    /// The text is not JSON.
    NotJson {
        /// What the JSON reader says.
        words: String,
    },
    /// The text is not in the syntax of RDF that it should be in.
    NotRdf {
        /// Which one.
        syntax: &'static str,
        /// What the parser says.
        words: String,
    },
    /// JSON values stand within one another too deeply.
    TooDeep {
        /// How deeply they may.
        limit: usize,
    },
    /// Statements are quoted within one another too often.
    NestedTooDeeply {
        /// How often they may be.
        limit: usize,
    },
    /// A value is of another type than is wanted there.
    WrongJson {
        /// What it is.
        found: String,
        /// What is wanted.
        expected: String,
    },
    /// A record has no member.
    NoMember,
    /// A record has a further member.
    SecondMember {
        /// Its name.
        name: String,
    },
    /// A record's member is none of the four.
    UnknownRecord {
        /// Its name.
        name: String,
        /// The nearest of the four.
        nearest: Vec<String>,
    },
    /// An object has a member that is not known.
    UnknownField {
        /// Its name.
        field: String,
        /// The nearest known.
        nearest: Vec<String>,
        /// All known.
        known: Vec<String>,
    },
    /// An object lacks a member.
    MissingField {
        /// Its name.
        field: String,
    },
    /// An object has a member twice.
    DuplicateField {
        /// Its name.
        field: String,
    },
    /// A word is none of those that may stand there.
    UnknownWord {
        /// The word.
        word: String,
        /// The nearest of those.
        nearest: Vec<String>,
        /// All of those.
        known: Vec<String>,
    },
    /// A text says nothing.
    Blank {
        /// What it should be, with its article.
        what: &'static str,
    },
    /// Two declarations of a word contradict each other.
    Contradiction {
        /// `kind` or `predicate`.
        what: &'static str,
        /// The word.
        name: String,
        /// The member in which they differ.
        field: &'static str,
        /// What was said before.
        known: String,
        /// What is said here.
        given: String,
        /// The line that said it; none where the store has it.
        line: Option<usize>,
    },
    /// A vocabulary declares the predicate that is built in.
    BuiltIn,
    /// A predicate over literals has what only one over entities can have.
    OnlyOfEntities {
        /// The member or characteristic.
        field: &'static str,
        /// What its objects are.
        object_type: ObjectType,
    },
    /// A kind would be wider than itself.
    KindCycle {
        /// The kind.
        kind: String,
        /// The kinds from the wider one back to it.
        kinds: Vec<String>,
    },
    /// A path cannot be read.
    BadPath {
        /// The parser's words.
        words: String,
        /// How to mend it.
        mend: Option<String>,
    },
    /// A step of a path is no predicate.
    UnknownStep {
        /// Its phrase.
        phrase: String,
        /// The nearest known.
        nearest: Vec<String>,
    },
    /// A fact is stated of a predicate that leads over others only.
    OnlyByPath {
        /// The predicate.
        predicate: String,
        /// Its path.
        path: String,
    },
    /// A kind is not declared.
    UnknownKind {
        /// The word for it.
        word: String,
        /// The nearest known.
        nearest: Vec<String>,
    },
    /// A predicate is not declared.
    UnknownPredicate {
        /// The word for it.
        word: String,
        /// What its objects are, where this one tells that.
        object_type: Option<ObjectType>,
        /// The nearest known.
        nearest: Vec<String>,
    },
    /// A fact's predicate is a phrase that is read from object to subject.
    InverseUsed {
        /// The phrase.
        phrase: String,
        /// The predicate's name.
        predicate: String,
    },
    /// A key has another name already.
    AnotherName {
        /// The key.
        key: String,
        /// The name it has.
        known: String,
        /// The name given here.
        name: String,
    },
    /// A word names nothing known.
    UnknownEntity {
        /// The word.
        word: String,
        /// The nearest known.
        nearest: Vec<String>,
        /// The predicate that no vocabulary declares, where the word may as well be a text.
        undeclared: Option<String>,
    },
    /// A name finds several entities.
    AmbiguousName {
        /// The name.
        name: String,
        /// Some of them: name, kinds and key.
        candidates: Vec<String>,
    },
    /// There is no such document.
    UnknownDocument {
        /// The key.
        key: String,
        /// The nearest known.
        nearest: Vec<String>,
    },
    /// A document is described otherwise already.
    DocumentDiffers {
        /// Its key.
        key: String,
        /// The member in which they differ.
        field: &'static str,
        /// What was said before.
        known: String,
        /// What is said here.
        given: String,
    },
    /// A document has another text already.
    OtherText {
        /// Its key.
        key: String,
    },
    /// An object is not of its predicate's type.
    WrongObject {
        /// The predicate's name.
        predicate: String,
        /// What its objects are.
        object_type: ObjectType,
        /// The line whose use declared it, where no vocabulary does.
        used_first: Option<usize>,
    },
    /// A text is no date.
    NotADate {
        /// The text.
        text: String,
        /// Why not.
        error: EdtfError,
    },
    /// A text is no address.
    NotAnAddress {
        /// The text.
        text: String,
    },
    /// A number does not fit into 64 bits.
    NumberTooLarge,
    /// A number is larger than any that is kept.
    NumberOutOfRange,
    /// A confidence is not between 0 and 1.
    ConfidenceRange,
    /// `is` stands as a qualifier's key.
    IsAsQualifier,
    /// A fact has a source's words for the time, and no source.
    TimeTextWithoutEvidence,
    /// A piece of evidence says nothing.
    EmptyEvidence,
    /// A rule or saved query cannot be read.
    BadText {
        /// The parser's words.
        words: String,
        /// How to mend it.
        mend: Option<String>,
    },
    /// A rule's head has another name than the record gives it.
    OtherHead {
        /// The name that the record gives.
        name: String,
        /// That of its head.
        head: String,
    },
    /// A rule has the name of a kind or predicate that facts have.
    RuleNameTaken {
        /// The name.
        name: String,
    },
    /// A rule or saved query is another already.
    KeptOtherwise {
        /// `rule` or `query`.
        what: &'static str,
        /// Its name.
        name: String,
        /// What it is.
        known: String,
    },
    /// A rule's objects are of no known type, or it is a kind and has some.
    RuleObject,
    /// A history is loaded into a store that has one.
    HistoryIntoStore,
    /// A record refers to a load that the file does not have.
    UnknownLoad {
        /// Its number.
        number: i64,
        /// How many loads there are.
        last: i64,
    },
    /// A load has another number than the next.
    LoadOutOfOrder {
        /// Its number.
        number: i64,
        /// The next.
        next: i64,
    },
    /// A text is no moment in RFC 3339.
    NotAMoment {
        /// The text.
        text: String,
    },
    /// A load is said to have added less than nothing, or more than any store holds.
    ImpossibleCount {
        /// The count.
        count: i64,
    },
    /// No load gave what is recorded.
    GivenByNone,
    /// A recorded fact has several pieces of evidence.
    OneClaim,
    /// A recorded fact names an entity by name and kind.
    KeyWanted,
    /// Entities are said to be one that were said not to be.
    MergeOfDistinct {
        /// The load that said so; none where this file does.
        load: Option<i64>,
    },
    /// A record needs what a rejected one would have made known.
    NeedsRejected {
        /// The word for it; none where it is all that the record says.
        word: Option<String>,
        /// The line of the rejected record.
        line: usize,
    },
    /// More words of rejected records than can be remembered may be needed by others.
    TooManyRejected,
    /// Records cannot be rejected one by one in a file of this format.
    NoRejects {
        /// The file.
        file: String,
        /// Its format.
        format: &'static str,
    },
    /// Rejected records would be written over something else.
    RejectsOver {
        /// The path as given.
        path: String,
        /// What is there, with its article.
        what: &'static str,
    },
    /// Rejected records would not be read as they were, because of the name of their file.
    RejectsNamed {
        /// The path as given.
        path: String,
        /// How its name must end.
        ending: String,
    },
    /// The records were loaded, but the rejected ones could not be put in their place.
    RejectsNotPlaced {
        /// The path as given.
        path: String,
        /// What the system says.
        detail: String,
    },
    /// An entity is said not to be one with itself, or with what is one with it.
    DistinctFromItself {
        /// Its key.
        key: String,
    },
}

impl LoadProblem {
    /// Whose fault it is.
    pub fn category(&self) -> Category {
        match self {
            LoadProblem::NoRejects { .. } | LoadProblem::RejectsOver { .. } | LoadProblem::RejectsNamed { .. } => {
                Category::Usage
            }
            _ => Category::Data,
        }
    }
}

impl From<MappingProblem> for LoadProblem {
    fn from(problem: MappingProblem) -> Self {
        LoadProblem::Mapped(problem)
    }
}
