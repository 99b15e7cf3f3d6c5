//! The tree of a statement as it was written: names unresolved, words not yet split into predicate, kind and name.

use crate::source::Spanned;
use crate::value::{Literal, Modality};

/// A statement of a script or at the prompt.
#[derive(Debug, Clone, PartialEq)]
pub enum Statement {
    /// A query, to be answered.
    Query(Query),
    /// `why`, `why 3`: what the rows of the last answer rest on; the row's number from 1.
    Why(Option<Spanned<u64>>),
    /// `why not …`: which part has no match.
    WhyNot(WhyNot),
    /// `save NAME($parameter, …) as QUERY`.
    Save(Save),
    /// `run NAME(argument, …)`.
    Run(Run),
    /// `param $name = default`.
    Parameter(ParameterDefinition),
    /// `expect …`.
    Expect(Expectation),
    /// `include "other.ffq"`.
    Include(Spanned<String>),
    /// `define HEAD as BODY and define …`: rules that may use one another.
    Define(Vec<Spanned<Rule>>),
    /// `forget PHRASE`: the rule of that phrase goes.
    Forget(Spanned<Vec<String>>),
    /// `rules`: all of them.
    Rules,
    /// `describe NAME`: everything about a thing; the atoms of one term.
    Describe(Vec<Spanned<Atom>>),
    /// `timeline NAME`: what happened to a thing in the order of time; the atoms of one term.
    Timeline(Vec<Spanned<Atom>>),
    /// `search "words"`: full text.
    Search(Spanned<String>),
    /// `disputes`: what sources disagree about.
    Disputes,
    /// `vocabulary`: kinds, predicates and rules.
    Vocabulary,
    /// `explain QUERY`: its canonical form, its plan and its SQL.
    Explain(Spanned<Query>),
    /// `sql QUERY`: its SQL.
    Sql(Spanned<Query>),
    /// `assert PATTERN source "quote" in DOCUMENT`.
    Assert(Assertion),
    /// `retract fact 12 because "…"`.
    Retract(Retraction),
    /// `merge NAME into NAME`.
    Merge(Merge),
    /// `unmerge NAME`: what was merged is its own again; the atoms of one term.
    Unmerge(Vec<Spanned<Atom>>),
    /// `alias NAME as "further name"`.
    Alias(Alias),
    /// `undo`, `undo load 7`: the last load, or the one of that number.
    Undo(Option<Spanned<u64>>),
}

impl Statement {
    /// Whether it changes the store.
    pub fn writes(&self) -> bool {
        match self {
            Statement::Save(_)
            | Statement::Define(_)
            | Statement::Forget(_)
            | Statement::Assert(_)
            | Statement::Retract(_)
            | Statement::Merge(_)
            | Statement::Unmerge(_)
            | Statement::Alias(_)
            | Statement::Undo(_) => true,
            Statement::Query(_)
            | Statement::Why(_)
            | Statement::WhyNot(_)
            | Statement::Run(_)
            | Statement::Parameter(_)
            | Statement::Expect(_)
            | Statement::Include(_)
            | Statement::Rules
            | Statement::Describe(_)
            | Statement::Timeline(_)
            | Statement::Search(_)
            | Statement::Disputes
            | Statement::Vocabulary
            | Statement::Explain(_)
            | Statement::Sql(_) => false,
        }
    }
}

/// Anything that has an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// `find … where …`.
    Find(Find),
    /// `whether …`: yes or no.
    Whether(Whether),
    /// A question in plain words.
    Question(Question),
}

/// `find OUTPUTS where CONDITIONS as of … having … order by … limit … offset … with sources`.
#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    /// What each row shows; never empty.
    pub outputs: Vec<Spanned<Output>>,
    /// What must hold.
    pub body: Group,
    /// What the whole is read as of.
    pub view: View,
    /// What must hold of a row: filters over the outputs and aggregates.
    pub having: Option<Group>,
    /// The order of the rows, the first key first.
    pub order: Vec<Spanned<OrderKey>>,
    /// `unordered`: the rows come as they are found.
    pub unordered: bool,
    /// At most so many rows.
    pub limit: Option<u64>,
    /// Without the first so many rows.
    pub offset: Option<u64>,
    /// Whether the answer comes with its receipts.
    pub with_sources: bool,
}

/// `whether CONDITIONS as of … with sources`.
#[derive(Debug, Clone, PartialEq)]
pub struct Whether {
    /// What must hold.
    pub body: Group,
    /// What the whole is read as of.
    pub view: View,
    /// Whether the answer comes with its receipts.
    pub with_sources: bool,
}

