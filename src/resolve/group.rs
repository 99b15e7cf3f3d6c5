//! Groups of conditions: which subject each pattern has, and what compares with what.

use super::term::{is_term, span_of};
use super::tree::{Comparison, Condition, Group, Pattern, Relative, Sort, Term};
use super::{Resolver, term};
use crate::problem::{Mistake, QueryProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Atom, Comparator};
use crate::value::{Literal, ObjectType};
use crate::vocabulary::nearest;

impl Resolver<'_> {
    /// Resolves conditions; `subject` is what a first pattern without a subject is said of.
    ///
    /// Patterns go first, then alternatives, negations and comparisons: what the values of a variable are is known by
    /// then, wherever in the text it stands.
    pub(super) fn group(&mut self, written: &ast::Group, subject: Option<&Term>) -> Result<Group, Mistake> {
        let mut subject = subject.cloned();
        let mut found: Vec<(Option<Condition>, Option<Term>)> = Vec::with_capacity(written.conditions.len());
        for at in 0..written.conditions.len() {
            let said = self.said(written, at, subject.as_ref())?;
            let before = subject.clone();
            subject = said.as_ref().and_then(subject_of).or(subject);
            found.push((said, before));
        }
        for stage in [is_alternative, is_negation, is_comparison] {
            for (condition, (resolved, subject)) in written.conditions.iter().zip(&mut found) {
                if stage(&condition.node) {
                    *resolved = self.unsaid(&condition.node, subject.as_ref())?;
                }
            }
        }
        Ok(Group { conditions: found.into_iter().filter_map(|(condition, _)| condition).collect() })
    }

    /// A pattern, or a relative that is a condition of its own; nothing for other conditions.
    fn said(&mut self, written: &ast::Group, at: usize, subject: Option<&Term>) -> Result<Option<Condition>, Mistake> {
        let condition = &written.conditions[at];
        let ast::Condition::Clause(clause) = &condition.node else { return Ok(None) };
        if let Some(relative) = self.only_a_relative(clause)? {
            return Ok(Some(Condition::Relative(relative)));
        }
        let pattern = self.clause(clause, condition.span, subject);
        let pattern = pattern.map_err(|mistake| self.with_keyword(mistake, written, at))?;
        Ok(Some(Condition::Pattern(Box::new(pattern))))
    }

    /// Alternatives, a negation or a comparison; nothing for a pattern.
    fn unsaid(&mut self, condition: &ast::Condition, subject: Option<&Term>) -> Result<Option<Condition>, Mistake> {
        Ok(match condition {
            ast::Condition::Clause(_) => None,
            ast::Condition::Not(negated) => Some(Condition::Not(self.group(negated, subject)?)),
            ast::Condition::Or(branches) => Some(Condition::Or(self.branches(branches, subject)?)),
            ast::Condition::Comparison(comparison) => Some(Condition::Comparison(self.comparison(comparison)?)),
        })
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
    fn branches(&mut self, written: &[ast::Group], subject: Option<&Term>) -> Result<Vec<Group>, Mistake> {
        let mut subject = subject.cloned();
        let mut branches = Vec::with_capacity(written.len());
        for branch in written {
            let group = self.group(branch, subject.as_ref())?;
            subject = group.conditions.last().and_then(subject_of).map(|said| self.repeated(said, &group)).or(subject);
            branches.push(group);
        }
        Ok(branches)
    }

    /// A subject as the next alternative takes it over: what has no name is said again with what it is.
    fn repeated(&self, subject: Term, branch: &Group) -> Term {
        let Term::Variable(id) = subject else { return subject };
        let relatives = branch.conditions.iter().filter_map(|condition| match condition {
            Condition::Relative(relative) => Some(relative),
            Condition::Pattern(pattern) => match &pattern.subject {
                Term::Relative(relative) => Some(&**relative),
                _ => None,
            },
            Condition::Not(_) | Condition::Or(_) | Condition::Comparison(_) => None,
        });
        let named = self.scope.all[id.0].name.is_some();
        match relatives.rev().find(|relative| !named && relative.variable == id) {
            Some(relative) => Term::Relative(Box::new(relative.clone())),
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

    fn comparison(&mut self, written: &ast::Comparison) -> Result<Comparison, Mistake> {
        let left = self.substituted(&written.left)?;
        let right = self.substituted(&written.right)?;
        for side in [&left, &right] {
            if !is_term(side) {
                return Err(Mistake::new(span_of(side), QueryProblem::NotOneTerm));
            }
        }
        let sort = match (self.sort_of(&left)?, self.sort_of(&right)?) {
            (Some(sort), _) | (None, Some(sort)) => sort,
            (None, None) => constant_sort(&left),
        };
        let operator = written.operator.node;
        let sign = operator.sign();
        let ordered = !matches!(operator, Comparator::Equal | Comparator::Unequal);
        if ordered && matches!(sort, Sort::Entity | Sort::Kind | Sort::When) {
            let wanted = "numbers, dates or texts";
            return Err(term::wrong_type(sign, wanted, sort.words(), span_of(&left)));
        }
        let left = self.term(&left, sort, sign)?;
        let right = self.term(&right, sort, sign)?;
        Ok(Comparison { left, operator, right })
    }

    /// The sort of a side that is a variable; nothing for a constant.
    fn sort_of(&self, atoms: &[Spanned<Atom>]) -> Result<Option<Sort>, Mistake> {
        let [Spanned { node: Atom::Variable(name), span }] = atoms else { return Ok(None) };
        match self.scope.by_name.get(name) {
            Some(id) => Ok(Some(self.scope.all[id.0].sort)),
            None => {
                let known = self.scope.all.iter().filter_map(|variable| variable.name.clone());
                let nearest = nearest(name, known).into_iter().map(|name| format!("?{name}")).collect();
                Err(Mistake::new(*span, QueryProblem::UnboundInComparison { variable: name.clone(), nearest }))
            }
        }
    }
}

fn is_alternative(condition: &ast::Condition) -> bool {
    matches!(condition, ast::Condition::Or(_))
}

fn is_negation(condition: &ast::Condition) -> bool {
    matches!(condition, ast::Condition::Not(_))
}

fn is_comparison(condition: &ast::Condition) -> bool {
    matches!(condition, ast::Condition::Comparison(_))
}

fn subject_of(condition: &Condition) -> Option<Term> {
    match condition {
        Condition::Pattern(pattern) => shared(pattern),
        Condition::Relative(relative) => Some(Term::Variable(relative.variable)),
        Condition::Not(_) | Condition::Or(_) | Condition::Comparison(_) => None,
    }
}

/// What the next pattern takes as its subject: that of this one, if it can be named again.
fn shared(pattern: &Pattern) -> Option<Term> {
    match &pattern.subject {
        Term::Anything => None,
        Term::Relative(relative) => Some(Term::Variable(relative.variable)),
        other => Some(other.clone()),
    }
}

fn is_word(atom: &Spanned<Atom>) -> bool {
    matches!(atom.node, Atom::Word(_))
}

/// What two constants are compared as.
fn constant_sort(atoms: &[Spanned<Atom>]) -> Sort {
    match atoms {
        [Spanned { node: Atom::Literal(literal), .. }] => Sort::Literal(Literal::object_type(literal)),
        [Spanned { node: Atom::Quoted(_), .. }] => Sort::Literal(ObjectType::Text),
        _ => Sort::Entity,
    }
}
