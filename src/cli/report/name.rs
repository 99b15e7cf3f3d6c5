//! What cases are called: by the comment above a statement, or else by the statement.

use crate::source::{Source, Spanned};
use crate::syntax::ast::Statement;

/// The longest name of a case, in characters.
const LONGEST: usize = 200;

/// What a statement is called: by the comment right above it, or as it is written canonically.
pub(super) fn of(source: &Source, statement: &Spanned<Statement>) -> String {
    let said = comment_above(&source.text, statement.span.start);
    sayable(&said.unwrap_or_else(|| statement.node.to_string()))
}

/// What a case is called: an expectation of the last answer, by what was asked and what is expected.
pub(super) fn of_case(source: &Source, statement: &Spanned<Statement>, subject: Option<&str>) -> String {
    let said = comment_above(&source.text, statement.span.start);
    let is_of_last = matches!(&statement.node, Statement::Expect(expectation) if expectation.from.is_none());
    match (said, subject) {
        (Some(said), _) => sayable(&said),
        (None, Some(subject)) if is_of_last => {
            sayable(&format!("{}: {}", subject.trim_end_matches('.'), statement.node))
        }
        (None, _) => sayable(&statement.node.to_string()),
    }
}

/// The comment in the lines right above an offset, as running text; none where there is none, or where something else
/// stands before it in its line.
fn comment_above(text: &str, offset: usize) -> Option<String> {
    let before = text.get(..offset)?;
    let line = before.rfind('\n')?;
    if !before[line..].trim().is_empty() {
        return None;
    }
    let comment = |line: &str| {
        let comment = line.trim().strip_prefix('#')?;
        // What begins a script names the program that runs it.
        (!comment.starts_with('!')).then(|| comment.trim_start_matches('#').trim().to_owned())
    };
    let mut lines: Vec<String> = before[..line].split('\n').rev().map_while(comment).collect();
    lines.reverse();
    let said = lines.join(" ");
    (!said.trim().is_empty()).then_some(said)
}

/// Text in one line, without what no form has a place for, and not longer than a name should be.
pub(super) fn sayable(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain = words.join(" ").replace(char::is_control, "\u{FFFD}");
    match plain.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", plain[..end].trim_end()),
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::{comment_above, sayable};

    #[test]
    fn the_comment_right_above_is_the_name() {
        let above = |text: &str| comment_above(text, text.find("expect").unwrap_or_default());
        assert_eq!(above("x;\n# One\n  ## two \nexpect none").as_deref(), Some("One two"));
        for without in [
            "expect none",
            "# far\n\nexpect none",
            "x; # behind\nexpect none",
            "#!run\nexpect",
            "x;expect",
            "#\nexpect",
        ] {
            assert_eq!(above(without), None, "{without}");
        }
    }

    #[test]
    fn names_are_one_line_of_bounded_length() {
        assert_eq!(sayable(" a\n\tb\u{1b}[0m "), "a b\u{FFFD}[0m");
        assert_eq!(sayable(&"é".repeat(300)).chars().count(), 201);
    }
}
