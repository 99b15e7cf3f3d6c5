//! Dates: a table of those that stores and queries use, each with its days written down by hand, and days counted.

use std::rc::Rc;

/// Days from 1970-01-01; only ever compared and counted.
pub type Day = i64;

/// Before every day: where an interval has no beginning.
pub const BEGINNING: Day = -(1 << 40);
/// Behind every day: where an interval has no end.
pub const END: Day = 1 << 40;

/// The number of a day of the proleptic Gregorian calendar, counted year by year and month by month.
pub fn day(year: i64, month: i64, day: i64) -> Day {
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let years: i64 = match year >= 1970 {
        true => (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum(),
        false => -(year..1970).map(|year| if leap(year) { 366 } else { 365 }).sum::<i64>(),
    };
    let february = if leap(year) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: i64 = (1..month).map(|month| lengths[month as usize - 1]).sum();
    years + months + day - 1
}

/// The year, month and day of a day: found by counting on from the year's first.
pub fn civil(number: Day) -> (i64, i64, i64) {
    let mut year = 1970 + number / 366 - 1;
    while day(year + 1, 1, 1) <= number {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| day(year, *month, 1) <= number).unwrap_or(1);
    (year, month, number - day(year, month, 1) + 1)
}

/// A date in EDTF with the earliest and the latest day that it may mean. The order is that of answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    pub first: Day,
    pub last: Day,
    pub text: Rc<str>,
}

impl Date {
    /// A day as a date.
    pub fn of_day(number: Day) -> Self {
        let (year, month, day) = civil(number);
        Date { first: number, last: number, text: format!("{year:04}-{month:02}-{day:02}").into() }
    }

    /// From the first day of the one to the last of the other.
    pub fn span(from: &Date, to: &Date) -> Self {
        Date { first: from.first, last: to.last, text: "".into() }
    }

    /// What the calendar says of its beginning: year, month and day, as far as it states them.
    pub fn parts(&self) -> [Option<i64>; 3] {
        match DATES.iter().find(|written| *written.text == *self.text) {
            Some(written) => written.parts,
            None => {
                let (year, month, day) = civil(self.first);
                [Some(year), Some(month), Some(day)]
            }
        }
    }

    /// The latest day on which it may begin, and the earliest on which it may end.
    pub fn inner(&self) -> (Day, Day) {
        match DATES.iter().find(|written| *written.text == *self.text) {
            Some(written) => (bound(written.inner.0, BEGINNING), bound(written.inner.1, END)),
            None => (self.first, self.last),
        }
    }
}

type Ymd = (i64, i64, i64);

/// A date written down by hand.
pub struct Written {
    pub text: &'static str,
    /// No day is an open end.
    days: (Option<Ymd>, Option<Ymd>),
    inner: (Option<Ymd>, Option<Ymd>),
    parts: [Option<i64>; 3],
}

fn bound(written: Option<Ymd>, open: Day) -> Day {
    written.map_or(open, |(year, month, number)| day(year, month, number))
}

/// A date of the table.
pub fn date(at: usize) -> Date {
    let written = &DATES[at];
    Date { first: bound(written.days.0, BEGINNING), last: bound(written.days.1, END), text: written.text.into() }
}

const fn of_day(text: &'static str, on: Ymd) -> Written {
    let days = (Some(on), Some(on));
    Written { text, days, inner: days, parts: [Some(on.0), Some(on.1), Some(on.2)] }
}

/// A date that is stated as coarse as a month or more: it covers no day for sure.
const fn coarse(text: &'static str, first: Ymd, last: Ymd, year: Option<i64>, month: Option<i64>) -> Written {
    Written { text, days: (Some(first), Some(last)), inner: (Some(last), Some(first)), parts: [year, month, None] }
}

/// Dates of mixed precision that touch, overlap and contain one another, with open ends among them. Dates whose days are
/// the same are told apart by their texts.
pub const DATES: [Written; 17] = [
    of_day("2026-01-23", (2026, 1, 23)),
    coarse("2026-01", (2026, 1, 1), (2026, 1, 31), Some(2026), Some(1)),
    coarse("2026", (2026, 1, 1), (2026, 12, 31), Some(2026), None),
    Written {
        text: "2026-01-23/2026-01-24",
        days: (Some((2026, 1, 23)), Some((2026, 1, 24))),
        inner: (Some((2026, 1, 23)), Some((2026, 1, 24))),
        parts: [Some(2026), Some(1), Some(23)],
    },
    Written {
        text: "2026-01-24/..",
        days: (Some((2026, 1, 24)), None),
        inner: (Some((2026, 1, 24)), None),
        parts: [Some(2026), Some(1), Some(24)],
    },
    Written {
        text: "../2026-01-22",
        days: (None, Some((2026, 1, 22))),
        inner: (None, Some((2026, 1, 22))),
        parts: [None, None, None],
    },
    of_day("2026-01-22T10:30Z", (2026, 1, 22)),
    coarse("202X", (2020, 1, 1), (2029, 12, 31), None, None),
    of_day("2026-01-23~", (2026, 1, 23)),
    coarse("2026-21", (2026, 1, 1), (2026, 12, 31), Some(2026), None),
    coarse("2026-02-XX", (2026, 2, 1), (2026, 2, 28), Some(2026), Some(2)),
    of_day("2026-01-23?", (2026, 1, 23)),
    // From some day of January to some day of March: all of February for sure.
    Written {
        text: "2026-01/2026-03",
        days: (Some((2026, 1, 1)), Some((2026, 3, 31))),
        inner: (Some((2026, 1, 31)), Some((2026, 3, 1))),
        parts: [Some(2026), Some(1), None],
    },
    of_day("2026-01-31", (2026, 1, 31)),
    of_day("2026-02-01", (2026, 2, 1)),
    of_day("2025-12-31", (2025, 12, 31)),
    coarse("2025", (2025, 1, 1), (2025, 12, 31), Some(2025), None),
];
