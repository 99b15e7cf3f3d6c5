//! A scene on a scale of time: each dated fact a line with its sentence and a bar.

use super::boxes::{Block, Look};
use super::element::{Element, number};
use super::network::title;
use super::page::{SIGN, Sign, page, rows_left_off};
use super::scene::{DrawnFact, Scene};
use crate::edtf::Edtf;
use crate::look::Standing;
use crate::render::sentence;
use crate::timescale::{Bound, Extent, Scale};

/// How wide sentences may be, what is left free behind them, and how wide the scale is.
const SENTENCES: f64 = 340.0;
const GAP: f64 = 18.0;
const SCALE: f64 = 640.0;

/// How many lines a sentence may have.
const SENTENCE_LINES: usize = 3;

/// How high the scale's labels are, and how far apart facts are.
const LABELS: f64 = 26.0;
const BETWEEN: f64 = 9.0;

/// How high a bar is, how narrow it may be, and how long the tip of one that goes on.
const BAR: f64 = 12.0;
const NARROWEST_BAR: f64 = 4.0;
const TIP: f64 = 10.0;

/// How many letters of the scale's labels fit on it.
const LETTERS: usize = 84;

/// A fact with what is known of its time.
struct Dated<'s> {
    fact: &'s DrawnFact,
    time: &'s Edtf,
    extent: Extent,
}