/// A question, as words; the vocabulary decides how they are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The words, names and variables without the question mark; commas included.
    pub atoms: Vec<Spanned<Atom>>,
    /// What the whole is read as of.
    pub view: View,
    /// Whether the answer comes with its receipts.
    pub with_sources: bool,
}

/// What a whole query is read as of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    /// `as of T`: what was so then; the atoms of a time.
    pub valid: Option<Spanned<Vec<Spanned<Atom>>>>,
    /// `as recorded at …`: what was known then.
    pub recorded: Option<Spanned<Recorded>>,
}

/// When something was known.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// Behind the load of that number.
    Load(u64),
    /// At that time: the atoms of it.
    Time(Vec<Spanned<Atom>>),
}

/// A column of the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// What it shows.
    pub value: OutputValue,
    /// Its heading, where one is given.
    pub alias: Option<Spanned<String>>,
}

/// What a column shows.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputValue {
    /// `*`: every variable with a name that the body binds; the only output.
    Everything,
    /// `?x` or `?x: KIND`.
    Variable {
        /// The variable's name without its mark.
        name: String,
        /// The words of the kind that it must be of; empty where none is given.
        kind: Vec<Spanned<String>>,
    },
    /// Anything else; never a variable alone.
    Expression(Expression),
}

/// A key of `order by`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderKey {
    /// What it orders by; a variable may be an output's heading.
    pub by: Expression,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// Something that has a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// The atoms of one term.
    Term(Vec<Spanned<Atom>>),
    /// `- …`.
    Negative(Box<Spanned<Expression>>),
    /// `… + …`.
    Arithmetic(Box<Spanned<Expression>>, Operator, Box<Spanned<Expression>>),
    /// `year(?t)`.
    Call(Function, Vec<Spanned<Expression>>),
    /// `if(?n > 5, "many", "few")`.
    If(Box<Spanned<Filter>>, Box<Spanned<Expression>>, Box<Spanned<Expression>>),
    /// `count(?x)`.
    Aggregate(Box<Aggregate>),
}

/// An operator of arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl Operator {
    /// The sign for it.
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
        }
    }

    /// Whether it binds before addition.
    pub fn binds_first(self) -> bool {
        matches!(self, Operator::Multiply | Operator::Divide)
    }
}

/// A function with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// The preferred name of an entity, the name of a kind, the title of a document.
    Name,
    /// The key of an entity or document.
    Key,
    /// The narrowest kinds of an entity, as one text.
    Kind,
    /// Title of a document.
    Title,
    /// Publisher of a document.
    Publisher,
    /// When a document was published, a date.
    Published,
    /// Address of a document.
    Url,
    /// The year of a date: of its beginning.
    Year,
    /// The month of a date; nothing where it states none.
    Month,
    /// The day of the month of a date; nothing where it states none.
    Day,
    /// The earliest day of a date, as a date; nothing where it is open.
    Start,
    /// The latest day of a date, as a date; nothing where it is open.
    End,
    /// The days from the earliest day of the first date to that of the second.
    Days,
    /// A text in lower case.
    Lower,
    /// How many characters (code points) a text has.
    Length,
    /// The first of its arguments that has a value.
    Coalesce,
    /// A number without its fraction, to the nearest; halves away from zero.
    Round,
    /// A number without its sign.
    Abs,
}

/// A test with a truth value: written as a function, or as the operator of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Test {
    /// `?t contains "air"`: case and marks do not count.
    Contains,
    /// `?t starts with "air"`: case and marks do not count.
    StartsWith,
    /// `?t matches "[0-9]+"`: a regular expression finds something in it.
    Matches,
    /// `?x ~ "Zelenski"`: a name, or the text, is like this.
    Similar,
    /// A relation of two dates (Allen's interval algebra, on their earliest and latest days).
    Allen(Allen),
}

/// A relation of two intervals: James F. Allen, "Maintaining knowledge about temporal intervals", 1983.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Allen {
    /// It ends before the other begins, with a day between them.
    Precedes,
    /// The other way round.
    PrecededBy,
    /// It ends on the day before the other begins.
    Meets,
    /// The other way round.
    MetBy,
    /// It begins before the other and ends within it.
    Overlaps,
    /// The other way round.
    OverlappedBy,
    /// They begin together and it ends first.
    Starts,
    /// The other way round.
    StartedBy,
    /// It begins after the other and ends before it.
    During,
    /// The other way round.
    Includes,
    /// They end together and it begins last.
    Finishes,
    /// The other way round.
    FinishedBy,
    /// They begin and end together.
    Equals,
}

/// A value over the distinct bindings of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Which.
    pub function: AggregateFunction,
    /// What it ranges over; none for the counts of what a row rests on.
    pub argument: Option<Spanned<Expression>>,
    /// `by …`: by what the first is found, and whether the greatest comes first.
    pub by: Option<(Spanned<Expression>, bool)>,
}

