//! Hostile names through everything that Factfile writes: each file is read by a reader of its format, which finds the names as they are stored and
//! nothing else. FACTFILE_HOSTILE_NAMES is how many names there are.

mod binary;

use std::collections::BTreeSet;
use std::path::Path;

use binary::Folder;
use calamine::{Data, Reader as _, Xlsx, open_workbook};
use factfile::form::Format;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use quick_xml::events::Event;
use rusqlite::Connection;
use scraper::Html;
use serde_json::{Value, json};

/// How many names there are where the variable does not say.
const NAMES: usize = 1_000;

/// How many of them are kinds and predicates too.
const WORDS: usize = 40;

/// All names, with what is noted of each.
const QUESTION: &str = "find ?x, ?note where ?x noted as ?note";

/// What something that reads it may take for its own.
const PARTS: [&str; 40] = [
    "</td></tr></table><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\" onclick=\"alert(1)",
    "' x='",
    "<!-- ",
    " -->",
    "]]>",
    "&lt;&#60;&",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "![](http://x/y.png)",
    "| a || b |",
    "`code` **b** _i_ ~~s~~",
    "\\",
    "\\n\\t\\u0041",
    "=HYPERLINK(\"http://x\",\"y\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "_x000D_",
    "\u{1B}[31mred\u{1B}[0m",
    "\u{1B}]8;;http://x\u{7}link\u{1B}]8;;\u{7}",
    "\u{1B}]0;title\u{7}",
    "\u{9B}2J",
    "\u{8}\u{8}\u{7F}",
    "\u{202E}txt.exe\u{202C}",
    "\u{2066}a\u{2069}\u{200F}",
    "\u{200B}\u{AD}\u{FEFF}",
    "\u{2028}next\u{2029}",
    "a\nb",
    "a\r\nb\rc",
    "tab\tbed",
    "'; DROP TABLE fact; --",
    "\"; DROP TABLE fact; --",
    "/* x */ ?x $y {{ 7 * 7 }} {% raw %}",
    "%s%n%x ${HOME} $(id) `id`",
    "../../etc/passwd",
    "<http://x> <http://y> \"z\"@en . #",
    "e\u{301}\u{20DD}👩‍👩‍👧 שלום مرحبا 中文",
    "\u{FFFE}\u{FFFF}\u{1}\u{85}\u{E000}\u{1F600}",
];

/// Names of one part or two, each with its number.
fn names(count: usize) -> Vec<String> {
    let part = |at: usize| PARTS[at % PARTS.len()];
    (0..count)
        .map(|at| match at / PARTS.len() {
            0 => format!("{}{at}", part(at)),
            round => format!("{}{}{at}", part(at), part(at * 7 + round)),
        })
        .collect()
}

/// A store of which every name, text, title and quote is hostile, and words of the vocabulary too.
fn hostile() -> (Folder, usize) {
    let count = std::env::var("FACTFILE_HOSTILE_NAMES").ok().and_then(|text| text.parse().ok()).unwrap_or(NAMES);
    let names = names(count);
    let words = || names.iter().take(WORDS).enumerate();
    let kinds: Vec<Value> =
        words().map(|(at, name)| json!({ "name": format!("k{at} {name}"), "description": name })).collect();
    let mut predicates =
        vec![json!({ "name": "noted as", "object": "text" }), json!({ "name": "seen", "object": "date" })];
    predicates.extend(
        words().map(|(at, name)| json!({ "name": format!("p{at} {name}"), "object": "entity", "description": name })),
    );
    let mut records = vec![json!({ "vocabulary": { "kinds": kinds, "predicates": predicates } })];
    let key = |at: usize| format!("e{at}");
    for (at, name) in names.iter().enumerate() {
        let (id, document, other) = (key(at), format!("d{at}"), key((at + 1) % count));
        let (word, next) = (at % WORDS, &names[(at + 1) % count]);
        let kind = format!("k{word} {}", names[word]);
        let predicate = format!("p{word} {}", names[word]);
        records.push(json!({ "document": { "id": document, "title": name, "publisher": name, "licence": name, "url": "javascript:alert(1)", "text": name } }));
        records.push(json!({ "entity": { "id": id, "name": name, "kinds": [kind], "description": name } }));
        let evidence = json!([{ "document": document, "quote": name, "source": id }]);
        records
            .push(json!({ "fact": { "subject": id, "predicate": "noted as", "object": name, "evidence": evidence } }));
        records.push(json!({ "fact": { "subject": id, "predicate": predicate, "object": other, "time": "2026-01-02", "qualifiers": { "noted as": next } } }));
    }
    let folder = Folder::empty();
    folder.write("names.jsonl", &records.iter().map(|record| format!("{record}\n")).collect::<String>());
    done(&folder, &["load", "talks.db", "names.jsonl"]);
    (folder, count)
}

