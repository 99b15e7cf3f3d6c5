//! Rules, bottom-up: round by round everything that their bodies give, until a round finds nothing new.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::answer;
use crate::calendar::Date;
use crate::evaluate::{Evaluator, Mode, TooMany, Way};
use crate::model::Store;
use crate::query::{Condition, Follows, Group, Path, RULE_KINDS, Relation as Related, Rule, Subquery, Term};
use crate::relation::{Found, Relation, Row};
use crate::value::Value;

impl<'s> Evaluator<'s> {
    /// An evaluator whose rules are complete.
    pub fn new(
        store: &'s Store,
        valid: Option<Date>,
        rules: &'s [Rule],
        mode: Mode<'s>,
    ) -> Result<Evaluator<'s>, TooMany> {
        let evaluator = Evaluator::empty(store, valid, rules, mode);
        if matches!(mode, Mode::DenyOne(_)) {
            return Ok(evaluator);
        }
        let circles: Vec<BTreeSet<usize>> = (0..rules.len()).map(|rule| circle(rules, rule)).collect();
        let begin = |(rule, circle): (&Rule, &BTreeSet<usize>)| {
            let walks = circle.iter().any(|rule| walks_over(&rules[*rule].body, circle));
            Rc::new(Relation { name: Some(rule.name), circle: circle.clone(), walks, ..Relation::default() })
        };
        evaluator.relations.replace(rules.iter().zip(&circles).map(begin).collect());
        for together in in_order(rules, &circles) {
            evaluator.complete(&together)?;
        }
        for rule in 0..rules.len() {
            evaluator.trace(rule)?;
        }
        Ok(evaluator)
    }

    /// The rows of rules that call one another: each round knows what the rounds before it found.
    fn complete(&self, together: &BTreeSet<usize>) -> Result<(), TooMany> {
        for round in 1.. {
            // What is kept of paths and subqueries may rest on what is not complete.
            self.relations.borrow_mut().truncate(self.rules.len());
            self.known.borrow_mut().clear();
            let mut new: Vec<(usize, Row)> = Vec::new();
            for rule in together {
                let rows = self.body(&self.rules[*rule].body)?.into_iter().map(|way| self.head(*rule, &way));
                let known = Rc::clone(&self.relations.borrow()[*rule]);
                new.extend(rows.filter(|row| !known.rows.contains_key(row)).map(|row| (*rule, row)));
            }
            if new.is_empty() {
                break;
            }
            let mut relations = self.relations.borrow_mut();
            for (rule, row) in new {
                Rc::make_mut(&mut relations[rule]).rows.insert(row, Found { round, ..Found::default() });
            }
        }
        self.relations.borrow_mut().truncate(self.rules.len());
        self.known.borrow_mut().clear();
        Ok(())
    }

    /// What each row of a rule rests on.
    fn trace(&self, rule: usize) -> Result<(), TooMany> {
        let mut traced = Relation::clone(&self.relations.borrow()[rule]);
        for way in self.body(&self.rules[rule].body)? {
            traced.rows.entry(self.head(rule, &way)).or_default().derivations.insert(way.premises);
        }
        self.relations.borrow_mut()[rule] = Rc::new(traced);
        Ok(())
    }

    fn head(&self, rule: usize, way: &Way<'_>) -> Row {
        let value = |variable| way.bindings.get(variable).cloned().unwrap_or(Value::Nothing);
        self.rules[rule].head.iter().map(value).collect()
    }

    /// The rows of a subquery, as a relation.
    pub fn subquery_rows(&self, subquery: &Subquery) -> Result<usize, TooMany> {
        let key = format!("{subquery:?}");
        if let Some(known) = self.known.borrow().get(&key) {
            return Ok(*known);
        }
        let body = answer::whole_body(Some(&subquery.find), &subquery.body);
        let ways = self.body(&body)?;
        let mut relation = Relation::default();
        let rows = answer::rows(self, &subquery.find, &body, &ways);
        for row in answer::ordered(self, &subquery.find, rows) {
            relation.rows.entry(row.values).or_default().derivations.extend(row.derivations);
        }
        Ok(self.keep(key, relation))
    }
}

