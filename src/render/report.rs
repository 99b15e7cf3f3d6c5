//! What was done and how much there is, in words.

use std::path::Path;
use std::time::Duration;

use textwrap::core::display_width;

use super::text::{Style, counted, number, running, visible};
use crate::dataset::Conflict;
use crate::export::{self, ExportReport, ExportedFile};
use crate::load::{FoldedName, LeftOut, LoadReport, MissingQuote, NameTally, QuoteTally, RepeatedQuote, Tally};
use crate::ship::ShipReport;
use crate::store::{Counts, Redacted};

/// How many of the words that were declared by use are named.
const NAMED: usize = 12;

/// How many things are shown that a store has otherwise than a set.
const CONFLICTS_SHOWN: usize = 20;

/// Up to so many files are shown each.
const FILES_SHOWN: usize = 8;

/// How many names that were found folded are shown.
const FOLDED_SHOWN: usize = 10;

/// A store in one line: `talks.db: 90 facts about 54 entities from 1 document`; with `~` before what was not counted.
pub fn counts(path: &Path, counts: &Counts, exact: bool) -> String {
    let about = if exact { "" } else { "~" };
    let of = |count: i64, one, many| format!("{about}{}", counted(usize::try_from(count).unwrap_or(0), one, many));
    let name = match path == Path::new(":memory:") {
        true => "in memory, not kept".to_owned(),
        false => visible(&path.display().to_string()),
    };
    let facts = of(counts.facts, "fact", "facts");
    if counts.facts == 0 {
        return format!("{name}: {facts}");
    }
    let entities = of(counts.entities, "entity", "entities");
    let documents = of(counts.documents, "document", "documents");
    format!("{name}: {facts} about {entities} from {documents}")
}

/// How long something took: `12 ms`, `1.4 s`, `2 min 5 s`.
pub fn duration(took: Duration) -> String {
    let seconds = took.as_secs();
    match seconds {
        0 => format!("{} ms", took.as_millis()),
        1..60 => format!("{:.1} s", took.as_secs_f64()),
        _ => format!("{} min {} s", number(usize::try_from(seconds / 60).unwrap_or(usize::MAX)), seconds % 60),
    }
}
/// What a load came to: what is new and known, how the quotes stand to their documents, what was declared on the way,
/// and each quote that wants looking at. Ends with a line end.
pub fn load_report(report: &LoadReport, style: &Style) -> String {
    let heading = format!(" {}  {}\n", style.strong(&visible(&report.file)), style.quiet(&outcome(report)));
    let tallies = [
        ("documents", report.documents),
        ("entities", report.entities),
        ("facts", report.facts),
        ("claims", report.evidence),
    ];
    let tallies = tallies.into_iter().map(|(label, tally)| (label, tally_text(tally)));
    let others = [
        ("names", names_text(&report.names)),
        ("quotes", quotes_text(&report.quotes)),
        ("declared", declared(report)),
        ("not there", never_there(report)),
        ("rejected", rejected(report)),
    ];
    let lines: Vec<Line> = tallies.chain(others).filter(|(_, text)| !text.is_empty()).collect();
    heading
        + &aligned(&lines, style)
        + &left_out(report, style)
        + &folded_names(report, style)
        + &missing_quotes(report, style)
        + &repeated_quotes(report, style)
}

fn outcome(report: &LoadReport) -> String {
    let took = duration(Duration::try_from_secs_f64(report.seconds).unwrap_or_default());
    match report.load {
        _ if report.dry_run => format!("checked, nothing written  ({took})"),
        Some(load) => format!("load {load}  ({took})"),
        None => format!("nothing new  ({took})"),
    }
}

fn tally_text(tally: Tally) -> String {
    listed([(tally.new, "new"), (tally.known, "known")])
}

/// What names were matched by, where that is not their keys.
fn names_text(names: &NameTally) -> String {
    if names.name + names.alias + names.folded + names.made == 0 {
        return String::new();
    }
    listed([
        (names.key, "by key"),
        (names.name, "by name"),
        (names.alias, "by another name"),
        (names.folded, "but for case, accents or punctuation"),
        (names.made, "made by being named"),
    ])
}

