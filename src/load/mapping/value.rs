//! What the values of a mapping come to in a row, and which part of the row that is from.

use std::borrow::Cow;
use std::cell::RefCell;

use foldhash::HashSet;

use super::row::{Cell, Row};
use super::template::Reference;
use super::{EvidenceMap, FactMap, Makes, Section, Thing, Value};
use crate::edtf::{Edtf, EdtfError};

/// How many dates are remembered; when there are more, all are forgotten and read again.
const DATES_REMEMBERED: usize = 100_000;

/// The dates of a table that were read and are good: most rows have one that others have too.
#[derive(Default)]
pub(in crate::load) struct GoodDates(RefCell<HashSet<String>>);

impl GoodDates {
    /// Why a text is no date.
    fn error(&self, text: &str) -> Option<EdtfError> {
        let mut good = self.0.borrow_mut();
        if good.contains(text) {
            return None;
        }
        match text.parse::<Edtf>() {
            Ok(_) => {
                if good.len() >= DATES_REMEMBERED {
                    good.clear();
                }
                good.insert(text.to_owned());
                None
            }
            Err(error) => Some(error),
        }
    }
}

/// A date that is none.
#[derive(Clone)]
pub(super) struct OddDate {
    /// As the row has it.
    pub(super) text: String,
    /// Why.
    pub(super) error: EdtfError,
    /// The part of the row that it comes from.
    pub(super) origin: Option<Reference>,
    /// In what formats it could have been written, besides EDTF.
    pub(super) formats: Vec<String>,
}

impl Value {
    /// What it comes to.
    pub(super) fn cell<'r>(&'r self, row: &Row<'r>) -> Cell<'r> {
        match self {
            Value::Template(template) => template.cell(row),
            Value::Changed { from, values, otherwise, split } => {
                let changed = |cell: Cell<'r>| changed(cell, values, otherwise.as_ref(), row);
                match (from.cell(row), split) {
                    (Cell::Text(text), Some(separator)) => {
                        let parts = text.split(separator.as_str()).map(str::trim).filter(|part| !part.is_empty());
                        Cell::List(parts.map(|part| changed(Cell::Text(Cow::Owned(part.to_owned())))).collect())
                    }
                    (Cell::List(cells), _) => Cell::List(cells.into_iter().map(changed).collect()),
                    (cell, _) => changed(cell),
                }
            }
            Value::Interval { start, end } => match (start.cell(row).text(), end.cell(row).text()) {
                (None, None) => Cell::Nothing,
                (Some(start), Some(end)) if start == end => Cell::Text(start),
                (start, end) => {
                    // An end that is not stated is unknown, and not open.
                    let (start, end) = (start.unwrap_or_default(), end.unwrap_or_default());
                    Cell::Text(Cow::Owned(format!("{start}/{end}")))
                }
            },
            Value::Date(value, formats) => match value.cell(row) {
                Cell::Text(text) => {
                    Cell::Text(formats.iter().find_map(|format| date(&text, format)).map_or(text, Cow::Owned))
                }
                cell => cell,
            },
            Value::First(values) => {
                let cells = values.iter().map(|value| value.cell(row));
                cells.into_iter().find(Cell::is_something).unwrap_or(Cell::Nothing)
            }
        }
    }

    /// What it comes to as text.
    pub(super) fn text<'r>(&'r self, row: &Row<'r>) -> Option<Cow<'r, str>> {
        self.cell(row).text()
    }

    /// What it comes to as texts: those of a list, or one.
    pub(super) fn texts(&self, row: &Row<'_>) -> Vec<String> {
        match self.cell(row) {
            Cell::List(cells) => cells.into_iter().filter_map(Cell::text).map(Cow::into_owned).collect(),
            cell => cell.text().map(Cow::into_owned).into_iter().collect(),
        }
    }

