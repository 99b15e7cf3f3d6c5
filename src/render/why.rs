//! The sentences behind an answer, for reading: `why`. What rests on facts alone is a list of them; where rules, chains,
//! several ways or what was not found come in, it is a tree.

use std::collections::HashSet;

use super::receipts::{evidence, sentence};
use super::text::{Style, visible};
use crate::answer::{Answer, Derivation, Derived, FactRecord, Premise, Receipt, Receipts, Value};
use crate::value::{EntityId, FactId};

/// How far everything stands in below its row.
const INDENT: &str = "    ";

/// The least width that is left for text: what is deeper stands in no further.
const NARROWEST: usize = 32;

/// How many names of a chain are told at its beginning and at its end.
const NAMES: (usize, usize) = (4, 2);

/// For each row of the receipts its values, the facts it rests on, and under each fact the passages that say so: the
/// quote with its words marked, then who says so, how certainly, in which document, and where in its text (code
/// points). A fact, or what a rule says, is given in full once; later mentions refer back to it. Ends with a line end.
pub fn why(answer: &Answer, receipts: &Receipts, style: &Style) -> String {
    let widest = receipts.facts.keys().map(|id| id.0.to_string().len()).max().unwrap_or(1);
    let mut page = Page {
        receipts,
        style,
        widest,
        given: HashSet::new(),
        explained: HashSet::new(),
        text: String::new(),
        brief: false,
    };
    for receipt in &receipts.rows {
        page.heading(answer, receipt.row);
        page.receipt(receipt);
    }
    page.text
}

/// What is shown of a derivation: something, and what it rests on.
struct Node<'a> {
    shown: Shown<'a>,
    below: Vec<Node<'a>>,
}

enum Shown<'a> {
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

struct Page<'a> {
    receipts: &'a Receipts,
    style: &'a Style,
    /// How many digits the longest number of a fact has.
    widest: usize,
    /// The facts that were given in full.
    given: HashSet<FactId>,
    /// What rules say, of what was explained.
    explained: HashSet<&'a str>,
    /// What was written so far.
    text: String,
    /// Whether the last block was a brief one.
    brief: bool,
}

impl<'a> Page<'a> {
    fn heading(&mut self, answer: &Answer, row: usize) {
        let values = match answer.verdict {
            Some(verdict) => verdict.name().to_owned(),
            None => answer.rows.get(row).map(|values| row_heading(answer, values)).unwrap_or_default(),
        };
        let number = if answer.verdict.is_some() { String::new() } else { format!("{}  ", row + 1) };
        let first = format!(" {}", self.style.quiet(&number));
        self.block("", &self.style.hanging(&first, &self.style.strong(&values)), false);
    }

