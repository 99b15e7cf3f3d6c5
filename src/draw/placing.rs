//! The last step of a layered layout: where in its column each item stands, so that lines are short and straight.

use super::layers::{Columns, Item, ItemSort, Layout, Point, Route};

/// How often items are moved towards those that they are linked with.
const PASSES: usize = 28;
/// How many of these, the last ones, look to both sides.
const PASSES_OF_BOTH: usize = 12;

/// What is left free between two items of a column, and beside one that an edge passes.
const GAP: f64 = 14.0;
const GAP_OF_PASS: f64 = 9.0;

/// What is left free between two columns, and how much more where lines go far up or down.
const BETWEEN: f64 = 26.0;
const STEEPNESS: f64 = 0.12;
const MOST_BETWEEN: f64 = 150.0;

/// How much more it counts that a line within an edge is straight.
const STRAIGHTNESS: f64 = 4.0;

/// How far apart lines begin at a node's side, at most.
const PORTS_APART: f64 = 12.0;

/// Places what was ordered; the first `nodes` items are the nodes.
pub(super) fn placed(columns: &Columns, nodes: usize) -> Layout {
    let heights = heights(columns);
    let sides = sides(columns, &heights);
    let points: Vec<Point> =
        columns.items.iter().zip(&heights).map(|(item, y)| (sides[item.column].middle(), *y)).collect();
    let bottom = columns.items.iter().zip(&heights).map(|(item, y)| y + item.size.1 / 2.0).fold(0.0, f64::max);
    let routes = columns.chains.iter().enumerate().map(|(edge, _)| route(columns, edge, &points, &sides)).collect();
    let right = sides.last().map_or(0.0, |side| side.right);
    Layout { nodes: points.into_iter().take(nodes).collect(), routes, size: (right, bottom) }
}

/// How far from the top each item's middle is.
fn heights(columns: &Columns) -> Vec<f64> {
    let mut heights = vec![0.0; columns.items.len()];
    for column in &columns.order {
        stack(columns, column, &mut heights, &vec![0.0; column.len()]);
    }
    for pass in 0..PASSES {
        let count = columns.order.len();
        for at in 0..count {
            let column = &columns.order[if pass % 2 == 0 { at } else { count - 1 - at }];
            let wanted: Vec<f64> = column.iter().map(|item| wanted(columns, *item, &heights, pass)).collect();
            stack(columns, column, &mut heights, &wanted);
        }
    }
    let tops = columns.items.iter().zip(&heights).map(|(item, y)| y - item.size.1 / 2.0);
    let top = tops.fold(f64::INFINITY, f64::min);
    heights.iter().map(|y| y - top).collect()
}

/// Where an item would best be: in the middle of those that it is linked with, on one side in turn and at last on both.
fn wanted(columns: &Columns, item: usize, heights: &[f64], pass: usize) -> f64 {
    let (before, behind) = (&columns.before[item], &columns.behind[item]);
    let (looks_back, both) = (pass.is_multiple_of(2), pass + PASSES_OF_BOTH >= PASSES);
    let near_before = before.iter().filter(|_| both || looks_back).map(|other| (*other, columns.behind[*other].len()));
    let near_behind = behind.iter().filter(|_| both || !looks_back).map(|other| (*other, columns.before[*other].len()));
    let inner = |item: usize| columns.items[item].sort != ItemSort::Node;
    let (mut sum, mut weights) = (0.0, 0.0);
    for (other, links) in near_before.chain(near_behind) {
        // What has many links has no place that is better for this one.
        let weight = if inner(item) && inner(other) { STRAIGHTNESS } else { 1.0 } / links.max(1) as f64;
        sum += heights[other] * weight;
        weights += weight;
    }
    if weights > 0.0 { sum / weights } else { heights[item] }
}

/// Items that stand as close as they may, around the middle of where they would best be.
struct Cluster {
    /// The sum of where its items want its first one to be.
    sum: f64,
    count: usize,
}

impl Cluster {
    fn place(&self) -> f64 {
        self.sum / self.count as f64
    }
}

