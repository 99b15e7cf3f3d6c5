//! Dates as reports give them: EDTF (ISO 8601-2:2019, annex A), levels 0 and 1, each with the earliest and the latest
//! day that it may mean.
//!
//! The `edtf` crate (2021) reads levels 0 and 1 but gives no days, stops at four-digit years in its calendar, and is
//! no longer kept; what is needed here is small.

use std::fmt;
use std::sync::Arc;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while_m_n};
use nom::character::complete::{char, digit1, one_of};
use nom::combinator::{all_consuming, map_opt, map_res, opt, recognize, value};
use nom::multi::many0_count;
use nom::sequence::{pair, preceded};
use nom::{IResult, Parser};

/// Julian day number of a day before every date: where an interval has no beginning.
pub const BEGINNING: i64 = -(1 << 40);
/// Julian day number of a day after every date: where an interval has no end.
pub const END: i64 = 1 << 40;

/// A date or interval in EDTF, as written, with the days it may mean.
///
/// ```
/// use factfile::edtf::Edtf;
/// let month: Edtf = "2026-01".parse().unwrap();
/// let day: Edtf = "2026-01-23".parse().unwrap();
/// assert!(month.may_overlap(&day));
/// assert!("2026-02-30".parse::<Edtf>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edtf {
    text: Arc<str>,
    /// The earliest day it may mean, a Julian day number; [`BEGINNING`] where open.
    pub first_day: i64,
    /// The latest day it may mean, a Julian day number; [`END`] where open.
    pub last_day: i64,
    /// How finely it is stated.
    pub precision: Precision,
}

/// How finely a date is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// A time of day.
    Time,
    /// A day.
    Day,
    /// A month.
    Month,
    /// A season of a year.
    Season,
    /// A year.
    Year,
    /// A decade, century or longer (unspecified digits of the year).
    Years,
    /// From one date to another.
    Interval,
}

impl Precision {
    /// The word for it, as views and dictionaries show it.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Time => "time",
            Precision::Day => "day",
            Precision::Month => "month",
            Precision::Season => "season",
            Precision::Year => "year",
            Precision::Years => "years",
            Precision::Interval => "interval",
        }
    }
}

