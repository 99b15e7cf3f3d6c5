//! What every reader of a load must do, whatever bytes it is given.

use factfile::load::{Input, Options, load};
use factfile::problem::{LoadProblem, Problem};
use factfile::store::{Counts, Store};

/// Loads bytes under a name: whole, and then the same again changes nothing; or there are errors that can be shown, and
/// the store is as it was.
///
/// # Panics
/// Where that is not so.
pub fn loads_or_leaves(name: &str, bytes: &[u8], options: &Options) {
    let mut store = Store::in_memory().expect("a store in memory");
    let input = Input::Bytes { name: name.into(), bytes: bytes.to_vec() };
    match load(&mut store, &input, options, &mut |_| {}) {
        Ok(_) => {
            let before = store.counts().expect("counts");
            if let Err(failure) = load(&mut store, &input, options, &mut |_| {}) {
                // A history is for a new store only.
                let refused = failure
                    .diagnostics
                    .iter()
                    .any(|it| matches!(it.problem, Problem::Load(LoadProblem::HistoryIntoStore)));
                assert!(refused, "what loaded loads again: {failure:?}");
            }
            assert_eq!(store.counts().expect("counts"), before);
        }
        Err(failure) => {
            for diagnostic in &failure.diagnostics {
                drop((diagnostic.render(false), diagnostic.json()));
            }
            assert_eq!(store.counts().expect("counts"), Counts::default());
        }
    }
}
