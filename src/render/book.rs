//! Views of a shipped file and answers from it as one workbook, with a sheet for each and one for what they rest on.

use std::collections::HashSet;

use super::given::Page;
use super::sheet::{Cell, Holds, Sheet};
use super::xlsx;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::CommandProblem;
use crate::session::Outcome;
use crate::ship::frames::{self, DOCUMENTS, Field, Frame, FrameColumn, Shipped};

/// The view with every passage, and the column in which views name their facts.
const QUOTES: &str = "quotes";
const FACT: &str = "fact";

/// How many views of predicates stand in a workbook for which none was chosen.
const PREDICATES: usize = 8;

/// How long the name of a sheet may be, in UTF-16 code units.
const LONGEST_NAME: usize = 31;

/// A sheet that is wanted.
#[derive(Debug, Clone)]
pub enum Chosen {
    /// A view, by its name.
    View(String),
    /// What a query or another statement came to, and what it is called.
    Answer(String, Outcome),
}

/// The views that a workbook has where none were chosen: the facts, what has a name, and the predicates with most facts.
///
/// # Errors
/// Where the file cannot be read.
pub fn wanted(shipped: &Shipped) -> Result<Vec<Chosen>> {
    let frames = shipped.frames()?;
    let named = |name: &str| frames.iter().any(|frame| frame.name == name);
    let mut views: Vec<String> =
        ["facts", "entities"].into_iter().filter(|name| named(name)).map(str::to_owned).collect();
    let mut predicates = Vec::new();
    for frame in frames.iter().filter(|frame| is_of_predicate(frame)) {
        predicates.push((shipped.rows(frame)?, frame));
    }
    // Of as many, the first declared.
    predicates.sort_by_key(|(rows, _)| std::cmp::Reverse(*rows));
    let fullest = predicates.into_iter().filter(|(rows, _)| *rows > 0).take(PREDICATES);
    views.extend(fullest.map(|(_, frame)| frame.name.clone()));
    Ok(views.into_iter().map(Chosen::View).collect())
}

/// Whether a view is that of one predicate.
fn is_of_predicate(frame: &Frame) -> bool {
    let has = |name: &str| frame.columns.iter().any(|column| column.name == name);
    has(FACT) && has("subject") && !has("predicate")
}

/// A workbook: the file's readme, the chosen sheets, the passages of their facts, and the documents.
///
/// # Errors
/// A view that the file does not have; a statement that comes to no rows; more than Excel has place for; that the file cannot
/// be read.
pub fn book(shipped: &Shipped, chosen: &[Chosen]) -> Result<Vec<u8>> {
    let frames = shipped.frames()?;
    let mut sheets: Vec<(String, Sheet<'_>)> = Vec::new();
    let mut readme = Sheet::new(&[("readme", Holds::Text)]);
    readme.rows = shipped.readme()?.into_iter().map(|line| vec![Cell::from(line)]).collect();
    add(&mut sheets, "readme", readme);
    let mut facts: HashSet<i64> = HashSet::new();
    for choice in chosen {
        match choice {
            Chosen::View(name) => {
                let frame = frames.iter().find(|frame| frame.name == *name);
                let unknown = || CommandProblem::UnknownSheet { given: name.clone(), nearest: Vec::new() };
                let frame = frame.ok_or_else(|| Diagnostic::new(unknown()))?;
                let sheet = of_frame(shipped, frame, None)?;
                facts.extend(facts_in(&sheet));
                add(&mut sheets, name, sheet);
            }
            Chosen::Answer(name, outcome) => {
                let page = Page::of(outcome);
                let page = page.ok_or_else(|| Diagnostic::new(CommandProblem::NoTable { form: "xlsx" }))?;
                let sources = page.receipts.map(Sheet::of_sources);
                add(&mut sheets, name, page.sheet);
                sources.into_iter().for_each(|sources| add(&mut sheets, &format!("sources of {name}"), sources));
            }
        }
    }
    let is_chosen = |name: &str| chosen.iter().any(|choice| matches!(choice, Chosen::View(view) if view == name));
    for frame in frames.iter().filter(|frame| frame.name == QUOTES && !facts.is_empty() && !is_chosen(QUOTES)) {
        add(&mut sheets, "sources", of_frame(shipped, frame, Some(&facts))?);
    }
    for frame in frames.iter().filter(|frame| frame.name == DOCUMENTS && !is_chosen(DOCUMENTS)) {
        add(&mut sheets, "documents", of_frame(shipped, frame, None)?);
    }
    xlsx::named(&sheets, "")
}

fn add<'a>(sheets: &mut Vec<(String, Sheet<'a>)>, name: &str, sheet: Sheet<'a>) {
    let name = sheet_name(name, |candidate| sheets.iter().any(|(taken, _)| taken.to_lowercase() == *candidate));
    sheets.push((name, sheet));
}