impl Edtf {
    /// The date as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The latest moment that it may mean, in RFC 3339 and UTC: a time of day without an offset is taken as UTC.
    pub fn latest_moment(&self) -> String {
        let behind = |text: &str| {
            let zoned = if text.contains(['Z', '+']) || text.matches('-').count() > 2 {
                text.to_owned()
            } else {
                format!("{text}Z")
            };
            let moment: jiff::Timestamp = zoned.parse().ok()?;
            Some(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        };
        let last = self.text.rsplit('/').next().unwrap_or_default();
        let of_clock = if self.precision == Precision::Time || last.contains('T') { behind(last) } else { None };
        of_clock.unwrap_or_else(|| match civil(self.last_day.min(END)) {
            (year @ 0..=9999, month, day) => format!("{year:04}-{month:02}-{day:02}T23:59:59Z"),
            // Before or behind every moment that is recorded.
            (year, ..) if year < 0 => "0000-01-01T00:00:00Z".to_owned(),
            _ => "9999-12-31T23:59:59Z".to_owned(),
        })
    }

    /// The year in which it begins; none where it states none, or may mean several.
    pub fn year(&self) -> Option<i64> {
        let (first, last) = self.beginning()?.years;
        (first == last).then_some(first)
    }

    /// The month in which it begins, 1 to 12; none where it states none.
    pub fn month(&self) -> Option<u8> {
        match self.beginning()?.month {
            Part::Number(month @ 1..=12) => Some(month),
            _ => None,
        }
    }

    /// The day of the month on which it begins; none where it states none.
    pub fn day(&self) -> Option<u8> {
        match self.beginning()?.day {
            Part::Number(day) => Some(day),
            _ => None,
        }
    }

    /// The earliest day that it may mean, in EDTF; none where it is open.
    pub fn start(&self) -> Option<String> {
        (self.first_day != BEGINNING).then(|| day_text(self.first_day))
    }

    /// The latest day that it may mean, in EDTF; none where it is open.
    pub fn end(&self) -> Option<String> {
        (self.last_day != END).then(|| day_text(self.last_day))
    }

    /// The latest day on which it may begin, a Julian day number: from then to [`Edtf::earliest_end`] it is so for sure,
    /// whatever its precision hides. [`BEGINNING`] where it has no beginning; its last day where that is unknown.
    pub fn latest_beginning(&self) -> i64 {
        match self.text.split_once('/') {
            Some(("..", _)) => BEGINNING,
            Some((from, _)) => date(from).map_or(self.last_day, |(_, last, _)| last),
            None => self.last_day,
        }
    }

    /// The earliest day on which it may end, a Julian day number; it is before [`Edtf::latest_beginning`] where there is no
    /// day on which it is so for sure. [`END`] where it has no end; its first day where that is unknown.
    pub fn earliest_end(&self) -> i64 {
        match self.text.split_once('/') {
            Some((_, "..")) => END,
            Some((_, to)) => date(to).map_or(self.first_day, |(first, _, _)| first),
            None => self.first_day,
        }
    }

    /// The parts of the date at which it begins.
    fn beginning(&self) -> Option<Parsed> {
        let from = self.text.split_once('/').map_or(self.as_str(), |(from, _)| from);
        all_consuming(parsed_date).parse(from).ok().map(|(_, parsed)| parsed)
    }

    /// Whether the two may have a day in common, given the precision of each.
    pub fn may_overlap(&self, other: &Edtf) -> bool {
        self.first_day <= other.last_day && self.last_day >= other.first_day
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why a text is no EDTF date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdtfError {
    /// It does not have the form of one.
    Form,
    /// It has the form, but the calendar has no such day, month or time.
    Calendar,
    /// The interval ends before it begins.
    Backwards,
}

impl fmt::Display for EdtfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EdtfError::Form => "not a date in EDTF, such as 2026-01-23, 2026-01, 2026 or 2026-01-23/2026-01-24",
            EdtfError::Calendar => "the calendar has no such day or time",
            EdtfError::Backwards => "the interval ends before it begins",
        })
    }
}

impl std::error::Error for EdtfError {}

impl std::str::FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, EdtfError> {
        let (first_day, last_day, precision) = match text.split_once('/') {
            Some((from, to)) => interval(from, to)?,
            None => date(text)?,
        };
        Ok(Edtf { text: text.into(), first_day, last_day, precision })
    }
}

type Days = (i64, i64, Precision);

fn interval(from: &str, to: &str) -> Result<Days, EdtfError> {
    let open = |text: &str| text.is_empty() || text == "..";
    if open(from) && open(to) {
        return Err(EdtfError::Form);
    }
    let first_day = if open(from) { BEGINNING } else { date(from)?.0 };
    let last_day = if open(to) { END } else { date(to)?.1 };
    if last_day < first_day {
        return Err(EdtfError::Backwards);
    }
    Ok((first_day, last_day, Precision::Interval))
}

fn date(text: &str) -> Result<Days, EdtfError> {
    let (_, parsed) = all_consuming(parsed_date).parse(text).map_err(|_| EdtfError::Form)?;
    parsed.days().ok_or(EdtfError::Calendar)
}

/// A single date's parts; a part of `None` is unspecified (`XX`) or absent.
#[derive(Debug, Clone, Copy)]
struct Parsed {
    /// First and last year it may mean.
    years: (i64, i64),
    month: Part,
    day: Part,
    time: Option<Option<()>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Absent,
    Unspecified,
    Number(u8),
}

