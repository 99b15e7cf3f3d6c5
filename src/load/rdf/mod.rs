//! RDF in N-Triples, N-Quads, Turtle and TriG: each statement a fact, each node that stands for a statement a fact with
//! time, qualifiers and evidence, each named graph a document.
//!
//! A file is looked over twice before it is told, and statements are read anew in every pass. What is kept between the
//! passes: of each thing with a label its key and name; of each document its key; of each node that stands for a statement, and
//! each node of its evidence, a few numbers; all that is said of classes and properties.

mod blanks;
mod described;
mod evidence;
mod facts;
mod groups;
mod known;
mod labels;
mod reified;
mod statements;
mod syntax;
mod terms;
mod times;
mod unread;
mod values;
mod vocabulary;
mod words;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use oxrdf::Quad;

pub(super) use self::syntax::Syntax;
pub(super) use self::unread::is_about_words;

use self::described::Run;
use self::known::{Known, is_of_document};
use self::labels::literal_text;
use self::reified::Kept;
use self::statements::{Read, each};
use self::terms::Role;
use super::input::Content;
use super::item::{Everywhere, Item, Made, Met, RecordKind, Unit, Visit};
use super::left_out::{LeftOut, Tally};
use super::parse::Fault;
use super::place::{Passage, shown};
use super::record::{Document, Record, Vocabulary};
use super::rejects::Form;
use crate::diagnostic::Result;
use crate::problem::LoadProblem;

/// How many statements there are in a large group.
const MANY: usize = 1_000;

/// An RDF file that was looked at.
pub(super) struct Rdf {
    syntax: Syntax,
    known: Known,
    left_out: Vec<LeftOut>,
    /// Whether what needs a line that is no statement is told, because such lines are rejected.
    rejecting: bool,
}

impl Rdf {
    /// Looks at a file.
    pub(super) fn open(content: &Content<'_>, syntax: Syntax) -> Result<Self> {
        let known = Known::look(content, syntax)?;
        Ok(Rdf { syntax, known, left_out: Vec::new(), rejecting: false })
    }

    /// Shows every record: the words, the documents of which nothing is said, then the file from its beginning to its
    /// end.
    pub(super) fn pass(&mut self, content: &Content<'_>, before: u64, visit: &mut Visit<'_>) -> Result<()> {
        let mut pass = Pass::new(self, before, visit);
        pass.words()?;
        pass.documents()?;
        each(content, self.syntax, &mut |read, at| {
            pass.read = before + at;
            match read {
                Read::Fault(passage, fault) => pass.fault(passage, fault),
                Read::Quad(quad, passage) => pass.quad(quad, passage),
            }
        })?;
        pass.end_run()?;
        self.left_out = pass.left_out.list();
        Ok(())
    }

    /// Statements that need lines which are none are no records from now on.
    pub(super) fn reject(&mut self) {
        self.rejecting = true;
    }

    /// A line as it can stand in another file.
    pub(super) fn portable(&self, line: &str) -> String {
        self.known.blanks_as_keys(line)
    }

    /// How statements stand in the file.
    pub(super) fn form(&self) -> Form {
        Form::Statements(self.syntax)
    }

    /// What the last pass left out.
    pub(super) fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }
}

/// A pass under way.
struct Pass<'p, 'v> {
    known: &'p Known,
    rejecting: bool,
    visit: &'p mut Visit<'v>,
    read: u64,
    /// How many statements were read.
    at: usize,
    run: Option<Run>,
    /// The statements of groups that are not at their end, by group.
    open: HashMap<u64, Vec<Kept>>,
    left_out: Tally,
}

impl<'p, 'v> Pass<'p, 'v> {
    fn new(rdf: &'p Rdf, read: u64, visit: &'p mut Visit<'v>) -> Self {
        let known = &rdf.known;
        Pass {
            known,
            rejecting: rdf.rejecting,
            visit,
            read,
            at: 0,
            run: None,
            open: HashMap::new(),
            left_out: known.left_out.clone(),
        }
    }

