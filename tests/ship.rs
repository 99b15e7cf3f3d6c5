//! The shipped file, as analysts meet it: through SQLite, the `sqlite3` shell and Python's `sqlite3`.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{CLAIM, Claim, Object, Sketch};
use factfile::problem::{Problem, StoreProblem};
use factfile::ship::{Options, ship};
use factfile::store::Store;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

/// A folder with a store and the file shipped from it.
struct Shipped {
    folder: TempDir,
    file: PathBuf,
}

impl Shipped {
    fn new(put_in: impl Fn(&Sketch)) -> Self {
        let folder = TempDir::new().unwrap();
        let sketch = Sketch::new(&folder.path().join("store.db"));
        put_in(&sketch);
        let file = folder.path().join("talks.db");
        ship(&sketch.store(), &file, &Options::default()).unwrap();
        Shipped { folder, file }
    }

    fn open(&self) -> Connection {
        Connection::open_with_flags(&self.file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    /// The rows of a query, their values separated by `|` as the shell shows them.
    fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.open(), sql)
    }
}

fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    use rusqlite::types::ValueRef;
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    let width = statement.column_count();
    let shown = |value: ValueRef<'_>| match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    };
    let row = |row: &rusqlite::Row<'_>| {
        Ok((0..width).map(|at| row.get_ref(at).map(shown)).collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
    };
    statement.query_map([], row).unwrap().map(Result::unwrap).collect()
}

/// Two envoys and a denied third at one meeting, with every form that a fact can take.
fn talks(sketch: &Sketch) {
    sketch.kind("person", None);
    sketch.kind("envoy", Some("person"));
    sketch.kind("admiral", Some("person"));
    for (name, object_type) in [
        ("attended", "entity"),
        ("representing", "entity"),
        ("as", "text"),
        ("held in", "entity"),
        ("met in", "entity"),
        ("remains open", "boolean"),
        ("costs", "number"),
        ("days", "number"),
        ("began on", "date"),
        ("leads", "entity"),
    ] {
        sketch.predicate(name, object_type);
    }
    sketch.connection().execute("UPDATE predicate SET path = 'attended / held in' WHERE name = 'met in'", []).unwrap();
    sketch.connection().execute("UPDATE kind SET description = 'Somebody sent.' WHERE name = 'envoy'", []).unwrap();
    for (key, name, aliases) in [
        ("witkoff", "Steve Witkoff", &["Witkoff", "S. Witkoff"][..]),
        ("umerov", "Rustem Umerov", &["Умєров"]),
        ("dmitriev", "Kirill Dmitriev", &[]),
        ("talks", "UAE talks", &[]),
        ("uae", "United Arab Emirates", &["UAE"]),
        ("usa", "United States", &["US"]),
        ("ukraine", "Ukraine", &[]),
        ("kremlin", "Kremlin", &[]),
    ] {
        sketch.entity(key, name, aliases);
    }
    attendance(sketch);
    others(sketch);
}

fn attendance(sketch: &Sketch) {
    let friday =
        Claim { quote: Some("Witkoff is taking part"), source: Some("usa"), time_phrase: Some("on Friday"), ..CLAIM };
    let later = Claim { quote: Some("Witkoff may attend"), source: Some("kremlin"), modality: "possible", ..CLAIM };
    let talks = Object::Entity("talks");
    let witkoff = sketch.fact("witkoff", "attended", &talks, Some("2026-01"), &[friday, later]);
    sketch.qualifier(witkoff, "representing", &Object::Entity("usa"));
    sketch.qualifier(witkoff, "representing", &Object::Entity("ukraine"));
    sketch.qualifier(witkoff, "as", &Object::Text("observer"));
    // Disputed: one affirms it without words, one affirms it with words, one denies it.
    let denial = Claim { quote: Some("Umerov did not come"), source: Some("kremlin"), polarity: "-", ..CLAIM };
    let expected = Claim { quote: Some("Umerov is expected"), modality: "probable", ..CLAIM };
    let possible = Claim { modality: "possible", ..CLAIM };
    sketch.fact("umerov", "attended", &talks, None, &[possible, expected, denial]);
    // Only denied, and that by a claim that stands; the affirmation was withdrawn.
    let withdrawn = Claim { quote: Some("Dmitriev came"), retracted: true, ..CLAIM };
    let absent = Claim { quote: Some("Dmitriev stayed away"), ..denial };
    sketch.fact("dmitriev", "attended", &talks, None, &[withdrawn, absent]);
    // Retracted as a whole.
    let gone = sketch.fact("kremlin", "attended", &talks, None, &[friday]);
    sketch.connection().execute("UPDATE fact SET holds = 0, retracted = 1 WHERE id = ?1", [gone]).unwrap();
}

