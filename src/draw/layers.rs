//! A layered layout: nodes in columns, labelled edges from left to right between them. An edge's label stands in a column
//! of its own between those of nodes, so that nothing lies on it; where an edge passes further columns, room is kept.
//! The order within columns is found by barycenters (Sugiyama, Tagawa and Toda 1981).

use super::placing::placed;
use super::ranks::ranks;

/// How often the order is looked through.
const SWEEPS: usize = 24;

/// Width and height.
pub(super) type Size = (f64, f64);
/// A place, from the left and from the top.
pub(super) type Point = (f64, f64);

/// An edge with the size of its label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    pub label: Size,
}

/// Where everything is; points are middles.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Layout {
    pub nodes: Vec<Point>,
    pub routes: Vec<Route>,
    pub size: Size,
}

/// The way of an edge.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Route {
    /// The middle of the label.
    pub label: Point,
    /// Stretches to be linked by curves, from the edge's start to its end, each straight through a column: the first begins
    /// at a node's side, and the last ends at one.
    pub stretches: Vec<(Point, Point)>,
}

/// Something that stands in a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Item {
    pub column: usize,
    pub size: Size,
    pub sort: ItemSort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemSort {
    Node,
    Label,
    /// Room for an edge that passes.
    Pass,
}

/// Columns of items with the links between neighbouring columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Columns {
    /// The nodes first, in their order.
    pub items: Vec<Item>,
    /// By column, the items from the top on.
    pub order: Vec<Vec<usize>>,
    /// Of each item those in the column before that it is linked with.
    pub before: Vec<Vec<usize>>,
    /// Of each item those in the column behind.
    pub behind: Vec<Vec<usize>>,
    /// Of each edge the items from left to right, its nodes included.
    pub chains: Vec<Vec<usize>>,
    /// Of each edge whether it goes from right to left.
    pub reversed: Vec<bool>,
}

/// Lays out a graph in which all nodes are linked. No edge has one node at both ends.
pub(super) fn laid(nodes: &[Size], edges: &[Edge]) -> Layout {
    let mut columns = columns(nodes, edges);
    order(&mut columns);
    placed(&columns, nodes.len())
}

/// Nodes are in columns of even numbers, labels in those between.
fn columns(nodes: &[Size], edges: &[Edge]) -> Columns {
    let ends: Vec<(usize, usize)> = edges.iter().map(|edge| (edge.from, edge.to)).collect();
    let (ranks, reversed) = ranks(nodes.len(), &ends);
    let node = |(rank, size): (&usize, &Size)| Item { column: rank * 2, size: *size, sort: ItemSort::Node };
    let mut items: Vec<Item> = ranks.iter().zip(nodes).map(node).collect();
    let mut chains = Vec::with_capacity(edges.len());
    for (edge, back) in edges.iter().zip(&reversed) {
        let (left, right) = if *back { (edge.to, edge.from) } else { (edge.from, edge.to) };
        let between = ranks[left] * 2 + 1..ranks[right] * 2;
        // The column of labels that is nearest to the middle.
        let labelled = between.start + between.len() / 2 / 2 * 2;
        let mut chain = vec![left];
        for column in between {
            let (size, sort) =
                if column == labelled { (edge.label, ItemSort::Label) } else { ((0.0, 0.0), ItemSort::Pass) };
            chain.push(items.len());
            items.push(Item { column, size, sort });
        }
        chain.push(right);
        chains.push(chain);
    }
    let mut before = vec![Vec::new(); items.len()];
    let mut behind = vec![Vec::new(); items.len()];
    for pair in chains.iter().flat_map(|chain| chain.windows(2)) {
        if let [left, right] = *pair {
            before[right].push(left);
            behind[left].push(right);
        }
    }
    let order = first_order(&items, &before, &behind);
    Columns { items, order, before, behind, chains, reversed }
}

/// The items of each column in the order in which they are reached from the first node.
fn first_order(items: &[Item], before: &[Vec<usize>], behind: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let count = items.iter().map(|item| item.column + 1).max().unwrap_or(0);
    let mut order = vec![Vec::new(); count];
    let mut reached = vec![false; items.len()];
    for start in 0..items.len() {
        let mut ahead = vec![start];
        while let Some(item) = ahead.pop() {
            if !std::mem::replace(&mut reached[item], true) {
                order[items[item].column].push(item);
                ahead.extend(before[item].iter().chain(&behind[item]).rev());
            }
        }
    }
    order
}

/// Orders the items of each column so that few edges cross.
fn order(columns: &mut Columns) {
    let mut places = places(&columns.order, columns.items.len());
    let mut best = (crossings(columns, &places), columns.order.clone());
    for sweep in 0..SWEEPS {
        if best.0 == 0 {
            break;
        }
        let forwards = sweep % 2 == 0;
        let count = columns.order.len();
        for at in 0..count {
            let column = if forwards { at } else { count - 1 - at };
            let near = if forwards { &columns.before } else { &columns.behind };
            let middle = |item: usize| match near[item].len() {
                0 => places[item] as f64,
                count => near[item].iter().map(|other| places[*other] as f64).sum::<f64>() / count as f64,
            };
            let items = &mut columns.order[column];
            items.sort_by(|a, b| middle(*a).total_cmp(&middle(*b)));
            items.iter().enumerate().for_each(|(place, item)| places[*item] = place);
        }
        let crossings = crossings(columns, &places);
        if crossings < best.0 {
            best = (crossings, columns.order.clone());
        }
    }
    columns.order = best.1;
}

