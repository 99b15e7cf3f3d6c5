//! How answers look. Each case is a file beside this one, under `tests/render/`; `UPDATE_EXPECT=1` rewrites them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use factfile::answer::{
    Answer, Column, ColumnType, Derivation, Derived, DocumentRef, EntityRef, EvidenceRecord, FactRecord, Premise,
    Quote, Receipt, Receipts, Value, Verdict,
};
use factfile::load::{LoadReport, MissingQuote, QuoteTally, RepeatedQuote, Tally};
use factfile::look::Words;
use factfile::render::{self, Format, Style};
use factfile::ship::ShipReport;
use factfile::store::{Counts, Redacted};
use factfile::value::{
    DocumentId, EntityId, FactId, KindId, Literal, Modality, ObjectType, Polarity, PredicateId, QuoteState,
};
use factfile::vocabulary::{Kind, Predicate, Vocabulary};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Compares with the file of that name, or writes it.
fn expect(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/render").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return std::fs::write(&path, found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(found, expected, "{name} differs; UPDATE_EXPECT=1 rewrites it");
}

fn entity(id: i64, name: &str) -> Value {
    entity_ref(id, name).into()
}

fn entity_ref(id: i64, name: &str) -> EntityRef {
    EntityRef { id: EntityId(id), key: name.to_lowercase().replace(' ', "-"), name: name.into() }
}

fn text(words: &str) -> Value {
    Value::Literal(Literal::Text(words.into()))
}

fn count(number: i64) -> Value {
    Value::Literal(Literal::Integer(number))
}

fn answer(columns: &[(&str, ColumnType)], rows: Vec<Vec<Value>>) -> Answer {
    let column = |(name, column_type): &(&str, ColumnType)| Column { name: (*name).into(), column_type: *column_type };
    Answer {
        canonical: "find …".into(),
        columns: columns.iter().map(column).collect(),
        rows,
        verdict: None,
        receipts: None,
    }
}

fn verdict(verdict: Verdict) -> Answer {
    Answer { verdict: Some(verdict), ..answer(&[], Vec::new()) }
}

fn sides() -> Answer {
    answer(
        &[("side", ColumnType::Entity), ("count", ColumnType::Count)],
        vec![
            vec![entity(1, "Russia"), count(2)],
            vec![entity(2, "Ukraine"), count(1_003)],
            vec![Value::Nothing, count(0)],
        ],
    )
}

fn one_of_each() -> Answer {
    let document = DocumentRef {
        id: DocumentId(1),
        key: "uae-talks".into(),
        title: Some("Talks in the UAE".into()),
        publisher: None,
        published: Some("2026-01-01".into()),
        url: Some("https://example.org/talks".into()),
    };
    let of = ColumnType::Literal;
    answer(
        &[
            ("who", ColumnType::Entity),
            ("kind", ColumnType::Kind),
            ("document", ColumnType::Document),
            ("note", of(ObjectType::Text)),
            ("share", of(ObjectType::Number)),
            ("since", of(ObjectType::Date)),
            ("ended", of(ObjectType::Boolean)),
            ("page", of(ObjectType::Url)),
            ("page", ColumnType::Count),
        ],
        vec![vec![
            entity(1, "Steve Witkoff"),
            Value::Kind(KindId(1), "envoy".into()),
            Value::Document(Box::new(document)),
            text("=1+1, \"quoted\"\nnext line"),
            Value::Literal(Literal::Decimal(0.5)),
            Value::Literal(Literal::Date("2026-01-23/..".parse().unwrap())),
            Value::Literal(Literal::Boolean(false)),
            Value::Literal(Literal::Url("https://example.org".into())),
            Value::Nothing,
        ]],
    )
}

fn table(answer: &Answer, width: usize) -> String {
    render::answer(answer, Format::Table, &Style::plain(width))
}

#[test]
fn a_table_aligns_numbers_right_and_counts_its_rows() {
    expect("table.txt", &table(&sides(), 80));
}

#[test]
fn colour_changes_nothing_but_colour() {
    let coloured = render::answer(&sides(), Format::Table, &Style { colour: true, width: 80 });
    assert!(coloured.contains("\u{1b}["));
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
    assert_eq!(words(&without_colours(&coloured)), words(&table(&sides(), 80)));
}

fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| out + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[test]
fn wide_scripts_and_marks_stay_aligned() {
    let names = [
        "李在明",
        "Рустем Умєров",
        "Jose\u{301} A\u{301}lvarez",
        "محمد بن زايد",
        "می\u{200C}خواهم",
        "🕊 Peace",
        "👩\u{200D}👩\u{200D}👧 family",
        "🇺🇦🇦🇪 flags",
        "1\u{FE0F}\u{20E3} key",
        "नरेन्द्र मोदी",
    ];
    let rows = names.iter().map(|name| vec![entity(1, name), count(1)]).collect();
    let answer = answer(&[("who", ColumnType::Entity), ("count", ColumnType::Count)], rows);
    let shown = table(&answer, 80);
    let widths: Vec<usize> = shown.lines().skip(2).take(names.len()).map(UnicodeWidthStr::width).collect();
    assert_eq!(widths, vec![widths[0]; names.len()], "{shown}");
    expect("table_wide.txt", &shown);
}

/// What is seen as one character, of several code points each: families, flags, letters with marks, jamo.
const GRAPHEMES: [&str; 5] = ["👩\u{200D}👩\u{200D}👧\u{200D}👦", "🇺🇦", "e\u{301}\u{323}", "각", "क्षि"];

#[test]
fn nothing_is_cut_within_what_is_seen_as_one_character() {
    for grapheme in GRAPHEMES {
        let long = grapheme.repeat(400);
        let answer = answer(&[("text", ColumnType::Literal(ObjectType::Text))], vec![vec![text(&long)]]);
        let whole: std::collections::BTreeSet<&str> = long.graphemes(true).collect();
        for width in [21, 34, 80] {
            let cut = render::table(&answer, &Style::plain(width), Some(1));
            assert_eq!((cut.cut, cut.tally().as_str()), (1, "1 row, 1 value cut short"));
            let pages = [cut.body, table(&answer, width), render::expanded(&answer, &Style::plain(width), None).body];
            for page in pages {
                for line in page.lines().filter(|line| line.starts_with(" 1  ") || line.starts_with("     ")) {
                    let shown = line.trim().trim_start_matches('1').trim_start().trim_start_matches("text");
                    let shown = shown.trim_start().trim_end_matches('…');
                    let broken = shown.graphemes(true).find(|part| !whole.contains(part));
                    assert_eq!(broken, None, "{width}: {line}");
                }
            }
        }
    }
}

#[test]
fn long_values_are_wrapped_to_the_width() {
    let long = "describing the gathering only as a “working group on security issues” of three delegations";
    let rows = vec![vec![entity(1, "Kremlin"), text(long)], vec![entity(2, "Zelensky"), text("nearly ready")]];
    let answer = answer(&[("who", ColumnType::Entity), ("what", ColumnType::Literal(ObjectType::Text))], rows);
    let shown = table(&answer, 48);
    assert!(shown.lines().all(|line| line.width() <= 48), "{shown}");
    expect("table_wrapped.txt", &shown);
}

#[test]
fn columns_that_do_not_fit_become_records() {
    let shown = table(&one_of_each(), 40);
    assert!(shown.lines().all(|line| line.width() <= 40), "{shown}");
    expect("table_records.txt", &shown);
}

#[test]
fn any_width_is_kept_to() {
    for width in 20..120 {
        for shown in [table(&one_of_each(), width), table(&talks(), width)] {
            assert!(shown.lines().all(|line| line.width() <= width), "{width}:\n{shown}");
        }
    }
}

#[test]
fn what_is_cut_or_left_off_is_said() {
    let rows = (1..=3).map(|number| vec![text(&"word ".repeat(200 * number)), count(1)]).collect();
    let answer = answer(&[("text", ColumnType::Literal(ObjectType::Text)), ("count", ColumnType::Count)], rows);
    let shown = render::table(&answer, &Style::plain(80), Some(2));
    assert_eq!((shown.rows, shown.hidden, shown.cut), (Some(3), 1, 2));
    assert_eq!(shown.tally(), "3 rows, 1 not shown, 2 values cut short");
    assert!(shown.body.contains('…'));
    assert!(shown.body.lines().count() < 20);
}

#[test]
fn stored_text_cannot_command_the_terminal() {
    let answer = answer(&[("who", ColumnType::Entity)], vec![vec![entity(1, "a\u{1b}[2J\u{7}b\u{202e}c\nd")]]);
    let shown = table(&answer, 80);
    assert!(shown.contains("a␛[2J␇b⟨U+202E⟩c␊d"), "{shown}");
}

