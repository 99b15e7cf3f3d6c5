//! Nodes that stand for statements, as facts with time, qualifiers and evidence.

use std::collections::HashMap;
use std::rc::Rc;

use oxrdf::{NamedOrBlankNode, Quad, Term, Triple};

use super::evidence;
use super::facts::Why;
use super::groups::of_triple;
use super::known::{Known, is_link, node_of};
use super::labels::{literal_text, words_of};
use super::terms::{self, Role, Type};
use super::times::Times;
use super::words;
use crate::load::left_out::Tally;
use crate::load::record::{Evidence, Fact, Object, Values};
use crate::problem::LoadProblem;
use crate::vocabulary::nearest;

const NOT_STATED: Why = "quoted statements that are not stated themselves and have no evidence";
const DEPRECATED: Why = "statements of Wikidata that are deprecated";
const UNKNOWN_VALUE: Why = "statements of Wikidata without a value";
const DETAIL: Why = "further forms of values in Wikidata";
const NO_QUALIFIER: Why = "what is said of statements and has no place in a fact";
const NO_STATEMENT: Why = "what is said of evidence of no statement";

/// What a store says of a statement in its own words.
const OF_STATEMENT: [&str; 3] = ["evidence", "time", "timeText"];

/// A statement of a group.
pub(super) struct Kept {
    pub(super) quad: Quad,
    /// The line that it begins in.
    pub(super) line: usize,
    /// Its lines; nothing where they are long.
    pub(super) text: Rc<str>,
}

/// What a group comes to.
pub(super) struct Told<'k> {
    /// Its facts, each with the statement that it comes from.
    pub(super) facts: Vec<(Fact, &'k Kept)>,
    pub(super) wrong: Vec<Wrong<'k>>,
}

/// What is wrong with a statement, so that a fact would say something else without it.
pub(super) struct Wrong<'k> {
    pub(super) kept: &'k Kept,
    /// The words in it that are wrong.
    pub(super) words: String,
    pub(super) problem: LoadProblem,
}

/// Tells a group's facts.
pub(super) fn facts<'k>(known: &'k Known, kept: &'k [Kept], left_out: &mut Tally) -> Told<'k> {
    let mut group = Group { known, nodes: HashMap::new(), evidence: HashMap::new(), left_out, wrong: Vec::new() };
    for kept in kept {
        group.nodes.entry(kept.quad.subject.clone()).or_default().push(kept);
    }
    for kept in kept.iter().filter(|kept| terms::role(kept.quad.predicate.as_str()) == Role::Evidence) {
        if let Some(node) = node_of(&kept.quad.object)
            && !group.evidence.contains_key(&node)
        {
            let evidence = group.evidence_of(&node);
            group.evidence.insert(node, evidence);
        }
    }
    let mut facts = Vec::new();
    for statement in kept {
        facts.extend(group.fact(statement, kept).map(|fact| (fact, statement)));
    }
    Told { facts, wrong: group.wrong }
}

struct Group<'k, 't> {
    known: &'k Known,
    nodes: HashMap<NamedOrBlankNode, Vec<&'k Kept>>,
    evidence: HashMap<NamedOrBlankNode, Evidence>,
    left_out: &'t mut Tally,
    wrong: Vec<Wrong<'k>>,
}

