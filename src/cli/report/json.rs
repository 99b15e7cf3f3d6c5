//! The report as one object.

use serde_json::{Value as Json, json};

use super::{Case, State, Suite, tally};

pub(super) fn written(suites: &[Suite]) -> String {
    let tally = tally(suites);
    let report = json!({
        "passed": tally.passed,
        "failed": tally.unmet + tally.failed,
        "skipped": tally.skipped,
        "scripts": suites.iter().map(suite).collect::<Vec<_>>(),
    });
    format!("{report:#}\n")
}

fn suite(suite: &Suite) -> Json {
    json!({
        "script": suite.name,
        "seconds": thousandths(suite.time),
        "cases": suite.cases.iter().map(case).collect::<Vec<_>>(),
    })
}

fn case(case: &Case) -> Json {
    let mut object = json!({
        "name": case.name,
        "file": case.file,
        "line": case.line,
        "column": case.column,
        "seconds": thousandths(case.time),
        "state": match &case.state {
            State::Passed => "passed",
            State::Skipped(_) => "skipped",
            State::Failed { .. } => "failed",
        },
    });
    match &case.state {
        State::Passed => {}
        State::Skipped(why) => object["message"] = json!(why),
        State::Failed { category, message, text } => {
            object["category"] = json!(category);
            object["message"] = json!(message);
            object["text"] = json!(text);
        }
    }
    object
}

fn thousandths(time: std::time::Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}
