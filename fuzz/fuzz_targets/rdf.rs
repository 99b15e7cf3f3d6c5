//! Any bytes to the readers of RDF and FollowTheMoney: loaded whole, or errors that can be shown and a store as it was.
#![no_main]

use factfile::load::{Input, Options, load};
use factfile::store::{Counts, Store};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut store = Store::in_memory().expect("a store in memory");
    let name = match bytes.first() {
        Some(b'{') => "fuzz.jsonl",
        Some(b'<' | b'_') => "fuzz.nq",
        _ => "fuzz.trig",
    };
    let input = Input::Bytes { name: name.into(), bytes: bytes.to_vec() };
    match load(&mut store, &input, &Options::default(), &mut |_| {}) {
        Ok(_) => {
            // The same again changes nothing.
            let before = store.counts().expect("counts");
            load(&mut store, &input, &Options::default(), &mut |_| {}).expect("what loaded loads again");
            assert_eq!(store.counts().expect("counts"), before);
        }
        Err(failure) => {
            for diagnostic in &failure.diagnostics {
                drop((diagnostic.render(false), diagnostic.json()));
            }
            assert_eq!(store.counts().expect("counts"), Counts::default());
        }
    }
});
