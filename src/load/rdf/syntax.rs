//! The four syntaxes of RDF: which one a file is in, and their parsers behind one face.

use oxrdf::{GraphName, Quad};
use oxttl::nquads::LowLevelNQuadsParser;
use oxttl::ntriples::LowLevelNTriplesParser;
use oxttl::trig::LowLevelTriGParser;
use oxttl::turtle::LowLevelTurtleParser;
use oxttl::{NQuadsParser, NTriplesParser, TriGParser, TurtleParser, TurtleSyntaxError};

use crate::load::input::unpacked_name;

/// A syntax of RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::load) enum Syntax {
    NTriples,
    NQuads,
    Turtle,
    TriG,
}

impl Syntax {
    /// The syntax of a file by the ending of its name, that of a compression left away.
    pub(in crate::load) fn of_name(name: &str) -> Option<Self> {
        match unpacked_name(name).rsplit_once('.')?.1 {
            "nt" => Some(Syntax::NTriples),
            "nq" => Some(Syntax::NQuads),
            "ttl" => Some(Syntax::Turtle),
            "trig" => Some(Syntax::TriG),
            _ => None,
        }
    }

    /// The syntax of a text by the first line that is neither blank nor a comment.
    pub(in crate::load) fn of_line(line: &str) -> Option<Self> {
        let line = line.trim_start();
        if line.starts_with(['{', '[']) {
            return None;
        }
        let word = line.split_whitespace().next()?.to_lowercase();
        if matches!(word.as_str(), "@prefix" | "@base" | "prefix" | "base") && line.contains('<') {
            return Some(Syntax::TriG);
        }
        // XML begins with < too, but no IRI has white space in it, and every one has a scheme.
        let is_iri = word.starts_with('<') && word.split_once('>').is_some_and(|(iri, _)| iri.contains(':'));
        if !is_iri && !word.starts_with("_:") {
            return None;
        }
        let is_line_based = NQuadsParser::new().for_slice(line).all(|quad| quad.is_ok());
        Some(if is_line_based { Syntax::NQuads } else { Syntax::TriG })
    }

    /// What a file is in that is XML, by its name and the first line that is neither blank nor a comment; none where it is no
    /// XML.
    pub(in crate::load) fn of_xml(name: &str, line: &str) -> Option<&'static str> {
        let line = line.trim_start();
        let named = [".rdf", ".owl"].iter().any(|ending| unpacked_name(name).ends_with(ending));
        let is_rdf = line.starts_with("<rdf:RDF") || (named && line.starts_with('<'));
        match is_rdf || line.contains("<rdf:RDF") {
            true => Some("RDF/XML"),
            false => line.starts_with("<?xml").then_some("XML"),
        }
    }

    /// What it is called.
    pub(in crate::load) fn name(self) -> &'static str {
        match self {
            Syntax::NTriples => "N-Triples",
            Syntax::NQuads => "N-Quads",
            Syntax::Turtle => "Turtle",
            Syntax::TriG => "TriG",
        }
    }

    /// Whether each statement is a line.
    pub(super) fn is_of_lines(self) -> bool {
        matches!(self, Syntax::NTriples | Syntax::NQuads)
    }

    /// Whether blank nodes may go without a label, so that the parser gives them labels at random.
    pub(super) fn has_anonymous_nodes(self) -> bool {
        matches!(self, Syntax::Turtle | Syntax::TriG)
    }
}

/// A parser that is fed piece by piece.
pub(super) enum Parser {
    NTriples(LowLevelNTriplesParser),
    NQuads(LowLevelNQuadsParser),
    Turtle(LowLevelTurtleParser),
    TriG(LowLevelTriGParser),
}

impl Parser {
    pub(super) fn new(syntax: Syntax) -> Self {
        match syntax {
            Syntax::NTriples => Parser::NTriples(NTriplesParser::new().low_level()),
            Syntax::NQuads => Parser::NQuads(NQuadsParser::new().low_level()),
            Syntax::Turtle => Parser::Turtle(TurtleParser::new().low_level()),
            Syntax::TriG => Parser::TriG(TriGParser::new().low_level()),
        }
    }

    /// Gives it more text.
    pub(super) fn feed(&mut self, text: &[u8]) {
        match self {
            Parser::NTriples(parser) => parser.extend_from_slice(text),
            Parser::NQuads(parser) => parser.extend_from_slice(text),
            Parser::Turtle(parser) => parser.extend_from_slice(text),
            Parser::TriG(parser) => parser.extend_from_slice(text),
        }
    }

    /// Tells it that there is no more.
    pub(super) fn end(&mut self) {
        match self {
            Parser::NTriples(parser) => parser.end(),
            Parser::NQuads(parser) => parser.end(),
            Parser::Turtle(parser) => parser.end(),
            Parser::TriG(parser) => parser.end(),
        }
    }

    /// The next statement of what it was fed; none where it needs more.
    pub(super) fn next(&mut self) -> Option<Result<Quad, TurtleSyntaxError>> {
        match self {
            Parser::NTriples(parser) => {
                parser.parse_next().map(|triple| triple.map(|triple| triple.in_graph(GraphName::DefaultGraph)))
            }
            Parser::NQuads(parser) => parser.parse_next(),
            Parser::Turtle(parser) => {
                parser.parse_next().map(|triple| triple.map(|triple| triple.in_graph(GraphName::DefaultGraph)))
            }
            Parser::TriG(parser) => parser.parse_next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Syntax;

    #[test]
    fn a_name_or_the_first_line_tells_the_syntax() {
        assert_eq!(Syntax::of_name("a.b/Dump.NT.gz"), Some(Syntax::NTriples));
        assert_eq!(Syntax::of_name("data.trig.zst"), Some(Syntax::TriG));
        assert_eq!(Syntax::of_name("data.jsonl"), None);
        assert_eq!(Syntax::of_line("@prefix ex: <http://e/> ."), Some(Syntax::TriG));
        assert_eq!(Syntax::of_line("PREFIX ex: <http://e/>"), Some(Syntax::TriG));
        assert_eq!(Syntax::of_line("<http://e/a> <http://e/b> \"c\" ."), Some(Syntax::NQuads));
        assert_eq!(Syntax::of_line("_:a <http://e/b> <http://e/c> <http://e/g> ."), Some(Syntax::NQuads));
        assert_eq!(Syntax::of_line("<http://e/a> a <http://e/b> ;"), Some(Syntax::TriG));
        assert_eq!(Syntax::of_line("<rdf:RDF xmlns:rdf=\"http://w3.org/\">"), None);
        assert_eq!(Syntax::of_line("<?xml version=\"1.0\"?>"), None);
        assert_eq!(Syntax::of_line("{\"document\": {}}"), None);
    }
}
