//! Statements.

use factfile::form::Form;
use factfile::source::Spanned;
use factfile::syntax::ast::{
    Alias, Assertion, Atom, Condition, Delivery, Distinction, Expectation, Expected, ExpectedValue, Group, Head, Merge,
    ParameterDefinition, RetractedFact, Retraction, Rule, Run, Save, Statement, Transaction, WhyNot,
};
use factfile::value::Literal;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;

use super::condition::{clause, group, named};
use super::query;
use super::words::{all_spanned, any_word, identifier, literal, spanned, text, word};

/// Any statement.
pub fn statement() -> impl Strategy<Value = Statement> {
    let row_or_group =
        prop_oneof![row().prop_map(|row| WhyNot::Row(spanned(row))), group().prop_map(WhyNot::Conditions),];
    let words = prop_oneof![3 => vec(any_word(), 1..3), 1 => text().prop_map(|text| vec![text])];
    let mut alone =
        vec![Statement::Queries, Statement::Rules, Statement::Disputes, Statement::Vocabulary, Statement::Undo(None)];
    alone.extend(Transaction::ALL.map(Statement::Transaction));
    let asking = prop_oneof![
        6 => query().prop_map(Statement::Query),
        1 => query().prop_map(|query| Statement::Explain(spanned(query))),
        1 => query().prop_map(|query| Statement::Sql(spanned(query))),
        1 => option::of(any::<u64>()).prop_map(|row| Statement::Why(row.map(spanned))),
        1 => row_or_group.prop_map(Statement::WhyNot),
        1 => expectation().prop_map(Statement::Expect),
        1 => name(&[]).prop_map(|name| Statement::Describe(all_spanned(name))),
        1 => name(&[]).prop_map(|name| Statement::Timeline(all_spanned(name))),
        1 => text().prop_map(|text| Statement::Search(spanned(text))),
    ];
    let keeping = prop_oneof![
        1 => delivery().prop_map(Statement::Output),
        2 => save().prop_map(Statement::Save),
        1 => run().prop_map(Statement::Run),
        1 => (identifier(), any::<bool>()).prop_map(|(name, show)| match show {
            true => Statement::Show(spanned(name)),
            false => Statement::Unsave(spanned(name)),
        }),
        1 => definition().prop_map(Statement::Parameter),
        1 => text().prop_map(|file| Statement::Include(spanned(file))),
        2 => vec(rule().prop_map(spanned), 1..3).prop_map(Statement::Define),
        1 => words.prop_map(|words| Statement::Forget(spanned(words))),
        1 => select(alone),
    ];
    prop_oneof![6 => asking, 3 => keeping, 2 => changing()]
}

