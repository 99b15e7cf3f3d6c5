//! Groups flattened to alternatives of steps.

use super::relation::Relations;
use super::united::united;
use super::{Absent, Branch, Link, MOST_BRANCHES, Optional, Reach, Slot, Step, Typed};
use crate::problem::{Mistake, QueryProblem};
use crate::resolve::tree::{Condition, Group, Relative, Subquery, Term, Variable, VariableId};
use crate::resolve::{Context, group_text};
use crate::source::Span;
use crate::vocabulary::Vocabulary;

/// Flattens the groups of one body.
pub struct Planner<'a, 'r, 'n> {
    pub context: Context<'a>,
    pub relations: &'r mut Relations<'a>,
    /// The relation whose body this is; none for the query itself.
    pub owner: Option<usize>,
    /// The query's or rule's variables.
    pub named: &'n [Variable],
    /// The types of these, and of the inner nodes of paths behind them.
    pub variables: Vec<Typed>,
    /// Whether what is called here must be complete before: under `not` or `optional`.
    pub negative: bool,
}

impl Planner<'_, '_, '_> {
    pub fn vocabulary(&self) -> &Vocabulary {
        self.context.vocabulary
    }

    /// A new variable for the inner node of a path.
    pub fn fresh(&mut self, typed: Typed) -> Slot {
        self.variables.push(typed);
        Slot::Variable(VariableId(self.variables.len() - 1))
    }

    /// The alternatives of a group, each a conjunction: alternatives within it are multiplied out. Optional parts come
    /// last, since they look at what the others found.
    pub fn group(&mut self, group: &Group) -> Result<Vec<Branch>, Mistake> {
        let mut branches = vec![Branch::default()];
        for optional in [false, true] {
            for condition in &group.conditions {
                if matches!(condition, Condition::Optional(_)) == optional {
                    let alternatives = self.condition(condition)?;
                    branches = product(&branches, &alternatives, || condition.span().unwrap_or_default())?;
                }
            }
        }
        Ok(branches)
    }

    fn condition(&mut self, condition: &Condition) -> Result<Vec<Branch>, Mistake> {
        let only = |step: Step| vec![Branch { steps: vec![step] }];
        Ok(match condition {
            Condition::Pattern(pattern) => self.pattern(pattern)?,
            Condition::Relative(relative) => self.relative(relative)?,
            Condition::Filter(filter) => only(Step::Filter(filter.as_ref().clone())),
            Condition::Not(group) => only(Step::Absent(self.absent(group)?)),
            Condition::Optional(group) => self.optional(group)?,
            Condition::Or(groups) => {
                let mut branches = Vec::new();
                for group in groups {
                    branches.extend(self.group(group)?);
                }
                united(branches)
            }
            Condition::Subquery(subquery) => only(self.subquery(subquery)?),
        })
    }

    fn absent(&mut self, group: &Group) -> Result<Absent, Mistake> {
        let branches = self.within_negation(|planner| planner.group(group))?;
        Ok(Absent { branches, text: self.text(group)?, of_optional: false })
    }

    fn within_negation<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let outside = std::mem::replace(&mut self.negative, true);
        let result = read(self);
        self.negative = outside;
        result
    }

    fn text(&self, group: &Group) -> Result<String, Mistake> {
        group_text(group, self.named, self.context).map_err(|problem| Mistake { span: Span::default(), problem })
    }

    /// All of a group, or that there is nothing of it. A single fact is joined as one that may be missing; anything
    /// larger becomes two alternatives.
    fn optional(&mut self, group: &Group) -> Result<Vec<Branch>, Mistake> {
        let mut branches = self.within_negation(|planner| planner.group(group))?;
        let text = self.text(group)?;
        if let [branch] = branches.as_slice()
            && is_single_fact(branch)
        {
            let optional = Optional { branch: branches.remove(0), text };
            return Ok(vec![Branch { steps: vec![Step::Optional(optional)] }]);
        }
        let absent = Absent { branches: branches.clone(), text, of_optional: true };
        for step in branches.iter_mut().flat_map(|branch| &mut branch.steps) {
            match step {
                Step::Fact(fact) => fact.narrowing.of_optional = true,
                Step::Reach(Reach { link: Link::Fact { narrowing, .. }, .. }) => narrowing.of_optional = true,
                _ => {}
            }
        }
        branches.push(Branch { steps: vec![Step::Absent(absent)] });
        Ok(branches)
    }

    pub fn relative(&mut self, relative: &Relative) -> Result<Vec<Branch>, Mistake> {
        let mut branches = vec![Branch::default()];
        if let Some(kind) = relative.kind {
            let step = self.membership(Slot::Variable(relative.variable), kind, Span::default())?;
            branches[0].steps.push(step);
        }
        product(&branches, &self.group(&relative.body)?, Span::default)
    }

    fn subquery(&mut self, subquery: &Subquery) -> Result<Step, Mistake> {
        let relation = self.relations.subquery(&subquery.query, self.owner, subquery.span)?;
        let arguments = subquery.columns.iter().map(|column| Slot::Variable(*column)).collect();
        Ok(Step::Call(super::Call { relation, arguments, steps: None }))
    }

    pub fn slot(&self, term: &Term) -> Slot {
        match term {
            Term::Variable(variable) => Slot::Variable(*variable),
            Term::Relative(relative) => Slot::Variable(relative.variable),
            Term::Anything => Slot::Any,
            Term::Entity(named) => Slot::Entity(named.id),
            Term::Kind(kind) => Slot::Kinds(self.vocabulary().narrower(*kind)),
            Term::Document(document) => Slot::Document(document.id),
            Term::Literal(literal) => Slot::Literal(literal.clone()),
        }
    }
}

/// Whether a conjunction joins one fact alone, of one row at most per fact, so that it can be joined from the left.
fn is_single_fact(branch: &Branch) -> bool {
    let mut facts = 0;
    for step in &branch.steps {
        match step {
            Step::Fact(fact) if fact.qualifiers.is_empty() && !fact.narrowing.binds_claims() => facts += 1,
            Step::Filter(_) | Step::Absent(_) => {}
            _ => return false,
        }
    }
    facts == 1
}

/// Every combination of an alternative of the one with an alternative of the other; an error at `span` where there are
/// too many.
pub fn product(left: &[Branch], right: &[Branch], span: impl Fn() -> Span) -> Result<Vec<Branch>, Mistake> {
    if left.len() * right.len() > MOST_BRANCHES {
        return Err(Mistake::new(span(), QueryProblem::TooManyBranches { most: MOST_BRANCHES }));
    }
    let combine = |a: &Branch, b: &Branch| Branch { steps: [a.steps.as_slice(), &b.steps].concat() };
    Ok(left.iter().flat_map(|a| right.iter().map(move |b| combine(a, b))).collect())
}
