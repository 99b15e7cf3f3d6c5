//! Groups, patterns and their atoms.

use factfile::source::Spanned;
use factfile::syntax::KEYWORDS;
use factfile::syntax::ast::{Atom, Clause, Comparator, Condition, Group, Modifier, Qualifier};
use factfile::value::{Literal, Modality};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use proptest::sample::select;

use super::expression::filter;
use super::find;
use super::words::{all_spanned, any_word, date, identifier, key, literal, number, spanned, text, word};

/// Conditions, nested up to a few levels.
pub fn group() -> BoxedStrategy<Group> {
    let flat = group_of(Just(Group { conditions: Vec::new() }).boxed(), false);
    flat.prop_recursive(3, 12, 3, |inner| group_of(inner, true)).boxed()
}

fn group_of(inner: BoxedStrategy<Group>, nests: bool) -> BoxedStrategy<Group> {
    let relative = nests.then(|| inner.clone());
    let flat = prop_oneof![
        3 => clause(relative.clone()).prop_map(Condition::Clause),
        1 => filter(relative).prop_map(Condition::Filter),
    ];
    let condition = match nests {
        false => flat.boxed(),
        true => prop_oneof![
            8 => flat,
            2 => inner.clone().prop_map(Condition::Not),
            2 => inner.clone().prop_map(Condition::Optional),
            2 => vec(inner.clone(), 2..4).prop_map(Condition::Or),
            1 => find(inner, false).prop_map(|find| Condition::Subquery(Box::new(find))),
        ]
        .boxed(),
    };
    vec(condition, 1..4).prop_map(|conditions| Group { conditions: all_spanned(conditions) }).boxed()
}

/// A pattern as the parser gives one: not empty, and of atoms that mean nothing else together.
pub fn clause(relative: Option<BoxedStrategy<Group>>) -> BoxedStrategy<Clause> {
    let atom = atom(relative);
    let qualifiers = vec(qualifier(atom.clone()), 0..3);
    (vec(atom, 0..7), qualifiers, vec(modifier(), 0..3))
        .prop_map(|(atoms, qualifiers, modifiers)| Clause {
            atoms: all_spanned(mended(atoms)),
            qualifiers,
            modifiers: all_spanned(modifiers),
        })
        .prop_filter("a pattern", is_pattern)
        .boxed()
}

fn is_pattern(clause: &Clause) -> bool {
    let nodes: Vec<&Atom> = clause.atoms.iter().map(|atom| &atom.node).collect();
    let narrowed = !clause.qualifiers.is_empty() || !clause.modifiers.is_empty();
    let betweens = nodes.iter().enumerate().filter(|(_, atom)| matches!(atom, Atom::Between(..)));
    let late = betweens.map(|(at, _)| at).all(|at| at > 1);
    let begins = match nodes.as_slice() {
        [] => narrowed,
        [Atom::OfKind(_), ..] => false,
        [Atom::Path(_)] => narrowed,
        [Atom::Path(_), Atom::Colon, ..] => false,
        [Atom::Variable(_) | Atom::Parameter(_) | Atom::Literal(_), second, ..] => !is_operator(second),
        _ => true,
    };
    begins && late
}

/// Whether an atom behind a value is an operator of a filter, or may be its first word.
fn is_operator(atom: &Atom) -> bool {
    match atom {
        Atom::Star | Atom::Plus | Atom::Slash => true,
        Atom::Word(word) => ["in", "contains", "starts", "matches"].contains(&word.to_lowercase().as_str()),
        _ => false,
    }
}

/// Atoms without those that would be read with their neighbours as something else.
fn mended(atoms: Vec<Atom>) -> Vec<Atom> {
    let mut kept: Vec<Atom> = Vec::new();
    for atom in atoms {
        let fits = match (kept.last(), &atom) {
            (Some(Atom::Word(_) | Atom::Quoted(_) | Atom::Path(_)), Atom::Maybe) => true,
            (_, Atom::Maybe) => false,
            // A kind with a sign of a path behind it would be a path.
            (Some(Atom::OfKind(_)), Atom::Star | Atom::Plus | Atom::Slash | Atom::Bar) => false,
            // The time would go on.
            (Some(Atom::Between(..)), atom) => matches!(atom, Atom::Variable(_) | Atom::Key(_) | Atom::Relative(_)),
            (Some(Atom::Word(word)), Atom::Word(next)) => {
                !(word.eq_ignore_ascii_case("as") && ["of", "recorded"].contains(&next.to_lowercase().as_str()))
            }
            _ => true,
        };
        let stands_apart = matches!(&atom, Atom::Word(word) if ["between", "define", "source"].contains(&word.to_lowercase().as_str()));
        if fits && !stands_apart {
            kept.push(atom);
        }
    }
    kept
}

fn qualifier(atom: BoxedStrategy<Atom>) -> impl Strategy<Value = Qualifier> {
    let keyword = select(KEYWORDS).prop_map(str::to_owned);
    let words = vec(prop_oneof![4 => word(), 1 => keyword], 1..3);
    let key = prop_oneof![3 => words, 1 => text().prop_map(|text| vec![text])];
    let value = vec(atom.prop_filter("no time", |atom| !matches!(atom, Atom::Between(..))), 1..4).prop_map(mended);
    (key, value.prop_filter("something", |value| !value.is_empty()))
        .prop_map(|(key, value)| Qualifier { key: spanned(key), value: all_spanned(value) })
}

