//! What was read at a place before. Readings come to the same words on many ways; without this, the ways would multiply
//! with every relative clause.

use std::cell::RefCell;
use std::collections::HashMap;

use super::misunderstood::Furthest;
use super::{Part, Reader};

/// By the place, and the variables that are taken there: what was read, and how far that came.
pub(super) type Memory<T> = RefCell<HashMap<(usize, Vec<String>), (Vec<Part<T>>, Furthest)>>;

impl Reader<'_> {
    /// What is read at a place: read once, and then remembered. It must not depend on what stands before the question.
    pub(super) fn once<T: Clone>(
        &self,
        memory: &Memory<T>,
        at: usize,
        taken: &[String],
        read: impl FnOnce() -> Vec<Part<T>>,
    ) -> Vec<Part<T>> {
        let key = (at, taken.to_vec());
        let known = memory.borrow().get(&key).cloned();
        let (found, came) = known.unwrap_or_else(|| {
            let before = self.furthest.take();
            let found = read();
            let came = self.furthest.replace(before);
            memory.borrow_mut().insert(key, (found.clone(), came.clone()));
            (found, came)
        });
        self.came(came);
        found
    }
}
