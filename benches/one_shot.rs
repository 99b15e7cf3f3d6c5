//! What a question costs as a whole process, beside the `sqlite3` shell with a like query on the same file: the two are
//! run by turns, so that whatever else the machine does meets both.
//!
//! `cargo bench --bench one_shot`; `FACTFILE_BENCH_RUNS` sets how often each is run.

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const QUESTION: &str = "which envoys met in the UAE?";

/// The same by hand: envoys and narrower kinds, who attended what was held in the UAE or in a place located there.
const LIKE_QUERY: &str = "
WITH RECURSIVE
  envoy (id) AS (
    SELECT id FROM kind WHERE name = 'envoy'
    UNION SELECT kind.id FROM kind JOIN envoy ON kind.broader = envoy.id
  ),
  place (id) AS (
    SELECT entity FROM name WHERE folded = 'uae'
    UNION SELECT fact.subject FROM fact JOIN place ON fact.object = place.id
    WHERE fact.predicate = (SELECT id FROM predicate WHERE name = 'located in') AND fact.holds
  )
SELECT DISTINCT entity.name
FROM fact AS membership
JOIN envoy ON envoy.id = membership.kind
JOIN fact AS attended ON attended.subject = membership.subject AND attended.holds
  AND attended.predicate = (SELECT id FROM predicate WHERE name = 'attended')
JOIN fact AS held ON held.subject = attended.object AND held.holds
  AND held.predicate = (SELECT id FROM predicate WHERE name = 'held in')
JOIN place ON place.id = held.object
JOIN entity ON entity.id = membership.subject
WHERE membership.holds
ORDER BY entity.name";

/// How much slower than the shell a question may be.
const ALLOWED: Duration = Duration::from_millis(10);

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo test --benches` runs this too, without the flag; there is nothing to test then.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let runs: usize = std::env::var("FACTFILE_BENCH_RUNS").ok().map_or(Ok(200), |runs| runs.parse())?;
    let folder = tempfile::tempdir()?;
    let store = folder.path().join("talks.db");
    load(&store)?;
    let mut ask = Command::new(env!("CARGO_BIN_EXE_factfile"));
    ask.arg("ask").arg(&store).args([QUESTION, "--format", "csv"]);
    let mut shell = Command::new("sqlite3");
    shell.arg("-readonly").arg(&store).arg(LIKE_QUERY);
    check_alike(&mut ask, &mut shell)?;
    report(&by_turns([&mut ask, &mut shell], runs)?);
    Ok(())
}

/// Makes the store from the fixture.
fn load(store: &Path) -> Result<(), Box<dyn Error>> {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/uae-talks/facts.jsonl");
    answer(Command::new(env!("CARGO_BIN_EXE_factfile")).arg("load").arg(store).arg(fixture)).map(drop)
}

/// Sees to it that both find the same names, since a time for another question says nothing.
fn check_alike(ask: &mut Command, shell: &mut Command) -> Result<(), Box<dyn Error>> {
    let sorted = |text: String, header: usize| {
        let mut names: Vec<String> = text.lines().skip(header).map(str::to_owned).collect();
        names.sort();
        names
    };
    let (asked, by_hand) = (sorted(answer(ask)?, 1), sorted(answer(shell)?, 0));
    if by_hand.is_empty() || asked != by_hand {
        return Err(format!("the answers differ: {asked:?} and, from sqlite3, {by_hand:?}").into());
    }
    println!("{QUESTION} {} names from both", by_hand.len());
    Ok(())
}

/// What a command prints; its words where it fails.
fn answer(command: &mut Command) -> Result<String, Box<dyn Error>> {
    let output = command.output().map_err(|error| format!("{:?}: {error}", command.get_program()))?;
    if !output.status.success() {
        return Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The times of both commands in order of length, after some runs that warm the caches.
fn by_turns(commands: [&mut Command; 2], runs: usize) -> Result<[Vec<Duration>; 2], Box<dyn Error>> {
    let mut times = [Vec::new(), Vec::new()];
    for run in 0..runs + 10 {
        // Each goes first as often as second.
        for which in [run % 2, 1 - run % 2] {
            let start = Instant::now();
            answer(commands[which])?;
            let time = start.elapsed();
            if run >= 10 {
                times[which].push(time);
            }
        }
    }
    times.iter_mut().for_each(|times| times.sort());
    Ok(times)
}

fn report(times: &[Vec<Duration>; 2]) {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let at = |times: &[Duration], percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    println!("{:<14}{:>10}{:>10}{:>10}", "ms", "median", "10 %", "90 %");
    for (name, times) in ["factfile ask", "sqlite3"].iter().zip(times) {
        let [median, low, high] = [50, 10, 90].map(|percent| milliseconds(at(times, percent)));
        println!("{name:<14}{median:>10.2}{low:>10.2}{high:>10.2}");
    }
    let [asked, by_hand] = [at(&times[0], 50), at(&times[1], 50)].map(milliseconds);
    let allowed = milliseconds(ALLOWED);
    let verdict = if asked - by_hand <= allowed { "within" } else { "NOT within" };
    println!("difference of the medians: {:.2} ms, {verdict} the {allowed:.0} ms allowed", asked - by_hand);
}
