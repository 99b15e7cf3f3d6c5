//! Which variables some written conditions speak of.

use crate::source::Spanned;
use crate::syntax::ast::{Atom, Clause, Condition, Expression, Filter, Modifier, OutputValue};

/// Whether a variable stands in the conditions; of another query in parentheses only its columns are looked at.
pub(super) fn speaks_of(conditions: &[Spanned<Condition>], variable: &str) -> bool {
    conditions.iter().any(|condition| match &condition.node {
        Condition::Clause(clause) => in_clause(clause, variable),
        Condition::Not(group) | Condition::Optional(group) => speaks_of(&group.conditions, variable),
        Condition::Or(branches) => branches.iter().any(|branch| speaks_of(&branch.conditions, variable)),
        Condition::Filter(filter) => in_filter(filter, variable),
        Condition::Subquery(find) => find.outputs.iter().any(|output| match &output.node.value {
            OutputValue::Variable { name, .. } => name == variable,
            OutputValue::Everything | OutputValue::Expression(_) => false,
        }),
    })
}

fn in_clause(clause: &Clause, variable: &str) -> bool {
    let qualifiers = clause.qualifiers.iter().any(|qualifier| in_atoms(&qualifier.value, variable));
    let modifiers = clause.modifiers.iter().any(|modifier| match &modifier.node {
        Modifier::AccordingTo(atoms) => in_atoms(atoms, variable),
        Modifier::AtLeast(_) | Modifier::Denied | Modifier::Confidence(..) => false,
    });
    qualifiers || modifiers || in_atoms(&clause.atoms, variable)
}

fn in_atoms(atoms: &[Spanned<Atom>], variable: &str) -> bool {
    atoms.iter().any(|atom| match &atom.node {
        Atom::Variable(name) => name == variable,
        Atom::Relative(group) => speaks_of(&group.conditions, variable),
        Atom::Between(from, to) => in_atoms(from, variable) || in_atoms(to, variable),
        _ => false,
    })
}

/// Questions compare terms and names of terms only.
fn in_filter(filter: &Filter, variable: &str) -> bool {
    match filter {
        Filter::Compare(left, _, right) | Filter::Test(left, _, right) => {
            in_expression(&left.node, variable) || in_expression(&right.node, variable)
        }
        Filter::Between(..) | Filter::In(..) => false,
    }
}

fn in_expression(expression: &Expression, variable: &str) -> bool {
    match expression {
        Expression::Term(atoms) => in_atoms(atoms, variable),
        Expression::Call(_, arguments) => arguments.iter().any(|argument| in_expression(&argument.node, variable)),
        _ => false,
    }
}