pub(super) fn timeline(scene: &Scene) -> String {
    let dated = |fact| {
        let time = DrawnFact::time(fact)?;
        Some(Dated { fact, time, extent: Extent::of(time) })
    };
    let mut facts: Vec<Dated<'_>> = scene.facts.iter().filter_map(dated).collect();
    facts.sort_by_key(|dated| (dated.extent.possible, dated.fact.line.id));
    let extents: Vec<Extent> = facts.iter().map(|dated| dated.extent).collect();
    let scale = Scale::of(&extents).or_else(|| around(&extents));
    let (rows, height) = match &scale {
        Some(scale) => rows(&facts, scale),
        None => (Vec::new(), 0.0),
    };
    let marks = scale.iter().flat_map(|scale| marks(scale, height));
    let body = marks.chain(rows).collect();
    let undated = scene.facts.len() - facts.len() + scene.undated;
    let notes = [
        rows_left_off(scene),
        facts.is_empty().then(|| "There is nothing to draw: no fact states a time.".to_owned()),
        (undated == 1).then(|| "1 fact states no time.".to_owned()),
        (undated > 1).then(|| format!("{undated} facts state no time.")),
        (scene.left_off > 0).then(|| format!("Facts that are not drawn: {}.", scene.left_off)),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    let width = if facts.is_empty() { 0.0 } else { SENTENCES + GAP + SCALE };
    page(scene, body, (width, height), signs(&facts), &notes)
}

/// The scale of facts that are all of one day: some days around it.
fn around(extents: &[Extent]) -> Option<Scale> {
    let days = extents.iter().flat_map(|extent| [extent.possible.0, extent.possible.1]);
    let day = days.filter(|day| day.abs() < crate::edtf::END).min()?;
    Some(Scale { first: day - 2, last: day + 2 })
}

/// The lines and labels of the scale, down to a height.
fn marks(scale: &Scale, height: f64) -> Vec<Element> {
    let mark = |tick: crate::timescale::Tick| {
        let x = place(scale, tick.day);
        let line = Element::new("path")
            .with("class", "scale")
            .with("d", format!("M{0} {1} V{2}", number(x), number(LABELS - 6.0), number(height)));
        let label = Element::new("text").with("class", "quiet").at("x", x).at("y", LABELS - 12.0);
        [line, label.with("text-anchor", "middle").saying(&tick.label)]
    };
    let ends = format!("M{0} {2} H{1}", number(SENTENCES + GAP), number(SENTENCES + GAP + SCALE), number(LABELS - 6.0));
    let line = Element::new("path").with("class", "scale").with("d", ends);
    [line].into_iter().chain(scale.ticks(LETTERS).into_iter().flat_map(mark)).collect()
}

/// Facts below each other, and how far down they go.
fn rows(facts: &[Dated<'_>], scale: &Scale) -> (Vec<Element>, f64) {
    let mut top = LABELS;
    let mut rows = Vec::new();
    for dated in facts {
        let mut block = Block::default();
        block.add(&sentence(&dated.fact.line), Look::Label, SENTENCES, SENTENCE_LINES);
        block.add(dated.time.as_str(), Look::Quiet, SENTENCES, 1);
        if let Some(word) = dated.fact.line.standing.word() {
            block.add(word, Look::Warning, SENTENCES, 1);
        }
        let middle = top + block.height / 2.0;
        let row = Element::new("g").titled(&title(dated.fact)).holding(block.drawn(0.0, top, "start"));
        rows.push(row.holding(bar(&dated.extent, scale, middle, dated.fact.line.standing)));
        top += block.height + BETWEEN;
    }
    (rows, top)
}

/// A time around a height of the scale.
fn bar(extent: &Extent, scale: &Scale, y: f64, standing: Standing) -> Vec<Element> {
    let denied = standing == Standing::Denied;
    let (possible, sure) = if denied { ("possible-denied", "sure-denied") } else { ("possible", "sure") };
    let ranges = [(Some(extent.possible).filter(|range| Some(*range) != extent.sure), possible), (extent.sure, sure)];
    let mut drawn = Vec::new();
    for (range, class) in ranges {
        let Some((first, last)) = range.and_then(|range| scale.clamped(range)) else { continue };
        let (left, right) = (place(scale, first), place(scale, last + 1));
        let width = (right - left).max(NARROWEST_BAR);
        drawn.push(stretch(class, left, width, y));
    }
    let (left, right) = (SENTENCES + GAP, SENTENCES + GAP + SCALE);
    drawn.extend(end(extent.begins, sure, left, -1.0, y));
    drawn.extend(end(extent.ends, sure, right, 1.0, y));
    drawn
}

fn stretch(class: &'static str, left: f64, width: f64, y: f64) -> Element {
    let rect = Element::new("rect").with("class", class).at("x", left).at("y", y - BAR / 2.0);
    rect.at("width", width).at("height", BAR)
}

/// What stands at the scale's end for a time that goes on there, or whose end is not known.
fn end(bound: Bound, class: &'static str, x: f64, outwards: f64, y: f64) -> Option<Element> {
    match bound {
        Bound::Stated => None,
        Bound::Open => {
            let [x, tip, top, bottom, middle] = [x, x + TIP * outwards, y - BAR * 0.75, y + BAR * 0.75, y].map(number);
            Some(
                Element::new("path")
                    .with("class", class)
                    .with("d", format!("M{x} {top} L{tip} {middle} L{x} {bottom} z")),
            )
        }
        Bound::Unknown => {
            let mark = Element::new("text").at("x", x + TIP * 0.6 * outwards).at("y", y + 4.5);
            Some(mark.with("text-anchor", "middle").saying("?"))
        }
    }
}

/// How far from the left a day begins.
fn place(scale: &Scale, day: i64) -> f64 {
    SENTENCES + GAP + (day - scale.first) as f64 * SCALE / scale.days() as f64
}

/// What signs mean, of those that occur.
fn signs(facts: &[Dated<'_>]) -> Vec<Sign> {
    let y = SIGN.1 / 2.0;
    let any = |wanted: &dyn Fn(&Extent) -> bool| facts.iter().any(|dated| wanted(&dated.extent));
    let unsure = any(&|extent| extent.sure != Some(extent.possible));
    let sign = |sign: Vec<Element>, means: &'static str| Sign { sign, means };
    let whole = |class: &'static str| vec![stretch(class, 0.0, SIGN.0, y)];
    let going_on = || {
        let ends = end(Bound::Open, "sure", SIGN.0 - TIP, 1.0, y);
        vec![stretch("sure", 0.0, SIGN.0 - TIP, y)].into_iter().chain(ends).collect()
    };
    let unknown = || end(Bound::Unknown, "sure", SIGN.0 / 2.0, 0.0, y).into_iter().collect();
    let has = |bound: Bound| any(&|extent| extent.begins == bound || extent.ends == bound);
    let denied = facts.iter().any(|dated| dated.fact.line.standing == Standing::Denied);
    let signs = [
        unsure.then(|| sign(whole("sure"), "for sure")),
        unsure.then(|| sign(whole("possible"), "possible")),
        has(Bound::Open).then(|| sign(going_on(), "goes on: open")),
        has(Bound::Unknown).then(|| sign(unknown(), "end not known")),
        denied.then(|| sign(whole("sure-denied"), "denied")),
    ];
    signs.into_iter().flatten().collect()
}
