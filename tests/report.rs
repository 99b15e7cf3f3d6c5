//! Reports. Cases are data: `tests/report/NAME.ffq` beside `NAME.html`, what stands between the page's head and foot, with
//! pictures left out; they speak of `tests/report/_store.jsonl`. Every page is parsed as browsers do, and has nothing in it that
//! runs, is fetched or leads elsewhere than it says, whatever the store says.

mod binary;
#[expect(dead_code, reason = "the scripts are run by the command, which opens their stores")]
mod cases;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use binary::Folder;
use factfile::engine::Engine;
use factfile::load::{Input, Options, load};
use factfile::render::visible;
use factfile::report::{Asked, Head, Report};
use factfile::session::{Outcome, Session};
use factfile::source::{Source, Span};
use factfile::store::{Counts, Store};
use proptest::prelude::*;
use scraper::{Html, Selector};
use serde_json::json;

/// Everything that a page is made of.
const ELEMENTS: &[&str] = &[
    "a",
    "bdi",
    "blockquote",
    "body",
    "button",
    "caption",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "head",
    "header",
    "html",
    "img",
    "input",
    "label",
    "li",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "span",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
];

const ATTRIBUTES: &[&str] = &[
    "alt",
    "aria-controls",
    "aria-label",
    "aria-labelledby",
    "autocomplete",
    "charset",
    "class",
    "colspan",
    "content",
    "data-close",
    "data-label",
    "data-open",
    "data-ranks",
    "datetime",
    "dir",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "lang",
    "name",
    "open",
    "rel",
    "role",
    "scope",
    "spellcheck",
    "src",
    "tabindex",
    "type",
];

/// The style and the script of every page.
const STYLE: &str = include_str!("../templates/report/page.css");
const SCRIPT: &str = include_str!("../templates/report/page.js");

fn records() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/_store.jsonl")
}

