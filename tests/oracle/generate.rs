//! Random cases as bytes, which `build` reads as choices.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};

#[derive(Debug, Clone)]
pub struct CaseGene {
    pub store: Vec<u8>,
    pub facts: Vec<Vec<u8>>,
    /// Per rule, what it is, and its alternatives.
    pub rules: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
    pub queries: Vec<QueryGene>,
}

#[derive(Debug, Clone)]
pub struct QueryGene {
    pub conditions: Vec<Vec<u8>>,
    /// What is shown; none for a yes-or-no question.
    pub find: Option<Vec<u8>>,
    pub view: Vec<u8>,
    pub style: u64,
}

/// A store and some queries over it.
pub fn case() -> impl Strategy<Value = CaseGene> {
    let facts = prop_oneof![1 => vec(bytes(32), 0..=6), 3 => vec(bytes(32), 6..=20), 2 => vec(bytes(32), 16..=36)];
    let rule = (bytes(12), vec(bytes(48), 1..=2));
    let rules = prop_oneof![2 => Just(Vec::new()), 1 => vec(rule, 1..=4)];
    (bytes(40), facts, rules, vec(query(), 1..4))
        .prop_map(|(store, facts, rules, queries)| CaseGene { store, facts, rules, queries })
}

fn query() -> impl Strategy<Value = QueryGene> {
    let find = prop_oneof![1 => Just(None), 5 => bytes(64).prop_map(Some)];
    let style = prop_oneof![1 => Just(0), 3 => any::<u64>()];
    let view = option::weighted(0.3, bytes(4)).prop_map(Option::unwrap_or_default);
    (vec(bytes(64), 1..=4), find, view, style)
        .prop_map(|(conditions, find, view, style)| QueryGene { conditions, find, view, style })
}

fn bytes(count: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), count)
}
