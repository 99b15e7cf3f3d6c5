//! FollowTheMoney JSON lines, as OpenSanctions and Aleph write them: an entity a line. Entities that are things become
//! entities with facts; those that are what one thing is to another become facts with time and qualifiers.

mod entity;
mod link;
mod schemata;
mod thing;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use self::entity::Entity;
use self::schemata::{Link, Role, broader, link_of, object_type, role};
use super::camel::in_words;
use super::input::Content;
use super::item::{Everywhere, Item, Made, Met, Places, RecordKind, Unit, Visit};
use super::left_out::{LeftOut, Tally};
use super::lines::{Line, Lines};
use super::members::Members;
use super::native::nul;
use super::objects::is_address;
use super::parse::{Fault, parse};
use super::place::{Passage, Step, locate_steps, shown};
use super::record::{self, Named, Object, Record, Vocabulary};
use super::rejects::is_rejection;
use crate::diagnostic::Result;
use crate::edtf::Edtf;
use crate::problem::LoadProblem;
use crate::value::ObjectType;

/// Whether a line is an entity of FollowTheMoney; one that cannot be read, as far as its words tell.
pub(super) fn is_entity(line: &str) -> bool {
    let has = |members: &Members<'_>, name: &str| members.0.iter().any(|(member, _)| member == name);
    line.trim_start().starts_with('{')
        && match parse::<Members<'_>>(line) {
            Ok(members) => has(&members, "schema") && has(&members, "properties"),
            Err(_) => line.contains("\"schema\"") && line.contains("\"properties\""),
        }
}

/// A file of FollowTheMoney that was looked at: which words it uses, each with the line of its first use.
#[derive(Default)]
pub(super) struct Ftm {
    schemata: BTreeMap<String, Place>,
    predicates: BTreeMap<String, (Objects, Place)>,
    /// The publishers of addresses; none where there are several.
    publishers: HashMap<String, Option<String>>,
    left_out: Vec<LeftOut>,
}

impl Ftm {
    /// Looks at a file.
    pub(super) fn open(content: &Content<'_>) -> Result<Self> {
        let mut ftm = Ftm::default();
        each(content, &mut |read, _| {
            if let Read::Entity(entity, passage) = read {
                ftm.look(&entity, passage);
            }
            Ok(())
        })?;
        Ok(ftm)
    }

    fn look(&mut self, entity: &Entity, passage: Passage<'_>) {
        let link = link::of(entity);
        match link {
            Some(link) => {
                let object_type = object_type(&entity.schema, link.object);
                self.uses(link.predicate.to_owned(), (object_type, link.inverse), passage);
            }
            None => self.uses_schema(&entity.schema, passage),
        }
        let is_told = |property: &&String| {
            is_fact(entity, link, property) && !(link.is_some() && link::is_time(entity, property))
        };
        for property in entity.properties.keys().filter(is_told) {
            let object_type = object_type(&entity.schema, property);
            self.uses(predicate(&entity.schema, property), (object_type, None), passage);
        }
        if !entity.datasets.is_empty() {
            self.uses(DATASET.to_owned(), (ObjectType::Text, None), passage);
        }
        self.look_at_sources(entity);
    }

    fn look_at_sources(&mut self, entity: &Entity) {
        for (_, url) in entity.values("sourceUrl") {
            let publisher = entity.first("publisher").map(str::to_owned);
            let known = self.publishers.entry(url.to_owned()).or_insert_with(|| publisher.clone());
            if *known != publisher {
                *known = None;
            }
        }
    }

    fn uses_schema(&mut self, schema: &str, passage: Passage<'_>) {
        for schema in std::iter::successors(Some(schema), |schema| broader(schema)) {
            if !self.schemata.contains_key(schema) {
                self.schemata.insert(schema.to_owned(), Place::new(passage));
            }
        }
    }

    fn uses(&mut self, name: String, (object_type, inverse): Objects, passage: Passage<'_>) {
        self.predicates.entry(name).or_insert_with(|| ((object_type, inverse), Place::new(passage)));
    }

    /// Shows every record: the words, then line by line.
    pub(super) fn pass(&mut self, content: &Content<'_>, before: u64, visit: &mut Visit<'_>) -> Result<()> {
        let mut left_out = Tally::default();
        self.words(before, visit)?;
        let ftm = &*self;
        each(content, &mut |read, at| match read {
            Read::Fault(passage, fault) => visit(Met::fault(passage, fault), before + at),
            Read::Entity(entity, passage) => {
                let read = before + at;
                let mut teller = Teller { ftm, passage, visit, read, left_out: &mut left_out };
                match link::of(&entity) {
                    Some(link) => teller.link(&entity, link),
                    None => teller.thing(&entity),
                }
            }
        })?;
        self.left_out = left_out.list();
        Ok(())
    }

