//! The manifest beside a shipped file: what it is, to be checked by whoever gets it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::diagnostic::Result;
use crate::store::{Counts, SCHEMA_VERSION, Store};
use crate::sum;
use crate::target::{Target, io};

/// What a manifest says. It has no time of its own: the same store gives the same one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The file's name.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// The version of the program that shipped it.
    pub factfile: String,
    /// The version of the store's schema.
    pub schema: i64,
    /// How many facts that are not retracted.
    pub facts: i64,
    /// How many entities.
    pub entities: i64,
    /// How many documents.
    pub documents: i64,
    /// How many pieces of evidence.
    pub evidence: i64,
    /// Under which terms the documents' texts may be used, each once, in alphabetical order.
    pub licences: Vec<String>,
    /// When the last load was recorded: RFC 3339, UTC.
    pub last_load: Option<String>,
}

/// Where the manifest of a file stands: beside it, with `.manifest.json` behind its name.
pub(crate) fn path_of(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".manifest.json");
    path.into()
}

/// The manifest of a file that is finished, and will stand at `to`.
pub(super) fn of(copy: &Store, counts: Counts, file: &Path, to: &Path) -> Result<Manifest> {
    let (sha256, bytes) = sum::of_file(file).map_err(|error| io(to, &error))?;
    let Counts { documents, entities, facts, evidence } = counts;
    let (licences, last_load) = copy.origin()?;
    let name = to.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (factfile, schema) = (env!("CARGO_PKG_VERSION").to_owned(), SCHEMA_VERSION);
    Ok(Manifest {
        file: name,
        bytes,
        sha256,
        factfile,
        schema,
        facts,
        entities,
        documents,
        evidence,
        licences,
        last_load,
    })
}

/// Writes a manifest to its place.
pub(super) fn write(manifest: &Manifest, target: &Target) -> Result<()> {
    let mut file = target.temporary()?;
    let text = serde_json::to_string_pretty(manifest).unwrap_or_default() + "\n";
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(|error| target.failed(&error))?;
    target.put_in_place(file)
}

/// What is wrong with a file by the manifest beside it: nothing where that agrees; none where there is no manifest.
///
/// # Errors
/// Where the file or the manifest cannot be read.
pub(crate) fn check(store: &Store) -> Result<Option<Vec<String>>> {
    let path = path_of(store.path());
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io(&path, &error)),
    };
    let manifest: Manifest = match serde_json::from_str(&text) {
        Ok(manifest) => manifest,
        Err(error) => return Ok(Some(vec![format!("the manifest cannot be read: {error}")])),
    };
    let (sha256, bytes) = sum::of_file(store.path()).map_err(|error| io(store.path(), &error))?;
    let counts = store.counts()?;
    let pairs = [
        ("bytes", manifest.bytes.to_string(), bytes.to_string()),
        ("sha256", manifest.sha256, sha256),
        ("facts", manifest.facts.to_string(), counts.facts.to_string()),
        ("entities", manifest.entities.to_string(), counts.entities.to_string()),
        ("documents", manifest.documents.to_string(), counts.documents.to_string()),
        ("evidence", manifest.evidence.to_string(), counts.evidence.to_string()),
    ];
    let differs = pairs.into_iter().filter(|(_, said, found)| said != found);
    Ok(Some(differs.map(|(what, said, found)| format!("by the manifest `{what}` is {said}, and is {found}")).collect()))
}
