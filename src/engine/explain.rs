//! How a query is read and what its parts come to: `explain`, and `why not`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Answered, Engine, Joined};
use crate::answer::{Answer, Value};
use crate::diagnostic::{Diagnostic, Result};
use crate::plan::{self, Plan};
use crate::problem::{Mistake, QueryProblem};
use crate::resolve::tree::{Condition, Expression, ExpressionNode, Filter, Form, Group, Named, Resolved, Sort, Term};
use crate::resolve::{self, Context, Names, Parameters};
use crate::source::{Source, Span, Spanned};
use crate::sql;
use crate::syntax::ast::{self, Comparator, ExpectedValue};
use crate::value::{Literal, ObjectType};

/// How a query is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The query in canonical form.
    pub canonical: String,
    /// Its conditions, in the order in which they are looked at.
    pub parts: Vec<Part>,
    /// The steps of each alternative in the order in which they are joined.
    pub joins: Vec<Vec<Joined>>,
    /// The statements that answer it, with their parameters.
    pub sql: Vec<sql::Statement>,
    /// How many rows it has; of a yes-or-no question, 1 for anything but no.
    pub rows: usize,
    /// How long answering it took.
    pub time: Duration,
}

/// A condition of a query, and how much there is of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The condition in canonical form.
    pub text: String,
    /// How many matches the planner expects it to have by itself; nothing for filters and the like.
    pub estimate: Option<i64>,
    /// How many matches it has by itself; nothing for what only tests others.
    pub alone: Option<i64>,
    /// How many matches it has together with those before it.
    pub together: i64,
}

/// Why there is no such row, or nothing that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    /// It is there: the row's number from 1; none for conditions.
    There(Option<usize>),
    /// The conditions, up to the first with which nothing is left.
    Missing(Vec<Part>),
    /// What the conditions bind is there; what is shown of it, limited or filtered, is not.
    NotShown,
}

