//! A view per rule and per saved query that needs no parameter: what Factfile answers, said in SQL.

use rusqlite::Connection;

use super::fixed::{self, ENTITIES};
use super::names::{Names, shown};
use super::view::{Column, View};
use crate::answer::ColumnType;
use crate::diagnostic::Result;
use crate::engine::{Lasting, lasting};
use crate::plan::Typed;
use crate::resolve::tree::Sort;
use crate::resolve::{Context, Parameters};
use crate::source::Source;
use crate::store::{SavedQuery, Store};
use crate::syntax::{self, ast::Head};
use crate::value::ObjectType;
use crate::vocabulary::{Rule, Vocabulary};

/// What a view's name gets where that of the rule or query is taken.
const RULE_SUFFIX: &str = "rule";
const QUERY_SUFFIX: &str = "query";
/// What a column's name gets where it is taken.
const COLUMN_SUFFIX: &str = "column";
/// What the statement that finds the rows is called.
const ANSWER: &str = "answer";

/// What columns of days beside a time say of themselves.
pub(super) const FIRST_DAY: &str = "the first day that it may mean";
pub(super) const LAST_DAY: &str = "the last day that it may mean";

/// The views of what Factfile answers.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers {
    /// One per rule.
    pub rules: Vec<View>,
    /// One per saved query.
    pub queries: Vec<View>,
    /// The rules and saved queries that have none, each with the reason.
    pub without: Vec<(String, String)>,
}

/// The views for the rules and saved queries of a store, in the order of their names.
///
/// # Errors
/// Where the store cannot be read.
pub(super) fn answers(store: &Store, vocabulary: &Vocabulary, names: &mut Names) -> Result<Answers> {
    let mut answers = Answers::default();
    let maker = Maker { store, vocabulary };
    for rule in vocabulary.rules() {
        match maker.rule(rule) {
            Ok(view) => answers.rules.push(View { name: name_of_rule(rule, vocabulary, names), ..view }),
            Err(reason) => answers.without.push((format!("rule {}", rule.name), reason)),
        }
    }
    for (at, name) in store.saved_queries()?.into_iter().enumerate() {
        let Some(saved) = store.saved_query(&name)? else { continue };
        match maker.query(&saved) {
            Ok(view) => {
                let name = names.give(&name, QUERY_SUFFIX, &format!("query_{}", at + 1));
                answers.queries.push(View { name, ..view });
            }
            Err(reason) => answers.without.push((format!("query {name}"), reason)),
        }
    }
    Ok(answers)
}

/// A kind's view has its plural, as those of other kinds have.
fn name_of_rule(rule: &Rule, vocabulary: &Vocabulary, names: &mut Names) -> String {
    let kind = vocabulary.kind_named(&rule.name).filter(|_| rule.object_type.is_none());
    let name = kind.map_or_else(|| rule.name.clone(), |kind| vocabulary.kind(kind).plural());
    names.give(&name, RULE_SUFFIX, &format!("rule_{}", rule.id.0))
}

/// What views are made from; those that it makes have no names yet.
struct Maker<'a> {
    store: &'a Store,
    vocabulary: &'a Vocabulary,
}

impl Maker<'_> {
    fn rule(&self, rule: &Rule) -> std::result::Result<View, String> {
        let parsed = syntax::parse_rule(&rule.text).map_err(|mistake| mistake.problem.wording().message)?;
        let (from, variables, to) = match &parsed.head {
            Head::Kind(variable, words) => (variable.span, vec![&variable.node], words.span),
            Head::Predicate(subject, _, object) => (subject.span, vec![&subject.node, &object.node], object.span),
        };
        let is_kind = variables.len() == 1;
        let head = rule.text.get(from.start..to.end).ok_or("it cannot be read")?;
        let mut found: Vec<String> = variables.iter().map(|name| format!("?{name}")).collect();
        found.dedup();
        let columns: &[&str] = if is_kind { &["entity"] } else { &["subject", "object"] };
        let query = format!("find {} where {head}", found.join(", "));
        let (lasting, _) = self.lasting(&query, &Parameters::new(), columns)?;
        let Lasting::Rows(text, found) = lasting else { return Err("it has no rows".to_owned()) };
        let meaning = format!("What follows from the rule: {}", one_line(&rule.text));
        let view = View { meaning, about: rule.text.clone(), ..View::default() };
        Ok(match is_kind {
            true => View { columns: entity_columns(), source: of_entities(&text), ..view },
            false => View { columns: columns_of(found, columns), source: from_answer(&text), ..view },
        })
    }

    fn query(&self, saved: &SavedQuery) -> std::result::Result<View, String> {
        let mut parameters = Parameters::new();
        let mut given = Vec::new();
        for parameter in &saved.parameters {
            let Some(default) = &parameter.default else {
                return Err(format!("it wants to be given ${}", parameter.name));
            };
            let value = syntax::parse_constant(default).map_err(|_| "a value of a parameter cannot be read")?;
            parameters.insert(parameter.name.clone(), value);
            given.push(format!("${} is {default}", parameter.name));
        }
        let (lasting, canonical) = self.lasting(&saved.text, &parameters, &[])?;
        let question = one_line(&saved.text);
        let mut meaning = format!("The answer to: {question}");
        if !given.is_empty() {
            meaning.push_str(&format!(" ({})", given.join(", ")));
        }
        if canonical != question {
            meaning.push_str(&format!(" – read as: {canonical}"));
        }
        let (columns, source) = match lasting {
            Lasting::Rows(text, found) => (columns_of(found, &[]), from_answer(&text)),
            Lasting::Verdict(text) => {
                (vec![Column::text("verdict", text, "yes, no, denied or disputed")], String::new())
            }
        };
        Ok(View { meaning, about: saved.text.clone(), columns, source, ..View::default() })
    }

    /// A query as SQL that SQLite takes; its columns are called as given, those further by their headings.
    fn lasting(
        &self,
        text: &str,
        parameters: &Parameters,
        columns: &[&str],
    ) -> std::result::Result<(Lasting, String), String> {
        let query =
            syntax::parse_query(&Source::new("<view>", text)).map_err(|error| error.problem.wording().message)?;
        let context = Context { vocabulary: self.vocabulary, names: self.store, parameters };
        let (mut names, mut at) = (Names::default(), 0);
        let name = |heading: &str| {
            let phrase = columns.get(at).copied().unwrap_or(heading);
            at += 1;
            names.give(phrase, COLUMN_SUFFIX, &format!("column_{at}"))
        };
        let (lasting, canonical) = lasting(&query, context, name)?;
        let select = match &lasting {
            Lasting::Rows(text, _) => text.clone(),
            Lasting::Verdict(text) => format!("SELECT {text}"),
        };
        self.is_taken(&select)?;
        Ok((lasting, canonical))
    }

    /// Whether SQLite takes a statement: it has its limits.
    fn is_taken(&self, select: &str) -> std::result::Result<(), String> {
        let connection: &Connection = self.store.connection();
        let prepared = connection.prepare(select);
        prepared.map(|_| ()).map_err(|error| format!("SQLite does not take it: {error}"))
    }
}

