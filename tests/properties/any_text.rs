//! Any text ends in an answer or in an error that says where: never in a panic.

use std::cell::RefCell;

use factfile::diagnostic::Diagnostic;
use factfile::engine::Engine;
use factfile::load::{Input, Options, load};
use factfile::problem::Category;
use factfile::session::Session;
use factfile::source::{Source, Spanned};
use factfile::store::Store;
use factfile::syntax::ast::Statement;
use factfile::syntax::{is_incomplete, parse};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

const RECORDS: &str = r#"
{"vocabulary": {"kinds": [{"name": "person"}, {"name": "envoy", "broader": "person"}, {"name": "meeting"}, {"name": "place"}], "predicates": [{"name": "attended", "object": "entity", "inverse": "attended by", "phrases": ["took part in"]}, {"name": "held in", "object": "entity", "object_kind": "place"}, {"name": "located in", "object": "entity", "object_kind": "place", "characteristics": ["transitive"]}, {"name": "met in", "object": "entity", "path": "attended / held in / located in*"}, {"name": "representing", "object": "entity"}, {"name": "lasted", "object": "number"}, {"name": "founded on", "object": "date"}, {"name": "called", "object": "text"}, {"name": "remains unsettled", "object": "boolean"}]}}
{"document": {"id": "report", "text": "Ada Berg attended the talks on Friday."}}
{"entity": {"id": "ada", "name": "Ada Berg", "kinds": ["envoy"], "aliases": ["Berg"]}}
{"entity": {"id": "talks", "name": "the talks", "kinds": ["meeting"]}}
{"entity": {"id": "uae", "name": "UAE", "kinds": ["place"]}}
{"entity": {"id": "dubai", "name": "Dubai", "kinds": ["place"]}}
{"entity": {"id": "tt", "name": "Trinidad and Tobago", "kinds": ["place"]}}
{"fact": {"subject": "ada", "predicate": "attended", "object": "talks", "time_text": "on Friday", "qualifiers": {"representing": "uae"}, "evidence": [{"document": "report", "quote": "Ada Berg attended the talks", "source": "uae"}]}}
{"fact": {"subject": "talks", "predicate": "held in", "object": "dubai", "time": "2026-01-23"}}
{"fact": {"subject": "dubai", "predicate": "located in", "object": "uae"}}
{"fact": {"subject": "talks", "predicate": "lasted", "object": 2.5}}
{"fact": {"subject": "talks", "predicate": "called", "object": "a \"working\" group"}}
{"fact": {"subject": "uae", "predicate": "founded on", "object": "1971-12-02"}}
{"fact": {"subject": "ada", "predicate": "remains unsettled", "object": true, "evidence": [{"document": "report", "polarity": "-"}]}}
"#;

/// Statements of every form, to be spoilt.
const STATEMENTS: &[&str] = &[
    "find ?x, ?side where ?x attended \"the talks\" {representing: ?side} order by ?side desc limit 3 offset 0",
    "find ?x: envoy, count(?m) as meetings where ?x attended ?m [meeting held in Dubai] with sources",
    "distinct Ada Berg from @talks",
    "retract Ada Berg attended the talks {representing: UAE} during 2026 because \"no\"",
    "find ?x where ?x is envoy and not (?x attended [meeting] or ?x located in UAE)",
    "find ?p where the talks held in / located in* ?p and ?p != @tt",
    "find ?x where UAE ^located in+ ?x",
    "find ?x, ?t, ?w where ?x attended the talks at ?t when ?w during 2026-01-23/.. according to ?who certainly",
    "find ?n, count(all ?x) where ?x lasted ?n and ?n >= -2.5 and ?n < 10",
    "find ?d where ?x founded on ?d and ?d > 1971-12 and ?x called \"a \\\"working\\\" group \\u{1F600}\"",
    "whether Ada Berg remains unsettled denied",
    "whether \"Ada Berg\" (envoy) attended the talks during January 2026 # a comment",
    "which envoys met in the UAE?",
    "who attended the talks, according to whom?",
    "how many envoys attended the talks, by representing?",
    "did Berg attend the talks on 2026-01-23?",
    "where were the talks held?",
    "save envoys_in($place = UAE, $n) as which envoys met in $place?",
    "run envoys_in(\"Trinidad and Tobago\", 5)",
    "param $place = \"Trinidad and Tobago\"",
    "expect includes (\"Ada Berg\", 2.5, 2026-01) from find ?x where ?x is envoy",
    "expect 7 answers",
    "why 1",
    "why",
    "find ?x, year(?t) - 1 as earlier, kind(?m) where ?x attended ?m at ?t and optional (?m lasted ?n and ?n > 2) as of 2026",
    "find ?x, count(?m) * 2 as n where ?x (attended | ^located in)+ ?m having ?n >= 2 order by ?n desc limit 1",
    "find ?x where (find ?x, first(?m by ?x desc) as m where ?x attended ?m limit 1) as recorded at load 1",
    "find ?x where ?x attended? / held in ?p and ?p in (UAE, \"Dubai\" (place), @tt) and not ?x ~ \"Berk\"",
    "find ?n where ?x lasted ?n and ?n between 1 and (2 + 3) * -?n and if(?n > 2, true, false) = true",
    "find ?x where ?x called ?c and ?c contains \"work\" and starts_with(?c, ?c) and ?c matches \"[a-z]+\"",
    "find ?x where ?x attended _ between 2026-01 and January 2027 according to UAE confidence > 0.5 or ?x is envoy",
    "find * where ?x attended ?m unordered limit 2 offset 0",
    "find list(?x), count(facts), count(documents), sum(?n) where ?x lasted ?n as recorded at 2026-01-01 as of 2026",
    "define ?a met ?b as ?a attended ?m and ?b attended ?m and ?a != ?b and define ?x is guest as ?x met _",
    "describe \"Ada Berg\" (envoy)",
    "timeline the talks",
    "search \"working group\"",
    "explain find ?x where ?x is envoy",
    "sql whether Ada Berg is envoy",
    "why not (\"UAE\", nothing)",
    "why not ?x attended [meeting held in UAE]",
    "expect rows (\"Ada Berg\"), (nothing, 2) from who attended the talks?",
    "assert Ada Berg attended the talks {representing: UAE} on 2026-01-23 source \"Ada\" in @report",
    "retract fact 1 because \"no\"",
    "merge Dubai into UAE; unmerge Dubai; alias UAE as Emirates; undo load 2; undo",
    "forget met; rules; disputes; vocabulary; include \"other.ffq\"",
];

