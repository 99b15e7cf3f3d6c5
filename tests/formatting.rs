//! Scripts as they are written canonically: `tests/formatted/NAME.ffq` beside `NAME.expected`.

#[expect(dead_code, reason = "scripts are written without a store")]
mod cases;

use factfile::session::script;
use factfile::source::Source;
use factfile::syntax::{format, parse};

#[test]
fn every_script_is_written_as_expected() {
    let ran = cases::check("formatted", "expected", |case| {
        let source = script(&case.script).map_err(|problem| problem.to_string())?;
        let written = format(&source).map_err(|problem| problem.to_string())?;
        let again = format(&Source::new("again", written.as_str())).map_err(|problem| problem.to_string())?;
        assert_eq!(written, again, "{}", case.name());
        Ok(written)
    });
    assert!(ran >= 5, "only {ran} cases ran");
}

#[test]
fn the_example_is_written_canonically() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/uae-talks/briefing.ffq");
    let source = script(&path).unwrap();
    assert_eq!(format(&source).unwrap(), source.text);
}

/// Comments of a statement that differs much from its canonical form stand somewhere, and all of them.
#[test]
fn comments_of_a_long_statement_are_kept() {
    let conditions: Vec<String> = (0..400).map(|n| format!("?X{n}   IS ENVOY # {n}\n")).collect();
    let text = format!("FIND * WHERE {}", conditions.join(", "));
    let source = Source::new("long", text);
    let written = format(&source).unwrap();
    assert_eq!(written.matches('#').count(), 400);
    assert_eq!(parse(&Source::new("again", written)).unwrap(), parse(&source).unwrap());
}
