//! Defining and forgetting rules.

use std::sync::Arc;

use super::Engine;
use crate::diagnostic::{Diagnostic, Result};
use crate::plan;
use crate::problem::{Mistake, Problem, QueryProblem};
use crate::resolve::tree::{ResolvedRule, Sort};
use crate::resolve::{self, Context, Names, Parameters};
use crate::source::{Source, Spanned};
use crate::store::SavedQuery;
use crate::syntax;
use crate::syntax::ast::{Head, Rule as Written};
use crate::value::{ObjectType, RuleId};
use crate::vocabulary::{Rule, Vocabulary, nearest};

/// What the objects of a rule may be, in the order in which they are tried.
const OBJECTS: [ObjectType; 6] =
    [ObjectType::Entity, ObjectType::Text, ObjectType::Number, ObjectType::Date, ObjectType::Boolean, ObjectType::Url];

/// A rule that was defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defined {
    /// Its name.
    pub name: String,
    /// What the rule of that name said which it stands for.
    pub replaced: Option<String>,
}

impl Engine {
    /// Keeps rules that may use one another, once all of them were seen to read.
    ///
    /// # Errors
    /// What is wrong with one, with its place; that its name is taken by a kind or predicate; that rules deny one another
    /// in a circle; that the store cannot be written.
    pub fn define(&mut self, source: &Arc<Source>, written: &[Spanned<Written>]) -> Result<Vec<Defined>> {
        let rules = read_rules(source, written, &self.vocabulary, &self.store)?;
        let known = |rule: &Rule| self.vocabulary.rule_named(&rule.name).map(|known| known.text.clone());
        let defined = rules.iter().map(|rule| Defined { name: rule.name.clone(), replaced: known(rule) }).collect();
        self.store.define(&rules)?;
        self.reload()?;
        Ok(defined)
    }

    /// Whether a rule that is kept can still be read.
    ///
    /// # Errors
    /// What is wrong with it, with the place in its text.
    pub fn check_kept(&self, rule: &Rule) -> std::result::Result<(), Mistake> {
        let parsed = crate::syntax::parse_rule(&rule.text)?;
        let context = Context { vocabulary: &self.vocabulary, names: &self.store, parameters: &NO_PARAMETERS };
        plan::check_rule(&parsed, rule.id, context)
    }

    /// Whether a saved query can still be read; where a parameter has no default, only its grammar can be.
    ///
    /// # Errors
    /// What is wrong with it, with the place in its text.
    pub fn check_saved(&self, saved: &SavedQuery) -> Result<()> {
        let source = Source::new(format!("<{}>", saved.name), saved.text.clone());
        let query = syntax::parse_query(&source)?;
        let mut parameters = Parameters::new();
        for parameter in &saved.parameters {
            let default = parameter.default.as_deref().map(syntax::parse_constant);
            let Some(Ok(value)) = default else { return Ok(()) };
            parameters.insert(parameter.name.clone(), value);
        }
        self.sql(&source, &query, &parameters).map(|_| ())
    }

    /// Takes the rule of that name away; those that use it no longer read.
    ///
    /// # Errors
    /// Where there is none, or the store cannot be written.
    pub fn forget(&mut self, source: &Arc<Source>, words: &Spanned<Vec<String>>) -> Result<String> {
        let rule = known_rule(source, words, &self.vocabulary)?.clone();
        self.store.forget(&rule)?;
        self.reload()?;
        Ok(rule.name)
    }

    /// The rules and saved queries that can be read now, and could not without the rules of these names. Of a query that wants to
    /// be given a parameter nothing is known.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn users_of(&self, names: &[String]) -> Result<Vec<String>> {
        let gone: Vec<RuleId> =
            names.iter().filter_map(|name| self.vocabulary.rule_named(name)).map(|rule| rule.id).collect();
        if gone.is_empty() {
            return Ok(Vec::new());
        }
        let others: Vec<&Rule> = self.vocabulary.rules().iter().filter(|rule| !gone.contains(&rule.id)).collect();
        let without = self.vocabulary.ruled(others.iter().map(|rule| (*rule).clone()).collect());
        let needs = |reads: &dyn Fn(&Vocabulary) -> bool| reads(&self.vocabulary) && !reads(&without);
        let mut users = Vec::new();
        for other in others {
            let Ok(parsed) = syntax::parse_rule(&other.text) else { continue };
            let reads = |vocabulary: &Vocabulary| {
                plan::check_rule(&parsed, other.id, self.context_of(vocabulary, &NO_PARAMETERS)).is_ok()
            };
            users.extend(needs(&reads).then(|| format!("the rule `{}`", other.name)));
        }
        for name in self.store.saved_queries()? {
            let Some(saved) = self.store.saved_query(&name)? else { continue };
            let Ok(query) = syntax::parse_query(&Source::new(name.clone(), saved.text)) else { continue };
            let default = |text: &String| syntax::parse_constant(text).ok();
            let values = saved
                .parameters
                .iter()
                .filter_map(|parameter| Some((parameter.name.clone(), parameter.default.as_ref().and_then(default)?)));
            let parameters: Parameters = values.collect();
            let reads =
                |vocabulary: &Vocabulary| resolve::resolve(&query, self.context_of(vocabulary, &parameters)).is_ok();
            users.extend(needs(&reads).then(|| format!("the saved query `{name}`")));
        }
        Ok(users)
    }

    fn context_of<'a>(&'a self, vocabulary: &'a Vocabulary, parameters: &'a Parameters) -> Context<'a> {
        Context { vocabulary, names: &self.store, parameters }
    }
}

