//! Assertions: a clause read as a fact to be recorded.

use super::lookup::constant_text;
use super::term::{is_term, span_of};
use super::tree::{Named, Path, Pattern, Relation, Scope, Sort, Term, Time, TimeRelation, TimeTest};
use super::{Context, Resolver};
use crate::edtf::Edtf;
use crate::problem::{ChangeProblem, Mistake, Problem, QueryProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Atom, Comparator};
use crate::value::{DocumentId, EntityId, KindId, Literal, Modality, Polarity, PredicateId};
use crate::vocabulary::Directed;

/// A fact that is to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFact {
    /// What it is about.
    pub subject: NewSubject,
    /// What it says of that; none is "is".
    pub predicate: Option<PredicateId>,
    /// What it says it of.
    pub object: NewObject,
    /// When it was so.
    pub time: Option<Edtf>,
    /// What is said of the fact itself.
    pub qualifiers: Vec<(PredicateId, NewObject)>,
    /// Who says so; without a claim it is stated as certain.
    pub claim: Option<Claim>,
}

/// What a new fact is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewSubject {
    /// An entity of the store.
    Known(EntityId),
    /// One that is made with this name; its key is derived from that.
    New(String),
}

/// The object of a new fact, or the value of a qualifier.
#[derive(Debug, Clone, PartialEq)]
pub enum NewObject {
    /// An entity of the store.
    Entity(EntityId),
    /// A kind.
    Kind(KindId),
    /// Anything else.
    Literal(Literal),
}

/// Who says so, where and how surely.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Claim {
    /// Where it stands.
    pub document: Option<DocumentId>,
    /// The passage.
    pub quote: Option<String>,
    /// Whom it is attributed to.
    pub source: Option<EntityId>,
    /// How certain they are.
    pub modality: Modality,
    /// Whether they affirm it.
    pub polarity: Polarity,
    /// How sure whoever read it out of the passage is, from 0 to 1.
    pub confidence: Option<f64>,
}

/// Reads an assertion against a store's words and names. `NAME is KIND` of a name that is not known makes an entity.
///
/// # Errors
/// As a pattern's; likewise where it says more or less than a fact.
pub fn assertion(written: &ast::Assertion, context: Context<'_>) -> Result<NewFact, Mistake> {
    let span = written.clause.span;
    let mut resolver = Resolver::new(context);
    let (pattern, new) = match resolver.clause(&written.clause.node, span, None) {
        Ok(pattern) => (pattern, None),
        Err(mistake) => new_entity(&written.clause, mistake, context)?,
    };
    let at = |problem: ChangeProblem| Mistake::new(span, problem);
    let (predicate, backwards) = resolver.stated(&pattern.relation).map_err(at)?;
    let (subject, object) = match backwards {
        true => (&pattern.object, &pattern.subject),
        false => (&pattern.subject, &pattern.object),
    };
    let qualifiers = pattern.qualifiers.iter().map(|said| Ok((said.key, value(&said.value, span)?)));
    Ok(NewFact {
        subject: match new {
            Some(name) => NewSubject::New(name),
            None => NewSubject::Known(known(subject, span)?.id),
        },
        predicate,
        object: value(object, span)?,
        time: time(&pattern.scope.times).map_err(at)?,
        qualifiers: qualifiers.collect::<Result<_, Mistake>>()?,
        claim: resolver.claim(&pattern.scope, written)?,
    })
}

/// Reads the pattern of a fact that is to be retracted. It says what the fact says, and not who says so.
///
/// # Errors
/// As an assertion's, and where it names what is not known, or a claim.
pub fn retraction(clause: &Spanned<ast::Clause>, context: Context<'_>) -> Result<NewFact, Mistake> {
    let span = clause.span;
    let mut resolver = Resolver::new(context);
    // What is not known has no fact that could be retracted.
    resolver.clause(&clause.node, span, None)?;
    let written = ast::Assertion { clause: clause.clone(), quote: None, document: None };
    match assertion(&written, context)? {
        NewFact { claim: Some(_), .. } => Err(Mistake::new(span, ChangeProblem::RetractsClaim)),
        said => Ok(said),
    }
}

