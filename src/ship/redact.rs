//! Leaving out what is not to be told: things of some kinds, facts of some predicates, and what reads of them.

use std::collections::{BTreeSet, HashSet};

use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;
use crate::fold::fold_words;
use crate::problem::{CommandProblem, StoreProblem};
use crate::resolve::{self, Context, Parameters};
use crate::source::Source;
use crate::store::{Redacted, SavedQuery, Secrets, Store};
use crate::syntax::{self, ast::Head};
use crate::value::{KindId, PredicateId};
use crate::vocabulary::{IS, Rule, Vocabulary, nearest};

/// What is not to be told, in the words of the vocabulary.
#[derive(Debug, Default)]
struct Hidden {
    kinds: BTreeSet<KindId>,
    predicates: BTreeSet<PredicateId>,
}

/// Takes out of a copy what words say, and the rules and saved queries that speak of it. What nothing needs any more is yet to go.
///
/// # Errors
/// A word that is no kind and no predicate; that the copy cannot be written.
pub(super) fn redact(copy: Store, words: &[String]) -> Result<(Store, Redacted)> {
    let engine = Engine::new(copy)?;
    let vocabulary = engine.vocabulary();
    let mut hidden = Hidden::default();
    for word in words {
        hidden.add(word, vocabulary)?;
    }
    let spoken = Spoken { engine: &engine, words: secret_words(&hidden.words(vocabulary))? };
    let rules: Vec<String> =
        vocabulary.rules().iter().filter(|rule| spoken.of_in_rule(rule)).map(|rule| rule.name.clone()).collect();
    let mut queries = Vec::new();
    for saved in saved(engine.store())? {
        if spoken.of_in_query(&saved) {
            queries.push(saved.name);
        }
    }
    let open = open_words(vocabulary);
    let copy = engine.into_store();
    let before = spoken_for(&copy)?;
    copy.forget_named(&queries, &rules)?;
    let (kinds, predicates): (Vec<KindId>, Vec<PredicateId>) =
        (hidden.kinds.into_iter().collect(), hidden.predicates.into_iter().collect());
    let (redacted, secrets) = copy.redact(&kinds, &predicates, open)?;
    forget_secrets(&copy, &secrets)?;
    let queries = before - spoken_for(&copy)?;
    Ok((copy, Redacted { queries, ..redacted }))
}

impl Hidden {
    /// Adds what a word means: a kind with the narrower ones, a predicate, or both.
    fn add(&mut self, word: &str, vocabulary: &Vocabulary) -> Result<()> {
        let words: Vec<&str> = word.split_whitespace().collect();
        let kinds = vocabulary.kinds_at(&words).into_iter().filter(|found| found.length == words.len());
        let kinds: Vec<KindId> = kinds
            .map(|found| found.meaning)
            .filter(|kind| vocabulary.kind(*kind).rule.is_none())
            .flat_map(|kind| vocabulary.narrower(kind))
            .collect();
        let predicates = vocabulary.predicates_at(&words).into_iter();
        let predicates: Vec<PredicateId> = predicates
            .filter(|found| found.length == words.len() && found.exact)
            .map(|found| vocabulary.predicate(found.meaning.predicate))
            .filter(|predicate| predicate.rule.is_none() && predicate.name != IS)
            .map(|predicate| predicate.id)
            .collect();
        if kinds.is_empty() && predicates.is_empty() {
            let known = vocabulary.kind_words().chain(vocabulary.predicate_words());
            let problem = CommandProblem::NotRedacted { word: word.to_owned(), nearest: nearest(word, known) };
            return Err(Diagnostic::new(problem));
        }
        self.kinds.extend(kinds);
        self.predicates.extend(predicates);
        Ok(())
    }

