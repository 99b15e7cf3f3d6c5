//! The best pairs so far, in bounded memory.

use super::Alike;

/// How many more pairs than are wanted are kept until they are put in order.
const ROOM: usize = 10_000;

/// Two entities that may be one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    /// The one with the smaller number.
    pub(crate) one: i64,
    pub(crate) other: i64,
    pub(crate) alike: Alike,
}

impl Pair {
    pub(super) fn new(a: i64, b: i64, alike: Alike) -> Self {
        Pair { one: a.min(b), other: a.max(b), alike }
    }
}

/// The best pairs, each once, with the best of its scores.
pub(super) struct Best {
    limit: usize,
    min: f64,
    pairs: Vec<Pair>,
    /// The score below which a pair would not be kept.
    bar: f64,
    more: bool,
}

impl Best {
    pub(super) fn new(limit: usize, min: f64) -> Self {
        Best { limit, min, pairs: Vec::new(), bar: min, more: false }
    }

    pub(super) fn add(&mut self, pair: Pair, known: &dyn Fn(i64, i64) -> bool) {
        if pair.alike.score < self.bar {
            self.more |= pair.alike.score >= self.min;
            return;
        }
        if !known(pair.one, pair.other) {
            self.pairs.push(pair);
            if self.pairs.len() >= self.limit.saturating_add(ROOM) {
                self.settle();
            }
        }
    }

    /// Keeps of each pair the best, and of these no more than are wanted.
    fn settle(&mut self) {
        self.pairs
            .sort_by(|a, b| (a.one, a.other).cmp(&(b.one, b.other)).then(b.alike.score.total_cmp(&a.alike.score)));
        self.pairs.dedup_by_key(|pair| (pair.one, pair.other));
        self.pairs
            .sort_by(|a, b| b.alike.score.total_cmp(&a.alike.score).then((a.one, a.other).cmp(&(b.one, b.other))));
        if self.pairs.len() > self.limit {
            self.more = true;
            self.pairs.truncate(self.limit);
            self.bar = self.pairs.last().map_or(self.bar, |last| last.alike.score.max(self.bar));
        }
    }

    /// The pairs, the likest first, and whether there were more.
    pub(super) fn finish(mut self) -> (Vec<Pair>, bool) {
        self.settle();
        (self.pairs, self.more)
    }
}
