//! Groups of conditions: which subject each pattern has, and in which order they are read.

use super::term::{is_term, span_of};
use super::tree::{Condition, Form, Group, Pattern, Relation, Relative, Sort, Subquery, Term};
use super::{Resolver, term};
use crate::problem::{Mistake, QueryProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Atom};

/// What a pattern without a subject is said of.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub term: Term,
    /// Whether the pattern before says of which kind it is.
    pub is_of_kind: bool,
}

impl Resolver<'_> {
    /// Resolves conditions; `subject` is what a first pattern without a subject is said of.
    ///
    /// Patterns and subqueries go first, then alternatives, optional parts, negations and filters: what the values of a
    /// variable are is known by then, wherever in the text it stands.
    pub(super) fn group(&mut self, written: &ast::Group, subject: Option<&Shared>) -> Result<Group, Mistake> {
        let mut subject = subject.cloned();
        let mut found: Vec<(Option<Condition>, Option<Shared>)> = Vec::with_capacity(written.conditions.len());
        for at in 0..written.conditions.len() {
            let said = self.said(written, at, subject.as_ref())?;
            let before = subject.clone();
            subject = said.as_ref().and_then(shared_by).or(subject);
            found.push((said, before));
        }
        for stage in [is_alternative, is_optional, is_negation, is_filter] {
            for (condition, (resolved, subject)) in written.conditions.iter().zip(&mut found) {
                if stage(&condition.node) {
                    *resolved = self.unsaid(&condition.node, subject.as_ref())?;
                }
            }
        }
        Ok(Group { conditions: found.into_iter().filter_map(|(condition, _)| condition).collect() })
    }

    /// A pattern, a subquery, or a relative that is a condition of its own; nothing for other conditions.
    fn said(
        &mut self,
        written: &ast::Group,
        at: usize,
        subject: Option<&Shared>,
    ) -> Result<Option<Condition>, Mistake> {
        let condition = &written.conditions[at];
        let clause = match &condition.node {
            ast::Condition::Clause(clause) => clause,
            ast::Condition::Subquery(find) => {
                return Ok(Some(Condition::Subquery(Box::new(self.subquery(find, condition.span)?))));
            }
            _ => return Ok(None),
        };
        if let Some(relative) = self.only_a_relative(clause)? {
            return Ok(Some(Condition::Relative(relative)));
        }
        let pattern = self.clause(clause, condition.span, subject);
        let pattern = pattern.map_err(|mistake| self.with_keyword(mistake, written, at))?;
        Ok(Some(Condition::Pattern(Box::new(pattern))))
    }

    /// Alternatives, an optional part, a negation or a filter; nothing for a pattern.
    fn unsaid(&mut self, condition: &ast::Condition, subject: Option<&Shared>) -> Result<Option<Condition>, Mistake> {
        Ok(match condition {
            ast::Condition::Clause(_) | ast::Condition::Subquery(_) => None,
            ast::Condition::Not(negated) => Some(Condition::Not(self.group(negated, subject)?)),
            ast::Condition::Optional(group) => Some(Condition::Optional(self.group(group, subject)?)),
            ast::Condition::Or(branches) => Some(Condition::Or(self.branches(branches, subject)?)),
            ast::Condition::Filter(filter) => Some(Condition::Filter(Box::new(self.filter(filter)?))),
        })
    }

    /// Another query, with variables of its own; its headings are variables here.
    fn subquery(&mut self, find: &ast::Find, span: Span) -> Result<Subquery, Mistake> {
        let query = Resolver::new(self.context).find(find)?;
        let mut columns = Vec::new();
        if let Form::Find(resolved) = &query.form {
            for (output, written) in resolved.outputs.iter().zip(self.output_spans(find, resolved.outputs.len(), span))
            {
                if !is_variable_name(&output.name) {
                    let heading = output.name.clone();
                    return Err(Mistake::new(written, QueryProblem::NeedsHeading { heading }));
                }
                let id = self.variable(&output.name, output.value.sort, written)?;
                if output.value.sort.is_literal() {
                    self.make_bare(id);
                }
                columns.push(id);
            }
        }
        Ok(Subquery { query, columns, span })
    }

    /// Where each output stands; the subquery itself for those that `*` stands for.
    fn output_spans(&self, find: &ast::Find, count: usize, span: Span) -> Vec<Span> {
        match find.outputs.len() == count {
            true => find.outputs.iter().map(|output| output.span).collect(),
            false => vec![span; count],
        }
    }

    /// `?m [meeting held in UAE]`, `?m: meeting` as a whole condition.
    fn only_a_relative(&mut self, clause: &ast::Clause) -> Result<Option<Relative>, Mistake> {
        let relative = matches!(
            clause.atoms.as_slice(),
            [Spanned { node: Atom::Relative(_), .. }]
                | [Spanned { node: Atom::Variable(_), .. }, Spanned { node: Atom::Relative(_) | Atom::Colon, .. }, ..]
        );
        if !relative || !is_term(&clause.atoms) || !clause.qualifiers.is_empty() || !clause.modifiers.is_empty() {
            return Ok(None);
        }
        if let [_, Spanned { node: Atom::Colon, .. }, words @ ..] = clause.atoms.as_slice()
            && self.kind(words).is_err()
            && self.has_relation(&clause.atoms)
        {
            // `?m: meeting held in UAE`: a pattern about something of a kind.
            return Ok(None);
        }
        match self.term(&clause.atoms, Sort::Entity, "is")? {
            Term::Relative(relative) => Ok(Some(*relative)),
            _ => Ok(None),
        }
    }

    /// Alternatives: one without a subject of its own is said of the subject of the alternative before it.
    fn branches(&mut self, written: &[ast::Group], subject: Option<&Shared>) -> Result<Vec<Group>, Mistake> {
        let mut subject = subject.cloned();
        let mut branches = Vec::with_capacity(written.len());
        for branch in written {
            let group = self.group(branch, subject.as_ref())?;
            subject = group.conditions.last().and_then(shared_by).map(|said| self.repeated(said, &group)).or(subject);
            branches.push(group);
        }
        Ok(branches)
    }

    /// A subject as the next alternative takes it over: what has no name is said again with what it is.
    fn repeated(&self, subject: Shared, branch: &Group) -> Shared {
        let Term::Variable(id) = subject.term else { return subject };
        let relatives = branch.conditions.iter().filter_map(|condition| match condition {
            Condition::Relative(relative) => Some(relative),
            Condition::Pattern(pattern) => match &pattern.subject {
                Term::Relative(relative) => Some(&**relative),
                _ => None,
            },
            Condition::Not(_)
            | Condition::Optional(_)
            | Condition::Or(_)
            | Condition::Filter(_)
            | Condition::Subquery(_) => None,
        });
        let named = self.scope.all[id.0].name.is_some();
        match relatives.rev().find(|relative| !named && relative.variable == id) {
            Some(relative) => Shared { term: Term::Relative(Box::new(relative.clone())), ..subject },
            None => subject,
        }
    }

    /// Where a pattern before or after `and` fails, the keyword may be part of a name: says so where quoting would have worked.
    fn with_keyword(&self, mistake: Mistake, written: &ast::Group, at: usize) -> Mistake {
        let clause = |at: usize| match written.conditions.get(at).map(|condition| &condition.node) {
            Some(ast::Condition::Clause(clause)) => Some(clause),
            _ => None,
        };
        let pairs = [(at.checked_sub(1), at), (Some(at), at + 1)];
        let across = |(before, here): (Option<usize>, usize)| self.name_across(clause(before?)?, clause(here)?);
        match pairs.into_iter().find_map(across) {
            Some((name, span)) => {
                let whole = Some(name.clone());
                Mistake::new(span, QueryProblem::UnknownName { name, kind: None, nearest: Vec::new(), whole })
            }
            None => mistake,
        }
    }

    /// A known name whose words end one pattern and begin the next, with `and` between them.
    fn name_across(&self, before: &ast::Clause, here: &ast::Clause) -> Option<(String, Span)> {
        let trailing = before.atoms.iter().rev().take_while(|atom| is_word(atom)).count();
        let leading = here.atoms.iter().take_while(|atom| is_word(atom)).count();
        for left in (1..=trailing).rev() {
            let start = &before.atoms[before.atoms.len() - left..];
            for right in (1..=leading).rev() {
                let end = &here.atoms[..right];
                let name = format!("{} and {}", term::joined(start), term::joined(end));
                if self.context.names.named(&name).is_ok_and(|found| !found.is_empty()) {
                    return Some((name, span_of(start).to(span_of(end))));
                }
            }
        }
        None
    }
}

