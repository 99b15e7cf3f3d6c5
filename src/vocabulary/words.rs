//! Written words as the folded words that phrases are compared by.

use super::split;

/// Some words, folded. Where one is written with `_` or `-` in it, it is several: `cast_member` is "cast member".
pub(super) struct Words {
    folded: Vec<String>,
    /// Where the folded words of each written one end.
    ends: Vec<usize>,
}

impl Words {
    /// The folded words of written ones.
    pub fn of(written: &[&str]) -> Self {
        let mut words = Words { folded: Vec::with_capacity(written.len()), ends: Vec::with_capacity(written.len()) };
        for word in written {
            words.folded.extend(split(word));
            words.ends.push(words.folded.len());
        }
        words
    }

    /// The folded words.
    pub fn folded(&self) -> &[String] {
        &self.folded
    }

    /// How many written words the first so many folded ones are; nothing where these end within a written one, or where
    /// there are not as many.
    pub fn length(&self, folded: usize) -> Option<usize> {
        self.ends.binary_search(&folded).ok().map(|at| at + 1)
    }

    /// The folded words of the first written one, of the first two, and so on.
    pub fn beginnings(&self) -> impl Iterator<Item = &[String]> {
        self.ends.iter().map(|end| &self.folded[..*end])
    }

    /// The folded words of all written ones, of all but the first, and so on.
    pub fn endings(&self) -> impl Iterator<Item = &[String]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied()).take(self.ends.len());
        starts.map(|start| &self.folded[start..])
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn a_written_word_may_be_several() {
        let words = Words::of(&["Cast_Member", "of", "R&D-budget"]);
        assert_eq!(words.folded(), ["cast", "member", "of", "r", "d", "budget"]);
        let lengths: Vec<_> = (0..=7).map(|folded| words.length(folded)).collect();
        assert_eq!(lengths, [None, None, Some(1), Some(2), None, None, Some(3), None]);
        assert_eq!(words.beginnings().map(<[_]>::len).collect::<Vec<_>>(), [2, 3, 6]);
        assert_eq!(words.endings().map(<[_]>::len).collect::<Vec<_>>(), [6, 4, 3]);
    }
}
