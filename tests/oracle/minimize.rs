//! Makes a failing case small: leaves out what can be left out, and makes choices plain, as long as it still fails.

use std::time::{Duration, Instant};

use crate::generate::CaseGene;

/// The smallest case that was found to fail within some time.
pub fn minimize(gene: CaseGene, time: Duration, fails: &dyn Fn(&CaseGene) -> bool) -> CaseGene {
    let mut search = Search { best: gene, tried: 0, until: Instant::now() + time, fails };
    loop {
        let before = search.tried;
        let improved = search.pass();
        if !improved || search.is_late() || search.tried == before {
            return search.best;
        }
    }
}

struct Search<'f> {
    best: CaseGene,
    tried: usize,
    until: Instant,
    fails: &'f dyn Fn(&CaseGene) -> bool,
}

impl Search<'_> {
    fn is_late(&self) -> bool {
        Instant::now() >= self.until
    }

    fn pass(&mut self) -> bool {
        let lists: [fn(&mut CaseGene) -> &mut dyn List; 3] =
            [|gene| &mut gene.queries, |gene| &mut gene.facts, |gene| &mut gene.rules];
        let mut improved = false;
        for list in lists {
            improved |= self.shorten(&list);
        }
        for at in 0..self.best.queries.len() {
            improved |= self.shorten(&move |gene: &mut CaseGene| &mut gene.queries[at].conditions);
            improved |= self.try_with(|gene| gene.queries[at].style = 0, |gene| gene.queries[at].style != 0);
            improved |= self.try_with(|gene| gene.queries[at].find = None, |gene| gene.queries[at].find.is_some());
        }
        for at in 0..self.best.rules.len() {
            improved |= self.shorten(&move |gene: &mut CaseGene| &mut gene.rules[at].alternatives);
        }
        for at in 0..streams(&mut self.best.clone()).len() {
            improved |= self.plain(at);
        }
        improved
    }

    /// Keeps a change if the case still fails.
    fn try_with(&mut self, change: impl Fn(&mut CaseGene), applies: impl Fn(&CaseGene) -> bool) -> bool {
        if self.is_late() || !applies(&self.best) {
            return false;
        }
        self.tried += 1;
        let mut changed = self.best.clone();
        change(&mut changed);
        let fails = (self.fails)(&changed);
        if fails {
            self.best = changed;
        }
        fails
    }

    /// Leaves parts of a list out: halves, quarters and so on, then single ones.
    fn shorten(&mut self, list: &dyn Fn(&mut CaseGene) -> &mut dyn List) -> bool {
        let mut improved = false;
        let mut size = list(&mut self.best).count();
        while size > 0 {
            let mut at = 0;
            while at < list(&mut self.best).count() {
                let without = |gene: &mut CaseGene| list(gene).leave_out(at, size);
                if self.try_with(without, |_| true) {
                    improved = true;
                } else {
                    at += size;
                }
            }
            size /= 2;
        }
        improved
    }

    /// Makes the bytes of a stream 0: all behind a place, then each, or at least smaller.
    fn plain(&mut self, stream: usize) -> bool {
        let mut improved = false;
        let length = streams(&mut self.best)[stream].len();
        let mut from = 0;
        while from < length {
            let zero = |gene: &mut CaseGene| streams(gene)[stream][from..].fill(0);
            if self.try_with(zero, |gene| streams(&mut gene.clone())[stream][from..].iter().any(|byte| *byte > 0)) {
                improved = true;
                break;
            }
            from += (length - from).div_ceil(2);
        }
        for at in 0..length {
            for divisor in [0, 16, 2] {
                let smaller = |byte: u8| byte.checked_div(divisor).unwrap_or(0);
                let change = |gene: &mut CaseGene| {
                    let byte = &mut streams(gene)[stream][at];
                    *byte = smaller(*byte);
                };
                let applies = |gene: &CaseGene| streams(&mut gene.clone())[stream][at] > 0;
                if self.try_with(change, applies) {
                    improved = true;
                    break;
                }
            }
        }
        improved
    }
}

/// A list from which parts can be left out.
trait List {
    fn count(&self) -> usize;
    fn leave_out(&mut self, at: usize, count: usize);
}

impl<T> List for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn leave_out(&mut self, at: usize, count: usize) {
        self.drain(at..self.len().min(at + count));
    }
}

/// All bytes of a case.
fn streams(gene: &mut CaseGene) -> Vec<&mut Vec<u8>> {
    let mut found = vec![&mut gene.store];
    for query in &mut gene.queries {
        found.extend(&mut query.conditions);
        found.extend(&mut query.find);
        found.push(&mut query.view);
    }
    for rule in &mut gene.rules {
        found.push(&mut rule.head);
        found.extend(&mut rule.alternatives);
    }
    found.extend(&mut gene.facts);
    found
}
