//! The quotes of the corpora: all are found to the letter; and of a copy in which one word was changed in 200 of them exactly
//! those are told, by the report of the load, by the check of the store, and as mistakes where quotes are required.

mod loading;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use factfile::diagnostic::Diagnostic;
use factfile::load::mapping::Mapping;
use factfile::load::{Input, LoadFailure, LoadReport, Options, load};
use factfile::store::Store;
use factfile::verify::verify;
use loading::{Scratch, read_only, rows};
use serde_json::Value as Json;

const CHANGED: usize = 200;

/// A corpus: its folder, its mapping, and how many of its facts have sentences, as its readme says.
struct Corpus {
    folder: &'static str,
    mapping: &'static str,
    with_sentences: usize,
}

#[test]
fn exactly_the_quotes_of_ten_reports_that_were_changed_are_missing() {
    Corpus { folder: "meantime-small", mapping: "meantime", with_sentences: 596 }.check();
}

#[test]
fn exactly_the_quotes_of_all_reports_that_were_changed_are_missing() {
    Corpus { folder: "meantime", mapping: "meantime", with_sentences: 5_509 }.check();
}

#[test]
fn exactly_the_quotes_of_encyclopedic_articles_that_were_changed_are_missing() {
    Corpus { folder: "redocred", mapping: "redocred", with_sentences: 15_015 }.check();
}

impl Corpus {
    fn check(&self) {
        let corpora = std::env::var("FACTFILE_CORPORA").unwrap_or_else(|_| "../shared/data".to_owned());
        let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join(corpora);
        if !corpora.is_dir() {
            println!("skipped: {} has no corpora", corpora.display());
            return;
        }
        self.is_verbatim(&corpora);
        self.is_told_where_it_was_changed(&corpora);
    }

    fn is_verbatim(&self, corpora: &Path) {
        let folder = corpora.join(self.folder);
        let facts = lines(&folder.join("facts.jsonl"));
        let quoted = facts.iter().filter(|fact| fact["quote"].is_string()).count();
        assert_eq!(quoted, self.with_sentences, "{}", self.folder);
        let stated: BTreeSet<(String, String)> = facts.iter().flat_map(quotes).collect();

        let scratch = Scratch::new();
        let report = self.load(&mut scratch.store(), &folder, &folder.join("facts.jsonl"), false).unwrap();
        assert_eq!((report.quotes.missing, report.quotes.normalised), (0, 0), "{}", self.folder);
        let sql = "SELECT DISTINCT d.key, e.quote, e.quote_state FROM evidence e JOIN document d ON d.id = e.document
                   WHERE quote IS NOT NULL";
        let kept: BTreeSet<String> = rows(&read_only(&scratch.path()), sql).into_iter().collect();
        let wanted = stated.iter().map(|(document, quote)| format!("{document}|{quote}|verbatim")).collect();
        assert_eq!(kept, wanted, "{}", self.folder);
        let verified = verify(Store::open_as_it_is(scratch.path()).unwrap()).unwrap();
        assert!(verified.is_clean() && verified.missing.is_empty(), "{}: {:?}", self.folder, verified.checks);
        assert_eq!(verified.quotes.verbatim as usize, report.quotes.verbatim, "{}", self.folder);
    }

    fn is_told_where_it_was_changed(&self, corpora: &Path) {
        let folder = corpora.join(self.folder);
        let copy = Copy::of(&folder);
        assert_eq!(copy.changed.len(), CHANGED, "{}", self.folder);

        let scratch = Scratch::new();
        let report = self.load(&mut scratch.store(), &folder, &copy.facts, false).unwrap();
        assert_eq!((report.quotes.missing, report.quotes.normalised), (CHANGED, 0), "{}", self.folder);
        let told: Vec<Changed> = report
            .missing_quotes
            .iter()
            .map(|missing| Changed {
                line: missing.line,
                document: missing.document.clone(),
                quote: missing.quote.clone(),
                was: missing.nearest.clone().unwrap(),
            })
            .collect();
        self.are_those(&copy, &told);

        let verified = verify(Store::open_as_it_is(scratch.path()).unwrap()).unwrap();
        assert!(verified.is_clean(), "{}: {:?}", self.folder, verified.checks);
        assert_eq!(verified.quotes.missing as usize, CHANGED, "{}", self.folder);
        let told: BTreeSet<(String, String)> =
            verified.missing.into_iter().map(|missing| (missing.document, missing.quote)).collect();
        let changed = copy.changed.iter().map(|changed| (changed.document.clone(), changed.quote.clone())).collect();
        assert_eq!(told, changed, "{}", self.folder);

        let failure = self.load(&mut Scratch::new().store(), &folder, &copy.facts, true).unwrap_err();
        assert_eq!(failure.total, CHANGED, "{}: {failure}", self.folder);
        let told: Vec<usize> = failure.diagnostics.iter().map(line).collect();
        let changed: Vec<usize> = copy.changed.iter().map(|changed| changed.line).collect();
        assert_eq!(told, changed, "{}", self.folder);
        for (diagnostic, changed) in failure.diagnostics.iter().zip(&copy.changed) {
            let told = diagnostic.to_string();
            assert!(told.contains(&changed.document), "{}: {told}", self.folder);
        }
    }

