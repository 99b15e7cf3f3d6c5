//! Statements, and scripts of them.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt, peek, verify};
use nom::multi::{separated_list0, separated_list1};
use nom::sequence::{delimited, preceded};

use super::ast::{Expectation, Expected, ExpectedValue, ParameterDefinition, Run, Save, Statement, WhyNot};
use super::change::changing;
use super::clause::constant;
use super::find::{natural, query, statement_end};
use super::group::group;
use super::look::looking;
use super::rule::define;
use super::token::{
    Failure, Input, Parsed, end, expect, fail, identifier, keyword, literal, parameter, quoted, sign, space, spanned,
    word,
};
use crate::problem::QueryProblem;
use crate::source::{Span, Spanned};
use crate::value::Literal;
use crate::vocabulary::nearest;

/// The words that a statement begins with, questions apart.
const STATEMENT_WORDS: &[&str] = &[
    "find",
    "whether",
    "why",
    "save",
    "run",
    "param",
    "expect",
    "include",
    "define",
    "forget",
    "rules",
    "describe",
    "timeline",
    "search",
    "disputes",
    "vocabulary",
    "explain",
    "sql",
    "assert",
    "retract",
    "merge",
    "unmerge",
    "alias",
    "undo",
];

/// Every statement up to the end of the text, each ended by `;`; the last may go without.
pub fn script(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Statement>>> {
    let mut statements = Vec::new();
    let (mut input, ()) = space(input)?;
    while end(input).is_err() {
        if let (rest, Some(_)) = opt(sign(";")).parse(input)? {
            input = space(rest)?.0;
            continue;
        }
        let (rest, statement) = spanned(statement).parse(input)?;
        let read = &input.fragment()[..rest.location_offset() - input.location_offset()];
        // A question mark ends a question as well as a semicolon does.
        let rest = match read.ends_with('?') {
            true => opt(sign(";")).parse(rest)?.0,
            false => expect("`;` or the end of the statement", statement_end).parse(rest)?.0,
        };
        statements.push(statement);
        input = space(rest)?.0;
    }
    Ok((input, statements))
}

fn statement(input: Input<'_>) -> Parsed<'_, Statement> {
    let known = alt((
        save.map(Statement::Save),
        run.map(Statement::Run),
        param.map(Statement::Parameter),
        expectation.map(Statement::Expect),
        define.map(Statement::Define),
        looking,
        changing,
        why_not.map(Statement::WhyNot),
        why.map(Statement::Why),
        query.map(Statement::Query),
    ))
    .parse(input);
    match known {
        Err(nom::Err::Error(_)) => unknown(input),
        other => other,
    }
}

/// What is said where no statement begins.
fn unknown(input: Input<'_>) -> Parsed<'_, Statement> {
    let start = input.location_offset();
    match opt(super::token::any_word).parse(input)? {
        (rest, Some(found)) => {
            let known = STATEMENT_WORDS.iter().chain(super::find::QUESTION_WORDS);
            // A word that begins otherwise is no slip: `list` is not meant to be `is`.
            let alike = known.filter(|word| word.chars().next() == found.to_lowercase().chars().next());
            let nearest = nearest(&found, alike.map(|word| (*word).to_owned()));
            fail(Span::new(start, rest.location_offset()), QueryProblem::NoStatement { found, nearest })
        }
        (rest, None) => {
            let found: String = rest.fragment().chars().take(1).collect();
            let span = Span::new(start, start + found.len());
            fail(span, QueryProblem::NoStatement { found, nearest: Vec::new() })
        }
    }
}

/// `why not ("Steve Witkoff")`, `why not ?x attended Oman talks`.
fn why_not(input: Input<'_>) -> Parsed<'_, WhyNot> {
    let (input, _) = (keyword("why"), keyword("not")).map(|(_, not)| not).parse(input)?;
    let (after, ()) = space(input)?;
    let is_row = after.fragment().starts_with('(') && row(after).is_ok();
    match is_row {
        true => spanned(row).map(WhyNot::Row).parse(input),
        false => {
            expect("a row, such as `(\"Steve Witkoff\")`, or a pattern", group).map(WhyNot::Conditions).parse(input)
        }
    }
}

fn why(input: Input<'_>) -> Parsed<'_, Option<Spanned<u64>>> {
    let (input, _) = keyword("why")(input)?;
    let (rest, row) = opt(spanned(natural)).parse(input)?;
    if row.is_none() && spanned(super::token::any_word).parse(rest).is_ok() {
        // "Why was it cancelled?" is no question of the language: `why` is about an answer.
        let what = "the number of a row, since `why` shows what the last answer rests on";
        return Err(nom::Err::Failure(Failure::here(space(rest)?.0, what)));
    }
    Ok((rest, row))
}

fn save(input: Input<'_>) -> Parsed<'_, Save> {
    let (input, _) = keyword("save")(input)?;
    let name = verify(identifier, |name: &str| !name.eq_ignore_ascii_case("as"));
    let (input, name) = expect("a name to save the query by", spanned(name)).parse(input)?;
    let one = expect("a parameter, such as `$place`", definition);
    let list = delimited(sign("("), separated_list1(sign(","), one), expect("`)`", sign(")")));
    let (input, parameters) = opt(list).parse(input)?;
    let (input, _) = expect("`as` and the query", keyword("as")).parse(input)?;
    let (input, query) = expect("a query: `find …`, `whether …` or a question", spanned(query)).parse(input)?;
    Ok((input, Save { name, parameters: parameters.unwrap_or_default(), query }))
}

fn definition(input: Input<'_>) -> Parsed<'_, ParameterDefinition> {
    let (input, name) = spanned(parameter).parse(input)?;
    let value = preceded(sign("="), expect("a value: a name, a text, a key, a number or a date", constant));
    let (input, default) = opt(value).parse(input)?;
    Ok((input, ParameterDefinition { name, default: default.unwrap_or_default() }))
}

fn run(input: Input<'_>) -> Parsed<'_, Run> {
    let (input, _) = keyword("run")(input)?;
    let (input, name) = expect("the name of a saved query", spanned(identifier)).parse(input)?;
    let list = delimited(sign("("), separated_list0(sign(","), constant), expect("`)`", sign(")")));
    let (input, arguments) = opt(list).parse(input)?;
    Ok((input, Run { name, arguments: arguments.unwrap_or_default() }))
}

fn param(input: Input<'_>) -> Parsed<'_, ParameterDefinition> {
    let (input, _) = keyword("param")(input)?;
    expect("a parameter, such as `$place`", definition).parse(input)
}

fn expectation(input: Input<'_>) -> Parsed<'_, Expectation> {
    let (input, _) = keyword("expect")(input)?;
    let what = "`7 answers`, `none` or `includes (…)`";
    let (input, expected) = expect(what, spanned(expected)).parse(input)?;
    let from = preceded(keyword("from"), expect("a query", spanned(query)));
    let (input, from) = opt(from).parse(input)?;
    Ok((input, Expectation { expected, from }))
}

fn expected(input: Input<'_>) -> Parsed<'_, Expected> {
    let noun = |input| alt((keyword("answers"), keyword("answer"), keyword("rows"), keyword("row"))).parse(input);
    let counted = (natural, expect("`answers`", noun)).map(|(count, _)| Expected::Count(count));
    let none = (keyword("none"), opt(noun)).map(|_| Expected::None);
    let no = (keyword("no"), noun).map(|_| Expected::None);
    let several = || separated_list1(sign(","), expect("`(`", spanned(row)));
    let includes = preceded(keyword("includes"), several()).map(Expected::Includes);
    let rows = preceded(keyword("rows"), several()).map(Expected::Rows);
    alt((counted, none, no, includes, rows)).parse(input)
}

/// `("Steve Witkoff", 3, nothing)`.
pub fn row(input: Input<'_>) -> Parsed<'_, Vec<Spanned<ExpectedValue>>> {
    let value = alt((
        keyword("nothing").map(|_| ExpectedValue::Nothing),
        literal.map(ExpectedValue::Literal),
        quoted.map(|text| ExpectedValue::Literal(Literal::Text(text))),
        bare_text.map(|text| ExpectedValue::Literal(Literal::Text(text))),
    ));
    let one = expect("a value as the answer shows it", spanned(value));
    delimited(sign("("), separated_list1(sign(","), one), expect("`)`", sign(")"))).parse(input)
}

/// Bare words as one text.
fn bare_text(input: Input<'_>) -> Parsed<'_, String> {
    let (input, first) = word(input)?;
    let mut text = first;
    let mut input = input;
    while let (rest, Some(next)) = opt(preceded((space, peek(not(sign(",")))), word)).parse(input)? {
        text = format!("{text} {next}");
        input = rest;
    }
    match text.is_empty() {
        true => Err(nom::Err::Error(Failure::here(input, "a text"))),
        false => Ok((input, text)),
    }
}
