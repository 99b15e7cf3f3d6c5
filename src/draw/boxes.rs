//! Lines of text as a block of its size.

use super::element::{Element, line};
use super::measure;

/// How a line of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A thing's name.
    Name,
    /// What a line between things says.
    Label,
    /// What else is said.
    Quiet,
    /// What is denied or disputed.
    Warning,
}

impl Look {
    fn size(self) -> f64 {
        match self {
            Look::Name => 14.0,
            Look::Label => 12.5,
            Look::Quiet | Look::Warning => 11.5,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Look::Name => "name",
            Look::Label => "label",
            Look::Quiet => "quiet",
            Look::Warning => "warning",
        }
    }
}

/// How much higher a line is than its letters.
const LEADING: f64 = 1.3;

/// Lines of text, one below the other.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Block {
    lines: Vec<(String, Look)>,
    /// As wide as its widest line.
    pub width: f64,
    pub height: f64,
}

impl Block {
    /// Adds a text in at most so many lines of a width.
    pub fn add(&mut self, text: &str, look: Look, widest: f64, most: usize) {
        let bold = look == Look::Name;
        for text in measure::wrapped(&line(text), look.size(), bold, widest, most) {
            self.width = self.width.max(measure::width(&text, look.size(), bold));
            self.height += look.size() * LEADING;
            self.lines.push((text, look));
        }
    }

    /// How many lines it has.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Its lines as text, from the top on; each begins at `x`, or has its middle there.
    pub fn drawn(&self, x: f64, top: f64, anchor: &'static str) -> Vec<Element> {
        let mut bottom = top;
        let draw = |(text, look): &(String, Look)| {
            bottom += look.size() * LEADING;
            // Letters stand a fifth of their size above the line's bottom.
            let base = bottom - look.size() * (LEADING - 1.0) / 2.0 - look.size() * 0.2;
            let element = Element::new("text").with("class", look.class()).at("x", x).at("y", base);
            let element = if anchor == "start" { element } else { element.with("text-anchor", anchor) };
            element.saying(text)
        };
        self.lines.iter().map(draw).collect()
    }
}
