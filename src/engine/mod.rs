//! The way of a question, whole: from text to the answer and its receipts.

mod explain;
mod joins;
mod pool;
mod recent;
mod rules;
mod said;
mod single;
mod stock;

pub use explain::{Explained, Part, WhyNot};
pub use joins::Joined;
pub use pool::Pool;
pub use rules::Defined;
pub(crate) use rules::{known_rule, read_rules, with_rules};
pub use said::Said;
pub use single::Single;
pub(crate) use stock::{Lasting, lasting};

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use crate::answer::{Answer, Column, ColumnType, Receipts, Value, Verdict};
use crate::diagnostic::{Diagnostic, Result};
use crate::plan::statistics::Statistics;
use crate::plan::{self, Plan};
use crate::problem::Mistake;
use crate::receipts::{self, WhichRows};
use crate::resolve::tree::{Expression, ExpressionNode, Form, Resolved, Sort};
use crate::resolve::{self, Context, Parameters};
use crate::source::{Source, Spanned};
use crate::sql::{self, Setting};
use crate::store::Store;
use crate::syntax::{self, ast};
use crate::vocabulary::Vocabulary;
use recent::{Planned, Recent};

/// A store with its vocabulary: what questions are put to.
#[derive(Debug)]
pub struct Engine {
    store: Store,
    vocabulary: Vocabulary,
    /// Nothing before it is asked for, and after the store was written.
    statistics: RefCell<Option<Known>>,
    /// The queries that were planned last; none after the store was written.
    recent: RefCell<Recent>,
    /// How long a question may take.
    limit: Option<Duration>,
    /// Whether conditions are joined as they are written.
    as_written: bool,
}

/// How much there is in the store.
#[derive(Debug)]
struct Known {
    statistics: Arc<Statistics>,
    /// As of which change of it by others.
    version: i64,
}

/// An answer with the plan that it came from, so that its receipts can be fetched later.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The answer.
    pub answer: Arc<Answer>,
    resolved: Arc<Resolved>,
    plan: Arc<Plan>,
}

/// The rows of a plan, or its verdict, and the plan whose receipts show it.
type Found = (Vec<Vec<Value>>, Option<Verdict>, Arc<Plan>);

impl Engine {
    /// Reads the store's vocabulary.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn new(store: Store) -> Result<Self> {
        let vocabulary = store.vocabulary()?;
        Ok(Self {
            store,
            vocabulary,
            statistics: RefCell::default(),
            recent: RefCell::default(),
            limit: None,
            as_written: false,
        })
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The store alone.
    pub fn into_store(self) -> Store {
        self.store
    }

    /// The store, to be written; [`Engine::reload`] afterwards.
    pub fn store_mut(&mut self) -> &mut Store {
        self.statistics = RefCell::default();
        self.recent = RefCell::default();
        &mut self.store
    }

    /// The store's vocabulary.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Lets questions, and what rows rest on, take so long and no longer; as long as they like without a limit.
    pub fn set_limit(&mut self, limit: Option<Duration>) {
        self.limit = limit;
    }

    /// Lets conditions be joined in the order in which they are written, and not in one that is chosen for them: to compare.
    pub fn set_as_written(&mut self, as_written: bool) {
        self.as_written = as_written;
        self.recent = RefCell::default();
    }

