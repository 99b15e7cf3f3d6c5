//! The formats of others, read by readers of theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use factfile::export::{ExportReport, Format, LeftOut, Options, export};
use factfile::store::Store;
use oxrdf::{NamedOrBlankNode, Quad, Term, Triple};
use oxttl::{NQuadsParser, TurtleParser};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use proptest::prelude::ProptestConfig;
use proptest::{prop_assert_eq, proptest};
use quick_xml::events::Event;
use serde_json::Value;

use crate::loading::Scratch;
use crate::records::records;
use crate::{cases, loaded, talks, written};

const REIFIES: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies";

/// A meeting that two attended, one of them only as somebody denies, and what else a fact can be.
const MEETING: &str = r#"
{"vocabulary": {"kinds": [{"name": "person"}, {"name": "envoy", "broader": "person"}, {"name": "company"}], "predicates": [{"name": "attended", "object": "entity"}, {"name": "owns", "object": "entity"}, {"name": "born on", "object": "date"}, {"name": "said", "object": "text"}, {"name": "costs", "object": "number"}]}}
{"document": {"id": "report", "title": "A report", "url": "https://example.org/report", "text": "Ann came. Bob did not."}}
{"entity": {"id": "ann", "name": "Ann", "kinds": ["envoy"], "aliases": ["Anna"], "description": "An envoy."}}
{"entity": {"id": "http://example.org/bob", "name": "Bob", "kinds": ["person"]}}
{"entity": {"id": "the fair", "name": "Fair", "kinds": ["company"]}}
{"fact": {"subject": "ann", "predicate": "attended", "object": "the fair", "time": "2026-01-23", "qualifiers": {"said": "she came"}, "evidence": [{"document": "report", "quote": "Ann came.", "source": "http://example.org/bob", "modality": "probable", "confidence": 0.5, "time_text": "today"}]}}
{"fact": {"subject": "ann", "predicate": "attended", "object": "the fair"}}
{"fact": {"subject": "ann", "predicate": "attended", "object": "the fair", "time": "2025/2026"}}
{"fact": {"subject": "http://example.org/bob", "predicate": "attended", "object": "the fair", "evidence": [{"document": "report", "quote": "Bob did not.", "polarity": "-"}]}}
{"fact": {"subject": "ann", "predicate": "owns", "object": "the fair", "time": "2026"}}
{"fact": {"subject": "ann", "predicate": "born on", "object": "1980-02"}}
{"fact": {"subject": "ann", "predicate": "said", "object": "= \"yes\", <b>and</b>\nno"}}
{"fact": {"subject": "the fair", "predicate": "costs", "object": 12.5}}
"#;

fn meeting() -> Scratch {
    loaded(MEETING)
}

