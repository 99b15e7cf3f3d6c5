//! Queries and rules as text, in one of the many ways in which the language lets them be said.

mod clause;
mod expression;
mod names;

use crate::expression::Expression;
use crate::model::Store;
use crate::query::{
    Condition, Find, Group, Output, Pattern, Query, RULE_KINDS, Relation, Relative, Rule, Subquery, Term, View,
};
use crate::value::Value;
pub use names::{variable_name, variable_text};

/// The text of a query.
pub fn write(store: &Store, rules: &[Rule], query: &Query) -> String {
    let mut writer = Writer::new(store, rules, query.style);
    match &query.find {
        Some(find) => writer.find(find, &query.body, query.view),
        None => {
            let body = writer.group(&query.body);
            format!("whether {body}{}", writer.view(query.view))
        }
    }
}

/// The statement that defines rules, which may use one another.
pub fn define(store: &Store, rules: &[Rule]) -> String {
    let definitions = rules.iter().map(|rule| {
        let mut writer = Writer::new(store, rules, rule.style);
        let head = match rule.head.as_slice() {
            [of] => format!("{} is {}", variable_text(*of), rule.name),
            [from, to, ..] => format!("{} {} {}", variable_text(*from), rule.name, variable_text(*to)),
            [] => String::new(),
        };
        format!("define {head} as {}", writer.group(&rule.body))
    });
    definitions.collect::<Vec<_>>().join("\nand ")
}

/// What a column without a heading is headed.
pub fn plain_heading(expression: &Expression) -> String {
    let store = Store::default();
    match expression {
        Expression::Variable(variable) => variable_name(*variable),
        other => Writer::new(&store, &[], 0).expression(other),
    }
}

struct Writer<'s> {
    store: &'s Store,
    rules: &'s [Rule],
    /// A small generator of numbers; at 0 it gives only 0.
    state: u64,
    /// What stands for each output behind the body.
    columns: Vec<String>,
    /// Whether a bracket was just opened, behind which what leaves its subject out may look like a path.
    begins_group: bool,
}

impl<'s> Writer<'s> {
    fn new(store: &'s Store, rules: &'s [Rule], style: u64) -> Self {
        Writer { store, rules, state: style, columns: Vec::new(), begins_group: false }
    }
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

    fn find(&mut self, find: &Find, body: &Group, view: View) -> String {
        let outputs: Vec<String> = match find.everything {
            true => vec!["*".to_owned()],
            false => find.outputs.iter().map(|output| self.output(output)).collect(),
        };
        let columns = find.outputs.iter().map(|output| self.column(output)).collect();
        let mut text = format!("find {} where {}{}", outputs.join(", "), self.group(body), self.view(view));
        self.columns = columns;
        if !find.having.is_empty() {
            text.push_str(&format!(" having {}", self.on_columns(&find.having)));
        }
        if find.unordered {
            text.push_str(" unordered");
        }
        if !find.order.is_empty() {
            let keys: Vec<String> = find
                .order
                .iter()
                .map(|(by, descending)| {
                    let key = self.expression(by);
                    let ascending = self.pick(&["", " asc"]);
                    format!("{key}{}", if *descending { " desc" } else { ascending })
                })
                .collect();
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

    fn view(&mut self, view: View) -> String {
        let valid = view.valid.map(|date| format!(" as of {}", self.date(date)));
        let recorded = view.recorded.map(|load| format!(" as recorded at load {load}"));
        let mut parts: Vec<String> = valid.into_iter().chain(recorded).collect();
        if self.choose(2) == 1 {
            parts.reverse();
        }
        parts.concat()
    }

    fn output(&mut self, output: &Output) -> String {
        let kind = output.kind.map(|kind| format!(": {}", self.kind_name(kind))).unwrap_or_default();
        let heading = output.heading.as_ref().map(|heading| format!(" as {heading}")).unwrap_or_default();
        format!("{}{kind}{heading}", self.expression(&output.value))
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
                [Condition::Or(_)] => self.bracketed(branch),
                _ => self.group(branch),
            })
            .collect();
        branches.join(" or ")
    }

