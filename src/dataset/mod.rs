//! A store as a set of Parquet files, which engines for large data read where they lie: every table with its own numbers, facts
//! parted by predicate, and a manifest that says which files count. `docs/interchange.md` has it for users.

mod cells;
mod changes;
mod digest;
mod files;
mod folder;
mod manifest;
mod part;
mod read;
mod restore;
mod shape;
mod write;

pub(crate) use folder::Folder;
pub(crate) use manifest::Standing;
pub use manifest::{Column, Conflict, File, LoadRange, MANIFEST, Manifest, Source, Table};
pub(crate) use restore::Unfinished;
pub use restore::restore;
pub use shape::Values;
pub(crate) use write::{Told, Written, source, write};
