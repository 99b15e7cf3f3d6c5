//! How the lines of two texts differ.

use crate::render::{Style, visible};
use crate::sequence::pairs;

/// How many lines are shown around those that differ.
const AROUND: usize = 2;

/// A line of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line<'a> {
    Same(&'a str),
    Gone(&'a str),
    New(&'a str),
}

/// What becomes of the lines of a text, as `diff -u` writes it: those that go with `-`, those that come with `+`, and some
/// around them. Ends with a line end.
pub(super) fn difference(name: &str, old: &str, new: &str, style: &Style) -> String {
    let lines = lines(old, new);
    let near = |at: usize| {
        let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(lines.len());
        lines[around].iter().any(|line| !matches!(line, Line::Same(_)))
    };
    let mut text = format!(
        "{}\n{}\n",
        style.strong(&format!("--- {}", visible(name))),
        style.strong(&format!("+++ {}", visible(name)))
    );
    let (mut line_of_old, mut line_of_new, mut apart) = (1, 1, true);
    for (at, line) in lines.iter().enumerate() {
        if near(at) {
            if apart {
                text += &(style.quiet(&format!("@@ -{line_of_old} +{line_of_new} @@")) + "\n");
            }
            text += &shown(*line, style);
            text.push('\n');
        }
        apart = !near(at);
        line_of_old += usize::from(!matches!(line, Line::New(_)));
        line_of_new += usize::from(!matches!(line, Line::Gone(_)));
    }
    text
}

fn shown(line: Line<'_>, style: &Style) -> String {
    match line {
        Line::Same(line) => format!(" {}", visible(line)),
        Line::Gone(line) => style.warning(&format!("-{}", visible(line))),
        Line::New(line) => style.good(&format!("+{}", visible(line))),
    }
}

/// The lines of both texts in one, what goes before what comes.
fn lines<'a>(old: &'a str, new: &'a str) -> Vec<Line<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (old.split_terminator('\n').collect(), new.split_terminator('\n').collect());
    let mut lines = Vec::new();
    let (mut a, mut b) = (0, 0);
    for (next_a, next_b) in pairs(&old, &new).into_iter().chain([(old.len(), new.len())]) {
        lines.extend(old[a..next_a].iter().map(|line| Line::Gone(line)));
        lines.extend(new[b..next_b].iter().map(|line| Line::New(line)));
        lines.extend(old.get(next_a).map(|line| Line::Same(line)));
        (a, b) = (next_a + 1, next_b + 1);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::difference;
    use crate::render::Style;

    #[test]
    fn lines_that_differ_stand_among_those_around_them() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\r\n";
        let new = "a\nb\nc\nD\ne\nf\ng\nh\ni\nj\n";
        let shown = difference("x.ffq", old, new, &Style::plain(80));
        let expected = "--- x.ffq\n+++ x.ffq\n@@ -2 +2 @@\n b\n c\n-d\n+D\n e\n f\n g\n h\n-i␍\n+i\n+j\n";
        assert_eq!(shown, expected);
    }
}
