//! Terms: variables, names, keys, literals and relatives, each read as what can stand at its place.

use super::group::Shared;
use super::lookup::constant_text;
use super::tree::{Named, Relative, Sort, Term, VariableId};
use super::{Resolver, ambiguous_name};
use crate::answer::DocumentRef;
use crate::edtf::{self, Edtf};
use crate::problem::{Mistake, Problem, QueryProblem};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Atom, Group};
use crate::value::{KindId, Literal, ObjectType};
use crate::vocabulary::{Vocabulary, is_article, nearest};

/// The span of some atoms; they are never empty where it is asked for.
pub fn span_of(atoms: &[Spanned<Atom>]) -> Span {
    match (atoms.first(), atoms.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::default(),
    }
}

/// Whether the atoms have the form of one term.
pub fn is_term(atoms: &[Spanned<Atom>]) -> bool {
    let nodes: Vec<&Atom> = atoms.iter().map(|atom| &atom.node).collect();
    match nodes.as_slice() {
        [Atom::Variable(_) | Atom::Anything | Atom::Key(_) | Atom::Relative(_)] => true,
        [Atom::Variable(_), Atom::Relative(_)] => true,
        [Atom::Variable(_), Atom::Colon, kind @ ..] => !kind.is_empty() && kind.iter().all(|atom| is_name_part(atom)),
        [Atom::Quoted(_)] | [Atom::Quoted(_), Atom::OfKind(_)] => true,
        [name @ .., Atom::OfKind(_)] => !name.is_empty() && name.iter().all(|atom| is_name_part(atom)),
        name => !name.is_empty() && name.iter().all(|atom| is_name_part(atom)),
    }
}

/// Whether an atom can be part of a bare name: words, and numbers or dates among them.
fn is_name_part(atom: &Atom) -> bool {
    matches!(atom, Atom::Word(_) | Atom::Literal(_))
}

/// The text of an atom within a bare name.
fn name_part(atom: &Atom) -> String {
    match atom {
        Atom::Word(word) => word.clone(),
        Atom::Literal(literal) => literal.to_string(),
        _ => String::new(),
    }
}

/// Bare words as one text.
pub fn joined(atoms: &[Spanned<Atom>]) -> String {
    let parts: Vec<String> = atoms.iter().map(|atom| name_part(&atom.node)).collect();
    parts.join(" ")
}

/// The kind that bare words or a text in quotes name, with or without an article before it.
pub fn kind_of(atoms: &[Spanned<Atom>], vocabulary: &Vocabulary) -> Option<KindId> {
    let named = |atoms: &[Spanned<Atom>]| match atoms {
        [Spanned { node: Atom::Quoted(_), .. }] => vocabulary.kind_named(&constant_text(atoms)),
        words if words.iter().all(|atom| is_name_part(&atom.node)) => vocabulary.kind_named(&joined(words)),
        _ => None,
    };
    // The article may be a part of the name.
    named(atoms).or_else(|| named(without_article(atoms)))
}

/// Whether a word says of which kind something is: `is envoy`, `were envoys`.
pub fn is_form_of_be(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "is" | "are" | "was" | "were")
}

fn without_article(atoms: &[Spanned<Atom>]) -> &[Spanned<Atom>] {
    match atoms {
        [Spanned { node: Atom::Word(article), .. }, rest @ ..] if !rest.is_empty() && is_article(article) => rest,
        all => all,
    }
}

