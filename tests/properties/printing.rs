//! Printing and parsing are each other's inverse.

use factfile::source::Source;
use factfile::syntax::{parse, quoted};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::trees::statement;

proptest! {
    #[test]
    fn every_tree_prints_to_a_text_that_parses_to_it(statement in statement()) {
        let text = statement.to_string();
        let parsed = parse(&Source::new("printed", text.as_str()));
        let parsed = parsed.map_err(|error| TestCaseError::fail(format!("{text:?}\n{error}")))?;
        let nodes: Vec<_> = parsed.into_iter().map(|statement| statement.node).collect();
        let again: Vec<String> = nodes.iter().map(ToString::to_string).collect();
        prop_assert!(nodes == [statement], "{}\n{:?}", text, again);
    }

    #[test]
    fn statements_are_told_apart(statements in vec(statement(), 0..4)) {
        let texts: Vec<String> = statements.iter().map(ToString::to_string).collect();
        let parsed = parse(&Source::new("printed", texts.join(";\n# a comment\n")));
        let parsed = parsed.map_err(|error| TestCaseError::fail(format!("{texts:?}\n{error}")))?;
        let nodes: Vec<_> = parsed.into_iter().map(|statement| statement.node).collect();
        let again: Vec<String> = nodes.iter().map(ToString::to_string).collect();
        prop_assert!(nodes == statements, "{:?}\n{:?}", texts, again);
    }

    #[test]
    fn every_text_is_quoted_to_itself(text: String) {
        let query = format!("find ?x where ?x titled {}", quoted(&text));
        let parsed = parse(&Source::new("quoted", query.as_str())).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(parsed.len(), 1);
        let printed = parsed[0].node.to_string();
        prop_assert_eq!(printed, query);
    }
}

/// In optimised builds this was not so, as long as what the parsers take was passed by its address:
/// `cargo test --release --test properties`.
#[test]
fn a_long_statement_reads_the_same_each_time() {
    let text = include_str!("long_statement.ffq");
    for round in 0..100 {
        let once = parse(&Source::new("once", text)).unwrap().remove(0).node;
        let again = parse(&Source::new("again", once.to_string())).unwrap().remove(0).node;
        assert!(once == again, "round {round}: {once}");
    }
}

/// Printed as other patterns are, with its words first, it would begin another rule.
#[test]
fn a_pattern_in_a_rule_begins_no_other_rule() {
    let text = "define ?a met ?b as ?a attended ?b and according to AP define ?x met _";
    let read = parse(&Source::new("a rule", text)).unwrap().remove(0).node;
    let again = parse(&Source::new("printed", read.to_string())).unwrap().remove(0).node;
    assert_eq!(read, again);
}
