//! Statements that look at the store, and what scripts are made of beside queries.

use nom::Parser;
use nom::branch::alt;
use nom::multi::many1;
use nom::sequence::preceded;

use super::ast::Statement;
use super::atom::name_until;
use super::failure::Parsed;
use super::find::query;
use super::input::Input;
use super::token::{any_word, expect, identifier, keyword, quoted, space, spanned};

const DESCRIBE: &str = "describe";
const TIMELINE: &str = "timeline";

/// Whether the text is a word that wants a name and is often typed alone, by whoever expects a list: it is answered rather
/// than waited for more.
pub fn is_alone(text: &str) -> bool {
    [DESCRIBE, TIMELINE].iter().any(|word| text.trim().eq_ignore_ascii_case(word))
}

/// `describe …`, `timeline …`, `search …` and the like.
pub fn looking(input: Input<'_>) -> Parsed<'_, Statement> {
    let name = |what| expect(what, name_until(|_| false));
    let saved = || expect("the name of a saved query", spanned(identifier));
    let of_query = || expect("a query: `find …`, `whether …` or a question", spanned(query));
    alt((
        preceded(keyword(DESCRIBE), name("the name or key of a thing, such as `describe Steve Witkoff`"))
            .map(Statement::Describe),
        preceded(keyword(TIMELINE), name("the name or key of a thing, such as `timeline Russia`"))
            .map(Statement::Timeline),
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