    /// The part of a row that it comes from; of several, the first that gives something, else the first.
    pub(super) fn origin(&self, row: &Row<'_>) -> Option<Reference> {
        match self {
            Value::Template(template) => template.first(),
            Value::Changed { from, .. } | Value::Date(from, _) => from.origin(row),
            Value::Interval { start, end } => match start.cell(row) {
                Cell::Nothing => end.origin(row).or(start.origin(row)),
                _ => start.origin(row).or(end.origin(row)),
            },
            Value::First(values) => {
                let given = values.iter().find(|value| value.cell(row).is_something());
                given.or(values.first()).and_then(|value| value.origin(row))
            }
        }
    }

    /// The dates of it that are none: of a time from one to another, the ends that are none; of a list, any.
    pub(super) fn odd_dates(&self, row: &Row<'_>, good: &GoodDates) -> Vec<OddDate> {
        let texts = self.texts(row).into_iter().filter_map(|text| Some((good.error(&text)?, text)));
        let odd: Vec<OddDate> = texts.map(|(error, text)| self.odd(text, error, row)).collect();
        if odd.is_empty() {
            return odd;
        }
        let parts = match self {
            Value::Interval { start, end } => [start.odd_dates(row, good), end.odd_dates(row, good)].concat(),
            Value::First(values) => {
                let chosen = values.iter().find(|value| value.cell(row).is_something());
                chosen.map(|value| value.odd_dates(row, good)).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        if parts.is_empty() { odd } else { parts }
    }

    fn odd(&self, text: String, error: EdtfError, row: &Row<'_>) -> OddDate {
        let formats = if let Value::Date(_, formats) = self { formats.to_vec() } else { Vec::new() };
        // What has the form of a date and stayed as it is has a day that there is not.
        let is_written_so = formats.iter().any(|format| written_date(&text, format).is_some());
        let error = if is_written_so { EdtfError::Calendar } else { error };
        OddDate { text, error, origin: self.origin(row), formats }
    }

    fn references(&self, found: &mut Vec<Reference>) {
        match self {
            Value::Template(template) => found.extend(template.all()),
            Value::Changed { from, otherwise, .. } => {
                from.references(found);
                found.extend(otherwise.iter().flat_map(|template| template.all()));
            }
            Value::Date(value, _) => value.references(found),
            Value::Interval { start, end } => {
                start.references(found);
                end.references(found);
            }
            Value::First(values) => values.iter().for_each(|value| value.references(found)),
        }
    }
}

/// A date in EDTF, as precise as the format has it; none where the calendar has no such day.
pub(super) fn date(text: &str, format: &str) -> Option<String> {
    written_date(text, format).filter(|date| date.parse::<Edtf>().is_ok())
}

/// Why no date can be read by a format.
pub(super) fn unreadable(format: &str) -> Option<String> {
    // A day whose every part has a number of its own.
    let day = jiff::civil::date(2019, 12, 31).at(23, 45, 56, 0).to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?;
    let written = match jiff::fmt::strtime::format(format, &day) {
        Ok(written) => written,
        Err(error) => return Some(error.to_string()),
    };
    match jiff::fmt::strtime::parse(format, written.trim()) {
        Err(error) => Some(error.to_string()),
        Ok(read) if read.year().is_none() => Some("it has no year, such as `%Y`".to_owned()),
        Ok(read) if read.day().is_some() && read.month().is_none() => Some("it has a day without a month".to_owned()),
        Ok(_) => None,
    }
}

/// The same, whatever the calendar has.
fn written_date(text: &str, format: &str) -> Option<String> {
    let read = jiff::fmt::strtime::parse(format, text.trim()).ok()?;
    let year = read.year()?;
    Some(match (read.month(), read.day()) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}"),
    })
}

fn changed<'r>(
    cell: Cell<'r>,
    values: &'r std::collections::HashMap<String, String>,
    otherwise: Option<&'r super::Template>,
    row: &Row<'r>,
) -> Cell<'r> {
    if values.is_empty() && otherwise.is_none() {
        return cell;
    }
    let known = cell.clone().text().and_then(|text| values.get(text.as_ref()));
    match (known, otherwise) {
        (Some(text), _) if text.is_empty() => Cell::Nothing,
        (Some(text), _) => Cell::Text(Cow::Borrowed(text)),
        (None, Some(template)) => template.cell(row),
        (None, None) => cell,
    }
}

