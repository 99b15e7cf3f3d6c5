//! How it is said what is wrong in a question, pattern or script.

use super::QueryProblem;
use super::rows::not_expected;
use crate::form::Form;
use crate::problem::{Wording, did_you_mean, instead, listed};

/// What helps where a word of the vocabulary is not known and none is near.
const SEE_VOCABULARY: &str = "`vocabulary` lists the known ones";
/// What helps where a name is not known and none is near.
const OTHER_NAMES: &str = "names are found by every alias; `which KIND are there?` lists the things of a kind";

impl QueryProblem {
    /// How it is said.
    pub fn wording(&self) -> Wording {
        let of_words = || self.of_words().or_else(|| self.of_variables());
        let of_queries = || self.of_columns().or_else(|| self.of_rules()).or_else(|| self.of_paths());
        let of_queries = || of_queries().or_else(|| self.of_looking());
        self.of_grammar().or_else(of_words).or_else(of_queries).unwrap_or_else(|| self.of_scripts())
    }

    /// What is not in the language at all.
    fn of_grammar(&self) -> Option<Wording> {
        use QueryProblem as P;
        Some(match self {
            P::Expected { what, found } if found.is_empty() => {
                Wording::new(format!("expected {what}, but the text ends"), "it goes here", None)
            }
            P::Expected { what, found } => Wording::new(
                format!("expected {what}, found `{found}`"),
                "",
                unexpected_mend(what, found),
            ),
            P::Unterminated { open: '"' } => {
                Wording::new("this text is not closed", "it begins here", "put `\"` behind its last word".to_owned())
            }
            P::Unterminated { open } => {
                Wording::new(format!("this `{open}` is not closed"), "it is opened here", format!("put `{}` behind its last word", closing(*open)))
            }
            P::BadEscape => Wording::new(
                "unknown escape in a text",
                "",
                "known are \\\" \\\\ \\n \\t and \\u{1F600}; write \\\\ for a backslash".to_owned(),
            ),
            P::BadDate { text, reason } => Wording::new(
                format!("`{text}` is not a date: {reason}"),
                "",
                "dates are written 2026-01-23, 2026-01, 2026 or 2026-01-23/2026-01-24; a name goes in quotes".to_owned(),
            ),
            P::BadNumber { text } => {
                Wording::new(format!("the number `{text}` is too large"), "", "whole numbers go up to 9223372036854775807".to_owned())
            }
            P::TooLong { longest } => Wording::new(
                format!("the text is longer than {longest} bytes"),
                "",
                "split it into several files".to_owned(),
            ),
            P::TooManyWords { most } => Wording::new(
                format!("the question has more than {most} words"),
                "",
                "write it as `find … where …`".to_owned(),
            ),
            P::TooManyConditions { most } => Wording::new(
                format!("the query has more than {most} patterns and comparisons"),
                "",
                "ask for it in parts".to_owned(),
            ),
            P::PatternTooLong { most } => Wording::new(
                format!("the pattern has more than {most} words"),
                "",
                "say it in several patterns joined by `and`, and put long names and texts in quotes".to_owned(),
            ),
            P::TooDeep { deepest } => Wording::new(
                format!("brackets are nested more than {deepest} deep"),
                "",
                "name the inner things by variables instead".to_owned(),
            ),
            P::UnknownFunction { name, nearest } => Wording::new(
                format!("no function is called `{name}`"),
                "unknown function",
                did_you_mean(nearest).unwrap_or_else(|| "a kind behind a name stands apart: `\"Georgia\" (country)`".to_owned()),
            ),
            P::FunctionInPattern { name } => Wording::new(
                format!("`{name}` is a function, and a pattern has none among its words"),
                "",
                format!("compare its value in a condition of its own, such as `and {name}(…) = …`"),
            ),
            P::ExpressionTooLong { most } => Wording::new(
                format!("the expression has more than {most} operators"),
                "one too many",
                "put parts of it in parentheses".to_owned(),
            ),
            P::WrongArguments { function, takes } => Wording::new(
                match takes.start() == takes.end() {
                    true => format!("`{function}` takes {}", values(*takes.start())),
                    false => format!("`{function}` takes {} to {} values", takes.start(), takes.end()),
                },
                "",
                "values in the parentheses are set apart by commas".to_owned(),
            ),
            P::NotOneQuery => Wording::new(
                "expected one query",
                "",
                "write `find …`, `whether …` or a question".to_owned(),
            ),
            P::PatternCompared => Wording::new(
                "a pattern cannot be compared",
                "this is more than one value",
                "compare a variable of it in a condition of its own, such as `… ?n and ?n > 3`".to_owned(),
            ),
            P::NoPattern => Wording::new(
                "a comparison takes no qualifiers or modifiers",
                "this belongs to a pattern",
                "put it behind the pattern that it narrows".to_owned(),
            ),
            P::NoStatement { found, nearest } => Wording::new(
                format!("no statement begins with `{found}`"),
                "",
                instead(found).map(str::to_owned).or_else(|| did_you_mean(nearest)).unwrap_or_else(|| {
                    "a statement is `find … where …`, a question such as `which …?`, or begins with `why`, `save`, `run`, `define`, `describe`, `search` …; `.help` lists all".into()
                }),
            ),
            P::NotATime { text } => Wording::new(
                format!("`{text}` is not a time"),
                "",
                "write 2026-01-23, 2026-01, 2026, 2026-01-23/2026-01-24 or January 2026".to_owned(),
            ),
            _ => return None,
        })
    }

