//! Rules, subqueries and paths as relations beside the query. A rule is planned once, however often it is called.

use std::collections::HashMap;

use super::closure;
use super::group::Planner;
use super::stratify::{Edge, classify};
use super::{Body, Branch, Call, Definition, Recursion, Relation, Slot, Step, Typed};
use crate::problem::{Mistake, QueryProblem};
use crate::resolve::tree::{Form, Path, Resolved, ResolvedRule, VariableId};
use crate::resolve::{self, Context};
use crate::source::Span;
use crate::syntax::{self, ast};
use crate::value::RuleId;

/// The relations of one plan, in the making.
pub struct Relations<'a> {
    context: Context<'a>,
    relations: Vec<Relation>,
    rules: HashMap<RuleId, usize>,
    /// Rules whose bodies are still to be planned.
    waiting: Vec<(usize, ResolvedRule)>,
    edges: Vec<Edge>,
}

/// Checks a rule that is about to be defined, `written` against a vocabulary that knows it already.
///
/// # Errors
/// As for a query; likewise where the rules deny one another in a circle.
pub fn check_rule(written: &ast::Rule, id: RuleId, context: Context<'_>) -> Result<(), Mistake> {
    let resolved = resolve::rule(written, context)?;
    let mut relations = Relations::new(context);
    let relation = relations.reserve(id, resolved.clone());
    relations.waiting.clear();
    relations.plan_rule(relation, &resolved)?;
    relations.finished().map(|_| ())
}

impl<'a> Relations<'a> {
    pub fn new(context: Context<'a>) -> Self {
        Self { context, relations: Vec::new(), rules: HashMap::new(), waiting: Vec::new(), edges: Vec::new() }
    }

    /// The body of a query; `owner` is the relation that it defines.
    pub fn body(&mut self, resolved: &Resolved, owner: Option<usize>) -> Result<Body, Mistake> {
        let mut planner = Planner {
            context: self.context,
            owner,
            named: &resolved.variables,
            variables: resolved.variables.iter().map(Typed::from).collect(),
            negative: false,
            relations: self,
        };
        let branches = planner.group(&resolved.body)?;
        let variables = planner.variables;
        let mut bindings: Vec<VariableId> = resolved.body.usable();
        bindings.retain(|id| resolved.variables[id.0].name.is_some());
        bindings.sort_unstable();
        bindings.dedup();
        Ok(Body { variables, bindings, branches })
    }

    /// The index of a rule's relation.
    pub fn rule(&mut self, id: RuleId, owner: Option<usize>, negative: bool, span: Span) -> Result<usize, Mistake> {
        let relation = match self.rules.get(&id) {
            Some(relation) => *relation,
            None => {
                let resolved = self.read(id, span)?;
                self.reserve(id, resolved)
            }
        };
        self.edges.push(Edge { from: owner, to: relation, negative, span });
        Ok(relation)
    }

    fn read(&self, id: RuleId, span: Span) -> Result<ResolvedRule, Mistake> {
        let rule = self.context.vocabulary.rule(id);
        let parameters = resolve::Parameters::new();
        let context = Context { parameters: &parameters, ..self.context };
        let read = syntax::parse_rule(&rule.text).and_then(|written| resolve::rule(&written, context));
        read.map_err(|mistake| {
            let detail = mistake.problem.wording().message;
            Mistake::new(span, QueryProblem::BrokenRule { name: rule.name.clone(), detail })
        })
    }

    fn reserve(&mut self, id: RuleId, resolved: ResolvedRule) -> usize {
        let columns = resolved.head.iter().map(|id| Typed::of_column(resolved.variables[id.0].sort)).collect();
        let relation = self.push(resolved.name.clone(), columns);
        self.rules.insert(id, relation);
        self.waiting.push((relation, resolved));
        relation
    }

    fn push(&mut self, name: String, columns: Vec<Typed>) -> usize {
        let definition = Definition::Rule { body: Body::default(), head: Vec::new() };
        self.relations.push(Relation {
            name,
            columns,
            definition,
            recursion: Recursion::None,
            counted: false,
            chain_of: None,
        });
        self.relations.len() - 1
    }

    /// A relation that is yet to be defined, called by `owner`.
    pub fn begin(
        &mut self,
        name: String,
        columns: Vec<Typed>,
        owner: Option<usize>,
        negative: bool,
        span: Span,
    ) -> usize {
        let relation = self.push(name, columns);
        self.edges.push(Edge { from: owner, to: relation, negative, span });
        relation
    }

    /// Defines a relation that was begun.
    pub fn define(&mut self, relation: usize, body: Body, head: Vec<Slot>) {
        self.relations[relation].definition = Definition::Rule { body, head };
    }

