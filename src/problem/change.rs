//! Wording of what can be wrong with a change of the store.

use super::{Category, Wording, listed};

/// What can be wrong with a change that the language makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeProblem {
    /// No fact has a number.
    NoSuchFact {
        /// The number.
        fact: i64,
    },
    /// No fact says what is to be retracted.
    NothingSaysSo,
    /// A retraction names who says so.
    RetractsClaim,
    /// Nothing that was claimed of a fact counts any more.
    RetractedAlready {
        /// The fact's number.
        fact: i64,
        /// The load that withdrew the last of it.
        load: i64,
    },
    /// No load has a number.
    NoSuchLoad {
        /// The number.
        load: u64,
        /// The number of the last load.
        last: i64,
    },
    /// There is no load that could be undone.
    NothingToUndo,
    /// A load is undone already.
    UndoneAlready {
        /// The load.
        load: i64,
        /// The load that undid it.
        by: i64,
    },
    /// A load did what undoing does not take back.
    CannotUndo {
        /// The load.
        load: i64,
        /// What it did: `save`, `define` or `forget`.
        action: &'static str,
    },
    /// A merge that is to be undone was taken back otherwise.
    UnmergedAlready {
        /// The load that merged.
        load: i64,
        /// The load that took it back.
        by: i64,
    },
    /// A merge that is to hold again cannot.
    CannotMergeAgain {
        /// The preferred name of the entity that was merged.
        entity: String,
        /// The preferred name of what it is now merged into.
        now: String,
    },
    /// An entity is to be merged into itself.
    MergeIntoItself {
        /// Its preferred name.
        name: String,
    },
    /// Entities that are to be one were said not to be the same.
    SaidDistinct {
        /// The preferred name of the one.
        entity: String,
        /// The preferred name of the other.
        other: String,
        /// The load that said so.
        load: i64,
    },
    /// An entity is said not to be the same as itself.
    DistinctFromItself {
        /// Its preferred name.
        name: String,
    },
    /// What was said of two entities cannot count again: they are one meanwhile.
    CannotDistinguishAgain {
        /// The preferred name of the one.
        entity: String,
        /// The preferred name of the other.
        other: String,
    },
    /// Nothing was merged that answers to a name.
    NotMerged {
        /// The name or key.
        name: String,
    },
    /// Several merged entities answer to a name.
    SeveralMerged {
        /// The name or key.
        name: String,
        /// Their keys as they are written.
        keys: Vec<String>,
    },
    /// A transaction is begun within another.
    BegunAlready,
    /// A transaction is ended, and none was begun.
    NotBegun {
        /// `commit` or `rollback`.
        statement: &'static str,
    },
    /// A script ends within a transaction.
    NotEnded {
        /// How many changes were rolled back.
        changes: usize,
    },
    /// A transaction went with a statement that failed.
    TransactionLost {
        /// What was wrong with the statement.
        detail: String,
        /// Whose fault that was.
        category: Category,
    },
    /// What needs care is to be done where nobody is asked.
    NeedsConsent {
        /// The statement's first word.
        statement: &'static str,
        /// What it does.
        does: String,
    },
    /// A path is asserted.
    PathAsserted,
    /// A name is asserted.
    NameAsserted,
    /// What stands in an assertion is not a name or value.
    NotNamed,
    /// A time that does not say when the fact was so.
    NotItsTime,
    /// Words that narrow a question, and say nothing of a fact.
    NarrowsOnly {
        /// They.
        words: &'static str,
    },
    /// A denial or a doubt that nobody utters.
    NobodySays {
        /// `denied`, `probably` or the like.
        words: &'static str,
    },
    /// The objects of a predicate are derived.
    Derived {
        /// The predicate.
        predicate: String,
        /// By what.
        by: String,
    },
    /// A confidence that is not between 0 and 1.
    ConfidenceRange,
}

impl ChangeProblem {
    /// Whose fault it is.
    pub fn category(&self) -> Category {
        match self {
            Self::TransactionLost { category, .. } => *category,
            _ => Category::Query,
        }
    }