    fn receipt(&mut self, receipt: &'a Receipt) {
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
        if is_plain || nodes.len() == 1 && nodes.iter().all(|node| node.below.is_empty()) {
            return nodes.iter().for_each(|node| self.listed(node));
        }
        let (count, rails) = (nodes.len(), INDENT.to_owned());
        for (at, node) in nodes.iter().enumerate() {
            let first = at == 0;
            self.branch(node, &rails, Place { is_first: first, is_last: at + 1 == count, below: false });
        }
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

    /// A node of a list, which stands alone.
    fn listed(&mut self, node: &Node<'a>) {
        match &node.shown {
            Shown::Fact(fact) => {
                let number = fact.id.0.to_string();
                let padding = " ".repeat(self.widest.saturating_sub(number.len()));
                let first = format!("{INDENT}{padding}{}  ", self.style.quiet(&number));
                let rest = " ".repeat(INDENT.len() + self.widest + 2);
                let (block, brief) = self.fact(fact, &first, &rest);
                self.block("", &block, brief);
            }
            Shown::Said(text, _) | Shown::Note(text) => {
                let first = " ".repeat(INDENT.len() + self.widest + 2);
                self.block("", &self.style.hanging(&first, &self.style.quiet(text)), true);
            }
        }
    }

    /// A node of a tree behind its branch, and what is below it. `rails` lead past it to what comes further down.
    fn branch(&mut self, node: &Node<'a>, rails: &str, place: Place) {
        let quiet = |text: &str| self.style.quiet(text);
        let first = format!("{rails}{}", quiet(if place.is_last { "└─ " } else { "├─ " }));
        let rest = format!("{rails}{}", if place.is_last { "   ".to_owned() } else { quiet("│  ") });
        let open = if node.below.is_empty() { String::new() } else { quiet("│  ") };
        let (block, brief) = match &node.shown {
            Shown::Fact(fact) => {
                let number = fact.id.0.to_string();
                let behind = " ".repeat(number.len() + 2);
                self.fact(fact, &format!("{first}{}  ", quiet(&number)), &format!("{rest}{open}{behind}"))
            }
            Shown::Said(text, "") => (self.style.hung(&first, &format!("{rest}{open}"), text), true),
            Shown::Said(text, behind) => {
                let said = format!("{text}  {}", quiet(behind));
                (self.style.hung(&first, &format!("{rest}{open}"), &said), true)
            }
            Shown::Note(text) => (self.style.hung(&first, &format!("{rest}{open}"), &quiet(text)), true),
        };
        let between = format!("{rails}{}", quiet("│"));
        match place.is_first && place.below {
            // What is first below something follows it closely.
            true => self.close(&block, brief),
            false if place.is_first => self.block("", &block, false),
            // Something with more below it stands apart.
            false => self.block(&between, &block, brief && node.below.is_empty()),
        }
        self.brief = brief;
        let deep = textwrap::core::display_width(&rest) + NARROWEST > self.style.columns();
        let below = if deep { rails } else { rest.as_str() };
        let count = node.below.len();
        for (at, node) in node.below.iter().enumerate() {
            self.branch(node, below, Place { is_first: at == 0, is_last: at + 1 == count, below: true });
        }
    }

    /// The lines of a fact: in full where it is the first time. Whether they are brief.
    fn fact(&mut self, fact: &FactRecord, first: &str, rest: &str) -> (String, bool) {
        let said = sentence(fact);
        if !self.given.insert(fact.id) {
            let back = self.style.quiet("as above");
            return (self.style.hung(first, rest, &format!("{said}  {back}")), true);
        }
        let time = fact.time.as_ref().map(|time| format!("  {}", self.style.quiet(time.as_str()))).unwrap_or_default();
        let mut block = self.style.hung(first, rest, &(self.style.strong(&said) + &time));
        for line in fact.evidence.iter().flat_map(|piece| evidence(piece, true, self.style)) {
            block.push_str(&format!("\n{}", self.style.hung(rest, rest, &line)));
        }
        if fact.evidence.is_empty() {
            let nobody = self.style.quiet("stated without a source");
            block.push_str(&format!("\n{}", self.style.hung(rest, rest, &nobody)));
        }
        (block, false)
    }

    /// Adds a block, after a line `between` unless it and the one before are brief.
    fn block(&mut self, between: &str, block: &str, brief: bool) {
        if !(self.text.is_empty() || brief && self.brief) {
            self.text.push_str(&format!("{between}\n"));
        }
        self.close(block, brief);
    }

    /// Adds a block right behind the one before.
    fn close(&mut self, block: &str, brief: bool) {
        self.text.push_str(block);
        self.text.push('\n');
        self.brief = brief;
    }
}

/// Where a node stands among its neighbours.
#[derive(Clone, Copy)]
struct Place {
    is_first: bool,
    is_last: bool,
    /// Whether it is below another node.
    below: bool,
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

/// The row in one line: the value of a single column, or each with its column's name.
fn row_heading(answer: &Answer, values: &[Value]) -> String {
    let value = |value: &Value| if *value == Value::Nothing { "–".to_owned() } else { visible(&value.text()) };
    match values {
        [only] => value(only),
        _ => {
            let named = answer.columns.iter().zip(values);
            let parts: Vec<String> =
                named.map(|(column, it)| format!("{}: {}", visible(&column.name), value(it))).collect();
            parts.join(" · ")
        }
    }
}
