//! What is longer than the screen, shown a screen at a time by a program of the user's.

use std::io::{IsTerminal, Write, stdin, stdout};
use std::process::{Command, Stdio};

use super::console::{Console, Stop};
use super::settings::Pager;

/// What is run where neither the settings nor `$PAGER` name a program.
const USUAL: &str = "less -SRXF";

/// The exit codes by which a shell says that it found no such program, or none that can be run.
const NOT_RUN: [i32; 2] = [126, 127];

/// Prints a text, by the pager where it is longer than the screen and both ends are a terminal.
///
/// # Errors
/// Where it cannot be printed.
pub(super) fn show(text: &str, pager: &Pager, console: &Console) -> Result<(), Stop> {
    match command(pager) {
        Some(command) if exceeds_screen(text) && paged(text, &command) => Ok(()),
        _ => console.print(text),
    }
}

fn command(pager: &Pager) -> Option<String> {
    match pager {
        Pager::Off => None,
        Pager::Command(command) => Some(command.clone()),
        Pager::Auto => match std::env::var("PAGER") {
            Ok(set) => Some(set).filter(|set| !set.trim().is_empty()),
            Err(_) => Some(USUAL.to_owned()),
        },
    }
}

fn exceeds_screen(text: &str) -> bool {
    let Some((width, height)) = terminal_size::terminal_size() else { return false };
    let (width, height) = (usize::from(width.0).max(1), usize::from(height.0));
    let rows = |line: &str| textwrap::core::display_width(line).div_ceil(width).max(1);
    // The prompt takes a row, too.
    stdin().is_terminal() && stdout().is_terminal() && text.lines().map(rows).sum::<usize>() >= height
}

/// Whether the pager was run. However it ends, the text was shown as far as anybody wanted; the terminal is left as it was.
fn paged(text: &str, command: &str) -> bool {
    let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let terminal = Terminal::now();
    let started = Command::new(shell).args([option, command]).stdin(Stdio::piped()).spawn();
    let Ok(mut pager) = started else { return false };
    if let Some(mut input) = pager.stdin.take() {
        // One that is left early reads no further.
        let _ = input.write_all(text.as_bytes());
    }
    let ended = pager.wait();
    terminal.restore();
    ended.is_ok_and(|ended| !ended.code().is_some_and(|code| NOT_RUN.contains(&code)))
}

/// How the terminal treats keys: a pager that is killed cannot put that right.
#[cfg(unix)]
struct Terminal(Option<rustix::termios::Termios>);

#[cfg(unix)]
impl Terminal {
    fn now() -> Self {
        Terminal(rustix::termios::tcgetattr(stdin()).ok())
    }

    fn restore(&self) {
        if let Some(before) = &self.0 {
            // A terminal that is gone needs nothing.
            let _ = rustix::termios::tcsetattr(stdin(), rustix::termios::OptionalActions::Drain, before);
        }
    }
}

#[cfg(not(unix))]
struct Terminal;

#[cfg(not(unix))]
impl Terminal {
    fn now() -> Self {
        Terminal
    }

    fn restore(&self) {}
}