/// The rules that a rule calls and that call it, itself included where it calls itself.
fn circle(rules: &[Rule], rule: usize) -> BTreeSet<usize> {
    let reached = reached(rules, rule);
    reached.iter().copied().filter(|other| self::reached(rules, *other).contains(&rule)).collect()
}

/// Everything that a rule calls, directly or through others.
fn reached(rules: &[Rule], rule: usize) -> BTreeSet<usize> {
    let mut found = calls(&rules[rule].body);
    loop {
        let further: BTreeSet<usize> = found.iter().flat_map(|rule| calls(&rules[*rule].body)).collect();
        let before = found.len();
        found.extend(further);
        if found.len() == before {
            return found;
        }
    }
}

/// Rules that are complete together, each behind those that it calls.
fn in_order(rules: &[Rule], circles: &[BTreeSet<usize>]) -> Vec<BTreeSet<usize>> {
    let mut done: BTreeSet<usize> = BTreeSet::new();
    let mut order = Vec::new();
    while done.len() < rules.len() {
        let before = done.len();
        for (rule, circle) in circles.iter().enumerate() {
            let together: BTreeSet<usize> = circle.iter().copied().chain([rule]).collect();
            let ready = reached(rules, rule).iter().all(|other| done.contains(other) || together.contains(other));
            if !done.contains(&rule) && ready {
                done.extend(&together);
                order.push(together);
            }
        }
        assert!(done.len() > before, "rules always have an order");
    }
    order
}

/// The rules that conditions call directly.
pub fn calls(group: &Group) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for condition in group {
        match condition {
            Condition::Pattern(pattern) => {
                if let Related::Path(path) = &pattern.relation {
                    path_calls(path, &mut found);
                }
                if let Term::Constant(Value::Kind(kind)) = pattern.object {
                    found.extend(kind.checked_sub(RULE_KINDS));
                }
                for relative in pattern.relatives() {
                    found.extend(relative.kind.and_then(|kind| kind.checked_sub(RULE_KINDS)));
                }
            }
            Condition::Relative(relative) => {
                found.extend(relative.kind.and_then(|kind| kind.checked_sub(RULE_KINDS)));
            }
            Condition::Subquery(subquery) => {
                found.extend(calls(&answer::whole_body(Some(&subquery.find), &subquery.body)));
            }
            _ => {}
        }
        found.extend(crate::walk::groups(condition).into_iter().flat_map(calls));
    }
    found
}

/// Whether a path over some of these rules is repeated.
fn walks_over(group: &Group, circle: &BTreeSet<usize>) -> bool {
    group.iter().any(|condition| {
        let here = match condition {
            Condition::Pattern(pattern) => match &pattern.relation {
                Related::Path(path) => repeats(path, circle),
                _ => false,
            },
            _ => false,
        };
        here || crate::walk::groups(condition).into_iter().any(|group| walks_over(group, circle))
    })
}

fn repeats(path: &Path, circle: &BTreeSet<usize>) -> bool {
    match path {
        Path::Step(_) => false,
        Path::Sequence(parts) | Path::Alternatives(parts) => parts.iter().any(|part| repeats(part, circle)),
        Path::Repeated(inner, _) => {
            let mut found = BTreeSet::new();
            path_calls(inner, &mut found);
            !found.is_disjoint(circle)
        }
    }
}

fn path_calls(path: &Path, found: &mut BTreeSet<usize>) {
    match path {
        Path::Step(step) => {
            if let Follows::Rule(rule) = step.follows {
                found.insert(rule);
            }
        }
        Path::Sequence(parts) | Path::Alternatives(parts) => {
            parts.iter().for_each(|part| path_calls(part, found));
        }
        Path::Repeated(inner, _) => path_calls(inner, found),
    }
}