impl Parsed {
    fn days(self) -> Option<Days> {
        if self.time == Some(None) {
            return None;
        }
        let (from, to) = self.years;
        Some(match (self.month, self.day) {
            (Part::Absent | Part::Unspecified, Part::Absent | Part::Unspecified) => {
                let precision = if from == to { Precision::Year } else { Precision::Years };
                (julian_day(from, 1, 1), julian_day(to, 12, 31), precision)
            }
            // A season is of no hemisphere: all that is sure is the year.
            (Part::Number(21..=24), Part::Absent) => {
                (julian_day(from, 1, 1), julian_day(to, 12, 31), Precision::Season)
            }
            (Part::Number(month @ 1..=12), Part::Absent | Part::Unspecified) => {
                (julian_day(from, month, 1), julian_day(to, month, days_in_month(to, month)), Precision::Month)
            }
            (Part::Number(month @ 1..=12), Part::Number(day)) if day >= 1 && day <= days_in_month(from, month) => {
                let precision = if self.time.is_some() { Precision::Time } else { Precision::Day };
                let number = julian_day(from, month, day);
                (number, number, precision)
            }
            _ => return None,
        })
    }
}

fn parsed_date(input: &str) -> IResult<&str, Parsed> {
    let (input, years) = alt((long_year, year)).parse(input)?;
    let (input, month) = opt(preceded(char('-'), part)).parse(input)?;
    let (input, day) = match month {
        Some(_) => opt(preceded(char('-'), part)).parse(input)?,
        None => (input, None),
    };
    let (input, time) = match day {
        Some(Part::Number(_)) => opt(preceded(char('T'), time_of_day)).parse(input)?,
        _ => (input, None),
    };
    let (input, _) = match time {
        Some(_) => (input, None),
        None => opt(one_of("?~%")).parse(input)?,
    };
    let parsed = Parsed { years, month: month.unwrap_or(Part::Absent), day: day.unwrap_or(Part::Absent), time };
    Ok((input, parsed))
}

/// `Y170000002`: a year of more than four digits.
fn long_year(input: &str) -> IResult<&str, (i64, i64)> {
    let digits = recognize(pair(opt(char('-')), digit1));
    let year = map_res(preceded(char('Y'), digits), |text: &str| text.parse::<i32>());
    year.map(|year| (i64::from(year), i64::from(year))).parse(input)
}

/// `2026`, `-0044`, `202X`, `20XX`: the first and the last year it may mean.
fn year(input: &str) -> IResult<&str, (i64, i64)> {
    let (input, sign) = opt(char('-')).parse(input)?;
    let (input, text) = take_while_m_n(4, 4, |c: char| c.is_ascii_digit() || c == 'X').parse(input)?;
    let known = text.trim_end_matches('X');
    let whole = known.len() >= 2 && !known.contains('X');
    let bound = |digit: &str| text.replace('X', digit).parse::<i64>();
    match (bound("0"), bound("9"), sign) {
        (Ok(low), Ok(high), None) if whole => Ok((input, (low, high))),
        (Ok(low), Ok(high), Some(_)) if whole => Ok((input, (-high, -low))),
        _ => Err(nom::Err::Error(nom::error::Error::new(input, nom::error::ErrorKind::Digit))),
    }
}

fn part(input: &str) -> IResult<&str, Part> {
    alt((value(Part::Unspecified, tag("XX")), two_digits.map(Part::Number))).parse(input)
}

fn two_digits(input: &str) -> IResult<&str, u8> {
    map_res(take_while_m_n(2, 2, |c: char| c.is_ascii_digit()), str::parse).parse(input)
}

