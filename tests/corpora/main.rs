//! Questions over real reports, with answers that an independent script computed: the MEANTIME corpora, read from the
//! folder that `FACTFILE_CORPORA` names, by default `../shared/data` beside the crate. Where it is absent, nothing is
//! asked, and the reason printed.
//!
//! `NAME.ffq` asks every question in patterns, `NAME-english.ffq` in plain words those that plain words can ask.

mod compare;
mod convert;
mod script;
mod vocabulary;

use std::path::{Path, PathBuf};

use factfile::engine::Engine;
use factfile::load::{Input, LoadReport, Options, load};
use factfile::session::{Outcome, Session};
use factfile::store::Store;

use compare::Question;
use script::{Asked, Script};

#[test]
fn every_question_of_the_small_corpus_has_its_answer() {
    patterns("meantime-small", 15);
}

#[test]
fn every_question_of_the_corpus_has_its_answer() {
    patterns("meantime", 26);
}

#[test]
fn questions_of_the_small_corpus_can_be_asked_in_plain_words() {
    plain_words("meantime-small", 9);
}

#[test]
fn questions_of_the_corpus_can_be_asked_in_plain_words() {
    plain_words("meantime", 15);
}

#[test]
fn every_record_of_the_corpora_is_loaded_with_its_sentence() {
    for (corpus, documents) in [("meantime-small", 10), ("meantime", 120)] {
        let Some(folder) = folder(corpus) else { return };
        let (_, report) = loaded(&folder);
        assert_eq!(report.documents.new, documents, "{corpus}");
        let facts = std::fs::read_to_string(folder.join("facts.jsonl")).expect("the facts").lines().count();
        let evidence = report.evidence.new + report.evidence.known;
        assert_eq!(evidence, facts, "{corpus}: each line is a piece of evidence, new or known by another line");
        assert_eq!(report.quotes.verbatim, report.evidence.new, "{corpus}: every sentence stands in its report");
    }
}

/// Asks all questions of a corpus in patterns.
fn patterns(corpus: &str, questions: usize) {
    let Some(folder) = folder(corpus) else { return };
    let script = Script::read(corpus);
    let answered = answers(&folder, &script);
    assert_eq!(answered, questions, "{corpus}: every question is asked");
    assert!(script.beyond.is_empty(), "patterns can ask everything");
}

/// Asks those questions of a corpus that plain words can ask; the others are named with the reason.
fn plain_words(corpus: &str, at_least: usize) {
    let Some(folder) = folder(corpus) else { return };
    let script = Script::read(&format!("{corpus}-english"));
    let answered = answers(&folder, &script);
    assert!(answered >= at_least, "{corpus}: only {answered} questions are asked in plain words");
    let questions = compare::questions(&folder).len();
    assert_eq!(answered + script.beyond.len(), questions, "{corpus}: every question is asked or named as beyond");
}

/// Runs a script on a corpus and compares each answer with that of the question it is said to be; returns how many.
fn answers(folder: &Path, script: &Script) -> usize {
    let (store, _) = loaded(folder);
    let mut session = Session::new(Engine::new(store).expect("an engine"));
    let questions = compare::questions(folder);
    let (mut answered, mut wrong) = (0, Vec::new());
    for asked in &script.asked {
        match (session.run(&script.source, &asked.statement), &asked.id) {
            (Err(problem), id) => wrong.push(format!("{}\n{}", id.as_deref().unwrap_or("?"), problem.render(false))),
            (Ok(Outcome::Answer(answer)), Some(id)) => {
                answered += 1;
                let question = questions.iter().find(|question| question.id == *id);
                let question = question.unwrap_or_else(|| panic!("{id} is no question of this corpus"));
                wrong.extend(difference(question, asked, &answer));
            }
            (Ok(_), None) => {}
            (Ok(_), Some(id)) => wrong.push(format!("{id} is no query")),
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ\n\n{}", wrong.len(), script.asked.len(), wrong.join("\n\n"));
    answered
}

fn difference(question: &Question, asked: &Asked, answer: &factfile::answer::Answer) -> Option<String> {
    let differs = question.difference(asked.columns.as_deref(), answer)?;
    Some(format!("{}: {}\n{}\n{differs}", question.id, question.question, answer.canonical))
}

/// The folder of a corpus; none, with the reason printed, where it is absent.
fn folder(corpus: &str) -> Option<PathBuf> {
    let set = std::env::var_os("FACTFILE_CORPORA").map(PathBuf::from);
    let root = set.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"));
    let folder = root.join(corpus);
    let there = folder.join("facts.jsonl").exists();
    if !there {
        println!("skipped: {} is not there (FACTFILE_CORPORA names the folder of the corpora)", folder.display());
    }
    there.then_some(folder)
}

fn loaded(folder: &Path) -> (Store, LoadReport) {
    let mut store = Store::in_memory().expect("a store");
    let input = Input::Bytes { name: "meantime.jsonl".into(), bytes: convert::records(folder).into() };
    let report = load(&mut store, &input, &Options { strict: true, ..Options::default() }, &mut |_| {});
    (store, report.unwrap_or_else(|failure| panic!("{failure}")))
}
