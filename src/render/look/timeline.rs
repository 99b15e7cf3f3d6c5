//! What happened to a thing, in the order of time.

use super::super::sheet::Sheet;
use super::super::table::{GridCell, GridColumn, Look, grid};
use super::super::text::{Style, counted, number};
use super::line::{self, COLUMNS, heading, sentence, standing, time};
use crate::edtf::Edtf;
use crate::look::{FactLine, Timeline};

/// How many facts are shown.
const SHOWN: usize = 200;

/// The widest that the column of times becomes.
const WIDEST_TIME: usize = 21;

/// The widest that the column of sources becomes.
const WIDEST_STANDING: usize = 18;

pub(super) fn timeline(timeline: &Timeline, style: &Style) -> String {
    let mut text = heading(&timeline.entity, style);
    let rows: Vec<Vec<GridCell>> = timeline.facts.iter().take(SHOWN).map(row).collect();
    if !rows.is_empty() {
        let columns =
            [GridColumn::Most(WIDEST_TIME), GridColumn::Number, GridColumn::Rest, GridColumn::Most(WIDEST_STANDING)];
        text.push_str(&format!("\n{}", grid(&columns, &rows, 0, style)));
    }
    let hidden = timeline.total - rows.len();
    let hidden = (hidden > 0).then(|| format!("{} not shown", number(hidden)));
    let undated = match timeline.undated {
        0 if timeline.total == 0 => Some("no facts".to_owned()),
        0 => None,
        1 => Some("1 fact states no time".to_owned()),
        several => Some(format!("{} state no time", counted(several, "fact", "facts"))),
    };
    let below = [hidden, undated].into_iter().flatten();
    text + &below.map(|line| style.hanging(" ", &style.quiet(&line)) + "\n").collect::<String>()
}

fn row(fact: &FactLine) -> Vec<GridCell> {
    let unsure = fact.time.as_ref().map(unsure).unwrap_or_default();
    let unsure = if unsure.is_empty() { unsure } else { format!(" ({unsure})") };
    vec![
        GridCell::new(time(fact), Look::Strong),
        GridCell::new(fact.id.0.to_string(), Look::Quiet),
        GridCell::new(sentence(fact) + &unsure, Look::Plain),
        standing(fact),
    ]
}

/// What is open, unknown or uncertain of a time, in words; empty where nothing is.
fn unsure(time: &Edtf) -> String {
    let text = time.as_str();
    let parts: Vec<String> = match text.split_once('/') {
        None => vec![doubt(text).to_owned()],
        Some((from, to)) => {
            let of_end = |end: &str, date: &str| match (date, doubt(date)) {
                ("..", _) => format!("{end} open"),
                ("", _) => format!("{end} unknown"),
                (_, "") => String::new(),
                (_, doubt) => format!("{end} {doubt}"),
            };
            vec![of_end("start", from), of_end("end", to)]
        }
    };
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What the sign behind a date says of it.
fn doubt(date: &str) -> &'static str {
    match date.chars().last() {
        Some('?') => "uncertain",
        Some('~') => "about then",
        Some('%') => "uncertain, about then",
        _ => "",
    }
}

/// The facts of a timeline, one a row.
pub(in super::super) fn sheet(timeline: &Timeline) -> Sheet<'_> {
    Sheet { rows: timeline.facts.iter().map(line::row).collect(), ..Sheet::new(&COLUMNS) }
}

#[cfg(test)]
mod tests {
    use super::unsure;

    #[test]
    fn open_and_uncertain_ends_are_told() {
        let told = |text: &str| unsure(&text.parse().unwrap());
        assert_eq!(told("2026-01-23"), "");
        assert_eq!(told("2026-01~"), "about then");
        assert_eq!(told("2022~/.."), "start about then, end open");
        assert_eq!(told("/2020?"), "start unknown, end uncertain");
        assert_eq!(told("2019/2020%"), "end uncertain, about then");
    }
}
