//! How many of something there are: `at least two meetings`, `every meeting`, `most meetings`.
//!
//! Things are counted in a query of their own in parentheses, so that each amount stands for itself: under `not`, within
//! `or`, in a relative clause. Fewer than two is not at least two, since what there is none of is no row to be counted.

use super::class::Class;
use super::mention::speaks_of;
use super::misunderstood::Wanted;
use super::noun::Noun;
use super::{Draft, MOST_READINGS, Part, Piece, Reader, What};
use crate::fold::fold_words;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Aggregate, AggregateFunction, Atom, Comparator, Condition, Expression, Filter, Find, Group, Output,
};
use crate::value::Literal;

/// Words of which a question has at least one where it counts or compares things.
const WEIGHING: [&str; 20] = [
    "not", "never", "least", "most", "more", "than", "exactly", "fewer", "less", "every", "each", "all", "except",
    "besides", "apart", "other", "no", "nobody", "nothing", "whose",
];

/// How many of the things that a noun stands for.
#[derive(Debug, Clone)]
pub(super) struct Amount {
    pub how: How,
    /// The variable of what is counted.
    pub variable: String,
    /// Where its words begin.
    pub at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// So many, more or fewer.
    Count(Comparator, i64),
    Every,
    /// More than anybody else.
    Most,
}

/// None of them.
pub(super) const NONE: How = How::Count(Comparator::Equal, 0);

/// Whether words count or compare things.
pub(super) fn weighs(atoms: &[Spanned<Atom>]) -> bool {
    atoms.iter().any(|atom| matches!(&atom.node, Atom::Word(word) if WEIGHING.contains(&fold_words(word).as_str())))
}

