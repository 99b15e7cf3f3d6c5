//! Relations that call themselves, evaluated round by round into temporary tables: semi-naive, in which each round joins
//! what the last one found with everything found before.

use std::collections::HashSet;

use super::Statement;
use super::call::{ROUND, table_name};
use super::lowering::{Lowering, Rounds};
use super::tree::{Bind, Expr};
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

/// The statements for the members of a component. `kept` are the relations that stand in temporary tables already.
pub fn fixpoint(plan: &Plan, members: &[usize], kept: &HashSet<usize>) -> Fixpoint {
    let component: HashSet<usize> = members.iter().copied().collect();
    let mut found = Fixpoint { tables: Vec::new(), base: Vec::new(), steps: Vec::new(), clean: Vec::new() };
    for relation in members {
        let columns = plan.relations[*relation].columns.len();
        found.tables.extend(create(&table_name(*relation, plan.undisputed), columns));
        found.clean.push(format!("DROP TABLE IF EXISTS temp.{}", table_name(*relation, plan.undisputed)));
        let Definition::Rule { body, .. } = &plan.relations[*relation].definition else { continue };
        for (at, branch) in body.branches.iter().enumerate() {
            let calls = calls(branch, &component);
            if calls.is_empty() {
                found.base.push(insert(plan, *relation, at, None, &component, kept));
            }
            for call in calls {
                found.steps.push(insert(plan, *relation, at, Some(call), &component, kept));
            }
        }
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

fn insert(
    plan: &Plan,
    relation: usize,
    at: usize,
    last: Option<Called>,
    component: &HashSet<usize>,
    kept: &HashSet<usize>,
) -> Statement {
    let kept = kept.union(component).copied().collect();
    let mut lowering = Lowering::new(plan, &kept);
    if let Definition::Rule { body, .. } = &plan.relations[relation].definition {
        lowering.types = &body.variables;
        // Nothing of the round itself is read, so that what a row rests on was found in rounds before it.
        lowering.read_before(component, &body.branches[at]);
    }
    if let Some(Called::Row(step)) = last {
        lowering.rounds.insert(step, Rounds::Last);
    }
    let mut select = lowering.rule_branch(relation, at);
    select.columns.push(Expr::Bind(Bind::Round));
    select.with = std::mem::take(&mut lowering.with);
    let statement = Statement::of(select);
    let table = table_name(relation, plan.undisputed);
    Statement { text: format!("INSERT OR IGNORE INTO temp.{table}\n{}", statement.text), ..statement }
}
