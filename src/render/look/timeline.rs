//! What happened to a thing, in the order of time.

use super::super::sheet::Sheet;
use textwrap::core::display_width;

use super::super::table::{GridCell, GridColumn, Look, grid};
use super::super::text::{Style, counted, number};
use super::bars;
use super::line::{self, COLUMNS, ONE_SOURCE, heading, sentence, standing, time};
use crate::edtf::Edtf;
use crate::look::{FactLine, Timeline};
use crate::timescale::{Extent, Scale};

/// How many facts are shown.
const SHOWN: usize = 200;

/// The widest that the column of times becomes.
const WIDEST_TIME: usize = 21;

/// The widest that the column of sources becomes.
const WIDEST_STANDING: usize = 18;

/// How many columns are left for sentences and bars, from which on there are bars; and from which on the sources have a
/// column too.
const ROOM_FOR_BARS: usize = 44;
const ROOM_FOR_ALL: usize = 76;

/// How wide bars are, in parts of what is left, and at most.
const PART_OF_BARS: (usize, usize) = (2, 5);
const WIDEST_BARS: usize = 60;

/// What stands between two columns.
const GAP: usize = 2;

pub(super) fn timeline(timeline: &Timeline, style: &Style) -> String {
    let mut text = heading(&timeline.entity, style);
    let facts = &timeline.facts[..timeline.facts.len().min(SHOWN)];
    if !facts.is_empty() {
        text.push_str(&format!("\n{}", with_bars(facts, style).unwrap_or_else(|| list(facts, style))));
    }
    let hidden = timeline.total - facts.len();
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

/// A fact a row, without bars.
fn list(facts: &[FactLine], style: &Style) -> String {
    let rows: Vec<Vec<GridCell>> = facts.iter().map(row).collect();
    let columns =
        [GridColumn::Most(WIDEST_TIME), GridColumn::Number, GridColumn::Rest, GridColumn::Most(WIDEST_STANDING)];
    grid(&columns, &rows, 0, style)
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

/// A fact a row, with a bar from its first day to its last, all on one scale; its sources in a column where there is room,
/// otherwise behind its sentence. None where there is no scale, or too little room for one.
fn with_bars(facts: &[FactLine], style: &Style) -> Option<String> {
    let times: Vec<Extent> = facts.iter().filter_map(|fact| fact.time.as_ref()).map(Extent::of).collect();
    let scale = Scale::of(&times)?;
    let mut rows: Vec<Vec<GridCell>> = facts.iter().map(row).collect();
    let widest = |at: usize, most: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| display_width(&cell.text));
        cells.max().unwrap_or(0).min(most) + GAP
    };
    let left = style.columns().checked_sub(widest(0, WIDEST_TIME) + widest(1, usize::MAX) + 2 * GAP)?;
    let sources = widest(3, WIDEST_STANDING);
    let (left, apart) = match left.checked_sub(sources).filter(|left| *left >= ROOM_FOR_ALL) {
        Some(left) => (left, true),
        None => (left, false),
    };
    if left < ROOM_FOR_BARS {
        return None;
    }
    let letters = (left * PART_OF_BARS.0 / PART_OF_BARS.1).min(WIDEST_BARS);
    for (row, fact) in rows.iter_mut().zip(facts) {
        let bar = fact.time.as_ref().map(|time| bars::bar(&Extent::of(time), &scale, letters)).unwrap_or_default();
        row.insert(3, GridCell::new(bar, Look::Plain));
        if !apart && let (Some(sources), Some(said)) = (row.pop(), row.get_mut(2)) {
            said.text
                .push_str(&(if sources.text == ONE_SOURCE { String::new() } else { format!(" · {}", sources.text) }));
        }
    }
    let mut columns = vec![
        GridColumn::Most(WIDEST_TIME),
        GridColumn::Number,
        GridColumn::Rest,
        GridColumn::Exactly(letters),
        GridColumn::Most(WIDEST_STANDING),
    ];
    columns.truncate(if apart { 5 } else { 4 });
    let mut axis = vec![GridCell::default(); columns.len()];
    axis[3] = GridCell::new(bars::axis(&scale, letters), Look::Quiet);
    rows.insert(0, axis);
    let legend = bars::legend(&times);
    let legend = if legend.is_empty() { legend } else { style.hanging(" ", &style.quiet(&legend)) + "\n" };
    Some(grid(&columns, &rows, 0, style) + &legend)
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
