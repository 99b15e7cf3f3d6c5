//! The canonical form: a resolved query as a `find` or `whether` in the language's own words.

mod expression;
mod path;
mod relation;
mod scope;

use super::Context;
use super::term::leading_words;
use super::tree::{
    Condition, Form, Group, Named, Path, Pattern, Relation, Relative, Resolved, Scope, Term, Variable, VariableId, View,
};
use super::tree::{Find, Recorded};
use crate::problem::Problem;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Atom};
use crate::syntax::{is_bare_word, is_literal};
use crate::value::{KindId, Literal};

/// The query that says what was resolved: predicates by their names, entities by names that are theirs alone.
///
/// # Errors
/// Where the store cannot be read.
pub fn canonical(resolved: &Resolved, context: Context<'_>) -> Result<ast::Query, Problem> {
    let writer = Writer { variables: &resolved.variables, context };
    Ok(match &resolved.form {
        Form::Whether => ast::Query::Whether(ast::Whether {
            body: writer.group(&resolved.body, Said::default())?,
            view: view(&resolved.view),
            with_sources: resolved.with_sources,
        }),
        Form::Find(find) => ast::Query::Find(writer.find(resolved, find)?),
    })
}

fn view(view: &View) -> ast::View {
    let time = |date: &crate::edtf::Edtf| vec![literal(&Literal::Date(date.clone()))];
    let recorded = view.recorded.as_ref().map(|recorded| match recorded {
        Recorded::Load(load) => ast::Recorded::Load(*load),
        Recorded::Time { written, .. } => ast::Recorded::Time(time(written)),
    });
    ast::View { valid: view.valid.as_ref().map(time).map(spanless), recorded: recorded.map(spanless) }
}

/// A single pattern in canonical form.
pub fn pattern_text(pattern: &Pattern, variables: &[Variable], context: Context<'_>) -> Result<String, Problem> {
    let clause = Writer { variables, context }.clause(pattern, Said::default())?;
    Ok(clause.to_string())
}

/// A property path in canonical form.
pub fn path_text(path: &Path, context: Context<'_>) -> String {
    let atoms = Writer { variables: &[], context }.path(path);
    ast::Clause { atoms, ..ast::Clause::default() }.to_string()
}

/// Some conditions in canonical form.
pub fn group_text(group: &Group, variables: &[Variable], context: Context<'_>) -> Result<String, Problem> {
    Ok(Writer { variables, context }.group(group, Said::default())?.to_string())
}

struct Writer<'a> {
    variables: &'a [Variable],
    context: Context<'a>,
}

/// What a pattern without a subject would be said of: the subject of the pattern before it.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    of: Option<VariableId>,
    /// What the relative around the pattern stands for.
    relative: Option<VariableId>,
}

impl Said {
    fn behind(self, condition: &Condition) -> Self {
        let of = match condition {
            Condition::Pattern(pattern) => match &pattern.subject {
                Term::Variable(variable) => Some(*variable),
                Term::Relative(relative) => Some(relative.variable),
                Term::Anything => self.of,
                Term::Entity(_) | Term::Kind(_) | Term::Document(_) | Term::Literal(_) => None,
            },
            Condition::Relative(relative) => Some(relative.variable),
            Condition::Not(_)
            | Condition::Optional(_)
            | Condition::Or(_)
            | Condition::Filter(_)
            | Condition::Subquery(_) => self.of,
        };
        Said { of, ..self }
    }
}

fn spanless<T>(node: T) -> Spanned<T> {
    Spanned::new(node, Span::default())
}

fn word(text: &str) -> Spanned<Atom> {
    spanless(Atom::Word(text.to_owned()))
}