/// The clause `NAME is KIND` read again with a variable for a name that is not known, and that name; otherwise the mistake
/// that it is not known.
fn new_entity(
    clause: &Spanned<ast::Clause>,
    mistake: Mistake,
    context: Context<'_>,
) -> Result<(Pattern, Option<String>), Mistake> {
    let Problem::Query(QueryProblem::UnknownName { .. }) = mistake.problem else { return Err(mistake) };
    let mut resolver = Resolver::new(context);
    let atoms = resolver.substituted(&clause.node.atoms)?;
    let is = |atom: &Spanned<Atom>| matches!(&atom.node, Atom::Word(word) if word.eq_ignore_ascii_case("is"));
    let Some(at) = atoms.iter().position(is) else { return Err(mistake) };
    let (name, rest) = atoms.split_at(at);
    let is_name = is_term(name)
        && name.iter().all(|atom| matches!(atom.node, Atom::Word(_) | Atom::Quoted(_) | Atom::Literal(_)));
    let named = span_of(name);
    if !is_name || mistake.span.start < named.start || mistake.span.end > named.end {
        return Err(mistake);
    }
    let stand_in = Spanned::new(Atom::Variable(NEW.to_owned()), named);
    let written =
        ast::Clause { atoms: std::iter::once(stand_in).chain(rest.iter().cloned()).collect(), ..clause.node.clone() };
    let pattern = resolver.clause(&written, clause.span, None)?;
    match pattern.relation {
        Relation::Is => Ok((pattern, Some(constant_text(name)))),
        Relation::KnownAs | Relation::Path(_) => Err(mistake),
    }
}

/// The variable that stands for a new entity while its clause is read: no name that could be written.
const NEW: &str = " ";

impl Resolver<'_> {
    /// The predicate that a relation states, and whether it is read from object to subject.
    fn stated(&self, relation: &Relation) -> Result<(Option<PredicateId>, bool), ChangeProblem> {
        match relation {
            Relation::Is => Ok((None, false)),
            Relation::KnownAs => Err(ChangeProblem::NameAsserted),
            Relation::Path(Path::Step(Directed { predicate, inverse })) => {
                let known = self.vocabulary().predicate(*predicate);
                let name = known.name.clone();
                match (&known.path, known.rule) {
                    (Some(path), _) => Err(ChangeProblem::Derived { predicate: name, by: format!("`{path}`") }),
                    (None, Some(_)) => Err(ChangeProblem::Derived { predicate: name, by: "a rule".to_owned() }),
                    (None, None) => Ok((Some(*predicate), *inverse)),
                }
            }
            Relation::Path(_) => Err(ChangeProblem::PathAsserted),
        }
    }

    /// Who says so; none where the assertion itself does.
    fn claim(&mut self, scope: &Scope, written: &ast::Assertion) -> Result<Option<Claim>, Mistake> {
        let span = written.clause.span;
        let at = |problem: ChangeProblem| Mistake::new(span, problem);
        if let Some(words) = narrows_only(scope) {
            return Err(at(ChangeProblem::NarrowsOnly { words }));
        }
        let claim = Claim {
            document: self.stated_in(scope, written)?,
            quote: quote(scope, written),
            source: scope.source.as_ref().map(|source| known(source, span)).transpose()?.map(|named| named.id),
            modality: scope.at_least.unwrap_or_default(),
            polarity: if scope.denied { Polarity::Denies } else { Polarity::Affirms },
            confidence: confidence(scope).map_err(at)?,
        };
        let said = claim.document.is_some() || claim.quote.is_some() || claim.source.is_some();
        match doubt(&claim).filter(|_| !said) {
            Some(words) => Err(at(ChangeProblem::NobodySays { words })),
            None => Ok(said.then_some(claim)),
        }
    }

    fn stated_in(&mut self, scope: &Scope, written: &ast::Assertion) -> Result<Option<DocumentId>, Mistake> {
        let term = match (&written.document, &scope.document) {
            (Some(atoms), _) => {
                let atoms = self.substituted(atoms)?;
                Some(self.term(&atoms, Sort::Document, "in")?)
            }
            (None, named) => named.clone(),
        };
        match term {
            None => Ok(None),
            Some(Term::Document(document)) => Ok(Some(document.id)),
            Some(_) => Err(Mistake::new(written.clause.span, ChangeProblem::NotNamed)),
        }
    }
}

