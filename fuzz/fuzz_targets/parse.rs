//! Any text to the parser: what is read prints to text that reads back as the same, and errors can be shown.
#![no_main]

use factfile::source::Source;
use factfile::syntax;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz", text);
    let _ = syntax::is_incomplete(text);
    match syntax::parse(&source) {
        Err(diagnostic) => drop((diagnostic.render(false), diagnostic.json())),
        Ok(statements) => {
            for statement in statements {
                let printed = Source::new("printed", statement.node.to_string());
                let again = syntax::parse(&printed).unwrap_or_else(|error| panic!("{}\n{error}", printed.text));
                assert_eq!(again.len(), 1, "{}", printed.text);
                assert_eq!(again[0], statement, "{}", printed.text);
            }
        }
    }
});
