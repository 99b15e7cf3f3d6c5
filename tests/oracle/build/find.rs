//! What is shown of a body, in which order; whole queries and subqueries.

use super::expression::Leaves;
use super::path::Carries;
use super::{Builder, Callable, constant, mend, sort_of_expression, variable};
use crate::aggregate::{Aggregate, Function};
use crate::calendar::DATES;
use crate::choices::Choices;
use crate::expression::{Expression, Function as Call, Operator};
use crate::generate::QueryGene;
use crate::model::Store;
use crate::query::{
    Condition, Find, Follows, Group, Output, Path, Pattern, Query, RULE_KINDS, Relation, Scope, Sort, Step, Subquery,
    Term, Variable, View,
};
use crate::value::Value;
use crate::walk::{Variables, groups, occurrences, usable};

/// A query over a store.
pub fn query(store: &Store, rules: &[Callable], gene: &QueryGene) -> Query {
    let mut builder = Builder::new(store, rules.to_vec(), rules.to_vec());
    if let (Some(bytes), 5) = (&gene.find, gene.style % 16)
        && let Some((find, body)) = builder.pairs(&mut Choices::new(bytes))
    {
        return Query { find: Some(find), body, view: view(store, &mut Choices::new(&gene.view)), style: gene.style };
    }
    let streams = gene.conditions.iter().map(|bytes| Choices::new(bytes)).collect();
    let body = builder.body(streams, 3);
    let shown = visible(&body);
    let find = match &gene.find {
        Some(bytes) if !shown.is_empty() => Some(builder.find(&mut Choices::new(bytes), &body, &shown, true)),
        _ => None,
    };
    Query { find, body, view: view(store, &mut Choices::new(&gene.view)), style: gene.style }
}

fn view(store: &Store, c: &mut Choices<'_>) -> View {
    View {
        valid: (c.below(2) == 1).then(|| c.below(DATES.len())),
        recorded: (c.below(2) == 1).then(|| 1 + c.below(store.loads.len())),
    }
}

/// The variables with names that have a value.
pub fn visible(body: &Group) -> Vec<Variable> {
    usable(body).into_iter().filter(|variable| variable.is_named()).collect()
}