fn places(order: &[Vec<usize>], items: usize) -> Vec<usize> {
    let mut places = vec![0; items];
    for column in order {
        column.iter().enumerate().for_each(|(place, item)| places[*item] = place);
    }
    places
}

/// How many pairs of edges cross.
fn crossings(columns: &Columns, places: &[usize]) -> usize {
    let between = |column: &Vec<usize>| {
        let mut ends = Vec::new();
        for item in column {
            let mut of_item: Vec<usize> = columns.behind[*item].iter().map(|other| places[*other]).collect();
            of_item.sort_unstable();
            ends.extend(of_item);
        }
        inversions(&ends)
    };
    columns.order.iter().map(between).sum()
}

/// How many pairs of numbers stand in falling order, counted by sums over a tree (Fenwick 1994).
fn inversions(numbers: &[usize]) -> usize {
    let size = numbers.iter().max().map_or(0, |most| most + 2);
    let mut tree = vec![0_usize; size];
    let mut count = 0;
    for (seen, number) in numbers.iter().enumerate() {
        let mut not_above = 0;
        let mut at = number + 1;
        while at > 0 {
            not_above += tree[at];
            at &= at - 1;
        }
        count += seen - not_above;
        let mut at = number + 1;
        while at < size {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Edge, Layout, inversions, laid};

    fn edges(ends: &[(usize, usize)]) -> Vec<Edge> {
        ends.iter().map(|&(from, to)| Edge { from, to, label: (60.0, 30.0) }).collect()
    }

    proptest! {
        #[test]
        fn inversions_are_pairs_in_falling_order(numbers in prop::collection::vec(0..20_usize, 0..40)) {
            let pairs = (0..numbers.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
            prop_assert_eq!(inversions(&numbers), pairs.filter(|(a, b)| numbers[*a] > numbers[*b]).count());
        }

        #[test]
        fn nothing_lies_on_anything_else(
            sizes in prop::collection::vec((20.0..200.0, 10.0..90.0), 10),
            ends in prop::collection::vec((0..10_usize, 0..10_usize), 0..30),
        ) {
            let ends: Vec<_> = ends.into_iter().filter(|(from, to)| from != to).collect();
            let edges = edges(&ends);
            let layout = laid(&sizes, &edges);
            let nodes = layout.nodes.iter().zip(&sizes).map(|(point, size)| (*point, *size));
            let labels = layout.routes.iter().zip(&edges).map(|(route, edge)| (route.label, edge.label));
            let boxes: Vec<_> = nodes.chain(labels).collect();
            for (at, ((x, y), (width, height))) in boxes.iter().enumerate() {
                prop_assert!(*x >= width / 2.0 - 0.01 && *y >= height / 2.0 - 0.01);
                prop_assert!(x + width / 2.0 <= layout.size.0 + 0.01 && y + height / 2.0 <= layout.size.1 + 0.01);
                for ((x2, y2), (width2, height2)) in &boxes[..at] {
                    let apart = (x - x2).abs() >= (width + width2) / 2.0 - 0.01
                        || (y - y2).abs() >= (height + height2) / 2.0 - 0.01;
                    prop_assert!(apart, "{:?} {:?}", boxes[at], ((x2, y2), (width2, height2)));
                }
            }
        }
    }

    fn of(ends: &[(usize, usize)], nodes: usize) -> Layout {
        laid(&vec![(50.0, 20.0); nodes], &edges(ends))
    }

    #[test]
    fn edges_of_a_tree_do_not_cross() {
        let layout = of(&[(0, 3), (1, 3), (2, 4), (3, 5), (4, 5)], 6);
        let heights: Vec<f64> = [0, 1, 2].map(|node| layout.nodes[node].1).to_vec();
        assert!(heights.is_sorted() || heights.iter().rev().is_sorted(), "{heights:?}");
    }

    #[test]
    fn a_route_begins_and_ends_at_its_nodes() {
        for (ends, nodes) in [(vec![(0, 1)], 2), (vec![(0, 1), (1, 2), (2, 0)], 3)] {
            let layout = of(&ends, nodes);
            for (route, (from, to)) in layout.routes.iter().zip(&ends) {
                let at_side = |point: (f64, f64), node: usize| {
                    let (x, y) = layout.nodes[node];
                    ((point.0 - x).abs() - 25.0).abs() < 0.01 && (point.1 - y).abs() <= 10.0
                };
                let ends = (route.stretches.first().unwrap().0, route.stretches.last().unwrap().1);
                assert!(at_side(ends.0, *from) && at_side(ends.1, *to), "{route:?}");
            }
        }
    }
}
