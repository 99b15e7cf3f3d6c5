//! Entities that are what one thing is to another: facts with time and qualifiers.

use super::entity::Entity;
use super::schemata::{Link, link_of};
use super::thing::stated;
use super::{DATASET, Teller, Value, is_fact, predicate};
use crate::diagnostic::Result;
use crate::edtf::Edtf;
use crate::load::record::{Object, Qualifiers, Record, Values};

/// What an entity is between, where its schema is that of a link and it has both ends.
pub(super) fn of(entity: &Entity) -> Option<&'static Link> {
    let link = link_of(&entity.schema)?;
    (entity.first(link.subject).is_some() && entity.first(link.object).is_some()).then_some(link)
}

impl Teller<'_, '_> {
    /// Tells a link: a fact for each subject and object.
    pub(super) fn link(&mut self, entity: &Entity, link: &'static Link) -> Result<()> {
        self.others(entity);
        let evidence = self.sources(entity)?;
        let (time, used) = self.time(entity);
        let qualifiers = self.qualifiers(entity, link, &used);
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

    /// When a link was so, and the properties that say it. A beginning or end that is not said is unknown, and not open.
    fn time(&mut self, entity: &Entity) -> (Option<String>, Vec<&'static str>) {
        let only = |property| {
            let mut values = entity.values(property).map(|(_, value)| value);
            values.next().filter(|_| values.next().is_none())
        };
        let (time, used) = match (only("startDate"), only("endDate"), only("date")) {
            (None, None, None) => return (None, Vec::new()),
            (None, None, Some(date)) => (date.to_owned(), vec!["date"]),
            (start, end, _) => {
                let named = [(start, "startDate"), (end, "endDate")];
                let used = named.into_iter().filter_map(|(date, property)| date.map(|_| property)).collect();
                (format!("{}/{}", start.unwrap_or_default(), end.unwrap_or_default()), used)
            }
        };
        match time.parse::<Edtf>() {
            Ok(_) => (Some(time), used),
            Err(_) => {
                self.leave_out("times that are no dates, or end before they begin; they are kept as qualifiers");
                (None, Vec::new())
            }
        }
    }

    /// What else is said of a link.
    fn qualifiers(&mut self, entity: &Entity, link: &Link, used: &[&str]) -> Qualifiers {
        let mut qualifiers = Vec::new();
        for property in entity.properties.keys().map(String::as_str) {
            self.unreadable(entity, property);
            if !is_fact(entity, Some(link), property) || used.contains(&property) {
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
