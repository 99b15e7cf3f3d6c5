//! The file that rejected records go to: it appears when the others are loaded, whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

use super::{Form, Rejects, write};
use crate::diagnostic::{Diagnostic, Result};
use crate::load::mapping::Mapping;
use crate::load::rdf::Syntax;
use crate::load::reader::Reader;
use crate::load::{Input, Options, Problems, Rejected};
use crate::problem::LoadProblem;
use crate::target::Target;

/// How much zstd compresses.
const ZSTD_LEVEL: i32 = 3;

/// Where rejected records go.
pub(in crate::load) struct RejectFile {
    named: String,
    target: Target,
    /// Whether there is a file already.
    was_there: bool,
    /// What becomes the file.
    temporary: Option<NamedTempFile>,
}

impl RejectFile {
    /// The file that the options name, if they do.
    ///
    /// # Errors
    /// That the input's records cannot be rejected one by one, or cannot be written there.
    pub(in crate::load) fn of(
        input: &Input,
        reader: &Reader<'_>,
        options: &Options,
        store: &Path,
    ) -> Result<Option<Self>> {
        let Some(path) = &options.rejects else { return Ok(None) };
        let named = path.display().to_string();
        check_format(input, reader.form(), (path, &named))?;
        if let Some(mapping) = options.mapping.as_deref() {
            check_sections(mapping, &input.name(), &named)?;
        }
        check_place(input, options, store, path)?;
        let target = Target::new(path, true)?;
        let was_there = path.exists();
        // Made before the load, so that it need not be loaded for nothing.
        let temporary = if options.dry_run { None } else { Some(target.temporary()?) };
        Ok(Some(RejectFile { named, target, was_there, temporary }))
    }

    /// Writes the rejected records, not yet in their place.
    pub(in crate::load) fn write(&mut self, reader: &Reader<'_>, rejects: &mut Rejects) -> Result<()> {
        let Some(temporary) = &mut self.temporary else { return Ok(()) };
        let name = self.named.to_lowercase();
        let out = BufWriter::new(temporary.as_file_mut());
        let written = if name.ends_with(".gz") {
            let mut out = GzEncoder::new(out, Compression::default());
            write::write(reader, rejects, &mut out).and_then(|()| out.finish()?.flush())
        } else if name.ends_with(".zst") {
            packed(out, |out| write::write(reader, rejects, out))
        } else {
            let mut out = out;
            write::write(reader, rejects, &mut out).and_then(|()| out.flush())
        };
        written.map_err(|error| self.target.failed(&error))
    }

    /// Puts what was written in its place, if any record was rejected; says what was.
    pub(in crate::load) fn finish(self, mut problems: Problems) -> Result<Rejected> {
        let records = problems.rejects.take().map_or(0, |rejects| rejects.count());
        if let Some(temporary) = self.temporary
            && records > 0
        {
            self.target.put_in_place(temporary).map_err(|refused| {
                let detail = refused.problem.wording().message;
                Diagnostic::new(LoadProblem::RejectsNotPlaced { path: self.named.clone(), detail })
            })?;
        }
        let (diagnostics, problems) = problems.finish();
        Ok(Rejected { records, file: self.named, was_there: self.was_there, problems, diagnostics })
    }
}

fn packed(out: impl Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = zstd::Encoder::new(out, ZSTD_LEVEL)?;
    write(&mut out)?;
    out.finish()?.flush()
}

fn check_format(input: &Input, form: Form, (path, named): (&Path, &str)) -> Result<()> {
    if let Form::Statements(syntax @ (Syntax::Turtle | Syntax::TriG)) = form {
        let problem = LoadProblem::NoRejects { file: input.name(), format: syntax.name() };
        return Err(Diagnostic::new(problem));
    }
    let syntax = if let Form::Statements(syntax) = form { Some(syntax) } else { None };
    let of_name = Syntax::of_name(&path.display().to_string());
    match (syntax, of_name) {
        (None, None) => Ok(()),
        (Some(syntax), Some(other)) if syntax == other => Ok(()),
        // A broken statement does not tell of what syntax it is, so that the name must.
        (syntax, _) => {
            let ending = match (syntax, form) {
                (Some(Syntax::NTriples), _) => ".nt",
                (Some(_), _) => ".nq",
                (None, Form::Rows { .. }) => ".csv",
                (None, _) => ".jsonl",
            };
            Err(Diagnostic::new(LoadProblem::RejectsNamed { path: named.to_owned(), ending: ending.to_owned() }))
        }
    }
}

/// A mapping may read files by their names.
fn check_sections(mapping: &Mapping, input: &str, named: &str) -> Result<()> {
    match mapping.other_ending(input, named) {
        None => Ok(()),
        Some(ending) => Err(Diagnostic::new(LoadProblem::RejectsNamed { path: named.to_owned(), ending })),
    }
}

fn check_place(input: &Input, options: &Options, store: &Path, path: &Path) -> Result<()> {
    let refuse = |what| Err(Diagnostic::new(LoadProblem::RejectsOver { path: path.display().to_string(), what }));
    let is_it = |other: &Path| match (other.canonicalize(), path.canonicalize()) {
        (Ok(other), Ok(path)) => other == path,
        _ => false,
    };
    let mapping = options.mapping.as_deref().map(|mapping| mapping.source().name.clone());
    match input {
        Input::File(file) if is_it(file) => refuse("the file that is loaded"),
        _ if is_it(store) => refuse("the store"),
        _ if mapping.is_some_and(|mapping| is_it(Path::new(&mapping))) => refuse("the mapping"),
        _ if path.exists() && !path.is_file() => refuse("something that is no file"),
        _ => Ok(()),
    }
}
