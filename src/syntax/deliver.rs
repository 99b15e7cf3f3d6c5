//! Where an answer goes, and in which form.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt, verify};
use nom::sequence::preceded;

use super::ast::{Delivery, Run, Statement};
use super::failure::{Failure, Parsed, fail};
use super::find::query;
use super::input::Input;
use super::look::looking;
use super::token::{any_word, expect, keyword, quoted, space, spanned};
use crate::form::Form;
use crate::problem::QueryProblem;
use crate::source::Span;
use crate::vocabulary::nearest;

/// `output "envoys.xlsx" as xlsx from …`, with a file, a form or both; `run` reads a call of a saved query.
pub fn delivery(input: Input<'_>, run: fn(Input<'_>) -> Parsed<'_, Run>) -> Parsed<'_, Delivery> {
    let (input, _) = keyword("output")(input)?;
    let (input, file) = opt(spanned(quoted)).parse(input)?;
    let named = preceded(keyword("as"), expect("a form, such as `csv` or `xlsx`", spanned(form)));
    let (input, form) = opt(named).parse(input)?;
    if file.is_none() && form.is_none() {
        let what = "a file's name in quotes, or `as` and a form";
        return Err(nom::Err::Failure(Failure::here(space(input)?.0, what)));
    }
    let from = if form.is_none() { "`as` and a form, or `from` and a query" } else { "`from` and a query" };
    let (input, _) = expect(from, keyword("from")).parse(input)?;
    let looking = verify(looking, |statement| {
        use Statement::{Describe, Disputes, Search, Timeline, Vocabulary};
        matches!(statement, Describe(_) | Timeline(_) | Search(_) | Disputes | Vocabulary)
    });
    let giving = alt((run.map(Statement::Run), looking, query.map(Statement::Query)));
    let what = "a query, `run` and a saved one, `describe`, `timeline`, `search`, `disputes` or `vocabulary`";
    let (input, of) = expect(what, spanned(giving)).parse(input)?;
    Ok((input, Delivery { file, form, of: Box::new(of) }))
}

fn form(input: Input<'_>) -> Parsed<'_, Form> {
    let (rest, found) = preceded(not(keyword("from")), any_word).parse(input)?;
    match Form::from_name(&found) {
        Some(form) => Ok((rest, form)),
        None => {
            let nearest = nearest(&found, Form::ALL.into_iter().map(|form| form.name().to_owned()));
            fail(Span::new(input.offset(), rest.offset()), QueryProblem::UnknownForm { found, nearest })
        }
    }
}
