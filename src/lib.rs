//! A fact store in one SQLite file, with a small query language of its own.
#![warn(missing_docs)]

pub mod answer;
pub mod cli;
pub mod diagnostic;
pub mod edtf;
pub mod engine;
pub mod fold;
pub mod identifier;
pub mod load;
pub mod marks;
pub mod plan;
pub mod problem;
pub mod receipts;
pub mod render;
pub mod repl;
pub mod resolve;
pub mod session;
pub mod ship;
pub mod source;
pub mod sql;
pub mod store;
pub mod syntax;
pub mod value;
pub mod vocabulary;
