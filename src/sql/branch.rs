//! One conjunction of steps as tables and filters.

use std::collections::HashMap;

use super::tree::{Bind, Common, Expr, Select, Source, Table};
use crate::plan::{Absent, Branch, Fact, Narrowing, Reach, Slot, Step};
use crate::resolve::tree::{Comparison, Sort, Term, VariableId};
use crate::syntax::ast::Comparator;
use crate::value::{Literal, Modality, ObjectType};

/// The expressions that variables stand for.
pub type Bindings = HashMap<VariableId, Expr>;

/// What a step rests on, as expressions.
#[derive(Debug, Clone, PartialEq)]
pub enum Premise {
    /// A fact's id.
    Fact(Expr),
    /// Both ends of a chain.
    Chain(Expr, Expr),
    /// That there is none.
    Absent,
    /// Nothing: two values compared.
    Comparison,
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
}

/// Lowers the branches of one statement: aliases and common table expressions are the statement's.
pub struct Lowering<'a> {
    sorts: &'a [Sort],
    next: usize,
    /// The common table expressions that the branches need.
    pub with: Vec<Common>,
}

impl<'a> Lowering<'a> {
    /// For variables of these sorts.
    pub fn new(sorts: &'a [Sort]) -> Self {
        Self { sorts, next: 0, with: Vec::new() }
    }

    /// What the values of a variable are.
    pub fn sort(&self, variable: VariableId) -> Sort {
        self.sorts[variable.0]
    }

    fn alias(&mut self, letter: char) -> String {
        self.next += 1;
        format!("{letter}{}", self.next)
    }

    /// A conjunction, in which the variables of `outer` have their values already.
    pub fn branch(&mut self, branch: &Branch, outer: &Bindings) -> Body {
        let mut body = Body { bindings: outer.clone(), ..Body::default() };
        for step in &branch.steps {
            let premise = match step {
                Step::Fact(fact) => self.fact(fact, &mut body),
                Step::Reach(reach) => self.reach(reach, &mut body),
                Step::Absent(_) => Premise::Absent,
                Step::Compare(_) => Premise::Comparison,
            };
            body.premises.push(premise);
        }
        // Negations and comparisons come last, when every variable has its expression.
        for step in &branch.steps {
            let condition = match step {
                Step::Absent(absent) => self.absent(absent, &body.bindings),
                Step::Compare(comparison) => self.compare(comparison, &body.bindings),
                Step::Fact(_) | Step::Reach(_) => continue,
            };
            body.filter.push(condition);
        }
        body
    }

    fn fact(&mut self, fact: &Fact, body: &mut Body) -> Premise {
        let alias = self.alias('f');
        let source = if fact.symmetric { Source::FactsBothWays } else { Source::Table("fact") };
        body.from.push(Table { alias: alias.clone(), source, left_join: None });
        if let Some(predicate) = fact.predicate {
            body.filter.push(Expr::column(&alias, "predicate").equals(Expr::Integer(predicate.0)));
        }
        unify(&fact.subject, Expr::column(&alias, "subject"), body);
        unify(&fact.object, Expr::column(&alias, object_column(fact.object_type)), body);
        if fact.predicate.is_none() && !matches!(fact.object, Slot::Kinds(_)) {
            // Facts of every other predicate have no kind.
            body.filter.push(Expr::IsNull(Box::new(Expr::column(&alias, "kind"))).negated());
        }
        body.filter.extend(stands(&alias, &fact.narrowing));
        self.claims(&alias, &fact.narrowing, body);
        for (key, object_type, value) in &fact.qualifiers {
            self.qualifier(&alias, key.0, *object_type, value, body);
        }
        if let Some(variable) = fact.narrowing.at {
            let time = Expr::column(&alias, "time");
            body.filter.push(Expr::IsNull(Box::new(time.clone())).negated());
            unify(&Slot::Variable(variable), time, body);
        }
        Premise::Fact(Expr::column(&alias, "id"))
    }

