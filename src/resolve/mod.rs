//! From words to what they mean: predicates, kinds, entities and typed variables. A question becomes a `find` here,
//! and both are one from here on.

mod assertion;
mod canonical;
mod clause;
mod expression;
mod group;
mod lookup;
mod outputs;
mod path;
mod question;
mod rule;
mod safety;
mod tail;
mod term;
pub mod tree;
mod unfiltered;
mod walk;

use std::collections::{BTreeMap, HashMap};

pub use assertion::{Claim, NewFact, NewObject, NewSubject, assertion, retraction};
pub use canonical::{canonical, group_text, literal, path_text, words_or_quoted};
pub use lookup::{Reference, entity, reference};

use crate::answer::DocumentRef;
use crate::problem::{ChangeProblem, Mistake, Problem, QueryProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Atom, Query};
use crate::value::KindId;
use crate::vocabulary::{Directed, Vocabulary};

pub use crate::syntax::Times;
pub use rule::rule;
use tree::{Form, Named, Output, Recorded, Resolved, Sort, Variable, VariableId, View};

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
    /// The documents with that key, or, unless only keys are asked for, with that title.
    fn documents(&self, text: &str, only_key: bool) -> Result<Vec<DocumentRef>, Problem>;
    /// Known keys and titles of documents that are near to one that is not known, the nearest first.
    fn near_document(&self, text: &str) -> Result<Vec<String>, Problem>;
    /// The number of the last load; 0 where there is none.
    fn last_load(&self) -> Result<i64, Problem>;
    /// The kinds with most things, those first; at most so many.
    fn usual_kinds(&self, most: u32) -> Result<Vec<KindId>, Problem>;
    /// The predicates with most facts about things of one of some kinds, or about whatever where there are none, those first; at most so
    /// many.
    fn usual_predicates(&self, kinds: &[KindId], most: u32) -> Result<Vec<Directed>, Problem>;
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
    /// Behind the body: the columns, by whose headings `having` and `order by` speak of them.
    columns: Option<Vec<Output>>,
    /// Whether an aggregate may stand here.
    aggregates: bool,
    /// Whether this is within one.
    in_aggregate: bool,
    /// What the values of variables are that are used before a pattern says so.
    foreseen: HashMap<String, Sort>,
}

/// The variables that were met so far.
#[derive(Debug, Clone, Default)]
struct Variables {
    all: Vec<Variable>,
    by_name: HashMap<String, VariableId>,
}

impl<'a> Resolver<'a> {
    fn new(context: Context<'a>) -> Self {
        Self {
            context,
            scope: Variables::default(),
            columns: None,
            aggregates: false,
            in_aggregate: false,
            foreseen: HashMap::new(),
        }
    }

    fn vocabulary(&self) -> &'a Vocabulary {
        self.context.vocabulary
    }

    fn find(mut self, find: &ast::Find) -> Result<Resolved, Mistake> {
        check_size(&find.body)?;
        let mut written = find.body.clone();
        written.conditions.splice(0..0, outputs::kinds(&find.outputs));
        let body = self.body(&written)?;
        let form = Form::Find(self.rows(find, &body)?);
        self.finish(form, body, &find.view, find.with_sources)
    }

    fn whether(mut self, whether: &ast::Whether) -> Result<Resolved, Mistake> {
        check_size(&whether.body)?;
        let body = self.body(&whether.body)?;
        self.finish(Form::Whether, body, &whether.view, whether.with_sources)
    }

    fn finish(self, form: Form, body: tree::Group, view: &ast::View, with_sources: bool) -> Result<Resolved, Mistake> {
        safety::check(&body, &self.scope.all)?;
        let view = self.view(view)?;
        Ok(Resolved { form, body, variables: self.scope.all, view, with_sources })
    }

    /// The conditions of a whole query. A filter within a relative may be read before the pattern that binds its variable:
    /// then the patterns alone are read once, to know what the variables are.
    fn body(&mut self, written: &ast::Group) -> Result<tree::Group, Mistake> {
        let before = self.scope.clone();
        match self.group(written, None) {
            Err(Mistake { problem: Problem::Query(QueryProblem::UnboundInComparison { .. }), .. }) => {}
            read => return read,
        }
        let mut patterns = Resolver::new(self.context);
        // What is wrong with a pattern may be why a variable has no value.
        patterns.group(&unfiltered::group(written), None)?;
        let sorts = patterns.scope.all.iter().filter_map(|variable| Some((variable.name.clone()?, variable.sort)));
        self.foreseen = sorts.collect();
        self.scope = before;
        self.group(written, None)
    }

    fn view(&self, written: &ast::View) -> Result<View, Mistake> {
        let time = |atoms: &[Spanned<Atom>]| term::time(&self.substituted(atoms)?);
        let valid = written.valid.as_ref().map(|atoms| time(&atoms.node)).transpose()?;
        let span = written.recorded.as_ref().map(|recorded| recorded.span).unwrap_or_default();
        let recorded = match written.recorded.as_ref().map(|recorded| &recorded.node) {
            None => None,
            Some(ast::Recorded::Load(load)) => {
                let last = self.context.names.last_load().map_err(|problem| Mistake::new(span, problem))?;
                if i64::try_from(*load).is_ok_and(|load| load <= last) {
                    Some(Recorded::Load(*load))
                } else {
                    return Err(Mistake::new(span, ChangeProblem::NoSuchLoad { load: *load, last }));
                }
            }
            Some(ast::Recorded::Time(atoms)) => {
                let written = time(atoms)?;
                let moment = written.latest_moment();
                Some(Recorded::Time { written, moment })
            }
        };
        Ok(View { valid, recorded })
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
        self.scope.all.push(Variable { name, sort, bare: false, span });
        id
    }

    /// Says that a variable's values are literals as such.
    fn make_bare(&mut self, variable: VariableId) {
        self.scope.all[variable.0].bare = true;
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
