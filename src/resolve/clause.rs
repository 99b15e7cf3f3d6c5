//! A clause's words split into subject, relation and object: by the longest relation for which all three have a
//! meaning.

use super::group::Shared;
use super::path::{self, Ends};
use super::tail::{Tail, tails, without_time};
use super::term::{is_form_of_be, is_term, joined, kind_of, leading_words, span_of};
use super::tree::{Pattern, Qualifier, Relation, Scope, Sort, Term};
use super::{Resolver, canonical};
use crate::fold::fold_words;
use crate::problem::{Mistake, Problem, QueryProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Atom, Modifier};
use crate::value::{Literal, ObjectType};
use crate::vocabulary::{is_auxiliary, nearest};

/// The most words, names and signs that a clause has: splitting it takes time that grows with their square.
const MOST_ATOMS: usize = 120;

/// A reading of where the relation stands in a clause.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    start: usize,
    end: usize,
    /// How many words the vocabulary knows: those of the relation, and behind "is" those of the kind.
    length: usize,
    relation: Relation,
    /// Whether its words are declared ones and no inflection.
    exact: bool,
}

impl Candidate {
    /// Longest first, declared words before inflected ones, then in the order of the text; the built-in `is` before a
    /// predicate of that phrase. So `?x is country` says the kind, and `?x is country France` the predicate.
    fn rank(&self) -> (std::cmp::Reverse<usize>, bool, usize, bool) {
        (std::cmp::Reverse(self.length), !self.exact, self.start, self.relation != Relation::Is)
    }
}

