//! Parameters that are given and that nothing speaks of: most likely slips.

use std::collections::BTreeSet;

use super::statements::named;
use crate::diagnostic::Diagnostic;
use crate::problem::CommandProblem;
use crate::repl::console::Console;
use crate::vocabulary::nearest;

/// Warns of each of the parameters that were given as `NAME=VALUE` and that are none of those that are spoken of.
pub(super) fn warn(given: &[String], spoken_of: &BTreeSet<String>, console: &Console) {
    let names = given.iter().filter_map(|given| named(given).ok());
    for (name, _) in names.filter(|(name, _)| !spoken_of.contains(*name)) {
        let nearest = nearest(name, spoken_of.iter().cloned()).into_iter().map(|name| format!("${name}")).collect();
        console.warn(&Diagnostic::new(CommandProblem::UnusedParameter { name: name.to_owned(), nearest }));
    }
}