    /// The words for it.
    fn words(&self, vocabulary: &Vocabulary) -> Vec<String> {
        let mut words = Vec::new();
        for kind in self.kinds.iter().map(|kind| vocabulary.kind(*kind)) {
            words.extend([kind.name.clone(), kind.plural()]);
            words.extend(kind.phrases.iter().cloned());
        }
        for predicate in self.predicates.iter().map(|predicate| vocabulary.predicate(*predicate)) {
            words.push(predicate.name.clone());
            words.extend(predicate.inverse.iter().chain(&predicate.phrases).chain(&predicate.inverse_phrases).cloned());
        }
        words
    }
}

fn secret_words(words: &[String]) -> Result<Secrets> {
    Secrets::of_words(words).map_err(|error| {
        let doing = "redacting the copy".to_owned();
        Diagnostic::new(StoreProblem::Internal { doing, detail: error.to_string() })
    })
}

/// The words of the vocabulary, folded: no thing's name is a secret that is one of them.
fn open_words(vocabulary: &Vocabulary) -> HashSet<String> {
    let kinds = vocabulary.kinds().iter().flat_map(|kind| [kind.name.clone(), kind.plural()]);
    let predicates = vocabulary.predicates().iter().map(|predicate| predicate.name.clone());
    kinds.chain(predicates).map(|word| fold_words(&word)).collect()
}

/// Whether rules and saved queries speak of what is hidden.
struct Spoken<'e> {
    engine: &'e Engine,
    words: Secrets,
}

impl Spoken<'_> {
    fn of_in_rule(&self, rule: &Rule) -> bool {
        let Ok(parsed) = syntax::parse_rule(&rule.text) else { return true };
        let (variable, end) = match &parsed.head {
            Head::Kind(variable, words) => (variable, words.span.end),
            Head::Predicate(subject, _, object) => (subject, object.span.end),
        };
        let body = rule.text.get(end..).unwrap_or_default().trim_start();
        let body = body.strip_prefix("as").unwrap_or(body);
        let query = format!("find ?{} where {body}", variable.node);
        self.words.are_in(&rule.text) || self.is_of_it(&query, &Parameters::new())
    }

    /// Of a query that wants to be given a parameter it cannot be known.
    fn of_in_query(&self, saved: &SavedQuery) -> bool {
        let mut parameters = Parameters::new();
        for parameter in &saved.parameters {
            let default = parameter.default.as_deref().map(syntax::parse_constant);
            let Some(Ok(value)) = default else { return true };
            parameters.insert(parameter.name.clone(), value);
        }
        self.words.are_in(&saved.statement()) || self.is_of_it(&saved.text, &parameters)
    }

    /// Whether a query, as it is read, speaks of it; also where it cannot be read.
    fn is_of_it(&self, query: &str, parameters: &Parameters) -> bool {
        let context = Context { vocabulary: self.engine.vocabulary(), names: self.engine.store(), parameters };
        let Ok(query) = syntax::parse_query(&Source::new("<redacted>", query)) else { return true };
        let Ok(resolved) = resolve::resolve(&query, context) else { return true };
        resolve::canonical(&resolved, context).map_or(true, |canonical| self.words.are_in(&canonical.to_string()))
    }
}

/// Takes out the rules and saved queries that name a thing that went.
fn forget_secrets(copy: &Store, secrets: &Secrets) -> Result<()> {
    let queries = saved(copy)?.into_iter().filter(|saved| secrets.are_in(&saved.statement())).map(|saved| saved.name);
    let queries: Vec<String> = queries.collect();
    let vocabulary = copy.vocabulary()?;
    let rules = vocabulary.rules().iter().filter(|rule| secrets.are_in(&rule.text) || secrets.are_in(&rule.name));
    let rules: Vec<String> = rules.map(|rule| rule.name.clone()).collect();
    copy.forget_named(&queries, &rules)
}

fn saved(store: &Store) -> Result<Vec<SavedQuery>> {
    let names = store.saved_queries()?.into_iter();
    names.filter_map(|name| store.saved_query(&name).transpose()).collect()
}

/// How many rules and saved queries there are.
fn spoken_for(store: &Store) -> Result<usize> {
    Ok(store.saved_queries()?.len() + store.vocabulary()?.rules().len())
}
