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
    let mut engine = match Store::open_as_it_is(path).and_then(Engine::new) {
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

#[test]
fn a_damaged_copy_gives_an_error_or_the_right_answer() {
    let copies = std::env::var("FACTFILE_CORRUPTED").ok().and_then(|text| text.parse().ok()).unwrap_or(COPIES);
    let folder = Folder::with_talks();
    let sound = std::fs::read(folder.path().join("talks.db")).unwrap();
    let right = answers(&folder.path().join("talks.db"));
    assert_eq!(right.iter().find(|answer| answer.is_err()), None);
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    let mut unsaid = Vec::new();
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
                "found by verify"
            }
            told => {
                unsaid.push((copy, difference(&told, &right)));
                "other, unsaid"
            }
        };
        *counts.entry((way, found)).or_default() += 1;
    }
    println!("{copies} copies: {counts:?}; unsaid: {unsaid:?}");
    // What SQLite and the store keep once only, nobody can hold against anything: see docs/trust.md.
    assert!(unsaid.len() as u64 * 1_000 <= copies, "{unsaid:?}");
}