impl Writer<'_> {
    fn find(&self, resolved: &Resolved, find: &Find) -> Result<ast::Find, Problem> {
        let outputs = find.outputs.iter().map(|output| self.output(output));
        let order = find.order.iter().map(|key| self.order_key(key, &find.outputs));
        Ok(ast::Find {
            outputs: outputs.collect::<Result<_, _>>()?,
            body: self.group(&resolved.body, Said::default())?,
            view: view(&resolved.view),
            having: self.having(find)?,
            order: order.collect::<Result<_, _>>()?,
            unordered: find.unordered,
            limit: find.limit,
            offset: find.offset,
            with_sources: resolved.with_sources,
        })
    }

    /// The variable's name; one that stands for a relative has none, and is only ever written as the relative.
    fn variable_name(&self, variable: VariableId) -> String {
        self.variables[variable.0].name.clone().unwrap_or_else(|| format!("_{}", variable.0))
    }

    /// A group that is said of `said` at its beginning.
    fn group(&self, group: &Group, said: Said) -> Result<ast::Group, Problem> {
        let mut said = said;
        let mut conditions = Vec::with_capacity(group.conditions.len());
        for condition in &group.conditions {
            conditions.push(spanless(self.condition(condition, said)?));
            said = said.behind(condition);
        }
        Ok(ast::Group { conditions })
    }

    fn condition(&self, condition: &Condition, said: Said) -> Result<ast::Condition, Problem> {
        Ok(match condition {
            Condition::Pattern(pattern) => ast::Condition::Clause(self.clause(pattern, said)?),
            Condition::Relative(relative) => {
                let atoms = self.relative(relative)?;
                ast::Condition::Clause(ast::Clause { atoms, ..ast::Clause::default() })
            }
            Condition::Not(group) => ast::Condition::Not(self.group(group, said)?),
            Condition::Or(branches) => ast::Condition::Or(self.branches(branches, said)?),
            Condition::Optional(group) => ast::Condition::Optional(self.group(group, said)?),
            Condition::Filter(filter) => ast::Condition::Filter(self.filter(filter, &[])?),
            Condition::Subquery(subquery) => {
                let writer = Writer { variables: &subquery.query.variables, context: self.context };
                match &subquery.query.form {
                    Form::Find(find) => ast::Condition::Subquery(Box::new(writer.find(&subquery.query, find)?)),
                    // Resolving makes a subquery of a `find` only.
                    Form::Whether => ast::Condition::Or(Vec::new()),
                }
            }
        })
    }

    /// Alternatives; where each only says a kind of one and the same thing, the first alone names it.
    fn branches(&self, branches: &[Group], said: Said) -> Result<Vec<ast::Group>, Problem> {
        let mut said = said;
        let mut written = Vec::with_capacity(branches.len());
        for branch in branches {
            written.push(self.group(branch, said)?);
            said = branch.conditions.last().map_or(said, |last| said.behind(last));
        }
        let subjects: Option<Vec<VariableId>> = branches.iter().map(only_kind_of).collect();
        if subjects.is_some_and(|subjects| subjects.windows(2).all(|pair| pair[0] == pair[1])) {
            for branch in &mut written[1..] {
                if let Some(Spanned { node: ast::Condition::Clause(clause), .. }) = branch.conditions.first_mut() {
                    let is = clause.atoms.iter().position(|atom| atom.node == Atom::Word("is".to_owned()));
                    let behind = is.map_or(0, |at| at + 1);
                    // Alone, what is in quotes is rather a predicate.
                    if matches!(clause.atoms.get(behind), Some(Spanned { node: Atom::Word(_), .. })) {
                        clause.atoms.drain(..behind);
                    }
                }
            }
        }
        Ok(written)
    }

    fn clause(&self, pattern: &Pattern, said: Said) -> Result<ast::Clause, Problem> {
        match pattern.subject {
            Term::Variable(id) if self.is_left_out(id, said) => self.predicated(pattern, Vec::new()),
            // What has no name can only be said of something in brackets: `[is envoy]`.
            Term::Variable(id) if self.variables[id.0].name.is_none() => {
                let conditions = vec![spanless(ast::Condition::Clause(self.predicated(pattern, Vec::new())?))];
                let atoms = vec![spanless(Atom::Relative(ast::Group { conditions }))];
                Ok(ast::Clause { atoms, ..ast::Clause::default() })
            }
            _ => self.predicated(pattern, self.term(&pattern.subject)?),
        }
    }

    /// What a pattern says, behind the atoms of its subject.
    fn predicated(&self, pattern: &Pattern, subject: Vec<Spanned<Atom>>) -> Result<ast::Clause, Problem> {
        let mut atoms = subject;
        let tail = self.tail(&pattern.scope)?;
        atoms.extend(self.related(pattern, &atoms, &tail)?);
        atoms.extend(tail);
        let qualifiers = pattern.qualifiers.iter().map(|qualifier| self.qualifier(qualifier));
        Ok(ast::Clause {
            atoms,
            qualifiers: qualifiers.collect::<Result<_, _>>()?,
            modifiers: self.modifiers(&pattern.scope)?,
        })
    }

    /// A subject is left out where it is that of the pattern before, and either has no name or is what the relative
    /// around it stands for.
    fn is_left_out(&self, subject: VariableId, said: Said) -> bool {
        said.of == Some(subject) && (self.variables[subject.0].name.is_none() || said.relative == Some(subject))
    }

    fn qualifier(&self, qualifier: &super::tree::Qualifier) -> Result<ast::Qualifier, Problem> {
        let name = &self.context.vocabulary.predicate(qualifier.key).name;
        let bare = name.split(' ').all(is_bare_word);
        let key = if bare { name.split(' ').map(str::to_owned).collect() } else { vec![name.clone()] };
        Ok(ast::Qualifier { key: spanless(key), value: self.term(&qualifier.value)? })
    }

    fn term(&self, term: &Term) -> Result<Vec<Spanned<Atom>>, Problem> {
        Ok(match term {
            Term::Variable(id) => vec![spanless(Atom::Variable(self.variable_name(*id)))],
            Term::Anything => vec![spanless(Atom::Anything)],
            Term::Entity(named) => self.name(named)?,
            Term::Kind(kind) => words_or_quoted(&self.context.vocabulary.kind(*kind).name),
            Term::Document(document) => vec![spanless(Atom::Key(document.key.clone()))],
            Term::Literal(value) => vec![literal(value)],
            Term::Relative(relative) => self.relative(relative)?,
        })
    }

    fn relative(&self, relative: &Relative) -> Result<Vec<Spanned<Atom>>, Problem> {
        let name = self.variables[relative.variable.0].name.clone();
        let variable = Some(relative.variable);
        let mut body = self.group(&relative.body, Said { of: variable, relative: variable })?;
        if let Some(kind) = relative.kind {
            let words = words_or_quoted(&self.context.vocabulary.kind(kind).name);
            let is_bare = leading_words(&words).len() == words.len();
            if let (Some(name), true, true) = (&name, body.conditions.is_empty(), is_bare) {
                let variable = [spanless(Atom::Variable(name.clone())), spanless(Atom::Colon)];
                return Ok(variable.into_iter().chain(words).collect());
            }
            match body.conditions.first_mut() {
                Some(Spanned { node: ast::Condition::Clause(clause), .. })
                    if is_bare && !self.is_longer_kind(&words, clause) =>
                {
                    clause.atoms.splice(0..0, words);
                }
                _ => {
                    // Only bare words can begin what is said of something.
                    let is = (!is_bare).then(|| word("is"));
                    let clause = ast::Clause { atoms: is.into_iter().chain(words).collect(), ..ast::Clause::default() };
                    body.conditions.insert(0, spanless(ast::Condition::Clause(clause)));
                }
            }
        }
        let variable = name.map(|name| spanless(Atom::Variable(name)));
        Ok(variable.into_iter().chain([spanless(Atom::Relative(body))]).collect())
    }

    /// Whether a kind's words with those of a clause behind them are another kind.
    fn is_longer_kind(&self, kind: &[Spanned<Atom>], clause: &ast::Clause) -> bool {
        let atoms = [kind, &clause.atoms].concat();
        let kinds = self.context.vocabulary.kinds_at(&leading_words(&atoms));
        kinds.first().is_some_and(|longest| longest.length > kind.len())
    }

    /// A name that only this entity answers to: bare where no word of it could be read as something else, otherwise
    /// in quotes; the key where several answer to it.
    fn name(&self, named: &Named) -> Result<Vec<Spanned<Atom>>, Problem> {
        let found = self.context.names.named(&named.name)?;
        let own = |candidates: &[&Named]| matches!(candidates, [only] if only.id == named.id);
        if own(&found.iter().collect::<Vec<_>>()) {
            return Ok(match self.is_plain(&named.name) {
                true => named.name.split(' ').map(word).collect(),
                false => vec![spanless(Atom::Quoted(named.name.clone()))],
            });
        }
        for kind in &named.kinds {
            let of_kind: Vec<&Named> = found.iter().filter(|other| self.is_of(other, *kind)).collect();
            let name = &self.context.vocabulary.kind(*kind).name;
            if own(&of_kind) && name.split(' ').all(is_bare_word) {
                let words = name.split(' ').map(str::to_owned).collect();
                return Ok(vec![spanless(Atom::Quoted(named.name.clone())), spanless(Atom::OfKind(words))]);
            }
        }
        Ok(vec![spanless(Atom::Key(named.key.clone()))])
    }

    fn is_of(&self, named: &Named, kind: KindId) -> bool {
        named.kinds.iter().any(|of| self.context.vocabulary.is_within(*of, kind))
    }

    /// Whether a name's words can stand bare: each is one that reads back as itself, and together with the words of a
    /// predicate before or behind them they make no other predicate.
    fn is_plain(&self, name: &str) -> bool {
        let words: Vec<&str> = name.split(' ').collect();
        let bare = |word: &&str| is_bare_word(word) && !RESERVED.contains(&word.to_lowercase().as_str());
        words.iter().all(bare)
            && (0..words.len()).all(|at| self.context.vocabulary.predicates_at(&words[at..]).is_empty())
            && !self.context.vocabulary.has_phrase_meeting(&words)
    }
}

