//! Pictures, case by case: `tests/drawing/NAME.ffq` beside `NAME.svg`. Cases speak of `tests/drawing/_store.jsonl`. A line
//! `# as: timeline` draws on a scale of time. Every picture is well-formed, of the elements that pictures are made of alone.

mod binary;
mod cases;

use std::path::Path;

use binary::Folder;
use cases::Case;
use factfile::answer::{EntityRef, Value};
use factfile::draw::{DrawnFact, Form, Scene, draw};
use factfile::look::{FactLine, Standing};
use factfile::session::{Outcome, Session};
use factfile::source::Source;
use factfile::value::{EntityId, FactId};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Everything that a picture is made of: nothing that runs, is fetched or leads elsewhere.
const ELEMENTS: [&str; 10] = ["svg", "title", "desc", "style", "defs", "marker", "g", "rect", "path", "text"];

#[test]
fn every_case_is_drawn_as_expected() {
    let ran = cases::check("drawing", "svg", |case| {
        let form = match case.text.contains("# as: timeline") {
            true => Form::Timeline,
            false => Form::Graph,
        };
        Ok(drawn(&scene(&mut case.session(), case), form))
    });
    assert!(ran >= 10, "only {ran} cases ran");
}

fn scene(session: &mut Session, case: &Case) -> Scene {
    scene_of(session, &case.source())
}

/// The scene that the statements of a source come to.
fn scene_of(session: &mut Session, source: &std::sync::Arc<Source>) -> Scene {
    let mut last = None;
    for statement in factfile::syntax::parse(source).unwrap() {
        last = Some(session.run(source, &statement).unwrap_or_else(|problem| panic!("{problem}")));
    }
    match last.expect("a statement") {
        Outcome::Answer(_) => scene_of(session, &Source::new("<why>", "why")),
        Outcome::Why { answer, receipts } => Scene::of_answer(&answer, &receipts),
        Outcome::Timeline(timeline) => Scene::of_timeline(&timeline),
        Outcome::Described(description) => Scene::of_description(&description),
        other => panic!("not to be drawn: {other:?}"),
    }
}

/// Draws twice, and looks the picture over.
fn drawn(scene: &Scene, form: Form) -> String {
    let picture = draw(scene, form);
    assert_eq!(picture, draw(scene, form));
    if let Err(problem) = looked_over(&picture) {
        panic!("{problem}\n{picture}");
    }
    picture
}

/// That a picture is well-formed XML of known elements and attributes, without a character that XML has not.
fn looked_over(picture: &str) -> Result<(), String> {
    let mut reader = Reader::from_str(picture);
    let mut open = Vec::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                if !ELEMENTS.contains(&name.as_str()) {
                    return Err(format!("an element {name}"));
                }
                for attribute in element.attributes() {
                    let attribute = attribute.map_err(|error| error.to_string())?;
                    let key = attribute.key.as_ref().to_owned();
                    if key.starts_with("on") || key.contains("href") {
                        return Err(format!("an attribute {key}"));
                    }
                }
                open.push(name);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if open.first().map(String::as_str) != Some("svg") {
        return Err("no picture".to_owned());
    }
    let invalid =
        |c: &char| (c.is_control() && *c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{202A}'..='\u{202E}');
    picture.chars().find(invalid).map_or(Ok(()), |c| Err(format!("the character {c:?}")))
}

#[test]
fn the_pictures_of_the_documentation_are_those_of_the_example() {
    for (name, form, text) in
        [("envoys.svg", Form::Graph, "which envoys met in the UAE?"), ("russia.svg", Form::Timeline, "timeline Russia")]
    {
        let mut session = fixture();
        let picture = drawn(&scene_of(&mut session, &Source::new("<example>", text)), form);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures").join(name);
        if std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1") {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &picture).unwrap();
        }
        let shown = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(shown == picture, "docs/pictures/{name} is not what is drawn; UPDATE_EXPECT=1 rewrites it");
        let commands = include_str!("../docs/commands.md");
        assert!(commands.contains(&format!("](pictures/{name})")), "docs/commands.md does not show {name}");
    }
}

/// A session on the shipped example: that of a case without records of its own.
fn fixture() -> Session {
    Case { script: Path::new("none.ffq").into(), text: String::new() }.session()
}

#[test]
fn many_things_are_drawn_and_told() {
    let fact = |number: i64| DrawnFact {
        line: line(number, thing(number % 190, "Thing"), "is linked with", thing((number * 37 + 11) % 211, "Thing")),
        quotes: Vec::new(),
    };
    let scene = Scene {
        title: "many".into(),
        asked: vec![thing(3, "Thing")],
        facts: (0..260).map(fact).collect(),
        left_off: 17,
        undated: 0,
        rows_left_off: 4,
    };
    let picture = drawn(&scene, Form::Graph);
    for number in 0..200 {
        assert!(picture.contains(&format!(">Thing {number}<")), "Thing {number}");
    }
    assert!(picture.contains("Facts that are not drawn: 17.") && picture.contains("Rows that are not drawn: 4."));
    let size = |name: &str| {
        let rest = picture.split_once(&format!(" {name}=\"")).unwrap().1;
        rest.split_once('"').unwrap().0.parse::<f64>().unwrap()
    };
    assert!(size("width") < 8_000.0 && size("height") < 8_000.0, "{} × {}", size("width"), size("height"));
}

