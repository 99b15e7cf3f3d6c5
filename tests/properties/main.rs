//! What must be so of any tree, any text, any name, any date and any quote.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test properties` tries more than the short form does.

mod any_text;
mod formatting;
mod forms;
mod printing;
mod questions;
mod trees;
