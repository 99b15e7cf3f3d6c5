//! A scene as a network: things with what is said of each alone, and what is said between two of them.

use std::collections::BTreeMap;

use super::boxes::{Block, Look};
use super::scene::{DrawnFact, Scene};
use crate::answer::{EntityRef, Value};
use crate::edtf::Edtf;
use crate::look::{FactLine, Standing};
use crate::render::{object, qualifiers, sentence};
use crate::value::{EntityId, Literal};

/// The widest that a thing's lines become, and those of what stands between things.
const WIDEST_THING: f64 = 210.0;
const WIDEST_LABEL: f64 = 170.0;

/// How many lines a name, a detail and all of a thing may have, and a label between things.
const NAME_LINES: usize = 3;
const DETAIL_LINES: usize = 2;
const THING_LINES: usize = 9;
const LABEL_LINES: usize = 9;

/// Things and the lines between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Network {
    pub things: Vec<Thing>,
    pub links: Vec<Link>,
}

/// A thing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Thing {
    pub asked: bool,
    pub block: Block,
    /// Its whole name and all that is said of it alone.
    pub title: String,
}

/// All that is said from one thing to another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    pub from: usize,
    pub to: usize,
    pub sort: Sort,
    pub block: Block,
    /// The facts as sentences, with quotes.
    pub title: String,
}

/// What a line between things stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// Facts that hold.
    Facts,
    /// Facts, all of them denied.
    Denied,
    /// Qualifiers of facts.
    Qualifiers,
}

impl Network {
    /// The network of a scene: facts from a thing to another one are links, all between the same two in the same direction
    /// one; what else facts say stands with their thing. A thing that was asked for is linked by the facts that it qualifies
    /// too.
    pub fn of(scene: &Scene) -> Self {
        let mut drawing = Drawing::default();
        scene.asked.iter().for_each(|entity| drawing.thing(entity).asked = true);
        scene.facts.iter().for_each(|fact| drawing.fact(fact));
        scene.facts.iter().for_each(|fact| drawing.qualifiers(&fact.line));
        let things = drawing.things.into_iter().map(Draft::finished).collect();
        let links = drawing.links.into_iter().map(|((from, to, sort), facts)| link(from, to, sort, &facts)).collect();
        Network { things, links }
    }
}

#[derive(Default)]
struct Drawing<'s> {
    things: Vec<Draft<'s>>,
    places: BTreeMap<EntityId, usize>,
    /// What is said from one thing to another, in the order of the facts.
    links: BTreeMap<(usize, usize, Sort), Vec<Said<'s>>>,
}

/// A thing, before its lines are laid out.
struct Draft<'s> {
    entity: &'s EntityRef,
    asked: bool,
    kinds: Vec<String>,
    details: Vec<(String, Look)>,
    titles: Vec<String>,
}

/// What a fact, or a qualifier of one, says between two things.
struct Said<'s> {
    words: &'s str,
    /// When it was so, where that is all that is said besides.
    when: Option<&'s str>,
    /// What stands below the words.
    details: Vec<(String, Look)>,
    title: String,
}

impl<'s> Drawing<'s> {
    fn place(&mut self, entity: &'s EntityRef) -> usize {
        let next = self.things.len();
        let place = *self.places.entry(entity.id).or_insert(next);
        if place == next {
            let draft = Draft { entity, asked: false, kinds: Vec::new(), details: Vec::new(), titles: Vec::new() };
            self.things.push(draft);
        }
        place
    }

