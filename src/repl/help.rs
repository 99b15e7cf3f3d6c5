//! What can be asked and done, by topic: the same at the prompt (`.help why`) and on the command line
//! (`factfile help why`). Lines that stand in are examples; a test runs every one of them on the fixture.

use super::commands;
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::CommandProblem;
use crate::vocabulary::nearest;

/// A topic of the help.
pub struct Topic {
    /// The word that it is asked for by.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub about: &'static str,
    text: &'static str,
}

impl Topic {
    /// What there is to say, ending with a line end.
    pub fn text(&self) -> String {
        match self.name {
            "prompt" => format!("{}\n{}", self.text, commands::listed()),
            _ => self.text.to_owned(),
        }
    }
}

/// The topic of that name.
///
/// # Errors
/// Where there is none, with those that are near.
pub fn topic(name: &str) -> Result<&'static Topic> {
    let wanted = name.trim().trim_start_matches('.').to_lowercase();
    TOPICS.iter().find(|topic| topic.name == wanted).ok_or_else(|| {
        let known = TOPICS.iter().map(|topic| topic.name).chain([super::topics::LANGUAGE]).map(str::to_owned);
        Diagnostic::new(CommandProblem::UnknownTopic { topic: name.to_owned(), nearest: nearest(&wanted, known) })
    })
}

/// The list of topics, each with what it is about; `command` is how one is asked for.
pub fn topics(command: &str) -> String {
    let lines = super::topics::listed();
    format!(
        "Ask in plain words, or in patterns:\n\n    which envoys met in the UAE?\n    find ?who where ?who is envoy and ?who met in UAE\n    why 1\n\nMore, by `{command} TOPIC`:\n\n{lines}"
    )
}

/// The topic to which the prompt adds words of the store.
pub(super) const WORDS: &str = "words";

