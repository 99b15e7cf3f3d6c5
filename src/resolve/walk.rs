//! Which variables stand where in a resolved tree.

use super::tree::{
    Condition, Expression, ExpressionNode, Filter, Group, Pattern, Relative, Scope, Subquery, Term, VariableId,
};

impl Group {
    /// The variables that have a value in every match of this group: what patterns, subqueries and relatives bind, and
    /// of alternatives what each of them binds.
    pub fn bound(&self) -> Vec<VariableId> {
        let mut bound = Vec::new();
        for condition in &self.conditions {
            match condition {
                Condition::Pattern(pattern) => pattern.bind(&mut bound),
                Condition::Relative(relative) => relative.bind(&mut bound),
                Condition::Or(branches) => bound.extend(bound_by_each(branches)),
                Condition::Subquery(subquery) => bound.extend(&subquery.columns),
                Condition::Not(_) | Condition::Optional(_) | Condition::Filter(_) => {}
            }
        }
        bound
    }

    /// The variables that have a value in some match of this group: those that are bound, and what optional parts and
    /// single alternatives bring.
    pub fn brought(&self) -> Vec<VariableId> {
        let mut brought = self.bound();
        for condition in &self.conditions {
            match condition {
                Condition::Optional(group) => brought.extend(group.brought()),
                Condition::Or(branches) => brought.extend(branches.iter().flat_map(Group::brought)),
                Condition::Relative(relative) => brought.extend(relative.body.brought()),
                Condition::Pattern(pattern) => {
                    for term in pattern.terms() {
                        if let Term::Relative(relative) = term {
                            brought.extend(relative.body.brought());
                        }
                    }
                }
                Condition::Not(_) | Condition::Filter(_) | Condition::Subquery(_) => {}
            }
        }
        brought
    }

    /// The variables that may be used around the group: those that are bound, and those of its optional parts.
    pub fn usable(&self) -> Vec<VariableId> {
        let mut usable = self.bound();
        for condition in &self.conditions {
            match condition {
                Condition::Optional(group) => usable.extend(group.usable()),
                Condition::Or(branches) => usable.extend(common(branches.iter().map(Group::usable))),
                Condition::Relative(relative) => usable.extend(relative.body.usable()),
                Condition::Pattern(pattern) => {
                    for term in pattern.terms() {
                        if let Term::Relative(relative) = term {
                            usable.extend(relative.body.usable());
                        }
                    }
                }
                Condition::Not(_) | Condition::Filter(_) | Condition::Subquery(_) => {}
            }
        }
        usable
    }
}

/// The variables that every one of the alternatives binds.
fn bound_by_each(branches: &[Group]) -> Vec<VariableId> {
    common(branches.iter().map(Group::bound))
}

fn common(mut sets: impl Iterator<Item = Vec<VariableId>>) -> Vec<VariableId> {
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |common, next| common.into_iter().filter(|variable| next.contains(variable)).collect())
}

impl Pattern {
    /// Its terms in the order of the text: subject, object, qualifiers' values, speaker, document, quote.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let qualifiers = self.qualifiers.iter().map(|qualifier| &qualifier.value);
        let scope = self.scope.source.iter().chain(&self.scope.document).chain(&self.scope.quote);
        [&self.subject, &self.object].into_iter().chain(qualifiers).chain(scope)
    }

    fn bind(&self, bound: &mut Vec<VariableId>) {
        for term in self.terms() {
            match term {
                Term::Variable(variable) => bound.push(*variable),
                Term::Relative(relative) => {
                    bound.push(relative.variable);
                    bound.extend(relative.body.bound());
                }
                Term::Anything | Term::Entity(_) | Term::Kind(_) | Term::Document(_) | Term::Literal(_) => {}
            }
        }
        bound.extend(self.scope.binding());
    }
}

impl Scope {
    /// The variables that it binds beside its terms.
    pub fn binding(&self) -> impl Iterator<Item = VariableId> {
        self.at.into_iter().chain(self.when).chain(self.steps)
    }

    /// The variables that it only uses.
    pub fn using(&self) -> Vec<VariableId> {
        self.times.iter().flat_map(|test| test.time.variables()).collect()
    }
}

impl Relative {
    fn bind(&self, bound: &mut Vec<VariableId>) {
        bound.extend(self.kind.map(|_| self.variable));
        bound.extend(self.body.bound());
    }
}

/// Every occurrence of a variable, in the order of the text; negated groups and filters included. Of a subquery only its
/// outputs are variables of the query.
pub fn occurrences(group: &Group) -> Vec<VariableId> {
    let mut found = Vec::new();
    for condition in &group.conditions {
        match condition {
            Condition::Pattern(pattern) => pattern_occurrences(pattern, &mut found),
            Condition::Relative(relative) => {
                found.push(relative.variable);
                found.extend(occurrences(&relative.body));
            }
            Condition::Not(group) | Condition::Optional(group) => found.extend(occurrences(group)),
            Condition::Or(branches) => found.extend(branches.iter().flat_map(occurrences)),
            Condition::Filter(filter) => filter.variables(&mut found),
            Condition::Subquery(subquery) => found.extend(&subquery.columns),
        }
    }
    found
}

