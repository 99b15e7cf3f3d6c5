//! What narrows a pattern and stands behind its words: times, documents, quotes. Which of the words at a clause's end are
//! that, and which belong to its predicate or a name, is found by trying; here are the readings.

use super::Resolver;
use super::term::{span_of, time};
use super::tree::{Scope, Sort, Term, Time, TimeRelation, TimeTest, VariableId};
use crate::problem::{Mistake, QueryProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::Atom;
use crate::value::{Literal, ObjectType};

type Atoms<'a> = &'a [Spanned<Atom>];

/// A reading of a clause's end.
#[derive(Debug, Clone, Default)]
pub(super) struct Tail<'a> {
    /// The words before it.
    pub atoms: Atoms<'a>,
    parts: Vec<Part<'a>>,
}

/// One thing that narrows a pattern.
#[derive(Debug, Clone)]
enum Part<'a> {
    At(&'a Spanned<Atom>),
    When(&'a Spanned<Atom>),
    Steps(&'a Spanned<Atom>),
    Time { surely: bool, relation: TimeRelation, from: Atoms<'a>, to: Option<Atoms<'a>> },
    From(Atoms<'a>),
    Quoting(&'a Spanned<Atom>),
    Disputed,
}

/// The most words that a time takes: `January 23 , 2026`.
const LONGEST_TIME: usize = 4;

/// Every reading of where what narrows a clause begins: the most of it first, at last none.
pub(super) fn tails(atoms: Atoms<'_>) -> Vec<Tail<'_>> {
    let mut found: Vec<Tail<'_>> = Vec::new();
    for start in 1..atoms.len() {
        if let Some(parts) = parts(&atoms[start..]) {
            found.push(Tail { atoms: &atoms[..start], parts });
        }
    }
    found.push(Tail { atoms, parts: Vec::new() });
    found
}

/// What is wrong where a word that a time follows has none behind it; nothing where there is no such word.
pub(super) fn without_time(atoms: Atoms<'_>) -> Option<Mistake> {
    let is_relation = |atom: &Spanned<Atom>| matches!(&atom.node, Atom::Word(word) if TIME_WORDS.contains(&word.to_lowercase().as_str()));
    let at = (1..atoms.len()).rev().find(|at| is_relation(&atoms[*at]))?;
    let operand = &atoms[at + 1..];
    if operand.is_empty() {
        let end = Span::new(atoms[at].span.end, atoms[at].span.end);
        let what = "a time, such as 2026-01";
        return Some(Mistake::new(end, QueryProblem::Expected { what, found: String::new() }));
    }
    let timed = (1..=operand.len().min(LONGEST_TIME)).any(|length| is_time(&operand[..length]));
    let text = operand.iter().map(|atom| atom.node.to_string()).collect::<Vec<_>>().join(" ");
    let text = text.trim_matches('"').to_owned();
    (!timed).then(|| Mistake::new(span_of(operand), QueryProblem::NotATime { text }))
}

/// Words that a time follows, and hardly anything else.
const TIME_WORDS: [&str; 6] = ["during", "before", "after", "since", "until", "throughout"];

/// The atoms as a sequence of things that narrow a pattern, if they are that to the end.
fn parts(atoms: Atoms<'_>) -> Option<Vec<Part<'_>>> {
    if atoms.is_empty() {
        return Some(Vec::new());
    }
    for (part, length) in first_parts(atoms) {
        if let Some(rest) = parts(&atoms[length..]) {
            return Some(std::iter::once(part).chain(rest).collect());
        }
    }
    None
}

/// What the atoms may begin with, and how many of them it takes; the longest first.
fn first_parts(atoms: Atoms<'_>) -> Vec<(Part<'_>, usize)> {
    let word = |at: usize| match atoms.get(at).map(|atom| &atom.node) {
        Some(Atom::Word(word)) => word.to_lowercase(),
        _ => String::new(),
    };
    let variable = |at: usize| atoms.get(at).filter(|atom| matches!(atom.node, Atom::Variable(_)));
    match (word(0).as_str(), variable(1)) {
        ("at", Some(variable)) => return vec![(Part::At(variable), 2)],
        ("when", Some(variable)) => return vec![(Part::When(variable), 2)],
        ("in", Some(variable)) if matches!(word(2).as_str(), "step" | "steps") => {
            return vec![(Part::Steps(variable), 3)];
        }
        ("quoting", Some(variable)) => return vec![(Part::Quoting(variable), 2)],
        ("quoting", None) => {
            let quoted = atoms.get(1).filter(|atom| matches!(atom.node, Atom::Quoted(_) | Atom::Anything));
            return quoted.map(|quoted| (Part::Quoting(quoted), 2)).into_iter().collect();
        }
        ("disputed", _) => return vec![(Part::Disputed, 1)],
        ("from", _) => return documents(atoms),
        _ => {}
    }
    let surely = word(0) == "surely";
    timed(&atoms[usize::from(surely)..])
        .into_iter()
        .map(|(relation, from, to, length)| (Part::Time { surely, relation, from, to }, length + usize::from(surely)))
        .collect()
}

type Timed<'a> = (TimeRelation, Atoms<'a>, Option<Atoms<'a>>, usize);

fn timed(atoms: Atoms<'_>) -> Vec<Timed<'_>> {
    let (relation, skipped) = match atoms {
        [Spanned { node: Atom::Between(from, to), .. }, ..] => {
            return vec![(TimeRelation::During, from, Some(to), 1)];
        }
        [Spanned { node: Atom::Word(word), .. }, rest @ ..] => match word.to_lowercase().as_str() {
            "during" | "on" => (TimeRelation::During, 1),
            "before" => (TimeRelation::Before, 1),
            "after" => (TimeRelation::After, 1),
            "since" => (TimeRelation::Since, 1),
            "until" => (TimeRelation::Until, 1),
            "throughout" => (TimeRelation::Throughout, 1),
            "within" => match within(rest) {
                Some(relation) => (relation, 4),
                None => return Vec::new(),
            },
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let operand = &atoms[skipped.min(atoms.len())..];
    let lengths = (1..=operand.len().min(LONGEST_TIME)).rev();
    let fitting = lengths.filter(|length| is_time(&operand[..*length]));
    fitting.map(|length| (relation, &operand[..length], None, skipped + length)).collect()
}

/// `7 days of`, `2 weeks after`.
fn within(atoms: Atoms<'_>) -> Option<TimeRelation> {
    let [
        Spanned { node: Atom::Literal(Literal::Integer(number)), .. },
        Spanned { node: Atom::Word(unit), .. },
        Spanned { node: Atom::Word(side), .. },
        ..,
    ] = atoms
    else {
        return None;
    };
    let days = match unit.to_lowercase().as_str() {
        "day" | "days" => *number,
        "week" | "weeks" => number.checked_mul(7)?,
        _ => return None,
    };
    let days = (0..=crate::edtf::END / 4).contains(&days).then_some(days)?;
    Some(match side.to_lowercase().as_str() {
        "of" => TimeRelation::Within(days),
        "after" => TimeRelation::WithinAfter(days),
        "before" => TimeRelation::WithinBefore(days),
        _ => return None,
    })
}

fn is_time(atoms: Atoms<'_>) -> bool {
    match atoms {
        [Spanned { node: Atom::Variable(_), .. }] => true,
        atoms => {
            let plain = |atom: &Spanned<Atom>| matches!(atom.node, Atom::Word(_) | Atom::Literal(_) | Atom::Quoted(_));
            atoms.iter().all(plain) && time(atoms).is_ok()
        }
    }
}

/// `from ?d`, `from @key`, `from "title"`, `from Title In Words`.
fn documents(atoms: Atoms<'_>) -> Vec<(Part<'_>, usize)> {
    let operand = &atoms[1..];
    let single = matches!(
        operand.first().map(|atom| &atom.node),
        Some(Atom::Variable(_) | Atom::Key(_) | Atom::Quoted(_) | Atom::Anything)
    );
    if single {
        return vec![(Part::From(&operand[..1]), 2)];
    }
    let is_word = |atom: &&Spanned<Atom>| matches!(atom.node, Atom::Word(_) | Atom::Literal(_));
    let words = operand.iter().take_while(is_word).count();
    (1..=words).rev().map(|length| (Part::From(&operand[..length]), length + 1)).collect()
}

impl Resolver<'_> {
    /// Adds what a tail says to a pattern's scope.
    pub(super) fn narrow(&mut self, scope: &mut Scope, tail: &Tail<'_>) -> Result<(), Mistake> {
        let date = Sort::Literal(ObjectType::Date);
        for part in &tail.parts {
            match part {
                Part::At(variable) => once(&mut scope.at, self.binding(variable, date)?, variable)?,
                Part::When(variable) => once(&mut scope.when, self.binding(variable, Sort::When)?, variable)?,
                Part::Steps(variable) => {
                    let steps = self.binding(variable, Sort::Literal(ObjectType::Number))?;
                    self.make_bare(steps);
                    once(&mut scope.steps, steps, variable)?;
                }
                Part::Time { surely, relation, from, to } => {
                    let from = self.time_operand(from)?;
                    let time = match to {
                        Some(to) => Time::Span(Box::new(from), Box::new(self.time_operand(to)?)),
                        None => from,
                    };
                    scope.times.push(TimeTest { relation: *relation, surely: *surely, time });
                }
                Part::From(atoms) => scope.document = Some(self.term(atoms, Sort::Document, "from")?),
                Part::Quoting(atom) => {
                    let quote = self.term(std::slice::from_ref(atom), Sort::Literal(ObjectType::Text), "quoting")?;
                    if let Term::Variable(variable) = quote {
                        self.make_bare(variable);
                    }
                    scope.quote = Some(quote);
                }
                Part::Disputed => scope.disputed = true,
            }
        }
        Ok(())
    }

    fn time_operand(&mut self, atoms: Atoms<'_>) -> Result<Time, Mistake> {
        match atoms {
            [variable @ Spanned { node: Atom::Variable(_), .. }] => {
                Ok(Time::Variable(self.binding(variable, Sort::Literal(ObjectType::Date))?))
            }
            atoms => time(&self.substituted(atoms)?).map(Time::Date),
        }
    }

    fn binding(&mut self, atom: &Spanned<Atom>, sort: Sort) -> Result<VariableId, Mistake> {
        match &atom.node {
            Atom::Variable(name) => self.variable(name, sort, atom.span),
            _ => Err(Mistake::new(atom.span, QueryProblem::NotOneTerm)),
        }
    }
}

fn once(place: &mut Option<VariableId>, variable: VariableId, atom: &Spanned<Atom>) -> Result<(), Mistake> {
    match place.replace(variable) {
        None => Ok(()),
        Some(_) => Err(Mistake::new(atom.span, QueryProblem::NotOneTerm)),
    }
}