    /// Reads the vocabulary anew where another process has changed the store.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn refresh(&mut self) -> Result<()> {
        let version = self.store.data_version()?;
        let is_known = self.statistics.borrow().as_ref().is_some_and(|known| known.version == version);
        if is_known { Ok(()) } else { self.reload() }
    }

    /// Reads the vocabulary anew, after a load.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn reload(&mut self) -> Result<()> {
        let _undisturbed = self.store.undisturbed();
        self.vocabulary = self.store.vocabulary()?;
        self.recent = RefCell::default();
        Ok(())
    }

    /// How much there is in the store now, also when another process has changed it since.
    fn statistics(&self) -> Result<Arc<Statistics>> {
        if self.as_written {
            return Ok(Arc::default());
        }
        let version = self.store.data_version()?;
        let mut known = self.statistics.borrow_mut();
        if let Some(known) = known.as_ref().filter(|known| known.version == version) {
            return Ok(Arc::clone(&known.statistics));
        }
        let statistics = Arc::new(self.store.statistics()?);
        *known = Some(Known { statistics: Arc::clone(&statistics), version });
        Ok(statistics)
    }

    /// Answers the one query that the text is.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn ask_text(&self, text: &str) -> Result<Answered> {
        self.store.within(self.limit, || {
            let _moment = self.store.moment()?;
            let version = self.store.data_version()?;
            let read = self.recent.borrow().read(text, version);
            let planned = match read {
                Some(planned) => planned,
                None => {
                    let source = Source::new("<question>", text);
                    let query = syntax::parse_query(&source)?;
                    let planned = self.planned_once(&source, &query, &Parameters::new(), version)?;
                    self.recent.borrow_mut().keep_text(text, &planned);
                    planned
                }
            };
            self.answer_planned(&planned)
        })
    }

    /// Answers a query of a source.
    ///
    /// # Errors
    /// What is wrong with the query, with its place; or that the store cannot be read, or that it was stopped.
    pub fn ask(&self, source: &Arc<Source>, query: &Spanned<ast::Query>, parameters: &Parameters) -> Result<Answered> {
        self.store.within(self.limit, || {
            let _moment = self.store.moment()?;
            let version = self.store.data_version()?;
            self.answer_planned(&*self.planned_once(source, query, parameters, version)?)
        })
    }

    /// What a query is planned as; kept for when it is asked again.
    fn planned_once(
        &self,
        source: &Arc<Source>,
        query: &Spanned<ast::Query>,
        parameters: &Parameters,
        version: i64,
    ) -> Result<Arc<Planned>> {
        if let Some(planned) = self.recent.borrow().get(query, parameters, version) {
            return Ok(planned);
        }
        let planned = Arc::new(self.planned_whole(source, query, parameters)?);
        self.recent.borrow_mut().keep(query, parameters, version, &planned);
        Ok(planned)
    }

    fn answer_planned(&self, planned: &Planned) -> Result<Answered> {
        let mut answered = self.run(planned)?;
        if planned.resolved.with_sources {
            let receipts = self.why(&answered, WhichRows::All)?;
            Arc::make_mut(&mut answered.answer).receipts = Some(receipts);
        }
        Ok(answered)
    }

    fn planned_whole(
        &self,
        source: &Arc<Source>,
        query: &Spanned<ast::Query>,
        parameters: &Parameters,
    ) -> Result<Planned> {
        let (resolved, plan) = self.planned(source, query, parameters)?;
        let context = Context { vocabulary: &self.vocabulary, names: &self.store, parameters };
        let canonical = resolve::canonical(&resolved, context).map_err(Diagnostic::new)?.to_string();
        let needs_nothing = plan.components(false).is_empty();
        let rows = if needs_nothing { sql::rows(&plan, &Setting::of(self.store.dialect())) } else { None };
        Ok(Planned { resolved: Arc::new(resolved), plan: Arc::new(plan), canonical, rows })
    }

    /// What rows of an answer rest on.
    ///
    /// # Errors
    /// Where the store cannot be read, or it was stopped.
    pub fn why(&self, answered: &Answered, which: WhichRows) -> Result<Receipts> {
        self.store.within(self.limit, || {
            let _moment = self.store.moment()?;
            self.store.data_version()?;
            receipts::receipts(&self.store, &answered.plan, &answered.answer, which)
        })
    }

    /// The steps of a query's alternatives in the order in which they are joined.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn joins(
        &self,
        source: &Arc<Source>,
        query: &Spanned<ast::Query>,
        parameters: &Parameters,
    ) -> Result<Vec<Vec<Joined>>> {
        let (resolved, plan) = self.planned(source, query, parameters)?;
        joins::joins(&plan, &resolved, &self.vocabulary, &self.store)
    }

    /// The SQL that a query comes to; one statement per alternative for a yes-or-no question. What must be evaluated
    /// before, round by round, comes first.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn sql(
        &self,
        source: &Arc<Source>,
        query: &Spanned<ast::Query>,
        parameters: &Parameters,
    ) -> Result<Vec<sql::Statement>> {
        let (_, plan) = self.planned(source, query, parameters)?;
        let mut setting = Setting::of(self.store.dialect());
        let mut statements = Vec::new();
        for members in plan.components(false) {
            let fixpoint = sql::fixpoint(&plan, &members, &setting);
            statements.extend(fixpoint.tables.into_iter().map(sql::Statement::plain));
            statements.extend(fixpoint.base.into_iter().chain(fixpoint.steps));
            setting.kept.extend(members);
        }
        match sql::rows(&plan, &setting) {
            Some(rows) => statements.push(rows.statement),
            None => statements.extend((0..plan.body.branches.len()).map(|branch| sql::truth(&plan, branch, &setting))),
        }
        Ok(statements)
    }

    fn planned(
        &self,
        source: &Arc<Source>,
        query: &Spanned<ast::Query>,
        parameters: &Parameters,
    ) -> Result<(Resolved, Plan)> {
        self.planned_by(source, query, Context { vocabulary: &self.vocabulary, names: &self.store, parameters })
    }

    fn planned_by(
        &self,
        source: &Arc<Source>,
        query: &Spanned<ast::Query>,
        context: Context<'_>,
    ) -> Result<(Resolved, Plan)> {
        let at_source = |mistake: Mistake| Diagnostic::at(source, mistake);
        let resolved = resolve::resolve(query, context).map_err(at_source)?;
        let plan = plan::plan(&resolved, context, &self.statistics()?).map_err(at_source)?;
        Ok((resolved, plan))
    }

    fn run(&self, planned: &Planned) -> Result<Answered> {
        let (rows, verdict, plan) = match &planned.rows {
            Some(rows) => (self.store.rows(rows)?, None, Arc::clone(&planned.plan)),
            None => self.evaluated(&planned.plan)?,
        };
        let Planned { resolved, canonical, .. } = planned;
        let answer = Answer { canonical: canonical.clone(), columns: columns(resolved), rows, verdict, receipts: None };
        Ok(Answered { answer: Arc::new(answer), resolved: Arc::clone(resolved), plan })
    }

    /// The rows or the verdict of a plan, and the plan whose receipts show it.
    fn evaluated(&self, plan: &Arc<Plan>) -> Result<Found> {
        let evaluation = self.store.evaluate(plan, false)?;
        if let Some(rows) = sql::rows(plan, evaluation.setting()) {
            return Ok((self.store.rows(&rows)?, None, Arc::clone(plan)));
        }
        drop(evaluation);
        let (verdict, shown) = self.verdict(plan)?;
        Ok((Vec::new(), Some(verdict), shown.map_or_else(|| Arc::clone(plan), Arc::new)))
    }

    /// Yes or no, and the plan whose receipts show it, where that is another.
    fn verdict(&self, plan: &Plan) -> Result<(Verdict, Option<Plan>)> {
        if self.holds(plan)? {
            let verdict = if self.holds(&plan.undisputed())? { Verdict::Yes } else { Verdict::Disputed };
            return Ok((verdict, None));
        }
        for denied in plan.denied() {
            if self.holds(&denied)? {
                return Ok((Verdict::Denied, Some(denied)));
            }
        }
        Ok((Verdict::No, None))
    }

    /// Whether any branch holds.
    fn holds(&self, plan: &Plan) -> Result<bool> {
        let evaluation = self.store.evaluate(plan, false)?;
        for branch in 0..plan.body.branches.len() {
            if self.store.truth(&sql::truth(plan, branch, evaluation.setting()))? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn columns(resolved: &Resolved) -> Vec<Column> {
    let Form::Find(find) = &resolved.form else { return Vec::new() };
    let columns =
        find.outputs.iter().map(|output| Column { name: output.name.clone(), column_type: column_type(&output.value) });
    columns.collect()
}

fn column_type(value: &Expression) -> ColumnType {
    use ast::AggregateFunction::{Claims, Count, CountAll, Documents, Facts};
    if let ExpressionNode::Aggregate(aggregate) = &value.node
        && matches!(aggregate.function, Count | CountAll | Facts | Claims | Documents)
    {
        return ColumnType::Count;
    }
    match value.sort {
        Sort::Entity => ColumnType::Entity,
        Sort::Kind => ColumnType::Kind,
        Sort::Document => ColumnType::Document,
        Sort::Literal(object_type) => ColumnType::Literal(object_type),
        Sort::When => ColumnType::When,
    }
}
