//! Labels of blank nodes that are the same in every pass. The parser labels the nodes that have no label at random.

use std::collections::HashMap;

use oxrdf::{BlankNode, GraphName, NamedOrBlankNode, Quad, Term};

/// The fewest digits of a label that the parser made: fewer are improbable beyond any file.
const DIGITS: usize = 17;

/// Numbers the nodes without labels in the order of the file.
#[derive(Default)]
pub(super) struct Blanks {
    numbers: HashMap<String, usize>,
}

impl Blanks {
    /// Renames the nodes of a statement that the parser labelled.
    pub(super) fn rename(&mut self, quad: &mut Quad) {
        if let NamedOrBlankNode::BlankNode(node) = &mut quad.subject {
            self.node(node);
        }
        self.term(&mut quad.object);
        if let GraphName::BlankNode(node) = &mut quad.graph_name {
            self.node(node);
        }
    }

    fn term(&mut self, term: &mut Term) {
        match term {
            Term::BlankNode(node) => self.node(node),
            Term::Triple(triple) => {
                if let NamedOrBlankNode::BlankNode(node) = &mut triple.subject {
                    self.node(node);
                }
                self.term(&mut triple.object);
            }
            Term::NamedNode(_) | Term::Literal(_) => {}
        }
    }

    fn node(&mut self, node: &mut BlankNode) {
        let label = node.as_str();
        let made = label.len() >= DIGITS && label.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if made {
            let next = self.numbers.len() + 1;
            let number = *self.numbers.entry(label.to_owned()).or_insert(next);
            // No label in a file can have this form.
            *node = BlankNode::new_unchecked(format!("[{number}]"));
        }
    }
}