    /// Words that mean nothing, or several things, or cannot stand where they do.
    fn of_words(&self) -> Option<Wording> {
        use QueryProblem as P;
        Some(match self {
            P::NoPredicate => Wording::new(
                "this pattern has no predicate",
                "what is said of it?",
                "write SUBJECT PREDICATE OBJECT, such as `?who attended UAE talks`".to_owned(),
            ),
            P::UnknownPredicate { words, nearest } => Wording::new(
                format!("no predicate is known as `{words}`"),
                "unknown predicate",
                did_you_mean(nearest).unwrap_or_else(|| SEE_VOCABULARY.to_owned()),
            ),
            P::UnknownKind { words, nearest } => Wording::new(
                format!("no kind is known as `{words}`"),
                "unknown kind",
                did_you_mean(nearest).unwrap_or_else(|| SEE_VOCABULARY.to_owned()),
            ),
            P::UnknownName { name, kind, nearest, whole } => {
                unknown_name(name, kind.as_deref(), nearest, whole.as_deref())
            }
            P::NotOfKind { name, kind, has } => not_of_kind(name, kind, has),
            P::UnknownKey { key, nearest } => Wording::new(
                format!("nothing has the key `{key}`"),
                "unknown key",
                did_you_mean(nearest).unwrap_or_else(|| "write the name, or the id that a record gives it".to_owned()),
            ),
            P::UnknownDocument { text, nearest } => Wording::new(
                format!("no document has the key or title `{text}`"),
                "unknown document",
                did_you_mean(nearest).unwrap_or_else(|| "write its key or its title".to_owned()),
            ),
            P::AmbiguousName { name, readings, by_kind } => Wording::new(
                format!("`{name}` may be {} things", readings.len()),
                "ambiguous name",
                match by_kind {
                    true => format!("say which, by its key or by \"{name}\" (KIND): {}", readings.join(" or ")),
                    false => format!("say which, by its key: {}", readings.join(" or ")),
                },
            ),
            P::AmbiguousReading { readings } => Wording::new(
                format!("this can be read in {} ways", readings.len()),
                "ambiguous",
                listed(readings).map(|readings| format!("say which: {readings}")),
            ),
            P::NoSubject => Wording::new(
                "this pattern has no subject, and none stands before it",
                "what is this said of?",
                "begin it with a variable or a name, such as `?x`".to_owned(),
            ),
            P::NotOneTerm => Wording::new(
                "expected one name, variable or value",
                "these are several",
                "put a name of several parts in quotes".to_owned(),
            ),
            P::NotUnderstood { understood, ends, wanted, nearest, otherwise } => Wording::new(
                not_understood(understood, *ends),
                format!("expected {wanted}"),
                did_you_mean(nearest).unwrap_or_else(|| otherwise.clone()),
            ),
            _ => return None,
        })
    }

