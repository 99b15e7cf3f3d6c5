//! Superlatives of counts: `which person attended most meetings`, `which three persons attended the most meetings`.

use super::{Draft, Reader, variable_name};
use crate::source::Spanned;
use crate::syntax::ast::{
    AggregateFunction, Atom, Comparator, Condition, Expression, Filter, Find, OrderKey, Output, OutputValue, Query,
};
use crate::vocabulary::plural;

impl Reader<'_> {
    /// Whoever has most of what a draft marks as such, with how many; all who have as many. Where it is said how many are
    /// asked for, the first so many, the one with most of it first. Nothing where it cannot be that.
    pub(super) fn with_most(&self, draft: &Draft) -> Option<Query> {
        let ([most], [asked]) = (draft.most.as_slice(), draft.asked.as_slice()) else { return None };
        let said_of_all = draft
            .conditions
            .iter()
            .any(|condition| matches!(&condition.node, Condition::Clause(clause) if has(&clause.atoms, most)));
        if !said_of_all {
            // Among alternatives there is no one count.
            return None;
        }
        let taken = [asked.clone(), most.clone()];
        let number = variable_name(&plural(most), &taken);
        let counted = self.ranked(draft, asked, most, &number);
        Some(Query::Find(match draft.limit {
            Some(limit) => Find { limit: Some(limit), order: vec![self.descending(&number)], ..counted },
            None => self.greatest(counted, asked, &number),
        }))
    }

    /// What is asked for with how many each has.
    fn ranked(&self, draft: &Draft, asked: &str, most: &str, number: &str) -> Find {
        let count = self.headed(self.count(AggregateFunction::Count, Some(most)), number);
        self.rows_of(vec![self.shown(asked), count], draft.conditions.clone())
    }

    /// The rows of a query whose number is the greatest of all.
    fn greatest(&self, counted: Find, asked: &str, number: &str) -> Find {
        let greatest = variable_name("most", &[asked.to_owned(), number.to_owned()]);
        let rows = |find: Find| Spanned::new(Condition::Subquery(Box::new(find)), self.span);
        let greatest_of = self.headed(self.count(AggregateFunction::Greatest, Some(number)), &greatest);
        let of_all = self.rows_of(vec![greatest_of], vec![rows(counted.clone())]);
        let (number_of, greatest_of) = (self.term(number), self.term(&greatest));
        let equal = Filter::Compare(number_of, Spanned::new(Comparator::Equal, self.span), greatest_of);
        let conditions = vec![rows(counted), rows(of_all), Spanned::new(Condition::Filter(equal), self.span)];
        self.rows_of(vec![self.shown(asked), self.shown(number)], conditions)
    }

    fn term(&self, variable: &str) -> Spanned<Expression> {
        let atom = Spanned::new(Atom::Variable(variable.to_owned()), self.span);
        Spanned::new(Expression::Term(vec![atom]), self.span)
    }

    fn descending(&self, variable: &str) -> Spanned<OrderKey> {
        Spanned::new(OrderKey { by: self.term(variable).node, descending: true }, self.span)
    }

    /// A column with its heading.
    pub(super) fn headed(&self, value: Expression, heading: &str) -> Spanned<Output> {
        let alias = Some(Spanned::new(heading.to_owned(), self.span));
        Spanned::new(Output { value: OutputValue::Expression(value), alias }, self.span)
    }
}

fn has(atoms: &[Spanned<Atom>], variable: &str) -> bool {
    atoms.iter().any(|atom| matches!(&atom.node, Atom::Variable(name) if name == variable))
}
