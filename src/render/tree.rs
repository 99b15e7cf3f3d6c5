//! What a row rests on as a tree: what `why` tells and what a report shows.

use std::collections::HashSet;

use super::text::visible;
use crate::answer::{Derivation, Derived, FactRecord, Premise, Receipt, Receipts, Value};
use crate::value::EntityId;

/// How many names of a chain are told at its beginning and at its end.
const NAMES: (usize, usize) = (4, 2);

/// What is shown of a derivation: something, and what it rests on.
pub(crate) struct Node<'a> {
    /// What is shown.
    pub shown: Shown<'a>,
    /// What it rests on.
    pub below: Vec<Node<'a>>,
}

pub(crate) enum Shown<'a> {
    /// A fact with its evidence.
    Fact(&'a FactRecord),
    /// What a rule or chain says, with what is told behind it.
    Said(String, &'static str),
    /// A quiet remark.
    Note(String),
}

impl<'a> Node<'a> {
    fn alone(shown: Shown<'a>) -> Self {
        Self { shown, below: Vec::new() }
    }

    fn note(text: &str) -> Self {
        Self::alone(Shown::Note(text.to_owned()))
    }
}

/// Receipts, and what rules say of which it was told already what it rests on.
pub(crate) struct Tree<'a> {
    receipts: &'a Receipts,
    explained: HashSet<&'a str>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(receipts: &'a Receipts) -> Self {
        Tree { receipts, explained: HashSet::new() }
    }

    /// What a row rests on, and whether that is a plain list: of facts, or of one note.
    pub(crate) fn receipt(&mut self, receipt: &'a Receipt) -> (Vec<Node<'a>>, bool) {
        let ways: Vec<Vec<Node<'a>>> =
            receipt.derivations.iter().map(|derivation| self.derivation(derivation)).collect();
        let is_list = |nodes: &Vec<Node<'_>>| nodes.iter().all(|node| matches!(node.shown, Shown::Fact(_)));
        // Ways of one fact each are told apart by their facts.
        let is_plain = ways.iter().all(is_list) && (ways.len() == 1 || ways.iter().all(|way| way.len() == 1));
        let mut nodes = if is_plain { ways.into_iter().flatten().collect() } else { told_apart(ways, receipt.more) };
        if receipt.more {
            nodes.push(Node::note("there is more that was not fetched"));
        }
        if receipt.derivations.is_empty() {
            nodes.push(Node::note("rests on no fact"));
        }
        let is_one = nodes.len() == 1 && nodes.iter().all(|node| node.below.is_empty());
        (nodes, is_plain || is_one)
    }

    fn derivation(&mut self, derivation: &'a Derivation) -> Vec<Node<'a>> {
        // A chain of no facts goes without saying, unless there is nothing else to say.
        if derivation.premises.iter().all(|premise| matches!(premise, Premise::Chain(chain) if chain.is_empty())) {
            return vec![Node::note("both ends are the same thing")];
        }
        derivation.premises.iter().filter_map(|premise| self.premise(premise)).collect()
    }

    fn premise(&mut self, premise: &'a Premise) -> Option<Node<'a>> {
        match premise {
            Premise::Fact(fact) => self.receipts.facts.get(fact).map(|fact| Node::alone(Shown::Fact(fact))),
            Premise::Chain(chain) => match chain.as_slice() {
                [] => None,
                [only] => self.premise(only),
                _ => {
                    let below: Vec<Node<'a>> = chain.iter().filter_map(|link| self.premise(link)).collect();
                    let steps = format!("in {} steps", chain.len());
                    let said = self.names(chain).map_or_else(|| steps.clone(), |names| format!("{names}, {steps}"));
                    Some(Node { shown: Shown::Said(said, ""), below })
                }
            },
            Premise::Derived(derived) => Some(self.derived(derived)),
            Premise::Absent(pattern) => Some(Node::note(&format!("nothing found: {}", visible(pattern)))),
        }
    }

    /// What a rule says, and below it what that rests on.
    fn derived(&mut self, derived: &'a Derived) -> Node<'a> {
        let text = visible(&derived.text);
        if self.explained.contains(derived.text.as_str()) {
            return Node::alone(Shown::Said(text, "as above"));
        }
        if !derived.more {
            self.explained.insert(&derived.text);
        }
        let ways = derived.derivations.iter().map(|derivation| self.derivation(derivation)).collect();
        let mut below = told_apart(ways, derived.more);
        if derived.more {
            below.push(Node::note("there is more that was not fetched"));
        }
        Node { shown: Shown::Said(format!("{text}, since"), ""), below }
    }

    /// The things that a chain of facts leads along: `Abu Dhabi → United Arab Emirates → Asia`. None where it is one of
    /// what rules say, which tell that themselves.
    fn names(&self, chain: &[Premise]) -> Option<String> {
        let ends = |premise: &Premise| {
            let Premise::Fact(id) = premise else { return None };
            let fact = self.receipts.facts.get(id)?;
            let subject = (Some(fact.subject.id), visible(&fact.subject.name));
            Some([subject, end(&fact.object)])
        };
        let links: Vec<[End; 2]> = chain.iter().map(ends).collect::<Option<_>>()?;
        let [[subject, object], second, ..] = links.as_slice() else { return None };
        let meets = |end: &End| second.iter().any(|other| other.0.is_some() && other.0 == end.0);
        let (first, mut at) = if meets(object) { (subject, object) } else { (object, subject) };
        let mut names = vec![first.1.as_str(), at.1.as_str()];
        for [from, to] in &links[1..] {
            at = if from.0.is_some() && from.0 == at.0 { to } else { from };
            names.push(&at.1);
        }
        let hidden = names.len().saturating_sub(NAMES.0 + NAMES.1);
        if hidden > 1 {
            names.splice(NAMES.0..NAMES.0 + hidden, ["…"]);
        }
        Some(names.join(" → "))
    }
}

/// An end of a fact: the thing, where it is one, and its name.
type End = (Option<EntityId>, String);

fn end(value: &Value) -> End {
    match value {
        Value::Entity(entity) => (Some(entity.id), visible(&entity.name)),
        value => (None, visible(&value.text())),
    }
}

/// The ways in which something comes about: numbered, where there are several.
fn told_apart(ways: Vec<Vec<Node<'_>>>, more: bool) -> Vec<Node<'_>> {
    let count = ways.len();
    if count < 2 {
        return ways.into_iter().flatten().collect();
    }
    let or_more = if more { " or more" } else { "" };
    let way = |(at, below)| Node { shown: Shown::Note(format!("{} of {count}{or_more}", at + 1)), below };
    ways.into_iter().enumerate().map(way).collect()
}
