//! `find … where …`, `whether …` and questions.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt, peek, verify};
use nom::multi::{many1, separated_list1};
use nom::sequence::{pair, preceded};

use super::aggregate::{direction, shown};
use super::ast::{Atom, Expression, Find, OrderKey, Output, OutputValue, Query, Question, View, Whether};
use super::atom::of_question;
use super::expression::Place;
use super::failure::{Failure, Parsed};
use super::group::group;
use super::input::Input;
use super::lookahead::is_reckoned;
use super::time::{Register, rest_of_view, view};
use super::token::{
    any_word, closing, expect, identifier, is_keyword, keyword, nested, sign, space, spanned, variable, word,
};
use crate::source::{Span, Spanned};

/// The words that a question begins with.
pub const QUESTION_WORDS: &[&str] = &[
    "which", "who", "whom", "what", "where", "when", "how", "did", "do", "does", "is", "are", "was", "were", "has",
    "have", "had", "will", "would",
];

/// Words that may stand before a question, with what they begin: `in which country …`, `during 2026, who …`.
pub const FRONTED_WORDS: &[&str] = &[
    "about",
    "according",
    "after",
    "against",
    "as",
    "at",
    "before",
    "between",
    "by",
    "certainly",
    "during",
    "for",
    "from",
    "in",
    "into",
    "near",
    "of",
    "on",
    "possibly",
    "probably",
    "since",
    "surely",
    "through",
    "throughout",
    "to",
    "under",
    "until",
    "with",
    "within",
];

/// The question word that a word is with a contracted "is": `who's`, `what’s`; in any case.
pub fn contracted_question_word(word: &str) -> Option<&str> {
    let stem = ["'s", "\u{2019}s"].iter().find_map(|ending| word.strip_suffix(ending))?;
    ["who", "what", "where", "when"].iter().any(|known| known.eq_ignore_ascii_case(stem)).then_some(stem)
}