fn others(sketch: &Sketch) {
    sketch.fact("talks", "held in", &Object::Entity("uae"), Some("2026-01-23/.."), &[CLAIM]);
    sketch.fact("talks", "remains open", &Object::Boolean(true), Some("2026~"), &[]);
    sketch.fact("talks", "costs", &Object::Integer(4), None, &[]);
    sketch.fact("talks", "costs", &Object::Real(2.5), None, &[]);
    sketch.fact("talks", "days", &Object::Integer(2), None, &[]);
    sketch.fact("talks", "began on", &Object::Date("2026-02"), None, &[]);
    sketch.fact("witkoff", "is", &Object::Kind("envoy"), Some("2025-03-01/2026-06"), &[]);
    sketch.fact("witkoff", "is", &Object::Kind("person"), Some("2024/2026"), &[]);
    sketch.fact("umerov", "is", &Object::Kind("envoy"), None, &[CLAIM]);
    sketch.fact("umerov", "is", &Object::Kind("admiral"), Some("2026"), &[CLAIM]);
}

/// A command for a tool on the path; none, and a word why, where it is not installed.
fn tool(name: &str, test: &str) -> Option<Command> {
    if Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Some(Command::new(name));
    }
    println!("{test} skipped: {name} is not installed");
    None
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{command:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_predicate_reads_well_in_the_sqlite3_shell() {
    let Some(mut sqlite3) = tool("sqlite3", "a_predicate_reads_well_in_the_sqlite3_shell") else { return };
    let shipped = Shipped::new(talks);
    let shown = output(sqlite3.arg("-header").arg(&shipped.file).arg("select * from attended"));
    let expected = "\
subject|object|since|until|time|precision|time_phrase|representing|as_qualifier|sources|denials|attributed_to|modality|quote|quote_state|document|url|fact|subject_key|object_key
Steve Witkoff|UAE talks|2026-01-01|2026-01-31|2026-01|month|on Friday|Ukraine; United States|observer|2|0|Kremlin; United States|certain|Witkoff is taking part|unchecked|Envoys hold talks|https://example.org/talks|1|witkoff|talks
Rustem Umerov|UAE talks||||||||2|1||probable|Umerov is expected|unchecked|Envoys hold talks|https://example.org/talks|2|umerov|talks
";
    assert_eq!(shown, expected);
    let schema = output(Command::new("sqlite3").arg(&shipped.file).arg(".schema attended"));
    assert!(schema.contains("-- the qualifier “representing”"), "{schema}");
}

#[test]
fn what_is_denied_is_shown_with_who_denies_it() {
    let shipped = Shipped::new(talks);
    let denied = "SELECT subject, sources, denials, attributed_to, quote FROM denied";
    assert_eq!(
        shipped.rows(denied),
        ["Rustem Umerov|2|1|Kremlin|Umerov did not come", "Kirill Dmitriev|0|1|Kremlin|Dmitriev stayed away"]
    );
    let facts = "SELECT subject, denials FROM facts WHERE predicate = 'attended'";
    assert_eq!(shipped.rows(facts), ["Steve Witkoff|0", "Rustem Umerov|1"]);
    let withdrawn = "SELECT count(*) FROM quotes WHERE quote = 'Dmitriev came' OR subject = 'Kremlin'";
    assert_eq!(shipped.rows(withdrawn), ["0"]);
}

#[test]
fn denied_and_facts_have_the_same_columns() {
    let shipped = Shipped::new(talks);
    let columns = |view: &str| shipped.rows(&format!("SELECT name FROM pragma_table_info('{view}')"));
    assert_eq!(columns("facts"), columns("denied"));
}

#[test]
fn times_are_whole_days_or_nothing() {
    let shipped = Shipped::new(talks);
    let times = |view: &str| shipped.rows(&format!("SELECT since, until, time, precision FROM {view}"));
    assert_eq!(times("held_in"), ["2026-01-23||2026-01-23/..|interval"]);
    assert_eq!(times("remains_open"), ["2026-01-01|2026-12-31|2026~|year"]);
    assert_eq!(times("days"), ["|||"]);
}

#[test]
fn objects_have_the_type_of_their_predicate() {
    let shipped = Shipped::new(talks);
    let objects = |view: &str| shipped.rows(&format!("SELECT object, typeof(object) FROM {view} ORDER BY object"));
    assert_eq!(objects("remains_open"), ["1|integer"]);
    assert_eq!(objects("days"), ["2|integer"]);
    assert_eq!(objects("costs"), ["2.5|real", "4.0|real"]);
    assert_eq!(objects("is_facts WHERE subject_key = 'witkoff'"), ["envoy|text", "person|text"]);
    let dates = shipped.rows("SELECT object, object_since, object_until FROM began_on");
    assert_eq!(dates, ["2026-02|2026-02-01|2026-02-28"]);
    let uniform = shipped.rows("SELECT object, typeof(object) FROM facts WHERE predicate IN ('days', 'remains open')");
    assert_eq!(uniform, ["true|text", "2|text"]);
}

#[test]
fn a_kind_has_the_narrower_ones_and_bounds_only_where_every_membership_has() {
    let shipped = Shipped::new(talks);
    let people = shipped.rows("SELECT name, kinds, aliases, since, until, facts FROM persons");
    assert_eq!(
        people,
        [
            "Steve Witkoff|envoy; person|S. Witkoff; Witkoff|2024-01-01|2026-12-31|3",
            "Rustem Umerov|admiral; envoy|Умєров|||3"
        ]
    );
    assert_eq!(shipped.rows("SELECT name, since FROM admirals"), ["Rustem Umerov|2026-01-01"]);
}

#[test]
fn a_predicate_that_only_qualifies_or_is_derived_has_no_view_and_the_readme_says_so() {
    let shipped = Shipped::new(talks);
    let views: BTreeSet<String> =
        shipped.rows("SELECT name FROM sqlite_schema WHERE type = 'view'").into_iter().collect();
    assert!(!views.contains("met_in") && !views.contains("representing"));
    // Nothing states it, but it was declared to be stated: nobody is said to lead.
    assert!(views.contains("leads"));
    assert_eq!(shipped.rows("SELECT count(*) FROM readme WHERE text LIKE '%met in%attended / held in%'"), ["1"]);
}

#[test]
fn the_file_is_sound_and_stands_alone() {
    let shipped = Shipped::new(talks);
    assert_eq!(shipped.rows("PRAGMA integrity_check"), ["ok"]);
    assert_eq!(shipped.rows("PRAGMA foreign_key_check"), Vec::<String>::new());
    assert_eq!(shipped.rows("PRAGMA journal_mode"), ["delete"]);
    assert_eq!(shipped.rows("PRAGMA freelist_count"), ["0"]);
    assert_eq!(shipped.rows("SELECT count(*) > 0 FROM sqlite_stat1"), ["1"]);
    // The header's bytes for the journal: 1 is rollback, 2 is WAL.
    assert_eq!(fs::read(&shipped.file).unwrap()[18..20], [1, 1]);
    assert_eq!(files(shipped.folder.path()), ["store.db", "talks.db"]);
    // Factfile itself opens it too.
    assert_eq!(Store::open(&shipped.file).unwrap().counts().unwrap().documents, 1);
}

/// The files in a folder but those that a store in WAL mode has beside it.
fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with("store.db-")).collect();
    names.sort();
    names
}