    /// The index of a subquery's relation. What it calls must be complete before.
    pub fn subquery(&mut self, query: &Resolved, owner: Option<usize>, span: Span) -> Result<usize, Mistake> {
        let Form::Find(find) = &query.form else { return Err(Mistake::new(span, QueryProblem::NotOneQuery)) };
        let columns = find.outputs.iter().map(|output| Typed::of_column(output.value.sort)).collect();
        let relation = self.begin("(find …)".to_owned(), columns, owner, true, span);
        let body = self.body(query, Some(relation))?;
        super::counted::check(find, &body)?;
        self.relations[relation].definition = Definition::Rows { find: find.clone(), body };
        Ok(relation)
    }

    /// The pairs between which there is a chain of rows of `link`, found round by round: from the one end that is known,
    /// or all of them.
    pub fn rounds(
        &mut self,
        link: usize,
        from: &Slot,
        to: &Slot,
        reflexive: bool,
        (owner, negative): (Option<usize>, bool),
        span: Span,
    ) -> usize {
        let name = format!("{}{}", self.relations[link].name, if reflexive { "*" } else { "+" });
        let relation = self.begin(name, vec![Typed::ENTITY; 2], owner, negative, span);
        let variable = |at: usize| Slot::Variable(VariableId(at));
        let (near, middle, far) = (variable(0), variable(1), variable(2));
        let backwards = matches!(to, Slot::Entity(_)) && !matches!(from, Slot::Entity(_));
        let head = match (from, to) {
            (Slot::Entity(_), _) => vec![from.clone(), far.clone()],
            (_, Slot::Entity(_)) => vec![near.clone(), to.clone()],
            _ => vec![near.clone(), far.clone()],
        };
        let call = |relation, from: &Slot, to: &Slot| {
            Step::Call(Call { relation, arguments: vec![from.clone(), to.clone()], steps: None })
        };
        let (start, end) = (&head[0], &head[1]);
        let step = match backwards {
            false => vec![call(relation, start, &middle), call(link, &middle, end)],
            true => vec![call(link, start, &middle), call(relation, &middle, end)],
        };
        let base = match reflexive {
            false => vec![call(link, start, end)],
            true if backwards => same(end, start),
            true => same(start, end),
        };
        let branches = [base, step].into_iter().map(|steps| Branch { steps }).collect();
        let body = Body { variables: vec![Typed::ENTITY; 3], bindings: Vec::new(), branches };
        for to in [link, relation] {
            self.edges.push(Edge { from: Some(relation), to, negative: false, span });
        }
        self.define(relation, body, head);
        self.relations[relation].counted = true;
        relation
    }

    /// A path's canonical text.
    pub fn path_name(&self, path: &Path) -> String {
        let text = resolve::path_text(path, self.context);
        if matches!(path, Path::Step(_)) { text } else { format!("({text})") }
    }

    fn plan_rule(&mut self, relation: usize, resolved: &ResolvedRule) -> Result<(), Mistake> {
        let mut planner = Planner {
            context: self.context,
            owner: Some(relation),
            named: &resolved.variables,
            variables: resolved.variables.iter().map(Typed::from).collect(),
            negative: false,
            relations: self,
        };
        let branches = planner.group(&resolved.body)?;
        let body = Body { variables: planner.variables, bindings: Vec::new(), branches };
        let head = resolved.head.iter().map(|id| Slot::Variable(*id)).collect();
        self.define(relation, body, head);
        Ok(())
    }

    /// All relations, each planned and classified.
    pub fn finished(mut self) -> Result<Vec<Relation>, Mistake> {
        while let Some((relation, resolved)) = self.waiting.pop() {
            // A rule was checked when it was defined; what is wrong with it now came by a change of other words.
            self.plan_rule(relation, &resolved).map_err(|mistake| {
                let span = self.edges.iter().find(|edge| edge.from.is_none()).map_or(mistake.span, |edge| edge.span);
                let detail = mistake.problem.wording().message;
                Mistake::new(span, QueryProblem::BrokenRule { name: resolved.name.clone(), detail })
            })?;
        }
        classify(&mut self.relations, &self.edges)?;
        closure::find(&mut self.relations);
        Ok(self.relations)
    }
}

/// That both ends are the same: what is known, or else any entity.
fn same(start: &Slot, end: &Slot) -> Vec<Step> {
    let same = Step::Same(start.clone(), end.clone());
    match (start, end) {
        (Slot::Entity(_), _) | (_, Slot::Entity(_)) => vec![same],
        _ => vec![Step::Named { entity: start.clone(), name: Slot::Any }, same],
    }
}
