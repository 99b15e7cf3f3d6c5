//! Any bytes to the reader of RDF.
#![no_main]

use factfile::load::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let name = match bytes.first() {
        Some(b'<' | b'_') => "fuzz.nq",
        _ => "fuzz.trig",
    };
    factfile_fuzz::loads_or_leaves(name, bytes, &Options::default());
});
