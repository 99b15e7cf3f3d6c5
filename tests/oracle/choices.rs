//! Random bytes read as choices. A byte of 0, which is also what comes behind the last, is the plainest choice, so that
//! cases shrink to plain ones.

#[derive(Debug, Clone)]
pub struct Choices<'g> {
    bytes: &'g [u8],
}

impl<'g> Choices<'g> {
    pub fn new(bytes: &'g [u8]) -> Self {
        Choices { bytes }
    }

    pub fn byte(&mut self) -> usize {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                usize::from(*first)
            }
            None => 0,
        }
    }

    /// A number below another.
    pub fn below(&mut self, count: usize) -> usize {
        self.byte() % count
    }

    pub fn of<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }

    pub fn text<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }

    /// True once in so many times.
    pub fn rarely(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    /// A choice by weights; the first is the plainest.
    pub fn weighed(&mut self, weights: &[usize]) -> usize {
        let mut number = self.below(weights.iter().sum());
        for (at, weight) in weights.iter().enumerate() {
            if number < *weight {
                return at;
            }
            number -= weight;
        }
        0
    }

    /// What is left, in so many parts.
    pub fn parts(&mut self, count: usize) -> Vec<Choices<'g>> {
        let size = (self.bytes.len() / count).max(1);
        let mut parts: Vec<Choices<'g>> = self.bytes.chunks(size).take(count).map(Choices::new).collect();
        parts.resize(count, Choices::new(&[]));
        self.bytes = &[];
        parts
    }
}
