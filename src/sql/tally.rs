//! How many facts rows rest on, where that is all that is counted and each alternative is one fact: counted as the facts are
//! read, and not of rows that are found before.

use std::borrow::Cow;

use super::expression::Env;
use super::lowering::{Bindings, Lowering};
use super::top::ROWS;
use super::tree::{Expr, Select, Source, Table};
use crate::plan::{Body, Branch, Fact, Step};
use crate::resolve::tree::{Expression, ExpressionNode, Filter, Find, VariableId};
use crate::syntax::ast::AggregateFunction;

/// What is asked for in such a case.
pub(super) struct Tally<'p> {
    /// The variables that rows are grouped by.
    pub(super) groups: Vec<VariableId>,
    /// The fact of each alternative; one that is read both ways is two.
    pub(super) facts: Vec<Cow<'p, Fact>>,
    /// What must hold of the groups, the same in each alternative.
    pub(super) filters: Vec<&'p Filter>,
}

/// The rows of a query that counts facts only; nothing where they must be found in another way.
pub fn tally(lowering: &mut Lowering<'_>, find: &Find, body: &Body, extras: &[Expression]) -> Option<Select> {
    let all: Vec<&Expression> = find.outputs.iter().map(|output| &output.value).chain(extras).collect();
    let tally = Tally::of(&all, body)?;
    let summed = tally.pairs_with_most(lowering, find).unwrap_or_else(|| tally.summed(lowering));
    Some(tally.shown(lowering, &all, summed))
}

impl<'p> Tally<'p> {
    fn of(all: &[&Expression], body: &'p Body) -> Option<Self> {
        let mut groups = Vec::new();
        for expression in all {
            match (&expression.node, expression.as_variable()) {
                (_, Some(variable)) => groups.push(variable),
                (ExpressionNode::Aggregate(aggregate), _) if aggregate.function == AggregateFunction::Facts => {}
                _ => return None,
            }
        }
        groups.dedup();
        let branches: Vec<(&Fact, Vec<&Filter>)> =
            body.branches.iter().map(|branch| single_fact(branch, &groups)).collect::<Option<_>>()?;
        let (facts, mut filters): (Vec<&Fact>, Vec<Vec<&Filter>>) = branches.into_iter().unzip();
        let facts: Vec<Cow<'_, Fact>> = facts.into_iter().flat_map(Fact::each_way).collect();
        let is_told_apart = |at: usize| facts[..at].iter().all(|before| before.is_apart_from(&facts[at]));
        let is_sure = groups.len() < all.len()
            && !facts.is_empty()
            && filters.windows(2).all(|two| two[0] == two[1])
            && (0..facts.len()).all(is_told_apart);
        is_sure.then(|| Tally { groups, facts, filters: filters.swap_remove(0) })
    }

    /// All groups, with how many facts each has.
    fn summed(&self, lowering: &mut Lowering<'_>) -> Select {
        let parts = (0..self.facts.len()).map(|at| self.part(lowering, at)).collect();
        let (groups, alias) = (self.groups.len(), "b".to_owned());
        let column = |at: usize| Expr::Output(alias.clone(), at);
        let group: Vec<Expr> = (0..groups).map(column).collect();
        let sum = Expr::Call("sum", vec![column(groups)]);
        let columns = group.iter().cloned().chain([sum]).collect();
        let from = vec![Table { alias: alias.clone(), source: Source::All(parts), left_join: None }];
        Select { columns, from, group, ..Select::default() }
    }

    /// The facts of one alternative, counted by group, without those that an alternative before it has for the same group.
    pub(super) fn part(&self, lowering: &mut Lowering<'_>, at: usize) -> Select {
        let fact = &self.facts[at];
        let branch = Branch { steps: vec![Step::Fact(fact.as_ref().clone())] };
        let lowered = lowering.with_facts(&branch);
        let group: Vec<Expr> =
            self.groups.iter().map(|variable| super::lowering::bound(*variable, &lowered.bindings)).collect();
        let mut filter = lowered.filter;
        if let ([_, _], Some(table)) = (group.as_slice(), lowered.from.first()) {
            // Pairs are counted in the order of the index of subjects, and not in that of objects, which SQLite would take by this.
            let is_taken = Expr::column(&table.alias, "object").is_known();
            filter.retain(|test| *test != is_taken);
        }
        if self.facts[..at].iter().any(|before| before.is_turned(fact))
            && let Some(table) = lowered.from.first()
        {
            // Only a fact about one thing twice is the same the other way round.
            let ends = ["subject", super::fact::object_column(fact.object_type)];
            let [subject, object] = ends.map(|column| Expr::column(&table.alias, column));
            filter.push(subject.binary("<>", object));
        }
        let columns = group.iter().cloned().chain([Expr::Call("count", vec![Expr::Integer(1)])]).collect();
        Select { columns, from: lowered.from, filter, group, ..Select::default() }
    }

    /// The columns that are asked for of what was summed, where the filters hold.
    fn shown(&self, lowering: &mut Lowering<'_>, all: &[&Expression], summed: Select) -> Select {
        let alias = ROWS.to_owned();
        let column = |at: usize| Expr::Output(alias.clone(), at);
        let bindings: Bindings = self.groups.iter().enumerate().map(|(at, variable)| (*variable, column(at))).collect();
        let env = Env::of(&bindings);
        let columns = all.iter().map(|expression| match expression.as_variable() {
            Some(_) => lowering.column(expression, env),
            None => column(self.groups.len()),
        });
        let columns = columns.collect();
        let filter = self.filters.iter().map(|filter| lowering.filter(filter, &bindings)).collect();
        let from = vec![Table { alias: alias.clone(), source: Source::All(vec![summed]), left_join: None }];
        Select { columns, from, filter, ..Select::default() }
    }
}

/// The fact of an alternative and what must hold of the groups besides, where that is all of it.
fn single_fact<'p>(branch: &'p Branch, groups: &[VariableId]) -> Option<(&'p Fact, Vec<&'p Filter>)> {
    let (mut facts, mut filters) = (Vec::new(), Vec::new());
    for step in &branch.steps {
        match step {
            Step::Fact(fact)
                if !fact.narrowing.binds_claims()
                    && fact.qualifiers.is_empty()
                    && (!fact.symmetric || fact.has_ways()) =>
            {
                facts.push(fact);
            }
            Step::Filter(filter) => {
                let mut needed = Vec::new();
                filter.variables(&mut needed);
                if !needed.iter().all(|variable| groups.contains(variable)) {
                    return None;
                }
                filters.push(filter);
            }
            _ => return None,
        }
    }
    let [fact] = facts.as_slice() else { return None };
    let ends = [&fact.subject, &fact.object].map(|slot| slot.as_variable());
    let is_grouped_by_ends = groups.iter().all(|group| ends.contains(&Some(*group)));
    is_grouped_by_ends.then_some((*fact, filters))
}