fn thing(number: i64, name: &str) -> EntityRef {
    EntityRef { id: EntityId(number), key: format!("thing-{number}"), name: format!("{name} {number}") }
}

fn line(id: i64, subject: EntityRef, predicate: &str, object: EntityRef) -> FactLine {
    FactLine {
        id: FactId(id),
        subject,
        predicate: predicate.to_owned(),
        object: Value::from(object),
        time: None,
        qualifiers: Vec::new(),
        standing: Standing::Holds,
        sources: 1,
        denials: 0,
    }
}

/// A fact with any names, between two of a few things, at any of some times.
fn any_fact() -> impl Strategy<Value = DrawnFact> {
    let times = ["2026-01-23", "2026-01~/..", "../2025", "/1999-XX", "Y170000002", "-0044-03-15/2026", "20XX"];
    let time = prop::option::of(prop::sample::select(times.to_vec()));
    let standing =
        prop::sample::select(vec![Standing::Holds, Standing::AlsoDenied, Standing::Rivalled, Standing::Denied]);
    (0..6_i64, 0..6_i64, any::<[String; 4]>(), time, standing).prop_map(
        |(from, to, [a, b, c, quote], time, standing)| {
            let named = |number: i64, name: &str| EntityRef { name: name.to_owned(), ..thing(number, "") };
            let line = line(from * 7 + to, named(from, &a), &b, named(to, &c));
            let qualifiers = vec![(c.clone(), Value::from(named(to, &c)))];
            let time = time.map(|time| time.parse().unwrap());
            DrawnFact { line: FactLine { time, standing, qualifiers, ..line }, quotes: vec![quote] }
        },
    )
}

proptest! {
    #[test]
    fn any_scene_is_a_picture(title: String, facts in prop::collection::vec(any_fact(), 0..12), asked in 0..6_i64) {
        let scene = Scene { title, asked: vec![thing(asked, "<asked>")], facts, rows_left_off: 0, left_off: 0, undated: 0 };
        for form in [Form::Graph, Form::Timeline] {
            let picture = draw(&scene, form);
            prop_assert_eq!(looked_over(&picture), Ok(()), "{}", picture);
        }
    }
}

#[test]
fn the_command_draws_into_a_new_file() {
    let talks = Folder::with_talks();
    let draw = |arguments: &[&str]| {
        let arguments: Vec<&str> = ["draw"].iter().chain(arguments).copied().collect();
        talks.run(&arguments)
    };
    let question = "which envoys met in the UAE?";
    let written = draw(&["talks.db", question, "--to", "envoys.svg"]);
    assert_eq!((written.code, written.out.as_str()), (Some(0), ""), "{written:?}");
    assert!(written.err.starts_with("read as find ?envoy "), "{written:?}");
    let picture = std::fs::read_to_string(talks.path().join("envoys.svg")).unwrap();
    assert_eq!(looked_over(&picture), Ok(()));
    assert_eq!(draw(&["talks.db", question]).out, picture);

    let again = draw(&["talks.db", question, "--as", "timeline", "--to", "envoys.svg"]);
    assert_eq!(again.code, Some(3), "{again:?}");
    assert!(again.err.contains("envoys.svg is already there") && again.err.contains("--force"), "{again:?}");
    assert_eq!(draw(&["talks.db", question, "--as", "timeline", "--to", "envoys.svg", "--force"]).code, Some(0));
    assert_ne!(std::fs::read_to_string(talks.path().join("envoys.svg")).unwrap(), picture);
    let over_store = draw(&["talks.db", question, "--to", "talks.db", "--force"]);
    assert!(over_store.code == Some(3) && over_store.err.contains("is the store itself"), "{over_store:?}");

    let of_a_thing = draw(&["talks.db", "timeline $who", "--param", "who=Ukraine"]);
    assert_eq!(of_a_thing.out, draw(&["talks.db", "timeline Ukraine", "--as", "timeline"]).out, "{of_a_thing:?}");
    let not_drawn = draw(&["talks.db", "vocabulary"]);
    assert!(not_drawn.code == Some(2) && not_drawn.err.contains("nothing that can be drawn"), "{not_drawn:?}");
    let two = draw(&["talks.db", "vocabulary; disputes"]);
    assert_eq!((two.code, two.out.as_str()), (Some(1), ""), "{two:?}");
}
