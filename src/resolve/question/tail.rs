//! What narrows a verb phrase behind it: times, who says so and where, how surely, qualifiers.

use super::coordination::{Nouns, with_objects};
use super::noun::Noun;
use super::relative::name_of;
use super::{Draft, MOST_READINGS, Part, Piece, Reader, What, both};
use crate::problem::{Mistake, QueryProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Clause, Comparator, Condition, Group, Modifier, Qualifier};
use crate::value::{Literal, Modality};

/// What is said of a subject, its object and what narrows it apart.
#[derive(Debug, Clone)]
pub(super) struct Predication {
    /// Empty where it is what the group is said of.
    pub subject: Vec<Spanned<Atom>>,
    pub relation: Vec<Spanned<Atom>>,
    /// What an adverb before the verb comes to.
    pub modifiers: Vec<Spanned<Modifier>>,
    pub negated: bool,
}

/// What narrows a clause, and what is said of the variables that it asks for.
#[derive(Debug, Clone, Default)]
pub(super) struct Narrowed {
    pub atoms: Vec<Spanned<Atom>>,
    pub qualifiers: Vec<Qualifier>,
    pub modifiers: Vec<Spanned<Modifier>>,
    pub draft: Draft,
}

impl Narrowed {
    pub(super) fn and(&self, other: &Narrowed) -> Narrowed {
        Narrowed {
            atoms: self.atoms.iter().chain(&other.atoms).cloned().collect(),
            qualifiers: self.qualifiers.iter().chain(&other.qualifiers).cloned().collect(),
            modifiers: self.modifiers.iter().chain(&other.modifiers).cloned().collect(),
            draft: both(&self.draft, &other.draft),
        }
    }

    pub(super) fn by(modifier: Spanned<Modifier>) -> Narrowed {
        Narrowed { modifiers: vec![modifier], ..Narrowed::default() }
    }

    pub(super) fn behind(atoms: Vec<Spanned<Atom>>) -> Narrowed {
        Narrowed { atoms, ..Narrowed::default() }
    }
}