fn changing() -> impl Strategy<Value = Statement> {
    let merge = (name(&["into"]), name(&[]));
    let alias = (name(&["as"]), text().prop_map(spanned));
    let distinction = (name(&["from"]), name(&[]));
    let number = any::<u64>().prop_map(|number| RetractedFact::Number(spanned(number)));
    let says = clause(Some(group())).prop_filter("`fact 12` is a number, and `because` ends it", |clause| {
        let is = |atom: &Spanned<Atom>, word: &str| matches!(&atom.node, Atom::Word(found) if found.eq_ignore_ascii_case(word));
        let is_number = |atom: &Spanned<Atom>| match &atom.node {
            Atom::Literal(Literal::Integer(number)) => *number >= 0,
            Atom::Literal(Literal::Date(date)) => date.as_str().bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        !clause.atoms.first().is_some_and(|atom| is(atom, "fact") || is_number(atom)) && !clause.atoms.iter().any(|atom| is(atom, "because"))
    });
    let fact = prop_oneof![number, says.prop_map(|clause| RetractedFact::Says(spanned(clause)))];
    let retraction = (fact, option::of(text().prop_map(spanned)), option::of(assertion()));
    prop_oneof![
        2 => assertion().prop_map(Statement::Assert),
        1 => retraction.prop_map(|(fact, reason, instead)| Statement::Retract(Retraction { fact, reason, instead })),
        1 => merge.prop_map(|(from, into)| {
            Statement::Merge(Merge { from: all_spanned(from), into: all_spanned(into) })
        }),
        1 => distinction.prop_map(|(entity, other)| {
            Statement::Distinct(Distinction { entity: all_spanned(entity), other: all_spanned(other) })
        }),
        1 => name(&[]).prop_map(|name| Statement::Unmerge(all_spanned(name))),
        1 => alias.prop_map(|(of, name)| Statement::Alias(Alias { of: all_spanned(of), name })),
        1 => any::<u64>().prop_map(|load| Statement::Undo(Some(spanned(load)))),
    ]
}

/// The name of a thing that needs no parameter.
fn name(without: &[&'static str]) -> BoxedStrategy<Vec<Atom>> {
    named(without)
}

fn assertion() -> impl Strategy<Value = Assertion> {
    let document = option::of(name(&[]).prop_map(all_spanned));
    let source = option::of((text().prop_map(spanned), document));
    (clause(Some(group())), source).prop_map(|(clause, source)| {
        let (quote, document) = source.map_or((None, None), |(quote, document)| (Some(quote), document));
        Assertion { clause: spanned(clause), quote, document }
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let phrase = |words: BoxedStrategy<String>| {
        prop_oneof![3 => vec(words, 1..3), 1 => text().prop_map(|text| vec![text])].prop_map(spanned)
    };
    let is_as = |word: &str| word.eq_ignore_ascii_case("as");
    let without_as = word().prop_filter("`as` ends it", move |word| !is_as(word)).boxed();
    let kind = (identifier().prop_map(spanned), phrase(without_as)).prop_map(|(x, words)| Head::Kind(x, words));
    let between = (identifier().prop_map(spanned), phrase(word().boxed()), identifier().prop_map(spanned));
    let between = between
        .prop_filter("what begins with `is` may be a kind", move |(_, words, _)| {
            let is = ["is", "are"].contains(&words.node[0].to_lowercase().as_str());
            !(is && words.node.iter().any(|word| is_as(word)))
        })
        .prop_map(|(x, words, y)| Head::Predicate(x, words, y));
    let body = group().prop_filter("no `as` right behind its first variable", |body| !begins_with_as(body));
    (prop_oneof![kind, between], body).prop_map(|(head, body)| Rule { head, body })
}

fn begins_with_as(group: &Group) -> bool {
    match &group.conditions[0].node {
        Condition::Clause(clause) => {
            matches!(&clause.atoms.get(1).map(|atom| &atom.node), Some(Atom::Word(word)) if word.eq_ignore_ascii_case("as"))
        }
        Condition::Or(branches) => begins_with_as(&branches[0]),
        _ => false,
    }
}

fn save() -> impl Strategy<Value = Save> {
    let name = identifier().prop_filter("`as` comes behind the name", |name| !name.eq_ignore_ascii_case("as"));
    (name, vec(definition(), 0..3), query()).prop_map(|(name, parameters, query)| Save {
        name: spanned(name),
        parameters,
        query: spanned(query),
    })
}

fn delivery() -> impl Strategy<Value = Delivery> {
    let file_or_form = prop_oneof![
        text().prop_map(|file| (Some(spanned(file)), None)),
        select(Form::ALL.to_vec()).prop_map(|form| (None, Some(spanned(form)))),
        (text(), select(Form::ALL.to_vec())).prop_map(|(file, form)| (Some(spanned(file)), Some(spanned(form)))),
    ];
    let of = prop_oneof![
        4 => query().prop_map(Statement::Query),
        1 => run().prop_map(Statement::Run),
        1 => name(&[]).prop_map(|name| Statement::Describe(all_spanned(name))),
        1 => name(&[]).prop_map(|name| Statement::Timeline(all_spanned(name))),
        1 => text().prop_map(|text| Statement::Search(spanned(text))),
        1 => select(vec![Statement::Disputes, Statement::Vocabulary]),
    ];
    (file_or_form, of).prop_map(|((file, form), of)| Delivery { file, form, of: Box::new(spanned(of)) })
}

fn definition() -> impl Strategy<Value = ParameterDefinition> {
    (identifier(), option::of(constant())).prop_map(|(name, default)| ParameterDefinition {
        name: spanned(name),
        default: all_spanned(default.unwrap_or_default()),
    })
}

fn constant() -> impl Strategy<Value = Vec<Atom>> {
    prop_oneof![4 => name(&[]), 1 => literal().prop_map(|literal| vec![Atom::Literal(literal)])]
}

fn run() -> impl Strategy<Value = Run> {
    let arguments = vec(constant().prop_map(all_spanned), 0..3);
    (identifier(), arguments).prop_map(|(name, arguments)| Run { name: spanned(name), arguments })
}

fn expectation() -> impl Strategy<Value = Expectation> {
    let rows = || vec(row().prop_map(spanned), 1..3);
    let expected = prop_oneof![
        any::<u64>().prop_map(Expected::Count),
        Just(Expected::None),
        rows().prop_map(Expected::Includes),
        rows().prop_map(Expected::Rows),
    ];
    (expected, option::of(query().prop_map(spanned)))
        .prop_map(|(expected, from)| Expectation { expected: spanned(expected), from })
}

fn row() -> impl Strategy<Value = Vec<factfile::source::Spanned<ExpectedValue>>> {
    let literal = prop_oneof![literal(), text().prop_map(Literal::Text)].prop_map(ExpectedValue::Literal);
    let value = prop_oneof![4 => literal, 1 => Just(ExpectedValue::Nothing)];
    vec(value.prop_map(spanned), 1..4)
}
