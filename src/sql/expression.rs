//! Expressions and filters.

use super::fact::object_column;
use super::lowering::{Bindings, Lowering, bound, column_of, exists, literal_value, literal_value_of};
use super::names;
use super::time::days_of;
use super::tree::{Expr, Select, Source, Table};
use crate::edtf::BEGINNING;
use crate::plan::{Narrowing, Typed};
use crate::resolve::tree::{Condition, Expression, ExpressionNode, Filter, Group, Sort, Term};
use crate::syntax::ast::{AggregateFunction, Allen, Comparator, Function, Operator, Test};
use crate::value::{Literal, ObjectType};

/// What expressions speak of: variables, or behind the body the columns of the rows.
#[derive(Clone, Copy)]
pub struct Env<'e> {
    /// What each variable stands for.
    pub bindings: &'e Bindings,
    /// What each output is, and of what type.
    pub outputs: &'e [(Expr, Typed)],
    /// What aggregates are that no output shows.
    pub extras: &'e [(Expression, Expr)],
    /// How many facts, claims or documents the rows of the group rest on, as far as they are counted.
    pub rests: &'e [(AggregateFunction, Expr)],
}

impl<'e> Env<'e> {
    /// Variables only.
    pub fn of(bindings: &'e Bindings) -> Self {
        Env { bindings, outputs: &[], extras: &[], rests: &[] }
    }
}

