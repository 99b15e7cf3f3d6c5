//! The way of a question, whole: from text to the answer and its receipts.

use std::sync::Arc;

use crate::answer::{Answer, Column, ColumnType, Receipts, Verdict};
use crate::diagnostic::{Diagnostic, Result};
use crate::plan::{self, Plan};
use crate::problem::Mistake;
use crate::receipts::{self, WhichRows};
use crate::resolve::tree::{Form, OutputValue, Resolved, Sort};
use crate::resolve::{self, Context, Parameters};
use crate::source::{Source, Spanned};
use crate::sql;
use crate::store::Store;
use crate::syntax::{self, ast};
use crate::vocabulary::Vocabulary;

/// A store with its vocabulary: what questions are put to.
#[derive(Debug)]
pub struct Engine {
    store: Store,
    vocabulary: Vocabulary,
}

/// An answer with the plan that it came from, so that its receipts can be fetched later.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    plan: Plan,
}

impl Engine {
    /// Reads the store's vocabulary.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn new(store: Store) -> Result<Self> {
        let vocabulary = store.vocabulary()?;
        Ok(Self { store, vocabulary })
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The store, to be written; [`Engine::reload`] afterwards.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// The store's vocabulary.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Reads the vocabulary anew, after a load.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn reload(&mut self) -> Result<()> {
        self.vocabulary = self.store.vocabulary()?;
        Ok(())
    }

    /// Answers the one query that the text is.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn ask_text(&self, text: &str) -> Result<Answered> {
        let source = Source::new("<question>", text);
        self.ask(&source, &syntax::parse_query(&source)?, &Parameters::new())
    }

    /// Answers a query of a source.
    ///
    /// # Errors
    /// What is wrong with the query, with its place; or that the store cannot be read, or that it was stopped.
    pub fn ask(&self, source: &Arc<Source>, query: &Spanned<ast::Query>, parameters: &Parameters) -> Result<Answered> {
        let context = Context { vocabulary: &self.vocabulary, names: &self.store, parameters };
        let at_source = |mistake: Mistake| Diagnostic::at(source, mistake);
        let resolved = resolve::resolve(query, context).map_err(at_source)?;
        let canonical = resolve::canonical(&resolved, context).map_err(Diagnostic::new)?;
        let plan = plan::plan(&resolved, context).map_err(at_source)?;
        let answer = self.run(&plan, canonical.to_string(), columns(&resolved))?;
        let mut answered = answer;
        if resolved.with_sources {
            answered.answer.receipts = Some(self.why(&answered, WhichRows::All)?);
        }
        Ok(answered)
    }

    /// What rows of an answer rest on.
    ///
    /// # Errors
    /// Where the store cannot be read, or it was stopped.
    pub fn why(&self, answered: &Answered, which: WhichRows) -> Result<Receipts> {
        receipts::receipts(&self.store, &answered.plan, &answered.answer, which)
    }

    /// The SQL that a query comes to; one statement per alternative for a yes-or-no question.
    ///
    /// # Errors
    /// As [`Engine::ask`].
    pub fn sql(
        &self,
        source: &Arc<Source>,
        query: &Spanned<ast::Query>,
        parameters: &Parameters,
    ) -> Result<Vec<sql::Statement>> {
        let context = Context { vocabulary: &self.vocabulary, names: &self.store, parameters };
        let at_source = |mistake: Mistake| Diagnostic::at(source, mistake);
        let resolved = resolve::resolve(query, context).map_err(at_source)?;
        let plan = plan::plan(&resolved, context).map_err(at_source)?;
        Ok(match sql::rows(&plan) {
            Some(rows) => vec![rows.statement],
            None => (0..plan.branches.len()).map(|branch| sql::truth(&plan, branch)).collect(),
        })
    }

    fn run(&self, plan: &Plan, canonical: String, columns: Vec<Column>) -> Result<Answered> {
        let (rows, verdict, plan) = match sql::rows(plan) {
            Some(rows) => (self.store.rows(&rows)?, None, plan.clone()),
            None => {
                let (verdict, plan) = self.verdict(plan)?;
                (Vec::new(), Some(verdict), plan)
            }
        };
        let answer = Answer { canonical, columns, rows, verdict, receipts: None };
        Ok(Answered { answer, plan })
    }

    /// Yes or no, and the plan whose receipts show it.
    fn verdict(&self, plan: &Plan) -> Result<(Verdict, Plan)> {
        if self.holds(&plan.undisputed())? {
            return Ok((Verdict::Yes, plan.clone()));
        }
        if self.holds(plan)? {
            return Ok((Verdict::Disputed, plan.clone()));
        }
        for denied in plan.denied() {
            if self.holds(&denied)? {
                return Ok((Verdict::Denied, denied));
            }
        }
        Ok((Verdict::No, plan.clone()))
    }

    /// Whether any branch holds.
    fn holds(&self, plan: &Plan) -> Result<bool> {
        for branch in 0..plan.branches.len() {
            if self.store.truth(&sql::truth(plan, branch))? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn columns(resolved: &Resolved) -> Vec<Column> {
    let Form::Find(find) = &resolved.form else { return Vec::new() };
    let columns = find.outputs.iter().map(|output| Column {
        name: output.name.clone(),
        column_type: match output.value {
            OutputValue::Variable(variable) => match resolved.variables[variable.0].sort {
                Sort::Entity => ColumnType::Entity,
                Sort::Kind => ColumnType::Kind,
                Sort::Literal(object_type) => ColumnType::Literal(object_type),
                Sort::When => ColumnType::When,
            },
            OutputValue::CountDistinct(_) | OutputValue::CountAll(_) => ColumnType::Count,
        },
    });
    columns.collect()
}
