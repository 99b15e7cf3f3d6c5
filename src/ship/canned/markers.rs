//! Markers: values that stand for parameters while a query becomes SQL, and are found again in its text.
//!
//! A parameter of a query is part of it before names are looked up: `$place` may be a thing, a text, a number or a date. So each
//! is given a value that no store has, and where the statement has that value, it gets an expression over the statement's own
//! parameter instead.

use super::lookups::{days_of, document_called, thing_named};
use super::tokens::tokens;
use crate::answer::DocumentRef;
use crate::edtf::Edtf;
use crate::identifier::text_literal;
use crate::problem::Problem;
use crate::resolve::tree::Named;
use crate::resolve::{Names, Parameters};
use crate::source::{Span, Spanned};
use crate::sql::Statement;
use crate::sql::tree::Bind;
use crate::store::{SavedParameter, Store};
use crate::syntax;
use crate::syntax::ast::Atom;
use crate::value::{DocumentId, EntityId, KindId, Literal};
use crate::vocabulary::Directed;

/// The number of the first marker: far above those of things and what is counted, and below 2^63.
const FIRST: i64 = 7_713_971_397_139_713_000;

/// What a parameter stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A thing or a document by its name or key, or a text.
    Name,
    /// A number.
    Number,
    /// A day, month or year.
    Date,
}

impl Role {
    /// The roles to be tried, the likeliest first.
    pub fn of_default(default: Option<&str>) -> [Role; 3] {
        let atoms = default.and_then(|text| syntax::parse_constant(text).ok()).unwrap_or_default();
        match atoms.as_slice() {
            [Spanned { node: Atom::Literal(Literal::Date(_)), .. }] => [Role::Date, Role::Number, Role::Name],
            [Spanned { node: Atom::Literal(Literal::Integer(_) | Literal::Decimal(_)), .. }] => {
                [Role::Number, Role::Date, Role::Name]
            }
            _ => [Role::Name, Role::Number, Role::Date],
        }
    }
}

/// A parameter's marker.
#[derive(Debug, Clone)]
struct Marker {
    /// The parameter's name in the query.
    parameter: String,
    /// Its name in SQL.
    name: String,
    /// What it stands for.
    role: Role,
    /// What it is where nothing is given, as text.
    default: Option<String>,
    /// Its number, by which a thing or document is known.
    number: i64,
    /// Its text.
    text: String,
    /// The date that stands for it.
    date: Option<Edtf>,
}

/// The markers of a query's parameters.
#[derive(Debug, Clone)]
pub(super) struct Markers(Vec<Marker>);

/// A statement in which markers were replaced, and what of them it uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Used {
    /// The common table expressions that it needs, by their names.
    pub tables: Vec<(String, String)>,
    /// What must not be missing, since the query speaks of it.
    pub needed: Vec<String>,
}

impl Markers {
    /// Markers for parameters in these roles.
    pub fn new(parameters: &[SavedParameter], roles: &[Role]) -> Self {
        let mut names: Vec<String> = Vec::new();
        for (at, parameter) in parameters.iter().enumerate() {
            names.push(sql_name(&parameter.name, at, &names));
        }
        let marker = |(at, (parameter, role)): (usize, (&SavedParameter, &Role))| Marker {
            parameter: parameter.name.clone(),
            name: names.get(at).cloned().unwrap_or_default(),
            role: *role,
            default: parameter.default.as_deref().map(default_text),
            number: FIRST + 7 * at as i64,
            text: format!("\u{E000}parameter {at}\u{E000}"),
            date: format!("9{}13-02-03/9{}87-10-11", at + 1, at + 1).parse().ok(),
        };
        Markers(parameters.iter().zip(roles).enumerate().map(marker).collect())
    }

    /// The values that the query is read with.
    pub fn values(&self) -> Parameters {
        let atom = |marker: &Marker| match (marker.role, &marker.date) {
            (Role::Number, _) => Atom::Literal(Literal::Integer(marker.number)),
            (Role::Date, Some(date)) => Atom::Literal(Literal::Date(date.clone())),
            _ => Atom::Quoted(marker.text.clone()),
        };
        let value = |marker: &Marker| (marker.parameter.clone(), vec![Spanned::new(atom(marker), Span::default())]);
        self.0.iter().map(value).collect()
    }

