//! Scripts from outside: how several are run, what is reported of them, how they are checked and written canonically, and
//! saved queries.

mod binary;

use binary::{Folder, Run};
use quick_xml::Reader;
use quick_xml::events::Event;

const SEVEN: &str = "# Seven of them.\nwhich envoys met in the UAE?\nexpect 7 answers;\n";
const UNMET: &str = "which envoys met in the UAE?\nexpect 8 answers;\nexpect includes (\"Steve Witkoff\");\n";

/// Runs scripts on the example's store.
fn run(talks: &Folder, arguments: &[&str]) -> Run {
    talks.run(&[&["run", "--on", "talks.db"], arguments].concat())
}

fn report(talks: &Folder, form: &str, arguments: &[&str]) -> (serde_json::Value, Run) {
    let run = run(talks, &[&["--report", form], arguments].concat());
    (serde_json::from_str(&run.out).unwrap_or_default(), run)
}

/// The state of every case of a report in JSON, by script.
fn states(report: &serde_json::Value) -> Vec<Vec<String>> {
    let of_case = |case: &serde_json::Value| case["state"].as_str().unwrap().to_owned();
    let of_script = |script: &serde_json::Value| script["cases"].as_array().unwrap().iter().map(of_case).collect();
    report["scripts"].as_array().unwrap().iter().map(of_script).collect()
}

#[test]
fn scripts_are_read_however_they_are_written() {
    let talks = Folder::with_talks();
    for (name, text) in [
        ("shebang", "#!/usr/bin/env -S factfile run --on talks.db\nwhich envoys met in the UAE?\nexpect 7 answers;"),
        ("no end", "which envoys met in the UAE;\nexpect 7 answers"),
        ("Windows", "\u{FEFF}# A script\r\nwhich envoys\r\nmet in the UAE?\r\nexpect 7 answers;\r\n"),
        ("empty", ""),
        ("blank", "\n;;\n  # nothing\n"),
    ] {
        let path = talks.write("script.ffq", text);
        let from_file = run(&talks, &[path.to_str().unwrap()]);
        let from_pipe = talks.run_with_input(&["run", "-", "--on", "talks.db"], text);
        assert_eq!((from_file.code, from_pipe.code), (Some(0), Some(0)), "{name}: {from_file:?} {from_pipe:?}");
        assert_eq!(from_file.out, from_pipe.out, "{name}");
        assert_eq!(from_file.out.contains("7 rows"), text.contains("envoys"), "{name}: {from_file:?}");
    }
}

#[test]
fn each_script_begins_anew() {
    let talks = Folder::with_talks();
    talks.write("a.ffq", "param $place = Switzerland; which envoys met in $place?");
    talks.write("b.ffq", "which envoys met in $place?");
    talks.write("c.ffq", "expect none;");
    let of_a_parameter = run(&talks, &["a.ffq", "b.ffq"]);
    assert_eq!(of_a_parameter.code, Some(1), "{of_a_parameter:?}");
    assert!(of_a_parameter.err.contains("the parameter `$place` has no value"), "{of_a_parameter:?}");
    assert!(of_a_parameter.err.contains("--param place=…"), "{of_a_parameter:?}");
    let of_an_answer = run(&talks, &["a.ffq", "c.ffq"]);
    assert!(of_an_answer.err.contains("there is no answer yet"), "{of_an_answer:?}");
    // What is given from outside is given to all.
    let given = run(&talks, &["a.ffq", "b.ffq", "--param", "place=UAE"]);
    assert_eq!((given.code, given.out.matches("7 rows").count()), (Some(0), 2), "{given:?}");
}

