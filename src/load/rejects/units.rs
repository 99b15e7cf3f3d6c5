//! Sets of numbers of records or lines, a bit for each: they stay small however much of a file is in them.

/// A set of numbers.
#[derive(Debug, Clone, Default)]
pub(in crate::load) struct Units {
    bits: Vec<u64>,
    count: usize,
}

impl Units {
    /// Whether a number is in it.
    pub(in crate::load) fn has(&self, number: usize) -> bool {
        self.bits.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }

    /// Adds a number; false where it was there.
    pub(in crate::load) fn add(&mut self, number: usize) -> bool {
        if self.has(number) {
            return false;
        }
        if self.bits.len() <= number / 64 {
            self.bits.resize(number / 64 + 1, 0);
        }
        self.bits[number / 64] |= 1 << (number % 64);
        self.count += 1;
        true
    }

    /// How many there are.
    pub(in crate::load) fn count(&self) -> usize {
        self.count
    }

    /// Adds those of another set, and empties that.
    pub(in crate::load) fn absorb(&mut self, other: &mut Units) {
        if self.bits.len() < other.bits.len() {
            self.bits.resize(other.bits.len(), 0);
        }
        for (mine, theirs) in self.bits.iter_mut().zip(&other.bits) {
            *mine |= theirs;
        }
        self.count = self.bits.iter().map(|bits| bits.count_ones() as usize).sum();
        *other = Units::default();
    }
}

#[cfg(test)]
mod tests {
    use super::Units;

    #[test]
    fn numbers_are_in_once() {
        let (mut some, mut more) = (Units::default(), Units::default());
        assert!(some.add(64) && some.add(3) && !some.add(64) && more.add(1_000) && more.add(3));
        some.absorb(&mut more);
        assert_eq!((some.count(), more.count()), (3, 0));
        assert!(some.has(3) && some.has(64) && some.has(1_000) && !some.has(63) && !more.has(3));
    }
}
