//! What a full-text search found.

use super::super::receipts::document;
use super::super::sheet::{Cell, Holds, Sheet};
use super::super::text::{Style, counted, number, running, visible};
use crate::look::{Findings, Found, FoundDocument, FoundName, FoundQuote, Matching, Passage};
use crate::value::FactId;

/// Where what was found begins in its lines.
const INDENT: &str = "   ";

/// How many facts that rest on a quote are listed.
const FACTS_LISTED: usize = 12;

pub(super) fn findings(findings: &Findings, style: &Style) -> String {
    if findings.is_empty() {
        return style.quiet(" nothing found") + "\n";
    }
    let matching = match findings.matching {
        Matching::Words => None,
        Matching::Beginnings => Some("no text has all of these words; these have words that begin so"),
        Matching::SomeWords => Some("no text has all of these words; these have some of them"),
    };
    let matching = matching.map(|words| style.quiet(&style.hanging(" ", words)) + "\n");
    let sections = [
        section("names", &findings.names, style, name),
        section("documents", &findings.documents, style, found_document),
        section("quotes", &findings.quotes, style, quote),
    ];
    let parts: Vec<String> = [matching].into_iter().chain(sections).flatten().collect();
    parts.join("\n")
}

/// What was found in one place, below its heading; none where that is nothing.
fn section<T>(heading: &str, found: &Found<T>, style: &Style, show: fn(&T, &Style) -> String) -> Option<String> {
    if found.best.is_empty() {
        return None;
    }
    let hidden = found.total.saturating_sub(found.best.len());
    let count =
        if hidden > 0 { format!("  the best {} of {}", found.best.len(), number(found.total)) } else { String::new() };
    let entries: String = found.best.iter().map(|entry| show(entry, style)).collect();
    Some(format!(" {}{}\n{entries}", style.strong(heading), style.quiet(&count)))
}

fn name(found: &FoundName, style: &Style) -> String {
    let kinds: Vec<String> = found.kinds.iter().map(|kind| visible(kind)).collect();
    let behind = [Some(format!("@{}", visible(&found.entity.key))), Some(kinds.join(", "))];
    let behind: Vec<String> = behind.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    let marked = marked(&found.name, style);
    let name = match found.name.text == found.entity.name {
        true => marked,
        false => format!("{marked}, that is {}", visible(&found.entity.name)),
    };
    style.hanging(INDENT, &format!("{name}  {}", style.quiet(&behind.join(" · ")))) + "\n"
}

fn found_document(found: &FoundDocument, style: &Style) -> String {
    let title = found.title.as_ref().map_or_else(|| visible(&found.document.key), |title| marked(title, style));
    let details = [found.document.publisher.as_deref(), found.document.published.as_deref()];
    let details: String = details.into_iter().flatten().map(|detail| format!(", {}", visible(detail))).collect();
    let key = format!("  @{}", visible(&found.document.key));
    let mut text = style.hanging(INDENT, &format!("{title}{}{}", style.quiet(&details), style.quiet(&key))) + "\n";
    if let Some(passage) = &found.passage {
        text.push_str(&(style.hanging("     ", &quotation(passage, style)) + "\n"));
        let places = counted(found.places, "place", "places");
        let place = [place(passage), Some(format!("found at {places}"))];
        text.push_str(&below(&place.into_iter().flatten().collect::<Vec<_>>(), style));
    }
    text
}

fn quote(found: &FoundQuote, style: &Style) -> String {
    let quotation = style.hanging(INDENT, &quotation(&found.quote, style)) + "\n";
    let facts = found.facts.iter().take(FACTS_LISTED).map(|fact| fact.0.to_string()).collect::<Vec<_>>().join(", ");
    let more = found.facts.len().saturating_sub(FACTS_LISTED);
    let facts = match found.facts.len() {
        1 => format!("fact {facts}"),
        _ if more > 0 => format!("facts {facts} and {more} more"),
        _ => format!("facts {facts}"),
    };
    let cited = found.document.as_ref().map(document);
    quotation + &below(&[cited, place(&found.quote), Some(facts)].into_iter().flatten().collect::<Vec<_>>(), style)
}

/// The line below a passage that tells where it stands.
fn below(parts: &[String], style: &Style) -> String {
    style.hanging("     — ", &style.quiet(&parts.join("\u{A0}· "))) + "\n"
}

fn place(passage: &Passage) -> Option<String> {
    passage.offsets.as_ref().map(|range| format!("characters {}–{}", range.start, range.end))
}

fn quotation(passage: &Passage, style: &Style) -> String {
    let dots = |cut: bool| if cut { "…" } else { "" };
    format!("“{}{}{}”", dots(passage.cut.0), marked(passage, style), dots(passage.cut.1))
}

fn marked(passage: &Passage, style: &Style) -> String {
    running(&passage.text, &passage.marks, style)
}

/// The columns of what was found.
const COLUMNS: [(&str, Holds); 7] = [
    ("found", Holds::Text),
    ("key", Holds::Text),
    ("label", Holds::Text),
    ("text", Holds::Text),
    ("start", Holds::Number),
    ("end", Holds::Number),
    ("facts", Holds::Text),
];

/// What was found, one a row: what it is, its key, the text with the words, where it stands, and facts.
pub(in super::super) fn sheet(findings: &Findings) -> Sheet<'_> {
    let names = findings
        .names
        .best
        .iter()
        .map(|found| row("name", Some((&found.entity.key, &found.entity.name)), Some(&found.name), &[]));
    let documents =
        findings.documents.best.iter().map(|found| {
            row("document", Some((&found.document.key, found.document.label())), found.passage.as_ref(), &[])
        });
    let quotes = findings.quotes.best.iter().map(|found| {
        let document = found.document.as_ref().map(|document| (document.key.as_str(), document.label()));
        row("quote", document, Some(&found.quote), &found.facts)
    });
    Sheet { rows: names.chain(documents).chain(quotes).collect(), ..Sheet::new(&COLUMNS) }
}

/// A row; `named` are the key and the name of what was found, or of the document that it is in.
fn row<'f>(
    found: &'static str,
    named: Option<(&'f str, &'f str)>,
    passage: Option<&'f Passage>,
    facts: &[FactId],
) -> Vec<Cell<'f>> {
    let offsets = passage.and_then(|passage| passage.offsets.as_ref());
    let facts: Vec<String> = facts.iter().map(|fact| fact.0.to_string()).collect();
    vec![
        Cell::from(found),
        Cell::text_or_nothing(named.map(|(key, _)| key)),
        Cell::text_or_nothing(named.map(|(_, name)| name)),
        Cell::text_or_nothing(passage.map(|passage| passage.text.as_str())),
        Cell::count(offsets.map(|range| range.start)),
        Cell::count(offsets.map(|range| range.end)),
        if facts.is_empty() { Cell::Nothing } else { Cell::from(facts.join("; ")) },
    ]
}
