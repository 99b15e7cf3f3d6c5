//! What a store is, to be compared: all that it says, and its loads.

use std::path::Path;
use std::process::Command;

use super::binary::{FACTFILE, finished};
use super::loading::listing::listing;
use super::loading::{read_only, rows};

/// What a store says, and its loads without their times. A store that is not there, or has nothing in it, has neither.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    says: Vec<String>,
    loads: Vec<String>,
}

impl State {
    /// That of a store, which must be sound: by its own check, and by those of SQLite.
    pub fn sound(store: &Path, context: &str) -> Self {
        let mut verify = Command::new(FACTFILE);
        verify.arg("verify").arg(store);
        let verified = finished(verify);
        if verified.err.contains("there is no store at") {
            return State::default();
        }
        assert_eq!(verified.code, Some(0), "{context}: {verified:?}");
        let connection = read_only(store);
        assert_eq!(rows(&connection, "PRAGMA integrity_check"), ["ok"], "{context}");
        assert!(rows(&connection, "PRAGMA foreign_key_check").is_empty(), "{context}");
        let loads = "SELECT id, action, sha256, documents, entities, facts, evidence FROM load ORDER BY id";
        State { says: listing(store), loads: rows(&connection, loads) }
    }

    /// How many facts there are.
    pub fn facts(&self) -> usize {
        self.says.iter().filter(|line| line.starts_with("fact ")).count()
    }

    /// How it differs from two others, in a few words.
    pub fn beside(&self, before: &State, after: &State) -> String {
        let counts = |state: &State| format!("{} lines and the loads {:?}", state.says.len(), state.loads);
        format!("{}, neither {} as before nor {} as after", counts(self), counts(before), counts(after))
    }
}
