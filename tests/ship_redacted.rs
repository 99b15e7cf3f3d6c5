//! What is shipped with `--redact`: nothing in the bytes of the file tells of what was taken out.

mod binary;

use std::collections::BTreeSet;

use binary::Folder;
use factfile::fold::{fold, fold_letters};
use rusqlite::Connection;

/// What the program itself writes into every file, such as the examples in its schema.
fn own_words() -> String {
    let folder = Folder::empty();
    folder.write("nothing.jsonl", "{\"entity\": {\"id\": \"it\", \"name\": \"it\"}}\n");
    let loaded = folder.run(&["load", "empty.db", "nothing.jsonl"]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    let shipped = folder.run(&["ship", "empty.db", "--to", "empty-shipped.db"]);
    assert_eq!(shipped.code, Some(0), "{shipped:?}");
    bytes(&folder, "empty-shipped.db")
}

fn bytes(folder: &Folder, file: &str) -> String {
    String::from_utf8_lossy(&std::fs::read(folder.path().join(file)).unwrap()).into_owned()
}

fn texts(folder: &Folder, file: &str, sql: &str) -> BTreeSet<String> {
    let connection = Connection::open(folder.path().join(file)).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
    rows.filter_map(Result::unwrap).collect()
}

/// The names of the things of a kind, the narrower ones included, and of no other thing; as long as can be looked for in bytes.
fn names_of(folder: &Folder, store: &str, kind: &str) -> Vec<String> {
    let things = format!(
        "WITH RECURSIVE wanted (id) AS (
             SELECT id FROM kind WHERE name = '{kind}' UNION SELECT kind.id FROM kind JOIN wanted ON kind.broader = wanted.id
         ), thing (id) AS (SELECT subject FROM fact WHERE kind IN (SELECT id FROM wanted))"
    );
    let names = |which: &str| {
        let sql = format!(
            "{things} SELECT text FROM name WHERE entity {which} (SELECT id FROM thing) UNION SELECT key FROM entity WHERE id {which} (SELECT id FROM thing)"
        );
        texts(folder, store, &sql)
    };
    let others: BTreeSet<String> = names("NOT IN").iter().map(|name| fold(name)).collect();
    let of_it = names("IN").into_iter().filter(|name| fold(name).chars().count() >= 4 && !others.contains(&fold(name)));
    of_it.collect()
}

fn tells_nothing(folder: &Folder, file: &str, names: &[String]) {
    let (written, own) = (bytes(folder, file), own_words());
    assert!(!names.is_empty());
    let forms: [fn(&str) -> String; 4] = [str::to_owned, str::to_lowercase, fold_letters, fold];
    for form in forms {
        let (written, own) = (form(&written), form(&own));
        for name in names.iter().map(|name| form(name)).filter(|name| !own.contains(name.as_str())) {
            assert!(!written.contains(&name), "{name} is in {file}");
        }
    }
}

