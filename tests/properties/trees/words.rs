//! Names, words, texts and literals.

use factfile::source::{Span, Spanned};
use factfile::syntax::{KEYWORDS, is_bare_word};
use factfile::value::Literal;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::select;

pub fn spanned<T>(node: T) -> Spanned<T> {
    Spanned::new(node, Span::default())
}

pub fn all_spanned<T>(nodes: Vec<T>) -> Vec<Spanned<T>> {
    nodes.into_iter().map(spanned).collect()
}

/// The name of a variable, parameter or heading.
pub fn identifier() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec!["x", "who", "_2", "as", "not", "limit", "desc", "über", "Ω"]).prop_map(str::to_owned),
        "[\\p{L}_][\\p{L}\\p{Nd}_]{0,6}",
    ]
}

/// A bare word.
pub fn word() -> impl Strategy<Value = String> {
    let known = vec![
        "attended",
        "is",
        "in",
        "of",
        "during",
        "contains",
        "starts",
        "with1",
        "confidence",
        "nothing",
        "year",
        "if",
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
pub fn any_word() -> impl Strategy<Value = String> {
    prop_oneof![4 => word(), 1 => select(KEYWORDS).prop_map(str::to_owned)]
}

/// Any text, with quotes, control characters and keywords in it.
pub fn text() -> impl Strategy<Value = String> {
    let awkward = vec!["", "a\"b", "\\", "\u{0}", "\n\t\r", "\u{202E}x", "find ?x", "and", "😀", "\u{7f}\u{85}", "a b"];
    prop_oneof![1 => select(awkward).prop_map(str::to_owned), 2 => any::<String>(), 1 => "[a-z ]{0,8}"]
}

pub fn key() -> impl Strategy<Value = String> {
    prop_oneof![text(), "[a-z0-9:#._-]{1,8}"]
}

pub fn literal() -> BoxedStrategy<Literal> {
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

/// A date as it may stand where a time is told by its form.
pub fn date() -> BoxedStrategy<Literal> {
    literal()
        .prop_filter("a date or a year", |literal| matches!(literal, Literal::Date(_) | Literal::Integer(_)))
        .boxed()
}

/// A number.
pub fn number() -> impl Strategy<Value = Literal> {
    let number = any::<f64>().prop_filter("a finite number", |number| number.is_finite());
    prop_oneof![any::<i64>().prop_map(Literal::Integer), number.prop_map(Literal::Decimal), Just(Literal::Decimal(0.8))]
}