#[test]
fn parameters_that_nothing_speaks_of_are_told() {
    let talks = Folder::with_talks();
    talks.write("a.ffq", "param $place = UAE; which envoys met in $place? # $comment\nsearch \"$text\"");
    talks.write("b.ffq", "save met($who) as find ?x where ?x met in $who; run met; include \"a.ffq\"");
    let told = |run: &Run| -> Vec<String> {
        run.err.lines().filter_map(|line| line.strip_prefix("warning: no statement uses ")).map(str::to_owned).collect()
    };
    let slips = ["--param", "plce=UAE", "--param", "comment=x", "--param", "text=x"];
    let expected = ["the parameter `$plce`", "the parameter `$comment`", "the parameter `$text`"];
    let ended = run(&talks, &[&["a.ffq"][..], &slips].concat());
    assert_eq!((ended.code, told(&ended)), (Some(0), expected.map(str::to_owned).to_vec()), "{ended:?}");
    assert!(ended.err.contains("did you mean `$place`?"), "{ended:?}");
    let checked = talks.run(&[&["check", "a.ffq", "--on", "talks.db"][..], &slips].concat());
    assert_eq!((checked.code, told(&checked)), (Some(0), expected.map(str::to_owned).to_vec()), "{checked:?}");
    let used = ["b.ffq", "--param", "who=UAE", "--param", "place=UAE"];
    let ended = run(&talks, &[&used[..], &["--write"]].concat());
    assert_eq!((ended.code, told(&ended)), (Some(0), Vec::new()), "{ended:?}");
    let checked = talks.run(&[&["check", "--on", "talks.db"][..], &used].concat());
    assert_eq!((checked.code, told(&checked)), (Some(0), Vec::new()), "{checked:?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_scripts_that_are_to_go_on_and_their_report_is_written() {
    use std::time::Duration;
    let talks = Folder::with_talks();
    talks.write("away.ffq", &format!("{}; expect none", binary::runaway_query()));
    talks.write("seven.ffq", SEVEN);
    let scripts = ["run", "away.ffq", "seven.ffq", "--on", "talks.db", "--keep-going", "--report", "json"];
    let mut child = talks.command(&scripts).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    assert!(child.try_wait().unwrap().is_none(), "the query was to run away");
    assert!(std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let ended = Run::of(child.wait_with_output().unwrap());
    assert_eq!(ended.code, Some(130), "{ended:?}");
    assert_eq!(states(&serde_json::from_str(&ended.out).unwrap()), [vec!["failed", "skipped"], vec!["skipped"]]);
}

#[test]
fn the_first_failure_ends_all_unless_they_are_to_go_on() {
    let talks = Folder::with_talks();
    talks.write("unmet.ffq", UNMET);
    talks.write("broken.ffq", "rules; find ?x whre");
    talks.write("seven.ffq", SEVEN);
    let stopped = run(&talks, &["unmet.ffq", "broken.ffq", "seven.ffq"]);
    assert_eq!((stopped.code, stopped.out.matches("7 rows").count()), (Some(4), 1), "{stopped:?}");
    assert!(!stopped.err.contains("whre"), "{stopped:?}");
    let all = run(&talks, &["unmet.ffq", "broken.ffq", "none.ffq", "seven.ffq", "--keep-going"]);
    assert_eq!((all.code, all.out.matches("7 rows").count()), (Some(4), 2), "{all:?}");
    assert!(
        ["expected 8 answers", "found `whre`", "none.ffq cannot be read"].iter().all(|it| all.err.contains(it)),
        "{all:?}"
    );
    // Nothing of a script that cannot be parsed is run.
    assert!(!all.out.contains("no rules"), "{all:?}");
    let wrong = run(&talks, &["unmet.ffq", "seven.ffq", "--keep-going", "--param", "place"]);
    assert_eq!((wrong.code, wrong.out.as_str(), wrong.err.matches("error: ").count()), (Some(2), "", 1), "{wrong:?}");
    let otherwise = run(&talks, &["none.ffq", "unmet.ffq", "--keep-going"]);
    assert_eq!(otherwise.code, Some(3), "the first failure says how it ends: {otherwise:?}");
}

#[test]
fn a_script_changes_the_store_only_where_it_may() {
    let talks = Folder::with_talks();
    talks.write("change.ffq", "save short as which envoys met in the UAE?");
    let refused = run(&talks, &["change.ffq"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err.contains("--write"), "{refused:?}");
    assert_eq!(talks.run(&["queries", "talks.db", "--json"]).out, "[]\n");
    assert_eq!(run(&talks, &["change.ffq", "--write"]).code, Some(0));
    assert!(talks.run(&["queries", "talks.db"]).out.contains("save short as which envoys met in the UAE?"));
}

#[test]
fn a_report_has_every_expectation_and_every_failure() {
    let talks = Folder::with_talks();
    talks.write("seven.ffq", SEVEN);
    talks.write("unmet.ffq", UNMET);
    talks.write("wrong.ffq", "find ?x where ?x is envoyy;\ninclude \"seven.ffq\";\ninclude \"unmet.ffq\"; expect none");
    let (first, ended) = report(&talks, "json", &["seven.ffq", "unmet.ffq", "wrong.ffq"]);
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert_eq!(states(&first), [vec!["passed"], vec!["failed", "skipped"], vec!["skipped"]]);
    assert!(ended.err.ends_with("3 scripts, 4 expectations: 1 holds, 1 does not, 2 were not tried\n"), "{ended:?}");
    let case = &first["scripts"][1]["cases"][0];
    let place = (case["file"].as_str(), case["line"].as_u64(), case["category"].as_str());
    assert_eq!(place, (Some("unmet.ffq"), Some(2), Some("expectation")));
    assert_eq!(case["name"], "which envoys met in the UAE?: expect 8 answers");
    assert_eq!(first["scripts"][0]["cases"][0]["name"], "Seven of them: expect 7 answers");
    assert!(case["text"].as_str().unwrap().contains("(\"Steve Witkoff\")"), "{case}");
    let (all, ended) = report(&talks, "json", &["wrong.ffq", "--keep-going"]);
    // What an included script fails by is counted once.
    assert_eq!(states(&all), [vec!["failed", "passed", "failed", "passed", "failed"]], "{ended:?}");
    assert_eq!((all["passed"].as_u64(), all["failed"].as_u64(), ended.code), (Some(2), Some(3), Some(1)));
}

#[test]
fn a_report_goes_to_a_file_beside_the_answers() {
    let talks = Folder::with_talks();
    talks.write("seven.ffq", SEVEN);
    talks.write("report.json", "that of the run before");
    let ended = run(&talks, &["seven.ffq", "--report", "json", "--report-to", "report.json"]);
    assert!(ended.out.contains("7 rows") && ended.code == Some(0), "{ended:?}");
    let report = std::fs::read_to_string(talks.path().join("report.json")).unwrap();
    assert_eq!(states(&serde_json::from_str(&report).unwrap()), [["passed"]]);
    let refused = run(&talks, &["seven.ffq", "--report", "json", "--report-to", "talks.db"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert_eq!(talks.ask("which envoys met in the UAE?", &[]).code, Some(0));
    assert_eq!(run(&talks, &["seven.ffq", "--report-to", "report.json"]).code, Some(2));
}

/// What elements and attributes a report may have by the schemas of continuous integration, and which must be there.
const SCHEMA: [(&str, &[&str], &[&str]); 7] = [
    ("testsuites", &["name", "tests", "failures", "errors", "time"], &[]),
    (
        "testsuite",
        &["name", "tests", "failures", "errors", "skipped", "time"],
        &["name", "tests", "failures", "errors"],
    ),
    ("testcase", &["name", "classname", "time"], &["name"]),
    ("failure", &["type", "message"], &[]),
    ("error", &["type", "message"], &[]),
    ("skipped", &["type", "message"], &[]),
    ("system-out", &[], &[]),
];

#[test]
fn a_report_for_continuous_integration_keeps_to_its_schema() {
    let talks = Folder::with_talks();
    let hostile = "which envoys met in the UAE?\n# <&\"'> \u{1b}[31m\u{0} \u{FFFE} ]]>\nexpect includes (\"<&\\u{1}\u{202E}]]>\");\n";
    talks.write("a<&>b.ffq", hostile);
    talks.write("broken.ffq", "find");
    talks.write("seven.ffq", SEVEN);
    let (_, ended) = report(&talks, "junit", &["a<&>b.ffq", "broken.ffq", "none.ffq", "seven.ffq", "--keep-going"]);
    assert!(ended.out.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), "{}", ended.out);
    let allowed = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    assert!(ended.out.chars().all(allowed), "{:?}", ended.out);
    let (mut reader, mut open, mut counts) = (Reader::from_str(&ended.out), Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                let (_, known, wanted) =
                    SCHEMA.iter().find(|(known, ..)| *known == name).unwrap_or_else(|| panic!("<{name}>"));
                let given: Vec<String> =
                    element.attributes().map(|attribute| attribute.unwrap().key.as_ref().to_owned()).collect();
                assert!(given.iter().all(|attribute| known.contains(&attribute.as_str())), "<{name} {given:?}>");
                assert!(wanted.iter().all(|attribute| given.iter().any(|it| it == attribute)), "<{name} {given:?}>");
                counts.push(name.clone());
                open.push(name);
            }
            Event::End(element) => assert_eq!(open.pop().unwrap(), element.name().as_ref()),
            Event::Eof => break,
            _ => {}
        }
    }
    let count = |name: &str| counts.iter().filter(|it| *it == name).count();
    assert_eq!(
        (count("testsuite"), count("testcase"), count("failure"), count("error")),
        (4, 4, 1, 2),
        "{}",
        ended.out
    );
}

#[test]
fn a_report_in_tap_numbers_its_cases_as_planned() {
    let talks = Folder::with_talks();
    talks.write("unmet.ffq", UNMET);
    talks.write("hash.ffq", "which envoys met in the UAE?\n# 100 # TODO \\\nexpect 7 answers");
    let (_, ended) = report(&talks, "tap", &["hash.ffq", "unmet.ffq", "hash.ffq"]);
    let lines: Vec<&str> = ended.out.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(
        lines,
        [
            "TAP version 14",
            "1..4",
            "ok 1 - hash.ffq:3 100 \\# TODO \\\\",
            "not ok 2 - unmet.ffq:2 which envoys met in the UAE?: expect 8 answers",
            "ok 3 - unmet.ffq:3 which envoys met in the UAE?: expect includes (\"Steve Witkoff\") # SKIP a statement before it failed",
            "ok 4 - hash.ffq:1 hash.ffq # SKIP a script before it failed",
        ]
    );
    let inner: Vec<&str> = ended.out.lines().filter(|line| line.starts_with(' ')).collect();
    assert_eq!((inner.first(), inner.last()), (Some(&"  ---"), Some(&"  ...")));
}

#[test]
fn scripts_are_written_canonically_in_place() {
    let folder = Folder::empty();
    let untidy = "FIND ?x WHERE ?x is envoy # who\n";
    let tidy = "find ?x where ?x is envoy; # who\n";
    let path = folder.write("a.ffq", untidy);
    folder.write("broken.ffq", "find ?x whre");
    let printed = folder.run(&["fmt", "a.ffq"]);
    assert_eq!((printed.code, printed.out.as_str()), (Some(0), tidy));
    assert_eq!(folder.run_with_input(&["fmt", "-"], untidy).out, tidy);
    let checked = folder.run(&["fmt", "--check", "a.ffq"]);
    assert_eq!(checked.code, Some(1));
    assert!(
        checked.out.contains("\n-FIND ?x WHERE ?x is envoy # who\n+find ?x where ?x is envoy; # who\n"),
        "{checked:?}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), untidy);
    let written = folder.run(&["fmt", "--write", "broken.ffq", "a.ffq", "none.ffq"]);
    assert_eq!(written.code, Some(1), "{written:?}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), tidy);
    assert_eq!(std::fs::read_to_string(folder.path().join("broken.ffq")).unwrap(), "find ?x whre");
    let again = folder.run(&["fmt", "--check", "a.ffq"]);
    assert_eq!((again.code, again.out.as_str(), again.err.as_str()), (Some(0), "", ""));
    assert_eq!(folder.run(&["fmt", "--write", "-"]).code, Some(2));
    assert_eq!(folder.files(), ["a.ffq", "broken.ffq"]);
}

#[cfg(unix)]
#[test]
fn a_script_that_is_a_command_stays_one() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::empty();
    let path = folder.write("a.ffq", "#!/usr/bin/env factfile\nRULES");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    symlink("a.ffq", folder.path().join("link.ffq")).unwrap();
    assert_eq!(folder.run(&["fmt", "--write", "link.ffq"]).code, Some(0));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "#!/usr/bin/env factfile\nrules;\n");
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o755);
    assert!(folder.path().join("link.ffq").symlink_metadata().unwrap().is_symlink());
}

#[test]
fn scripts_are_checked_without_being_run() {
    let talks = Folder::with_talks();
    talks.write(
        "right.ffq",
        "define ?a met ?b as ?a attended ?m and ?b attended ?m; which admirals met Kirill Dmitriev?",
    );
    talks.write("wrong.ffq", "param $who; describe $who; find ?x where ?x is envoyy; find ?x whre; run nothing");
    let right = talks.run(&["check", "right.ffq", "--on", "talks.db"]);
    assert_eq!((right.code, right.out.as_str()), (Some(0), ""));
    assert_eq!(right.err, "2 statements in 1 script: nothing is wrong; they change the store: run them with --write\n");
    let wrong = talks.run(&["check", "wrong.ffq", "none.ffq", "--on", "talks.db"]);
    assert_eq!(
        (wrong.code, wrong.err.matches("error: ").count(), wrong.err.matches("warning: ").count()),
        (Some(1), 4, 1)
    );
    assert!(
        wrong.err.ends_with("4 statements in 2 scripts: 4 are wrong; 1 was not checked for want of a value\n"),
        "{wrong:?}"
    );
    let given = talks.run(&["check", "wrong.ffq", "--on", "talks.db", "--param", "who=Nobody"]);
    assert!(given.err.contains("nothing is known as `Nobody`") && !given.err.contains("warning"), "{given:?}");
    assert_eq!(talks.run(&["check", "none.ffq", "--on", "talks.db"]).code, Some(3));
    // What a script would make known is known to the next, but for its parameters and answers.
    talks.write("before.ffq", "param $p = UAE; define ?a met ?b as ?a attended ?m and ?b attended ?m; rules");
    talks.write("behind.ffq", "find ?x where ?x met ?y; find ?x where ?x met in $p");
    let behind = talks.run(&["check", "before.ffq", "behind.ffq", "--on", "talks.db"]);
    assert!(behind.err.contains("`$p` has no value") && behind.err.contains(": 1 is wrong;"), "{behind:?}");
    assert!(talks.run(&["log", "talks.db"]).out.ends_with(" 1 load\n"));
}

#[test]
fn the_queries_and_rules_of_a_store_are_saved_in_another() {
    let talks = Folder::with_talks();
    talks.write(
        "queries.ffq",
        "define ?a met ?b as ?a attended ?m and ?b attended ?m and ?a != ?b;
         define ?a knows ?b as ?a met ?b or ?b hears of ?a and define ?a hears of ?b as ?a knows ?b;
         save met_by($who = Igor Kostyukov, $n) as find ?x # who
         where ?x met $who and ?x is envoy;
         save short as which envoys met in \"UAE\"?",
    );
    assert_eq!(run(&talks, &["queries.ffq", "--write"]).code, Some(0));
    let script = talks.run(&["queries", "talks.db", "--export"]).out;
    assert!(script.contains("# who"), "{script}");
    talks.write("exported.ffq", &script);
    assert_eq!(talks.run(&["fmt", "--check", "exported.ffq"]).code, Some(0), "{script}");
    assert_eq!(talks.run(&["load", "other.db", binary::fixture().to_str().unwrap()]).code, Some(0));
    let imported = talks.run(&["run", "exported.ffq", "--on", "other.db", "--write"]);
    assert_eq!(imported.code, Some(0), "{imported:?}");
    assert_eq!(talks.run(&["queries", "other.db", "--export"]).out, script);
    let list: serde_json::Value = serde_json::from_str(&talks.run(&["queries", "other.db", "--json"]).out).unwrap();
    assert_eq!(list[0]["name"], "met_by");
    assert_eq!(list[0]["parameters"][0]["default"], "Igor Kostyukov");
    assert_eq!(list[0]["parameters"][1]["default"], serde_json::Value::Null);
    assert!(list[0]["saved"].as_str().unwrap().ends_with('Z'));
}

/// A store may have queries from records that no statement could save.
#[test]
fn queries_that_cannot_be_read_are_exported_as_comments() {
    let folder = Folder::empty();
    folder.write(
        "queries.jsonl",
        "{\"query\": {\"name\": \"two words\", \"text\": \"find ?x where\\n ?x is ?k\"}}\n\
         {\"query\": {\"name\": \"good\", \"text\": \"find ?x where ?x is ?k\"}}\n",
    );
    let loaded = folder.run(&["load", "new.db", "queries.jsonl"]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    let script = folder.run(&["queries", "new.db", "--export"]).out;
    assert!(script.contains("# This cannot be read: expected `as` and the query"), "{script}");
    assert!(script.contains("\n#   save two words as find ?x where\n#    ?x is ?k;\n"), "{script}");
    let again = folder.run_with_input(&["run", "-", "--on", "new.db", "--write"], &script);
    assert_eq!((again.code, again.err.as_str()), (Some(0), "saved as good\n"));
    assert!(folder.run(&["queries", "new.db"]).out.contains("two words"));
}

#[test]
fn saved_queries_are_shown_replaced_and_taken_away() {
    let talks = Folder::with_talks();
    let script = "save short as which envoys met in the UAE?\nsave short as which envoys met in the UAE?\nsave short as find ?x # x\nwhere ?x is envoy;\nshow short; unsave short; queries";
    let ended = talks.run_with_input(&["run", "-", "--on", "talks.db", "--write"], script);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(
        ended.err,
        "saved as short\nsaved as short\nsaved as short, in place of:\n  save short as which envoys met in the UAE?\n\
         no longer saved; this saves it again:\n  save short as find ?x where ?x is envoy;\n"
    );
    let shown = "save short as\n  find ?x # x\n  where ?x is envoy;\n\n no saved queries; `save NAME as …` keeps one\n";
    assert_eq!(ended.out, shown);
}
