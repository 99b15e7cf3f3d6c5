//! Damaged copies of a store: each is asked, and gives an error or the right answer, and never a crash. FACTFILE_CORRUPTED is how
//! many copies there are, FACTFILE_CORRUPTED_FIRST the number of the first.

mod binary;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use binary::Folder;
use factfile::engine::Engine;
use factfile::store::Store;
use factfile::verify::verify;

/// How many copies there are where the variable does not say.
const COPIES: u64 = 150;

/// What is told of a copy that gives another answer, where checking it finds something wrong.
const FOUND_BY_VERIFY: &str = "found by verify";

/// How long a question to a damaged copy may take.
const LIMIT: Duration = Duration::from_secs(10);

const QUESTIONS: [&str; 6] = [
    "which envoys met in the UAE with sources?",
    "who leads what, according to whom with sources?",
    "which issues remain unsettled with sources?",
    "how many things attended the talks, by kind?",
    "find ?x, ?y where ?x (attended / ^attended) ?y and name(?x) < name(?y)",
    "find * where ?x attended ?m {as: ?as}",
];

/// Numbers by chance, the same each time: SplitMix64 (Steele, Lea and Flood, 2014).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most as u64) as usize
    }
}

/// Damages a file in one of several ways; says which.
fn damaged(sound: &[u8], chance: &mut Chance) -> (Vec<u8>, &'static str) {
    let mut bytes = sound.to_vec();
    let page = 4096;
    let pages = bytes.len() / page;
    let way = match chance.below(6) {
        0 => {
            let at = chance.below(bytes.len());
            bytes[at] ^= 1 << chance.below(8);
            "one bit"
        }
        1 => {
            for _ in 0..2 + chance.below(30) {
                let at = chance.below(bytes.len());
                bytes[at] ^= 1 << chance.below(8);
            }
            "several bits"
        }
        2 => {
            bytes.truncate(chance.below(bytes.len()));
            "cut off"
        }
        3 => {
            let (one, other) = (chance.below(pages), chance.below(pages));
            for at in 0..page {
                bytes.swap(one * page + at, other * page + at);
            }
            "pages swapped"
        }
        4 => {
            let at = chance.below(pages);
            bytes[at * page..][..page].fill(0);
            "a page of zeros"
        }
        _ => {
            let at = chance.below(bytes.len() - 64);
            bytes[at..at + 64].iter_mut().for_each(|byte| *byte = chance.next() as u8);
            "64 bytes of noise"
        }
    };
    (bytes, way)
}

/// What a store answers; an error where it gives one.
fn answers(path: &Path) -> Vec<Result<String, String>> {
    let asked = |engine: &mut Engine, question: &&str| {
        let answered = engine.ask_text(question).map_err(|error| error.to_string())?;
        Ok(format!("{:?} {:?} {:?}", answered.answer.rows, answered.answer.verdict, answered.answer.receipts))
    };
    let mut engine = match Store::open(path).and_then(Engine::new) {
        Ok(engine) => engine,
        Err(error) => return vec![Err(error.to_string()); QUESTIONS.len()],
    };
    engine.set_limit(Some(LIMIT));
    QUESTIONS.iter().map(|question| asked(&mut engine, question)).collect()
}

/// Whether checking the store finds something wrong, or cannot be done.
fn is_found_wrong(path: &Path) -> bool {
    Store::open_as_it_is(path).and_then(verify).map_or(true, |verified| !verified.is_clean())
}

/// Where an answer first differs from the right one.
fn difference(told: &[Result<String, String>], right: &[Result<String, String>]) -> String {
    let texts = told.iter().zip(right).filter_map(|(told, right)| Some((told.as_ref().ok()?, right.as_ref().ok()?)));
    let Some((told, right)) = texts.into_iter().find(|(told, right)| told != right) else { return String::new() };
    let same = told.chars().zip(right.chars()).take_while(|(told, right)| told == right).count();
    let shown = |text: &str| text.chars().skip(same.saturating_sub(60)).take(120).collect::<String>();
    format!("{} / {}", shown(told), shown(right))
}

/// What came of damaged copies of a store.
struct Outcome {
    copies: u64,
    /// By way of damage and what came of it, how many.
    counts: BTreeMap<(&'static str, &'static str), u64>,
    /// The copies with another answer that nothing tells, and where it differs.
    unsaid: Vec<(u64, String)>,
}

/// Damages copies of a store, and asks each.
fn outcome(folder: &Folder, store: &str) -> Outcome {
    let copies = std::env::var("FACTFILE_CORRUPTED").ok().and_then(|text| text.parse().ok()).unwrap_or(COPIES);
    let sound = std::fs::read(folder.path().join(store)).unwrap();
    let right = answers(&folder.path().join(store));
    assert_eq!(right.iter().find(|answer| answer.is_err()), None);
    let mut outcome = Outcome { copies, counts: BTreeMap::new(), unsaid: Vec::new() };
    let first = std::env::var("FACTFILE_CORRUPTED_FIRST").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    for copy in first..first + copies {
        let mut chance = Chance(copy);
        let (bytes, way) = damaged(&sound, &mut chance);
        let path = folder.path().join("damaged.db");
        std::fs::write(&path, &bytes).unwrap();
        let told = catch_unwind(AssertUnwindSafe(|| answers(&path))).unwrap_or_else(|_| panic!("copy {copy}: {way}"));
        let found = match told {
            told if told == right => "right",
            told if told.iter().zip(&right).all(|(told, right)| told.is_err() || told == right) => "error",
            _ if catch_unwind(|| is_found_wrong(&path)).unwrap_or_else(|_| panic!("copy {copy}: {way}")) => {
                FOUND_BY_VERIFY
            }
            told => {
                outcome.unsaid.push((copy, difference(&told, &right)));
                "other, unsaid"
            }
        };
        *outcome.counts.entry((way, found)).or_default() += 1;
    }
    println!("{store}: {copies} copies: {:?}; unsaid: {:?}", outcome.counts, outcome.unsaid);
    outcome
}

