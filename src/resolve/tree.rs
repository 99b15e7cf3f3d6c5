//! The resolved tree: like the written one, but every word is a predicate, a kind, an entity, a document or a value,
//! and every variable and expression has a sort.

use crate::answer::DocumentRef;
use crate::edtf::Edtf;
use crate::source::Span;
use crate::syntax::Times;
use crate::syntax::ast::{AggregateFunction, Comparator, Function, Operator, Test};
use crate::value::{EntityId, KindId, Literal, Modality, ObjectType, PredicateId};
use crate::vocabulary::Directed;

pub use super::walk::occurrences;

/// A query whose every word is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// What is asked.
    pub form: Form,
    /// What must hold.
    pub body: Group,
    /// The variables by their ids: the query's own and those that stand for a relative.
    pub variables: Vec<Variable>,
    /// What the whole is read as of.
    pub view: View,
    /// Whether the answer comes with its receipts.
    pub with_sources: bool,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// Rows.
    Find(Find),
    /// Yes or no.
    Whether,
}

/// What a query is read as of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    /// Facts that state a time may have been so then.
    pub valid: Option<Edtf>,
    /// What was known then.
    pub recorded: Option<Recorded>,
}

/// When something was known.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// Behind the load of that number.
    Load(u64),
    /// At a moment, in RFC 3339 and UTC: the latest that the written time may mean.
    Time {
        /// As written.
        written: Edtf,
        /// The moment.
        moment: String,
    },
}

/// The rows that are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    /// The columns; never empty.
    pub outputs: Vec<Output>,
    /// Filters over the outputs and aggregates.
    pub having: Vec<Condition>,
    /// The order, the first key first; ties are broken by the outputs.
    pub order: Vec<OrderKey>,
    /// Whether the rows come as they are found.
    pub unordered: bool,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// Without the first so many.
    pub offset: Option<u64>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Its heading.
    pub name: String,
    /// Whether the heading was given by `as`.
    pub named: bool,
    /// What it shows.
    pub value: Expression,
}

/// A key of the order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderKey {
    /// What it orders by: outputs, and what is made of them.
    pub by: Expression,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// Something that has a value, and of what sort. Two are equal wherever they stand.
#[derive(Debug, Clone)]
pub struct Expression {
    /// What it is.
    pub node: ExpressionNode,
    /// What its values are.
    pub sort: Sort,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node && self.sort == other.sort
    }
}

/// What has a value.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionNode {
    /// A variable or constant.
    Term(Term),
    /// An output of the same query, by its index: in `having` and `order by`.
    Output(usize),
    /// A number with its sign turned.
    Negative(Box<Expression>),
    /// Two numbers reckoned.
    Arithmetic(Box<Expression>, Operator, Box<Expression>),
    /// A function of its arguments.
    Call(Function, Vec<Expression>),
    /// One of two, as a filter holds or not.
    If(Box<Filter>, Box<Expression>, Box<Expression>),
    /// A value over a group.
    Aggregate(Box<Aggregate>),
}

/// A value over the distinct bindings of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Which.
    pub function: AggregateFunction,
    /// What it ranges over; none for the counts of what a row rests on.
    pub argument: Option<Expression>,
    /// By what the first is found, and whether the greatest comes first.
    pub by: Option<(Expression, bool)>,
}

/// A variable of one query: an index into [`Resolved::variables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableId(pub usize);

/// A variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Its name without its mark; none where it stands for a relative.
    pub name: Option<String>,
    /// What its values are.
    pub sort: Sort,
    /// Whether its values are literals as such, and not rows of the store's literals: a quote, a name, what was reckoned.
    pub bare: bool,
    /// Where it first stands.
    pub span: Span,
}

/// What the values of a variable or an expression are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Entities.
    Entity,
    /// Kinds.
    Kind,
    /// Documents.
    Document,
    /// Literals of one type.
    Literal(ObjectType),
    /// Times, or the words of a source for them.
    When,
}

