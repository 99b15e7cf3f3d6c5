//! A conjunction that says the same of two things, and holds them against each other: what it says of the one is found once, and
//! joined with itself.

use std::collections::HashMap;

use super::lowering::{Body, Lowering, Premise, bound};
use super::names;
use super::rows::distinct;
use super::tree::{Common, Expr, Select, Source, Table};
use crate::plan::order::order;
use crate::plan::{Branch, Fact, Slot, Step};
use crate::resolve::tree::VariableId;

/// Of how many rows, at least, a half must save the finding, for each that it has, so that it is found by itself.
const WORTH: f64 = 2.0;

/// Up to how many rows are as well looked for anew.
const FEW: f64 = 20.0;

/// A conjunction as two halves.
struct Halves {
    /// What the one half says, with what is said of both.
    half: Branch,
    /// The variables of that half, each with its like in the other; itself where both halves speak of it.
    variables: Vec<(VariableId, VariableId)>,
}

impl Lowering<'_> {
    /// A conjunction as the rows of one of its halves joined with themselves, where it has halves and that is less work.
    pub(super) fn halves(&mut self, branch: &Branch) -> Option<Body> {
        if !self.statistics.known {
            return None;
        }
        let halves = Halves::of(branch, &|fact| self.has_ends_only(fact))?;
        self.is_worth_while(&halves, branch).then(|| self.joined_halves(&halves, branch))
    }

    /// Whether many more rows are looked for on the way than one half has.
    fn is_worth_while(&self, halves: &Halves, branch: &Branch) -> bool {
        let rows = |branch: &Branch| order(branch, &|_| false, self.statistics).rows;
        let found = rows(&halves.half).last().copied().unwrap_or(0.0);
        let most = rows(branch).into_iter().fold(0.0, f64::max);
        most >= FEW.max(WORTH * found)
    }

    fn joined_halves(&mut self, halves: &Halves, branch: &Branch) -> Body {
        let [name, one, other] = [self.alias('h'), self.alias('h'), self.alias('h')];
        let inner = self.branch(&halves.half, &HashMap::new());
        let mut columns: Vec<Expr> =
            halves.variables.iter().map(|(variable, _)| bound(*variable, &inner.bindings)).collect();
        let mut body = Body { premises: vec![Premise::None; branch.steps.len()], ..Body::default() };
        for (at, (variable, like)) in halves.variables.iter().enumerate() {
            let [here, there] = [&one, &other].map(|alias| Expr::Argument(alias.clone(), at));
            match variable == like {
                true => body.filter.push(there.equals(here.clone())),
                false => _ = body.bindings.insert(*like, there),
            }
            body.bindings.insert(*variable, here);
        }
        for step in &branch.steps {
            if let Step::Filter(filter) = step {
                let mut filter = self.filter(filter, &body.bindings);
                look_up_before(&mut filter, [&one, &other], &mut columns);
                body.filter.push(filter);
            }
        }
        for alias in [&one, &other] {
            let all = (0..halves.variables.len()).map(|at| Expr::Argument(alias.clone(), at)).collect();
            body.tell_apart(alias, all);
            let source = Source::Common(name.clone());
            body.from.push(Table { alias: alias.clone(), source, left_join: None });
        }
        self.with.push(half(name, inner, columns));
        body
    }
}

/// The rows of a half.
fn half(name: String, inner: Body, columns: Vec<Expr>) -> Common {
    let width = columns.len();
    let mut rows = distinct(columns, inner.from.clone(), inner.filter.clone());
    rows.distinct = !inner.is_set(&rows);
    // SQLite expects few rows of what it has no statistics of, and of few it makes no index to join them by. With these, which it
    // sees at once are none, it expects many.
    let from = vec![Table { alias: "f".to_owned(), source: Source::Table("fact"), left_join: None }];
    let none = Select { columns: vec![Expr::Null; width], from, filter: vec![Expr::Integer(0)], ..Select::default() };
    let all = (0..width).map(|at| Expr::Output("u".to_owned(), at)).collect();
    let from = vec![Table { alias: "u".to_owned(), source: Source::All(vec![rows, none]), left_join: None }];
    let base = vec![Select { columns: all, from, ..Select::default() }];
    let columns = (0..width).map(|at| format!("c{at}")).collect();
    Common { name, kept: true, columns, base, steps: Vec::new() }
}

/// Lets what a filter looks up by a column of a half be a column of it too, so that it is looked up once for each row.
fn look_up_before(filter: &mut Expr, halves: [&String; 2], columns: &mut Vec<Expr>) {
    filter.each_mut(&mut |expr| {
        if names::is_comparison(expr) {
            return true;
        }
        let Some((alias, at)) = looked_up_by(expr).filter(|(alias, _)| halves.contains(&alias)) else { return false };
        let mut looked_up = expr.clone();
        looked_up.each_mut(&mut |part| {
            let is_key = matches!(part, Expr::Argument(..));
            if is_key {
                *part = columns[at].clone();
            }
            is_key
        });
        let known = columns.iter().position(|column| *column == looked_up);
        let column = known.unwrap_or_else(|| {
            columns.push(looked_up);
            columns.len() - 1
        });
        *expr = Expr::Argument(alias, column);
        true
    });
}

