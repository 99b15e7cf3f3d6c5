//! What two sequences have in common, in order.

/// How many rests of two sequences are compared, so that neither time nor memory runs away.
const COMPARED: usize = 1_000_000;

/// How many items the rests from each pair of places on have in common, in order; none where the sequences are too long
/// to compare.
pub(crate) fn common_lengths<T: PartialEq>(old: &[T], new: &[T]) -> Option<Vec<Vec<usize>>> {
    if old.len().saturating_mul(new.len()) > COMPARED {
        return None;
    }
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            common[a][b] = match old[a] == new[b] {
                true => common[a + 1][b + 1] + 1,
                false => common[a + 1][b].max(common[a][b + 1]),
            };
        }
    }
    Some(common)
}

/// The places of items that two sequences have in common, in the order of both: as many as there are, but for sequences
/// that are long and differ in much, of which only the beginning and the end are paired.
pub(crate) fn pairs<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let before = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rests = old[before..].iter().rev().zip(new[before..].iter().rev());
    let behind = rests.take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - behind, new.len() - behind);
    let mut found: Vec<(usize, usize)> = (0..before).map(|at| (at, at)).collect();
    if let Some(common) = common_lengths(&old[before..old_end], &new[before..new_end]) {
        let (mut a, mut b) = (before, before);
        while a < old_end && b < new_end {
            if old[a] == new[b] {
                found.push((a, b));
                (a, b) = (a + 1, b + 1);
            } else if common[a + 1 - before][b - before] >= common[a - before][b + 1 - before] {
                a += 1;
            } else {
                b += 1;
            }
        }
    }
    found.extend((0..behind).map(|at| (old_end + at, new_end + at)));
    found
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn what_both_have_is_paired_in_order() {
        let of = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(pairs(&of("axbyc"), &of("abzc")), [(0, 0), (2, 1), (4, 3)]);
        assert_eq!(pairs(&of(""), &of("abc")), []);
        assert_eq!(pairs(&of("aa"), &of("a")), [(0, 0)]);
    }

    #[test]
    fn long_sequences_are_paired_at_their_ends() {
        let old: Vec<u32> = (0..3_000).collect();
        let new: Vec<u32> = [0, 1].into_iter().chain(10_000..12_000).chain([2_999]).collect();
        assert_eq!(pairs(&old, &new), [(0, 0), (1, 1), (2_999, 2_002)]);
    }
}
