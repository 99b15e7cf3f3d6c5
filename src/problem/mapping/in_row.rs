//! How it is said what is wrong with a record that a mapping made of a row: what is mended is the row or the mapping, and
//! no record in JSON.

use crate::problem::{LoadProblem, Wording, did_you_mean, listed};
use crate::value::ObjectType;

/// How a problem with such a record is said.
pub(super) fn wording(problem: &LoadProblem) -> Wording {
    let wording = problem.wording();
    let label = match problem {
        LoadProblem::WrongObject { object_type, .. } => expected(*object_type).to_owned(),
        _ => wording.label,
    };
    Wording::new(wording.message, label, mend(problem).or(wording.mend))
}

fn expected(object_type: ObjectType) -> &'static str {
    match object_type {
        ObjectType::Entity => "expected the key or name of an entity",
        ObjectType::Kind => "expected the name of a kind",
        ObjectType::Text => "expected a text",
        ObjectType::Number => "expected a number",
        ObjectType::Date => "expected a date",
        ObjectType::Boolean => "expected true or false",
        ObjectType::Url => "expected an address",
    }
}

/// How it is mended, where that is said otherwise than of a record in JSON.
fn mend(problem: &LoadProblem) -> Option<String> {
    use LoadProblem as P;
    match problem {
        P::UnknownEntity { nearest, undeclared: None, .. } => did_you_mean(nearest).or_else(|| {
            said("add an `[[entity]]` for it to the mapping; `{ id = …, name = … }` or `{ name = …, kind = … }` makes it here")
        }),
        P::UnknownEntity { nearest, undeclared: Some(predicate), .. } => {
            let near = listed(nearest).map(|words| format!("did you mean {words}? ")).unwrap_or_default();
            Some(format!(
                "{near}if it is a text, date or address, declare the predicate in the mapping: `vocabulary.predicates = \
                 [{{ name = \"{predicate}\", object = \"text\" }}]`; a thing is made here by `{{ id = …, name = … }}`"
            ))
        }
        P::UnknownDocument { nearest, .. } => did_you_mean(nearest)
            .or_else(|| said("add a `[[document]]` with this `id` to the mapping, or load the document first")),
        P::UnknownKind { nearest, .. } => did_you_mean(nearest)
            .or_else(|| said("declare it in the mapping: `vocabulary.kinds = [{ name = \"…\" }]`")),
        P::UnknownPredicate { nearest, .. } => did_you_mean(nearest).or_else(|| {
            said("declare it in the mapping: `vocabulary.predicates = [{ name = \"…\", object = \"entity\" }]`")
        }),
        P::AnotherName { .. } => {
            said("if it is the same thing, let the mapping read the other name as one of its `aliases`; if not, give it another key")
        }
        P::MissingField { field } => Some(format!("add `{field} = …` to the mapping; docs/formats.md describes every member")),
        P::NumberOutOfRange => said("declare the predicate with `object = \"text\"`, and write `{ text = … }` in the mapping"),
        P::NumberTooLarge => said(
            "write it as a decimal such as 1.5e20; or declare the predicate with `object = \"text\"`, and write \
             `{ text = … }` in the mapping",
        ),
        P::WrongObject { used_first: Some(line), .. } => Some(format!(
            "its first use, in line {line}, declared it so; `vocabulary.predicates` in the mapping may say otherwise"
        )),
        P::WrongObject { object_type: literal @ (ObjectType::Number | ObjectType::Boolean), used_first: None, .. } => {
            Some(format!("a text is read as one by `{{ {} = … }}` in the mapping", literal.name()))
        }
        P::WrongObject { .. } => said("mend the cell, or let the mapping use a predicate of another type"),
        _ => None,
    }
}

fn said(words: &str) -> Option<String> {
    Some(words.to_owned())
}
