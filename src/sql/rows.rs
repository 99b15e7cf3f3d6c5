//! The rows of a `find`: distinct bindings, aggregates over them, filters on the rows, their order, and names fetched last.

use std::borrow::Cow;
use std::collections::HashSet;

use super::aggregate::order_keys;
use super::expression::{Env, as_value};
use super::lowering::{Bindings, Lowering, bound};
use super::rests;
use super::semijoin::semijoined;
use super::tally::tally;
use super::tree::{Expr, Select, Source, Table};
use super::{Setting, Statement};
use crate::order::Key;
use crate::plan::{Body, Branch, Plan, Typed};
use crate::resolve::tree::{Condition, Expression, ExpressionNode, Find, Form, OrderKey, Output, Sort};
use crate::value::ObjectType;

/// How a column of an answer is read from a row: what stands there, from its first SQL column on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// id.
    Entity,
    /// id, name.
    Kind,
    /// id, key, title, publisher, published, url.
    Document,
    /// id.
    Literal,
    /// A literal of that type as such.
    Bare(ObjectType),
    /// A time, or words, as such.
    BareWhen,
}

/// The rows of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// The statement.
    pub statement: Statement,
    /// How its columns are read.
    pub readers: Vec<Reader>,
    /// What its rows are yet to be ordered by.
    pub order: Vec<Key>,
}

/// Rows as columns of their own types: each output, then aggregates that `having` alone asks for.
pub(super) struct Core {
    /// Selects with the same columns; equal rows are one.
    pub(super) selects: Vec<Select>,
    pub(super) types: Vec<Typed>,
    extras: Vec<Expression>,
}

/// The statement for a query's rows; nothing for a yes-or-no question.
pub fn rows(plan: &Plan, setting: &Setting) -> Option<Rows> {
    let (select, readers, order) = rows_as_select(plan, setting)?;
    Some(Rows { statement: Statement::of(select), readers, order })
}

/// The same as a tree, how its columns are read, and what its rows are yet to be ordered by.
pub(super) fn rows_as_select(plan: &Plan, setting: &Setting) -> Option<(Select, Vec<Reader>, Vec<Key>)> {
    let Form::Find(find) = &plan.form else { return None };
    let mut lowering = Lowering::new(plan, setting);
    let core = core(&mut lowering, find, &plan.body);
    let order = order_of_all(find).unwrap_or_default();
    let (mut select, readers) = shown(&mut lowering, find, core, order.is_empty());
    select.with = std::mem::take(&mut lowering.with);
    Some((select, readers, order))
}

/// What rows are ordered by once all of them are there, with their names: where all are asked for, SQLite need not look up names only to
/// order them, nor move them about. Nothing where it must.
fn order_of_all(find: &Find) -> Option<Vec<Key>> {
    if find.unordered || find.limit.is_some() || find.offset.is_some() {
        return None;
    }
    let first = find.order.iter().map(|key| match key.by.node {
        ExpressionNode::Output(column) => Some(Key { column, descending: key.descending }),
        _ => None,
    });
    let mut keys = first.collect::<Option<Vec<Key>>>()?;
    let rest = (0..find.outputs.len()).filter(|at| keys.iter().all(|key| key.column != *at));
    let rest: Vec<Key> = rest.map(|column| Key { column, descending: false }).collect();
    keys.extend(rest);
    Some(keys)
}

/// The rows of a subquery, as columns of a relation; the variables in play are the subquery's.
pub fn relation(lowering: &mut Lowering<'_>, find: &Find, body: &Body) -> Select {
    let core = core(lowering, find, body);
    let types = core.types.clone();
    let shown = types.iter().take(find.outputs.len()).enumerate();
    let keys: Vec<Vec<Expr>> = shown.map(|(at, typed)| order_keys(Expr::Output("a".to_owned(), at), *typed)).collect();
    let mut select = ordered(lowering, find, core, &keys, true);
    let columns = types.into_iter().enumerate().take(find.outputs.len());
    select.columns = columns.map(|(at, typed)| as_value(Expr::Output("a".to_owned(), at), typed)).collect();
    if find.limit.is_none() && find.offset.is_none() {
        select.order.clear();
    }
    select
}

