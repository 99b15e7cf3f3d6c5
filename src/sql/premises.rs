//! What rows rest on: statements for derivations, links of chains, and whether anything holds at all.

use std::collections::HashSet;

use super::call::form;
use super::expression::Env;
use super::lowering::{Bindings, Body, Form, Lowering, Premise, literal_id, literal_value, literal_value_of};
use super::rows::{Reader, shown_output};
use super::tree::{Expr, Select, Source, Table};
use super::{Setting, Statement};
use crate::plan::order::bound_by;
use crate::plan::{Branch, Definition, Link, Plan, Slot, Step, Typed};
use crate::resolve::tree::{Find, Form as Asked, Sort, VariableId};
use crate::value::Literal;

/// What rows rest on, for one branch.
#[derive(Debug, Clone, PartialEq)]
pub struct Premises {
    /// The statement.
    pub statement: Statement,
    /// How its columns are read: per step of the branch, filters and names apart.
    pub readers: Vec<PremiseReader>,
}

/// How a premise is read from a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PremiseReader {
    /// A fact's id.
    Fact,
    /// An optional fact's id, or nothing.
    Optional {
        /// What is said where it is not there.
        missing: String,
        /// What is not there beside it where it is, in the order of the text; the empty text stands for the fact.
        told: Vec<String>,
    },
    /// Two ends of the chain of the step at that index of the branch.
    Chain(usize),
    /// A row of a relation: its columns.
    Row {
        /// The relation's index in the plan.
        relation: usize,
        /// How many columns it has.
        columns: usize,
    },
    /// Nothing: the conditions of which there is no match.
    Absent(String),
}

/// A value of a row, by which its premises are looked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Fixed {
    /// No value.
    Nothing,
    /// An entity's, kind's or document's id.
    Id(i64),
    /// A literal.
    Literal(Literal),
}

/// The statement for what a row of an answer rests on in one branch; `row` has a value per output. At most `limit`
/// derivations.
pub fn premises(plan: &Plan, branch: usize, row: &[Fixed], limit: u64, setting: &Setting) -> Premises {
    let mut lowering = Lowering::new(plan, setting);
    let branch = &plan.body.branches[branch];
    let (body, fixed) = match &plan.form {
        Asked::Find(find) => body_of_row(&mut lowering, find, row, branch),
        Asked::Whether => (lowering.branch(branch, &Bindings::new()), Vec::new()),
    };
    statement(lowering, branch, body, fixed, limit)
}

/// The statement for what a row of a relation rests on in one alternative of its definition. Of a relation in evaluation
/// round by round, only what was found before round `before` counts.
pub fn relation_premises(
    plan: &Plan,
    relation: usize,
    at: usize,
    row: &[Fixed],
    limit: u64,
    setting: &Setting,
    before: Option<&HashSet<usize>>,
) -> Premises {
    let mut lowering = Lowering::new(plan, setting);
    let (Definition::Rule { body, .. } | Definition::Rows { body, .. }) = &plan.relations[relation].definition;
    lowering.types = &body.variables;
    if let Some(component) = before {
        lowering.read_before(component, &body.branches[at]);
    }
    let branch = &body.branches[at];
    let (lowered, fixed) = match &plan.relations[relation].definition {
        Definition::Rows { find, .. } => body_of_row(&mut lowering, find, row, branch),
        Definition::Rule { head, .. } => {
            let types = &plan.relations[relation].columns;
            let known =
                known(&lowering, branch, head.iter().map(Slot::as_variable).zip(types.iter().copied().zip(row)));
            let lowered = lowering.branch(branch, &known);
            let columns = head.iter().zip(types);
            let columns = columns.map(|(slot, typed)| (lowering.head(slot, *typed, &lowered), form(*typed)));
            let fixed = columns.zip(row).map(|((column, form), value)| fixed(column, form, value)).collect();
            (lowered, fixed)
        }
    };
    statement(lowering, branch, lowered, fixed, limit)
}

/// A branch for one row of an answer, and what must hold besides for it to be of that row. Variables that are shown have the
/// row's values from the start, so that what is joined first is what they lead to.
fn body_of_row(lowering: &mut Lowering<'_>, find: &Find, row: &[Fixed], branch: &Branch) -> (Body, Vec<Expr>) {
    let outputs = find.outputs.iter().map(|output| (output.value.as_variable(), lowering.column_type(&output.value)));
    let outputs = outputs.zip(row).map(|((variable, typed), value)| (variable, (typed, value)));
    let known = known(lowering, branch, outputs);
    let body = lowering.branch(branch, &known);
    let fixed = fixed_outputs(lowering, find, row, &body);
    (body, fixed)
}

