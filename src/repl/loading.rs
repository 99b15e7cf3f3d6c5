//! Loading with its progress shown, for the prompt and the command.

use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console::{Console, Stop};
use super::interrupt::Interrupts;
use super::waiting::PATIENCE;
use crate::load::{Input, LoadFailure, LoadReport, Options, Progress, Rejected};
use crate::problem::Category;
use crate::store::Store;

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
    let mut meter = Meter { begun: Instant::now(), bar: None, on_terminal: console.narrates_to_terminal };
    let handle = store.interrupt_handle();
    let done = interrupts.stopping(handle, || crate::load::load(store, input, options, &mut |at| meter.show(&at)));
    if let Some(bar) = meter.bar {
        bar.finish_and_clear();
    }
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
    bar: Option<ProgressBar>,
    on_terminal: bool,
}

impl Meter {
    fn show(&mut self, at: &Progress) {
        if !self.on_terminal || self.begun.elapsed() < PATIENCE {
            return;
        }
        let begun = self.begun;
        let bar = self.bar.get_or_insert_with(|| bar(at.total_bytes).with_elapsed(begun.elapsed()));
        bar.set_position(at.bytes_read);
        if let Some(total) = at.total_bytes {
            bar.set_length(total);
        }
        bar.set_message(format!("{} records", crate::render::number(at.records)));
    }
}

/// A bar of bytes where their number is known, otherwise a count of them.
fn bar(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{bar:30} {percent:>3} %  {msg}  {bytes_per_sec}  {eta} left"),
        None => (ProgressBar::no_length(), "{spinner} {bytes}  {msg}  {bytes_per_sec}"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr());
    // A template that does not parse leaves the crate's own.
    ProgressStyle::with_template(template).map_or(bar.clone(), |style| bar.with_style(style.progress_chars("━━─")))
}
