//! Any bytes that begin as those of a compressed file do.
#![no_main]

use factfile::load::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let name = match bytes.first() {
        Some(0x1F) => "fuzz.jsonl.gz",
        _ => "fuzz.jsonl.zst",
    };
    factfile_fuzz::loads_or_leaves(name, bytes, &Options::default());
});
