//! How a statement was asked: its words, and the comment above it.

use crate::source::{Source, Span};

/// A comment of a script: what it is about in a line, and what else it says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comment {
    /// Where it begins, in bytes of the script.
    start: usize,
    /// Its first paragraph.
    pub heading: String,
    /// Its other paragraphs; an empty comment line ends one.
    pub paragraphs: Vec<String>,
}

/// A statement as it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its words.
    pub statement: String,
    /// The comment on the lines right above it.
    pub comment: Option<Comment>,
}

impl Asked {
    /// The statement at a place of a script.
    pub fn of(source: &Source, span: Span) -> Self {
        let statement = source.text.get(span.range()).unwrap_or_default().trim().to_owned();
        Asked { statement, comment: Comment::above(&source.text, span.start) }
    }
}

impl Comment {
    /// The comment that a script begins with, where it is not the one above `first`, a statement that has it as a heading.
    pub fn opening(text: &str, first: Option<&Asked>) -> Option<Self> {
        let mut lines = Lines::of(text).skip_while(|(_, line)| line.is_empty() || line.starts_with("#!"));
        let (start, line) = lines.next()?;
        let block = std::iter::once(line).chain(lines.map(|(_, line)| line)).take_while(|line| line.starts_with('#'));
        let comment = Self::of(start, &block.collect::<Vec<_>>())?;
        let heads = first.and_then(|asked| asked.comment.as_ref()).is_some_and(|above| above.start == start);
        (!heads).then_some(comment)
    }

    /// The comment whose last line stands right above the line in which a statement begins.
    fn above(text: &str, statement: usize) -> Option<Self> {
        let before = text.get(..statement)?;
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        if !before.get(line..)?.trim().is_empty() {
            return None;
        }
        let lines: Vec<(usize, &str)> = Lines::of(before.get(..line)?).collect();
        let is_comment = |(_, line): &&(usize, &str)| line.starts_with('#') && !line.starts_with("#!");
        let count = lines.iter().rev().take_while(is_comment).count();
        let block = lines.get(lines.len() - count..)?;
        Self::of(block.first()?.0, &block.iter().map(|(_, line)| *line).collect::<Vec<_>>())
    }

    fn of(start: usize, lines: &[&str]) -> Option<Self> {
        let words: Vec<&str> = lines.iter().map(|line| line.trim_start_matches('#').trim()).collect();
        let paragraphs = words.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
        let mut paragraphs = paragraphs.map(|lines| lines.join(" "));
        let heading = paragraphs.next()?;
        Some(Comment { start, heading, paragraphs: paragraphs.collect() })
    }
}

/// The lines of a text, trimmed, each with where it begins.
struct Lines<'t> {
    at: usize,
    rest: std::str::SplitInclusive<'t, char>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Lines { at: 0, rest: text.split_inclusive('\n') }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.rest.next()?;
        let start = self.at;
        self.at += line.len();
        Some((start, line.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Comment};
    use crate::source::{Source, Span};

    const SCRIPT: &str = "#!/usr/bin/env factfile\n# The morning.\n# Of all.\n#\n# More.\nparam $a = b;\n\n# Who\n# came?\nwho came?\n# Not this.\n\nwho left?";

    fn asked(words: &str) -> Asked {
        let start = SCRIPT.find(words).unwrap();
        Asked::of(&Source::new("test", SCRIPT), Span::new(start, start + words.len()))
    }

    #[test]
    fn the_comment_right_above_is_the_heading() {
        assert_eq!(asked("who came?").comment.unwrap().heading, "Who came?");
        assert_eq!(asked("who left?").comment, None);
        assert_eq!(asked("came?").comment, None);
    }

    #[test]
    fn the_opening_comment_is_not_taken_twice() {
        let opening = Comment::opening(SCRIPT, Some(&asked("who came?"))).unwrap();
        assert_eq!((opening.heading.as_str(), opening.paragraphs), ("The morning. Of all.", vec!["More.".to_owned()]));
        assert_eq!(Comment::opening(SCRIPT, Some(&asked("param $a"))), None);
        assert_eq!(Comment::opening("who came?\n# Who", None), None);
    }
}