/// The rows of a view; with `facts`, those of these facts.
fn of_frame<'a>(shipped: &Shipped, frame: &Frame, facts: Option<&HashSet<i64>>) -> Result<Sheet<'a>> {
    let columns: Vec<(&str, Holds)> =
        frame.columns.iter().map(|column| (column.name.as_str(), holds(column.holds))).collect();
    let mut sheet = Sheet::new(&columns);
    let fact = frame.columns.iter().position(|column| column.name == FACT);
    shipped.each_row(frame, &mut |fields| {
        let of = fact.and_then(|at| fields.get(at));
        let is_wanted = facts.is_none_or(|facts| matches!(of, Some(Field::Whole(id)) if facts.contains(id)));
        if is_wanted {
            sheet
                .rows
                .push(fields.into_iter().zip(&frame.columns).map(|(field, column)| cell(field, column)).collect());
        }
        Ok(())
    })?;
    Ok(sheet)
}

fn facts_in(sheet: &Sheet<'_>) -> Vec<i64> {
    let Some(at) = sheet.columns.iter().position(|column| column.name == FACT) else { return Vec::new() };
    let fact = |row: &Vec<Cell<'_>>| match row.get(at) {
        Some(Cell::Whole(id)) => Some(*id),
        _ => None,
    };
    sheet.rows.iter().filter_map(fact).collect()
}

fn holds(holds: frames::Holds) -> Holds {
    match holds {
        frames::Holds::Text => Holds::Text,
        frames::Holds::Whole | frames::Holds::Number => Holds::Number,
        frames::Holds::Truth => Holds::Truth,
        frames::Holds::Day => Holds::Date,
        frames::Holds::Url => Holds::Url,
    }
}

fn cell<'a>(field: Field, column: &FrameColumn) -> Cell<'a> {
    match (field, column.holds) {
        (Field::Nothing, _) => Cell::Nothing,
        (Field::Whole(truth), frames::Holds::Truth) => Cell::Truth(truth != 0),
        (Field::Whole(number), _) => Cell::Whole(number),
        (Field::Number(number), _) => Cell::Decimal(number),
        (Field::Text(text), frames::Holds::Day) => match text.parse() {
            Ok(day) => Cell::Date(day),
            Err(_) => Cell::from(text),
        },
        (Field::Text(text), frames::Holds::Url) => Cell::Url(text.into()),
        (Field::Text(text), _) => Cell::from(text),
    }
}

/// A name as Excel takes one for a sheet: not empty, of at most 31 characters, without some signs, and not yet taken, whatever its
/// capitals.
fn sheet_name(name: &str, is_taken: impl Fn(&String) -> bool) -> String {
    let is_sign = |c: char| c.is_control() || "[]:*?/\\".contains(c);
    let plain: String = name.chars().map(|c| if is_sign(c) { ' ' } else { c }).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let trimmed = words.trim_matches('\'');
    // Excel keeps the name History for itself.
    let plain = match trimmed.to_lowercase().as_str() {
        "" => "sheet",
        "history" => "history of",
        _ => trimmed,
    };
    let numbered = (2..).map(|number| format!("{} {number}", cut(plain, LONGEST_NAME - 6)));
    let mut candidates = std::iter::once(cut(plain, LONGEST_NAME)).chain(numbered);
    candidates.find(|candidate| !is_taken(&candidate.to_lowercase())).unwrap_or_default()
}

/// The beginning of a text, of at most so many UTF-16 code units.
fn cut(text: &str, most: usize) -> String {
    let mut length = 0;
    let fits = |c: &char| {
        length += c.len_utf16();
        length <= most
    };
    let beginning: String = text.chars().take_while(fits).collect();
    beginning.trim_end_matches([' ', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::sheet_name;

    #[test]
    fn sheets_have_names_that_excel_takes() {
        let name = |text: &str| sheet_name(text, |_| false);
        assert_eq!(name("which envoys met in the UAE?"), "which envoys met in the UAE");
        assert_eq!(name("find ?x where ?x attended [held in UAE]"), "find x where x attended held in");
        assert_eq!([name("''"), name("History"), name("a\u{7}/b")], ["sheet", "history of", "a b"]);
        let taken = |candidate: &String| candidate == "facts" || candidate == "facts 2";
        assert_eq!(sheet_name("Facts", taken), "Facts 3");
        let long = "🙂".repeat(40);
        assert_eq!(name(&long).encode_utf16().count(), 30);
        assert_eq!(sheet_name(&long, |candidate| candidate.chars().count() == 15).encode_utf16().count(), 26);
    }
}
