//! What can be wrong in a question, pattern or script.

mod rows;
mod wording;

use super::Category;

/// A row of an answer beside what was expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowLine {
    /// Whether the row is there, and whether it should be.
    pub state: RowState,
    /// Its values, as they are written in an expectation.
    pub values: Vec<String>,
    /// The values by which it differs from the expected row above it.
    pub differs: Vec<usize>,
}

/// How a row stands to what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// It is there, and nothing is said against that.
    There,
    /// It was expected and is not there.
    Missing,
    /// It is there and was not expected.
    Unexpected,
}

/// What can be wrong in a question, pattern or script.
#[derive(Debug, Clone, PartialEq)]
pub enum QueryProblem {
    /// The grammar wants something else.
    Expected {
        /// What it wants.
        what: &'static str,
        /// The word or sign that stands there; empty at the end.
        found: String,
    },
    /// A text or bracket is not closed.
    Unterminated {
        /// What opened it.
        open: char,
    },
    /// A backslash in a text is followed by something unknown.
    BadEscape,
    /// A date has the form of one but is none.
    BadDate {
        /// As written.
        text: String,
        /// Why it is none.
        reason: String,
    },
    /// A number is too large.
    BadNumber {
        /// As written.
        text: String,
    },
    /// The text is too long.
    TooLong {
        /// How many bytes it may have.
        longest: usize,
    },
    /// A question has too many words.
    TooManyWords {
        /// How many it may have.
        most: usize,
    },
    /// A query has too many patterns and comparisons.
    TooManyConditions {
        /// How many it may have.
        most: usize,
    },
    /// A pattern has too many words.
    PatternTooLong {
        /// How many it may have.
        most: usize,
    },
    /// The brackets are nested too deeply.
    TooDeep {
        /// How deep they may be.
        deepest: usize,
    },
    /// No function has the name of what is called.
    UnknownFunction {
        /// The name.
        name: String,
        /// Known functions that are near.
        nearest: Vec<String>,
    },
    /// A function is called among the words of a pattern.
    FunctionInPattern {
        /// Its name.
        name: String,
    },
    /// An expression has too many operators.
    ExpressionTooLong {
        /// How many it may have.
        most: usize,
    },
    /// A function was called with too many or too few arguments.
    WrongArguments {
        /// The function.
        function: &'static str,
        /// How many it takes.
        takes: std::ops::RangeInclusive<usize>,
    },
    /// Exactly one query was expected.
    NotOneQuery,
    /// A whole pattern stands before a comparison.
    PatternCompared,
    /// Qualifiers or modifiers stand at a comparison.
    NoPattern,
    /// No statement begins with the word.
    NoStatement {
        /// The word.
        found: String,
        /// Statement words that are near.
        nearest: Vec<String>,
    },
    /// A pattern has no predicate.
    NoPredicate,
    /// No predicate is known by these words.
    UnknownPredicate {
        /// The words.
        words: String,
        /// Known phrases that are near.
        nearest: Vec<String>,
    },
    /// No kind is known by these words.
    UnknownKind {
        /// The words.
        words: String,
        /// Known kinds that are near.
        nearest: Vec<String>,
    },
    /// No entity answers to the name.
    UnknownName {
        /// The name.
        name: String,
        /// The kind that it should have, where one was given.
        kind: Option<String>,
        /// Known names that are near.
        nearest: Vec<String>,
        /// A known name with a keyword in it, of which this is a part.
        whole: Option<String>,
    },
    /// The entities that answer to the name are of other kinds.
    NotOfKind {
        /// The name.
        name: String,
        /// The kind that it should have.
        kind: String,
        /// The kinds that it has.
        has: Vec<String>,
    },
    /// No entity has the key.
    UnknownKey {
        /// The key.
        key: String,
        /// Known keys that are near.
        nearest: Vec<String>,
    },
    /// Several entities answer to the name.
    AmbiguousName {
        /// The name.
        name: String,
        /// How each of them is written without doubt.
        readings: Vec<String>,
        /// Whether their kinds tell them apart.
        by_kind: bool,
    },
    /// The words have several readings.
    AmbiguousReading {
        /// Each in canonical form.
        readings: Vec<String>,
    },
    /// A pattern begins with its predicate and there is none before it to take the subject from.
    NoSubject,
    /// A term is more than one name, variable or literal.
    NotOneTerm,
    /// The term is of a type that cannot stand there.
    WrongType {
        /// The predicate or comparison that it belongs to.
        of: String,
        /// What can stand there.
        wanted: String,
        /// What does.
        found: String,
    },
    /// A variable stands for values of two types.
    TypeClash {
        /// Its name.
        variable: String,
        /// What it was before.
        before: String,
        /// What it would be here.
        here: String,
    },
    /// An output or order key is bound by no pattern.
    UnboundOutput {
        /// The variable.
        variable: String,
        /// Bound variables that are near.
        nearest: Vec<String>,
        /// Whether it stands under `not`.
        negated: bool,
    },
    /// A compared variable is bound by no pattern.
    UnboundInComparison {
        /// The variable.
        variable: String,
        /// Bound variables that are near.
        nearest: Vec<String>,
    },
    /// A variable stands under `not` only, and only once.
    UnboundInNot {
        /// The variable.
        variable: String,
    },
    /// A variable is bound in one alternative of an `or`, not in another, and used elsewhere.
    UnboundInBranch {
        /// The variable.
        variable: String,
    },
    /// An `or` has too many alternatives when multiplied out.
    TooManyBranches {
        /// How many there may be.
        most: usize,
    },
    /// No document has the key or title.
    UnknownDocument {
        /// As written.
        text: String,
        /// Known keys that are near.
        nearest: Vec<String>,
    },
    /// Two optional parts share a variable that nothing else binds.
    SharedByOptionals {
        /// The variable.
        variable: String,
    },
    /// A column of a subquery has no heading that a variable can have.
    NeedsHeading {
        /// The heading that it has.
        heading: String,
    },
    /// A variable of a rule's head is not bound by its body.
    UnboundInHead {
        /// The variable.
        variable: String,
        /// Bound variables that are near.
        nearest: Vec<String>,
    },
    /// What `having` speaks of is no column.
    NotShown {
        /// As written.
        key: String,
    },
    /// `having` has a pattern.
    PatternInHaving,
    /// `find *` where no variable has a name.
    NothingToShow,
    /// Beside an aggregate stands a variable that the rows are not grouped by.
    NotGrouped {
        /// The variable.
        variable: String,
    },
    /// An aggregate within an aggregate.
    NestedAggregate,
    /// An aggregate where single values are compared.
    AggregateHere {
        /// Its name.
        aggregate: String,
    },
    /// What rows rest on is counted, and a pattern is a chain or a rule.
    NotCounted {
        /// What is counted.
        counted: &'static str,
    },
    /// A regular expression is none.
    BadPattern {
        /// As written.
        pattern: String,
        /// What is wrong with it.
        detail: String,
    },
    /// `in ?n steps` behind what is no repeated path.
    NoSteps,
    /// A time, speakers or qualifiers are asked of a rule.
    RuleHasNoTime {
        /// The rule.
        rule: String,
    },
    /// A rule no longer reads, since other words changed.
    BrokenRule {
        /// The rule.
        name: String,
        /// What is wrong with it.
        detail: String,
    },
    /// Rules deny one another in a circle.
    Unstratified {
        /// Their names along the circle; the first is the last.
        names: Vec<String>,
    },
    /// A rule would have the name of a kind or predicate.
    NameTaken {
        /// The name.
        name: String,
        /// What has it.
        by: &'static str,
    },
    /// No rule has the name.
    UnknownRule {
        /// The name.
        name: String,
        /// Rules that are near.
        nearest: Vec<String>,
    },
    /// An order key is no output.
    OrderNotShown {
        /// The key as written.
        key: String,
    },
    /// Two outputs have the same heading.
    SameHeading {
        /// The heading.
        heading: String,
    },
    /// `at ?t`, `when ?t`, `according to ?who` or qualifiers at a pattern that is no single fact.
    NoSingleTime,
    /// A step of a path that is itself a path is repeated.
    RepeatedPath {
        /// The predicate.
        predicate: String,
    },
    /// Predicates are defined by paths over one another.
    PathCycle {
        /// Their names in order.
        names: Vec<String>,
    },
    /// A predicate's path names something unknown.
    BrokenPath {
        /// The predicate.
        predicate: String,
        /// The phrase that no predicate has.
        phrase: String,
    },
    /// A time is no date.
    NotATime {
        /// As written.
        text: String,
    },
    /// A parameter has no value.
    MissingParameter {
        /// Its name.
        name: String,
        /// Known parameters that are near.
        nearest: Vec<String>,
    },
    /// A saved query was called without a value that it needs.
    MissingArgument {
        /// The query's name.
        name: String,
        /// The parameter's name.
        parameter: String,
    },
    /// A question was not understood to its end.
    NotUnderstood {
        /// The longest part that was; may be empty.
        understood: String,
        /// Whether the question ends there.
        ends: bool,
        /// What was expected behind it.
        wanted: &'static str,
        /// Known words that are near.
        nearest: Vec<String>,
        /// How to mend it where none are near.
        otherwise: String,
    },
    /// There is no last answer.
    NoAnswerYet,
    /// The last answer has no such row.
    NoSuchRow {
        /// The row's number, from 1.
        row: u64,
        /// How many there are.
        rows: usize,
    },
    /// No saved query has the name.
    UnknownQuery {
        /// The name.
        name: String,
        /// Saved queries that are near.
        nearest: Vec<String>,
    },
    /// A saved query was called with more values than it has parameters.
    TooManyArguments {
        /// The query's name.
        name: String,
        /// How many parameters it has.
        parameters: usize,
    },
    /// The text of a saved query is no longer a query.
    BrokenQuery {
        /// The query's name.
        name: String,
        /// What is wrong with it.
        detail: String,
    },
    /// An expectation does not hold.
    NotExpected {
        /// What was expected.
        expected: String,
        /// What is so.
        found: String,
        /// The rows beside what was expected of them.
        rows: Vec<RowLine>,
        /// How many more rows there are.
        left_off: usize,
    },
    /// There is no form of that name.
    UnknownForm {
        /// As written.
        found: String,
        /// Forms that are near.
        nearest: Vec<String>,
    },
    /// A row is expected that an answer cannot have.
    RowOfOtherWidth {
        /// How many values it has.
        values: usize,
        /// How many columns the answer has.
        columns: usize,
    },
    /// Scripts include one another.
    IncludeCycle {
        /// The files, each included by the one before; the last is the first again.
        files: Vec<String>,
    },
    /// Too many scripts include one another in a row.
    IncludeTooDeep {
        /// How many may.
        deepest: usize,
    },
    /// A statement about one thing is given something else.
    NotAName {
        /// The statement's first word.
        statement: String,
    },
    /// A statement about one thing is given a kind of things.
    KindForName {
        /// The statement's first word.
        statement: String,
        /// The kind.
        kind: String,
        /// Its plural.
        plural: String,
    },
    /// There is no word in what is searched for.
    NothingToSearch,
    /// There are too many words in what is searched for.
    SearchTooLong {
        /// How many there may be.
        most: usize,
    },
    /// The statement would change the store, and may not.
    NeedsWrite {
        /// The statement's first word.
        statement: &'static str,
    },
}

impl QueryProblem {
    /// Whose fault it is.
    pub fn category(&self) -> Category {
        match self {
            QueryProblem::NotExpected { .. } => Category::Expectation,
            _ => Category::Query,
        }
    }
}
