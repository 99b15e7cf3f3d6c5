//! The forms of an answer: each holds hostile names and typed values as they are, and does nothing with them. The store is
//! that of `tests/forms/hostile.jsonl`; what the forms that are text come to stands beside it, and is rewritten by
//! `UPDATE_EXPECT=1`.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use factfile::answer::{Answer, Column, ColumnType, Value};
use factfile::engine::Engine;
use factfile::load::{Input, Options, load};
use factfile::render::{self, Form, Format, Style};
use factfile::session::{Outcome, Session};
use factfile::source::Source;
use factfile::store::Store;
use factfile::value::{Literal, ObjectType};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use proptest::collection::vec;
use proptest::prelude::*;

const NAMES: &str = "find ?x, key(?x) as key where ?x is thing order by ?key";
const VALUES: &str = "find ?x, ?note, ?seen, ?page, ?number, ?closed where ?x is thing \
    and optional ?x noted as ?note and optional ?x seen ?seen and optional ?x read at ?page \
    and optional ?x counts ?number and optional ?x closed ?closed order by key(?x)";
const NOTED: &str = "find ?x, ?note where ?x noted as ?note with sources";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms")
}

/// What the statements of a text come to.
fn outcomes(text: &str) -> Vec<Outcome> {
    let mut store = Store::in_memory().unwrap();
    let records = Input::File(folder().join("hostile.jsonl"));
    load(&mut store, &records, &Options::default(), &mut |_| {}).unwrap_or_else(|failure| panic!("{failure}"));
    let mut session = Session::new(Engine::new(store).unwrap());
    let source = Source::new("a test", text);
    let statements = factfile::syntax::parse(&source).unwrap_or_else(|error| panic!("{error}"));
    let run = |statement| session.run(&source, statement).unwrap_or_else(|error| panic!("{error}"));
    statements.iter().map(run).collect()
}

fn text(query: &str, format: Format) -> String {
    render::given(&outcomes(query)[0], format, &Style::plain(80)).unwrap()
}

fn bytes(query: &str, form: Form) -> Vec<u8> {
    render::file(&outcomes(query), form, &Style::plain(80)).unwrap_or_else(|error| panic!("{error}"))
}

/// The first column of an answer as stored, and as the keys of things say they are in order.
fn names() -> Vec<String> {
    let found = outcomes(NAMES);
    let Some(Outcome::Answer(answer)) = found.first() else { panic!("no answer") };
    answer.rows.iter().map(|row| row[0].text().into_owned()).collect()
}

fn expect(name: &str, found: &str) {
    let path = folder().join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(found, expected, "{name} differs; UPDATE_EXPECT=1 rewrites it");
}

#[test]
fn every_text_is_as_expected() {
    let of = [(NAMES, "names"), (VALUES, "values"), (NOTED, "sources"), ("describe @h01; ", "describe")];
    for (query, name) in of {
        for format in Format::ALL {
            expect(&format!("{name}.{}", format.name()), &text(query, format));
        }
    }
}

#[test]
fn nothing_that_is_for_the_eye_has_characters_that_are_not_seen() {
    for format in [Format::Table, Format::Expanded, Format::Markdown, Format::Html] {
        for query in [NAMES, VALUES, NOTED, "describe @h08", "search \"names\"", "vocabulary", "timeline @h17"] {
            let shown = text(query, format);
            let bad = shown.chars().find(|c| {
                (c.is_control() && *c != '\n') || matches!(c, '\u{202E}' | '\u{200B}' | '\u{AD}' | '\u{2028}')
            });
            assert_eq!(bad, None, "{} {query}", format.name());
        }
    }
}