impl Resolver<'_> {
    /// Reads a term at a place that takes values of `sort`; `of` names the predicate or comparison in messages.
    pub(super) fn term(&mut self, atoms: &[Spanned<Atom>], sort: Sort, of: &str) -> Result<Term, Mistake> {
        let span = span_of(atoms);
        match atoms {
            [Spanned { node: Atom::Variable(name), .. }] => Ok(Term::Variable(self.variable(name, sort, span)?)),
            [Spanned { node: Atom::Anything, .. }] => Ok(Term::Anything),
            [Spanned { node: Atom::Relative(group), .. }] => {
                self.wants(sort, Sort::Entity, of, span)?;
                let variable = self.fresh(None, Sort::Entity, span);
                self.relative(variable, group)
            }
            [Spanned { node: Atom::Variable(name), span: at }, Spanned { node: Atom::Relative(group), .. }] => {
                self.wants(sort, Sort::Entity, of, span)?;
                let variable = self.variable(name, Sort::Entity, *at)?;
                self.relative(variable, group)
            }
            [Spanned { node: Atom::Variable(name), span: at }, Spanned { node: Atom::Colon, .. }, kind @ ..] => {
                self.wants(sort, Sort::Entity, of, span)?;
                let variable = self.variable(name, Sort::Entity, *at)?;
                let kind = Some(self.kind(kind)?);
                Ok(Term::Relative(Box::new(Relative { variable, kind, body: Default::default() })))
            }
            [Spanned { node: Atom::Key(key), .. }] if sort == Sort::Document => {
                self.document_of(key, span, true).map(Term::Document)
            }
            [Spanned { node: Atom::Key(key), .. }] => {
                self.wants(sort, Sort::Entity, of, span)?;
                self.keyed(key, span).map(Term::Entity)
            }
            _ => self.constant(atoms, sort, of),
        }
    }

    /// A name or literal, read as what can stand there.
    fn constant(&mut self, atoms: &[Spanned<Atom>], sort: Sort, of: &str) -> Result<Term, Mistake> {
        if !is_term(atoms) {
            return Err(Mistake::new(span_of(atoms), QueryProblem::NotOneTerm));
        }
        match sort {
            Sort::Entity => self.name(atoms, of).map(Term::Entity),
            Sort::Kind => self.kind(atoms).map(Term::Kind),
            Sort::Document => self.document(atoms).map(Term::Document),
            Sort::Literal(object_type) => literal(atoms, object_type, of).map(Term::Literal),
            Sort::When => match time(atoms) {
                Ok(date) => Ok(Term::Literal(Literal::Date(date))),
                Err(_) => literal(atoms, ObjectType::Text, of).map(Term::Literal),
            },
        }
    }

    fn wants(&self, wanted: Sort, found: Sort, of: &str, span: Span) -> Result<(), Mistake> {
        match wanted == found {
            true => Ok(()),
            false => Err(wrong_type(of, wanted.words(), found.words(), span)),
        }
    }

    /// The kind of that name, plural or phrase; an article before it is skipped.
    pub(super) fn kind(&self, atoms: &[Spanned<Atom>]) -> Result<KindId, Mistake> {
        kind_of(atoms, self.vocabulary()).ok_or_else(|| {
            let words = without_article(atoms);
            let text = constant_text(words);
            let nearest = nearest(&text, self.vocabulary().kind_words());
            Mistake::new(span_of(words), QueryProblem::UnknownKind { words: text, nearest })
        })
    }

    /// The one entity that answers to a name.
    fn name(&self, atoms: &[Spanned<Atom>], of: &str) -> Result<Named, Mistake> {
        let (name, kind) = match atoms {
            [name @ .., Spanned { node: Atom::OfKind(words), span }] => (name, Some((words.join(" "), *span))),
            name => (name, None),
        };
        let text = match name {
            [Spanned { node: Atom::Quoted(text), .. }] => text.clone(),
            [Spanned { node: Atom::Literal(literal), span }] => {
                let found = Sort::of_objects(literal.object_type());
                return Err(wrong_type(of, Sort::Entity.words(), found.words(), *span));
            }
            words => joined(words),
        };
        let kind = kind.map(|(words, span)| self.kind_of_words(&words, span)).transpose()?;
        self.named(&text, kind, span_of(name))
    }

    fn kind_of_words(&self, words: &str, span: Span) -> Result<KindId, Mistake> {
        self.vocabulary().kind_named(words).ok_or_else(|| {
            let nearest = nearest(words, self.vocabulary().kind_words());
            Mistake::new(span, QueryProblem::UnknownKind { words: words.to_owned(), nearest })
        })
    }

    fn named(&self, name: &str, kind: Option<KindId>, span: Span) -> Result<Named, Mistake> {
        let names = self.context.names;
        let mut found = names.named(name).map_err(at(span))?;
        if let Some(kind) = kind {
            let (of_kind, others): (Vec<Named>, Vec<Named>) =
                found.into_iter().partition(|named| self.is_of(named, kind));
            if of_kind.is_empty() && !others.is_empty() {
                return Err(Mistake::new(span, self.not_of_kind(name, kind, &others)));
            }
            found = of_kind;
        }
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(last), false) => {
                found.push(last);
                Err(Mistake::new(span, ambiguous_name(name, &found, self.vocabulary())))
            }
            (None, _) => {
                let nearest = names.near_name(name).map_err(at(span))?;
                let kind = kind.map(|kind| self.vocabulary().kind(kind).name.clone());
                let name = name.to_owned();
                Err(Mistake::new(span, QueryProblem::UnknownName { name, kind, nearest, whole: None }))
            }
        }
    }

    /// The one document with that key or title.
    fn document(&self, atoms: &[Spanned<Atom>]) -> Result<DocumentRef, Mistake> {
        let text = match atoms {
            [Spanned { node: Atom::Quoted(text), .. }] => text.clone(),
            words => joined(words),
        };
        self.document_of(&text, span_of(atoms), false)
    }

    fn document_of(&self, text: &str, span: Span, by_key: bool) -> Result<DocumentRef, Mistake> {
        let mut found = self.context.names.documents(text, by_key).map_err(at(span))?;
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(last), false) => {
                found.push(last);
                let readings = found.iter().map(|document| format!("@{}", document.key)).collect();
                let name = text.to_owned();
                Err(Mistake::new(span, QueryProblem::AmbiguousName { name, readings, by_kind: false }))
            }
            (None, _) => {
                let nearest = self.context.names.near_document(text).map_err(at(span))?;
                Err(Mistake::new(span, QueryProblem::UnknownDocument { text: text.to_owned(), nearest }))
            }
        }
    }

    pub(super) fn is_of(&self, named: &Named, kind: KindId) -> bool {
        named.kinds.iter().any(|of| self.vocabulary().is_within(*of, kind))
    }

    fn not_of_kind(&self, name: &str, kind: KindId, others: &[Named]) -> QueryProblem {
        let kind_name = |kind: &KindId| self.vocabulary().kind(*kind).name.clone();
        let mut has: Vec<String> = others.iter().flat_map(|other| other.kinds.iter().map(kind_name)).collect();
        has.sort();
        has.dedup();
        QueryProblem::NotOfKind { name: name.to_owned(), kind: kind_name(&kind), has }
    }

    fn keyed(&self, key: &str, span: Span) -> Result<Named, Mistake> {
        let names = self.context.names;
        match names.keyed(key).map_err(at(span))? {
            Some(named) => Ok(named),
            None => {
                let nearest = names.near_key(key).map_err(at(span))?;
                let nearest = nearest.into_iter().map(|key| format!("@{key}")).collect();
                Err(Mistake::new(span, QueryProblem::UnknownKey { key: key.to_owned(), nearest }))
            }
        }
    }

    /// `[meeting held in UAE]`: the words of a kind, if the first pattern begins with one, then patterns of which the
    /// variable is the subject.
    fn relative(&mut self, variable: VariableId, group: &Group) -> Result<Term, Mistake> {
        let mut first_error = None;
        for length in self.leading_kinds(group) {
            let before = self.scope.clone();
            match self.relative_of_kind(variable, group, length) {
                Ok(relative) => return Ok(Term::Relative(Box::new(relative))),
                Err(mistake) => first_error = first_error.or(Some(mistake)),
            }
            self.scope = before;
        }
        match self.relative_of_kind(variable, group, 0) {
            Ok(relative) => Ok(Term::Relative(Box::new(relative))),
            Err(mistake) => Err(first_error.unwrap_or_else(|| self.of_no_kind(mistake, group))),
        }
    }

    /// Where a relative begins with no kind and fails at its first words, these may be meant as one.
    fn of_no_kind(&self, mistake: Mistake, group: &Group) -> Mistake {
        let words = match &mistake.problem {
            Problem::Query(
                QueryProblem::UnknownName { name: words, .. } | QueryProblem::UnknownPredicate { words, .. },
            ) => words.clone(),
            _ => return mistake,
        };
        let nearest = nearest(&words, self.vocabulary().kind_words());
        match first_words(group).join(" ").starts_with(&words) && !nearest.is_empty() {
            true => Mistake::new(mistake.span, QueryProblem::UnknownKind { words, nearest }),
            false => mistake,
        }
    }

    /// How many words the kinds take that the group's first pattern may begin with, the longest first.
    fn leading_kinds(&self, group: &Group) -> Vec<usize> {
        let words = first_words(group);
        self.vocabulary().kinds_at(&words).into_iter().map(|found| found.length).collect()
    }

    fn relative_of_kind(&mut self, variable: VariableId, group: &Group, length: usize) -> Result<Relative, Mistake> {
        use crate::syntax::ast::Condition;
        let conditions = group.conditions.len();
        let mut group = group.clone();
        let mut kind = None;
        if length > 0
            && let Some(Spanned { node: Condition::Clause(clause), .. }) = group.conditions.first_mut()
        {
            let words: Vec<Spanned<Atom>> = clause.atoms.drain(..length).collect();
            kind = Some(self.kind(&words)?);
            if clause.atoms.is_empty() && clause.qualifiers.is_empty() && clause.modifiers.is_empty() {
                group.conditions.remove(0);
            }
        }
        // `[envoy and diplomat]`: the kind was a condition of its own.
        let is_of_kind = length > 0 && group.conditions.len() < conditions;
        let subject = Shared { term: Term::Variable(variable), is_of_kind };
        let body = self.group(&group, Some(&subject))?;
        Ok(Relative { variable, kind, body })
    }
}

