//! A scene as a graph: things as boxes, what is said between them as labelled lines.

use super::element::{Element, number};
use super::layers::{Edge, Layout, Point, Route, Size, laid};
use super::network::{Link, Network, Sort, Thing};
use super::page::{SIGN, Sign, page, rows_left_off};
use super::scene::Scene;

/// What is left free within a box, beside and above its text.
const PADDING: (f64, f64) = (11.0, 7.0);
const LABEL_PADDING: (f64, f64) = (5.0, 2.0);

/// How far apart the lines' ends are at a box's side, at least.
const BETWEEN_TIPS: f64 = 7.0;

/// What is left free between parts that nothing links.
const BETWEEN_PARTS: f64 = 34.0;

/// How wide a page is to its height, where there are many parts.
const SHAPE: f64 = 1.5;

pub(super) fn graph(scene: &Scene) -> String {
    let network = Network::of(scene);
    let sizes = sizes(&network);
    let parts = parts(&network);
    let layouts: Vec<Layout> = parts.iter().map(|part| layout(part, &network, &sizes)).collect();
    let (places, size) = packed(&layouts.iter().map(|layout| layout.size).collect::<Vec<_>>());
    let mut body = vec![tips()];
    let (mut lines, mut labels, mut things) = (Vec::new(), Vec::new(), Vec::new());
    for ((part, layout), (left, top)) in parts.iter().zip(&layouts).zip(places) {
        let moved = |(x, y): Point| (x + left, y + top);
        for (route, link) in layout.routes.iter().zip(&part.links) {
            let link = &network.links[*link];
            lines.push(line(route, link.sort, &moved));
            labels.push(label(link, moved(route.label)));
        }
        for (point, thing) in layout.nodes.iter().zip(&part.things) {
            things.push(thing_box(&network.things[*thing], sizes[*thing], moved(*point)));
        }
    }
    // Labels lie on lines, and nothing on them.
    for (class, elements) in [("lines", lines), ("labels", labels), ("things", things)] {
        body.push(Element::new("g").with("class", class).holding(elements));
    }
    let more = scene.left_off + scene.undated;
    let more = (more > 0).then(|| format!("Facts that are not drawn: {more}."));
    let rows = rows_left_off(scene);
    let nothing = network.things.is_empty().then(|| "There is nothing to draw: no thing, and no fact.".to_owned());
    let notes: Vec<String> = rows.into_iter().chain(more).chain(nothing).collect();
    page(scene, body, size, signs(&network), &notes)
}

/// The size of each thing's box: high enough for its text, and for all lines that end at one of its sides.
fn sizes(network: &Network) -> Vec<Size> {
    let mut ends = vec![(0, 0); network.things.len()];
    for link in &network.links {
        ends[link.from].0 += 1;
        ends[link.to].1 += 1;
    }
    let size = |(thing, (from, to)): (&Thing, (usize, usize))| {
        let (width, height) = padded(&thing.block, PADDING);
        (width, height.max(from.max(to) as f64 * BETWEEN_TIPS))
    };
    network.things.iter().zip(ends).map(size).collect()
}

fn padded(block: &super::boxes::Block, padding: (f64, f64)) -> Size {
    (block.width + 2.0 * padding.0, block.height + 2.0 * padding.1)
}

/// Things that are linked, however indirectly, with the links between them.
struct Part {
    things: Vec<usize>,
    links: Vec<usize>,
}

/// The parts of a network, in the order of their first things.
fn parts(network: &Network) -> Vec<Part> {
    let mut linked = vec![Vec::new(); network.things.len()];
    for link in &network.links {
        linked[link.from].push(link.to);
        linked[link.to].push(link.from);
    }
    let mut part_of = vec![usize::MAX; network.things.len()];
    let mut parts: Vec<Part> = Vec::new();
    for start in 0..network.things.len() {
        if part_of[start] != usize::MAX {
            continue;
        }
        let mut ahead = vec![start];
        part_of[start] = parts.len();
        while let Some(thing) = ahead.pop() {
            for &other in &linked[thing] {
                if part_of[other] == usize::MAX {
                    part_of[other] = parts.len();
                    ahead.push(other);
                }
            }
        }
        parts.push(Part { things: Vec::new(), links: Vec::new() });
    }
    part_of.iter().enumerate().for_each(|(thing, part)| parts[*part].things.push(thing));
    network.links.iter().enumerate().for_each(|(at, link)| parts[part_of[link.from]].links.push(at));
    parts
}

fn layout(part: &Part, network: &Network, sizes: &[Size]) -> Layout {
    let place = |thing: usize| part.things.binary_search(&thing).unwrap_or_default();
    let nodes: Vec<Size> = part.things.iter().map(|thing| sizes[*thing]).collect();
    let edge = |link: &usize| {
        let link = &network.links[*link];
        Edge { from: place(link.from), to: place(link.to), label: padded(&link.block, LABEL_PADDING) }
    };
    laid(&nodes, &part.links.iter().map(edge).collect::<Vec<_>>())
}