/// A folder with the store of the cases.
fn with_store() -> Folder {
    let folder = Folder::empty();
    let loaded = folder.run(&["load", "store.db", records().to_str().unwrap()]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    folder
}

/// The page that a script comes to.
fn page(folder: &Folder, script: &Path, options: &[&str]) -> String {
    let script = script.to_str().unwrap();
    let run = folder.run(&[&["report", "store.db", script, "--to", "page.html", "--force"], options].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    std::fs::read_to_string(folder.path().join("page.html")).unwrap()
}

fn selected<'h>(html: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// That a page is well-formed, made of known elements and attributes alone, and inert.
fn looked_over(page: &str) -> Result<Html, String> {
    let html = Html::parse_document(page);
    if let Some(error) = html.errors.first() {
        return Err(format!("no well-formed page: {error}"));
    }
    let mut ids = BTreeSet::new();
    for element in selected(&html, "*") {
        let name = element.value().name();
        if !ELEMENTS.contains(&name) {
            return Err(format!("an element {name}"));
        }
        for (key, value) in element.value().attrs() {
            let is_inert = match key {
                "href" => ["#", "https://", "http://"].iter().any(|start| value.starts_with(start)),
                "src" => value.starts_with("data:image/svg+xml,"),
                "id" => ids.insert(value.to_owned()),
                _ => ATTRIBUTES.contains(&key),
            };
            if !is_inert {
                return Err(format!("an attribute {key}={value:?} of {name}"));
            }
        }
    }
    for link in selected(&html, "a[href^='#']") {
        let place = link.value().attr("href").unwrap_or_default().trim_start_matches('#');
        if !ids.contains(place) {
            return Err(format!("a link to #{place}, which is not there"));
        }
    }
    let text = |name: &str| selected(&html, name).iter().map(|it| it.text().collect()).collect::<Vec<String>>();
    if text("script") != [SCRIPT] || text("style") != [STYLE] {
        return Err("another style or script than the page's own".to_owned());
    }
    let hidden = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    page.chars().find(hidden).map_or(Ok(html), |c| Err(format!("the character {c:?}")))
}

#[test]
fn every_case_comes_to_the_page_that_is_expected() {
    let folder = with_store();
    let ran = cases::check("report", "html", |case| {
        let page = page(&folder, &case.script, &[]);
        looked_over(&page)?;
        Ok(answers(&page))
    });
    assert!(ran >= 4, "only {ran} cases ran");
}

/// What stands between the page's head and foot, without its pictures.
fn answers(page: &str) -> String {
    let start = page.find("<main").unwrap();
    let end = page.find("</main>").unwrap();
    let mut parts = page[start..end].split("data:image/svg+xml,");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "…" + &part[part.find('"').unwrap()..])
}

#[test]
fn the_same_store_and_script_give_the_same_bytes() {
    let folder = with_store();
    // What `explain` tells of time is another each time.
    let explained = folder.write("explained.ffq", "explain find ?x where ?x visited Oslo;");
    let scripts = cases::cases("report").into_iter().map(|case| case.script).chain([explained]);
    for script in scripts {
        assert_eq!(page(&folder, &script, &[]), page(&folder, &script, &[]), "{}", script.display());
    }
}

#[test]
fn the_head_says_what_the_page_is_of() {
    let folder = with_store();
    let script = folder.write("script.ffq", "# All that\n# met.\n#\n# And more.\n\nwhich envoys visited $where;\n");
    let html = looked_over(&page(&folder, &script, &["--param", "where=Oslo"])).unwrap();
    let text = |selector: &str| selected(&html, selector).iter().map(|it| it.text().collect()).collect::<Vec<String>>();
    assert_eq!(text("h1"), ["All that met."]);
    assert_eq!(text(".lead"), ["And more."]);
    let about = text(".about").concat();
    for said in ["store.db", "26 facts about 11 entities from 3 documents", "CC BY 4.0", "UTC"] {
        assert!(about.contains(said), "{said} is not in {about}");
    }
    let titled = page(&folder, &script, &["--param", "where=Oslo", "--title", "Q&A"]);
    let html = looked_over(&titled).unwrap();
    let paragraphs: Vec<String> = selected(&html, ".lead").iter().map(|it| it.text().collect()).collect();
    assert_eq!(paragraphs, ["All that met.", "And more."]);
    assert!(titled.contains("<title>Q&#38;A</title>"), "{}", &titled[..1_000]);
}

#[test]
fn rows_beyond_those_with_receipts_are_told() {
    let folder = with_store();
    let script = folder.write("script.ffq", "find ?x, ?y where ?x age ?y;");
    let html = looked_over(&page(&folder, &script, &["--receipts", "2"])).unwrap();
    assert_eq!((selected(&html, "#q1-table tbody").len(), selected(&html, "tr.why").len()), (5, 2));
    let notes: String = selected(&html, "section > p.quiet").iter().flat_map(|it| it.text()).collect();
    assert!(notes.contains("the first 2 of 5 rows"), "{notes}");
}

#[test]
fn nothing_is_written_where_a_statement_fails_or_a_file_is_there() {
    let folder = with_store();
    for (script, code) in [
        ("which envoys met; expect 7 answers;", 4),
        ("which envois met;", 1),
        ("assert Oslo is person;", 1),
        ("which envoys met in $where;", 1),
    ] {
        let script = folder.write("script.ffq", script);
        let run = folder.run(&["report", "store.db", script.to_str().unwrap(), "--to", "page.html"]);
        assert_eq!(run.code, Some(code), "{run:?}");
        assert!(run.err.contains("script.ffq:1:"), "{run:?}");
        assert!(!folder.exists("page.html"));
    }
    folder.write("page.html", "kept");
    let script = folder.write("script.ffq", "which envoys met;");
    for to in ["page.html", "store.db"] {
        let run = folder.run(&["report", "store.db", script.to_str().unwrap(), "--to", to]);
        assert_eq!(run.code, Some(3), "{run:?}");
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("page.html")).unwrap(), "kept");
}

