//! Errors as a user reads them: what, where, and how to mend it; the same at the prompt, in scripts and as JSON.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::AnsiColor;
use serde::Serialize;

use crate::problem::{Category, Mistake, Problem, QueryProblem};
use crate::source::{Source, Span};
use crate::unseen::{is_unseen, reorders};

/// The result of anything a user asked for.
pub type Result<T> = std::result::Result<T, Box<Diagnostic>>;

/// One error, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What is wrong.
    pub problem: Problem,
    /// Where, if it is anywhere in a text.
    pub place: Option<Place>,
}

/// A span of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The text.
    pub source: Arc<Source>,
    /// The words in it.
    pub span: Span,
}

impl Diagnostic {
    /// An error that is nowhere in a text.
    pub fn new(problem: impl Into<Problem>) -> Box<Self> {
        Box::new(Self { problem: problem.into(), place: None })
    }

    /// An error at a place of `source`.
    pub fn at(source: &Arc<Source>, mistake: Mistake) -> Box<Self> {
        Box::new(Self {
            problem: mistake.problem,
            place: Some(Place { source: Arc::clone(source), span: mistake.span }),
        })
    }

    /// Whose fault it is.
    pub fn category(&self) -> Category {
        self.problem.category()
    }

    /// The error as text: message, place with caret, mend. `colour` adds terminal colours; no line end at the end.
    pub fn render(&self, colour: bool) -> String {
        self.render_as(Level::ERROR, colour)
    }

    /// The same where what is wrong was done without.
    pub fn render_warning(&self, colour: bool) -> String {
        self.render_as(Level::WARNING, colour)
    }

    fn render_as(&self, level: Level<'static>, colour: bool) -> String {
        let wording = self.problem.wording();
        let mut group = Group::with_title(level.primary_title(visible(&wording.message)));
        if let Some(place) = &self.place {
            group = with_place(group, place, &visible(&wording.label));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let shown = match wording.mend.as_deref().map(visible) {
            Some(mend) if self.place.is_some() => renderer.render(&[group.element(Level::HELP.message(mend))]),
            // Without a place there is nothing for the mend to stand below.
            Some(mend) => {
                let mend = renderer.render(&[Group::with_title(Level::HELP.primary_title(mend))]);
                format!("{}\n{mend}", renderer.render(&[group]))
            }
            None => renderer.render(&[group]),
        };
        let shown = match &self.place {
            Some(place) if place.source.first_column > 1 => with_column(&shown, place),
            _ => shown,
        };
        match &self.problem {
            Problem::Query(QueryProblem::NotExpected { .. }) if colour => with_coloured_rows(&shown),
            _ => shown,
        }
    }

    /// The error as one JSON object: category, message, label, mend, the topic of the help that it belongs to, file, line, column.
    pub fn json(&self) -> serde_json::Value {
        let wording = self.problem.wording();
        let place = self.place.as_ref().map(|place| {
            let (line, column) = place.source.line_column(place.span.start);
            let (end_line, end_column) = place.source.line_column(place.span.end);
            JsonPlace { file: place.source.name.clone(), line, column, end_line, end_column }
        });
        serde_json::json!({
            "category": self.category(),
            "message": wording.message,
            "label": wording.label,
            "mend": wording.mend,
            "topic": self.problem.topic(),
            "place": place,
        })
    }
}

#[derive(Serialize)]
struct JsonPlace {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostic {}

/// Adds the text with the caret.
fn with_place<'a>(group: Group<'a>, place: &Place, label: &str) -> Group<'a> {
    let source = &place.source;
    // Control characters are shown as pictures of the same width in bytes or fewer; the caret counts bytes, so the
    // replacement keeps the text's length.
    let annotation = AnnotationKind::Primary.span(caret(&source.text, place.span)).label(label.to_owned());
    let snippet = Snippet::source(same_length(&source.text)).line_start(source.first_line).annotation(annotation);
    group.element(snippet.path(source.name.clone()))
}

/// Puts the column right in the header of an excerpt from within a line: the renderer counts from the beginning of
/// the text that it is given.
fn with_column(shown: &str, place: &Place) -> String {
    let source = &place.source;
    let (line, column) = source.line_column(place.span.start);
    let counted = if line == source.first_line { column + 1 - source.first_column } else { column };
    let header = |column: usize| format!("{}:{line}:{column}", source.name);
    shown.replacen(&header(counted), &header(column), 1)
}

/// Gives the rows of a difference their colours: red is missing, green was not expected.
fn with_coloured_rows(shown: &str) -> String {
    let colour_of = |line: &str| match line.trim_start() {
        line if line.starts_with("- (") => Some(AnsiColor::Red),
        line if line.starts_with("+ (") => Some(AnsiColor::Green),
        _ => None,
    };
    let line = |line: &str| match colour_of(line) {
        Some(colour) => {
            let look = anstyle::Style::new().fg_color(Some(colour.into()));
            format!("{look}{line}{look:#}")
        }
        None => line.to_owned(),
    };
    shown.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The bytes the caret stands under: within the text, and never across a line's end, where it would be drawn as a
/// box over many lines.
fn caret(text: &str, span: Span) -> std::ops::Range<usize> {
    let start = span.start.min(text.len());
    let end = span.end.clamp(start, text.len());
    let first_line_end = text[start..end].find('\n').map_or(end, |at| start + at);
    start..first_line_end.max(start)
}

/// Control characters, and characters that reorder text or are not seen, made visible.
fn visible(text: &str) -> String {
    text.chars().map(|c| if hidden(c) { '\u{FFFD}' } else { c }).collect()
}

/// Like [`visible`], keeping every byte offset: each hidden character becomes spaces or marks of the same length.
fn same_length(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let (mark, times) = match c.len_utf8() {
                _ if !hidden(c) => (c, 1),
                3 => ('\u{FFFD}', 1),
                bytes => ('?', bytes),
            };
            std::iter::repeat_n(mark, times)
        })
        .collect()
}

fn hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || reorders(c) || is_unseen(c)
}