impl Resolver<'_> {
    /// Resolves a clause at `span`; `subject` is what it is said of where it has no subject of its own.
    pub(super) fn clause(
        &mut self,
        written: &ast::Clause,
        span: Span,
        subject: Option<&Shared>,
    ) -> Result<Pattern, Mistake> {
        if written.atoms.len() > MOST_ATOMS {
            let problem = QueryProblem::PatternTooLong { most: MOST_ATOMS };
            return Err(Mistake::new(span_of(&written.atoms), problem));
        }
        let atoms = self.substituted(&written.atoms)?;
        let mut readings: Vec<(Candidate, Tail<'_>)> = Vec::new();
        for tail in tails(&atoms) {
            let candidates = self.candidates(tail.atoms, subject);
            readings.extend(candidates.into_iter().map(|candidate| (candidate, tail.clone())));
        }
        // The longest wins, and of readings with the same one that in which the most narrows it.
        readings.sort_by_key(|(candidate, _)| candidate.rank());
        let read = self.only_reading(written, &readings, span, subject.map(|subject| &subject.term));
        let read = read.and_then(|found| found.ok_or_else(|| self.no_relation(&atoms, span, subject.is_some())));
        read.map_err(|mistake| match &mistake.problem {
            Problem::Query(QueryProblem::NotOneTerm) => without_time(&atoms).unwrap_or(mistake),
            _ => mistake,
        })
    }

    /// The pattern of the first reading that has a meaning; an error where there are two that split the words alike.
    fn only_reading(
        &mut self,
        written: &ast::Clause,
        readings: &[(Candidate, Tail<'_>)],
        span: Span,
        subject: Option<&Term>,
    ) -> Result<Option<Pattern>, Mistake> {
        let mut first_error = None;
        let mut chosen: Option<(&Candidate, usize, Pattern)> = None;
        for (candidate, tail) in readings {
            let alike = |(other, length, _): &(&Candidate, usize, Pattern)| {
                other.rank() == candidate.rank() && *length == tail.atoms.len()
            };
            if chosen.as_ref().is_some_and(|chosen| !alike(chosen)) {
                break;
            }
            let before = self.scope.clone();
            match self.pattern(written, candidate, tail, span, subject) {
                Ok(pattern) => match chosen {
                    Some((_, _, other)) => return Err(self.ambiguous(span, &[other, pattern])),
                    None => chosen = Some((candidate, tail.atoms.len(), pattern)),
                },
                Err(mistake) => {
                    self.scope = before;
                    first_error = first_error.or(Some(mistake));
                }
            }
        }
        match (chosen, first_error) {
            (Some((_, _, pattern)), _) => Ok(Some(pattern)),
            (None, Some(mistake)) => Err(mistake),
            (None, None) => Ok(None),
        }
    }

    fn pattern(
        &mut self,
        written: &ast::Clause,
        candidate: &Candidate,
        tail: &Tail<'_>,
        span: Span,
        subject: Option<&Term>,
    ) -> Result<Pattern, Mistake> {
        let (from, to) = (&tail.atoms[..candidate.start], &tail.atoms[candidate.end..]);
        let phrase = joined(&tail.atoms[candidate.start..candidate.end]);
        let relation_span =
            span_of(&tail.atoms[candidate.start..candidate.end.max(candidate.start + 1).min(tail.atoms.len())]);
        let Ends { left, right, bare_left, bare_right } = self.ends(&candidate.relation, relation_span)?;
        let subject = match (from.is_empty(), subject) {
            (false, _) => self.term(from, left, &phrase)?,
            (true, Some(subject)) => self.shared_subject(subject, left, &phrase, tail.atoms)?,
            (true, None) => return Err(Mistake::new(span_of(tail.atoms), QueryProblem::NoSubject)),
        };
        let object = match (to.is_empty(), right) {
            (false, _) => self.term(to, right, &phrase)?,
            (true, Sort::Literal(ObjectType::Boolean)) => Term::Literal(Literal::Boolean(true)),
            (true, _) => Term::Anything,
        };
        for (bare, term) in [(bare_left, &subject), (bare_right, &object)] {
            if let (true, Term::Variable(variable)) = (bare, term) {
                self.make_bare(*variable);
            }
        }
        self.copula_fits(candidate, tail.atoms, &object)?;
        let qualifiers =
            written.qualifiers.iter().map(|qualifier| self.qualifier(qualifier)).collect::<Result<_, _>>()?;
        let scope = self.scope(&written.modifiers, tail)?;
        Ok(Pattern { subject, relation: candidate.relation.clone(), object, qualifiers, scope, span })
    }

    /// A phrase that is only a form of "be" says so little that its object must be of the kind that is declared for it;
    /// otherwise what stands there was meant as a kind.
    fn copula_fits(&self, candidate: &Candidate, atoms: &[Spanned<Atom>], object: &Term) -> Result<(), Mistake> {
        let (words, behind) = (&atoms[candidate.start..candidate.end], &atoms[candidate.end..]);
        let is_auxiliary =
            |atom: &Spanned<Atom>| matches!(&atom.node, Atom::Word(word) if is_auxiliary(&fold_words(word)));
        let (Relation::Path(path), Term::Entity(named)) = (&candidate.relation, object) else { return Ok(()) };
        let declared = path::last(path).and_then(|step| self.vocabulary().predicate(step.predicate).object_kind);
        match declared {
            Some(kind) if words.iter().all(is_auxiliary) && !self.is_of(named, kind) => {
                let words = joined(behind);
                let nearest = nearest(&words, self.vocabulary().kind_words());
                Err(Mistake::new(span_of(behind), QueryProblem::UnknownKind { words, nearest }))
            }
            _ => Ok(()),
        }
    }

    fn shared_subject(&self, subject: &Term, sort: Sort, of: &str, atoms: &[Spanned<Atom>]) -> Result<Term, Mistake> {
        let found = match subject {
            Term::Variable(id) => self.scope.all[id.0].sort,
            Term::Literal(literal) => Sort::of_objects(literal.object_type()),
            Term::Kind(_) => Sort::Kind,
            Term::Document(_) => Sort::Document,
            Term::Anything | Term::Entity(_) | Term::Relative(_) => Sort::Entity,
        };
        match found == sort {
            true => Ok(subject.clone()),
            false => Err(super::term::wrong_type(of, sort.words(), found.words(), span_of(atoms))),
        }
    }

    /// What stands before and behind a relation.
    fn ends(&self, relation: &Relation, span: Span) -> Result<Ends, Mistake> {
        match relation {
            Relation::Is => Ok(Ends { left: Sort::Entity, right: Sort::Kind, bare_left: false, bare_right: false }),
            Relation::KnownAs => {
                let right = Sort::Literal(ObjectType::Text);
                Ok(Ends { left: Sort::Entity, right, bare_left: false, bare_right: true })
            }
            Relation::Path(path) => path::ends(path, self.vocabulary()).map_err(|problem| Mistake::new(span, problem)),
        }
    }

    /// Whether a relation stands in the atoms with a term before it, and a term or nothing behind it.
    pub(super) fn has_relation(&self, atoms: &[Spanned<Atom>]) -> bool {
        tails(atoms).iter().any(|tail| !self.candidates(tail.atoms, None).is_empty())
    }

    fn candidates(&self, atoms: &[Spanned<Atom>], subject: Option<&Shared>) -> Vec<Candidate> {
        let mut found = Vec::new();
        for start in 0..atoms.len() {
            for (end, relation, exact) in self.relations_at(atoms, start) {
                let subject_fits = is_term(&atoms[..start]) || (start == 0 && subject.is_some());
                let object_fits = end == atoms.len() || is_term(&atoms[end..]);
                if subject_fits && object_fits {
                    let says_kind = relation == Relation::Is && kind_of(&atoms[end..], self.vocabulary()).is_some();
                    let length = if says_kind { atoms.len() } else { end } - start;
                    found.push(Candidate { start, end, length, relation, exact });
                }
            }
        }
        found.extend(subject.and_then(|subject| self.kind_alone(atoms, subject)));
        found.sort_by_key(Candidate::rank);
        found
    }

    /// `?x is envoy or diplomat`: a kind alone is said of the subject before it. Where that is said to be of a kind too,
    /// what stands here is rather another than a predicate without its object.
    fn kind_alone(&self, atoms: &[Spanned<Atom>], subject: &Shared) -> Option<Candidate> {
        kind_of(atoms, self.vocabulary())?;
        let goes_on = subject.is_of_kind && leading_words(atoms).len() == atoms.len();
        let length = if goes_on { atoms.len() } else { 0 };
        Some(Candidate { start: 0, end: 0, length, relation: Relation::Is, exact: true })
    }

    fn relations_at(&self, atoms: &[Spanned<Atom>], start: usize) -> Vec<(usize, Relation, bool)> {
        let paths = path::at(atoms, start, self.vocabulary());
        let mut found: Vec<_> =
            paths.into_iter().map(|found| (found.end, Relation::Path(found.path), found.exact)).collect();
        let word = |at: usize| match atoms.get(at).map(|atom| &atom.node) {
            Some(Atom::Word(word)) => word.to_lowercase(),
            _ => String::new(),
        };
        if is_form_of_be(&word(start)) && start + 1 < atoms.len() {
            found.push((start + 1, Relation::Is, true));
        }
        if word(start) == "known" && word(start + 1) == "as" && start + 2 < atoms.len() {
            // A predicate of that phrase goes first.
            let taken = found.iter().any(|(end, ..)| *end >= start + 2);
            found.extend((!taken).then_some((start + 2, Relation::KnownAs, true)));
        }
        found
    }

    fn qualifier(&mut self, written: &ast::Qualifier) -> Result<Qualifier, Mistake> {
        let words: Vec<&str> = written.key.node.iter().map(String::as_str).collect();
        let whole = self.vocabulary().predicates_at(&words).into_iter();
        let whole =
            whole.filter(|found| found.length == words.len() && !found.meaning.inverse).max_by_key(|found| found.exact);
        let Some(found) = whole else {
            let words = words.join(" ");
            let nearest = nearest(&words, self.vocabulary().predicates().iter().map(|known| known.name.clone()));
            return Err(Mistake::new(written.key.span, QueryProblem::UnknownPredicate { words, nearest }));
        };
        let key = found.meaning.predicate;
        let sort = Sort::of_objects(self.vocabulary().predicate(key).object_type);
        let value = self.substituted(&written.value)?;
        if !is_term(&value) {
            return Err(Mistake::new(span_of(&value), QueryProblem::NotOneTerm));
        }
        Ok(Qualifier { key, value: self.term(&value, sort, &words.join(" "))? })
    }

    fn scope(&mut self, modifiers: &[Spanned<Modifier>], tail: &Tail<'_>) -> Result<Scope, Mistake> {
        let mut scope = Scope::default();
        for modifier in modifiers {
            match &modifier.node {
                Modifier::AccordingTo(atoms) => {
                    let atoms = self.substituted(atoms)?;
                    scope.source = Some(self.term(&atoms, Sort::Entity, "according to")?);
                }
                // Each must hold: `certainly possibly during` is certain of what may have been then.
                Modifier::AtLeast(modality) => scope.at_least = scope.at_least.max(Some(*modality)),
                Modifier::Denied => scope.denied = true,
                Modifier::Confidence(comparator, atom) => {
                    scope.confidence = Some((*comparator, self.confidence(atom)?));
                }
            }
        }
        self.narrow(&mut scope, tail)?;
        Ok(scope)
    }

    fn confidence(&self, atom: &Spanned<Atom>) -> Result<Literal, Mistake> {
        match self.substituted(std::slice::from_ref(atom))?.as_slice() {
            [Spanned { node: Atom::Literal(number), .. }] if number.object_type() == ObjectType::Number => {
                Ok(number.clone())
            }
            _ => Err(super::term::wrong_type("confidence", "a number", "something else", atom.span)),
        }
    }

    /// The atoms with parameters replaced by their values; the values stand where the parameters stood.
    pub(super) fn substituted(&self, atoms: &[Spanned<Atom>]) -> Result<Vec<Spanned<Atom>>, Mistake> {
        let mut out = Vec::with_capacity(atoms.len());
        for atom in atoms {
            match &atom.node {
                Atom::Parameter(name) => out.extend(self.parameter(name, atom.span)?),
                _ => out.push(atom.clone()),
            }
        }
        Ok(out)
    }

    fn parameter(&self, name: &str, span: Span) -> Result<Vec<Spanned<Atom>>, Mistake> {
        let parameters = self.context.parameters;
        let Some(value) = parameters.get(name) else {
            let nearest = nearest(name, parameters.keys().cloned());
            let nearest = nearest.into_iter().map(|name| format!("${name}")).collect();
            return Err(Mistake::new(span, QueryProblem::MissingParameter { name: name.to_owned(), nearest }));
        };
        let words = value.iter().take_while(|atom| matches!(atom.node, Atom::Word(_))).count();
        // Bare words of a value are one name, whatever stands beside the parameter.
        let name = (words > 0).then(|| Atom::Quoted(joined(&value[..words])));
        let rest = value[words..].iter().map(|atom| atom.node.clone());
        Ok(name.into_iter().chain(rest).map(|node| Spanned::new(node, span)).collect())
    }

    fn ambiguous(&self, span: Span, patterns: &[Pattern]) -> Mistake {
        let readings = patterns.iter().map(|pattern| canonical::pattern_text(pattern, &self.scope.all, self.context));
        match readings.collect::<Result<Vec<String>, _>>() {
            Ok(readings) => Mistake::new(span, QueryProblem::AmbiguousReading { readings }),
            Err(problem) => Mistake { span, problem },
        }
    }

    /// What is wrong with a clause in which no known relation stands where one can.
    fn no_relation(&self, atoms: &[Spanned<Atom>], span: Span, has_subject: bool) -> Mistake {
        if let Some(step) = path::unknown_step(atoms, self.vocabulary()) {
            let words = leading_words(step);
            let (span, nearest) = (span_of(&step[..words.len()]), self.near_predicates(&words));
            return Mistake::new(span, QueryProblem::UnknownPredicate { words: words.join(" "), nearest });
        }
        let mut words = atoms.iter().position(|atom| matches!(atom.node, Atom::Word(_))).unwrap_or(0);
        let known = (0..atoms.len()).find(|start| !path::phrases_at(&atoms[*start..], self.vocabulary()).is_empty());
        if let Some(known) = known {
            // The predicate is known; what stands around it is no term.
            let lengths = path::phrases_at(&atoms[known..], self.vocabulary()).into_iter().map(|found| found.0);
            let length = lengths.max().unwrap_or(1);
            let behind = &atoms[(known + length).min(atoms.len())..];
            let term = if known > 0 && !is_term(&atoms[..known]) { &atoms[..known] } else { behind };
            if let [Spanned { node: Atom::Slash, span }, ..] = term {
                let what = "a predicate on either side of `/`";
                return Mistake::new(*span, QueryProblem::Expected { what, found: "/".to_owned() });
            }
            return match (known, has_subject) {
                (0, false) => Mistake::new(span, QueryProblem::NoSubject),
                _ if term.is_empty() => Mistake::new(span, QueryProblem::NotOneTerm),
                _ => Mistake::new(span_of(term), QueryProblem::NotOneTerm),
            };
        }
        if words == 0 && !atoms.is_empty() && !matches!(atoms[0].node, Atom::Word(_)) {
            words = atoms.len().min(1);
        }
        let run = leading_words(&atoms[words.min(atoms.len())..]);
        if run.is_empty() {
            return Mistake::new(span, QueryProblem::NoPredicate);
        }
        let nearest = self.near_predicates(&run);
        let span = span_of(&atoms[words..words + run.len()]);
        Mistake::new(span, QueryProblem::UnknownPredicate { words: run.join(" "), nearest })
    }

    /// Known phrases that are near to any run of some words.
    fn near_predicates(&self, words: &[&str]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for length in (1..=words.len().min(4)).rev() {
            for start in 0..=words.len() - length {
                let run = words[start..start + length].join(" ");
                for near in nearest(&run, self.vocabulary().predicate_words()) {
                    if !found.contains(&near) {
                        found.push(near);
                    }
                }
            }
        }
        found.truncate(3);
        found
    }
}