/// Rows, filtered and, where that is wanted, in their order; the columns are those of `a`. `keys` are what each output is ordered by.
fn ordered(lowering: &mut Lowering<'_>, find: &Find, mut core: Core, keys: &[Vec<Expr>], in_order: bool) -> Select {
    let source = lowering.candidates(find, &mut core);
    let a = |at: usize| Expr::Output("a".to_owned(), at);
    let outputs: Vec<(Expr, Typed)> = core.types.iter().enumerate().map(|(at, typed)| (a(at), *typed)).collect();
    let extras: Vec<(Expression, Expr)> =
        core.extras.into_iter().enumerate().map(|(at, extra)| (extra, a(find.outputs.len() + at))).collect();
    let bindings = Bindings::new();
    let env = Env { bindings: &bindings, outputs: &outputs, extras: &extras, rests: &[] };
    let filter = lowering.conditions(&find.having, env);
    let mut order = Vec::new();
    if in_order && !find.unordered {
        for key in &find.order {
            order.extend(match key.by.node {
                ExpressionNode::Output(at) => order_by(a(at), keys[at].clone(), key.descending),
                _ => order_by(lowering.value(&key.by, env), lowering.keys(&key.by, env), key.descending),
            });
        }
        for (at, keys) in keys.iter().enumerate() {
            let shown = |key: &OrderKey| key.by.node == ExpressionNode::Output(at);
            if !find.order.iter().any(shown) {
                order.extend(order_by(a(at), keys.clone(), false));
            }
        }
    }
    let from = vec![Table { alias: "a".to_owned(), source, left_join: None }];
    Select { from, filter, order, limit: find.limit, offset: find.offset, ..Select::default() }
}

/// Nothing comes last, whichever way the values are ordered; one thing for all rows orders none.
fn order_by(value: Expr, keys: Vec<Expr>, descending: bool) -> Vec<(Expr, bool)> {
    if matches!(value, Expr::Integer(_)) {
        return Vec::new();
    }
    let nothing = (Expr::IsNull(Box::new(value)), false);
    std::iter::once(nothing).chain(keys.into_iter().map(|key| (key, descending))).collect()
}

/// The outputs as they are shown: names fetched where rows are ordered by them.
fn shown(lowering: &mut Lowering<'_>, find: &Find, core: Core, in_order: bool) -> (Select, Vec<Reader>) {
    let types = core.types.iter().take(find.outputs.len()).copied();
    let mut from = Vec::new();
    let mut readers = Vec::with_capacity(find.outputs.len());
    let mut columns = Vec::new();
    let mut keys = Vec::with_capacity(find.outputs.len());
    for (at, typed) in types.enumerate() {
        let shown = shown_output(at, typed, &Expr::Output("a".to_owned(), at), &mut from);
        readers.push(shown.reader);
        columns.extend(shown.columns);
        keys.push(shown.keys);
    }
    let mut select = ordered(lowering, find, core, &keys, in_order);
    select.columns = columns;
    select.join_what_is_named(from);
    (select, readers)
}

/// The outputs as ids, or literals as such, for a query that looks up itself what they are called; in an order only where one is asked for.
pub(super) fn ids(lowering: &mut Lowering<'_>, find: &Find, body: &Body) -> (Select, Vec<Typed>) {
    let core = core(lowering, find, body);
    let types: Vec<Typed> = core.types.iter().take(find.outputs.len()).copied().collect();
    let a = |at: usize| Expr::Output("a".to_owned(), at);
    let mut from = Vec::new();
    let shown = types.iter().enumerate();
    let keys: Vec<Vec<Expr>> = shown.map(|(at, typed)| shown_output(at, *typed, &a(at), &mut from).keys).collect();
    let is_ordered = !find.order.is_empty() || find.limit.is_some() || find.offset.is_some();
    let mut select = ordered(lowering, find, core, &keys, is_ordered);
    select.columns = (0..types.len()).map(a).collect();
    select.join_what_is_named(from);
    (select, types)
}

impl Select {
    /// Joins those of some tables that its columns or its order speak of.
    pub(super) fn join_what_is_named(&mut self, tables: Vec<Table>) {
        let shown = self.columns.iter().chain(self.order.iter().map(|(by, _)| by));
        let named: HashSet<String> = shown.flat_map(Expr::tables).collect();
        self.from.extend(tables.into_iter().filter(|table| named.contains(&table.alias)));
    }
}

