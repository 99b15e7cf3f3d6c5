//! A question put together of what questions can be means its canonical form, which answers the same.

use std::path::Path;

use factfile::engine::Engine;
use factfile::load::{Input, Options, load};
use factfile::problem::Category;
use factfile::store::Store;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;

const KINDS: [&str; 7] = ["envoys", "persons", "nations", "meetings", "issues", "things", "delegations"];
const THINGS: [&str; 12] = [
    "the UAE talks",
    "Witkoff",
    "Igor Kostyukov",
    "Ukraine",
    "Russia",
    "the Russian delegation",
    "the economic talks",
    "a meeting",
    "an envoy other than Witkoff",
    "a nation that was represented at the UAE talks",
    "anybody",
    "something",
];
const AMOUNTS: [&str; 10] = [
    "at least two",
    "more than one",
    "exactly one",
    "fewer than two",
    "at most three",
    "one or more",
    "every",
    "all",
    "no",
    "most",
];
/// Verb phrases, as they stand behind a plural and behind an auxiliary.
const VERBS: [(&str, &str); 9] = [
    ("attended", "attend"),
    ("represent", "represent"),
    ("lead", "lead"),
    ("are from", "be from"),
    ("met in", "meet in"),
    ("are due at", "be due at"),
    ("raised", "raise"),
    ("serve as", "serve as"),
    ("were represented at", "be represented at"),
];
const TAILS: [&str; 14] = [
    "during January 2026",
    "between 2025 and 2026",
    "within a week of 2026-01-05",
    "surely before 2027",
    "since 2020",
    "according to the Kremlin",
    ", according to whom",
    "from @uae-talks",
    "in which document",
    "certainly",
    "possibly",
    "for Ukraine",
    "with confidence above 0.5",
    "denied",
];
const FRONTS: [&str; 5] =
    ["in 2026,", "during January 2026,", "according to Yuri Ushakov,", "as of 2026-01-01,", "from @uae-talks,"];
const GROUPS: [&str; 5] = ["by side", "by kind", "by source", "per document", "by year"];

/// A thing, or so many of a kind.
fn noun() -> impl Strategy<Value = String> {
    let amount = (select(&AMOUNTS), select(&KINDS)).prop_map(|(amount, kind)| format!("{amount} {kind}"));
    let which = select(&KINDS).prop_map(|kind| format!("which {kind}"));
    prop_oneof![4 => select(&THINGS).prop_map(str::to_owned), 2 => amount, 1 => which]
}

fn verb_phrase() -> impl Strategy<Value = String> {
    let plain = (select(&VERBS), noun()).prop_map(|((verb, _), noun)| format!("{verb} {noun}"));
    let denied = (select(&VERBS), noun()).prop_map(|((_, verb), noun)| format!("do not {verb} {noun}"));
    let other = select(&["are envoys", "are not diplomats", "are not Witkoff", "remain unsettled", "took place"]);
    prop_oneof![5 => plain, 2 => denied, 1 => other.prop_map(str::to_owned)]
}

/// What is said of something, with what narrows it and what is said besides.
fn said() -> impl Strategy<Value = String> {
    let tail = prop_oneof![3 => Just(String::new()), 2 => select(&TAILS).prop_map(|tail| format!(" {tail}"))];
    let phrase = (verb_phrase(), tail).prop_map(|(phrase, tail)| phrase + &tail).boxed();
    let joints = select(&["and", "or", "but"]);
    (phrase.clone(), vec((joints, phrase), 0..2))
        .prop_map(|(first, rest)| rest.into_iter().fold(first, |all, (joint, next)| format!("{all} {joint} {next}")))
}

fn question() -> impl Strategy<Value = String> {
    let front = prop_oneof![4 => Just(String::new()), 1 => select(&FRONTS).prop_map(|front| format!("{front} "))];
    let relative = prop_oneof![
        3 => Just(String::new()),
        1 => verb_phrase().prop_map(|phrase| format!("that {phrase} ")),
        1 => select(&THINGS[..7]).prop_map(|thing| format!("other than {thing} "))
    ];
    let which =
        (select(&KINDS), relative, said()).prop_map(|(kind, relative, said)| format!("which {kind} {relative}{said}"));
    let who = said().prop_map(|said| format!("who {said}"));
    let group = prop_oneof![Just(String::new()), select(&GROUPS).prop_map(|group| format!(", {group}"))];
    let how_many =
        (select(&KINDS), said(), group).prop_map(|(kind, said, group)| format!("how many {kind} {said}{group}"));
    let did = (noun(), select(&VERBS), noun())
        .prop_map(|(subject, (_, verb), object)| format!("did {subject} {verb} {object}"));
    let object = (select(&KINDS), noun(), select(&VERBS[..3]))
        .prop_map(|(kind, subject, (_, verb))| format!("which {kind} did {subject} {verb}"));
    let says = (
        select(&["who says that", "is it denied that", "which documents say that", "does the Kremlin say that"]),
        noun(),
        said(),
    )
        .prop_map(|(says, subject, said)| format!("{says} {subject} {said}"));
    let form = prop_oneof![4 => which, 2 => who, 2 => how_many, 2 => did, 1 => object, 1 => says];
    (front, form).prop_map(|(front, form)| format!("{front}{form}?"))
}

thread_local! {
    static ENGINE: Engine = {
        let mut store = Store::in_memory().expect("a store");
        let records = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/uae-talks/facts.jsonl");
        load(&mut store, &Input::File(records), &Options::default(), &mut |_| {}).expect("it loads");
        Engine::new(store).expect("an engine")
    };
}

proptest! {
    #[test]
    fn a_question_answers_as_its_canonical_form(question in question()) {
        ENGINE.with(|engine| {
            match engine.ask_text(&question) {
                Ok(answered) => {
                    let canonical = &answered.answer.canonical;
                    let again = engine.ask_text(canonical);
                    prop_assert!(again.is_ok(), "{}\n{}\n{:?}", question, canonical, again.err());
                    prop_assert_eq!(&again.expect("an answer").answer, &answered.answer, "{}", question);
                }
                Err(error) => {
                    prop_assert_eq!(error.problem.category(), Category::Query, "{}", question);
                }
            }
            Ok(())
        })?;
    }
}

/// So that the property above says something: most of what it puts together is understood.
#[test]
fn most_questions_that_are_put_together_have_an_answer() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let answered = (0..100).filter(|_| {
        let tree = question().new_tree(&mut runner).expect("a question");
        ENGINE.with(|engine| engine.ask_text(&tree.current()).is_ok())
    });
    let answered = answered.count();
    assert!(answered >= 40, "{answered} of 100");
}