fn modifier() -> impl Strategy<Value = Modifier> {
    let ends = [
        "at",
        "when",
        "in",
        "during",
        "on",
        "before",
        "after",
        "since",
        "until",
        "throughout",
        "between",
        "within",
        "from",
        "quoting",
        "confidence",
        "disputed",
        "surely",
        "as",
    ];
    let speaker = prop_oneof![
        3 => named(&ends),
        1 => identifier().prop_map(|name| vec![Atom::Variable(name)]),
        1 => Just(vec![Atom::Anything]),
    ];
    let number = prop_oneof![3 => number().prop_map(Atom::Literal), 1 => identifier().prop_map(Atom::Parameter)];
    let confidence = (select(Comparator::ALL.as_slice()), number.prop_map(spanned));
    prop_oneof![
        2 => speaker.prop_map(|atoms| Modifier::AccordingTo(all_spanned(atoms))),
        2 => select(Modality::ALL.as_slice()).prop_map(Modifier::AtLeast),
        1 => Just(Modifier::Denied),
        1 => confidence.prop_map(|(comparator, number)| Modifier::Confidence(comparator, number)),
    ]
}

/// The atoms of the name of a thing; in bare words none of some.
pub fn named(without: &[&'static str]) -> BoxedStrategy<Vec<Atom>> {
    let without = without.to_vec();
    let kind = || option::of(vec(any_word(), 1..3).prop_map(Atom::OfKind));
    let word = word().prop_filter("no word that ends it", move |word| !without.contains(&word.to_lowercase().as_str()));
    let words = (vec(word.prop_map(Atom::Word), 1..4), kind());
    let quoted = (text().prop_map(Atom::Quoted), kind());
    prop_oneof![
        words.prop_map(|(words, kind)| words.into_iter().chain(kind).collect()),
        quoted.prop_map(|(text, kind)| std::iter::once(text).chain(kind).collect()),
        key().prop_map(|key| vec![Atom::Key(key)]),
        identifier().prop_map(|name| vec![Atom::Parameter(name)]),
    ]
    .boxed()
}

/// The atoms of a time that is told by its form.
pub fn time() -> BoxedStrategy<Vec<Spanned<Atom>>> {
    let english = (1..=28_i64, select(vec!["January", "feb", "MAY"]), 1000..2100_i64, proptest::bool::ANY);
    let english = english.prop_map(|(day, month, year, whole)| {
        let day = whole.then_some(Atom::Literal(Literal::Integer(day)));
        day.into_iter().chain([Atom::Word(month.to_owned()), Atom::Literal(Literal::Integer(year))]).collect()
    });
    let time = prop_oneof![
        3 => date().prop_map(|date| vec![Atom::Literal(date)]),
        1 => identifier().prop_map(|name| vec![Atom::Parameter(name)]),
        1 => text().prop_map(|text| vec![Atom::Quoted(text)]),
        1 => english,
    ];
    time.prop_map(all_spanned).boxed()
}

/// A piece of a pattern, relatives among them where there are groups to be one.
pub fn atom(relative: Option<BoxedStrategy<Group>>) -> BoxedStrategy<Atom> {
    let operand = || prop_oneof![4 => time(), 1 => identifier().prop_map(|name| vec![spanned(Atom::Variable(name))])];
    let between = (operand(), operand()).prop_map(|(from, to)| Atom::Between(from, to));
    let flat = prop_oneof![
        20 => flat_atom(),
        1 => select(vec![Atom::Bar, Atom::Maybe]),
        1 => path().prop_map(Atom::Path),
        1 => between,
    ];
    match relative {
        Some(group) => prop_oneof![6 => flat, 1 => group.prop_map(Atom::Relative)].boxed(),
        None => flat.boxed(),
    }
}

/// The atoms of a path in parentheses: with a sign of one.
fn path() -> BoxedStrategy<Vec<Spanned<Atom>>> {
    let phrase = prop_oneof![3 => word().prop_map(Atom::Word), 1 => text().prop_map(Atom::Quoted)];
    let flat = pieces(phrase.clone().boxed());
    let nested = flat.prop_recursive(2, 6, 2, move |inner| {
        let inner = inner.prop_map(|atoms| Atom::Path(all_spanned(atoms)));
        pieces(prop_oneof![2 => phrase.clone(), 1 => inner].boxed())
    });
    nested.prop_map(all_spanned).boxed()
}

/// Parts of a path, each so many times, with signs behind them.
fn pieces(part: BoxedStrategy<Atom>) -> BoxedStrategy<Vec<Atom>> {
    let times = select(vec![Atom::Star, Atom::Plus, Atom::Maybe]);
    let sign = select(vec![Atom::Bar, Atom::Slash, Atom::Caret]);
    let piece = (part, option::of(times), sign);
    let piece = piece.prop_map(|(part, times, sign)| std::iter::once(part).chain(times).chain([sign]));
    vec(piece, 1..3).prop_map(|pieces| pieces.into_iter().flatten().collect()).boxed()
}

pub fn flat_atom() -> BoxedStrategy<Atom> {
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
