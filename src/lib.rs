//! A fact store in one SQLite file, with a small query language of its own.
#![warn(missing_docs)]

pub mod answer;
pub mod diagnostic;
pub mod edtf;
pub mod fold;
pub mod load;
pub mod problem;
pub mod source;
pub mod store;
pub mod syntax;
pub mod value;
pub mod vocabulary;
