//! Expressions, filters and aggregates.

use factfile::syntax::ast::{
    Aggregate, AggregateFunction, Atom, Comparator, Expression, Filter, Function, Group, Operator, Test,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;

use super::words::{all_spanned, any_word, identifier, key, literal, spanned, text, word};

/// A filter as it stands among conditions.
pub fn filter(relative: Option<BoxedStrategy<Group>>) -> BoxedStrategy<Filter> {
    filter_of(term(relative).boxed(), expression())
}

/// A filter whose left side, where its operator is a word, begins as a value does.
fn filter_of(term: BoxedStrategy<Expression>, value: BoxedStrategy<Expression>) -> BoxedStrategy<Filter> {
    let reckoned = value.clone().prop_filter("no words that are reckoned", |left| !begins_with_words(left));
    let left = || prop_oneof![1 => term.clone(), 2 => reckoned.clone()].prop_map(spanned);
    let any_left = prop_oneof![1 => term.clone(), 2 => value.clone()].prop_map(spanned);
    let right = || value.clone().prop_map(spanned);
    let compare = (any_left, select(Comparator::ALL.as_slice()).prop_map(spanned), right());
    let test = (left(), select(Test::ALL.as_slice()).prop_map(spanned), right());
    prop_oneof![
        3 => compare.prop_map(|(left, comparator, right)| Filter::Compare(left, comparator, right)),
        1 => (left(), right(), right()).prop_map(|(value, low, high)| Filter::Between(value, low, high)),
        1 => (left(), vec(right(), 1..3)).prop_map(|(value, options)| Filter::In(value, options)),
        2 => test.prop_map(|(left, test, right)| Filter::Test(left, test, right)),
    ]
    .boxed()
}

fn begins_with_words(expression: &Expression) -> bool {
    match expression {
        Expression::Arithmetic(left, ..) => match &left.node {
            Expression::Term(term) => {
                !matches!(term[0].node, Atom::Variable(_) | Atom::Parameter(_) | Atom::Literal(_))
            }
            other => begins_with_words(other),
        },
        _ => false,
    }
}

/// Any expression, nested up to a few levels.
pub fn expression() -> BoxedStrategy<Expression> {
    term(None).boxed().prop_recursive(3, 12, 3, nested).boxed()
}

fn nested(inner: BoxedStrategy<Expression>) -> BoxedStrategy<Expression> {
    let value = || inner.clone().prop_map(|value| Box::new(spanned(value)));
    let operators = vec![Operator::Add, Operator::Subtract, Operator::Multiply, Operator::Divide];
    let arithmetic = (value(), select(operators), value());
    let condition = (filter_of(inner.clone(), inner.clone()), value(), value());
    prop_oneof![
        2 => term(None),
        2 => arithmetic.prop_map(|(left, operator, right)| Expression::Arithmetic(left, operator, right)),
        1 => value().prop_map(Expression::Negative),
        2 => call(inner.clone()),
        1 => aggregate(inner.clone()).prop_map(|aggregate| Expression::Aggregate(Box::new(aggregate))),
        1 => condition.prop_map(|(test, then, otherwise)| Expression::If(Box::new(spanned(test)), then, otherwise)),
    ]
    .boxed()
}

fn call(value: BoxedStrategy<Expression>) -> impl Strategy<Value = Expression> {
    select(Function::ALL.as_slice()).prop_flat_map(move |function| {
        let takes = function.takes();
        let most = (*takes.end()).min(3);
        vec(value.clone().prop_map(spanned), *takes.start()..=most)
            .prop_map(move |arguments| Expression::Call(function, arguments))
    })
}

fn aggregate(value: BoxedStrategy<Expression>) -> impl Strategy<Value = Aggregate> {
    let functions = vec![
        AggregateFunction::Count,
        AggregateFunction::CountAll,
        AggregateFunction::Facts,
        AggregateFunction::Claims,
        AggregateFunction::Documents,
        AggregateFunction::Sum,
        AggregateFunction::Average,
        AggregateFunction::Least,
        AggregateFunction::Greatest,
        AggregateFunction::List,
        AggregateFunction::First,
    ];
    let by = (value.clone().prop_map(spanned), any::<bool>());
    (select(functions), value.prop_map(spanned), by).prop_map(|(function, argument, by)| {
        use AggregateFunction::{Claims, Documents, Facts, First};
        Aggregate {
            function,
            argument: (!matches!(function, Facts | Claims | Documents)).then_some(argument),
            by: (function == First).then_some(by),
        }
    })
}

/// The atoms of one term.
fn term(relative: Option<BoxedStrategy<Group>>) -> BoxedStrategy<Expression> {
    let kind = || option::of(vec(any_word(), 1..3).prop_map(Atom::OfKind));
    let piece = prop_oneof![4 => word().prop_map(Atom::Word), 1 => literal().prop_map(Atom::Literal)];
    let named = (vec(piece, 1..4), kind());
    let quoted = (text().prop_map(Atom::Quoted), kind());
    let single = prop_oneof![
        4 => identifier().prop_map(Atom::Variable),
        1 => identifier().prop_map(Atom::Parameter),
        1 => literal().prop_map(Atom::Literal),
        1 => key().prop_map(Atom::Key),
        1 => Just(Atom::Anything),
    ];
    let single = match relative {
        Some(group) => prop_oneof![6 => single, 1 => group.prop_map(Atom::Relative)].boxed(),
        None => single.boxed(),
    };
    let atoms = prop_oneof![
        3 => single.prop_map(|atom| vec![atom]),
        1 => named.prop_map(|(name, kind)| name.into_iter().chain(kind).collect()),
        1 => quoted.prop_map(|(text, kind)| std::iter::once(text).chain(kind).collect()),
    ];
    atoms.prop_map(|atoms| Expression::Term(all_spanned(atoms))).boxed()
}