impl Lowering<'_> {
    /// A filter of a body.
    pub(super) fn filter(&mut self, filter: &Filter, bindings: &Bindings) -> Expr {
        self.condition(filter, Env::of(bindings))
    }

    /// Conditions on the columns of rows.
    pub(super) fn conditions(&mut self, conditions: &[Condition], env: Env<'_>) -> Vec<Expr> {
        let mut all = Vec::with_capacity(conditions.len());
        for condition in conditions {
            let group = |lowering: &mut Self, group: &Group| Expr::All(lowering.conditions(&group.conditions, env));
            all.push(match condition {
                Condition::Filter(filter) => self.condition(filter, env),
                // What does not hold of nothing does not hold: its negation does.
                Condition::Not(negated) => {
                    Expr::Call("coalesce", vec![group(self, negated), Expr::Integer(0)]).negated()
                }
                Condition::Or(branches) => Expr::Any(branches.iter().map(|branch| group(self, branch)).collect()),
                // Resolving lets nothing else into `having`.
                _ => Expr::Integer(1),
            });
        }
        all
    }

    fn condition(&mut self, filter: &Filter, env: Env<'_>) -> Expr {
        match filter {
            Filter::Compare(left, comparator, right) => self.compare(left, *comparator, right, env),
            Filter::Between(value, low, high) => Expr::All(vec![
                self.compare(value, Comparator::GreaterOrEqual, low, env),
                self.compare(value, Comparator::LessOrEqual, high, env),
            ]),
            Filter::In(value, options) => {
                let equal = options.iter().map(|option| self.compare(value, Comparator::Equal, option, env));
                Expr::Any(equal.collect())
            }
            Filter::Test(value, test, other) => self.test(value, *test, other, env),
        }
    }

    fn compare(&mut self, left: &Expression, comparator: Comparator, right: &Expression, env: Env<'_>) -> Expr {
        let sign = if comparator == Comparator::Unequal { "<>" } else { comparator.sign() };
        let ordered = !matches!(comparator, Comparator::Equal | Comparator::Unequal);
        if ordered && left.sort == Sort::Literal(ObjectType::Date) {
            let (left, right) = (self.days_of(left, env), self.days_of(right, env));
            return Expr::Rows(sign, left.to_vec(), right.to_vec());
        }
        // A literal is in the store once, so that two variables are equal where their ids are.
        if let (false, Some(left), Some(right)) = (ordered, self.id_of(left, env), self.id_of(right, env)) {
            return left.binary(sign, right);
        }
        let (left, right) = (self.value(left, env), self.value(right, env));
        names::compared(&left, &right, self.dialect)
            .map_or_else(|| left.binary(sign, right), |order| order.binary(sign, Expr::Integer(0)))
    }

    /// What a variable stands for, where that is an id.
    fn id_of(&self, expression: &Expression, env: Env<'_>) -> Option<Expr> {
        let variable = expression.as_variable()?;
        (!self.typed(variable).bare).then(|| bound(variable, env.bindings))
    }

    fn test(&mut self, value: &Expression, test: Test, other: &Expression, env: Env<'_>) -> Expr {
        let name = match test {
            Test::Contains => "factfile_contains",
            Test::StartsWith => "factfile_starts_with",
            Test::Matches => "factfile_matches",
            Test::Similar if value.sort == Sort::Entity => return self.similar_name(value, other, env),
            Test::Similar => "factfile_similar",
            Test::Allen(relation) => {
                let (left, right) = (self.days_of(value, env), self.days_of(other, env));
                return allen(relation, left, right);
            }
        };
        Expr::Call(name, vec![self.value(value, env), self.value(other, env)])
    }

    /// That any name of an entity is like a text.
    fn similar_name(&mut self, entity: &Expression, text: &Expression, env: Env<'_>) -> Expr {
        let alias = self.alias('n');
        let from = vec![Table { alias: alias.clone(), source: Source::Table("name"), left_join: None }];
        let similar = vec![Expr::column(&alias, "text"), self.value(text, env)];
        let filter = vec![
            Expr::column(&alias, "entity").equals(self.value(entity, env)),
            Expr::IsNull(Box::new(Expr::column(&alias, "retracted"))),
            Expr::Call("factfile_similar", similar),
        ];
        exists(from, filter)
    }

    /// The earliest and the latest day of a date.
    pub(super) fn days_of(&mut self, expression: &Expression, env: Env<'_>) -> [Expr; 2] {
        match &expression.node {
            ExpressionNode::Term(Term::Literal(Literal::Date(date))) => {
                [Expr::Integer(date.first_day), Expr::Integer(date.last_day)]
            }
            ExpressionNode::Term(Term::Variable(variable)) => {
                days_of(bound(*variable, env.bindings), self.typed(*variable).bare)
            }
            ExpressionNode::Output(at) => days_of(env.outputs[*at].0.clone(), env.outputs[*at].1.bare),
            _ => days_of(self.value(expression, env), true),
        }
    }

    /// The value of an expression: an id of an entity, kind or document, a literal as such.
    pub(super) fn value(&mut self, expression: &Expression, env: Env<'_>) -> Expr {
        match &expression.node {
            ExpressionNode::Term(term) => self.term(term, env),
            ExpressionNode::Output(at) => {
                let (expr, typed) = &env.outputs[*at];
                as_value(expr.clone(), *typed)
            }
            ExpressionNode::Negative(inner) => Expr::Integer(0).binary("-", self.value(inner, env)),
            ExpressionNode::Arithmetic(left, operator, right) => {
                let (left, right) = (self.value(left, env), self.value(right, env));
                match operator {
                    Operator::Divide => Expr::Call("factfile_divide", vec![left, right]),
                    other => left.binary(other.sign(), right),
                }
            }
            ExpressionNode::Call(function, arguments) => self.function(*function, arguments, env),
            ExpressionNode::If(filter, then, otherwise) => Expr::Case(
                Box::new(self.condition(filter, env)),
                Box::new(self.value(then, env)),
                Box::new(self.value(otherwise, env)),
            ),
            ExpressionNode::Aggregate(aggregate) => match env.extras.iter().find(|(extra, _)| extra == expression) {
                Some((_, expr)) => expr.clone(),
                None => self.aggregate(aggregate, env),
            },
        }
    }

    fn term(&self, term: &Term, env: Env<'_>) -> Expr {
        match term {
            Term::Entity(named) => Expr::Integer(named.id.0),
            Term::Kind(kind) => Expr::Integer(kind.0),
            Term::Document(document) => Expr::Integer(document.id.0),
            Term::Literal(literal) => literal_value(literal),
            Term::Variable(variable) => as_value(bound(*variable, env.bindings), self.typed(*variable)),
            // Resolving lets no other term into an expression.
            Term::Anything | Term::Relative(_) => Expr::Null,
        }
    }

    fn function(&mut self, function: Function, arguments: &[Expression], env: Env<'_>) -> Expr {
        let values: Vec<Expr> = arguments.iter().map(|argument| self.value(argument, env)).collect();
        let sort = arguments.first().map_or(Sort::Entity, |argument| argument.sort);
        let first = values.first().cloned().unwrap_or(Expr::Null);
        let call = |name: &'static str| Expr::Call(name, values.clone());
        match function {
            Function::Name => match sort {
                Sort::Kind => column_of("kind", "name", first),
                Sort::Document => document_label(first),
                _ => column_of("entity", "name", first),
            },
            Function::Key if sort == Sort::Document => column_of("document", "key", first),
            Function::Key => column_of("entity", "key", first),
            Function::Kind => self.kinds_of(first),
            Function::Title => column_of("document", "title", first),
            Function::Publisher => column_of("document", "publisher", first),
            Function::Published => column_of("document", "published", first),
            Function::Url => column_of("document", "url", first),
            Function::Year => call("factfile_year"),
            Function::Month => call("factfile_month"),
            Function::Day => call("factfile_day"),
            Function::Start => call("factfile_start"),
            Function::End => call("factfile_end"),
            Function::Days => {
                let mut day = |argument: Option<&Expression>| {
                    let [first, _] = argument.map_or([Expr::Null, Expr::Null], |argument| self.days_of(argument, env));
                    Expr::Call("nullif", vec![first, Expr::Integer(BEGINNING)])
                };
                let from = day(arguments.first());
                day(arguments.get(1)).binary("-", from)
            }
            Function::Lower => call("factfile_lower"),
            Function::Length => call("length"),
            Function::Coalesce if values.len() == 1 => first,
            Function::Coalesce => call("coalesce"),
            Function::Round => call("factfile_round"),
            Function::Abs => {
                // SQLite's own abs() fails on the least whole number.
                let negative = first.clone().binary("<", Expr::Integer(0));
                let turned = Expr::Integer(0).binary("-", first.clone());
                Expr::Case(Box::new(negative), Box::new(turned), Box::new(first))
            }
        }
    }

    /// The kinds that an entity is stated to be of, as one text; no value where there are none.
    fn kinds_of(&mut self, entity: Expr) -> Expr {
        let (fact, kind) = (self.alias('f'), self.alias('k'));
        let table = |alias: &str, name: &'static str| Table {
            alias: alias.to_owned(),
            source: Source::Table(name),
            left_join: None,
        };
        let mut filter = vec![
            Expr::column(&fact, "subject").equals(entity),
            Expr::column(&kind, "id").equals(Expr::column(&fact, object_column(ObjectType::Kind))),
        ];
        filter.extend(self.stands(&fact, &Narrowing::default()));
        let name = Expr::column(&kind, "name");
        Expr::Scalar(Box::new(Select {
            columns: vec![Expr::Call("factfile_list", vec![name.clone(), name])],
            from: vec![table(&fact, "fact"), table(&kind, "kind")],
            filter,
            ..Select::default()
        }))
    }
}

