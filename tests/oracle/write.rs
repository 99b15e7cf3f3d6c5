//! Queries as text, in one of the many ways in which the language lets them be said.

use crate::model::{DATES, Step, Store, Value, times_sign};
use crate::query::{
    Compare, Condition, Find, Group, Operator, Output, OutputValue, Pattern, Query, Relation, Relative, Scope, Sort,
    Term, Variable,
};

/// The text of a query.
pub fn write(store: &Store, query: &Query) -> String {
    let mut writer = Writer { store, state: query.style };
    match &query.find {
        Some(find) => writer.find(find, &query.body),
        None => format!("whether {}", writer.group(&query.body)),
    }
}

struct Writer<'s> {
    store: &'s Store,
    /// A small generator of numbers; at 0 it gives only 0.
    state: u64,
}

impl Writer<'_> {
    /// A choice among some ways to say the same; the first is the plainest.
    fn choose(&mut self, ways: usize) -> usize {
        // Knuth's MMIX generator; its upper bits are the better ones.
        let next = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.state = if self.state == 0 { 0 } else { next };
        (self.state >> 33) as usize % ways
    }

    fn pick<'t>(&mut self, ways: &[&'t str]) -> &'t str {
        ways[self.choose(ways.len())]
    }

    fn find(&mut self, find: &Find, body: &Group) -> String {
        let outputs: Vec<String> = find.outputs.iter().map(|output| self.output(output)).collect();
        let mut text = format!("find {} where {}", outputs.join(", "), self.group(body));
        if !find.order.is_empty() {
            let keys: Vec<String> = find.order.iter().map(|key| self.order_key(find, *key)).collect();
            text.push_str(&format!(" order by {}", keys.join(", ")));
        }
        if let Some(limit) = find.limit {
            text.push_str(&format!(" limit {limit}"));
        }
        if let Some(offset) = find.offset {
            text.push_str(&format!(" offset {offset}"));
        }
        text
    }

    fn output(&mut self, output: &Output) -> String {
        let kind = output.kind.map(|kind| format!(": {}", self.store.kinds[kind].name)).unwrap_or_default();
        let heading = output.heading.as_ref().map(|heading| format!(" as {heading}")).unwrap_or_default();
        format!("{}{kind}{heading}", output_text(output.value))
    }

    fn order_key(&mut self, find: &Find, (at, descending): (usize, bool)) -> String {
        let output = &find.outputs[at];
        let key = match &output.heading {
            Some(heading) => format!("?{heading}"),
            None => output_text(output.value),
        };
        let ascending = self.pick(&["", " asc"]);
        format!("{key}{}", if descending { " desc" } else { ascending })
    }

    fn group(&mut self, group: &Group) -> String {
        // Alternatives that are all there is need no brackets.
        if let [Condition::Or(branches)] = group.as_slice() {
            return self.alternatives(branches);
        }
        let mut text = String::new();
        for (at, condition) in group.iter().enumerate() {
            let and = self.pick(&[" and ", ", ", " AND\n  "]);
            text.push_str(if at > 0 { and } else { "" });
            text.push_str(&self.condition(condition));
        }
        text
    }

    fn alternatives(&mut self, branches: &[Group]) -> String {
        let branches: Vec<String> = branches
            .iter()
            .map(|branch| match branch.as_slice() {
                [Condition::Or(_)] => format!("({})", self.group(branch)),
                _ => self.group(branch),
            })
            .collect();
        branches.join(" or ")
    }

    fn condition(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Pattern(pattern) => self.pattern(pattern),
            Condition::Relative(relative) => self.relative(relative),
            Condition::Not(group) => match group.as_slice() {
                [Condition::Pattern(pattern)] if self.choose(2) == 0 => format!("not {}", self.pattern(pattern)),
                _ => format!("not ({})", self.group(group)),
            },
            Condition::Or(branches) => format!("({})", self.alternatives(branches)),
            Condition::Compare(compare) => self.compare(compare),
        }
    }

    fn compare(&mut self, compare: &Compare) -> String {
        let sign = match compare.operator {
            Operator::Equal => "=",
            Operator::Unequal => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
        };
        format!("{} {sign} {}", self.term(&compare.left), self.term(&compare.right))
    }

    fn pattern(&mut self, pattern: &Pattern) -> String {
        let mut parts = Vec::new();
        if !pattern.omitted {
            parts.push(self.term(&pattern.subject));
        }
        parts.push(match &pattern.relation {
            Relation::Is => self.pick(&["is", "was", "Is"]).to_owned(),
            Relation::Path(steps) => self.path(steps),
        });
        if !self.leaves_object_out(pattern) {
            parts.push(match (&pattern.relation, &pattern.object) {
                (Relation::Is, Term::Constant(Value::Kind(kind))) => self.kind(*kind),
                (_, object) => self.term(object),
            });
        }
        for (word, variable) in [("at", pattern.scope.at), ("when", pattern.scope.when)] {
            parts.extend(variable.map(|variable| format!("{word} {}", variable_text(variable))));
        }
        self.said(pattern, parts)
    }

    /// Qualifiers and modifiers may stand anywhere behind, and modifiers before, what is said.
    fn said(&mut self, pattern: &Pattern, mut parts: Vec<String>) -> String {
        if !pattern.qualifiers.is_empty() {
            let qualifiers = pattern.qualifiers.iter();
            let qualifiers: Vec<String> = qualifiers.map(|(key, value)| self.qualifier(*key, value)).collect();
            parts.push(format!("{{{}}}", qualifiers.join(", ")));
        }
        let mut modifiers = self.modifiers(&pattern.scope);
        if !modifiers.is_empty() {
            let first = self.choose(modifiers.len());
            modifiers.rotate_left(first);
        }
        parts.extend(modifiers);
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
        let Relation::Path(steps) = &pattern.relation else { return false };
        let boolean = |step: &Step| self.store.predicates[step.predicate].objects == crate::model::Objects::Boolean;
        let to_boolean = steps.last().is_some_and(|last| !last.inverse && boolean(last));
        let implied = match &pattern.object {
            Term::Anything => !to_boolean,
            Term::Constant(Value::Boolean(true)) => to_boolean,
            _ => false,
        };
        implied && self.choose(2) == 1
    }

    fn modifiers(&mut self, scope: &Scope) -> Vec<String> {
        let mut modifiers = Vec::new();
        if let Some(during) = scope.during {
            modifiers.push(format!("during {}", self.date(during)));
        }
        if let Some(source) = &scope.source {
            modifiers.push(format!("according to {}", self.term(source)));
        }
        modifiers.extend(scope.at_least.map(|modality| ADVERBS[2 - modality as usize].to_owned()));
        if scope.denied {
            modifiers.push(self.pick(&["denied", "Denied"]).to_owned());
        }
        modifiers
    }

    fn qualifier(&mut self, key: usize, value: &Term) -> String {
        let predicate = &self.store.predicates[key];
        let quoted = format!("{:?}", predicate.name);
        let phrase = predicate.phrase.unwrap_or(predicate.name);
        let key = self.pick(&[predicate.name, phrase, &quoted]).to_owned();
        format!("{key}: {}", self.term(value))
    }

    fn path(&mut self, steps: &[Step]) -> String {
        let steps: Vec<String> = steps.iter().map(|step| self.step(step)).collect();
        steps.join(self.pick(&[" / ", "/"]))
    }

    fn step(&mut self, step: &Step) -> String {
        let predicate = &self.store.predicates[step.predicate];
        let mut forwards: Vec<String> = Vec::new();
        for phrase in [predicate.name].into_iter().chain(predicate.phrase) {
            // With a keyword in it, it needs quotes.
            let bare = !phrase.split(' ').any(factfile::syntax::is_keyword);
            forwards.extend(bare.then(|| phrase.to_owned()));
            forwards.push(format!("{phrase:?}"));
        }
        forwards.extend(inflected(predicate.name).map(str::to_owned));
        let backwards = predicate.inverse;
        let phrase = match (backwards, self.choose(2)) {
            (Some(inverse), 1) if step.inverse => inverse.to_owned(),
            (Some(inverse), 1) if self.choose(3) == 2 => format!("^{inverse}"),
            _ => {
                let caret = if step.inverse { "^" } else { "" };
                let at = self.choose(forwards.len());
                format!("{caret}{}", forwards[at])
            }
        };
        format!("{phrase}{}{}", if phrase.ends_with('"') { "" } else { self.pick(&["", " "]) }, times_sign(step.times))
            .trim_end()
            .to_owned()
    }

    fn term(&mut self, term: &Term) -> String {
        match term {
            Term::Variable(variable) => variable_text(*variable),
            Term::Anything => "_".to_owned(),
            Term::Constant(value) => self.constant(value),
            Term::Relative(relative) => self.relative(relative),
        }
    }

    fn relative(&mut self, relative: &Relative) -> String {
        let name = if relative.variable.is_named() { variable_text(relative.variable) } else { String::new() };
        let body = self.group(&relative.body);
        let Some(kind) = relative.kind.map(|kind| self.store.kinds[kind].name) else {
            return format!("{name}[{body}]");
        };
        match relative.body.as_slice() {
            [] if !name.is_empty() && self.choose(2) == 0 => format!("{name}: {kind}"),
            [] => format!("{name}[{kind}]"),
            [Condition::Or(_)] => format!("{name} [{kind} and ({body})]"),
            [Condition::Pattern(Pattern { omitted: true, subject: Term::Variable(said), .. }), ..]
                if *said == relative.variable && self.choose(2) == 0 =>
            {
                format!("{name} [{kind} {body}]")
            }
            _ => format!("{name} [{kind} and {body}]"),
        }
    }

    fn kind(&mut self, kind: usize) -> String {
        let name = self.store.kinds[kind].name;
        match self.choose(5) {
            1 => format!("a {name}"),
            2 => factfile::vocabulary::plural(name),
            3 => format!("{name:?}"),
            _ => name.to_owned(),
        }
    }

    fn constant(&mut self, value: &Value) -> String {
        match value {
            Value::Entity(entity) => self.entity(*entity),
            Value::Kind(kind) => self.store.kinds[*kind].name.to_owned(),
            Value::Text(text) if text.chars().all(char::is_alphabetic) && self.choose(3) == 2 => (*text).to_owned(),
            Value::Text(text) | Value::Url(text) => quoted(text),
            Value::Number(quarters) if quarters % 4 == 0 && self.choose(2) == 0 => (quarters / 4).to_string(),
            Value::Number(quarters) => format!("{:.2}", *quarters as f64 / 4.0),
            Value::Date(date) => self.date(*date),
            Value::Boolean(truth) => truth.to_string(),
            Value::Nothing => String::new(),
        }
    }

    fn date(&mut self, date: usize) -> String {
        let text = DATES[date].text;
        match self.choose(3) {
            1 => quoted(text),
            2 if text == "2026-01" => "January 2026".to_owned(),
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

const ADVERBS: [&str; 3] = ["certainly", "probably", "possibly"];

fn output_text(value: OutputValue) -> String {
    match value {
        OutputValue::Variable(variable) => variable_text(variable),
        OutputValue::Count(variable) => format!("count({})", variable_text(variable)),
        OutputValue::CountAll(variable) => format!("count(all {})", variable_text(variable)),
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
        Sort::Text => 't',
        Sort::Number => 'n',
        Sort::Date => 'd',
        Sort::Boolean => 'b',
        Sort::Url => 'l',
        Sort::When => 'w',
    };
    format!("{letter}{}", variable.index)
}

/// An inflection of a predicate's name.
fn inflected(name: &str) -> Option<&'static str> {
    match name {
        "attended" => Some("was attending"),
        "knows" => Some("knew"),
        "remains unsettled" => Some("remained unsettled"),
        "rated" => Some("rates"),
        _ => None,
    }
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}