/// The words that a group's first pattern begins with.
fn first_words(group: &Group) -> Vec<&str> {
    use crate::syntax::ast::Condition;
    match group.conditions.first() {
        Some(Spanned { node: Condition::Clause(clause), .. }) => leading_words(&clause.atoms),
        _ => Vec::new(),
    }
}

/// The bare words at the beginning of some atoms.
pub fn leading_words(atoms: &[Spanned<Atom>]) -> Vec<&str> {
    let words = atoms.iter().map_while(|atom| match &atom.node {
        Atom::Word(word) => Some(word.as_str()),
        _ => None,
    });
    words.collect()
}

/// Puts a store's problem at a place.
fn at(span: Span) -> impl Fn(Problem) -> Mistake {
    move |problem| Mistake { span, problem }
}

pub fn wrong_type(of: &str, wanted: &str, found: &str, span: Span) -> Mistake {
    let (of, wanted, found) = (of.to_owned(), wanted.to_owned(), found.to_owned());
    Mistake::new(span, QueryProblem::WrongType { of, wanted, found })
}

/// A literal of the type, as it is written: texts quoted or in bare words, the others in their own form.
fn literal(atoms: &[Spanned<Atom>], object_type: ObjectType, of: &str) -> Result<Literal, Mistake> {
    let span = span_of(atoms);
    let wanted = Sort::Literal(object_type).words();
    let fits = |literal: &Literal| literal.object_type() == object_type;
    match (object_type, atoms) {
        (ObjectType::Date, _) => time(atoms).map(Literal::Date),
        (_, [Spanned { node: Atom::Literal(literal), .. }]) if fits(literal) => Ok(literal.clone()),
        (ObjectType::Text, [Spanned { node: Atom::Quoted(text), .. }]) => Ok(Literal::Text(text.clone())),
        (ObjectType::Url, [Spanned { node: Atom::Quoted(text), .. }]) => Ok(Literal::Url(text.clone())),
        (ObjectType::Text, words) if words.iter().all(|atom| matches!(atom.node, Atom::Word(_))) => {
            Ok(Literal::Text(joined(words)))
        }
        (_, [Spanned { node: Atom::Literal(literal), .. }]) => {
            Err(wrong_type(of, wanted, Sort::Literal(literal.object_type()).words(), span))
        }
        (_, [Spanned { node: Atom::Quoted(_), .. }]) => Err(wrong_type(of, wanted, "a text in quotes", span)),
        _ => Err(wrong_type(of, wanted, "a name", span)),
    }
}

/// A time: a date, a year, an English date in words, or one of these in quotes.
pub fn time(atoms: &[Spanned<Atom>]) -> Result<Edtf, Mistake> {
    let parsed = match atoms {
        [Spanned { node: Atom::Literal(Literal::Date(date)), .. }] => Some(date.clone()),
        [Spanned { node: Atom::Quoted(text), .. }] => parse_time(text),
        words => parse_time(&joined(words)),
    };
    let text = match atoms {
        [Spanned { node: Atom::Quoted(text), .. }] => text.clone(),
        words => joined(words),
    };
    parsed.ok_or_else(|| Mistake::new(span_of(atoms), QueryProblem::NotATime { text }))
}

fn parse_time(text: &str) -> Option<Edtf> {
    let words: Vec<&str> = text.split(' ').collect();
    let english = edtf::from_english(&words).and_then(|date| date.parse().ok());
    english.or_else(|| text.parse().ok())
}
