//! Running a command so that something happens at a certain one of its system calls, by `strace`.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The calls by which files are changed, and made to last.
pub const CHANGES: [&str; 5] = ["pwrite64", "ftruncate", "unlink", "fsync", "fdatasync"];

/// Whether commands can be traced here; where not, says why.
pub fn is_there() -> bool {
    let mut probe = Command::new("strace");
    let found = probe.args(["-D", "-f", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    let is_there = found.is_ok_and(|status| status.success());
    if !is_there {
        println!("skipped: `strace` is not here, or may not trace");
    }
    is_there
}

/// The command, with calls of these names listed in `log`, and something done to some of them.
pub fn traced(command: &Command, calls: &str, injected: Option<&str>, log: &Path) -> Command {
    let mut traced = Command::new("strace");
    // The tracer is no parent of the command, so that whoever waits or kills has to do with the command itself.
    traced.args(["-D", "-f", "-y", "-s", "0", "-o"]).arg(log).arg("-e").arg(format!("trace={calls}"));
    if let Some(injected) = injected {
        traced.arg("-e").arg(format!("inject={injected}"));
    }
    traced.arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
    traced
}

/// One of the calls by which files are changed.
pub struct Change {
    pub call: &'static str,
    /// The file's name, without its folder.
    pub file: String,
    /// Of a write, where it begins and how long it is.
    pub written: Option<(u64, u64)>,
}

/// What a log lists of the files whose name begins so, in order.
pub fn changes(log: &str, name: &str) -> Vec<Change> {
    let change = |line: &str| {
        let (_, call) = line.split_once(' ')?;
        let (call, arguments) = call.trim_start().split_once('(')?;
        let call = *CHANGES.iter().find(|name| **name == call)?;
        // The file stands in `<…>` behind its number, or as a text.
        let (path, rest) = match arguments.split_once('<') {
            Some((_, rest)) => rest.split_once('>')?,
            None => arguments.strip_prefix('"')?.split_once('"')?,
        };
        let file = Path::new(path).file_name().and_then(OsStr::to_str)?.to_owned();
        // `, ""..., LENGTH, OFFSET`, and then how it ended.
        let mut numbers = rest.split(", ").skip(2).map(|number| {
            let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
            digits.parse::<u64>().ok()
        });
        let written = match (call, numbers.next().flatten(), numbers.next().flatten()) {
            ("pwrite64", Some(length), Some(offset)) => Some((offset, length)),
            _ => None,
        };
        Some(Change { call, file, written })
    };
    log.lines().filter_map(change).filter(|change| change.file.starts_with(name)).collect()
}

/// Waits until the command was stopped, and says whether it was; it may end before.
pub fn was_stopped(child: &mut Child, log: &Path) -> bool {
    loop {
        let stopped = std::fs::read_to_string(log).is_ok_and(|log| log.contains("stopped by SIGSTOP"));
        if stopped || child.try_wait().unwrap().is_some() {
            return stopped;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
