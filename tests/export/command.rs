//! `factfile export` from outside.

use crate::binary::{FACTFILE, Folder};

#[test]
fn records_go_through_a_pipe_into_a_new_store() {
    let talks = Folder::with_talks();
    let out = talks.run(&["export", "talks.db", "--format", "jsonl", "--history"]);
    assert_eq!(out.code, Some(0), "{out:?}");
    assert!(out.err.contains("facts      167"), "what was done is narrated: {out:?}");
    talks.write("history.jsonl", &out.out);
    let loaded = talks.run(&["load", "again.db", "history.jsonl"]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    let again = talks.run(&["export", "again.db", "--format", "jsonl", "--history", "--to", "-"]);
    assert_eq!(again.out, out.out);
    let refused = talks.run(&["load", "talks.db", "history.jsonl"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
}

#[test]
fn a_format_of_several_files_wants_a_folder_and_history_wants_records() {
    let talks = Folder::with_talks();
    for (arguments, says) in [
        (["export", "talks.db", "--format", "csv"].as_slice(), "--to FOLDER"),
        (&["export", "talks.db", "--format", "ttl", "--history"], "only records have a place for history"),
    ] {
        let refused = talks.run(arguments);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.err.contains(says) && refused.out.is_empty(), "{refused:?}");
    }
    let written = talks.run(&["export", "talks.db", "--format", "csv", "--to", "tables"]);
    assert_eq!(written.code, Some(0), "{written:?}");
    assert!(talks.exists("tables/facts.csv") && written.out.contains("tables/facts.csv"), "{written:?}");
}

#[test]
fn a_failed_export_leaves_nothing() {
    let talks = Folder::with_talks();
    for (format, to) in [("jsonl", "nowhere/out.jsonl"), ("parquet", "nowhere/tables")] {
        let failed = talks.run(&["export", "talks.db", "--format", format, "--to", to]);
        assert_eq!(failed.code, Some(3), "{failed:?}");
        assert!(failed.err.contains(to), "{failed:?}");
    }
    let there = std::fs::read_dir(talks.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let there: Vec<_> = there.filter(|name| !name.to_string_lossy().starts_with("talks.db")).collect();
    assert!(there.is_empty(), "{there:?}");
}

#[test]
fn whoever_stops_reading_has_enough() {
    let talks = Folder::with_talks();
    let command = format!("'{FACTFILE}' export talks.db --format nq 2>errors | head -1; echo ${{PIPESTATUS[0]}}");
    let run = std::process::Command::new("bash").args(["-c", &command]).current_dir(talks.path()).output().unwrap();
    let out = String::from_utf8(run.stdout).unwrap();
    assert!(out.ends_with("\n0\n"), "{out}");
    assert_eq!(std::fs::read_to_string(talks.path().join("errors")).unwrap().matches("error").count(), 0);
}
