//! Lines that are no statement, as far as it can be seen what they are about: what else is said of that may mean something
//! else without them.

use std::collections::HashMap;
use std::fmt::Write;

use oxrdf::{GraphName, Quad, Term};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::groups::{Groups, node_number, number, of_triple, term_number};
use super::known::Known;
use super::terms::{Role, role};
use super::words::{self, FACTFILE};

/// The subject and the predicate of a line, as far as they can be seen.
struct Seen<'t> {
    subject: Option<Node<'t>>,
    predicate: Option<&'t str>,
}

#[derive(Clone, Copy)]
enum Node<'t> {
    Iri(&'t str),
    Blank(&'t str),
}

impl Node<'_> {
    /// The number by which a node is known that is no statement's part.
    fn number(self) -> u64 {
        match self {
            Node::Iri(iri) => number(&iri),
            Node::Blank(label) => number(&('_', label)),
        }
    }
}

/// The nodes of which lines are said that are no statements and without which they are called otherwise, or stand for
/// something else: each with the first such line.
#[derive(Default)]
pub(super) struct Unread {
    nodes: HashMap<u64, usize>,
    /// Further lines, by their subject and predicate: a node may stand for what they say.
    statements: HashMap<u64, usize>,
}

impl Unread {
    /// Takes up a line that is no statement.
    pub(super) fn look(&mut self, groups: &Groups, text: &str, line: usize) {
        let Seen { subject: Some(subject), predicate } = seen(text) else { return };
        let tells = |predicate| {
            matches!(role(predicate), Role::Name(_) | Role::Reifies | Role::Evidence)
                || matches!(words::wikidata(predicate), Some(("" | "statement/", _)))
        };
        if predicate.is_some_and(tells) || groups.group(subject.number()).is_some() {
            self.nodes.entry(subject.number()).or_insert(line);
        }
        if let Some(group) = groups.group(subject.number()) {
            self.nodes.entry(group).or_insert(line);
        }
        if let Some(predicate) = predicate {
            self.statements.entry(number(&(subject.number(), predicate))).or_insert(line);
        }
    }

    /// The line that may state what a node stands for, where that is stated in no line that can be read.
    pub(super) fn statement(&self, groups: &Groups, quad: &Quad) -> Option<usize> {
        let Term::Triple(triple) = &quad.object else { return None };
        if self.statements.is_empty() || groups.is_stated(of_triple(triple, &quad.graph_name)) {
            return None;
        }
        self.statements.get(&number(&(node_number(&triple.subject), triple.predicate.as_str()))).copied()
    }

    /// The line that a statement, or its group, needs.
    pub(super) fn needed(&self, quad: &Quad, group: Option<u64>) -> Option<usize> {
        if self.nodes.is_empty() {
            return None;
        }
        let graph = match &quad.graph_name {
            GraphName::NamedNode(node) => Some(number(&node.as_str())),
            GraphName::BlankNode(node) => Some(number(&('_', node.as_str()))),
            GraphName::DefaultGraph => None,
        };
        let nodes = [Some(node_number(&quad.subject)), Some(term_number(&quad.object)), graph, group];
        nodes.into_iter().flatten().find_map(|node| self.nodes.get(&node).copied())
    }
}

/// Whether a line that is no statement may say what a class or property is: then others cannot be told without it.
pub(in crate::load) fn is_about_words(line: &str) -> bool {
    let is_word = |role| matches!(role, Role::Broader | Role::Domain | Role::Range | Role::Inverse | Role::Own(_));
    let classes = ["http://www.w3.org/2002/07/owl#", "rdf-schema#Class>", "rdf-syntax-ns#Property>"];
    seen(line).predicate.is_some_and(|predicate| {
        is_word(role(predicate)) || (role(predicate) == Role::Type && classes.iter().any(|class| line.contains(class)))
    })
}

impl Known {
    /// Whether a line that is no statement names a class or property.
    pub(super) fn is_name_of_word(&self, line: &str) -> bool {
        let Seen { subject: Some(Node::Iri(subject)), predicate: Some(predicate) } = seen(line) else { return false };
        matches!(role(predicate), Role::Name(_))
            && (self.words.classes.contains(subject) || self.words.properties.contains(&*words::property(subject)))
    }

    /// A line with its blank nodes as the IRIs of what they are known by.
    pub(super) fn blanks_as_keys(&self, line: &str) -> String {
        let mut keyed = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(at) = next_blank(rest) {
            let label = label(&rest[at + 2..]);
            let key = format!("{}{label}", self.scope());
            let what = if self.documents.contains_key(&key) { "document" } else { "entity" };
            keyed.push_str(&rest[..at]);
            let key = utf8_percent_encode(&key, NON_ALPHANUMERIC);
            // A string takes all that is written.
            let _ = write!(keyed, "<{FACTFILE}{what}:{key}>");
            rest = &rest[at + 2 + label.len()..];
        }
        keyed + rest
    }
}

fn seen(line: &str) -> Seen<'_> {
    let (subject, rest) = node(line.trim_start());
    let predicate = match node(rest.trim_start()).0 {
        Some(Node::Iri(iri)) => Some(iri),
        _ => None,
    };
    Seen { subject, predicate }
}

/// The node that a text begins with, and what follows.
fn node(text: &str) -> (Option<Node<'_>>, &str) {
    if let Some(text) = text.strip_prefix("_:") {
        let label = label(text);
        return (Some(Node::Blank(label)), &text[label.len()..]);
    }
    match text.strip_prefix('<').and_then(|text| text.split_once('>')) {
        Some((iri, rest)) if !iri.starts_with('<') => (Some(Node::Iri(iri)), rest),
        _ => (None, ""),
    }
}

/// The label of a blank node that a text begins with.
fn label(text: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')');
    text[..text.find(ends).unwrap_or(text.len())].trim_end_matches('.')
}

/// Where the next blank node stands that is in no IRI, text or comment.
fn next_blank(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'#' => return None,
            b'_' if text[at..].starts_with("_:") => return Some(at),
            b'<' if !text[at..].starts_with("<<") => _ = bytes.find(|(_, byte)| *byte == b'>'),
            b'<' => _ = bytes.next(),
            b'"' => {
                let mut escaped = false;
                bytes.find(|(_, byte)| {
                    let ends = *byte == b'"' && !escaped;
                    escaped = *byte == b'\\' && !escaped;
                    ends
                });
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Known, Node, is_about_words, seen};

    #[test]
    fn blank_nodes_are_written_as_what_they_are_known_by() {
        let known = Known::default();
        let line = "_:a <http://e/_:p> <<( _:b.c <http://e/q> \"_:d \\\" _:e\" )>> _:g. # _:h";
        let keyed = "<urn:factfile:entity:a> <http://e/_:p> <<( <urn:factfile:entity:b%2Ec> <http://e/q> \"_:d \\\" _:e\" )>> \
                     <urn:factfile:entity:g>. # _:h";
        assert_eq!(known.blanks_as_keys(line), keyed);
    }

    #[test]
    fn what_a_broken_line_is_about_is_seen_where_it_can_be() {
        let line = "<http://e/a> <http://www.w3.org/2000/01/rdf-schema#label> \"Ann";
        assert!(matches!(seen(line).subject, Some(Node::Iri("http://e/a"))));
        assert!(seen("_:b. <http://e/p> <http://e/").predicate.is_none());
        assert!(!is_about_words(line));
        assert!(is_about_words("<http://e/A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> http://e/B ."));
    }
}
