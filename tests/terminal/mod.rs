//! A program in a terminal of its own, whose screen can be read.
#![allow(dead_code)]

pub mod case;
pub mod keys;
pub mod play;

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZero;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rexpect::process::{PtyProcess, WaitStatus};

/// How long a text may take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a screen must stay as it is to be at rest.
const REST: Duration = Duration::from_millis(120);

/// How long to wait at most for a screen to rest: some never do.
const RESTLESS: Duration = Duration::from_secs(2);

/// A running program, its terminal and what that shows.
pub struct Terminal {
    process: PtyProcess,
    hand: Option<File>,
    eye: Arc<Mutex<Eye>>,
}

struct Eye {
    parser: vt100::Parser,
    changed: Instant,
    closed: bool,
}

impl Terminal {
    /// Starts a program in a terminal of so many columns and rows, which echoes as terminals do.
    pub fn start(program: &Command, (columns, rows): (u16, u16)) -> Self {
        // The size is set before the program looks.
        let mut command = Command::new("sh");
        command.args(["-c", &format!("stty cols {columns} rows {rows} echo && exec \"$@\""), "sh"]);
        command.arg(program.get_program()).args(program.get_args());
        command.current_dir(program.get_current_dir().expect("a folder"));
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let mut process = PtyProcess::new(command).unwrap();
        process.set_kill_timeout(Some(1_000));
        let eye =
            Eye { parser: vt100::Parser::new(whole(rows), whole(columns), 0), changed: Instant::now(), closed: false };
        let eye = Arc::new(Mutex::new(eye));
        let (read, hand) = (process.get_file_handle().unwrap(), process.get_file_handle().unwrap());
        let seeing = Arc::clone(&eye);
        std::thread::spawn(move || watch(read, &seeing));
        Terminal { process, hand: Some(hand), eye }
    }

    /// Types bytes.
    pub fn send(&mut self, bytes: &[u8]) {
        let hand = self.hand.as_mut().expect("the terminal is open");
        self.eye.lock().unwrap().changed = Instant::now();
        // A program that has ended reads no more.
        let _ = hand.write_all(bytes).and_then(|()| hand.flush());
    }

    /// Changes the window.
    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        let size = rustix::termios::Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        rustix::termios::tcsetwinsize(self.hand.as_ref().expect("the terminal is open"), size).unwrap();
        let mut eye = self.eye.lock().unwrap();
        eye.parser.screen_mut().set_size(whole(rows), whole(columns));
        eye.changed = Instant::now();
    }

    /// The lines that it shows, without spaces at their ends.
    pub fn lines(&self) -> Vec<String> {
        let eye = self.eye.lock().unwrap();
        let columns = eye.parser.screen().size().1.get();
        eye.parser.screen().rows(0, columns).map(|row| row.trim_end().to_owned()).collect()
    }

    /// How the characters of each line look.
    pub fn looks(&self) -> Vec<String> {
        let eye = self.eye.lock().unwrap();
        let screen = eye.parser.screen();
        let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
        let of_row = |row| (0..columns).filter_map(|column| screen.cell(row, column)).map(look).collect::<String>();
        (0..rows).map(|row| of_row(row).trim_end().to_owned()).collect()
    }

    /// Waits until a line holds the text.
    pub fn wait_for(&self, text: &str) {
        self.await_lines(text, |lines| lines.iter().any(|line| line.contains(text)));
    }

    /// Waits until the last line is a prompt behind which nothing stands.
    pub fn wait_for_prompt(&self) {
        let is_prompt = |line: &String| line.ends_with('>') && !line.starts_with([' ', '=']);
        self.await_lines("a prompt", |lines| lines.iter().rev().find(|line| !line.is_empty()).is_some_and(is_prompt));
    }

    fn await_lines(&self, what: &str, wanted: impl Fn(&[String]) -> bool) {
        let begun = Instant::now();
        while !wanted(&self.lines()) {
            assert!(begun.elapsed() < PATIENCE, "waiting for {what:?}:\n{}", self.lines().join("\n"));
            pause();
        }
    }

    /// Waits until the screen has been as it is for a while.
    pub fn rest(&self, times: u32) {
        let begun = Instant::now();
        while self.eye.lock().unwrap().changed.elapsed() < REST * times && begun.elapsed() < RESTLESS {
            pause();
        }
    }

    /// Waits until the screen is as wanted; not for ever, so that one that never is can be shown.
    pub fn until(&self, wanted: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !wanted(self) && begun.elapsed() < PATIENCE {
            if self.eye.lock().unwrap().closed {
                return;
            }
            pause();
        }
    }

    /// Closes the terminal under the program.
    pub fn hang_up(&mut self) {
        self.hand = None;
        // The signal that the system sends when a terminal is closed; the reader's handle keeps this one open.
        self.process.signal(rexpect::process::Signal::SIGHUP).unwrap();
    }

    /// Waits until the program has ended: its exit code, or the signal's name.
    pub fn end(&mut self) -> String {
        let begun = Instant::now();
        loop {
            match self.process.status() {
                Some(WaitStatus::Exited(_, code)) => return code.to_string(),
                Some(WaitStatus::Signaled(_, signal, _)) => return signal.to_string(),
                _ if begun.elapsed() > PATIENCE => return "still running".to_owned(),
                _ => pause(),
            }
        }
    }
}

fn whole(size: u16) -> NonZero<u16> {
    NonZero::new(size).expect("a terminal has columns and rows")
}

fn pause() {
    std::thread::sleep(Duration::from_millis(5));
}

fn watch(mut read: File, eye: &Mutex<Eye>) {
    let mut buffer = [0; 4096];
    loop {
        // A terminal that nobody writes to any more is an error of the system.
        let length = read.read(&mut buffer).unwrap_or(0);
        let mut eye = eye.lock().unwrap();
        eye.changed = Instant::now();
        if length == 0 {
            eye.closed = true;
            return;
        }
        eye.parser.process(&buffer[..length]);
    }
}

/// A letter for how a character looks: its colour (`r`ed, `g`reen, `y`ellow, `b`lue, `m`agenta, `c`yan), a capital where it is
/// bold or underlined; `B` bold, `U` underlined, `d` dim, a space where it is plain.
fn look(cell: &vt100::Cell) -> char {
    let strong = cell.bold() || cell.underline();
    let colour = match cell.fgcolor() {
        vt100::Color::Idx(index) => ['k', 'r', 'g', 'y', 'b', 'm', 'c', 'w'].get(usize::from(index % 8)).copied(),
        _ => None,
    };
    match colour {
        _ if !cell.has_contents() || cell.contents() == " " => ' ',
        Some(colour) if strong => colour.to_ascii_uppercase(),
        Some(colour) => colour,
        None if cell.dim() => 'd',
        None if cell.underline() => 'U',
        None if cell.bold() => 'B',
        None => ' ',
    }
}
