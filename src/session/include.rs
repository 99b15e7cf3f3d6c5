//! Scripts that are read from files, by their command or by `include`.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Outcome, Session};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{CommandProblem, Mistake, Problem, QueryProblem};
use crate::source::{Source, Spanned};
use crate::syntax::{self, LONGEST};

/// How many scripts may include one another in a row.
const DEEPEST: usize = 16;

/// Reads the script in a file.
///
/// # Errors
/// Where it cannot be read or is not UTF-8.
pub fn script(file: &Path) -> Result<Arc<Source>> {
    read(file).map(|text| Source::of_file(file.to_owned(), text, None)).map_err(Diagnostic::new)
}

impl Session {
    /// Reads a script that another includes; the path starts from that one's folder, or from the working folder where
    /// that is no file.
    pub(super) fn include(&self, source: &Arc<Source>, path: &Spanned<String>) -> Result<Outcome> {
        let source = included(source, path)?;
        let statements = syntax::parse(&source)?;
        Ok(Outcome::Included { source, statements })
    }
}

/// The script that another includes, not parsed yet.
pub(super) fn included(source: &Arc<Source>, path: &Spanned<String>) -> Result<Arc<Source>> {
    let at = |problem: Problem| Diagnostic::at(source, Mistake::new(path.span, problem));
    let folder = source.file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let file = folder.join(&path.node);
    check_chain(source, &file).map_err(|problem| at(problem.into()))?;
    let text = read(&file).map_err(|problem| at(problem.into()))?;
    Ok(Source::of_file(file, text, Some(Arc::clone(source))))
}

/// Refuses a file that is being run already, and one that too many scripts lead to.
fn check_chain(source: &Source, file: &Path) -> std::result::Result<(), QueryProblem> {
    let identity = |file: &Path| file.canonicalize().ok();
    let wanted = identity(file);
    let open: Vec<&PathBuf> = source.chain().filter_map(|source| source.file.as_ref()).collect();
    if wanted.is_some()
        && let Some(first) = open.iter().position(|other| identity(other) == wanted)
    {
        let circle = open[..=first].iter().rev().chain([&open[first]]);
        return Err(QueryProblem::IncludeCycle { files: circle.map(|file| file.display().to_string()).collect() });
    }
    match source.chain().count() > DEEPEST {
        true => Err(QueryProblem::IncludeTooDeep { deepest: DEEPEST }),
        false => Ok(()),
    }
}

/// The text of a script, without a byte order mark. Not more than a script may have is read, however large the file.
fn read(file: &Path) -> std::result::Result<String, CommandProblem> {
    let path = file.display().to_string();
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|file| file.take(LONGEST as u64 + 4).read_to_end(&mut bytes));
    read.map_err(|error| CommandProblem::Unreadable { path: path.clone(), detail: error.to_string() })?;
    text_of(path, bytes)
}

/// The text that some bytes are, without a byte order mark; `path` is what errors call it.
pub(crate) fn text_of(path: String, bytes: Vec<u8>) -> std::result::Result<String, CommandProblem> {
    let text = String::from_utf8(bytes)
        .map_err(|error| CommandProblem::NotText { path, offset: error.utf8_error().valid_up_to() })?;
    Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))
}