    /// Values of the wrong type, and variables without a value.
    fn of_variables(&self) -> Option<Wording> {
        use QueryProblem as P;
        Some(match self {
            P::WrongType { of, wanted, found } => Wording::new(
                format!("`{of}` takes {wanted}, not {found}"),
                format!("this is {found}"),
                type_mend(wanted),
            ),
            P::TypeClash { variable, before, here } => Wording::new(
                format!("`?{variable}` cannot be both {before} and {here}"),
                format!("here it is {here}"),
                "use two variables".to_owned(),
            ),
            P::UnboundOutput { variable, nearest, negated } => unbound_output(variable, nearest, *negated),
            P::UnboundInComparison { variable, nearest } => Wording::new(
                format!("`?{variable}` is compared, but no pattern binds it"),
                "has no value",
                did_you_mean(nearest)
                    .unwrap_or_else(|| format!("add a pattern with `?{variable}` outside of any `not`")),
            ),
            P::UnboundInNot { variable } => Wording::new(
                format!("`?{variable}` stands only here, under `not`"),
                "bound by no pattern",
                "for \"something\", write `_`; otherwise bind it by a pattern outside of the `not`".to_owned(),
            ),
            P::UnboundInBranch { variable } => Wording::new(
                format!("`?{variable}` is bound in one alternative of an `or` and not in another"),
                "has a value in some rows only",
                "bind it in each alternative, or before the `or`".to_owned(),
            ),
            P::SharedByOptionals { variable } => Wording::new(
                format!("`?{variable}` is brought by two optional parts"),
                "which of them comes first would matter",
                "put the second into the first: `optional (… and optional (…))`, or bind it outside".to_owned(),
            ),
            P::TooManyBranches { most } => Wording::new(
                format!("the alternatives of `or` make more than {most} combinations"),
                "",
                "ask several questions, or give the alternatives a kind of their own".to_owned(),
            ),
            P::OrderNotShown { key } => Wording::new(
                format!("rows cannot be ordered by `{key}`, which they do not show"),
                "not among the outputs",
                "add it behind `find`".to_owned(),
            ),
            P::SameHeading { heading } => Wording::new(
                format!("two columns are headed `{heading}`"),
                "the second of them",
                "give one of them another heading by `as NAME`".to_owned(),
            ),
            _ => return None,
        })
    }

    /// Predicates that are paths.
    fn of_paths(&self) -> Option<Wording> {
        use QueryProblem as P;
        Some(match self {
            P::NoSingleTime => Wording::new(
                "this pattern is no single fact, so that it has no time, qualifiers or speaker of its own",
                "several facts in a chain",
                "ask that of one of its steps".to_owned(),
            ),
            P::NoSteps => Wording::new(
                "only of a path that is repeated are the steps counted",
                "",
                "repeat it, such as `located in+ ?y in ?n steps`".to_owned(),
            ),
            P::RepeatedPath { predicate } => Wording::new(
                format!("`{predicate}` is itself a path and cannot be repeated"),
                "",
                "repeat one of its steps instead".to_owned(),
            ),
            P::PathCycle { names } => Wording::new(
                format!("these predicates are defined by one another: {}", names.join(" → ")),
                "",
                "mend one of their paths in the vocabulary".to_owned(),
            ),
            P::BrokenPath { predicate, phrase } => Wording::new(
                format!("the path of `{predicate}` names `{phrase}`, which is no predicate"),
                "",
                "mend the path in the vocabulary".to_owned(),
            ),
            _ => return None,
        })
    }