impl Thing {
    /// Whether it comes to something.
    pub(super) fn is_something(&self, row: &Row<'_>) -> bool {
        match self {
            Thing::Word(value) | Thing::Literal(_, value) => value.cell(row).is_something(),
            Thing::Named { name, .. } => name.cell(row).is_something(),
            Thing::First(things) => things.iter().any(|thing| thing.is_something(row)),
        }
    }

    /// The one of several that comes to something, or the first.
    pub(super) fn chosen(&self, row: &Row<'_>) -> &Thing {
        match self {
            Thing::First(things) => {
                let given = things.iter().find(|thing| thing.is_something(row)).or(things.first());
                given.map_or(self, |thing| thing.chosen(row))
            }
            _ => self,
        }
    }

    /// The part of a row that it comes from, or a member of it.
    pub(super) fn origin(&self, member: Option<&str>, row: &Row<'_>) -> Option<Reference> {
        match (self.chosen(row), member) {
            (Thing::Named { id: Some(id), .. }, Some("id")) => id.origin(row),
            (Thing::Named { kind: Some(kind), name, .. }, Some("kind")) => kind.origin(row).or(name.origin(row)),
            (Thing::Named { name, .. }, _) => name.origin(row),
            (Thing::Word(value) | Thing::Literal(_, value), _) => value.origin(row),
            (Thing::First(_), _) => None,
        }
    }

    /// Whether it may name an entity by name and kind or key.
    pub(super) fn may_name(&self) -> bool {
        match self {
            Thing::Named { .. } => true,
            Thing::First(things) => things.iter().any(Thing::may_name),
            Thing::Word(_) | Thing::Literal(..) => false,
        }
    }

    fn references(&self, found: &mut Vec<Reference>) {
        match self {
            Thing::Word(value) | Thing::Literal(_, value) => value.references(found),
            Thing::Named { id, name, kind } => {
                [Some(name), id.as_ref(), kind.as_ref()]
                    .into_iter()
                    .flatten()
                    .for_each(|value| value.references(found));
            }
            Thing::First(things) => things.iter().for_each(|thing| thing.references(found)),
        }
    }
}

impl Section {
    /// Whether a piece of evidence goes through a list.
    pub(super) fn goes_through_evidence(&self) -> bool {
        let Makes::Fact(fact) = &self.makes else { return false };
        fact.evidence.iter().any(|evidence| evidence.each.is_some())
    }

    /// All that it refers to.
    pub(super) fn references(&self) -> Vec<Reference> {
        let mut found: Vec<Reference> = self.when.iter().map(|condition| condition.of).chain(self.each).collect();
        match &self.makes {
            Makes::Document(members) => members.values().for_each(|value| value.references(&mut found)),
            Makes::Entity { members, kinds, aliases } => {
                members.values().chain(kinds).chain(aliases).for_each(|value| value.references(&mut found));
            }
            Makes::Fact(fact) => fact.references(&mut found),
        }
        found
    }
}

impl FactMap {
    fn references(&self, found: &mut Vec<Reference>) {
        let things = [&self.subject, &self.object].into_iter().chain(self.qualifiers.iter().map(|(_, thing)| thing));
        things.for_each(|thing| thing.references(found));
        let values = [Some(&self.predicate), self.time.as_ref(), self.time_text.as_ref()];
        values.into_iter().flatten().for_each(|value| value.references(found));
        for EvidenceMap { each, when, members, source } in &self.evidence {
            found.extend(each.iter().copied().chain(when.iter().map(|condition| condition.of)));
            members.values().for_each(|value| value.references(found));
            source.iter().for_each(|thing| thing.references(found));
        }
    }
}