fn known(term: &Term, span: Span) -> Result<&Named, Mistake> {
    match term {
        Term::Entity(named) => Ok(named),
        _ => Err(Mistake::new(span, ChangeProblem::NotNamed)),
    }
}

fn value(term: &Term, span: Span) -> Result<NewObject, Mistake> {
    match term {
        Term::Entity(named) => Ok(NewObject::Entity(named.id)),
        Term::Kind(kind) => Ok(NewObject::Kind(*kind)),
        Term::Literal(literal) => Ok(NewObject::Literal(literal.clone())),
        Term::Variable(_) | Term::Anything | Term::Document(_) | Term::Relative(_) => {
            Err(Mistake::new(span, ChangeProblem::NotNamed))
        }
    }
}

/// The time that an assertion states: a date, from one to another, or open to one side.
fn time(tests: &[TimeTest]) -> Result<Option<Edtf>, ChangeProblem> {
    let text = match tests {
        [] => return Ok(None),
        [TimeTest { relation, surely: false, time }] => match (relation, time) {
            (TimeRelation::During, Time::Date(date)) => return Ok(Some(date.clone())),
            (TimeRelation::During, Time::Span(from, to)) => match (from.as_ref(), to.as_ref()) {
                (Time::Date(from), Time::Date(to)) => format!("{from}/{to}"),
                _ => return Err(ChangeProblem::NotItsTime),
            },
            (TimeRelation::Since, Time::Date(date)) => format!("{date}/.."),
            (TimeRelation::Until, Time::Date(date)) => format!("../{date}"),
            _ => return Err(ChangeProblem::NotItsTime),
        },
        _ => return Err(ChangeProblem::NotItsTime),
    };
    text.parse().map(Some).map_err(|_| ChangeProblem::NotItsTime)
}

/// Words of a clause that ask for something, where it should say something.
fn narrows_only(scope: &Scope) -> Option<&'static str> {
    [
        (scope.disputed, "disputed"),
        (scope.at.is_some(), "at"),
        (scope.when.is_some(), "when"),
        (scope.steps.is_some(), "steps"),
    ]
    .into_iter()
    .find_map(|(said, words)| said.then_some(words))
}

fn quote(scope: &Scope, written: &ast::Assertion) -> Option<String> {
    let quoting = match &scope.quote {
        Some(Term::Literal(Literal::Text(text))) => Some(text.clone()),
        _ => None,
    };
    written.quote.as_ref().map(|quote| quote.node.clone()).or(quoting)
}

fn confidence(scope: &Scope) -> Result<Option<f64>, ChangeProblem> {
    let number = match &scope.confidence {
        None => return Ok(None),
        Some((Comparator::Equal, Literal::Integer(number))) => *number as f64,
        Some((Comparator::Equal, Literal::Decimal(number))) => *number,
        Some(_) => return Err(ChangeProblem::ConfidenceRange),
    };
    match (0.0..=1.0).contains(&number) {
        true => Ok(Some(number)),
        false => Err(ChangeProblem::ConfidenceRange),
    }
}

/// What of a claim needs somebody who says it.
fn doubt(claim: &Claim) -> Option<&'static str> {
    match (claim.polarity, claim.modality) {
        (Polarity::Denies, _) => Some("denied"),
        (_, Modality::Probable) => Some("probably"),
        (_, Modality::Possible) => Some("possibly"),
        _ => claim.confidence.map(|_| "confidence"),
    }
}
