//! The statements that look, case by case: `tests/looking/NAME.ffq` beside `NAME.expected`, which shows what is printed.
//! Cases speak of `tests/looking/_store.jsonl`, or of records of their own name. A line `# width: 60` lays out for so many
//! columns (80 otherwise), `# format: json` gives another form.

mod cases;

use std::sync::Arc;

use cases::Case;
use factfile::engine::Engine;
use factfile::render::{self, Format, Style};
use factfile::repl::show;
use factfile::session::{Outcome, Session};
use factfile::source::{Source, Spanned};
use factfile::store::Store;
use factfile::syntax::ast::Statement;
use unicode_width::UnicodeWidthStr;

#[test]
fn every_case_shows_what_is_expected() {
    let ran = cases::check("looking", "expected", run);
    assert!(ran >= 20, "only {ran} cases ran");
}

/// What a line of the case `# name: value` says.
fn setting<'c>(case: &'c Case, name: &str) -> Option<&'c str> {
    let line = case.text.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(':'));
    line.map(str::trim)
}

fn style(case: &Case) -> Style {
    Style::plain(setting(case, "width").map_or(80, |width| width.parse().expect("a width")))
}

fn session(case: &Case) -> Session {
    match setting(case, "store") {
        Some("empty") => Session::new(Engine::new(Store::in_memory().expect("a store")).expect("an engine")),
        _ => case.session(),
    }
}

fn run(case: &Case) -> Result<String, String> {
    let source = case.source();
    let mut page = Page {
        session: session(case),
        style: style(case),
        format: setting(case, "format").map_or(Format::Table, |name| Format::from_name(name).expect("a format")),
        text: String::new(),
    };
    let done = factfile::syntax::parse(&source).and_then(|statements| page.statements(&source, &statements));
    if let Err(problem) = done {
        // The folder's own path differs from machine to machine.
        let folder = case.script.with_file_name("");
        page.text += &problem.to_string().replace(&*folder.to_string_lossy(), "");
        page.text.push('\n');
    }
    Ok(page.text)
}

/// What the statements of a case print, one below the other, each below itself.
struct Page {
    session: Session,
    style: Style,
    format: Format,
    text: String,
}

impl Page {
    fn statements(
        &mut self,
        source: &Arc<Source>,
        statements: &[Spanned<Statement>],
    ) -> factfile::diagnostic::Result<()> {
        statements.iter().try_for_each(|statement| {
            self.text += &format!("> {}\n", source.text[statement.span.range()].trim());
            match self.session.run(source, statement)? {
                Outcome::Included { source, statements } => return self.statements(&source, &statements),
                Outcome::Answer(answer) => self.text += &render::answer(&answer, self.format, &self.style),
                outcome => {
                    let shown = show::page(&outcome, self.format, &self.style);
                    shown.iter().filter(|_| self.format == Format::Table).for_each(|page| self.fits(page));
                    let remark = || show::remark(&outcome).map(|remark| format!(" {remark}\n"));
                    self.text += &shown.or_else(remark).unwrap_or_default();
                }
            }
            self.text.push('\n');
            Ok(())
        })
    }

    fn fits(&self, page: &str) {
        let widest = page.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
        assert!(widest <= self.style.width, "{widest} columns wide:\n{page}");
    }
}
