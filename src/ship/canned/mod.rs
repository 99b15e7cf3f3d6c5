//! Saved queries as SQL that other programs run on a shipped file, a parameter of the query being one of the statement.

mod lookups;
mod markers;
mod shown;
mod tokens;

use markers::{Marked, Markers, Role};

use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;
use crate::resolve::Parameters;
use crate::source::{Source, Spanned};
use crate::store::{SavedParameter, SavedQuery};
use crate::syntax::{self, ast};

/// How many parameters a query may have: which role each plays is found by trying.
const MOST_PARAMETERS: usize = 6;

/// A saved query as SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Canned {
    /// Its name in the store.
    pub name: String,
    /// The query as written.
    pub text: String,
    /// Its parameters: the name in the statement, and what a value of it is.
    pub parameters: Vec<(String, String)>,
    /// The statement.
    pub sql: String,
}

/// A query that cannot be said in SQL, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// Its name in the store.
    pub name: String,
    /// The reason.
    pub reason: String,
}

/// All saved queries of a store, by name: those that can be said in the SQL of any SQLite, and the others.
///
/// # Errors
/// Where the store cannot be read.
pub(super) fn queries(engine: &Engine) -> Result<(Vec<Canned>, Vec<LeftOut>)> {
    let (mut canned, mut left_out) = (Vec::new(), Vec::new());
    for kept in engine.store().kept_queries()? {
        let name = kept.query.name.clone();
        match one(engine, &kept.query) {
            Ok(query) => canned.push(query),
            Err(reason) => left_out.push(LeftOut { name, reason }),
        }
    }
    Ok((canned, left_out))
}

/// A saved query as SQL; else the reason why not.
fn one(engine: &Engine, saved: &SavedQuery) -> std::result::Result<Canned, String> {
    let source = Source::new(format!("<{}>", saved.name), saved.text.clone());
    let told = |diagnostic: Box<Diagnostic>| diagnostic.problem.wording().message;
    let query = syntax::parse_query(&source).map_err(told)?;
    if saved.parameters.len() > MOST_PARAMETERS {
        return Err(format!("it has more than {MOST_PARAMETERS} parameters"));
    }
    let mut first = None;
    for roles in assignments(&saved.parameters) {
        let markers = Markers::new(&saved.parameters, &roles);
        match said(engine, (&source, &query), &markers) {
            Ok(sql) => {
                let parameters = markers.described();
                return Ok(Canned { name: saved.name.clone(), text: saved.text.clone(), parameters, sql });
            }
            // The first is what the query most likely means.
            Err(reason) => first = first.or(Some(reason)),
        }
    }
    Err(first.unwrap_or_default())
}

/// What the parameters may stand for, the likeliest first.
fn assignments(parameters: &[SavedParameter]) -> Vec<Vec<Role>> {
    let mut all: Vec<Vec<Role>> = vec![Vec::new()];
    for parameter in parameters {
        let roles = Role::of_default(parameter.default.as_deref());
        let with = |known: Vec<Role>| roles.map(|role| [known.as_slice(), &[role]].concat());
        all = all.into_iter().flat_map(with).collect();
    }
    all
}

fn said(
    engine: &Engine,
    (source, query): (&std::sync::Arc<Source>, &Spanned<ast::Query>),
    markers: &Markers,
) -> std::result::Result<String, String> {
    let parameters: Parameters = markers.values();
    let names = Marked { store: engine.store(), markers };
    let single = engine.single(source, query, &parameters, &names);
    let single = single.map_err(|diagnostic| markers.told(&diagnostic.problem.wording().message))?;
    shown::statement(&single, markers)
}
