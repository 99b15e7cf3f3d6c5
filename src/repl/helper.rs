//! What the line editor is helped with: when a statement is finished, its colours, and completion.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use anstyle::{AnsiColor, Color, Style};
use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use super::complete::{Words, complete};
use super::scan::{Class, pieces};
use crate::session::Session;
use crate::syntax::is_incomplete;

/// The line editor's helper. It reads the session only while a line is edited, when nobody else does.
pub(super) struct PromptHelper {
    /// The session whose names and vocabulary are offered.
    pub session: Rc<RefCell<Session>>,
    /// Whether colours may be used.
    pub colour: bool,
}

impl Helper for PromptHelper {}

impl Hinter for PromptHelper {
    type Hint = String;
}

impl Validator for PromptHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let input = context.input();
        let wants_more = !super::commands::is_command(input) && is_incomplete(input);
        Ok(if wants_more { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Completer for PromptHelper {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(complete(&line[..at], &*self.session.borrow()))
    }
}

impl Words for Session {
    fn phrases(&self) -> Vec<String> {
        let vocabulary = self.engine().vocabulary();
        vocabulary.kind_words().chain(vocabulary.predicate_words()).collect()
    }

    fn names(&self, folded: &str, most: usize) -> Vec<String> {
        // A store that cannot be read offers no names; the next statement says why.
        self.engine().store().names_with_prefix(folded, most).unwrap_or_default()
    }
}

impl Highlighter for PromptHelper {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.colour { Cow::Owned(coloured(line)) } else { Cow::Borrowed(line) }
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.colour && kind != CmdKind::MoveCursor
    }
}

fn coloured(line: &str) -> String {
    if super::commands::is_command(line) {
        return format!("{0}{line}{0:#}", Style::new().bold());
    }
    let paint = |(at, class): (std::ops::Range<usize>, Class)| match look(class) {
        Some(look) => format!("{look}{}{look:#}", &line[at]),
        None => line[at].to_owned(),
    };
    pieces(line).into_iter().map(paint).collect()
}

fn look(class: Class) -> Option<Style> {
    let colour = |colour| Some(Style::new().fg_color(Some(Color::Ansi(colour))));
    match class {
        Class::Keyword => Some(Style::new().bold()),
        Class::Variable | Class::Parameter => colour(AnsiColor::Cyan),
        Class::Text | Class::Key => colour(AnsiColor::Green),
        Class::Number => colour(AnsiColor::Yellow),
        Class::Comment => Some(Style::new().dimmed()),
        Class::Word | Class::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::coloured;

    #[test]
    fn colours_change_no_character() {
        for line in ["find ?x where ?x attended \"UAE talks\" during 2026-01 # now", ".help why", "which envoys?\nand"]
        {
            let plain: String = coloured(line)
                .split('\u{1b}')
                .enumerate()
                .map(|(at, part)| if at == 0 { part } else { part.split_once('m').map_or("", |(_, rest)| rest) })
                .collect();
            assert_eq!(plain, line);
        }
    }
}
