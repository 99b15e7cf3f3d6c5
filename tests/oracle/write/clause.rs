//! Patterns: their paths, and what narrows them.

use super::{Writer, names::quoted, variable_text};
use crate::model::{Objects, Times};
use crate::query::{Follows, Path, Pattern, Relation, Scope, Step, Term, Time, TimeRelation, TimeTest};
use crate::value::Value;

const ADVERBS: [&str; 3] = ["certainly", "probably", "possibly"];

impl Writer<'_> {
    pub(super) fn pattern(&mut self, pattern: &Pattern) -> String {
        let relation = match &pattern.relation {
            Relation::Is => self.pick(&["is", "was", "Is"]).to_owned(),
            Relation::KnownAs => "known as".to_owned(),
            Relation::Path(path) => self.path(path, 0),
        };
        let mut parts = Vec::new();
        // A conjunct that begins with a bracket would be a group.
        let begins = std::mem::take(&mut self.begins_group);
        let like_a_path = begins && relation.contains(['|', '/', '^', '*', '+', '?']);
        let named = !matches!(pattern.subject, Term::Variable(variable) if !variable.is_named());
        if !pattern.omitted || (named && (like_a_path || relation.starts_with('('))) {
            parts.push(self.term(&pattern.subject));
        }
        parts.push(relation);
        if !self.leaves_object_out(pattern) {
            parts.push(self.object(pattern));
        }
        self.said(pattern, parts)
    }

    /// Qualifiers and what narrows may stand in any order behind, and words of certainty before, what is said.
    fn said(&mut self, pattern: &Pattern, mut parts: Vec<String>) -> String {
        parts.extend(pattern.scope.steps.map(|steps| format!("in {} steps", variable_text(steps))));
        let mut said = self.narrowings(&pattern.scope);
        if !pattern.qualifiers.is_empty() {
            let qualifiers = pattern.qualifiers.iter();
            let qualifiers: Vec<String> = qualifiers.map(|(key, value)| self.qualifier(*key, value)).collect();
            said.push(format!("{{{}}}", qualifiers.join(", ")));
        }
        if !said.is_empty() {
            let first = self.choose(said.len());
            said.rotate_left(first);
        }
        parts.extend(said);
        // A modifier of one word may stand first, where it cannot be taken for a kind's or subject's continuation.
        if self.choose(3) == 2 && pattern.scope.at_least.is_some() && !pattern.omitted {
            let adverb = parts.iter().position(|part| ADVERBS.contains(&part.as_str()));
            if let Some(adverb) = adverb.map(|at| parts.remove(at)) {
                parts.insert(0, adverb);
            }
        }
        parts.join(" ")
    }

    fn leaves_object_out(&mut self, pattern: &Pattern) -> bool {
        let Relation::Path(path) = &pattern.relation else { return false };
        let to_boolean = self.leads_to_boolean(path);
        let implied = match &pattern.object {
            Term::Anything => !to_boolean,
            Term::Constant(Value::Boolean(true)) => to_boolean,
            _ => false,
        };
        implied && pattern.scope == Scope::default() && self.choose(2) == 1
    }

    fn leads_to_boolean(&self, path: &Path) -> bool {
        match path {
            Path::Step(Step { follows: Follows::Predicate(predicate), inverse: false }) => {
                self.store.predicates[*predicate].objects == Objects::Boolean
            }
            Path::Sequence(parts) => parts.last().is_some_and(|part| self.leads_to_boolean(part)),
            Path::Alternatives(parts) => parts.first().is_some_and(|part| self.leads_to_boolean(part)),
            Path::Step(_) | Path::Repeated(..) => false,
        }
    }

    fn narrowings(&mut self, scope: &Scope) -> Vec<String> {
        let mut found = Vec::new();
        for (word, variable) in [("at", scope.at), ("when", scope.when)] {
            found.extend(variable.map(|variable| format!("{word} {}", variable_text(variable))));
        }
        found.extend(scope.times.iter().map(|test| self.time_test(test)));
        for (word, term) in [("according to", &scope.source), ("from", &scope.document), ("quoting", &scope.quote)] {
            found.extend(term.as_ref().map(|term| match term {
                Term::Constant(Value::Text(text)) => format!("{word} {}", quoted(text)),
                term => format!("{word} {}", self.term(term)),
            }));
        }
        found.extend(scope.at_least.map(|modality| ADVERBS[2 - modality as usize].to_owned()));
        if let Some((comparator, hundredths)) = scope.confidence {
            found.push(format!("confidence {} {}", comparator.sign(), hundredths as f64 / 100.0));
        }
        if scope.denied {
            found.push(self.pick(&["denied", "Denied"]).to_owned());
        }
        if scope.disputed {
            found.push("disputed".to_owned());
        }
        found
    }

    fn time_test(&mut self, test: &TimeTest) -> String {
        let how = match test.surely {
            None => "",
            Some(true) => "surely ",
            Some(false) => "possibly ",
        };
        let days = |days: i64| match (days % 7, days / 7) {
            (0, 1) => "1 week".to_owned(),
            (0, weeks) => format!("{weeks} weeks"),
            _ if days == 1 => "1 day".to_owned(),
            _ => format!("{days} days"),
        };
        let word = match test.relation {
            TimeRelation::During if matches!(test.time, Time::Between(..)) => String::new(),
            TimeRelation::During => self.pick(&["during", "on"]).to_owned(),
            TimeRelation::Before => "before".to_owned(),
            TimeRelation::After => "after".to_owned(),
            TimeRelation::Since => "since".to_owned(),
            TimeRelation::Until => "until".to_owned(),
            TimeRelation::Throughout => "throughout".to_owned(),
            TimeRelation::Within(number) => format!("within {} of", days(number)),
            TimeRelation::WithinAfter(number) => format!("within {} after", days(number)),
            TimeRelation::WithinBefore(number) => format!("within {} before", days(number)),
        };
        let space = if word.is_empty() { "" } else { " " };
        format!("{how}{word}{space}{}", self.time(&test.time))
    }

    fn time(&mut self, time: &Time) -> String {
        match time {
            Time::Date(date) => self.date(*date),
            Time::Variable(variable) => variable_text(*variable),
            Time::Between(from, to) => format!("between {} and {}", self.time(from), self.time(to)),
        }
    }

    fn qualifier(&mut self, key: usize, value: &Term) -> String {
        let predicate = &self.store.predicates[key];
        let (quoted, joined) = (format!("{:?}", predicate.name), self.joined(predicate.name));
        let phrase = predicate.phrase.unwrap_or(predicate.name);
        let key = self.pick(&[predicate.name, phrase, &quoted, &joined]).to_owned();
        format!("{key}: {}", self.term(value))
    }

    /// A path; what binds looser than `level` stands in brackets: 0 alternatives, 1 sequences, 2 steps.
    fn path(&mut self, path: &Path, level: usize) -> String {
        let (own, text) = match path {
            Path::Step(step) => (3, self.step(*step)),
            Path::Alternatives(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.path(part, 1)).collect();
                (0, parts.join(self.pick(&[" | ", "|"])))
            }
            Path::Sequence(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.path(part, 2)).collect();
                (1, parts.join(self.pick(&[" / ", "/"])))
            }
            Path::Repeated(inner, times) => {
                let inner = self.path(inner, 3);
                let space =
                    if inner.ends_with(['"', ')']) || *times == Times::AtMostOnce { "" } else { self.pick(&["", " "]) };
                (2, format!("{inner}{space}{}", times.sign()))
            }
        };
        if own < level || (own < 3 && self.choose(8) == 1) { format!("({text})") } else { text }
    }

    fn step(&mut self, step: Step) -> String {
        let predicate = match step.follows {
            Follows::Predicate(predicate) => &self.store.predicates[predicate],
            Follows::Rule(rule) => {
                let name = self.rules[rule].name;
                let name = match self.choose(5) {
                    3 => quoted(name),
                    4 => self.joined(name),
                    _ => name.to_owned(),
                };
                return format!("{}{name}", if step.inverse { "^" } else { "" });
            }
        };
        let mut forwards: Vec<String> = Vec::new();
        for phrase in [predicate.name].into_iter().chain(predicate.phrase) {
            // With a keyword in it, it needs quotes; and with those of a kind, which could be meant.
            let is_kind = self.store.kinds.iter().any(|kind| kind.name == phrase);
            let bare = !is_kind && !phrase.split(' ').any(factfile::syntax::is_keyword);
            forwards.extend(bare.then(|| phrase.to_owned()));
            forwards.extend((!is_kind).then(|| self.joined(phrase)));
            forwards.push(format!("{phrase:?}"));
        }
        forwards.extend(inflected(predicate.name).map(str::to_owned));
        match (predicate.inverse, self.choose(2)) {
            (Some(inverse), 1) if step.inverse => inverse.to_owned(),
            (Some(inverse), 1) if self.choose(3) == 2 => format!("^{inverse}"),
            _ => {
                let caret = if step.inverse { "^" } else { "" };
                let at = self.choose(forwards.len());
                format!("{caret}{}", forwards[at])
            }
        }
    }
}

/// An inflection of a predicate's name.
fn inflected(name: &str) -> Option<&'static str> {
    match name {
        "attended" => Some("was attending"),
        "knows" => Some("knew"),
        "remains-unsettled" => Some("remained unsettled"),
        "rated" => Some("rates"),
        _ => None,
    }
}