    /// What the last pass left out.
    pub(super) fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// Shows the kinds and predicates that the file uses.
    fn words(&self, read: u64, visit: &mut Visit<'_>) -> Result<()> {
        for (schema, place) in &self.schemata {
            let kind =
                record::Kind { name: in_words(schema), broader: broader(schema).map(in_words), ..Default::default() };
            let vocabulary = Vocabulary { kinds: vec![kind], predicates: Vec::new() };
            show(Record::Vocabulary(vocabulary), &Everywhere, place.passage(), read, visit)?;
        }
        for (name, ((object, inverse), place)) in &self.predicates {
            let inverse = inverse.map(str::to_owned);
            let predicate = record::Predicate { inverse, ..record::Predicate::new(name, *object) };
            let vocabulary = Vocabulary { kinds: Vec::new(), predicates: vec![predicate] };
            show(Record::Vocabulary(vocabulary), &Everywhere, place.passage(), read, visit)?;
        }
        Ok(())
    }

    /// The one publisher of an address.
    fn publisher(&self, url: &str) -> Option<String> {
        self.publishers.get(url).cloned().flatten()
    }
}

/// What the objects of a predicate are, and the phrase that is read from them.
type Objects = (ObjectType, Option<&'static str>);

/// A line that is kept to be shown, unless it is long.
struct Place {
    text: String,
    line: usize,
}

impl Place {
    fn new(passage: Passage<'_>) -> Self {
        Place { text: shown(passage.text).to_owned(), line: passage.first_line }
    }

    fn passage(&self) -> Passage<'_> {
        Passage::new(&self.text, self.line)
    }
}

/// Whether a property's values are told as facts or qualifiers.
fn is_fact(entity: &Entity, link: Option<&Link>, property: &str) -> bool {
    match role(property) {
        Role::Name | Role::Alias => link.is_some(),
        Role::Source => entity.first("sourceUrl").is_none(),
        Role::Time | Role::Fact => link.is_none_or(|link| property != link.subject && property != link.object),
    }
}

/// The predicate of the data sets that an entity is in.
const DATASET: &str = "dataset";

/// The name of a property's predicate. The ends of a link that lacks the other one say what they are ends of: other
/// schemata have texts by the same names.
fn predicate(schema: &str, property: &str) -> String {
    let is_end = link_of(schema).is_some_and(|link| property == link.subject || property == link.object);
    match is_end {
        true => format!("{} {}", in_words(schema), in_words(property)),
        false => in_words(property),
    }
}

/// What a file has.
enum Read<'t> {
    Entity(Box<Entity>, Passage<'t>),
    Fault(Passage<'t>, Fault),
}

/// Shows every entity of a file, with the bytes read so far.
fn each(content: &Content<'_>, see: &mut dyn FnMut(Read<'_>, u64) -> Result<()>) -> Result<()> {
    let mut lines = Lines::new(content.read()?);
    while lines.next().map_err(|error| content.failed(&error))? {
        let read = lines.read();
        lines.show(|line| match line {
            Line::Text(passage) if passage.text.trim().is_empty() || is_rejection(passage.text) => Ok(()),
            Line::Text(passage) => match nul(passage.text).map_or_else(|| parse::<Entity>(passage.text), Err) {
                Ok(entity) => each_within(entity, &[Step::Root], passage, read, see),
                Err(fault) => see(Read::Fault(passage, fault), read),
            },
            Line::Fault(passage, fault) => see(Read::Fault(passage, fault), read),
        })?;
    }
    content.finish(lines.into_reader())
}

