//! Terms: variables, names and literals.

use super::Writer;
use crate::calendar::DATES;
use crate::query::{Sort, Term, Variable};
use crate::value::Value;

impl Writer<'_> {
    pub(super) fn term(&mut self, term: &Term) -> String {
        match term {
            Term::Variable(variable) => variable_text(*variable),
            Term::Anything => "_".to_owned(),
            Term::Constant(value) => self.constant(value),
            Term::Relative(relative) => self.relative(relative),
        }
    }

    pub(super) fn constant(&mut self, value: &Value) -> String {
        match value {
            Value::Entity(entity) => self.entity(*entity),
            Value::Kind(kind) => self.kind_name(*kind).to_owned(),
            Value::Document(document) => {
                let documents = &self.store.documents;
                let document = &documents[*document];
                let alone = documents.iter().filter(|other| other.title == document.title).count() == 1;
                match document.title {
                    Some(title) if alone && self.choose(2) == 1 => quoted(title),
                    _ => format!("@{}", document.key),
                }
            }
            Value::Text(text) if text.chars().all(char::is_alphabetic) && self.choose(3) == 2 => text.to_string(),
            Value::Text(text) | Value::Url(text) => quoted(text),
            Value::Number(number) if number.is_whole() && self.choose(2) == 0 => format!("{:.0}", number.decimal()),
            Value::Number(number) if number.is_whole() => format!("{:.2}", number.decimal()),
            Value::Number(number) => number.decimal().to_string(),
            Value::Date(date) => match DATES.iter().position(|written| *written.text == *date.text) {
                Some(at) => self.date(at),
                None => date.text.to_string(),
            },
            Value::Boolean(truth) => truth.to_string(),
            Value::Nothing => String::new(),
        }
    }

    pub(super) fn date(&mut self, date: usize) -> String {
        let text = DATES[date].text;
        match (self.choose(3), text) {
            (1, _) => quoted(text),
            (2, "2026-01") => "January 2026".to_owned(),
            (2, "2026-01-31") => "31 January 2026".to_owned(),
            _ => text.to_owned(),
        }
    }

    fn entity(&mut self, at: usize) -> String {
        let entity = &self.store.entities[at];
        let shared = self.store.entities.iter().filter(|other| other.name == entity.name).count() > 1;
        let bare = |name: &str| name.split(' ').all(|word| word != "and" && word != "&");
        let mut ways = vec![format!("@{}", entity.key), quoted(entity.alias)];
        if bare(entity.alias) {
            ways.push(entity.alias.to_owned());
        }
        if shared {
            ways.extend(self.kind_alone(at).map(|kind| format!("{} ({})", entity.name, self.store.kinds[kind].name)));
        } else {
            ways.extend([quoted(entity.name), quoted(&entity.name.to_uppercase())]);
            ways.extend(bare(entity.name).then(|| entity.name.to_owned()));
        }
        let chosen = self.choose(ways.len());
        ways.swap_remove(chosen)
    }

    /// A kind that tells an entity from every other of its name.
    fn kind_alone(&self, entity: usize) -> Option<usize> {
        let name = self.store.entities[entity].name;
        (0..self.store.kinds.len()).find(|kind| {
            let of_kind = (0..self.store.entities.len())
                .filter(|other| self.store.entities[*other].name == name && self.store.is_of(*other, *kind));
            of_kind.eq([entity])
        })
    }
}

/// The name of a variable, with its mark.
pub fn variable_text(variable: Variable) -> String {
    format!("?{}", variable_name(variable))
}

pub fn variable_name(variable: Variable) -> String {
    let letter = match variable.sort {
        Sort::Entity => 'x',
        Sort::Kind => 'k',
        Sort::Document => 'f',
        Sort::Text => 't',
        Sort::Number => 'n',
        Sort::Date => 'd',
        Sort::Boolean => 'b',
        Sort::Url => 'l',
        Sort::When => 'w',
    };
    format!("{letter}{}", variable.index)
}

pub fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}