    fn qualifier(&mut self, fact: &str, key: i64, object_type: ObjectType, value: &Slot, body: &mut Body) {
        let alias = self.alias('q');
        body.from.push(Table { alias: alias.clone(), source: Source::Table("qualifier"), left_join: None });
        body.filter.push(Expr::column(&alias, "fact").equals(Expr::column(fact, "id")));
        body.filter.push(Expr::column(&alias, "key").equals(Expr::Integer(key)));
        unify(value, Expr::column(&alias, object_column(object_type)), body);
    }

    /// Who says so, and how surely. Where a variable stands for the speaker or for the words of the time, each claim
    /// is a row of its own; otherwise it is enough that there is one.
    fn claims(&mut self, fact: &str, narrowing: &Narrowing, body: &mut Body) {
        if !narrowing.asks_for_claims() {
            return;
        }
        let alias = self.alias('c');
        let table = Table { alias: alias.clone(), source: Source::Table("claim"), left_join: None };
        let mut filter = vec![
            Expr::column(&alias, "fact").equals(Expr::column(fact, "id")),
            Expr::column(&alias, "polarity").equals(text(if narrowing.denied { "-" } else { "+" })),
        ];
        filter.extend(narrowing.at_least.and_then(|modality| at_least(&alias, modality)));
        let source = Expr::column(&alias, "source");
        match narrowing.source {
            Some(Slot::Entity(entity)) => filter.push(source.clone().equals(Expr::Integer(entity.0))),
            Some(Slot::Any) => filter.push(Expr::IsNull(Box::new(source.clone())).negated()),
            _ => {}
        }
        let speaker = narrowing.source.as_ref().filter(|slot| matches!(slot, Slot::Variable(_)));
        if speaker.is_some() || narrowing.when.is_some() {
            body.from.push(table);
            body.filter.extend(filter);
            if let Some(slot) = speaker {
                unify(slot, source, body);
            }
            if let Some(variable) = narrowing.when {
                let time = vec![Expr::column(fact, "time"), Expr::column(&alias, "time_phrase")];
                unify(&Slot::Variable(variable), Expr::Call("coalesce", time), body);
            }
            return;
        }
        let select = Select { columns: vec![Expr::Integer(1)], from: vec![table], filter, ..Select::default() };
        body.filter.push(Expr::Exists(Box::new(select)));
    }

    /// A chain: the nodes from one end where that is known, all pairs otherwise.
    fn reach(&mut self, reach: &Reach, body: &mut Body) -> Premise {
        let name = self.alias('r');
        let (from, to) = match (&reach.from, &reach.to) {
            (_, Slot::Entity(end)) => (self.nodes(&name, reach, Expr::Integer(end.0), false), Expr::Integer(end.0)),
            (Slot::Entity(start), _) => {
                let nodes = self.nodes(&name, reach, Expr::Integer(start.0), true);
                (Expr::Integer(start.0), nodes)
            }
            _ => self.pairs(&name, reach),
        };
        body.from.push(Table { alias: name.clone(), source: Source::Common(name), left_join: None });
        unify(&reach.from, from.clone(), body);
        unify(&reach.to, to.clone(), body);
        Premise::Chain(from, to)
    }

    /// The nodes that a chain reaches from `seed`, forwards or backwards.
    fn nodes(&mut self, name: &str, reach: &Reach, seed: Expr, forwards: bool) -> Expr {
        let (near, far) = if forwards { ("subject", "object") } else { ("object", "subject") };
        let mut step = |node: Expr, mut from: Vec<Table>| {
            let (table, alias, mut filter) = self.edge(reach);
            filter.push(Expr::column(&alias, near).equals(node));
            from.push(table);
            Select { columns: vec![Expr::column(&alias, far)], from, filter, ..Select::default() }
        };
        let base = match reach.reflexive {
            true => Select { columns: vec![seed], ..Select::default() },
            false => step(seed, Vec::new()),
        };
        let known = Table { alias: name.to_owned(), source: Source::Common(name.to_owned()), left_join: None };
        let step = step(Expr::column(name, "node"), vec![known]);
        self.with.push(Common { name: name.to_owned(), columns: &["node"], base: vec![base], step });
        Expr::column(name, "node")
    }