fn folded_names(report: &LoadReport, style: &Style) -> String {
    let entry = |folded: &FoldedName| {
        let (word, name, key) = (visible(&folded.word), visible(&folded.name), visible(&folded.key));
        style.hanging("   ", &format!("“{word}” is “{name}” {}", style.quiet(&format!("@{key}")))) + "\n"
    };
    let listed: Vec<String> = report.folded_names.iter().take(FOLDED_SHOWN).map(entry).collect();
    let heading = "names found but for case, accents or punctuation";
    section(&style.strong(heading), &listed, report.folded_names.len(), style)
}

fn quotes_text(quotes: &QuoteTally) -> String {
    listed([
        (quotes.verbatim, "verbatim"),
        (quotes.normalised, "but for spacing or punctuation"),
        (quotes.missing, "not in the text"),
        (quotes.unchecked, "unchecked"),
    ])
}

/// `54 new, 3 known`, without those of which there are none.
pub(super) fn listed<const N: usize>(counts: [(usize, &str); N]) -> String {
    let some = counts.into_iter().filter(|(count, _)| *count > 0);
    some.map(|(count, what)| format!("{} {what}", number(count))).collect::<Vec<_>>().join(", ")
}

/// What the vocabulary does not say and was declared by being used.
fn declared(report: &LoadReport) -> String {
    let lists = [("kinds", &report.kinds_declared), ("predicates", &report.predicates_declared)];
    let lists = lists.into_iter().filter(|(_, names)| !names.is_empty());
    let lists: Vec<String> = lists.map(|(what, names)| format!("{what} by use: {}", visible(&some(names)))).collect();
    lists.join("; ")
}

/// What the mapping refers to and no row has.
fn never_there(report: &LoadReport) -> String {
    match report.never_there.is_empty() {
        true => String::new(),
        false => format!("in any record: {}", visible(&report.never_there.join(", "))),
    }
}

/// How many records were rejected, and where they are.
fn rejected(report: &LoadReport) -> String {
    let Some(rejected) = &report.rejected else { return String::new() };
    let file = visible(&rejected.file);
    match (rejected.records, report.dry_run) {
        (0, _) if rejected.was_there => format!("nothing; {file} is left as it was"),
        (0, _) => "nothing".to_owned(),
        (records, true) => format!("{} would go to {file}", counted(records, "record", "records")),
        (records, false) => format!("{} → {file}", counted(records, "record", "records")),
    }
}

/// The first of a list of names, and how many more there are.
fn some(names: &[String]) -> String {
    let first = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {} more", number(more)),
    }
}

/// What a file of another format says and was left out.
fn left_out(report: &LoadReport, style: &Style) -> String {
    let entry = |left_out: &LeftOut| {
        let value = left_out.value.as_ref().map_or_else(String::new, |value| format!(": “{}”", visible(value)));
        let place = style.quiet(&format!(", first in line {}{value}", number(left_out.line)));
        style.hanging("   ", &format!("{} {}{place}", number(left_out.count), left_out.what)) + "\n"
    };
    let listed: Vec<String> = report.left_out.iter().map(entry).collect();
    section(&style.warning("left out"), &listed, listed.len(), style)
}

fn missing_quotes(report: &LoadReport, style: &Style) -> String {
    let entry = |missing: &MissingQuote| {
        let alike = nearest_words(missing.similarity);
        place_entry(report, missing.line, &missing.document)
            + &quote_entry(&missing.quote, missing.nearest.as_deref(), &alike, style)
    };
    let heading = format!("{} not in the text", counted(report.quotes.missing, "quote is", "quotes are"));
    let listed: Vec<String> = report.missing_quotes.iter().map(entry).collect();
    section(&style.warning(&heading), &listed, report.quotes.missing, style)
}

fn repeated_quotes(report: &LoadReport, style: &Style) -> String {
    let entry = |repeated: &RepeatedQuote| {
        let times =
            style.hanging("     ", &style.quiet(&format!("{} places fit; the first was taken", repeated.occurrences)));
        place_entry(report, repeated.line, &repeated.document)
            + &quote_entry(&repeated.quote, None, "", style)
            + &times
            + "\n"
    };
    let count = report.repeated_quotes.len();
    let heading = format!(
        "{} more than once in the text; a prefix or suffix tells them apart",
        counted(count, "quote is", "quotes are")
    );
    let listed: Vec<String> = report.repeated_quotes.iter().map(entry).collect();
    section(&style.warning(&heading), &listed, count, style)
}

