//! How it is said what is wrong in a record file.

use std::borrow::Cow;

use super::LoadProblem;
use crate::problem::{Wording, did_you_mean, listed};
use crate::value::ObjectType;

impl LoadProblem {
    /// How it is said.
    pub fn wording(&self) -> Wording {
        if let LoadProblem::Mapped(problem) = self {
            return problem.wording();
        }
        if let LoadProblem::Foreign { format, problem } = self {
            let wording = problem.wording();
            return Wording { mend: format.mend(problem).or(wording.mend), ..wording };
        }
        self.of_file().or_else(|| self.of_json()).or_else(|| self.of_words()).unwrap_or_else(|| self.of_facts())
    }

    fn of_file(&self) -> Option<Wording> {
        Some(match self {
            LoadProblem::Unreadable { file, detail } => {
                Wording::new(format!("{file} cannot be read: {detail}"), "", mend("check the path and its permissions"))
            }
            LoadProblem::NotUnpacked { file, detail } => Wording::new(
                format!("{file} cannot be unpacked: {detail}"),
                "",
                mend("was it cut off on its way? nothing was loaded"),
            ),
            LoadProblem::Changed { file } => Wording::new(
                format!("{file} was changed while it was read"),
                "",
                mend("load it again when it is complete; nothing was loaded"),
            ),
            LoadProblem::Table { file, ready } => Wording::new(
                format!("{file} is a table, and nothing says what its columns mean"),
                "",
                mend(format!(
                    "`factfile map {file}` proposes a mapping to load it by, with `--map`; these are there already: {}",
                    ready.join(", ")
                )),
            ),
            LoadProblem::Xml { file, format } => Wording::new(
                format!("{file} is in {format}, which is not read"),
                "",
                mend(format!(
                    "RDF/XML is converted to N-Triples by `rapper -i rdfxml -o ntriples {file}`, or by Apache Jena's \
                     `riot --syntax=rdfxml --output=ntriples {file}`: load what that writes"
                )),
            ),
            LoadProblem::JsonList { file } => Wording::new(
                format!("{file} is one list in JSON"),
                "",
                mend(format!(
                    "records stand one a line, or in one object such as {{\"entities\": […], \"facts\": […]}}; \
                     `jq -c '.[]' {file}` writes what is in a list one a line"
                )),
            ),
            LoadProblem::Utf16 { file } => Wording::new(
                format!("{file} is in UTF-16"),
                "",
                mend(format!("records are read in UTF-8: `iconv -f UTF-16 -t UTF-8 {file}` converts it")),
            ),
            LoadProblem::Compressed { file, format, tool } => Wording::new(
                format!("{file} is compressed by {format}"),
                "",
                mend(match file.as_str() {
                    "-" => format!("unpack it by `{tool}` before it is piped here"),
                    file => format!(
                        "unpack it first: `{tool} {}`; then load what was in it in the same way",
                        shell_word(file)
                    ),
                }),
            ),
            LoadProblem::Spreadsheet { file } => Wording::new(
                format!("{file} is a spreadsheet"),
                "",
                mend(
                    "save the sheet as CSV, and load that file with `--map`; `factfile map` proposes a mapping for it",
                ),
            ),
            LoadProblem::Database { file } => Wording::new(
                format!("{file} is an SQLite database, and no file of records"),
                "",
                mend("name the store first and the file of records behind it: `factfile load STORE FILE`"),
            ),
            LoadProblem::NotUtf8 => Wording::new(
                "the text is not UTF-8",
                "this byte is not",
                mend("save the file in UTF-8; `iconv -f LATIN1 -t UTF-8` converts one that is in Latin-1"),
            ),
            LoadProblem::Nul => Wording::new(
                "a text has the character NUL in it",
                "here",
                mend("leave it out: SQLite's tools would show only what stands before it"),
            ),
            LoadProblem::TooLong { limit } => Wording::new(
                format!("a line, or a file that is one object, has more than {} MiB", limit >> 20),
                "this is its beginning",
                mend("write one record a line, and long documents without their text"),
            ),
            _ => return None,
        })
    }

