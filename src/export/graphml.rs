//! GraphML: entities as nodes, facts between entities as edges, values as attributes of nodes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;

use super::graph::{edge_target, leave_out_the_rest};
use super::{LeftOut, Output};
use crate::answer::Value;
use crate::diagnostic::Result;
use crate::edtf::iso_day;
use crate::store::export::{EntityRow, FactRow, Snapshot};
use crate::vocabulary::{Predicate, Vocabulary};

/// The attributes that every file declares: what has it, its id, and its name.
const ATTRIBUTES: [(&str, &str, &str); 12] = [
    ("node", "key", "string"),
    ("node", "label", "string"),
    ("node", "kind", "string"),
    ("node", "description", "string"),
    ("edge", "predicate", "string"),
    ("edge", "time", "string"),
    ("edge", "start", "string"),
    ("edge", "end", "string"),
    ("edge", "weight", "int"),
    ("edge", "qualifiers", "string"),
    ("edge", "quote", "string"),
    ("edge", "document", "string"),
];

type Xml<'o> = Writer<&'o mut dyn Write>;

/// Writes a graph.
pub(super) fn write(snapshot: &Snapshot<'_>, output: &mut Output<'_>) -> Result<()> {
    let words = snapshot.vocabulary()?;
    leave_out_the_rest(snapshot, &mut output.report)?;
    let Output { out, name, report } = output;
    let failed = |error: io::Error| super::unwritten(name, &error);
    let mut xml: Xml<'_> = Writer::new_with_indent(&mut **out, b' ', 1);
    begin(&mut xml, &words).map_err(failed)?;
    snapshot.entities(&mut |row| {
        if row.merged {
            return Ok(());
        }
        report.entities += 1;
        let values = snapshot.values(row.id)?;
        report.facts += values.len();
        write_node(&mut xml, &row, &snapshot.kinds(row.id)?, &values).map_err(failed)
    })?;
    snapshot.facts(&mut |row| {
        if matches!(row.object, Value::Literal(_)) && row.standing.holds {
            // Its node has it, but for what else is said of it.
            report.leave_out(LeftOut::Details, usize::from(row.says_more()));
            return Ok(());
        }
        let Some(target) = edge_target(&row, report) else { return Ok(()) };
        report.facts += 1;
        // An edge has the first claim only.
        report.leave_out(LeftOut::Details, usize::from(row.evidence.len() > 1));
        write_edge(&mut xml, &row, target).map_err(failed)
    })?;
    end(&mut xml).map_err(failed)
}

/// The predicates whose values are attributes of nodes.
fn of_values(words: &Vocabulary) -> impl Iterator<Item = &Predicate> {
    words.predicates().iter().filter(|predicate| predicate.rule.is_none() && predicate.object_type.is_literal())
}

fn begin(xml: &mut Xml<'_>, words: &Vocabulary) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let graphml = quick_xml::events::BytesStart::new("graphml")
        .with_attributes([("xmlns", "http://graphml.graphdrawing.org/xmlns")]);
    xml.write_event(Event::Start(graphml))?;
    for (of, name, values) in ATTRIBUTES {
        write_key(xml, &format!("{of}_{name}"), of, name, values)?;
    }
    for predicate in of_values(words) {
        write_key(xml, &format!("p{}", predicate.id.0), "node", &predicate.name, "string")?;
    }
    let graph = quick_xml::events::BytesStart::new("graph").with_attributes([("edgedefault", "directed")]);
    xml.write_event(Event::Start(graph))
}

fn end(xml: &mut Xml<'_>) -> io::Result<()> {
    for name in ["graph", "graphml"] {
        xml.write_event(Event::End(quick_xml::events::BytesEnd::new(name)))?;
    }
    writeln!(xml.get_mut())
}

fn write_key(xml: &mut Xml<'_>, id: &str, of: &str, name: &str, values: &str) -> io::Result<()> {
    let attributes = [("id", id), ("for", of), ("attr.name", &valid(name)), ("attr.type", values)];
    xml.create_element("key").with_attributes(attributes).write_empty().map(|_| ())
}

fn write_node(
    xml: &mut Xml<'_>,
    row: &EntityRow,
    kinds: &[String],
    values: &[(crate::value::PredicateId, String)],
) -> io::Result<()> {
    // Several values of one predicate are one attribute.
    let mut by_predicate: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for (predicate, value) in values {
        by_predicate.entry(predicate.0).or_default().push(value);
    }
    let id = format!("n{}", row.id.0);
    xml.create_element("node").with_attribute(("id", id.as_str())).write_inner_content(|xml| {
        write_data(xml, "node_key", &row.key)?;
        write_data(xml, "node_label", &row.name)?;
        write_data(xml, "node_kind", &kinds.join("; "))?;
        write_data(xml, "node_description", row.description.as_deref().unwrap_or_default())?;
        by_predicate.iter().try_for_each(|(id, values)| write_data(xml, &format!("p{id}"), &values.join("; ")))
    })?;
    Ok(())
}

fn write_edge(xml: &mut Xml<'_>, row: &FactRow, target: &str) -> io::Result<()> {
    let Value::Entity(object) = &row.object else { return Ok(()) };
    debug_assert_eq!(object.key, target);
    let (source, target) = (format!("n{}", row.subject.id.0), format!("n{}", object.id.0));
    let id = format!("f{}", row.id.0);
    let attributes = [("id", id.as_str()), ("source", &source), ("target", &target)];
    let first = row.evidence.first();
    xml.create_element("edge").with_attributes(attributes).write_inner_content(|xml| {
        write_data(xml, "edge_predicate", &row.predicate_name)?;
        if let Some(time) = &row.time {
            write_data(xml, "edge_time", time.as_str())?;
            write_data(xml, "edge_start", &iso_day(time.first_day).unwrap_or_default())?;
            write_data(xml, "edge_end", &iso_day(time.last_day).unwrap_or_default())?;
        }
        write_data(xml, "edge_weight", &row.evidence.len().max(1).to_string())?;
        write_data(xml, "edge_qualifiers", &super::tables::qualifiers_text(&row.qualifiers))?;
        write_data(xml, "edge_quote", first.and_then(|first| first.quote.as_deref()).unwrap_or_default())?;
        write_data(xml, "edge_document", first.and_then(|first| first.document.as_deref()).unwrap_or_default())
    })?;
    Ok(())
}

/// Writes an attribute, unless it is empty.
fn write_data(xml: &mut Xml<'_>, key: &str, value: &str) -> io::Result<()> {
    if value.is_empty() {
        return Ok(());
    }
    let text = valid(value);
    xml.create_element("data").with_attribute(("key", key)).write_text_content(BytesText::new(&text)).map(|_| ())
}

/// A text with U+FFFD for the control characters that no XML can have.
fn valid(text: &str) -> String {
    let is_valid = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    text.chars().map(|c| if is_valid(&c) { c } else { '\u{FFFD}' }).collect()
}
