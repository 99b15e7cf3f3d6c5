//! Nodes that stand for statements, as facts with time, qualifiers and evidence.

use std::collections::HashMap;

use oxrdf::{NamedOrBlankNode, Quad, Term, Triple};

use super::facts::Why;
use super::groups::of_triple;
use super::known::{Known, is_link, node_of};
use super::terms::{self, Role, When};
use super::{values, words};
use crate::edtf::Edtf;
use crate::load::left_out::Tally;
use crate::load::record::{Evidence, Fact, Object, Values};
use crate::value::{Modality, Polarity};

const NOT_STATED: Why = "quoted statements that are not stated themselves and have no evidence";
const DEPRECATED: Why = "statements of Wikidata that are deprecated";
const UNKNOWN_VALUE: Why = "statements of Wikidata without a value";
const DETAIL: Why = "further forms of values in Wikidata";
const NO_TIME: Why = "times of statements that are no dates, or end before they begin";
const NO_QUALIFIER: Why = "what is said of statements and has no place in a fact";
const NO_STATEMENT: Why = "what is said of evidence of no statement";

/// A statement of a group, and the line that it begins in.
pub(super) type Kept = (Quad, usize);

/// Tells a group's facts, each with the line of the statement that it comes from.
pub(super) fn facts(known: &Known, kept: &[Kept], left_out: &mut Tally) -> Vec<(Fact, usize)> {
    let mut group = Group { known, nodes: HashMap::new(), evidence: HashMap::new(), left_out };
    for (quad, line) in kept {
        group.nodes.entry(quad.subject.clone()).or_default().push((quad, *line));
    }
    for (quad, _) in kept.iter().filter(|(quad, _)| terms::role(quad.predicate.as_str()) == Role::Evidence) {
        if let Some(node) = node_of(&quad.object) {
            let evidence = group.evidence_of(&node);
            group.evidence.insert(node, evidence);
        }
    }
    let mut found = Vec::new();
    for (quad, line) in kept {
        found.extend(group.fact(quad, kept, *line).map(|fact| (fact, *line)));
    }
    found
}

struct Group<'g> {
    known: &'g Known,
    nodes: HashMap<NamedOrBlankNode, Vec<(&'g Quad, usize)>>,
    evidence: HashMap<NamedOrBlankNode, Evidence>,
    left_out: &'g mut Tally,
}

