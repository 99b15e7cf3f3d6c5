//! Entity and document records: new ones, and what further records add to known ones.

use super::Loader;
use super::item::Item;
use super::place::At;
use super::record;
use super::report::MatchedBy;
use crate::diagnostic::Result;
use crate::edtf::Edtf;
use crate::problem::LoadProblem;
use crate::store::write::{DocumentRow, FactRow, KnownDocument, ObjectId, Restated, sum};
use crate::value::{DocumentId, EntityId, KindId};

impl Loader<'_, '_> {
    /// Adds an entity, or what a further record says of it: aliases, kinds, and a description where it has none.
    pub(super) fn entity(&mut self, item: &Item<'_>, entity: &record::Entity) -> Result<()> {
        if !self.names_are_said(item, entity) {
            return Ok(());
        }
        let known = self.writer.entity(&entity.id)?;
        if self.needs_earlier_entity(item, entity, known.as_ref()) {
            return Ok(());
        }
        self.report.entities.count(known.as_ref().is_none_or(|known| known.retracted));
        let description = entity.description.as_deref();
        let id = match known {
            None => self.writer.add_entity(&entity.id, &entity.name, description)?,
            Some(known) if known.retracted => {
                self.writer.revive_entity(&known, &entity.name, description)?;
                known.id
            }
            Some(known) if known.name != entity.name && self.foreign => {
                self.writer.restate(Restated::Entity, known.id.0, known.added_by);
                self.writer.record_name(known.id, &entity.name, false)?;
                known.id
            }
            Some(known)
                if known.name != entity.name
                    && self.gives_way("entity", &entity.id, ("name", &known.name, &entity.name)) =>
            {
                self.writer.restate(Restated::Entity, known.id.0, known.added_by);
                self.writer.record_name(known.id, &entity.name, false)?;
                known.id
            }
            Some(known) if known.name != entity.name => {
                let problem =
                    LoadProblem::AnotherName { key: entity.id.clone(), known: known.name, name: entity.name.clone() };
                self.problems.add(item, &At::ROOT.member("name"), problem);
                return Ok(());
            }
            Some(known) => {
                self.writer.restate(Restated::Entity, known.id.0, known.added_by);
                match (&known.description, description) {
                    (None, Some(description)) => self.writer.describe_entity(known.id, description)?,
                    (Some(kept), Some(other)) if kept != other => {
                        self.gives_way("entity", &entity.id, ("description", kept, other));
                    }
                    _ => {}
                }
                known.id
            }
        };
        self.names.remember(&entity.id, id, MatchedBy::Key);
        for alias in &entity.aliases {
            self.writer.record_name(id, alias, false)?;
        }
        for kind in &entity.kinds {
            match self.pending_kinds.get_mut(kind) {
                Some(entities) => entities.push(id),
                None => _ = self.pending_kinds.insert(kind.clone(), vec![id]),
            }
        }
        Ok(())
    }

    fn names_are_said(&mut self, item: &Item<'_>, entity: &record::Entity) -> bool {
        let root = At::ROOT;
        let mut said = self.is_said(item, &root.member("id"), &entity.id, "a key")
            & self.is_said(item, &root.member("name"), &entity.name, "a name");
        for (list, words, what) in [("aliases", &entity.aliases, "a name"), ("kinds", &entity.kinds, "a kind's name")] {
            let list = root.member(list);
            for (index, word) in words.iter().enumerate() {
                said &= self.is_said(item, &list.element(index), word, what);
            }
        }
        said
    }

    /// States the kinds that entity records gave, now that every vocabulary record was read.
    pub(super) fn state_pending_kinds(&mut self) -> Result<()> {
        for (word, entities) in std::mem::take(&mut self.pending_kinds) {
            let kind = match self.words.kind(&word) {
                Some(kind) => kind,
                // The next pass says where.
                None if self.options.strict => continue,
                None => self.declare_kind(&word)?,
            };
            entities.into_iter().try_for_each(|entity| self.state_kind(entity, kind))?;
        }
        Ok(())
    }

    /// Where kinds must be declared: finds those of an entity that are not.
    pub(super) fn check_kinds(&mut self, item: &Item<'_>, entity: &record::Entity) -> Result<()> {
        let root = At::ROOT;
        let kinds = root.member("kinds");
        for (index, kind) in entity.kinds.iter().enumerate() {
            self.kind(item, &kinds.element(index), kind)?;
        }
        Ok(())
    }

