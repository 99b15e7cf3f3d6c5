//! Whole statements: the rows of an answer, what one row rests on, and whether anything holds.

use super::Statement;
use super::branch::{Body, Lowering, Premise, literal_id};
use super::tree::{Expr, Select, Source, Table};
use crate::plan::{Plan, Reach, Step};
use crate::resolve::tree::{Find, Form, OutputValue, Sort, VariableId};
use crate::value::{EntityId, Literal, ObjectType};

/// How a column of an answer is read from a row: what stands there, from its first SQL column on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// id, key, name.
    Entity,
    /// id, name.
    Kind,
    /// type, value.
    Literal,
    /// A number.
    Count,
}

/// The rows of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// The statement.
    pub statement: Statement,
    /// How its columns are read.
    pub readers: Vec<Reader>,
}

/// What rows rest on, for one branch of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Premises {
    /// The statement.
    pub statement: Statement,
    /// How its columns are read: per step of the branch, comparisons apart.
    pub readers: Vec<PremiseReader>,
}

/// How a premise is read from a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PremiseReader {
    /// A fact's id.
    Fact,
    /// Two ends of the chain of the step at that index of the branch.
    Chain(usize),
    /// Nothing: the negated conditions.
    Absent(String),
}

/// A value of a row, by which its premises are looked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Fixed {
    /// No value.
    Nothing,
    /// An entity's or kind's id.
    Id(i64),
    /// A literal.
    Literal(Literal),
    /// A count, or any other value that no variable has: not looked for.
    Unfixed,
}

/// The statement for a query's rows; nothing for a yes-or-no question.
pub fn rows(plan: &Plan) -> Option<Rows> {
    let Form::Find(find) = &plan.form else { return None };
    let aggregates = find.outputs.iter().any(|output| !matches!(output.value, OutputValue::Variable(_)));
    let inner: Vec<VariableId> = match aggregates {
        true => plan.bindings.clone(),
        false => find.outputs.iter().filter_map(|output| plain(output.value)).collect(),
    };
    let mut lowering = Lowering::new(&plan.sorts);
    let mut bindings = distinct_bindings(plan, &inner, &mut lowering);
    if aggregates {
        bindings = grouped(find, &inner, bindings);
    }
    let (mut select, readers) = shown(find, &plan.sorts, bindings);
    select.with = lowering.with;
    Some(Rows { statement: Statement::of(&select), readers })
}

fn plain(value: OutputValue) -> Option<VariableId> {
    match value {
        OutputValue::Variable(variable) => Some(variable),
        OutputValue::CountDistinct(_) | OutputValue::CountAll(_) => None,
    }
}

/// The distinct values of some variables, over all branches.
fn distinct_bindings(plan: &Plan, variables: &[VariableId], lowering: &mut Lowering<'_>) -> Vec<Select> {
    let mut selects = Vec::with_capacity(plan.branches.len());
    for branch in &plan.branches {
        let body = lowering.branch(branch, &Default::default());
        let mut columns: Vec<Expr> = variables.iter().map(|variable| bound(&body, *variable)).collect();
        if columns.is_empty() {
            columns.push(Expr::Integer(1));
        }
        selects.push(Select { distinct: true, columns, from: body.from, filter: body.filter, ..Select::default() });
    }
    selects
}

/// What a variable stands for in a branch. Resolving sees to it that each branch binds what is asked for.
fn bound(body: &Body, variable: VariableId) -> Expr {
    body.bindings.get(&variable).cloned().unwrap_or(Expr::Integer(0))
}

/// The outputs, aggregates over the distinct bindings of `inner`.
fn grouped(find: &Find, inner: &[VariableId], bindings: Vec<Select>) -> Vec<Select> {
    let column = |variable: VariableId| {
        let at = inner.iter().position(|other| *other == variable).unwrap_or(0);
        Expr::Output("b".to_owned(), at)
    };
    let columns = find.outputs.iter().map(|output| match output.value {
        OutputValue::Variable(variable) => column(variable),
        OutputValue::CountDistinct(variable) => Expr::CountDistinct(Box::new(column(variable))),
        OutputValue::CountAll(variable) => Expr::Call("count", vec![column(variable)]),
    });
    let group = find.outputs.iter().filter_map(|output| plain(output.value)).map(column);
    vec![Select {
        columns: columns.collect(),
        from: vec![Table { alias: "b".to_owned(), source: Source::Union(bindings), left_join: None }],
        group: group.collect(),
        ..Select::default()
    }]
}

/// The outputs as they are shown, names fetched and in their order.
fn shown(find: &Find, sorts: &[Sort], outputs: Vec<Select>) -> (Select, Vec<Reader>) {
    let mut select = Select { limit: find.limit, offset: find.offset, ..Select::default() };
    select.from.push(Table { alias: "a".to_owned(), source: Source::Union(outputs), left_join: None });
    let mut readers = Vec::with_capacity(find.outputs.len());
    let mut keys = Vec::with_capacity(find.outputs.len());
    for (at, output) in find.outputs.iter().enumerate() {
        let id = Expr::Output("a".to_owned(), at);
        let sort = plain(output.value).map(|variable| sorts[variable.0]);
        let (reader, columns, key) = shown_output(at, sort, &id, &mut select.from);
        readers.push(reader);
        select.columns.extend(columns);
        keys.push((Expr::IsNull(Box::new(id)), key));
    }
    let ordered = find.order.iter().map(|key| (key.output, key.descending));
    let rest = (0..keys.len()).filter(|at| !find.order.iter().any(|key| key.output == *at)).map(|at| (at, false));
    for (at, descending) in ordered.chain(rest) {
        let (nothing, key) = &keys[at];
        // Nothing comes last, whichever way the values are ordered.
        select.order.push((nothing.clone(), false));
        select.order.extend(key.iter().map(|key| (key.clone(), descending)));
    }
    (select, readers)
}