    fn of_json(&self) -> Option<Wording> {
        Some(match self {
            LoadProblem::Truncated => Wording::new(
                "the record ends before it is complete",
                "more was expected here",
                mend("was the file cut off? in JSON Lines, each line is one whole record"),
            ),
            LoadProblem::NotJson { words } => Wording::new("this is not JSON", json_words(words), mend(JSON)),
            LoadProblem::NotRdf { syntax, words } => {
                Wording::new(format!("this is not {syntax}"), rdf_words(words), mend(RDF))
            }
            LoadProblem::TooDeep { limit } => Wording::new(
                format!("values stand within one another more than {limit} deep"),
                "nested too deeply",
                mend("is a bracket not closed? no record is nested so deeply"),
            ),
            LoadProblem::NestedTooDeeply { limit } => Wording::new(
                format!("statements are quoted within one another more than {limit} times"),
                "nested too deeply",
                mend("is a `>>` missing?"),
            ),
            LoadProblem::WrongJson { found, expected } => {
                Wording::new(format!("{found} cannot stand here"), format!("expected {expected}"), mend(SCHEMA))
            }
            LoadProblem::NoMember => Wording::new("the record is empty", "", mend(RECORD)),
            LoadProblem::SecondMember { name } => {
                Wording::new(format!("the record has a further member `{name}`"), "one too many", mend(RECORD))
            }
            LoadProblem::UnknownRecord { name, nearest } => Wording::new(
                format!("`{name}` is no kind of record"),
                "unknown",
                did_you_mean(nearest).or_else(|| mend(RECORD)),
            ),
            LoadProblem::UnknownField { field, nearest, known } => Wording::new(
                format!("there is no member `{field}` here"),
                "unknown member",
                did_you_mean(nearest).or_else(|| one_of(known)),
            ),
            LoadProblem::MissingField { field } => Wording::new(
                format!("the member `{field}` is missing"),
                format!("no `{field}` in this object"),
                mend(format!("add \"{field}\": …; `factfile schema` describes every member")),
            ),
            LoadProblem::DuplicateField { field } => {
                Wording::new(format!("the member `{field}` stands twice"), "again here", mend("keep one of the two"))
            }
            LoadProblem::UnknownWord { word, nearest, known } => Wording::new(
                format!("`{word}` cannot stand here"),
                "unknown word",
                did_you_mean(nearest).or_else(|| one_of(known)),
            ),
            LoadProblem::Blank { what } => Wording::new(
                format!("{what} is empty"),
                "says nothing",
                mend("write it out, or leave it out where it is not required"),
            ),
            _ => return None,
        })
    }

    fn of_words(&self) -> Option<Wording> {
        Some(match self {
            LoadProblem::Contradiction { what, name, field, known, given, line } => Wording::new(
                format!("the {what} `{name}` is declared with two values of `{field}`"),
                format!("`{given}` here"),
                mend(match line {
                    Some(line) => format!("line {line} says `{known}`; make them the same, or leave one out"),
                    None => format!("the store has `{known}`; say the same, or leave it out"),
                }),
            ),
            LoadProblem::BuiltIn => Wording::new(
                "the predicate `is` is built in",
                "declared here",
                mend("leave the declaration out: its objects are kinds"),
            ),
            LoadProblem::OnlyOfEntities { field, object_type } => Wording::new(
                format!("`{field}` is only for predicates whose objects are entities"),
                format!("the objects are of the type {object_type}"),
                mend("leave it out, or declare \"object\": \"entity\""),
            ),
            LoadProblem::KindCycle { kind, kinds } => Wording::new(
                format!("the kind `{kind}` would be broader than itself"),
                "closes the circle",
                mend(match kinds.as_slice() {
                    [_] => "leave it out".to_owned(),
                    _ => format!("declared already: {}", kinds.join(" < ")),
                }),
            ),
            LoadProblem::BadPath { words, mend } => {
                Wording::new(format!("the path cannot be read: {words}"), "here", mend.clone())
            }
            LoadProblem::UnknownStep { phrase, nearest } => Wording::new(
                format!("the path has a step `{phrase}`, which is no predicate"),
                "in this path",
                did_you_mean(nearest).or_else(|| mend("declare the predicate, in any vocabulary record")),
            ),
            LoadProblem::OnlyByPath { predicate, path } => Wording::new(
                format!("`{predicate}` has no facts of its own: it stands for `{path}`"),
                "cannot be stated",
                mend("state the facts that it follows from, or begin its path with its own name"),
            ),
            LoadProblem::UnknownKind { word, nearest } => Wording::new(
                format!("the kind `{word}` is not declared"),
                "unknown kind",
                did_you_mean(nearest)
                    .or_else(|| mend("declare it: {\"vocabulary\": {\"kinds\": [{\"name\": \"…\"}]}}")),
            ),
            LoadProblem::UnknownPredicate { word, object_type, nearest } => Wording::new(
                format!("the predicate `{word}` is not declared"),
                "unknown predicate",
                did_you_mean(nearest).or_else(|| {
                    let object = object_type.unwrap_or(ObjectType::Entity).name();
                    mend(format!(
                        "declare it: {{\"vocabulary\": {{\"predicates\": [{{\"name\": \"…\", \"object\": \"{object}\"}}]}}}}"
                    ))
                }),
            ),
            LoadProblem::InverseUsed { phrase, predicate } => Wording::new(
                format!("`{phrase}` is read from object to subject"),
                format!("the predicate is `{predicate}`"),
                mend(format!("write `{predicate}`, and exchange subject and object")),
            ),
            _ => return None,
        })
    }

