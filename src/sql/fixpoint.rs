//! Relations that call themselves, evaluated round by round into temporary tables: semi-naive, in which each round joins
//! what the last one found with everything found before.

use std::collections::HashSet;

use super::call::{ROUND, table_name};
use super::lowering::{Lowering, Rounds};
use super::tree::{Bind, Expr, Select};
use super::{Setting, Statement};
use crate::plan::{Branch, Definition, Link, Plan, Step};

/// The statements that evaluate relations together.
#[derive(Debug, Clone, PartialEq)]
pub struct Fixpoint {
    /// Make the tables.
    pub tables: Vec<String>,
    /// Find what follows from nothing of them: round 0.
    pub base: Vec<Statement>,
    /// Find what follows from the last round; run until none of them adds a row.
    pub steps: Vec<Statement>,
    /// Take the tables away.
    pub clean: Vec<String>,
}

/// A table that grows round by round: its rows have the round in which they were found behind their columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Growing {
    /// Its name.
    pub name: String,
    /// How many columns its rows have, named `c0`, `c1`, … in their order.
    pub columns: usize,
    /// What is found in round 0.
    pub base: Vec<Select>,
    /// What follows from the rows found before a round; run until none of those that grow together has a new row.
    pub steps: Vec<Select>,
}

/// The tables that the members of a component are found in, together.
pub fn growing(plan: &Plan, members: &[usize], setting: &Setting) -> Vec<Growing> {
    let component: HashSet<usize> = members.iter().copied().collect();
    let mut tables = Vec::with_capacity(members.len());
    for relation in members {
        let columns = plan.relations[*relation].columns.len();
        let name = table_name(*relation, plan.undisputed);
        let mut table = Growing { name, columns, base: Vec::new(), steps: Vec::new() };
        if let Definition::Rule { body, .. } = &plan.relations[*relation].definition {
            for (at, branch) in body.branches.iter().enumerate() {
                let calls = calls(branch, &component);
                if calls.is_empty() {
                    table.base.push(found(plan, (*relation, at), None, &component, setting));
                }
                let steps = calls.into_iter().map(|call| found(plan, (*relation, at), Some(call), &component, setting));
                table.steps.extend(steps);
            }
        }
        tables.push(table);
    }
    tables
}

/// The statements for the members of a component.
pub fn fixpoint(plan: &Plan, members: &[usize], setting: &Setting) -> Fixpoint {
    let mut found = Fixpoint { tables: Vec::new(), base: Vec::new(), steps: Vec::new(), clean: Vec::new() };
    for Growing { name, columns, base, steps } in growing(plan, members, setting) {
        found.tables.extend(create(&name, columns));
        found.clean.push(format!("DROP TABLE IF EXISTS temp.{name}"));
        found.base.extend(base.into_iter().map(|select| insert(&name, select)));
        found.steps.extend(steps.into_iter().map(|select| insert(&name, select)));
    }
    found
}

/// A row may have no value in a column, which no primary key of SQLite takes, and two such rows are one all the same.
fn create(name: &str, columns: usize) -> Vec<String> {
    let columns: Vec<String> = (0..columns).map(|at| format!("c{at}")).collect();
    let all = columns.join(", ");
    let told: Vec<String> = columns.iter().map(|column| format!("ifnull({column}, x'')")).collect();
    let mut statements = vec![
        format!("DROP TABLE IF EXISTS temp.{name}"),
        format!("CREATE TABLE temp.{name} ({all}, {ROUND})"),
        format!("CREATE UNIQUE INDEX temp.{name}_row ON {name} ({})", told.join(", ")),
        format!("CREATE INDEX temp.{name}_{ROUND} ON {name} ({ROUND})"),
        format!("CREATE INDEX temp.{name}_all ON {name} ({all}, {ROUND})"),
    ];
    statements
        .extend(columns.iter().skip(1).map(|column| format!("CREATE INDEX temp.{name}_{column} ON {name} ({column})")));
    statements
}

/// A call of what is evaluated together.
#[derive(Clone, Copy)]
enum Called {
    /// Of a row, by the step at that index: those of the last round go round by round.
    Row(usize),
    /// Of a chain of rows, all of which are looked at in every round.
    Chain,
}

fn calls(branch: &Branch, component: &HashSet<usize>) -> Vec<Called> {
    let mut found = Vec::new();
    for (at, step) in branch.steps.iter().enumerate() {
        match step {
            Step::Call(call) if component.contains(&call.relation) => found.push(Called::Row(at)),
            Step::Reach(reach) if matches!(reach.link, Link::Row(relation) if component.contains(&relation)) => {
                found.push(Called::Chain);
            }
            _ => {}
        }
    }
    found
}

/// What one alternative of a relation gives.
fn found(
    plan: &Plan,
    (relation, at): (usize, usize),
    last: Option<Called>,
    component: &HashSet<usize>,
    setting: &Setting,
) -> Select {
    let mut lowering = Lowering::new(plan, setting);
    lowering.kept.extend(component);
    if let Definition::Rule { body, .. } = &plan.relations[relation].definition {
        lowering.types = &body.variables;
        // Nothing of the round itself is read, so that what a row rests on was found in rounds before it.
        lowering.read_before(component, &body.branches[at]);
    }
    if let Some(Called::Row(step)) = last {
        lowering.rounds.insert(step, Rounds::Last);
    }
    let mut select = lowering.rule_branch(relation, at);
    select.with = std::mem::take(&mut lowering.with);
    select
}

fn insert(table: &str, mut select: Select) -> Statement {
    select.columns.push(Expr::Bind(Bind::Round));
    let statement = Statement::of(select);
    Statement { text: format!("INSERT OR IGNORE INTO temp.{table}\n{}", statement.text), ..statement }
}
