//! Which topic of the help a problem belongs to.

use super::{CommandProblem, Problem, QueryProblem};

impl Problem {
    /// The topic of the help that explains what is wrong here; none where no topic does.
    pub fn topic(&self) -> Option<&'static str> {
        match self {
            Problem::Query(problem) => of_query(problem),
            Problem::Load(_) => Some("loading"),
            Problem::Store(_) | Problem::Set(_) | Problem::Remote(_) => None,
            Problem::Change(_) => Some("changes"),
            Problem::Command(problem) => of_command(problem),
        }
    }
}

fn of_query(problem: &QueryProblem) -> Option<&'static str> {
    use QueryProblem as Q;
    Some(match problem {
        Q::NoStatement { .. } | Q::NotUnderstood { .. } | Q::AmbiguousReading { .. } | Q::NotOneQuery => "questions",
        Q::NoPredicate
        | Q::NoPattern
        | Q::NoSubject
        | Q::NotOneTerm
        | Q::UnboundOutput { .. }
        | Q::UnboundInNot { .. }
        | Q::UnboundInBranch { .. }
        | Q::SharedByOptionals { .. }
        | Q::NeedsHeading { .. }
        | Q::OrderNotShown { .. }
        | Q::SameHeading { .. }
        | Q::TooManyBranches { .. } => "patterns",
        Q::UnknownPredicate { .. } | Q::UnknownKind { .. } => "words",
        Q::UnknownName { .. }
        | Q::NotOfKind { .. }
        | Q::UnknownKey { .. }
        | Q::AmbiguousName { .. }
        | Q::NotAName { .. }
        | Q::KindForName { .. } => "names",
        Q::UnknownFunction { .. }
        | Q::FunctionInPattern { .. }
        | Q::WrongArguments { .. }
        | Q::PatternCompared
        | Q::WrongType { .. }
        | Q::TypeClash { .. }
        | Q::UnboundInComparison { .. }
        | Q::BadPattern { .. } => "filters",
        Q::NoSteps | Q::RepeatedPath { .. } | Q::PathCycle { .. } | Q::BrokenPath { .. } => "paths",
        Q::BadDate { .. } | Q::NotATime { .. } | Q::NoSingleTime | Q::RuleHasNoTime { .. } => "time",
        Q::UnknownDocument { .. } => "claims",
        Q::NotShown { .. }
        | Q::PatternInHaving
        | Q::NothingToShow
        | Q::NotGrouped { .. }
        | Q::NestedAggregate
        | Q::AggregateHere { .. }
        | Q::NotCounted { .. } => "counts",
        Q::UnboundInHead { .. }
        | Q::BrokenRule { .. }
        | Q::Unstratified { .. }
        | Q::NameTaken { .. }
        | Q::UnknownRule { .. } => "rules",
        Q::MissingArgument { .. } | Q::UnknownQuery { .. } | Q::TooManyArguments { .. } | Q::BrokenQuery { .. } => {
            "saving"
        }
        Q::NoAnswerYet | Q::NoSuchRow { .. } => "why",
        Q::NothingToSearch | Q::SearchTooLong { .. } => "looking",
        Q::MissingParameter { .. }
        | Q::NotExpected { .. }
        | Q::IncludeCycle { .. }
        | Q::IncludeTooDeep { .. }
        | Q::NeedsWrite { .. } => "scripts",
        // What the grammar wants elsewhere, and limits, are said in full by the error itself.
        _ => return None,
    })
}

fn of_command(problem: &CommandProblem) -> Option<&'static str> {
    use CommandProblem as C;
    match problem {
        C::UnknownCommand { .. }
        | C::BadArgument { .. }
        | C::UnknownSetting { .. }
        | C::BadSetting { .. }
        | C::NoEditor { .. }
        | C::NothingToEdit => Some("prompt"),
        C::NotSaved { .. } => Some("saving"),
        C::BadParameter { .. } | C::NoRows => Some("scripts"),
        _ => None,
    }
}
