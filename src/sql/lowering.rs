//! Conjunctions of steps as tables and filters.

use std::collections::{HashMap, HashSet};

use super::chain::Seeded;
use super::dialect::Dialect;
use super::tree::{Bind, Common, Expr, Select, Source, Table};
use super::{Setting, pairs};
use crate::plan::order::{order, order_behind};
use crate::plan::statistics::Statistics;
use crate::plan::{Absent, Branch, Fact, Optional, Plan, Relation, Slot, Step, Typed};
use crate::resolve::tree::{Sort, VariableId, View};
use crate::value::{Literal, PredicateId};

/// The expressions that variables stand for: an id, or a literal as such where the variable is bare.
pub type Bindings = HashMap<VariableId, Expr>;

/// What a step rests on, as expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum Premise {
    /// A fact's id; no value where an optional one is not there.
    Fact(Expr),
    /// Both ends of a chain.
    Chain(Expr, Expr),
    /// The columns of a relation's row.
    Row(Vec<Expr>),
    /// That there is none.
    Absent,
    /// Nothing: a filter, or a name.
    None,
}

impl Premise {
    /// Of a step that is not joined.
    fn unjoined(step: &Step) -> Self {
        match step {
            Step::Absent(_) => Premise::Absent,
            _ => Premise::None,
        }
    }
}

/// A conjunction as tables and filters.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The tables.
    pub from: Vec<Table>,
    /// What must hold.
    pub filter: Vec<Expr>,
    /// What each variable stands for.
    pub bindings: Bindings,
    /// What each step rests on.
    pub premises: Vec<Premise>,
    /// Whether it speaks of tables around it.
    pub correlated: bool,
    /// The filters that what is joined applies itself, by their steps.
    pub applied: Vec<usize>,
    /// By the first table of a step, how many rows it is expected to give for each before it.
    pub fans: Vec<(String, f64)>,
    /// By table, what tells its rows apart, where that is known.
    pub told_apart: Vec<(String, Vec<Expr>)>,
    /// What a chain was begun from.
    pub(super) seeded: Option<Seeded>,
}

/// Whether an expression is an id of the store's literals, or a literal as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An id: of an entity, kind, document or literal.
    Id,
    /// A literal as such.
    Bare,
}

/// How a relation that is being evaluated round by round is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounds {
    /// Those of the last round only.
    Last,
    /// Those found before a round: for the rows of receipts.
    Before,
}

/// Lowers the parts of one statement: aliases and common table expressions are the statement's.
pub struct Lowering<'a> {
    /// The types of the variables of the body that is being lowered.
    pub types: &'a [Typed],
    pub relations: &'a [Relation],
    pub view: &'a View,
    pub undisputed: bool,
    /// The predicates by which facts say of what kinds things are.
    pub kind_predicates: &'a [PredicateId],
    /// How much there is in the store.
    pub statistics: &'a Statistics,
    /// The common table expressions that the statement needs.
    pub with: Vec<Common>,
    /// What the statement is for.
    pub dialect: Dialect,
    /// The relations that stand in temporary tables.
    pub kept: HashSet<usize>,
    /// How calls of the relations in evaluation are read, by the place of the call in the branch.
    pub rounds: HashMap<usize, Rounds>,
    /// The relations that are in evaluation: which their calls, `rounds` says of.
    pub evaluated: HashSet<usize>,
    /// The common table expressions of relations, and of what of them rests on undisputed facts only.
    pub(super) placed: HashMap<(usize, bool), String>,
    /// The relations whose rows are being lowered, those within others behind them.
    pub(super) in_making: Vec<usize>,
    /// Whether it is not asked which facts rows rest on, so that facts with the same ends may be one.
    pub(super) ends_only: bool,
    /// The common table expressions of the pairs of ends of facts, by what the facts are.
    pub(super) pairs: Vec<(pairs::Facts, String)>,
    next: usize,
}

impl<'a> Lowering<'a> {
    /// For a plan.
    pub fn new(plan: &'a Plan, setting: &Setting) -> Self {
        Self {
            types: &plan.body.variables,
            relations: &plan.relations,
            view: &plan.view,
            undisputed: plan.undisputed,
            kind_predicates: &plan.kind_predicates,
            statistics: &plan.statistics,
            with: Vec::new(),
            kept: setting.kept.clone(),
            dialect: setting.dialect,
            rounds: HashMap::new(),
            evaluated: HashSet::new(),
            placed: HashMap::new(),
            in_making: Vec::new(),
            ends_only: false,
            pairs: Vec::new(),
            next: 0,
        }
    }

    pub fn typed(&self, variable: VariableId) -> Typed {
        self.types[variable.0]
    }

    pub(super) fn alias(&mut self, letter: char) -> String {
        self.next += 1;
        format!("{letter}{}", self.next)
    }

    /// A conjunction, in which the variables of `outer` have their values already. What is joined comes first, then what
    /// may be missing; negations and filters when every variable has its expression.
    pub fn branch(&mut self, branch: &Branch, outer: &Bindings) -> Body {
        let mut body = self.joined(branch, outer);
        self.join_attributes(&mut body);
        body
    }