    /// States, without evidence, that an entity is of a kind.
    pub(super) fn state_kind(&mut self, entity: EntityId, kind: KindId) -> Result<()> {
        let row = FactRow { subject: entity, predicate: self.is, object: ObjectId::Kind(kind), time: None };
        if !self.record_fact(&row, &[], &[])? {
            self.kinds_put_off.push((entity, kind));
        }
        Ok(())
    }

    /// Adds a document, or what a further record says of it.
    pub(super) fn document(&mut self, item: &Item<'_>, document: &record::Document) -> Result<()> {
        let root = At::ROOT;
        let mut good = self.is_said(item, &root.member("id"), &document.id, "a key");
        for (field, date) in [("published", &document.published), ("retrieved", &document.retrieved)] {
            good &= self.is_date(item, &root.member(field), date.as_deref());
        }
        if !good {
            return Ok(());
        }
        let known = self.writer.document(&document.id)?;
        if self.needs_earlier_document(item, document, known.as_ref()) {
            return Ok(());
        }
        self.report.documents.count(known.as_ref().is_none_or(|known| known.retracted));
        let (id, row) = match known {
            None => (self.writer.add_document(&document.id)?, DocumentRow::default()),
            Some(KnownDocument { id, added_by, retracted, row }) => {
                self.writer.restate(Restated::Document, id.0, added_by);
                match retracted {
                    true => self.writer.revive_document(id).map(|()| (id, DocumentRow::default()))?,
                    false => (id, row),
                }
            }
        };
        let merged = self.merge_document(item, &row, document);
        if merged != row {
            self.writer.set_document(id, &merged)?;
        }
        self.document_text(item, id, &row, document)
    }

    /// What is known of a document, with what a record adds. When it was retrieved may differ: the first time stays.
    fn merge_document(&mut self, item: &Item<'_>, row: &DocumentRow, document: &record::Document) -> DocumentRow {
        let mut merged = row.clone();
        let fields = [
            ("title", &mut merged.title, &document.title),
            ("publisher", &mut merged.publisher, &document.publisher),
            ("url", &mut merged.url, &document.url),
            ("published", &mut merged.published, &document.published),
            ("language", &mut merged.language, &document.language),
            ("licence", &mut merged.licence, &document.licence),
        ];
        for (field, known, given) in fields {
            match (known.as_ref(), given) {
                (None, _) => *known = given.clone(),
                (Some(known), Some(given)) if known != given => {
                    if self.gives_way("document", &document.id, (field, known, given)) {
                        continue;
                    }
                    let (known, given) = (known.clone(), given.clone());
                    let problem = LoadProblem::DocumentDiffers { key: document.id.clone(), field, known, given };
                    self.problems.add(item, &At::ROOT.member(field), problem);
                }
                _ => {}
            }
        }
        merged.retrieved = row.retrieved.clone().or_else(|| document.retrieved.clone());
        merged
    }

    fn document_text(
        &mut self,
        item: &Item<'_>,
        id: DocumentId,
        row: &DocumentRow,
        document: &record::Document,
    ) -> Result<()> {
        match (&row.sha256, &document.text) {
            (None, Some(text)) => {
                self.writer.set_text(id, text)?;
                self.texts.forget(id);
                self.check_earlier_quotes(id)
            }
            (Some(known), Some(text)) if *known != sum(text) => {
                if self.gives_way("document", &document.id, ("text", known, &sum(text))) {
                    return Ok(());
                }
                self.problems.add(item, &At::ROOT.member("text"), LoadProblem::OtherText { key: document.id.clone() });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Checks the quotes that were recorded before the document's text was known.
    fn check_earlier_quotes(&mut self, id: DocumentId) -> Result<()> {
        for unchecked in self.writer.unchecked_quotes(id)? {
            let Some(text) = self.texts.get(self.writer, id)? else { return Ok(()) };
            let found = text.find(&unchecked.quote, unchecked.prefix.as_deref(), unchecked.suffix.as_deref());
            self.writer.set_place(unchecked.evidence, &found.place)?;
        }
        Ok(())
    }

    fn is_date(&mut self, item: &Item<'_>, at: &At<'_>, date: Option<&str>) -> bool {
        match date.map(str::parse::<Edtf>) {
            Some(Err(error)) => {
                self.problems.add(item, at, LoadProblem::NotADate { text: date.unwrap_or_default().to_owned(), error });
                false
            }
            _ => true,
        }
    }

    /// Whether a text has anything in it but white space; a problem where not.
    pub(super) fn is_said(&mut self, item: &Item<'_>, at: &At<'_>, text: &str, what: &'static str) -> bool {
        let said = !text.trim().is_empty();
        if !said {
            self.problems.add(item, at, LoadProblem::Blank { what });
        }
        said
    }
}
