//! The file of settings: TOML, a key for each.

use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Setting, known};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{CommandProblem, Mistake};
use crate::repl::folders::is_none_of_ours;
use crate::session::text_of;
use crate::source::{Source, Span};

/// The text of the file; none where there is no file.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn source(path: &Path) -> Result<Option<Arc<Source>>> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(Source::new(name.clone(), text_of(name, bytes).map_err(Diagnostic::new)?))),
        Err(error) if is_none_of_ours(&error) => Ok(None),
        Err(error) => Err(Diagnostic::new(CommandProblem::Unreadable { path: name, detail: error.to_string() })),
    }
}

/// Hands over every value of the file with its place.
///
/// # Errors
/// The first thing that is wrong.
pub(super) fn read(source: &Arc<Source>, set: &mut dyn FnMut(Span, Setting, &str) -> Result<()>) -> Result<()> {
    let table = DeTable::parse(&source.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let problem = CommandProblem::BadSettings { words: error.message().to_owned() };
        Diagnostic::at(source, Mistake::new(Span::new(span.start, span.end), problem))
    })?;
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        let span = Span::new(key.span().start, key.span().end);
        let setting = known(source, span, key.get_ref())?;
        set(Span::new(value.span().start, value.span().end), setting, &text(value))?;
    }
    Ok(())
}

/// A value as `.set` would be given it.
fn text(value: &Spanned<DeValue<'_>>) -> String {
    match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(true) => "on".to_owned(),
        DeValue::Boolean(false) => "off".to_owned(),
        // No setting takes any of these.
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(_) => "[…]".to_owned(),
        DeValue::Table(_) => "{…}".to_owned(),
    }
}
