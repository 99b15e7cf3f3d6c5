//! Statements as text.

use std::fmt::{self, Display, Formatter};

use super::{Separated, atoms, literal_text, quoted};
use crate::source::Spanned;
use crate::syntax::ast::{
    Assertion, Delivery, Expectation, Expected, ExpectedValue, Head, ParameterDefinition, RetractedFact, Rule, Run,
    Save, Statement, WhyNot,
};
use crate::syntax::literal::is_bare_word;

impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Statement::Query(query) => query.fmt(f),
            Statement::Why(None) => f.write_str("why"),
            Statement::Why(Some(row)) => write!(f, "why {}", row.node),
            Statement::WhyNot(WhyNot::Row(row)) => {
                f.write_str("why not ")?;
                expected_row(f, &row.node)
            }
            Statement::WhyNot(WhyNot::Conditions(group)) => write!(f, "why not {group}"),
            Statement::Save(save) => save.fmt(f),
            Statement::Run(run) => run.fmt(f),
            Statement::Queries => f.write_str("queries"),
            Statement::Show(name) => write!(f, "show {}", name.node),
            Statement::Unsave(name) => write!(f, "unsave {}", name.node),
            Statement::Parameter(definition) => write!(f, "param {definition}"),
            Statement::Expect(expectation) => expectation.fmt(f),
            Statement::Include(file) => write!(f, "include {}", quoted(&file.node)),
            Statement::Output(delivery) => delivery.fmt(f),
            Statement::Define(rules) => write!(f, "define {}", Separated(rules, " and define ")),
            Statement::Forget(words) => write!(f, "forget {}", phrase(&words.node)),
            Statement::Rules => f.write_str("rules"),
            Statement::Describe(name) => with_atoms(f, "describe", name),
            Statement::Timeline(name) => with_atoms(f, "timeline", name),
            Statement::Search(text) => write!(f, "search {}", quoted(&text.node)),
            Statement::Disputes => f.write_str("disputes"),
            Statement::Vocabulary => f.write_str("vocabulary"),
            Statement::Explain(query) => write!(f, "explain {}", query.node),
            Statement::Sql(query) => write!(f, "sql {}", query.node),
            Statement::Assert(assertion) => assertion.fmt(f),
            Statement::Retract(retraction) => {
                match &retraction.fact {
                    RetractedFact::Number(fact) => write!(f, "retract fact {}", fact.node)?,
                    RetractedFact::Says(clause) => write!(f, "retract {}", clause.node)?,
                }
                if let Some(reason) = &retraction.reason {
                    write!(f, " because {}", quoted(&reason.node))?;
                }
                match &retraction.instead {
                    Some(assertion) => write!(f, " and {assertion}"),
                    None => Ok(()),
                }
            }
            Statement::Merge(merge) => {
                with_atoms(f, "merge", &merge.from)?;
                with_atoms(f, " into", &merge.into)
            }
            Statement::Unmerge(name) => with_atoms(f, "unmerge", name),
            Statement::Distinct(distinction) => {
                with_atoms(f, "distinct", &distinction.entity)?;
                with_atoms(f, " from", &distinction.other)
            }
            Statement::Alias(alias) => {
                with_atoms(f, "alias", &alias.of)?;
                write!(f, " as {}", quoted(&alias.name.node))
            }
            Statement::Undo(None) => f.write_str("undo"),
            Statement::Undo(Some(load)) => write!(f, "undo load {}", load.node),
            Statement::Transaction(transaction) => f.write_str(transaction.word()),
        }
    }
}

fn with_atoms(f: &mut Formatter<'_>, word: &str, term: &[Spanned<crate::syntax::ast::Atom>]) -> fmt::Result {
    write!(f, "{word} ")?;
    atoms(f, term)
}

/// The words of a rule; one with a space or sign in it was quoted.
fn phrase(words: &[String]) -> String {
    match words {
        [only] if !is_bare_word(only) => quoted(only),
        words => words.join(" "),
    }
}

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.head {
            Head::Kind(variable, words) => write!(f, "?{} is {}", variable.node, phrase(&words.node))?,
            Head::Predicate(subject, words, object) => {
                write!(f, "?{} {} ?{}", subject.node, phrase(&words.node), object.node)?;
            }
        }
        write!(f, " as {}", self.body)
    }
}

impl Display for Assertion {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "assert {}", self.clause.node)?;
        if let Some(quote) = &self.quote {
            write!(f, " source {}", quoted(&quote.node))?;
        }
        match &self.document {
            Some(document) => with_atoms(f, " in", document),
            None => Ok(()),
        }
    }
}

impl Display for Save {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "save {}", self.name.node)?;
        if !self.parameters.is_empty() {
            let parameters: Vec<String> = self.parameters.iter().map(ToString::to_string).collect();
            write!(f, "({})", parameters.join(", "))?;
        }
        write!(f, " as {}", self.query.node)
    }
}

impl Display for ParameterDefinition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "${}", self.name.node)?;
        if self.default.is_empty() {
            return Ok(());
        }
        f.write_str(" = ")?;
        atoms(f, &self.default)
    }
}

impl Display for Run {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "run {}", self.name.node)?;
        if self.arguments.is_empty() {
            return Ok(());
        }
        f.write_str("(")?;
        for (at, argument) in self.arguments.iter().enumerate() {
            f.write_str(if at > 0 { ", " } else { "" })?;
            atoms(f, argument)?;
        }
        f.write_str(")")
    }
}

impl Display for Delivery {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("output")?;
        if let Some(file) = &self.file {
            write!(f, " {}", quoted(&file.node))?;
        }
        if let Some(form) = &self.form {
            write!(f, " as {}", form.node.name())?;
        }
        write!(f, " from {}", self.of.node)
    }
}

impl Display for Expectation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.expected.node {
            Expected::Count(count) => write!(f, "expect {count} answers")?,
            Expected::None => f.write_str("expect none")?,
            Expected::Includes(rows) => expected_rows(f, "includes", rows)?,
            Expected::Rows(rows) => expected_rows(f, "rows", rows)?,
        }
        match &self.from {
            Some(query) => write!(f, " from {}", query.node),
            None => Ok(()),
        }
    }
}

fn expected_rows(f: &mut Formatter<'_>, word: &str, rows: &[Spanned<Vec<Spanned<ExpectedValue>>>]) -> fmt::Result {
    write!(f, "expect {word} ")?;
    for (at, row) in rows.iter().enumerate() {
        f.write_str(if at > 0 { ", " } else { "" })?;
        expected_row(f, &row.node)?;
    }
    Ok(())
}

fn expected_row(f: &mut Formatter<'_>, row: &[Spanned<ExpectedValue>]) -> fmt::Result {
    let values: Vec<String> = row.iter().map(|value| value.node.to_string()).collect();
    write!(f, "({})", values.join(", "))
}

impl Display for ExpectedValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            ExpectedValue::Literal(literal) => f.write_str(&literal_text(literal)),
            ExpectedValue::Nothing => f.write_str("nothing"),
        }
    }
}
