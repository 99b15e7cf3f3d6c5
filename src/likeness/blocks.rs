//! Which names are compared: those that share a key, of several keys in turn.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::Names;
use super::words::{latin, skeleton, without_honorifics};

/// Up to how many names with the same key are compared each with each.
const SMALL: usize = 40;

/// With how many of its neighbours each of more names is compared, once they are put in order.
const NEIGHBOURS: usize = 10;

/// The shortest word of which a beginning and an end are keys, and how long these are, in characters.
const LONG_WORD: usize = 6;
const PART: usize = 4;

/// What names that may be alike share; `None` where a name has no such key.
type Key = fn(&str, &mut DefaultHasher) -> Option<()>;

/// The keys, each of them a pass over all names.
const KEYS: [Key; 6] = [sorted_words, initial_and_surname, given_name_and_initial, sounds, beginning, end];

/// Shows pairs of names that share a key, each perhaps more than once. One key after another is made, so that there are
/// 16 bytes a name at a time.
pub(super) fn each_candidate(names: &Names, visit: &mut dyn FnMut(usize, usize)) {
    let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(names.len());
    for key in KEYS {
        keyed.clear();
        keyed.extend((0..names.len()).filter_map(|index| {
            let mut hasher = DefaultHasher::new();
            key(names.name(index), &mut hasher).map(|()| (hasher.finish(), index as u32))
        }));
        keyed.sort_unstable();
        for block in keyed.chunk_by_mut(|a, b| a.0 == b.0) {
            each_within(names, block, visit);
        }
    }
}

fn each_within(names: &Names, block: &mut [(u64, u32)], visit: &mut dyn FnMut(usize, usize)) {
    let reach = match block.len() {
        0..=SMALL => SMALL,
        _ => {
            block.sort_by(|a, b| names.name(a.1 as usize).cmp(names.name(b.1 as usize)));
            NEIGHBOURS
        }
    };
    for (at, one) in block.iter().enumerate() {
        for other in block[at + 1..].iter().take(reach) {
            visit(one.1 as usize, other.1 as usize);
        }
    }
}

/// All words but honorifics, in any order.
fn sorted_words(name: &str, key: &mut DefaultHasher) -> Option<()> {
    let mut words = without_honorifics(name);
    words.sort_unstable();
    words.hash(key);
    Some(())
}

fn initial_and_surname(name: &str, key: &mut DefaultHasher) -> Option<()> {
    let words = without_honorifics(name);
    let [first, .., last] = words.as_slice() else { return None };
    (first.chars().next(), last).hash(key);
    Some(())
}

fn given_name_and_initial(name: &str, key: &mut DefaultHasher) -> Option<()> {
    let words = without_honorifics(name);
    let [first, .., last] = words.as_slice() else { return None };
    (first, last.chars().next()).hash(key);
    Some(())
}

/// What spellings in any script share.
fn sounds(name: &str, key: &mut DefaultHasher) -> Option<()> {
    let skeleton = skeleton(&latin(name));
    (skeleton.len() > 2).then(|| skeleton.hash(key))
}

/// The beginning of a name of one long word.
fn beginning(name: &str, key: &mut DefaultHasher) -> Option<()> {
    is_long_word(name).then(|| name.chars().take(PART).for_each(|c| c.hash(key)))
}

/// The end of a name of one long word.
fn end(name: &str, key: &mut DefaultHasher) -> Option<()> {
    is_long_word(name).then(|| name.chars().rev().take(PART).for_each(|c| c.hash(key)))
}

fn is_long_word(name: &str) -> bool {
    !name.contains(' ') && name.chars().nth(LONG_WORD - 1).is_some()
}
