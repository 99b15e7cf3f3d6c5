//! A script in which each query is a question of a corpus: the line above it is a comment that begins with the
//! question's id, and may name in brackets the columns it gives, where it does not give all.
//!
//! ```text
//! # meantime-01 [title]
//! which reports mention Louis Gallois?
//! # meantime-05 is beyond: superlatives.
//! ```

use std::path::Path;
use std::sync::Arc;

use factfile::source::{Source, Spanned};
use factfile::syntax::{self, ast::Statement};

/// A script.
pub struct Script {
    /// Its text.
    pub source: Arc<Source>,
    /// Its statements.
    pub asked: Vec<Asked>,
    /// The ids of the questions that it says are beyond it.
    pub beyond: Vec<String>,
}

/// A statement of a script.
pub struct Asked {
    /// The statement.
    pub statement: Spanned<Statement>,
    /// The id of the question that it asks; none where it prepares for others.
    pub id: Option<String>,
    /// The columns that it gives, where these are not all.
    pub columns: Option<Vec<String>>,
}

impl Script {
    /// The script of that name beside this file.
    pub fn read(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora").join(name).with_extension("ffq");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let source = Source::new(format!("{name}.ffq"), text);
        let statements = syntax::parse(&source).unwrap_or_else(|error| panic!("{}", error.render(false)));
        let mut begin = 0;
        let mut asked = Vec::new();
        for statement in statements {
            let above = &source.text[begin..statement.span.start];
            begin = statement.span.end;
            asked.push(heading(above, statement));
        }
        let beyond = source.text.lines().filter_map(beyond).collect();
        Script { source, asked, beyond }
    }
}

/// A statement with what the last comment of the text above it says of it.
fn heading(above: &str, statement: Spanned<Statement>) -> Asked {
    let mut comments = above.lines().filter(|line| beyond(line).is_none()).filter_map(|line| line.strip_prefix("# "));
    let comment = comments.next_back().unwrap_or_default();
    let id = comment.split(' ').next().filter(|word| word.starts_with("meantime"));
    let listed = comment.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    let columns = listed.map(|(columns, _)| columns.split(", ").map(str::to_owned).collect());
    Asked { statement, id: id.map(str::to_owned), columns }
}

/// The id in a line that says that a question is beyond the script.
fn beyond(line: &str) -> Option<String> {
    let (id, _) = line.strip_prefix("# ")?.split_once(" is beyond: ")?;
    Some(id.to_owned())
}
