//! Which pairs have most facts, whichever way round: a question that is answered in a way of its own.

use super::find::plain_pattern;
use super::store::OVER_ENTITIES;
use super::{Builder, constant};
use crate::aggregate::{Aggregate, Function};
use crate::choices::Choices;
use crate::expression::{Expression, Filter, Function as Call};
use crate::query::{COMPARATORS, Condition, Find, Follows, Group, Output, Path, Relation, Sort, Step, Variable};

const ENDS: [Variable; 2] = [Variable { sort: Sort::Entity, index: 0 }, Variable { sort: Sort::Entity, index: 1 }];

impl Builder<'_> {
    /// What is shown and of which body; nothing where the predicate has no facts of its own to count.
    pub(super) fn pairs(&mut self, c: &mut Choices<'_>) -> Option<(Find, Group)> {
        let predicate = c.below(OVER_ENTITIES);
        let [one, other] = ENDS;
        let pattern = |subject, object| of_predicate(predicate, subject, object);
        let mut body = match c.weighed(&[3, 1, 1]) {
            0 => vec![Condition::Or(vec![vec![pattern(one, other)], vec![pattern(other, one)]])],
            1 => vec![Condition::Or(vec![vec![pattern(other, one)], vec![pattern(one, other)]])],
            _ => vec![pattern(one, other)],
        };
        if !self.rests_on_facts(&body) {
            return None;
        }
        let names = ENDS.map(|end| Expression::Call(Call::Name, vec![Expression::Variable(end)]));
        let [name, other_name] = names;
        match c.weighed(&[3, 2, 1]) {
            0 => body.push(Condition::Filter(Filter::Compare(name, *c.of(&COMPARATORS), other_name))),
            1 => {}
            _ => {
                let text = Expression::Constant(constant(self.store, Sort::Text, c));
                body.push(Condition::Filter(Filter::Compare(name, *c.of(&COMPARATORS), text)));
            }
        }
        let shown =
            |end: Variable| Output { heading: None, value: Expression::Variable(end), sort: Sort::Entity, kind: None };
        let count = Aggregate { function: Function::Facts, argument: None, by: None };
        let count =
            Output { heading: None, value: Expression::Aggregate(Box::new(count)), sort: Sort::Number, kind: None };
        let outputs = match c.below(3) {
            0 => vec![shown(one), shown(other), count],
            1 => vec![count, shown(other), shown(one)],
            _ => vec![shown(other), count],
        };
        let at = outputs.iter().position(|output| output.sort == Sort::Number).unwrap_or(0);
        let find = Find {
            outputs,
            everything: false,
            having: Group::new(),
            order: vec![(Expression::Column(at), !c.rarely(4))],
            unordered: false,
            limit: Some(c.below(5)),
            offset: c.rarely(3).then(|| c.below(3)),
        };
        Some((find, body))
    }
}

fn of_predicate(predicate: usize, subject: Variable, object: Variable) -> Condition {
    match plain_pattern(subject, object) {
        Condition::Pattern(mut pattern) => {
            let path = Path::Step(Step { follows: Follows::Predicate(predicate), inverse: false });
            pattern.relation = Relation::Path(path);
            Condition::Pattern(pattern)
        }
        other => other,
    }
}
