//! Random syntax trees: every construct that the parser gives, with words, texts and names of any kind in them.

use factfile::source::{Span, Spanned};
use factfile::syntax::ast::{
    Atom, Clause, Comparator, Comparison, Condition, Count, Expectation, Expected, Find, Group, Modifier, OrderBy,
    OrderKey, Output, OutputValue, ParameterDefinition, Qualifier, Query, Question, Run, Save, Statement, Whether,
};
use factfile::syntax::{KEYWORDS, is_bare_word, is_keyword};
use factfile::value::{Literal, Modality};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;

fn spanned<T>(node: T) -> Spanned<T> {
    Spanned::new(node, Span::default())
}

fn all_spanned<T>(nodes: Vec<T>) -> Vec<Spanned<T>> {
    nodes.into_iter().map(spanned).collect()
}

/// Any statement.
pub fn statement() -> impl Strategy<Value = Statement> {
    prop_oneof![
        6 => query().prop_map(Statement::Query),
        1 => option::of(any::<u64>()).prop_map(|row| Statement::Why(row.map(spanned))),
        1 => save().prop_map(Statement::Save),
        1 => run().prop_map(Statement::Run),
        1 => definition().prop_map(Statement::Parameter),
        1 => expectation().prop_map(Statement::Expect),
    ]
}

fn query() -> BoxedStrategy<Query> {
    let whether = (group(), any::<bool>()).prop_map(|(body, with_sources)| Whether { body, with_sources });
    prop_oneof![
        3 => find().prop_map(Query::Find),
        1 => whether.prop_map(Query::Whether),
        1 => question().prop_map(Query::Question),
    ]
    .boxed()
}

fn find() -> impl Strategy<Value = Find> {
    let ends = (option::of(any::<u64>()), option::of(any::<u64>()), any::<bool>());
    (vec(output(), 1..3), group(), vec(order_key(), 0..3), ends).prop_map(
        |(outputs, body, order, (limit, offset, with_sources))| Find {
            outputs: all_spanned(outputs),
            body,
            order: all_spanned(order),
            limit,
            offset,
            with_sources,
        },
    )
}

fn question() -> impl Strategy<Value = Question> {
    let first = select(vec!["which", "Who", "WHAT", "where", "when", "how", "did", "is", "have", "won't", "who's"]);
    let first = first.prop_filter("begins a question", |word| *word != "won't");
    let keyword = select(KEYWORDS).prop_map(|word| Atom::Word(word.to_owned()));
    let atom = prop_oneof![6 => atom(group()), 1 => keyword, 1 => Just(Atom::Comma)];
    (first, vec(atom, 0..6), any::<bool>())
        .prop_filter("`with sources` ends a question", |(_, atoms, _)| {
            let is = |atom: &Atom, word: &str| matches!(atom, Atom::Word(found) if found.eq_ignore_ascii_case(word));
            !atoms.windows(2).any(|pair| is(&pair[0], "with") && is(&pair[1], "sources"))
        })
        .prop_map(|(first, atoms, with_sources)| {
            let atoms = std::iter::once(Atom::Word(first.to_owned())).chain(atoms).collect();
            Question { atoms: all_spanned(atoms), with_sources }
        })
}

fn output() -> impl Strategy<Value = Output> {
    let kind_word = word().prop_filter("`as` begins a heading", |word| !word.eq_ignore_ascii_case("as"));
    let variable = (identifier(), vec(kind_word, 0..3))
        .prop_map(|(name, kind)| OutputValue::Variable { name, kind: all_spanned(kind) });
    let heading = option::of(identifier().prop_filter("no keyword", |heading| !is_keyword(heading)).prop_map(spanned));
    (prop_oneof![variable, count().prop_map(OutputValue::Count)], heading)
        .prop_map(|(value, alias)| Output { value, alias })
}

fn count() -> impl Strategy<Value = Count> {
    (any::<bool>(), identifier()).prop_map(|(all, name)| Count { all, variable: spanned(name) })
}

fn order_key() -> impl Strategy<Value = OrderKey> {
    let by = prop_oneof![identifier().prop_map(OrderBy::Variable), count().prop_map(OrderBy::Count)];
    (by, any::<bool>()).prop_map(|(by, descending)| OrderKey { by, descending })
}

/// Conditions, nested up to a few levels.
fn group() -> BoxedStrategy<Group> {
    let flat = group_of(Just(Atom::Anything).boxed(), None);
    flat.prop_recursive(3, 12, 3, |inner| group_of(atom(inner.clone()), Some(inner))).boxed()
}

