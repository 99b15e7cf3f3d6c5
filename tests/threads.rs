//! One store asked by several threads, while it is written.

mod loading;

use std::thread;
use std::time::{Duration, Instant};

use factfile::engine::{Engine, Pool};
use factfile::load::{Options, load};
use loading::{Scratch, bytes};

const MEETINGS: usize = 40;

/// A load that makes somebody attend a meeting, and a day on which that was.
fn meeting(number: usize) -> String {
    format!(
        r#"{{"fact": {{"subject": {{"name": "Ann", "kind": "person"}}, "predicate": "attended", "object": {{"name": "Talks {number}", "kind": "meeting"}}, "time": "2026-01-02"}}}}"#
    )
}

#[test]
fn threads_ask_while_a_load_writes_and_each_answer_is_of_one_moment() {
    let scratch = Scratch::new();
    let write = |number: usize| {
        let mut store = scratch.store();
        load(&mut store, &bytes("meeting.jsonl", meeting(number)), &Options::default(), &mut |_| {}).unwrap();
    };
    write(0);
    let pool = Pool::new(scratch.path());
    let count = |engine: &Engine| {
        let rows = |text: &str| engine.ask_text(text).map(|answered| answered.answer.rows.len());
        rows("find ?m, ?t where Ann attended ?m at ?t").and_then(|met| Ok((met, rows("find ?m where ?m is meeting")?)))
    };
    thread::scope(|scope| {
        scope.spawn(|| (1..MEETINGS).for_each(write));
        for _ in 0..4 {
            scope.spawn(|| {
                let mut last = 0;
                // Whoever writes may fail.
                let begun = Instant::now();
                while last < MEETINGS && begun.elapsed() < Duration::from_secs(60) {
                    let (met, meetings) = pool.with(count).unwrap();
                    // The second question is of a later moment, or of the same.
                    assert!(last <= met && met <= meetings, "{last} {met} {meetings}");
                    last = met;
                }
            });
        }
    });
    assert_eq!(pool.with(count).unwrap(), (MEETINGS, MEETINGS));
}

#[test]
fn a_store_that_is_not_there_is_an_error_each_time() {
    let pool = Pool::new(Scratch::new().path());
    for _ in 0..2 {
        let problem = pool.with(|engine| engine.ask_text("who attended talks?")).unwrap_err();
        assert!(problem.to_string().contains("there is no store"), "{problem}");
    }
}