    fn of_facts(&self) -> Wording {
        match self {
            LoadProblem::AnotherName { key, known, name } => Wording::new(
                format!("the key `{key}` has the name “{known}” already"),
                format!("“{name}” here"),
                mend("if it is the same thing, put the other name under \"aliases\"; if not, give it another key"),
            ),
            LoadProblem::UnknownEntity { word, nearest, undeclared } => {
                unknown_entity(word, nearest, undeclared.as_deref())
            }
            LoadProblem::AmbiguousName { name, candidates } => Wording::new(
                format!("“{name}” names more than one thing"),
                "which one?",
                mend(format!("write the key: {}", candidates.join("; "))),
            ),
            LoadProblem::UnknownDocument { key, nearest } => Wording::new(
                format!("there is no document `{key}`"),
                "unknown document",
                did_you_mean(nearest).or_else(|| mend("add it: {\"document\": {\"id\": \"…\", \"text\": \"…\"}}")),
            ),
            LoadProblem::DocumentDiffers { key, field, known, given } => Wording::new(
                format!("the document `{key}` has another `{field}` already: `{known}`"),
                format!("`{given}` here"),
                mend("give another document another id"),
            ),
            LoadProblem::OtherText { key } => Wording::new(
                format!("the document `{key}` has another text already"),
                "differs from it",
                mend("quotes point into the text that is there: give the new text another id"),
            ),
            LoadProblem::WrongObject { predicate, object_type, used_first } => {
                wrong_object(predicate, *object_type, *used_first)
            }
            LoadProblem::NotADate { text, error } => Wording::new(
                format!("`{text}` is no date"),
                error.to_string(),
                mend("dates are in EDTF: 2026-01-23, 2026-01, 2026, 2026-01-23/2026-01-24, 2026-01~"),
            ),
            LoadProblem::NotAnAddress { text } => Wording::new(
                format!("`{text}` is no web address"),
                "expected a scheme, a colon, and no white space",
                mend("write it in full: https://example.org/page"),
            ),
            LoadProblem::NumberOutOfRange => Wording::new(
                "the number is out of range",
                "beyond 1.8e308",
                mend("declare the predicate's object as \"text\", and write the number in quotation marks"),
            ),
            LoadProblem::NumberTooLarge => Wording::new(
                "the number is too large to be kept exactly",
                "does not fit into 64 bits",
                mend("write it as a decimal such as 1.5e20, or declare the predicate's object as \"text\""),
            ),
            LoadProblem::ConfidenceRange => {
                Wording::new("the confidence is not between 0 and 1", "out of range", mend("write 0.9 for 90 per cent"))
            }
            LoadProblem::IsAsQualifier => Wording::new(
                "`is` cannot qualify a fact",
                "used as a qualifier",
                mend("declare a predicate of its own for it, or write a fact with the predicate `is`"),
            ),
            LoadProblem::TimeTextWithoutEvidence => Wording::new(
                "`time_text` has no evidence to belong to",
                "whose words are these?",
                mend("give the evidence that has these words, or leave them out"),
            ),
            LoadProblem::EmptyEvidence => Wording::new(
                "a piece of evidence has neither document, nor quote, nor source",
                "says nothing",
                mend("leave it out: a fact without evidence is stated by its record"),
            ),
            LoadProblem::NoQuote => Wording::new(
                "the fact has no quote to rest on",
                "quotes are required",
                mend("give evidence with a document and a quote, or load without --require-quotes"),
            ),
            LoadProblem::QuoteUnchecked { document } if document.is_empty() => Wording::new(
                "the quote is from no document",
                "cannot be looked up",
                mend("name the document, and give its text; or load without --require-quotes"),
            ),
            LoadProblem::QuoteUnchecked { document } => Wording::new(
                format!("the document `{document}` has no text to look the quote up in"),
                "cannot be looked up",
                mend("give the document its text, or load without --require-quotes"),
            ),
            LoadProblem::QuoteMissing { document, nearest } => Wording::new(
                format!("the text of `{document}` does not have the quote"),
                "not in the text",
                mend(match nearest {
                    Some((passage, similarity)) => {
                        format!("the nearest passage, {:.0} % alike: “{passage}”", similarity * 100.0)
                    }
                    None => "quote the document word for word".to_owned(),
                }),
            ),
            _ => self.of_kept(),
        }
    }
}

