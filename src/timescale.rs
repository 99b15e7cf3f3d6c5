//! Times on a common scale, for whatever draws them: which days a time covers for sure, which it may cover, and the
//! dates at which a scale is marked.

use crate::edtf::{BEGINNING, END, Edtf, civil, day_text, julian_day};

/// What is stated of one end of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// A date.
    Stated,
    /// That there is none: it goes on (`..`).
    Open,
    /// Nothing is known of it (an empty end of an interval).
    Unknown,
}

/// The days of a time, as Julian day numbers; both ends of a range belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// The first and the last day that it may mean; [`BEGINNING`] and [`END`] where it is not bounded.
    pub possible: (i64, i64),
    /// The days on which it is so for sure; none where its precision or a sign of doubt leaves no such day.
    pub sure: Option<(i64, i64)>,
    /// What is stated of its beginning.
    pub begins: Bound,
    /// What is stated of its end.
    pub ends: Bound,
}

impl Extent {
    /// The extent of a time: what is doubted (`?`, `~`, `%`) is possible only, and so is what the precision hides.
    pub fn of(time: &Edtf) -> Self {
        let (from, to) = time.as_str().split_once('/').unwrap_or((time.as_str(), time.as_str()));
        let doubted = |date: &str| date.ends_with(['?', '~', '%']);
        let bound = |date: &str| match date {
            ".." => Bound::Open,
            "" => Bound::Unknown,
            _ => Bound::Stated,
        };
        let first = time.latest_beginning() + i64::from(doubted(from));
        let last = time.earliest_end() - i64::from(doubted(to));
        Extent {
            possible: (time.first_day, time.last_day),
            sure: (first <= last).then_some((first, last)),
            begins: bound(from),
            ends: bound(to),
        }
    }

    /// The days that it names: those at which a scale has to reach.
    fn named(&self) -> impl Iterator<Item = i64> {
        [self.possible.0, self.possible.1].into_iter().filter(|day| *day != BEGINNING && *day != END)
    }
}

/// A stretch of days that all of some times are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// Its first day, a Julian day number.
    pub first: i64,
    /// Its last day.
    pub last: i64,
}

/// A mark of a scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// The day that it marks.
    pub day: i64,
    /// The day, month or year that begins there, in EDTF.
    pub label: String,
}

/// How far apart marks may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Days(i64),
    Months(i64),
    Years(i64),
}

impl Scale {
    /// The scale of some times; beyond their days there is room for what goes on. None where they name fewer than two
    /// days, which no scale tells apart.
    pub fn of(extents: &[Extent]) -> Option<Self> {
        let first = extents.iter().flat_map(Extent::named).min()?;
        let last = extents.iter().flat_map(Extent::named).max()?;
        if first == last {
            return None;
        }
        let beyond = ((last - first) / 12).max(1);
        let before = extents.iter().any(|extent| extent.begins != Bound::Stated);
        let behind = extents.iter().any(|extent| extent.ends != Bound::Stated);
        Some(Scale { first: first - i64::from(before) * beyond, last: last + i64::from(behind) * beyond })
    }

    /// How many days it has.
    pub fn days(&self) -> i64 {
        self.last - self.first + 1
    }

    /// The part of a range that is on it; none where that is none.
    pub fn clamped(&self, (first, last): (i64, i64)) -> Option<(i64, i64)> {
        let clamped = (first.max(self.first), last.min(self.last));
        (clamped.0 <= clamped.1).then_some(clamped)
    }

    /// Marks where years, months or days begin, as close as they may be: with labels, and the room for a letter between
    /// them, within `letters` letters. Where none begins, the first day is marked.
    pub fn ticks(&self, letters: usize) -> Vec<Tick> {
        let fitting = steps().find(|step| {
            let widest = self.label(self.first, *step).len().max(self.label(self.last, *step).len());
            self.days() / step.days() * (widest as i64 + 2) <= letters as i64
        });
        let mut ticks = Vec::new();
        let Some(step) = fitting else { return ticks };
        let mut day = step.begun(self.first);
        while day <= self.last {
            if day >= self.first {
                ticks.push(Tick { day, label: self.label(day, step) });
            }
            day = step.next(day);
        }
        let first = day_text(self.first);
        if ticks.is_empty() && first.len() <= letters {
            ticks.push(Tick { day: self.first, label: first });
        }
        ticks
    }

    fn label(&self, day: i64, step: Step) -> String {
        let mut text = day_text(day);
        let cut = match step {
            Step::Days(_) => 0,
            Step::Months(_) => "-01".len(),
            Step::Years(_) => "-01-01".len(),
        };
        text.truncate(text.len() - cut);
        text
    }
}