    /// Holds that quotes are told in the order of the file, each with the passage that it was.
    fn are_those(&self, copy: &Copy, told: &[Changed]) {
        assert_eq!(told.len(), copy.changed.len(), "{}", self.folder);
        for (told, changed) in told.iter().zip(&copy.changed) {
            let same = |one: &Changed| (one.line, one.document.clone(), one.quote.clone());
            assert_eq!(same(told), same(changed), "{}", self.folder);
            assert!(is_like(&told.was, &changed.was), "{}: {} is told for {}", self.folder, told.was, changed.was);
        }
    }

    /// Loads the documents and entities of a folder, and then facts; what these come to.
    fn load(&self, store: &mut Store, folder: &Path, facts: &Path, required: bool) -> Result<LoadReport, LoadFailure> {
        let mapping = format!("{}/fixtures/mappings/{}.toml", env!("CARGO_MANIFEST_DIR"), self.mapping);
        let mapping = Some(Arc::new(Mapping::named(&mapping).unwrap()));
        for file in ["docs.jsonl", "entities.jsonl"] {
            let options = Options { mapping: mapping.clone(), ..Options::default() };
            load(store, &Input::File(folder.join(file)), &options, &mut |_| {}).unwrap();
        }
        let options = Options { mapping, require_quotes: required, ..Options::default() };
        load(store, &Input::File(facts.to_owned()), &options, &mut |_| {})
    }
}

/// A copy of a corpus' facts with sentences, in which some of these were changed.
struct Copy {
    _folder: tempfile::TempDir,
    facts: PathBuf,
    /// In the order of the file.
    changed: Vec<Changed>,
}

/// A quote in which a word was changed.
struct Changed {
    line: usize,
    document: String,
    quote: String,
    was: String,
}

impl Copy {
    /// Changes quotes at even distances over all that are stated.
    fn of(folder: &Path) -> Self {
        let mut facts = lines(&folder.join("facts.jsonl"));
        facts.retain(|fact| fact["quote"].is_string());
        let all: usize = facts.iter().map(|fact| quotes(fact).count()).sum();
        let (mut met, mut changed) = (0, Vec::new());
        for (at, fact) in facts.iter_mut().enumerate() {
            let document = fact["doc"].as_str().unwrap().to_owned();
            for quote in stated(fact) {
                if met * CHANGED / all >= changed.len() {
                    let was = quote.as_str().unwrap().to_owned();
                    *quote = Json::from(with_another_word(&was, changed.len()));
                    let quote = quote.as_str().unwrap().to_owned();
                    changed.push(Changed { line: at + 1, document: document.clone(), quote, was });
                }
                met += 1;
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("facts.jsonl");
        std::fs::write(&path, facts.iter().map(|fact| format!("{fact}\n")).collect::<String>()).unwrap();
        Copy { _folder: folder, facts: path, changed }
    }
}

/// The quotes that a fact states, to be changed: the list where it has one, which the single one begins.
fn stated(fact: &mut Json) -> Vec<&mut Json> {
    let member = if fact["quotes"].is_array() { "/quotes" } else { "/quote" };
    match fact.pointer_mut(member) {
        Some(Json::Array(quotes)) => quotes.iter_mut().collect(),
        Some(quote) => vec![quote],
        None => Vec::new(),
    }
}

/// The quotes that a fact states, each with its document.
fn quotes(fact: &Json) -> impl Iterator<Item = (String, String)> {
    let document = fact["doc"].as_str().unwrap_or_default().to_owned();
    let list = fact["quotes"].as_array().cloned().unwrap_or_else(|| vec![fact["quote"].clone()]);
    list.into_iter().filter_map(move |quote| Some((document.clone(), quote.as_str()?.to_owned())))
}

/// The text with another word instead of the one in the middle.
fn with_another_word(text: &str, number: usize) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    let middle = words.len() / 2;
    let word = format!("unheard{number}");
    words[middle] = &word;
    words.join(" ")
}

/// Whether a passage has most of the words of a quote.
fn is_like(passage: &str, quote: &str) -> bool {
    let words =
        |text: &str| -> BTreeSet<String> { text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect() };
    let (found, wanted) = (words(passage), words(quote));
    wanted.intersection(&found).count() * 3 >= wanted.len() * 2
}

fn line(diagnostic: &Diagnostic) -> usize {
    let place = diagnostic.place.as_ref().unwrap();
    place.source.line_column(place.span.start).0
}

fn lines(path: &Path) -> Vec<Json> {
    std::fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