impl Reader<'_> {
    /// What is said with its objects and everything behind it that narrows it; first with as much as possible, then with
    /// less.
    pub(super) fn narrowed(
        &self,
        said: &Predication,
        object: &Part<Nouns>,
        pieces: &[Piece],
        taken: &[String],
    ) -> Vec<Part<Draft>> {
        let before = self.said_before();
        let Some(said) = self.denied_there(said, &before) else { return Vec::new() };
        let taken: Vec<String> = taken.iter().chain(&object.value.first.draft.asked).cloned().collect();
        let mut found = Vec::new();
        for tail in self.tails(object.at, &taken) {
            let span = self.span(pieces.first().map_or(0, |piece| piece.start), tail.at);
            let narrowed = before.and(&tail.value);
            if let Some(value) = self.drafted(&said, &object.value, &narrowed, span, &taken) {
                found.push(Part { value, at: tail.at, pieces: [pieces, &tail.pieces].concat() });
            }
        }
        found
    }

    /// What somebody says not to be so is what that one denies; nothing where that is denied again.
    fn denied_there(&self, said: &Predication, before: &Narrowed) -> Option<Predication> {
        if !said.negated || !self.saying.get() || self.depth.get() > 0 {
            return Some(said.clone());
        }
        let again = before.modifiers.iter().any(|modifier| modifier.node == Modifier::Denied);
        let denied = said.modifiers.iter().cloned().chain([Spanned::new(Modifier::Denied, self.span)]).collect();
        (!again).then(|| Predication { negated: false, modifiers: denied, ..said.clone() })
    }

    /// What stands before the question and narrows the clause that is read.
    pub(super) fn said_before(&self) -> Narrowed {
        match self.depth.get() {
            0 => self.before.borrow().clone(),
            _ => Narrowed::default(),
        }
    }

    fn drafted(
        &self,
        said: &Predication,
        objects: &Nouns,
        narrowed: &Narrowed,
        span: Span,
        taken: &[String],
    ) -> Option<Draft> {
        let first = &objects.first;
        let Some(amount) = &first.amount else {
            let conditions = with_objects(said, objects, narrowed, span);
            return finished(conditions, &both(&first.draft, &narrowed.draft), said.negated, span);
        };
        if !narrowed.draft.asked.is_empty() {
            // What is asked for would be counted too.
            return None;
        }
        let (said, opening) = named(said, amount.at)?;
        let counted = narrowed.draft.with(with_objects(&said, objects, narrowed, span));
        let known: Vec<String> = taken.iter().cloned().chain(said.subject.first().and_then(name_of)).collect();
        let draft = self.amounted(amount, &counted, &first.draft.conditions, &known, said.negated, span)?;
        let conditions = opening.into_iter().chain(draft.conditions.iter().cloned()).collect();
        Some(draft.with(conditions))
    }

    /// Everything that narrows a clause from a place on: as much as possible, then less, at last nothing.
    pub(super) fn tails(&self, at: usize, taken: &[String]) -> Vec<Part<Narrowed>> {
        self.once(&self.tails_read, at, taken, || self.read_tails(at, taken))
    }

    fn read_tails(&self, at: usize, taken: &[String]) -> Vec<Part<Narrowed>> {
        let mut found = Vec::new();
        let start = at + usize::from(self.is_comma(at));
        for next in self.tail(start, taken) {
            let known: Vec<String> = taken.iter().chain(&next.value.draft.asked).cloned().collect();
            for rest in self.tails(next.at, &known) {
                let pieces = [next.pieces.as_slice(), &rest.pieces].concat();
                found.push(Part { value: next.value.and(&rest.value), at: rest.at, pieces });
            }
            if found.len() >= MOST_READINGS {
                break;
            }
        }
        found.push(Part { value: Narrowed::default(), at, pieces: Vec::new() });
        found.truncate(MOST_READINGS);
        found
    }

    /// One thing that narrows a clause: a time, who says so, where and how surely, a qualifier.
    fn tail(&self, at: usize, taken: &[String]) -> Vec<Part<Narrowed>> {
        let plain = |value: Narrowed, at: usize| Part { value, at, pieces: Vec::new() };
        let word = self.word(at).unwrap_or_default();
        let here = self.span(at, at + 1);
        if let Some(modality) = certainty(&word) {
            let modifier = Spanned::new(Modifier::AtLeast(modality), here);
            return vec![plain(Narrowed::by(modifier), at + 1)];
        }
        let timed = self.timed(at).into_iter();
        let mut found: Vec<_> = timed.map(|(atoms, end)| plain(Narrowed::behind(atoms), end)).collect();
        match word.as_str() {
            "denied" => found.push(plain(Narrowed::by(Spanned::new(Modifier::Denied, here)), at + 1)),
            "disputed" => found.push(plain(Narrowed::behind(vec![self.written_word("disputed", at)]), at + 1)),
            "quoting" if matches!(self.atoms.get(at + 1), Some(Spanned { node: Atom::Quoted(_), .. })) => {
                found.push(plain(Narrowed::behind(self.atoms[at..at + 2].to_vec()), at + 2));
            }
            "according" if self.is_word(at + 1, &["to"]) => found.extend(self.speakers(at, taken)),
            "from" | "in" => found.extend(self.documents(at, at + 1, taken)),
            "with" => found.extend(self.confidence(at)),
            _ => {}
        }
        found.extend(self.qualified(at, taken));
        found
    }

    /// `according to the Kremlin`, `according to whom`, `according to which document`.
    fn speakers(&self, at: usize, taken: &[String]) -> Vec<Part<Narrowed>> {
        let mut found = self.documents(at, at + 2, taken);
        if found.iter().any(|document| !document.value.draft.asked.is_empty()) {
            return found;
        }
        for speaker in self.nouns(at + 2, taken) {
            let modifier = Spanned::new(Modifier::AccordingTo(speaker.value.atoms), self.span(at, speaker.at));
            let value = Narrowed { draft: speaker.value.draft, ..Narrowed::by(modifier) };
            found.insert(0, Part { value, at: speaker.at, pieces: speaker.pieces });
        }
        found
    }

    /// `from @report`, `in the document "Envoys hold talks"`, `in which document`; its name stands at `start`. A bare
    /// name is a document's only where one has it.
    fn documents(&self, at: usize, start: usize, taken: &[String]) -> Vec<Part<Narrowed>> {
        let known = |name: &str| self.vocabulary.kind_named(name).is_some();
        let document = |at: usize| self.is_word(at, &["document", "documents"]) && !known("document");
        let from = self.written_word("from", at);
        if self.is_word(start, &["which", "what"]) && document(start + 1) {
            let name = super::variable_name("document", taken);
            let atoms = vec![from, Spanned::new(Atom::Variable(name.clone()), self.span(start, start + 2))];
            let value = Narrowed { draft: Draft::asking(&name), ..Narrowed::behind(atoms) };
            return vec![Part { value, at: start + 2, pieces: Vec::new() }];
        }
        let said = start + usize::from(self.is_article(start));
        let (named, start) = if document(said) { (true, said + 1) } else { (false, start) };
        if !named && !self.is_word(at, &["from"]) {
            return Vec::new();
        }
        let ends = self.document_names(start).into_iter();
        let behind = |end: usize| [std::slice::from_ref(&from), &self.atoms[start..end]].concat();
        ends.map(|end| Part { value: Narrowed::behind(behind(end)), at: end, pieces: Vec::new() }).collect()
    }

    /// Where the keys and titles of documents that begin at a place end, the longest first.
    fn document_names(&self, at: usize) -> Vec<usize> {
        let is_document =
            |text: &str, by_key: bool| self.names.documents(text, by_key).is_ok_and(|documents| !documents.is_empty());
        match self.atoms.get(at).map(|atom| &atom.node) {
            Some(Atom::Key(key)) if is_document(key, true) => vec![at + 1],
            Some(Atom::Key(key)) => {
                if self.names.keyed(key).is_ok_and(|named| named.is_none()) {
                    let nearest = self.names.near_document(key).unwrap_or_default();
                    let problem = QueryProblem::UnknownDocument { text: format!("@{key}"), nearest };
                    self.mistaken(at + 1, Mistake::new(self.span(at, at + 1), problem));
                }
                Vec::new()
            }
            Some(Atom::Quoted(text)) if is_document(text, false) => vec![at + 1],
            Some(Atom::Word(_)) => {
                let words = self.words(at);
                let lengths = (1..=words.len().min(super::noun::LONGEST_NAME)).rev();
                lengths.filter(|length| is_document(&words[..*length].join(" "), false)).map(|end| at + end).collect()
            }
            _ => Vec::new(),
        }
    }

    /// `with confidence above 0.8`, `with a confidence of at least 0.5`.
    fn confidence(&self, at: usize) -> Vec<Part<Narrowed>> {
        let at = at + 1 + usize::from(self.is_article(at + 1));
        if !self.is_word(at, &["confidence"]) {
            return Vec::new();
        }
        let start = at + 1 + usize::from(self.is_word(at + 1, &["of"]));
        let (comparator, number) = match (self.word(start).as_deref(), self.word(start + 1).as_deref()) {
            (Some("at"), Some("least")) => (Comparator::GreaterOrEqual, start + 2),
            (Some("at"), Some("most")) => (Comparator::LessOrEqual, start + 2),
            (Some("more" | "greater" | "higher"), Some("than")) => (Comparator::Greater, start + 2),
            (Some("less" | "lower"), Some("than")) => (Comparator::Less, start + 2),
            (Some("above" | "over"), _) => (Comparator::Greater, start + 1),
            (Some("below" | "under"), _) => (Comparator::Less, start + 1),
            _ => return Vec::new(),
        };
        let is_number = |atom: &&Spanned<Atom>| {
            matches!(atom.node, Atom::Literal(Literal::Integer(_) | Literal::Decimal(_)) | Atom::Parameter(_))
        };
        let number = self.atoms.get(number).filter(is_number).map(|atom| (atom.clone(), number + 1));
        let narrowed = number.map(|(atom, end)| {
            let modifier = Spanned::new(Modifier::Confidence(comparator, atom), self.span(at, end));
            Part { value: Narrowed::by(modifier), at: end, pieces: Vec::new() }
        });
        narrowed.into_iter().collect()
    }

    /// `for Ukraine`, `as observer`: a phrase of a predicate that facts are qualified by, and its value.
    fn qualified(&self, at: usize, taken: &[String]) -> Vec<Part<Narrowed>> {
        let mut found = Vec::new();
        for matched in self.vocabulary.predicates_at(&self.words(at)) {
            let predicate = self.vocabulary.predicate(matched.meaning.predicate);
            // An inflected phrase is the verb of what follows, and no qualifier.
            if !predicate.qualifies || matched.meaning.inverse || !matched.exact {
                continue;
            }
            let end = at + matched.length;
            let piece = Piece { start: at, end, what: What::Predicate { exact: true } };
            for value in self.stated_objects(matched.meaning, end, taken) {
                if !value.value.others.is_empty() || value.value.first.amount.is_some() {
                    continue;
                }
                let Noun { atoms, draft, .. } = value.value.first;
                let key = Spanned::new(vec![predicate.name.clone()], self.span(at, end));
                let qualifiers = vec![Qualifier { key, value: atoms }];
                let pieces = [&[piece], value.pieces.as_slice()].concat();
                let value = Part { value: Narrowed { qualifiers, draft, ..Narrowed::default() }, at: value.at, pieces };
                found.push(value);
            }
        }
        found
    }
}