    /// Shows what is declared of kinds and predicates, a record for each.
    fn words(&mut self) -> Result<()> {
        for wrong in &self.known.wrong {
            let passage = Passage::new(&wrong.text, wrong.line);
            let fault = (place_of(&wrong.text, &wrong.words), wrong.problem.clone());
            (self.visit)(Met::Basis(passage, fault), self.read)?;
        }
        for (kind, said) in self.known.words.kinds(&mut self.left_out) {
            let vocabulary = Vocabulary { kinds: vec![kind], predicates: Vec::new() };
            self.show_of(Unit::only(0), Record::Vocabulary(vocabulary), (&said.text, said.line))?;
        }
        for (predicate, place, is_declared) in self.known.words.predicates() {
            let vocabulary = Vocabulary { kinds: Vec::new(), predicates: vec![predicate] };
            let kind = if is_declared { RecordKind::Vocabulary } else { RecordKind::Used };
            self.show_as(kind, Unit::only(0), Record::Vocabulary(vocabulary), place)?;
        }
        Ok(())
    }

    /// Shows the documents of which nothing is said.
    fn documents(&mut self) -> Result<()> {
        let known = self.known;
        for (id, mentioned) in known.documents.iter().filter(|(_, mentioned)| !mentioned.described) {
            let document = Document { id: id.clone(), ..Document::default() };
            self.show_of(Unit::only(0), Record::Document(Box::new(document)), ("", mentioned.line))?;
        }
        Ok(())
    }

    /// Tells of lines that are no statement.
    fn fault(&mut self, passage: Passage<'_>, fault: Fault) -> Result<()> {
        let met = match self.known.is_name_of_word(passage.text) {
            true => Met::Basis(passage, fault),
            false => Met::fault(passage, fault),
        };
        (self.visit)(met, self.read)
    }

    /// Tells that a statement, or a group of them, needs a line that is none.
    fn needs(&mut self, line: usize, passage: Passage<'_>, unit: Unit<'_>) -> Result<()> {
        let problem = LoadProblem::NeedsRejected { word: None, line };
        (self.visit)(Met::Fault(unit, passage, (0..passage.text.len(), problem)), self.read)
    }

    fn quad(&mut self, quad: Quad, passage: Passage<'_>) -> Result<()> {
        self.at += 1;
        if self.rejecting
            && self.known.groups.of(&quad).is_none()
            && let Some(line) = self.known.unread.needed(&quad, None)
        {
            return self.needs(line, passage, Unit::only(passage.first_line));
        }
        if let Some(group) = self.known.groups.of(&quad) {
            return self.of_group(group, quad, passage);
        }
        if self.run.as_ref().is_none_or(|run| run.subject != quad.subject) {
            self.end_run()?;
            self.run = Some(Run::new(quad.subject.clone(), passage.text, passage.first_line));
        }
        let is_document = || {
            !self.known.documents.is_empty()
                && is_of_document(&quad)
                && self.known.documents.contains_key(&self.known.document_key(&quad.subject))
        };
        if is_document() {
            return self.of_document(&quad, passage.first_line);
        }
        // What is said of classes and properties was taken up before.
        if self.known.words.is_about(&quad) {
            return Ok(());
        }
        if matches!(terms::role(quad.predicate.as_str()), Role::Name(_) | Role::Alias | Role::Description)
            && let Some(run) = &mut self.run
        {
            run.describe(&quad, passage.first_line);
        }
        self.plain(&quad, passage)
    }

    /// A statement as a fact, unless a node stands for it, which says more.
    fn plain(&mut self, quad: &Quad, passage: Passage<'_>) -> Result<()> {
        if self.known.groups.has(quad) {
            return Ok(());
        }
        match self.known.fact(&quad.subject, quad.predicate.as_str(), &quad.object) {
            Ok(Some(mut fact)) => {
                fact.evidence.extend(self.known.of_graph(&quad.graph_name));
                self.show(Record::Fact(Box::new(fact)), (passage.text, passage.first_line), &[passage.first_line])
            }
            Ok(None) => Ok(()),
            Err(why) => {
                self.left_out.add_value(why, passage.first_line, literal_text(&quad.object));
                Ok(())
            }
        }
    }

    fn of_document(&mut self, quad: &Quad, line: usize) -> Result<()> {
        if let Some(run) = &mut self.run
            && !run.document(self.known, quad, line)
        {
            let value = literal_text(&quad.object);
            self.left_out.add_value("further or unfit descriptions of documents", line, value);
        }
        Ok(())
    }