/// An aggregate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateFunction {
    /// `count(?x)`: how many different values there are.
    Count,
    /// `count(all ?x)`: in how many bindings there is one.
    CountAll,
    /// `count(facts)`: how many facts the row rests on.
    Facts,
    /// `count(claims)`: how many claims.
    Claims,
    /// `count(documents)`: how many documents.
    Documents,
    /// `sum(?n)`
    Sum,
    /// `avg(?n)`
    Average,
    /// `min(?x)`: the first in the order of answers.
    Least,
    /// `max(?x)`: the last in the order of answers.
    Greatest,
    /// `list(?x)`: the different values in the order of answers, as one text.
    List,
    /// `first(?x by ?t)`: the value of the binding that comes first by another.
    First,
}

/// A condition on values.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// `?n > 5`.
    Compare(Spanned<Expression>, Spanned<Comparator>, Spanned<Expression>),
    /// `?n between 3 and 5`: both ends included.
    Between(Spanned<Expression>, Spanned<Expression>, Spanned<Expression>),
    /// `?x in (UAE, Oman)`.
    In(Spanned<Expression>, Vec<Spanned<Expression>>),
    /// `?t contains "air"`, `overlaps(?t, ?u)`.
    Test(Spanned<Expression>, Spanned<Test>, Spanned<Expression>),
}

/// Conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// The conditions in their order; never empty.
    pub conditions: Vec<Spanned<Condition>>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// A pattern: something has a fact.
    Clause(Clause),
    /// `not …`: nothing matches.
    Not(Group),
    /// `optional …`: all of it, or nothing.
    Optional(Group),
    /// `… or …`: one of these holds at least; two or more.
    Or(Vec<Group>),
    /// A condition on values.
    Filter(Filter),
    /// `(find …)`: a row of another query; its headings are variables here.
    Subquery(Box<Find>),
}

/// A pattern as written: subject, predicate, object and what narrows it not yet told apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clause {
    /// Variables, words, names and path operators in their order; times and documents that narrow it, behind the rest.
    pub atoms: Vec<Spanned<Atom>>,
    /// `{representing: ?side}`.
    pub qualifiers: Vec<Qualifier>,
    /// `according to …`, `certainly`, `denied`, `confidence > 0.8`.
    pub modifiers: Vec<Spanned<Modifier>>,
}

/// A piece of a clause.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// `?x`.
    Variable(String),
    /// `_`: something.
    Anything,
    /// `$place`.
    Parameter(String),
    /// A bare word.
    Word(String),
    /// `"…"`.
    Quoted(String),
    /// `(country)` behind a name: its kind.
    OfKind(Vec<String>),
    /// `@Q230`.
    Key(String),
    /// A number, date, `true` or `false`.
    Literal(Literal),
    /// `[meeting held in UAE]`: something of which that is so; its first clause has no subject.
    Relative(Group),
    /// `(attended | led)`: a path in parentheses; it holds a sign of a path.
    Path(Vec<Spanned<Atom>>),
    /// `between A and B`: the atoms of two times.
    Between(Vec<Spanned<Atom>>, Vec<Spanned<Atom>>),
    /// `:` between a variable and its kind.
    Colon,
    /// `/`: one step of a path after another.
    Slash,
    /// `|`: one path or another.
    Bar,
    /// `^`: the step backwards.
    Caret,
    /// `*`: the step any number of times, or not at all.
    Star,
    /// `+`: the step once or more.
    Plus,
    /// `?`: the step once, or not at all.
    Maybe,
    /// `,` between the parts of a question.
    Comma,
}

/// `key: value` in braces behind a pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Qualifier {
    /// The words of the key.
    pub key: Spanned<Vec<String>>,
    /// The atoms of one term.
    pub value: Vec<Spanned<Atom>>,
}

/// What narrows a pattern, and begins with a keyword.
#[derive(Debug, Clone, PartialEq)]
pub enum Modifier {
    /// `according to X`: the atoms of one term.
    AccordingTo(Vec<Spanned<Atom>>),
    /// `certainly`, `probably`, `possibly`: at least that certain.
    AtLeast(Modality),
    /// `denied`: only denied.
    Denied,
    /// `confidence > 0.8`: of the extractor; a number or parameter.
    Confidence(Comparator, Spanned<Atom>),
}

