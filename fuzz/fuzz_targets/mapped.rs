//! Any text as a mapping and, behind a line of three dashes, any text to be read by it.
#![no_main]

use std::sync::Arc;

use factfile::load::Options;
use factfile::load::mapping::Mapping;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some((mapping, rows)) = text.split_once("\n---\n") else { return };
    match Mapping::parse("fuzz.toml", mapping) {
        Ok(mapping) => {
            let options = Options { mapping: Some(Arc::new(mapping)), ..Options::default() };
            factfile_fuzz::loads_or_leaves("fuzz.tsv", rows.as_bytes(), &options);
        }
        Err(failure) => {
            failure.diagnostics.iter().for_each(|diagnostic| drop((diagnostic.render(false), diagnostic.json())));
        }
    }
});