    /// Each parameter's name in SQL, and what a value of it is.
    pub fn described(&self) -> Vec<(String, String)> {
        let described = |marker: &Marker| {
            let what = match marker.role {
                Role::Name => "a name as it is written, or @ and a key",
                Role::Number => "a number",
                Role::Date => "a day, month or year, as 2026-01-02, 2026-01 or 2026",
            };
            let default = marker.default.as_ref().map(|text| format!("; empty for “{text}”")).unwrap_or_default();
            (marker.name.clone(), format!("{what}{default}"))
        };
        self.0.iter().map(described).collect()
    }

    /// The statement's text with values in place of `?1` and so on, and with expressions in place of markers; `used` gets
    /// what it needs for that.
    ///
    /// # Errors
    /// Why that cannot be.
    pub fn replaced(&self, statement: &Statement, used: &mut Used) -> Result<String, String> {
        if !statement.temporary.is_empty() {
            return Err("it is too large for one statement".to_owned());
        }
        if let Some(called) = statement.text.split("factfile_").nth(1) {
            let name: String = called.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            return Err(format!("SQLite by itself has no function for `{}`", name.replace('_', " ")));
        }
        let mut text = String::new();
        for token in tokens(&statement.text) {
            let bound = token.strip_prefix('?').and_then(|number| number.parse::<usize>().ok());
            let bound = bound.and_then(|number| statement.binds.get(number.checked_sub(1)?));
            let number = token.parse::<i64>().ok();
            text += &match (bound, number) {
                (Some(bind), _) => self.of_bind(bind, used),
                (None, Some(number)) => self.of_number(number, used)?,
                (None, None) => token.to_owned(),
            };
        }
        Ok(text)
    }

    fn of_bind(&self, bind: &Bind, used: &mut Used) -> String {
        let is_meant = |marker: &&Marker| match bind {
            Bind::Text(text) => {
                *text == marker.text || marker.date.as_ref().is_some_and(|date| date.as_str() == text.as_str())
            }
            Bind::Integer(number) => *number == marker.number,
            _ => false,
        };
        match (self.0.iter().find(is_meant), bind) {
            (Some(marker), _) => marker.value(used),
            (None, Bind::Text(text)) => text_literal(text),
            (None, Bind::Integer(number)) => number.to_string(),
            (None, Bind::Real(number)) => crate::identifier::number_literal(*number),
            (None, Bind::Round) => i64::MAX.to_string(),
        }
    }

    /// What stands for a number: that itself, unless it is of a marker.
    fn of_number(&self, number: i64, used: &mut Used) -> Result<String, String> {
        for marker in &self.0 {
            if number == marker.number {
                return Ok(marker.looked_up("thing", thing_named, used));
            }
            if number == marker.number + 1 {
                return Ok(marker.looked_up("document", document_called, used));
            }
            let days = marker.date.as_ref().map(|date| (date.first_day, date.last_day));
            let Some((first, last)) = days else { continue };
            for (day, column) in [(first, "first_day"), (last, "last_day")] {
                // Days near to it were reckoned from it.
                match number - day {
                    0 => return Ok(marker.day(column, used)),
                    -3..=3 => return Err(format!("it reckons with the date `${}`", marker.parameter)),
                    _ => {}
                }
            }
        }
        Ok(number.to_string())
    }

    /// A message about the query in which markers are called as the parameters that they stand for.
    pub fn told(&self, message: &str) -> String {
        self.0
            .iter()
            .fold(message.to_owned(), |text, marker| text.replace(&marker.text, &format!("${}", marker.parameter)))
    }

    /// Whether a statement uses all of them: a parameter that is not found again would be asked for in vain.
    pub fn all_in(&self, used: &Used) -> Result<(), String> {
        let is_used = |marker: &Marker| used.tables.iter().any(|(name, _)| *name == marker.given());
        match self.0.iter().find(|marker| !is_used(marker)) {
            Some(marker) => {
                Err(format!("what `${}` is to stand for is not known before it is given", marker.parameter))
            }
            None => Ok(()),
        }
    }
}

impl Used {
    fn table(&mut self, name: &str, body: String) {
        if !self.tables.iter().any(|(known, _)| known == name) {
            self.tables.push((name.to_owned(), body));
        }
    }

    fn need(&mut self, expression: &str) {
        if !self.needed.iter().any(|known| known == expression) {
            self.needed.push(expression.to_owned());
        }
    }
}

impl Marker {
    /// The table with what was given.
    fn given(&self) -> String {
        format!("given_{}", self.name)
    }

