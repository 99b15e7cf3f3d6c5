//! RDF 1.2: facts as triples, and what else is said of a fact on a reifier of its triple. `docs/interchange.md` has the
//! whole form.

mod documents;
mod facts;
mod terms;
mod words;

use std::io::{self, Write};

use oxrdf::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use oxttl::nquads::WriterNQuadsSerializer;
use oxttl::turtle::WriterTurtleSerializer;
use oxttl::{NQuadsSerializer, TurtleSerializer};

use super::{LeftOut, Output};
use crate::diagnostic::Result;
use crate::store::export::Snapshot;
use terms::{DCTERMS, EDTF, FF, FOAF, OWL, RDF, RDFS, SKOS, XSD};

/// The prefixes that Turtle is shortened by. That of EDTF is a datatype's whole name but for its last word.
const PREFIXES: [(&str, &str); 13] = [
    ("dcterms", DCTERMS),
    ("edtf", EDTF),
    ("entity", terms::ENTITY),
    ("document", terms::DOCUMENT),
    ("ff", FF),
    ("foaf", FOAF),
    ("kind", terms::KIND),
    ("owl", OWL),
    ("predicate", terms::PREDICATE),
    ("rdf", RDF),
    ("rdfs", RDFS),
    ("skos", SKOS),
    ("xsd", XSD),
];

/// Writes a store as N-Quads, all in the default graph.
pub(super) fn write_nquads(snapshot: &Snapshot<'_>, output: &mut Output<'_>) -> Result<()> {
    let serializer = Serializer::NQuads(NQuadsSerializer::new().for_writer(&mut *output.out));
    let mut triples = Triples { serializer, name: output.name.clone() };
    write(snapshot, &mut triples, &mut output.report)
}

/// Writes a store as Turtle.
pub(super) fn write_turtle(snapshot: &Snapshot<'_>, output: &mut Output<'_>) -> Result<()> {
    let mut turtle = TurtleSerializer::new();
    for (prefix, iri) in PREFIXES {
        // A prefix only shortens: without one the IRIs are written whole.
        turtle = turtle.clone().with_prefix(prefix, iri).unwrap_or(turtle);
    }
    let serializer = Serializer::Turtle(Box::new(turtle.for_writer(&mut *output.out)));
    let mut triples = Triples { serializer, name: output.name.clone() };
    write(snapshot, &mut triples, &mut output.report)
}

fn write(snapshot: &Snapshot<'_>, triples: &mut Triples<'_>, report: &mut super::ExportReport) -> Result<()> {
    let words = snapshot.vocabulary()?;
    words::write(&words, triples)?;
    report.leave_out_own(snapshot)?;
    snapshot.documents(&mut |row| {
        report.documents += 1;
        documents::write_document(&row, triples)
    })?;
    snapshot.entities(&mut |row| {
        report.entities += usize::from(!row.merged);
        documents::write_entity(snapshot, &row, triples)
    })?;
    for merge in snapshot.merges()? {
        triples.add(terms::entity(&merge.entity), &terms::owl("sameAs"), terms::entity(&merge.into))?;
    }
    snapshot.facts(&mut |row| {
        if !crate::plan::has_own_facts(row.predicate, &words) {
            report.leave_out(LeftOut::Derived, 1);
            return Ok(());
        }
        report.facts += 1;
        report.evidence += row.evidence.len();
        facts::write(snapshot, &row, triples)
    })?;
    triples.finish()
}

/// Where triples go.
struct Triples<'o> {
    serializer: Serializer<'o>,
    name: String,
}

enum Serializer<'o> {
    NQuads(WriterNQuadsSerializer<&'o mut dyn Write>),
    Turtle(Box<WriterTurtleSerializer<&'o mut dyn Write>>),
    /// Nothing more is written.
    Finished,
}

impl Triples<'_> {
    /// Writes a triple.
    fn add(
        &mut self,
        subject: impl Into<NamedOrBlankNode>,
        predicate: &NamedNode,
        object: impl Into<Term>,
    ) -> Result<()> {
        let triple = Triple { subject: subject.into(), predicate: predicate.clone(), object: object.into() };
        self.write(&triple).map_err(|error| super::unwritten(&self.name, &error))
    }

    /// Writes a triple where there is a value.
    fn add_some<T: Into<Term>>(
        &mut self,
        subject: &NamedOrBlankNode,
        predicate: NamedNodeRef<'_>,
        object: Option<T>,
    ) -> Result<()> {
        object.map_or(Ok(()), |object| self.add(subject.clone(), &predicate.into_owned(), object))
    }

    fn write(&mut self, triple: &Triple) -> io::Result<()> {
        match &mut self.serializer {
            Serializer::NQuads(writer) => writer.serialize_quad(triple.as_ref().in_graph(GraphNameRef::DefaultGraph)),
            Serializer::Turtle(writer) => writer.serialize_triple(triple),
            Serializer::Finished => Ok(()),
        }
    }

    fn finish(&mut self) -> Result<()> {
        match std::mem::replace(&mut self.serializer, Serializer::Finished) {
            Serializer::Turtle(writer) => writer.finish().map(|_| ()),
            Serializer::NQuads(_) | Serializer::Finished => Ok(()),
        }
        .map_err(|error| super::unwritten(&self.name, &error))
    }
}