impl Engine {
    /// How a query is read, what its parts come to, and its SQL.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn explain(
        &self,
        source: &Arc<Source>,
        query: &Spanned<ast::Query>,
        parameters: &Parameters,
    ) -> Result<Explained> {
        let sql = self.sql(source, query, parameters)?;
        let joins = self.joins(source, query, parameters)?;
        let start = Instant::now();
        let answered = self.ask(source, query, parameters)?;
        let time = start.elapsed();
        let rows = match answered.answer.verdict {
            Some(crate::answer::Verdict::No) => 0,
            Some(_) => 1,
            None => answered.answer.rows.len(),
        };
        let parts = self.store.within(self.limit, || self.parts(&answered.resolved, false))?;
        Ok(Explained { canonical: answered.answer.canonical.clone(), parts, joins, sql, rows, time })
    }

    /// Why the last answer has no row that begins with some values.
    ///
    /// # Errors
    /// A value that cannot stand in its column; that the store cannot be read.
    pub fn why_no_row(
        &self,
        source: &Arc<Source>,
        last: &Answered,
        row: &Spanned<Vec<Spanned<ExpectedValue>>>,
    ) -> Result<WhyNot> {
        if let Some(at) = found_row(&last.answer, &row.node) {
            return Ok(WhyNot::There(Some(at + 1)));
        }
        let mut resolved = Resolved::clone(&last.resolved);
        let Form::Find(find) = resolved.form.clone() else {
            return Err(Diagnostic::at(source, Mistake::new(row.span, QueryProblem::NoSuchRow { row: 1, rows: 0 })));
        };
        let mut fixed = Vec::new();
        for (output, value) in find.outputs.iter().zip(&row.node) {
            if output.value.has_aggregate() {
                continue;
            }
            let constant = self.constant(&value.node, output.value.sort, value.span);
            let constant = constant.map_err(|mistake| Diagnostic::at(source, mistake))?;
            fixed.extend(constant.map(|constant| {
                Condition::Filter(Box::new(Filter::Compare(output.value.clone(), Comparator::Equal, constant)))
            }));
        }
        resolved.body.conditions.extend(fixed);
        self.why_missing(&resolved)
    }

    /// Why nothing matches some conditions.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn why_nothing(
        &self,
        source: &Arc<Source>,
        conditions: &ast::Group,
        span: Span,
        parameters: &Parameters,
    ) -> Result<WhyNot> {
        let whether = ast::Whether { body: conditions.clone(), view: ast::View::default(), with_sources: false };
        let query = Spanned::new(ast::Query::Whether(whether), span);
        let answered = self.ask(source, &query, parameters)?;
        match answered.answer.verdict {
            Some(crate::answer::Verdict::Yes | crate::answer::Verdict::Disputed) => Ok(WhyNot::There(None)),
            _ => self.why_missing(&answered.resolved),
        }
    }

    fn why_missing(&self, resolved: &Resolved) -> Result<WhyNot> {
        let mut parts = self.store.within(self.limit, || self.parts(resolved, true))?;
        match parts.iter().position(|part| part.together == 0) {
            Some(last) => {
                parts.truncate(last + 1);
                Ok(WhyNot::Missing(parts))
            }
            None => Ok(WhyNot::NotShown),
        }
    }

    /// The conditions of a query, each with how much there is of it; with `fixed`, filters that fix a value come first.
    fn parts(&self, resolved: &Resolved, fixed: bool) -> Result<Vec<Part>> {
        let parameters = Parameters::new();
        let context = Context { vocabulary: &self.vocabulary, names: &self.store, parameters: &parameters };
        let mut conditions: Vec<Condition> = resolved.body.conditions.clone();
        conditions.sort_by_key(rank);
        let mut parts = Vec::with_capacity(conditions.len());
        let filters: Vec<Condition> =
            conditions.iter().filter(|condition| fixed && is_fixing(condition)).cloned().collect();
        let mut together: Vec<Condition> = Vec::new();
        for condition in conditions {
            let group = Group { conditions: vec![condition.clone()] };
            let text = resolve::group_text(&group, &resolved.variables, context).map_err(Diagnostic::new)?;
            together.push(condition.clone());
            // What fixes a value is a condition on all that binds it.
            let applying = filters.iter().filter(|filter| binds_all(&together, filter)).cloned();
            let with_fixed: Vec<Condition> =
                together.iter().filter(|condition| !filters.contains(condition)).cloned().chain(applying).collect();
            let count = self.matches(resolved, &with_fixed, context)?;
            let (estimate, alone) = match rank(&condition) {
                0 => (
                    self.expected(resolved, &group.conditions, context)?,
                    Some(self.matches(resolved, &group.conditions, context)?),
                ),
                _ => (None, None),
            };
            parts.push(Part { text, estimate, alone, together: count });
        }
        Ok(parts)
    }

    /// How many matches some conditions of a query have.
    fn matches(&self, resolved: &Resolved, conditions: &[Condition], context: Context<'_>) -> Result<i64> {
        let body = Group { conditions: conditions.to_vec() };
        let part = Resolved { form: Form::Whether, body, ..resolved.clone() };
        let plan =
            plan::plan(&part, context, &self.statistics()?).map_err(|mistake| Diagnostic::new(mistake.problem))?;
        let evaluation = self.store.evaluate(&plan, false)?;
        self.store.number(&sql::matches(&plan, evaluation.setting()))
    }

    /// How many matches the planner expects some conditions of a query to have; nothing where a rule or a subquery is called,
    /// of whose rows it knows nothing.
    fn expected(&self, resolved: &Resolved, conditions: &[Condition], context: Context<'_>) -> Result<Option<i64>> {
        let plan = self.part(resolved, conditions, context)?;
        if !plan.relations.is_empty() {
            return Ok(None);
        }
        let nothing = |_| false;
        let rows = plan.body.branches.iter().map(|branch| {
            let order = plan::order::order(branch, &nothing, &plan.statistics);
            order.rows.last().copied().unwrap_or(1.0)
        });
        Ok(Some(rows.sum::<f64>().round() as i64))
    }

    /// Some conditions of a query, planned by themselves.
    fn part(&self, resolved: &Resolved, conditions: &[Condition], context: Context<'_>) -> Result<Plan> {
        let body = Group { conditions: conditions.to_vec() };
        let part = Resolved { form: Form::Whether, body, ..resolved.clone() };
        plan::plan(&part, context, &self.statistics()?).map_err(|mistake| Diagnostic::new(mistake.problem))
    }

    /// A value of a row as a constant of a column's sort; nothing for "no value".
    fn constant(
        &self,
        value: &ExpectedValue,
        sort: Sort,
        span: Span,
    ) -> std::result::Result<Option<Expression>, Mistake> {
        let ExpectedValue::Literal(literal) = value else { return Ok(None) };
        let term = match sort {
            Sort::Entity => Term::Entity(self.entity(&literal.to_string(), span)?),
            Sort::Kind => match self.vocabulary.kind_named(&literal.to_string()) {
                Some(kind) => Term::Kind(kind),
                None => return Ok(None),
            },
            Sort::Literal(ObjectType::Text) => Term::Literal(Literal::Text(literal.to_string())),
            _ => Term::Literal(literal.clone()),
        };
        Ok(Some(Expression { node: ExpressionNode::Term(term), sort, span }))
    }

    fn entity(&self, name: &str, span: Span) -> std::result::Result<Named, Mistake> {
        let mut found = self.store.named(name).map_err(|problem| Mistake { span, problem })?;
        match found.pop() {
            Some(only) if found.is_empty() => Ok(only),
            Some(last) => {
                found.push(last);
                Err(Mistake::new(span, resolve::ambiguous_name(name, &found, &self.vocabulary)))
            }
            None => {
                let nearest = self.store.near_name(name).map_err(|problem| Mistake { span, problem })?;
                let name = name.to_owned();
                Err(Mistake::new(span, QueryProblem::UnknownName { name, kind: None, nearest, whole: None }))
            }
        }
    }
}

