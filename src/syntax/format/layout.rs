//! A statement over several lines: where it is broken, how far each line is indented, and where comments stand.
//!
//! Only white space that is there already is changed, so that what the statement says cannot.

use std::collections::HashMap;

use unicode_width::UnicodeWidthStr;

use super::lexeme::{Kind, lexemes};

/// The widest line that a statement is not broken for.
const WIDTH: usize = 100;

/// How far a line is indented below the one that it belongs to.
const INDENT: usize = 2;

/// A comment, and whether it has a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    pub text: String,
    pub own_line: bool,
}

/// A statement cut at its white space.
pub(super) struct Pieces {
    pieces: Vec<String>,
    /// What stands between each piece and the next.
    gaps: Vec<Gap>,
}

/// White space between two pieces.
struct Gap {
    place: Place,
    /// How tightly it holds what stands beside it together: a line is broken first where that is least.
    level: usize,
    /// How far the line behind it is indented where it is broken.
    indent: usize,
    comments: Vec<Comment>,
}

/// What a statement may be broken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A part of the statement begins: `where`, `order by`, another rule.
    Part,
    /// `and` or `or`.
    Connective,
    /// Behind a comma.
    Comma,
    /// No other reason than a comment.
    Elsewhere,
}

impl Pieces {
    /// Cuts a statement that is written in one line.
    pub fn of(text: &str) -> Self {
        let mut pieces = vec![String::new()];
        let mut brackets = Brackets::default();
        let mut open = Vec::new();
        for lexeme in lexemes(text) {
            let piece = &text[lexeme.span.range()];
            match piece {
                _ if lexeme.kind == Kind::Space => {
                    open.push(brackets.innermost());
                    pieces.push(String::new());
                    continue;
                }
                "(" | "[" | "{" => brackets.open(),
                ")" | "]" | "}" => brackets.close(),
                _ => {}
            }
            if let Some(last) = pieces.last_mut() {
                last.push_str(piece);
            }
        }
        let gaps = Places::of(&pieces, &open).gaps();
        Self { pieces, gaps }
    }

    /// How many gaps there are.
    pub fn gaps(&self) -> usize {
        self.gaps.len()
    }

    /// Whether `and` or `or` stands before a gap.
    pub fn is_behind_connective(&self, gap: usize) -> bool {
        self.pieces.get(gap).is_some_and(|piece| is_connective(piece))
    }

    /// Puts a comment into a gap, behind those that are there.
    pub fn comment(&mut self, gap: usize, comment: Comment) {
        if let Some(gap) = self.gaps.get_mut(gap) {
            gap.comments.push(comment);
        }
    }

    /// The statement as it is laid out; `whole` where it is broken only for comments.
    pub fn lines(&self, whole: bool) -> String {
        let commented = self.gaps.iter().any(|gap| !gap.comments.is_empty());
        let mut broken: Vec<bool> = self.gaps.iter().map(|gap| !gap.comments.is_empty()).collect();
        if !whole && (commented || self.width(0, self.pieces.len()) > WIDTH) {
            for (broken, gap) in broken.iter_mut().zip(&self.gaps) {
                *broken |= gap.place == Place::Part || (gap.place == Place::Connective && gap.level == 0);
            }
            while self.break_further(&mut broken) {}
        }
        self.text(&broken)
    }

    /// Breaks the lines that are too long where that is done first; whether there was anything to break.
    fn break_further(&self, broken: &mut [bool]) -> bool {
        let mut more = false;
        let mut start = 0_usize;
        for end in 0..self.pieces.len() {
            let ends = broken.get(end).copied().unwrap_or(true);
            if !ends {
                continue;
            }
            let indent = start.checked_sub(1).and_then(|gap| self.gaps.get(gap)).map_or(0, |gap| gap.indent);
            if indent + self.width(start, end + 1) > WIDTH {
                let breaks = |gap: &Gap| matches!(gap.place, Place::Connective | Place::Comma);
                let within = start..end;
                let least = self.gaps[within.clone()].iter().filter(|gap| breaks(gap)).map(|gap| gap.level).min();
                for at in within {
                    let here = breaks(&self.gaps[at]) && Some(self.gaps[at].level) == least;
                    broken[at] |= here;
                    more |= here;
                }
            }
            start = end + 1;
        }
        more
    }

    /// How wide some pieces are beside each other.
    fn width(&self, from: usize, to: usize) -> usize {
        let pieces = &self.pieces[from..to];
        pieces.iter().map(|piece| piece.width()).sum::<usize>() + pieces.len().saturating_sub(1)
    }

