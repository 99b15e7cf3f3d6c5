//! What all pictures have in common: the page with its heading, its look, and what its signs mean.

use super::boxes::{Block, Look};
use super::element::Element;
use super::measure;
use super::scene::Scene;
use crate::render::sentence;

/// What is left free around everything.
pub(super) const MARGIN: f64 = 24.0;

/// The least width of a page, and how wide its heading may be at least.
const NARROWEST: f64 = 420.0;

/// How many lines the heading may have.
const HEADING_LINES: usize = 4;

/// How many facts are told to those who cannot see the picture.
const FACTS_TOLD: usize = 40;

/// The look, in light and in dark surroundings.
const LOOK: &str = "
text{font-family:system-ui,-apple-system,Roboto,Noto Sans,Liberation Sans,Arial,sans-serif;fill:#1d2129;font-size:12.5px}
.page{fill:#fff}
.name{font-size:14px;font-weight:600}
.quiet{font-size:11.5px;fill:#5b6472}
.warning{font-size:11.5px;fill:#a3231a}
.thing{fill:#f4f6f9;stroke:#9aa4b2;stroke-width:1}
.asked{fill:#e3edfb;stroke:#2a62b5;stroke-width:2.4}
.back{fill:#fff}
.line{fill:none;stroke:#8a94a3;stroke-width:1.3}
.denied{stroke:#b3392f;stroke-dasharray:6 4}
.qualifies{stroke-dasharray:1.5 4;stroke-linecap:round}
.tip{fill:#8a94a3}
.tip-denied{fill:#b3392f}
.scale{stroke:#d5dae1;stroke-width:1}
.sure{fill:#2a62b5}
.possible{fill:#2a62b5;fill-opacity:.18;stroke:#2a62b5;stroke-opacity:.7;stroke-dasharray:3 2}
.sure-denied{fill:#b3392f}
.possible-denied{fill:#b3392f;fill-opacity:.12;stroke:#b3392f;stroke-opacity:.7;stroke-dasharray:3 2}
@media (prefers-color-scheme:dark){
text{fill:#e8eaed}
.page,.back{fill:#15181d}
.quiet{fill:#a3acb9}
.warning{fill:#ff9a8f}
.thing{fill:#22272f;stroke:#5d6877}
.asked{fill:#1b3357;stroke:#78aaf2}
.line{stroke:#7d8896}
.denied{stroke:#f0776b}
.tip{fill:#7d8896}
.tip-denied{fill:#f0776b}
.scale{stroke:#343b45}
.sure{fill:#78aaf2}
.possible{fill:#78aaf2;stroke:#78aaf2}
.sure-denied{fill:#f0776b}
.possible-denied{fill:#f0776b;stroke:#f0776b}
}
";

/// A sign and what it means.
pub(super) struct Sign {
    /// The sign, drawn in [`SIGN`] from the place 0, 0 on.
    pub sign: Vec<Element>,
    pub means: &'static str,
}

/// The size of a sign in the list of what signs mean.
pub(super) const SIGN: (f64, f64) = (34.0, 14.0);

/// A whole document: the heading, below it a body of so much width and height, then what signs mean and notes.
pub(super) fn page(scene: &Scene, body: Vec<Element>, size: (f64, f64), signs: Vec<Sign>, notes: &[String]) -> String {
    let width = size.0.max(NARROWEST);
    let mut heading = Block::default();
    heading.add(&scene.title, Look::Name, width, HEADING_LINES);
    let mut below = Block::default();
    notes.iter().for_each(|note| below.add(note, Look::Quiet, width, 2));
    let top = MARGIN + heading.height + MARGIN / 2.0;
    let (legend, legend_height) = legend(signs, width);
    let legend_top = top + size.1 + MARGIN;
    let both = legend_height > 0.0 && below.height > 0.0;
    let below_top = legend_top + legend_height + if both { MARGIN / 2.0 } else { 0.0 };
    let signs_and_notes = if legend_height + below.height > 0.0 { below_top + below.height } else { top + size.1 };
    let (width, height) = (width + 2.0 * MARGIN, signs_and_notes + MARGIN);
    let moved = |x: f64, y: f64, elements: Vec<Element>| {
        let place = format!("translate({} {})", super::element::number(x), super::element::number(y));
        Element::new("g").with("transform", place).holding(elements)
    };
    let document = Element::new("svg")
        .with("xmlns", "http://www.w3.org/2000/svg")
        .at("width", width.ceil())
        .at("height", height.ceil())
        .with("viewBox", format!("0 0 {} {}", width.ceil(), height.ceil()))
        .with("role", "img")
        .with("aria-labelledby", "picture-title picture-description")
        .holding([
            Element::new("title").with("id", "picture-title").saying(&super::element::line(&scene.title)),
            Element::new("desc").with("id", "picture-description").saying(&description(scene)),
            Element::new("style").saying(LOOK),
            Element::new("rect").with("class", "page").with("width", "100%").with("height", "100%"),
        ])
        .holding(heading.drawn(MARGIN, MARGIN, "start"))
        .holding([moved(MARGIN, top, body)])
        .holding((legend_height > 0.0).then(|| moved(MARGIN, legend_top, legend)))
        .holding(below.drawn(MARGIN, below_top, "start"));
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}\n")
}

/// What is told of rows that are not drawn.
pub(super) fn rows_left_off(scene: &Scene) -> Option<String> {
    (scene.rows_left_off > 0).then(|| format!("Rows that are not drawn: {}.", scene.rows_left_off))
}

/// Signs and what they mean, beside each other as long as there is room; and how high that is.
fn legend(signs: Vec<Sign>, width: f64) -> (Vec<Element>, f64) {
    let (mut elements, mut x, mut y) = (Vec::new(), 0.0, 0.0);
    let height = SIGN.1 + 6.0;
    let any = !signs.is_empty();
    for sign in signs {
        let wide = SIGN.0 + 8.0 + measure::width(sign.means, 11.5, false) + 18.0;
        if x > 0.0 && x + wide > width {
            (x, y) = (0.0, y + height);
        }
        let place = format!("translate({} {})", super::element::number(x), super::element::number(y));
        let words = Element::new("text").with("class", "quiet").at("x", SIGN.0 + 8.0).at("y", 11.0).saying(sign.means);
        elements.push(Element::new("g").with("transform", place).holding(sign.sign).holding([words]));
        x += wide;
    }
    (elements, if any { y + height } else { 0.0 })
}

/// The facts as sentences.
fn description(scene: &Scene) -> String {
    let facts = scene.facts.iter().take(FACTS_TOLD).map(|fact| {
        let time = fact.line.time.as_ref().map(|time| format!(", {}", time.as_str())).unwrap_or_default();
        let standing = fact.line.standing.word().map(|word| format!(" ({word})")).unwrap_or_default();
        format!("{}{time}{standing}.", sentence(&fact.line))
    });
    let more = scene.facts.len().saturating_sub(FACTS_TOLD) + scene.left_off + scene.undated;
    let more = (more > 0).then(|| format!("And {more} more."));
    let told: Vec<String> = facts.chain(more).collect();
    if told.is_empty() { "No facts.".to_owned() } else { super::element::line(&told.join(" ")) }
}
