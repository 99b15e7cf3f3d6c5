//! Help on topics at the prompt, some of it with words of the store.

use super::console::Stop;
use super::{Prompt, help, show, topics};
use crate::look::Words;
use crate::session::Outcome;
use crate::source::{Source, Span, Spanned};
use crate::syntax::ast::Statement;

/// How many kinds and how many predicates are shown.
const SHOWN: usize = 8;

impl Prompt<'_> {
    /// What there is to say about a topic.
    pub(super) fn help(&self, topic: &str) -> std::result::Result<(), Stop> {
        let mut text = topics::explained(topic)?;
        if help::topic(topic).is_ok_and(|topic| topic.name == help::WORDS) {
            let source = Source::new(super::NAME, "vocabulary");
            let statement = Spanned::new(Statement::Vocabulary, Span::default());
            let outcome = show::run(&mut self.session.borrow_mut(), &source, &statement, self.interrupts)?;
            if let Outcome::Words(words) = outcome {
                text.push_str(&queries(&words));
            }
        }
        self.show(&text)
    }
}

/// The kinds and predicates that are used most, each with a query that can be run as it stands.
fn queries(words: &Words) -> String {
    let lines: Vec<(String, String)> = kinds(words).into_iter().chain(predicates(words)).collect();
    if lines.is_empty() {
        return "\nThis store has no words yet: `.help loading`.\n".to_owned();
    }
    let widest = lines.iter().map(|(_, word)| word.chars().count()).max().unwrap_or(0);
    let line = |(query, word): &(String, String)| format!("    {word:<widest$}  {query}\n");
    format!("\nOf this store:\n\n{}", lines.iter().map(line).collect::<String>())
}

fn kinds(words: &Words) -> Vec<(String, String)> {
    let kinds = words.vocabulary.kinds().iter();
    let mut counted: Vec<_> = kinds.map(|kind| (words.things.get(&kind.id).copied().unwrap_or(0), kind)).collect();
    counted.retain(|(count, _)| *count > 0);
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let query = |name: &str| format!("find ?x where ?x is {name} limit 10");
    counted.into_iter().take(SHOWN).map(|(_, kind)| (query(&kind.name), kind.plural())).collect()
}

fn predicates(words: &Words) -> Vec<(String, String)> {
    let predicates = words.vocabulary.predicates().iter();
    let mut counted: Vec<_> =
        predicates.map(|predicate| (words.facts.get(&predicate.id).copied().unwrap_or(0), predicate)).collect();
    counted.retain(|(count, predicate)| *count > 0 && predicate.name != crate::vocabulary::IS);
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let query = |name: &str| format!("find ?x, ?y where ?x {name} ?y limit 10");
    counted.into_iter().take(SHOWN).map(|(_, predicate)| (query(&predicate.name), predicate.name.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::queries;
    use crate::engine::Engine;
    use crate::load::{Input, Options, load};
    use crate::session::{Outcome, Session};
    use crate::source::Source;
    use crate::store::Store;

    fn run(session: &mut Session, text: &str) -> Outcome {
        let source = Source::new("<test>", text);
        let statement = crate::syntax::parse(&source).unwrap().remove(0);
        session.run(&source, &statement).unwrap()
    }

    fn queries_of(session: &mut Session) -> String {
        let Outcome::Words(words) = run(session, "vocabulary") else { panic!("no words") };
        queries(&words)
    }

    #[test]
    fn every_word_has_a_query_that_has_an_answer() {
        let mut store = Store::in_memory().unwrap();
        load(&mut store, &Input::File("fixtures/uae-talks/facts.jsonl".into()), &Options::default(), &mut |_| {})
            .unwrap();
        let mut session = Session::new(Engine::new(store).unwrap());
        let text = queries_of(&mut session);
        let queries: Vec<&str> = text.lines().filter_map(|line| Some(&line[line.find("  find ")? + 2..])).collect();
        assert_eq!(queries.len(), 2 * super::SHOWN, "{text}");
        for query in queries {
            let Outcome::Answer(answer) = run(&mut session, query) else { panic!("{query}") };
            assert!(!answer.rows.is_empty(), "{query}");
        }
    }

    #[test]
    fn a_store_without_words_says_so() {
        let mut session = Session::new(Engine::new(Store::in_memory().unwrap()).unwrap());
        assert!(queries_of(&mut session).contains(".help loading"));
    }
}