    /// All pairs of nodes with a chain from the first to the second.
    fn pairs(&mut self, name: &str, reach: &Reach) -> (Expr, Expr) {
        let (table, alias, filter) = self.edge(reach);
        let columns = vec![Expr::column(&alias, "subject"), Expr::column(&alias, "object")];
        let mut base = vec![Select { columns, from: vec![table], filter, ..Select::default() }];
        if reach.reflexive {
            let entity = self.alias('e');
            let id = Expr::column(&entity, "id");
            let from = vec![Table { alias: entity, source: Source::Table("entity"), left_join: None }];
            base.push(Select { columns: vec![id.clone(), id], from, ..Select::default() });
        }
        let (table, alias, mut filter) = self.edge(reach);
        filter.push(Expr::column(&alias, "subject").equals(Expr::column(name, "finish")));
        let known = Table { alias: name.to_owned(), source: Source::Common(name.to_owned()), left_join: None };
        let columns = vec![Expr::column(name, "start"), Expr::column(&alias, "object")];
        let step = Select { columns, from: vec![known, table], filter, ..Select::default() };
        self.with.push(Common { name: name.to_owned(), columns: &["start", "finish"], base, step });
        (Expr::column(name, "start"), Expr::column(name, "finish"))
    }

    /// A fact within a chain: its table, the table's alias, and what must hold of it.
    pub fn edge(&mut self, reach: &Reach) -> (Table, String, Vec<Expr>) {
        let alias = self.alias('f');
        let source = if reach.symmetric { Source::FactsBothWays } else { Source::Table("fact") };
        let table = Table { alias: alias.clone(), source, left_join: None };
        let mut body = Body::default();
        body.filter.push(Expr::column(&alias, "predicate").equals(Expr::Integer(reach.predicate.0)));
        body.filter.extend(stands(&alias, &reach.narrowing));
        self.claims(&alias, &reach.narrowing, &mut body);
        (table, alias, body.filter)
    }

    fn absent(&mut self, absent: &Absent, outer: &Bindings) -> Expr {
        let none = absent.branches.iter().map(|branch| {
            let body = self.branch(branch, outer);
            let (from, filter) = (body.from, body.filter);
            Expr::Exists(Box::new(Select { columns: vec![Expr::Integer(1)], from, filter, ..Select::default() }))
                .negated()
        });
        Expr::All(none.collect())
    }
}

/// Binds a slot to an expression: a variable's first is what it stands for, any further one must equal it.
fn unify(slot: &Slot, expr: Expr, body: &mut Body) {
    match slot {
        Slot::Any => {}
        Slot::Variable(variable) => match body.bindings.get(variable) {
            Some(bound) => body.filter.push(expr.equals(bound.clone())),
            None => {
                body.bindings.insert(*variable, expr);
            }
        },
        Slot::Entity(entity) if expr != Expr::Integer(entity.0) => {
            body.filter.push(expr.equals(Expr::Integer(entity.0)));
        }
        Slot::Entity(_) => {}
        Slot::Kinds(kinds) => {
            body.filter.push(Expr::In(Box::new(expr), kinds.iter().map(|kind| kind.0).collect()));
        }
        Slot::Literal(literal) => body.filter.push(expr.equals(literal_id(literal))),
    }
}

fn object_column(object_type: ObjectType) -> &'static str {
    match object_type {
        ObjectType::Entity => "object",
        ObjectType::Kind => "kind",
        _ => "value",
    }
}

/// That a fact holds, or is only denied, or is not denied; and that it may have been so then.
fn stands(alias: &str, narrowing: &Narrowing) -> Vec<Expr> {
    let holds = Expr::column(alias, "holds");
    let mut filter = match narrowing.denied {
        false => vec![holds.equals(Expr::Integer(1))],
        true => {
            vec![holds.equals(Expr::Integer(0)), Expr::column(alias, "denied").equals(Expr::Integer(1))]
        }
    };
    if narrowing.undisputed {
        filter.push(Expr::column(alias, "denied").equals(Expr::Integer(0)));
    }
    if let Some(during) = &narrowing.during {
        filter.push(Expr::column(alias, "first_day").binary("<=", Expr::Integer(during.last_day)));
        filter.push(Expr::column(alias, "last_day").binary(">=", Expr::Integer(during.first_day)));
    }
    filter
}

