//! Records into a store: native JSON Lines and JSON, all of a file or nothing of it.
//!
//! A file is read several times within one transaction, because its records may come in any order and its facts are
//! not kept in memory: first for the words, documents and entities, noting what facts name by name and kind; where that
//! is too much to note, or something is wrong with it, once more for that; and at last for the facts. Whatever is wrong is
//! listed, and undoes the whole.

mod camel;
mod declare;
mod declare_predicate;
mod declare_write;
mod distinct;
mod draft;
mod entities;
mod evidence;
mod facts;
mod ftm;
mod history;
mod input;
mod item;
mod kept;
mod left_out;
mod lines;
mod mapped;
pub mod mapping;
mod members;
mod mistakes;
mod names;
mod native;
mod noted;
mod objects;
mod onto;
mod parse;
mod passes;
mod place;
mod problems;
mod rdf;
mod reader;
pub mod record;
mod rejects;
mod report;
mod table;
mod texts;
mod words;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use foldhash::HashMap;

pub use input::Input;
pub use left_out::LeftOut;
pub(crate) use onto::Onto;
pub use problems::LISTED;
pub use record::json_schema;
pub use report::{
    FoldedName, LoadFailure, LoadReport, MissingQuote, NameTally, QuoteTally, Rejected, RepeatedQuote, Tally,
};

use crate::diagnostic::Result;
use crate::store::write::{Keep, LoadCounts, LoadRow, Time, Writer};
use crate::store::{Action, Store};
use crate::value::{DocumentId, EntityId, FactId, KindId, LiteralId, ObjectType, PredicateId};
use history::History;
use mapping::Mapping;
use names::Names;
use passes::Watch;
use problems::Problems;
use reader::Reader;
use rejects::{Form, RejectFile};
use texts::Texts;
use words::Words;

/// How a file is loaded.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Kinds and predicates must be declared; otherwise their first use declares them.
    pub strict: bool,
    /// Every fact must have evidence with a quote that the text of its document has.
    pub require_quotes: bool,
    /// Reads, checks and reports, and writes nothing.
    pub dry_run: bool,
    /// Where the records go that something is wrong with, so that the others are loaded; without it, nothing is loaded
    /// then.
    pub rejects: Option<PathBuf>,
    /// How the file's rows are read as records; native records otherwise.
    pub mapping: Option<Arc<Mapping>>,
    /// The account that runs the load, for the store's history.
    pub who: Option<String>,
    /// Free words for the store's history.
    pub note: Option<String>,
    /// Set to true, from another thread, to give the load up.
    pub stop: Option<Arc<AtomicBool>>,
}

/// How far a load has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How many bytes were read, those counted again that are read again.
    pub bytes_read: u64,
    /// How many there are to be read, over all passes. It is larger after the first pass where that shows that more
    /// passes are needed.
    pub total_bytes: Option<u64>,
    /// How many records are done.
    pub records: usize,
}

