//! Elements of a picture, written as XML. Whatever text they are given comes out as text.

use std::fmt::{self, Display};

use quick_xml::escape::escape;

use crate::render::visible;

/// An element with its attributes, and what is in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    content: Vec<Content>,
}

#[derive(Debug, Clone, PartialEq)]
enum Content {
    Element(Element),
    Text(String),
}

impl Element {
    pub fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), content: Vec::new() }
    }

    /// With an attribute of words.
    pub fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.attributes.push((name, clean(&value.to_string())));
        self
    }

    /// With an attribute of a number, to a tenth.
    pub fn at(mut self, name: &'static str, value: f64) -> Self {
        self.attributes.push((name, number(value)));
        self
    }

    /// With text in it.
    pub fn saying(mut self, text: &str) -> Self {
        self.content.push(Content::Text(clean(text)));
        self
    }

    /// With elements in it.
    pub fn holding(mut self, elements: impl IntoIterator<Item = Element>) -> Self {
        self.content.extend(elements.into_iter().map(Content::Element));
        self
    }

    /// With a title, which is told where one points.
    pub fn titled(self, title: &str) -> Self {
        match title.is_empty() {
            true => self,
            false => self.holding([Element::new("title").saying(title)]),
        }
    }
}

impl Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}", self.name)?;
        for (name, value) in &self.attributes {
            write!(f, " {name}=\"{}\"", escape(value.as_str()))?;
        }
        if self.content.is_empty() {
            return f.write_str("/>");
        }
        f.write_str(">")?;
        for content in &self.content {
            match content {
                Content::Element(element) => write!(f, "\n{element}")?,
                Content::Text(text) => write!(f, "{}", escape(text.as_str()))?,
            }
        }
        write!(f, "</{}>", self.name)
    }
}

/// A number to a tenth, as short as it can be.
pub(super) fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, tenth) => format!("{sign}{whole}.{tenth}"),
    }
}

/// Text as XML may have it and as it does no harm: line ends stay, other control characters become their pictures, and
/// what is no character its code.
pub(super) fn clean(text: &str) -> String {
    let line = |line: &str| {
        visible(&line.replace(['\r', '\t'], " ")).replace('\u{FFFE}', "⟨U+FFFE⟩").replace('\u{FFFF}', "⟨U+FFFF⟩")
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Text in one line.
pub(super) fn line(text: &str) -> String {
    clean(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::{Element, number};

    #[test]
    fn what_is_stored_stays_text() {
        let hostile = Element::new("text").with("class", "\"><script>").saying("</text>&\u{1b}\u{0}\u{FFFE}\u{202E}");
        assert_eq!(
            hostile.to_string(),
            "<text class=\"&quot;&gt;&lt;script&gt;\">&lt;/text&gt;&amp;␛␀⟨U+FFFE⟩⟨U+202E⟩</text>"
        );
    }

    #[test]
    fn numbers_are_short() {
        let shown = [0.0, -0.04, 12.34, -3.96, 7.5].map(number);
        assert_eq!(shown, ["0", "0", "12.3", "-4", "7.5"]);
    }
}