/// The column of a relation by which an expression looks something up, if it does nothing else.
fn looked_up_by(expr: &Expr) -> Option<(String, usize)> {
    let Expr::Scalar(select) = expr else { return None };
    let [Expr::Binary("=", id, key)] = select.filter.as_slice() else { return None };
    match (&**id, &**key, select.columns.as_slice()) {
        (Expr::Column(_, "id"), Expr::Argument(alias, at), [Expr::Column(..)]) => Some((alias.clone(), *at)),
        _ => None,
    }
}

impl Halves {
    /// The halves of a conjunction of facts, and of filters that each speak of both.
    fn of(branch: &Branch, has_ends_only: &dyn Fn(&Fact) -> bool) -> Option<Self> {
        let facts = branch.steps.iter().filter(|step| !matches!(step, Step::Filter(_))).map(|step| match step {
            Step::Fact(fact) if has_ends_only(fact) => Some(fact),
            _ => None,
        });
        let facts: Vec<&Fact> = facts.collect::<Option<_>>()?;
        let pairs = (0..facts.len()).flat_map(|one| (one + 1..facts.len()).map(move |other| (one, other)));
        let found = pairs.filter_map(|(one, other)| Matching::begun_with(&facts, one, other)?.halves(&facts));
        found.into_iter().find(|halves| halves.are_filtered_together(branch))
    }

    /// Whether no filter could be tried on one half alone.
    fn are_filtered_together(&self, branch: &Branch) -> bool {
        branch.steps.iter().all(|step| {
            let Step::Filter(filter) = step else { return true };
            let mut needed = Vec::new();
            filter.variables(&mut needed);
            let is_of = |end: fn(&(VariableId, VariableId)) -> VariableId| {
                self.variables.iter().any(|pair| pair.0 != pair.1 && needed.contains(&end(pair)))
            };
            is_of(|pair| pair.0) && is_of(|pair| pair.1)
        })
    }
}

/// Facts of the one half put to those of the other that say the same.
#[derive(Default)]
struct Matching {
    /// Each variable of the one half with its like, in the order in which they were met.
    variables: Vec<(VariableId, VariableId)>,
    /// The facts of the one half, and their likes.
    facts: Vec<(usize, usize)>,
}

impl Matching {
    /// Whatever follows from two facts being alike.
    fn begun_with(facts: &[&Fact], one: usize, other: usize) -> Option<Self> {
        let mut matching = Self::default();
        if !matching.put(facts, one, other) {
            return None;
        }
        loop {
            let is_left = |at: usize| matching.facts.iter().all(|(one, other)| at != *one && at != *other);
            let left: Vec<usize> = (0..facts.len()).filter(|at| is_left(*at)).collect();
            let Some(next) = left.iter().copied().find(|at| matching.speaks_of_one(facts[*at])) else { break };
            let is_put = left.into_iter().any(|like| like != next && matching.put(facts, next, like));
            if !is_put {
                return None;
            }
        }
        Some(matching)
    }

    /// Puts two facts to each other, where they say the same but for what is alike.
    fn put(&mut self, facts: &[&Fact], one: usize, other: usize) -> bool {
        let (fact, like) = (facts[one], facts[other]);
        let says_the_same = fact.predicates == like.predicates && fact.object_type == like.object_type;
        let mut variables = self.variables.clone();
        let ends = [(&fact.subject, &like.subject), (&fact.object, &like.object)];
        let are_alike = ends.into_iter().all(|ends| match ends {
            (Slot::Variable(one), Slot::Variable(other)) => put_variable(&mut variables, *one, *other),
            (one, other) => one == other,
        });
        let is_put = says_the_same && are_alike && variables.iter().any(|(one, other)| one != other);
        if is_put {
            self.variables = variables;
            self.facts.push((one, other));
        }
        is_put
    }

    /// Whether a fact says something of what the one half has for itself.
    fn speaks_of_one(&self, fact: &Fact) -> bool {
        let own = |variable| self.variables.iter().any(|(one, other)| *one == variable && one != other);
        [&fact.subject, &fact.object].into_iter().filter_map(|slot| slot.as_variable()).any(own)
    }

    /// The halves, if these are all that is said of what is not common to both, and both have something in common.
    fn halves(mut self, facts: &[&Fact]) -> Option<Halves> {
        let mut half: Vec<usize> = self.facts.iter().map(|(one, _)| *one).collect();
        let is_left = |at: &usize| self.facts.iter().all(|(one, other)| at != one && at != other);
        let common: Vec<usize> = (0..facts.len()).filter(is_left).collect();
        for at in &common {
            let ends = [&facts[*at].subject, &facts[*at].object].into_iter().filter_map(|slot| slot.as_variable());
            for variable in ends {
                if !put_variable(&mut self.variables, variable, variable) {
                    return None;
                }
            }
        }
        let is_joined = self.variables.iter().any(|(one, other)| one == other);
        let looks_further = half.len() > 1;
        half.extend(common);
        half.sort_unstable();
        let steps = half.into_iter().map(|at| Step::Fact(facts[at].clone())).collect();
        (is_joined && looks_further).then_some(Halves { half: Branch { steps }, variables: self.variables })
    }
}

/// Puts a variable to its like; whether neither is put to another.
fn put_variable(variables: &mut Vec<(VariableId, VariableId)>, one: VariableId, other: VariableId) -> bool {
    let known = variables.iter().find(|pair| [pair.0, pair.1].iter().any(|end| *end == one || *end == other));
    match known {
        Some(pair) => *pair == (one, other),
        None => {
            variables.push((one, other));
            true
        }
    }
}
