//! Saved queries as the SQL that Datasette is given: run by SQLite alone on the shipped file, they say what Factfile says.

#[expect(dead_code, reason = "of the cases only their scripts are wanted")]
mod cases;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use cases::Case;
use factfile::answer::{Answer, Value};
use factfile::engine::Engine;
use factfile::load::{Input, load};
use factfile::session::{Outcome, Session};
use factfile::ship::{Options, ShipReport, ship};
use factfile::source::Source;
use factfile::store::Store;
use factfile::syntax;
use factfile::syntax::ast::Statement;
use factfile::value::Literal;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

const FOLDERS: [&str; 6] = [
    "conformance",
    "conformance/claims",
    "conformance/joins",
    "conformance/rules",
    "conformance/standards",
    "conformance/time",
];

fn run(session: &mut Session, text: &str) -> Result<Outcome, String> {
    let source = Source::new("<test>", text);
    let mut last = None;
    for statement in syntax::parse(&source).map_err(|error| format!("{error}"))? {
        last = Some(session.run(&source, &statement).map_err(|error| format!("{text}: {error}"))?);
    }
    last.ok_or_else(|| "no statement".to_owned())
}

fn answer(session: &mut Session, text: &str) -> Arc<Answer> {
    match run(session, text) {
        Ok(Outcome::Answer(answer)) => answer,
        other => panic!("{text}: {other:?}"),
    }
}

/// The rows of an answer as texts; a verdict is one row.
fn rows_of(answer: &Answer) -> Vec<Vec<String>> {
    if let Some(verdict) = answer.verdict {
        return vec![vec![verdict.name().to_owned()]];
    }
    let text = |value: &Value| match value {
        Value::Nothing => String::new(),
        Value::Entity(entity) => entity.name.clone(),
        Value::Document(document) => document.label().to_owned(),
        Value::Kind(_, name) => name.clone(),
        Value::Literal(literal) => literal.to_string(),
    };
    answer.rows.iter().map(|row| row.iter().map(text).collect()).collect()
}

/// A shipped file with its canned queries.
struct Shipped {
    connection: Connection,
    queries: serde_json::Value,
    report: ShipReport,
    _folder: TempDir,
}

impl Shipped {
    fn new(store: &Store) -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("talks.db");
        let report = ship(store, &file, &Options { datasette: true, ..Options::default() }).unwrap();
        let metadata = std::fs::read_to_string(folder.path().join("talks.db.metadata.json")).unwrap();
        let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
        let queries = metadata["databases"]["talks"]["queries"].clone();
        let connection = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        Shipped { connection, queries, report, _folder: folder }
    }

    /// The query of that name, or the one that gives way to a table or view of it.
    fn query(&self, name: &str) -> Option<&serde_json::Value> {
        self.queries.get(name).or_else(|| self.queries.get(format!("{name}_query")))
    }

    /// The rows of a query: its first columns as texts. Values are given as texts, as Datasette does.
    fn rows(&self, name: &str, values: &[(&str, &str)], width: usize) -> Vec<Vec<String>> {
        let sql =
            self.query(name).unwrap_or_else(|| panic!("{name}: {:?}", self.report.queries_left_out))["sql"].as_str();
        let mut statement = self.connection.prepare(sql.unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        for (parameter, value) in values {
            let index = statement.parameter_index(&format!(":{parameter}")).unwrap();
            statement.raw_bind_parameter(index.unwrap_or_else(|| panic!("{name} has no {parameter}")), value).unwrap();
        }
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let text = |at: usize| match row.get_ref(at).unwrap() {
                ValueRef::Null => String::new(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => Literal::Decimal(number).to_string(),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            };
            found.push((0..width).map(text).collect());
        }
        found
    }
}

/// The queries of a case's script, kept in its store; nothing where one of them cannot be kept.
fn kept(case: &Case) -> Option<(Session, Vec<String>)> {
    let mut session = case.session();
    let source = case.source();
    let mut names = Vec::new();
    for statement in syntax::parse(&source).ok()? {
        session.run(&source, &statement).ok()?;
        if let Statement::Query(_) = &statement.node {
            let text = &source.text[statement.span.range()];
            let name = format!("q{}", names.len());
            // What needs a parameter of the script is no query by itself.
            if run(&mut session, &format!("save {name} as {text}")).is_ok() {
                names.push(name);
            }
        }
    }
    Some((session, names))
}

