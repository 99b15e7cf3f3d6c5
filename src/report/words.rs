//! Stored text as a page shows it. Templates escape all text; here what would not be seen, or would reorder what stands
//! beside it, is made visible.

use std::ops::Range;

use crate::render::visible;

/// A text with its line ends, which the page keeps.
pub(super) fn seen(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    lines.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// A part of running text, marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub text: String,
    pub is_marked: bool,
}

/// Running text in parts. `marks` are byte ranges into `text`, in order, none overlapping.
pub(super) fn parts(text: &str, marks: &[Range<usize>]) -> Vec<Part> {
    let part = |range: Range<usize>, is_marked| {
        let text = text.get(range).filter(|text| !text.is_empty())?;
        Some(Part { text: visible(&text.replace(['\n', '\r', '\t'], " ")), is_marked })
    };
    let (mut parts, mut at) = (Vec::new(), 0);
    for mark in marks {
        if mark.start < at || text.get(mark.clone()).is_none() {
            continue;
        }
        parts.extend(part(at..mark.start, false));
        parts.extend(part(mark.clone(), true));
        at = mark.end;
    }
    parts.extend(part(at..text.len(), false));
    parts
}

/// A number of things: `no facts`, `1 fact`, `1,234 facts`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{} {many}", crate::render::number(count)),
    }
}