#[test]
fn the_dictionary_has_every_column_of_every_table_and_view() {
    let shipped = Shipped::new(talks);
    let connection = shipped.open();
    let there = rows(
        &connection,
        "SELECT object.name, field.name FROM pragma_table_list AS object, pragma_table_info(object.name) AS field
         WHERE object.schema = 'main' AND object.type <> 'shadow' AND object.name NOT LIKE 'sqlite_%'
         UNION ALL
         SELECT name, '' FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite_%'",
    );
    let described =
        rows(&connection, "SELECT object, \"column\" FROM data_dictionary WHERE meaning <> '' AND type <> ''");
    let (there, described) =
        (there.into_iter().collect::<BTreeSet<_>>(), described.into_iter().collect::<BTreeSet<_>>());
    assert_eq!(there.difference(&described).collect::<Vec<_>>(), Vec::<&String>::new(), "without a meaning");
    assert_eq!(described.difference(&there).collect::<Vec<_>>(), Vec::<&String>::new(), "not in the file");
    let envoys = shipped.rows("SELECT meaning FROM data_dictionary WHERE object = 'envoys' AND \"column\" IS NULL");
    assert_eq!(envoys, ["Every entity that is of the kind “envoy”. Somebody sent."]);
}

#[test]
fn the_readme_gives_counts_and_statements_that_run() {
    let shipped = Shipped::new(talks);
    let readme = shipped.rows("SELECT text FROM readme ORDER BY line");
    assert!(
        readme.iter().any(|line| line == "In it: 13 facts about 8 entities, on 10 passages of 1 document."),
        "{readme:#?}"
    );
    let statements: Vec<&String> = readme.iter().filter(|line| line.starts_with("  SELECT ")).collect();
    assert!(statements.len() >= 5, "{readme:#?}");
    let connection = shipped.open();
    let with_rows = statements.iter().filter(|statement| !rows(&connection, statement).is_empty()).count();
    assert_eq!(with_rows, statements.len());
}