#[test]
fn the_queries_of_all_cases_say_the_same_as_sql() {
    let (mut said, mut reasons, mut wrong) = (0, BTreeMap::<String, usize>::new(), Vec::new());
    // Shipping one by one takes a minute; the long form does.
    let one_in = if std::env::var_os("FACTFILE_CANNED_ALL").is_some() { 1 } else { 8 };
    let cases = FOLDERS.iter().flat_map(|folder| cases::cases(folder)).filter(|case| case.skipped().is_none());
    for case in cases.step_by(one_in) {
        let Some((mut session, names)) = kept(&case) else { continue };
        if names.is_empty() {
            continue;
        }
        let shipped = Shipped::new(session.engine().store());
        for name in names {
            if shipped.query(&name).is_none() {
                let (_, reason) = shipped.report.queries_left_out.iter().find(|(left, _)| *left == name).unwrap();
                *reasons.entry(reason.clone()).or_default() += 1;
                continue;
            }
            let answer = answer(&mut session, &format!("run {name}"));
            let expected = rows_of(&answer);
            let found = shipped.rows(&name, &[], answer.columns.len().max(1));
            said += 1;
            if found != expected {
                wrong.push(format!("{} {name}: {}\n  {expected:?}\n  {found:?}", case.name(), answer.canonical));
            }
        }
    }
    let left_out: usize = reasons.values().sum();
    println!("{said} queries are said in SQL, {left_out} are not: {reasons:#?}");
    assert!(wrong.is_empty(), "{} of {said} differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(said > 4 * left_out, "most queries can be said");
}

fn talks() -> Session {
    let records = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/uae-talks/facts.jsonl");
    let mut store = Store::in_memory().unwrap();
    load(&mut store, &Input::File(records), &factfile::load::Options::default(), &mut |_| {}).unwrap();
    Session::new(Engine::new(store).unwrap())
}

/// A call of a saved query: its arguments in the language, and as they are given to SQL.
type Call = (&'static str, &'static [(&'static str, &'static str)]);

/// Queries with parameters: what is saved, and calls of it.
const CALLS: &[(&str, &[Call])] = &[
    (
        "save i($місце = UAE, $x = Steve Witkoff, $X = UAE talks) as find ?m where $x attended ?m and ?m = $X and ?m held in $місце",
        &[("", &[]), ("UAE, Rustem Umerov", &[("parameter_1", "UAE"), ("x", "Rustem Umerov"), ("parameter_3", "")])],
    ),
    (
        "save a($place = UAE) as which envoys met in $place?",
        &[
            ("", &[("place", "")]),
            ("", &[]),
            ("Switzerland", &[("place", "Switzerland")]),
            ("\"the united arab emirates\"", &[("place", "the United Arab emirates ")]),
            ("@united-arab-emirates", &[("place", "@united-arab-emirates")]),
        ],
    ),
    (
        "save b($who) as find ?x where ?x is envoy and not ?x represents $who",
        &[("Russia", &[("who", "Russia")]), ("Ukraine", &[("who", "ukraine")])],
    ),
    (
        "save c($who = Steve Witkoff, $what = UAE talks) as did $who attend $what?",
        &[
            ("", &[]),
            ("Kremlin", &[("who", "Kremlin")]),
            ("\"Rustem Umerov\", UAE talks", &[("who", "rustem umerov")]),
            ("\"Rustem Umerov\", UAE talks", &[("who", "Рустем Умєров")]),
        ],
    ),
    (
        "save d($n = 2) as find ?side, count(?e) where ?e is envoy and ?e attended UAE talks {representing: ?side} \
         having count(?e) > $n",
        &[("", &[]), ("1", &[("n", "1")]), ("2.5", &[("n", "2.5")])],
    ),
    (
        "save e($from) as find ?x, ?what where ?x attended ?what from $from",
        &[
            ("@uae-talks", &[("from", "uae-talks")]),
            ("\"Envoys hold talks in the UAE\"", &[("from", "Envoys hold talks in the UAE")]),
        ],
    ),
    (
        "save f($day = 2026-01-01) as find ?x, ?t where ?x remains unsettled when ?t during $day",
        &[("", &[]), ("2026", &[("day", "2026")]), ("2025", &[("day", "2025")]), ("2026-01", &[("day", "2026-01")])],
    ),
    (
        "save g($words) as find ?x, ?m where ?x attended ?m {as: $words}",
        &[("\"Putin’s envoy\"", &[("words", "Putin’s envoy")])],
    ),
    (
        "save h($day = 2020) as find ?x, ?y where ?x carries out ?y since $day",
        &[("", &[]), ("2023", &[("day", "2023")])],
    ),
];

#[test]
fn parameters_are_given_as_text() {
    let mut session = talks();
    for (saved, _) in CALLS {
        run(&mut session, saved).unwrap();
    }
    let shipped = Shipped::new(session.engine().store());
    let mut with_rows = 0;
    for (saved, calls) in CALLS {
        let name = saved[5..].split('(').next().unwrap();
        for (arguments, values) in *calls {
            let answer = answer(&mut session, &format!("run {name}({arguments})").replace("()", ""));
            let expected = rows_of(&answer);
            assert_eq!(shipped.rows(name, values, answer.columns.len().max(1)), expected, "{saved} {values:?}");
            with_rows += usize::from(!expected.is_empty());
        }
    }
    assert!(with_rows > 10, "{with_rows}");
}

#[test]
fn of_a_name_that_is_not_known_nothing_is_said() {
    let mut session = talks();
    run(&mut session, "save a($who = Kremlin) as find ?x where ?x is envoy and not ?x represents $who").unwrap();
    run(&mut session, "save b($who = Kremlin) as did $who attend the UAE talks?").unwrap();
    let shipped = Shipped::new(session.engine().store());
    assert_eq!(shipped.rows("a", &[], 1).len(), 7);
    for unknown in ["nobody", "@nobody", "the president", "' OR 1 = 1 --", "%", "@"] {
        assert_eq!(shipped.rows("a", &[("who", unknown)], 1), Vec::<Vec<String>>::new());
        assert_eq!(shipped.rows("b", &[("who", unknown)], 1), [["not known, or not one thing"]]);
    }
}

#[test]
fn what_sql_cannot_say_is_left_out_with_the_reason() {
    let mut session = talks();
    for saved in [
        "save of_kind($k) as find ?x where ?x is $k",
        "save like as find ?x where ?x is person and name(?x) contains \"son\"",
        "save attended as which envoys attended the UAE talks?",
    ] {
        run(&mut session, saved).unwrap();
    }
    let shipped = Shipped::new(session.engine().store());
    let left_out: Vec<&str> = shipped.report.queries_left_out.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(left_out, ["like", "of_kind"]);
    assert!(
        shipped.report.queries_left_out.iter().all(|(_, reason)| !reason.is_empty() && !reason.contains('\u{E000}'))
    );
    // A query of a view's name would hide it: that of the predicate, and that of the query itself.
    let names: Vec<&String> = shipped.queries.as_object().unwrap().keys().collect();
    assert_eq!(names, ["attended_query_query"]);
}

#[test]
fn texts_of_a_query_are_texts_in_sql() {
    let mut session = talks();
    let hostile = "'; DROP TABLE fact; -- :name ?1 \u{202E}";
    run(&mut session, &format!("save h as find ?x where ?x is person and name(?x) != \"{hostile}\" limit 1")).unwrap();
    run(&mut session, &format!("save d($t = \"{hostile}\") as find ?x where ?x is person and name(?x) = $t")).unwrap();
    let shipped = Shipped::new(session.engine().store());
    assert_eq!(shipped.rows("h", &[], 1).len(), 1);
    assert_eq!(shipped.rows("d", &[], 1).len(), 0);
    assert_eq!(shipped.rows("d", &[("t", "Steve Witkoff")], 1).len(), 1);
}
