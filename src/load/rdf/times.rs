//! What is said of a statement's time, put together.

use oxrdf::Term;

use super::facts::Why;
use super::labels::literal_text;
use super::reified::{Kept, Wrong};
use super::terms::When;
use super::values;
use crate::edtf::Edtf;
use crate::load::left_out::Tally;
use crate::problem::LoadProblem;

const NODE: Why = "times of statements that are things, or not known";
const FURTHER: Why = "further times of statements, of which the longest was taken";

/// The times that are said of a statement.
#[derive(Default)]
pub(super) struct Times<'k> {
    all: Option<Said<'k>>,
    start: Option<Said<'k>>,
    end: Option<Said<'k>>,
    point: Option<Said<'k>>,
}

/// A time, and the statement that says it.
struct Said<'k> {
    date: Edtf,
    kept: &'k Kept,
}

impl<'k> Times<'k> {
    /// Takes up a time. Of several beginnings the first counts, of several ends the last.
    ///
    /// # Errors
    /// That a text is no date: the fact would be so at any time.
    pub(super) fn add(&mut self, when: When, kept: &'k Kept, left_out: &mut Tally) -> Result<(), Wrong<'k>> {
        let Term::Literal(literal) = &kept.quad.object else {
            left_out.add(NODE, kept.line);
            return Ok(());
        };
        let wrong = |problem| Wrong { kept, words: literal.value().to_owned(), problem };
        let date = values::time(literal).map_err(wrong)?;
        let place = match when {
            When::Time => &mut self.all,
            When::Start => &mut self.start,
            When::End => &mut self.end,
            When::Point => &mut self.point,
        };
        let said = Said { date, kept };
        let Some(before) = place else {
            *place = Some(said);
            return Ok(());
        };
        if before.date == said.date {
            return Ok(());
        }
        let is_better = match when {
            When::Time => return Err(wrong(LoadProblem::DuplicateField { field: "ff:time".to_owned() })),
            When::Start => said.date.first_day < before.date.first_day,
            When::End => said.date.last_day > before.date.last_day,
            When::Point => false,
        };
        let other = if is_better { std::mem::replace(before, said) } else { said };
        other.leave_out(left_out);
        Ok(())
    }

    /// All of it in EDTF. A beginning or end that is not said is unknown, and not open.
    ///
    /// # Errors
    /// That it ends before it begins.
    pub(super) fn edtf(self, left_out: &mut Tally) -> Result<Option<String>, Wrong<'k>> {
        let Times { all, start, end, point } = self;
        let (time, others) = match (all, start, end, point) {
            (Some(all), start, end, point) => (Some(all.date.to_string()), [start, end, point]),
            (None, None, None, point) => (point.map(|point| point.date.to_string()), [None, None, None]),
            (None, start, end, point) => (between(start, end)?, [point, None, None]),
        };
        others.into_iter().flatten().for_each(|other| other.leave_out(left_out));
        Ok(time)
    }
}

/// From when to when.
fn between<'k>(start: Option<Said<'k>>, end: Option<Said<'k>>) -> Result<Option<String>, Wrong<'k>> {
    let date = |said: &Option<Said<'_>>| said.as_ref().map_or_else(String::new, |said| said.date.to_string());
    let text = format!("{}/{}", date(&start), date(&end));
    match (text.parse::<Edtf>(), end.or(start)) {
        (Err(error), Some(Said { kept, .. })) => {
            let words = literal_text(&kept.quad.object).unwrap_or_default().to_owned();
            Err(Wrong { kept, words, problem: LoadProblem::NotADate { text, error } })
        }
        _ => Ok(Some(text)),
    }
}

impl Said<'_> {
    fn leave_out(&self, left_out: &mut Tally) {
        left_out.add_value(FURTHER, self.kept.line, Some(&self.date.to_string()));
    }
}