    /// How it is said.
    pub fn wording(&self) -> Wording {
        let example = "write a subject, a predicate and an object, as in `assert Steve Witkoff attended UAE talks`";
        match self {
            Self::NoSuchFact { fact } => {
                told(format!("there is no fact {fact}"), "`why` shows the numbers of the facts that an answer rests on")
            }
            Self::NothingSaysSo => told(
                "no fact says just this, with this time and these qualifiers",
                "`why` shows the numbers of the facts that an answer rests on, for `retract fact 12`",
            ),
            Self::RetractsClaim => {
                told("a fact is retracted as a whole, whoever says so", "leave out who says so, where and how surely")
            }
            Self::RetractedAlready { fact, load } => told(
                format!("fact {fact} counts no more since load {load}"),
                format!("`undo load {load}` takes that back; asserted or loaded anew, it holds again"),
            ),
            Self::NoSuchLoad { load, last } => {
                told(format!("there is no load {load}"), format!("the last load has the number {last}"))
            }
            Self::NothingToUndo => told("there is nothing to undo", "`undo load N` undoes a load, and an undo too"),
            Self::UndoneAlready { load, by } => told(
                format!("load {load} is undone already, by load {by}"),
                format!("`undo load {by}` lets it count again"),
            ),
            Self::CannotUndo { load, action } => told(
                format!("load {load} was a `{action}`, which cannot be undone"),
                match *action {
                    "save" => "save the query anew as it should be",
                    "define" => "define the rule anew as it should be, or `forget` it",
                    _ => "define the rule anew",
                },
            ),
            Self::UnmergedAlready { load, by } => told(
                format!("what load {load} merged was taken apart already, by load {by}"),
                format!("`undo load {by}` merges it again"),
            ),
            Self::CannotMergeAgain { entity, now } => told(
                format!(
                    "\u{201C}{entity}\u{201D} cannot be merged as before: meanwhile it or \u{201C}{now}\u{201D} was merged otherwise"
                ),
                "take that merge back first, with `unmerge`",
            ),
            Self::MergeIntoItself { name } => told(
                format!("both names are those of \u{201C}{name}\u{201D}"),
                "name two that are to become one; `@key` picks one of several with the same name",
            ),
            Self::SaidDistinct { entity, other, load } => told(
                format!("\u{201C}{entity}\u{201D} and \u{201C}{other}\u{201D} are not the same, load {load} says"),
                format!("`undo load {load}` takes that back"),
            ),
            Self::DistinctFromItself { name } => told(
                format!("both names are those of \u{201C}{name}\u{201D}"),
                "name two that are not the same; `unmerge` takes apart what was merged",
            ),
            Self::CannotDistinguishAgain { entity, other } => told(
                format!(
                    "that \u{201C}{entity}\u{201D} is not \u{201C}{other}\u{201D} cannot count again: they were merged meanwhile"
                ),
                "take that merge back first, with `unmerge`",
            ),
            Self::NotMerged { name } => told(
                format!("nothing that answers to `{name}` was merged into another"),
                "name the one that was merged, by a name or key of its own",
            ),
            Self::SeveralMerged { name, keys } => Wording::new(
                format!("several that were merged answer to `{name}`"),
                "",
                listed(keys).map(|keys| format!("write the key of one: {keys}")),
            ),
            Self::BegunAlready => told(
                "a transaction is begun already",
                "end it first, with `commit` to keep its changes or `rollback` to take them back",
            ),
            Self::NotBegun { statement } => {
                told(format!("no transaction is begun that `{statement}` could end"), "`begin` begins one")
            }
            Self::NotEnded { changes } => told(
                format!("the script ends before this transaction does; {} rolled back", changes_were(*changes)),
                "end it with `commit` to keep its changes, or with `rollback`",
            ),
            Self::TransactionLost { detail, .. } => told(
                format!("{detail}; with that, all that was changed since `begin` was rolled back"),
                "the transaction is over: begin it anew",
            ),
            Self::NeedsConsent { statement, does } => told(
                format!("`{statement}` {does}: where nobody is asked, that needs `--yes`"),
                "run the script with --yes beside --write, when you know what it does; the prompt shows it beforehand, and asks",
            ),
            Self::PathAsserted => told("a path of several steps cannot be asserted", example),
            Self::NameAsserted => {
                told("names are not asserted, but given by `alias`", "write `alias Steve Witkoff as \"Witkoff\"`")
            }
            Self::NotNamed => {
                Wording::new("what is asserted has no variables", "not a name or a value", example.to_owned())
            }
            Self::NotItsTime => told(
                "this does not say when it was so",
                "write `on 2026-01-23`, `during 2026-01`, `between … and …`, `since …` or `until …`, one of them",
            ),
            Self::NarrowsOnly { words } => {
                told(format!("`{words}` asks for facts, and says nothing of one"), "leave it out")
            }
            Self::NobodySays { words } => told(
                format!("`{words}` needs somebody who says so"),
                "add `according to NAME`, or `source \"…\" in @document`",
            ),
            Self::Derived { predicate, by } => {
                told(format!("`{predicate}` cannot be asserted: it follows from {by}"), "assert what it follows from")
            }
            Self::ConfidenceRange => told("a confidence is a number from 0 to 1", "write `confidence = 0.8`"),
        }
    }
}

/// How many changes there were.
fn changes_were(changes: usize) -> String {
    match changes {
        0 => "it has no changes to be".to_owned(),
        1 => "its one change was".to_owned(),
        changes => format!("its {changes} changes were"),
    }
}

fn told(message: impl Into<String>, mend: impl Into<String>) -> Wording {
    Wording::new(message, "", Some(mend.into()))
}
