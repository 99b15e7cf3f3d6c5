//! Loading with its progress shown, for the prompt and the command.

use std::time::Instant;

use indicatif::HumanBytes;

use super::console::{Console, Stop};
use super::interrupt::Interrupts;
use super::waiting::{BEAT, Line, PATIENCE};
use crate::load::{Input, LoadFailure, LoadReport, Options, Progress, Rejected};
use crate::problem::Category;
use crate::store::Store;

/// How many signs a bar has.
const BAR: usize = 30;

/// Loads a file; what is wrong with it is told at once, so that the error is [`Stop::Told`].
///
/// # Errors
/// Where anything in the file is wrong, or the store cannot be written: then nothing of it was loaded.
pub fn load(
    store: &mut Store,
    input: &Input,
    options: &Options,
    console: &Console,
    interrupts: &Interrupts,
) -> Result<LoadReport, Stop> {
    let on_terminal = console.narrates_to_terminal;
    let mut meter = Meter { begun: Instant::now(), shown: None, line: Line::default(), on_terminal };
    let handle = store.interrupt_handle();
    let done = interrupts.stopping(handle, || crate::load::load(store, input, options, &mut |at| meter.show(&at)));
    meter.line.draw("");
    if let Ok(LoadReport { rejected: Some(rejected), .. }) = &done {
        warn(rejected, console);
    }
    done.map_err(|failure| told(&failure, console))
}

/// Tells why records were rejected.
fn warn(rejected: &Rejected, console: &Console) {
    for diagnostic in &rejected.diagnostics {
        console.warn(diagnostic);
    }
    let hidden = rejected.problems.saturating_sub(rejected.diagnostics.len());
    if hidden > 0 {
        console.tell_further(hidden, Category::Rejected, "");
    }
}

/// Tells why nothing was loaded.
pub fn told(failure: &LoadFailure, console: &Console) -> Stop {
    for diagnostic in &failure.diagnostics {
        console.tell(diagnostic);
    }
    let category = failure.diagnostics.first().map_or(Category::Data, |first| first.category());
    let hidden = failure.total.saturating_sub(failure.diagnostics.len());
    if hidden > 0 {
        console.tell_further(hidden, category, "; nothing was loaded");
    }
    Stop::Told(category)
}

struct Meter {
    begun: Instant,
    shown: Option<Instant>,
    line: Line,
    on_terminal: bool,
}

impl Meter {
    fn show(&mut self, at: &Progress) {
        let is_early = self.begun.elapsed() < PATIENCE || self.shown.is_some_and(|shown| shown.elapsed() < BEAT);
        if self.on_terminal && !is_early {
            self.line.draw(&progress(at, self.begun.elapsed().as_secs_f64()));
            self.shown = Some(Instant::now());
        }
    }
}

/// How far a load is behind so many seconds: a bar where it is known how many bytes there are, otherwise a count of them.
fn progress(at: &Progress, seconds: f64) -> String {
    let rate = at.bytes_read as f64 / seconds.max(0.001);
    let speed = format!("{} records  {}/s", crate::render::number(at.records), HumanBytes(rate as u64));
    let Some(total) = at.total_bytes.filter(|total| *total > 0) else {
        return format!("{}  {speed}", HumanBytes(at.bytes_read));
    };
    let part = (at.bytes_read as f64 / total as f64).min(1.0);
    let full = (part * BAR as f64) as usize;
    let left = total.saturating_sub(at.bytes_read) as f64 / rate.max(1.0);
    let bar = "━".repeat(full) + &"─".repeat(BAR - full);
    format!("{bar} {:>3.0} %  {speed}  {left:.0} s left", part * 100.0)
}

#[cfg(test)]
mod tests {
    use super::progress;
    use crate::load::Progress;

    #[test]
    fn progress_is_a_bar_where_the_end_is_known() {
        let at = |total_bytes| Progress { records: 1_500, bytes_read: 1 << 20, total_bytes };
        let bar = progress(&at(Some(4 << 20)), 2.0);
        assert_eq!(bar, "━━━━━━━───────────────────────  25 %  1,500 records  512.00 KiB/s  6 s left");
        assert_eq!(progress(&at(None), 2.0), "1.00 MiB  1,500 records  512.00 KiB/s");
    }
}
