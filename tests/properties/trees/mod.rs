//! Random syntax trees: every construct that the parser gives, with words, texts and names of any kind in them.

mod condition;
mod expression;
mod statement;
mod words;

use factfile::source::Spanned;
use factfile::syntax::ast::{
    Atom, Expression, Find, Group, OrderKey, Output, OutputValue, Query, Question, Recorded, View, Whether,
};
use factfile::syntax::{KEYWORDS, is_keyword};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;

use condition::{flat_atom, group, time};
use expression::expression;
pub use statement::statement;
use words::{all_spanned, identifier, spanned, word};

/// Any query.
fn query() -> BoxedStrategy<Query> {
    let whether = (group(), view(), any::<bool>());
    prop_oneof![
        3 => find(group(), true).prop_map(Query::Find),
        1 => whether.prop_map(|(body, view, with_sources)| Query::Whether(Whether { body, view, with_sources })),
        1 => question().prop_map(Query::Question),
    ]
    .boxed()
}

/// Rows of what a group says; a subquery has no sources of its own.
fn find(group: BoxedStrategy<Group>, with_sources: bool) -> BoxedStrategy<Find> {
    let everything = Output { value: OutputValue::Everything, alias: None };
    let outputs = prop_oneof![1 => Just(vec![everything]), 6 => vec(output(), 1..3)];
    let order = prop_oneof![1 => vec(order_key(), 0..3).prop_map(Some), 1 => Just(None)];
    let having = option::weighted(0.2, group.clone());
    let ends = (option::of(any::<u64>()), option::of(any::<u64>()), any::<bool>());
    (outputs, group, view(), having, order, ends)
        .prop_map(move |(outputs, body, view, having, order, (limit, offset, sources))| Find {
            outputs: all_spanned(outputs),
            body,
            view,
            having,
            unordered: order.is_none(),
            order: all_spanned(order.unwrap_or_default()),
            limit,
            offset,
            with_sources: sources && with_sources,
        })
        .boxed()
}

fn view() -> impl Strategy<Value = View> {
    let valid = option::weighted(0.2, time().prop_map(spanned));
    let recorded = prop_oneof![any::<u64>().prop_map(Recorded::Load), time().prop_map(Recorded::Time)];
    let recorded = option::weighted(0.2, recorded.prop_map(spanned));
    (valid, recorded).prop_map(|(valid, recorded)| View { valid, recorded })
}

fn question() -> impl Strategy<Value = Question> {
    let first = select(vec!["which", "Who", "WHAT", "where", "when", "how", "did", "is", "have", "who's"]);
    let keyword = select(KEYWORDS).prop_map(|word| Atom::Word(word.to_owned()));
    let atom =
        prop_oneof![6 => flat_atom(), 1 => group().prop_map(Atom::Relative), 1 => keyword, 1 => Just(Atom::Comma)];
    (first, vec(atom, 0..6), view(), any::<bool>())
        .prop_filter("some words end a question", |(_, atoms, ..)| {
            let is = |atom: &Atom, word: &str| matches!(atom, Atom::Word(found) if found.eq_ignore_ascii_case(word));
            let ends = [("with", "sources"), ("as", "of"), ("as", "recorded")];
            let pair = |pair: &[Atom]| ends.iter().any(|(first, next)| is(&pair[0], first) && is(&pair[1], next));
            !atoms.windows(2).any(pair)
        })
        .prop_map(|(first, atoms, view, with_sources)| {
            let atoms = std::iter::once(Atom::Word(first.to_owned())).chain(atoms).collect();
            Question { atoms: all_spanned(atoms), view, with_sources }
        })
}

fn output() -> impl Strategy<Value = Output> {
    let kind_word = word().prop_filter("`as` begins a heading", |word| !word.eq_ignore_ascii_case("as"));
    let variable = (identifier(), vec(kind_word, 0..3))
        .prop_map(|(name, kind)| OutputValue::Variable { name, kind: all_spanned(kind) });
    let heading = option::of(identifier().prop_filter("no keyword", |heading| !is_keyword(heading)).prop_map(spanned));
    let expression = expression().prop_filter("no variable alone", |expression| match expression {
        Expression::Term(atoms) => !matches!(atoms.as_slice(), [Spanned { node: Atom::Variable(_), .. }]),
        _ => true,
    });
    let value = prop_oneof![1 => variable, 1 => expression.prop_map(OutputValue::Expression)];
    (value, heading).prop_map(|(value, alias)| Output { value, alias })
}

fn order_key() -> impl Strategy<Value = OrderKey> {
    (expression(), any::<bool>()).prop_map(|(by, descending)| OrderKey { by, descending })
}