    /// Columns, aggregates and filters.
    fn of_columns(&self) -> Option<Wording> {
        use QueryProblem as P;
        Some(match self {
            P::NeedsHeading { heading } => Wording::new(
                format!("the column `{heading}` has no heading that can be a variable here"),
                "",
                "give it one, such as `as n`".to_owned(),
            ),
            P::NotShown { key } => Wording::new(
                format!("`having` speaks of `{key}`, which no column shows"),
                "not among the columns",
                "add it behind `find`, or put the condition behind `where`".to_owned(),
            ),
            P::PatternInHaving => Wording::new(
                "`having` takes conditions on the columns, no patterns",
                "",
                "put the pattern behind `where`".to_owned(),
            ),
            P::NothingToShow => Wording::new(
                "`*` shows the variables with names, and there are none",
                "",
                "give something a name, such as `?x`".to_owned(),
            ),
            P::NotGrouped { variable } => Wording::new(
                format!("`?{variable}` has many values where there is one aggregate"),
                "not among the plain columns",
                format!("show `?{variable}` in a column of its own, so that rows are grouped by it"),
            ),
            P::NestedAggregate => Wording::new(
                "an aggregate of an aggregate",
                "",
                "aggregate once in a subquery: `(find ?x, count(?y) as n where …)`".to_owned(),
            ),
            P::AggregateHere { aggregate } => Wording::new(
                format!("`{aggregate}` ranges over all bindings and has no value in a single one"),
                "",
                "put the condition behind `having`".to_owned(),
            ),
            P::NotCounted { counted } => Wording::new(
                format!(
                    "{counted} are counted of patterns that are single facts; one here is a chain, a rule or a subquery"
                ),
                "",
                "count the values of a variable instead, such as `count(?x)`".to_owned(),
            ),
            P::BadPattern { pattern, detail } => Wording::new(
                format!("`{pattern}` is no regular expression: {detail}"),
                "",
                "to find a text as it is, use `contains`".to_owned(),
            ),
            _ => return None,
        })
    }

    /// Rules.
    fn of_rules(&self) -> Option<Wording> {
        use QueryProblem as P;
        Some(match self {
            P::UnboundInHead { variable, nearest } => Wording::new(
                format!("`?{variable}` is in the head of the rule, but its body does not bind it"),
                "has no value",
                did_you_mean(nearest)
                    .unwrap_or_else(|| format!("add a pattern with `?{variable}` outside of any `not` or `optional`")),
            ),
            P::RuleHasNoTime { rule } => Wording::new(
                format!("`{rule}` is a rule: it has no time, speakers or qualifiers of its own"),
                "",
                "ask that of the patterns in the rule".to_owned(),
            ),
            P::BrokenRule { name, detail } => {
                Wording::new(format!("the rule `{name}` no longer reads: {detail}"), "", "define it anew".to_owned())
            }
            P::Unstratified { names } => Wording::new(
                format!("rules must not depend on their own absence: {}", names.join(" → ")),
                "this must be complete before, and is not",
                "break the circle: what stands under `not`, `optional` or in a subquery must not lead back here"
                    .to_owned(),
            ),
            P::NameTaken { name, by } => {
                Wording::new(format!("`{name}` is a {by} already"), "", "give the rule another name".to_owned())
            }
            P::UnknownRule { name, nearest } => Wording::new(
                format!("no rule is called `{name}`"),
                "unknown rule",
                did_you_mean(nearest).unwrap_or_else(|| "`rules` lists them".to_owned()),
            ),
            _ => return None,
        })
    }