fn pattern_occurrences(pattern: &Pattern, found: &mut Vec<VariableId>) {
    for term in pattern.terms() {
        match term {
            Term::Variable(variable) => found.push(*variable),
            Term::Relative(relative) => {
                found.push(relative.variable);
                found.extend(occurrences(&relative.body));
            }
            Term::Anything | Term::Entity(_) | Term::Kind(_) | Term::Document(_) | Term::Literal(_) => {}
        }
    }
    found.extend(pattern.scope.binding());
    found.extend(pattern.scope.using());
}

impl Filter {
    /// Its expressions, in the order of the text.
    pub fn expressions(&self) -> Vec<&Expression> {
        match self {
            Filter::Compare(left, _, right) | Filter::Test(left, _, right) => vec![left, right],
            Filter::Between(value, low, high) => vec![value, low, high],
            Filter::In(value, options) => std::iter::once(value).chain(options).collect(),
        }
    }

    /// Adds the variables in it.
    pub fn variables(&self, found: &mut Vec<VariableId>) {
        for expression in self.expressions() {
            expression.variables(found);
        }
    }
}

impl Expression {
    /// Adds the variables in it, those of aggregates included.
    pub fn variables(&self, found: &mut Vec<VariableId>) {
        if let ExpressionNode::Term(Term::Variable(variable)) = &self.node {
            found.push(*variable);
        }
        if let ExpressionNode::If(filter, ..) = &self.node {
            filter.variables(found);
        }
        for part in self.parts() {
            part.variables(found);
        }
    }

    /// Adds the variables in it that stand outside of aggregates.
    pub fn plain_variables(&self, found: &mut Vec<VariableId>) {
        match &self.node {
            ExpressionNode::Term(Term::Variable(variable)) => found.push(*variable),
            ExpressionNode::Aggregate(_) => return,
            ExpressionNode::If(filter, ..) => {
                for expression in filter.expressions() {
                    expression.plain_variables(found);
                }
            }
            _ => {}
        }
        for part in self.parts() {
            part.plain_variables(found);
        }
    }

    /// The aggregates in it, outermost ones.
    pub fn has_aggregate(&self) -> bool {
        match &self.node {
            ExpressionNode::Aggregate(_) => true,
            ExpressionNode::If(filter, ..) if filter.expressions().iter().any(|part| part.has_aggregate()) => true,
            _ => self.parts().iter().any(|part| part.has_aggregate()),
        }
    }

    /// The variable that it is, if it is nothing but one.
    pub fn as_variable(&self) -> Option<VariableId> {
        match &self.node {
            ExpressionNode::Term(Term::Variable(variable)) => Some(*variable),
            _ => None,
        }
    }

    /// The expressions directly within it, a filter's apart.
    pub fn parts(&self) -> Vec<&Expression> {
        match &self.node {
            ExpressionNode::Term(_) | ExpressionNode::Output(_) => Vec::new(),
            ExpressionNode::Negative(inner) => vec![inner],
            ExpressionNode::Arithmetic(left, _, right) => vec![left, right],
            ExpressionNode::Call(_, arguments) => arguments.iter().collect(),
            ExpressionNode::If(_, then, otherwise) => vec![then, otherwise],
            ExpressionNode::Aggregate(aggregate) => {
                aggregate.argument.iter().chain(aggregate.by.as_ref().map(|(by, _)| by)).collect()
            }
        }
    }
}

impl Condition {
    /// From its first pattern to its last; nothing for a filter.
    pub fn span(&self) -> Option<crate::source::Span> {
        use crate::source::Span;
        let of_group = |group: &Group| group.conditions.iter().filter_map(Condition::span).reduce(Span::to);
        match self {
            Condition::Pattern(pattern) => Some(pattern.span),
            Condition::Relative(relative) => of_group(&relative.body),
            Condition::Not(group) | Condition::Optional(group) => of_group(group),
            Condition::Or(branches) => branches.iter().filter_map(of_group).reduce(Span::to),
            Condition::Filter(filter) => filter.expressions().iter().map(|part| part.span).reduce(Span::to),
            Condition::Subquery(subquery) => Some(subquery.span),
        }
    }
}

impl Subquery {
    /// The query's outputs; it is always a `find`.
    pub fn outputs(&self) -> &[super::tree::Output] {
        match &self.query.form {
            super::tree::Form::Find(find) => &find.outputs,
            super::tree::Form::Whether => &[],
        }
    }
}