#[test]
fn what_is_for_programs_reads_back_to_the_letter() {
    let names = names();
    assert_eq!(names.len(), 20);
    let csv = text(NAMES, Format::Csv);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let read: Vec<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
    assert_eq!(read, names);
    let tsv = text(NAMES, Format::Tsv);
    let fields = tsv.lines().skip(1).map(|line| line.split('\t').next().unwrap());
    assert_eq!(fields.map(unescaped).collect::<Vec<_>>(), names);
    let lines = text(NAMES, Format::Jsonl);
    let objects = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    assert_eq!(objects.map(|object| object["x"]["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), names);
    let array: serde_json::Value = serde_json::from_str(&text(NAMES, Format::Json)).unwrap();
    let objects = array.as_array().unwrap().iter();
    assert_eq!(objects.map(|object| object["x"]["name"].as_str().unwrap()).collect::<Vec<_>>(), names);
}

/// A field as `COPY` of PostgreSQL reads it.
fn unescaped(field: &str) -> String {
    let mut out = String::new();
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                other => other.expect("a character behind a backslash"),
            },
            c => c,
        });
    }
    out
}

#[test]
fn html_has_no_elements_but_its_own() {
    for query in [NAMES, VALUES, NOTED] {
        assert!(rows_of_html(&text(query, Format::Html)) > 2);
    }
}

/// How many rows a table in HTML has, its heading among them; each element and attribute is one of its own.
fn rows_of_html(html: &str) -> usize {
    use quick_xml::events::Event;
    // The only elements without an end.
    let html = html.replace("<br>", "<br/>");
    let mut reader = quick_xml::Reader::from_str(&html);
    let mut rows = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {html}")) {
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                let own = ["table", "thead", "tbody", "tr", "th", "td", "br", "a"];
                assert!(own.contains(&name.as_str()), "<{name}>");
                for attribute in start.attributes().map(|attribute| attribute.unwrap()) {
                    let key = attribute.key.as_ref().to_owned();
                    assert!(["class", "dir", "scope", "href", "rel"].contains(&key.as_str()), "{key}");
                    assert!(key != "href" || attribute.value.starts_with("https://"), "{attribute:?}");
                }
                rows += usize::from(name == "tr");
            }
            Event::Comment(_) | Event::PI(_) | Event::DocType(_) | Event::CData(_) => panic!("{html}"),
            Event::Eof => return rows,
            _ => {}
        }
    }
}

#[test]
fn a_row_of_markdown_has_a_cell_for_each_column() {
    for (query, columns) in [(NAMES, 2), (VALUES, 6), (NOTED, 3)] {
        text(query, Format::Markdown).lines().for_each(|line| assert_eq!(cells_of_markdown(line), columns, "{line}"));
    }
}

/// How many cells a row has, as GitHub's Markdown splits it: at each pipe without a backslash before it.
fn cells_of_markdown(line: &str) -> usize {
    let mut escaped = false;
    let splits = line.chars().filter(|c| {
        let splits = *c == '|' && !escaped;
        escaped = *c == '\\' && !escaped;
        splits
    });
    splits.count() - 1
}

/// A workbook's sheets, read by another's reader.
fn sheets(bytes: &[u8]) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let names = book.sheet_names();
    let formulas = |book: &mut Xlsx<_>, name: &str| book.worksheet_formula(name).unwrap().used_cells().count();
    assert_eq!(names.iter().map(|name| formulas(&mut book, name)).sum::<usize>(), 0);
    let rows = |book: &mut Xlsx<_>, name: &str| {
        book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect::<Vec<_>>()
    };
    names.iter().map(|name| (name.clone(), rows(&mut book, name))).collect()
}

