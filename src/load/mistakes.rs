//! Every mistake in a record that cannot be read, not only the first: what is wrong is taken out, what is missing put in,
//! and the rest read again.

use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::parse::{Fault, parse};
use super::place::name_before;
use crate::problem::LoadProblem;
use crate::source::within;

/// How often a record is read for its mistakes.
const MOST: usize = 20;

/// How long a record may be of which more than the first mistake is looked for, in bytes: each costs a reading.
const LONGEST: usize = 1 << 20;

/// What is put in for a missing member: a text, which is also the name of a type of objects.
const STAND_IN: &str = "\"entity\"";

/// Reads a record.
///
/// # Errors
/// Its mistakes, by ranges of the text.
pub(super) fn parse_all<T: for<'t> Deserialize<'t>>(json: &str) -> Result<T, Vec<Fault>> {
    let first = match parse(json) {
        Ok(record) => return Ok(record),
        Err(fault) => fault,
    };
    if json.len() > LONGEST {
        return Err(vec![first]);
    }
    Err(Mending::new(json).faults::<T>(first))
}

/// A record's text, mended so far.
struct Mending {
    text: String,
    /// Where something was put in, and how long it is, in the order in which that was done.
    put_in: Vec<Range<usize>>,
    /// The beginnings of objects with the members that were taken out of them.
    taken_out: Vec<(usize, String)>,
}

impl Mending {
    fn new(json: &str) -> Self {
        Mending { text: json.to_owned(), put_in: Vec::new(), taken_out: Vec::new() }
    }

    fn faults<T: for<'t> Deserialize<'t>>(mut self, first: Fault) -> Vec<Fault> {
        let mut faults: Vec<Fault> = Vec::new();
        let mut next = Some(first);
        for _ in 0..MOST {
            let Some((range, problem)) = next.take() else { break };
            if self.put_in.iter().any(|put_in| put_in.start <= range.start && range.start < put_in.end) {
                break;
            }
            let is_mended = self.mend(&range, &problem).is_some();
            if !self.follows(&range, &problem, &faults) {
                faults.push((self.original(range.start)..self.original(range.end), problem));
            }
            next = if is_mended { parse::<T>(&self.text).err() } else { None };
        }
        faults
    }

    /// Whether a member is missing only because it was taken out, or is there under a name that is written wrong.
    fn follows(&self, range: &Range<usize>, problem: &LoadProblem, faults: &[Fault]) -> bool {
        let LoadProblem::MissingField { field } = problem else { return false };
        let meant =
            |(_, other): &Fault| matches!(other, LoadProblem::UnknownField { nearest, .. } if nearest.contains(field));
        self.taken_out.iter().any(|(at, name)| *at == range.start && name == field) || faults.iter().any(meant)
    }

    /// Changes the text so that a mistake is no longer in it, where that can be done.
    fn mend(&mut self, range: &Range<usize>, problem: &LoadProblem) -> Option<()> {
        match problem {
            LoadProblem::UnknownField { .. } | LoadProblem::DuplicateField { .. } => {
                let value = value_at(&self.text, self.text[range.end..].find(':')? + range.end + 1)?;
                self.take_out(range.start..value.end);
                Some(())
            }
            LoadProblem::MissingField { field } => self.put_in(range.start, field),
            LoadProblem::WrongJson { .. } | LoadProblem::UnknownWord { .. } | LoadProblem::NumberOutOfRange => {
                match name_before(&self.text, range.start) {
                    Some(name) => {
                        let member: String = serde_json::from_str(&self.text[name.clone()]).ok()?;
                        self.taken_out.push((object_around(&self.text, name.start)?, member));
                        self.take_out(name.start..range.end);
                    }
                    None => self.take_out(range.clone()),
                }
                (range.start > 0).then_some(())
            }
            _ => None,
        }
    }

    /// Puts spaces in the place of a member or an element, and of a comma beside it.
    fn take_out(&mut self, range: Range<usize>) {
        let behind = self.text[range.end..].trim_start();
        let before = self.text[..range.start].trim_end();
        let comma = match (behind.starts_with(','), before.strip_suffix(',')) {
            (true, _) => Some(self.text.len() - behind.len()),
            (false, Some(before)) => Some(before.len()),
            (false, None) => None,
        };
        for taken in [Some(range), comma.map(|at| at..at + 1)].into_iter().flatten() {
            let spaces = " ".repeat(taken.len());
            self.text.replace_range(taken, &spaces);
        }
    }

    /// Puts a member at the end of the object that begins there.
    fn put_in(&mut self, object: usize, name: &str) -> Option<()> {
        let object = value_at(&self.text, object)?;
        let is_empty = self.text[object.start + 1..object.end - 1].trim().is_empty();
        let comma = if is_empty { "" } else { "," };
        let member = format!("{comma}\"{name}\":{STAND_IN}");
        let at = object.end - 1;
        self.text.insert_str(at, &member);
        // What stood behind it is further behind now.
        for put_in in self.put_in.iter_mut().filter(|put_in| put_in.start >= at) {
            *put_in = put_in.start + member.len()..put_in.end + member.len();
        }
        for (taken, _) in self.taken_out.iter_mut().filter(|(taken, _)| *taken >= at) {
            *taken += member.len();
        }
        self.put_in.push(at..at + member.len());
        Some(())
    }

    /// Where in the record as it was written something stands.
    fn original(&self, at: usize) -> usize {
        let before = self.put_in.iter().filter(|put_in| put_in.start < at);
        at - before.map(|put_in| put_in.end.min(at) - put_in.start).sum::<usize>()
    }
}

/// The bytes of the value that begins at a byte, or behind white space.
fn value_at(text: &str, at: usize) -> Option<Range<usize>> {
    let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<&RawValue>();
    Some(within(text, values.next()?.ok()?.get()))
}

/// Where the object begins in which a member's name stands.
fn object_around(text: &str, name: usize) -> Option<usize> {
    let opening = text[..name].match_indices('{').rev().map(|(at, _)| at);
    opening.into_iter().find(|at| value_at(text, *at).is_some_and(|object| object.contains(&name)))
}