    fn of_group(&mut self, group: u64, quad: Quad, passage: Passage<'_>) -> Result<()> {
        let open = self.open.entry(group).or_default();
        let line = passage.first_line;
        // Statements that stand in the same lines share their text.
        let text = match open.last().filter(|last| last.line == line && *last.text == *shown(passage.text)) {
            Some(last) => Rc::clone(&last.text),
            None => Rc::from(shown(passage.text)),
        };
        open.push(Kept { quad, line, text });
        if !self.known.groups.ends(group, self.at) {
            return Ok(());
        }
        let kept = self.open.remove(&group).unwrap_or_default();
        let (known, unread) = (self.known, &self.known.unread);
        let lines: Vec<usize> = kept.iter().map(|kept| kept.line).collect();
        let stated: Vec<usize> = kept.iter().filter_map(|kept| known.stated_in(&kept.quad)).collect();
        let unit = Unit { number: lines.first().copied().unwrap_or(line), further: &lines, besides: &stated };
        let needed = |kept: &Kept| {
            unread.needed(&kept.quad, Some(group)).or_else(|| unread.statement(&known.groups, &kept.quad))
        };
        let needed = kept.iter().find_map(needed);
        if let (true, Some(line), Some(first)) = (self.rejecting, needed, kept.first()) {
            return self.needs(line, Passage::new(&first.text, first.line), unit);
        }
        let told = reified::facts(self.known, &kept, &mut self.left_out);
        // It is asked of each record whether any of its lines was rejected: in a large group, of the first only. Where another is
        // rejected, that one rejects all lines in the next round.
        let mut whole = Some(unit);
        let mut unit = || match lines.len() > MANY {
            true => whole.take().unwrap_or(Unit::only(unit.number)),
            false => unit,
        };
        for wrong in told.wrong {
            let passage = Passage::new(&wrong.kept.text, wrong.kept.line);
            let range = place_of(passage.text, &wrong.words);
            (self.visit)(Met::Fault(unit(), passage, (range, wrong.problem)), self.read)?;
        }
        for (fact, kept) in told.facts {
            self.show_of(unit(), Record::Fact(Box::new(fact)), (&kept.text, kept.line))?;
        }
        Ok(())
    }

    /// Shows what the statements about one subject said of it.
    fn end_run(&mut self) -> Result<()> {
        let Some(mut run) = self.run.take() else { return Ok(()) };
        let (text, line) = (std::mem::take(&mut run.text), run.line);
        if let Some(document) = run.take_document() {
            self.show(Record::Document(Box::new(document)), (&text, line), &run.document_lines)?;
        }
        match run.take_entity(self.known) {
            Some(entity) => self.show(Record::Entity(entity), (&text, line), &run.entity_lines),
            None => Ok(()),
        }
    }

    /// Shows a record that statements in some lines say.
    fn show(&mut self, record: Record, place: (&str, usize), lines: &[usize]) -> Result<()> {
        let number = lines.first().copied().unwrap_or(place.1);
        self.show_of(Unit { number, further: lines, besides: &[] }, record, place)
    }

    fn show_of(&mut self, unit: Unit<'_>, record: Record, place: (&str, usize)) -> Result<()> {
        let kind = match &record {
            Record::Vocabulary(_) => RecordKind::Vocabulary,
            Record::Document(_) => RecordKind::Document,
            Record::Entity(_) => RecordKind::Entity,
            Record::Fact(_) => RecordKind::Fact,
        };
        self.show_as(kind, unit, record, place)
    }

    fn show_as(
        &mut self,
        kind: RecordKind,
        unit: Unit<'_>,
        record: Record,
        (text, first_line): (&str, usize),
    ) -> Result<()> {
        let passage = Passage::new(text, first_line);
        let range = trimmed(text);
        let made = Some(Made::Now { record: Cow::Owned(record), places: &Everywhere });
        (self.visit)(Met::Item(Item { unit, passage, kind, range, made }), self.read)
    }
}

/// The bytes of a text without the white space around it.
fn trimmed(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    start..text.trim_end().len().max(start)
}

/// Where in some lines words stand, if they stand there once; else all of the lines.
fn place_of(lines: &str, words: &str) -> Range<usize> {
    let once = |wanted: &str| {
        let mut found = lines.match_indices(wanted).map(|(at, _)| at..at + wanted.len());
        found.next().filter(|range| found.next().is_none() && !range.is_empty())
    };
    once(&format!("\"{words}\"")).or_else(|| once(words)).unwrap_or_else(|| trimmed(lines))
}
