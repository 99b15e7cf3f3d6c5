//! Canonical printing: every tree prints to text that parses to the same tree.

use std::fmt::{self, Display, Formatter, Write};

mod expression;
mod statement;

use expression::shown;

use super::ast::{
    Atom, Clause, Condition, Find, Group, Modifier, OrderKey, Output, OutputValue, Qualifier, Query, Question,
    Recorded, View, Whether,
};
use super::clause::clause;
use super::expression::Place;
use super::literal::is_bare_word;
use super::lookahead::{Opening, opening};
use super::read::{read_beginning, reads_as};
use super::token::{any_word, is_key_char, keyword};
use crate::source::Spanned;
use crate::value::{Literal, Modality};

/// A text in quotation marks, escaped.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{{{:X}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A name as bare words, where it reads back as the same name; quoted otherwise.
pub fn bare_name(name: &str) -> String {
    let bare = !name.is_empty() && name.split(' ').all(is_bare_word);
    if bare { name.to_owned() } else { quoted(name) }
}

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Query::Find(find) => find.fmt(f),
            Query::Whether(whether) => whether.fmt(f),
            Query::Question(question) => question.fmt(f),
        }
    }
}

impl Display for Find {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "find {} where {}{}", Separated(&self.outputs, ", "), self.body, self.view)?;
        if let Some(having) = &self.having {
            write!(f, " having {having}")?;
        }
        if !self.order.is_empty() {
            write!(f, " order by {}", Separated(&self.order, ", "))?;
        }
        f.write_str(if self.unordered { " unordered" } else { "" })?;
        if let Some(limit) = self.limit {
            write!(f, " limit {limit}")?;
        }
        if let Some(offset) = self.offset {
            write!(f, " offset {offset}")?;
        }
        sources(f, self.with_sources)
    }
}

impl Display for Whether {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "whether {}{}", self.body, self.view)?;
        sources(f, self.with_sources)
    }
}

impl Display for Question {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        atoms(f, &self.atoms)?;
        self.view.fmt(f)?;
        sources(f, self.with_sources)?;
        f.write_str("?")
    }
}

fn sources(f: &mut Formatter<'_>, with: bool) -> fmt::Result {
    f.write_str(if with { " with sources" } else { "" })
}

impl Display for View {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(valid) = &self.valid {
            f.write_str(" as of ")?;
            atoms(f, &valid.node)?;
        }
        match self.recorded.as_ref().map(|recorded| &recorded.node) {
            None => Ok(()),
            Some(Recorded::Load(load)) => write!(f, " as recorded at load {load}"),
            Some(Recorded::Time(time)) => {
                f.write_str(" as recorded at ")?;
                atoms(f, time)
            }
        }
    }
}

impl Display for Output {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.value {
            OutputValue::Variable { name, .. } => write!(f, "?{name}")?,
            OutputValue::Everything => f.write_str("*")?,
            OutputValue::Expression(expression) => shown(f, expression, Place::Output)?,
        }
        if let OutputValue::Variable { kind, .. } = &self.value
            && !kind.is_empty()
        {
            write!(f, ": {}", Separated(kind, " "))?;
        }
        match &self.alias {
            Some(alias) => write!(f, " as {}", alias.node),
            None => Ok(()),
        }
    }
}

impl Display for OrderKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        shown(f, &self.by, Place::Key)?;
        f.write_str(if self.descending { " desc" } else { "" })
    }
}

impl Display for Group {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let [Spanned { node: Condition::Or(branches), .. }] = self.conditions.as_slice() {
            return alternatives(f, branches);
        }
        Separated(&self.conditions, " and ").fmt(f)
    }
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Clause(clause) => clause.fmt(f),
            Condition::Not(group) => prefixed(f, "not", group),
            Condition::Optional(group) => prefixed(f, "optional", group),
            Condition::Or(branches) => {
                f.write_str("(")?;
                alternatives(f, branches)?;
                f.write_str(")")
            }
            Condition::Filter(filter) => filter.fmt(f),
            Condition::Subquery(find) => write!(f, "({find})"),
        }
    }
}

/// What a keyword is said of: one pattern, filter or subquery as it is, anything else in parentheses.
fn prefixed(f: &mut Formatter<'_>, keyword: &str, group: &Group) -> fmt::Result {
    match group.conditions.as_slice() {
        [Spanned { node: one @ (Condition::Clause(_) | Condition::Filter(_) | Condition::Subquery(_)), .. }] => {
            write!(f, "{keyword} {one}")
        }
        _ => write!(f, "{keyword} ({group})"),
    }
}

fn alternatives(f: &mut Formatter<'_>, branches: &[Group]) -> fmt::Result {
    for (at, branch) in branches.iter().enumerate() {
        f.write_str(if at > 0 { " or " } else { "" })?;
        match branch.conditions.as_slice() {
            [Spanned { node: Condition::Or(_), .. }] => write!(f, "({branch})")?,
            _ => branch.fmt(f)?,
        }
    }
    Ok(())
}

impl Display for Clause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let atoms = Atoms(&self.atoms).to_string();
        let qualifiers: Vec<String> = self.qualifiers.iter().map(ToString::to_string).collect();
        let qualifiers = (!qualifiers.is_empty()).then(|| format!("{{{}}}", qualifiers.join(", ")));
        let modifiers: Vec<String> = self.modifiers.iter().map(|modifier| modifier.node.to_string()).collect();
        let words = Some(atoms).filter(|atoms| !atoms.is_empty());
        match words {
            Some(atoms) if opening(&atoms) != Opening::Pattern || begins_rule(&atoms) => {
                self.begun_otherwise(f, atoms, qualifiers, &modifiers)
            }
            words => f.write_str(&joined(words.into_iter().chain(qualifiers).chain(modifiers))),
        }
    }
}

