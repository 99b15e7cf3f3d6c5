//! Many processes that ask one store while another writes to it: each answer is whole and of now. FACTFILE_CROWD_SECONDS is for how
//! long.

mod binary;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use binary::{FACTFILE, Folder};

const READERS: usize = 8;
const SECONDS: u64 = 4;

/// How many envoys the fixture has.
const BEFORE: u64 = 7;

/// A process that answers question after question.
struct Reader {
    process: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Reader {
    fn open(folder: &Folder) -> Self {
        let mut command = Command::new(FACTFILE);
        command.args(["ask", "talks.db", "-", "--format", "json"]).current_dir(folder.path());
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Reader { process, answers }
    }

    /// How many envoys there are, as the store says now.
    fn envoys(&mut self) -> Result<u64, String> {
        let questions = self.process.stdin.as_mut().ok_or("no input")?;
        writeln!(questions, "find count(?x) as envoys where ?x is envoy").map_err(|error| error.to_string())?;
        let mut answer = String::new();
        loop {
            let mut line = String::new();
            let read = self.answers.read_line(&mut line).map_err(|error| error.to_string())?;
            if read == 0 || line == "\n" {
                break;
            }
            answer += &line;
        }
        let json: serde_json::Value = serde_json::from_str(&answer).map_err(|error| format!("{error}: {answer}"))?;
        json[0]["envoys"].as_u64().ok_or(answer)
    }

    /// Ends the process; what it said of errors.
    fn end(mut self) -> String {
        drop(self.process.stdin.take());
        let output = self.process.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { String::new() } else { told }
    }
}

/// Records of two envoys, which are loaded together or not at all.
fn two_envoys(load: u64) -> String {
    let envoy =
        |number: u64| format!(r#"{{"entity": {{"id": "e{number}", "name": "Envoy {number}", "kinds": ["envoy"]}}}}"#);
    format!("{}\n{}\n", envoy(2 * load), envoy(2 * load + 1))
}

#[test]
fn readers_and_a_writer_do_not_hinder_one_another() {
    let seconds = std::env::var("FACTFILE_CROWD_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(SECONDS);
    let folder = Folder::with_talks();
    let (written, over) = (AtomicU64::new(BEFORE), AtomicBool::new(false));
    let asked = AtomicU64::new(0);
    thread::scope(|scope| {
        for number in 0..READERS {
            let (folder, written, over, asked) = (&folder, &written, &over, &asked);
            scope.spawn(move || {
                let mut reader = Reader::open(folder);
                let mut last = BEFORE;
                while !over.load(Ordering::SeqCst) {
                    // A new process now and then, beside those that stay.
                    if number == 0 {
                        assert_eq!(std::mem::replace(&mut reader, Reader::open(folder)).end(), "");
                    }
                    let least = written.load(Ordering::SeqCst).max(last);
                    let found = reader.envoys().unwrap();
                    assert!(found >= least, "{found} envoys, where {least} were known");
                    assert_eq!(found % 2, BEFORE % 2, "half of a load");
                    last = found;
                    asked.fetch_add(1, Ordering::Relaxed);
                }
                assert_eq!(reader.end(), "");
            });
        }
        let begun = Instant::now();
        let mut loads = 0;
        while begun.elapsed() < Duration::from_secs(seconds) {
            let loaded = folder.run_with_input(&["load", "talks.db", "-"], &two_envoys(loads));
            if loaded.code != Some(0) {
                over.store(true, Ordering::SeqCst);
            }
            assert_eq!(loaded.code, Some(0), "{loaded:?}");
            loads += 1;
            written.store(BEFORE + 2 * loads, Ordering::SeqCst);
        }
        over.store(true, Ordering::SeqCst);
        println!("{loads} loads, {} questions asked", asked.load(Ordering::SeqCst));
    });
    let verified = folder.run(&["verify", "talks.db"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
}