/// How an output is read, the columns for that, and what it is ordered by.
pub struct Shown {
    /// How it is read.
    pub reader: Reader,
    /// What is selected.
    pub columns: Vec<Expr>,
    /// What it is ordered by.
    pub keys: Vec<Expr>,
}

/// An output as it is shown; `from` gets the table of what it names.
pub fn shown_output(at: usize, typed: Typed, id: &Expr, from: &mut Vec<Table>) -> Shown {
    let mut join = |letter: char, table: &'static str| {
        let alias = format!("{letter}{at}_");
        let on = Some(Expr::column(&alias, "id").equals(id.clone()));
        from.push(Table { alias: alias.clone(), source: Source::Table(table), left_join: on });
        move |column: &'static str| Expr::column(&alias, column)
    };
    match (typed.sort, typed.bare) {
        (Sort::Literal(object_type), true) => {
            Shown { reader: Reader::Bare(object_type), columns: vec![id.clone()], keys: order_keys(id.clone(), typed) }
        }
        (Sort::When, true) => {
            Shown { reader: Reader::BareWhen, columns: vec![id.clone()], keys: order_keys(id.clone(), typed) }
        }
        (Sort::Entity, _) => {
            let of = join('n', "entity");
            Shown { reader: Reader::Entity, columns: vec![id.clone()], keys: vec![of("name"), of("key")] }
        }
        (Sort::Kind, _) => {
            let of = join('k', "kind");
            Shown { reader: Reader::Kind, columns: vec![id.clone(), of("name")], keys: vec![of("name")] }
        }
        (Sort::Document, _) => {
            let of = join('d', "document");
            let label = Expr::Call("coalesce", vec![of("title"), of("key")]);
            let columns = ["key", "title", "publisher", "published", "url"].map(&of);
            let columns = std::iter::once(id.clone()).chain(columns).collect();
            Shown { reader: Reader::Document, columns, keys: vec![label, of("key")] }
        }
        (Sort::Literal(object_type), false) => {
            let of = join('l', "literal");
            let keys = match object_type {
                ObjectType::Date => date_keys(at, &of),
                _ => vec![value_of(at, object_type)],
            };
            Shown { reader: Reader::Literal, columns: vec![id.clone()], keys }
        }
        (Sort::When, false) => {
            let of = join('l', "literal");
            Shown { reader: Reader::Literal, columns: vec![id.clone()], keys: date_keys(at, &of) }
        }
    }
}

/// The value of the literal that is joined for an output.
fn value_of(at: usize, object_type: ObjectType) -> Expr {
    Expr::Value(format!("l{at}_"), object_type)
}

