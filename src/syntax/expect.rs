//! What a script expects of an answer.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{not, opt};
use nom::multi::{many1, separated_list1};
use nom::sequence::{preceded, terminated};

use super::ast::{Expectation, Expected, ExpectedValue};
use super::failure::Parsed;
use super::find::{natural, query};
use super::input::Input;
use super::literal::literal;
use super::token::{closing, expect, keyword, quoted, sign, space, spanned, word};
use crate::source::Spanned;
use crate::value::Literal;

/// `expect …`.
pub fn expectation(input: Input<'_>) -> Parsed<'_, Expectation> {
    let (input, _) = keyword("expect")(input)?;
    let what = "`7 answers`, `none`, `includes (…)` or `rows (…)`";
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
    let (inner, open) = sign("(")(input)?;
    let one = expect("a value as the answer shows it", spanned(value));
    let (rest, values) = separated_list1(sign(","), one).parse(inner)?;
    let (rest, _) = closing(')', open)(rest)?;
    Ok((rest, values))
}

fn value(input: Input<'_>) -> Parsed<'_, ExpectedValue> {
    // With a word behind it, a number is part of a name, and so is "nothing".
    let alone = || not(spanned(word));
    let single = alt((
        keyword("nothing").map(|_| ExpectedValue::Nothing),
        literal.map(ExpectedValue::Literal),
        quoted.map(|text| ExpectedValue::Literal(Literal::Text(text))),
    ));
    let words = many1(preceded(space, word)).map(|words| ExpectedValue::Literal(Literal::Text(words.join(" "))));
    alt((terminated(single, alone()), words)).parse(input)
}
