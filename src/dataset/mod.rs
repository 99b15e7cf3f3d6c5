//! A store as a set of Parquet files, which engines for large data read where they lie: every table with its own numbers, facts
//! parted by predicate, and a manifest that says which files count. `docs/interchange.md` has it for users.

mod cells;
mod digest;
mod manifest;
mod part;
mod read;
mod restore;
mod shape;
mod write;

pub use manifest::{Conflict, File, LoadRange, MANIFEST, Manifest, Source};
pub(crate) use restore::Unfinished;
pub use restore::{replica, restore};
pub(crate) use write::write;
