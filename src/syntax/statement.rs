//! Statements, and scripts of them.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{opt, verify};
use nom::multi::{separated_list0, separated_list1};
use nom::sequence::{delimited, pair, preceded, terminated};

use super::ast::{ParameterDefinition, Query, Run, Save, Statement, WhyNot};
use super::atom::constant;
use super::change::changing;
use super::deliver::delivery;
use super::expect::{expectation, row};
use super::failure::{Failure, Parsed, fail};
use super::find::{QUESTION_WORDS, natural, query, statement_end};
use super::group::group;
use super::input::Input;
use super::look::looking;
use super::rule::define;
use super::token::{any_word, end, expect, identifier, keyword, parameter, sign, space, spanned};
use crate::problem::QueryProblem;
use crate::source::{Span, Spanned};
use crate::vocabulary::nearest;

/// The words that a statement begins with, questions apart.
pub const STATEMENT_WORDS: &[&str] = &[
    "find",
    "whether",
    "why",
    "save",
    "run",
    "queries",
    "show",
    "unsave",
    "param",
    "expect",
    "include",
    "output",
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
    "distinct",
    "alias",
    "undo",
    "begin",
    "commit",
    "rollback",
];

/// What is expected behind a statement.
pub const END: &str = "`;` or the end of the statement";
/// How many characters a command of another tool has at most.
const LONGEST_COMMAND: usize = 20;

/// Every statement up to the end of the text, each ended by `;`; the last may go without.
pub fn script(input: Input<'_>) -> Parsed<'_, Vec<Spanned<Statement>>> {
    let mut statements = Vec::new();
    let mut input = input;
    loop {
        let (rest, statement) = next(input)?;
        match statement {
            Some(statement) => statements.push(statement),
            None => return Ok((rest, statements)),
        }
        input = rest;
    }
}

/// The next statement of a script with what ends it; none at the end of the text.
pub fn next(input: Input<'_>) -> Parsed<'_, Option<Spanned<Statement>>> {
    let (mut input, ()) = space(input)?;
    while let (rest, Some(_)) = opt(sign(";")).parse(input)? {
        input = space(rest)?.0;
    }
    if end(input).is_ok() {
        return Ok((input, None));
    }
    let (rest, statement) = spanned(statement).parse(input)?;
    let read = &input.text()[..rest.offset() - input.offset()];
    // A question mark ends a question as well as a semicolon does.
    let rest = match ends_with_question(&statement.node) && read.ends_with('?') {
        true => opt(sign(";")).parse(rest)?.0,
        false => expect(END, statement_end).parse(rest)?.0,
    };
    Ok((rest, Some(statement)))
}

/// Whether a statement's last part is a question in plain words.
pub fn ends_with_question(statement: &Statement) -> bool {
    let query = match statement {
        Statement::Query(query) => Some(query),
        Statement::Save(save) => Some(&save.query.node),
        Statement::Explain(query) | Statement::Sql(query) => Some(&query.node),
        Statement::Expect(expectation) => expectation.from.as_ref().map(|query| &query.node),
        Statement::Output(delivery) => return ends_with_question(&delivery.of.node),
        _ => None,
    };
    matches!(query, Some(Query::Question(_)))
}

fn statement(input: Input<'_>) -> Parsed<'_, Statement> {
    let known = alt((
        save.map(Statement::Save),
        run.map(Statement::Run),
        param.map(Statement::Parameter),
        expectation.map(Statement::Expect),
        (|input| delivery(input, run)).map(Statement::Output),
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
    let start = input.offset();
    match opt(any_word).parse(input)? {
        (rest, Some(found)) => {
            let known = STATEMENT_WORDS.iter().chain(QUESTION_WORDS);
            // A word that begins otherwise is no slip: `list` is not meant to be `is`.
            let alike = known.filter(|word| word.chars().next() == found.to_lowercase().chars().next());
            let nearest = nearest(&found, alike.map(|word| (*word).to_owned()));
            fail(Span::new(start, rest.offset()), QueryProblem::NoStatement { found, nearest })
        }
        (rest, None) => {
            // Signs that begin commands elsewhere are told with their word.
            let is_command = rest.text().starts_with(['\\', ':', '.', '!', '/']);
            let ends = |c: char| c.is_whitespace() || c == ';';
            let word =
                rest.text().split(ends).next().filter(|word| is_command && word.chars().count() <= LONGEST_COMMAND);
            let found = word.map_or_else(|| rest.text().chars().take(1).collect(), str::to_owned);
            let span = Span::new(start, start + found.len());
            fail(span, QueryProblem::NoStatement { found, nearest: Vec::new() })
        }
    }
}

/// `why not ("Steve Witkoff")`, `why not ?x attended Oman talks`.
fn why_not(input: Input<'_>) -> Parsed<'_, WhyNot> {
    let (input, _) = pair(keyword("why"), keyword("not")).parse(input)?;
    match terminated(row, statement_end).parse(input) {
        Ok(_) => spanned(row).map(WhyNot::Row).parse(input),
        Err(_) => {
            expect("a row, such as `(\"Steve Witkoff\")`, or a pattern", group).map(WhyNot::Conditions).parse(input)
        }
    }
}

fn why(input: Input<'_>) -> Parsed<'_, Option<Spanned<u64>>> {
    let (input, _) = keyword("why")(input)?;
    let (rest, row) = opt(spanned(natural)).parse(input)?;
    if row.is_none() && spanned(any_word).parse(rest).is_ok() {
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