/// What a document is called.
pub fn document_label(id: Expr) -> Expr {
    let title = column_of("document", "title", id.clone());
    Expr::Call("coalesce", vec![title, column_of("document", "key", id)])
}

/// The value of what stands for something: an id of a literal is looked up.
pub fn as_value(expr: Expr, typed: Typed) -> Expr {
    match typed.sort.is_literal() && !typed.bare {
        true => literal_value_of(expr, typed.sort),
        false => expr,
    }
}

/// Allen's relations on earliest and latest days.
fn allen(relation: Allen, left: [Expr; 2], right: [Expr; 2]) -> Expr {
    let ([a, b], [c, d]) = (left.clone(), right.clone());
    let lt = |x: &Expr, y: &Expr| x.clone().binary("<", y.clone());
    let eq = |x: &Expr, y: &Expr| x.clone().equals(y.clone());
    let next = |x: &Expr| x.clone().binary("+", Expr::Integer(1));
    match relation {
        Allen::PrecededBy => allen(Allen::Precedes, right, left),
        Allen::MetBy => allen(Allen::Meets, right, left),
        Allen::OverlappedBy => allen(Allen::Overlaps, right, left),
        Allen::StartedBy => allen(Allen::Starts, right, left),
        Allen::Includes => allen(Allen::During, right, left),
        Allen::FinishedBy => allen(Allen::Finishes, right, left),
        Allen::Precedes => lt(&next(&b), &c),
        Allen::Meets => eq(&next(&b), &c),
        Allen::Overlaps => Expr::All(vec![lt(&a, &c), Expr::Not(Box::new(lt(&b, &c))), lt(&b, &d)]),
        Allen::Starts => Expr::All(vec![eq(&a, &c), lt(&b, &d)]),
        Allen::During => Expr::All(vec![lt(&c, &a), lt(&b, &d)]),
        Allen::Finishes => Expr::All(vec![lt(&c, &a), eq(&b, &d)]),
        Allen::Equals => Expr::All(vec![eq(&a, &c), eq(&b, &d)]),
    }
}