/// Places the items of a column as near to where they are wanted as they can be in their order: the least sum of squares,
/// by pooling those that would come too close (Ayer and others 1955).
fn stack(columns: &Columns, column: &[usize], heights: &mut [f64], wanted: &[f64]) {
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(column.len());
    for (at, item) in column.iter().enumerate() {
        if let Some(above) = at.checked_sub(1).and_then(|above| column.get(above)) {
            offset += apart(&columns.items[*above], &columns.items[*item]);
        }
        offsets.push(offset);
    }
    let mut clusters: Vec<Cluster> = Vec::new();
    for (wanted, offset) in wanted.iter().zip(&offsets) {
        let mut cluster = Cluster { sum: wanted - offset, count: 1 };
        while let Some(above) = clusters.pop_if(|above| above.place() > cluster.place()) {
            cluster = Cluster { sum: above.sum + cluster.sum, count: above.count + cluster.count };
        }
        clusters.push(cluster);
    }
    let places = clusters.iter().flat_map(|cluster| std::iter::repeat_n(cluster.place(), cluster.count));
    for ((item, place), offset) in column.iter().zip(places).zip(offsets) {
        heights[*item] = place + offset;
    }
}

/// How far the middles of two neighbours are apart at least.
fn apart(above: &Item, below: &Item) -> f64 {
    let passes = above.sort == ItemSort::Pass || below.sort == ItemSort::Pass;
    (above.size.1 + below.size.1) / 2.0 + if passes { GAP_OF_PASS } else { GAP }
}

/// Where a column begins and ends.
struct Side {
    left: f64,
    right: f64,
}

impl Side {
    fn middle(&self) -> f64 {
        (self.left + self.right) / 2.0
    }
}

fn sides(columns: &Columns, heights: &[f64]) -> Vec<Side> {
    let mut sides: Vec<Side> = Vec::with_capacity(columns.order.len());
    let mut left = 0.0;
    for column in &columns.order {
        let width = column.iter().map(|item| columns.items[*item].size.0).fold(0.0, f64::max);
        sides.push(Side { left, right: left + width });
        let rise = |item: &usize| {
            let rises = columns.behind[*item].iter().map(|other| (heights[*other] - heights[*item]).abs());
            rises.fold(0.0, f64::max)
        };
        let steepest = column.iter().map(rise).fold(0.0, f64::max);
        left += width + (BETWEEN + steepest * STEEPNESS).min(MOST_BETWEEN);
    }
    sides
}

fn route(columns: &Columns, edge: usize, points: &[Point], sides: &[Side]) -> Route {
    let chain = &columns.chains[edge];
    let mut route = Route::default();
    for (at, item) in chain.iter().enumerate() {
        let Item { column, size, sort } = columns.items[*item];
        let (x, y) = points[*item];
        let side = &sides[column];
        route.stretches.push(match sort {
            ItemSort::Node => {
                let goes_right = at == 0;
                let x = if goes_right { x + size.0 / 2.0 } else { x - size.0 / 2.0 };
                let point = (x, y + port(columns, *item, chain, goes_right, points));
                // Up to the end of the column the line is straight, so that it passes wider neighbours.
                let end = (if goes_right { side.right } else { side.left }, point.1);
                if goes_right { (point, end) } else { (end, point) }
            }
            ItemSort::Label => {
                route.label = (x, y);
                ((side.left, y), (side.right, y))
            }
            ItemSort::Pass => ((side.left, y), (side.right, y)),
        });
    }
    if columns.reversed[edge] {
        route.stretches.reverse();
        route.stretches.iter_mut().for_each(|stretch| *stretch = (stretch.1, stretch.0));
    }
    route
}

/// How far from the middle of a node's side an edge is linked with it: edges in the order of where they lead to.
fn port(columns: &Columns, node: usize, chain: &[usize], goes_right: bool, points: &[Point]) -> f64 {
    let near = if goes_right { &columns.behind[node] } else { &columns.before[node] };
    let next = if goes_right { chain.get(1) } else { chain.len().checked_sub(2).and_then(|at| chain.get(at)) };
    let mut near: Vec<usize> = near.clone();
    near.sort_by(|a, b| points[*a].1.total_cmp(&points[*b].1).then(a.cmp(b)));
    let place = near.iter().position(|item| Some(item) == next).unwrap_or(0);
    let count = near.len() as f64;
    let step = (columns.items[node].size.1 / (count + 1.0)).min(PORTS_APART);
    (place as f64 - (count - 1.0) / 2.0) * step
}