/// Loads a file into a store: all of it, or, where anything in it is wrong, nothing. What the store has already is
/// not added again; where nothing is new, the store is not changed.
///
/// ```
/// use factfile::load::{Input, Options, load};
/// use factfile::store::Store;
///
/// let records = r#"
/// {"entity": {"id": "abu-dhabi", "name": "Abu Dhabi", "kinds": ["city"]}}
/// {"entity": {"id": "uae", "name": "United Arab Emirates", "kinds": ["country"], "aliases": ["UAE"]}}
/// {"fact": {"subject": "Abu Dhabi", "predicate": "located in", "object": "UAE"}}
/// "#;
/// let input = Input::Bytes { name: "places.jsonl".into(), bytes: records.into() };
/// let mut store = Store::in_memory().unwrap();
/// let report = load(&mut store, &input, &Options::default(), &mut |_| {}).unwrap();
/// assert_eq!((report.entities.new, report.facts.new), (2, 3));
/// ```
///
/// # Errors
/// All that is wrong with the file, up to [`LISTED`] problems; or that the file cannot be read or the store cannot be
/// written.
pub fn load(
    store: &mut Store,
    input: &Input,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> std::result::Result<LoadReport, LoadFailure> {
    load_onto(store, input, options, None, progress)
}

/// Loads a file into a store; where it is a history that goes onto what the store has, what that has otherwise is noted in `onto`.
///
/// # Errors
/// As [`load`].
pub(crate) fn load_onto(
    store: &mut Store,
    input: &Input,
    options: &Options,
    mut onto: Option<&mut Onto>,
    progress: &mut dyn FnMut(Progress),
) -> std::result::Result<LoadReport, LoadFailure> {
    let started = Instant::now();
    let mut reader = Reader::open(input, options.mapping.as_deref())?;
    let mut reject_file = RejectFile::of(input, &reader, options, store.path())?;
    let problems = Problems::new((reader.name(), reader.words_file()), reject_file.is_some());
    let mut problems = problems.in_format(reader.foreign());
    if reject_file.is_some() {
        reader.reject();
    }
    let mut watch = Watch::new(progress, options.stop.as_deref());
    let row = LoadRow {
        action: Action::Load,
        source: Some(reader.name().to_owned()),
        who: options.who.clone(),
        note: options.note.clone(),
        bytes: reader.unpacked_length(),
    };
    let mut report = loop {
        let done = store.write(&row, |writer| {
            let mut loader = Loader::new(writer, &reader, options, &mut problems)?;
            loader.onto = onto.as_deref().cloned();
            loader.run(&mut reader, &mut watch)?;
            if let (Some(onto), Some(done)) = (&mut onto, loader.onto.take()) {
                **onto = done;
            }
            let (keep, report) = loader.finish(&reader);
            if let (Some(file), Some(rejects)) = (&mut reject_file, &mut problems.rejects)
                && report.is_some()
            {
                file.write(&reader, rejects)?;
            }
            Ok((keep, report))
        })?;
        match done {
            Some(report) => break report,
            None if problems.is_fatal() => {
                let (diagnostics, total) = problems.finish();
                return Err(LoadFailure { diagnostics, total });
            }
            None => problems.begin_round(),
        }
    };
    if let Some(file) = reject_file {
        report.rejected = Some(file.finish(problems)?);
    }
    report.never_there = reader.never_there();
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// A load under way. Its parts are in the files beside this one.
struct Loader<'l, 'w> {
    writer: &'l mut Writer<'w>,
    options: &'l Options,
    is: PredicateId,
    words: Words,
    names: Names,
    texts: Texts,
    literals: HashMap<(ObjectType, String), LiteralId>,
    /// Times as written.
    times: HashMap<String, Time>,
    last_document: Option<(String, DocumentId)>,
    /// The kinds that entity records gave, stated when all words are known.
    pending_kinds: BTreeMap<String, Vec<EntityId>>,
    /// How many fact records the last pass met.
    facts_met: u32,
    /// Those of them that may be known already, which is found out when the facts are indexed.
    put_off: Vec<u32>,
    /// Likewise, that an entity is of a kind.
    kinds_put_off: Vec<(EntityId, KindId)>,
    /// Whether the file's own words and names give way to the store's.
    foreign: bool,
    /// Which of them did.
    overruled: left_out::Tally,
    /// The words that the file declares, folded.
    declared: HashSet<String>,
    /// The entities that the file says are one, merged when all facts are written.
    merges: Vec<(item::KeptItem, (EntityId, EntityId))>,
    history: History,
    /// Where a history goes to in a store that has one.
    onto: Option<Onto>,
    form: Form,
    /// The fact and the piece of evidence that were written last.
    written: Option<(FactId, Option<i64>)>,
    problems: &'l mut Problems,
    report: LoadReport,
}

impl<'l, 'w> Loader<'l, 'w> {
    fn new(
        writer: &'l mut Writer<'w>,
        reader: &Reader<'_>,
        options: &'l Options,
        problems: &'l mut Problems,
    ) -> Result<Self> {
        let is = writer.is()?;
        let file = reader.name().to_owned();
        let report = LoadReport { file, dry_run: options.dry_run, ..LoadReport::default() };
        Ok(Loader {
            writer,
            options,
            is,
            words: Words::default(),
            names: Names::default(),
            texts: Texts::default(),
            literals: HashMap::default(),
            times: HashMap::default(),
            last_document: None,
            pending_kinds: BTreeMap::new(),
            facts_met: 0,
            put_off: Vec::new(),
            kinds_put_off: Vec::new(),
            foreign: reader.foreign().is_some(),
            overruled: left_out::Tally::default(),
            declared: HashSet::new(),
            merges: Vec::new(),
            history: History::default(),
            onto: None,
            form: reader.form(),
            written: None,
            problems,
            report,
        })
    }

    /// Whether the load is kept, and what it came to; nothing where anything was found wrong.
    fn finish(mut self, reader: &Reader<'_>) -> (Keep, Option<LoadReport>) {
        self.report.left_out = [self.overruled.list(), reader.left_out().to_vec()].concat();
        if !self.problems.is_clean() {
            return (Keep::No, None);
        }
        if self.options.dry_run || !self.writer.changed() {
            return (Keep::No, Some(self.report));
        }
        if self.history.is_any() {
            self.report.load = Some(self.writer.load().0);
            return (Keep::Restored, Some(self.report));
        }
        let LoadReport { documents, entities, facts, evidence, .. } = &self.report;
        let counts =
            LoadCounts { documents: documents.new, entities: entities.new, facts: facts.new, evidence: evidence.new };
        self.report.load = Some(self.writer.load().0);
        (Keep::Yes(counts, Some(reader.sha256().to_owned())), Some(self.report))
    }
}
