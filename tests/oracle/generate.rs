//! Random cases as bytes, which `build` reads as choices. A case is made from one number alone.

#[derive(Debug, Clone)]
pub struct CaseGene {
    pub store: Vec<u8>,
    pub facts: Vec<Vec<u8>>,
    pub rules: Vec<RuleGene>,
    pub queries: Vec<QueryGene>,
}

#[derive(Debug, Clone)]
pub struct RuleGene {
    /// What it says.
    pub head: Vec<u8>,
    pub alternatives: Vec<Vec<u8>>,
}

#[derive(Debug, Clone)]
pub struct QueryGene {
    pub conditions: Vec<Vec<u8>>,
    /// What is shown; none for a yes-or-no question.
    pub find: Option<Vec<u8>>,
    pub view: Vec<u8>,
    pub style: u64,
}

/// A store, rules and queries, from a number.
pub fn case(seed: u64) -> CaseGene {
    let mut random = Random { state: seed };
    let facts = [6, 16, 24, 36][random.below(4)];
    let rules = [0, 0, 0, 1, 2, 3][random.below(6)];
    CaseGene {
        store: random.bytes(40),
        facts: random.many(facts, |random| random.bytes(32)),
        rules: random.many(rules, |random| RuleGene {
            head: random.bytes(12),
            alternatives: random.many(1, |random| random.bytes(48)),
        }),
        queries: random.many(2, Random::query),
    }
}

/// Guy L. Steele, Doug Lea, Christine H. Flood, "Fast splittable pseudorandom number generators", 2014: SplitMix64.
struct Random {
    state: u64,
}

impl Random {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() >> 33) as usize % count
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 56) as u8).collect()
    }

    /// From one to one more than so many.
    fn many<T>(&mut self, most: usize, mut make: impl FnMut(&mut Random) -> T) -> Vec<T> {
        let count = if most == 0 { 0 } else { 1 + self.below(most + 1) };
        (0..count).map(|_| make(self)).collect()
    }

    fn query(&mut self) -> QueryGene {
        QueryGene {
            conditions: self.many(3, |random| random.bytes(64)),
            find: (self.below(6) > 0).then(|| self.bytes(64)),
            view: if self.below(3) == 0 { self.bytes(4) } else { Vec::new() },
            style: if self.below(4) == 0 { 0 } else { self.next() },
        }
    }
}
