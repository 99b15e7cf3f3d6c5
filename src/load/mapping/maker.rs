//! The parts of records, made of rows: what is needed, named, or of a type. All that is wrong with a row is noted on the
//! way, so that it is told at once.

use std::ops::Range;

use super::row::{Cell, Row};
use super::template::Reference;
use super::value::{GoodDates, OddDate};
use super::{EvidenceMap, Thing, Value};
use crate::load::parse::Fault;
use crate::load::record::{self, Named, Object};
use crate::problem::MappingProblem;
use crate::value::ObjectType;

/// Makes the parts of a record, blank where something is wrong, which it notes.
pub(super) struct Maker<'r> {
    faults: Vec<Unfit<'r>>,
    good_dates: &'r GoodDates,
}

/// What is wrong with a value, and from which part of which row it is.
struct Unfit<'r> {
    problem: MappingProblem,
    row: Row<'r>,
    origin: Option<Reference>,
}

impl<'r> Maker<'r> {
    pub(super) fn new(good_dates: &'r GoodDates) -> Self {
        Maker { faults: Vec::new(), good_dates }
    }

    /// All that is wrong with the row, by ranges of its text.
    pub(super) fn faults(self, locate: impl Fn(Row<'r>, Option<Reference>) -> Range<usize>) -> Vec<Fault> {
        self.faults.into_iter().map(|unfit| (locate(unfit.row, unfit.origin), unfit.problem.into())).collect()
    }

    fn note(&mut self, problem: MappingProblem, (row, origin): (Row<'r>, Option<Reference>)) {
        self.faults.push(Unfit { problem, row, origin });
    }

    /// Something stands in the place of a list.
    pub(super) fn no_list(&mut self, list: Reference, row: Row<'r>) {
        self.note(MappingProblem::NotAList, (row, Some(list)));
    }

    /// A text without which there is no record.
    pub(super) fn needed(&mut self, value: Option<&Value>, member: &'static str, row: Row<'r>) -> String {
        let given = value.and_then(|value| value.text(&row));
        if given.is_none() {
            let origin = value.and_then(|value| value.origin(&row));
            self.note(MappingProblem::NothingFor { member }, (row, origin));
        }
        given.map(|text| text.into_owned()).unwrap_or_default()
    }

    /// A date or time.
    pub(super) fn date(&mut self, value: Option<&Value>, row: Row<'r>) -> Option<String> {
        let value = value?;
        let odd = value.odd_dates(&row, self.good_dates);
        let given = value.text(&row).filter(|_| odd.is_empty()).map(|text| text.into_owned());
        self.odd_dates(odd, row);
        given
    }

    /// Whether any date of a value is none.
    pub(super) fn has_odd_dates(&self, value: &Value, row: &Row<'r>) -> bool {
        !value.odd_dates(row, self.good_dates).is_empty()
    }

    fn odd_dates(&mut self, odd: Vec<OddDate>, row: Row<'r>) {
        for OddDate { text, error, origin, formats } in odd {
            self.note(MappingProblem::NotADate { text, error, formats }, (row, origin));
        }
    }

    /// One of some words.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        map: &EvidenceMap,
        member: &'static str,
        row: Row<'r>,
        known: &[(&'static str, T)],
    ) -> Option<T> {
        let value = map.members.get(member)?;
        let text = value.text(&row)?;
        let found = known.iter().find(|(word, _)| *word == text.trim());
        if found.is_none() {
            let known = known.iter().map(|(word, _)| (*word).to_owned()).collect();
            self.note(MappingProblem::NotOneOf { text: text.into_owned(), known }, (row, value.origin(&row)));
        }
        found.map(|(_, found)| *found)
    }

    /// How a subject or source is named.
    pub(super) fn reference(&mut self, thing: &Thing, member: &'static str, row: Row<'r>) -> record::Reference {
        match thing.chosen(&row) {
            Thing::Named { id, name, kind } => {
                record::Reference::Named(self.named((id.as_deref(), kind.as_deref()), name, member, row))
            }
            Thing::Word(value) | Thing::Literal(_, value) => {
                record::Reference::Word(self.needed(Some(value), member, row))
            }
            Thing::First(_) => {
                self.nothing(thing, member, row);
                record::Reference::Word(String::new())
            }
        }
    }

    /// By name and kind, or by key.
    fn named(
        &mut self,
        (id, kind): (Option<&Value>, Option<&Value>),
        name: &Value,
        member: &'static str,
        row: Row<'r>,
    ) -> Named {
        let text = |value: Option<&Value>| value.and_then(|value| value.text(&row)).map(|text| text.into_owned());
        let name = self.needed(Some(name), member, row);
        let named = Named { id: text(id), name, kind: text(kind) };
        if named.id.is_none() && named.kind.is_none() {
            let member = if id.is_some() { "id" } else { "kind" };
            self.needed(id.or(kind), member, row);
        }
        named
    }

    fn nothing(&mut self, thing: &Thing, member: &'static str, row: Row<'r>) {
        self.note(MappingProblem::NothingFor { member }, (row, thing.origin(None, &row)));
    }

    /// The object of a fact, without which there is none.
    pub(super) fn object(&mut self, thing: &Thing, row: Row<'r>) -> Object {
        let noted = self.faults.len();
        let object = self.objects(thing, row).into_iter().next();
        if object.is_none() && self.faults.len() == noted {
            self.nothing(thing, "object", row);
        }
        object.unwrap_or(Object::Boolean(false))
    }

    /// What a thing comes to: nothing, one object, or those of a list.
    pub(super) fn objects(&mut self, thing: &Thing, row: Row<'r>) -> Vec<Object> {
        match thing.chosen(&row) {
            Thing::Named { id, name, kind } => match name.cell(&row).is_something() {
                true => vec![Object::Named(self.named((id.as_deref(), kind.as_deref()), name, "name", row))],
                false => Vec::new(),
            },
            Thing::Word(value) => cells(value.cell(&row)).into_iter().filter_map(as_it_is).collect(),
            Thing::Literal(ObjectType::Number, value) => self.number(value, row).into_iter().collect(),
            Thing::Literal(ObjectType::Boolean, value) => self.truth(value, row).into_iter().collect(),
            Thing::Literal(literal, value) => {
                let texts = value.texts(&row);
                if *literal == ObjectType::Date {
                    self.odd_dates(value.odd_dates(&row, self.good_dates), row);
                }
                texts.into_iter().map(Object::Word).collect()
            }
            Thing::First(_) => Vec::new(),
        }
    }

    /// A number.
    pub(super) fn number(&mut self, value: &Value, row: Row<'r>) -> Option<Object> {
        let text = match value.cell(&row) {
            Cell::Text(text) => text,
            cell => return as_it_is(cell),
        };
        let plain = text.trim();
        let finite = |number: &f64| number.is_finite();
        let whole = plain.parse().ok().map(Object::Integer);
        let found = whole.or_else(|| plain.parse().ok().filter(finite).map(Object::Decimal));
        if found.is_none() {
            // `inf` and the like are read as numbers too, and have no digits.
            let is_too_large = plain.parse::<f64>().is_ok_and(f64::is_infinite) && plain.contains(char::is_numeric);
            let text = text.into_owned();
            let problem = match is_too_large {
                true => MappingProblem::NumberOutOfRange { text },
                false => MappingProblem::NotANumber { text },
            };
            self.note(problem, (row, value.origin(&row)));
        }
        found
    }

    fn truth(&mut self, value: &Value, row: Row<'r>) -> Option<Object> {
        let text = value.text(&row)?;
        match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "1" => Some(Object::Boolean(true)),
            "false" | "no" | "0" => Some(Object::Boolean(false)),
            _ => {
                self.note(MappingProblem::NotATruth { text: text.into_owned() }, (row, value.origin(&row)));
                None
            }
        }
    }
}

fn cells(cell: Cell<'_>) -> Vec<Cell<'_>> {
    if let Cell::List(cells) = cell { cells } else { vec![cell] }
}

/// A cell as its own type says.
fn as_it_is(cell: Cell<'_>) -> Option<Object> {
    match cell {
        Cell::Nothing | Cell::List(_) => None,
        Cell::Text(text) => Some(Object::Word(text.into_owned())),
        Cell::Boolean(truth) => Some(Object::Boolean(truth)),
        Cell::Number(number) => {
            Some(number.as_i64().map_or_else(|| Object::Decimal(number.as_f64().unwrap_or_default()), Object::Integer))
        }
    }
}
