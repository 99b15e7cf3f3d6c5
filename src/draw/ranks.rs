//! The first steps of a layered layout after Sugiyama, Tagawa and Toda (1981): which way each line goes, so that there are
//! no circles, and in which layer each node stands.

/// From how many edges on to nodes that hang on one alone, on the same side, some of them go to its other side.
const MANY_LEAVES: usize = 8;

/// From how many layers on it is tried whether there are fewer where lines lead away from the middle.
const DEEP: usize = 7;

/// How often nodes are moved towards those that they are linked with.
const PASSES: usize = 8;

/// The layer of each node from 0 on, and of each edge whether it goes from its end to its start. An edge goes to a layer
/// behind that of where it begins. No edge has one node at both ends.
pub(super) fn ranks(nodes: usize, edges: &[(usize, usize)]) -> (Vec<usize>, Vec<bool>) {
    let depth = |ranks: &[usize]| ranks.iter().copied().max().unwrap_or(0);
    let stated = ranks_of(nodes, edges, balanced(nodes, edges));
    if depth(&stated.0) <= DEEP {
        return stated;
    }
    let spread = ranks_of(nodes, edges, from_hub(nodes, edges));
    if depth(&spread.0) < depth(&stated.0) { spread } else { stated }
}

/// The layers where some edges are turned to begin with.
fn ranks_of(nodes: usize, edges: &[(usize, usize)], mut reversed: Vec<bool>) -> (Vec<usize>, Vec<bool>) {
    break_circles(nodes, edges, &mut reversed);
    let directed: Vec<(usize, usize)> =
        edges.iter().zip(&reversed).map(|(&(from, to), back)| if *back { (to, from) } else { (from, to) }).collect();
    let ranks = tightened(longest_paths(nodes, &directed), &directed);
    (ranks, reversed)
}

/// Turns edges at each node so that those which hang on it alone stand on both of its sides where they are many. Such a
/// node stands behind where an edge leads to it, and before otherwise; edges in both directions count as two.
fn balanced(nodes: usize, edges: &[(usize, usize)]) -> Vec<bool> {
    let mut leaves: Vec<Vec<Leaf>> = (0..nodes).map(|_| Vec::new()).collect();
    for (hub, leaf) in hanging(nodes, edges) {
        leaves[hub].push(leaf);
    }
    let mut reversed = vec![false; edges.len()];
    for mut leaves in leaves {
        spread(&mut leaves);
        for leaf in leaves {
            leaf.edges.iter().for_each(|&(edge, leads_to_it)| reversed[edge] = leads_to_it != leaf.behind);
        }
    }
    reversed
}

/// A node with a single neighbour.
struct Leaf {
    /// Whether it is to stand behind its neighbour.
    behind: bool,
    /// Its edges, each with whether it leads to it.
    edges: Vec<(usize, bool)>,
}

/// The nodes with a single neighbour that has others too, each with it.
fn hanging(nodes: usize, edges: &[(usize, usize)]) -> Vec<(usize, Leaf)> {
    let mut near: Vec<Vec<(usize, usize, bool)>> = vec![Vec::new(); nodes];
    for (at, &(from, to)) in edges.iter().enumerate() {
        near[from].push((to, at, false));
        near[to].push((from, at, true));
    }
    let only = |node: usize| match near[node].as_slice() {
        [first, others @ ..] if others.iter().all(|other| other.0 == first.0) => Some(first.0),
        _ => None,
    };
    let leaf = |node: usize| {
        let hub = only(node).filter(|hub| only(*hub).is_none())?;
        let edges: Vec<(usize, bool)> = near[node].iter().map(|&(_, edge, leads_to_it)| (edge, leads_to_it)).collect();
        Some((hub, Leaf { behind: edges.iter().any(|edge| edge.1), edges }))
    };
    (0..nodes).filter_map(leaf).collect()
}

/// Moves leaves from the side where there are many to the other one, as long as that has fewer edges.
fn spread(leaves: &mut [Leaf]) {
    let count = |leaves: &[Leaf], behind: bool| {
        leaves.iter().filter(|leaf| leaf.behind == behind).map(|leaf| leaf.edges.len()).sum::<usize>()
    };
    for behind in [true, false] {
        let (mut here, mut there) = (count(leaves, behind), count(leaves, !behind));
        if here < MANY_LEAVES {
            continue;
        }
        for leaf in leaves.iter_mut().rev().filter(|leaf| leaf.behind == behind) {
            let moved = leaf.edges.len();
            if here < there + 2 * moved {
                break;
            }
            leaf.behind = !behind;
            (here, there) = (here - moved, there + moved);
        }
    }
}

/// Turns edges so that all lead away from the node that has most of them.
fn from_hub(nodes: usize, edges: &[(usize, usize)]) -> Vec<bool> {
    let mut linked = vec![Vec::new(); nodes];
    for &(from, to) in edges {
        linked[from].push(to);
        linked[to].push(from);
    }
    let mut distances = vec![usize::MAX; nodes];
    let hub = (0..nodes).rev().max_by_key(|node| linked[*node].len());
    let mut ahead: std::collections::VecDeque<usize> = hub.into_iter().collect();
    hub.into_iter().for_each(|hub| distances[hub] = 0);
    while let Some(node) = ahead.pop_front() {
        for &other in &linked[node] {
            if distances[other] == usize::MAX {
                distances[other] = distances[node] + 1;
                ahead.push_back(other);
            }
        }
    }
    edges.iter().map(|&(from, to)| distances[to] < distances[from]).collect()
}