#[test]
fn the_same_store_gives_the_same_bytes() {
    let shipped = Shipped::new(talks);
    let again = shipped.folder.path().join("again.db");
    ship(&Store::open(shipped.folder.path().join("store.db")).unwrap(), &again, &Options::default()).unwrap();
    assert!(fs::read(&shipped.file).unwrap() == fs::read(&again).unwrap());
}

#[test]
fn the_report_tells_what_is_in_the_file() {
    let folder = TempDir::new().unwrap();
    let sketch = Sketch::new(&folder.path().join("store.db"));
    talks(&sketch);
    let file = folder.path().join("talks.db");
    let report = ship(&sketch.store(), &file, &Options::default()).unwrap();
    let connection = Connection::open(&file).unwrap();
    let count = |types: &str| {
        let all = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'";
        rows(&connection, &format!("{all} AND type IN ({types})"))
    };
    assert_eq!([report.tables.to_string()], count("'table', 'virtual'")[..]);
    assert_eq!([report.views.to_string()], count("'view'")[..]);
    assert_eq!((report.documents, report.entities, report.facts), (1, 8, 13));
    assert_eq!(report.bytes, fs::metadata(&file).unwrap().len());
    assert_eq!(report.path, file);
}

#[test]
fn a_shipped_file_ships_again() {
    let shipped = Shipped::new(talks);
    let again = shipped.folder.path().join("again.db");
    ship(&Store::open(&shipped.file).unwrap(), &again, &Options::default()).unwrap();
    let copy = Connection::open(&again).unwrap();
    for table in ["readme", "data_dictionary", "facts", "envoys"] {
        let all = format!("SELECT * FROM {table}");
        assert_eq!(rows(&copy, &all), shipped.rows(&all));
    }
    assert_eq!(rows(&copy, "PRAGMA integrity_check"), ["ok"]);
}

#[test]
fn a_store_in_memory_can_be_shipped() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("empty.db");
    let report = ship(&Store::in_memory().unwrap(), &file, &Options::default()).unwrap();
    assert_eq!(report.facts, 0);
    assert_eq!(rows(&Connection::open(&file).unwrap(), "SELECT * FROM facts"), Vec::<String>::new());
}

