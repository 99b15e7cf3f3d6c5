//! Facts of which only the ends matter: the same pair at many times is joined once.

use super::fact::object_column;
use super::lowering::{Bindings, Body, Form, Lowering, Premise};
use super::tree::{Common, Expr, Select, Source, Table};
use crate::plan::order::Order;
use crate::plan::{Branch, Fact, Narrowing, Slot, Step};
use crate::resolve::tree::Filter;
use crate::value::{ObjectType, PredicateId};

/// From how many facts a pair on, on average, its facts are made one before they are joined.
const REPEATED: f64 = 1.2;

/// How many rows before it, as a share of the facts, make it worth while to find all pairs before.
const WORTH: f64 = 0.25;

/// The predicates of some facts, what their objects are, and what filters their ends.
pub type Facts = (Vec<PredicateId>, ObjectType, Vec<Expr>);

impl Lowering<'_> {
    /// A conjunction of which it is asked which facts it rests on, also within one of which it is not.
    pub(super) fn with_facts(&mut self, branch: &Branch) -> Body {
        self.lowered(branch, false)
    }

    /// A conjunction of which it is not asked which facts it rests on.
    pub(super) fn ends(&mut self, branch: &Branch) -> Body {
        self.lowered(branch, true)
    }

    fn lowered(&mut self, branch: &Branch, ends_only: bool) -> Body {
        let outside = std::mem::replace(&mut self.ends_only, ends_only);
        let halves = if ends_only { self.halves(branch) } else { None };
        let body = halves.unwrap_or_else(|| self.branch(branch, &Bindings::new()));
        self.ends_only = outside;
        body
    }

    /// Joins the pairs of the ends of facts instead of the facts, where that is less work.
    pub(super) fn pairs(
        &mut self,
        fact: &Fact,
        branch: &Branch,
        (place, order): (usize, &Order),
        body: &mut Body,
    ) -> Option<Premise> {
        if !self.ends_only || !self.has_ends_only(fact) {
            return None;
        }
        if fact.predicates.is_empty() {
            return self.members(fact, order, body);
        }
        let of = self.statistics.of_any(&fact.predicates);
        let is_repeated = of.facts as f64 >= REPEATED * of.pairs.max(1) as f64;
        let (applied, filters) = filters_of_ends(fact, branch);
        let known = [&fact.subject, &fact.object].into_iter().filter(|slot| is_known(slot, body)).count();
        let is_last = place + 1 == order.steps.len();
        let before = place.checked_sub(1).and_then(|before| order.rows.get(before)).copied().unwrap_or(1.0);
        if known == 2 && self.statistics.known && !body.correlated && before >= WORTH * of.facts as f64 {
            return self.tested(fact, body);
        }
        let is_worth_while = match known {
            // Pairs stand together in the index, so that each is found once for little.
            0 => !is_last && (self.may_be_alike(fact) || !filters.is_empty()),
            1 => !is_last && before >= WORTH * of.facts as f64 && (is_repeated || !filters.is_empty()),
            _ => false,
        };
        if !self.statistics.known || !is_worth_while {
            return None;
        }
        body.applied.extend(applied);
        let name = self.pairs_of(fact, &filters);
        let alias = self.alias('f');
        body.from.push(Table { alias: alias.clone(), source: Source::Common(name), left_join: None });
        let (subject, object) =
            (Expr::column(&alias, "subject"), Expr::column(&alias, object_column(fact.object_type)));
        body.tell_apart(&alias, vec![subject.clone(), object.clone()]);
        self.unify(&fact.subject, subject, Form::Id, body);
        self.unify(&fact.object, object, Form::Id, body);
        Some(Premise::None)
    }

    /// Joins the members of kinds, each once, where everything else is looked for from them.
    fn members(&mut self, fact: &Fact, order: &Order, body: &mut Body) -> Option<Premise> {
        let is_of_kinds = matches!(fact.object, Slot::Kinds(_));
        if !self.statistics.known || !is_of_kinds || is_known(&fact.subject, body) || order.steps.len() < 2 {
            return None;
        }
        let mut members = Body::default();
        self.fact(&Fact { subject: Slot::Any, ..fact.clone() }, &mut members);
        let [table] = members.from.as_slice() else { return None };
        let columns = vec![Expr::column(&table.alias, "subject")];
        let members =
            Select { distinct: true, columns, from: members.from, filter: members.filter, ..Select::default() };
        let (name, alias) = (self.alias('p'), self.alias('f'));
        let columns = vec!["subject".to_owned()];
        self.with.push(Common { name: name.clone(), kept: false, columns, base: vec![members], steps: Vec::new() });
        body.from.push(Table { alias: alias.clone(), source: Source::Common(name), left_join: None });
        let subject = Expr::column(&alias, "subject");
        body.tell_apart(&alias, vec![subject.clone()]);
        self.unify(&fact.subject, subject, Form::Id, body);
        Some(Premise::None)
    }

    /// Tests for a fact whose ends are known among all such facts, found once: where more are tested than there are facts, that is
    /// less work than to look for each.
    fn tested(&mut self, fact: &Fact, body: &mut Body) -> Option<Premise> {
        let ends = [&fact.subject, &fact.object].map(|slot| match slot {
            // What stands as such has no id.
            Slot::Variable(variable) if self.typed(*variable).bare => None,
            Slot::Variable(variable) => body.bindings.get(variable).cloned(),
            Slot::Entity(entity) => Some(Expr::Integer(entity.0)),
            _ => None,
        });
        let [Some(subject), Some(object)] = ends else { return None };
        let of = self.ends_of_all(fact, object_column(fact.object_type));
        // Not one end after the other, in an index that has it.
        body.filter.push(Expr::Among(vec![subject.computed(), object.computed()], Box::new(of)));
        Some(Premise::None)
    }

    /// Whether nothing else of a fact matters than its ends, and that it holds.
    pub(super) fn has_ends_only(&self, fact: &Fact) -> bool {
        fact.narrowing == Narrowing { of_optional: fact.narrowing.of_optional, ..Narrowing::default() }
            && !fact.symmetric
            && fact.qualifiers.is_empty()
            && fact.subject != fact.object
            && !self.undisputed
            && self.view.recorded.is_none()
            && self.view.valid.is_none()
    }

    /// The common table expression of the pairs for which some filters hold, made when it is first wanted.
    fn pairs_of(&mut self, fact: &Fact, filters: &[&Filter]) -> String {
        let filtered = |lowering: &mut Self, subject: Expr, object: Expr| {
            let ends = [(&fact.subject, subject), (&fact.object, object)].into_iter();
            let bindings = ends.filter_map(|(slot, column)| {
                let variable = slot.as_variable()?;
                Some((variable, lowering.standing_for(variable, column, Form::Id)))
            });
            let bindings = bindings.collect();
            filters.iter().map(|filter| lowering.filter(filter, &bindings)).collect::<Vec<_>>()
        };
        let nowhere = filtered(self, Expr::column("", "subject"), Expr::column("", "object"));
        let facts = (fact.predicates.clone(), fact.object_type, nowhere);
        if let Some((_, name)) = self.pairs.iter().find(|(known, _)| *known == facts) {
            return name.clone();
        }
        let object = object_column(fact.object_type);
        let (alias, mut body) = (self.alias('f'), Body::default());
        let base = match filters {
            [] => Select { distinct: true, ..self.ends_of_all(fact, object) },
            // Each pair is filtered once, and not each fact of it.
            _ => {
                let source = Source::Common(self.pairs_of(fact, &[]));
                body.from.push(Table { alias: alias.clone(), source, left_join: None });
                let [subject, object] = ["subject", object].map(|column| Expr::column(&alias, column));
                body.filter = filtered(self, subject.clone(), object.clone());
                self.join_attributes(&mut body);
                Select { columns: vec![subject, object], from: body.from, filter: body.filter, ..Select::default() }
            }
        };
        let name = self.alias('p');
        let columns = ["subject", object].map(str::to_owned).to_vec();
        self.with.push(Common {
            name: name.clone(),
            kept: !filters.is_empty(),
            columns,
            base: vec![base],
            steps: Vec::new(),
        });
        self.pairs.push((facts, name.clone()));
        name
    }

    /// The pairs of all facts that are like a fact but for its ends, as often as there are facts.
    fn ends_of_all(&mut self, fact: &Fact, object: &'static str) -> Select {
        let anything = Fact { subject: Slot::Any, object: Slot::Any, ..fact.clone() };
        let mut body = Body::default();
        self.fact(&anything, &mut body);
        let alias = body.from.first().map(|table| table.alias.clone()).unwrap_or_default();
        let columns = ["subject", object].map(|column| Expr::column(&alias, column)).to_vec();
        if fact.object_type.is_literal() {
            // As in facts that are read one by one; pairs of things are found in order by the index of subjects.
            body.filter.push(Expr::column(&alias, object).is_known());
        }
        Select { columns, from: body.from, filter: body.filter, ..Select::default() }
    }
}

/// The filters of a branch, with their steps, that say something of both ends of a fact, or of one, and of nothing else.
fn filters_of_ends<'b>(fact: &Fact, branch: &'b Branch) -> (Vec<usize>, Vec<&'b Filter>) {
    let ends = [fact.subject.as_variable(), fact.object.as_variable()];
    let of_ends = |(at, step): (usize, &'b Step)| {
        let Step::Filter(filter) = step else { return None };
        let mut needed = Vec::new();
        filter.variables(&mut needed);
        let is_of_ends = !needed.is_empty() && needed.iter().all(|variable| ends.contains(&Some(*variable)));
        is_of_ends.then_some((at, filter))
    };
    branch.steps.iter().enumerate().filter_map(of_ends).unzip()
}

fn is_known(slot: &Slot, body: &Body) -> bool {
    match slot {
        Slot::Variable(variable) => body.bindings.contains_key(variable),
        Slot::Any => false,
        _ => true,
    }
}