/// Runs a command that must succeed, and gives what it prints.
fn done(folder: &Folder, arguments: &[&str]) -> String {
    let run = folder.run(arguments);
    let told = |text: &str| text.chars().take(1_000).collect::<String>();
    assert!(run.code == Some(0), "{arguments:?}: {} {}", told(&run.err), told(&run.out));
    for shown in [&run.err, &run.out].into_iter().filter(|_| !["ask", "run"].contains(&arguments[0])) {
        assert_eq!(unseen(shown), None, "{arguments:?}");
    }
    run.out
}

/// A character that is not seen, or reorders others, or that a terminal does something by.
fn unseen(text: &str) -> Option<char> {
    let is_unseen = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200B}' | '\u{AD}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().find(|c| is_unseen(*c))
}

fn sorted(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    rows.sort();
    rows
}

/// The names and notes as the store has them.
fn stored(folder: &Folder) -> Vec<Vec<String>> {
    let connection = Connection::open(folder.path().join("talks.db")).unwrap();
    let sql = "SELECT entity.name, literal.value FROM fact JOIN entity ON entity.id = fact.subject
               JOIN literal ON literal.id = fact.value
               JOIN predicate ON predicate.id = fact.predicate WHERE predicate.name = 'noted as'";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok(vec![row.get(0)?, row.get(1)?])).unwrap();
    sorted(rows.collect::<rusqlite::Result<_>>().unwrap())
}

fn of_csv(text: &str, separator: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
    let fields = |row: csv::Result<csv::StringRecord>| row.unwrap().iter().map(str::to_owned).collect();
    reader.records().map(fields).collect()
}

fn of_parquet(path: &Path) -> Vec<Vec<(String, Field)>> {
    let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
    reader.get_row_iter(None).unwrap().map(|row| row.unwrap().into_columns()).collect()
}

/// A text of TSV, in which a backslash keeps what would part rows and fields.
fn unescaped(text: &str) -> String {
    let (mut plain, mut chars) = (String::new(), text.chars());
    while let Some(c) = chars.next() {
        plain.push(match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => '\n',
            ('\\', Some('r')) => '\r',
            ('\\', Some('t')) => '\t',
            ('\\', Some(other)) => other,
            _ => c,
        });
    }
    plain
}

/// How many cells a line of Markdown has.
fn cells(line: &str) -> usize {
    let (mut bars, mut kept) = (0, false);
    for c in line.chars() {
        bars += usize::from(c == '|' && !kept);
        kept = c == '\\' && !kept;
    }
    bars - 1
}

/// What elements a page has, with the names of their attributes; addresses only of the web or of the page itself.
fn elements(page: &str) -> BTreeSet<String> {
    let html = Html::parse_document(page);
    let mut found = BTreeSet::new();
    for element in html.tree.values().filter_map(|node| node.as_element()) {
        for (name, value) in element.attrs() {
            let is_address = ["href", "src", "action"].contains(&name);
            let is_inert =
                value.starts_with("http") || value.starts_with('#') || value.starts_with("data:image/svg+xml");
            assert!(!is_address || is_inert, "{name}={value}");
            assert!(!name.starts_with("on"), "{name}={value}");
        }
        found.insert(element.name().to_owned());
    }
    found
}

/// The elements of a text of XML.
fn of_xml(text: &str) -> BTreeSet<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut found = BTreeSet::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}")) {
            Event::Eof => return found,
            Event::Start(element) | Event::Empty(element) => {
                for attribute in element.attributes() {
                    let attribute = attribute.unwrap();
                    let key = attribute.key.into_inner();
                    assert!(!key.starts_with("on") && !key.ends_with("href"), "{key}");
                }
                found.insert(element.name().into_inner().to_owned());
            }
            _ => {}
        }
    }
}

