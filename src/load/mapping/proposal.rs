//! What a proposed mapping says: which parts of a file's records are taken for which members of facts, by their names.

use std::fmt::Write;

use super::value::date;
use crate::edtf::Edtf;

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
pub(super) struct Sample {
    /// The mapping's first lines.
    pub(super) layout: String,
    /// The parts, as templates refer to them, with some values of each.
    pub(super) parts: Vec<(String, Vec<String>)>,
    /// What there is to know besides, a line each.
    pub(super) notes: Vec<String>,
}

/// Whether a part of records has a name that tells what it is.
pub(super) fn is_known(name: &str) -> bool {
    ROLES.iter().any(|(_, names)| names.contains(&plain(name).as_str()))
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
            let id = id.map(|id| format!("id = {}, ", reference(id))).unwrap_or_default();
            let kind = kind.map_or_else(|| string("thing"), reference);
            return format!("{{ {id}name = {}, kind = {kind} }}", reference(name));
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
    string(&format!("{{{name}}}"))
}

/// A text in TOML.
fn string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A text in one line, without control characters.
pub(super) fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
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

/// The text of a mapping.
pub(super) fn written(file: &str, sample: &Sample) -> String {
    let file = line(file);
    let mut text = format!("# A proposal for {file}: check it with `factfile load STORE {file} --map THIS --check`.\n");
    text.push_str("# What its records have, with an example:\n");
    for (name, values) in &sample.parts {
        let example: String = values
            .iter()
            .find(|value| !value.trim().is_empty())
            .into_iter()
            .flat_map(|value| value.chars().take(60))
            .collect();
        let _ = writeln!(text, "#   {}: {}", line(name), line(&example));
    }
    sample.notes.iter().for_each(|note| text.push_str(&format!("# {}\n", line(note))));
    text.push('\n');
    text.push_str(&sample.layout);
    let time = sample.time();
    let formats = time.map(|(_, values)| formats(values)).unwrap_or_default();
    if !formats.is_empty() {
        let formats: Vec<String> = formats.into_iter().map(string).collect();
        let _ = writeln!(text, "dates = [{}]", formats.join(", "));
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