/// How two terms are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// `=`
    Equal,
    /// `!=`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparator {
    /// All of them; the longer signs before those that they begin with.
    pub const ALL: [Comparator; 6] = [
        Comparator::Unequal,
        Comparator::LessOrEqual,
        Comparator::GreaterOrEqual,
        Comparator::Equal,
        Comparator::Less,
        Comparator::Greater,
    ];

    /// The sign for it.
    pub fn sign(self) -> &'static str {
        match self {
            Comparator::Equal => "=",
            Comparator::Unequal => "!=",
            Comparator::Less => "<",
            Comparator::LessOrEqual => "<=",
            Comparator::Greater => ">",
            Comparator::GreaterOrEqual => ">=",
        }
    }
}

/// A named query with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Save {
    /// The name it is run by.
    pub name: Spanned<String>,
    /// Its parameters in their order.
    pub parameters: Vec<ParameterDefinition>,
    /// The query.
    pub query: Spanned<Query>,
}

/// A parameter with its default.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterDefinition {
    /// Its name without its mark.
    pub name: Spanned<String>,
    /// The atoms of the term that it stands for where no value is given; empty where there is no default.
    pub default: Vec<Spanned<Atom>>,
}

/// A call of a saved query.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The saved query's name.
    pub name: Spanned<String>,
    /// The values of its parameters in their order: the atoms of one term each.
    pub arguments: Vec<Vec<Spanned<Atom>>>,
}

/// A rule: what is so where something else is.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it says.
    pub head: Head,
    /// Where it holds.
    pub body: Group,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq)]
pub enum Head {
    /// `?x is WORDS`: the variable's name, and the words of the kind.
    Kind(Spanned<String>, Spanned<Vec<String>>),
    /// `?x WORDS ?y`: the words of the predicate between two variables' names.
    Predicate(Spanned<String>, Spanned<Vec<String>>, Spanned<String>),
}

/// What a script expects of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// What must be so.
    pub expected: Spanned<Expected>,
    /// Of which query; none is the last answer.
    pub from: Option<Spanned<Query>>,
}

/// What must be so of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// `7 answers`: the number of rows.
    Count(u64),
    /// `none`: no row.
    None,
    /// `includes (…), (…)`: for each of these a row whose values are these, from its first column on.
    Includes(Vec<Spanned<Vec<Spanned<ExpectedValue>>>>),
    /// `rows (…), (…)`: these rows and no others; in this order where the query has one.
    Rows(Vec<Spanned<Vec<Spanned<ExpectedValue>>>>),
}

/// A value of an expected row.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpectedValue {
    /// As the answer shows it.
    Literal(Literal),
    /// `nothing`: no value.
    Nothing,
}

/// `why not ROW`, `why not CONDITIONS`.
#[derive(Debug, Clone, PartialEq)]
pub enum WhyNot {
    /// `("Steve Witkoff", …)`: why the last answer has no row that begins with these values.
    Row(Spanned<Vec<Spanned<ExpectedValue>>>),
    /// Why nothing matches these conditions.
    Conditions(Group),
}

/// `assert CLAUSE source "quote" in DOCUMENT`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertion {
    /// What is so, with its time and who says so.
    pub clause: Spanned<Clause>,
    /// The passage that says so.
    pub quote: Option<Spanned<String>>,
    /// The document: the atoms of a key or title.
    pub document: Option<Vec<Spanned<Atom>>>,
}

/// `retract fact 12 because "…"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Retraction {
    /// The fact's number, as `why` shows it.
    pub fact: Spanned<u64>,
    /// Why.
    pub reason: Option<Spanned<String>>,
}

/// `merge NAME into NAME`: the atoms of a term each.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// What is the same as the other.
    pub from: Vec<Spanned<Atom>>,
    /// What it is.
    pub into: Vec<Spanned<Atom>>,
}

/// `alias NAME as "further name"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Alias {
    /// The atoms of the name that is known.
    pub of: Vec<Spanned<Atom>>,
    /// The further name.
    pub name: Spanned<String>,
}

impl Group {
    /// How many patterns and filters there are, those within brackets included.
    pub fn size(&self) -> usize {
        self.conditions.iter().map(|condition| condition.node.size()).sum()
    }
}

impl Condition {
    fn size(&self) -> usize {
        match self {
            Condition::Clause(clause) => {
                let values = clause.qualifiers.iter().flat_map(|qualifier| &qualifier.value);
                1 + clause.atoms.iter().chain(values).map(|atom| atom.node.size()).sum::<usize>()
            }
            Condition::Not(group) | Condition::Optional(group) => group.size(),
            Condition::Or(branches) => branches.iter().map(Group::size).sum(),
            Condition::Filter(_) => 1,
            Condition::Subquery(find) => 1 + find.body.size(),
        }
    }
}

impl Atom {
    fn size(&self) -> usize {
        match self {
            Atom::Relative(group) => group.size(),
            _ => 0,
        }
    }
}