#[test]
fn no_rows_and_verdicts_are_one_word() {
    assert_eq!(table(&answer(&[("who", ColumnType::Entity)], Vec::new()), 80), " no rows\n");
    for word in [Verdict::Yes, Verdict::Denied, Verdict::Disputed] {
        assert_eq!(table(&verdict(word), 80), format!(" {}\n", word.name()));
    }
    // Nobody is to take silence for a denial.
    assert_eq!(table(&verdict(Verdict::No), 80), " no: nothing says so\n");
}

#[test]
fn json_has_a_typed_object_for_each_row() {
    let shown = render::answer(&one_of_each(), Format::Json, &Style::plain(80));
    let read: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(read[0]["who"], serde_json::json!({ "key": "steve-witkoff", "name": "Steve Witkoff" }));
    assert_eq!(read[0]["note"], "=1+1, \"quoted\"\nnext line");
    assert_eq!(read[0]["page_2"], serde_json::Value::Null);
    expect("json.json", &shown);
    let none = answer(&[("who", ColumnType::Entity)], Vec::new());
    assert_eq!(render::answer(&none, Format::Json, &Style::plain(80)), "[]\n");
    let yes = render::answer(&verdict(Verdict::Yes), Format::Json, &Style::plain(80));
    assert_eq!(yes, "[\n  {\"verdict\":\"yes\"}\n]\n");
}