impl Clause {
    /// A pattern whose words alone would be no pattern: `denied ?c matches "x"`, or another rule: `denied define ?x`.
    /// Something stood before or among them, and stands before them here.
    fn begun_otherwise(
        &self,
        f: &mut Formatter<'_>,
        atoms: String,
        qualifiers: Option<String>,
        modifiers: &[String],
    ) -> fmt::Result {
        let texts = (0..=modifiers.len()).map(|before| {
            let first = qualifiers.iter().chain(&modifiers[..before]);
            joined(first.chain([&atoms]).chain(&modifiers[before..]).cloned())
        });
        let reads_back = |text: &String| {
            let read = read_beginning(text, clause);
            opening(text) == Opening::Pattern
                && !begins_rule(text)
                && read.is_ok_and(|(end, read)| end == text.len() && read == *self)
        };
        let mut texts: Vec<String> = texts.collect();
        let chosen = texts.iter().position(reads_back).unwrap_or(0);
        f.write_str(&texts.swap_remove(chosen))
    }
}

/// Whether a rule would begin so, behind the `and` of another.
fn begins_rule(text: &str) -> bool {
    read_beginning(text, |input| keyword("define")(input)).is_ok()
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().collect::<Vec<_>>().join(" ")
}

/// Atoms one after another.
struct Atoms<'a>(&'a [Spanned<Atom>]);

impl Display for Atoms<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        atoms(f, self.0)
    }
}

impl Display for Qualifier {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.key.node.as_slice() {
            // One word with a space in it was quoted.
            [only] if !is_qualifier_word(only) => f.write_str(&quoted(only))?,
            words => f.write_str(&words.join(" "))?,
        }
        f.write_str(": ")?;
        atoms(f, &self.value)
    }
}

fn is_qualifier_word(word: &str) -> bool {
    reads_as(word, |input| any_word(input).map(|(rest, _)| (rest, ())))
}

impl Display for Modifier {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Modifier::AccordingTo(term) => {
                f.write_str("according to ")?;
                atoms(f, term)
            }
            Modifier::AtLeast(modality) => f.write_str(adverb(*modality)),
            Modifier::Denied => f.write_str("denied"),
            Modifier::Confidence(comparator, number) => write!(f, "confidence {} {}", comparator.sign(), number.node),
        }
    }
}

fn adverb(modality: Modality) -> &'static str {
    match modality {
        Modality::Certain => "certainly",
        Modality::Probable => "probably",
        Modality::Possible => "possibly",
    }
}

pub(super) fn atoms(f: &mut Formatter<'_>, atoms: &[Spanned<Atom>]) -> fmt::Result {
    for (at, atom) in atoms.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| atoms.get(before)).map(|atom| &atom.node);
        if before.is_some_and(|before| spaced(before, &atom.node)) {
            f.write_str(" ")?;
        }
        atom.node.fmt(f)?;
    }
    Ok(())
}

/// Whether a space stands between two atoms.
fn spaced(before: &Atom, atom: &Atom) -> bool {
    let tight = matches!(atom, Atom::Colon | Atom::Star | Atom::Plus | Atom::Maybe | Atom::Comma);
    // Within a key or a literal a sign would be a part of it.
    (!tight || matches!(before, Atom::Key(_) | Atom::Literal(_))) && !matches!(before, Atom::Caret)
}

impl Display for Atom {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Atom::Variable(name) => write!(f, "?{name}"),
            Atom::Anything => f.write_str("_"),
            Atom::Parameter(name) => write!(f, "${name}"),
            Atom::Word(word) => f.write_str(word),
            Atom::Quoted(text) => f.write_str(&quoted(text)),
            Atom::OfKind(words) => write!(f, "({})", words.join(" ")),
            Atom::Key(key) if !key.is_empty() && key.chars().all(is_key_char) => write!(f, "@{key}"),
            Atom::Key(key) => write!(f, "@{}", quoted(key)),
            Atom::Literal(literal) => f.write_str(&literal_text(literal)),
            Atom::Relative(group) => write!(f, "[{group}]"),
            Atom::Path(path) => {
                f.write_str("(")?;
                atoms(f, path)?;
                f.write_str(")")
            }
            Atom::Between(from, to) => {
                f.write_str("between ")?;
                atoms(f, from)?;
                f.write_str(" and ")?;
                atoms(f, to)
            }
            Atom::Bar => f.write_str("|"),
            Atom::Maybe => f.write_str("?"),
            Atom::Colon => f.write_str(":"),
            Atom::Slash => f.write_str("/"),
            Atom::Caret => f.write_str("^"),
            Atom::Star => f.write_str("*"),
            Atom::Plus => f.write_str("+"),
            Atom::Comma => f.write_str(","),
        }
    }
}

/// A literal as it is written in the language.
pub(super) fn literal_text(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) | Literal::Url(text) => quoted(text),
        // A decimal keeps its point, so that it reads back as one.
        Literal::Decimal(number) if number.fract() == 0.0 => format!("{number:.1}"),
        other => other.to_string(),
    }
}

/// Nodes with a separator between them.
pub(super) struct Separated<'a, T>(pub &'a [Spanned<T>], pub &'static str);

impl<T: Display> Display for Separated<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, node) in self.0.iter().enumerate() {
            f.write_str(if at > 0 { self.1 } else { "" })?;
            node.node.fmt(f)?;
        }
        Ok(())
    }
}