impl Group<'_> {
    /// The fact of a statement that says what a node stands for.
    fn fact(&mut self, quad: &Quad, kept: &[Kept], line: usize) -> Option<Fact> {
        let told = match (terms::role(quad.predicate.as_str()), &quad.object) {
            (Role::Reifies, Term::Triple(triple)) => self.quoted(quad, triple, line),
            _ => match words::wikidata(quad.predicate.as_str()) {
                Some(("statement/", _)) => self.of_wikidata(quad, kept, line),
                _ => return None,
            },
        };
        told.map_err(|why| self.left_out.add(why, line)).ok()
    }

    /// The fact of a statement that is quoted. One that is stated nowhere is a fact only by its evidence.
    fn quoted(&mut self, quad: &Quad, triple: &Triple, line: usize) -> Result<Fact, Why> {
        let mut fact = self.known.quoted(triple)?;
        self.say(&mut fact, &quad.subject, line);
        if fact.evidence.is_empty() && !self.known.groups.is_stated(of_triple(triple, &quad.graph_name)) {
            return Err(NOT_STATED);
        }
        if fact.evidence.is_empty() {
            fact.evidence.extend(self.known.of_graph(&quad.graph_name));
        }
        Ok(fact)
    }

    /// The fact of a statement node of Wikidata.
    fn of_wikidata(&mut self, quad: &Quad, kept: &[Kept], line: usize) -> Result<Fact, Why> {
        let is_rank = |(other, _): &&(&Quad, usize)| terms::is_rank(other.predicate.as_str());
        let rank = self.nodes.get(&quad.subject).and_then(|said| said.iter().find(is_rank));
        if rank.is_some_and(
            |(rank, _)| matches!(&rank.object, Term::NamedNode(rank) if terms::is_deprecated(rank.as_str())),
        ) {
            return Err(DEPRECATED);
        }
        let leads_here = |(link, _): &&Kept| {
            is_link(link.predicate.as_str()) && node_of(&link.object).as_ref() == Some(&quad.subject)
        };
        let (link, _) = kept.iter().find(leads_here).ok_or(NO_STATEMENT)?;
        if matches!(quad.object, Term::BlankNode(_)) {
            return Err(UNKNOWN_VALUE);
        }
        let fact = self.known.fact(&link.subject, quad.predicate.as_str(), &quad.object)?;
        let mut fact = fact.ok_or(UNKNOWN_VALUE)?;
        self.say(&mut fact, &quad.subject, line);
        if fact.evidence.is_empty() {
            fact.evidence.extend(self.known.of_graph(&quad.graph_name));
        }
        Ok(fact)
    }

    /// Adds what is said of a node to the fact that it stands for.
    fn say(&mut self, fact: &mut Fact, node: &NamedOrBlankNode, line: usize) {
        let mut times = Times::default();
        for (quad, _) in self.nodes.get(node).cloned().unwrap_or_default() {
            self.say_one(fact, &mut times, quad, line);
        }
        match times.edtf() {
            Ok(time) => fact.time = time,
            Err(()) => self.left_out.add(NO_TIME, line),
        }
        if fact.evidence.is_empty() && fact.time_text.take().is_some() {
            self.left_out.add(NO_QUALIFIER, line);
        }
    }

    fn say_one(&mut self, fact: &mut Fact, times: &mut Times, quad: &Quad, line: usize) {
        let property = quad.predicate.as_str();
        if let Some(when) = terms::when(property) {
            return match times.add(when, &quad.object) {
                true => {}
                false => self.left_out.add(NO_TIME, line),
            };
        }
        if terms::is_source(property) {
            let document = node_of(&quad.object).map(|node| self.known.document_key(&node));
            fact.evidence.extend(document.map(|key| Evidence { document: Some(key), ..Evidence::default() }));
            return;
        }
        match (terms::role(property), words::wikidata(property)) {
            (Role::Evidence, _) => {
                let evidence = node_of(&quad.object).and_then(|node| self.evidence.get(&node)).cloned();
                fact.evidence.extend(evidence);
            }
            (Role::Reifies | Role::Type, _) | (_, Some(("statement/", _))) => {}
            (Role::Structure, _) if terms::is_rank(property) => {}
            (Role::Fact, None) if terms::own(property) == Some("timeText") => fact.time_text = text(&quad.object),
            (Role::Fact, None) if terms::own(property).is_some() => self.left_out.add(NO_QUALIFIER, line),
            (Role::Fact | Role::Page, None | Some(("qualifier/", _))) => self.qualify(fact, quad, line),
            (Role::Fact, Some(("", _))) => self.left_out.add(NO_QUALIFIER, line),
            (Role::Fact, Some(_)) => self.left_out.add(DETAIL, line),
            _ => self.left_out.add(NO_QUALIFIER, line),
        }
    }

    fn qualify(&mut self, fact: &mut Fact, quad: &Quad, line: usize) {
        match self.known.value(quad.predicate.as_str(), &quad.object) {
            Ok((key, value)) => add(&mut fact.qualifiers.0, key, value),
            Err(why) => self.left_out.add(why, line),
        }
    }

    /// The evidence that a node of its own describes.
    fn evidence_of(&mut self, node: &NamedOrBlankNode) -> Evidence {
        let mut evidence = Evidence::default();
        for (quad, line) in self.nodes.get(node).cloned().unwrap_or_default() {
            let Some(member) = terms::own(quad.predicate.as_str()) else {
                self.left_out.add(NO_QUALIFIER, line);
                continue;
            };
            if !self.describe(&mut evidence, member, &quad.object) {
                self.left_out.add(NO_QUALIFIER, line);
            }
        }
        evidence
    }

    /// Sets a member of evidence; false where it has none such, or that is no value for it.
    fn describe(&self, evidence: &mut Evidence, member: &str, object: &Term) -> bool {
        let said = text(object);
        match (member, node_of(object), said) {
            ("document", Some(node), _) => evidence.document = Some(self.known.document_key(&node)),
            ("document", None, said) => evidence.document = said,
            ("source", Some(node), _) => evidence.source = Some(self.known.reference(&node)),
            ("quote", None, said) => evidence.quote = said,
            ("prefix", None, said) => evidence.prefix = said,
            ("suffix", None, said) => evidence.suffix = said,
            ("extractor", None, said) => evidence.extractor = said,
            ("timeText", None, said) => evidence.time_text = said,
            ("modality", None, Some(said)) => {
                evidence.modality = Modality::ALL.into_iter().find(|modality| modality.name() == said);
                return evidence.modality.is_some();
            }
            ("polarity", None, Some(said)) => {
                let signs = [Polarity::Affirms, Polarity::Denies];
                evidence.polarity = signs.into_iter().find(|polarity| polarity.sign() == said);
                return evidence.polarity.is_some();
            }
            ("confidence", None, Some(said)) => {
                evidence.confidence = said.trim().parse().ok();
                return evidence.confidence.is_some();
            }
            _ => return false,
        }
        true
    }
}

/// The times that are said of a statement.
#[derive(Default)]
struct Times {
    all: Option<String>,
    start: Option<String>,
    end: Option<String>,
    point: Option<String>,
}

impl Times {
    /// Takes up a time; false where it is no date, or another of its sort is there.
    fn add(&mut self, when: When, object: &Term) -> bool {
        let Term::Literal(literal) = object else { return false };
        let Some((_, Object::Word(date))) = values::value(literal) else { return false };
        let place = match when {
            When::Time => &mut self.all,
            When::Start => &mut self.start,
            When::End => &mut self.end,
            When::Point => &mut self.point,
        };
        let free = place.is_none() && date.parse::<Edtf>().is_ok();
        if free {
            *place = Some(date);
        }
        free
    }

    /// All of it in EDTF. A beginning or end that is not said is unknown, and not open.
    fn edtf(self) -> Result<Option<String>, ()> {
        if self.all.is_some() {
            return Ok(self.all);
        }
        let time = match (self.start, self.end, self.point) {
            (None, None, point) => return Ok(point),
            (start, end, _) => format!("{}/{}", start.unwrap_or_default(), end.unwrap_or_default()),
        };
        time.parse::<Edtf>().map(|_| Some(time)).map_err(|_| ())
    }
}

fn text(term: &Term) -> Option<String> {
    if let Term::Literal(literal) = term { Some(literal.value().to_owned()) } else { None }
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