fn quads(text: &str) -> Vec<Quad> {
    NQuadsParser::new().for_slice(text).collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn triples(text: &str) -> Vec<Triple> {
    TurtleParser::new().for_slice(text).collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The objects of a node's property, in N-Triples.
fn objects(triples: &[Quad], subject: &NamedOrBlankNode, property: &str) -> Vec<String> {
    let of = triples.iter().filter(|triple| triple.subject == *subject && triple.predicate.as_str() == property);
    of.map(|triple| triple.object.to_string()).collect()
}

#[test]
fn what_is_said_of_a_fact_is_said_of_its_reifier() {
    let quads = quads(&written(&meeting().path(), Format::Nq, false));
    let attended = "<urn:factfile:entity:ann> <urn:factfile:predicate:attended> <urn:factfile:entity:the%20fair>";
    let asserted = quads.iter().filter(|quad| quad.to_string() == attended).count();
    assert_eq!(asserted, 3, "each of the three facts asserts it");
    let reifiers: Vec<&Quad> = quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == REIFIES)
        .filter(|quad| matches!(&quad.object, Term::Triple(triple) if triple.to_string() == attended))
        .collect();
    let times: BTreeSet<Vec<String>> =
        reifiers.iter().map(|quad| objects(&quads, &quad.subject, "urn:factfile:time")).collect();
    let expected = [
        vec![],
        vec!["\"2025/2026\"^^<http://id.loc.gov/datatypes/edtf/EDTF>".to_owned()],
        vec!["\"2026-01-23\"^^<http://www.w3.org/2001/XMLSchema#date>".to_owned()],
    ];
    assert_eq!(times, BTreeSet::from(expected), "that of which nothing is said has a reifier too");
    let claims: Vec<&Quad> = quads.iter().filter(|quad| quad.predicate.as_str() == "urn:factfile:evidence").collect();
    assert_eq!(claims.len(), 2);
    let Term::BlankNode(claim) = &claims[0].object else { panic!("{}", claims[0]) };
    let claim = claim.clone().into();
    for (property, value) in [
        ("document", "<urn:factfile:document:report>"),
        ("quote", "\"Ann came.\""),
        ("source", "<http://example.org/bob>"),
        ("modality", "\"probable\""),
        ("confidence", "\"0.5\"^^<http://www.w3.org/2001/XMLSchema#double>"),
        ("timeText", "\"today\""),
    ] {
        assert_eq!(objects(&quads, &claim, &format!("urn:factfile:{property}")), [value], "{property}");
    }
    let said = objects(&quads, &claims[0].subject, "urn:factfile:predicate:said");
    assert_eq!(said, ["\"she came\""], "qualifiers are properties of the reifier");
}

#[test]
fn what_is_only_denied_is_not_asserted() {
    let quads = quads(&written(&meeting().path(), Format::Nq, false));
    let denied = "<http://example.org/bob> <urn:factfile:predicate:attended> <urn:factfile:entity:the%20fair>";
    assert!(quads.iter().all(|quad| quad.to_string() != denied));
    let spoken_of = |quad: &&Quad| matches!(&quad.object, Term::Triple(triple) if triple.to_string() == denied);
    assert_eq!(quads.iter().filter(spoken_of).count(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn any_store_is_rdf_that_others_read(records in records()) {
        let scratch = loaded(&records);
        let as_quads: BTreeSet<String> = quads(&written(&scratch.path(), Format::Nq, false)).iter().map(Quad::to_string).collect();
        let as_turtle: BTreeSet<String> = triples(&written(&scratch.path(), Format::Ttl, false)).iter().map(Triple::to_string).collect();
        prop_assert_eq!(as_quads, as_turtle);
    }

    #[test]
    fn any_store_is_xml_and_json_that_others_read(records in records()) {
        let scratch = loaded(&records);
        graph(&written(&scratch.path(), Format::Graphml, false));
        proxies(&written(&scratch.path(), Format::Ftm, false));
        let folder = tempfile::tempdir().unwrap();
        for format in [Format::Csv, Format::ParquetTables, Format::Gephi] {
            in_folder(&scratch, folder.path(), format);
        }
        prop_assert_eq!(csv(&folder.path().join("Csv/facts.csv")).len(), parquet(&folder.path().join("ParquetTables/facts.parquet")).len());
    }
}

/// The attributes of the nodes and edges of a graph, by their names.
fn graph(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut found, mut key): (Vec<BTreeMap<String, String>>, Option<String>) = (Vec::new(), None);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}\n{text}")) {
            Event::Eof => return found,
            Event::Start(start) | Event::Empty(start) => {
                let attributes: BTreeMap<String, String> = start
                    .attributes()
                    .map(Result::unwrap)
                    .map(|attribute| (attribute.key.as_ref().to_owned(), attribute.value.to_string()))
                    .collect();
                match start.name().as_ref() {
                    "node" | "edge" => found.push(attributes),
                    "data" => key = attributes.get("key").cloned(),
                    _ => {}
                }
            }
            Event::Text(text) => {
                if let (Some(key), Some(last)) = (&key, found.last_mut()) {
                    last.entry(key.clone()).or_default().push_str(&text);
                }
            }
            Event::End(_) => key = None,
            _ => {}
        }
    }
}

