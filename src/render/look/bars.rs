//! Times as bars on a common scale, of letters.

use textwrap::core::display_width;

use crate::timescale::{Bound, Extent, Scale};

/// The days on which it is so for sure, and those on which it only may be.
const SURE: char = '█';
const POSSIBLE: char = '░';

/// What stands at an end that is open, and at one that is unknown.
const GOES_BACK: char = '←';
const GOES_ON: char = '→';
const UNKNOWN: char = '?';

/// The scale's marks above its line, over `letters` columns: labels, and below them the line.
pub(super) fn axis(scale: &Scale, letters: usize) -> String {
    let mut labels = String::new();
    let mut line = vec!['─'; letters];
    for tick in scale.ticks(letters) {
        let at = letter(scale, tick.day, letters);
        // The last label may have to end where the scale does.
        let begins = at.min(letters.saturating_sub(tick.label.len()));
        let free = display_width(&labels) + usize::from(!labels.is_empty());
        if begins < free {
            continue;
        }
        labels.push_str(&" ".repeat(begins - display_width(&labels)));
        labels.push_str(&tick.label);
        if let Some(mark) = line.get_mut(at) {
            *mark = '┬';
        }
    }
    format!("{labels}\n{}", String::from_iter(line))
}

/// A time on the scale, over `letters` columns.
pub(super) fn bar(extent: &Extent, scale: &Scale, letters: usize) -> String {
    let mut bar = vec![' '; letters];
    for (range, filled) in [(Some(extent.possible), POSSIBLE), (extent.sure, SURE)] {
        let Some((first, last)) = range.and_then(|range| scale.clamped(range)) else { continue };
        let letters = letter(scale, first, letters)..=letter(scale, last, letters);
        bar[letters].fill(filled);
    }
    let sign = |bound: Bound, open: char| match bound {
        Bound::Stated => None,
        Bound::Open => Some(open),
        Bound::Unknown => Some(UNKNOWN),
    };
    if let (Some(first), Some(sign)) = (bar.first_mut(), sign(extent.begins, GOES_BACK)) {
        *first = sign;
    }
    if let (Some(last), Some(sign)) = (bar.last_mut(), sign(extent.ends, GOES_ON)) {
        *last = sign;
    }
    String::from_iter(bar)
}

/// What the signs of some bars mean, but for what goes without saying; empty where only that occurs.
pub(super) fn legend(extents: &[Extent]) -> String {
    let any = |wanted: fn(&Extent) -> bool| extents.iter().any(wanted);
    let unsure = |extent: &Extent| extent.sure.is_none_or(|sure| sure != extent.possible);
    let ends = |extent: &Extent, bound: Bound| extent.begins == bound || extent.ends == bound;
    let unsure = extents.iter().any(unsure);
    let signs = [
        unsure.then(|| format!("{SURE} for sure")),
        unsure.then(|| format!("{POSSIBLE} possible")),
        any(|extent| extent.begins == Bound::Open).then(|| format!("{GOES_BACK} open start")),
        any(|extent| extent.ends == Bound::Open).then(|| format!("{GOES_ON} open end")),
        extents.iter().any(|extent| ends(extent, Bound::Unknown)).then(|| format!("{UNKNOWN} end not known")),
    ];
    signs.into_iter().flatten().collect::<Vec<_>>().join("   ")
}

/// The letter that a day of the scale falls on.
fn letter(scale: &Scale, day: i64, letters: usize) -> usize {
    let letters = letters as i64;
    let at = (day - scale.first).saturating_mul(letters) / scale.days();
    at.clamp(0, letters - 1).max(0) as usize
}

#[cfg(test)]
mod tests {
    use super::{axis, bar, legend};
    use crate::timescale::{Extent, Scale};

    fn extent(text: &str) -> Extent {
        Extent::of(&text.parse().unwrap())
    }

    #[test]
    fn what_is_sure_and_what_is_open_look_different() {
        let scale = Scale { first: extent("2026-01-01").possible.0, last: extent("2026-01-20").possible.0 };
        for (time, expected) in [
            ("2026-01-01/2026-01-20", "████████████████████"),
            ("2026-01-03", "  █                 "),
            ("2026-01-05?", "    ░               "),
            ("2026-01-05~/2026-01-08", "    ░███            "),
            ("2026-01-10/..", "         ██████████→"),
            ("../2026-01-10", "←█████████          "),
            ("/2026-01-10", "?░░░░░░░░█          "),
            ("2026-01-10/", "         █░░░░░░░░░?"),
            ("2026-01", "░░░░░░░░░░░░░░░░░░░░"),
            ("2025-12-20", "                    "),
        ] {
            assert_eq!(bar(&extent(time), &scale, 20), expected, "{time}");
        }
    }

    #[test]
    fn the_marks_stand_above_their_days() {
        let scale = Scale::of(&[extent("2026-01-23/2026-02-23")]).unwrap();
        assert_eq!(
            axis(&scale, 64),
            "      2026-01-26    2026-02-02    2026-02-09    2026-02-16\n\
             ──────┬─────────────┬─────────────┬─────────────┬───────────────"
        );
    }

    #[test]
    fn only_what_occurs_is_explained() {
        assert_eq!(legend(&[extent("2026-01-23"), extent("2026-01-24")]), "");
        assert_eq!(legend(&[extent("2026-01-23/..")]), "→ open end");
        assert_eq!(legend(&[extent("/2026-02"), extent("2026-01-01")]), "█ for sure   ░ possible   ? end not known");
    }
}