    fn thing(&mut self, entity: &'s EntityRef) -> &mut Draft<'s> {
        let place = self.place(entity);
        &mut self.things[place]
    }

    fn fact(&mut self, fact: &'s DrawnFact) {
        let line = &fact.line;
        let title = title(fact);
        let standing = line.standing.word();
        if let Value::Entity(other) = &line.object
            && other.id != line.subject.id
        {
            let ends = (self.place(&line.subject), self.place(other));
            let sort = if line.standing == Standing::Denied { Sort::Denied } else { Sort::Facts };
            let when = line.time.as_ref().filter(|_| line.qualifiers.is_empty() && standing.is_none());
            let details = if when.is_some() { Vec::new() } else { details(line) };
            let said = Said { words: &line.predicate, when: when.map(Edtf::as_str), details, title };
            return self.links.entry((ends.0, ends.1, sort)).or_default().push(said);
        }
        let thing = self.thing(&line.subject);
        thing.titles.push(title);
        if let (Value::Kind(_, kind), None) = (&line.object, standing) {
            return thing.kinds.push(kind.clone());
        }
        let says = match &line.object {
            Value::Literal(Literal::Boolean(true)) => line.predicate.clone(),
            Value::Entity(_) => format!("{} itself", line.predicate),
            value => format!("{}: {}", line.predicate, object(value)),
        };
        let when = line.time.as_ref().map(|time| format!(" · {}", time.as_str())).unwrap_or_default();
        let doubt = standing.map(|word| format!(" ({word})")).unwrap_or_default();
        let look = if standing.is_some() { Look::Warning } else { Look::Quiet };
        thing.details.push((format!("{says}{}{when}{doubt}", qualifiers(&line.qualifiers)), look));
    }

    fn qualifiers(&mut self, line: &'s FactLine) {
        for (key, value) in &line.qualifiers {
            let Value::Entity(entity) = value else { continue };
            let asked =
                self.places.get(&entity.id).and_then(|place| self.things.get(*place)).is_some_and(|it| it.asked);
            if asked && entity.id != line.subject.id {
                let ends = (self.place(&line.subject), self.place(entity));
                let details = vec![(format!("({} {})", line.predicate, object(&line.object)), Look::Quiet)];
                let said = Said { words: key, when: None, details, title: sentence(line) };
                self.links.entry((ends.0, ends.1, Sort::Qualifiers)).or_default().push(said);
            }
        }
    }
}

impl Draft<'_> {
    fn finished(self) -> Thing {
        let mut block = Block::default();
        block.add(&self.entity.name, Look::Name, WIDEST_THING, NAME_LINES);
        if !self.kinds.is_empty() {
            block.add(&self.kinds.join(", "), Look::Quiet, WIDEST_THING, DETAIL_LINES);
        }
        add_up_to(&mut block, &self.details, WIDEST_THING, THING_LINES);
        let titles = [format!("{}  @{}", self.entity.name, self.entity.key)].into_iter().chain(self.titles);
        Thing { asked: self.asked, block, title: titles.collect::<Vec<_>>().join("\n") }
    }
}

fn link(from: usize, to: usize, sort: Sort, said: &[Said<'_>]) -> Link {
    let mut block = Block::default();
    let mut by_words: Vec<(&str, Vec<&Said<'_>>)> = Vec::new();
    for said in said {
        match by_words.iter_mut().find(|(words, _)| *words == said.words) {
            Some((_, same)) => same.push(said),
            None => by_words.push((said.words, vec![said])),
        }
    }
    let lines: Vec<(String, Look)> = by_words.iter().flat_map(|(words, said)| group(words, said)).collect();
    add_up_to(&mut block, &lines, WIDEST_LABEL, LABEL_LINES);
    let title = said.iter().map(|said| said.title.as_str()).collect::<Vec<_>>().join("\n");
    Link { from, to, sort, block, title }
}

/// What is said in the same words: the words once, below them what else each says; of facts of which there is only a
/// time, all times together.
fn group(words: &str, said: &[&Said<'_>]) -> Vec<(String, Look)> {
    let times: Vec<&str> = said.iter().filter_map(|said| said.when).collect();
    let times = (!times.is_empty()).then(|| (times.join(", "), Look::Quiet));
    let details = said.iter().flat_map(|said| said.details.clone());
    [(words.to_owned(), Look::Label)].into_iter().chain(times).chain(details).collect()
}

/// Adds texts as long as there are lines for them; the number of the others stands below.
fn add_up_to(block: &mut Block, texts: &[(String, Look)], widest: f64, most: usize) {
    for (at, (text, look)) in texts.iter().enumerate() {
        if block.len() >= most {
            return block.add(&format!("… and {} more", texts.len() - at), Look::Quiet, widest, 1);
        }
        block.add(text, *look, widest, DETAIL_LINES);
    }
}

/// What stands below the words of a fact: qualifiers, time, and that it is denied or disputed.
fn details(line: &FactLine) -> Vec<(String, Look)> {
    let qualifiers = line.qualifiers.iter().map(|(key, value)| (format!("{key}: {}", object(value)), Look::Quiet));
    let time = line.time.iter().map(|time| (time.as_str().to_owned(), Look::Quiet));
    let standing = line.standing.word().map(|word| (word.to_owned(), Look::Warning));
    qualifiers.chain(time).chain(standing).collect()
}

/// A fact whole: its sentence and number, when, and passages.
pub(super) fn title(fact: &DrawnFact) -> String {
    let line = &fact.line;
    let time = line.time.as_ref().map(|time| format!(", {}", time.as_str())).unwrap_or_default();
    let standing = line.standing.word().map(|word| format!(" ({word})")).unwrap_or_default();
    let said = format!("{}  {}{time}{standing}", line.id.0, sentence(line));
    [said].into_iter().chain(fact.quotes.iter().cloned()).collect::<Vec<_>>().join("\n")
}