#[test]
fn excel_gets_texts_as_texts_and_days_as_days() {
    let names = names();
    let read = sheets(&bytes(NAMES, Form::Xlsx));
    let column: Vec<Data> = read[0].1.iter().skip(1).map(|row| row[0].clone()).collect();
    let stored: Vec<Data> = names.iter().map(|name| Data::String(name.clone())).collect();
    assert_eq!(column, stored);
    let values = &sheets(&bytes(VALUES, Form::Xlsx))[0].1;
    let text = |text: &str| Data::String(text.into());
    assert_eq!(values[0], ["x", "note", "seen", "page", "number", "closed"].map(text));
    assert_eq!((&values[1][1], &values[1][2], &values[1][4]), (&text("=1+1"), &Data::Empty, &Data::Empty));
    let Data::DateTime(day) = &values[17][2] else { panic!("{:?}", values[17]) };
    assert_eq!(day.as_f64(), 46_045.0);
    assert_eq!((&values[18][2], &values[19][2]), (&text("2026-01"), &text("2026-01-23/..")));
    assert_eq!(values[16][2], text("1899-12-31"));
    assert_eq!((&values[17][4], &values[18][4]), (&Data::Float(42.0), &Data::Float(-0.5)));
    assert_eq!(values[19][4], text("9007199254740993"));
    assert_eq!(values[17][3], text("https://example.org/a_b?x=1&y=\"2\"|3"));
    let Data::String(long) = &values[19][3] else { panic!("{:?}", values[19]) };
    assert_eq!(long.len(), 2_120);
    assert_eq!((&values[17][5], &values[18][3]), (&Data::Bool(true), &text("javascript:alert(1)")));
}

#[test]
fn a_workbook_has_a_sheet_for_each_answer_and_for_its_sources() {
    let read = sheets(&bytes(&format!("{NOTED}; describe @h01; whether @h01 is thing"), Form::Xlsx));
    let names: Vec<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Answer 1", "Sources 1", "Answer 2", "Answer 3"]);
    let sources = &read[1].1;
    let at = |name: &str| sources[0].iter().position(|heading| *heading == Data::String(name.into())).unwrap();
    let said = sources.iter().find(|row| row[at("quote")] != Data::Empty && row[at("row")] == Data::Float(2.0));
    let said = said.unwrap_or_else(|| panic!("{sources:?}"));
    assert_eq!(said[at("quote")], Data::String("name is \"a | b\" <i>they</i> say".into()));
    assert_eq!(read[3].1, [[Data::String("verdict".into())], [Data::String("yes".into())]]);
}

/// The rows of a file of Parquet, by its own crate's reader.
fn rows(bytes: Vec<u8>) -> Vec<Vec<(String, Field)>> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let row = |row: parquet::record::Row| row.into_columns();
    reader.get_row_iter(None).unwrap().map(|read| row(read.unwrap())).collect()
}

#[test]
fn parquet_has_types_and_keys() {
    let read = rows(bytes(VALUES, Form::Parquet));
    let columns: Vec<&str> = read[0].iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(columns, ["x", "x_key", "note", "seen", "seen_first", "seen_last", "page", "number", "closed"]);
    let of = |row: usize, column: &str| read[row].iter().find(|(name, _)| name == column).unwrap().1.clone();
    let stored: Vec<Field> = names().into_iter().map(Field::Str).collect();
    assert_eq!((0..20).map(|row| of(row, "x")).collect::<Vec<_>>(), stored);
    assert_eq!(of(16, "x_key"), Field::Str("h17".into()));
    assert_eq!((of(17, "seen"), of(17, "seen_first")), (Field::Str("2026-01".into()), Field::Date(20_454)));
    assert_eq!((of(17, "seen_last"), of(18, "seen_last")), (Field::Date(20_484), Field::Null));
    assert_eq!(
        (of(17, "number"), of(16, "closed"), of(0, "closed")),
        (Field::Str("-0.5".into()), Field::Bool(true), Field::Null)
    );
    // No number is rounded: beside a fraction, this one is.
    assert_eq!(of(18, "number"), Field::Str("9007199254740993".into()));
    let small = rows(bytes("find ?n where ?x counts ?n and ?n < 100", Form::Parquet));
    assert_eq!(
        small.iter().map(|row| row[0].1.clone()).collect::<Vec<_>>(),
        [Field::Double(-0.5), Field::Double(42.0)]
    );
    let counted = rows(bytes("find count(?x) where ?x is thing", Form::Parquet));
    assert_eq!(counted, [[("count(?x)".to_owned(), Field::Long(20))]]);
    let noted = rows(bytes(NOTED, Form::Parquet));
    let (name, Field::Str(sources)) = noted[0].last().unwrap() else { panic!("{noted:?}") };
    let sources: serde_json::Value = serde_json::from_str(sources).unwrap();
    assert_eq!((name.as_str(), &sources["complete"]), ("sources", &serde_json::json!(true)));
}

