//! A fact store in one SQLite file, with a small query language of its own.
//!
//! ```text
//! file ──load──▶ Store                          records checked and written, one transaction
//! text ──syntax──▶ ast ──resolve──▶ Resolved ──plan──▶ Plan ──sql──▶ Statement ──store──▶ Answer ──▶ Receipts
//! ```
//!
//! [`engine::Engine`] is the way of a question in one place:
//!
//! ```
//! use factfile::engine::Engine;
//! use factfile::load::{Input, Options, load};
//! use factfile::receipts::WhichRows;
//! use factfile::store::Store;
//!
//! let records = r#"
//! {"document": {"id": "note", "text": "Igor Kostyukov leads the Russian delegation."}}
//! {"entity": {"id": "igor-kostyukov", "name": "Igor Kostyukov", "kinds": ["person"]}}
//! {"entity": {"id": "delegation", "name": "Russian delegation"}}
//! {"fact": {"subject": "igor-kostyukov", "predicate": "leads", "object": "delegation", "evidence": [{"document": "note", "quote": "Igor Kostyukov leads the Russian delegation."}]}}
//! "#;
//! let mut store = Store::in_memory().unwrap();
//! let input = Input::Bytes { name: "example.jsonl".into(), bytes: records.into() };
//! load(&mut store, &input, &Options::default(), &mut |_| {}).unwrap();
//!
//! let engine = Engine::new(store).unwrap();
//! let answered = engine.ask_text("who leads the Russian delegation?").unwrap();
//! assert_eq!(answered.answer.rows[0][0].text(), "Igor Kostyukov");
//!
//! let receipts = engine.why(&answered, WhichRows::One(0)).unwrap();
//! assert!(receipts.facts.values().any(|fact| !fact.evidence.is_empty()));
//! ```
#![warn(missing_docs)]

pub mod answer;
pub mod cli;
pub mod dataset;
pub mod diagnostic;
pub mod draw;
pub mod edtf;
pub mod engine;
pub mod export;
pub mod fold;
pub mod form;
pub mod fulltext;
pub mod identifier;
pub mod likeness;
pub mod load;
pub mod look;
pub mod marks;
pub mod matching;
pub mod order;
pub mod plan;
pub mod problem;
mod quotes;
pub mod receipts;
pub mod remote;
pub mod render;
pub mod repl;
pub mod report;
pub mod resolve;
mod sequence;
pub mod session;
pub mod ship;
pub mod source;
pub mod sql;
pub mod store;
mod sum;
pub mod syntax;
mod target;
pub mod timescale;
mod unseen;
pub mod value;
pub mod verify;
pub mod vocabulary;