/// How an output is read, the columns for that, and what it is ordered by.
fn shown_output(at: usize, sort: Option<Sort>, id: &Expr, from: &mut Vec<Table>) -> (Reader, Vec<Expr>, Vec<Expr>) {
    let mut join = |letter: char, table: &'static str| {
        let alias = format!("{letter}{at}");
        let on = Some(Expr::column(&alias, "id").equals(id.clone()));
        from.push(Table { alias: alias.clone(), source: Source::Table(table), left_join: on });
        move |column: &'static str| Expr::column(&alias, column)
    };
    match sort {
        None => (Reader::Count, vec![id.clone()], vec![id.clone()]),
        Some(Sort::Entity) => {
            let of = join('n', "entity");
            (Reader::Entity, vec![id.clone(), of("key"), of("name")], vec![of("name"), of("key")])
        }
        Some(Sort::Kind) => {
            let of = join('k', "kind");
            (Reader::Kind, vec![id.clone(), of("name")], vec![of("name")])
        }
        Some(Sort::Literal(ObjectType::Date) | Sort::When) => {
            let of = join('l', "literal");
            let words_last = Expr::IsNull(Box::new(of("first_day")));
            let order = vec![words_last, of("first_day"), of("last_day"), of("value")];
            (Reader::Literal, vec![of("type"), of("value")], order)
        }
        Some(Sort::Literal(_)) => {
            let of = join('l', "literal");
            (Reader::Literal, vec![of("type"), of("value")], vec![of("value")])
        }
    }
}

/// The statement for what a row rests on in one branch; `row` has a value per output. At most `limit` derivations.
pub fn premises(plan: &Plan, branch: usize, row: &[Fixed], limit: u64) -> Premises {
    let branch = &plan.branches[branch];
    let mut lowering = Lowering::new(&plan.sorts);
    let body = lowering.branch(branch, &Default::default());
    let mut filter = body.filter.clone();
    if let Form::Find(find) = &plan.form {
        for (output, value) in find.outputs.iter().zip(row) {
            filter.extend(plain(output.value).and_then(|variable| fixed(bound(&body, variable), value)));
        }
    }
    let (columns, readers) = premise_columns(&body.premises, &branch.steps);
    // A number behind ORDER BY would mean the column at that place.
    let varying = columns.iter().filter(|column| !matches!(column, Expr::Integer(_)));
    let order = varying.map(|column| (column.clone(), false)).collect();
    let select = Select {
        with: lowering.with,
        distinct: true,
        columns: if columns.is_empty() { vec![Expr::Integer(1)] } else { columns },
        from: body.from,
        filter,
        order,
        limit: Some(limit),
        ..Select::default()
    };
    Premises { statement: Statement::of(&select), readers }
}

fn fixed(expr: Expr, value: &Fixed) -> Option<Expr> {
    match value {
        Fixed::Nothing => Some(Expr::IsNull(Box::new(expr))),
        Fixed::Id(id) => Some(expr.equals(Expr::Integer(*id))),
        Fixed::Literal(literal) => Some(expr.equals(literal_id(literal))),
        Fixed::Unfixed => None,
    }
}

fn premise_columns(premises: &[Premise], steps: &[Step]) -> (Vec<Expr>, Vec<PremiseReader>) {
    let mut columns = Vec::new();
    let mut readers = Vec::new();
    for (at, (premise, step)) in premises.iter().zip(steps).enumerate() {
        match (premise, step) {
            (Premise::Fact(id), _) => {
                columns.push(id.clone());
                readers.push(PremiseReader::Fact);
            }
            (Premise::Chain(from, to), _) => {
                columns.extend([from.clone(), to.clone()]);
                readers.push(PremiseReader::Chain(at));
            }
            (Premise::Absent, Step::Absent(absent)) => readers.push(PremiseReader::Absent(absent.text.clone())),
            (Premise::Absent | Premise::Comparison, _) => {}
        }
    }
    (columns, readers)
}

/// The statement for whether one branch holds: one row if it does, none if it does not.
pub fn truth(plan: &Plan, branch: usize) -> Statement {
    let mut lowering = Lowering::new(&plan.sorts);
    let body = lowering.branch(&plan.branches[branch], &Default::default());
    let select = Select {
        with: lowering.with,
        columns: vec![Expr::Integer(1)],
        from: body.from,
        filter: body.filter,
        limit: Some(1),
        ..Select::default()
    };
    Statement::of(&select)
}

/// The statement for the facts that go on from a node of a chain, and the node that each leads to.
pub fn edges(reach: &Reach, node: EntityId) -> Statement {
    let mut lowering = Lowering::new(&[]);
    let (table, alias, mut filter) = lowering.edge(reach);
    filter.push(Expr::column(&alias, "subject").equals(Expr::Integer(node.0)));
    let columns = vec![Expr::column(&alias, "id"), Expr::column(&alias, "object")];
    let order = columns.iter().map(|column| (column.clone(), false)).collect();
    Statement::of(&Select { columns, from: vec![table], filter, order, ..Select::default() })
}