/// Words that may begin something else than a name; within one they are quoted.
const RESERVED: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "at",
    "when",
    "known",
    "as",
    "in",
    "on",
    "during",
    "before",
    "after",
    "since",
    "until",
    "throughout",
    "between",
    "within",
    "surely",
    "from",
    "quoting",
    "disputed",
    "confidence",
    "contains",
    "starts",
    "matches",
    "define",
    "source",
    "into",
    "because",
];

/// A literal as an atom that reads back; texts, and dates such as `/2026` that would not read back, in quotes.
pub fn literal(value: &Literal) -> Spanned<Atom> {
    let text = match value {
        Literal::Text(text) | Literal::Url(text) => Some(text.as_str()),
        Literal::Date(date) => Some(date.as_str()).filter(|text| !is_literal(text)),
        Literal::Integer(_) | Literal::Decimal(_) | Literal::Boolean(_) => None,
    };
    spanless(text.map_or_else(|| Atom::Literal(value.clone()), |text| Atom::Quoted(text.to_owned())))
}

/// The variable of which a group says nothing but one kind.
fn only_kind_of(group: &Group) -> Option<VariableId> {
    match group.conditions.as_slice() {
        [Condition::Pattern(pattern)] => match pattern.as_ref() {
            Pattern {
                subject: Term::Variable(variable), relation: Relation::Is, object: Term::Kind(_), scope, ..
            } if *scope == Scope::default() && pattern.qualifiers.is_empty() => Some(*variable),
            _ => None,
        },
        _ => None,
    }
}

/// A phrase in bare words, or in quotes where a word of it is none.
pub fn words_or_quoted(phrase: &str) -> Vec<Spanned<Atom>> {
    match phrase.split(' ').all(is_bare_word) {
        true => phrase.split(' ').map(word).collect(),
        false => vec![spanless(Atom::Quoted(phrase.to_owned()))],
    }
}
