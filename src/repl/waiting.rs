//! Something that takes its time: after half a second the terminal shows that it still runs, and for how long.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is over sooner shows nothing.
pub const PATIENCE: Duration = Duration::from_millis(500);

/// How often what is shown changes.
const BEAT: Duration = Duration::from_millis(100);

/// Shows that something runs, from half a second on until it is dropped. Where standard error is no terminal it shows nothing.
pub struct Waiting(Option<(Sender<()>, JoinHandle<()>)>);

impl Waiting {
    /// Begins to wait for what a word or two say.
    pub fn begin(what: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Waiting(None);
        }
        let (done, wait) = channel::<()>();
        let begun = Instant::now();
        let thread = thread::spawn(move || {
            if !matches!(wait.recv_timeout(PATIENCE), Err(RecvTimeoutError::Timeout)) {
                return;
            }
            let bar = bar(what, begun);
            while matches!(wait.recv_timeout(BEAT), Err(RecvTimeoutError::Timeout)) {
                bar.tick();
            }
            bar.finish_and_clear();
        });
        Waiting(Some((done, thread)))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.0.take() {
            drop(done);
            // What it shows is cleared before anything else is written; a thread that failed shows nothing.
            let _ = thread.join();
        }
    }
}

fn bar(what: &'static str, begun: Instant) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_elapsed(begun.elapsed());
    bar.set_message(what);
    // A template that does not parse leaves the crate's own.
    let style = ProgressStyle::with_template("{spinner} {msg}  {elapsed}  Ctrl-C stops");
    style.map_or(bar.clone(), |style| bar.with_style(style))
}