    /// What was given, as text.
    fn text_of(&self, used: &mut Used) -> String {
        let given = match &self.default {
            Some(default) => format!("coalesce(nullif(trim(:{}), ''), {})", self.name, text_literal(default)),
            None => format!("nullif(trim(:{}), '')", self.name),
        };
        used.table(&self.given(), format!("{}(text) AS (SELECT {given})", self.given()));
        format!("(SELECT text FROM {})", self.given())
    }

    /// The value as such.
    fn value(&self, used: &mut Used) -> String {
        let text = self.text_of(used);
        used.need(&text);
        match self.role {
            Role::Number => format!("CAST({text} AS NUMERIC)"),
            Role::Name | Role::Date => text,
        }
    }

    /// The number of the thing or document that is called so.
    fn looked_up(&self, what: &str, by: fn(&str) -> String, used: &mut Used) -> String {
        self.text_of(used);
        let table = format!("{what}_{}", self.name);
        used.table(&table, format!("{table}(id) AS (\n{}\n)", by(&self.given())));
        let id = format!("(SELECT id FROM {table})");
        used.need(&id);
        id
    }

    /// The first or last day.
    fn day(&self, column: &str, used: &mut Used) -> String {
        self.text_of(used);
        let table = format!("days_{}", self.name);
        used.table(&table, format!("{table}(first_day, last_day) AS (\n{}\n)", days_of(&self.given())));
        let day = format!("(SELECT {column} FROM {table})");
        used.need(&day);
        day
    }
}

/// The text of a default without quotes; `@` before a key.
fn default_text(default: &str) -> String {
    match syntax::parse_constant(default).as_deref() {
        Ok([Spanned { node: Atom::Quoted(text), .. }]) => text.clone(),
        Ok([Spanned { node: Atom::Key(key), .. }]) => format!("@{key}"),
        _ => default.to_owned(),
    }
}

/// A parameter as Datasette knows one: ASCII letters, digits and `_`, and not as one of `others`, whatever the capitals.
fn sql_name(name: &str, at: usize, others: &[String]) -> String {
    let is_plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // Datasette fills in those that begin with `_` itself.
    let own = Some(name.to_owned()).filter(|name| is_plain(name) && !name.starts_with('_'));
    let numbered = (at + 1..).map(|number| format!("parameter_{number}"));
    let is_free = |name: &String| !others.iter().any(|other| other.eq_ignore_ascii_case(name));
    own.into_iter().chain(numbered).find(is_free).unwrap_or_default()
}

/// A store in which the markers are names too.
pub(super) struct Marked<'a> {
    /// The store.
    pub store: &'a Store,
    /// The markers.
    pub markers: &'a Markers,
}

impl Marked<'_> {
    fn marker(&self, text: &str) -> Option<&Marker> {
        self.markers.0.iter().find(|marker| marker.text == text)
    }
}

impl Names for Marked<'_> {
    fn named(&self, name: &str) -> Result<Vec<Named>, Problem> {
        let Some(marker) = self.marker(name) else { return self.store.named(name) };
        let (id, text) = (EntityId(marker.number), marker.text.clone());
        Ok(vec![Named { id, key: text.clone(), name: text, kinds: Vec::new() }])
    }

    fn keyed(&self, key: &str) -> Result<Option<Named>, Problem> {
        self.store.keyed(key)
    }

    fn near_name(&self, name: &str) -> Result<Vec<String>, Problem> {
        self.store.near_name(name)
    }

    fn near_key(&self, key: &str) -> Result<Vec<String>, Problem> {
        self.store.near_key(key)
    }

    fn documents(&self, text: &str, only_key: bool) -> Result<Vec<DocumentRef>, Problem> {
        let Some(marker) = self.marker(text) else { return self.store.documents(text, only_key) };
        let (id, key) = (DocumentId(marker.number + 1), marker.text.clone());
        Ok(vec![DocumentRef { id, key, title: None, publisher: None, published: None, url: None }])
    }

    fn near_document(&self, text: &str) -> Result<Vec<String>, Problem> {
        self.store.near_document(text)
    }

    fn last_load(&self) -> Result<i64, Problem> {
        self.store.last_load()
    }

    fn usual_kinds(&self, most: u32) -> Result<Vec<KindId>, Problem> {
        self.store.usual_kinds(most)
    }

    fn usual_predicates(&self, kinds: &[KindId], most: u32) -> Result<Vec<Directed>, Problem> {
        self.store.usual_predicates(kinds, most)
    }
}
