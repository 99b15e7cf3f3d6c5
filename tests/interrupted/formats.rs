//! The same content in every format that is loaded: persons who attended a meeting, each with a sentence of the report.
//!
//! A content is a list of lines, so that it can be made as long as is wanted by what stands at their ends and says nothing.

use std::io::Write;

use super::random::Random;

/// How a file is read as records.
pub struct Format {
    /// What it is called in this test, and the file's name.
    pub name: &'static str,
    lines: fn(&People) -> Vec<String>,
    /// The mapping by which it is loaded.
    pub mapping: Option<&'static str>,
    pack: fn(Vec<u8>) -> Vec<u8>,
}

/// Persons with numbers from 0 on who attended one meeting, as a report says.
pub struct People {
    pub report: &'static str,
    pub number: usize,
}

pub const FORMATS: [Format; 9] = [
    Format { name: "records.jsonl", lines: records, mapping: None, pack: plain },
    Format { name: "whole.json", lines: whole, mapping: None, pack: plain },
    Format { name: "table.tsv", lines: table, mapping: Some(TABLE), pack: plain },
    Format { name: "rows.jsonl", lines: rows, mapping: Some(ROWS), pack: plain },
    Format { name: "quads.nq", lines: quads, mapping: None, pack: plain },
    Format { name: "graphs.trig", lines: graphs, mapping: None, pack: plain },
    Format { name: "entities.ftm", lines: entities, mapping: None, pack: plain },
    Format { name: "packed.nq.gz", lines: quads, mapping: None, pack: gzip },
    Format { name: "packed.tsv.zst", lines: table, mapping: Some(TABLE), pack: zstd },
];

/// How long a file is made that is to count as large: a load of more than 4 MiB takes ways of its own. One that is packed
/// counts as eight times as long as it is.
const LARGE: usize = 9 << 19;
const LARGE_PACKED: usize = LARGE / 4;

impl Format {
    /// The file's bytes.
    pub fn bytes(&self, people: &People, large: bool) -> Vec<u8> {
        (self.pack)(self.unpacked(people, large))
    }

    /// Whether the file is packed.
    pub fn is_packed(&self) -> bool {
        self.name.ends_with(".gz") || self.name.ends_with(".zst")
    }

    /// Packs the bytes of a file.
    pub fn packed(&self, bytes: Vec<u8>) -> Vec<u8> {
        (self.pack)(bytes)
    }

    /// The bytes of the file before it is packed.
    pub fn unpacked(&self, people: &People, large: bool) -> Vec<u8> {
        let lines = (self.lines)(people);
        let length = if self.is_packed() { LARGE_PACKED } else { LARGE };
        let padding = if large { length / lines.len() } else { 0 };
        let mut random = Random::new(0);
        let mut bytes = Vec::new();
        for line in lines {
            bytes.extend(line.bytes());
            if self.is_packed() {
                // What has no order stays long when it is packed: a comment, or another cell of the table.
                bytes.extend(b"# ");
                bytes.extend((0..padding).map(|_| b'A' + random.below(58) as u8));
            } else {
                bytes.resize(bytes.len() + padding, b' ');
            }
            bytes.push(b'\n');
        }
        bytes
    }
}

impl People {
    fn text(&self) -> String {
        (0..self.number).map(sentence).collect::<Vec<_>>().join(" ")
    }
}

fn sentence(person: usize) -> String {
    format!("Person {person} attended the meeting.")
}