impl<'k> Group<'k, '_> {
    /// The fact of a statement that says what a node stands for.
    fn fact(&mut self, statement: &'k Kept, kept: &'k [Kept]) -> Option<Fact> {
        let quad = &statement.quad;
        let told = match (terms::role(quad.predicate.as_str()), &quad.object) {
            (Role::Reifies, Term::Triple(triple)) => self.quoted(quad, triple),
            _ => match words::wikidata(quad.predicate.as_str()) {
                Some(("statement/", _)) => self.of_wikidata(quad, kept),
                _ => return None,
            },
        };
        let object = if let Term::Triple(triple) = &quad.object { &triple.object } else { &quad.object };
        told.map_err(|why| self.left_out.add_value(why, statement.line, literal_text(object))).ok()
    }

    /// The fact of a statement that is quoted. One that is stated nowhere is a fact only by its evidence.
    fn quoted(&mut self, quad: &Quad, triple: &Triple) -> Result<Fact, Why> {
        let mut fact = self.known.quoted(triple)?;
        let wrong = self.wrong.len();
        self.say(&mut fact, &quad.subject);
        if fact.evidence.is_empty() && !self.known.groups.is_stated(of_triple(triple, &quad.graph_name)) {
            self.wrong.truncate(wrong);
            return Err(NOT_STATED);
        }
        if fact.evidence.is_empty() {
            fact.evidence.extend(self.known.of_graph(&quad.graph_name));
        }
        Ok(fact)
    }

    /// The fact of a statement node of Wikidata.
    fn of_wikidata(&mut self, quad: &Quad, kept: &[Kept]) -> Result<Fact, Why> {
        let is_rank = |other: &&&Kept| terms::is_rank(other.quad.predicate.as_str());
        let rank = self.nodes.get(&quad.subject).and_then(|said| said.iter().find(is_rank));
        let rank = rank.map(|rank| &rank.quad.object);
        if rank.is_some_and(|rank| matches!(rank, Term::NamedNode(rank) if terms::is_deprecated(rank.as_str()))) {
            return Err(DEPRECATED);
        }
        let leads_here = |other: &&Kept| {
            is_link(other.quad.predicate.as_str()) && node_of(&other.quad.object).as_ref() == Some(&quad.subject)
        };
        let link = kept.iter().find(leads_here).ok_or(NO_STATEMENT)?;
        if matches!(quad.object, Term::BlankNode(_)) {
            return Err(UNKNOWN_VALUE);
        }
        let fact = self.known.fact(&link.quad.subject, quad.predicate.as_str(), &quad.object)?;
        let mut fact = fact.ok_or(UNKNOWN_VALUE)?;
        self.say(&mut fact, &quad.subject);
        if fact.evidence.is_empty() {
            fact.evidence.extend(self.known.of_graph(&quad.graph_name));
        }
        Ok(fact)
    }

    /// Adds what is said of a node to the fact that it stands for.
    fn say(&mut self, fact: &mut Fact, node: &NamedOrBlankNode) {
        let mut times = Times::default();
        let said = self.nodes.get(node).cloned().unwrap_or_default();
        for kept in &said {
            self.say_one(fact, &mut times, kept);
        }
        match times.edtf(self.left_out) {
            Ok(time) => fact.time = time,
            Err(wrong) => self.wrong.push(wrong),
        }
        if fact.evidence.is_empty()
            && fact.time_text.take().is_some()
            && let Some(first) = said.first()
        {
            self.left_out.add(NO_QUALIFIER, first.line);
        }
    }

    fn say_one(&mut self, fact: &mut Fact, times: &mut Times<'k>, kept: &'k Kept) {
        let property = kept.quad.predicate.as_str();
        if let Some(when) = terms::when(property) {
            if let Err(wrong) = times.add(when, kept, self.left_out) {
                self.wrong.push(wrong);
            }
            return;
        }
        if terms::is_source(property) {
            match node_of(&kept.quad.object) {
                Some(node) => {
                    let document = Some(self.known.document_key(&node));
                    fact.evidence.push(Evidence { document, ..Evidence::default() });
                }
                None => self.leave_out(NO_QUALIFIER, kept),
            }
            return;
        }
        match (terms::role(property), words::wikidata(property)) {
            (Role::Evidence, _) => match node_of(&kept.quad.object).and_then(|node| self.evidence.get(&node)) {
                Some(evidence) => fact.evidence.push(evidence.clone()),
                None => self.wrong(kept, evidence::unfit(&kept.quad.object, "a node that is said to be evidence")),
            },
            (Role::Type, _) if is_of_kind(&kept.quad.object) => self.leave_out(NO_QUALIFIER, kept),
            (Role::Reifies | Role::Type, _) | (_, Some(("statement/", _))) => {}
            (Role::Structure, _) if terms::is_rank(property) => {}
            (Role::Fact, None) if terms::own(property) == Some("timeText") => match evidence::text(&kept.quad.object) {
                Ok(text) if fact.time_text.as_deref().is_some_and(|other| other != text) => {
                    self.wrong(kept, LoadProblem::DuplicateField { field: "ff:timeText".to_owned() });
                }
                Ok(text) => fact.time_text = Some(text.to_owned()),
                Err(problem) => self.wrong(kept, problem),
            },
            (Role::Fact, None) if terms::own(property).is_some() => self.unknown_word(kept, &OF_STATEMENT),
            (Role::Fact | Role::Page, None | Some(("qualifier/", _))) => self.qualify(fact, kept),
            (Role::Fact, Some(("", _))) => self.leave_out(NO_QUALIFIER, kept),
            (Role::Fact, Some(_)) => self.leave_out(DETAIL, kept),
            _ => self.leave_out(NO_QUALIFIER, kept),
        }
    }

    /// What is said by a statement is wrong.
    fn wrong(&mut self, kept: &'k Kept, problem: LoadProblem) {
        self.wrong.push(Wrong { kept, words: words_of(&kept.quad.object), problem });
    }

    fn leave_out(&mut self, why: Why, kept: &Kept) {
        self.left_out.add_value(why, kept.line, literal_text(&kept.quad.object));
    }

    fn qualify(&mut self, fact: &mut Fact, kept: &Kept) {
        match self.known.value(kept.quad.predicate.as_str(), &kept.quad.object) {
            Ok((key, value)) => add(&mut fact.qualifiers.0, key, value),
            Err(why) => self.leave_out(why, kept),
        }
    }

    /// Tells that a statement has a word of a store's own that says nothing where it stands.
    fn unknown_word(&mut self, kept: &'k Kept, known: &[&str]) {
        let word = terms::own(kept.quad.predicate.as_str()).unwrap_or_default().to_owned();
        let named = |word: &str| format!("ff:{word}");
        let known: Vec<String> = known.iter().copied().map(named).collect();
        let nearest = nearest(&named(&word), known.clone());
        let problem = LoadProblem::UnknownField { field: named(&word), nearest, known };
        self.wrong.push(Wrong { kept, words: word, problem });
    }

    /// The evidence that a node of its own describes.
    fn evidence_of(&mut self, node: &NamedOrBlankNode) -> Evidence {
        let mut evidence = Evidence::default();
        let mut said: HashMap<&str, &Term> = HashMap::new();
        for kept in self.nodes.get(node).cloned().unwrap_or_default() {
            let object = &kept.quad.object;
            let Some(member) = terms::own(kept.quad.predicate.as_str()) else {
                self.leave_out(NO_QUALIFIER, kept);
                continue;
            };
            if !evidence::MEMBERS.contains(&member) {
                self.unknown_word(kept, &evidence::MEMBERS);
                continue;
            }
            let set = match said.insert(member, object).is_some_and(|other| other != object) {
                true => Err(LoadProblem::DuplicateField { field: format!("ff:{member}") }),
                false => evidence::set(self.known, &mut evidence, member, object),
            };
            if let Err(problem) = set {
                self.wrong(kept, problem);
            }
        }
        evidence
    }
}

/// Whether it makes a node to be of a kind that it is said to be of that class.
fn is_of_kind(class: &Term) -> bool {
    matches!(class, Term::NamedNode(class) if terms::type_of(class.as_str()) == Type::Kind)
}

/// Adds a value to those of a key.
fn add(qualifiers: &mut Vec<(String, Values)>, key: String, value: Object) {
    match qualifiers.iter_mut().find(|(other, _)| *other == key) {
        None => qualifiers.push((key, Values::One(value))),
        Some((_, values)) => {
            let mut all = values.as_slice().to_vec();
            all.push(value);
            *values = Values::More(all);
        }
    }
}
