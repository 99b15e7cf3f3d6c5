//! How like two names are, and which of many are: by what they share, never each with each.

mod best;
mod blocks;
mod compare;
mod words;

pub use compare::{Alike, Reason};

use best::Best;
pub(crate) use best::Pair;

/// Folded names in one piece of memory, each of an entity: about 40 bytes a name.
#[derive(Debug, Default)]
pub(crate) struct Names {
    text: String,
    ends: Vec<usize>,
    owners: Vec<u32>,
    entities: Vec<Entity>,
}

/// An entity whose names are compared.
#[derive(Debug, Clone, Copy)]
struct Entity {
    id: i64,
    /// A bit for each kind that it is of, wider ones included; kinds may share bits.
    kinds: u64,
}

impl Names {
    /// Adds an entity; the names that follow are its own.
    pub(crate) fn add_entity(&mut self, id: i64, kinds: u64) {
        self.entities.push(Entity { id, kinds });
    }

    /// Adds a folded name of the entity that was added last.
    pub(crate) fn add_name(&mut self, folded: &str) {
        if let Some(owner) = self.entities.len().checked_sub(1) {
            self.text.push_str(folded);
            self.ends.push(self.text.len());
            self.owners.push(owner as u32);
        }
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    fn name(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[index]]
    }

    fn entity(&self, index: usize) -> Entity {
        self.entities[self.owners[index] as usize]
    }

    /// The pairs of entities with names that are most alike, the likest first: at most `limit`, none less like than `min`,
    /// none that is `known` not to be the same. Says too whether there are more.
    pub(crate) fn likest(&self, limit: usize, min: f64, known: &dyn Fn(i64, i64) -> bool) -> (Vec<Pair>, bool) {
        let mut best = Best::new(limit, min);
        blocks::each_candidate(self, &mut |one, other| {
            let (a, b) = (self.entity(one), self.entity(other));
            if a.id != b.id
                && let Some(alike) = compare::compare(self.name(one), self.name(other))
            {
                let apart = a.kinds != 0 && b.kinds != 0 && a.kinds & b.kinds == 0;
                let score = if apart { alike.score * OTHER_KINDS } else { alike.score };
                best.add(Pair::new(a.id, b.id, Alike { score, ..alike }), known);
            }
        });
        best.finish()
    }
}

/// What a score is multiplied by where two things have no kind in common.
const OTHER_KINDS: f64 = 0.8;

#[cfg(test)]
mod tests {
    use super::{Names, Reason};
    use crate::fold::fold;

    fn names(of: &[&str]) -> Names {
        let mut names = Names::default();
        for (at, name) in of.iter().enumerate() {
            names.add_entity(at as i64, 0);
            names.add_name(&fold(name));
        }
        names
    }

    #[test]
    fn pairs_are_found_with_their_reasons() {
        use Reason::{Folded, Honorific, Initials, LeftOut, OneLetter, Order, Spelling, Transliteration};
        for (one, other, reason) in [
            ("Łódź Talks", "LODZ talks", Folded),
            ("Berg, Ada", "Ada Berg", Order),
            ("Dr. Ada Berg", "Ada Berg", Honorific),
            ("President Zelensky", "Zelensky", Honorific),
            ("A. Berg", "Ada Berg", Initials),
            ("J. F. Kennedy", "John Fitzgerald Kennedy", Initials),
            ("John F. Kennedy", "John Kennedy", LeftOut),
            ("Kiril Dmitriev", "Kirill Dmitriev", OneLetter),
            ("Zelensky", "Zelenskyy", OneLetter),
            ("Volodymyr Zelensky", "Volodimir Zelenskyi", Spelling),
            ("Rustem Umerov", "Рустем Умєров", Transliteration),
            ("Moskva", "Москва", Transliteration),
        ] {
            let (pairs, more) = names(&[one, "Something Else", other, "Abu Dhabi"]).likest(10, 0.5, &|_, _| false);
            let found: Vec<_> = pairs.iter().map(|pair| (pair.one, pair.other, pair.alike.reason)).collect();
            assert_eq!((found, more), (vec![(0, 2, reason)], false), "{one} and {other}");
        }
    }

    #[test]
    fn what_is_not_alike_is_no_pair() {
        for (one, other) in [
            ("Resolution 1701", "Resolution 1702"),
            ("Iran", "Iraq"),
            ("North Korea", "South Korea"),
            ("Ada Berg", "Ada Lovelace"),
            ("A. Berg", "Bea Berg"),
            ("Dr.", "Mr."),
            ("Austria", "Australia"),
        ] {
            let (pairs, _) = names(&[one, other]).likest(10, 0.5, &|_, _| false);
            assert!(pairs.is_empty(), "{one} and {other}: {:?}", pairs[0].alike);
        }
    }

    #[test]
    fn the_best_come_first_each_once_and_known_ones_not() {
        let of = ["Ada Berg", "ada berg", "Dr. Ada Berg", "A. Berg"];
        let (all, more) = names(&of).likest(10, 0.5, &|_, _| false);
        assert_eq!((all.len(), more), (6, false));
        assert!(all.windows(2).all(|pair| pair[0].alike.score >= pair[1].alike.score));
        let (first, more) = names(&of).likest(2, 0.5, &|_, _| false);
        assert_eq!((first.as_slice(), more), (&all[..2], true));
        let (rest, _) = names(&of).likest(10, 0.5, &|one, other| (one, other) == (0, 1));
        assert_eq!(rest, all[1..]);
    }

    #[test]
    fn large_blocks_take_time_in_proportion() {
        let of: Vec<String> = (0..20_000).map(|at| format!("John Smith{}", "abcdefghij".repeat(at % 7))).collect();
        let (pairs, more) = names(&of.iter().map(String::as_str).collect::<Vec<_>>()).likest(50, 0.9, &|_, _| false);
        assert_eq!((pairs.len(), more), (50, true));
    }
}