/// A file's name as a word for the shell.
fn shell_word(name: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | ',' | ':');
    match name.chars().all(is_plain) {
        true => Cow::Borrowed(name),
        false => Cow::Owned(format!("'{}'", name.replace('\'', r"'\''"))),
    }
}

/// What JSON is, as far as it is mostly mistaken.
const JSON: &str =
    "names and texts are in quotation marks, members have commas between them, and each line is one record";

/// What the syntaxes of RDF are, as far as they are mostly mistaken.
const RDF: &str = "a statement is a subject, a predicate and an object, and ends with a full stop; IRIs are written out in <…> or \
                   begin with a declared prefix, texts are in quotation marks";

/// Where to look what may stand where.
const SCHEMA: &str = "`factfile schema` describes every member";

/// What a record is.
const RECORD: &str = "a record is an object with one member: vocabulary, document, entity or fact";

pub(super) fn mend(words: impl Into<String>) -> Option<String> {
    Some(words.into())
}

fn one_of(known: &[String]) -> Option<String> {
    listed(known).map(|words| format!("expected {words}"))
}

/// serde_json's words where they are not for everyone.
fn json_words(words: &str) -> String {
    match words {
        "expected ident" => "expected true, false or null".to_owned(),
        "expected value" => "expected a value".to_owned(),
        "key must be a string" => "expected a name in quotation marks".to_owned(),
        "trailing characters" => "more than one value".to_owned(),
        other => other.replace(" found while parsing a string", " in a text"),
    }
}

/// The RDF parser's words where they can be plainer.
fn rdf_words(words: &str) -> String {
    if words.contains("No scheme found in an absolute IRI") {
        return "an IRI without a scheme, and no base is declared".to_owned();
    }
    let mut letters = words.chars();
    match letters.next() {
        Some(first) if !words.starts_with("IRI") => first.to_lowercase().chain(letters).collect(),
        _ => words.to_owned(),
    }
}

fn unknown_entity(word: &str, nearest: &[String], undeclared: Option<&str>) -> Wording {
    let message = format!("nothing is named `{word}`");
    match undeclared {
        None => Wording::new(
            message,
            "unknown key or name",
            did_you_mean(nearest)
                .or_else(|| mend("add it: {\"entity\": {\"id\": \"…\", \"name\": \"…\"}}, or give name and kind here")),
        ),
        Some(predicate) => {
            let text = format!("if this is a text, declare the predicate `{predicate}` with \"object\": \"text\"");
            let near = listed(nearest).map(|words| format!("did you mean {words}? "));
            Wording::new(message, "unknown key or name", mend(near.unwrap_or_default() + &text))
        }
    }
}

fn wrong_object(predicate: &str, object_type: ObjectType, used_first: Option<usize>) -> Wording {
    let expected = match object_type {
        ObjectType::Entity => "expected the key or name of an entity",
        ObjectType::Kind => "expected the name of a kind",
        ObjectType::Text => "expected a text in quotation marks",
        ObjectType::Number => "expected a number without quotation marks",
        ObjectType::Date => "expected a date in quotation marks, such as \"2026-01-23\"",
        ObjectType::Boolean => "expected true or false, without quotation marks",
        ObjectType::Url => "expected an address in quotation marks",
    };
    let why = match used_first {
        Some(line) => format!("its first use, in line {line}, declared it so; a vocabulary record may say otherwise"),
        None => "write the object so, or use a predicate of another type".to_owned(),
    };
    Wording::new(format!("the objects of `{predicate}` are of the type {object_type}"), expected, mend(why))
}
