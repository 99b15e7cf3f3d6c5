//! Groups without their filters: what is left says what variables are.

use crate::source::Spanned;
use crate::syntax::ast::{Atom, Clause, Condition, Group};

/// The group without filters, at any depth.
pub fn group(written: &Group) -> Group {
    let conditions = written.conditions.iter().filter_map(|written| {
        let node = condition(&written.node)?;
        Some(Spanned::new(node, written.span))
    });
    Group { conditions: conditions.collect() }
}

fn condition(written: &Condition) -> Option<Condition> {
    let filled = |written: &Group| Some(group(written)).filter(|group| !group.conditions.is_empty());
    Some(match written {
        Condition::Filter(_) => return None,
        Condition::Clause(written) => Condition::Clause(clause(written)),
        Condition::Not(written) => Condition::Not(filled(written)?),
        Condition::Optional(written) => Condition::Optional(filled(written)?),
        Condition::Or(branches) => {
            let branches: Vec<Group> = branches.iter().filter_map(filled).collect();
            if branches.is_empty() {
                return None;
            }
            Condition::Or(branches)
        }
        Condition::Subquery(find) => Condition::Subquery(find.clone()),
    })
}

fn clause(written: &Clause) -> Clause {
    Clause { atoms: written.atoms.iter().map(atom).collect(), ..written.clone() }
}

fn atom(written: &Spanned<Atom>) -> Spanned<Atom> {
    match &written.node {
        Atom::Relative(inner) => Spanned::new(Atom::Relative(group(inner)), written.span),
        _ => written.clone(),
    }
}