impl Sort {
    /// What the objects of a predicate are.
    pub fn of_objects(object_type: ObjectType) -> Self {
        match object_type {
            ObjectType::Entity => Sort::Entity,
            ObjectType::Kind => Sort::Kind,
            literal => Sort::Literal(literal),
        }
    }

    /// What its values are as literals; those of a time, or of words for it, are texts as those of a date are.
    pub fn value_type(self) -> ObjectType {
        match self {
            Sort::Entity => ObjectType::Entity,
            Sort::Kind => ObjectType::Kind,
            Sort::Document => ObjectType::Text,
            Sort::Literal(object_type) => object_type,
            Sort::When => ObjectType::Date,
        }
    }

    /// The words for it in messages, with its article.
    pub fn words(self) -> &'static str {
        match self {
            Sort::Entity => "an entity",
            Sort::Kind => "a kind",
            Sort::Document => "a document",
            Sort::Literal(ObjectType::Text) => "a text",
            Sort::Literal(ObjectType::Number) => "a number",
            Sort::Literal(ObjectType::Date) => "a date",
            Sort::Literal(ObjectType::Boolean) => "true or false",
            Sort::Literal(_) => "an address",
            Sort::When => "a time or its words",
        }
    }

    /// Whether its values are literals.
    pub fn is_literal(self) -> bool {
        matches!(self, Sort::Literal(_) | Sort::When)
    }
}

/// Conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// The conditions in their order.
    pub conditions: Vec<Condition>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Something has a fact.
    Pattern(Box<Pattern>),
    /// There is something of which more is said.
    Relative(Relative),
    /// Nothing matches.
    Not(Group),
    /// All of it, or nothing.
    Optional(Group),
    /// One of these holds at least.
    Or(Vec<Group>),
    /// A condition on values.
    Filter(Box<Filter>),
    /// A row of another query.
    Subquery(Box<Subquery>),
}

/// Another query, whose rows are joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Subquery {
    /// The query: a `find`, with variables of its own.
    pub query: Resolved,
    /// The variable that each of its outputs is here.
    pub columns: Vec<VariableId>,
    /// Where it stands.
    pub span: Span,
}

/// A condition on values.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Two values compared.
    Compare(Expression, Comparator, Expression),
    /// From the second to the third, both included.
    Between(Expression, Expression, Expression),
    /// Equal to one of these.
    In(Expression, Vec<Expression>),
    /// A test of two values.
    Test(Expression, Test, Expression),
}

/// A pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// What the relation is read from.
    pub subject: Term,
    /// The relation.
    pub relation: Relation,
    /// What the relation is read to.
    pub object: Term,
    /// What is said of the fact itself.
    pub qualifiers: Vec<Qualifier>,
    /// What narrows it.
    pub scope: Scope,
    /// Where it stands.
    pub span: Span,
}

/// How the subject of a pattern stands to its object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relation {
    /// It is of the kind.
    Is,
    /// It has the name.
    KnownAs,
    /// It is led to by the path.
    Path(Path),
}

/// A property path: a set of pairs. Inverses are pushed down to its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// A predicate, in one direction.
    Step(Directed),
    /// One behind the other; two or more.
    Sequence(Vec<Path>),
    /// Any of these; two or more.
    Alternatives(Vec<Path>),
    /// So many times.
    Repeated(Box<Path>, Times),
}

impl Path {
    /// The same path, read from its end to its beginning.
    pub fn inverted(self) -> Self {
        match self {
            Path::Step(directed) => Path::Step(Directed { inverse: !directed.inverse, ..directed }),
            Path::Sequence(parts) => Path::Sequence(parts.into_iter().rev().map(Path::inverted).collect()),
            Path::Alternatives(parts) => Path::Alternatives(parts.into_iter().map(Path::inverted).collect()),
            Path::Repeated(path, times) => Path::Repeated(Box::new(path.inverted()), times),
        }
    }
}