/// `12:00`, `12:00:30`, `12:00:30.25`, each with `Z`, `+02`, `+02:00` or nothing behind it. The inner option is empty
/// where the clock has no such time.
fn time_of_day(input: &str) -> IResult<&str, Option<()>> {
    let seconds = preceded(char(':'), two_digits);
    let fraction = recognize(pair(one_of(".,"), digit1));
    let offset = alt((
        value(true, char('Z')),
        (one_of("+-"), two_digits, opt(preceded(char(':'), two_digits)))
            .map(|(_, hours, minutes)| hours <= 18 && minutes.unwrap_or(0) < 60),
    ));
    (two_digits, preceded(char(':'), two_digits), opt((seconds, many0_count(fraction))), opt(offset))
        .map(|(hours, minutes, seconds, offset)| {
            let second = seconds.map_or(0, |(second, _)| second);
            (hours < 24 && minutes < 60 && second <= 60 && offset.unwrap_or(true)).then_some(())
        })
        .parse(input)
}

/// Julian day number (of the day whose noon it names) in the proleptic Gregorian calendar.
///
/// The day count is Howard Hinnant's `days_from_civil`, <https://howardhinnant.github.io/date_algorithms.html>.
pub fn julian_day(year: i64, month: u8, day: u8) -> i64 {
    const UNIX_EPOCH: i64 = 2_440_588;
    let month = i64::from(month);
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468 + UNIX_EPOCH
}

/// Year, month and day of a Julian day number: Howard Hinnant's `civil_from_days`, from the page that [`julian_day`] names.
pub fn civil(julian_day: i64) -> (i64, i64, i64) {
    const MARCH_OF_YEAR_0: i64 = 2_440_588 - 719_468;
    let days = julian_day - MARCH_OF_YEAR_0;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// A Julian day number as a day in EDTF.
pub fn day_text(julian_day: i64) -> String {
    match civil(julian_day) {
        (year @ 0..=9999, month, day) => format!("{year:04}-{month:02}-{day:02}"),
        (year @ -9999..0, month, day) => format!("-{:04}-{month:02}-{day:02}", -year),
        (year, month, day) => format!("Y{year}-{month:02}-{day:02}"),
    }
}

fn days_in_month(year: i64, month: u8) -> u8 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of the Unix epoch, a Julian day number.
const UNIX_EPOCH: i64 = 2_440_588;

/// How many days a Julian day number is behind 1970-01-01; none beyond the years 0000 to 9999, which other programs'
/// dates do not reach.
pub fn days_since_epoch(julian_day: i64) -> Option<i32> {
    iso_day(julian_day)?;
    i32::try_from(julian_day - UNIX_EPOCH).ok()
}

/// `2026-01-23` for a Julian day number; none beyond the years 0000 to 9999, which that form cannot hold.
pub fn iso_day(julian_day: i64) -> Option<String> {
    let since_epoch = jiff::Span::new().try_days(julian_day.checked_sub(UNIX_EPOCH)?).ok()?;
    let day = jiff::civil::date(1970, 1, 1).checked_add(since_epoch).ok()?;
    (day.year() >= 0).then(|| day.to_string())
}

/// The EDTF form of a date in English words: `January 2026`, `23 January 2026`, `January 23, 2026`.
pub fn from_english(words: &[&str]) -> Option<String> {
    let word = |text: &str| english_month.parse(text).ok().map(|(_, month)| month);
    let day = |text: &str| text.trim_end_matches(',').parse::<u8>().ok().filter(|day| (1..=31).contains(day));
    let year = |text: &str| (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.to_owned());
    match words {
        [month, y] => Some(format!("{}-{:02}", year(y)?, word(month)?)),
        [d, month, y] if word(month).is_some() => Some(format!("{}-{:02}-{:02}", year(y)?, word(month)?, day(d)?)),
        [month, d, y] => Some(format!("{}-{:02}-{:02}", year(y)?, word(month)?, day(d)?)),
        _ => None,
    }
}

fn english_month(input: &str) -> IResult<&str, u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = take_while_m_n(3, 9, |c: char| c.is_ascii_alphabetic());
    all_consuming(map_opt(name, |text: &str| {
        let lower = text.to_lowercase();
        MONTHS.iter().position(|month| *month == lower || (lower.len() == 3 && month.starts_with(&lower)))
    }))
    .map(|index| index as u8 + 1)
    .parse(input)
}

