//! The corpora: where they lie, and how they come into a store.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use factfile::load::mapping::Mapping;
use factfile::load::{Input, Options, load};
use factfile::store::Store;

use crate::Result;

/// A corpus of three files of JSON lines, and the mapping that they are read by.
pub struct Corpus {
    /// The name of its folder, and of the folder of its cases.
    pub name: &'static str,
    mapping: &'static str,
}

/// All of them.
pub const CORPORA: [Corpus; 2] = [
    Corpus { name: "redocred", mapping: "benches/questions/corpora/redocred.toml" },
    Corpus { name: "meantime", mapping: "fixtures/mappings/meantime.toml" },
];

impl Corpus {
    /// Its folder; none, with the reason printed, where it is absent.
    pub fn folder(&self) -> Option<PathBuf> {
        let set = std::env::var_os("FACTFILE_CORPORA").map(PathBuf::from);
        let folder = set.unwrap_or_else(|| root().join("../shared/data")).join(self.name);
        let is_there = folder.join("facts.jsonl").exists();
        if !is_there {
            println!("skipped: {} is not there (FACTFILE_CORPORA names the folder of the corpora)", folder.display());
        }
        is_there.then_some(folder)
    }

    /// Makes a store of it.
    pub fn load(&self, folder: &Path, store: &Path) -> Result<()> {
        let mapping =
            Mapping::named(&root().join(self.mapping).to_string_lossy()).map_err(|failure| failure.to_string())?;
        let options = Options { mapping: Some(Arc::new(mapping)), ..Options::default() };
        let mut store = Store::open_or_create(store)?;
        for file in ["docs.jsonl", "entities.jsonl", "facts.jsonl"] {
            let input = Input::File(folder.join(file));
            load(&mut store, &input, &options, &mut |_| {}).map_err(|failure| failure.to_string())?;
        }
        Ok(())
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