fn records(People { report, number }: &People) -> Vec<String> {
    let text = People { report, number: *number }.text();
    let mut lines = vec![
        format!(r#"{{"document": {{"id": "{report}", "title": "The {report} report", "text": "{text}"}}}}"#),
        r#"{"entity": {"id": "meeting", "name": "The meeting", "kinds": ["meeting"]}}"#.to_owned(),
    ];
    for person in 0..*number {
        lines.push(format!(r#"{{"entity": {}}}"#, entity(person)));
        lines.push(format!(r#"{{"fact": {}}}"#, fact(person, report)));
    }
    lines
}

fn entity(person: usize) -> String {
    format!(r#"{{"id": "p{person}", "name": "Person {person}", "kinds": ["person"]}}"#)
}

fn fact(person: usize, report: &str) -> String {
    let quote = sentence(person);
    format!(
        r#"{{"subject": "p{person}", "predicate": "attended", "object": "meeting", "time": "2026-01", "evidence": [{{"document": "{report}", "quote": "{quote}"}}]}}"#
    )
}

fn whole(people: &People) -> Vec<String> {
    let People { report, number } = people;
    let listed = |records: Vec<String>| {
        let last = records.len() - 1;
        let line = move |(at, record)| if at == last { record } else { record + "," };
        records.into_iter().enumerate().map(line)
    };
    let text = people.text();
    let mut lines = vec![format!(
        r#"{{"documents": [{{"id": "{report}", "title": "The {report} report", "text": "{text}"}}], "entities": ["#
    )];
    let meeting = r#"{"id": "meeting", "name": "The meeting", "kinds": ["meeting"]}"#.to_owned();
    lines.extend(listed(std::iter::once(meeting).chain((0..*number).map(entity)).collect()));
    lines.push(r#"], "facts": ["#.to_owned());
    lines.extend(listed((0..*number).map(|person| fact(person, report)).collect()));
    lines.push("]}".to_owned());
    lines
}

/// The report's title and text stand in the first row only.
fn table(people: &People) -> Vec<String> {
    let report = people.report;
    let row = |person: usize| {
        let text = if person == 0 { people.text() } else { String::new() };
        format!("p{person}\tPerson {person}\t2026-01\t{report}\t{text}\t{}\t", sentence(person))
    };
    let header = "id\tname\ttime\treport\ttext\tquote\t".to_owned();
    std::iter::once(header).chain((0..people.number).map(row)).collect()
}

fn rows(people: &People) -> Vec<String> {
    let report = people.report;
    let row = |person: usize| {
        let text = if person == 0 { format!(r#""text": "{}", "#, people.text()) } else { String::new() };
        let quote = sentence(person);
        format!(
            r#"{{"id": "p{person}", "name": "Person {person}", "time": "2026-01", {text}"said": {{"in": "{report}", "as": "{quote}"}}}}"#
        )
    };
    (0..people.number).map(row).collect()
}

const TABLE: &str = r#"
format = "tsv"

[[document]]
when = { text = true }
id = "{report}"
title = "The {report} report"
text = "{text}"

[[fact]]
subject = { id = "{id}", name = "{name}", kind = "person" }
predicate = "attended"
object = { id = "meeting", name = "The meeting", kind = "meeting" }
time = "{time}"
evidence = { document = "{report}", quote = "{quote}" }
"#;

const ROWS: &str = r#"
format = "json"

[[document]]
when = { "/text" = true }
id = "{/said/in}"
title = "The {/said/in} report"
text = "{/text}"

[[fact]]
subject = { id = "{/id}", name = "{/name}", kind = "person" }
predicate = "attended"
object = { id = "meeting", name = "The meeting", kind = "meeting" }
time = "{/time}"
evidence = { document = "{/said/in}", quote = "{/said/as}" }
"#;

/// A statement of N-Quads; those with a `graph` say that it is what the fact rests on.
struct Quad {
    statement: String,
    graph: Option<String>,
}

fn quads(people: &People) -> Vec<String> {
    let line = |Quad { statement, graph }| match graph {
        Some(graph) => format!("{statement} {graph} ."),
        None => format!("{statement} ."),
    };
    quads_of(people).into_iter().map(line).collect()
}

fn graphs(people: &People) -> Vec<String> {
    let line = |Quad { statement, graph }| match graph {
        Some(graph) => format!("GRAPH {graph} {{ {statement} }}"),
        None => format!("{statement} ."),
    };
    quads_of(people).into_iter().map(line).collect()
}

/// That a person attended rests by turns on the report as a whole, which is then the graph, and on a passage of it.
fn quads_of(people: &People) -> Vec<Quad> {
    const LABEL: &str = "<http://www.w3.org/2000/01/rdf-schema#label>";
    const TYPE: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
    const REIFIES: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies>";
    const MONTH: &str = "<http://www.w3.org/2001/XMLSchema#gYearMonth>";
    let own = |name: &str| format!("<urn:factfile:{name}>");
    let (meeting, attended) = (own("entity:meeting"), own("predicate:attended"));
    let report = own(&format!("document:{}", people.report));
    let said = |statement: String| Quad { statement, graph: None };
    let mut quads = vec![
        said(format!("{report} {TYPE} {}", own("Document"))),
        said(format!("{report} {} \"{}\"", own("text"), people.text())),
        said(format!("{meeting} {LABEL} \"The meeting\"")),
        said(format!("{meeting} {TYPE} {}", own("kind:meeting"))),
    ];
    for person in 0..people.number {
        let key = own(&format!("entity:p{person}"));
        let fact = format!("{key} {attended} {meeting}");
        quads.push(said(format!("{key} {LABEL} \"Person {person}\"")));
        quads.push(said(format!("{key} {TYPE} {}", own("kind:person"))));
        if person % 2 == 0 {
            quads.push(Quad { statement: fact, graph: Some(report.clone()) });
            continue;
        }
        let quote = sentence(person);
        quads.push(said(fact.clone()));
        quads.push(said(format!("_:f{person} {REIFIES} <<( {fact} )>>")));
        quads.push(said(format!("_:f{person} {} \"2026-01\"^^{MONTH}", own("time"))));
        quads.push(said(format!("_:f{person} {} _:e{person}", own("evidence"))));
        quads.push(said(format!("_:e{person} {} {report}", own("document"))));
        quads.push(said(format!("_:e{person} {} \"{quote}\"", own("quote"))));
    }
    quads
}

fn entities(People { report, number }: &People) -> Vec<String> {
    let mut lines =
        vec![r#"{"id": "meeting", "schema": "Organization", "properties": {"name": ["The meeting"]}}"#.to_owned()];
    for person in 0..*number {
        lines.push(format!(
            r#"{{"id": "p{person}", "schema": "Person", "properties": {{"name": ["Person {person}"]}}}}"#
        ));
        lines.push(format!(
            r#"{{"id": "m{person}", "schema": "Membership", "properties": {{"member": ["p{person}"], "organization": ["meeting"], "date": ["2026-01"], "sourceUrl": ["https://example.org/{report}"]}}}}"#
        ));
    }
    lines
}

fn plain(bytes: Vec<u8>) -> Vec<u8> {
    bytes
}

fn gzip(bytes: Vec<u8>) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&bytes).unwrap();
    packed.finish().unwrap()
}

fn zstd(bytes: Vec<u8>) -> Vec<u8> {
    zstd::encode_all(bytes.as_slice(), 1).unwrap()
}
