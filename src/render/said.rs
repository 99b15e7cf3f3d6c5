//! What a query comes to in a dialect of SQL, each statement with what it is for.

use super::explain::visible_lines;
use super::{Style, statements};
use crate::engine::Said;
use crate::sql::{Dialect, Found, Part};

/// The statements of a query, those that others read before them.
pub fn said(said: &Said, dialect: Dialect, style: &Style) -> String {
    match said {
        Said::Statements(found) => statements(found, style),
        Said::Text(text) => format!("{};\n", visible_lines(text)),
        Said::Rows { parts, .. } => all(parts, dialect, "the rows of the answer"),
        Said::Verdict { holds, undisputed, denied } => {
            let sides = [
                (undisputed, "the answer is yes where there is a row, by facts that nobody denies"),
                (holds, "else it is disputed where there is a row"),
                (denied, "else it was denied where there is a row; and no where there is none"),
            ];
            let sides = sides
                .into_iter()
                .flat_map(|(alternatives, meaning)| alternatives.iter().map(move |parts| all(parts, dialect, meaning)));
            sides.collect::<Vec<_>>().join("\n")
        }
    }
}

fn all(parts: &[Part], dialect: Dialect, meaning: &str) -> String {
    parts.iter().map(|part| one(part, dialect, meaning)).collect::<Vec<_>>().join("\n")
}

fn one(part: &Part, dialect: Dialect, meaning: &str) -> String {
    let statement = |comment: &str, text: &str| format!("-- {comment}\n{};\n", visible_lines(text));
    match part {
        Part::Rows(text) => statement(meaning, text),
        Part::Table { name, text } => statement(
            "a table that the statements behind it read",
            &format!(
                "CREATE {} {name} AS\n{text}",
                if dialect == Dialect::Spark { "TEMPORARY VIEW" } else { "TEMP TABLE" }
            ),
        ),
        Part::Rounds(tables) => {
            let parameter = if dialect == Dialect::Spark { ":round" } else { "$round" };
            let table = |Found { name, columns, base, steps }: &Found| {
                let columns: Vec<String> = (0..*columns).map(|at| format!("c{at}")).collect();
                let shape = format!("{name}({}, round)", columns.join(", "));
                let base = base
                    .iter()
                    .map(|text| statement(&format!("rows of {shape} that are there from the start, in round 0"), text));
                let steps = steps.iter().map(|text| {
                    let again =
                        format!("rows of {name} found in round {parameter}; again until no table has a new row");
                    statement(&again, text)
                });
                base.chain(steps).collect::<Vec<_>>().join("\n")
            };
            tables.iter().map(table).collect::<Vec<_>>().join("\n")
        }
    }
}