/// A list of which there may be more than is listed; empty where there is nothing.
pub(super) fn section(heading: &str, listed: &[String], all: usize, style: &Style) -> String {
    if listed.is_empty() {
        return String::new();
    }
    let more = match all.saturating_sub(listed.len()) {
        0 => String::new(),
        hidden => style.quiet(&format!("   … and {} more", number(hidden))) + "\n",
    };
    format!("\n {heading}\n{}{more}", listed.concat())
}

fn place_entry(report: &LoadReport, line: usize, document: &str) -> String {
    format!("   {}\n", visible(&format!("{}:{line}  {document}", report.file)))
}

/// What stands before the passage nearest to a quote.
pub(super) fn nearest_words(similarity: f64) -> String {
    format!("nearest, {:.0} % alike: ", similarity * 100.0)
}

/// A quote, and behind those words the passage that is nearest to it, where there is any.
pub(super) fn quote_entry(quote: &str, nearest: Option<&str>, words: &str, style: &Style) -> String {
    let quoted = |words: &str, text: &str| {
        style.hanging("     ", &format!("{}“{}”", style.quiet(words), running(text, &[], style))) + "\n"
    };
    quoted("", quote) + &nearest.map(|passage| quoted(words, passage)).unwrap_or_default()
}

/// What was shipped, and how to begin with it. Ends with a line end.
pub fn ship_report(report: &ShipReport, style: &Style) -> String {
    let path = visible(&report.path.display().to_string());
    let counts = [
        ("facts", report.facts),
        ("entities", report.entities),
        ("documents", report.documents),
        ("views", report.views),
        ("tables", report.tables),
    ];
    let mut lines: Vec<Line> = counts.into_iter().map(|(label, count)| (label, count_text(count))).collect();
    lines.extend(report.redacted.map(|redacted| ("redacted", redacted_text(&redacted))));
    let size = indicatif::HumanBytes(report.bytes).to_string();
    let begin = style.quiet(&format!(" begin with: sqlite3 {path} 'SELECT text FROM readme'"));
    let left_out = report.queries_left_out.iter().map(|(name, reason)| {
        format!(" not among the queries for Datasette: {}, since {}\n", visible(name), visible(reason))
    });
    let left_out: String = left_out.collect();
    format!(" {}  {}\n{}{left_out}{begin}\n", style.strong(&path), style.quiet(&size), aligned(&lines, style))
}

/// What was left out since it was not to be told.
fn redacted_text(redacted: &Redacted) -> String {
    let Redacted { things, facts, quotes, texts, queries } = *redacted;
    let counts = [
        counted(things, "thing", "things"),
        counted(facts, "fact", "facts"),
        counted(queries, "rule or query", "rules and queries"),
        counted(quotes, "quote blanked", "quotes blanked"),
        counted(texts, "text blanked", "texts blanked"),
    ];
    counts.join(", ")
}

/// What a store that was made from a set of Parquet files has.
pub fn restored(set: &Path, counts: &Counts, is_check: bool, style: &Style) -> String {
    let Counts { documents, entities, facts, evidence } = *counts;
    let counts = [("facts", facts), ("claims", evidence), ("entities", entities), ("documents", documents)];
    let lines: Vec<Line> = counts.into_iter().map(|(label, count)| (label, count_text(count))).collect();
    let nothing = if is_check { style.quiet("  nothing was written") } else { String::new() };
    format!(" {}{nothing}\n{}", style.strong(&visible(&set.display().to_string())), aligned(&lines, style))
}

