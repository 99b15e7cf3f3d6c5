//! From words to what they mean: predicates, kinds, entities and typed variables. A question becomes a `find` here,
//! and both are one from here on.

mod canonical;
mod clause;
mod group;
mod question;
mod safety;
mod term;
pub mod tree;

use std::collections::{BTreeMap, HashMap};

pub use canonical::{canonical, group_text};

use crate::problem::{Mistake, Problem, QueryProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Atom, OrderBy, Query};
use crate::vocabulary::Vocabulary;

pub use crate::syntax::Times;
use tree::{Find, Form, Named, OrderKey, Output, OutputValue, Resolved, Sort, Variable, VariableId};

/// The values of parameters: the atoms of one term each.
pub type Parameters = BTreeMap<String, Vec<Spanned<Atom>>>;

/// What resolving asks of a store about names.
pub trait Names {
    /// The entities that answer to a name: by preferred name, else by alias, else folded.
    fn named(&self, name: &str) -> Result<Vec<Named>, Problem>;
    /// The entity with a key.
    fn keyed(&self, key: &str) -> Result<Option<Named>, Problem>;
    /// Known names that are near to one that is not known, the nearest first.
    fn near_name(&self, name: &str) -> Result<Vec<String>, Problem>;
    /// Known keys that are near to one that is not known, the nearest first.
    fn near_key(&self, key: &str) -> Result<Vec<String>, Problem>;
}

/// What words are read against.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The store's kinds and predicates.
    pub vocabulary: &'a Vocabulary,
    /// The store's names.
    pub names: &'a dyn Names,
    /// The values of parameters.
    pub parameters: &'a Parameters,
}

/// Reads a query against a store's words.
///
/// # Errors
/// The first word that has no meaning, or more than one, or one that cannot stand there; a variable that no pattern
/// binds; a question that is not understood.
pub fn resolve(query: &Spanned<Query>, context: Context<'_>) -> Result<Resolved, Mistake> {
    match &query.node {
        Query::Find(find) => Resolver::new(context).find(find),
        Query::Whether(whether) => Resolver::new(context).whether(whether),
        Query::Question(question) => {
            let read = question::read(question, query.span, context)?;
            resolve(&Spanned::new(read, query.span), context)
        }
    }
}

/// Resolves one query; knows its variables.
struct Resolver<'a> {
    context: Context<'a>,
    scope: Variables,
}

/// The variables that were met so far.
#[derive(Debug, Clone, Default)]
struct Variables {
    all: Vec<Variable>,
    by_name: HashMap<String, VariableId>,
}

impl<'a> Resolver<'a> {
    fn new(context: Context<'a>) -> Self {
        Self { context, scope: Variables::default() }
    }