/// The columns for what the columns of a statement are, its names given as they were given to that.
fn columns_of(found: Vec<(crate::answer::Column, Typed)>, given: &[&str]) -> Vec<Column> {
    let mut inner = Names::default();
    let mut named = Vec::new();
    for (at, (heading, typed)) in found.into_iter().enumerate() {
        let phrase = given.get(at).copied().unwrap_or(&heading.name);
        let name = inner.give(phrase, COLUMN_SUFFIX, &format!("column_{}", at + 1));
        named.push((name, heading, typed));
    }
    let mut names = Names::with(named.iter().map(|(name, ..)| name.as_str()));
    named.iter().flat_map(|(name, heading, typed)| columns_for(name, heading, *typed, &mut names)).collect()
}

/// The columns for one of a statement: what it is called, and beside it a key, or the days of a date.
fn columns_for(name: &str, heading: &crate::answer::Column, typed: Typed, names: &mut Names) -> Vec<Column> {
    let value = format!("{ANSWER}.{}", shown(name));
    let of = |column: &str, table: &str| format!("(SELECT {column} FROM {table} WHERE id = {value})");
    let what = &heading.name;
    let mut beside = |ending: &str| names.give(&format!("{name}_{ending}"), COLUMN_SUFFIX, ending);
    let is_count = heading.column_type == ColumnType::Count;
    match (typed.sort, typed.bare) {
        (Sort::Entity, _) => vec![
            Column::text(name, of("name", "entity"), format!("{what}, by name")),
            Column::text(&beside("key"), of("key", "entity"), "its key, stable across files"),
        ],
        (Sort::Kind, _) => vec![Column::text(name, of("name", "kind"), format!("{what}: a kind"))],
        (Sort::Document, _) => vec![
            Column::text(
                name,
                of("coalesce(title, key)", "document"),
                format!("{what}: a document’s title, or its key"),
            ),
            Column::text(&beside("key"), of("key", "document"), "its key, stable across files"),
            Column::text(&beside("url"), of("url", "document"), "where it can be read"),
        ],
        (Sort::Literal(ObjectType::Number), bare) => {
            let number = if bare { value.clone() } else { of("coalesce(integer, number)", "literal_typed") };
            let column_type = if is_count { "INTEGER" } else { "NUMERIC" };
            vec![Column { column_type, ..Column::text(name, number, what) }]
        }
        (Sort::Literal(ObjectType::Boolean), bare) => {
            let truth = if bare { value.clone() } else { of("integer", "literal_typed") };
            vec![Column::integer(name, truth, format!("{what}: 1 is true, 0 is false"))]
        }
        (Sort::Literal(ObjectType::Date) | Sort::When, false) => vec![
            Column::text(name, of("text", "literal_typed"), format!("{what}, in EDTF or in words, as stated")),
            Column::text(&beside("since"), of("since", "literal_typed"), FIRST_DAY),
            Column::text(&beside("until"), of("until", "literal_typed"), LAST_DAY),
        ],
        (Sort::Literal(_), false) => vec![Column::text(name, of("text", "literal_typed"), what)],
        (Sort::Literal(_) | Sort::When, true) => vec![Column::text(name, value, what)],
    }
}

/// The columns of `entities`.
fn entity_columns() -> Vec<Column> {
    let of_view = |column: Column| Column { expression: format!("{ENTITIES}.{}", column.name), ..column };
    fixed::entities().columns.into_iter().map(of_view).collect()
}

fn from_answer(text: &str) -> String {
    format!("FROM (\n  {}\n) AS {ANSWER}", text.replace('\n', "\n  "))
}

fn of_entities(text: &str) -> String {
    format!("{}\nJOIN {ENTITIES} ON {ENTITIES}.entity = {ANSWER}.entity", from_answer(text))
}

/// A text as it is written, in one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
