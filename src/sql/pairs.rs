//! Facts of which only the ends matter: the same pair at many times is joined once.

use super::fact::object_column;
use super::lowering::{Bindings, Body, Form, Lowering, Premise};
use super::tree::{Common, Expr, Select, Source, Table};
use crate::plan::order::Order;
use crate::plan::{Branch, Fact, Narrowing, Slot};
use crate::value::{ObjectType, PredicateId};

/// From how many facts a pair on, on average, its facts are made one before they are joined.
const REPEATED: f64 = 1.2;

/// How many rows before it, as a share of the facts, make it worth while to find all pairs before.
const WORTH: f64 = 0.25;

/// The predicates of some facts, and what their objects are.
pub type Facts = (Vec<PredicateId>, ObjectType);

impl Lowering<'_> {
    /// A conjunction of which it is not asked which facts it rests on.
    pub(super) fn ends(&mut self, branch: &Branch) -> Body {
        let outside = std::mem::replace(&mut self.ends_only, true);
        let body = self.branch(branch, &Bindings::new());
        self.ends_only = outside;
        body
    }

    /// Joins the pairs of the ends of facts instead of the facts, where that is less work.
    pub(super) fn pairs(&mut self, fact: &Fact, place: usize, order: &Order, body: &mut Body) -> Option<Premise> {
        if !self.ends_only || !self.has_ends_only(fact) {
            return None;
        }
        let of = self.statistics.of_any(&fact.predicates);
        let is_repeated = of.facts as f64 >= REPEATED * of.pairs.max(1) as f64;
        let known = [&fact.subject, &fact.object].into_iter().filter(|slot| is_known(slot, body)).count();
        let is_last = place + 1 == order.steps.len();
        let before = place.checked_sub(1).and_then(|before| order.rows.get(before)).copied().unwrap_or(1.0);
        let is_worth_while = match known {
            0 => !is_last,
            1 => !is_last && before >= WORTH * of.facts as f64,
            _ => false,
        };
        if !is_repeated || !is_worth_while {
            return None;
        }
        let name = self.pairs_of((fact.predicates.clone(), fact.object_type), fact);
        let alias = self.alias('f');
        body.from.push(Table { alias: alias.clone(), source: Source::Common(name), left_join: None });
        let (subject, object) = (Expr::column(&alias, "subject"), Expr::column(&alias, object_column(fact.object_type)));
        body.tell_apart(&alias, vec![subject.clone(), object.clone()]);
        self.unify(&fact.subject, subject, Form::Id, body);
        self.unify(&fact.object, object, Form::Id, body);
        Some(Premise::None)
    }

    /// Whether nothing else of a fact matters than its ends, and that it holds.
    fn has_ends_only(&self, fact: &Fact) -> bool {
        fact.narrowing == Narrowing { of_optional: fact.narrowing.of_optional, ..Narrowing::default() }
            && !fact.predicates.is_empty()
            && !fact.symmetric
            && fact.qualifiers.is_empty()
            && fact.subject != fact.object
            && !self.undisputed
            && self.view.recorded.is_none()
            && self.view.valid.is_none()
    }

    /// The common table expression of the pairs, made when it is first wanted.
    fn pairs_of(&mut self, facts: Facts, fact: &Fact) -> String {
        if let Some((_, name)) = self.pairs.iter().find(|(known, _)| *known == facts) {
            return name.clone();
        }
        let name = self.alias('p');
        let anything = Fact { subject: Slot::Any, object: Slot::Any, ..fact.clone() };
        let mut body = Body::default();
        if let Premise::Fact(Expr::Column(alias, _)) = self.fact(&anything, &mut body) {
            let ends = ["subject", object_column(fact.object_type)];
            let columns = ends.map(|column| Expr::column(&alias, column)).to_vec();
            let base = Select { distinct: true, columns, from: body.from, filter: body.filter, ..Select::default() };
            let columns = ends.map(str::to_owned).to_vec();
            self.with.push(Common { name: name.clone(), columns, base: vec![base], steps: Vec::new() });
        }
        self.pairs.push((facts, name.clone()));
        name
    }
}

fn is_known(slot: &Slot, body: &Body) -> bool {
    match slot {
        Slot::Variable(variable) => body.bindings.contains_key(variable),
        Slot::Any => false,
        _ => true,
    }
}
