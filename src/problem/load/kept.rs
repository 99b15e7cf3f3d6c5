//! How it is said what is wrong with what a store keeps of itself, and with rejecting records.

use super::LoadProblem;
use super::wording::mend;
use crate::problem::Wording;

impl LoadProblem {
    pub(super) fn of_kept(&self) -> Wording {
        match self {
            LoadProblem::BadText { words, mend } => Wording::new(words.clone(), "cannot be read", mend.clone()),
            LoadProblem::OtherHead { name, head } => Wording::new(
                format!("the rule is called `{name}` and defines `{head}`"),
                "another name than its head has",
                mend("give the record the name that stands in the rule's head"),
            ),
            LoadProblem::RuleNameTaken { name } => Wording::new(
                format!("`{name}` is a word that facts have"),
                "cannot be a rule too",
                mend("give the rule another name"),
            ),
            LoadProblem::KeptOtherwise { what, name, known } => Wording::new(
                format!("the {what} `{name}` is another already"),
                "differs",
                mend(format!("the store has `{known}`; define or save it anew by a statement, or leave it out")),
            ),
            LoadProblem::HistoryIntoStore => Wording::new(
                "the file has the history of a whole store, and this store has one of its own",
                "a load of that store",
                mend("load it into a store that is not there yet, or export it without --history"),
            ),
            LoadProblem::UnknownLoad { number, last: 0 } => Wording::new(
                format!("there is no load {number}"),
                "refers to a load",
                mend("records of loads stand before all that refer to them; write none of them and none of these"),
            ),
            LoadProblem::UnknownLoad { number, last } => Wording::new(
                format!("there is no load {number}"),
                "refers to a load",
                mend(format!("the file has the loads 1 to {last}; the records of all of them stand first")),
            ),
            LoadProblem::LoadOutOfOrder { number, next } => Wording::new(
                format!("this is load {number}, where {next} comes next"),
                "out of order",
                mend("loads are numbered from 1 without a gap, and stand in that order"),
            ),
            LoadProblem::NotAMoment { text } => {
                Wording::new(format!("`{text}` is no moment"), "expected RFC 3339", mend("write 2026-01-23T10:15:00Z"))
            }
            LoadProblem::ImpossibleCount { count } => Wording::new(
                format!("no load can have added {count}"),
                "expected a count",
                mend("write how many the load added, or leave it out"),
            ),
            LoadProblem::GivenByNone => {
                Wording::new("no load gave this", "empty", mend("write the numbers of the loads that gave it"))
            }
            LoadProblem::OneClaim => Wording::new(
                "a recorded fact has more than one piece of evidence",
                "one too many",
                mend("write a record for each, with the loads that gave it"),
            ),
            LoadProblem::KeyWanted => Wording::new(
                "what is recorded in a history is named by its key",
                "a name with a kind",
                mend("write the key of the entity"),
            ),
            LoadProblem::MergeOfDistinct { load } => Wording::new(
                "the two were said not to be the same",
                "cannot be one",
                mend(match load {
                    Some(load) => format!("load {load} said so: undo that first, or leave this out"),
                    None => "this file says both: leave one of the two out".to_owned(),
                }),
            ),
            LoadProblem::DistinctFromItself { key } => Wording::new(
                format!("`{key}` is one with the other"),
                "cannot be two",
                mend("name two entities that were not merged, or leave this out"),
            ),
            LoadProblem::RuleObject => Wording::new(
                "the rule's `object` does not fit its head",
                "wrong",
                mend(
                    "a rule for a kind has none; one for a predicate has entity, kind, text, number, date, boolean or url",
                ),
            ),
            _ => self.of_rejects(),
        }
    }

    fn of_rejects(&self) -> Wording {
        match self {
            LoadProblem::NeedsRejected { word, line } => Wording::new(
                match word {
                    Some(word) => format!("`{word}` needs the rejected record in line {line}"),
                    None => format!("the statement needs the rejected one in line {line}"),
                },
                "rejected with it",
                mend("mend that one, and load both from the file of rejected records"),
            ),
            LoadProblem::TooManyRejected => Wording::new(
                "too many records are rejected that others may need",
                "one of them",
                mend("is this the right file, and the right mapping? nothing was loaded"),
            ),
            LoadProblem::NoRejects { file, format } => Wording::new(
                format!("{file} is {format}, whose records cannot be rejected one by one"),
                "",
                mend(
                    "convert it to N-Quads, a statement a line, or load it without --rejects: all mistakes are listed",
                ),
            ),
            LoadProblem::RejectsOver { path, what } => Wording::new(
                format!("the rejected records would be written over {what}: {path}"),
                "",
                mend("give --rejects the name of another file"),
            ),
            LoadProblem::RejectsNamed { path, ending } => Wording::new(
                format!("rejected records in {path} would not be read as they were"),
                "",
                mend(format!("the name tells how a file is read: give one that ends in `{ending}`")),
            ),
            LoadProblem::RejectsNotPlaced { path, detail } => Wording::new(
                format!("the good records were loaded, but the rejected ones cannot be written to {path}: {detail}"),
                "",
                mend("load the file again with another name for --rejects: it rejects the same records"),
            ),
            // The other kinds are worded above.
            _ => Wording::new("the file cannot be loaded", "", None),
        }
    }
}