/// Every topic.
pub const TOPICS: [Topic; 20] = [
    Topic {
        name: "questions",
        about: "questions in plain words",
        text: "\
Questions are read by the store's own words: its kinds (singular or plural), its
predicates (any phrase, any form of the verb) and its names. `.vocabulary` lists
the words. Nothing is guessed: what is not known is an error that shows how far
the question was understood.

    which envoys met in the UAE?
    who leads the Russian delegation, according to whom?
    what remains unsettled?
    which envoys attended the UAE talks and did not lead a delegation?
    how many envoys attended the UAE talks, by side?
    where were the UAE talks held?
    did Kirill Dmitriev attend the UAE talks?
    in which country were the talks held, according to whom?
    during January 2026, which issues remain unsettled?
    which envoys other than Witkoff attended at least one meeting?
    which person attended most meetings?
    who says that Kostyukov leads the Russian delegation?

What a question was read as is shown above its answer, as a pattern that could
have been typed instead. `.read off` leaves that out.
",
    },
    Topic {
        name: WORDS,
        about: "the words of a store, and a query for each",
        text: "\
What can be asked are the words of the store: kinds (what a thing is) and
predicates (what is so of it). A kind is read in singular and plural, a
predicate in any form of its verb. `vocabulary` lists all with their phrases.

    which envoys attended the UAE talks?
    find ?x where ?x is envoy limit 10
    find ?x, ?y where ?x attended ?y limit 10
    describe UAE talks

At the prompt, `.help words` ends with the words that are used most in the store
that is open, each with a query that can be run as it stands.
",
    },
    Topic {
        name: "patterns",
        about: "find … where …: exact and complete",
        text: "\
A pattern is subject, predicate, object; ?x stands for whatever fits, the same
thing wherever it stands. `and` (or a comma) joins patterns.

    find ?who where ?who attended UAE talks
    find ?who, ?side where ?who attended UAE talks {representing: ?side}
        order by ?side
    find ?who where ?who is envoy and not ?who leads _
    find ?who where ?who attended [meeting held in UAE]
    find ?place where UAE talks held in ?place
    whether Kirill Dmitriev attended UAE talks

?x is KIND     membership; narrower kinds are found too
[…]            something of which that is so
{key: value}   what is said of the fact itself
_              something, whatever it is
not …          where nothing matches
optional …     all of it, or nothing
… or …         one of these at least
(find …)       the rows of another query

Answers are sets: no row comes twice. Without `order by` they are sorted by
their columns. `limit 10` and `offset 10` take a part.
",
    },
    Topic {
        name: "paths",
        about: "predicates in chains, backwards, one or another",
        text: "\
What stands between two things may be a path over several predicates.

    find ?m where UAE ^held in ?m
    find ?place where UAE talks held in / located in* ?place
    find ?x, ?y where ?x (leads | attended) ?y
    find ?b, ?n where Steve Witkoff (attended / ^attended)+ ?b in ?n steps

^a       backwards            a*   any number of times, or not at all
a / b    one after another    a+   once or more
a | b    one or the other     a?   once, or not at all

`in ?n steps` behind a repeated path is the least number of steps.
",
    },
    Topic {
        name: "filters",
        about: "comparing, reckoning, functions of values",
        text: "\
Values are compared, searched and reckoned with.

    find ?x, ?n where ?x known as ?n and ?n contains \"kov\"
    find ?x where ?x is envoy and ?x ~ \"Kiril Dmitriyev\"
    find ?w, ?n * 12 as months where ?w has lasted nearly ?n and ?n >= 3
    find ?x where ?x is envoy and ?x in (Steve Witkoff, Jared Kushner)
    find ?x, year(?t) as year where Russia carries out ?x at ?t

= != < <= > >=, between … and …, in (…)
contains, starts with      a part of a text; case and accents do not matter
matches \"regex\"          a regular expression
~ \"name\"                 like this name, or text
name key kind year month day start end days lower length round abs
coalesce(?a, ?b)           the first that has a value
if(?n > 5, \"many\", \"few\")

Where there is no value, no comparison holds.
",
    },
    Topic {
        name: "names",
        about: "names, aliases, keys, ambiguity",
        text: "\
A name is found by every alias; case, accents, punctuation and a leading `the`
do not matter. A name with a word of the language in it stands in quotes.

    find ?who where ?who attended talks in the UAE
    find ?what where Zelenskyy raised ?what
    find ?office where \"Kyrylo Budanov\" serves as ?office
    find ?office where @kyrylo-budanov serves as ?office

Two things of one name are an error that lists both. Tell them apart by kind or
by key, as in the last example or in `\"Georgia\" (country)`.
",
    },
    Topic {
        name: "time",
        about: "when things were so, and how dates are written",
        text: "\
A fact has the time at which it was so, as precisely as it was stated.

    find ?what where Zelensky raised ?what during 2026-01
    when did Zelensky raise territorial concessions?

`during T` finds facts whose time may overlap T, as precisely as both are
stated; so do `before`, `after`, `since`, `until`, `between T and T`,
`throughout` and `within 7 days of T`. With `surely` in front it must be so
whatever the precision hides. A fact without a time is found by none of them.

    find ?issue where ?issue remains unsettled surely since 2025
    find ?x, ?t where Russia carries out ?x at ?t
    find ?who where ?who attended UAE talks as of 2026-01

`as of T` is about the whole query: facts that state another time do not count.

Dates are EDTF (ISO 8601-2):

2026-01-23              a day          2026-01-23/2026-01-24  an interval
2026-01                 a month        2026-01-23/..          open at its end
2026                    a year         2026-01~, 2026?        about, perhaps
",
    },
    Topic {
        name: "claims",
        about: "who says so, how certain, denials",
        text: "\
A fact rests on claims: passages that affirm or deny it, each by somebody and
more or less certain. A pattern matches what is affirmed by at least one.

    find ?who where ?who leads ?d according to Ushakov
    find ?who, ?by where ?who leads ?d according to ?by
    find ?x where ?x is expected probably
    find ?x, ?y where ?x provided information about ?y denied
    find ?who, ?words where ?who leads ?d from ?report quoting ?words

certainly, probably, possibly   at least that certain
denied                          denied, and affirmed by nobody
disputed                        denied too, or with a rival value
according to X                  claimed by X; a name or a variable
from D, quoting Q               the document, the passage
confidence > 0.8                of the extractor
",
    },
    Topic {
        name: "counts",
        about: "how many, and by what",
        text: "\
Count by a question or among the columns of a pattern.

    how many envoys attended the UAE talks?
    find count(?who) where ?who is envoy
    find ?side, count(?who) where ?who attended UAE talks {representing: ?side}
    find ?side, count(?who) as people
        where ?who attended _ {representing: ?side} order by ?people desc

count(?x) counts different values, count(all ?x) counts every combination of the
body. Plain columns beside it are what is counted by. There are also `sum`,
`avg`, `min`, `max`, `list(?x)`, `first(?x by ?t)`, and count(facts),
count(claims), count(documents): how many the row rests on. `having` keeps rows
by their columns.

    find ?side, list(?who) as people where ?who attended _ {representing: ?side}
        having count(?who) > 2
",
    },
    Topic {
        name: "rules",
        about: "define: words that stand for patterns",
        text: "\
A rule says what is so where something else is, and is then a word like others.

    define ?a met ?b as ?a attended ?m and ?b attended ?m and ?a != ?b
    define ?x is negotiator as ?x attended [meeting]
    define ?x knows of ?y as ?x met ?y or (?x met ?z and ?z knows of ?y)
    which negotiators met Kirill Dmitriev?
    why 1
    rules
    forget knows of

Rules are kept in the store, may use one another and themselves, and always come
to an end. What stands under `not` must not lead back to the rule. Defining a
name anew replaces it. In a script `define` needs `--write`.
",
    },
    Topic {
        name: "why",
        about: "the sentences behind an answer",
        text: "\
Every row of every answer can show what it rests on.

    which envoys met in the UAE?
    why 1
    why

`why 1` tells of the first row of the last answer, `why` of every row: each fact
with its number, and under it every passage that says so. Marked are the words
that name what the fact is about; below stand who says so, how certainly, in
which document, and where in its text. Of a count, every member is shown.

    find ?who where ?who leads ?d with sources

`with sources` gives the answer and its receipts at once; in JSON they are the
member `sources` of every row.

    why not ?x attended UAE talks and ?x is country
    explain which envoys met in the UAE?

`why not` tells which condition leaves nothing, also of a row that the last
answer might have: `why not (\"Volodymyr Zelensky\")`. `explain` shows how a
query is read, how much there is of each condition, and its SQL.
",
    },
    Topic {
        name: "looking",
        about: "cards, timelines, full text, disputes, words",
        text: "\
Some statements look at the store, and need no pattern.

    describe Steve Witkoff
    timeline Russia
    search \"envoys talks\"
    disputes
    vocabulary

`describe` shows all that is known of a thing: its names and kinds, and the
facts about it, numbered as `why` numbers them. `^` before a predicate reads it
backwards; a predicate with a colon is one that the thing qualifies.

`timeline` shows its facts that state a time, in the order of time, with bars on
one scale. `.draw` at the prompt and `factfile draw` make pictures of these and
of answers.

`search` finds names, documents and quotes that have all of the words; case and
accents do not matter, and words that stand together without a space are a
phrase. Where nothing has all of the words, what comes near is shown, and said.

`disputes` shows facts that are both affirmed and denied, and rival values where
a predicate has one at a time, with who says which. `vocabulary` shows the kinds
and predicates of the store and how often each is used.
",
    },
    Topic {
        name: "output",
        about: "answers in other forms, and in files",
        text: "\
`output` gives an answer to a file, in the form that its ending says.

    output \"envoys.csv\" from which envoys met in the UAE?
    output \"leaders.txt\" as markdown from find ?who where ?who leads ?what
    output as jsonl from find ?who where ?who leads ?what

The forms are table (.txt), expanded, json, jsonl, csv, tsv, markdown (.md),
html, xlsx and parquet. What may stand behind `from` is a query, `run` and a
saved one, `describe`, `timeline`, `search`, `disputes` and `vocabulary`.

A file appears whole or not at all. One that is there is replaced where the
prompt is answered with yes, or the command was given --force.

At the prompt `.mode` sets the form for what is shown, `.once` gives the next
answer to a file, `.output` all that follow, and `.export` the last one. On the
command line `--format` and `--output` do.
",
    },
    Topic {
        name: "saving",
        about: "keeping a query in the store",
        text: "\
A query is kept in the store by name, and run by it.

    save envoys_in($place = UAE) as
        find ?who where ?who is envoy and ?who met in $place;
    run envoys_in;
    run envoys_in(UAE);

A parameter without a default must be given when the query is run. Saving under
a name that is taken replaces the query, and shows the one that was there.

    queries
    show envoys_in
    unsave envoys_in

`queries` lists what is saved, `show` gives a query as it would be typed, and
`unsave` takes it away. `factfile queries STORE --export` prints all of them and
the rules, as a script for another store.
",
    },
    Topic {
        name: "loading",
        about: "bringing facts in",
        text: "\
At the prompt:

    .load facts.jsonl

On the command line:

    $ factfile load talks.db facts.jsonl
    $ factfile load talks.db facts.jsonl --check

A file has one record a line: vocabulary, document, entity or fact; `factfile
schema` prints what each may hold. A file is loaded whole or not at all, and
every mistake in it is listed. Loading it again changes nothing. Quotes are
looked up in the text of their document; those that do not stand there are
reported with the nearest passage.
",
    },
    Topic {
        name: "scripts",
        about: "statements in a file, with expectations",
        text: "\
A script is statements, each ended by `;`. `#` begins a comment.

    #!/usr/bin/env -S factfile run --on talks.db
    param $place = UAE;
    find ?who where ?who is envoy and ?who met in $place;
    expect 7 answers;
    expect includes (\"Steve Witkoff\");
    expect none from find ?who where ?who is envoy and not ?who attended _;

    $ factfile run briefing.ffq --on talks.db --param place=UAE
    $ factfile talks.db < briefing.ffq

`expect` speaks of the last answer, or of the query behind `from`. Besides there
is `expect rows (…), (…)`: these rows and no others. Where the answer is
another, it is shown how. `include \"other.ffq\"` runs another script in its
place.

    $ factfile check briefing.ffq --on talks.db
    $ factfile fmt --write briefing.ffq
    $ factfile run *.ffq --on talks.db --keep-going --report junit

`check` reads scripts and tells all that is wrong with them, and runs nothing.
`fmt` writes them canonically, with their comments. `--keep-going` goes on
behind what fails; `--report junit`, `tap` or `json` tells what came of each
expectation.

The first thing that is wrong ends the script. Exit codes: 0 all is well, 1 a
query is wrong, 2 the command is wrong, 3 data or a file is wrong, 4 an
expectation does not hold, 130 stopped by Ctrl-C.
",
    },
    Topic {
        name: "changes",
        about: "assert, retract, merge, distinct, alias, undo",
        text: "\
Each is one load, and what was recorded is kept: `undo` takes any of them back,
and `as recorded at load 3` asks what counted behind a load.

    assert Steve Witkoff attended UAE talks on 2026-01-23 according to Zelensky
    assert Marco Rubio is envoy
    alias Marco Rubio as \"Rubio\"
    merge Rubio into Steve Witkoff
    unmerge Rubio
    distinct Rubio from Steve Witkoff
    undo
    find ?who where ?who attended UAE talks as recorded at load 1

`assert NAME is KIND` makes what is not known yet. `source \"…\" in @report` and
`according to NAME` say who says so. `retract fact 12 because \"…\"` takes the
number that `why` shows: what was claimed of the fact so far counts no more;
`retract Steve Witkoff attended UAE talks` takes what the fact says, and with
`and assert …` behind it both are one load: a correction. `distinct`
keeps that two things are not the same, so that they are not merged; `factfile
names` lists those that may be one, `.log` what was done.
`undo load 7` takes back that load, also an `undo`; what `define`, `forget` and
`save` did it does not.

What a change would come to is shown before, and where it needs care you are
asked: for `merge`, `undo`, `retract` of several facts at once, and changes of
rules that others use. In a script changes need `--write`, and these `--yes`.
",
    },
    Topic {
        name: "transactions",
        about: "begin, commit, rollback: changes all at once, or none",
        text: "\
What is changed behind `begin` is kept by `commit`, as a whole, and taken back
by `rollback`.

    begin
    alias Steve Witkoff as \"Witkoff the envoy\"
    which envoys met in the UAE?
    rollback

Questions in between see the changes, nobody else does; the prompt shows
`factfile*>` meanwhile. Each change stays a load of its own. A statement that
fails or is stopped leaves those before it; in a script it rolls all back. So
does whoever leaves without `commit`: the prompt asks first, for a script it is
an error. Loads, rules and saved queries are taken back like all else.

From the first change on, others who write to the store wait for the end of it,
five seconds at most, and are told then that it is busy.
",
    },
    Topic {
        name: "shipping",
        about: "a file for those who have no Factfile",
        text: "\
The shipped file is one compact SQLite file: a view for every predicate and
every kind, a `readme` and a `data_dictionary`. Any SQLite tool opens it.

    $ factfile ship talks.db --to talks-2026-01.db
    $ sqlite3 talks-2026-01.db 'SELECT * FROM attended'
",
    },
    Topic {
        name: "prompt",
        about: "keys and commands of the prompt",
        text: "\
A statement that is not finished goes on in the next line. Tab completes words,
names and file names, and says what each is. What stands dim behind the cursor
is taken by the right arrow. A word that is red and underlined is not known.
Ctrl-C stops a running query, or clears the line; Ctrl-D leaves. Up and Down go
through earlier statements, Ctrl-R searches them.

What a paste holds is run in its order, up to the first that is wrong. An answer
longer than the screen goes through $PAGER. `.set` lists what can be set, which
a file can do, too; another file is run at the start: see docs/prompt.md.
",
    },
];

#[cfg(test)]
mod tests {
    use super::{TOPICS, topic, topics};

    #[test]
    fn every_topic_that_an_error_names_is_one() {
        let table = include_str!("../problem/topic.rs");
        let arms = table.split("=> ").skip(1).filter_map(|arm| arm.trim_start_matches("Some(").strip_prefix('"'));
        let named: Vec<&str> = arms.filter_map(|arm| arm.split('"').next()).collect();
        assert!(named.len() > 15, "{named:?}");
        named.into_iter().for_each(|name| assert!(topic(name).is_ok(), "{name}"));
    }

    #[test]
    fn every_topic_is_listed_found_and_fits_a_narrow_terminal() {
        let list = topics(".help");
        for entry in &TOPICS {
            assert!(list.contains(&format!("    {} ", entry.name)), "{}", entry.name);
            let found = topic(&entry.name.to_uppercase()).unwrap();
            let longest = found.text().lines().map(|line| line.chars().count()).max();
            assert!(longest.is_some_and(|longest| longest <= 80), "{}: {longest:?}", entry.name);
        }
    }
}
