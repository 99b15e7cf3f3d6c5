//! A store written out: as records that make an equal store, and in the formats of others.

#[path = "../binary/mod.rs"]
mod binary;
mod command;
mod formats;
mod history;
mod interop;
#[path = "../loading/mod.rs"]
mod loading;
mod records;
mod round_trip;
mod set;
mod set_damaged;
mod set_united;

use std::path::Path;

use factfile::export::{Format, Options, write};
use factfile::load::{self, load};
use factfile::store::Store;
use loading::{Scratch, bytes};

/// A store that records were loaded into.
pub fn loaded(records: &str) -> Scratch {
    loaded_as("records.jsonl", records)
}

/// A store that a file of that name was loaded into.
pub fn loaded_as(name: &str, records: &str) -> Scratch {
    let scratch = Scratch::new();
    let loaded = load(&mut scratch.store(), &bytes(name, records), &load::Options::default(), &mut |_| {});
    loaded.unwrap_or_else(|failure| panic!("{failure}\n{records}"));
    scratch
}

/// A store in a format that is one file.
pub fn written(path: &Path, format: Format, history: bool) -> String {
    let store = Store::open(path).unwrap();
    let mut out = Vec::new();
    write(&store, &mut out, "out", &Options { format, history, ..Options::default() })
        .unwrap_or_else(|error| panic!("{error}"));
    String::from_utf8(out).unwrap()
}

/// The fixture's store.
pub fn talks() -> Scratch {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/uae-talks/facts.jsonl");
    loaded(&std::fs::read_to_string(path).unwrap())
}

/// How many stores each property is tried on: `FACTFILE_EXPORT_CASES`, or as many as take a few seconds.
pub fn cases() -> u32 {
    std::env::var("FACTFILE_EXPORT_CASES").map_or(24, |cases| cases.parse().expect("a number"))
}