#[test]
fn a_form_that_cannot_hold_it_says_so() {
    let refused = |text: &str, form| {
        let error = render::file(&outcomes(text), form, &Style::plain(80)).unwrap_err();
        error.problem.wording().message
    };
    assert_eq!(refused("disputes; disputes", Form::Parquet), "a file of parquet holds one answer, and there are 2");
    assert_eq!(refused("rules", Form::Xlsx), "xlsx is for rows and columns, and these are none");
    let long = format!(
        "find coalesce(?t, \"{}\") as all where @h01 is thing and optional @h01 counts ?n and optional @h03 noted as ?t",
        "x".repeat(32_768)
    );
    let said = refused(&long, Form::Xlsx);
    assert_eq!(said, "xlsx cannot hold this: `all` of row 1 has 32768 characters, of which a cell has 32767");
}

/// An answer of one column, with these texts.
fn answer_of(texts: &[String]) -> Outcome {
    let column = Column { name: "text".into(), column_type: ColumnType::Literal(ObjectType::Text) };
    let row = |text: &String| vec![Value::Literal(Literal::Text(text.as_str().into()))];
    Outcome::Answer(Arc::new(Answer {
        canonical: "find ?text where …".into(),
        columns: vec![column],
        rows: texts.iter().map(row).collect(),
        verdict: None,
        receipts: None,
    }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_kept_in_every_form(texts in vec("(?s).{1,24}|[-=+@|\\\\\t\r\n_x0-9<>&`\u{0}-\u{1F}\u{200B}-\u{202E}\u{FFFE}]{1,24}", 1..6)) {
        let outcome = answer_of(&texts);
        let style = Style::plain(80);
        let text = |format| render::given(&outcome, format, &style).unwrap();
        let csv = text(Format::Csv);
        let read: Vec<String> = csv::Reader::from_reader(csv.as_bytes()).records().map(|row| row.unwrap()[0].to_owned()).collect();
        prop_assert_eq!(&read, &texts);
        let tsv = text(Format::Tsv);
        let lines = tsv.strip_suffix('\n').unwrap().split('\n').skip(1);
        prop_assert_eq!(&lines.map(unescaped).collect::<Vec<_>>(), &texts);
        let json: Vec<serde_json::Value> = text(Format::Jsonl).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(&json.iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), &texts);
        let bytes = |form| render::file(std::slice::from_ref(&outcome), form, &style).unwrap();
        let parquet = rows(bytes(Form::Parquet));
        prop_assert_eq!(parquet.into_iter().map(|row| row[0].1.clone()).collect::<Vec<_>>(), texts.iter().cloned().map(Field::Str).collect::<Vec<_>>());
        let xlsx = &sheets(&bytes(Form::Xlsx))[0].1;
        prop_assert_eq!(xlsx.iter().skip(1).map(|row| row[0].clone()).collect::<Vec<_>>(), texts.iter().cloned().map(Data::String).collect::<Vec<_>>());
        prop_assert_eq!(rows_of_html(&text(Format::Html)), texts.len() + 1);
        let markdown = text(Format::Markdown);
        prop_assert_eq!(markdown.lines().count(), texts.len() + 2);
        prop_assert!(markdown.lines().all(|line| cells_of_markdown(line) == 1), "{}", markdown);
        for format in [Format::Table, Format::Expanded, Format::Markdown, Format::Html] {
            prop_assert!(!text(format).chars().any(|c| c.is_control() && c != '\n'));
        }
    }
}
