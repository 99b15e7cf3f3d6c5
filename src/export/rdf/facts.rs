//! Facts as triples, and what else is said of them on reifiers.

use oxrdf::vocab::rdf;
use oxrdf::{BlankNode, NamedNode, NamedOrBlankNode, Triple};

use super::Triples;
use super::terms::{date, document, double, entity, ff, predicate, text, value};
use crate::answer::Value;
use crate::diagnostic::Result;
use crate::store::export::{EvidenceRow, FactRow, Snapshot};
use crate::value::{Modality, Polarity};

/// Writes a fact. One that is only denied is not asserted: a triple that is reified is only spoken of.
pub(super) fn write(snapshot: &Snapshot<'_>, row: &FactRow, triples: &mut Triples<'_>) -> Result<()> {
    let triple = triple(row);
    if !row.is_only_denied() {
        triples.add(triple.subject.clone(), &triple.predicate, triple.object.clone())?;
    }
    // Where other facts have the same triple, one of which nothing more is said would be lost among them.
    if row.says_more() || !snapshot.is_alone(row)? { write_reifier(row, triple, triples) } else { Ok(()) }
}

fn triple(row: &FactRow) -> Triple {
    let property = match row.object {
        Value::Kind(..) => rdf::TYPE.into_owned(),
        _ => predicate(&row.predicate_name),
    };
    Triple::new(entity(&row.subject.key), property, value(&row.object))
}

/// Writes a reifier with what is said of the fact. One that is also stated without evidence has a second, without.
fn write_reifier(row: &FactRow, triple: Triple, triples: &mut Triples<'_>) -> Result<()> {
    if row.standing.unsourced && !row.evidence.is_empty() {
        write_node(blank(&format!("s{}", row.id.0)), row, triple.clone(), triples)?;
    }
    let node = blank(&format!("f{}", row.id.0));
    write_node(node.clone(), row, triple, triples)?;
    let node = NamedOrBlankNode::from(node);
    row.evidence.iter().try_for_each(|evidence| write_evidence(&node, evidence, triples))
}

fn write_node(node: BlankNode, row: &FactRow, triple: Triple, triples: &mut Triples<'_>) -> Result<()> {
    let node = NamedOrBlankNode::from(node);
    triples.add(node.clone(), &rdf::REIFIES.into(), triple)?;
    triples.add_some(&node, ff("time").as_ref(), row.time.as_ref().map(date))?;
    row.qualifiers
        .iter()
        .try_for_each(|qualifier| triples.add(node.clone(), &predicate(&qualifier.predicate), value(&qualifier.value)))
}

fn write_evidence(fact: &NamedOrBlankNode, row: &EvidenceRow, triples: &mut Triples<'_>) -> Result<()> {
    let node = NamedOrBlankNode::from(blank(&format!("e{}", row.id)));
    triples.add(fact.clone(), &ff("evidence"), node.clone())?;
    triples.add_some(&node, ff("document").as_ref(), row.document.as_deref().map(document))?;
    triples.add_some(&node, ff("source").as_ref(), row.source.as_ref().map(|source| entity(&source.key)))?;
    let modality = Some(row.modality).filter(|modality| *modality != Modality::default());
    let polarity = Some(row.polarity).filter(|polarity| *polarity != Polarity::default());
    let texts: [(NamedNode, Option<&str>); 7] = [
        (ff("quote"), row.quote.as_deref()),
        (ff("prefix"), row.prefix.as_deref()),
        (ff("suffix"), row.suffix.as_deref()),
        (ff("modality"), modality.map(Modality::name)),
        (ff("polarity"), polarity.map(Polarity::sign)),
        (ff("extractor"), row.extractor.as_deref()),
        (ff("timeText"), row.time_text.as_deref()),
    ];
    for (property, value) in texts {
        triples.add_some(&node, property.as_ref(), value.map(text))?;
    }
    triples.add_some(&node, ff("confidence").as_ref(), row.confidence.map(double))
}

/// A node of this file only. The names made here are valid.
fn blank(name: &str) -> BlankNode {
    BlankNode::new_unchecked(name)
}