/// The same of a subject that can stand in another query too: something that is only described gets a variable, and what
/// is said of it beside. Nothing where the subject is what a group is said of.
fn named(said: &Predication, at: usize) -> Option<(Predication, Option<Spanned<Condition>>)> {
    let (variable, described) = match said.subject.as_slice() {
        [] | [Spanned { node: Atom::Anything, .. }] => return None,
        [relative @ Spanned { node: Atom::Relative(_), span }] => {
            let variable = Spanned::new(Atom::Variable(format!("subject_{at}")), *span);
            (variable.clone(), vec![variable, relative.clone()])
        }
        [variable @ Spanned { node: Atom::Variable(_), .. }, _, ..] => (variable.clone(), said.subject.clone()),
        _ => return Some((said.clone(), None)),
    };
    let span = variable.span;
    let opening = Condition::Clause(Clause { atoms: described, ..Clause::default() });
    Some((Predication { subject: vec![variable], ..said.clone() }, Some(Spanned::new(opening, span))))
}

/// How certain an adverb says that something is at least.
pub(super) fn certainty(adverb: &str) -> Option<Modality> {
    match adverb {
        "certainly" => Some(Modality::Certain),
        "probably" => Some(Modality::Probable),
        "possibly" => Some(Modality::Possible),
        _ => None,
    }
}

/// What is said, and what is said of the variables that it asks for; negated, it can ask for none.
pub(super) fn finished(said: Vec<Spanned<Condition>>, draft: &Draft, negated: bool, span: Span) -> Option<Draft> {
    let conditions: Vec<Spanned<Condition>> = said.into_iter().chain(draft.conditions.iter().cloned()).collect();
    match negated {
        false => Some(draft.with(conditions)),
        true if draft.asked.is_empty() && draft.most.is_empty() => {
            let not = Condition::Not(Group { conditions });
            Some(draft.with(vec![Spanned::new(not, span)]))
        }
        true => None,
    }
}
