//! A mapping proposed from a look at a file's first records.

use std::fmt::Write;

use serde_json::Value;

use super::value::date;
use crate::diagnostic::Result;
use crate::edtf::Edtf;
use crate::load::Input;
use crate::load::input::Content;
use crate::load::lines::{Line, Lines};
use crate::load::rejects::is_rejection;
use crate::load::table::{Cells, Dialect};

/// How many records are looked at.
const LOOKED_AT: usize = 200;

/// The separators that are tried.
const SEPARATORS: [u8; 4] = [b'\t', b',', b';', b'|'];

/// How dates are written that are no EDTF.
const DATES: [&str; 10] = [
    "%Y%m%d",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%Y/%m/%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%d %B %Y",
    "%B %d, %Y",
    "%d-%b-%Y",
];

/// The members of a fact that columns are found for, each with names that such columns have.
const ROLES: [(&str, &[&str]); 9] = [
    (
        "subject",
        &["subject", "source name", "actor1name", "actor1", "head", "from", "person", "who", "source", "name", "s"],
    ),
    ("predicate", &["predicate", "relation", "event text", "property", "verb", "event", "rel", "action", "type", "p"]),
    ("object", &["object", "target name", "actor2name", "actor2", "tail", "to", "target", "whom", "value", "o"]),
    ("time", &["date", "time", "event date", "day", "when", "year", "start", "since"]),
    ("document", &["document", "doc", "doc id", "document id", "article", "source url", "url", "link", "report"]),
    ("quote", &["quote", "sentence", "evidence", "passage", "text", "context"]),
    ("confidence", &["confidence", "score", "probability"]),
    ("subject kind", &["subject type", "subject kind", "source type", "head type"]),
    ("object kind", &["object type", "object kind", "target type", "tail type"]),
];

/// What a file's records hold: each part with its values in the records looked at.
struct Sample {
    /// The mapping's first lines.
    layout: String,
    /// The parts, as templates refer to them, with some values of each.
    parts: Vec<(String, Vec<String>)>,
}

/// The text of a mapping for a file, from a look at its first records.
///
/// # Errors
/// Where the file cannot be read.
pub fn propose(input: &Input) -> Result<String> {
    let content = Content::open(input)?;
    let mut lines = Lines::new(content.read()?);
    let mut first = Vec::new();
    while first.len() < LOOKED_AT && lines.next().map_err(|error| content.failed(&error))? {
        lines.show(|line| {
            if let Line::Text(passage) = line
                && !passage.text.trim().is_empty()
                && !is_rejection(passage.text)
            {
                first.push(passage.text.to_owned());
            }
        });
    }
    let values: Vec<Value> = first.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let objects = values.len() * 2 > first.len() && values.iter().all(Value::is_object);
    let sample = if objects { of_json(&values) } else { of_table(&first) };
    Ok(written(content.name(), &sample))
}

fn of_json(values: &[Value]) -> Sample {
    let mut parts: Vec<(String, Vec<String>)> = Vec::new();
    for value in values {
        gather(value, String::new(), &mut parts);
    }
    Sample { layout: "format = \"json\"\n".to_owned(), parts }
}

fn gather(value: &Value, pointer: String, parts: &mut Vec<(String, Vec<String>)>) {
    let text = match value {
        Value::Object(members) => {
            for (name, value) in members {
                gather(value, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), parts);
            }
            return;
        }
        Value::Null | Value::Array(_) => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match parts.iter_mut().find(|(known, _)| *known == pointer) {
        Some((_, values)) => values.push(text),
        None => parts.push((pointer, vec![text])),
    }
}

fn of_table(lines: &[String]) -> Sample {
    let dialect = dialect(lines);
    let mut cells = Cells::new(dialect);
    let rows: Vec<Vec<String>> =
        lines.iter().map(|line| cells.split(line).into_iter().map(str::to_owned).collect()).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let header = rows.first().is_some_and(|first| is_header(first, &rows[1..]));
    let name = |at: usize| if header { rows[0][at].trim().to_owned() } else { (at + 1).to_string() };
    let body = &rows[usize::from(header)..];
    let values = |at: usize| body.iter().filter_map(|row| row.get(at).cloned()).collect();
    let parts = (0..columns).map(|at| (name(at), values(at))).collect();
    let mut layout = String::new();
    let _ = writeln!(layout, "format = \"{}\"", if dialect.separator == b'\t' { "tsv" } else { "csv" });
    if !matches!(dialect.separator, b'\t' | b',') {
        let _ = writeln!(layout, "separator = \"{}\"", char::from(dialect.separator));
    }
    if !header {
        layout.push_str("# The columns are called by their numbers, from 1.\nheader = false\n");
    }
    Sample { layout, parts }
}

/// The separator that takes every line apart into as many cells, more than one.
fn dialect(lines: &[String]) -> Dialect {
    let all = SEPARATORS.map(|separator| Dialect { separator, quote: (separator != b'\t').then_some(b'"') });
    let fits = |dialect: &Dialect| {
        let mut cells = Cells::new(*dialect);
        let mut counts = lines.iter().take(20).map(|line| cells.split(line).len());
        let first = counts.next().unwrap_or(0);
        first > 1 && counts.all(|count| count == first)
    };
    all.into_iter().find(fits).unwrap_or(all[1])
}

