//! Scripts as they are written canonically: each statement as it is printed, broken over lines where it is long, every
//! comment kept, and at most one blank line between two.

mod layout;
mod lexeme;

use std::sync::Arc;

use layout::{Comment, Pieces};
use lexeme::{Kind, Lexeme, lexemes};

use super::ast::Statement;
use super::statement::ends_with_question;
use super::token::identifier_char;
use super::{parse, script};
use crate::diagnostic::Result;
use crate::sequence::pairs;
use crate::source::{Source, Span, Spanned};

/// A script as it is written canonically, each line ended; nothing for a script that is empty.
///
/// It says the same: read again, its statements are equal to those of the source, and its comments are there in their
/// order. Written canonically again it stays as it is.
///
/// # Errors
/// As [`parse`].
pub fn format(source: &Arc<Source>) -> Result<String> {
    let statements = parse(source)?;
    Ok(formatted(&source.text, &statements))
}

/// The names of the parameters that a script speaks of, comments and texts in quotes apart.
pub fn parameters(text: &str) -> impl Iterator<Item = &str> {
    let names = lexemes(text).filter_map(|lexeme| text[lexeme.span.range()].strip_prefix('$'));
    names.map(|name| &name[..name.find(|c| !identifier_char(c)).unwrap_or(name.len())])
}

/// Where the text goes on behind the first `;` that ends a statement at or behind an offset; none where there is no more.
pub(super) fn behind_end(text: &str, offset: usize) -> Option<usize> {
    let end = lexemes(text).find(|lexeme| lexeme.kind == Kind::End && lexeme.span.start >= offset)?;
    Some(end.span.end)
}

fn formatted(text: &str, statements: &[Spanned<Statement>]) -> String {
    let all: Vec<Lexeme> = lexemes(text).collect();
    let mut page = Page::default();
    let mut statements = statements.iter().peekable();
    let mut at = 0;
    while let Some(lexeme) = all.get(at) {
        let begins = |statement: &&Spanned<Statement>| statement.span.start <= lexeme.span.start;
        match lexeme.kind {
            Kind::Space => page.lines += text[lexeme.span.range()].matches('\n').count(),
            Kind::Comment => page.comment(text[lexeme.span.range()].trim_end()),
            Kind::End => {}
            Kind::Other => {
                // Every word belongs to a statement.
                let Some(statement) = statements.next_if(begins) else { break };
                let written = Written::of(text, &all[at..], statement.span.end);
                page.statement(&written, &statement.node);
                at += written.lexemes;
                continue;
            }
        }
        at += 1;
    }
    page.finished()
}

/// A script that is being written.
#[derive(Default)]
struct Page {
    text: String,
    /// How many lines have ended in the source since what was written last.
    lines: usize,
    /// Whether the line that was written last ends with a comment.
    commented: bool,
}

impl Page {
    /// Begins a line, behind a blank one where the source has any there.
    fn begin(&mut self) {
        if !self.text.is_empty() {
            self.text.push_str(if self.lines > 1 { "\n\n" } else { "\n" });
        }
        self.lines = 0;
        self.commented = false;
    }

    fn comment(&mut self, comment: &str) {
        match self.lines == 0 && !self.commented && !self.text.is_empty() {
            true => self.text.push(' '),
            false => self.begin(),
        }
        self.text.push_str(comment);
        self.commented = true;
    }

    fn statement(&mut self, written: &Written<'_>, statement: &Statement) {
        let Formatted { before, text, behind } = written.formatted(statement);
        for comment in before {
            self.begin();
            self.text.push_str(&comment);
        }
        self.begin();
        self.text.push_str(&text);
        for comment in behind {
            // One with a line of its own keeps it.
            self.lines = usize::from(comment.own_line);
            self.comment(&comment.text);
        }
        self.lines = 0;
    }

    fn finished(self) -> String {
        if self.text.is_empty() { self.text } else { self.text + "\n" }
    }
}

/// A statement as it stands in the source.
struct Written<'a> {
    text: &'a str,
    /// What it is made of, white space and comments apart.
    tokens: Vec<Span>,
    /// The comments within it, each with how many tokens stand before it.
    comments: Vec<(usize, Comment)>,
    /// How many pieces it has, its `;` and what stands before that included.
    lexemes: usize,
}

/// A statement as it is to be written.
struct Formatted {
    /// Comments above it.
    before: Vec<String>,
    /// The statement and what ends it.
    text: String,
    /// Comments behind it.
    behind: Vec<Comment>,
}

impl<'a> Written<'a> {
    /// The statement that begins with the first of some pieces and ends at `end`.
    fn of(text: &'a str, pieces: &[Lexeme], end: usize) -> Self {
        let within = pieces.iter().take_while(|piece| piece.span.start < end).count();
        let last = pieces[..within].iter().rposition(Lexeme::counts).map_or(within, |last| last + 1);
        let behind = pieces[last..].iter().position(Lexeme::counts);
        let lexemes = match behind {
            Some(next) if pieces[last + next].kind == Kind::End => last + next + 1,
            _ => last,
        };
        let mut written = Written { text, tokens: Vec::new(), comments: Vec::new(), lexemes };
        let mut own_line = false;
        for piece in &pieces[..lexemes] {
            let shown = &text[piece.span.range()];
            match piece.kind {
                Kind::Space => own_line |= shown.contains('\n'),
                Kind::Comment => {
                    let comment = Comment { text: shown.trim_end().to_owned(), own_line };
                    written.comments.push((written.tokens.len(), comment));
                }
                Kind::End => {}
                Kind::Other => {
                    written.tokens.push(piece.span);
                    own_line = false;
                }
            }
        }
        written
    }