/// Whether a statement of those to be spoilt is only read: what it does belongs to other tests, or it needs more than
/// a store.
fn is_only_read(text: &str) -> bool {
    ["assert", "retract", "merge", "forget", "define"].iter().any(|word| text.contains(word))
}

thread_local! {
    static SESSION: RefCell<Session> = RefCell::new(session());
}

fn session() -> Session {
    let mut store = Store::in_memory().unwrap();
    let input = Input::Bytes { name: "records.jsonl".to_owned(), bytes: RECORDS.as_bytes().to_vec() };
    load(&mut store, &input, &Options::default(), &mut |_| {}).unwrap();
    Session::new(Engine::new(store).unwrap())
}

/// Reads and runs a text; what is wrong with it must be said well.
fn check(text: &str) -> Result<(), TestCaseError> {
    let source = Source::new("any text", text);
    is_incomplete(text);
    let statements = match parse(&source) {
        Ok(statements) => statements,
        Err(error) => return is_said_well(text, &error),
    };
    reads_back(text, &statements)?;
    for statement in statements {
        let span = statement.span;
        prop_assert!(span.start <= span.end && text.get(span.range()).is_some(), "{:?} of {:?}", span, text);
        let ran = SESSION.with_borrow_mut(|session| session.run(&source, &statement));
        if let Err(error) = ran {
            is_said_well(text, &error)?;
        }
    }
    Ok(())
}

/// What was read prints to a text that is read as the same.
fn reads_back(text: &str, statements: &[Spanned<Statement>]) -> Result<(), TestCaseError> {
    for statement in statements {
        let printed = Source::new("printed", statement.node.to_string());
        match parse(&printed) {
            Ok(again) => prop_assert!(again == [statement.clone()], "{:?}\n{}\n{:?}", text, printed.text, again),
            Err(error) => return Err(TestCaseError::fail(format!("{text:?}\n{error}"))),
        }
    }
    Ok(())
}

/// Reads a text, and what it is printed as.
fn check_reading(text: &str) -> Result<(), TestCaseError> {
    match parse(&Source::new("any text", text)) {
        Ok(statements) => reads_back(text, &statements),
        Err(error) => is_said_well(text, &error),
    }
}

/// An error is shown in every form, its caret stands within a text, and it is nobody's fault but the user's.
fn is_said_well(text: &str, error: &Diagnostic) -> Result<(), TestCaseError> {
    prop_assert!(error.category() != Category::Internal, "{:?}\n{}", text, error);
    for shown in [error.render(false), error.render(true), error.json().to_string()] {
        prop_assert!(!shown.is_empty());
    }
    if let Some(place) = &error.place {
        let span = place.span;
        let inside = span.start <= span.end && place.source.text.get(span.range()).is_some();
        prop_assert!(inside, "{:?} is not within {:?}: {}", span, place.source.text, error);
        let (line, column) = place.source.line_column(span.start);
        prop_assert!(line >= 1 && column >= 1);
    }
    Ok(())
}

