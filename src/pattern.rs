//! Regular expressions in queries: matched in time linear in the text, whatever the pattern.

use regex::{Regex, RegexBuilder};

/// The most memory that a compiled pattern may take, in bytes.
const LARGEST: usize = 1 << 20;

/// Compiles a regular expression, in the syntax of the `regex` crate.
///
/// # Errors
/// What is wrong with it, or that it would be too large.
pub fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(LARGEST).dfa_size_limit(LARGEST).build()
}
