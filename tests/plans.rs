//! In which order the queries of all cases are joined: `tests/plans/FOLDER.txt`, so that a change of plan is seen. Rows that
//! are expected come behind each step.

#[expect(dead_code, reason = "of the cases only their scripts are wanted")]
mod cases;

use std::fmt::Write;
use std::path::Path;

use cases::Case;
use factfile::engine::Joined;
use factfile::resolve::Parameters;
use factfile::source::Spanned;
use factfile::syntax::ast::Statement;

const FOLDERS: [&str; 6] = [
    "conformance",
    "conformance/claims",
    "conformance/joins",
    "conformance/rules",
    "conformance/standards",
    "conformance/time",
];

#[test]
fn every_query_is_joined_in_the_order_that_was_seen() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1");
    for folder in FOLDERS {
        let cases = cases::cases(folder);
        let found: String = cases.iter().filter(|case| case.skipped().is_none()).map(plans).collect();
        let name = folder.replace('/', "-") + ".txt";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans").join(name);
        match update {
            true => std::fs::write(&path, found).unwrap(),
            false => {
                let expected = std::fs::read_to_string(&path).unwrap();
                for (expected, found) in expected.lines().zip(found.lines()) {
                    assert_eq!(expected, found, "in {}", path.display());
                }
                assert_eq!(expected.lines().count(), found.lines().count(), "in {}", path.display());
            }
        }
    }
}

/// The plans of a script's queries.
fn plans(case: &Case) -> String {
    let mut session = case.session();
    let source = case.source();
    let mut text = String::new();
    for statement in factfile::syntax::parse(&source).unwrap() {
        if let Statement::Query(query) = &statement.node {
            let query = Spanned::new(query.clone(), statement.span);
            // What needs a parameter has none by itself.
            if let Ok(joins) = session.engine().joins(&source, &query, &Parameters::new()) {
                writeln!(text, "{}: {}", case.name(), one_line(&source.text[query.span.range()])).unwrap();
                joins.iter().filter(|steps| !steps.is_empty()).for_each(|steps| text += &line(steps));
            }
        }
        session.run(&source, &statement).unwrap();
    }
    text
}

fn line(steps: &[Joined]) -> String {
    let step = |joined: &Joined| format!("{} ~{:.1}", joined.step, joined.expected.unwrap_or(f64::NAN));
    format!("    {}\n", steps.iter().map(step).collect::<Vec<_>>().join(" → "))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
