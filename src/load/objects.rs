//! What predicates and objects of records mean: ids, once the words are known and the values fit.

use super::Loader;
use super::item::Item;
use super::names::Meaning;
use super::place::At;
use super::record::Object;
use super::words::PredicateWord;
use crate::diagnostic::Result;
use crate::edtf::Edtf;
use crate::problem::LoadProblem;
use crate::store::write::ObjectId;
use crate::value::{KindId, Literal, LiteralId, ObjectType, PredicateId};
use crate::vocabulary::nearest;

/// How many literals' ids are kept in memory; when there are more, all are forgotten and asked for again.
const REMEMBERED: usize = 500_000;

/// How long a text may be whose id is kept in memory, in bytes. Long ones hardly come again.
const SHORT: usize = 512;

impl Loader<'_, '_> {
    /// The predicate of a name, declared with the type of `object` where it is new.
    pub(super) fn predicate(
        &mut self,
        item: &Item<'_>,
        (at, word): (&At<'_>, &str),
        (object_at, object): (&At<'_>, &Object),
    ) -> Result<Option<(PredicateId, ObjectType)>> {
        match self.words.predicate(word) {
            PredicateWord::Known(id, object_type) => return Ok(Some((id, object_type))),
            PredicateWord::Inverse(predicate) => {
                self.problems.add(item, at, LoadProblem::InverseUsed { phrase: word.to_owned(), predicate });
            }
            PredicateWord::Unknown if !self.is_said(item, at, word, "a predicate's name") => {}
            PredicateWord::Unknown if self.options.strict => {
                let nearest = match self.problems.is_suggesting() {
                    true => nearest(word, self.words.predicate_words()),
                    false => Vec::new(),
                };
                let object_type = told_by_use(object);
                let problem = LoadProblem::UnknownPredicate { word: word.to_owned(), object_type, nearest };
                self.problems.add(item, at, problem);
            }
            PredicateWord::Unknown => return self.declare_predicate(item, (word, object), object_at),
        }
        Ok(None)
    }

    /// Declares a predicate by its first use, where the object tells what its objects are. Where the object is the
    /// name of nothing known, the problem is told there.
    fn declare_predicate(
        &mut self,
        item: &Item<'_>,
        (word, object): (&str, &Object),
        object_at: &At<'_>,
    ) -> Result<Option<(PredicateId, ObjectType)>> {
        if let Object::Word(name) = object
            && let Meaning::Nothing = self.names.meaning(self.writer, name)?
        {
            self.unknown(item, object_at, name, Some(word))?;
            return Ok(None);
        }
        let object_type = told_by_use(object).unwrap_or(ObjectType::Entity);
        let id = self.writer.add_predicate(word, object_type)?;
        self.words.add_predicate(word, id, object_type, (item.line(), item.unit.number));
        self.report.predicates_declared.push(word.to_owned());
        Ok(Some((id, object_type)))
    }

    /// What an object means, for a predicate of that type.
    pub(super) fn object(
        &mut self,
        item: &Item<'_>,
        at: &At<'_>,
        (predicate, object_type): (PredicateId, ObjectType),
        object: &Object,
    ) -> Result<Option<ObjectId>> {
        match (object_type, object) {
            (ObjectType::Entity, Object::Word(word)) => Ok(self.word(item, at, word)?.map(ObjectId::Entity)),
            (ObjectType::Entity, Object::Named(named)) => Ok(self.named(named)?.map(ObjectId::Entity)),
            (ObjectType::Kind, Object::Word(word)) => Ok(self.kind(item, at, word)?.map(ObjectId::Kind)),
            _ => match literal(object_type, object, || item.is_decimal(at)) {
                Ok(literal) => Ok(Some(ObjectId::Value(self.literal(&literal)?))),
                Err(Unfit::Value(problem)) => {
                    self.problems.add(item, at, problem);
                    Ok(None)
                }
                Err(Unfit::Type) => {
                    let predicate_name = self.words.name(predicate).to_owned();
                    let used_first = self.words.used_first(predicate);
                    if used_first.is_some_and(|(_, unit)| unit != item.unit.number && self.problems.is_fresh(unit)) {
                        self.problems.add_consequence();
                        return Ok(None);
                    }
                    let used_first = used_first.map(|(line, _)| line);
                    let problem = LoadProblem::WrongObject { predicate: predicate_name, object_type, used_first };
                    self.problems.add(item, at, problem);
                    Ok(None)
                }
            },
        }
    }

    /// The kind of a name, declared where it is new.
    pub(super) fn kind(&mut self, item: &Item<'_>, at: &At<'_>, word: &str) -> Result<Option<KindId>> {
        if let Some(kind) = self.words.kind(word) {
            return Ok(Some(kind));
        }
        if !self.is_said(item, at, word, "a kind's name") {
            return Ok(None);
        }
        if self.options.strict {
            let nearest = match self.problems.is_suggesting() {
                true => nearest(word, self.words.kind_words()),
                false => Vec::new(),
            };
            self.problems.add(item, at, LoadProblem::UnknownKind { word: word.to_owned(), nearest });
            return Ok(None);
        }
        self.declare_kind(word).map(Some)
    }

    /// Declares a kind by its first use.
    pub(super) fn declare_kind(&mut self, word: &str) -> Result<KindId> {
        let id = self.writer.add_kind(word)?;
        self.words.add_kind(word, id);
        self.report.kinds_declared.push(word.to_owned());
        Ok(id)
    }

    /// The row of a literal.
    pub(super) fn literal(&mut self, literal: &Literal) -> Result<LiteralId> {
        if let Literal::Text(text) = literal
            && text.len() > SHORT
        {
            return self.writer.literal(literal);
        }
        let key = (literal.object_type(), literal.to_string());
        if let Some(known) = self.literals.get(&key) {
            return Ok(*known);
        }
        let id = self.writer.literal(literal)?;
        if self.literals.len() >= REMEMBERED {
            self.literals.clear();
        }
        self.literals.insert(key, id);
        Ok(id)
    }
}

/// What the objects of a predicate are, as far as one of them tells that by itself.
fn told_by_use(object: &Object) -> Option<ObjectType> {
    match object {
        Object::Boolean(_) => Some(ObjectType::Boolean),
        Object::Integer(_) | Object::Decimal(_) => Some(ObjectType::Number),
        Object::Named(_) => Some(ObjectType::Entity),
        Object::Word(_) => None,
    }
}

/// Why an object does not fit.
enum Unfit {
    /// It is of another type.
    Type,
    /// It is of the type, but no value of it.
    Value(LoadProblem),
}

/// An object as a literal of a type. `is_decimal` says of a number that no 64 bits hold that it is no whole one.
fn literal(
    object_type: ObjectType,
    object: &Object,
    is_decimal: impl FnOnce() -> bool,
) -> std::result::Result<Literal, Unfit> {
    match (object_type, object) {
        (ObjectType::Text | ObjectType::Url | ObjectType::Date, Object::Word(text)) if text.trim().is_empty() => {
            Err(Unfit::Value(LoadProblem::Blank { what: "an object" }))
        }
        (ObjectType::Text, Object::Word(text)) => Ok(Literal::Text(text.clone())),
        (ObjectType::Url, Object::Word(text)) if is_address(text) => Ok(Literal::Url(text.clone())),
        (ObjectType::Url, Object::Word(text)) => Err(Unfit::Value(LoadProblem::NotAnAddress { text: text.clone() })),
        (ObjectType::Date, Object::Word(text)) => text
            .parse::<Edtf>()
            .map(Literal::Date)
            .map_err(|error| Unfit::Value(LoadProblem::NotADate { text: text.clone(), error })),
        (ObjectType::Boolean, Object::Boolean(truth)) => Ok(Literal::Boolean(*truth)),
        (ObjectType::Number, Object::Integer(number)) => Ok(Literal::Integer(*number)),
        (ObjectType::Number, Object::Decimal(number)) if number.abs() < i64::MAX as f64 => {
            Ok(Literal::Decimal(*number))
        }
        // A whole number that 64 bits do not hold would lose its last digits without a word.
        (ObjectType::Number, Object::Decimal(number)) => match is_decimal() {
            true => Ok(Literal::Decimal(*number)),
            false => Err(Unfit::Value(LoadProblem::NumberTooLarge)),
        },
        _ => Err(Unfit::Type),
    }
}

/// Whether a text is an address: a scheme, a colon, and no white space.
pub(super) fn is_address(text: &str) -> bool {
    let scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    match text.split_once(':') {
        Some((before, after)) => scheme(before) && !after.is_empty() && !text.contains(char::is_whitespace),
        None => false,
    }
}