#[test]
fn csv_reads_back_to_the_letter() {
    let shown = render::answer(&one_of_each(), Format::Csv, &Style::plain(80));
    expect("csv.csv", &shown);
    let mut reader = csv::Reader::from_reader(shown.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    let stored: Vec<String> = one_of_each().rows[0].iter().map(|value| value.text().into_owned()).collect();
    assert_eq!(row.iter().collect::<Vec<_>>(), stored);
    assert_eq!(render::answer(&verdict(Verdict::No), Format::Csv, &Style::plain(80)), "verdict\nno\n");
}

/// An answer with receipts of every kind: several ways, a chain, an absence, a fact that is mentioned twice, a denial,
/// an uncertain claim, a quote that is not in the text, a fact without a source.
fn talks() -> Answer {
    let mut answer = answer(
        &[("who", ColumnType::Entity), ("talks", ColumnType::Entity)],
        vec![
            vec![entity(1, "Steve Witkoff"), entity(2, "UAE talks")],
            vec![entity(3, "Kirill Dmitriev"), entity(2, "UAE talks")],
        ],
    );
    let first = [
        vec![
            Premise::Fact(FactId(12)),
            Premise::Chain(vec![Premise::Fact(FactId(7)), Premise::Fact(FactId(104))]),
            absent(),
        ],
        vec![
            Premise::Fact(FactId(13)),
            Premise::Chain(vec![Premise::Fact(FactId(7)), Premise::Fact(FactId(104))]),
            absent(),
        ],
    ];
    let second = [vec![Premise::Fact(FactId(15)), Premise::Chain(Vec::new())]];
    let receipt = |row, derivations: &[Vec<Premise>], more| Receipt {
        row,
        derivations: derivations.iter().map(|premises| Derivation { premises: premises.clone() }).collect(),
        more,
    };
    answer.receipts =
        Some(Receipts { rows: vec![receipt(0, &first, false), receipt(1, &second, true)], facts: facts() });
    answer
}

/// A receipt that rests on a rule in two ways, of which one has a rule below it, and on chains of a few and of many facts.
fn ruled() -> Answer {
    let mut answer = answer(&[("who", ColumnType::Entity)], vec![vec![entity(1, "Steve Witkoff")]]);
    let derived = |text: &str, ways: &[Vec<Premise>], more| {
        let derivations = ways.iter().map(|premises| Derivation { premises: premises.clone() }).collect();
        Premise::Derived(Derived { text: text.into(), derivations, more })
    };
    let stage = |number| FactId(200 + number);
    let chain = (0..9).map(|number| Premise::Fact(stage(number))).collect();
    let hosts = derived("Abu Dhabi hosts UAE talks", &[vec![Premise::Fact(FactId(7)), absent()]], false);
    let met = derived(
        "Steve Witkoff met Kirill Dmitriev",
        &[vec![Premise::Fact(FactId(13)), hosts.clone()], vec![Premise::Fact(FactId(12)), hosts]],
        true,
    );
    let cut = derived("(3, Steve Witkoff)", &[], true);
    let premises = vec![met.clone(), Premise::Chain(chain), cut, met, Premise::Fact(FactId(104))];
    let step = |number: i64| {
        let end = |number: i64| entity_ref(300 + number, &format!("Stage {number}"));
        fact(stage(number).0, &end(number), "led to", end(number + 1).into())
    };
    let stages = (0..9).map(step).map(|fact| (fact.id, fact));
    let rows = vec![Receipt { row: 0, derivations: vec![Derivation { premises }], more: false }];
    answer.receipts = Some(Receipts { rows, facts: facts().into_iter().chain(stages).collect() });
    answer
}

#[test]
fn what_rests_on_rules_and_chains_is_a_tree() {
    expect("why_tree.txt", &table(&ruled(), 80));
}

#[test]
fn a_deep_tree_keeps_to_the_width() {
    let mut premise = Premise::Fact(FactId(12));
    for depth in 0..40 {
        let derivations = vec![Derivation { premises: vec![premise, absent()] }];
        premise = Premise::Derived(Derived { text: format!("step {depth} is reached"), derivations, more: false });
    }
    let mut answer = ruled();
    let rows = vec![Receipt { row: 0, derivations: vec![Derivation { premises: vec![premise] }], more: false }];
    answer.receipts = Some(Receipts { rows, facts: facts() });
    for width in [40, 60, 100] {
        let shown = table(&answer, width);
        assert!(shown.lines().all(|line| line.width() <= width), "{width}:\n{shown}");
        assert!(shown.contains("step 0 is reached") && shown.contains("are *taking part"), "{shown}");
    }
}

#[test]
fn documents_are_links_in_a_terminal_only() {
    let at = |url: &str, style: &Style| {
        let mut answer = talks();
        let receipts = answer.receipts.as_mut().unwrap();
        let pieces = receipts.facts.values_mut().flat_map(|fact| &mut fact.evidence);
        pieces.filter_map(|piece| piece.document.as_mut()).for_each(|document| document.url = Some(url.into()));
        render::answer(&answer, Format::Table, style)
    };
    let terminal = Style { colour: true, width: 80 };
    let linked = at("https://example.org/talks", &terminal);
    assert!(linked.contains("\u{1b}]8;id=1;https://example.org/talks\u{1b}\\Envoys\u{1b}]8;;\u{1b}\\ "), "{linked:?}");
    assert!(!at("https://example.org/talks", &Style::plain(80)).contains('\u{1b}'));
    for hostile in ["javascript:alert(1)", "https://example.org/\u{1b}]0;title\u{7}", "https://example.org/\n"] {
        let shown = at(hostile, &terminal);
        assert!(!shown.contains("\u{1b}]") && !shown.contains(hostile), "{shown:?}");
    }
}

fn absent() -> Premise {
    Premise::Absent("?who leads [delegation]".into())
}

fn facts() -> BTreeMap<FactId, FactRecord> {
    let quote = "The United States has confirmed that Steve Witkoff and Jared Kushner are taking part in the talks.";
    let representing = ("representing".to_owned(), entity(5, "United States"));
    let witkoff = entity_ref(1, "Steve Witkoff");
    let talks = entity(2, "UAE talks");
    let attended = FactRecord {
        time: Some("2026-01".parse().unwrap()),
        qualifiers: vec![("as".to_owned(), text("special envoy")), representing],
        evidence: vec![evidence(quote, Some("United States"))],
        ..fact(12, &witkoff, "attended", talks.clone())
    };
    let again = FactRecord { unsourced: true, ..fact(13, &witkoff, "attended", talks.clone()) };
    let held = fact(7, &entity_ref(2, "UAE talks"), "held in", entity(8, "Abu Dhabi"));
    let located = FactRecord {
        evidence: vec![EvidenceRecord { document: None, quote: None, extractor: Some("geo".into()), ..plain() }],
        ..fact(104, &entity_ref(8, "Abu Dhabi"), "located in", entity(9, "United Arab Emirates"))
    };
    let denied = FactRecord {
        evidence: vec![
            EvidenceRecord { polarity: Polarity::Denies, ..evidence("Mr Dmitriev\nis not there", Some("Kremlin")) },
            EvidenceRecord {
                modality: Modality::Probable,
                confidence: Some(0.75),
                time_phrase: Some("on Friday".into()),
                quote: Some(Quote {
                    text: "Kirill Dmitriev is also attending".into(),
                    state: QuoteState::Missing,
                    offsets: None,
                    marks: Vec::new(),
                }),
                ..plain()
            },
        ],
        ..fact(15, &entity_ref(3, "Kirill Dmitriev"), "remains absent", Value::Literal(Literal::Boolean(true)))
    };
    [attended, again, held, located, denied].into_iter().map(|fact| (fact.id, fact)).collect()
}

fn fact(id: i64, subject: &EntityRef, predicate: &str, object: Value) -> FactRecord {
    FactRecord {
        id: FactId(id),
        subject: subject.clone(),
        predicate: predicate.into(),
        object,
        time: None,
        qualifiers: Vec::new(),
        unsourced: false,
        evidence: Vec::new(),
    }
}

/// A piece of evidence in the document, with a verbatim quote whose mentions of Witkoff and of the talks are marked.
fn evidence(quote: &str, source: Option<&str>) -> EvidenceRecord {
    let marks = ["Steve Witkoff", "taking part in the talks"].into_iter();
    let marks = marks.filter_map(|words| quote.find(words).map(|at| at..at + words.len())).collect();
    let offsets = Some(512..512 + quote.chars().count());
    EvidenceRecord {
        quote: Some(Quote { text: quote.into(), state: QuoteState::Verbatim, offsets, marks }),
        source: source.map(|name| entity_ref(50, name)),
        ..plain()
    }
}

fn plain() -> EvidenceRecord {
    EvidenceRecord {
        document: Some(DocumentRef {
            id: DocumentId(1),
            key: "uae-talks".into(),
            title: Some("Envoys hold talks in the UAE".into()),
            publisher: Some("The Gazette".into()),
            published: Some("2026-01-01".into()),
            url: None,
        }),
        quote: None,
        source: None,
        modality: Modality::Certain,
        polarity: Polarity::Affirms,
        confidence: None,
        extractor: None,
        time_phrase: None,
    }
}

#[test]
fn why_shows_every_sentence_once() {
    expect("why.txt", &table(&talks(), 80));
}

#[test]
fn json_sources_cite_fact_quote_and_place() {
    let shown = render::answer(&talks(), Format::Json, &Style::plain(80));
    let read: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let sources = &read[0]["sources"];
    assert_eq!(sources["complete"], true);
    assert_eq!(read[1]["sources"]["complete"], false);
    let ids: Vec<_> = sources["facts"].as_array().unwrap().iter().map(|fact| fact["fact"].as_i64().unwrap()).collect();
    assert_eq!(ids, [12, 13, 7, 104]);
    let evidence = &sources["facts"][0]["evidence"][0];
    assert_eq!((&evidence["start"], &evidence["end"]), (&serde_json::json!(512), &serde_json::json!(610)));
    expect("json_sources.json", &(serde_json::to_string_pretty(&read).unwrap() + "\n"));
}

#[test]
fn csv_sources_are_a_column_of_citations() {
    expect("csv_sources.csv", &render::answer(&talks(), Format::Csv, &Style::plain(80)));
}

#[test]
fn coloured_marks_need_no_asterisks() {
    let answer = talks();
    let shown = render::why(&answer, answer.receipts.as_ref().unwrap(), &Style { colour: true, width: 200 });
    assert!(shown.contains("Steve Witkoff\u{1b}[0m and Jared Kushner"), "{shown}");
    assert!(!without_colours(&shown).contains("*Steve Witkoff*"));
}

#[test]
fn a_load_is_reported_with_every_quote_to_look_at() {
    let missing = MissingQuote {
        line: 33,
        document: "uae-talks".into(),
        quote: "Steve Witkoff and Jared Kushner took part in the talks,\nthe United States said".into(),
        nearest: Some("Steve Witkoff and Jared Kushner are taking part in the talks".into()),
        similarity: 0.713,
    };
    let repeated =
        RepeatedQuote { line: 41, document: "uae-talks".into(), quote: "the delegation".into(), occurrences: 2 };
    let report = LoadReport {
        file: "facts.jsonl".into(),
        load: Some(7),
        documents: Tally { new: 1, known: 0 },
        entities: Tally { new: 54, known: 12 },
        facts: Tally { new: 1_470, known: 3 },
        evidence: Tally { new: 1_050, known: 0 },
        quotes: QuoteTally { verbatim: 1_043, normalised: 2, missing: 3, unchecked: 2 },
        kinds_declared: vec!["envoy".into()],
        predicates_declared: vec!["attended".into(), "held in".into()],
        missing_quotes: vec![missing],
        repeated_quotes: vec![repeated],
        seconds: 1.25,
        ..LoadReport::default()
    };
    expect("load_report.txt", &render::load_report(&report, &Style::plain(80)));
    let nothing = LoadReport { file: "facts.jsonl".into(), facts: Tally { new: 0, known: 90 }, ..Default::default() };
    let shown = render::load_report(&nothing, &Style::plain(80));
    assert_eq!(shown, " facts.jsonl  nothing new  (0 ms)\n   facts  90 known\n");
    let checked = render::load_report(&LoadReport { dry_run: true, ..nothing }, &Style::plain(80));
    assert!(checked.starts_with(" facts.jsonl  checked, nothing written"), "{checked}");
}

#[test]
fn what_was_shipped_is_reported() {
    let report = ShipReport {
        path: "talks-2026-01.db".into(),
        bytes: 151_552,
        tables: 17,
        views: 76,
        documents: 1,
        entities: 54,
        facts: 1_470,
        redacted: None,
        queries_left_out: vec![("loud".to_owned(), "SQLite by itself has no function for `contains`".to_owned())],
    };
    expect("ship_report.txt", &render::ship_report(&report, &Style::plain(80)));
    let what = Redacted { things: 7, facts: 1, quotes: 28, texts: 1_000, queries: 1 };
    let redacted = render::ship_report(&ShipReport { redacted: Some(what), ..report }, &Style::plain(80));
    let told = "redacted  7 things, 1 fact, 1 rule or query, 28 quotes blanked, 1,000 texts blanked";
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&redacted).contains(&words(told)), "{redacted}");
}

