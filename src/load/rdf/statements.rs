//! The statements of a file, each with the lines that it stands in.

use std::ops::Range;

use oxrdf::Quad;
use oxttl::{TextPosition, TurtleSyntaxError};

use super::blanks::Blanks;
use super::syntax::{Parser, Syntax};
use crate::diagnostic::Result;
use crate::load::input::Content;
use crate::load::lines::{Line, Lines};
use crate::load::native::nul;
use crate::load::parse::Fault;
use crate::load::place::Passage;
use crate::problem::LoadProblem;

/// How much of a statement of many lines is kept to be shown, and how much is fed to the parser at once where it has
/// found no statement for long: it reads a text of many lines from its beginning each time. In bytes.
const LONG: usize = 64 << 10;

/// How deeply statements may be quoted in one another.
const DEEPEST: usize = 100;

/// What a file has.
pub(super) enum Read<'t> {
    /// A statement, and the lines since the one before it.
    Quad(Quad, Passage<'t>),
    /// Something that is none.
    Fault(Passage<'t>, Fault),
}

/// Is shown what a file has, with the bytes read so far.
pub(super) type See<'v> = dyn FnMut(Read<'_>, u64) -> Result<()> + 'v;

/// Shows every statement of a file.
pub(super) fn each(content: &Content<'_>, syntax: Syntax, see: &mut See<'_>) -> Result<()> {
    let mut lines = Lines::new(content.read()?);
    let mut statements = Statements::new(syntax);
    while lines.next().map_err(|error| content.failed(&error))? {
        let read = lines.read();
        lines.show(|line| match line {
            Line::Text(passage) => statements.line(passage, read, see),
            Line::Fault(passage, fault) => {
                statements.lines_before += 1;
                see(Read::Fault(passage, fault), read)
            }
        })?;
    }
    statements.end(lines.read(), see)?;
    content.finish(lines.into_reader())
}

/// A parser and what it was fed since it found a statement last.
struct Statements {
    syntax: Syntax,
    parser: Parser,
    /// How many lines the parser does not count.
    lines_before: usize,
    blanks: Blanks,
    /// The lines since the last statement, and the number of the first.
    shown: String,
    first_line: usize,
    /// Whether a statement was found in the last line that is shown, or it is no part of one.
    found: bool,
    /// How many bytes the parser was fed since it found a statement.
    unanswered: usize,
    waiting: Vec<u8>,
    /// How many quoted statements are open.
    depth: usize,
    given_up: bool,
}

impl Statements {
    fn new(syntax: Syntax) -> Self {
        Statements {
            syntax,
            parser: Parser::new(syntax),
            lines_before: 0,
            blanks: Blanks::default(),
            shown: String::new(),
            first_line: 1,
            found: true,
            unanswered: 0,
            waiting: Vec::new(),
            depth: 0,
            given_up: false,
        }
    }

    fn line(&mut self, passage: Passage<'_>, read: u64, see: &mut See<'_>) -> Result<()> {
        if self.given_up {
            return Ok(());
        }
        if !self.syntax.is_of_lines() {
            self.show(passage);
        }
        if let Some(fault) = nul(passage.text) {
            self.lines_before += 1;
            return see(Read::Fault(passage, fault), read);
        }
        if self.is_too_deep(passage.text) {
            // A line that is a statement for itself leaves the others as they are.
            self.given_up = !self.syntax.is_of_lines();
            self.depth = 0;
            self.lines_before += 1;
            let problem = LoadProblem::NestedTooDeeply { limit: DEEPEST };
            return see(Read::Fault(passage, (0..passage.text.len(), problem)), read);
        }
        if self.syntax.is_of_lines() {
            return self.whole_line(passage, read, see);
        }
        self.waiting.extend_from_slice(passage.text.as_bytes());
        self.waiting.push(b'\n');
        match self.unanswered > LONG && self.waiting.len() < self.unanswered / 2 {
            true => Ok(()),
            false => self.parse(read, see),
        }
    }

    /// Reads a line that is a statement for itself. What is wrong with it leaves the next one as it is, so that the parser
    /// begins anew there.
    fn whole_line(&mut self, passage: Passage<'_>, read: u64, see: &mut See<'_>) -> Result<()> {
        self.found = false;
        self.parser.feed(passage.text.as_bytes());
        self.parser.feed(b"\n");
        let mut is_good = self.drain(Some(passage), read, see)?;
        if !self.found && !passage.text.trim_start().starts_with('#') && !passage.text.trim().is_empty() {
            self.parser.end();
            is_good = self.drain(Some(passage), read, see)?;
        }
        self.depth = 0;
        if !is_good {
            self.parser = Parser::new(self.syntax);
            self.lines_before = passage.first_line;
        }
        Ok(())
    }

    fn end(&mut self, read: u64, see: &mut See<'_>) -> Result<()> {
        if self.given_up {
            return Ok(());
        }
        self.parser.feed(&std::mem::take(&mut self.waiting));
        self.parser.end();
        self.drain(None, read, see).map(|_| ())
    }