/// Turns every edge that leads back to a node on the way to it.
fn break_circles(nodes: usize, edges: &[(usize, usize)], reversed: &mut [bool]) {
    let mut leading: Vec<Vec<(usize, usize)>> = vec![Vec::new(); nodes];
    let mut is_begun = vec![true; nodes];
    for (at, (&(from, to), back)) in edges.iter().zip(reversed.iter()).enumerate() {
        let (from, to) = if *back { (to, from) } else { (from, to) };
        leading[from].push((at, to));
        is_begun[to] = false;
    }
    // Where nothing leads to, ways begin; then where they go in circles only.
    let starts = (0..nodes).filter(|node| is_begun[*node]).chain(0..nodes).collect::<Vec<_>>();
    let mut states = vec![State::New; nodes];
    for start in starts {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::OnTheWay;
        let mut way = vec![(start, 0)];
        while let Some((node, next)) = way.pop() {
            let Some(&(edge, to)) = leading[node].get(next) else {
                states[node] = State::Done;
                continue;
            };
            way.push((node, next + 1));
            match states[to] {
                State::New => {
                    states[to] = State::OnTheWay;
                    way.push((to, 0));
                }
                State::OnTheWay => reversed[edge] = !reversed[edge],
                State::Done => {}
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    OnTheWay,
    Done,
}

/// How many edges the longest way to each node has.
fn longest_paths(nodes: usize, edges: &[(usize, usize)]) -> Vec<i64> {
    let mut leading = vec![Vec::new(); nodes];
    let mut missing = vec![0; nodes];
    for &(from, to) in edges {
        leading[from].push(to);
        missing[to] += 1;
    }
    let mut ranks = vec![0; nodes];
    let mut ready: Vec<usize> = (0..nodes).filter(|node| missing[*node] == 0).collect();
    while let Some(node) = ready.pop() {
        for &to in &leading[node] {
            ranks[to] = ranks[to].max(ranks[node] + 1);
            missing[to] -= 1;
            if missing[to] == 0 {
                ready.push(to);
            }
        }
    }
    ranks
}

/// Moves nodes towards those that they are linked with, as far as edges still lead to a layer behind.
fn tightened(mut ranks: Vec<i64>, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut before = vec![Vec::new(); ranks.len()];
    let mut behind = vec![Vec::new(); ranks.len()];
    for &(from, to) in edges {
        before[to].push(from);
        behind[from].push(to);
    }
    for pass in 0..PASSES {
        let nodes: Vec<usize> =
            if pass % 2 == 0 { (0..ranks.len()).rev().collect() } else { (0..ranks.len()).collect() };
        for node in nodes {
            let least = before[node].iter().map(|other| ranks[*other] + 1).max();
            let most = behind[node].iter().map(|other| ranks[*other] - 1).min();
            ranks[node] = match (least, most) {
                (Some(least), Some(most)) if behind[node].len() > before[node].len() => most.max(least),
                (Some(least), _) => least,
                (None, Some(most)) => most,
                (None, None) => 0,
            };
        }
    }
    let first = ranks.iter().copied().min().unwrap_or(0);
    ranks.into_iter().map(|rank| (rank - first) as usize).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ranks;

    fn rises(nodes: usize, edges: &[(usize, usize)]) -> bool {
        let (ranks, reversed) = ranks(nodes, edges);
        edges.iter().zip(reversed).all(|(&(from, to), back)| match back {
            true => ranks[to] < ranks[from],
            false => ranks[from] < ranks[to],
        })
    }

    #[test]
    fn many_leaves_stand_on_both_sides() {
        let edges: Vec<(usize, usize)> = (1..=20).map(|leaf| (leaf, 0)).collect();
        let (ranks, _) = ranks(21, &edges);
        let count = |rank| ranks.iter().filter(|it| **it == rank).count();
        assert_eq!((count(0), count(1), count(2)), (10, 1, 10));
    }

    #[test]
    fn what_is_linked_both_ways_stands_on_one_side() {
        let edges: Vec<(usize, usize)> = (1..=20).flat_map(|leaf| [(leaf, 0), (0, leaf)]).collect();
        let (ranks, _) = ranks(21, &edges);
        let count = |rank| ranks.iter().filter(|it| **it == rank).count();
        assert_eq!((count(0), count(1), count(2)), (10, 1, 10));
    }

    #[test]
    fn a_node_stands_beside_what_it_is_linked_with() {
        let (ranks, _) = ranks(5, &[(0, 1), (1, 2), (2, 3), (4, 3)]);
        assert_eq!(ranks, [0, 1, 2, 3, 2]);
    }

    proptest! {
        #[test]
        fn every_edge_leads_to_a_layer_behind(edges in prop::collection::vec((0..12_usize, 0..12_usize), 0..40)) {
            let edges: Vec<_> = edges.into_iter().filter(|(from, to)| from != to).collect();
            prop_assert!(rises(12, &edges));
        }
    }
}
