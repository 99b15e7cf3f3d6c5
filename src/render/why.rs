//! The sentences behind an answer, for reading: `why`. What rests on facts alone is a list of them; where rules, chains,
//! several ways or what was not found come in, it is a tree.

use std::collections::HashSet;

use super::receipts::{evidence, sentence};
use super::text::{Style, visible};
use super::tree::{Node, Shown, Tree};
use crate::answer::{Answer, FactRecord, Receipt, Receipts, Value};
use crate::value::FactId;

/// How far everything stands in below its row.
const INDENT: &str = "    ";

/// The least width that is left for text: what is deeper stands in no further.
const NARROWEST: usize = 32;

/// For each row of the receipts its values, the facts it rests on, and under each fact the passages that say so: the
/// quote with its words marked, then who says so, how certainly, in which document, and where in its text (code
/// points). A fact, or what a rule says, is given in full once; later mentions refer back to it. Ends with a line end.
pub fn why(answer: &Answer, receipts: &Receipts, style: &Style) -> String {
    let widest = receipts.facts.keys().map(|id| id.0.to_string().len()).max().unwrap_or(1);
    let mut page =
        Page { tree: Tree::new(receipts), style, widest, given: HashSet::new(), text: String::new(), brief: false };
    for receipt in &receipts.rows {
        page.heading(answer, receipt.row);
        page.receipt(receipt);
    }
    page.text
}

struct Page<'a> {
    tree: Tree<'a>,
    style: &'a Style,
    /// How many digits the longest number of a fact has.
    widest: usize,
    /// The facts that were given in full.
    given: HashSet<FactId>,
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
        let (nodes, is_list) = self.tree.receipt(receipt);
        if is_list {
            return nodes.iter().for_each(|node| self.listed(node));
        }
        let (count, rails) = (nodes.len(), INDENT.to_owned());
        for (at, node) in nodes.iter().enumerate() {
            let first = at == 0;
            self.branch(node, &rails, Place { is_first: first, is_last: at + 1 == count, below: false });
        }
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