    fn parse(&mut self, read: u64, see: &mut See<'_>) -> Result<()> {
        self.parser.feed(&self.waiting);
        self.unanswered += self.waiting.len();
        self.waiting.clear();
        self.drain(None, read, see).map(|_| ())
    }

    /// Shows what the parser has found, in that line or in those that are kept to be shown; says whether nothing of it was
    /// wrong.
    fn drain(&mut self, line: Option<Passage<'_>>, read: u64, see: &mut See<'_>) -> Result<bool> {
        let mut is_good = true;
        while let Some(next) = self.parser.next() {
            self.found = true;
            self.unanswered = 0;
            match next {
                Ok(mut quad) => {
                    if self.syntax.has_anonymous_nodes() {
                        self.blanks.rename(&mut quad);
                    }
                    see(Read::Quad(quad, line.unwrap_or_else(|| self.passage())), read)?;
                }
                // What else is wrong in a line that is a statement for itself comes of the first mistake in it.
                Err(_) if !is_good && self.syntax.is_of_lines() => {}
                Err(error) => {
                    is_good = false;
                    let passage = line.unwrap_or_else(|| self.passage());
                    see(Read::Fault(passage, self.fault(passage, &error)), read)?;
                }
            }
        }
        Ok(is_good)
    }

    /// Adds a line to those that are shown; where a statement was found in the last one, it begins anew.
    fn show(&mut self, passage: Passage<'_>) {
        if self.found || self.shown.trim().is_empty() {
            self.shown.clear();
            self.first_line = passage.first_line;
            self.found = false;
        } else if self.shown.len() > LONG {
            return;
        } else {
            self.shown.push('\n');
        }
        self.shown.push_str(passage.text);
        self.found |= is_directive(passage.text) || is_bracket(passage.text);
    }

    fn passage(&self) -> Passage<'_> {
        Passage::new(&self.shown, self.first_line)
    }

    fn fault(&self, passage: Passage<'_>, error: &TurtleSyntaxError) -> Fault {
        let location = error.location();
        let range: Range<usize> = self.offset(passage, location.start)..self.offset(passage, location.end);
        let words = error.message().to_owned();
        // Each line is all that the parser knows.
        let words = if self.syntax.is_of_lines() { words.replace("end of file", "end of line") } else { words };
        let problem = LoadProblem::NotRdf { syntax: self.syntax.name(), words };
        (range.start..range.end.max(range.start), problem)
    }

    /// Where in the lines that are shown a place is, or their end where it is behind them.
    fn offset(&self, passage: Passage<'_>, place: TextPosition) -> usize {
        let line = usize::try_from(place.line).unwrap_or(usize::MAX).saturating_add(self.lines_before + 1);
        let Some(below) = line.checked_sub(passage.first_line) else { return 0 };
        let mut starts = std::iter::once(0).chain(passage.text.match_indices('\n').map(|(at, _)| at + 1));
        let Some(start) = starts.nth(below) else { return passage.text.len() };
        let column = usize::try_from(place.column).unwrap_or(usize::MAX);
        let rest = passage.text[start..].split('\n').next().unwrap_or_default();
        rest.char_indices().nth(column).map_or(start + rest.len(), |(at, _)| start + at)
    }

    /// Whether too many quoted statements are open. Each is freed within the one that it stands in.
    fn is_too_deep(&mut self, line: &str) -> bool {
        if line.contains("<<") || self.depth > 0 {
            let (opened, closed) = (line.matches("<<").count(), line.matches(">>").count());
            if self.depth + opened > DEEPEST && deepest(line, self.depth) > DEEPEST {
                return true;
            }
            self.depth = (self.depth + opened).saturating_sub(closed);
        }
        false
    }
}

/// Whether a line is a comment, or declares a prefix or base: what follows begins in another line.
fn is_directive(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    word.starts_with(['#', '@'])
        || ["prefix", "base", "version"].iter().any(|directive| word.eq_ignore_ascii_case(directive))
}

/// Whether a line only begins a graph, or ends what began in other lines: what follows begins in another line.
fn is_bracket(line: &str) -> bool {
    let line = line.split_once(" #").map_or(line, |(line, _)| line).trim();
    let is_end = |c: char| c.is_whitespace() || matches!(c, '.' | ';' | ',' | ']' | ')' | '}' | '|' | '>');
    if !line.is_empty() && line.chars().all(is_end) {
        return true;
    }
    let begins = line.ends_with('{');
    let mut words = line.strip_suffix('{').unwrap_or(line).split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (None, ..) => begins,
        // In a text or an object a bracket may end a line too; there it is behind more than a name.
        (Some(name), None, _) => begins && is_name(name),
        (Some(word), Some(name), None) => word.eq_ignore_ascii_case("graph") && is_name(name),
        _ => false,
    }
}

/// Whether a word may be the name of a graph.
fn is_name(word: &str) -> bool {
    word.contains(':') && !word.contains(['"', '\''])
}

/// How deep a line leads that begins at a depth.
fn deepest(line: &str, depth: usize) -> usize {
    let (mut depth, mut deepest) = (depth, depth);
    for pair in line.as_bytes().windows(2) {
        match pair {
            b"<<" => depth += 1,
            b">>" => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
