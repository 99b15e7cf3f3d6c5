//! Expressions and filters: what each is made of, and what its values are.

use super::term::{is_term, span_of, wrong_type};
use super::tree::{Aggregate, Expression, ExpressionNode, Filter, Sort, Term};
use super::{Resolver, safety};
use crate::problem::{Mistake, QueryProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, AggregateFunction, Atom, Comparator, Function, Test};
use crate::value::{Literal, ObjectType};

const TEXT: Sort = Sort::Literal(ObjectType::Text);
const NUMBER: Sort = Sort::Literal(ObjectType::Number);
const DATE: Sort = Sort::Literal(ObjectType::Date);

impl Resolver<'_> {
    /// Reads a filter.
    pub(super) fn filter(&mut self, written: &ast::Filter) -> Result<Filter, Mistake> {
        match written {
            ast::Filter::Compare(left, comparator, right) => self.comparison(left, comparator, right),
            ast::Filter::Between(value, low, high) => {
                let sort = self.common_sort(&[value, low, high])?;
                self.ordered(sort, "between", value)?;
                let of = "between";
                let [value, low, high] = [value, low, high].map(|part| self.expression(part, Some(sort), of));
                Ok(Filter::Between(value?, low?, high?))
            }
            ast::Filter::In(value, options) => {
                let all: Vec<&Spanned<ast::Expression>> = std::iter::once(value).chain(options).collect();
                let sort = self.common_sort(&all)?;
                let value = self.expression(value, Some(sort), "in")?;
                let options = options.iter().map(|option| self.expression(option, Some(sort), "in"));
                Ok(Filter::In(value, options.collect::<Result<_, _>>()?))
            }
            ast::Filter::Test(value, test, other) => self.test(value, test, other),
        }
    }

    fn comparison(
        &mut self,
        left: &Spanned<ast::Expression>,
        comparator: &Spanned<Comparator>,
        right: &Spanned<ast::Expression>,
    ) -> Result<Filter, Mistake> {
        let sort = self.common_sort(&[left, right])?;
        let sign = comparator.node.sign();
        if !matches!(comparator.node, Comparator::Equal | Comparator::Unequal) {
            self.ordered(sort, sign, left)?;
        }
        let left = self.expression(left, Some(sort), sign)?;
        let right = self.expression(right, Some(sort), sign)?;
        Ok(Filter::Compare(left, comparator.node, right))
    }

    /// Refuses an order of what has none.
    fn ordered(&self, sort: Sort, of: &str, at: &Spanned<ast::Expression>) -> Result<(), Mistake> {
        match sort {
            Sort::Literal(_) => Ok(()),
            other => Err(wrong_type(of, "numbers, dates or texts", other.words(), at.span)),
        }
    }

    fn test(
        &mut self,
        value: &Spanned<ast::Expression>,
        test: &Spanned<Test>,
        other: &Spanned<ast::Expression>,
    ) -> Result<Filter, Mistake> {
        let of = test.node.name();
        let (left, right) = match test.node {
            Test::Contains | Test::StartsWith | Test::Matches => (TEXT, TEXT),
            Test::Similar => (self.sort_of(value)?.unwrap_or(TEXT), TEXT),
            Test::Allen(_) => (self.time_sort(value)?, self.time_sort(other)?),
        };
        if test.node == Test::Similar && !matches!(left, Sort::Entity | TEXT) {
            return Err(wrong_type(of, "an entity or a text", left.words(), value.span));
        }
        let value = self.expression(value, Some(left), of)?;
        let other = self.expression(other, Some(right), of)?;
        if let (Test::Matches, ExpressionNode::Term(Term::Literal(Literal::Text(pattern)))) = (test.node, &other.node) {
            check_pattern(pattern, other.span)?;
        }
        Ok(Filter::Test(value, test.node, other))
    }

    /// Dates, or times with their words, whose words are no dates.
    fn time_sort(&self, written: &Spanned<ast::Expression>) -> Result<Sort, Mistake> {
        Ok(match self.sort_of(written)? {
            Some(Sort::When) => Sort::When,
            _ => DATE,
        })
    }

    /// What several expressions are together: what the first of them is that says so; constants follow.
    fn common_sort(&self, all: &[&Spanned<ast::Expression>]) -> Result<Sort, Mistake> {
        for written in all {
            if let Some(sort) = self.sort_of(written)? {
                return Ok(sort);
            }
        }
        Ok(all.first().map_or(Sort::Entity, |first| constant_sort(&first.node)))
    }

    /// What an expression's values are, if it says so by itself: a constant does not.
    fn sort_of(&self, written: &Spanned<ast::Expression>) -> Result<Option<Sort>, Mistake> {
        Ok(match &written.node {
            ast::Expression::Term(atoms) => match self.substituted(atoms)?.as_slice() {
                [Spanned { node: Atom::Variable(name), span }] => Some(self.named_sort(name, *span)?),
                _ => None,
            },
            ast::Expression::Negative(_) | ast::Expression::Arithmetic(..) => Some(NUMBER),
            ast::Expression::Call(Function::Coalesce, arguments) => {
                let all: Vec<&Spanned<ast::Expression>> = arguments.iter().collect();
                Some(self.common_sort(&all)?)
            }
            ast::Expression::Call(function, _) => Some(result(*function)),
            ast::Expression::If(_, then, otherwise) => Some(self.common_sort(&[then, otherwise])?),
            ast::Expression::Aggregate(aggregate) => match (aggregate.function, &aggregate.argument) {
                (AggregateFunction::Least | AggregateFunction::Greatest | AggregateFunction::First, Some(argument)) => {
                    self.sort_of(argument)?
                }
                (AggregateFunction::List, _) => Some(TEXT),
                _ => Some(NUMBER),
            },
        })
    }

    /// What the values of a variable, or of the column headed so, are.
    fn named_sort(&self, name: &str, span: Span) -> Result<Sort, Mistake> {
        if let Some(column) = self.columns.iter().flatten().find(|column| column.name == name) {
            return Ok(column.value.sort);
        }
        match (self.scope.by_name.get(name), self.foreseen.get(name)) {
            (Some(id), _) => Ok(self.scope.all[id.0].sort),
            (None, Some(sort)) => Ok(*sort),
            (None, None) => Err(self.unknown_variable(name, span)),
        }
    }

    fn unknown_variable(&self, name: &str, span: Span) -> Mistake {
        let known = self.scope.all.iter().filter_map(|variable| variable.name.clone());
        let nearest = crate::vocabulary::nearest(name, known).into_iter().map(|name| format!("?{name}")).collect();
        Mistake::new(span, QueryProblem::UnboundInComparison { variable: name.to_owned(), nearest })
    }

    /// Reads an expression at a place that takes values of `wanted`; `of` names the place in messages.
    pub(super) fn expression(
        &mut self,
        written: &Spanned<ast::Expression>,
        wanted: Option<Sort>,
        of: &str,
    ) -> Result<Expression, Mistake> {
        let found = self.any_expression(written, wanted, of)?;
        match wanted {
            Some(wanted) if wanted != found.sort => {
                Err(wrong_type(of, wanted.words(), found.sort.words(), written.span))
            }
            _ => Ok(found),
        }
    }

    fn any_expression(
        &mut self,
        written: &Spanned<ast::Expression>,
        wanted: Option<Sort>,
        of: &str,
    ) -> Result<Expression, Mistake> {
        let span = written.span;
        let (node, sort) = match &written.node {
            ast::Expression::Term(atoms) => return self.leaf(atoms, wanted, of),
            ast::Expression::Negative(inner) => {
                (ExpressionNode::Negative(Box::new(self.expression(inner, Some(NUMBER), "-")?)), NUMBER)
            }
            ast::Expression::Arithmetic(left, operator, right) => {
                let left = self.expression(left, Some(NUMBER), operator.sign())?;
                let right = self.expression(right, Some(NUMBER), operator.sign())?;
                (ExpressionNode::Arithmetic(Box::new(left), *operator, Box::new(right)), NUMBER)
            }
            ast::Expression::Call(function, arguments) => self.call(*function, arguments, wanted)?,
            ast::Expression::If(filter, then, otherwise) => {
                let sort = match wanted {
                    Some(wanted) => wanted,
                    None => self.common_sort(&[then, otherwise])?,
                };
                let filter = Box::new(self.filter(&filter.node)?);
                let then = Box::new(self.expression(then, Some(sort), "if")?);
                let otherwise = Box::new(self.expression(otherwise, Some(sort), "if")?);
                (ExpressionNode::If(filter, then, otherwise), sort)
            }
            ast::Expression::Aggregate(aggregate) => return self.aggregate(aggregate, span),
        };
        Ok(Expression { node, sort, span })
    }

    /// A variable or a constant.
    fn leaf(&mut self, atoms: &[Spanned<Atom>], wanted: Option<Sort>, of: &str) -> Result<Expression, Mistake> {
        let atoms = self.substituted(atoms)?;
        let span = span_of(&atoms);
        if !is_term(&atoms) {
            return Err(Mistake::new(span, QueryProblem::NotOneTerm));
        }
        if let [Spanned { node: Atom::Variable(name), .. }] = atoms.as_slice() {
            return self.variable_or_column(name, span);
        }
        let constant = matches!(
            atoms.as_slice(),
            [Spanned { node: Atom::Word(_) | Atom::Quoted(_) | Atom::Key(_) | Atom::Literal(_), .. }, ..]
        );
        if !constant {
            return Err(Mistake::new(span, QueryProblem::NotOneTerm));
        }
        let sort = wanted.unwrap_or_else(|| constant_sort(&ast::Expression::Term(atoms.clone())));
        let term = self.term(&atoms, sort, of)?;
        Ok(Expression { node: ExpressionNode::Term(term), sort, span })
    }

    /// A variable, or behind the body the column that is headed so.
    fn variable_or_column(&mut self, name: &str, span: Span) -> Result<Expression, Mistake> {
        if let Some(columns) = &self.columns {
            // A heading goes before a variable: `count(?x) as x` shows the count.
            let at = columns.iter().position(|column| column.name == name).or_else(|| {
                let id = self.scope.by_name.get(name)?;
                columns.iter().position(|column| column.value.as_variable() == Some(*id))
            });
            if let Some(at) = at {
                return Ok(Expression { node: ExpressionNode::Output(at), sort: columns[at].value.sort, span });
            }
            if !self.in_aggregate {
                let key = format!("?{name}");
                return Err(Mistake::new(span, QueryProblem::NotShown { key }));
            }
        }
        let id = match (self.scope.by_name.get(name).copied(), self.foreseen.get(name).copied()) {
            (Some(id), _) => id,
            (None, Some(sort)) => self.variable(name, sort, span)?,
            (None, None) => return Err(self.unknown_variable(name, span)),
        };
        let sort = self.scope.all[id.0].sort;
        Ok(Expression { node: ExpressionNode::Term(Term::Variable(id)), sort, span })
    }

    fn call(
        &mut self,
        function: Function,
        arguments: &[Spanned<ast::Expression>],
        wanted: Option<Sort>,
    ) -> Result<(ExpressionNode, Sort), Mistake> {
        let name = function.name();
        if function == Function::Coalesce {
            let all: Vec<&Spanned<ast::Expression>> = arguments.iter().collect();
            let sort = match wanted {
                Some(wanted) => wanted,
                None => self.common_sort(&all)?,
            };
            let arguments = arguments.iter().map(|argument| self.expression(argument, Some(sort), name));
            return Ok((ExpressionNode::Call(function, arguments.collect::<Result<_, _>>()?), sort));
        }
        let mut read = Vec::with_capacity(arguments.len());
        for written in arguments {
            let takes = takes(function);
            let own = self.sort_of(written)?.unwrap_or(takes[0]);
            if !takes.contains(&own) {
                return Err(wrong_type(name, takes[0].words(), own.words(), written.span));
            }
            read.push(self.expression(written, Some(own), name)?);
        }
        Ok((ExpressionNode::Call(function, read), result(function)))
    }

    fn aggregate(&mut self, written: &ast::Aggregate, span: Span) -> Result<Expression, Mistake> {
        let name = written.function.name();
        if self.in_aggregate {
            return Err(Mistake::new(span, QueryProblem::NestedAggregate));
        }
        if !self.aggregates {
            return Err(Mistake::new(span, QueryProblem::AggregateHere { aggregate: name.to_owned() }));
        }
        self.in_aggregate = true;
        let columns = self.columns.take();
        let read = self.aggregate_parts(written, name);
        self.columns = columns;
        self.in_aggregate = false;
        let (argument, by) = read?;
        let sort = match written.function {
            AggregateFunction::Least | AggregateFunction::Greatest | AggregateFunction::First => {
                argument.as_ref().map_or(NUMBER, |argument| argument.sort)
            }
            AggregateFunction::List => TEXT,
            _ => NUMBER,
        };
        let node = ExpressionNode::Aggregate(Box::new(Aggregate { function: written.function, argument, by }));
        let found = Expression { node, sort, span };
        // An aggregate that is a column is that column.
        if let Some(at) = self.columns.iter().flatten().position(|column| column.value == found) {
            return Ok(Expression { node: ExpressionNode::Output(at), ..found });
        }
        Ok(found)
    }

    #[allow(clippy::type_complexity, reason = "the two parts of an aggregate, which is put together right behind")]
    fn aggregate_parts(
        &mut self,
        written: &ast::Aggregate,
        name: &str,
    ) -> Result<(Option<Expression>, Option<(Expression, bool)>), Mistake> {
        let wanted = match written.function {
            AggregateFunction::Sum | AggregateFunction::Average => Some(NUMBER),
            _ => None,
        };
        let argument = written.argument.as_ref().map(|argument| self.expression(argument, wanted, name)).transpose()?;
        let by = match &written.by {
            Some((by, descending)) => Some((self.expression(by, None, name)?, *descending)),
            None => None,
        };
        Ok((argument, by))
    }

    /// Refuses variables that nothing around an expression binds.
    pub(super) fn check_bound(&self, expression: &Expression, usable: &[super::VariableId]) -> Result<(), Mistake> {
        let mut used = Vec::new();
        expression.variables(&mut used);
        match used.iter().find(|id| !usable.contains(id)) {
            None => Ok(()),
            Some(id) => {
                let variable = self.scope.all[id.0].name.clone().unwrap_or_default();
                let nearest = safety::near_variables(&variable, &self.scope.all, usable);
                let problem = QueryProblem::UnboundOutput { variable, nearest, negated: true };
                Err(Mistake::new(expression.span, problem))
            }
        }
    }
}