#[test]
fn a_damaged_copy_gives_an_error_or_the_right_answer() {
    let Outcome { copies, counts, unsaid } = outcome(&Folder::with_talks(), "talks.db");
    assert_eq!(counts.keys().find(|(_, found)| *found == FOUND_BY_VERIFY), None);
    // What SQLite and the store keep once only, nobody can hold against anything: see docs/trust.md.
    assert!(unsaid.len() as u64 * 1_000 <= copies, "{unsaid:?}");
}

#[test]
fn a_store_that_others_write_to_is_answered_from_unless_it_contradicts_itself() {
    let folder = Folder::with_talks();
    let changed = |change: &str| {
        std::fs::copy(folder.path().join("talks.db"), folder.path().join("changed.db")).unwrap();
        let connection = rusqlite::Connection::open(folder.path().join("changed.db")).unwrap();
        connection.execute_batch(change).unwrap();
        drop(connection);
        folder.run(&["ask", "changed.db", QUESTIONS[0]])
    };
    for change in ["CREATE TABLE mine (text TEXT)", "UPDATE document SET publisher = 'AP' WHERE id = 1", "VACUUM"] {
        let asked = changed(change);
        assert_eq!(asked.code, Some(0), "{change}: {asked:?}");
    }
    let asked = changed("UPDATE fact SET holds = 0 WHERE id = 1");
    assert_eq!(asked.code, Some(3), "{asked:?}");
    assert!(asked.err.contains("is damaged, or another program has written to it: fact 1 is kept as"), "{asked:?}");
    assert!(asked.err.contains("factfile verify"), "{asked:?}");
}

#[test]
fn a_damaged_shipped_file_never_gives_another_answer() {
    let folder = Folder::with_talks();
    let shipped = folder.run(&["ship", "talks.db", "--to", "shipped.db"]);
    assert_eq!(shipped.code, Some(0), "{shipped:?}");
    let Outcome { counts, unsaid, .. } = outcome(&folder, "shipped.db");
    assert_eq!(unsaid, []);
    assert_eq!(counts.keys().find(|(_, found)| *found == FOUND_BY_VERIFY), None);
}

#[test]
fn a_shipped_file_that_others_write_to_is_not_taken_for_damaged() {
    let folder = Folder::with_talks();
    for (name, change) in [
        ("added.db", "CREATE TABLE mine (text TEXT); INSERT INTO mine VALUES ('x')"),
        ("renamed.db", "UPDATE document SET publisher = 'AP'"),
        ("compact.db", "VACUUM"),
        ("unsealed.db", "DELETE FROM seal"),
        ("logged.db", "PRAGMA journal_mode = wal"),
    ] {
        let shipped = folder.run(&["ship", "talks.db", "--to", name]);
        assert_eq!(shipped.code, Some(0), "{shipped:?}");
        let connection = rusqlite::Connection::open(folder.path().join(name)).unwrap();
        connection.execute_batch(change).unwrap();
        drop(connection);
        let asked = folder.run(&["ask", name, QUESTIONS[0]]);
        assert_eq!(asked.code, Some(0), "{name}: {asked:?}");
    }
    let shipped = folder.run(&["ship", "talks.db", "--to", "loaded.db"]);
    assert_eq!(shipped.code, Some(0), "{shipped:?}");
    let changed = folder.run_with_input(&["run", "-", "--on", "loaded.db", "--write"], "assert Marco Rubio is envoy");
    assert_eq!(changed.code, Some(0), "{changed:?}");
    for command in [["ask", "loaded.db", QUESTIONS[0]].as_slice(), &["verify", "loaded.db"]] {
        let run = folder.run(command);
        assert_eq!(run.code, Some(0), "{run:?}");
    }
    // Shipped again, it has a seal of its own.
    let again = folder.run(&["ship", "loaded.db", "--to", "again.db"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    let path = folder.path().join("again.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let asked = folder.run(&["ask", "again.db", QUESTIONS[0]]);
    assert!(asked.code == Some(3) && asked.err.contains("not those that were shipped"), "{asked:?}");
    // Nor does it get a new one by being written to.
    let changed = folder.run_with_input(&["run", "-", "--on", "again.db", "--write"], "assert Marco Rubio is envoy");
    assert!(changed.code == Some(3) && changed.err.contains("not those that were shipped"), "{changed:?}");
}

#[test]
fn a_shipped_file_that_others_make_contradict_itself_is_told() {
    let folder = Folder::with_talks();
    let shipped = folder.run(&["ship", "talks.db", "--to", "shipped.db"]);
    assert_eq!(shipped.code, Some(0), "{shipped:?}");
    let connection = rusqlite::Connection::open(folder.path().join("shipped.db")).unwrap();
    connection.execute_batch("UPDATE entity SET name = 'The talks' WHERE name = 'UAE talks'").unwrap();
    let asked = folder.run(&["ask", "shipped.db", QUESTIONS[0]]);
    assert!(
        asked.code == Some(3) && asked.err.contains("shown as “The talks”, which is none of its names"),
        "{asked:?}"
    );
    connection.execute_batch("DELETE FROM seal").unwrap();
    let asked = folder.run(&["ask", "shipped.db", QUESTIONS[0]]);
    assert_eq!(asked.code, Some(0), "{asked:?}");
}
