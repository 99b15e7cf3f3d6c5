//! Scripts written canonically say the same, keep every comment, and stay as they are when it is done again.

use factfile::source::{Source, Spanned};
use factfile::syntax::ast::Statement;
use factfile::syntax::{format, parse, parse_all};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::trees::statement;

/// The places of white space outside of texts in quotes, and where comments begin.
fn outside_of_texts(text: &str) -> (Vec<usize>, Vec<usize>) {
    let (mut spaces, mut comments) = (Vec::new(), Vec::new());
    let (mut quoted, mut escaped, mut comment, mut key) = (false, false, false, false);
    for (at, c) in text.char_indices() {
        match c {
            '\n' if comment => comment = false,
            _ if comment => {}
            '"' if !escaped => quoted = !quoted,
            _ if quoted => escaped = c == '\\' && !escaped,
            ' ' => spaces.push(at),
            '#' if !key => {
                comments.push(at);
                comment = true;
            }
            _ => {}
        }
        escaped &= quoted && c == '\\';
        key = !quoted && (c == '@' || (key && (c.is_alphanumeric() || "_-.:#".contains(c))));
    }
    (spaces, comments)
}

fn comments(text: &str) -> Vec<&str> {
    let (_, starts) = outside_of_texts(text);
    starts.into_iter().map(|at| text[at..].lines().next().unwrap_or_default().trim_end()).collect()
}

/// A script of some statements, with other white space and with comments in it.
fn untidy(statements: &[Statement], spaces: &[(Index, &str)], between: &str) -> String {
    let texts: Vec<String> = statements.iter().map(ToString::to_string).collect();
    let mut text = texts.join(between);
    for (nth, (index, instead)) in spaces.iter().enumerate() {
        let (places, _) = outside_of_texts(&text);
        if !places.is_empty() {
            let at = *index.get(&places);
            text.replace_range(at..=at, &instead.replace('N', &nth.to_string()));
        }
    }
    text
}

fn nodes(text: &str) -> Result<Vec<Statement>, TestCaseError> {
    let parsed = parse(&Source::new("script", text));
    let parsed = parsed.map_err(|error| TestCaseError::fail(format!("{text}\n{error}")))?;
    Ok(parsed.into_iter().map(|Spanned { node, .. }| node).collect())
}

fn written(text: &str) -> Result<String, TestCaseError> {
    format(&Source::new("script", text)).map_err(|error| TestCaseError::fail(format!("{text}\n{error}")))
}

proptest! {
    #[test]
    fn a_script_written_canonically_is_the_same_script(
        statements in vec(statement(), 0..4),
        spaces in vec((any::<Index>(), select(vec!["\n", "  \t", "\n\n", " # N\n", "\n# N \n ", " #!N ; \"\r\n", "\n\n#\n"])), 0..8),
        between in select(vec![";\n", "; ", ";\n\n\n", "\n; # behind\n", ";# behind\n# above\n"]),
    ) {
        let script = untidy(&statements, &spaces, between);
        let once = written(&script)?;
        prop_assert!(nodes(&once)? == statements, "{}\n→\n{}", script, once);
        prop_assert_eq!(comments(&script), comments(&once), "{}\n→\n{}", script, once);
        let twice = written(&once)?;
        prop_assert!(once == twice, "{}\n→\n{}→\n{}", script, once, twice);
        prop_assert!(once.is_empty() || once.ends_with('\n'));
        prop_assert!(!once.contains("\n\n\n") && !once.lines().any(|line| line.ends_with(' ')), "{}", once);
    }

    #[test]
    fn any_text_is_written_canonically_or_refused(text in "([a-z?#\";\n ]|find |where |and |which |\\PC){0,60}") {
        if let Ok(once) = format(&Source::new("any", text.as_str())) {
            prop_assert_eq!(nodes(&text)?, nodes(&once)?);
            prop_assert_eq!(comments(&text), comments(&once));
            prop_assert_eq!(written(&once)?, once);
        }
    }

    #[test]
    fn what_can_be_read_of_a_script_is_read(
        statements in vec(statement(), 0..4),
        broken in vec((any::<Index>(), select(vec!["find ?x whre ?x", "expect", "no such thing", "find ?x where (?x is a", "run 7"])), 0..3),
    ) {
        let mut texts: Vec<String> = statements.iter().map(ToString::to_string).collect();
        for (at, text) in &broken {
            texts.insert(at.index(texts.len() + 1), (*text).to_owned());
        }
        let (read, wrong) = parse_all(&Source::new("script", texts.join(";\n")));
        let nodes: Vec<Statement> = read.into_iter().map(|statement| statement.node).collect();
        prop_assert!(nodes == statements, "{}\n{:?}", texts.join(";\n"), wrong);
        prop_assert_eq!(wrong.len(), broken.len());
    }

    #[test]
    fn any_text_is_read_as_far_as_it_can_be(text in "([a-z?#\";\n ]|find |where |and |which |\\PC){0,60}") {
        let source = Source::new("any", text.as_str());
        let (read, wrong) = parse_all(&source);
        match parse(&source) {
            Ok(statements) => {
                prop_assert_eq!(read, statements);
                prop_assert!(wrong.is_empty());
            }
            Err(first) => prop_assert_eq!(wrong.first(), Some(&first)),
        }
    }
}
