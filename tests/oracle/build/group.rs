//! Conditions. What binds comes first; then optional parts; then what looks at the values of both.

use std::collections::BTreeMap;

use super::mend::renamed;
use super::path::Carries;
use super::store::KEYS;
use super::{Builder, constant, sort_of, variable};
use crate::choices::Choices;
use crate::query::{
    Condition, Group, Path, Pattern, RULE_KINDS, Relation, Relative, Sort, Term, Variable, said_behind,
    said_behind_branch,
};
use crate::value::Value;
use crate::walk::{Variables, bound, occurrences, usable};

/// What a condition will be.
enum Form {
    Pattern,
    Relative,
    Or,
    Subquery,
    Optional,
    Not,
    Filter,
}

/// A condition that waits until it is known what has a value.
struct Waiting<'g> {
    at: usize,
    form: Form,
    c: Choices<'g>,
    said: Option<Term>,
}

impl Builder<'_> {
    /// Conditions, one per stream of choices; `said` is what a first pattern without a subject is said of, `outer` what
    /// has a value already, `levels` how deep groups may nest.
    pub(super) fn group<'g>(
        &mut self,
        streams: Vec<Choices<'g>>,
        said: Option<Term>,
        outer: &Variables,
        levels: usize,
    ) -> Group {
        let mut said = said;
        let mut placed: BTreeMap<usize, Condition> = BTreeMap::new();
        let mut waiting: Vec<Waiting<'g>> = Vec::new();
        for (at, mut c) in streams.into_iter().enumerate() {
            let form = form(&mut c, levels);
            let so_far: Group = placed.values().cloned().collect();
            let visible: Variables = outer.union(&bound(&so_far)).copied().collect();
            let Some(condition) = self.binding(&form, &mut c, said.as_ref(), &visible, levels) else {
                waiting.push(Waiting { at, form, c, said: said.clone() });
                continue;
            };
            said = said_behind(&condition).or(said);
            placed.insert(at, condition);
        }
        let rest: Group = placed.values().cloned().collect();
        let bound_here: Variables = outer.union(&bound(&rest)).copied().collect();
        for waiting in waiting.iter().filter(|waiting| matches!(waiting.form, Form::Optional)) {
            let optional = self.optional(waiting, &bound_here, levels);
            placed.insert(waiting.at, optional);
        }
        let rest: Group = placed.values().cloned().collect();
        let usable_here: Variables = outer.union(&usable(&rest)).copied().collect();
        for waiting in &waiting {
            if let Some(condition) = self.looking(waiting, &usable_here, levels) {
                placed.insert(waiting.at, condition);
            }
        }
        placed.into_values().collect()
    }

    /// A condition that binds; none where it is to wait.
    fn binding(
        &mut self,
        form: &Form,
        c: &mut Choices<'_>,
        said: Option<&Term>,
        visible: &Variables,
        levels: usize,
    ) -> Option<Condition> {
        Some(match form {
            Form::Pattern => Condition::Pattern(self.pattern(c, said, visible, levels)),
            Form::Relative => Condition::Relative(self.whole_relative(c, visible, levels)),
            Form::Or => Condition::Or(self.branches(c, said.cloned(), visible, levels)),
            Form::Subquery => Condition::Subquery(self.subquery(c)),
            Form::Optional | Form::Not | Form::Filter => return None,
        })
    }

    fn looking(&mut self, waiting: &Waiting<'_>, usable: &Variables, levels: usize) -> Option<Condition> {
        let mut c = waiting.c.clone();
        match waiting.form {
            Form::Filter => {
                let named: Vec<Variable> = usable.iter().copied().filter(|variable| variable.is_named()).collect();
                Some(Condition::Filter(self.filter(&mut c, &named)))
            }
            Form::Not => {
                let count = 1 + c.below(2);
                self.strict += 1;
                let negated = self.group(c.parts(count), waiting.said.clone(), usable, levels - 1);
                self.strict -= 1;
                Some(Condition::Not(negated))
            }
            _ => None,
        }
    }

    /// An optional part. What nothing else binds is its own, so that no other part brings it too.
    fn optional(&mut self, waiting: &Waiting<'_>, bound_here: &Variables, levels: usize) -> Condition {
        let mut c = waiting.c.clone();
        let count = 1 + c.below(2);
        self.strict += 1;
        let mut group = self.group(c.parts(count), waiting.said.clone(), bound_here, levels - 1);
        self.strict -= 1;
        let own: Variables =
            occurrences(&group).into_iter().filter(|variable| !bound_here.contains(variable)).collect();
        for variable in own.into_iter().filter(|variable| variable.index < 10) {
            self.optional += 1;
            renamed(&mut group, variable, Variable { index: self.optional, ..variable });
        }
        Condition::Optional(group)
    }

    /// Alternatives: one without a subject of its own is said of that of the one before it.
    fn branches(&mut self, c: &mut Choices<'_>, said: Option<Term>, outer: &Variables, levels: usize) -> Vec<Group> {
        let mut said = said;
        let mut branches = Vec::new();
        let count = 2 + usize::from(c.rarely(4));
        for mut c in c.parts(count) {
            let count = 1 + c.below(2);
            let branch = self.group(c.parts(count), said.clone(), outer, levels - 1);
            said = said_behind_branch(&branch).or(said);
            branches.push(branch);
        }
        branches
    }

    fn pattern(&mut self, c: &mut Choices<'_>, said: Option<&Term>, outer: &Variables, levels: usize) -> Pattern {
        let omit = c.rarely(3);
        let (relation, left, right, carries) = self.relation(c);
        // What has no name cannot be written out where a bracket would be misread.
        let single = matches!(relation, Relation::Is | Relation::KnownAs | Relation::Path(Path::Step(_)));
        let named = |term: &Term| !matches!(term, Term::Variable(variable) if !variable.is_named());
        let said = said.filter(|term| omit && sort(term) == Some(left) && (single || named(term)));
        let subject = match said {
            Some(term) => term.clone(),
            None => self.term(c, left, outer, levels),
        };
        let object = match self.term(c, right, outer, levels) {
            // Hardly anything is related to itself.
            Term::Variable(object) if subject == Term::Variable(object) && object.index != 3 => {
                Term::Variable(Variable { index: (object.index + 1) % 2, ..object })
            }
            Term::Constant(Value::Kind(_)) => self.kind_term(c),
            object => object,
        };
        let rule_kind = matches!(object, Term::Constant(Value::Kind(kind)) if kind >= RULE_KINDS);
        let carries = if rule_kind { Carries::Nothing } else { carries };
        let mut scope = self.scope(c, carries);
        let qualified = carries == Carries::Everything && c.rarely(8);
        let qualifiers = (0..usize::from(qualified)).map(|_| self.qualifier(c, outer, levels)).collect();
        if let Relation::Path(path) = &relation
            && carries != Carries::Nothing
            && self.is_countable(path)
            && c.below(3) == 2
        {
            scope.steps = Some(variable(Sort::Number, c));
        }
        Pattern { subject, omitted: said.is_some(), relation, object, qualifiers, scope }
    }

    fn relation(&mut self, c: &mut Choices<'_>) -> (Relation, Sort, Sort, Carries) {
        match c.weighed(&[14, 3, 1]) {
            0 => {
                let (path, left, right) = self.path(c);
                let carries = self.carries(&path);
                (Relation::Path(path), left, right, carries)
            }
            1 => (Relation::Is, Sort::Entity, Sort::Kind, Carries::Everything),
            _ => (Relation::KnownAs, Sort::Entity, Sort::Text, Carries::Nothing),
        }
    }

    fn kind_term(&self, c: &mut Choices<'_>) -> Term {
        Term::Constant(Value::Kind(self.any_kind(c)))
    }

    /// A kind, or a rule that is one.
    fn any_kind(&self, c: &mut Choices<'_>) -> usize {
        let rules: Vec<usize> =
            self.callable().iter().filter(|rule| rule.sorts.len() == 1).map(|rule| rule.rule).collect();
        match !rules.is_empty() && c.below(2) == 1 {
            true => RULE_KINDS + *c.of(&rules),
            false => c.below(self.store.kinds.len()),
        }
    }

    fn qualifier(&mut self, c: &mut Choices<'_>, outer: &Variables, levels: usize) -> (usize, Term) {
        let key = *c.of(&KEYS);
        (key, self.term(c, sort_of(self.store.predicates[key].objects), outer, levels))
    }

    fn term(&mut self, c: &mut Choices<'_>, sort: Sort, outer: &Variables, levels: usize) -> Term {
        match c.weighed(&[9, 2, 2, 1]) {
            1 => Term::Anything,
            2 => Term::Constant(constant(self.store, sort, c)),
            3 if sort == Sort::Entity && levels > 0 => Term::Relative(Box::new(self.relative(c, outer, levels))),
            _ => Term::Variable(variable(sort, c)),
        }
    }

    fn relative(&mut self, c: &mut Choices<'_>, outer: &Variables, levels: usize) -> Relative {
        let variable = match c.below(2) {
            0 => variable(Sort::Entity, c),
            _ => {
                self.hidden += 1;
                Variable { sort: Sort::Entity, index: self.hidden }
            }
        };
        let kind = (c.below(2) == 1).then(|| self.any_kind(c));
        let count = c.weighed(&[2, 3, 1]);
        let inner = outer.iter().copied().chain([variable]).collect();
        let streams = if count == 0 { Vec::new() } else { c.parts(count) };
        let body = self.group(streams, Some(Term::Variable(variable)), &inner, levels - 1);
        let kind = kind.or(body.is_empty().then_some(0));
        Relative { variable, kind, body }
    }

    /// A relative that is a condition of its own must bind what it stands for.
    fn whole_relative(&mut self, c: &mut Choices<'_>, outer: &Variables, levels: usize) -> Relative {
        let relative = self.relative(c, outer, levels);
        let binds = relative.kind.is_some() || bound(&relative.body).contains(&relative.variable);
        let kind = if binds { relative.kind } else { Some(0) };
        Relative { kind, ..relative }
    }
}