impl Reader<'_> {
    /// Things of a class of which there are so many, and what else is said of them: the longest first.
    pub(super) fn counted_nouns(&self, at: usize, taken: &[String]) -> Vec<Part<Noun>> {
        self.once(&self.amounts_read, at, taken, || self.read_amounts(at, taken))
    }

    fn read_amounts(&self, at: usize, taken: &[String]) -> Vec<Part<Noun>> {
        let mut found = Vec::new();
        let nobody = match self.word(at).as_deref() {
            Some("nobody") => Some(Class::Anybody),
            Some("nothing") => Some(Class::Anything),
            _ => None,
        };
        if let Some(class) = nobody {
            found.extend(self.counted_class(at, NONE, class, at..at + 1, taken));
        }
        for (how, start) in self.amounts(at) {
            // Of everything at all nothing is true.
            let classes = self.wanted_classes(start).into_iter();
            for (class, end) in classes.filter(|(class, _)| (how, *class) != (How::Every, Class::Anything)) {
                found.extend(self.counted_class(at, how, class, start..end, taken));
            }
        }
        found.sort_by_key(|part| std::cmp::Reverse(part.at));
        found.truncate(MOST_READINGS);
        found
    }

    fn counted_class(
        &self,
        at: usize,
        how: How,
        class: Class,
        words: std::ops::Range<usize>,
        taken: &[String],
    ) -> Vec<Part<Noun>> {
        let (variable, of_class) = self.of_class(class, words.start, words.end, taken);
        let known: Vec<String> = taken.iter().chain(&of_class.asked).cloned().collect();
        let pieces = [
            Piece { start: at, end: words.start, what: What::Amount },
            Piece { start: words.start, end: words.end, what: What::Kind },
        ];
        let said = self.described(words.end, &variable, &known).into_iter();
        let plain = |said: &Part<Draft>| said.value.asked.is_empty() && said.value.most.is_empty();
        let noun = |said: Part<Draft>| {
            let conditions = [of_class.conditions.as_slice(), &said.value.conditions].concat();
            let amount = Amount { how, variable: of_class.asked.concat(), at };
            // "Nothing" is nothing at all: what it would be has no name.
            let term = match conditions.is_empty() && how == NONE {
                true => Spanned::new(Atom::Anything, variable.span),
                false => variable.clone(),
            };
            let noun = Noun { atoms: vec![term], draft: Draft::of(conditions), amount: Some(amount) };
            Part { value: noun, at: said.at, pieces: [&pieces, said.pieces.as_slice()].concat() }
        };
        said.filter(plain).map(noun).collect()
    }

    /// `at least two`, `more than three`, `two or more`, `every`, `the most`, with where the words end.
    pub(super) fn amounts(&self, at: usize) -> Vec<(How, usize)> {
        let (word, next) = (self.word(at).unwrap_or_default(), self.word(at + 1).unwrap_or_default());
        let comparator = match (word.as_str(), next.as_str()) {
            ("at", "least") => Some((Comparator::GreaterOrEqual, at + 2)),
            ("at", "most") => Some((Comparator::LessOrEqual, at + 2)),
            ("more", "than") => Some((Comparator::Greater, at + 2)),
            ("fewer" | "less", "than") => Some((Comparator::Less, at + 2)),
            ("exactly", _) => Some((Comparator::Equal, at + 1)),
            _ => None,
        };
        if let Some((comparator, start)) = comparator {
            return self.number(start).map(|number| (How::Count(comparator, number), start + 1)).into_iter().collect();
        }
        match (word.as_str(), next.as_str()) {
            ("every" | "each", _) => vec![(How::Every, at + 1)],
            ("no", _) if next != "one" => vec![(NONE, at + 1)],
            ("all", _) => vec![(How::Every, at + 1 + usize::from(next == "the"))],
            ("most", _) => vec![(How::Most, at + 1)],
            ("the", "most") => vec![(How::Most, at + 2)],
            _ => self.bounded(at).into_iter().collect(),
        }
    }

    /// `two or more`, `three or fewer`.
    fn bounded(&self, at: usize) -> Option<(How, usize)> {
        let number = self.number(at).filter(|_| !self.is_article(at))?;
        if !self.is_word(at + 1, &["or"]) {
            if !self.vocabulary.kinds_at(&self.words(at + 1)).is_empty() {
                // "Two meetings" may be two at least or no more than two.
                self.wanted(at, Wanted::Amount);
            }
            return None;
        }
        let comparator = match self.word(at + 2).as_deref() {
            Some("more") => Comparator::GreaterOrEqual,
            Some("fewer" | "less") => Comparator::LessOrEqual,
            _ => return None,
        };
        Some((How::Count(comparator, number), at + 3))
    }

    /// That what is said is so of so many of the things that the conditions of a class say what they are, or that it is
    /// not; `known` are the variables around it.
    pub(super) fn amounted(
        &self,
        amount: &Amount,
        said: &Draft,
        class: &[Spanned<Condition>],
        known: &[String],
        negated: bool,
        span: Span,
    ) -> Option<Draft> {
        let of_class = || class.iter().cloned();
        let all: Vec<_> = said.conditions.iter().cloned().chain(of_class()).collect();
        let not = |conditions: Vec<_>| Spanned::new(Condition::Not(Group { conditions }), span);
        let (found, negated) = match amount.how {
            How::Most => {
                let most = vec![amount.variable.clone()];
                return (!negated).then(|| Draft { most, ..said.with(all) });
            }
            How::Every => (not(of_class().chain([not(said.conditions.clone())]).collect()), negated),
            How::Count(Comparator::Equal, 0) => (not(all), negated),
            How::Count(Comparator::GreaterOrEqual | Comparator::Less, ..=0) => return None,
            How::Count(comparator, number) => {
                let shared = shared(&all, known, &amount.variable);
                let (comparator, negated) = counting(comparator, negated, shared.is_empty());
                (self.counted(amount, all, comparator, number, &shared, span), negated)
            }
        };
        let conditions = if negated { vec![not(vec![found])] } else { vec![found] };
        Some(Draft { names_subject: true, ..said.with(conditions) })
    }

    /// A query in parentheses whose rows are those values of the variables around it for which the count is such.
    fn counted(
        &self,
        amount: &Amount,
        conditions: Vec<Spanned<Condition>>,
        comparator: Comparator,
        number: i64,
        shared: &[String],
        span: Span,
    ) -> Spanned<Condition> {
        let mut outputs: Vec<Spanned<Output>> = shared.iter().map(|name| self.shown(name)).collect();
        let count = self.count(AggregateFunction::Count, Some(&amount.variable));
        if outputs.is_empty() {
            outputs.push(self.headed(count.clone(), &format!("count_{}", amount.at)));
        }
        let number = Expression::Term(vec![Spanned::new(Atom::Literal(Literal::Integer(number)), span)]);
        let spanned = |expression| Spanned::new(expression, span);
        let filter = Filter::Compare(spanned(count), Spanned::new(comparator, span), spanned(number));
        let having = Group { conditions: vec![Spanned::new(Condition::Filter(filter), span)] };
        let find = Find { having: Some(having), ..self.rows_of(outputs, conditions) };
        Spanned::new(Condition::Subquery(Box::new(find)), span)
    }

    /// `count(?x)`, `count(facts)`.
    pub(super) fn count(&self, function: AggregateFunction, counted: Option<&str>) -> Expression {
        let term = |name: &str| vec![Spanned::new(Atom::Variable(name.to_owned()), self.span)];
        let argument = counted.map(|name| Spanned::new(Expression::Term(term(name)), self.span));
        Expression::Aggregate(Box::new(Aggregate { function, argument, by: None }))
    }
}

/// The variables around some conditions that these speak of, but for the one that is counted.
fn shared(conditions: &[Spanned<Condition>], known: &[String], counted: &str) -> Vec<String> {
    let mut shared: Vec<String> = known.iter().filter(|name| *name != counted).cloned().collect();
    shared.retain(|name| speaks_of(conditions, name));
    shared.sort();
    shared.dedup();
    shared
}

/// How a count is compared, and whether the comparison is denied. Where the count shares no variable with what is around
/// it, it has a value always, none being 0; otherwise there is no row for 0, so that "fewer" is "not so many".
fn counting(comparator: Comparator, negated: bool, alone: bool) -> (Comparator, bool) {
    let opposite = match comparator {
        Comparator::Equal => Comparator::Unequal,
        Comparator::Unequal => Comparator::Equal,
        Comparator::Less => Comparator::GreaterOrEqual,
        Comparator::LessOrEqual => Comparator::Greater,
        Comparator::Greater => Comparator::LessOrEqual,
        Comparator::GreaterOrEqual => Comparator::Less,
    };
    let fewer = matches!(comparator, Comparator::Less | Comparator::LessOrEqual);
    match alone {
        true if negated => (opposite, false),
        true => (comparator, false),
        false if fewer => (opposite, !negated),
        false => (comparator, negated),
    }
}