#[test]
fn every_form_of_an_answer_keeps_them() {
    let (folder, count) = hostile();
    let stored = stored(&folder);
    assert_eq!(stored.len(), count);
    for format in Format::ALL {
        let name = format.name();
        let text = done(&folder, &["ask", "talks.db", QUESTION, "--format", name]);
        let of_json = |row: &Value| {
            [&row["x"]["name"], &row["note"]]
                .map(|text| text.as_str().unwrap_or_else(|| panic!("{row}")).to_owned())
                .to_vec()
        };
        match format {
            Format::Json => {
                let rows: Value = serde_json::from_str(&text).unwrap();
                assert!(sorted(rows.as_array().unwrap().iter().map(of_json).collect()) == stored);
            }
            Format::Jsonl => {
                let rows = text.lines().map(|line| of_json(&serde_json::from_str(line).unwrap()));
                assert!(sorted(rows.collect()) == stored);
            }
            Format::Csv => assert!(sorted(of_csv(&text, b',')) == stored),
            Format::Tsv => {
                let row = |line: &str| line.split('\t').map(unescaped).collect();
                assert!(sorted(text.strip_suffix('\n').unwrap().split('\n').skip(1).map(row).collect()) == stored);
            }
            Format::Markdown => {
                assert_eq!(text.lines().count(), count + 2);
                assert!(text.lines().all(|line| cells(line) == 2));
                let found = elements(&text);
                let known = ["body", "br", "head", "html"];
                assert!(found.iter().all(|name| known.contains(&name.as_str())), "{found:?}");
            }
            Format::Html => {
                let known = ["body", "head", "html", "br", "table", "tbody", "td", "th", "thead", "tr"];
                let found = elements(&text);
                assert!(found.iter().all(|name| known.contains(&name.as_str())), "{found:?}");
                assert_eq!(text.matches("<tr").count(), count + 1);
            }
            Format::Table | Format::Expanded => {}
        }
        let for_the_eye = [Format::Table, Format::Expanded, Format::Markdown, Format::Html];
        for statement in ["vocabulary", "describe @e20", "timeline @e21", "search \"alert\"", QUESTION] {
            let shown = done(&folder, &["ask", "talks.db", statement, "--format", name]);
            assert_eq!(for_the_eye.contains(&format).then(|| unseen(&shown)).flatten(), None, "{statement}: {name}");
        }
    }
    done(&folder, &["ask", "talks.db", QUESTION, "-o", "names.xlsx"]);
    let mut book: Xlsx<_> = open_workbook(folder.path().join("names.xlsx")).unwrap();
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
    }
    let sheet = book.worksheets().remove(0).1;
    let cell = |cell: &Data| if let Data::String(text) = cell { text.clone() } else { panic!("{cell:?}") };
    assert!(sorted(sheet.rows().skip(1).map(|row| row[..2].iter().map(cell).collect()).collect()) == stored);
    done(&folder, &["ask", "talks.db", QUESTION, "-o", "names.parquet"]);
    let text = |row: &Vec<(String, Field)>, column: &str| match &row.iter().find(|(name, _)| name == column).unwrap().1
    {
        Field::Str(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    let rows = of_parquet(&folder.path().join("names.parquet"));
    assert!(sorted(rows.iter().map(|row| vec![text(row, "x"), text(row, "note")]).collect()) == stored);
    println!("{count} hostile names through {} forms of answers", Format::ALL.len() + 2);
}

#[test]
fn what_is_shipped_keeps_them() {
    let (folder, count) = hostile();
    let stored = stored(&folder);
    let beside = [
        "--manifest",
        "--datasette",
        "--csv",
        "tables",
        "--parquet",
        "parquet",
        "--xlsx",
        "shipped.xlsx",
        "--sheet",
        "noted_as",
    ];
    done(&folder, &[["ship", "talks.db", "--to", "shipped.db"].as_slice(), &beside].concat());
    done(&folder, &["verify", "shipped.db"]);
    let connection = Connection::open(folder.path().join("shipped.db")).unwrap();
    let pairs = |sql: &str| {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok(vec![row.get(0)?, row.get(1)?])).unwrap();
        sorted(rows.collect::<rusqlite::Result<_>>().unwrap())
    };
    assert_eq!(pairs("SELECT subject, object FROM noted_as"), stored);
    let views = pairs("SELECT name, sql FROM sqlite_schema WHERE type = 'view'");
    assert!(views.len() > 2 * WORDS);
    for view in &views {
        assert_eq!((unseen(&view[0]), unseen(&view[1])), (None, None), "{view:?}");
        assert!(view[0].chars().all(|c| c.is_alphanumeric() || c == '_' || c as u32 > 0x7F), "{view:?}");
        let read = format!("SELECT count(*) FROM \"{}\"", view[0]);
        connection.query_row(&read, [], |row| row.get::<_, i64>(0)).unwrap();
    }
    for row in pairs("SELECT text, '' FROM readme") {
        assert_eq!(row[0].chars().find(|c| c.is_control()), None, "{row:?}");
    }
    // Files are called by plain words, and hold what the views do.
    for (ending, only) in [("csv", "tables"), ("parquet", "parquet")] {
        for entry in std::fs::read_dir(folder.path().join(only)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c)), "{name}");
            assert!(name.ends_with(ending) || name == "datapackage.json", "{name}");
        }
    }
    let table = std::fs::read_to_string(folder.path().join("tables/noted_as.csv")).unwrap();
    let heading: Vec<String> =
        csv::Reader::from_reader(table.as_bytes()).headers().unwrap().iter().map(str::to_owned).collect();
    let at = ["subject", "object"].map(|column| heading.iter().position(|name| name == column).unwrap());
    let taken = of_csv(&table, b',').into_iter().map(|row| at.map(|at| row[at].clone()).to_vec());
    assert!(sorted(taken.collect()) == stored);
    let rows = of_parquet(&folder.path().join("parquet/noted_as.parquet"));
    let of = |row: &Vec<(String, Field)>, column: &str| match &row.iter().find(|(name, _)| name == column).unwrap().1 {
        Field::Str(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    assert!(sorted(rows.iter().map(|row| vec![of(row, "subject"), of(row, "object")]).collect()) == stored);
    let mut book: Xlsx<_> = open_workbook(folder.path().join("shipped.xlsx")).unwrap();
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name}");
    }
    let sheet = book.worksheet_range("noted_as").unwrap();
    assert_eq!(sheet.height(), count + 1);
    for name in ["tables/datapackage.json", "shipped.db.metadata.json", "shipped.db.manifest.json"] {
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
        serde_json::from_str::<Value>(&text).unwrap();
    }
    println!("{count} hostile names shipped: {} views, CSV, Parquet, a workbook, metadata", views.len());
}