/// A piece of a text that means something to the language.
fn piece() -> impl Strategy<Value = String> {
    let pieces = vec![
        "find",
        "where",
        "and",
        "or",
        "not",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "?x",
        "?",
        "$p",
        "_",
        "@ada",
        "\"",
        "\\",
        "/",
        "^",
        "*",
        "+",
        ":",
        ",",
        ";",
        "#",
        "=",
        "!=",
        "<=",
        "2026-01",
        "2026?",
        "5",
        "-3.5",
        "true",
        "Ada Berg",
        "UAE",
        "attended",
        "located in",
        "is",
        "envoy",
        "at ?t",
        "when ?w",
        "during",
        "according to",
        "denied",
        "with sources",
        "order by",
        "limit",
        "count(",
        "optional",
        "having",
        "unordered",
        "as of",
        "as recorded at",
        "load",
        "between",
        "in (",
        "contains",
        "starts with",
        "matches",
        "~",
        "if(",
        "year(?t)",
        "overlaps(",
        "first(",
        "|",
        "-",
        "- ",
        "confidence",
        "disputed",
        "from",
        "quoting",
        "define",
        "define ?x is",
        "as",
        "(find ?x where",
        "why not",
        "expect rows",
        "source",
        "which",
        "who",
        "whether",
        "by",
        "of",
        "that",
        "\u{0}",
        "é",
        "😀",
        "\n",
    ];
    prop_oneof![4 => select(pieces).prop_map(str::to_owned), 1 => any::<String>()]
}

/// A change of one place of a text: some characters away, and something else there.
#[derive(Debug, Clone)]
struct Change {
    at: Index,
    away: usize,
    piece: String,
}

fn change() -> impl Strategy<Value = Change> {
    let away = prop_oneof![2 => Just(0), 2 => 1..4_usize, 1 => 4..20_usize];
    (any::<Index>(), away, prop_oneof![1 => Just(String::new()), 3 => piece()]).prop_map(|(at, away, piece)| Change {
        at,
        away,
        piece,
    })
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for change in changes {
        let at = change.at.index(characters.len() + 1);
        let end = (at + change.away).min(characters.len());
        characters.splice(at..end, change.piece.chars());
    }
    characters.into_iter().collect()
}