fn at_least(alias: &str, modality: Modality) -> Option<Expr> {
    let enough: Vec<Expr> = Modality::ALL
        .into_iter()
        .filter(|other| *other >= modality)
        .map(|other| Expr::column(alias, "modality").equals(text(other.name())))
        .collect();
    (enough.len() < Modality::ALL.len()).then_some(Expr::Any(enough))
}

fn text(text: &str) -> Expr {
    Expr::Bind(Bind::Text(text.to_owned()))
}

/// The literal's id in the store; no value where the store has no such literal.
pub fn literal_id(literal: &Literal) -> Expr {
    let filter = vec![
        Expr::column("l", "type").equals(text(literal.object_type().name())),
        Expr::column("l", "value").equals(literal_value(literal)),
    ];
    scalar("literal", "id", filter)
}

fn scalar(table: &'static str, column: &'static str, filter: Vec<Expr>) -> Expr {
    let from = vec![Table { alias: "l".to_owned(), source: Source::Table(table), left_join: None }];
    let columns = vec![Expr::column("l", column)];
    Expr::Scalar(Box::new(Select { columns, from, filter, ..Select::default() }))
}

fn literal_value(literal: &Literal) -> Expr {
    Expr::Bind(match literal {
        Literal::Text(text) | Literal::Url(text) => Bind::Text(text.clone()),
        Literal::Integer(number) => Bind::Integer(*number),
        Literal::Decimal(number) => Bind::Real(*number),
        Literal::Date(date) => Bind::Text(date.as_str().to_owned()),
        Literal::Boolean(truth) => Bind::Integer(i64::from(*truth)),
    })
}

impl Lowering<'_> {
    fn compare(&self, comparison: &Comparison, bindings: &Bindings) -> Expr {
        let operator = comparison.operator.sign();
        let (left, right) = (&comparison.left, &comparison.right);
        let ordered = !matches!(comparison.operator, Comparator::Equal | Comparator::Unequal);
        match (left, right) {
            // A literal is in the store once, so that two variables are equal where their ids are.
            (Term::Variable(left), Term::Variable(right)) if !ordered => {
                bound(*left, bindings).binary(operator, bound(*right, bindings))
            }
            _ if ordered && (self.is_date(left) || self.is_date(right)) => {
                Expr::Rows(operator, days(left, bindings), days(right, bindings))
            }
            _ => self.value(left, bindings).binary(operator, self.value(right, bindings)),
        }
    }

    fn is_date(&self, term: &Term) -> bool {
        match term {
            Term::Literal(Literal::Date(_)) => true,
            Term::Variable(variable) => self.sort(*variable) == Sort::Literal(ObjectType::Date),
            _ => false,
        }
    }

    /// What a term is compared by: an entity's or kind's id, a literal's value.
    fn value(&self, term: &Term, bindings: &Bindings) -> Expr {
        match term {
            Term::Entity(named) => Expr::Integer(named.id.0),
            Term::Kind(kind) => Expr::Integer(kind.0),
            Term::Literal(literal) => literal_value(literal),
            Term::Variable(variable) => match self.sort(*variable) {
                Sort::Entity | Sort::Kind => bound(*variable, bindings),
                Sort::Literal(_) | Sort::When => literal_column("value", *variable, bindings),
            },
            // Resolving lets no other term into a comparison.
            Term::Anything | Term::Relative(_) => Expr::Integer(0),
        }
    }
}

/// What a variable stands for; resolving refuses comparisons of variables that stand for nothing.
fn bound(variable: VariableId, bindings: &Bindings) -> Expr {
    bindings.get(&variable).cloned().unwrap_or(Expr::Integer(0))
}

fn literal_column(column: &'static str, variable: VariableId, bindings: &Bindings) -> Expr {
    scalar("literal", column, vec![Expr::column("l", "id").equals(bound(variable, bindings))])
}

/// The days that dates are ordered by.
fn days(term: &Term, bindings: &Bindings) -> Vec<Expr> {
    match term {
        Term::Literal(Literal::Date(date)) => vec![Expr::Integer(date.first_day), Expr::Integer(date.last_day)],
        Term::Variable(variable) => {
            ["first_day", "last_day"].map(|column| literal_column(column, *variable, bindings)).to_vec()
        }
        _ => Vec::new(),
    }
}
