//! Entities that are what one thing is to another: facts with time and qualifiers.

use super::entity::Entity;
use super::schemata::{Link, Role, link_of, role};
use super::thing::stated;
use super::{DATASET, Teller, Value, is_fact, predicate};
use crate::diagnostic::Result;
use crate::edtf::Edtf;
use crate::load::record::{Object, Qualifiers, Record, Values};
use crate::problem::LoadProblem;

/// What an entity is between, where its schema is that of a link and it has both ends.
pub(super) fn of(entity: &Entity) -> Option<&'static Link> {
    let link = link_of(&entity.schema)?;
    (entity.first(link.subject).is_some() && entity.first(link.object).is_some()).then_some(link)
}

const SEVERAL: &str =
    "dates of links of which there are several: from the first start to the last end, and all are qualifiers";

/// A date of a property, and its place in the list.
type Dated = (usize, Edtf);

/// Whether the time of a link says all that a property says, which is then no qualifier.
pub(super) fn is_time(entity: &Entity, property: &str) -> bool {
    let is_within = || entity.first("startDate").is_some() || entity.first("endDate").is_some();
    role(property) == Role::Time && entity.values(property).count() == 1 && (property != "date" || !is_within())
}

impl Teller<'_, '_> {
    /// Tells a link: a fact for each subject and object.
    pub(super) fn link(&mut self, entity: &Entity, link: &'static Link) -> Result<()> {
        self.others(entity);
        let evidence = self.sources(entity)?;
        let Some(time) = self.time(entity)? else { return Ok(()) };
        let qualifiers = self.qualifiers(entity, link);
        for (_, subject) in entity.values(link.subject) {
            for (index, value) in entity.values(link.object) {
                let Some(object) = self.object(&entity.schema, link.object, value) else { continue };
                let mut fact = stated(subject, link.predicate, object, &evidence);
                (fact.time, fact.qualifiers) = (time.clone(), qualifiers.clone());
                self.show(Record::Fact(Box::new(fact)), &Value { entity, property: link.object, index })?;
            }
        }
        Ok(())
    }

    /// When a link was so; none where a date is none, or the end is before the beginning: the fact would be so at any time.
    /// A beginning or end that is not said is unknown, and not open.
    fn time(&mut self, entity: &Entity) -> Result<Option<Option<String>>> {
        let (Some(starts), Some(ends), Some(dates)) =
            (self.dates(entity, "startDate")?, self.dates(entity, "endDate")?, self.dates(entity, "date")?)
        else {
            return Ok(None);
        };
        for several in [&starts, &ends, &dates].into_iter().filter(|dates| dates.len() > 1) {
            let first = several.first().map(|(_, date)| date.to_string());
            self.left_out.add_value(SEVERAL, self.passage.first_line, first.as_deref());
        }
        let start = starts.iter().min_by_key(|(_, date)| date.first_day);
        let end = ends.iter().max_by_key(|(_, date)| date.last_day);
        let text = |date: Option<&Dated>| date.map_or_else(String::new, |(_, date)| date.to_string());
        let edtf = match (start, end, dates.as_slice()) {
            (None, None, [(_, date)]) => Some(date.to_string()),
            (None, None, _) => None,
            _ => Some(format!("{}/{}", text(start), text(end))),
        };
        if let (Some(text), Some((property, (index, _)))) =
            (&edtf, end.map(|end| ("endDate", end)).or(start.map(|start| ("startDate", start))))
            && let Err(error) = text.parse::<Edtf>()
        {
            let problem = LoadProblem::NotADate { text: text.clone(), error };
            self.wrong(&Value { entity, property, index: *index }, problem)?;
            return Ok(None);
        }
        Ok(Some(edtf))
    }

    /// The dates of a property; none where one of them is none.
    fn dates(&mut self, entity: &Entity, property: &'static str) -> Result<Option<Vec<Dated>>> {
        let mut dates = Vec::new();
        let mut good = true;
        for (index, value) in entity.values(property) {
            match value.parse::<Edtf>() {
                Ok(date) => dates.push((index, date)),
                Err(error) => {
                    good = false;
                    let problem = LoadProblem::NotADate { text: value.to_owned(), error };
                    self.wrong(&Value { entity, property, index }, problem)?;
                }
            }
        }
        Ok(good.then_some(dates))
    }

    /// What else is said of a link.
    fn qualifiers(&mut self, entity: &Entity, link: &Link) -> Qualifiers {
        let mut qualifiers = Vec::new();
        for property in entity.properties.keys().map(String::as_str) {
            self.unreadable(entity, property);
            if !is_fact(entity, Some(link), property) || is_time(entity, property) {
                continue;
            }
            let values: Vec<Object> =
                entity.values(property).filter_map(|(_, value)| self.object(&entity.schema, property, value)).collect();
            qualifiers.push((predicate(&entity.schema, property), Values::More(values)));
        }
        let datasets = entity.datasets.iter().filter(|dataset| !dataset.trim().is_empty());
        let datasets: Vec<Object> = datasets.cloned().map(Object::Word).collect();
        qualifiers.push((DATASET.to_owned(), Values::More(datasets)));
        qualifiers.retain(|(_, values)| !values.as_slice().is_empty());
        Qualifiers(qualifiers)
    }
}
