//! The queries that were planned last: whoever asks again does not wait for that.

use std::sync::Arc;

use foldhash::HashMap;

use crate::plan::Plan;
use crate::resolve::Parameters;
use crate::resolve::tree::Resolved;
use crate::source::Spanned;
use crate::sql::Rows;
use crate::syntax::ast;

/// How many are kept.
const KEPT: usize = 32;

/// A query that was planned.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) resolved: Arc<Resolved>,
    pub(super) plan: Arc<Plan>,
    pub(super) canonical: String,
    /// The statement for its rows, where nothing has to be evaluated before.
    pub(super) rows: Option<Rows>,
}

/// The queries that were planned last, as the store was then.
#[derive(Debug, Default)]
pub(super) struct Recent {
    version: i64,
    planned: Vec<(Spanned<ast::Query>, Parameters, Arc<Planned>)>,
    /// Those that were asked as texts by themselves.
    texts: HashMap<String, Arc<Planned>>,
}

impl Recent {
    /// What a query was planned as; nothing where others have changed the store since.
    pub(super) fn get(
        &self,
        query: &Spanned<ast::Query>,
        parameters: &Parameters,
        version: i64,
    ) -> Option<Arc<Planned>> {
        let is_it = |(known, given, _): &&(Spanned<ast::Query>, Parameters, _)| known == query && given == parameters;
        let found = self.planned.iter().find(is_it).filter(|_| self.version == version);
        found.map(|(_, _, planned)| Arc::clone(planned))
    }

    /// What a text was planned as, which then need not be read again; nothing where others have changed the store since.
    pub(super) fn read(&self, text: &str, version: i64) -> Option<Arc<Planned>> {
        self.texts.get(text).filter(|_| self.version == version).cloned()
    }

    /// Keeps what a text, asked as the store is now, was planned as.
    pub(super) fn keep_text(&mut self, text: &str, planned: &Arc<Planned>) {
        if self.texts.len() >= KEPT {
            self.texts.clear();
        }
        self.texts.insert(text.to_owned(), Arc::clone(planned));
    }

    /// Keeps a query, and as many others as there is room for.
    pub(super) fn keep(
        &mut self,
        query: &Spanned<ast::Query>,
        parameters: &Parameters,
        version: i64,
        planned: &Arc<Planned>,
    ) {
        if self.version != version {
            self.planned.clear();
            self.texts.clear();
            self.version = version;
        }
        self.planned.truncate(KEPT - 1);
        self.planned.insert(0, (query.clone(), parameters.clone(), Arc::clone(planned)));
    }
}
