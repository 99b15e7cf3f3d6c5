//! Nodes that stand for statements, and the nodes of their evidence. Their statements may stand anywhere in a file:
//! those of one group are kept until the last of them was met. What is kept of a group between the passes is a few numbers.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term, Triple};

use super::terms::{self, Role};
use super::words;

/// A number for a value, the same in every pass.
pub(super) fn number(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The number of a node wherever it stands.
pub(super) fn node_number(node: &NamedOrBlankNode) -> u64 {
    match node {
        NamedOrBlankNode::NamedNode(node) => number(&node.as_str()),
        NamedOrBlankNode::BlankNode(node) => number(&('_', node.as_str())),
    }
}

/// The number of an object, where it is a node that of the node.
pub(super) fn term_number(term: &Term) -> u64 {
    match term {
        Term::NamedNode(node) => number(&node.as_str()),
        Term::BlankNode(node) => number(&('_', node.as_str())),
        Term::Literal(literal) => number(&("literal", literal)),
        Term::Triple(triple) => number(&("triple", triple)),
    }
}

/// The number of a statement in its graph.
pub(super) fn statement_number(subject: u64, property: &str, object: u64, graph: &GraphName) -> u64 {
    number(&(subject, words::property(property), object, graph))
}

/// The groups of a file.
#[derive(Default)]
pub(super) struct Groups {
    /// Towards the node that a group is told by.
    towards: HashMap<u64, u64>,
    /// While the file is looked at for the first time: by that node, how many nodes a group of several has.
    sizes: HashMap<u64, usize>,
    /// By that node, the number of the last statement.
    last: HashMap<u64, usize>,
    /// The statements that nodes stand for, and whether each is stated itself: the line in which it is first.
    stands_for: HashMap<u64, Option<usize>>,
    /// Of Wikidata's statement nodes: what they are of, and what they say.
    halves: HashMap<u64, Halves>,
    lists: HashSet<u64>,
}

#[derive(Default)]
struct Halves {
    subject: Option<(u64, GraphName)>,
    value: Option<(String, u64)>,
}

impl Groups {
    /// Looks at a statement for the first time.
    pub(super) fn look(&mut self, quad: &Quad) {
        let property = quad.predicate.as_str();
        match (terms::role(property), &quad.object) {
            (Role::Reifies, Term::Triple(triple)) => {
                self.join(node_number(&quad.subject), None);
                self.stands_for.insert(of_triple(triple, &quad.graph_name), None);
            }
            (Role::Evidence, evidence @ (Term::NamedNode(_) | Term::BlankNode(_))) => {
                self.join(node_number(&quad.subject), Some(term_number(evidence)));
            }
            (Role::Structure, _) if property.ends_with("#first") => _ = self.lists.insert(node_number(&quad.subject)),
            _ => self.look_at_wikidata(quad),
        }
    }

    fn look_at_wikidata(&mut self, quad: &Quad) {
        match words::wikidata(quad.predicate.as_str()) {
            Some(("", _)) if is_node(&quad.object) => {
                let node = term_number(&quad.object);
                self.join(node, None);
                let subject = (node_number(&quad.subject), quad.graph_name.clone());
                self.halves.entry(node).or_default().subject = Some(subject);
            }
            Some(("statement/", _)) => {
                let node = node_number(&quad.subject);
                self.join(node, None);
                let value = (quad.predicate.as_str().to_owned(), term_number(&quad.object));
                self.halves.entry(node).or_default().value = Some(value);
            }
            _ => {}
        }
    }

    /// Puts together what was found in halves.
    pub(super) fn looked(&mut self) {
        for halves in std::mem::take(&mut self.halves).into_values() {
            if let (Some((subject, graph)), Some((property, value))) = (halves.subject, halves.value) {
                self.stands_for.insert(statement_number(subject, &property, value, &graph), Some(0));
            }
        }
        self.shorten();
    }

    /// Points every node at its group directly.
    fn shorten(&mut self) {
        self.sizes = HashMap::new();
        for node in self.towards.keys().copied().collect::<Vec<_>>() {
            self.enter(node);
        }
    }

    /// Looks at the statement of that number in the file again, when all nodes are known.
    pub(super) fn look_again(&mut self, at: usize, quad: &Quad, line: usize) {
        if let Some(group) = self.of(quad) {
            self.last.insert(group, at);
        }
        if !self.stands_for.is_empty()
            && let Some(stated) = self.stands_for.get_mut(&of_quad(quad))
        {
            // A statement of Wikidata is stated by its node, wherever it is said otherwise.
            *stated = stated.filter(|line| *line > 0).or(Some(line));
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.towards.is_empty()
    }

    /// The group that a statement belongs to.
    pub(super) fn of(&self, quad: &Quad) -> Option<u64> {
        if self.is_empty() {
            return None;
        }
        let subject = node_number(&quad.subject);
        if self.towards.contains_key(&subject) {
            return Some(self.root(subject));
        }
        let is_link = matches!(words::wikidata(quad.predicate.as_str()), Some(("", _)));
        let object = (is_link && is_node(&quad.object)).then(|| term_number(&quad.object))?;
        self.towards.contains_key(&object).then(|| self.root(object))
    }

    /// The group that a node is of.
    pub(super) fn group(&self, node: u64) -> Option<u64> {
        self.towards.contains_key(&node).then(|| self.root(node))
    }

    /// Whether the statement of that number in the file is the last of its group.
    pub(super) fn ends(&self, group: u64, at: usize) -> bool {
        self.last.get(&group) == Some(&at)
    }

    /// Whether a node stands for a statement, so that it need not be told itself.
    pub(super) fn has(&self, quad: &Quad) -> bool {
        !self.stands_for.is_empty() && self.stands_for.contains_key(&of_quad(quad))
    }

    /// Whether a statement that a node stands for is stated itself.
    pub(super) fn is_stated(&self, statement: u64) -> bool {
        self.stated_in(statement).is_some()
    }

    /// The line in which a statement that a node stands for is stated itself; 0 where only its node states it.
    pub(super) fn stated_in(&self, statement: u64) -> Option<usize> {
        self.stands_for.get(&statement).copied().flatten()
    }

    /// Whether a node is a list.
    pub(super) fn is_list(&self, node: &Term) -> bool {
        !self.lists.is_empty() && self.lists.contains(&term_number(node))
    }

    fn join(&mut self, node: u64, other: Option<u64>) {
        let root = self.enter(node);
        let Some(other) = other.map(|other| self.enter(other)).filter(|other| *other != root) else { return };
        // The smaller group is put to the larger one: ways stay short however many groups become one.
        let (size, other_size) = (self.size(root), self.size(other));
        let (small, large) = if size < other_size { (root, other) } else { (other, root) };
        self.towards.insert(small, large);
        self.sizes.remove(&small);
        self.sizes.insert(large, size + other_size);
    }

    /// The node that a node's group is told by, where the node is in one now; the ways towards it are shortened.
    fn enter(&mut self, node: u64) -> u64 {
        let root = self.root(node);
        let mut at = node;
        while let Some(next) = self.towards.insert(at, root).filter(|next| *next != root) {
            at = next;
        }
        root
    }

    /// How many nodes the group has that is told by a node.
    fn size(&self, root: u64) -> usize {
        self.sizes.get(&root).copied().unwrap_or(1)
    }

    fn root(&self, node: u64) -> u64 {
        let mut root = node;
        while let Some(next) = self.towards.get(&root).filter(|next| **next != root) {
            root = *next;
        }
        root
    }
}

/// The number of a statement that is quoted.
pub(super) fn of_triple(triple: &Triple, graph: &GraphName) -> u64 {
    statement_number(node_number(&triple.subject), triple.predicate.as_str(), term_number(&triple.object), graph)
}

/// The number of a statement that is stated.
fn of_quad(quad: &Quad) -> u64 {
    let (subject, object) = (node_number(&quad.subject), term_number(&quad.object));
    statement_number(subject, quad.predicate.as_str(), object, &quad.graph_name)
}

fn is_node(term: &Term) -> bool {
    matches!(term, Term::NamedNode(_) | Term::BlankNode(_))
}

#[cfg(test)]
mod tests {
    use super::Groups;

    /// How many steps lead from a node to the one that its group is told by.
    fn steps(groups: &Groups, node: u64) -> usize {
        let next = |node: &u64| groups.towards.get(node).copied().filter(|next| next != node);
        std::iter::successors(next(&node), next).count()
    }

    #[test]
    fn ways_stay_short_however_many_nodes_share_one() {
        let mut groups = Groups::default();
        for node in 1..=1_000 {
            groups.join(node, Some(0));
            groups.join(node + 1_000, None);
        }
        assert!((0..=1_000).all(|node| steps(&groups, node) <= 2));
        let root = groups.group(0);
        assert!((1..=1_000).all(|node| groups.group(node) == root));
        assert_eq!(groups.group(1_001), Some(1_001));
    }
}
