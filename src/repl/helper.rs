//! What the line editor is helped with: when a statement is finished, its colours, completion and hints.

use std::borrow::Cow;

use anstyle::Style;
use rustyline::completion::{Candidate, Completer};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::SearchDirection;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Context, Helper};

use super::complete::{APART, MOST_NAMES, Offer, complete};
use super::highlight::coloured;
use super::words::Lexicon;

/// How many letters a word must have before a hint is given for it.
const SHORTEST_HINTED: usize = 2;

/// The line editor's helper. It reads the session only while a line is edited, when nobody else does.
pub(super) struct PromptHelper {
    /// The names and words that are known.
    pub lexicon: Lexicon,
    /// Whether colours may be used; without them there are no hints, which would look as if they were typed.
    pub colour: bool,
}

impl Helper for PromptHelper {}

impl Hinter for PromptHelper {
    type Hint = String;

    /// What would have to be typed yet to have an earlier statement, or the only word that can stand here.
    fn hint(&self, line: &str, at: usize, context: &Context<'_>) -> Option<String> {
        if !self.colour || at < line.len() || line.trim().is_empty() || line.contains('\n') {
            return None;
        }
        earlier(line, context).or_else(|| self.only_word(line))
    }
}

fn earlier(line: &str, context: &Context<'_>) -> Option<String> {
    let newest = context.history_index().min(context.history().len().checked_sub(1)?);
    let found = context.history().starts_with(line, newest, SearchDirection::Reverse).ok()??;
    let rest = found.entry.strip_prefix(line)?;
    (!rest.is_empty() && !rest.contains('\n')).then(|| rest.to_owned())
}

impl PromptHelper {
    fn only_word(&self, line: &str) -> Option<String> {
        let (start, offers) = complete(line, &self.lexicon, 2);
        let [offer] = offers.as_slice() else { return None };
        let typed = line.get(start..)?;
        let begins = offer.replacement().get(..typed.len())?.to_lowercase() == typed.to_lowercase();
        let rest = offer.replacement().get(typed.len()..).filter(|_| begins)?;
        (typed.chars().count() >= SHORTEST_HINTED && !rest.trim().is_empty()).then(|| rest.to_owned())
    }
}

impl Validator for PromptHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let input = context.input();
        let wants_more = super::paste::wants_more(input);
        Ok(if wants_more { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Completer for PromptHelper {
    type Candidate = Offer;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Offer>)> {
        Ok(complete(&line[..at], &self.lexicon, MOST_NAMES))
    }
}

impl Highlighter for PromptHelper {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if self.colour { Cow::Owned(coloured(line, &self.lexicon)) } else { Cow::Borrowed(line) }
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        self.colour && kind != CmdKind::MoveCursor
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(dim(hint))
    }

    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        match candidate.split_once(APART) {
            Some((text, what)) if self.colour => Cow::Owned(format!("{text}{}", dim(&format!("{APART}{what}")))),
            _ => Cow::Borrowed(candidate),
        }
    }
}

fn dim(text: &str) -> String {
    format!("{0}{text}{0:#}", Style::new().dimmed())
}
