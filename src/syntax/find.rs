//! `find … where …`, `whether …` and questions.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt, peek, verify};
use nom::multi::{many1, separated_list1};
use nom::sequence::{pair, preceded};

use super::ast::{Find, OrderKey, Output, OutputValue, Query, Question, Whether};
use super::clause::{question_atoms, view, with_sources};
use super::expression::{direction, value};
use super::group::group;
use super::lookahead;
use super::token::{
    Failure, Input, Parsed, any_word, expect, identifier, is_keyword, keyword, sign, space, spanned, variable, word,
};

/// The words that a question begins with.
pub const QUESTION_WORDS: &[&str] = &[
    "which", "who", "whom", "what", "where", "when", "how", "did", "do", "does", "is", "are", "was", "were", "has",
    "have", "had", "will", "would",
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

pub fn find(input: Input<'_>) -> Parsed<'_, Find> {
    let (input, _) = keyword("find")(input)?;
    let everything = spanned(sign("*").map(|_| Output { value: OutputValue::Everything, alias: None }));
    let outputs = separated_list1(sign(","), expect("a variable, a count or another value", spanned(output)));
    let (input, outputs) = alt((everything.map(|output| vec![output]), outputs)).parse(input)?;
    let (input, _) = expect("`where`", keyword("where")).parse(input)?;
    let (input, body) = expect("a pattern, such as `?x attended ?m`", group).parse(input)?;
    let (input, view) = view(input)?;
    let having = preceded(keyword("having"), expect("a condition, such as `?n > 5`", group));
    let (input, having) = opt(having).parse(input)?;
    let order = preceded(order_by, separated_list1(sign(","), expect("a variable", spanned(order_key))));
    let (input, order) = opt(order).parse(input)?;
    let (input, unordered) = opt(keyword("unordered")).parse(input)?;
    let (input, limit) = opt(preceded(keyword("limit"), expect("a whole number", spanned(natural)))).parse(input)?;
    let (input, offset) = opt(preceded(keyword("offset"), expect("a whole number", spanned(natural)))).parse(input)?;
    let (input, sources) = opt(with_sources).parse(input)?;
    let find = Find {
        outputs,
        body,
        view,
        having,
        order: order.unwrap_or_default(),
        unordered: unordered.is_some(),
        limit: limit.map(|limit| limit.node),
        offset: offset.map(|offset| offset.node),
        with_sources: sources.is_some(),
    };
    Ok((input, find))
}

fn whether(input: Input<'_>) -> Parsed<'_, Whether> {
    let (input, _) = keyword("whether")(input)?;
    let (input, body) = expect("a pattern, such as `?x attended ?m`", group).parse(input)?;
    let (input, view) = view(input)?;
    let (input, sources) = opt(with_sources).parse(input)?;
    Ok((input, Whether { body, view, with_sources: sources.is_some() }))
}

/// Whether a word is a question's auxiliary with "not": `didn't`, `isn’t`.
fn is_denied_auxiliary(word: &str) -> bool {
    let stem = ["n't", "n\u{2019}t"].iter().find_map(|ending| word.strip_suffix(ending));
    stem.is_some_and(|stem| QUESTION_WORDS.iter().any(|known| known.eq_ignore_ascii_case(stem)))
}

/// Words that begin like a question; how they are read is the vocabulary's business. The question mark may be left out.
fn question(input: Input<'_>) -> Parsed<'_, Question> {
    let contracted = |word: &str| contracted_question_word(word).is_some() || is_denied_auxiliary(word);
    let begins = QUESTION_WORDS.iter().any(|word| keyword(word)(input).is_ok())
        || spanned(any_word).parse(input).is_ok_and(|(_, word)| contracted(&word.node));
    if !begins {
        return Err(nom::Err::Error(Failure::here(input, "a question")));
    }
    let (input, atoms) = question_atoms(input)?;
    let (input, view) = view(input)?;
    let (input, sources) = opt(with_sources).parse(input)?;
    let (input, _) = opt(sign("?")).parse(input)?;
    Ok((input, Question { atoms, view, with_sources: sources.is_some() }))
}

fn output(input: Input<'_>) -> Parsed<'_, Output> {
    let kind = preceded(sign(":"), expect("a kind", many1(spanned(kind_word))));
    let mut of_variable =
        pair(variable, opt(kind)).map(|(name, kind)| OutputValue::Variable { name, kind: kind.unwrap_or_default() });
    let (input, value) = match lookahead::is_reckoned(space(input)?.0.fragment()) {
        true => value.map(|value| OutputValue::Expression(value.node)).parse(input)?,
        false => of_variable.parse(input)?,
    };
    let heading = verify(identifier, |heading: &str| !is_keyword(heading));
    let heading = preceded(keyword("as"), expect("a heading", spanned(heading)));
    let (input, alias) = opt(heading).parse(input)?;
    Ok((input, Output { value, alias }))
}

/// A word of a kind among the outputs, where `as` begins a heading.
fn kind_word(input: Input<'_>) -> Parsed<'_, String> {
    preceded(peek(not(keyword("as"))), word).parse(input)
}

fn order_by(input: Input<'_>) -> Parsed<'_, ()> {
    let (input, _) = keyword("order")(input)?;
    let (input, _) = expect("`by`", keyword("by")).parse(input)?;
    Ok((input, ()))
}

fn order_key(input: Input<'_>) -> Parsed<'_, OrderKey> {
    let (input, by) = value(input)?;
    let (input, descending) = direction(input)?;
    Ok((input, OrderKey { by: by.node, descending }))
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