#[test]
fn a_file_in_the_way_is_kept_unless_told_otherwise() {
    let shipped = Shipped::new(talks);
    let store = Store::open(shipped.folder.path().join("store.db")).unwrap();
    let target = shipped.folder.path().join("notes.txt");
    fs::write(&target, "mine").unwrap();
    assert!(matches!(refusal(&store, &target, false), StoreProblem::Exists { .. }));
    assert_eq!(fs::read(&target).unwrap(), b"mine");
    ship(&store, &target, &Options { force: true, ..Options::default() }).unwrap();
    assert!(fs::read(&target).unwrap() == fs::read(&shipped.file).unwrap());
    assert_eq!(files(shipped.folder.path()), ["notes.txt", "store.db", "talks.db"]);
}

#[test]
fn the_store_itself_and_a_file_in_use_are_never_replaced() {
    let shipped = Shipped::new(talks);
    let path = shipped.folder.path().join("store.db");
    let store = Store::open(&path).unwrap();
    assert!(matches!(refusal(&store, &path, true), StoreProblem::SameFile { .. }));
    fs::write(shipped.folder.path().join("talks.db-journal"), "").unwrap();
    assert!(matches!(refusal(&store, &shipped.file, true), StoreProblem::Busy { .. }));
}

#[test]
fn a_place_that_cannot_be_written_is_an_error_that_names_it() {
    let shipped = Shipped::new(talks);
    let store = Store::open(shipped.folder.path().join("store.db")).unwrap();
    let target = shipped.folder.path().join("no such folder/talks.db");
    let path = match refusal(&store, &target, false) {
        StoreProblem::Io { path, .. } => path,
        other => panic!("not a place that cannot be written: {other:?}"),
    };
    assert_eq!(path, target.display().to_string());
    let folder = shipped.folder.path().join("a folder");
    fs::create_dir(&folder).unwrap();
    assert!(matches!(refusal(&store, &folder, true), StoreProblem::Io { .. }));
    assert_eq!(files(shipped.folder.path()), ["a folder", "store.db", "talks.db"]);
}

fn refusal(store: &Store, target: &Path, force: bool) -> StoreProblem {
    match ship(store, target, &Options { force, ..Options::default() }).unwrap_err().problem {
        Problem::Store(problem) => problem,
        other => panic!("{other:?}"),
    }
}

#[cfg(unix)]
#[test]
fn it_opens_in_a_folder_that_cannot_be_written() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let Some(mut sqlite3) = tool("sqlite3", "it_opens_in_a_folder_that_cannot_be_written") else { return };
    let shipped = Shipped::new(talks);
    let permissions = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    permissions(&shipped.file, 0o444);
    permissions(shipped.folder.path(), 0o555);
    // Nothing is forbidden to root, so the shell runs as somebody else then.
    if fs::metadata(&shipped.file).unwrap().uid() == 0 {
        sqlite3.uid(65534);
    }
    let shown = output(sqlite3.arg(&shipped.file).arg("SELECT count(*) FROM attended"));
    permissions(shipped.folder.path(), 0o755);
    assert_eq!(shown, "2\n");
}

#[test]
fn a_copy_is_of_one_moment_while_another_process_writes() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("store.db");
    talks(&Sketch::new(&path));
    let writer = Connection::open(&path).unwrap();
    writer.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    // Each transaction adds two entities, so that no moment has an odd one more.
    let writing = std::thread::spawn(move || {
        let mut pairs = 0;
        while stopped.try_recv().is_err() {
            let add = "INSERT INTO entity (key, name, load) VALUES ('a' || ?1, 'A', 1), ('b' || ?1, 'B', 1)";
            writer.execute(add, [pairs]).unwrap();
            pairs += 1;
        }
        pairs
    });
    let store = Store::open(&path).unwrap();
    let counts: Vec<i64> = (0..5)
        .map(|copy| ship(&store, &folder.path().join(format!("{copy}.db")), &Options::default()).unwrap().entities)
        .collect();
    stop.send(()).unwrap();
    let pairs = writing.join().unwrap();
    assert!(counts.iter().all(|entities| entities % 2 == 0), "{counts:?}");
    assert!(pairs > 0 && counts[4] <= 8 + 2 * pairs);
    for copy in 0..5 {
        let copy = Connection::open(folder.path().join(format!("{copy}.db"))).unwrap();
        assert_eq!(rows(&copy, "PRAGMA integrity_check"), ["ok"]);
    }
}

