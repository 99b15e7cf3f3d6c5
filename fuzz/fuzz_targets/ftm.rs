//! Any bytes to the reader of FollowTheMoney, behind a first line that is an entity of it.
#![no_main]

use factfile::load::Options;
use libfuzzer_sys::fuzz_target;

const FIRST: &[u8] = br#"{"id": "fuzz", "schema": "Person", "properties": {"name": ["Fuzz"]}}
"#;

fuzz_target!(|bytes: &[u8]| {
    factfile_fuzz::loads_or_leaves("fuzz.ftm.json", &[FIRST, bytes].concat(), &Options::default());
});
