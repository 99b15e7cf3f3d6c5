//! Rows: the cells of a table's record, or a JSON value.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use super::Condition;
use super::template::Reference;
use crate::load::place::{Step, locate_steps};
use crate::load::table::{Dialect, cell_ranges};

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'r> {
    /// An empty cell, null, or no such member.
    Nothing,
    /// A text.
    Text(Cow<'r, str>),
    /// True or false.
    Boolean(bool),
    /// A number.
    Number(serde_json::Number),
    /// Several of these.
    List(Vec<Cell<'r>>),
}

impl<'r> Cell<'r> {
    /// It as text; nothing where there is nothing, or a list.
    pub(super) fn text(self) -> Option<Cow<'r, str>> {
        match self {
            Cell::Nothing | Cell::List(_) => None,
            Cell::Text(text) => Some(text),
            Cell::Boolean(truth) => Some(Cow::Borrowed(if truth { "true" } else { "false" })),
            Cell::Number(number) => Some(Cow::Owned(number.to_string())),
        }
    }

    /// Whether there is something.
    pub(super) fn is_something(&self) -> bool {
        match self {
            Cell::Nothing => false,
            Cell::List(cells) => cells.iter().any(Cell::is_something),
            _ => true,
        }
    }

    /// Whether there is something that is neither false nor a text for it.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Cell::Boolean(truth) => *truth,
            Cell::Text(text) => !matches!(text.trim(), "false" | "False" | "FALSE" | "0" | "no" | "No"),
            Cell::Number(number) => number.as_f64() != Some(0.0),
            other => other.is_something(),
        }
    }

    fn of(value: &'r Value) -> Self {
        match value {
            Value::Null | Value::Object(_) => Cell::Nothing,
            Value::Bool(truth) => Cell::Boolean(*truth),
            Value::Number(number) => Cell::Number(number.clone()),
            Value::String(text) if text.trim().is_empty() => Cell::Nothing,
            Value::String(text) => Cell::Text(Cow::Borrowed(text)),
            Value::Array(values) => Cell::List(values.iter().map(Cell::of).collect()),
        }
    }
}

/// Where a mapping's references lead in the rows of a file.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::load) enum Target {
    /// The cell at that place, from 0.
    Column(usize),
    /// The value that a JSON pointer leads to, from the row.
    Pointer(Vec<String>),
    /// The value that a JSON pointer leads to, from the element of the list that is gone through.
    Element(Vec<String>),
}

/// What a row holds.
#[derive(Clone, Copy)]
pub(super) enum Held<'r> {
    Cells(&'r [&'r str]),
    Json(&'r Value),
}

/// A row of a file.
#[derive(Clone, Copy)]
pub(in crate::load) struct Row<'r> {
    held: Held<'r>,
    targets: &'r [Target],
    /// Of a list that is gone through: the way to it, which element it is, and the element.
    element: Option<(&'r [String], usize, &'r Value)>,
}

impl<'r> Row<'r> {
    /// The cells of a table's record.
    pub(in crate::load) fn of_cells(cells: &'r [&'r str], targets: &'r [Target]) -> Self {
        Row { held: Held::Cells(cells), targets, element: None }
    }

    /// A JSON value.
    pub(in crate::load) fn of_json(value: &'r Value, targets: &'r [Target]) -> Self {
        Row { held: Held::Json(value), targets, element: None }
    }

    /// Whether a reference leads to something in a JSON value, be it null or empty.
    pub(in crate::load) fn has(&self, reference: Reference) -> bool {
        match (self.held, &self.targets[reference.0]) {
            (Held::Json(value), Target::Pointer(steps)) => follow(value, steps).is_some(),
            _ => true,
        }
    }

    /// What a reference leads to.
    pub(super) fn cell(&self, reference: Reference) -> Cell<'r> {
        match (self.held, &self.targets[reference.0]) {
            (Held::Cells(cells), Target::Column(at)) => match cells.get(*at) {
                Some(cell) if !cell.trim().is_empty() => Cell::Text(Cow::Borrowed(cell)),
                _ => Cell::Nothing,
            },
            (Held::Json(value), Target::Pointer(steps)) => follow(value, steps).map_or(Cell::Nothing, Cell::of),
            (_, Target::Element(steps)) => {
                self.element.and_then(|(_, _, value)| follow(value, steps)).map_or(Cell::Nothing, Cell::of)
            }
            _ => Cell::Nothing,
        }
    }

    /// The row itself, or once for each element of the list that a reference leads to; nothing where that is not there, null
    /// or empty.
    ///
    /// # Errors
    /// The reference, where something else than a list is there, in a row of which the conditions hold.
    pub(super) fn rows(&self, each: Option<Reference>, when: &[Condition]) -> Result<Vec<Row<'r>>, Reference> {
        let Some(reference) = each else { return Ok(vec![*self]) };
        let (Held::Json(value), Target::Pointer(steps)) = (self.held, &self.targets[reference.0]) else {
            return Ok(Vec::new());
        };
        let element = |(at, element): (usize, &'r Value)| Row { element: Some((steps, at, element)), ..*self };
        match follow(value, steps) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(Vec::new()),
            Some(Value::Array(list)) => Ok(list.iter().enumerate().map(element).collect()),
            Some(_) => {
                let of_row = |condition: &&Condition| matches!(self.targets[condition.of.0], Target::Pointer(_));
                match when.iter().filter(of_row).all(|condition| condition.holds(self)) {
                    true => Err(reference),
                    false => Ok(Vec::new()),
                }
            }
        }
    }

    /// The bytes of the row's text that a reference leads to.
    pub(in crate::load) fn locate(&self, text: &str, dialect: Option<Dialect>, reference: Reference) -> Range<usize> {
        let whole = 0..text.len();
        match (&self.targets[reference.0], self.element) {
            (Target::Column(at), _) => {
                let ranges = dialect.map(|dialect| cell_ranges(text, dialect));
                ranges.and_then(|ranges| ranges.get(*at).cloned()).unwrap_or(whole)
            }
            (Target::Pointer(steps), _) => locate_steps(text, &members(steps)),
            (Target::Element(steps), Some((list, at, _))) => {
                let mut way = members(list);
                way.push(Step::Element(at));
                way.extend(members(steps));
                locate_steps(text, &way)
            }
            (Target::Element(_), None) => whole,
        }
    }
}

fn members(steps: &[String]) -> Vec<Step<'_>> {
    steps.iter().map(|step| step.parse().map_or(Step::Member(step), Step::Element)).collect()
}

fn follow<'v>(value: &'v Value, steps: &[String]) -> Option<&'v Value> {
    let mut at = value;
    for step in steps {
        at = match at {
            Value::Object(members) => members.get(step)?,
            Value::Array(list) => list.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(at)
}
