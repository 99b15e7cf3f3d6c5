//! Something that takes its time: after half a second the terminal shows that it still runs, and for how long.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What is over sooner shows nothing.
pub const PATIENCE: Duration = Duration::from_millis(500);

/// How often what is shown changes.
const BEAT: Duration = Duration::from_millis(100);

/// What stands before it, in turn.
const BEATS: [char; 4] = ['|', '/', '-', '\\'];

/// Shows that something runs, from half a second on until it is dropped. Where standard error is no terminal it shows nothing.
struct Waiting(Option<(Sender<()>, JoinHandle<()>)>);

/// Does something while the terminal shows that it runs.
pub fn during<T>(what: &'static str, work: impl FnOnce() -> T) -> T {
    let _waiting = Waiting::begin(what);
    work()
}

impl Waiting {
    /// Begins to wait for what a word or two say.
    fn begin(what: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Waiting(None);
        }
        let (done, wait) = channel::<()>();
        let begun = Instant::now();
        let thread = thread::spawn(move || {
            if !matches!(wait.recv_timeout(PATIENCE), Err(RecvTimeoutError::Timeout)) {
                return;
            }
            let mut shown = 0;
            let mut beats = (0..BEATS.len()).cycle();
            while matches!(wait.recv_timeout(BEAT), Err(RecvTimeoutError::Timeout)) {
                let beat = beats.next().and_then(|at| BEATS.get(at)).unwrap_or(&' ');
                shown = draw(&format!("{beat} {what}  {} s  Ctrl-C stops", begun.elapsed().as_secs()), shown);
            }
            draw("", shown);
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

/// Draws a line over one of so many columns; how many it has. The cursor stays at its beginning, where what the terminal shows of a
/// key is drawn over.
fn draw(line: &str, before: usize) -> usize {
    let columns = line.chars().count();
    let mut terminal = io::stderr().lock();
    // There is nowhere left to tell that progress cannot be shown.
    let _ =
        write!(terminal, "\r{line}{}\r", " ".repeat(before.saturating_sub(columns))).and_then(|()| terminal.flush());
    columns
}