    /// The statement in its canonical form: with its comments where they stood, or, where something forbids that, with
    /// all of them above it. A question without a question mark stays without; behind one with it no `;` is needed, but
    /// for the sake of a date: `2026?` is one too.
    fn formatted(&self, statement: &Statement) -> Formatted {
        let canonical = statement.to_string();
        let is_question = ends_with_question(statement);
        let question = canonical.strip_suffix('?').filter(|_| is_question);
        let unmarked = question.filter(|_| !self.is_marked()).map(|text| (text, ";"));
        let marked = [(canonical.as_str(), ""), (canonical.as_str(), ";")];
        let marked = &marked[usize::from(question.is_none())..];
        for (form, end) in unmarked.into_iter().chain(marked.iter().copied()) {
            for formatted in
                [self.with_comments_within(form, end, is_question), self.with_comments_above(form, end, is_question)]
            {
                // Another statement behind it is another.
                let read = script(&format!("{}\nrules", formatted.text));
                if matches!(read.as_deref(), Ok([again, Spanned { node: Statement::Rules, .. }]) if again.node == *statement)
                {
                    return formatted;
                }
            }
        }
        Formatted { before: Vec::new(), text: format!("{};", self.as_typed()), behind: Vec::new() }
    }

    fn with_comments_within(&self, canonical: &str, end: &str, is_question: bool) -> Formatted {
        let (pieces, behind) = self.commented(canonical);
        Formatted { before: Vec::new(), text: pieces.lines(is_question) + end, behind }
    }

    fn with_comments_above(&self, canonical: &str, end: &str, is_question: bool) -> Formatted {
        let before = self.comments.iter().map(|(_, comment)| comment.text.clone()).collect();
        Formatted { before, text: Pieces::of(canonical).lines(is_question) + end, behind: Vec::new() }
    }

    /// Whether it ends with a question mark.
    fn is_marked(&self) -> bool {
        self.tokens.last().is_some_and(|last| &self.text[last.range()] == "?")
    }

    /// The statement's text in the source, comments within it included.
    fn as_typed(&self) -> &'a str {
        let whole = self.tokens.iter().copied().reduce(Span::to).unwrap_or_default();
        &self.text[whole.range()]
    }

    /// The canonical text cut in pieces, the comments in the gaps that they stand in, and those that stand behind it all.
    fn commented(&self, canonical: &str) -> (Pieces, Vec<Comment>) {
        let mut pieces = Pieces::of(canonical);
        if self.comments.is_empty() {
            return (pieces, Vec::new());
        }
        let mut behind = Vec::new();
        let gaps = Gaps::between(self, canonical);
        for (tokens, comment) in &self.comments {
            let mut gap = gaps.behind(*tokens);
            // A remark on a condition stands behind that, and not behind the `and` that leads to the next.
            while gap > 0 && pieces.is_behind_connective(gap) {
                gap -= 1;
            }
            match gap < pieces.gaps() {
                true => pieces.comment(gap, comment.clone()),
                false => behind.push(comment.clone()),
            }
        }
        (pieces, behind)
    }
}

/// Where the tokens of a statement stand in its canonical text.
struct Gaps {
    /// The pairs of a token of the statement, in their order, and the gap behind the same in the canonical text.
    known: Vec<(usize, usize)>,
}

impl Gaps {
    fn between(written: &Written<'_>, canonical: &str) -> Self {
        let mut tokens = Vec::new();
        let mut gap = 0;
        for lexeme in lexemes(canonical) {
            match lexeme.counts() {
                true => tokens.push((comparable(&canonical[lexeme.span.range()]), gap)),
                false => gap += 1,
            }
        }
        let old: Vec<String> = written.tokens.iter().map(|span| comparable(&written.text[span.range()])).collect();
        let new: Vec<&String> = tokens.iter().map(|(token, _)| token).collect();
        let paired = pairs(&old.iter().collect::<Vec<_>>(), &new);
        Self { known: paired.into_iter().map(|(old, new)| (old, tokens[new].1)).collect() }
    }

    /// The gap behind so many tokens of the statement.
    fn behind(&self, tokens: usize) -> usize {
        let before = self.known.partition_point(|(token, _)| *token < tokens);
        before.checked_sub(1).and_then(|last| self.known.get(last)).map_or(0, |(_, gap)| *gap)
    }
}

/// A token as it is the same in both: keywords are printed in small letters, and a comma between conditions as `and`.
fn comparable(token: &str) -> String {
    if token == "," { "and".to_owned() } else { token.to_lowercase() }
}
