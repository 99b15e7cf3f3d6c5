//! The cases as data: a question of ours and the same in SQL, a file each.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::Result;

/// A question and the SQL that asks the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The name of its file.
    #[serde(skip)]
    pub name: String,
    /// What is asked, in words.
    pub title: String,
    /// How many patterns the question has.
    pub patterns: usize,
    /// Rules that it needs, as statements.
    #[serde(default)]
    pub rules: String,
    /// The question in Factfile's language.
    pub question: String,
    /// The same on the schema by hand; `{predicate spouse}`, `{kind Film}`, `{entity KEY}` and
    /// `{day 2008-09-01}` stand for numbers.
    pub sql: String,
}

impl Case {
    /// The cases of a corpus, in the order of their names.
    pub fn all(corpus: &str) -> Result<Vec<Self>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/questions/cases").join(corpus);
        let files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
        let mut cases = files.iter().map(|file| Self::read(file)).collect::<Result<Vec<Self>>>()?;
        cases.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(cases)
    }

    fn read(file: &Path) -> Result<Self> {
        let case: Self =
            toml::from_str(&fs::read_to_string(file)?).map_err(|error| format!("{}: {error}", file.display()))?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, ..case })
    }
}
