//! What was entered at once, in parts: commands, and statements. A paste, a start-up file or what an editor gave back may
//! hold several of both.

use std::sync::Arc;

use super::commands::is_command;
use crate::source::Source;
use crate::syntax::{self, STATEMENT_WORDS};

/// A part of what was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// What is run at once: a command, or statements.
    pub text: String,
    /// The line that it begins at, from 1.
    pub line: usize,
    /// Whether it is a command.
    pub is_command: bool,
}

/// The parts, in order. A line that begins a part and is a command is one, and a comment there is none; a line that ends with `;` ends a part; statements
/// without `;` that stand on a line each are a part each.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open = String::new();
    let mut line = 1;
    for (at, next) in text.lines().enumerate() {
        if open.trim().is_empty() {
            open.clear();
            line = at + 1;
            if next.trim_start().starts_with('#') {
                continue;
            }
            if is_command(next) {
                parts.push(Part { text: next.trim().to_owned(), line, is_command: true });
                continue;
            }
        }
        open.push_str(next);
        open.push('\n');
        if next.trim_end().ends_with(';') && !syntax::is_incomplete(&open) {
            parts.extend(statements(&open, line));
            open.clear();
        }
    }
    parts.extend(statements(&open, line));
    parts
}

/// Whether what was entered goes on in the next line.
pub(super) fn wants_more(text: &str) -> bool {
    parts(text).last().is_some_and(|last| !last.is_command && syntax::is_incomplete(&last.text))
}

fn statements(text: &str, line: usize) -> Vec<Part> {
    let part = |text: &str, line| Part { text: text.trim_end().to_owned(), line, is_command: false };
    let lines = || text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    match lines().count() {
        0 => Vec::new(),
        2.. if lines().all(|(_, line)| begins(line) && reads(line)) => {
            lines().map(|(at, text)| part(text, line + at)).collect()
        }
        _ => vec![part(text, line)],
    }
}

/// Whether a line begins with a word that begins statements and goes on with none.
fn begins(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default().to_lowercase();
    STATEMENT_WORDS.contains(&word.as_str())
        || matches!(word.as_str(), "which" | "who" | "what" | "how" | "did" | "do" | "does")
}

fn reads(text: &str) -> bool {
    let source: Arc<Source> = Source::new("<prompt>", text);
    syntax::parse(&source).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{parts, wants_more};

    fn of(text: &str) -> Vec<(String, usize, bool)> {
        parts(text).into_iter().map(|part| (part.text, part.line, part.is_command)).collect()
    }

    #[test]
    fn commands_and_statements_are_parts_of_their_own() {
        let text = "# mine\n.read off\nfind ?x where\n  ?x is envoy;\n\nwhy 1; why 2;\n.last\nwhich envoys met?";
        let expected = [
            (".read off", 2, true),
            ("find ?x where\n  ?x is envoy;", 3, false),
            ("why 1; why 2;", 6, false),
            (".last", 7, true),
            ("which envoys met?", 8, false),
        ];
        assert_eq!(of(text), expected.map(|(text, line, command)| (text.to_owned(), line, command)));
    }

    #[test]
    fn lines_that_are_statements_need_no_sign_at_their_ends() {
        let lines = of("which envoys met?\nfind ?x where ?x is envoy");
        assert_eq!(
            lines.iter().map(|(text, ..)| text.as_str()).collect::<Vec<_>>(),
            ["which envoys met?", "find ?x where ?x is envoy"]
        );
        assert_eq!(of("find ?x where ?x is envoy\norder by ?x").len(), 1);
        assert_eq!(of("find ?x where ?x ~ \"a;\nb\"").len(), 1);
    }

    #[test]
    fn what_is_not_finished_goes_on() {
        assert!(wants_more("find ?x where"));
        assert!(wants_more(".read off\nfind ?x where"));
        assert!(!wants_more("find ?x where ?x is envoy;\n.last"));
        assert!(!wants_more(""));
    }
}