#[test]
fn a_graph_has_entities_and_the_facts_between_them() {
    let graph = graph(&written(&meeting().path(), Format::Graphml, false));
    let (edges, nodes): (Vec<_>, Vec<_>) = graph.into_iter().partition(|element| element.contains_key("source"));
    let labels: Vec<&str> = nodes.iter().map(|node| node["node_label"].as_str()).collect();
    assert_eq!(labels, ["Ann", "Bob", "Fair"]);
    assert_eq!(nodes[0]["node_kind"], "envoy");
    let predicates: Vec<&str> = edges.iter().map(|edge| edge["edge_predicate"].as_str()).collect();
    assert_eq!(predicates, ["attended", "attended", "attended", "owns"], "what is only denied is no edge");
    assert_eq!((edges[0]["edge_start"].as_str(), edges[0]["edge_quote"].as_str()), ("2026-01-23", "Ann came."));
    assert_eq!((edges[2]["edge_start"].as_str(), edges[2]["edge_end"].as_str()), ("2025-01-01", "2026-12-31"));
}

/// The entities of FollowTheMoney, by id.
fn proxies(text: &str) -> BTreeMap<String, Value> {
    let read = |line: &str| {
        let proxy: Value = serde_json::from_str(line).unwrap();
        let values = proxy["properties"].as_object().unwrap().values();
        assert!(values.into_iter().all(|values| values.as_array().is_some_and(|values| !values.is_empty())), "{line}");
        (proxy["id"].as_str().unwrap().to_owned(), proxy)
    };
    text.lines().map(read).collect()
}

#[test]
fn follow_the_money_has_schemata_for_kinds_and_facts() {
    let proxies = proxies(&written(&meeting().path(), Format::Ftm, false));
    let ann = &proxies["ann"];
    assert_eq!((&ann["schema"], &ann["properties"]["birthDate"]), (&"Person".into(), &serde_json::json!(["1980-02"])));
    assert_eq!(ann["properties"]["alias"], serde_json::json!(["Anna"]));
    let of_schema = |schema: &str| -> Vec<&Value> {
        let all = proxies.values().filter(|proxy| proxy["schema"] == schema);
        all.map(|proxy| &proxy["properties"]).collect()
    };
    let owns = of_schema("Ownership");
    assert_eq!(
        (&owns[0]["owner"], &owns[0]["asset"], &owns[0]["date"]),
        (&serde_json::json!(["ann"]), &serde_json::json!(["the fair"]), &serde_json::json!(["2026"]))
    );
    let links = of_schema("UnknownLink");
    assert_eq!(links.len(), 3);
    let told = links.iter().find(|link| link.get("summary").is_some()).unwrap();
    assert_eq!(told["sourceUrl"], serde_json::json!(["https://example.org/report"]));
    assert!(links.iter().any(|link| link["startDate"] == serde_json::json!(["2025-01-01"])));
}

/// Exports to a folder of its own, named after the format.
fn in_folder(scratch: &Scratch, folder: &Path, format: Format) -> ExportReport {
    let store = Store::open(scratch.path()).unwrap();
    let to = folder.join(format!("{format:?}"));
    export(&store, &to, &Options { format, ..Options::default() }).unwrap_or_else(|error| panic!("{error}"))
}

/// The rows of a file, each by its heading.
fn csv(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap_or_else(|error| panic!("{}: {error}", path.display()))).collect()
}

/// The same of a file of Parquet.
fn parquet(path: &Path) -> Vec<BTreeMap<String, Field>> {
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| row.unwrap().get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect())
        .collect()
}