fn form(c: &mut Choices<'_>, levels: usize) -> Form {
    let deep = [
        (24, Form::Pattern),
        (2, Form::Relative),
        (3, Form::Or),
        (2, Form::Subquery),
        (5, Form::Optional),
        (3, Form::Not),
        (7, Form::Filter),
    ];
    let plain = [(6, Form::Pattern), (2, Form::Filter)];
    let list: Vec<(usize, Form)> = if levels > 0 { deep.into() } else { plain.into() };
    let weights: Vec<usize> = list.iter().map(|(weight, _)| *weight).collect();
    let chosen = c.weighed(&weights);
    list.into_iter().nth(chosen).map_or(Form::Pattern, |(_, form)| form)
}

fn sort(term: &Term) -> Option<Sort> {
    match term {
        Term::Variable(variable) => Some(variable.sort),
        Term::Constant(Value::Entity(_)) => Some(Sort::Entity),
        Term::Constant(Value::Number(_)) => Some(Sort::Number),
        Term::Constant(Value::Text(_)) => Some(Sort::Text),
        Term::Constant(Value::Date(_)) => Some(Sort::Date),
        Term::Constant(Value::Boolean(_)) => Some(Sort::Boolean),
        Term::Constant(Value::Url(_)) => Some(Sort::Url),
        Term::Relative(relative) => Some(relative.variable.sort),
        Term::Constant(_) | Term::Anything => None,
    }
}
