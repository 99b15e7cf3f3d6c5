//! The report in the Test Anything Protocol.

use super::{Case, State, Suite, tally};

/// Cases one after another, numbered through all scripts, each with its place before its name.
pub(super) fn written(suites: &[Suite]) -> String {
    let cases = suites.iter().flat_map(|suite| &suite.cases);
    let lines: String = cases.enumerate().map(|(at, case)| written_case(at + 1, case)).collect();
    format!("TAP version 14\n1..{}\n{lines}", tally(suites).all())
}

fn written_case(number: usize, case: &Case) -> String {
    let description = escaped(&format!("{}:{} {}", case.file, case.line, case.name));
    match &case.state {
        State::Passed => format!("ok {number} - {description}\n"),
        State::Skipped(why) => format!("ok {number} - {description} # SKIP {why}\n"),
        State::Failed { category, message, text } => {
            let shown: String =
                text.lines().map(|line| format!("    {}\n", plain(line)).replace("    \n", "\n")).collect();
            format!(
                "not ok {number} - {description}\n  ---\n  message: {}\n  category: {}\n  at: {}\n  text: |2\n{shown}  ...\n",
                quoted(message),
                category.name(),
                quoted(&case.place()),
            )
        }
    }
}

/// A description, in which `#` would begin a directive.
fn escaped(text: &str) -> String {
    plain(text).replace('\\', "\\\\").replace('#', "\\#")
}

fn plain(text: &str) -> String {
    text.replace(char::is_control, "\u{FFFD}")
}

/// A text in YAML: JSON's texts are YAML's too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
