//! Relations: rules, paths and subqueries as common table expressions, or as temporary tables where they are found round
//! by round.

use super::lowering::{Body, Form, Lowering, Premise, Rounds};
use super::rows;
use super::tree::{Bind, Common, Expr, Select, Source, Table};
use crate::plan::{Call, Definition, Reach, Recursion, Slot, Step, Typed};
use crate::resolve::tree::VariableId;

/// The temporary table of a relation, or of what of it rests on undisputed facts only.
pub fn table_name(relation: usize, undisputed: bool) -> String {
    format!("relation_{relation}{}", if undisputed { "_undisputed" } else { "" })
}

/// The column of a temporary table that says in which round a row was found, from 0.
pub const ROUND: &str = "round";

impl Lowering<'_> {
    pub(super) fn call(&mut self, call: &Call, at: usize, body: &mut Body) -> Premise {
        if let Some(chain) = self.chain(call) {
            return self.reach(&chain, body);
        }
        let alias = self.alias('d');
        let table = self.relation_table(call.relation, &alias);
        body.from.push(table);
        if self.evaluated.contains(&call.relation) {
            let round = Expr::column(&alias, ROUND);
            let now = Expr::Bind(Bind::Round);
            match self.rounds.get(&at) {
                Some(Rounds::Last) => body.filter.push(round.equals(now.binary("-", Expr::Integer(1)))),
                Some(Rounds::Before) => body.filter.push(round.binary("<", now)),
                None => {}
            }
        }
        let columns = self.relations[call.relation].columns.len();
        let columns: Vec<Expr> = (0..columns).map(|at| Expr::Argument(alias.clone(), at)).collect();
        for ((slot, column), typed) in
            call.arguments.iter().zip(&columns).zip(self.relations[call.relation].columns.clone())
        {
            self.unify(slot, column.clone(), form(typed), body);
        }
        if let Some((variable, reflexive)) = call.steps {
            let round = Expr::column(&alias, ROUND);
            let steps = if reflexive { round } else { round.binary("+", Expr::Integer(1)) };
            self.unify(&Slot::Variable(variable), steps, Form::Bare, body);
        }
        Premise::Row(columns)
    }

    /// The chain that a call asks for, where it is not asked which facts its rows rest on.
    fn chain(&self, call: &Call) -> Option<Reach> {
        let link = self.relations[call.relation].chain_of.clone()?;
        let [from, to] = call.arguments.as_slice() else { return None };
        let is_found_anew = !self.kept.contains(&call.relation) && !self.in_making.contains(&call.relation);
        let is_asked_so = self.ends_only && call.steps.is_none() && is_found_anew;
        is_asked_so.then(|| Reach { link, from: from.clone(), to: to.clone(), reflexive: false, single: false })
    }

    /// Has what a step of a recursion joins found once, and not for each row that it has found.
    pub(super) fn keep_joined(&mut self, step: &Select) {
        for table in &step.from {
            if let Source::Common(name) = &table.source
                && let Some(common) = self.with.iter_mut().find(|common| common.name == *name)
            {
                common.kept |= common.steps.is_empty();
            }
        }
    }

    /// A relation as a table of that alias.
    pub(super) fn relation_table(&mut self, relation: usize, alias: &str) -> Table {
        let source = match self.kept.contains(&relation) {
            true => Source::Temporary(table_name(relation, self.undisputed)),
            false => Source::Common(self.common_relation(relation)),
        };
        Table { alias: alias.to_owned(), source, left_join: None }
    }

    /// The common table expression of a relation, made when it is first called.
    fn common_relation(&mut self, relation: usize) -> String {
        if let Some(name) = self.placed.get(&(relation, self.undisputed)) {
            return name.clone();
        }
        let name = self.alias('t');
        self.placed.insert((relation, self.undisputed), name.clone());
        let columns = (0..self.relations[relation].columns.len()).map(|at| format!("c{at}")).collect();
        self.in_making.push(relation);
        let (mut base, steps) = self.relation_rows(relation);
        self.in_making.pop();
        steps.iter().for_each(|step| self.keep_joined(step));
        if base.is_empty() {
            // What begins nowhere is empty.
            let columns = vec![Expr::Null; self.relations[relation].columns.len()];
            base.push(Select { columns, filter: vec![Expr::Integer(0)], ..Select::default() });
        }
        self.with.push(Common { name: name.clone(), kept: false, columns, base, steps });
        name
    }

    /// The selects for a relation's rows, and those that call it itself.
    fn relation_rows(&mut self, relation: usize) -> (Vec<Select>, Vec<Select>) {
        let definition = &self.relations[relation].definition;
        let (Definition::Rule { body, .. } | Definition::Rows { body, .. }) = definition;
        let outside = std::mem::replace(&mut self.types, &body.variables);
        let rows = match definition {
            Definition::Rows { find, body } => (vec![rows::relation(self, find, body)], Vec::new()),
            Definition::Rule { body, .. } => {
                let calls_itself = |at: &usize| {
                    let own = |step: &Step| matches!(step, Step::Call(call) if call.relation == relation);
                    body.branches[*at].steps.iter().any(own)
                };
                let all = 0..body.branches.len();
                let recursive = matches!(self.relations[relation].recursion, Recursion::Linear(_));
                let (steps, base): (Vec<usize>, Vec<usize>) = all.partition(|at| recursive && calls_itself(at));
                let mut select = |at: usize| self.rule_branch(relation, at);
                (base.into_iter().map(&mut select).collect(), steps.into_iter().map(&mut select).collect())
            }
        };
        self.types = outside;
        rows
    }

    /// The rows that one alternative of a rule gives; the variables in play are the rule's.
    pub(super) fn rule_branch(&mut self, relation: usize, at: usize) -> Select {
        let Definition::Rule { body, head } = &self.relations[relation].definition else { return Select::default() };
        let lowered = self.branch(&body.branches[at], &Default::default());
        let columns = head.iter().zip(&self.relations[relation].columns);
        let columns = columns.map(|(slot, typed)| self.head(slot, *typed, &lowered)).collect();
        Select { columns, from: lowered.from, filter: lowered.filter, ..Select::default() }
    }

    /// What stands in a column of a relation.
    pub(super) fn head(&self, slot: &Slot, typed: Typed, body: &Body) -> Expr {
        match slot {
            Slot::Variable(variable) => self.as_column(*variable, typed, body),
            Slot::Entity(entity) => Expr::Integer(entity.0),
            Slot::Document(document) => Expr::Integer(document.0),
            Slot::Literal(literal) => super::lowering::literal_value(literal),
            Slot::Kinds(_) | Slot::Any => Expr::Null,
        }
    }

    fn as_column(&self, variable: VariableId, typed: Typed, body: &Body) -> Expr {
        let expr = super::lowering::bound(variable, &body.bindings);
        match typed.bare && !self.typed(variable).bare {
            true => super::lowering::literal_value_of(expr, typed.sort),
            false => expr,
        }
    }
}

/// In which form the values of a column stand.
pub fn form(typed: Typed) -> Form {
    match typed.bare {
        true => Form::Bare,
        false => Form::Id,
    }
}
