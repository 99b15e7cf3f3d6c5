//! Something that takes its time: after half a second the terminal shows that it still runs, and for how long.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::remote::Progress;

/// What is over sooner shows nothing.
pub const PATIENCE: Duration = Duration::from_millis(500);

/// How often what is shown changes.
pub(super) const BEAT: Duration = Duration::from_millis(100);

/// What stands before it, in turn.
const BEATS: [char; 4] = ['|', '/', '-', '\\'];

/// Shows that something runs, from half a second on until it is dropped. Where standard error is no terminal it shows nothing.
struct Waiting(Option<(Sender<()>, JoinHandle<()>)>);

/// Does something while the terminal shows that it runs.
pub fn during<T>(what: &'static str, work: impl FnOnce() -> T) -> T {
    during_tasks(what, None, work)
}

/// The same with how far it has come, where that is known.
pub fn during_tasks<T>(what: &'static str, progress: Option<Arc<Progress>>, work: impl FnOnce() -> T) -> T {
    let _waiting = Waiting::begin(what, progress);
    work()
}

impl Waiting {
    /// Begins to wait for what a word or two say.
    fn begin(what: &'static str, progress: Option<Arc<Progress>>) -> Self {
        if !io::stderr().is_terminal() {
            return Waiting(None);
        }
        let (done, wait) = channel::<()>();
        let begun = Instant::now();
        let thread = thread::spawn(move || {
            if !matches!(wait.recv_timeout(PATIENCE), Err(RecvTimeoutError::Timeout)) {
                return;
            }
            let mut line = Line::default();
            let mut beats = (0..BEATS.len()).cycle();
            while matches!(wait.recv_timeout(BEAT), Err(RecvTimeoutError::Timeout)) {
                let beat = beats.next().and_then(|at| BEATS.get(at)).unwrap_or(&' ');
                let tasks = match progress.as_ref().map_or((0, 0), |progress| progress.tasks()) {
                    (_, 0) => String::new(),
                    (done, known) => format!("  {done} of {known} tasks"),
                };
                line.draw(&format!("{beat} {what}{tasks}  {} s  Ctrl-C stops", begun.elapsed().as_secs()));
            }
            line.draw("");
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

/// A line of the terminal that is drawn over and over. The cursor stays at its beginning, so that what the terminal shows of a key
/// (`^C`) is drawn over, too.
#[derive(Default)]
pub(super) struct Line {
    columns: usize,
}

impl Line {
    /// Draws a text in the place of what was drawn before; nothing clears the line.
    pub(super) fn draw(&mut self, text: &str) {
        if self.columns == 0 && text.is_empty() {
            return;
        }
        // One that is as wide as the terminal would go on in the next line.
        let most =
            terminal_size::terminal_size().map_or(usize::MAX, |(width, _)| usize::from(width.0).saturating_sub(1));
        let text: String = text.chars().take(most).collect();
        let columns = text.chars().count();
        let rest = " ".repeat(self.columns.saturating_sub(columns));
        let mut terminal = io::stderr().lock();
        // There is nowhere left to tell that progress cannot be shown.
        let _ = write!(terminal, "\r{text}{rest}\r").and_then(|()| terminal.flush());
        self.columns = columns;
    }
}
