//! The documents that a report cites.

use std::collections::BTreeMap;

use super::table::{Row, Shown, Table};
use crate::answer::DocumentRef;
use crate::edtf::Edtf;
use crate::render::{Cell, Holds, Sheet};
use crate::value::DocumentId;

/// The id of their list in the page.
pub(super) const ID: &str = "documents";

/// The documents that were cited, and how often.
#[derive(Debug, Default)]
pub(super) struct Documents {
    cited: BTreeMap<DocumentId, (DocumentRef, usize)>,
}

impl Documents {
    /// Cites a document: where in the page it is listed.
    pub fn cite(&mut self, document: &DocumentRef) -> String {
        let entry = self.cited.entry(document.id).or_insert_with(|| (document.clone(), 0));
        entry.1 += 1;
        format!("document-{}", document.id.0)
    }

    pub fn count(&self) -> usize {
        self.cited.len()
    }

    /// All of them, the first published first.
    pub fn table(&self) -> Table {
        let mut documents: Vec<&(DocumentRef, usize)> = self.cited.values().collect();
        let day = |document: &DocumentRef| published(document).map_or(i64::MAX, |date| date.first_day);
        documents.sort_by_key(|(document, _)| (day(document), document.label().to_owned(), document.id.0));
        let columns = [
            ("document", Holds::Named),
            ("publisher", Holds::Text),
            ("published", Holds::Date),
            ("passages here", Holds::Number),
        ];
        let mut sheet = Sheet::new(&columns);
        for (document, count) in &documents {
            let date = match published(document) {
                Some(date) => Cell::Date(date),
                None => Cell::text_or_nothing(document.published.as_deref()),
            };
            sheet.rows.push(vec![
                Cell::Named { name: document.label(), key: &document.key },
                Cell::text_or_nothing(document.publisher.as_deref()),
                date,
                Cell::count(Some(*count)),
            ]);
        }
        let mut table = Table::of(ID.to_owned(), "Documents".to_owned(), &sheet, Vec::new(), false);
        for (row, (document, _)) in table.rows.iter_mut().zip(&documents) {
            link(row, document);
        }
        table
    }
}

fn link(row: &mut Row, document: &DocumentRef) {
    row.id = Some(format!("document-{}", document.id.0));
    if let Some(title) = row.cells.first_mut() {
        *title = Shown::linked(document.label(), document.url.as_deref());
    }
}

fn published(document: &DocumentRef) -> Option<Edtf> {
    document.published.as_ref()?.parse().ok()
}
