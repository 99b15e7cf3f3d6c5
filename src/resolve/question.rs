//! placeholder
use super::Context;
use crate::problem::{Mistake, QueryProblem};
use crate::source::Span;
use crate::syntax::ast::{Query, Question};

pub fn read(_: &Question, span: Span, _: Context<'_>) -> Result<Query, Mistake> {
    Err(Mistake::new(span, QueryProblem::NotOneQuery))
}
