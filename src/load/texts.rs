//! The texts of documents, kept at hand while facts quote them.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use crate::diagnostic::Result;
use crate::quotes::Text;
use crate::store::write::Writer;
use crate::value::DocumentId;

/// How much memory the texts take that are kept at hand, about, in bytes.
const KEPT: usize = 96 << 20;

/// How much a document without a text takes, about, in bytes.
const WITHOUT_TEXT: usize = 200;

/// The texts of the documents that were quoted last. A document's facts mostly stand together; where they do not, those
/// stay that were used last.
#[derive(Default)]
pub(super) struct Texts {
    texts: HashMap<DocumentId, Kept>,
    /// The documents in the order in which they were used last.
    order: BTreeMap<u64, DocumentId>,
    uses: u64,
    size: usize,
    last: Option<(DocumentId, Option<Rc<Text>>)>,
}

struct Kept {
    text: Option<Rc<Text>>,
    used: u64,
}

impl Kept {
    fn size(&self) -> usize {
        WITHOUT_TEXT + self.text.as_ref().map_or(0, |text| text.size())
    }
}

impl Texts {
    /// The text of a document, ready for quotes.
    pub(super) fn get(&mut self, writer: &Writer<'_>, document: DocumentId) -> Result<Option<Rc<Text>>> {
        if let Some((last, text)) = &self.last
            && *last == document
        {
            return Ok(text.clone());
        }
        self.uses += 1;
        let text = match self.texts.get_mut(&document) {
            Some(kept) => {
                self.order.remove(&kept.used);
                kept.used = self.uses;
                kept.text.clone()
            }
            None => {
                let text = writer.text(document)?.map(|text| Rc::new(Text::new(text)));
                self.keep(document, Kept { text: text.clone(), used: self.uses });
                text
            }
        };
        self.order.insert(self.uses, document);
        self.last = Some((document, text.clone()));
        Ok(text)
    }

    /// Forgets a document, whose text is another now.
    pub(super) fn forget(&mut self, document: DocumentId) {
        self.last = None;
        if let Some(kept) = self.texts.remove(&document) {
            self.order.remove(&kept.used);
            self.size -= kept.size();
        }
    }

    /// Keeps a text, and lets those go that were not used for the longest time, as far as it needs their room.
    fn keep(&mut self, document: DocumentId, kept: Kept) {
        let size = kept.size();
        while self.size + size > KEPT
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.size -= self.texts.remove(&oldest).map_or(0, |gone| gone.size());
        }
        self.size += size;
        self.texts.insert(document, kept);
    }
}