    /// Statements that look at one thing, or for words.
    fn of_looking(&self) -> Option<Wording> {
        use QueryProblem as P;
        Some(match self {
            P::NotAName { statement } => Wording::new(
                format!("`{statement}` takes the name or key of one thing"),
                "this is no name",
                format!("write the name or the key, such as `{statement} \"UAE talks\"` or `{statement} @uae-talks`"),
            ),
            P::KindForName { statement, kind, plural } => Wording::new(
                format!("`{kind}` is a kind; `{statement}` takes the name or key of one thing"),
                "a kind of things",
                format!("`which {plural} are there?` lists them"),
            ),
            P::NothingToSearch => Wording::new(
                "there is no word to search for",
                "only letters and digits are searched for",
                "write the words in quotes, such as `search \"envoys talks\"`".to_owned(),
            ),
            P::SearchTooLong { most } => Wording::new(
                format!("more than {most} words are searched for at once"),
                "",
                "search for the rarest of them".to_owned(),
            ),
            _ => return None,
        })
    }

    /// Parameters, saved queries, and the last answer.
    fn of_scripts(&self) -> Wording {
        use QueryProblem as P;
        match self {
            P::MissingParameter { name, nearest } => Wording::new(
                format!("the parameter `${name}` has no value"),
                "no value",
                did_you_mean(nearest).unwrap_or_else(|| format!("give one by `param ${name} = …` or --param {name}=…")),
            ),
            P::MissingArgument { name, parameter } => Wording::new(
                format!("`{name}` needs a value for `${parameter}`"),
                "no value",
                format!("write `run {name}(VALUE)`, or `param ${parameter} = VALUE` before it"),
            ),
            P::NoAnswerYet => Wording::new("there is no answer yet", "", "ask something first".to_owned()),
            P::NoSuchRow { row, rows } => Wording::new(
                format!("the last answer has no row {row}"),
                "",
                match rows {
                    0 => "it has no rows".to_owned(),
                    1 => "it has one row: `why 1`".to_owned(),
                    rows => format!("its rows are 1 to {rows}"),
                },
            ),
            P::UnknownQuery { name, nearest } => Wording::new(
                format!("no query is saved as `{name}`"),
                "unknown query",
                // `show tables` is what other tools take.
                did_you_mean(nearest)
                    .or_else(|| instead(name).map(str::to_owned))
                    .unwrap_or_else(|| format!("save one by `save {name} as …`")),
            ),
            P::TooManyArguments { name, parameters } => Wording::new(
                match parameters {
                    0 => format!("`{name}` takes no values"),
                    1 => format!("`{name}` takes one value"),
                    several => format!("`{name}` takes {several} values"),
                },
                "more than it takes",
                "leave it out".to_owned(),
            ),
            P::BrokenQuery { name, detail } => Wording::new(
                format!("the saved query `{name}` no longer reads: {detail}"),
                "",
                "save it anew".to_owned(),
            ),
            P::RowOfOtherWidth { values, columns } => {
                let counted =
                    |count: &usize, word: &str| format!("{count} {word}{}", if *count == 1 { "" } else { "s" });
                Wording::new(
                    format!("no row of this answer has {}", counted(values, "value")),
                    format!("its rows have {}", counted(columns, "column")),
                    "write a value for each column, `nothing` where there is none".to_owned(),
                )
            }
            P::NotExpected { expected, found, rows, left_off } => not_expected(expected, found, rows, *left_off),
            P::UnknownForm { found, nearest } => Wording::new(
                format!("there is no form `{found}`"),
                "unknown form",
                did_you_mean(nearest).unwrap_or_else(|| {
                    let forms = Form::ALL.map(Form::name);
                    format!("the forms are {}", forms.join(", "))
                }),
            ),
            P::IncludeCycle { files } => Wording::new(
                format!("these scripts include one another: {}", files.join(" → ")),
                "this is being run already",
                "leave one of these `include` out".to_owned(),
            ),
            P::IncludeTooDeep { deepest } => Wording::new(
                format!("more than {deepest} scripts include one another"),
                "",
                "include them from one script, one after another".to_owned(),
            ),
            P::NeedsWrite { statement } => Wording::new(
                format!("`{statement}` changes the store"),
                "",
                "do that at the prompt, or in a script by `factfile run FILE --on STORE --write`".to_owned(),
            ),
            // The others have said theirs before.
            _ => Wording::new("something is wrong with this query", "", None),
        }
    }
}