    fn joined(&mut self, branch: &Branch, outer: &Bindings) -> Body {
        let correlated = outer.values().any(|expr| !expr.tables().is_empty());
        let mut body = Body { bindings: outer.clone(), correlated, ..Body::default() };
        body.premises = branch.steps.iter().map(Premise::unjoined).collect();
        let known = |variable: VariableId| outer.contains_key(&variable);
        let order = match self.found_last(branch) {
            Some(first) => order_behind(first, branch, &known, self.statistics),
            None => order(branch, &known, self.statistics),
        };
        for (place, &at) in order.steps.iter().enumerate() {
            let tables = body.from.len();
            body.premises[at] = match &branch.steps[at] {
                Step::Fact(fact) => match self.pairs(fact, branch, (place, &order), &mut body) {
                    Some(premise) => premise,
                    None => self.fact_or_test(fact, &mut body),
                },
                Step::Named { entity, name } => self.name(entity, name, branch, &mut body),
                Step::Same(known, other) => self.same(known, other, &mut body),
                Step::Reach(reach) => self.reach(reach, &mut body),
                Step::Call(call) => self.call(call, at, &mut body),
                other => Premise::unjoined(other),
            };
            if let (Some(table), Some(fan)) = (body.from.get(tables), order.fan(place)) {
                body.fans.push((table.alias.clone(), fan));
            }
        }
        self.time_filters(branch, &mut body);
        for (at, step) in branch.steps.iter().enumerate() {
            if let Step::Optional(optional) = step {
                body.premises[at] = self.optional(optional, &mut body);
            }
        }
        for (at, step) in branch.steps.iter().enumerate() {
            let condition = match step {
                _ if body.applied.contains(&at) => continue,
                Step::Absent(absent) => self.absent(absent, &body.bindings),
                Step::Filter(filter) => self.filter(filter, &body.bindings),
                _ => continue,
            };
            body.filter.push(condition);
        }
        body
    }

    /// Joins a fact; where it has no value for any variable, and it is not asked which fact it is, there need only be one.
    fn fact_or_test(&mut self, fact: &Fact, body: &mut Body) -> Premise {
        let may_be_tested = self.ends_only && !body.from.is_empty() && fact.narrowing.times.is_empty();
        let mut tested = Body { bindings: body.bindings.clone(), ..Body::default() };
        if !may_be_tested || !self.binds_nothing(fact, &mut tested) {
            return self.fact(fact, body);
        }
        body.filter.push(exists(tested.from, tested.filter));
        Premise::None
    }

    fn binds_nothing(&mut self, fact: &Fact, body: &mut Body) -> bool {
        let before = body.bindings.len();
        self.fact(fact, body);
        body.bindings.len() == before
    }

    /// The step that joins what the relation in the making had found last: few rows, from which all else is looked for.
    fn found_last(&self, branch: &Branch) -> Option<usize> {
        let is_last = |(at, step): (usize, &Step)| match step {
            Step::Call(call) if self.evaluated.contains(&call.relation) => self.rounds.get(&at) == Some(&Rounds::Last),
            Step::Call(call) => self.in_making.last() == Some(&call.relation),
            _ => false,
        };
        branch.steps.iter().enumerate().position(is_last)
    }

    /// The times that facts are held against, when what they are bound by is known.
    fn time_filters(&mut self, branch: &Branch, body: &mut Body) {
        for (at, step) in branch.steps.iter().enumerate() {
            if let (Step::Fact(fact), Premise::Fact(Expr::Column(alias, _))) = (step, &body.premises[at]) {
                let alias = alias.clone();
                for test in &fact.narrowing.times {
                    let test = self.time_test(&alias, test, &body.bindings);
                    body.filter.push(test);
                }
            }
        }
    }

    /// A fact that may be missing: joined from the left, on everything that belongs to it.
    fn optional(&mut self, optional: &Optional, body: &mut Body) -> Premise {
        let inner = self.joined(&optional.branch, &body.bindings);
        let mut filter = inner.filter;
        let premise = inner.premises.iter().find(|premise| matches!(premise, Premise::Fact(_)));
        if body.from.is_empty() {
            // There is something to be joined to, even where nothing else is asked for.
            let one = Select { columns: vec![Expr::Integer(1)], ..Select::default() };
            body.from.push(Table { alias: self.alias('z'), source: Source::Union(vec![one]), left_join: None });
        }
        for table in inner.from {
            let on = Expr::All(std::mem::take(&mut filter));
            body.from.push(Table { left_join: Some(on), ..table });
        }
        for (variable, expr) in inner.bindings {
            body.bindings.entry(variable).or_insert(expr);
        }
        premise.cloned().unwrap_or(Premise::None)
    }

    /// That there is none: what is disputed is there all the same, unless it is only an optional part.
    fn absent(&mut self, absent: &Absent, outer: &Bindings) -> Expr {
        let (undisputed, ends_only) = (self.undisputed, self.ends_only);
        self.undisputed &= absent.of_optional;
        self.ends_only = false;
        let mut none = Vec::with_capacity(absent.branches.len());
        for branch in &absent.branches {
            let body = self.branch(branch, outer);
            none.push(exists(body.from, body.filter).negated());
        }
        self.undisputed = undisputed;
        self.ends_only = ends_only;
        Expr::All(none)
    }

