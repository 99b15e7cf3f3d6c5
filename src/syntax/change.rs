//! Statements that change the store.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt, peek, recognize, verify};
use nom::multi::many1;
use nom::sequence::preceded;

use super::ast::{Alias, Assertion, Atom, Distinction, Merge, RetractedFact, Retraction, Statement, Transaction};
use super::atom::name_until;
use super::clause::clause_until;
use super::failure::Parsed;
use super::find::{natural, statement_end};
use super::input::Input;
use super::literal::literal;
use super::token::{any_word, expect, keyword, quoted, space, spanned};
use crate::source::Spanned;

/// `assert …`, `retract …`, `merge …` and the like.
pub fn changing(input: Input<'_>) -> Parsed<'_, Statement> {
    alt((
        assertion.map(Statement::Assert),
        retraction.map(Statement::Retract),
        merge.map(Statement::Merge),
        preceded(keyword("unmerge"), name(|_| false)).map(Statement::Unmerge),
        distinction.map(Statement::Distinct),
        alias.map(Statement::Alias),
        undo.map(Statement::Undo),
        transaction.map(Statement::Transaction),
    ))
    .parse(input)
}

/// The name of a thing, which ends before what belongs to the statement.
fn name<'a>(ends: fn(Input<'_>) -> bool) -> impl FnMut(Input<'a>) -> Parsed<'a, Vec<Spanned<Atom>>> {
    expect("a name or a key", name_until(ends))
}

/// `assert PATTERN source "…" in DOCUMENT`. Without a passage, `in @uae` is a part of the pattern.
fn assertion(input: Input<'_>) -> Parsed<'_, Assertion> {
    let (input, _) = keyword("assert")(input)?;
    let what = "what is so, such as `Steve Witkoff attended UAE talks`";
    let (input, clause) = expect(what, spanned(clause_until(is_source))).parse(input)?;
    let (input, quote) =
        opt(preceded(alt((keyword("source"), keyword("quoting"))), expect("the passage in quotes", spanned(quoted))))
            .parse(input)?;
    let document = expect("a document's key, such as `@doc-1`, or its title", name_until(|_| false));
    let (input, document) = opt(preceded(keyword("in"), document)).parse(input)?;
    Ok((input, Assertion { clause, quote, document }))
}

/// Whether the passage that says so begins here, or is missing, and no word of the pattern. `quoting` is a modifier like
/// others, but where it stands before the document.
fn is_source(input: Input<'_>) -> bool {
    let passage = alt((spanned(quoted).map(|_| ()), statement_end));
    let in_document = (keyword("quoting"), spanned(quoted), keyword("in")).map(|_| ());
    alt((preceded(keyword("source"), passage), in_document)).parse(input).is_ok()
}

fn retraction(input: Input<'_>) -> Parsed<'_, Retraction> {
    let (input, _) = keyword("retract")(input)?;
    let number = expect("the fact's number, as `why` shows it", spanned(natural));
    let number = preceded(keyword("fact"), number).map(RetractedFact::Number);
    // A number alone is one without `fact`, and begins no pattern; `2026?` is a date.
    let digits = |text: &Input<'_>| text.text().bytes().all(|byte| byte.is_ascii_digit());
    let number_alone = spanned(verify(recognize(literal), digits));
    let pattern = preceded(not(number_alone), spanned(clause_until(is_reason))).map(RetractedFact::Says);
    let what = "`fact` and its number, as `why` shows it, or what the fact says";
    let (input, fact) = expect(what, alt((number, pattern))).parse(input)?;
    let reason = preceded(keyword("because"), expect("the reason in quotes", spanned(quoted)));
    let (input, reason) = opt(reason).parse(input)?;
    let assertion = expect("`assert` and what is so instead", assertion);
    let (input, instead) = opt(preceded(keyword("and"), assertion)).parse(input)?;
    Ok((input, Retraction { fact, reason, instead }))
}

/// Whether the reason for a retraction begins here, or is missing, and no word of the pattern.
fn is_reason(input: Input<'_>) -> bool {
    let reason = alt((spanned(quoted).map(|_| ()), statement_end));
    preceded(keyword("because"), reason).parse(input).is_ok()
}

fn merge(input: Input<'_>) -> Parsed<'_, Merge> {
    let (input, _) = keyword("merge")(input)?;
    let (input, from) = name(|input| keyword("into")(input).is_ok())(input)?;
    let (input, _) = expect("`into` and the name that stays", keyword("into")).parse(input)?;
    let (input, into) = name(|_| false)(input)?;
    Ok((input, Merge { from, into }))
}

fn distinction(input: Input<'_>) -> Parsed<'_, Distinction> {
    let (input, _) = keyword("distinct")(input)?;
    let (input, entity) = name(|input| keyword("from")(input).is_ok())(input)?;
    let (input, _) = expect("`from` and the name of what it is not", keyword("from")).parse(input)?;
    let (input, other) = name(|_| false)(input)?;
    Ok((input, Distinction { entity, other }))
}

fn alias(input: Input<'_>) -> Parsed<'_, Alias> {
    let (input, _) = keyword("alias")(input)?;
    let (input, of) = name(|input| keyword("as")(input).is_ok())(input)?;
    let (input, _) = expect("`as` and the further name", keyword("as")).parse(input)?;
    let bare = many1(preceded(space, any_word)).map(|words| words.join(" "));
    let (input, name) = expect("the further name", spanned(alt((quoted, bare)))).parse(input)?;
    Ok((input, Alias { of, name }))
}

fn undo(input: Input<'_>) -> Parsed<'_, Option<Spanned<u64>>> {
    let (input, _) = keyword("undo")(input)?;
    let number = || expect("the number of a load", spanned(natural));
    let load = preceded(keyword("load"), number());
    let number_alone = preceded(peek(spanned(natural)), expect("`load` before its number", load));
    opt(alt((preceded(keyword("load"), number()), number_alone))).parse(input)
}

fn transaction(input: Input<'_>) -> Parsed<'_, Transaction> {
    let word = |transaction: Transaction| keyword(transaction.word()).map(move |_| transaction);
    let [begin, commit, rollback] = Transaction::ALL.map(word);
    alt((begin, commit, rollback)).parse(input)
}
