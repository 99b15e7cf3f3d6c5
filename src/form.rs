//! The forms in which answers are given: texts for reading and for programs, and files of other programs.

use std::path::Path;

use clap::ValueEnum;
use clap::builder::PossibleValue;

/// The forms that are text, and may go to a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// Columns fitted to the terminal, for reading; records where they do not fit.
    #[default]
    Table,
    /// A record for each row, for reading.
    Expanded,
    /// An array with an object for each row.
    Json,
    /// An object a line.
    Jsonl,
    /// Comma-separated values with a heading.
    Csv,
    /// Tab-separated values with a heading, a line for each row.
    Tsv,
    /// A table in GitHub's Markdown.
    Markdown,
    /// A table in HTML.
    Html,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 8] = [
        Format::Table,
        Format::Expanded,
        Format::Json,
        Format::Jsonl,
        Format::Csv,
        Format::Tsv,
        Format::Markdown,
        Format::Html,
    ];

    /// The word for it, on the command line, at the prompt and in the language.
    pub fn name(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Expanded => "expanded",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Markdown => "markdown",
            Format::Html => "html",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Form::from_name(name).and_then(Form::text)
    }

    /// Whether it is laid out for somebody who reads it, and not for a program.
    pub fn is_laid_out(self) -> bool {
        matches!(self, Format::Table | Format::Expanded)
    }
}

/// Any form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Text.
    Text(Format),
    /// A workbook of Excel: a sheet for each answer.
    Xlsx,
    /// Columns in Parquet: one answer.
    Parquet,
}

impl Default for Form {
    fn default() -> Self {
        Form::Text(Format::default())
    }
}

impl Form {
    /// All of them.
    pub const ALL: [Form; 10] = [
        Form::Text(Format::Table),
        Form::Text(Format::Expanded),
        Form::Text(Format::Json),
        Form::Text(Format::Jsonl),
        Form::Text(Format::Csv),
        Form::Text(Format::Tsv),
        Form::Text(Format::Markdown),
        Form::Text(Format::Html),
        Form::Xlsx,
        Form::Parquet,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Form::Text(format) => format.name(),
            Form::Xlsx => "xlsx",
            Form::Parquet => "parquet",
        }
    }

    /// The form of that name, in any case; what files of a form end with names it too.
    pub fn from_name(name: &str) -> Option<Self> {
        let named = |form: &Form| form.name().eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(named).or_else(|| Self::from_ending(name))
    }

    /// What files of the form end with; the first is the usual one.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Form::Text(Format::Table) => &["txt"],
            Form::Text(Format::Expanded) => &[],
            Form::Text(Format::Json) => &["json"],
            Form::Text(Format::Jsonl) => &["jsonl", "ndjson"],
            Form::Text(Format::Csv) => &["csv"],
            Form::Text(Format::Tsv) => &["tsv", "tab"],
            Form::Text(Format::Markdown) => &["md", "markdown"],
            Form::Text(Format::Html) => &["html", "htm"],
            Form::Xlsx => &["xlsx"],
            Form::Parquet => &["parquet"],
        }
    }

    fn from_ending(ending: &str) -> Option<Self> {
        let has = |form: &Form| form.endings().iter().any(|known| known.eq_ignore_ascii_case(ending));
        Self::ALL.into_iter().find(has)
    }

    /// The form that a file's name says by its ending.
    pub fn of_file(path: &Path) -> Option<Self> {
        path.extension().and_then(|ending| ending.to_str()).and_then(Self::from_ending)
    }

    /// The text that it is; none where it is for files alone.
    pub fn text(self) -> Option<Format> {
        match self {
            Form::Text(format) => Some(format),
            Form::Xlsx | Form::Parquet => None,
        }
    }
}

impl ValueEnum for Form {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let other = self.endings().iter().copied().filter(|ending| *ending != self.name());
        Some(PossibleValue::new(self.name()).aliases(other.collect::<Vec<_>>()))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Form, Format};

    #[test]
    fn a_file_says_its_form_by_its_ending() {
        let form = |name: &str| Form::of_file(Path::new(name)).map(Form::name);
        assert_eq!(form("a/envoys.XLSX"), Some("xlsx"));
        assert_eq!(form("envoys.2026.ndjson"), Some("jsonl"));
        assert_eq!(form("envoys.md"), Some("markdown"));
        assert_eq!([form("envoys"), form(".csv"), form("envoys.pdf")], [None; 3]);
    }

    #[test]
    fn every_form_is_found_by_its_name() {
        for form in Form::ALL {
            assert_eq!(Form::from_name(&form.name().to_uppercase()), Some(form));
        }
        assert_eq!(Format::from_name("xlsx"), None);
        assert!(Format::ALL.into_iter().all(|format| Form::ALL.contains(&Form::Text(format))));
    }
}