#[test]
fn what_is_written_meanwhile_is_not_seen() {
    let folder = with_store();
    let store = Store::open(folder.path().join("store.db")).unwrap();
    store.stay().unwrap();
    let script = folder.write("more.ffq", "assert Oslo is person;");
    let run = folder.run(&["run", script.to_str().unwrap(), "--on", "store.db", "--write"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let facts = |store: &Store| store.counts().unwrap().facts;
    let now = Store::open(folder.path().join("store.db")).unwrap();
    assert_eq!((facts(&store), facts(&now)), (26, 27));
    let engine = Engine::new(store).unwrap();
    let answered = engine.ask_text("find ?x where ?x is person").unwrap();
    assert!(!answered.answer.rows.iter().flatten().any(|value| value.text() == "Oslo"));
}

#[test]
fn what_is_included_is_shown_in_its_place() {
    let folder = with_store();
    folder.write("part.ffq", "# In part\nwhich envoys met;\n");
    let script =
        folder.write("script.ffq", "# First\nfind ?x where ?x age 9;\ninclude \"part.ffq\";\n# Last\ndisputes;");
    let html = looked_over(&page(&folder, &script, &[])).unwrap();
    let headings: Vec<String> = selected(&html, "main h2").iter().map(|it| it.text().collect()).collect();
    assert_eq!(headings, ["First", "In part", "Last", "Documents"]);
}

/// A page about a thing, its document and what is said, all of which any text is.
fn page_of(texts: &[String; 5]) -> String {
    let [name, title, quote, url, comment] = texts;
    let records = [
        json!({"vocabulary": {"predicates": [{"name": "says", "object": "text"}]}}),
        json!({"document": {"id": "d", "title": title, "publisher": quote, "url": url, "published": "2026-01"}}),
        json!({"entity": {"id": "e", "name": format!("n{name}")}}),
        json!({"fact": {"subject": "e", "predicate": "says", "object": format!("t{quote}"),
                        "evidence": [{"document": "d", "quote": format!("q{quote}"), "source": "e"}]}}),
    ];
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    let mut store = Store::in_memory().unwrap();
    let input = Input::Bytes { name: "any.jsonl".into(), bytes: lines.clone().into() };
    load(&mut store, &input, &Options::default(), &mut |_| {}).unwrap_or_else(|failure| panic!("{failure}\n{lines}"));
    let mut session = Session::new(Engine::new(store).unwrap()).read_only();
    let text = format!("# {}\nfind ?x, ?y where ?x says ?y", comment.replace(['\n', '\r'], " "));
    let start = text.find('\n').unwrap() + 1;
    let source = Source::new("any", text.clone());
    let statements = factfile::syntax::parse(&source).unwrap();
    let outcome = session.run(&source, &statements[0]).unwrap();
    assert!(matches!(&outcome, Outcome::Answer(answer) if answer.rows.len() == 1));
    let (_, receipts) = session.receipts(10).unwrap();
    let mut report = Report::default();
    report.add(&Asked::of(&source, Span::new(start, text.len())), &outcome, Some(&receipts)).unwrap();
    let counts = Counts { documents: 1, entities: 1, facts: 1, evidence: 1 };
    let (title, licences) = (title.clone(), vec![quote.clone()]);
    let lead = vec![comment.clone()];
    report.page(&Head { title, lead, store: name.clone(), counts, last_load: Some(url.clone()), licences }).unwrap()
}

/// A text of what is dangerous in a page, and of anything else.
fn any_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("</script>".to_owned()),
        Just("<img src=x onerror=alert(1)>".to_owned()),
        Just("\" onclick=\"alert(1)".to_owned()),
        Just("' x='".to_owned()),
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        Just("]]>".to_owned()),
        Just("&lt;&#60;&".to_owned()),
        Just("{{ 7 * 7 }}{% raw %}".to_owned()),
        Just("javascript:alert(1)".to_owned()),
        Just("https://example.org/".to_owned()),
        Just("\u{202E}\u{2066}\u{200B}\u{FEFF}".to_owned()),
        Just("\u{FFFE}\u{1}\u{7F}\u{85}".to_owned()),
        Just("\r\n\t ".to_owned()),
        "\\PC{0,6}",
        any::<String>().prop_map(|text| text.chars().take(8).collect()),
    ];
    // SQLite's tools end a text at NUL, so that loading refuses it.
    prop::collection::vec(part, 0..5).prop_map(|parts| parts.concat().replace('\0', ""))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(64),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_comes_out_inert(texts in prop::array::uniform5(any_text())) {
        let page = page_of(&texts);
        let html = looked_over(&page).unwrap_or_else(|problem| panic!("{problem}\n{page}"));
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown: String = selected(&html, "tbody th").first().unwrap().text().collect();
        let name = format!("n{}", texts[0]).replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
        let expected: Vec<String> = name.split('\n').map(visible).collect();
        prop_assert_eq!(squeezed(&shown), squeezed(&expected.join("\n")));
    }
}

/// A program that is there.
fn is_there(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

#[test]
fn a_report_is_read_in_a_browser() {
    let python = std::env::var("FACTFILE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let chromium = std::env::var("FACTFILE_CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
    let axe = std::env::var("FACTFILE_AXE").unwrap_or_else(|_| "-".to_owned());
    if !is_there(&python, &["-c", "import playwright"]) {
        return println!("skipped, since {python} has no package playwright: reading a report in a browser");
    }
    if !is_there(&chromium, &["--version"]) {
        return println!("skipped, since {chromium} is not here: reading a report in a browser");
    }
    if axe == "-" {
        println!(
            "skipped, since FACTFILE_AXE does not name axe-core's script: looking for what keeps people from reading"
        );
    }
    let folder = with_store();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report/browser.ffq");
    page(&folder, &script, &[]);
    let driver = script.with_extension("py");
    let path =
        String::from_utf8(Command::new("sh").args(["-c", &format!("command -v {chromium}")]).output().unwrap().stdout)
            .unwrap();
    let driven = Command::new(python)
        .arg(driver)
        .args([path.trim(), &axe])
        .arg(folder.path().join("page.html"))
        .output()
        .unwrap();
    assert!(
        driven.status.success(),
        "{}{}",
        String::from_utf8_lossy(&driven.stdout),
        String::from_utf8_lossy(&driven.stderr)
    );
}