fn date_keys(at: usize, of: &impl Fn(&'static str) -> Expr) -> Vec<Expr> {
    let words_last = Expr::IsNull(Box::new(of("first_day")));
    vec![words_last, of("first_day"), of("last_day"), value_of(at, ObjectType::Date)]
}

fn core(lowering: &mut Lowering<'_>, find: &Find, body: &Body) -> Core {
    let extras = extras(find);
    let mut types: Vec<Typed> = find.outputs.iter().map(|output| lowering.column_type(&output.value)).collect();
    types.extend(extras.iter().map(|extra| lowering.column_type(extra)));
    let aggregates = find.outputs.iter().any(|output| output.value.has_aggregate()) || !extras.is_empty();
    let selects = match aggregates {
        true => vec![tally(lowering, find, body, &extras).unwrap_or_else(|| grouped(lowering, find, body, &extras))],
        false => plain(lowering, &find.outputs, body),
    };
    Core { selects, types, extras }
}

/// The aggregates that `having` asks for and no output shows.
fn extras(find: &Find) -> Vec<Expression> {
    let mut found = Vec::new();
    let mut conditions: Vec<&Condition> = find.having.iter().collect();
    while let Some(condition) = conditions.pop() {
        match condition {
            Condition::Filter(filter) => {
                for expression in filter.expressions() {
                    aggregates(expression, &mut found);
                }
            }
            Condition::Not(group) => conditions.extend(&group.conditions),
            Condition::Or(branches) => conditions.extend(branches.iter().flat_map(|branch| &branch.conditions)),
            _ => {}
        }
    }
    found
}

fn aggregates(expression: &Expression, found: &mut Vec<Expression>) {
    match &expression.node {
        ExpressionNode::Aggregate(_) => {
            if !found.contains(expression) {
                found.push(expression.clone());
            }
        }
        node => {
            if let ExpressionNode::If(filter, ..) = node {
                filter.expressions().into_iter().for_each(|part| aggregates(part, found));
            }
            expression.parts().into_iter().for_each(|part| aggregates(part, found));
        }
    }
}

/// The distinct outputs of every branch.
fn plain(lowering: &mut Lowering<'_>, outputs: &[Output], body: &Body) -> Vec<Select> {
    let branches: Vec<Cow<'_, Branch>> = body.branches.iter().flat_map(Branch::each_way).collect();
    let mut selects = Vec::with_capacity(branches.len());
    for branch in &branches {
        let mut lowered = lowering.ends(branch);
        let env = Env::of(&lowered.bindings);
        let mut columns = outputs.iter().map(|output| lowering.column(&output.value, env)).collect();
        lowered.leave_out_seeds(&mut columns);
        let (from, filter) = (std::mem::take(&mut lowered.from), std::mem::take(&mut lowered.filter));
        let mut select = distinct(columns, from, filter);
        select.distinct = branches.len() > 1 || !lowered.is_set(&select);
        if !select.distinct {
            // Behind a limit, though there is none, SQLite finds rows before it looks up what they show.
            select.limit = Some(u64::MAX);
        }
        selects.push(select);
    }
    selects
}

pub(super) fn distinct(columns: Vec<Expr>, from: Vec<Table>, filter: Vec<Expr>) -> Select {
    let (from, filter) = semijoined(&columns, from, filter);
    Select { distinct: true, columns, from, filter, ..Select::default() }
}

/// The outputs, aggregates over the distinct bindings of the body.
fn grouped(lowering: &mut Lowering<'_>, find: &Find, body: &Body, extras: &[Expression]) -> Select {
    let inner = &body.bindings;
    let branches: Vec<Cow<'_, Branch>> = body.branches.iter().flat_map(Branch::each_way).collect();
    let mut selects = Vec::with_capacity(branches.len());
    for branch in &branches {
        let mut lowered = lowering.ends(branch);
        let mut columns: Vec<Expr> = inner.iter().map(|variable| bound(*variable, &lowered.bindings)).collect();
        if columns.is_empty() {
            columns.push(Expr::Integer(1));
        }
        lowered.leave_out_seeds(&mut columns);
        let (from, filter) = (lowered.from.clone(), lowered.filter.clone());
        let mut select = distinct(columns, from, filter);
        select.distinct = branches.len() > 1 || !lowered.is_set(&select);
        selects.push(select);
    }
    let b = |at: usize| Expr::Output("b".to_owned(), at);
    let bindings: Bindings = inner.iter().enumerate().map(|(at, variable)| (*variable, b(at))).collect();
    let env = Env::of(&bindings);
    let groups: Vec<&Expression> =
        find.outputs.iter().map(|output| &output.value).filter(|value| !value.has_aggregate()).collect();
    let group: Vec<Expr> = groups.iter().map(|value| lowering.column(value, env)).collect();
    let mut from = vec![Table { alias: "b".to_owned(), source: Source::Union(selects), left_join: None }];
    let all: Vec<&Expression> = find.outputs.iter().map(|output| &output.value).chain(extras).collect();
    let rests = rests::counted(lowering, body, &all, (&groups, &group), &mut from);
    let env = Env { rests: &rests, ..env };
    let columns = all
        .into_iter()
        .map(|value| lowering.column(value, env))
        .map(|column| counted_once(column, &group, inner.len()));
    let columns = columns.collect();
    Select { columns, from, group, ..Select::default() }
}

/// A count of different values as one of rows, where these are different within each group: no two rows are the same, and of one group they
/// differ in that value only.
fn counted_once(column: Expr, group: &[Expr], width: usize) -> Expr {
    let Expr::CountDistinct(value) = &column else { return column };
    let is_of_row = |at: usize| {
        let output = Expr::Output("b".to_owned(), at);
        output == **value || group.contains(&output)
    };
    match (0..width).all(is_of_row) {
        true => Expr::Call("count", vec![value.as_ref().clone()]),
        false => column,
    }
}