/// Names that would do harm, or go wrong, where they were put into SQL as they are.
const HOSTILE: [&str; 11] = [
    "x\"; DROP TABLE fact; --",
    "a\nDROP TABLE entity;\n",
    "'); DELETE FROM fact; --",
    "select",
    "fact",
    "sqlite_master",
    "🙂",
    "/* open",
    "Умєров’s",
    "\u{202E}right to left",
    "nul\0; DROP TABLE fact",
];

#[test]
fn hostile_names_become_plain_ones() {
    let long = "very ".repeat(5000);
    let hostile: Vec<&str> = HOSTILE.into_iter().chain([long.as_str()]).collect();
    let shipped = Shipped::new(|sketch| {
        sketch.entity("subject", "subject\"; --", &[]);
        sketch.predicate("attended", "text");
        for name in &hostile {
            sketch.kind(name, None);
            sketch.predicate(name, "text");
            sketch.fact("subject", "is", &Object::Kind(name), None, &[]);
            let fact = sketch.fact("subject", name, &Object::Text(name), None, &[]);
            sketch.qualifier(fact, name, &Object::Text(name));
        }
        let describe = "UPDATE predicate SET description = char(10) || '; DROP TABLE fact; --' || char(13, 10)";
        sketch.connection().execute(describe, []).unwrap();
    });
    let views: Vec<String> = shipped.rows("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY rowid");
    let predicates: Vec<&str> = views.iter().map(String::as_str).skip_while(|name| *name != "attended").collect();
    assert_eq!(
        predicates[1..12],
        [
            "x_DROP_TABLE_fact",
            "a_DROP_TABLE_entity",
            "DELETE_FROM_fact",
            "select_facts",
            "fact_facts",
            "the_sqlite_master",
            "predicate_9",
            "open",
            "Умєровs",
            "right_to_left",
            "nul_DROP_TABLE_fact"
        ]
    );
    assert!(views.iter().all(|name| name.chars().count() < 70), "{views:?}");
    for view in
        views.iter().filter(|view| !["denied", "quotes", "claim", "claim_history", "attended"].contains(&view.as_str()))
    {
        assert!(!shipped.rows(&format!("SELECT * FROM \"{view}\"")).is_empty(), "{view}");
    }
    assert_eq!(shipped.rows("SELECT count(*) FROM fact"), ["24"]);
    all_views_are_read_by("sqlite3", &shipped, &views);
}

/// Reads every view through the shell, as far as it is installed.
fn all_views_are_read_by(name: &str, shipped: &Shipped, views: &[String]) {
    let Some(mut sqlite3) = tool(name, "hostile_names_become_plain_ones") else { return };
    for view in views {
        sqlite3.arg("-cmd").arg(format!(".once /dev/null\nSELECT * FROM \"{view}\";"));
    }
    output(sqlite3.arg("-batch").arg(&shipped.file).arg("SELECT 1"));
}

#[test]
fn python_reads_every_view() {
    let Some(mut python) = tool("python3", "python_reads_every_view") else { return };
    let shipped = Shipped::new(talks);
    let script = "
import sqlite3, sys
file = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
views = [name for name, in file.execute(\"SELECT name FROM sqlite_schema WHERE type = 'view'\")]
for view in views:
    file.execute(f'SELECT * FROM \"{view}\"').fetchall()
print(len(views), *file.execute('SELECT subject, quote FROM attended').fetchone(), sep='|')
";
    let shown = output(python.arg("-c").arg(script).arg(&shipped.file));
    let views = &shipped.rows("SELECT count(*) FROM sqlite_schema WHERE type = 'view'")[0];
    assert_eq!(shown, format!("{views}|Steve Witkoff|Witkoff is taking part\n"));
}
