//! Statements that look at the store, and what scripts are made of beside queries.

use nom::Parser;
use nom::branch::alt;
use nom::multi::many1;
use nom::sequence::preceded;

use super::ast::Statement;
use super::change::name;
use super::failure::Parsed;
use super::find::query;
use super::input::Input;
use super::token::{any_word, expect, identifier, keyword, quoted, space, spanned};

/// `describe …`, `timeline …`, `search …` and the like.
pub fn looking(input: Input<'_>) -> Parsed<'_, Statement> {
    let name = || name(|_| false);
    let saved = || expect("the name of a saved query", spanned(identifier));
    let of_query = || expect("a query: `find …`, `whether …` or a question", spanned(query));
    alt((
        preceded(keyword("describe"), name()).map(Statement::Describe),
        preceded(keyword("timeline"), name()).map(Statement::Timeline),
        preceded(keyword("search"), expect("words to search for, in quotes", spanned(text))).map(Statement::Search),
        preceded(keyword("include"), expect("a file's name in quotes", spanned(quoted))).map(Statement::Include),
        preceded(keyword("explain"), of_query()).map(Statement::Explain),
        preceded(keyword("sql"), of_query()).map(Statement::Sql),
        preceded(keyword("forget"), expect("the words of a rule", spanned(words))).map(Statement::Forget),
        preceded(keyword("show"), saved()).map(Statement::Show),
        preceded(keyword("unsave"), saved()).map(Statement::Unsave),
        alone("queries", Statement::Queries),
        alone("rules", Statement::Rules),
        alone("disputes", Statement::Disputes),
        alone("vocabulary", Statement::Vocabulary),
    ))
    .parse(input)
}

/// A statement of one word.
fn alone<'a>(word: &'static str, statement: Statement) -> impl FnMut(Input<'a>) -> Parsed<'a, Statement> {
    move |input| keyword(word).map(|_| statement.clone()).parse(input)
}

fn text(input: Input<'_>) -> Parsed<'_, String> {
    alt((quoted, many1(preceded(space, any_word)).map(|words| words.join(" ")))).parse(input)
}

fn words(input: Input<'_>) -> Parsed<'_, Vec<String>> {
    alt((quoted.map(|text| vec![text]), many1(preceded(space, any_word)))).parse(input)
}