/// Whether a first row names columns: each cell is a different text, and no cell is a number or date.
fn is_header(first: &[String], rest: &[Vec<String>]) -> bool {
    let named =
        |cell: &String| !cell.trim().is_empty() && cell.parse::<f64>().is_err() && cell.parse::<Edtf>().is_err();
    let differs = first.iter().enumerate().all(|(at, cell)| !first[..at].contains(cell));
    let known = first.iter().any(|cell| ROLES.iter().any(|(_, names)| names.contains(&plain(cell).as_str())));
    let again = rest.iter().any(|row| row.iter().zip(first).any(|(cell, name)| cell == name));
    first.iter().all(named) && differs && (known || !again)
}

/// A name in lower case, its words set apart by spaces.
fn plain(name: &str) -> String {
    let name = name.trim().trim_start_matches('/').to_lowercase();
    name.split(['_', '-', ' ', '/', '.']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

impl Sample {
    /// The part for a member of facts: the one whose name comes first among the names that such parts have.
    fn part(&self, role: &str) -> Option<&(String, Vec<String>)> {
        let (_, names) = ROLES.iter().find(|(known, _)| *known == role)?;
        names.iter().find_map(|wanted| self.parts.iter().find(|(name, _)| plain(name) == *wanted))
    }

    /// A part within an object: `/subject/name`.
    fn within(&self, role: &str, members: &[&str]) -> Option<&str> {
        let found = |member: &&str| self.parts.iter().find(|(name, _)| *name == format!("/{role}/{member}"));
        members.iter().find_map(found).map(|(name, _)| name.as_str())
    }

    /// How a subject or object is named.
    fn thing(&self, role: &'static str, kind_role: &str) -> String {
        let id = self.within(role, &["id", "key"]);
        if let Some(name) = self.within(role, &["name", "label", "text"]) {
            let kind = self.within(role, &["type", "kind", "label"]).filter(|kind| *kind != name);
            let id = id.map(|id| format!("id = \"{{{id}}}\", ")).unwrap_or_default();
            let kind = kind.map_or("thing".to_owned(), |kind| format!("{{{kind}}}"));
            return format!("{{ {id}name = \"{{{name}}}\", kind = \"{kind}\" }}");
        }
        let name = self.part(role).map_or_else(|| self.fallback(role), |(name, _)| name.clone());
        match self.part(kind_role) {
            Some((kind, _)) => format!("{{ name = {}, kind = {} }}", reference(&name), reference(kind)),
            None => format!("{{ id = {0}, name = {0} }}", reference(&name)),
        }
    }

    /// Where no name tells: the first part is the subject, the third the object.
    fn fallback(&self, role: &str) -> String {
        let at = if role == "subject" { 0 } else { 2 };
        let part = self.parts.get(at).or(self.parts.last());
        part.map_or_else(|| "1".to_owned(), |(name, _)| name.clone())
    }

    fn predicate(&self) -> String {
        match self.part("predicate") {
            Some((name, _)) => reference(name),
            None if self.parts.len() == 3 => reference(&self.parts[1].0),
            None => "\"related to\"".to_owned(),
        }
    }

    fn time(&self) -> Option<&(String, Vec<String>)> {
        let dated = |(_, values): &&(String, Vec<String>)| {
            let some = values.iter().filter(|value| !value.trim().is_empty());
            some.clone().count() > 0 && some.clone().all(|value| value.contains('-') && value.parse::<Edtf>().is_ok())
        };
        self.part("time").or_else(|| self.parts.iter().find(dated))
    }
}

fn reference(name: &str) -> String {
    format!("{:?}", format!("{{{name}}}"))
}

/// The formats in which every value is a date; none where they are EDTF.
fn formats(values: &[String]) -> Vec<&'static str> {
    let some: Vec<&String> = values.iter().filter(|value| !value.trim().is_empty()).collect();
    if some.iter().all(|value| value.parse::<Edtf>().is_ok()) {
        return Vec::new();
    }
    let fits = |format: &&&str| some.iter().all(|value| value.parse::<Edtf>().is_ok() || date(value, format).is_some());
    DATES.iter().find(fits).copied().into_iter().collect()
}

fn written(file: &str, sample: &Sample) -> String {
    let mut text = format!("# A proposal for {file}: check it with `factfile load STORE {file} --map THIS --check`.\n");
    text.push_str("# What its records have, with an example:\n");
    for (name, values) in &sample.parts {
        let example: String = values
            .iter()
            .find(|value| !value.trim().is_empty())
            .into_iter()
            .flat_map(|value| value.chars().take(60))
            .collect();
        let _ = writeln!(text, "#   {name}: {}", example.replace(['\n', '\r'], " "));
    }
    text.push('\n');
    text.push_str(&sample.layout);
    let time = sample.time();
    let formats = time.map(|(_, values)| formats(values)).unwrap_or_default();
    if !formats.is_empty() {
        let _ = writeln!(text, "dates = {formats:?}");
    }
    let _ = write!(
        text,
        "\n[[fact]]\nsubject = {}\npredicate = {}\nobject = {}\n",
        sample.thing("subject", "subject kind"),
        sample.predicate(),
        sample.thing("object", "object kind")
    );
    if let Some((name, _)) = time {
        let _ = writeln!(text, "time = {}", reference(name));
    }
    let evidence = ["document", "quote", "confidence"].into_iter();
    let evidence: Vec<String> =
        evidence.filter_map(|role| Some(format!("{role} = {}", reference(&sample.part(role)?.0)))).collect();
    if sample.part("document").is_some() {
        let _ = writeln!(text, "evidence = {{ {} }}", evidence.join(", "));
        let _ =
            write!(text, "\n[[document]]\nid = {}\n", reference(sample.part("document").map_or("", |(name, _)| name)));
    }
    text
}