    /// A name of an entity.
    fn name(&mut self, entity: &Slot, name: &Slot, branch: &Branch, body: &mut Body) -> Premise {
        let alias = self.alias('n');
        let searched = self.searched_names(&alias, (entity, name), branch, body);
        body.filter.extend(searched);
        body.from.push(Table { alias: alias.clone(), source: Source::Table("name"), left_join: None });
        body.filter.push(Expr::IsNull(Box::new(Expr::column(&alias, "retracted"))));
        self.unify(entity, Expr::column(&alias, "entity"), Form::Id, body);
        match name {
            Slot::Literal(Literal::Text(text)) => {
                let folded = Expr::Bind(Bind::Text(crate::fold::fold(text)));
                body.filter.push(Expr::column(&alias, "folded").equals(folded));
            }
            other => self.unify(other, Expr::column(&alias, "text"), Form::Bare, body),
        }
        Premise::None
    }

    fn same(&mut self, known: &Slot, other: &Slot, body: &mut Body) -> Premise {
        let expr = match known {
            Slot::Entity(entity) => Expr::Integer(entity.0),
            Slot::Variable(variable) => bound(*variable, &body.bindings),
            _ => Expr::Null,
        };
        self.unify(other, expr, Form::Id, body);
        Premise::None
    }

    /// What a variable stands for where a column is its value: of one that stands for literals as such, the literal that an id is of.
    pub(super) fn standing_for(&self, variable: VariableId, column: Expr, form: Form) -> Expr {
        let typed = self.typed(variable);
        match form {
            Form::Id if typed.bare && typed.sort.is_literal() => literal_value_of(column, typed.sort),
            _ => column,
        }
    }

    /// Binds a slot to an expression: a variable's first is what it stands for, any further one must equal it.
    pub fn unify(&self, slot: &Slot, expr: Expr, form: Form, body: &mut Body) {
        match slot {
            Slot::Any => {}
            Slot::Variable(variable) => {
                let expr = self.standing_for(*variable, expr, form);
                match body.bindings.get(variable) {
                    Some(bound) => body.filter.push(expr.equals(bound.clone())),
                    None => {
                        body.bindings.insert(*variable, expr);
                    }
                }
            }
            Slot::Entity(entity) if expr == Expr::Integer(entity.0) => {}
            Slot::Entity(entity) => body.filter.push(expr.equals(Expr::Integer(entity.0))),
            Slot::Document(document) => body.filter.push(expr.equals(Expr::Integer(document.0))),
            Slot::Kinds(kinds) if kinds.len() == 1 => body.filter.push(expr.equals(Expr::Integer(kinds[0].0))),
            Slot::Kinds(kinds) => {
                body.filter.push(Expr::In(Box::new(expr), kinds.iter().map(|kind| kind.0).collect()));
            }
            Slot::Literal(literal) => body.filter.push(expr.equals(match form {
                Form::Id => literal_id(literal),
                Form::Bare => literal_value(literal),
            })),
        }
    }
}

/// What a variable stands for; no value where the branch does not bring it.
pub fn bound(variable: VariableId, bindings: &Bindings) -> Expr {
    bindings.get(&variable).cloned().unwrap_or(Expr::Null)
}

/// That there is a row.
pub fn exists(from: Vec<Table>, filter: Vec<Expr>) -> Expr {
    Expr::Exists(Box::new(Select { columns: vec![Expr::Integer(1)], from, filter, ..Select::default() }))
}

/// A text that no user wrote, bound all the same.
pub fn text(text: &str) -> Expr {
    Expr::Bind(Bind::Text(text.to_owned()))
}

/// The literal's id in the store; no value where the store has no such literal.
pub fn literal_id(literal: &Literal) -> Expr {
    let filter = vec![
        Expr::column("l", "type").equals(text(literal.object_type().name())),
        Expr::Value("l".to_owned(), literal.object_type()).equals(literal_value(literal)),
    ];
    scalar("literal", Expr::column("l", "id"), filter)
}

/// The value of the literal of an id, which is of that sort.
pub fn literal_value_of(id: Expr, sort: Sort) -> Expr {
    scalar("literal", Expr::Value("l".to_owned(), sort.value_type()), vec![Expr::column("l", "id").equals(id)])
}

/// A column of the row with that id.
pub fn column_of(table: &'static str, column: &'static str, id: Expr) -> Expr {
    scalar(table, Expr::column("l", column), vec![Expr::column("l", "id").equals(id)])
}

/// A column of the one row of a table for which the filter, on the alias `l`, holds.
fn scalar(table: &'static str, column: Expr, filter: Vec<Expr>) -> Expr {
    let from = vec![Table { alias: "l".to_owned(), source: Source::Table(table), left_join: None }];
    let columns = vec![column];
    Expr::Scalar(Box::new(Select { columns, from, filter, ..Select::default() }))
}

/// A literal as such.
pub fn literal_value(literal: &Literal) -> Expr {
    Expr::Bind(Bind::of(literal))
}
