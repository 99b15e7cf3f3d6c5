//! Any bytes to the reader of native records.
#![no_main]

use factfile::load::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let name = if bytes.first() == Some(&b'[') { "fuzz.json" } else { "fuzz.jsonl" };
    factfile_fuzz::loads_or_leaves(name, bytes, &Options::default());
});