#[test]
fn a_store_is_told_in_one_line() {
    let counts = Counts { documents: 1, entities: 54, facts: 1_470, evidence: 105 };
    let told = |path: &str, counts| render::counts(Path::new(path), &counts, true);
    assert_eq!(told("talks.db", counts), "talks.db: 1,470 facts about 54 entities from 1 document");
    let uncounted = render::counts(Path::new("talks.db"), &counts, false);
    assert_eq!(uncounted, "talks.db: ~1,470 facts about ~54 entities from ~1 document");
    assert_eq!(told("a\u{1b}.db", Counts::default()), "a␛.db: no facts");
    assert_eq!(told(":memory:", Counts::default()), "in memory, not kept: no facts");
}

#[test]
fn durations_are_told_as_finely_as_they_matter() {
    let told = |milliseconds| render::duration(Duration::from_millis(milliseconds));
    assert_eq!(
        [0, 12, 999, 1_400, 59_900, 125_000].map(told),
        ["0 ms", "12 ms", "999 ms", "1.4 s", "59.9 s", "2 min 5 s"]
    );
}

#[test]
fn a_vocabulary_is_listed_from_wide_to_narrow() {
    let kind = |id, name: &str, broader: Option<i64>| Kind {
        id: KindId(id),
        name: name.into(),
        plural: None,
        phrases: Vec::new(),
        broader: broader.map(KindId),
        rule: None,
        description: None,
    };
    let envoy = Kind {
        plural: Some("envoys".into()),
        phrases: vec!["delegate".into()],
        description: Some("Somebody who is sent to speak for a side, and may not be a diplomat by profession.".into()),
        ..kind(1, "envoy", Some(2))
    };
    let predicate = |id, name: &str, object_type| Predicate {
        id: PredicateId(id),
        name: name.into(),
        object_type,
        phrases: Vec::new(),
        inverse: None,
        inverse_phrases: Vec::new(),
        subject_kind: None,
        object_kind: None,
        transitive: false,
        symmetric: false,
        functional: false,
        path: None,
        rule: None,
        qualifies: false,
        description: None,
    };
    let attended = Predicate {
        phrases: vec!["took part in".into(), "was present at".into()],
        inverse: Some("attended by".into()),
        object_kind: Some(KindId(3)),
        ..predicate(1, "attended", ObjectType::Entity)
    };
    let kinds = vec![envoy, kind(2, "person", None), kind(3, "event", None)];
    let vocabulary = Vocabulary::new(kinds, vec![attended, predicate(2, "ended", ObjectType::Boolean)]);
    let words = Words {
        vocabulary,
        things: [(KindId(1), 1_203), (KindId(2), 1_210)].into(),
        facts: [(PredicateId(1), 12)].into(),
        qualified: [(PredicateId(2), 3)].into(),
    };
    expect("vocabulary.txt", &render::words(&words, Format::Table, &Style::plain(60)));
}