#[test]
fn pages_pictures_and_exports_keep_them() {
    let (folder, count) = hostile();
    folder.write("script.ffq", &format!("# what is noted\n{QUESTION} with sources;\n"));
    done(&folder, &["report", "talks.db", "script.ffq", "--to", "page.html"]);
    let page = std::fs::read_to_string(folder.path().join("page.html")).unwrap();
    let found = elements(&page);
    assert!(!found.contains("img") && page.matches("<script").count() <= 2, "{found:?}");
    assert_eq!(unseen(&page), None);
    for (name, question) in [("graph", "find ?x where ?x noted as ?note limit 100"), ("timeline", "timeline @e21")] {
        let picture = done(&folder, &["draw", "talks.db", question, "--as", name]);
        let known = [
            "svg", "g", "path", "rect", "text", "tspan", "title", "desc", "style", "line", "circle", "defs", "marker",
            "polygon", "polyline",
        ];
        let found = of_xml(&picture);
        assert!(found.iter().all(|name| known.contains(&name.as_str())), "{found:?}");
    }
    let export = |format: &str, to: &str| done(&folder, &["export", "talks.db", "--format", format, "--to", to]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    export("jsonl", "again.jsonl");
    done(&folder, &["load", "again.db", "again.jsonl"]);
    done(&folder, &["export", "again.db", "--format", "jsonl", "--to", "third.jsonl"]);
    assert!(read("again.jsonl") == read("third.jsonl"), "records make an equal store");
    export("nq", "names.nq");
    let statements: Result<Vec<_>, _> = oxttl::NQuadsParser::new().for_slice(read("names.nq").as_bytes()).collect();
    let statements = statements.unwrap().len();
    export("ttl", "names.ttl");
    let triples: Result<Vec<_>, _> = oxttl::TurtleParser::new().for_slice(read("names.ttl").as_bytes()).collect();
    let triples = triples.unwrap().len();
    assert!(statements > 2 * count && triples > 2 * count);
    export("ftm", "names.ftm");
    let entities: Vec<Value> = read("names.ftm").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(entities.len() >= count);
    export("graphml", "names.graphml");
    assert!(of_xml(&read("names.graphml")).contains("node"));
    for format in ["csv", "gephi", "parquet"] {
        export(format, format);
        for entry in std::fs::read_dir(folder.path().join(format)).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|ending| ending.to_str()) {
                Some("csv") => assert!(!of_csv(&std::fs::read_to_string(&path).unwrap(), b',').is_empty(), "{path:?}"),
                Some("parquet") => drop(of_parquet(&path)),
                _ => {}
            }
        }
    }
    println!("{count} hostile names through a page, pictures and 8 formats of export");
}
