//! What was measured, as a table in Markdown.

use std::time::Duration;

use crate::times::Times;

/// A row of the table.
pub struct Measured {
    /// The corpus and the name of the case.
    pub case: String,
    /// What it asks, in words.
    pub title: String,
    /// How many rows the answer has.
    pub rows: usize,
    /// How many patterns the question has.
    pub patterns: usize,
    /// How long both sides took.
    pub times: Times,
}

/// Prints the table, and below it the median and the worst of the ratios.
pub fn print(measured: &[Measured]) {
    println!("\n| case | rows | patterns | SQL by hand | Factfile | ratio |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for Measured { case, title, rows, patterns, times } in measured {
        let (by_hand, factfile) = (shown(times.by_hand), shown(times.factfile));
        println!("| `{case}`: {title} | {rows} | {patterns} | {by_hand} | {factfile} | {:.2} |", times.ratio());
    }
    let mut ratios: Vec<f64> = measured.iter().map(|measured| measured.times.ratio()).collect();
    ratios.sort_by(f64::total_cmp);
    if let (Some(median), Some(worst)) = (median(&ratios), ratios.last()) {
        println!("\nmedian ratio {median:.2}, worst {worst:.2}");
    }
}

/// The median of what is sorted; of an even number, what lies between the two in the middle.
fn median(sorted: &[f64]) -> Option<f64> {
    let (low, high) = (sorted.get(sorted.len().saturating_sub(1) / 2)?, sorted.get(sorted.len() / 2)?);
    Some((low + high) / 2.0)
}

/// A time in the unit in which it is read easily.
fn shown(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..100.0 => format!("{micros:.1} µs"),
        ..1000.0 => format!("{micros:.0} µs"),
        ..10_000.0 => format!("{:.2} ms", micros / 1000.0),
        _ => format!("{:.1} ms", micros / 1000.0),
    }
}