/// A term of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// A variable.
    Variable(VariableId),
    /// `_`: something.
    Anything,
    /// An entity.
    Entity(Named),
    /// A kind.
    Kind(KindId),
    /// A document.
    Document(DocumentRef),
    /// A literal.
    Literal(Literal),
    /// Something of which more is said.
    Relative(Box<Relative>),
}

/// Something of which more is said: `[meeting held in UAE]`, `?m [held in UAE]`, `?x: envoy`.
#[derive(Debug, Clone, PartialEq)]
pub struct Relative {
    /// The variable that stands for it.
    pub variable: VariableId,
    /// Its kind.
    pub kind: Option<KindId>,
    /// What else is so of it; the subject of its patterns is the variable.
    pub body: Group,
}

/// An entity that was found by a name or key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its row in the store.
    pub id: EntityId,
    /// Its key.
    pub key: String,
    /// Its preferred name.
    pub name: String,
    /// The kinds that it is stated to be of.
    pub kinds: Vec<KindId>,
}

/// What must be said of the fact itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Qualifier {
    /// The key.
    pub key: PredicateId,
    /// The value.
    pub value: Term,
}

/// What narrows a pattern: its time, and who says so where, in which words and how surely.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scope {
    /// What must be so of its time.
    pub times: Vec<TimeTest>,
    /// Binds the time.
    pub at: Option<VariableId>,
    /// Binds the time, or the words of a source for it, or nothing.
    pub when: Option<VariableId>,
    /// Binds the least number of steps of a repeated path.
    pub steps: Option<VariableId>,
    /// Who says so.
    pub source: Option<Term>,
    /// Where it stands.
    pub document: Option<Term>,
    /// In which words.
    pub quote: Option<Term>,
    /// At least that certain, where stated.
    pub at_least: Option<Modality>,
    /// How sure the extractor is.
    pub confidence: Option<(Comparator, Literal)>,
    /// Only denied, instead of holding.
    pub denied: bool,
    /// Denied too, or with a rival.
    pub disputed: bool,
}

/// What must be so of a fact's time.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeTest {
    /// How it stands to the other time.
    pub relation: TimeRelation,
    /// Whether it must be so whatever the precision hides; otherwise it may be so.
    pub surely: bool,
    /// The other time.
    pub time: Time,
}

/// How a fact's time stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeRelation {
    /// It overlaps it.
    During,
    /// It begins before.
    Before,
    /// It ends after.
    After,
    /// It ends on its first day or later.
    Since,
    /// It begins on its last day or earlier.
    Until,
    /// It covers it.
    Throughout,
    /// It overlaps it, widened by so many days on both sides.
    Within(i64),
    /// It overlaps the so many days behind it.
    WithinAfter(i64),
    /// It overlaps the so many days before it.
    WithinBefore(i64),
}

/// A time that a fact's time is held against.
#[derive(Debug, Clone, PartialEq)]
pub enum Time {
    /// As written.
    Date(Edtf),
    /// A variable's date.
    Variable(VariableId),
    /// From the first day of the one to the last day of the other; neither is such a span itself.
    Span(Box<Time>, Box<Time>),
}

impl Time {
    /// The variables in it.
    pub fn variables(&self) -> Vec<VariableId> {
        match self {
            Time::Date(_) => Vec::new(),
            Time::Variable(variable) => vec![*variable],
            Time::Span(from, to) => [from.variables(), to.variables()].concat(),
        }
    }
}

/// A rule whose every word is known.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedRule {
    /// What it says, in canonical words: `met`, `negotiator`.
    pub name: String,
    /// The variables of its head: one for a kind, two for a predicate.
    pub head: Vec<VariableId>,
    /// Where it holds.
    pub body: Group,
    /// The variables by their ids.
    pub variables: Vec<Variable>,
}