    fn condition(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Pattern(pattern) => self.pattern(pattern),
            Condition::Relative(relative) => self.relative(relative),
            Condition::Not(group) => self.prefixed("not", group),
            Condition::Optional(group) => self.prefixed("optional", group),
            Condition::Or(_) => self.bracketed(&vec![condition.clone()]),
            Condition::Filter(filter) => self.filter(filter),
            Condition::Subquery(subquery) => self.subquery(subquery),
        }
    }

    fn prefixed(&mut self, word: &str, group: &Group) -> String {
        match group.as_slice() {
            [Condition::Pattern(pattern)] if self.choose(2) == 0 => format!("{word} {}", self.pattern(pattern)),
            [Condition::Filter(filter)] if word == "not" && self.choose(2) == 0 => {
                format!("not {}", self.filter(filter))
            }
            _ => format!("{word} {}", self.bracketed(group)),
        }
    }

    fn bracketed(&mut self, group: &Group) -> String {
        self.begins_group = true;
        let text = format!("({})", self.group(group));
        self.begins_group = false;
        text
    }

    fn subquery(&mut self, subquery: &Subquery) -> String {
        format!("({})", self.find(&subquery.find, &subquery.body, View::default()))
    }

    /// What stands for an output behind the body.
    fn column(&mut self, output: &Output) -> String {
        match &output.heading {
            Some(heading) => format!("?{heading}"),
            None => self.expression(&output.value),
        }
    }

    /// Conditions on columns.
    fn on_columns(&mut self, group: &Group) -> String {
        let conditions: Vec<String> = (group.iter())
            .map(|condition| match condition {
                Condition::Filter(filter) => self.filter(filter),
                Condition::Not(group) => format!("not ({})", self.on_columns(group)),
                Condition::Or(branches) => {
                    let branches: Vec<String> = branches.iter().map(|group| self.on_columns(group)).collect();
                    format!("({})", branches.join(" or "))
                }
                _ => String::new(),
            })
            .collect();
        conditions.join(" and ")
    }

    fn relative(&mut self, relative: &Relative) -> String {
        let name = if relative.variable.is_named() { variable_text(relative.variable) } else { String::new() };
        let body = self.group(&relative.body);
        let Some(kind) = relative.kind.map(|kind| self.kind_name(kind)) else {
            return format!("{name}[{body}]");
        };
        match relative.body.as_slice() {
            [] if !name.is_empty() && self.choose(2) == 0 => format!("{name}: {kind}"),
            [] => format!("{name}[{kind}]"),
            [Condition::Or(_)] => format!("{name} [{kind} and ({body})]"),
            [Condition::Pattern(Pattern { omitted: true, subject: Term::Variable(said), .. }), ..]
                if *said == relative.variable && !body.starts_with('(') && self.choose(2) == 0 =>
            {
                format!("{name} [{kind} {body}]")
            }
            _ => format!("{name} [{kind} and {body}]"),
        }
    }

    fn kind_name(&self, kind: usize) -> &'static str {
        match kind.checked_sub(RULE_KINDS) {
            Some(rule) => self.rules[rule].name,
            None => self.store.kinds[kind].name,
        }
    }

    fn kind(&mut self, kind: usize) -> String {
        let name = self.kind_name(kind);
        match self.choose(6) {
            1 => format!("a {name}"),
            2 => factfile::vocabulary::plural(name),
            3 => format!("{name:?}"),
            4 => self.joined(name),
            _ => name.to_owned(),
        }
    }

    /// The words of a predicate or kind as one, with a sign that stands for the spaces between them.
    fn joined(&mut self, words: &str) -> String {
        words.replace([' ', '_', '-'], self.pick(&["_", "-"]))
    }

    fn object(&mut self, pattern: &Pattern) -> String {
        match (&pattern.relation, &pattern.object) {
            (Relation::Is, Term::Constant(Value::Kind(kind))) => self.kind(*kind),
            (_, object) => self.term(object),
        }
    }
}
