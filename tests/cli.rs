//! The command line: what goes to standard output, what to standard error, and the exit codes.

mod binary;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use binary::{FACTFILE, Folder, Run, facts_in_fixture, finished, fixture, many_records, runaway_query};

const ENVOYS: &str = "which envoys met in the UAE?";

#[test]
fn a_question_is_answered_and_what_it_was_read_as_is_narrated() {
    let talks = Folder::with_talks();
    let answer = talks.ask(ENVOYS, &[]);
    assert_eq!(answer.code, Some(0), "{answer:?}");
    for envoy in ["Steve Witkoff", "Jared Kushner", "Rustem Umerov", "Andrii Hnatov", "Kyrylo Budanov"] {
        assert!(answer.out.contains(envoy), "{answer:?}");
    }
    assert!(answer.out.ends_with(" 7 rows\n"), "{answer:?}");
    assert!(answer.err.starts_with("read as find "), "{answer:?}");
    let pattern = answer.err.trim_start_matches("read as ").trim_end();
    let again = talks.ask(pattern, &[]);
    assert_eq!((again.out, again.err), (answer.out, String::new()));
}

#[test]
fn formats_for_programs_read_back() {
    let talks = Folder::with_talks();
    let json = talks.ask(ENVOYS, &["--format", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 7);
    let column = rows[0].as_object().unwrap().keys().next().unwrap().clone();
    assert_eq!(rows[0][&column]["name"], "Andrii Hnatov");
    let csv = talks.ask(ENVOYS, &["--format", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.out.as_bytes());
    assert_eq!(reader.headers().unwrap(), vec![column]);
    assert_eq!(reader.records().count(), 7);
}

#[test]
fn an_answer_that_takes_longer_than_it_may_is_stopped() {
    let talks = Folder::with_talks();
    let stopped = talks.ask(&runaway_query(), &["--timeout", "0.05"]);
    assert_eq!((stopped.code, stopped.out.as_str()), (Some(1), ""), "{stopped:?}");
    assert!(stopped.err.contains("the question took longer than 0.05 s, and was stopped"), "{stopped:?}");
    let in_time = talks.ask(ENVOYS, &["--timeout", "100"]);
    assert_eq!(in_time.out, talks.ask(ENVOYS, &[]).out);
    for nonsense in ["0", "-1", "soon", "1e99"] {
        assert_eq!(talks.ask(ENVOYS, &[&format!("--timeout={nonsense}")]).code, Some(2));
    }
}

#[test]
fn an_answer_that_takes_more_memory_than_it_may_is_stopped() {
    let talks = Folder::with_talks();
    let stopped =
        talks.ask("find ?x, ?y, ?z where ?x attended ?m and ?y attended ?m and ?z attended ?m", &["--memory", "20kB"]);
    assert_eq!((stopped.code, stopped.out.as_str()), (Some(1), ""), "{stopped:?}");
    assert!(stopped.err.contains("the answer takes more than 20 kB of memory, and was stopped"), "{stopped:?}");
    // Seven names are little; the sentences that they rest on, together, are not.
    assert_eq!(talks.ask(ENVOYS, &["--memory", "8kB"]).code, Some(0));
    let stopped = talks.ask(ENVOYS, &["--memory", "8kB", "--sources"]);
    assert!(stopped.code == Some(1) && stopped.err.contains("more than 8 kB of memory"), "{stopped:?}");
    for enough in ["100 MB", "1GiB", "1000000000"] {
        assert_eq!(talks.ask(ENVOYS, &["--memory", enough]).out, talks.ask(ENVOYS, &[]).out);
    }
    for nonsense in ["0", "-1", "much", "1XB", "1e99GB", "MB"] {
        assert_eq!(talks.ask(ENVOYS, &[&format!("--memory={nonsense}")]).code, Some(2), "{nonsense}");
    }
}

#[test]
fn questions_that_come_in_are_answered_one_after_the_other() {
    let talks = Folder::with_talks();
    let mut child = talks.command(&["ask", "talks.db", "-", "--format", "json"]).stdin(Stdio::piped()).spawn().unwrap();
    let (mut questions, answers) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut answers = BufReader::new(answers).lines();
    let mut ask = |question: &str| {
        writeln!(questions, "{question}").unwrap();
        let answer: Vec<String> = answers.by_ref().map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
        answer.join("\n")
    };
    let rows = |answer: &str| serde_json::from_str::<Vec<serde_json::Value>>(answer).unwrap().len();
    // Each answer is there before the next question is written.
    assert_eq!(rows(&ask(ENVOYS)), 7);
    assert_eq!(ask("which nothing"), "");
    assert_eq!(ask(""), "");
    assert_eq!(rows(&ask("which issues remain unsettled?")), 2);
    drop(questions);
    let ended = Run::of(child.wait_with_output().unwrap());
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains("<stdin>:2:7"), "{ended:?}");
}

#[test]
fn sources_come_with_every_row() {
    let talks = Folder::with_talks();
    let json = talks.ask(ENVOYS, &["--format", "json", "--sources"]);
    let rows: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let text = document_text();
    for row in rows.as_array().unwrap() {
        let facts = row["sources"]["facts"].as_array().unwrap();
        let quotes: Vec<_> = facts.iter().flat_map(|fact| fact["evidence"].as_array().unwrap()).collect();
        assert!(!quotes.is_empty(), "{row}");
        for evidence in quotes {
            let (start, end) = (evidence["start"].as_u64().unwrap(), evidence["end"].as_u64().unwrap());
            let quoted: String = text.chars().skip(start as usize).take((end - start) as usize).collect();
            assert_eq!(quoted, evidence["quote"]);
        }
    }
    let table = talks.ask(ENVOYS, &["--sources"]);
    assert!(table.out.contains("“*Steve Witkoff* and Jared Kushner are"), "{}", table.out);
    let csv = talks.ask(ENVOYS, &["--format", "csv", "--sources"]);
    assert!(csv.out.lines().next().unwrap().ends_with(",sources"), "{}", csv.out);
}

fn document_text() -> String {
    let records = std::fs::read_to_string(fixture()).unwrap();
    let mut records = records.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    records.find_map(|record| record["document"]["text"].as_str().map(str::to_owned)).unwrap()
}

#[test]
fn yes_or_no_is_one_word() {
    let talks = Folder::with_talks();
    assert_eq!(talks.ask("did Kirill Dmitriev attend the UAE talks?", &[]).out, " yes\n");
    let no = talks.ask("did Vladimir Putin attend the UAE talks?", &["--format", "json"]);
    assert_eq!(no.out, "[\n  {\"verdict\":\"no\"}\n]\n");
}

#[test]
fn parameters_come_from_the_command_line() {
    let talks = Folder::with_talks();
    let pattern = "find ?who where ?who is envoy and ?who met in $place";
    let given = talks.ask(pattern, &["--param", "place=UAE"]);
    assert!(given.out.ends_with(" 7 rows\n"), "{given:?}");
    assert_eq!(talks.ask(pattern, &["--param", "$place=UAE"]).out, given.out);
    let missing = talks.ask(pattern, &[]);
    assert_eq!(missing.code, Some(1));
    assert!(missing.err.contains("--param place="), "{}", missing.err);
    let malformed = talks.ask(pattern, &["--param", "UAE"]);
    assert_eq!(malformed.code, Some(2));
    assert!(malformed.err.contains("--param name=value"), "{}", malformed.err);
}

#[test]
fn a_wrong_query_points_at_the_words() {
    let talks = Folder::with_talks();
    let wrong = talks.ask("find ?x where ?x atended UAE talks", &[]);
    assert_eq!((wrong.code, wrong.out.as_str()), (Some(1), ""));
    assert!(wrong.err.contains("<question>:1:18") && wrong.err.contains("^^^^^^^"), "{}", wrong.err);
    assert!(wrong.err.contains("`attended`"), "{}", wrong.err);
    assert!(!wrong.err.contains('\u{1b}'), "colours without a terminal: {:?}", wrong.err);
}

#[test]
fn errors_can_be_read_by_programs() {
    let talks = Folder::with_talks();
    let wrong = talks.ask("find ?x where ?x atended UAE talks", &["--errors", "json"]);
    assert!(wrong.err.contains("\"topic\":\"words\""), "{}", wrong.err);
    let error: serde_json::Value = serde_json::from_str(&wrong.err).unwrap();
    assert_eq!((&error["category"], &error["place"]["column"]), (&"query".into(), &18.into()));
}

#[test]
fn no_rows_are_an_answer_unless_they_must_not_be() {
    let talks = Folder::with_talks();
    let none = "find ?x where ?x is envoy and ?x attended economic talks";
    let answer = talks.ask(none, &[]);
    assert_eq!((answer.code, answer.out.as_str()), (Some(0), " no rows\n"));
    assert_eq!(talks.ask(none, &["--expect-rows"]).code, Some(4));
    assert_eq!(talks.ask("did Vladimir Putin attend the UAE talks?", &["--expect-rows"]).code, Some(4));
    assert_eq!(talks.ask(ENVOYS, &["--expect-rows"]).code, Some(0));
}

#[test]
fn the_store_must_be_one() {
    let folder = Folder::empty();
    let missing = folder.run(&["ask", "talks.db", ENVOYS]);
    assert_eq!((missing.code, missing.out.as_str()), (Some(3), ""));
    assert!(missing.err.contains("factfile load talks.db FILE"), "{}", missing.err);
    let foreign = folder.write("notes.txt", "not a store, and longer than the header of one".repeat(9).as_str());
    for arguments in [vec!["notes.txt"], vec!["ask", "notes.txt", ENVOYS], vec!["load", "notes.txt", "x.jsonl"]] {
        let refused = folder.run(&arguments);
        assert_eq!(refused.code, Some(3), "{refused:?}");
        assert!(refused.err.contains("is not a Factfile store"), "{refused:?}");
    }
    assert!(std::fs::read_to_string(foreign).unwrap().starts_with("not a store"));
    assert_eq!(folder.files(), ["notes.txt"]);
}

#[test]
fn a_command_called_wrongly_is_code_2() {
    let folder = Folder::empty();
    for arguments in [&["ask"][..], &["ask", "a.db", "who?", "--format", "xml"], &["load", "a.db"], &["--wrong"]] {
        assert_eq!(folder.run(arguments).code, Some(2), "{arguments:?}");
    }
}

#[test]
fn loading_reports_and_loading_again_changes_nothing() {
    let folder = Folder::empty();
    let records = fixture();
    let first = folder.run(&["load", "talks.db", records.to_str().unwrap(), "--note", "first"]);
    assert_eq!((first.code, first.err.as_str()), (Some(0), ""), "{first:?}");
    let facts = format!("facts      {} new", facts_in_fixture());
    assert!(first.out.contains(&facts) && first.out.contains(" verbatim"), "{}", first.out);
    let size = || std::fs::metadata(folder.path().join("talks.db")).unwrap().len();
    let before = size();
    let again = folder.run(&["load", "talks.db", records.to_str().unwrap()]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.out.contains("nothing new"), "{}", again.out);
    assert_eq!(size(), before);
}

#[test]
fn rejected_records_are_told_by_a_report_warnings_and_a_code() {
    let folder = Folder::empty();
    let good = "{\"entity\": {\"id\": \"a\", \"name\": \"A\"}}\n";
    folder.write("f.jsonl", &format!("{good}{{\"fact\": 7}}\n"));
    folder.write("good.jsonl", good);
    let check = folder.run(&["load", "new.db", "f.jsonl", "--rejects", "bad.jsonl", "--check"]);
    assert_eq!(check.code, Some(5), "{check:?}");
    assert!(check.out.contains("1 record would go to bad.jsonl"), "{}", check.out);
    assert_eq!(folder.files(), ["f.jsonl", "good.jsonl"]);
    let loaded = folder.run(&["load", "new.db", "f.jsonl", "--rejects", "bad.jsonl"]);
    assert_eq!(loaded.code, Some(5), "{loaded:?}");
    assert!(loaded.out.contains("entities  1 new") && loaded.out.contains("1 record → bad.jsonl"), "{}", loaded.out);
    assert!(loaded.err.starts_with("warning: ") && loaded.err.contains("f.jsonl:2:10"), "{}", loaded.err);
    assert_eq!(folder.files(), ["bad.jsonl", "f.jsonl", "good.jsonl", "new.db"]);
    let json = folder.run(&["load", "new.db", "f.jsonl", "--rejects", "bad.jsonl", "--errors", "json"]);
    let told: serde_json::Value = serde_json::from_str(json.err.trim()).unwrap();
    assert_eq!((&told["category"], &told["place"]["line"]), (&"rejected".into(), &2.into()));
    let none = folder.run(&["load", "new.db", "good.jsonl", "--rejects", "bad.jsonl"]);
    assert_eq!((none.code, none.err.as_str()), (Some(0), ""), "{none:?}");
    assert!(none.out.contains("nothing; bad.jsonl is left as it was"), "{}", none.out);
    let several = folder.run(&["load", "new.db", "f.jsonl", "good.jsonl", "--rejects", "bad.jsonl"]);
    assert_eq!(several.code, Some(2), "{several:?}");
    let over = folder.run(&["load", "new.db", "f.jsonl", "--rejects", "f.jsonl"]);
    assert_eq!(over.code, Some(2), "{over:?}");
}

#[test]
fn a_bad_file_lists_every_mistake_and_leaves_nothing() {
    let folder = Folder::empty();
    let good = "{\"entity\": {\"id\": \"a\", \"name\": \"A\"}}\n";
    let bad = "{\"fact\": {\"subject\": \"a\", \"predicate\": \"saw\", \"object\": \"nobody\"}}\n{\"fact\": 7}\n";
    folder.write("bad.jsonl", &format!("{good}{bad}"));
    let refused = folder.run(&["load", "new.db", "bad.jsonl"]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(3), ""));
    assert!(refused.err.contains("bad.jsonl:2:") && refused.err.contains("bad.jsonl:3:"), "{}", refused.err);
    assert_eq!(folder.files(), ["bad.jsonl"]);
    let json = folder.run(&["load", "new.db", "bad.jsonl", "--errors", "json"]);
    let lines: Vec<serde_json::Value> = json.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|error| error["place"]["line"].as_u64().unwrap()).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn more_problems_than_are_listed_are_counted_in_the_form_of_the_others() {
    let folder = Folder::empty();
    folder.write("bad.jsonl", &"{\"fact\": 7}\n".repeat(5_200));
    let text = folder.run(&["load", "new.db", "bad.jsonl"]);
    assert!(text.err.ends_with("… and 4,200 more; nothing was loaded\n"), "{}", &text.err[text.err.len() - 200..]);
    for further in [&[][..], &["--rejects", "r.jsonl"]] {
        let json = folder.run(&[&["load", "new.db", "bad.jsonl", "--errors", "json"], further].concat());
        let lines: Vec<serde_json::Value> = json.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let (last, first) = (&lines[lines.len() - 1], &lines[0]);
        assert_eq!((lines.len(), &last["more"]), (1_001, &4_200.into()));
        let members = |object: &serde_json::Value| object.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(members(first), members(last).into_iter().filter(|name| name != "more").collect::<Vec<_>>());
        assert_eq!(first["category"], last["category"]);
    }
}