/// What a function takes; several where it takes any of them.
fn takes(function: Function) -> &'static [Sort] {
    match function {
        Function::Name => &[Sort::Entity, Sort::Kind, Sort::Document],
        Function::Key => &[Sort::Entity, Sort::Document],
        Function::Kind => &[Sort::Entity],
        Function::Title | Function::Publisher | Function::Published | Function::Url => &[Sort::Document],
        Function::Year | Function::Month | Function::Day | Function::Start | Function::End | Function::Days => {
            &[DATE, Sort::When]
        }
        Function::Lower | Function::Length => &[TEXT, Sort::Literal(ObjectType::Url)],
        Function::Round | Function::Abs | Function::Coalesce => &[NUMBER],
    }
}

/// What a function gives; `coalesce` gives what it takes.
fn result(function: Function) -> Sort {
    match function {
        Function::Name
        | Function::Key
        | Function::Kind
        | Function::Title
        | Function::Publisher
        | Function::Lower
        | Function::Coalesce => TEXT,
        Function::Published | Function::Start | Function::End => DATE,
        Function::Url => Sort::Literal(ObjectType::Url),
        Function::Year
        | Function::Month
        | Function::Day
        | Function::Days
        | Function::Length
        | Function::Round
        | Function::Abs => NUMBER,
    }
}

/// What a constant is where nothing beside it says so.
fn constant_sort(written: &ast::Expression) -> Sort {
    match written {
        ast::Expression::Term(atoms) => match atoms.as_slice() {
            [Spanned { node: Atom::Literal(literal), .. }] => Sort::Literal(literal.object_type()),
            [Spanned { node: Atom::Quoted(_), .. }] => TEXT,
            _ => Sort::Entity,
        },
        _ => NUMBER,
    }
}

/// Refuses a regular expression that is none, or that would be too large.
fn check_pattern(pattern: &str, span: Span) -> Result<(), Mistake> {
    match crate::matching::expression(pattern) {
        Ok(_) => Ok(()),
        Err(error) => {
            let detail = error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Err(Mistake::new(span, QueryProblem::BadPattern { pattern: pattern.to_owned(), detail }))
        }
    }
}