fn group_of(relative: BoxedStrategy<Atom>, inner: Option<BoxedStrategy<Group>>) -> BoxedStrategy<Group> {
    let flat = prop_oneof![
        3 => clause(relative.clone()).prop_map(Condition::Clause),
        1 => comparison(relative).prop_map(Condition::Comparison),
    ];
    let condition = match inner {
        None => flat.boxed(),
        Some(inner) => prop_oneof![
            4 => flat,
            1 => inner.clone().prop_map(Condition::Not),
            1 => vec(inner, 2..4).prop_map(Condition::Or),
        ]
        .boxed(),
    };
    vec(condition, 1..4).prop_map(|conditions| Group { conditions: all_spanned(conditions) }).boxed()
}

fn clause(atom: BoxedStrategy<Atom>) -> impl Strategy<Value = Clause> {
    let atom = prop_oneof![1 => atom, 2 => flat_atom()].boxed();
    let qualifiers = vec(qualifier(atom.clone()), 0..3);
    (vec(atom, 0..6), qualifiers, vec(modifier(), 0..3))
        .prop_map(|(atoms, qualifiers, modifiers)| Clause {
            atoms: all_spanned(atoms),
            qualifiers,
            modifiers: all_spanned(modifiers),
        })
        .prop_filter("something, and no kind without a name before it", |clause| {
            let kind = matches!(clause.atoms.first(), Some(Spanned { node: Atom::OfKind(_), .. }));
            let empty = clause.atoms.is_empty() && clause.qualifiers.is_empty() && clause.modifiers.is_empty();
            !kind && !empty
        })
}

fn comparison(atom: BoxedStrategy<Atom>) -> impl Strategy<Value = Comparison> {
    let side = vec(prop_oneof![1 => atom, 2 => flat_atom()], 1..3);
    let left = side.clone().prop_filter("no kind without a name", |atoms| !matches!(atoms[0], Atom::OfKind(_)));
    (left, select(Comparator::ALL.as_slice()), side).prop_map(|(left, operator, right)| Comparison {
        left: all_spanned(left),
        operator: spanned(operator),
        right: all_spanned(right),
    })
}

fn qualifier(atom: BoxedStrategy<Atom>) -> impl Strategy<Value = Qualifier> {
    let keyword = select(KEYWORDS).prop_map(str::to_owned);
    let words = vec(prop_oneof![4 => word(), 1 => keyword], 1..3);
    let key = prop_oneof![3 => words, 1 => text().prop_map(|text| vec![text])];
    (key, vec(atom, 1..4)).prop_map(|(key, value)| Qualifier { key: spanned(key), value: all_spanned(value) })
}

fn modifier() -> impl Strategy<Value = Modifier> {
    let time_part = prop_oneof![word().prop_map(Atom::Word), literal().prop_map(Atom::Literal)];
    let time = prop_oneof![
        3 => vec(time_part, 1..4),
        1 => identifier().prop_map(|name| vec![Atom::Parameter(name)]),
        1 => text().prop_map(|text| vec![Atom::Quoted(text)]),
    ];
    // What begins with digits is a name there.
    let named = constant().prop_filter("a name", |atoms| !matches!(atoms[0], Atom::Literal(_)));
    let speaker = prop_oneof![
        3 => named,
        1 => identifier().prop_map(|name| vec![Atom::Variable(name)]),
        1 => Just(vec![Atom::Anything]),
    ];
    prop_oneof![
        time.prop_map(|atoms| Modifier::During(all_spanned(atoms))),
        speaker.prop_map(|atoms| Modifier::AccordingTo(all_spanned(atoms))),
        select(Modality::ALL.as_slice()).prop_map(Modifier::AtLeast),
        Just(Modifier::Denied),
    ]
}

/// The atoms of one constant.
fn constant() -> BoxedStrategy<Vec<Atom>> {
    let kind = || option::of(vec(any_word(), 1..3).prop_map(Atom::OfKind));
    let words = (vec(word().prop_map(Atom::Word), 1..4), kind());
    let quoted = (text().prop_map(Atom::Quoted), kind());
    prop_oneof![
        words.prop_map(|(words, kind)| words.into_iter().chain(kind).collect()),
        quoted.prop_map(|(text, kind)| std::iter::once(text).chain(kind).collect()),
        literal().prop_map(|literal| vec![Atom::Literal(literal)]),
        text().prop_map(|key| vec![Atom::Key(key)]),
        identifier().prop_map(|name| vec![Atom::Parameter(name)]),
    ]
    .boxed()
}

fn atom(group: BoxedStrategy<Group>) -> BoxedStrategy<Atom> {
    prop_oneof![4 => flat_atom(), 1 => group.prop_map(Atom::Relative)].boxed()
}

