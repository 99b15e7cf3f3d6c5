//! What is found in scripts that are read and not run: `tests/checked/NAME.ffq` beside `NAME.expected`.

mod cases;

use cases::Case;
use factfile::session::Checked;
use factfile::source::Source;
use factfile::syntax::{LONGEST, parse_all};

#[test]
fn everything_is_found_and_nothing_is_changed() {
    let ran = cases::check("checked", "expected", |case| {
        let session = case.session();
        let before = session.engine().store().log(usize::MAX).expect("the log");
        let checked = session.check([Ok(case.source())]);
        assert_eq!(session.engine().store().log(usize::MAX).expect("the log"), before);
        assert_eq!(session.engine().store().saved_queries().expect("the queries"), Vec::<String>::new());
        Ok(shown(case, &checked))
    });
    assert!(ran >= 3, "only {ran} cases ran");
}

fn shown(case: &Case, checked: &Checked) -> String {
    let folder = case.script.with_file_name("");
    let warnings = checked.warnings.iter().map(|warning| warning.render_warning(false));
    let problems = checked.problems.iter().map(|problem| problem.render(false));
    let told: String = warnings.chain(problems).map(|text| text + "\n").collect();
    let counts =
        format!("{} statements, {} not checked, writes: {}\n", checked.statements, checked.unchecked, checked.writes);
    told.replace(&*folder.to_string_lossy(), "") + &counts
}

#[test]
fn a_script_that_is_too_long_is_one_mistake() {
    let text = "find ?x where;".repeat(LONGEST / 10);
    let (statements, wrong) = parse_all(&Source::new("long", text));
    assert_eq!((statements.len(), wrong.len()), (0, 1));
}