/// What an export came to: its files, what they have, and what the format has no place for.
pub fn export_report(report: &ExportReport, style: &Style) -> String {
    let counts = [
        ("facts", report.facts),
        ("claims", report.evidence),
        ("entities", report.entities),
        ("documents", report.documents),
    ];
    let written = counts.into_iter().filter(|(_, count)| *count > 0);
    let mut lines: Vec<Line> = written.map(|(label, count)| (label, number(count))).collect();
    lines.extend(report.left_out.iter().map(|(what, count)| ("left out", has_no_place(*what, *count))));
    if report.replaced > 0 {
        lines.push(("replaced", counted(report.replaced, "file", "files")));
    }
    let conflicts = &report.conflicts;
    if !conflicts.is_empty() {
        lines.push((
            "conflicts",
            counted(
                conflicts.len(),
                "thing is otherwise in the store, and stays as the set has it",
                "things are otherwise in the store, and stay as the set has them",
            ),
        ));
    }
    let shown: String = conflicts.iter().take(CONFLICTS_SHOWN).map(|conflict| conflict_line(conflict, style)).collect();
    let rest = match conflicts.len().saturating_sub(CONFLICTS_SHOWN) {
        0 => String::new(),
        more => format!("     {}\n", style.quiet(&format!("and {} more: manifest.json has all", number(more)))),
    };
    files(&report.files, style) + &aligned(&lines, style) + &shown + &rest
}

/// Files, a line each; many of them on one line, by the folder that has them all.
fn files(files: &[ExportedFile], style: &Style) -> String {
    let line = |path: &Path, said: &str| {
        format!(" {}  {}\n", style.strong(&visible(&path.display().to_string())), style.quiet(said))
    };
    let size = |bytes: u64| indicatif::HumanBytes(bytes).to_string();
    match files {
        [first, others @ ..] if others.len() >= FILES_SHOWN => {
            let folders = first.path.ancestors().skip(1);
            let has_all = |folder: &&Path| others.iter().all(|file| file.path.starts_with(folder));
            let folder = { folders }.find(has_all).unwrap_or(Path::new("."));
            let bytes = files.iter().map(|file| file.bytes).sum();
            line(folder, &format!("{}, {}", counted(files.len(), "file", "files"), size(bytes)))
        }
        files => files.iter().map(|file| line(&file.path, &size(file.bytes))).collect(),
    }
}

/// Something that a store has otherwise than the set.
fn conflict_line(conflict: &Conflict, style: &Style) -> String {
    let Conflict { what, name, of, kept, other, .. } = conflict;
    let words = format!("{what} {name}: the {of} is “{kept}”, and not “{other}”");
    style.hanging("     ", &visible(&words)) + "\n"
}

/// What a format had no place for, in words.
fn has_no_place(what: export::LeftOut, count: usize) -> String {
    use export::LeftOut;
    let (one, many) = match what {
        LeftOut::Values => {
            ("fact with a value that the format has no place for", "facts with values that the format has no place for")
        }
        LeftOut::Denied => ("fact that is only denied", "facts that are only denied"),
        LeftOut::Details => ("fact’s time, qualifiers or claims", "facts’ times, qualifiers or claims"),
        LeftOut::Derived => {
            ("fact of a predicate that only stands for a path", "facts of predicates that only stand for paths")
        }
        LeftOut::Documents => ("document", "documents"),
        LeftOut::Rules => ("rule", "rules"),
        LeftOut::Queries => ("saved query", "saved queries"),
        LeftOut::Distinctions => ("pair of entities that are distinct", "pairs of entities that are distinct"),
    };
    counted(count, one, many)
}

/// A label and what stands beside it.
pub(super) type Line<'a> = (&'a str, String);

/// Labels in a column, the numbers of what stands beside them in line at their last digit.
pub(super) fn aligned(lines: &[Line<'_>], style: &Style) -> String {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(text.len());
    let labels = lines.iter().map(|(label, _)| display_width(label)).max().unwrap_or(0);
    let widest = lines.iter().map(|(_, text)| digits(text)).max().unwrap_or(0);
    let line = |(label, text): &Line| {
        let padding = match digits(text) {
            0 => String::new(),
            digits => " ".repeat(widest.saturating_sub(digits)),
        };
        style.hanging(&format!("   {label:<labels$}  {padding}"), text) + "\n"
    };
    lines.iter().map(line).collect()
}

fn count_text(count: i64) -> String {
    number(usize::try_from(count).unwrap_or(0))
}