/// The rule of that name.
///
/// # Errors
/// Where there is none.
pub(crate) fn known_rule<'v>(
    source: &Arc<Source>,
    words: &Spanned<Vec<String>>,
    vocabulary: &'v Vocabulary,
) -> Result<&'v Rule> {
    let name = words.node.join(" ");
    vocabulary.rule_named(&name).ok_or_else(|| {
        let nearest = nearest(&name, vocabulary.rules().iter().map(|rule| rule.name.clone()));
        Diagnostic::at(source, Mistake::new(words.span, QueryProblem::UnknownRule { name, nearest }))
    })
}

/// Rules that may use one another, as they will be kept, once all of them were seen to read against a store's words.
///
/// # Errors
/// As [`Engine::define`], the store apart.
pub(crate) fn read_rules(
    source: &Arc<Source>,
    written: &[Spanned<Written>],
    vocabulary: &Vocabulary,
    names: &dyn Names,
) -> Result<Vec<Rule>> {
    Definition { vocabulary, names }.rules(source, written).map_err(|mistake| Diagnostic::at(source, mistake))
}

/// What rules are read against.
struct Definition<'a> {
    vocabulary: &'a Vocabulary,
    names: &'a dyn Names,
}

impl Definition<'_> {
    fn rules(&self, source: &Arc<Source>, written: &[Spanned<Written>]) -> std::result::Result<Vec<Rule>, Mistake> {
        let mut rules = Vec::with_capacity(written.len());
        for rule in written {
            rules.push(self.drafted(source, rule, rules.len())?);
        }
        self.type_objects(written, &mut rules)?;
        let vocabulary = self.with(&rules);
        let context = self.context(&vocabulary);
        for (written, rule) in written.iter().zip(&rules) {
            plan::check_rule(&written.node, rule.id, context)?;
        }
        self.check_others(&vocabulary, &rules, written)?;
        Ok(rules)
    }

    /// A rule as it will be kept, its objects yet taken for entities. One that replaces another has its id.
    fn drafted(
        &self,
        source: &Arc<Source>,
        written: &Spanned<Written>,
        at: usize,
    ) -> std::result::Result<Rule, Mistake> {
        let (words, object_type) = match &written.node.head {
            Head::Kind(_, words) => (words, None),
            Head::Predicate(_, words, _) => (words, Some(ObjectType::Entity)),
        };
        let name = words.node.join(" ");
        let taken = |by| Err(Mistake::new(words.span, QueryProblem::NameTaken { name: name.clone(), by }));
        let vocabulary = self.vocabulary;
        if vocabulary.kind_named(&name).is_some_and(|kind| vocabulary.kind(kind).rule.is_none()) {
            return taken("kind");
        }
        if vocabulary.predicate_named(&name).is_some_and(|predicate| vocabulary.predicate(predicate).rule.is_none()) {
            return taken("predicate");
        }
        let next = || RuleId(vocabulary.rules().iter().map(|rule| rule.id.0).max().unwrap_or(0) + 1 + at as i64);
        let id = vocabulary.rule_named(&name).map_or_else(next, |rule| rule.id);
        let text = source.text[written.span.range()].trim().to_owned();
        Ok(Rule { id, name, object_type, text })
    }

    /// Finds out what the objects of rules are: from the same first guess for all of them, one after the other.
    fn type_objects(&self, written: &[Spanned<Written>], rules: &mut [Rule]) -> std::result::Result<(), Mistake> {
        let mut first_error = None;
        for guess in OBJECTS {
            for rule in rules.iter_mut().filter(|rule| rule.object_type.is_some()) {
                rule.object_type = Some(guess);
            }
            match self.type_from_guess(written, rules) {
                Ok(()) => return Ok(()),
                Err(mistake) if is_clash(&mistake) => first_error = first_error.or(Some(mistake)),
                Err(mistake) => return Err(mistake),
            }
        }
        first_error.map_or(Ok(()), Err)
    }

    /// A guess is read, and what it comes to is the next, until they agree.
    fn type_from_guess(&self, written: &[Spanned<Written>], rules: &mut [Rule]) -> std::result::Result<(), Mistake> {
        let mut error = None;
        for _ in 0..=rules.len() * OBJECTS.len() {
            let mut changed = false;
            error = None;
            for at in 0..rules.len() {
                match self.type_object(&written[at].node, rules, at) {
                    Ok(found) => {
                        changed |= found != rules[at].object_type;
                        rules[at].object_type = found;
                    }
                    // Another rule may turn out to be of other objects than was guessed.
                    Err(mistake) if is_clash(&mistake) => error = error.or(Some(mistake)),
                    Err(mistake) => return Err(mistake),
                }
            }
            if !changed {
                break;
            }
        }
        error.map_or(Ok(()), Err)
    }

    /// What the objects of one rule are, where those of the others are as guessed.
    fn type_object(
        &self,
        written: &Written,
        rules: &[Rule],
        at: usize,
    ) -> std::result::Result<Option<ObjectType>, Mistake> {
        if rules[at].object_type.is_none() {
            return self.read_with(written, rules).map(|_| None);
        }
        let mut first_error = None;
        let guesses = rules[at].object_type.into_iter().chain(OBJECTS);
        for guess in guesses {
            let mut rules = rules.to_vec();
            rules[at].object_type = Some(guess);
            match self.read_with(written, &rules) {
                Ok(resolved) => return Ok(Some(object_type(&resolved))),
                Err(mistake) if is_clash(&mistake) => first_error = first_error.or(Some(mistake)),
                Err(mistake) => return Err(mistake),
            }
        }
        Err(first_error.unwrap_or_else(|| Mistake::new(Default::default(), QueryProblem::NoPredicate)))
    }

    fn read_with(&self, written: &Written, rules: &[Rule]) -> std::result::Result<ResolvedRule, Mistake> {
        let vocabulary = self.with(rules);
        resolve::rule(written, self.context(&vocabulary))
    }

    /// The vocabulary with rules added, or replaced.
    fn with(&self, rules: &[Rule]) -> Vocabulary {
        with_rules(self.vocabulary, rules)
    }

    fn context<'a>(&'a self, vocabulary: &'a Vocabulary) -> Context<'a> {
        Context { vocabulary, names: self.names, parameters: &NO_PARAMETERS }
    }

    /// Rules that are known must still read where one that they use is replaced.
    fn check_others(
        &self,
        vocabulary: &Vocabulary,
        rules: &[Rule],
        written: &[Spanned<Written>],
    ) -> std::result::Result<(), Mistake> {
        let context = self.context(vocabulary);
        for other in vocabulary.rules().iter().filter(|other| !rules.iter().any(|rule| rule.id == other.id)) {
            let Ok(parsed) = crate::syntax::parse_rule(&other.text) else { continue };
            let read_before = plan::check_rule(&parsed, other.id, self.context(self.vocabulary)).is_ok();
            if let (true, Err(mistake)) = (read_before, plan::check_rule(&parsed, other.id, context)) {
                let span = written.first().map(|rule| rule.span).unwrap_or_default();
                let detail = mistake.problem.wording().message;
                return Err(Mistake::new(span, QueryProblem::BrokenRule { name: other.name.clone(), detail }));
            }
        }
        Ok(())
    }
}

/// A vocabulary with rules added, or replaced.
pub(crate) fn with_rules(vocabulary: &Vocabulary, rules: &[Rule]) -> Vocabulary {
    let known = vocabulary.rules().iter().filter(|known| !rules.iter().any(|rule| rule.id == known.id));
    vocabulary.ruled(known.chain(rules).cloned().collect())
}

/// Whether values are of two types: how a wrong guess shows.
fn is_clash(mistake: &Mistake) -> bool {
    matches!(&mistake.problem, Problem::Query(QueryProblem::TypeClash { .. } | QueryProblem::WrongType { .. }))
}

static NO_PARAMETERS: Parameters = Parameters::new();

fn object_type(resolved: &ResolvedRule) -> ObjectType {
    let sort = resolved.head.last().map_or(Sort::Entity, |id| resolved.variables[id.0].sort);
    match sort {
        Sort::Literal(object_type) => object_type,
        Sort::Kind => ObjectType::Kind,
        Sort::When => ObjectType::Text,
        Sort::Entity | Sort::Document => ObjectType::Entity,
    }
}