#[cfg(test)]
mod tests {
    use super::{BEGINNING, END, Edtf, civil, days_since_epoch, iso_day, julian_day};

    fn date(text: &str) -> Edtf {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_number_turns_back_into_its_day() {
        for (year, month, day) in
            [(2026, 1, 23), (2024, 2, 29), (1900, 3, 1), (0, 1, 1), (-44, 3, 15), (170_000, 12, 31)]
        {
            assert_eq!(civil(julian_day(year, month, day)), (year, i64::from(month), i64::from(day)));
        }
    }

    #[test]
    fn parts_are_those_that_are_stated_of_the_beginning() {
        for (text, year, month, day) in [
            ("2026-01-23", Some(2026), Some(1), Some(23)),
            ("2026-01-23T12:00Z", Some(2026), Some(1), Some(23)),
            ("2026-01~", Some(2026), Some(1), None),
            ("2026-XX-XX", Some(2026), None, None),
            ("2026-21", Some(2026), None, None),
            ("202X", None, None, None),
            ("-0044-03-15", Some(-44), Some(3), Some(15)),
            ("2026-01-23/2027-02", Some(2026), Some(1), Some(23)),
            ("../2027-02", None, None, None),
        ] {
            let date = date(text);
            assert_eq!((date.year(), date.month(), date.day()), (year, month, day), "{text}");
        }
    }

    #[test]
    fn the_ends_are_days_and_dates_again() {
        for (text, start, end) in [
            ("2026-02", Some("2026-02-01"), Some("2026-02-28")),
            ("2026-01-23/..", Some("2026-01-23"), None),
            ("/2026", None, Some("2026-12-31")),
            ("-0044", Some("-0044-01-01"), Some("-0044-12-31")),
            ("Y12026", Some("Y12026-01-01"), Some("Y12026-12-31")),
        ] {
            let date = date(text);
            assert_eq!((date.start().as_deref(), date.end().as_deref()), (start, end), "{text}");
            for (day, number) in [(date.start(), date.first_day), (date.end(), date.last_day)] {
                assert_eq!(day.map_or(number, |day| self::date(&day).first_day), number, "{text}");
            }
        }
    }

    #[test]
    fn what_is_sure_lies_between_the_latest_beginning_and_the_earliest_end() {
        let number = |text: &str| date(text).first_day;
        for (text, from, to) in [
            ("2026-01-23", number("2026-01-23"), number("2026-01-23")),
            ("2026-01", number("2026-01-31"), number("2026-01-01")),
            ("2026-01/2026-03", number("2026-01-31"), number("2026-03-01")),
            ("2026-01-23/..", number("2026-01-23"), END),
            ("../2026-01-23", BEGINNING, number("2026-01-23")),
            ("2026-01-23/", number("2026-01-23"), number("2026-01-23")),
            ("/2026-01-23", number("2026-01-23"), number("2026-01-23")),
        ] {
            assert_eq!((date(text).latest_beginning(), date(text).earliest_end()), (from, to), "{text}");
        }
    }

    #[test]
    fn days_are_written_as_tools_read_them() {
        assert_eq!(iso_day(julian_day(2026, 1, 23)).as_deref(), Some("2026-01-23"));
        assert_eq!(iso_day(julian_day(0, 1, 1)).as_deref(), Some("0000-01-01"));
        assert_eq!(iso_day(julian_day(9999, 12, 31)).as_deref(), Some("9999-12-31"));
        assert_eq!(
            (days_since_epoch(julian_day(1970, 1, 2)), days_since_epoch(julian_day(1969, 12, 31))),
            (Some(1), Some(-1))
        );
        for beyond in [BEGINNING, END, julian_day(-1, 12, 31), julian_day(10_000, 1, 1)] {
            assert_eq!((iso_day(beyond), days_since_epoch(beyond)), (None, None));
        }
    }
}