/// Shows an entity that stands at a place in a line, and those that are written out within it.
fn each_within(
    entity: Entity,
    place: &[Step<'_>],
    passage: Passage<'_>,
    read: u64,
    see: &mut dyn FnMut(Read<'_>, u64) -> Result<()>,
) -> Result<()> {
    for (property, at, within) in entity.within() {
        let mut place = place.to_vec();
        place.extend([Step::Member("properties"), Step::Member(property)]);
        place.extend(at.map(Step::Element));
        match within {
            Ok(within) => each_within(within, &place, passage, read, see)?,
            Err(_) => see(Read::Fault(passage, unreadable(passage.text, &place)), read)?,
        }
    }
    see(Read::Entity(Box::new(entity), passage), read)
}

/// What is wrong with what stands at a place in a line and is no entity.
fn unreadable(line: &str, place: &[Step<'_>]) -> Fault {
    let range = locate_steps(line, place);
    match parse::<Entity>(&line[range.clone()]) {
        Err((within, problem)) => (range.start + within.start..range.start + within.end, problem),
        Ok(_) => (range, LoadProblem::MissingField { field: "id".to_owned() }),
    }
}

/// Tells the records of one line.
struct Teller<'a, 'v> {
    ftm: &'a Ftm,
    passage: Passage<'a>,
    visit: &'a mut Visit<'v>,
    read: u64,
    left_out: &'a mut Tally,
}

impl Teller<'_, '_> {
    fn show(&mut self, record: Record, places: &dyn Places) -> Result<()> {
        show(record, places, self.passage, self.read, self.visit)
    }

    fn leave_out(&mut self, what: &'static str) {
        self.left_out.add(what, self.passage.first_line);
    }

    /// Tells that a value is wrong, so that facts would say something else without it.
    fn wrong(&mut self, value: &Value<'_>, problem: LoadProblem) -> Result<()> {
        let range = value.range(self.passage.text).unwrap_or(0..self.passage.text.len());
        (self.visit)(Met::fault(self.passage, (range, problem)), self.read)
    }

    /// A value of a property as an object; none where it is no value of the property's type.
    fn object(&mut self, schema: &str, property: &str, value: &str) -> Option<Object> {
        let word = || Object::Word(value.to_owned());
        let object = match object_type(schema, property) {
            ObjectType::Entity | ObjectType::Kind => Some(Object::Named(thing(value))),
            ObjectType::Number => value.trim().parse().ok().map(Object::Integer).or_else(|| decimal(value)),
            ObjectType::Date => value.parse::<Edtf>().is_ok().then(word),
            ObjectType::Url => is_address(value).then(word),
            ObjectType::Text | ObjectType::Boolean => Some(word()),
        };
        if object.is_none() {
            let what = "values that are no dates, numbers or addresses where such are wanted";
            self.left_out.add_value(what, self.passage.first_line, Some(value));
        }
        object
    }
}

fn decimal(text: &str) -> Option<Object> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite() && number.abs() < 1e15).map(Object::Decimal)
}

/// The thing of an id, made where no line has it.
fn thing(id: &str) -> Named {
    Named { id: Some(id.to_owned()), name: id.to_owned(), kind: None }
}

fn show(record: Record, places: &dyn Places, passage: Passage<'_>, read: u64, visit: &mut Visit<'_>) -> Result<()> {
    let kind = match &record {
        // What a file of entities says of words is only that it uses them.
        Record::Vocabulary(_) => RecordKind::Used,
        Record::Document(_) => RecordKind::Document,
        Record::Entity(_) => RecordKind::Entity,
        Record::Fact(_) => RecordKind::Fact,
    };
    let range = 0..passage.text.len();
    let made = Some(Made::Now { record: Cow::Owned(record), places });
    // The words are said by the whole of the file.
    let number = if kind == RecordKind::Used { 0 } else { passage.first_line };
    let unit = Unit::only(number);
    visit(Met::Item(Item { unit, passage, kind, range, made }), read)
}

/// Where a fact's object comes from: a value of a property, unless that is within another entity's.
struct Value<'e> {
    entity: &'e Entity,
    property: &'e str,
    index: usize,
}

impl Value<'_> {
    /// The bytes of a line that it stands in; none where its entity is written out within another.
    fn range(&self, line: &str) -> Option<Range<usize>> {
        let steps = [Step::Root, Step::Member("properties"), Step::Member(self.property), Step::Element(self.index)];
        (!self.entity.is_within).then(|| locate_steps(line, &steps))
    }
}

impl Places for Value<'_> {
    fn locate(&self, passage: &str, steps: &[Step<'_>]) -> Option<Range<usize>> {
        match steps {
            [Step::Root, Step::Member("object" | "name"), ..] => self.range(passage),
            [Step::Root, Step::Member("kinds"), ..] if !self.entity.is_within => {
                Some(locate_steps(passage, &[Step::Root, Step::Member("schema")]))
            }
            [Step::Root, Step::Member("predicate"), ..] if !self.entity.is_within => {
                Some(locate_steps(passage, &[Step::Root, Step::Member("properties"), Step::Name(self.property)]))
            }
            _ => None,
        }
    }
}