/// Any query.
pub fn query(input: Input<'_>) -> Parsed<'_, Query> {
    alt((find.map(Query::Find), whether.map(Query::Whether), question.map(Query::Question))).parse(input)
}

fn find(input: Input<'_>) -> Parsed<'_, Find> {
    let (input, find) = rows(input)?;
    let (input, sources) = opt(with_sources).parse(input)?;
    Ok((input, Find { with_sources: sources.is_some(), ..find }))
}

/// `(find …)` among conditions; the sources are those of the whole.
pub fn subquery(input: Input<'_>) -> Parsed<'_, Find> {
    let (inner, open) = sign("(")(input)?;
    let (rest, find) = nested(open, expect("`find`", rows)).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, find))
}

/// `find … where …` up to `offset`.
fn rows(input: Input<'_>) -> Parsed<'_, Find> {
    let (input, _) = keyword("find")(input)?;
    let (input, outputs) = outputs(input)?;
    let (input, _) = expect("`where`", keyword("where")).parse(input)?;
    let (input, body) = expect("a pattern, such as `?x attended ?m`", group).parse(input)?;
    let (input, view) = view(Register::Pattern)(input)?;
    let having = preceded(keyword("having"), expect("a condition, such as `?n > 5`", group));
    let (input, having) = opt(having).parse(input)?;
    let (input, (order, unordered)) = order(input)?;
    let (input, limit) = opt(preceded(keyword("limit"), expect("a whole number", spanned(natural)))).parse(input)?;
    let (input, offset) = opt(preceded(keyword("offset"), expect("a whole number", spanned(natural)))).parse(input)?;
    let (limit, offset) = (limit.map(|limit| limit.node), offset.map(|offset| offset.node));
    Ok((input, Find { outputs, body, view, having, order, unordered, limit, offset, with_sources: false }))
}

fn outputs(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Output>>> {
    let everything = spanned(sign("*").map(|_| Output { value: OutputValue::Everything, alias: None }));
    let several = separated_list1(sign(","), expect("a variable, a count or another value", spanned(output)));
    alt((everything.map(|output| vec![output]), several)).parse(input)
}

/// `order by …`, or else `unordered`.
fn order(input: Input<'_>) -> Parsed<'_, (Vec<Spanned<OrderKey>>, bool)> {
    let by = pair(keyword("order"), expect("`by`", keyword("by")));
    let keys = preceded(by, separated_list1(sign(","), spanned(order_key)));
    let ordered = keys.map(|keys| (keys, false));
    let order = opt(alt((ordered, keyword("unordered").map(|_| (Vec::new(), true)))));
    order.map(Option::unwrap_or_default).parse(input)
}

fn order_key(input: Input<'_>) -> Parsed<'_, OrderKey> {
    let key = pair(shown(Place::Key), direction);
    key.map(|(by, descending)| OrderKey { by: by.node, descending }).parse(input)
}

fn whether(input: Input<'_>) -> Parsed<'_, Whether> {
    let (input, _) = keyword("whether")(input)?;
    let (input, body) = expect("a pattern, such as `?x attended ?m`", group).parse(input)?;
    let (input, view) = view(Register::Pattern)(input)?;
    let (input, sources) = opt(with_sources).parse(input)?;
    Ok((input, Whether { body, view, with_sources: sources.is_some() }))
}

/// Whether a word is a question's auxiliary with "not": `didn't`, `isn’t`.
fn is_denied_auxiliary(word: &str) -> bool {
    let stem = ["n't", "n\u{2019}t"].iter().find_map(|ending| word.strip_suffix(ending));
    stem.is_some_and(|stem| QUESTION_WORDS.iter().any(|known| known.eq_ignore_ascii_case(stem)))
}

/// Words that begin like a question; how they are read is the vocabulary's business. The question mark may be left out.
/// What it is read as of may stand before it too: `as of 2026-01-24, who leads …`.
fn question(input: Input<'_>) -> Parsed<'_, Question> {
    let contracted = |word: &str| contracted_question_word(word).is_some() || is_denied_auxiliary(word);
    let (input, before) = view(Register::Question)(input)?;
    let (input, _) = match before == View::default() {
        true => (input, None),
        false => opt(sign(",")).parse(input)?,
    };
    let begins = QUESTION_WORDS.iter().chain(FRONTED_WORDS).any(|word| keyword(word)(input).is_ok())
        || spanned(any_word).parse(input).is_ok_and(|(_, word)| contracted(&word.node));
    if !begins {
        return Err(nom::Err::Error(Failure::here(input, "a question")));
    }
    let (input, atoms) = of_question(input)?;
    let (input, view) = rest_of_view(Register::Question, before)(input)?;
    let (input, sources) = opt(with_sources).parse(input)?;
    let (input, mark) = opt(sign("?")).parse(input)?;
    if mark.is_none() || sources.is_some() {
        return Ok((input, Question { atoms, view, with_sources: sources.is_some() }));
    }
    // Behind the mark may stand what may stand before it.
    let (input, view) = rest_of_view(Register::Question, view)(input)?;
    let (input, sources) = opt(with_sources).parse(input)?;
    Ok((input, Question { atoms, view, with_sources: sources.is_some() }))
}

fn output(input: Input<'_>) -> Parsed<'_, Output> {
    let (input, value) = match is_reckoned(input.text()) {
        true => shown(Place::Output).map(|value| shown_value(value.node)).parse(input)?,
        false => of_variable(input)?,
    };
    let heading = verify(identifier, |heading: &str| !is_keyword(heading));
    let heading = preceded(keyword("as"), expect("a heading", spanned(heading)));
    let (input, alias) = opt(heading).parse(input)?;
    Ok((input, Output { value, alias }))
}

/// `?x`, `?x: KIND`.
fn of_variable(input: Input<'_>) -> Parsed<'_, OutputValue> {
    let kind = preceded(sign(":"), expect("a kind", many1(spanned(kind_word))));
    let variable = pair(variable, opt(kind));
    variable.map(|(name, kind)| OutputValue::Variable { name, kind: kind.unwrap_or_default() }).parse(input)
}

/// What a column shows; a variable in parentheses is one without them.
fn shown_value(expression: Expression) -> OutputValue {
    match expression {
        Expression::Term(atoms) => match atoms.as_slice() {
            [Spanned { node: Atom::Variable(name), .. }] => {
                OutputValue::Variable { name: name.clone(), kind: Vec::new() }
            }
            _ => OutputValue::Expression(Expression::Term(atoms)),
        },
        other => OutputValue::Expression(other),
    }
}

/// A word of a kind among the outputs, where `as` begins a heading.
fn kind_word(input: Input<'_>) -> Parsed<'_, String> {
    preceded(peek(not(keyword("as"))), word).parse(input)
}

/// `with sources`.
pub fn with_sources(input: Input<'_>) -> Parsed<'_, Span> {
    let (rest, (with, sources)) = pair(keyword("with"), keyword("sources")).parse(input)?;
    Ok((rest, with.to(sources)))
}

/// A whole number from 0.
pub fn natural(input: Input<'_>) -> Parsed<'_, u64> {
    let (rest, text) = any_word(input)?;
    match text.parse() {
        Ok(number) => Ok((rest, number)),
        Err(_) => Err(nom::Err::Error(Failure::here(input, "a whole number"))),
    }
}

/// The statement's end: `;` or the end of the text.
pub fn statement_end(input: Input<'_>) -> Parsed<'_, ()> {
    let (input, ()) = space(input)?;
    alt((sign(";").map(|_| ()), super::token::end)).parse(input)
}