/// Where the left upper corner of each part is: beside each other, then below; and how large all are together.
fn packed(sizes: &[Size]) -> (Vec<Point>, Size) {
    let area: f64 = sizes.iter().map(|(width, height)| (width + BETWEEN_PARTS) * (height + BETWEEN_PARTS)).sum();
    let widest = sizes.iter().map(|size| size.0).fold((area * SHAPE).sqrt(), f64::max);
    let (mut places, mut x, mut y, mut row) = (Vec::new(), 0.0, 0.0, 0.0_f64);
    let mut all = (0.0_f64, 0.0_f64);
    for (width, height) in sizes {
        if x > 0.0 && x + width > widest {
            (x, y, row) = (0.0, y + row + BETWEEN_PARTS, 0.0);
        }
        places.push((x, y));
        all = (all.0.max(x + width), all.1.max(y + height));
        x += width + BETWEEN_PARTS;
        row = row.max(*height);
    }
    (places, all)
}

fn class(sort: Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Facts => ("line", "url(#tip)"),
        Sort::Denied => ("line denied", "url(#tip-denied)"),
        Sort::Qualifiers => ("line qualifies", "url(#tip)"),
    }
}

/// The tips of lines.
fn tips() -> Element {
    let tip = |id: &'static str| {
        let shape = Element::new("path").with("class", id).with("d", "M0 0 L8 4 L0 8 z");
        Element::new("marker")
            .with("id", id)
            .with("viewBox", "0 0 8 8")
            .with("refX", "8")
            .with("refY", "4")
            .with("markerWidth", "8")
            .with("markerHeight", "8")
            .with("markerUnits", "userSpaceOnUse")
            .with("orient", "auto")
            .holding([shape])
    };
    Element::new("defs").holding([tip("tip"), tip("tip-denied")])
}

fn line(route: &Route, sort: Sort, moved: &impl Fn(Point) -> Point) -> Element {
    let mut path = String::new();
    let mut last: Option<Point> = None;
    for &(enter, leave) in &route.stretches {
        let (enter, leave) = (moved(enter), moved(leave));
        path.push_str(&match last {
            None => format!("M{} {}", number(enter.0), number(enter.1)),
            Some(from) => {
                let middle = number((from.0 + enter.0) / 2.0);
                let [from_y, x, y] = [from.1, enter.0, enter.1].map(number);
                format!(" C{middle} {from_y} {middle} {y} {x} {y}")
            }
        });
        path.push_str(&format!(" H{}", number(leave.0)));
        last = Some(leave);
    }
    let (class, tip) = class(sort);
    Element::new("path").with("class", class).with("d", path).with("marker-end", tip)
}

fn label(link: &Link, (x, y): Point) -> Element {
    let (width, height) = padded(&link.block, LABEL_PADDING);
    let back = rect("back", (x, y), (width, height), 3.0);
    let text = link.block.drawn(x, y - link.block.height / 2.0, "middle");
    Element::new("g").titled(&link.title).holding([back]).holding(text)
}

fn thing_box(thing: &Thing, size: Size, (x, y): Point) -> Element {
    let frame = rect(if thing.asked { "asked" } else { "thing" }, (x, y), size, 6.0);
    let text = thing.block.drawn(x, y - thing.block.height / 2.0, "middle");
    Element::new("g").titled(&thing.title).holding([frame]).holding(text)
}

/// A rectangle around its middle.
fn rect(class: &'static str, (x, y): Point, (width, height): Size, round: f64) -> Element {
    let corner = Element::new("rect").with("class", class).at("x", x - width / 2.0).at("y", y - height / 2.0);
    corner.at("width", width).at("height", height).at("rx", round)
}

/// What signs mean, of those that occur.
fn signs(network: &Network) -> Vec<Sign> {
    let middle = (SIGN.0 / 2.0, SIGN.1 / 2.0);
    let has = |sort: Sort| network.links.iter().any(|link| link.sort == sort);
    let of_line = |sort: Sort, means: &'static str| {
        let (class, tip) = class(sort);
        let path = format!("M0 {0} H{1}", number(middle.1), number(SIGN.0));
        let line = Element::new("path").with("class", class).with("d", path).with("marker-end", tip);
        Sign { sign: vec![line], means }
    };
    let asked = network.things.iter().filter(|thing| thing.asked).count();
    // Where everything was asked for, that tells nothing.
    let tells = asked > 0 && asked < network.things.len();
    let asked = tells
        .then(|| Sign { sign: vec![rect("asked", middle, (SIGN.0 - 4.0, SIGN.1 - 2.0), 4.0)], means: "asked for" });
    let denied = has(Sort::Denied).then(|| of_line(Sort::Denied, "denied"));
    let qualifies = has(Sort::Qualifiers).then(|| of_line(Sort::Qualifiers, "qualifies the fact in brackets"));
    [asked, denied, qualifies].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::packed;

    #[test]
    fn parts_stand_beside_each_other_and_then_below() {
        let (places, size) = packed(&[(290.0, 200.0), (100.0, 50.0), (100.0, 50.0), (280.0, 40.0)]);
        assert_eq!(places, [(0.0, 0.0), (324.0, 0.0), (0.0, 234.0), (134.0, 234.0)]);
        assert_eq!(size, (424.0, 284.0));
    }
}
