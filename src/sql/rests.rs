//! How many facts, claims and documents the rows of a group rest on: counted once for all groups, and joined to each.

use super::expression::Env;
use super::lowering::{self, Lowering, Premise, text};
use super::rows::distinct;
use super::tree::{Common, Expr, Select, Source, Table};
use crate::plan::{Body, Branch, Step};
use crate::resolve::tree::{Expression, ExpressionNode};
use crate::syntax::ast::AggregateFunction;

/// What of this expressions count, and the column in which each stands: of tables that are joined to `from`. `groups` are
/// what rows are grouped by, in the variables of the body and as columns of `from`.
pub fn counted(
    lowering: &mut Lowering<'_>,
    body: &Body,
    expressions: &[&Expression],
    (groups, columns): (&[&Expression], &[Expr]),
    from: &mut Vec<Table>,
) -> Vec<(AggregateFunction, Expr)> {
    let mut functions = Vec::new();
    expressions.iter().for_each(|expression| functions_of(expression, &mut functions));
    if functions.is_empty() {
        return Vec::new();
    }
    let rests = facts(lowering, body, groups);
    let mut counted = Vec::with_capacity(functions.len());
    for function in functions {
        let name = count(lowering, function, &rests, groups.len());
        let same = columns.iter().enumerate().map(|(at, group)| Expr::Argument(name.clone(), at).is(group.clone()));
        let on = Some(Expr::All(same.collect()));
        from.push(Table { alias: name.clone(), source: Source::Common(name.clone()), left_join: on });
        counted.push((function, Expr::Argument(name, groups.len())));
    }
    counted
}

/// Whether an expression counts what rows rest on.
pub fn counts_rests(expression: &Expression) -> bool {
    let mut functions = Vec::new();
    functions_of(expression, &mut functions);
    !functions.is_empty()
}

fn functions_of(expression: &Expression, found: &mut Vec<AggregateFunction>) {
    use AggregateFunction::{Claims, Documents, Facts};
    match &expression.node {
        ExpressionNode::Aggregate(aggregate) if matches!(aggregate.function, Facts | Claims | Documents) => {
            if !found.contains(&aggregate.function) {
                found.push(aggregate.function);
            }
        }
        ExpressionNode::Aggregate(_) => {}
        node => {
            if let ExpressionNode::If(filter, ..) = node {
                filter.expressions().into_iter().for_each(|part| functions_of(part, found));
            }
            expression.parts().into_iter().for_each(|part| functions_of(part, found));
        }
    }
}

/// The table of the facts that each group rests on: the group's columns, the fact, and the polarity of the claims that count.
fn facts(lowering: &mut Lowering<'_>, body: &Body, groups: &[&Expression]) -> String {
    let mut base = Vec::new();
    for branch in &body.branches {
        base.extend(facts_of_branch(lowering, branch, groups));
    }
    table(lowering, groups.len() + 2, base)
}

fn facts_of_branch(lowering: &mut Lowering<'_>, branch: &Branch, groups: &[&Expression]) -> Vec<Select> {
    let lowered = lowering.with_facts(branch);
    let env = Env::of(&lowered.bindings);
    let group: Vec<Expr> = groups.iter().map(|value| lowering.column(value, env)).collect();
    let mut selects = Vec::new();
    for (step, premise) in branch.steps.iter().zip(&lowered.premises) {
        let denied = matches!(step, Step::Fact(fact) if fact.narrowing.denied);
        if let Premise::Fact(id) = premise {
            let polarity = text(if denied { "-" } else { "+" });
            let columns = group.iter().cloned().chain([id.clone(), polarity]).collect();
            let mut filter = lowered.filter.clone();
            filter.push(id.clone().is_known());
            selects.push(distinct(columns, lowered.from.clone(), filter));
        }
    }
    selects
}

/// The table of the groups with what was counted for each behind the group's columns.
fn count(lowering: &mut Lowering<'_>, function: AggregateFunction, rests: &str, groups: usize) -> String {
    let alias = lowering.alias('p');
    let column = |at| Expr::Argument(alias.clone(), at);
    let group: Vec<Expr> = (0..groups).map(column).collect();
    let mut from = vec![Table { alias: alias.clone(), source: Source::Common(rests.to_owned()), left_join: None }];
    let counted = match function {
        AggregateFunction::Facts => Expr::CountDistinct(Box::new(column(groups))),
        _ => {
            let mut claims = lowering::Body::default();
            let claim = lowering.claim_table(&mut claims);
            claims.filter.push(Expr::column(&claim, "fact").equals(column(groups)));
            claims.filter.push(Expr::column(&claim, "polarity").equals(column(groups + 1)));
            from.extend(claims.from);
            match function {
                AggregateFunction::Documents => {
                    let documents = Expr::CountDistinct(Box::new(Expr::column(&claim, "document")));
                    return grouped(lowering, group, documents, from, claims.filter);
                }
                _ => return count_claims(lowering, &claim, group, from, claims.filter),
            }
        }
    };
    grouped(lowering, group, counted, from, Vec::new())
}

/// Claims are told apart by their facts and evidence; behind a load, one may have been made several times.
fn count_claims(
    lowering: &mut Lowering<'_>,
    claim: &str,
    group: Vec<Expr>,
    from: Vec<Table>,
    filter: Vec<Expr>,
) -> String {
    let groups = group.len();
    let told = ["fact", "evidence"].map(|column| Expr::column(claim, column));
    let claims = distinct(group.into_iter().chain(told).collect(), from, filter);
    let alias = lowering.alias('q');
    let group = (0..groups).map(|at| Expr::Output(alias.clone(), at)).collect();
    let from = vec![Table { alias, source: Source::Union(vec![claims]), left_join: None }];
    grouped(lowering, group, Expr::Call("count", vec![Expr::Integer(1)]), from, Vec::new())
}

fn grouped(
    lowering: &mut Lowering<'_>,
    group: Vec<Expr>,
    counted: Expr,
    from: Vec<Table>,
    filter: Vec<Expr>,
) -> String {
    let width = group.len() + 1;
    let columns = group.iter().cloned().chain([counted]).collect();
    table(lowering, width, vec![Select { columns, from, filter, group, ..Select::default() }])
}

/// A common table expression of so many columns.
fn table(lowering: &mut Lowering<'_>, columns: usize, base: Vec<Select>) -> String {
    let name = lowering.alias('t');
    let columns = (0..columns).map(|at| format!("c{at}")).collect();
    lowering.with.push(Common { name: name.clone(), kept: false, columns, base, steps: Vec::new() });
    name
}
