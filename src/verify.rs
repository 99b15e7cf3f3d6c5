//! Checking a whole store: the file, quotes, facts, names, the full-text index, rules and saved queries.

use std::path::PathBuf;

use crate::diagnostic::Result;
use crate::engine::Engine;
use crate::problem::Fault;
use crate::ship;
use crate::store::Store;
use crate::store::verify::{Check, Missing, QuoteStates};

/// What checking a store came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The store's path.
    pub store: PathBuf,
    /// Its schema version.
    pub schema: i64,
    /// Every check that was made, in order. Where the file itself is damaged, there is no other.
    pub checks: Vec<Check>,
    /// How the quotes stand to their documents' texts.
    pub quotes: QuoteStates,
    /// The quotes that are not in their documents' texts, the first [`MISSING_LISTED`](crate::store::verify::MISSING_LISTED) of
    /// them. A store may have such: they are kept as missing.
    pub missing: Vec<Missing>,
}

impl Verified {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.checks.iter().all(Check::is_clean)
    }

    /// How many things are wrong.
    pub fn wrong(&self) -> u64 {
        self.checks.iter().map(|check| check.wrong).sum()
    }
}

/// Checks a store against itself, as it is at one moment. Nothing is written: open it by [`Store::open_as_it_is`].
///
/// # Errors
/// Where the store cannot be read, or it was stopped.
pub fn verify(store: Store) -> Result<Verified> {
    store.hold_still()?;
    let mut file = store.verify_file()?;
    let is_sound = file.is_clean();
    if is_sound {
        ship::foreign(&store)?.into_iter().for_each(|(what, name)| file.add(Fault::Foreign { what, name }));
    }
    for words in ship::manifest::check(&store)?.into_iter().flatten() {
        file.add(Fault::Manifest { words });
    }
    let mut verified = Verified {
        store: store.path().to_owned(),
        schema: crate::store::SCHEMA_VERSION,
        checks: vec![file],
        quotes: QuoteStates::default(),
        missing: Vec::new(),
    };
    // What a damaged file says means nothing.
    if !is_sound {
        return Ok(verified);
    }
    let quotes = store.verify_quotes()?;
    (verified.quotes, verified.missing) = (quotes.states, quotes.missing);
    verified.checks.extend([quotes.check, store.verify_facts()?, store.verify_names()?, store.verify_search()?]);
    let engine = Engine::new(store)?;
    verified.checks.extend([rules(&engine), queries(&engine)?]);
    Ok(verified)
}

fn rules(engine: &Engine) -> Check {
    let mut check = Check::of("rules");
    for rule in engine.vocabulary().rules() {
        check.checked += 1;
        if let Err(mistake) = engine.check_kept(rule) {
            let (name, words) = (rule.name.clone(), mistake.problem.wording().message);
            check.add(Fault::Rule { name, words });
        }
    }
    check
}

fn queries(engine: &Engine) -> Result<Check> {
    let mut check = Check::of("queries");
    for name in engine.store().saved_queries()? {
        check.checked += 1;
        if let Some(saved) = engine.store().saved_query(&name)?
            && let Err(diagnostic) = engine.check_saved(&saved)
        {
            check.add(Fault::Query { name, words: diagnostic.problem.wording().message });
        }
    }
    Ok(check)
}
