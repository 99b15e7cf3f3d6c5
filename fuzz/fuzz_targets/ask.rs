//! Any text to a session over the fixture: an answer or an error that can be shown.
#![no_main]

use std::cell::RefCell;

use factfile::engine::Engine;
use factfile::load::{Input, Options, load};
use factfile::session::Session;
use factfile::source::Source;
use factfile::store::Store;
use factfile::syntax;
use libfuzzer_sys::fuzz_target;

const RECORDS: &[u8] = include_bytes!("../../fixtures/uae-talks/facts.jsonl");

/// After how many texts a session is made anew, so that what was defined and saved does not pile up.
const RENEWED: usize = 300;

thread_local! {
    static SESSION: RefCell<(Session, usize)> = RefCell::new((session(), 0));
}

fn session() -> Session {
    let mut store = Store::in_memory().expect("a store in memory");
    let input = Input::Bytes { name: "fixture".into(), bytes: RECORDS.to_vec() };
    load(&mut store, &input, &Options::default(), &mut |_| {}).expect("the fixture loads");
    Session::new(Engine::new(store).expect("an engine"))
}

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz", text);
    let Ok(statements) = syntax::parse(&source) else { return };
    SESSION.with_borrow_mut(|(session, texts)| {
        *texts += 1;
        if *texts % RENEWED == 0 {
            *session = self::session();
        }
        for statement in statements.iter().take(8) {
            if let Err(diagnostic) = session.run(&source, statement) {
                let category = diagnostic.category();
                assert_ne!(category, factfile::problem::Category::Internal, "{diagnostic}");
                drop((diagnostic.render(true), diagnostic.json()));
                // The caret stands under something.
                let place = diagnostic.place.as_ref();
                assert!(place.is_none_or(|place| place.source.text.get(place.span.range()).is_some()), "{diagnostic}");
            }
        }
    });
});
