//! The times of both sides, taken by turns, so that whatever else the machine does meets both.

use std::time::{Duration, Instant};

use crate::Result;

/// How long a case is measured.
const BUDGET: Duration = Duration::from_secs(1);
/// How often each side is asked before that counts, so that it is warm, and how often at least while it does.
const LEAST: usize = 9;

/// The medians of a case.
pub struct Times {
    /// Of the SQL by hand.
    pub by_hand: Duration,
    /// Of Factfile.
    pub factfile: Duration,
}

impl Times {
    /// How many times as long Factfile took.
    pub fn ratio(&self) -> f64 {
        self.factfile.as_secs_f64() / self.by_hand.as_secs_f64()
    }
}

/// Runs both by turns, each first as often as second.
pub fn by_turns<H, F>(
    mut by_hand: impl FnMut() -> Result<H>,
    mut factfile: impl FnMut() -> Result<F>,
) -> Result<Times> {
    let mut times = (Vec::new(), Vec::new());
    let begin = Instant::now();
    for turn in 0.. {
        if turn % 2 == 0 {
            times.0.push(timed(&mut by_hand)?);
            times.1.push(timed(&mut factfile)?);
        } else {
            times.1.push(timed(&mut factfile)?);
            times.0.push(timed(&mut by_hand)?);
        }
        if turn >= 2 * LEAST && begin.elapsed() > BUDGET {
            break;
        }
    }
    Ok(Times { by_hand: median(times.0), factfile: median(times.1) })
}

/// How long it takes until the rows are there; to drop them counts for neither.
fn timed<R>(run: &mut impl FnMut() -> Result<R>) -> Result<Duration> {
    let begin = Instant::now();
    let rows = run()?;
    let time = begin.elapsed();
    drop(rows);
    Ok(time)
}

/// The median, without the first ones, which warm the caches.
fn median(mut times: Vec<Duration>) -> Duration {
    let warm = &mut times[LEAST..];
    warm.sort();
    warm[warm.len() / 2]
}