#[test]
fn tables_have_every_fact_with_its_types() {
    let (scratch, folder) = (meeting(), tempfile::tempdir().unwrap());
    for format in [Format::Csv, Format::ParquetTables] {
        let report = in_folder(&scratch, folder.path(), format);
        assert_eq!((report.facts, report.entities, report.evidence, report.documents), (11, 3, 2, 1));
        assert_eq!(report.left_out, []);
    }
    let facts = csv(&folder.path().join("Csv/facts.csv"));
    let said = facts.iter().find(|fact| fact["predicate"] == "said").unwrap();
    assert_eq!(said["object"], "= \"yes\", <b>and</b>\nno");
    let facts = parquet(&folder.path().join("ParquetTables/facts.parquet"));
    let fact = |predicate: &str| facts.iter().find(|fact| fact["predicate"] == Field::Str(predicate.into())).unwrap();
    assert_eq!(fact("costs")["number"], Field::Double(12.5));
    assert_eq!(fact("owns")["first_day"], Field::Date(20_454));
    assert_eq!((&fact("costs")["first_day"], &fact("costs")["holds"]), (&Field::Null, &Field::Bool(true)));
    let evidence = parquet(&folder.path().join("ParquetTables/evidence.parquet"));
    assert_eq!(evidence[0]["confidence"], Field::Double(0.5));
}

#[test]
fn what_a_format_has_no_place_for_is_counted() {
    let (scratch, folder) = (meeting(), tempfile::tempdir().unwrap());
    let report = in_folder(&scratch, folder.path(), Format::Gephi);
    let left_out: BTreeMap<String, usize> =
        report.left_out.iter().map(|(what, count)| (format!("{what:?}"), *count)).collect();
    let expected = [(LeftOut::Denied, 1), (LeftOut::Details, 1), (LeftOut::Documents, 1), (LeftOut::Values, 3)];
    assert_eq!(left_out, expected.into_iter().map(|(what, count)| (format!("{what:?}"), count)).collect());
    assert_eq!(csv(&folder.path().join("Gephi/edges.csv")).len(), 4);
}

#[test]
fn the_fixture_goes_out_in_every_format() {
    let (scratch, folder) = (talks(), tempfile::tempdir().unwrap());
    for format in [
        Format::Jsonl,
        Format::Nq,
        Format::Ttl,
        Format::Ftm,
        Format::Graphml,
        Format::Gephi,
        Format::Csv,
        Format::ParquetTables,
    ] {
        let report = in_folder(&scratch, folder.path(), format);
        let left_out = |sort: LeftOut| {
            report.left_out.iter().filter(|(what, _)| *what == sort).map(|(_, count)| count).sum::<usize>()
        };
        assert_eq!(report.facts + left_out(LeftOut::Denied) + left_out(LeftOut::Values), 167, "{format:?}: {report:?}");
        assert!(report.files.iter().all(|file| file.bytes > 0 && file.path.exists()), "{format:?}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 8, "nothing else is left: {left:?}");
}

#[test]
fn what_is_there_is_replaced_only_when_told_to() {
    let (scratch, folder) = (meeting(), tempfile::tempdir().unwrap());
    let store = Store::open(scratch.path()).unwrap();
    let (file, tables) = (folder.path().join("out.jsonl"), folder.path().join("tables"));
    std::fs::write(&file, "mine").unwrap();
    std::fs::create_dir(&tables).unwrap();
    std::fs::write(tables.join("facts.csv"), "mine").unwrap();
    std::fs::write(tables.join("notes.txt"), "mine").unwrap();
    for (to, format) in [(&file, Format::Jsonl), (&tables, Format::Csv)] {
        let refused = export(&store, to, &Options { format, ..Options::default() }).unwrap_err();
        assert!(refused.to_string().contains("is already there"), "{refused}");
        let forced = export(&store, to, &Options { format, force: true, ..Options::default() });
        forced.unwrap_or_else(|error| panic!("{error}"));
    }
    assert_ne!(std::fs::read_to_string(&file).unwrap(), "mine");
    assert_ne!(std::fs::read_to_string(tables.join("facts.csv")).unwrap(), "mine");
    assert_eq!(std::fs::read_to_string(tables.join("notes.txt")).unwrap(), "mine");
    let refused = export(&store, &scratch.path(), &Options { force: true, ..Options::default() }).unwrap_err();
    assert!(refused.to_string().contains("is the store itself"), "{refused}");
}