fn flat_atom() -> BoxedStrategy<Atom> {
    let signs = vec![Atom::Colon, Atom::Slash, Atom::Caret, Atom::Star, Atom::Plus, Atom::Anything];
    prop_oneof![
        4 => identifier().prop_map(Atom::Variable),
        1 => identifier().prop_map(Atom::Parameter),
        6 => word().prop_map(Atom::Word),
        2 => text().prop_map(Atom::Quoted),
        1 => vec(any_word(), 1..3).prop_map(Atom::OfKind),
        1 => key().prop_map(Atom::Key),
        2 => literal().prop_map(Atom::Literal),
        2 => select(signs),
    ]
    .boxed()
}

fn save() -> impl Strategy<Value = Save> {
    let name = identifier().prop_filter("`as` comes behind the name", |name| !name.eq_ignore_ascii_case("as"));
    (name, vec(definition(), 0..3), query()).prop_map(|(name, parameters, query)| Save {
        name: spanned(name),
        parameters,
        query: spanned(query),
    })
}

fn definition() -> impl Strategy<Value = ParameterDefinition> {
    (identifier(), option::of(constant())).prop_map(|(name, default)| ParameterDefinition {
        name: spanned(name),
        default: all_spanned(default.unwrap_or_default()),
    })
}

fn run() -> impl Strategy<Value = Run> {
    let arguments = vec(constant().prop_map(all_spanned), 0..3);
    (identifier(), arguments).prop_map(|(name, arguments)| Run { name: spanned(name), arguments })
}

fn expectation() -> impl Strategy<Value = Expectation> {
    let value = prop_oneof![literal(), text().prop_map(Literal::Text)];
    let expected = prop_oneof![
        any::<u64>().prop_map(Expected::Count),
        Just(Expected::None),
        vec(value.prop_map(spanned), 1..4).prop_map(Expected::Includes),
    ];
    (expected, option::of(query().prop_map(spanned)))
        .prop_map(|(expected, from)| Expectation { expected: spanned(expected), from })
}

/// The name of a variable, parameter or heading.
fn identifier() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec!["x", "who", "_2", "as", "not", "limit", "desc", "über", "Ω"]).prop_map(str::to_owned),
        "[\\p{L}_][\\p{L}\\p{Nd}_]{0,6}",
    ]
}

/// A bare word.
fn word() -> impl Strategy<Value = String> {
    let known = vec![
        "attended",
        "is",
        "at",
        "when",
        "by",
        "to",
        "as",
        "asc",
        "all",
        "count",
        "sources",
        "why",
        "which",
        "UAE",
        "o'Brien",
        "A.B.",
        "5th",
        "x-1",
        "&c",
        "noto",
        "\u{2019}s1",
        "Умєров",
        "e\u{301}",
    ];
    let any = "[\\p{L}\\p{Nd}_.&'\u{2019}-]{1,6}".prop_filter("a bare word", |word| is_bare_word(word));
    prop_oneof![2 => select(known).prop_map(str::to_owned), 1 => any]
}

/// A bare word or a keyword.
fn any_word() -> impl Strategy<Value = String> {
    prop_oneof![4 => word(), 1 => select(KEYWORDS).prop_map(str::to_owned)]
}

/// Any text, with quotes, control characters and keywords in it.
fn text() -> impl Strategy<Value = String> {
    let awkward = vec!["", "a\"b", "\\", "\u{0}", "\n\t\r", "\u{202E}x", "find ?x", "and", "😀", "\u{7f}\u{85}", "a b"];
    prop_oneof![1 => select(awkward).prop_map(str::to_owned), 2 => any::<String>(), 1 => "[a-z ]{0,8}"]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![text(), "[a-z0-9:#._-]{1,8}"]
}

fn literal() -> BoxedStrategy<Literal> {
    let number = any::<f64>().prop_filter("a finite number", |number| number.is_finite());
    let dates = vec![
        "2026-01-23",
        "2026-01",
        "2026-01-23/2026-01-24",
        "2026-01-23/..",
        "../2026-01",
        "2026-01~",
        "2026-01-23?",
        "2026-01?",
        "2026?",
        "202X",
        "20XX~",
        "2026-21",
        "2026-01-23T12:00",
        "2026-01-23T12:00:30.5+02:00",
        "Y17000000",
        "-0044-03",
        "2026-XX-XX",
        "2026-01%",
    ];
    let date = select(dates).prop_filter_map("a date", |text| text.parse().ok());
    prop_oneof![
        any::<i64>().prop_map(Literal::Integer),
        number.prop_map(Literal::Decimal),
        any::<bool>().prop_map(Literal::Boolean),
        date.prop_map(Literal::Date),
    ]
    .boxed()
}
