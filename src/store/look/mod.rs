//! What the store has to show of itself: cards, timelines, disputes, words.

mod describe;
mod disputes;
mod line;
mod timeline;
mod words;

pub(in crate::store) use line::{BEHIND, fact_lines};