/// The variables that what is joined has values for and that have these values in a row.
fn known<'r>(
    lowering: &Lowering<'_>,
    branch: &Branch,
    values: impl Iterator<Item = (Option<VariableId>, (Typed, &'r Fixed))>,
) -> Bindings {
    let joined = bound_by(branch);
    let mut known = Bindings::new();
    for (variable, (typed, value)) in values {
        let Some(variable) = variable.filter(|variable| joined.contains(variable)) else { continue };
        let value = match (lowering.typed(variable), value) {
            // A time is found by its text: see `fixed_outputs`.
            (Typed { sort: Sort::When, .. }, _) | (_, Fixed::Nothing) => continue,
            (_, Fixed::Id(id)) if !typed.bare => Expr::Integer(*id),
            (_, Fixed::Id(_)) => continue,
            (Typed { bare: true, .. }, Fixed::Literal(literal)) => literal_value(literal),
            (Typed { bare: false, .. }, Fixed::Literal(literal)) => literal_id(literal),
        };
        known.insert(variable, value);
    }
    known
}

/// That the outputs that are no aggregates have the values of a row.
fn fixed_outputs(lowering: &mut Lowering<'_>, find: &Find, row: &[Fixed], body: &Body) -> Vec<Expr> {
    let env = Env::of(&body.bindings);
    let plain = find.outputs.iter().zip(row).filter(|(output, _)| !output.value.has_aggregate());
    let mut all = Vec::new();
    for (output, value) in plain {
        let typed = lowering.column_type(&output.value);
        let column = lowering.column(&output.value, env);
        // A time is found by its text: whether that is a date or the source's own words, a row of a relation does not say.
        all.push(match typed.sort {
            Sort::When if !typed.bare => fixed(literal_value_of(column, typed.sort), Form::Bare, value),
            _ => fixed(column, form(typed), value),
        });
    }
    all
}

fn fixed(column: Expr, form: Form, value: &Fixed) -> Expr {
    match (value, form) {
        (Fixed::Nothing, _) => Expr::IsNull(Box::new(column)),
        (Fixed::Id(id), _) => column.equals(Expr::Integer(*id)),
        (Fixed::Literal(literal), Form::Id) => column.equals(literal_id(literal)),
        (Fixed::Literal(literal), Form::Bare) => column.equals(literal_value(literal)),
    }
}

fn statement(lowering: Lowering<'_>, branch: &Branch, body: Body, fixed: Vec<Expr>, limit: u64) -> Premises {
    let (columns, readers) = premise_columns(&body.premises, &branch.steps);
    let order = columns.iter().map(|column| (column.clone(), false)).collect();
    let select = Select {
        with: lowering.with,
        distinct: true,
        columns: if columns.is_empty() { vec![Expr::Integer(1)] } else { columns },
        from: body.from,
        filter: body.filter.into_iter().chain(fixed).collect(),
        order,
        limit: Some(limit),
        ..Select::default()
    };
    Premises { statement: Statement::of(select), readers }
}

fn premise_columns(premises: &[Premise], steps: &[Step]) -> (Vec<Expr>, Vec<PremiseReader>) {
    let mut columns = Vec::new();
    let mut readers = Vec::new();
    for (at, (premise, step)) in premises.iter().zip(steps).enumerate() {
        match (premise, step) {
            (Premise::Fact(id), Step::Optional(optional)) => {
                columns.push(id.clone());
                readers.push(PremiseReader::Optional { missing: optional.text.clone(), told: told(&optional.branch) });
            }
            (Premise::Fact(id), _) => {
                columns.push(id.clone());
                readers.push(PremiseReader::Fact);
            }
            (Premise::Chain(from, to), _) => {
                columns.extend([from.clone(), to.clone()]);
                readers.push(PremiseReader::Chain(at));
            }
            (Premise::Row(row), Step::Call(call)) => {
                columns.extend(row.iter().cloned());
                readers.push(PremiseReader::Row { relation: call.relation, columns: row.len() });
            }
            (Premise::Absent, Step::Absent(absent)) => readers.push(PremiseReader::Absent(absent.text.clone())),
            _ => {}
        }
    }
    (columns, readers)
}

/// What an optional part says where its fact is there: the fact, for which the empty text stands, and what is not there.
fn told(branch: &Branch) -> Vec<String> {
    let told = branch.steps.iter().filter_map(|step| match step {
        Step::Fact(_) => Some(String::new()),
        Step::Absent(absent) => Some(absent.text.clone()),
        _ => None,
    });
    told.collect()
}

/// The statement for whether one branch holds: one row if it does, none if it does not.
pub fn truth(plan: &Plan, branch: usize, setting: &Setting) -> Statement {
    Statement::of(truth_as_select(plan, branch, setting))
}

/// The same as a tree.
pub(super) fn truth_as_select(plan: &Plan, branch: usize, setting: &Setting) -> Select {
    let mut lowering = Lowering::new(plan, setting);
    let body = lowering.branch(&plan.body.branches[branch], &Bindings::new());
    Select {
        with: lowering.with,
        columns: vec![Expr::Integer(1)],
        from: body.from,
        filter: body.filter,
        limit: Some(1),
        ..Select::default()
    }
}

/// How many different matches a plan's body has, by its variables with names.
pub fn matches(plan: &Plan, setting: &Setting) -> Statement {
    let mut lowering = Lowering::new(plan, setting);
    let mut selects = Vec::with_capacity(plan.body.branches.len());
    for branch in &plan.body.branches {
        let body = lowering.branch(branch, &Bindings::new());
        let bindings = plan.body.bindings.iter();
        let mut columns: Vec<Expr> =
            bindings.map(|variable| super::lowering::bound(*variable, &body.bindings)).collect();
        if columns.is_empty() {
            columns.push(Expr::Integer(1));
        }
        selects.push(Select { distinct: true, columns, from: body.from, filter: body.filter, ..Select::default() });
    }
    let from = vec![Table { alias: "m".to_owned(), source: Source::Union(selects), left_join: None }];
    let columns = vec![Expr::Call("count", vec![Expr::Integer(1)])];
    Statement::of(Select { with: lowering.with, columns, from, ..Select::default() })
}

/// The statement for the links that go on from a node of a chain: the fact's id, and the node that it leads to. Of a
/// relation that is found round by round, only what was found `before` a round counts.
pub fn links(plan: &Plan, link: &Link, node: Option<i64>, setting: &Setting, before: bool) -> Statement {
    let mut lowering = Lowering::new(plan, setting);
    let mut select = lowering.links(link, node);
    if before && let Some(table) = select.from.first() {
        let round = Expr::column(&table.alias, super::call::ROUND);
        select.filter.push(round.binary("<", Expr::Bind(super::tree::Bind::Round)));
    }
    Statement::of(Select { with: lowering.with, ..select })
}

/// The statement that shows the columns of a relation's row, and how they are read.
pub fn shown_row(plan: &Plan, relation: usize, row: &[Fixed]) -> (Statement, Vec<Reader>) {
    let columns = plan.relations[relation].columns.iter().zip(row);
    let value = |value: &Fixed| match value {
        Fixed::Nothing => Expr::Null,
        Fixed::Id(id) => Expr::Integer(*id),
        Fixed::Literal(literal) => literal_value(literal),
    };
    let inner = Select { columns: columns.map(|(_, fixed)| value(fixed)).collect(), ..Select::default() };
    let mut select = Select {
        from: vec![Table { alias: "a".to_owned(), source: Source::Union(vec![inner]), left_join: None }],
        ..Select::default()
    };
    let (mut readers, mut named) = (Vec::new(), Vec::new());
    for (at, typed) in plan.relations[relation].columns.iter().enumerate() {
        let shown = shown_output(at, *typed, &Expr::Output("a".to_owned(), at), &mut named);
        readers.push(shown.reader);
        select.columns.extend(shown.columns);
    }
    select.join_what_is_named(named);
    (Statement::of(select), readers)
}

impl Lowering<'_> {
    /// Reads the relations of a component as they were before a round.
    pub(super) fn read_before(&mut self, component: &HashSet<usize>, branch: &Branch) {
        self.evaluated.clone_from(component);
        for (at, step) in branch.steps.iter().enumerate() {
            if matches!(step, Step::Call(call) if component.contains(&call.relation)) {
                self.rounds.insert(at, super::lowering::Rounds::Before);
            }
        }
    }
}