#[test]
fn checking_writes_nothing() {
    let folder = Folder::empty();
    let checked = folder.run(&["load", "talks.db", fixture().to_str().unwrap(), "--check"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    assert_eq!(folder.files(), Vec::<String>::new());
    let talks = Folder::with_talks();
    talks.write("more.jsonl", "{\"entity\": {\"id\": \"oman\", \"name\": \"Oman\"}}\n");
    assert_eq!(talks.run(&["load", "talks.db", "more.jsonl", "--check"]).code, Some(0));
    assert_eq!(talks.ask("find ?x where @oman located in ?x", &[]).code, Some(1));
}

#[test]
fn standard_input_can_be_loaded() {
    let folder = Folder::empty();
    let records = std::fs::read_to_string(fixture()).unwrap();
    let loaded = folder.run_with_input(&["load", "talks.db", "-"], &records);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    assert!(folder.ask(ENVOYS, &[]).out.ends_with(" 7 rows\n"));
}

#[test]
fn a_script_runs_up_to_its_first_mistake() {
    let talks = Folder::with_talks();
    talks.write("good.ffq", &format!("{ENVOYS};\nexpect 7 answers;\nexpect includes (\"Steve Witkoff\");\n"));
    let good = talks.run(&["run", "good.ffq", "--on", "talks.db"]);
    assert_eq!(good.code, Some(0), "{good:?}");
    talks.write("bad.ffq", &format!("{ENVOYS};\nexpect 8 answers;\nfind ?x where ?x is person;\n"));
    let bad = talks.run(&["run", "bad.ffq", "--on", "talks.db"]);
    assert_eq!((bad.code, &bad.out), (Some(4), &good.out));
    assert!(bad.err.contains("bad.ffq:2:") && bad.err.contains("Steve Witkoff"), "{}", bad.err);
}

#[test]
fn a_script_changes_the_store_only_when_it_may() {
    let talks = Folder::with_talks();
    talks.write("save.ffq", "save envoys_in($place) as find ?who where ?who is envoy and ?who met in $place;");
    let refused = talks.run(&["run", "save.ffq", "--on", "talks.db"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("--write"), "{}", refused.err);
    assert_eq!(talks.run(&["run", "save.ffq", "--on", "talks.db", "--write"]).code, Some(0));
    assert!(talks.ask("run envoys_in(UAE)", &[]).out.ends_with(" 7 rows\n"));
}

#[test]
fn a_script_includes_others_from_its_own_folder() {
    let talks = Folder::with_talks();
    std::fs::create_dir_all(talks.path().join("scripts/parts")).unwrap();
    talks.write("scripts/all.ffq", "param $place = UAE; include \"parts/envoys.ffq\"; expect 7 answers;");
    talks.write("scripts/parts/envoys.ffq", "include \"../ask.ffq\";");
    talks.write("scripts/ask.ffq", "find ?who where ?who is envoy and ?who met in $place;");
    let run = talks.run(&["run", "scripts/all.ffq", "--on", "talks.db"]);
    assert_eq!((run.code, run.out.lines().count()), (Some(0), 10), "{run:?}");
    // What comes through a pipe has no folder: paths start from the working folder.
    let piped = talks.run_with_input(&["talks.db"], "param $place = UAE; include \"scripts/ask.ffq\"");
    assert!(piped.out.ends_with(" 7 rows\n"), "{piped:?}");
    talks.write("scripts/ask.ffq", "find ?who where ?who is\n  envoi;");
    let wrong = talks.run(&["run", "scripts/all.ffq", "--on", "talks.db"]);
    assert!(wrong.err.contains("scripts/parts/../ask.ffq:2:3"), "{}", wrong.err);
}

#[test]
fn scripts_that_include_one_another_end_with_an_error() {
    let talks = Folder::with_talks();
    for number in 0..20 {
        talks.write(&format!("{number}.ffq"), &format!("include \"{}.ffq\"", number + 1));
    }
    let deep = talks.run(&["run", "0.ffq", "--on", "talks.db"]);
    assert_eq!(deep.code, Some(1));
    assert!(deep.err.contains("more than 16 scripts") && deep.err.contains("16.ffq:1:9"), "{}", deep.err);
    talks.write("3.ffq", "include \"1.ffq\"");
    let round = talks.run(&["run", "1.ffq", "--on", "talks.db"]);
    assert!(round.err.contains("1.ffq → 2.ffq → 3.ffq → 1.ffq"), "{}", round.err);
}

#[cfg(unix)]
#[test]
fn a_script_can_be_a_command() {
    use std::os::unix::fs::PermissionsExt;
    let talks = Folder::with_talks();
    let path = talks.write("briefing.ffq", &format!("#!/usr/bin/env -S factfile run --on talks.db\n{ENVOYS};\n"));
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    let folder = std::path::Path::new(FACTFILE).parent().unwrap().display();
    let mut command = Command::new(&path);
    command.current_dir(talks.path()).env("PATH", format!("{folder}:{}", std::env::var("PATH").unwrap()));
    let run = finished(command);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.ends_with(" 7 rows\n"), "{run:?}");
}

#[test]
fn standard_input_can_be_a_script() {
    let talks = Folder::with_talks();
    // The last statement is not closed, and is run all the same.
    let run = talks.run_with_input(&["talks.db"], &format!("{ENVOYS};\nwhy 1"));
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains(" 7 rows\n\n 1  Andrii Hnatov\n"), "{}", run.out);
    let piped = talks.run_with_input(&["run", "-", "--on", "talks.db"], ENVOYS);
    assert!(piped.out.ends_with(" 7 rows\n"), "{piped:?}");
}

#[test]
fn a_script_that_is_no_text_is_refused() {
    let talks = Folder::with_talks();
    std::fs::write(talks.path().join("x.ffq"), b"find ?x \xff").unwrap();
    for (script, message) in [("x.ffq", "byte 8"), ("none.ffq", "none.ffq cannot be read")] {
        let run = talks.run(&["run", script, "--on", "talks.db"]);
        assert_eq!(run.code, Some(3));
        assert!(run.err.contains(message), "{}", run.err);
    }
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let talks = Folder::with_talks();
    let question = "find ?a, ?b, ?c where ?a attended ?b and ?c attended ?b";
    let mut child = talks.command(&["ask", "talks.db", question, "--sources"]).spawn().unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_a_query_with_code_130() {
    let talks = Folder::with_talks();
    let mut child = talks.command(&["ask", "talks.db", &runaway_query()]).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    assert!(child.try_wait().unwrap().is_none(), "the query was to run away");
    let begun = Instant::now();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let run = child.wait_with_output().unwrap();
    assert_eq!(run.status.code(), Some(130));
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(String::from_utf8_lossy(&run.stderr).contains("stopped"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_a_load_and_leaves_nothing() {
    let folder = Folder::empty();
    folder.write("many.jsonl", &many_records());
    let child = folder.command(&["load", "new.db", "many.jsonl"]).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(600));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let run = child.wait_with_output().unwrap();
    assert_eq!(run.status.code(), Some(130));
    assert_eq!(folder.files(), ["many.jsonl"]);
}

/// Each in its own process, and twice in a row: a second Ctrl-C changes nothing. What was done before it came is whole.
#[cfg(unix)]
#[test]
fn ctrl_c_stops_what_writes_a_file_and_leaves_nothing() {
    let folder = Folder::empty();
    folder.write("many.jsonl", &many_records());
    let loaded = folder.run(&["load", "many.db", "many.jsonl"]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    let mut stopped = 0;
    for arguments in [
        ["export", "many.db", "--format", "nq", "--to", "out"].as_slice(),
        &["export", "many.db", "--format", "parquet", "--to", "out"],
        &["ship", "many.db", "--to", "out"],
        &["verify", "many.db"],
    ] {
        let child = folder.command(arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(200));
        for _ in 0..2 {
            assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        }
        let run = child.wait_with_output().unwrap();
        match run.status.code() {
            Some(130) => {
                stopped += 1;
                assert_eq!(folder.files(), ["many.db", "many.jsonl"], "{arguments:?}");
            }
            other => assert_eq!(other, Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr)),
        }
        let out = folder.path().join("out");
        let _ = std::fs::remove_dir_all(&out).or_else(|_| std::fs::remove_file(&out));
    }
    assert!(stopped > 1, "{stopped} were stopped");
    assert_eq!(folder.run(&["verify", "many.db"]).code, Some(0));
}

#[test]
fn the_schema_is_a_json_schema() {
    let schema = Folder::empty().run(&["schema"]);
    let read: serde_json::Value = serde_json::from_str(&schema.out).unwrap();
    assert!(read["$schema"].as_str().unwrap().contains("json-schema.org"));
}

#[test]
fn shipping_replaces_a_file_only_when_told() {
    let talks = Folder::with_talks();
    let shipped = talks.run(&["ship", "talks.db", "--to", "out.db"]);
    assert_eq!(shipped.code, Some(0), "{shipped:?}");
    let facts = format!("facts      {}", facts_in_fixture());
    assert!(shipped.out.contains("out.db") && shipped.out.contains(&facts), "{}", shipped.out);
    let again = talks.run(&["ship", "talks.db", "--to", "out.db"]);
    assert_eq!(again.code, Some(3));
    assert!(again.err.contains("--force"), "{}", again.err);
    assert_eq!(talks.run(&["ship", "talks.db", "--to", "out.db", "--force"]).code, Some(0));
    assert!(talks.run(&["ask", "out.db", ENVOYS]).out.ends_with(" 7 rows\n"));
}

#[test]
fn help_is_for_commands_and_topics() {
    let folder = Folder::empty();
    let all = folder.run(&["help"]);
    assert!(all.out.contains("Usage: factfile") && all.out.contains("questions in plain words"), "{}", all.out);
    assert!(folder.run(&["help", "load"]).out.contains("--strict"));
    let unknown = folder.run(&["help", "pattern"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("did you mean `patterns`?"), "{}", unknown.err);
}

/// The examples of a topic that are statements: lines that stand in, without those of a shell or the prompt.
fn examples(topic: &str) -> Vec<String> {
    let mut examples: Vec<String> = Vec::new();
    for line in topic.lines() {
        let Some(example) = line.strip_prefix("    ") else { continue };
        match example.strip_prefix("    ") {
            Some(further) => examples.last_mut().unwrap().push_str(&format!("\n{further}")),
            None if example.starts_with(['$', '.', '#']) => {}
            None => examples.push(example.trim_end_matches(';').to_owned()),
        }
    }
    examples
}

#[test]
fn every_example_of_the_help_runs() {
    let talks = Folder::with_talks();
    let mut count = 0;
    for topic in factfile::repl::help::TOPICS.iter().filter(|topic| topic.name != "prompt") {
        let examples = examples(&topic.text());
        count += examples.len();
        let run = talks.run_with_input(&["run", "-", "--on", "talks.db", "--write", "--yes"], &examples.join(";\n"));
        assert_eq!(run.code, Some(0), "{}:\n{}", topic.name, run.err);
        assert!(!run.out.contains("no rows"), "an example of {} finds nothing:\n{}", topic.name, run.out);
    }
    assert!(count > 30, "only {count} examples were found");
}