fn is_sound(folder: &Folder, file: &str) {
    let verified = folder.run(&["verify", file]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let connection = Connection::open(folder.path().join(file)).unwrap();
    let count = |sql: &str| -> i64 { connection.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(count("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
    assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(count("SELECT count(*) FROM document WHERE text IS NOT NULL"), 0);
    assert_eq!(count("SELECT count(*) FROM load WHERE source IS NOT NULL OR note IS NOT NULL"), 0);
    assert_eq!(count("SELECT count(*) FROM fact WHERE id NOT IN (SELECT fact FROM evidence) AND stated_by IS NULL"), 0);
}

fn redacted(folder: &Folder, words: &[&str]) {
    let mut arguments = vec!["ship", "talks.db", "--to", "shipped.db", "--force"];
    arguments.extend(words.iter().flat_map(|word| ["--redact", word]));
    let shipped = folder.run(&arguments);
    assert_eq!(shipped.code, Some(0), "{shipped:?}");
    assert!(shipped.out.contains("blanked"), "{shipped:?}");
    is_sound(folder, "shipped.db");
}

#[test]
fn nothing_tells_of_the_things_of_a_kind() {
    let folder = Folder::with_talks();
    for kind in ["envoy", "person", "nation", "organisation", "meeting", "place"] {
        redacted(&folder, &[kind]);
        tells_nothing(&folder, "shipped.db", &names_of(&folder, "talks.db", kind));
        let left = texts(&folder, "shipped.db", "SELECT name FROM entity");
        assert!(!left.is_empty(), "{kind}: the rest is there");
    }
}

#[test]
fn several_words_are_redacted_at_once() {
    let folder = Folder::with_talks();
    redacted(&folder, &["envoys", "attended"]);
    tells_nothing(&folder, "shipped.db", &names_of(&folder, "talks.db", "envoy"));
    let left = "SELECT predicate.name FROM fact JOIN predicate ON predicate.id = fact.predicate";
    assert!(!texts(&folder, "shipped.db", left).contains("attended"));
    assert!(texts(&folder, "talks.db", left).contains("attended"));
}

#[test]
fn the_facts_of_a_predicate_go_with_their_quotes() {
    let folder = Folder::with_talks();
    redacted(&folder, &["attended"]);
    let quotes = "SELECT quote FROM evidence JOIN fact ON fact.id = evidence.fact JOIN predicate ON predicate.id = fact.predicate
                  WHERE predicate.name = 'attended' AND quote IS NOT NULL";
    let (gone, written) = (texts(&folder, "talks.db", quotes), bytes(&folder, "shipped.db"));
    assert!(!gone.is_empty());
    for quote in gone {
        assert!(!written.contains(&quote), "{quote}");
    }
    let asked = folder.run(&["ask", "shipped.db", "which envoys attended the UAE talks?"]);
    assert!(asked.out.contains("no rows"), "{asked:?}");
    let asked = folder.run(&["ask", "shipped.db", "find ?x where ?x is envoy"]);
    assert!(asked.out.contains("Steve Witkoff"), "the things of other facts stay: {asked:?}");
}

/// What was merged, retracted and undone is history, and history tells as much.
#[test]
fn history_tells_nothing_either() {
    let folder = Folder::with_talks();
    folder.write(
        "more.jsonl",
        "{\"entity\": {\"id\": \"grey-eminence\", \"name\": \"Ærïk Gráy\", \"aliases\": [\"Eminence Grise\"], \"kinds\": [\"envoy\"]}}
{\"entity\": {\"id\": \"book\", \"name\": \"The life of Ærik Gray\", \"kinds\": [\"issue\"]}}
{\"fact\": {\"subject\": \"book\", \"predicate\": \"remains unsettled\", \"object\": true}}
{\"fact\": {\"subject\": \"grey-eminence\", \"predicate\": \"attended\", \"object\": \"uae-talks-meeting\"}}
",
    );
    let loaded = folder.run(&["load", "talks.db", "more.jsonl", "--note", "what Eminence Grise told"]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    let script = "define ?a met ?b as ?a attended ?m and ?b attended ?m;
                  define ?a is gray as ?a attended ?m and ?a != \"Eminence Grise\";
                  save wide as which issues remain unsettled?;
                  save narrow as find ?x where ?x remains unsettled and ?x != \"Eminence Grise\";
                  save envoys as which envoys attended the UAE talks?;
                  retract \"Eminence Grise\" attended UAE talks;
                  merge \"Eminence Grise\" into Steve Witkoff;";
    let ran = folder.run_with_input(&["run", "-", "--on", "talks.db", "--write", "--yes"], script);
    let ran = if ran.code == Some(0) { ran } else { panic!("{ran:?}") };
    drop(ran);
    redacted(&folder, &["envoy"]);
    let names = ["Ærïk Gráy", "aerik gray", "Eminence Grise", "grey-eminence", "Rustem Umerov"].map(str::to_owned);
    tells_nothing(&folder, "shipped.db", &names);
    assert_eq!(texts(&folder, "shipped.db", "SELECT name FROM query"), BTreeSet::from(["wide".to_owned()]));
    assert!(texts(&folder, "shipped.db", "SELECT name FROM rule").contains("met"));
    let named = texts(&folder, "shipped.db", "SELECT name FROM entity WHERE name LIKE 'redacted %'");
    assert!(!named.is_empty(), "the book stays, without its name");
}

#[test]
fn who_is_hidden_vouches_for_nothing() {
    let folder = Folder::with_talks();
    redacted(&folder, &["nation"]);
    let sources = "SELECT source.name FROM evidence JOIN entity AS source ON source.id = evidence.source";
    assert!(texts(&folder, "talks.db", sources).contains("United States"));
    assert!(!texts(&folder, "shipped.db", sources).contains("United States"));
    let holds = "SELECT CAST(id AS TEXT) FROM fact WHERE retracted IS NULL AND holds <> (unsourced OR EXISTS (
                     SELECT 1 FROM evidence AS v WHERE v.fact = fact.id AND v.retracted IS NULL AND v.polarity = '+'))";
    assert_eq!(texts(&folder, "shipped.db", holds), BTreeSet::new());
}

#[test]
fn a_word_that_is_none_is_an_error() {
    let folder = Folder::with_talks();
    let refused = folder.run(&["ship", "talks.db", "--to", "shipped.db", "--redact", "envois"]);
    assert_eq!((refused.code, folder.exists("shipped.db")), (Some(2), false), "{refused:?}");
    assert!(refused.err.contains("did you mean"), "{refused:?}");
}
