//! The language on the fixture, case by case: `tests/conformance/NAME.ffq` beside `NAME.expected`, which shows for
//! each statement what it was read as, its answer, and what every row of it rests on. Those in `standards` follow the
//! test suites and reports of other languages, with the answers that we give: their `expect` lines were written by hand.

mod cases;
mod told;
mod views;

use cases::Case;

/// The folder of the cases of the language itself, and that of the cases that follow standards.
const FOLDERS: [(&str, usize); 6] = [
    ("conformance", 60),
    ("conformance/time", 5),
    ("conformance/joins", 9),
    ("conformance/claims", 4),
    ("conformance/rules", 4),
    ("conformance/standards", 45),
];

#[test]
fn every_case_answers_as_expected() {
    for (folder, at_least) in FOLDERS {
        let ran = cases::check(folder, "expected", run);
        let skipped = cases::cases(folder).iter().filter(|case| case.skipped().is_some()).count();
        assert_eq!(ran + skipped, names(folder, "ffq").len(), "every script of {folder} is a case");
        assert!(ran >= at_least, "only {ran} cases of {folder} ran");
    }
}

#[test]
fn every_expectation_has_its_script() {
    for (folder, _) in FOLDERS {
        let scripts: Vec<String> = cases::cases(folder).iter().map(Case::name).collect();
        for ending in ["expected", "jsonl"] {
            // `_store.jsonl` is that of every script of its folder.
            for name in names(folder, ending).into_iter().filter(|name| name != "_store") {
                assert!(scripts.contains(&name), "{folder}/{name}.{ending} belongs to no script");
            }
        }
    }
}

/// Each case of a standard says of each of its queries what it answers, apart from what the program printed once.
#[test]
fn every_case_of_a_standard_expects_its_answers() {
    for case in cases::cases("conformance/standards") {
        let asked = case.text.lines().filter(|line| line.starts_with("find ") || line.starts_with("whether ")).count();
        let expected = case.text.lines().filter(|line| line.starts_with("expect ")).count();
        assert_eq!(asked, expected, "{}: an expectation for each query", case.name());
        assert!(case.text.starts_with("# "), "{} says where it comes from", case.name());
    }
}

fn names(folder: &str, ending: &str) -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let paths = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let with_ending = paths.filter(|path| path.extension().is_some_and(|end| end == ending));
    with_ending.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect()
}

/// Everything that the case's statements come to; or the first error, which is no expectation.
fn run(case: &Case) -> Result<String, String> {
    let mut session = case.session();
    let source = case.source();
    let statements = factfile::syntax::parse(&source).map_err(|error| error.to_string())?;
    let several = statements.len() > 1;
    let mut parts = Vec::new();
    for statement in &statements {
        let outcome = session.run(&source, statement).map_err(|error| error.to_string())?;
        let heading = match several {
            true => format!("> {}\n\n", source.text[statement.span.range()].trim()),
            false => String::new(),
        };
        parts.push(heading + &told::shown(&mut session, &outcome, &case.name(), true));
    }
    Ok(parts.join("\n"))
}