/// Every step, from the shortest on.
fn steps() -> impl Iterator<Item = Step> {
    let years = (0..10).flat_map(|power| [1, 2, 5].map(|times| Step::Years(times * 10_i64.pow(power))));
    [1, 2, 7, 14].map(Step::Days).into_iter().chain([1, 3, 6].map(Step::Months)).chain(years)
}

impl Step {
    /// About how many days it has.
    fn days(self) -> i64 {
        match self {
            Step::Days(days) => days,
            Step::Months(months) => months * 30,
            Step::Years(years) => years * 365,
        }
    }

    /// The last of its marks that is not after a day.
    fn begun(self, day: i64) -> i64 {
        let (year, month, _) = civil(day);
        match self {
            // A Julian day number that seven divides is a Monday.
            Step::Days(days) => day - day.rem_euclid(days),
            Step::Months(months) => {
                let month = month - 1;
                julian_day(year, (month - month % months + 1) as u8, 1)
            }
            Step::Years(years) => julian_day(year - year.rem_euclid(years), 1, 1),
        }
    }

    /// The mark behind one of its marks.
    fn next(self, day: i64) -> i64 {
        let (year, month, _) = civil(day);
        match self {
            Step::Days(days) => day + days,
            Step::Months(months) => {
                let month = month - 1 + months;
                julian_day(year + month / 12, (month % 12 + 1) as u8, 1)
            }
            Step::Years(years) => julian_day(year + years, 1, 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bound, Extent, Scale};
    use crate::edtf::Edtf;

    fn extent(text: &str) -> Extent {
        Extent::of(&text.parse().unwrap())
    }

    fn days(text: &str) -> (i64, i64) {
        let time: Edtf = text.parse().unwrap();
        (time.first_day, time.last_day)
    }

    #[test]
    fn what_is_sure_is_what_neither_precision_nor_doubt_hides() {
        for (text, sure) in [
            ("2026-01-23", Some("2026-01-23")),
            ("2026-01-23T12:00Z", Some("2026-01-23")),
            ("2026-01", None),
            ("2026-01-23?", None),
            ("2026-01-23/2026-01-25", Some("2026-01-23/2026-01-25")),
            ("2026-01/2026-03", Some("2026-01-31/2026-03-01")),
            ("2026-01-23~/2026-01-25", Some("2026-01-24/2026-01-25")),
            ("2026-01-23/2026-01-25%", Some("2026-01-23/2026-01-24")),
            ("2026-01-23/2026-01-23?", None),
        ] {
            assert_eq!(extent(text).sure, sure.map(days), "{text}");
        }
    }

    #[test]
    fn open_ends_are_told_from_unknown_ones() {
        let bounds = |text: &str| (extent(text).begins, extent(text).ends);
        assert_eq!(bounds("2026/.."), (Bound::Stated, Bound::Open));
        assert_eq!(bounds("/2026"), (Bound::Unknown, Bound::Stated));
        assert_eq!(bounds("2026-02"), (Bound::Stated, Bound::Stated));
    }

    fn scale(times: &[&str]) -> Option<Scale> {
        Scale::of(&times.iter().map(|text| extent(text)).collect::<Vec<_>>())
    }

    fn labels(times: &[&str], letters: usize) -> Vec<String> {
        scale(times).unwrap().ticks(letters).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn one_day_has_no_scale_and_what_goes_on_has_room() {
        assert_eq!(scale(&["2026-01-23", "2026-01-23"]), None);
        assert_eq!(scale(&["../2026-01-23"]), None);
        let open = scale(&["2026-01-01/2026-12-31", "2026-03-01/.."]).unwrap();
        let closed = scale(&["2026-01-01/2026-12-31"]).unwrap();
        assert_eq!(open.first, closed.first);
        assert!(open.last > closed.last);
    }

    #[test]
    fn marks_are_where_years_months_and_days_begin() {
        assert_eq!(labels(&["2026-01-22/2026-01-25"], 60), ["2026-01-22", "2026-01-23", "2026-01-24", "2026-01-25"]);
        assert_eq!(labels(&["2025-11-05/2026-03-20"], 40), ["2025-12", "2026-01", "2026-02", "2026-03"]);
        assert_eq!(labels(&["1990-05/2024"], 30), ["2000", "2010", "2020"]);
        assert_eq!(labels(&["-0044/Y12000"], 60), ["0000", "2000", "4000", "6000", "8000", "Y10000", "Y12000"]);
    }

    #[test]
    fn weeks_begin_on_mondays() {
        assert_eq!(labels(&["2026-01-01/2026-02-01"], 60), ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"]);
    }

    #[test]
    fn the_first_day_is_marked_where_no_step_is_short_enough() {
        assert_eq!(labels(&["2026-01-13/2026-01-18"], 17), ["2026-01-13"]);
    }

    #[test]
    fn what_no_mark_fits_has_none() {
        assert!(labels(&["2026-01-23/2026-01-24"], 5).is_empty());
    }
}