    fn text(&self, broken: &[bool]) -> String {
        let mut text = String::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            text.push_str(piece);
            let Some(gap) = self.gaps.get(at) else { continue };
            if !broken[at] {
                text.push(' ');
                continue;
            }
            let line = format!("\n{}", " ".repeat(gap.indent));
            for (nth, comment) in gap.comments.iter().enumerate() {
                text.push_str(if comment.own_line || nth > 0 { &line } else { " " });
                text.push_str(&comment.text);
            }
            text.push_str(&line);
        }
        text
    }
}

fn is_connective(word: &str) -> bool {
    ["and", "or"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// The brackets that are open.
#[derive(Default)]
struct Brackets {
    open: Vec<usize>,
    /// How many were opened so far.
    opened: usize,
}

/// The innermost of the brackets that are open: its number, 0 where none is, and how many are.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Innermost {
    number: usize,
    depth: usize,
}

impl Brackets {
    fn open(&mut self) {
        self.opened += 1;
        self.open.push(self.opened);
    }

    fn close(&mut self) {
        self.open.pop();
    }

    fn innermost(&self) -> Innermost {
        Innermost { number: self.open.last().copied().unwrap_or(0), depth: self.open.len() }
    }
}

/// What the gaps between pieces are.
struct Places<'a> {
    pieces: &'a [String],
    /// The brackets that are open in each gap.
    open: &'a [Innermost],
    /// How far the parts of the query are indented.
    base: usize,
    /// How many brackets are open around each `between` whose `and` is still to come.
    between: Vec<usize>,
}

impl<'a> Places<'a> {
    fn of(pieces: &'a [String], open: &'a [Innermost]) -> Self {
        Self { pieces, open, base: 0, between: Vec::new() }
    }

    fn gaps(mut self) -> Vec<Gap> {
        let mut gaps = Vec::with_capacity(self.open.len());
        // The gaps of one run of conditions, and whether there is an `or` among them.
        let mut runs: HashMap<(usize, usize), bool> = HashMap::new();
        let (mut part, mut run_of) = (0, Vec::with_capacity(self.open.len()));
        for (at, open) in self.open.iter().enumerate() {
            let place = self.place(at, open.depth);
            let (level, indent) = match place {
                Place::Part => (0, self.base),
                _ => (2 * open.depth, self.base + INDENT * (open.depth + 1)),
            };
            part += usize::from(place == Place::Part);
            let run = (open.number, if open.depth == 0 { part } else { 0 });
            *runs.entry(run).or_default() |= place == Place::Connective && self.begins(at, "or");
            run_of.push(run);
            gaps.push(Gap { place, level, indent, comments: Vec::new() });
        }
        for (at, gap) in gaps.iter_mut().enumerate() {
            let beside_or = runs.get(&run_of[at]).copied().unwrap_or(false);
            if gap.place == Place::Connective && beside_or && self.begins(at, "and") {
                // What `and` joins is one of the alternatives.
                gap.level += 1;
                gap.indent += INDENT;
            }
        }
        gaps
    }

    /// Whether the piece behind a gap is a word.
    fn begins(&self, at: usize, word: &str) -> bool {
        self.pieces.get(at + 1).is_some_and(|piece| piece.eq_ignore_ascii_case(word))
    }

    fn place(&mut self, at: usize, depth: usize) -> Place {
        let word = |at: usize| self.pieces.get(at).map(|piece| piece.to_ascii_lowercase()).unwrap_or_default();
        let (before, next, behind) = (word(at), word(at + 1), word(at + 2));
        if before == "between" {
            self.between.push(depth);
        }
        let begins_query = matches!(before.as_str(), "as" | "from") && matches!(next.as_str(), "find" | "whether");
        match next.as_str() {
            _ if begins_query && depth == 0 => {
                self.base = INDENT;
                Place::Part
            }
            "where" | "having" | "unordered" | "limit" | "offset" if depth == 0 => Place::Part,
            "order" if depth == 0 && behind == "by" => Place::Part,
            "with" if depth == 0 && behind == "sources" => Place::Part,
            "as" if depth == 0 && matches!(behind.as_str(), "of" | "recorded") => Place::Part,
            "and" if depth == 0 && behind == "define" => Place::Part,
            "and" if self.between.last() == Some(&depth) => {
                self.between.pop();
                Place::Elsewhere
            }
            "and" | "or" => Place::Connective,
            "because" | "source" if depth == 0 && self.changes() => Place::Connective,
            _ if before.ends_with(',') => Place::Comma,
            _ => Place::Elsewhere,
        }
    }

    /// Whether the statement is one whose reason or passage has a line of its own.
    fn changes(&self) -> bool {
        matches!(self.pieces.first().map(String::as_str), Some("assert" | "retract"))
    }
}
