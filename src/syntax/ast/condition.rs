//! Conditions: groups of them, patterns, and the atoms that these are made of.

use super::expression::{Comparator, Filter};
use super::query::Find;
use crate::source::Spanned;
use crate::value::{Literal, Modality};

/// Conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// The conditions in their order; never empty.
    pub conditions: Vec<Spanned<Condition>>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A pattern: something has a fact.
    Clause(Clause),
    /// `not …`: nothing matches.
    Not(Group),
    /// `optional …`: all of it, or nothing.
    Optional(Group),
    /// `… or …`: one of these holds at least; two or more.
    Or(Vec<Group>),
    /// A condition on values.
    Filter(Filter),
    /// `(find …)`: a row of another query; its headings are variables here.
    Subquery(Box<Find>),
}

/// A pattern as written: subject, predicate, object and what narrows it not yet told apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clause {
    /// Variables, words, names and path operators in their order; times and documents that narrow it, behind the rest.
    pub atoms: Vec<Spanned<Atom>>,
    /// `{representing: ?side}`.
    pub qualifiers: Vec<Qualifier>,
    /// `according to …`, `certainly`, `denied`, `confidence > 0.8`.
    pub modifiers: Vec<Spanned<Modifier>>,
}

/// A piece of a clause.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// `?x`.
    Variable(String),
    /// `_`: something.
    Anything,
    /// `$place`.
    Parameter(String),
    /// A bare word.
    Word(String),
    /// `"…"`.
    Quoted(String),
    /// `(country)` behind a name: its kind.
    OfKind(Vec<String>),
    /// `@Q230`.
    Key(String),
    /// A number, date, `true` or `false`.
    Literal(Literal),
    /// `[meeting held in UAE]`: something of which that is so; its first clause has no subject.
    Relative(Group),
    /// `(attended | led)`: a path in parentheses; it holds a sign of a path.
    Path(Vec<Spanned<Atom>>),
    /// `between A and B`: the atoms of two times.
    Between(Vec<Spanned<Atom>>, Vec<Spanned<Atom>>),
    /// `:` between a variable and its kind.
    Colon,
    /// `/`: one step of a path after another.
    Slash,
    /// `|`: one path or another.
    Bar,
    /// `^`: the step backwards.
    Caret,
    /// `*`: the step any number of times, or not at all.
    Star,
    /// `+`: the step once or more.
    Plus,
    /// `?`: the step once, or not at all.
    Maybe,
    /// `,` between the parts of a question.
    Comma,
}

/// `key: value` in braces behind a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Qualifier {
    /// The words of the key.
    pub key: Spanned<Vec<String>>,
    /// The atoms of one term.
    pub value: Vec<Spanned<Atom>>,
}

/// What narrows a pattern, and begins with a keyword.
#[derive(Debug, Clone, PartialEq)]
pub enum Modifier {
    /// `according to X`: the atoms of one term.
    AccordingTo(Vec<Spanned<Atom>>),
    /// `certainly`, `probably`, `possibly`: at least that certain.
    AtLeast(Modality),
    /// `denied`: only denied.
    Denied,
    /// `confidence > 0.8`: of the extractor; a number or parameter.
    Confidence(Comparator, Spanned<Atom>),
}

impl Group {
    /// How many patterns and filters there are, those within brackets included.
    pub fn size(&self) -> usize {
        self.conditions.iter().map(|condition| condition.node.size()).sum()
    }
}

impl Condition {
    fn size(&self) -> usize {
        match self {
            Condition::Clause(clause) => {
                let values = clause.qualifiers.iter().flat_map(|qualifier| &qualifier.value);
                1 + clause.atoms.iter().chain(values).map(|atom| atom.node.size()).sum::<usize>()
            }
            Condition::Not(group) | Condition::Optional(group) => group.size(),
            Condition::Or(branches) => branches.iter().map(Group::size).sum(),
            Condition::Filter(_) => 1,
            Condition::Subquery(find) => 1 + find.body.size(),
        }
    }
}

impl Atom {
    fn size(&self) -> usize {
        match self {
            Atom::Relative(group) => group.size(),
            _ => 0,
        }
    }
}