fn is_alternative(condition: &ast::Condition) -> bool {
    matches!(condition, ast::Condition::Or(_))
}

fn is_negation(condition: &ast::Condition) -> bool {
    matches!(condition, ast::Condition::Not(_))
}

fn is_optional(condition: &ast::Condition) -> bool {
    matches!(condition, ast::Condition::Optional(_))
}

fn is_filter(condition: &ast::Condition) -> bool {
    matches!(condition, ast::Condition::Filter(_))
}

fn is_variable_name(heading: &str) -> bool {
    heading.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && heading.chars().all(|c| c == '_' || c.is_alphanumeric())
}

/// What the next pattern takes as its subject.
fn shared_by(condition: &Condition) -> Option<Shared> {
    match condition {
        Condition::Pattern(pattern) => {
            let says_kind = pattern.relation == Relation::Is && matches!(pattern.object, Term::Kind(_));
            named_again(pattern).map(|term| Shared { term, is_of_kind: says_kind })
        }
        Condition::Relative(relative) => {
            let says_kind = relative.kind.is_some() && relative.body.conditions.is_empty();
            Some(Shared { term: Term::Variable(relative.variable), is_of_kind: says_kind })
        }
        Condition::Not(_)
        | Condition::Optional(_)
        | Condition::Or(_)
        | Condition::Filter(_)
        | Condition::Subquery(_) => None,
    }
}

/// The subject of a pattern, if it can be named again.
fn named_again(pattern: &Pattern) -> Option<Term> {
    match &pattern.subject {
        Term::Anything => None,
        Term::Relative(relative) => Some(Term::Variable(relative.variable)),
        other => Some(other.clone()),
    }
}

fn is_word(atom: &Spanned<Atom>) -> bool {
    matches!(atom.node, Atom::Word(_))
}