fn values(count: usize) -> String {
    if count == 1 { "one value".to_owned() } else { format!("{count} values") }
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// What mends a word or sign that stands where the grammar wants something else. Behind a whole statement, a keyword
/// is often part of a name, and a statement's first word begins the next one.
fn unexpected_mend(what: &str, found: &str) -> Option<String> {
    match (what, found.to_lowercase().as_str()) {
        ("a variable", word) if word.chars().all(char::is_alphanumeric) => {
            return Some(format!("if a variable is meant, write `?{found}`"));
        }
        ("a pattern", "not" | "optional") => return Some(format!("put it in parentheses: `({found} …)`")),
        _ => {}
    }
    if !what.ends_with("the end of the statement") {
        return None;
    }
    match found.to_lowercase().as_str() {
        ")" | "]" | "}" => Some("nothing is open that it could close: leave it out".to_owned()),
        "find" | "whether" | "save" | "run" | "param" | "expect" | "define" => {
            Some("put `;` between two statements".to_owned())
        }
        "having" | "order" | "unordered" | "limit" | "offset" => Some(
            "the order is `having …`, `order by …`, `unordered`, `limit …`, `offset …`, `with sources`, each once"
                .to_owned(),
        ),
        "as" => Some("`as of …` and `as recorded at …` each stand once, behind the conditions".to_owned()),
        "and" | "or" | "not" | "optional" | "where" | "with" | "according" => {
            Some(format!("if `{found}` is part of a name or a predicate, put that in quotes"))
        }
        _ => None,
    }
}

/// How to write what is wanted.
fn type_mend(wanted: &str) -> Option<String> {
    let mend = match wanted {
        "an entity" => "write a name or a key; a name that looks like a number goes in quotes",
        "a number" => "write it in digits, such as 42 or 3.5",
        "a date" => "write it as 2026-01-23, 2026-01 or 2026",
        "a text" => "put the text in quotes",
        "true or false" => "write `true` or `false`, or nothing, which means `true`",
        "an address" => "put the address in quotes",
        "numbers, dates or texts" => "compare things by `=` or `!=`",
        _ => return None,
    };
    Some(mend.to_owned())
}

fn not_of_kind(name: &str, kind: &str, has: &[String]) -> Wording {
    let label = match listed(has) {
        Some(kinds) => format!("its kind is {kinds}"),
        None => "it has no kind".to_owned(),
    };
    Wording::new(
        format!("`{name}` is not of the kind `{kind}`"),
        label,
        "leave the kind out, or write its own".to_owned(),
    )
}

fn unknown_name(name: &str, kind: Option<&str>, nearest: &[String], whole: Option<&str>) -> Wording {
    let message = match kind {
        Some(kind) => format!("no {kind} is known as `{name}`"),
        None => format!("nothing is known as `{name}`"),
    };
    let mend = match whole {
        Some(whole) => format!("for the name with a keyword in it, write \"{whole}\" in quotes"),
        None => did_you_mean(nearest).unwrap_or_else(|| OTHER_NAMES.to_owned()),
    };
    Wording::new(message, "unknown name", mend)
}

fn unbound_output(variable: &str, nearest: &[String], negated: bool) -> Wording {
    let message = match negated {
        true => format!("`?{variable}` is bound only under `not`"),
        false => format!("`?{variable}` is bound by no pattern"),
    };
    let mend = did_you_mean(nearest).unwrap_or_else(|| match negated {
        true => format!("say outside of the `not` what it is: `?{variable} is KIND`, in a question `which KIND`"),
        false => format!("add a pattern with `?{variable}` behind `where`"),
    });
    Wording::new(message, "has no value", mend)
}

fn not_understood(understood: &str, ends: bool) -> String {
    match (understood.is_empty(), ends) {
        (true, _) => "the question was not understood".to_owned(),
        (false, true) => format!("`{understood}` is no whole question"),
        (false, false) => format!("understood `{understood}`, but not what follows"),
    }
}
