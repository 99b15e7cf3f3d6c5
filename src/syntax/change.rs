//! Statements that change the store.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt, peek};
use nom::multi::many1;
use nom::sequence::{pair, preceded};

use super::ast::{Alias, Assertion, Atom, Merge, Retraction, Statement};
use super::clause::{clause, constant, of_kind};
use super::find::natural;
use super::token::{Input, Parsed, any_word, expect, key, keyword, literal, parameter, quoted, space, spanned, word};
use crate::source::Spanned;

/// `assert …`, `retract …`, `merge …` and the like.
pub fn changing(input: Input<'_>) -> Parsed<'_, Statement> {
    alt((
        assertion.map(Statement::Assert),
        retraction.map(Statement::Retract),
        merge.map(Statement::Merge),
        preceded(keyword("unmerge"), expect("a name or a key", constant)).map(Statement::Unmerge),
        alias.map(Statement::Alias),
        undo.map(Statement::Undo),
    ))
    .parse(input)
}

fn assertion(input: Input<'_>) -> Parsed<'_, Assertion> {
    let (input, _) = keyword("assert")(input)?;
    let (input, mut clause) =
        expect("what is so, such as `Steve Witkoff attended UAE talks`", spanned(clause)).parse(input)?;
    // `source "…"` and `in @document` were read as words of the pattern.
    let mut document = None;
    let mut quote = None;
    let at_end = |clause: &Spanned<super::ast::Clause>, word: &str, behind: usize| {
        let atoms = &clause.node.atoms;
        let at = atoms.len().checked_sub(behind + 1)?;
        matches!(&atoms[at].node, Atom::Word(found) if found.eq_ignore_ascii_case(word)).then_some(at)
    };
    if let Some(at) = at_end(&clause, "in", 1).filter(|at| is_document(&clause.node.atoms[at + 1].node))
        && at >= 2
        && at_end(&clause, "source", 3).is_some()
    {
        document = Some(clause.node.atoms.split_off(at).split_off(1));
    }
    if let Some(at) = at_end(&clause, "source", 1)
        && let Atom::Quoted(text) = &clause.node.atoms[at + 1].node
    {
        quote = Some(Spanned::new(text.clone(), clause.node.atoms[at + 1].span));
        clause.node.atoms.truncate(at);
    }
    let (input, later) =
        opt(preceded(keyword("source"), expect("the passage in quotes", spanned(quoted)))).parse(input)?;
    let document_term = expect("a document's key, such as `@doc-1`, or its title", constant);
    let (input, place) = opt(preceded(keyword("in"), document_term)).parse(input)?;
    Ok((input, Assertion { clause, quote: quote.or(later), document: document.or(place) }))
}

fn is_document(atom: &Atom) -> bool {
    matches!(atom, Atom::Key(_) | Atom::Quoted(_) | Atom::Parameter(_))
}

fn retraction(input: Input<'_>) -> Parsed<'_, Retraction> {
    let (input, _) = keyword("retract")(input)?;
    let (input, _) = expect("`fact` and its number", keyword("fact")).parse(input)?;
    let (input, fact) = expect("the fact's number, as `why` shows it", spanned(natural)).parse(input)?;
    let (input, reason) =
        opt(preceded(keyword("because"), expect("the reason in quotes", spanned(quoted)))).parse(input)?;
    Ok((input, Retraction { fact, reason }))
}

fn merge(input: Input<'_>) -> Parsed<'_, Merge> {
    let (input, _) = keyword("merge")(input)?;
    let (input, from) = expect("a name or a key", |input| term_before(input, "into")).parse(input)?;
    let (input, _) = expect("`into` and the name that stays", keyword("into")).parse(input)?;
    let (input, into) = expect("a name or a key", constant).parse(input)?;
    Ok((input, Merge { from, into }))
}

fn alias(input: Input<'_>) -> Parsed<'_, Alias> {
    let (input, _) = keyword("alias")(input)?;
    let (input, of) = expect("a name or a key", |input| term_before(input, "as")).parse(input)?;
    let (input, _) = expect("`as` and the further name", keyword("as")).parse(input)?;
    let bare = many1(preceded(space, any_word)).map(|words| words.join(" "));
    let (input, name) = expect("the further name", spanned(alt((quoted, bare)))).parse(input)?;
    Ok((input, Alias { of, name }))
}

/// The atoms of one constant, whose bare words end before a word.
fn term_before<'a>(input: Input<'a>, end: &'static str) -> Parsed<'a, Vec<Spanned<Atom>>> {
    let single = alt((
        spanned(literal.map(Atom::Literal)),
        spanned(key.map(Atom::Key)),
        spanned(parameter.map(Atom::Parameter)),
    ));
    let text = pair(spanned(quoted.map(Atom::Quoted)), opt(spanned(of_kind.map(Atom::OfKind))));
    let words = many1(preceded(peek(not(keyword(end))), spanned(word.map(Atom::Word))));
    let name = pair(words, opt(spanned(of_kind.map(Atom::OfKind))));
    alt((
        single.map(|atom| vec![atom]),
        text.map(|(text, kind)| std::iter::once(text).chain(kind).collect()),
        name.map(|(words, kind)| words.into_iter().chain(kind).collect()),
    ))
    .parse(input)
}

fn undo(input: Input<'_>) -> Parsed<'_, Option<Spanned<u64>>> {
    let (input, _) = keyword("undo")(input)?;
    let number = preceded(keyword("load"), expect("the number of a load", spanned(natural)));
    opt(number).parse(input)
}