    fn vocabulary(&self) -> &'a Vocabulary {
        self.context.vocabulary
    }

    fn find(mut self, find: &ast::Find) -> Result<Resolved, Mistake> {
        check_size(&find.body)?;
        let mut written = find.body.clone();
        written.conditions.splice(0..0, output_kinds(&find.outputs));
        let body = self.group(&written, None)?;
        let outputs = self.outputs(&find.outputs, &body)?;
        let order = find.order.iter().map(|key| self.order_key(key, &outputs)).collect::<Result<_, _>>()?;
        let form = Form::Find(Find { outputs, order, limit: find.limit, offset: find.offset });
        self.finish(form, body, find.with_sources)
    }

    fn whether(mut self, whether: &ast::Whether) -> Result<Resolved, Mistake> {
        check_size(&whether.body)?;
        let body = self.group(&whether.body, None)?;
        self.finish(Form::Whether, body, whether.with_sources)
    }

    fn finish(self, form: Form, body: tree::Group, with_sources: bool) -> Result<Resolved, Mistake> {
        safety::check(&body, &self.scope.all)?;
        Ok(Resolved { form, body, variables: self.scope.all, with_sources })
    }

    fn outputs(&self, written: &[Spanned<ast::Output>], body: &tree::Group) -> Result<Vec<Output>, Mistake> {
        let mut outputs: Vec<Output> = Vec::new();
        for output in written {
            let resolved = self.output(output, body)?;
            if outputs.iter().any(|other| other.name == resolved.name) {
                return Err(Mistake::new(output.span, QueryProblem::SameHeading { heading: resolved.name }));
            }
            outputs.push(resolved);
        }
        Ok(outputs)
    }

    fn output(&self, written: &Spanned<ast::Output>, body: &tree::Group) -> Result<Output, Mistake> {
        let (name, value) = match &written.node.value {
            ast::OutputValue::Variable { name, .. } => {
                (name.clone(), OutputValue::Variable(self.bound_variable(name, written.span, body)?))
            }
            ast::OutputValue::Count(count) => {
                let variable = self.bound_variable(&count.variable.node, count.variable.span, body)?;
                let value = match count.all {
                    true => OutputValue::CountAll(variable),
                    false => OutputValue::CountDistinct(variable),
                };
                (count.to_string(), value)
            }
        };
        let alias = written.node.alias.as_ref().map(|alias| alias.node.clone());
        Ok(Output { named: alias.is_some(), name: alias.unwrap_or(name), value })
    }

    fn bound_variable(&self, name: &str, span: Span, body: &tree::Group) -> Result<VariableId, Mistake> {
        let known = self.scope.by_name.get(name).copied();
        let bound = body.bound();
        match known {
            Some(variable) if bound.contains(&variable) => Ok(variable),
            Some(variable) if body.bound_by_some().contains(&variable) => {
                Err(Mistake::new(span, QueryProblem::UnboundInBranch { variable: name.to_owned() }))
            }
            _ => {
                let problem = QueryProblem::UnboundOutput {
                    variable: name.to_owned(),
                    nearest: safety::near_variables(name, &self.scope.all, &bound),
                    negated: known.is_some(),
                };
                Err(Mistake::new(span, problem))
            }
        }
    }

    fn order_key(&self, key: &Spanned<ast::OrderKey>, outputs: &[Output]) -> Result<OrderKey, Mistake> {
        let shown = outputs.iter().position(|output| match &key.node.by {
            OrderBy::Variable(name) => output.name == *name || self.shows(output, name),
            OrderBy::Count(count) => self.counts(output, count),
        });
        match shown {
            Some(output) => Ok(OrderKey { output, descending: key.node.descending }),
            None => Err(Mistake::new(key.span, QueryProblem::OrderNotShown { key: key.node.by_text() })),
        }
    }

    fn shows(&self, output: &Output, name: &str) -> bool {
        matches!(output.value, OutputValue::Variable(variable) if self.scope.by_name.get(name) == Some(&variable))
    }

    fn counts(&self, output: &Output, count: &ast::Count) -> bool {
        let Some(variable) = self.scope.by_name.get(&count.variable.node) else { return false };
        let value = match count.all {
            true => OutputValue::CountAll(*variable),
            false => OutputValue::CountDistinct(*variable),
        };
        output.value == value
    }

    /// The variable of that name, whose values are of that sort.
    fn variable(&mut self, name: &str, sort: Sort, span: Span) -> Result<VariableId, Mistake> {
        let Some(id) = self.scope.by_name.get(name).copied() else {
            let id = self.fresh(Some(name.to_owned()), sort, span);
            self.scope.by_name.insert(name.to_owned(), id);
            return Ok(id);
        };
        let before = self.scope.all[id.0].sort;
        if before == sort {
            return Ok(id);
        }
        let problem = QueryProblem::TypeClash {
            variable: name.to_owned(),
            before: before.words().to_owned(),
            here: sort.words().to_owned(),
        };
        Err(Mistake::new(span, problem))
    }

    fn fresh(&mut self, name: Option<String>, sort: Sort, span: Span) -> VariableId {
        let id = VariableId(self.scope.all.len());
        self.scope.all.push(Variable { name, sort, span });
        id
    }
}

/// The most patterns and comparisons in a query: more of them SQLite would not join.
const MOST_CONDITIONS: usize = 256;

fn check_size(body: &ast::Group) -> Result<(), Mistake> {
    if body.size() <= MOST_CONDITIONS {
        return Ok(());
    }
    let spans = body.conditions.iter().map(|condition| condition.span);
    let span = spans.reduce(Span::to).unwrap_or_default();
    Err(Mistake::new(span, QueryProblem::TooManyConditions { most: MOST_CONDITIONS }))
}

/// `?x: envoy` among the outputs says the same as `?x is envoy` among the conditions.
fn output_kinds(outputs: &[Spanned<ast::Output>]) -> Vec<Spanned<ast::Condition>> {
    let mut conditions = Vec::new();
    for output in outputs {
        if let ast::OutputValue::Variable { name, kind } = &output.node.value
            && !kind.is_empty()
        {
            let variable = Spanned::new(Atom::Variable(name.clone()), output.span);
            let is = Spanned::new(Atom::Word("is".to_owned()), output.span);
            let words = kind.iter().map(|word| Spanned::new(Atom::Word(word.node.clone()), word.span));
            let atoms = [variable, is].into_iter().chain(words).collect();
            let clause = ast::Clause { atoms, ..ast::Clause::default() };
            conditions.push(Spanned::new(ast::Condition::Clause(clause), output.span));
        }
    }
    conditions
}

/// That several entities answer to a name.
pub(crate) fn ambiguous_name(name: &str, found: &[Named], vocabulary: &Vocabulary) -> QueryProblem {
    let readings = found.iter().map(|named| reading(named, vocabulary)).collect();
    let only = |named: &Named, kind| {
        let of_kind = |other: &&Named| other.kinds.iter().any(|of| vocabulary.is_within(*of, kind));
        found.iter().filter(of_kind).all(|other| other.id == named.id)
    };
    let by_kind = found.iter().all(|named| named.kinds.iter().any(|kind| only(named, *kind)));
    QueryProblem::AmbiguousName { name: name.to_owned(), readings, by_kind }
}

/// How an entity among several of the same name is told apart: its key, its name and its kinds.
fn reading(named: &Named, vocabulary: &Vocabulary) -> String {
    let kinds: Vec<&str> = named.kinds.iter().map(|kind| vocabulary.kind(*kind).name.as_str()).collect();
    let kinds = if kinds.is_empty() { "of no kind".to_owned() } else { kinds.join(", ") };
    format!("@{} ({}, {kinds})", named.key, named.name)
}