proptest! {
    #[test]
    fn any_characters(text: String) {
        check(&text)?;
    }

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..80)) {
        check(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn any_pieces(pieces in vec(piece(), 0..16)) {
        check(&pieces.join(" "))?;
    }

    #[test]
    fn spoilt_statements(statement in select(STATEMENTS), changes in vec(change(), 1..4)) {
        check(&changed(statement, &changes))?;
    }

    #[test]
    fn what_is_read_of_pieces_reads_back(pieces in vec(piece(), 1..12)) {
        check_reading(&format!("find ?x where {}", pieces.join(" ")))?;
    }

    #[test]
    fn what_is_read_of_spoilt_statements_reads_back(
        statement in select(STATEMENTS),
        changes in vec(change(), 1..4),
    ) {
        check_reading(&changed(statement, &changes))?;
    }

    #[test]
    fn beginnings_of_statements(statement in select(STATEMENTS), at in any::<Index>()) {
        let end = at.index(statement.len() + 1);
        if let Some(beginning) = statement.get(..end) {
            check(beginning)?;
        }
    }
}

#[test]
fn the_statements_to_be_spoilt_are_good_themselves() {
    let mut session = session();
    for text in STATEMENTS.iter().copied() {
        let source = Source::new("statement", text);
        for statement in parse(&source).unwrap_or_else(|error| panic!("{error}")) {
            if is_only_read(text) {
                continue;
            }
            match session.run(&source, &statement) {
                Err(error) if error.category() != Category::Expectation => panic!("{text}\n{error}"),
                _ => {}
            }
        }
    }
}

/// Texts of which a parser that read any bracket twice, or looked ahead to the end each time, would take minutes: at the
/// deepest nesting that is allowed, and some ten thousand bytes long.
#[test]
fn adversarial_texts_are_read_soon() {
    let many = |piece: &str, count: usize| piece.repeat(count);
    let deep = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", many(open, 23), many(close, 23));
    let long =
        |before: &str, piece: &str, behind: &str| format!("{before}{}{behind}", many(piece, 20_000 / piece.len()));
    let texts = [
        long("find ?x where ", &(deep("(", "?x attended ?m", ")") + " and "), "?x is envoy"),
        long("find ?x where ", &(deep("(", "?x", ")") + " > 1 and "), "?x is envoy"),
        long("find ?x where ", &(deep("not (", "?x attended ?m", ")") + " and "), "?x is envoy"),
        long("find ?x where ", &(deep("?m [", "held in UAE", "]") + " and "), "?x is envoy"),
        long("find ?x where ?x ", &(deep("(", "attended | led", ")") + "* / "), "attended ?m"),
        long("find ?x where ?n = ", &(deep("abs(", "?n", ")") + " and ?n = "), "1"),
        long("find ?x where ?n = ", &(deep("if(1 < 2, 1, ", "?n", ")") + " and ?n = "), "1"),
        long("find ?x where ", &(deep("(find ?x where ", "?x is envoy", ")") + " and "), "?x is envoy"),
        format!("find ?x where {}", long(&many("(", 23), "(?x) ", "")),
        format!("find ?x where {}", long(&many("(", 23), "?x attended ?m and ", "")),
        format!("find ?x where {}", long(&many("(a ", 23), "(b) ", "")),
        long("find ?x where ?n = ", "- ", "1"),
        long("find ?x where ?n = 1", " + 1", ""),
        long("find ?x where ?n in (1", ", 1", ")"),
        long("find ?x where ?x covers 5", "/5", ""),
        long("find ?x where ?x covers ", "9", ""),
        long("find ?x where ?x covers ", "2026-01-", ""),
        long("find ?x where ?x attended ?m according to ", "surely ", ""),
        long("find ?x where ?x attended ?m according to ", "between ", ""),
        long("find ?x where ?x attended ?m ", "as of ", ""),
        long("find ?x where ?x attended ?m ", "between 2026 and between 2026 ", ""),
        long("find ?x where ?x contains ", "\"a\" contains ", ""),
        long("find ?x where ?x ", "(country) ", ""),
        long("find ?x where ?x attended ?m ", "{representing: (a | b)} ", ""),
        long("which envoys ", "as of ", "?"),
        long("define ?x is ", "a as ?x ", "as"),
        long("why not (", "a, ", "?x)"),
        long("search ", "word ", ""),
        long("find ?x where ?x is envoy # ", "comment ", ""),
        long("find ?x where ?x is envoy", "\n# comment", ""),
    ];
    for text in &texts {
        let beginning: String = text.chars().take(60).collect();
        let started = std::time::Instant::now();
        let _ = parse(&Source::new("adversarial", text.as_str()));
        // Reading twice what is nested 23 deep would take 8 million times as long as the second that it takes.
        assert!(started.elapsed().as_secs() < 30, "{beginning}: {:?}", started.elapsed());
    }
}

/// Texts that are large in one way each end, and soon.
#[test]
fn large_texts_end() {
    let many = |piece: &str, count: usize| piece.repeat(count);
    let texts = [
        many("(", 100_000),
        format!("# \"\nfind ?x where {}", many("(", 100_000)),
        format!("find ?x where {}", many("not ", 20_000)),
        format!("find ?x where ?x {} Dubai", many("located in / ", 2_000) + "located in"),
        format!("find ?x where ?x {}", many("^", 5_000)),
        format!("find ?x where ?x attended ?y{}", many(" and ?x attended ?y", 2_000)),
        format!("find ?x where ?x attended ?y{}", many(" or ?x attended ?y", 2_000)),
        format!("find ?x where {}?x attended ?y{}", many("[", 24), many("]", 24)),
        format!("find ?x where {}?x attended ?y{}", many("(", 24), many(")", 24)),
        format!("find ?x where {}?x attended ?y{}", many("not (", 24), many(")", 24)),
        format!("find ?x where {}?x attended ?y{}", many("[", 60), many("]", 60)),
        format!(
            "find ?x where ?x attended ?y {{{}representing: _}}",
            many("representing: [is envoy or is person], ", 40)
        ),
        format!("which {}", many("envoys and ", 5_000)),
        format!("which {}?", many("envoys that attended ", 2_000)),
        format!("find ?x where ?x attended {}", many("word ", 5_000)),
        format!("find ?x where ?x called \"{}\"", many("\\n", 100_000)),
        format!("find {} where ?x attended ?y", many("?x, ", 20_000) + "?y"),
        format!("find ?x where ?x lasted {}", many("9", 100_000)),
        format!("find ?x where ?x lasted 0.{}", many("9", 100_000)),
        many("why;", 10_000),
        many("\"", 100_001),
        many("😀", 100_000),
        many("x", (1 << 20) + 1),
    ];
    for text in &texts {
        let beginning: String = text.chars().take(60).collect();
        check(text).unwrap_or_else(|failure| panic!("{beginning}: {failure}"));
    }
}