impl Builder<'_> {
    /// A body that is safe, and not empty.
    pub(super) fn body(&mut self, streams: Vec<Choices<'_>>, levels: usize) -> Group {
        let mut body = self.group(streams, None, &Variables::new(), levels);
        mend::mend(&mut body);
        if body.is_empty() {
            body.push(plain_pattern(
                Variable { sort: Sort::Entity, index: 0 },
                Variable { sort: Sort::Entity, index: 1 },
            ));
        }
        body
    }

    pub(super) fn subquery(&mut self, c: &mut Choices<'_>) -> Subquery {
        self.strict += 1;
        let mut parts = c.parts(3).into_iter();
        let mut tail = parts.next().unwrap_or(Choices::new(&[]));
        // It has variables of its own, and is made safe by itself.
        let streams = parts.take(1 + tail.below(2)).collect();
        let body = self.body(streams, 1);
        let shown = visible(&body);
        let shown = if shown.is_empty() { None } else { Some(self.find(&mut tail, &body, &shown, false)) };
        self.strict -= 1;
        match shown {
            Some(mut find) => {
                let columns = self.columns(&mut tail, &mut find);
                Subquery { find, body, columns }
            }
            None => self.plain_subquery(),
        }
    }

    fn plain_subquery(&self) -> Subquery {
        let [subject, object] = [0, 1].map(|index| Variable { sort: Sort::Entity, index });
        let output = Output { heading: None, value: Expression::Variable(subject), sort: Sort::Entity, kind: None };
        let find = Find {
            outputs: vec![output],
            everything: false,
            having: Group::new(),
            order: Vec::new(),
            unordered: false,
            limit: None,
            offset: None,
        };
        Subquery { find, body: vec![plain_pattern(subject, object)], columns: vec![subject] }
    }

    /// The variables that the headings of a subquery are around it.
    fn columns(&mut self, c: &mut Choices<'_>, find: &mut Find) -> Vec<Variable> {
        let mut columns: Vec<Variable> = Vec::new();
        for output in &mut find.outputs {
            let mut column = match output.value {
                Expression::Variable(variable) if c.below(2) == 0 => variable,
                _ => variable(output.sort, c),
            };
            while columns.contains(&column) {
                column.index += 1;
            }
            let own = output.value == Expression::Variable(column);
            output.heading = (!own).then(|| crate::write::variable_name(column));
            columns.push(column);
        }
        columns
    }

    /// What is shown of a body, of which these variables have a value; `whole` where it is not a subquery.
    fn find(&mut self, c: &mut Choices<'_>, body: &Group, shown: &[Variable], whole: bool) -> Find {
        let everything = whole && c.rarely(10);
        let outputs = match everything {
            true => everything_of(body, shown),
            false => self.outputs(c, body, shown),
        };
        let sorts: Vec<Sort> = outputs.iter().map(|output| output.sort).collect();
        let leaves = Leaves::columns(&sorts);
        let having = if c.rarely(5) { self.having(c, &leaves, shown) } else { Group::new() };
        let order = (0..c.weighed(&[3, 2, 1])).map(|_| (self.key(c, &sorts), c.below(2) == 1)).collect();
        let unordered = whole && c.rarely(12);
        let limit = c.rarely(5).then(|| c.below(6));
        let offset = c.rarely(6).then(|| c.below(4));
        let order = if unordered { Vec::new() } else { order };
        Find { outputs, everything, having, order, unordered, limit, offset }
    }

    fn outputs(&mut self, c: &mut Choices<'_>, body: &Group, shown: &[Variable]) -> Vec<Output> {
        let mut outputs: Vec<Output> = Vec::new();
        for at in 0..1 + c.weighed(&[3, 4, 2]) {
            let output = self.output(c, body, shown, at);
            // Two columns of one heading are an error.
            if outputs.iter().all(|other| other.heading.is_some() || other.value != output.value) {
                outputs.push(output);
            }
        }
        outputs
    }

    fn output(&mut self, c: &mut Choices<'_>, body: &Group, shown: &[Variable], at: usize) -> Output {
        let leaves = Leaves::variables(shown);
        let variable = *c.of(shown);
        let value = match c.weighed(&[9, 5, 2]) {
            0 => Expression::Variable(variable),
            1 => Expression::Aggregate(Box::new(self.aggregate(c, body, &leaves, variable))),
            _ => {
                let sort = *c.of(&[Sort::Number, Sort::Text, Sort::Date, variable.sort]);
                self.expression(c, &leaves, sort, 2)
            }
        };
        // A date that is written alone may be read as a number or text.
        let alone = matches!(value, Expression::Constant(Value::Date(_) | Value::Url(_)));
        let value = if alone { Expression::Variable(variable) } else { value };
        let simple = match &value {
            Expression::Variable(_) => true,
            Expression::Aggregate(aggregate) => {
                let plain = |part: &Expression| matches!(part, Expression::Variable(_));
                aggregate.argument.iter().all(plain) && aggregate.by.is_none()
            }
            _ => false,
        };
        let of_kind = value == Expression::Variable(variable) && variable.sort == Sort::Entity && c.rarely(8);
        Output {
            heading: (!simple || c.rarely(5)).then(|| format!("h{at}")),
            sort: sort_of_expression(&value, &[]),
            value,
            kind: of_kind.then(|| c.below(self.store.kinds.len())),
        }
    }

    fn aggregate(&mut self, c: &mut Choices<'_>, body: &Group, leaves: &Leaves, variable: Variable) -> Aggregate {
        let plain = Expression::Variable(variable);
        let of = |function, argument| Aggregate { function, argument: Some(argument), by: None };
        match c.below(10) {
            0 => of(Function::Count, plain),
            1 => of(Function::CountAll, plain),
            2 if self.rests_on_facts(body) => {
                let function = *c.of(&[Function::Facts, Function::Claims, Function::Documents]);
                Aggregate { function, argument: None, by: None }
            }
            3 | 4 => {
                let function = *c.of(&[Function::Sum, Function::Average]);
                of(function, self.summed(c, leaves))
            }
            5 => of(Function::Least, self.member(c, leaves, variable)),
            6 => of(Function::Greatest, self.member(c, leaves, variable)),
            7 => of(Function::List, self.member(c, leaves, variable)),
            _ => {
                let by = self.member(c, leaves, *c.clone().of(&variables(leaves)));
                let by = Some((by, c.below(2) == 1));
                Aggregate { function: Function::First, argument: Some(self.member(c, leaves, variable)), by }
            }
        }
    }

    fn member(&mut self, c: &mut Choices<'_>, leaves: &Leaves, variable: Variable) -> Expression {
        match c.rarely(4) {
            true => self.expression(c, leaves, variable.sort, 1),
            false => Expression::Variable(variable),
        }
    }

    /// A number that is summed without rounding: nothing is divided.
    fn summed(&mut self, c: &mut Choices<'_>, leaves: &Leaves) -> Expression {
        let expression = self.expression(c, leaves, Sort::Number, 1);
        match divides(&expression) {
            true => Expression::Constant(constant(self.store, Sort::Number, c)),
            false => expression,
        }
    }

    /// Whether every pattern that joins is a single fact, so that facts can be counted.
    pub(super) fn rests_on_facts(&self, body: &Group) -> bool {
        body.iter().all(|condition| match condition {
            Condition::Pattern(pattern) => self.is_of_facts(pattern),
            Condition::Relative(relative) => {
                relative.kind.is_none_or(|kind| kind < RULE_KINDS) && self.rests_on_facts(&relative.body)
            }
            Condition::Or(_) | Condition::Optional(_) => {
                groups(condition).into_iter().all(|group| self.rests_on_facts(group))
            }
            Condition::Subquery(_) => false,
            Condition::Not(_) | Condition::Filter(_) => true,
        })
    }

    fn is_of_facts(&self, pattern: &Pattern) -> bool {
        let relation = match &pattern.relation {
            Relation::Is => !matches!(pattern.object, Term::Constant(Value::Kind(kind)) if kind >= RULE_KINDS),
            Relation::KnownAs => false,
            Relation::Path(path @ Path::Step(Step { follows: Follows::Predicate(predicate), .. })) => {
                self.carries(path) == Carries::Everything && self.store.predicates[*predicate].path.is_empty()
            }
            Relation::Path(_) => false,
        };
        let relatives = pattern
            .relatives()
            .all(|relative| relative.kind.is_none_or(|kind| kind < RULE_KINDS) && self.rests_on_facts(&relative.body));
        // What a speaker denies others may affirm: whose claims are then counted is nothing to rely on.
        relation && relatives && !(pattern.scope.denied && pattern.scope.source.is_some())
    }

    fn having(&mut self, c: &mut Choices<'_>, leaves: &Leaves, shown: &[Variable]) -> Group {
        let aggregated = match c.rarely(3) {
            true => Some(Expression::Aggregate(Box::new(Aggregate {
                function: *c.of(&[Function::Count, Function::CountAll]),
                argument: Some(Expression::Variable(*c.of(shown))),
                by: None,
            }))),
            false => None,
        };
        let mut filter = || match &aggregated {
            Some(aggregate) => {
                let number = Expression::Constant(Value::whole(c.below(3) as i64));
                let comparator = *c.of(&crate::query::COMPARATORS);
                Condition::Filter(crate::expression::Filter::Compare(aggregate.clone(), comparator, number))
            }
            None => Condition::Filter(self.filter_of(c, leaves, 1)),
        };
        match aggregated.is_some() {
            true => vec![filter()],
            false => {
                let (first, second) = (filter(), filter());
                match c.below(4) {
                    0 => vec![first],
                    1 => vec![first, second],
                    2 => vec![Condition::Not(vec![first])],
                    _ => vec![Condition::Or(vec![vec![first], vec![second]])],
                }
            }
        }
    }

    fn key(&mut self, c: &mut Choices<'_>, sorts: &[Sort]) -> Expression {
        let at = c.below(sorts.len());
        let column = Expression::Column(at);
        match (c.below(3), sorts[at]) {
            (2, Sort::Number) => {
                let two = Expression::Constant(Value::whole(2));
                let operator = *c.of(&[Operator::Subtract, Operator::Multiply]);
                Expression::Arithmetic(Box::new(two), operator, Box::new(column))
            }
            (2, Sort::Text) => Expression::Call(Call::Length, vec![column]),
            (2, Sort::Entity) => Expression::Call(Call::Key, vec![column]),
            (2, Sort::Date) => Expression::Call(Call::Month, vec![column]),
            _ => column,
        }
    }
}

fn variables(leaves: &Leaves) -> Vec<Variable> {
    leaves.leaves.iter().flat_map(|(leaf, _)| leaf.variables()).collect()
}

fn divides(expression: &Expression) -> bool {
    matches!(expression, Expression::Arithmetic(_, Operator::Divide, _)) || expression.parts().into_iter().any(divides)
}

/// Every variable that can be shown.
fn everything_of(body: &Group, shown: &[Variable]) -> Vec<Output> {
    let mut outputs: Vec<Output> = Vec::new();
    for variable in occurrences(body) {
        let value = Expression::Variable(variable);
        if shown.contains(&variable) && outputs.iter().all(|output| output.value != value) {
            outputs.push(Output { heading: None, value, sort: variable.sort, kind: None });
        }
    }
    outputs
}

pub fn plain_pattern(subject: Variable, object: Variable) -> Condition {
    let path = Path::Step(Step { follows: Follows::Predicate(1), inverse: false });
    Condition::Pattern(Pattern {
        subject: Term::Variable(subject),
        omitted: false,
        relation: Relation::Path(path),
        object: Term::Variable(object),
        qualifiers: Vec::new(),
        scope: Scope::default(),
    })
}