/// In which order conditions are looked at: what binds, then what may be missing, then what tests.
fn rank(condition: &Condition) -> u8 {
    match condition {
        Condition::Pattern(_) | Condition::Relative(_) | Condition::Or(_) | Condition::Subquery(_) => 0,
        Condition::Optional(_) => 1,
        Condition::Not(_) | Condition::Filter(_) => 2,
    }
}

/// Whether a filter says what one variable is.
fn is_fixing(condition: &Condition) -> bool {
    let Condition::Filter(filter) = condition else { return false };
    let Filter::Compare(left, Comparator::Equal, right) = filter.as_ref() else { return false };
    left.as_variable().is_some()
        && matches!(&right.node, ExpressionNode::Term(term) if !matches!(term, Term::Variable(_)))
}

fn binds_all(conditions: &[Condition], filter: &Condition) -> bool {
    let Condition::Filter(filter) = filter else { return false };
    let mut used = Vec::new();
    filter.variables(&mut used);
    let usable = Group { conditions: conditions.to_vec() }.usable();
    used.iter().all(|variable| usable.contains(variable))
}

/// The row of an answer that begins with some values.
fn found_row(answer: &Answer, values: &[Spanned<ExpectedValue>]) -> Option<usize> {
    let same = |shown: &Value, expected: &Spanned<ExpectedValue>| match &expected.node {
        ExpectedValue::Nothing => *shown == Value::Nothing,
        ExpectedValue::Literal(literal) => shown.text() == literal.to_string(),
    };
    answer.rows.iter().position(|row| row.len() >= values.len() && row.iter().zip(values).all(|(a, b)| same(a, b)))
}
