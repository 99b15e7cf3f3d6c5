//! How the prompt looks and behaves: set by a file, the environment, the command line and `.set`, each before those before it.

mod file;
mod setting;
mod value;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::diagnostic::{Diagnostic, Result};
use crate::problem::{CommandProblem, Mistake};
use crate::render::{Format, Style};
use crate::source::{Source, Span};
use crate::vocabulary::nearest;

pub use setting::{ALL, Setting};
pub use value::{bytes, seconds};

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// On a terminal that has them, unless `NO_COLOR` is set.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// Whose keys the line editor knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editing {
    /// Those of Emacs.
    Emacs,
    /// Those of vi.
    Vi,
}

/// What shows an answer that is longer than the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pager {
    /// `$PAGER`, or `less`.
    Auto,
    /// Nothing: it is printed.
    Off,
    /// This command.
    Command(String),
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// From nowhere: it is the program's own.
    Default,
    /// From the file.
    File(PathBuf),
    /// From a variable of the environment.
    Variable(String),
    /// From an option of the command line.
    Flag(&'static str),
    /// From a command at the prompt.
    Prompt,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(path) => write!(f, "{}", path.display()),
            Origin::Variable(name) => write!(f, "${name}"),
            Origin::Flag(flag) => f.write_str(flag),
            Origin::Prompt => f.write_str("the prompt"),
        }
    }
}

/// What is in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// When colours are used.
    pub colour: Colour,
    /// Whose keys the line editor knows.
    pub editing: Editing,
    /// The form of answers.
    pub format: Format,
    /// How many statements the history keeps.
    pub history: usize,
    /// How many bytes an answer may take.
    pub memory: Option<u64>,
    /// What shows long answers.
    pub pager: Pager,
    /// Whether questions show what they were read as.
    pub read: bool,
    /// How many rows of an answer are shown; all without a number.
    pub rows: Option<usize>,
    /// How long an answer may take.
    pub timeout: Option<Duration>,
    /// Whether answers say how long they took.
    pub timing: bool,
    /// What was set, as it was written, the last of a setting in force.
    set: Vec<(Setting, String, Origin)>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            colour: Colour::Auto,
            editing: Editing::Emacs,
            format: Format::Table,
            history: 10_000,
            memory: None,
            pager: Pager::Auto,
            read: true,
            rows: Some(40),
            timeout: None,
            timing: true,
            set: Vec::new(),
        }
    }
}

impl Settings {
    /// What the file and the environment set.
    ///
    /// # Errors
    /// Where the file cannot be read; where a name or value is none, with its place.
    pub fn of_user() -> Result<Self> {
        let mut settings = Self::default();
        if let Some(path) = super::folders::configuration("config.toml") {
            settings.read_file(&path)?;
        }
        for setting in ALL {
            let names = [setting.name(), if setting == Setting::Colour { "color" } else { setting.name() }];
            let variables = names.map(|name| format!("FACTFILE_{}", name.to_uppercase()));
            let given = variables.into_iter().find_map(|name| Some((std::env::var(&name).ok()?, name)));
            if let Some((value, name)) = given.filter(|(value, _)| !value.is_empty()) {
                let source = Source::new(name.clone(), value.clone());
                let span = Span::new(0, value.len());
                settings.set_at(&source, span, setting, &value, Origin::Variable(name))?;
            }
        }
        Ok(settings)
    }

    fn read_file(&mut self, path: &Path) -> Result<()> {
        let Some(source) = file::source(path)? else { return Ok(()) };
        file::read(&source, &mut |span, setting, value| {
            self.set_at(&source, span, setting, value, Origin::File(path.to_owned()))
        })
    }

    /// Sets what `NAME=VALUE`, behind a flag, says.
    ///
    /// # Errors
    /// Where a name or value is none.
    pub fn set_pair(&mut self, pair: &str, flag: &'static str) -> Result<()> {
        let source = Source::new(flag, pair);
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let setting = known(&source, Span::new(0, name.len()), name)?;
        let span = Span::new((name.len() + 1).min(pair.len()), pair.len());
        self.set_at(&source, span, setting, value, Origin::Flag(flag))
    }

    /// Sets what is written at the prompt: a name, and behind it a value.
    ///
    /// # Errors
    /// Where a name or value is none.
    pub fn set_from_prompt(&mut self, setting: Setting, value: &str) -> Result<()> {
        let source = Source::new("<prompt>", format!(".set {} {value}", setting.name()));
        let span = Span::new(source.text.len() - value.len(), source.text.len());
        self.set_at(&source, span, setting, value, Origin::Prompt)
    }

    fn set_at(&mut self, source: &Arc<Source>, span: Span, setting: Setting, text: &str, origin: Origin) -> Result<()> {
        let text = text.trim();
        if value::set(self, setting, text).is_none() {
            let problem = CommandProblem::BadSetting {
                name: setting.name(),
                given: text.to_owned(),
                takes: setting.takes(),
                nearest: nearest(text, setting.choices().iter().map(|choice| (*choice).to_owned())),
            };
            return Err(Diagnostic::at(source, Mistake::new(span, problem)));
        }
        self.set.retain(|(other, ..)| *other != setting);
        self.set.push((setting, text.to_owned(), origin));
        Ok(())
    }

    /// The value of a setting, as it is written.
    pub fn value(&self, setting: Setting) -> String {
        value::text(self, setting)
    }

    /// Where the value of a setting comes from.
    pub fn origin(&self, setting: Setting) -> Origin {
        let found = self.set.iter().find(|(other, ..)| *other == setting);
        found.map_or(Origin::Default, |(.., origin)| origin.clone())
    }

    /// What is in force and where it comes from, a line each.
    pub fn listed(&self, style: &Style) -> String {
        let rows = ALL.map(|setting| (setting.name(), self.value(setting), self.origin(setting).to_string()));
        let width = |of: fn(&(&str, String, String)) -> usize| rows.iter().map(of).max().unwrap_or(0);
        let (names, values) = (width(|row| row.0.len()), width(|row| row.1.chars().count()));
        let line = |(name, value, origin): &(&str, String, String)| {
            format!(" {name:<names$}  {value:<values$}  {}\n", style.quiet(origin))
        };
        rows.iter().map(line).collect()
    }
}

/// The setting of that name, which stands at a place.
///
/// # Errors
/// Where there is none.
pub(super) fn known(source: &Arc<Source>, span: Span, name: &str) -> Result<Setting> {
    Setting::named(name.trim()).ok_or_else(|| {
        let nearest = nearest(name.trim(), ALL.map(|setting| setting.name().to_owned()));
        let all = ALL.map(Setting::name).join(", ");
        Diagnostic::at(
            source,
            Mistake::new(span, CommandProblem::UnknownSetting { name: name.to_owned(), nearest, all }),
        )
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ALL, Origin, Setting, Settings};
    use crate::render::Format;

    #[test]
    fn what_is_set_later_goes_before_and_says_where_it_comes_from() {
        let mut settings = Settings::default();
        settings.set_pair("rows=7", "--set").unwrap();
        settings.set_from_prompt(Setting::Rows, "all").unwrap();
        settings.set_pair("timeout=0.5", "--set").unwrap();
        assert_eq!((settings.rows, settings.timeout), (None, Some(Duration::from_millis(500))));
        assert_eq!(settings.origin(Setting::Rows), Origin::Prompt);
        assert_eq!(settings.origin(Setting::Timeout), Origin::Flag("--set"));
        assert_eq!(settings.origin(Setting::Pager), Origin::Default);
    }

    #[test]
    fn every_form_of_an_answer_is_offered() {
        assert_eq!(Setting::Format.choices(), Format::ALL.map(Format::name));
    }

    #[test]
    fn every_value_reads_back() {
        let settings = Settings::default();
        for setting in ALL {
            let mut other = Settings::default();
            other.set_from_prompt(setting, &settings.value(setting)).unwrap();
            assert_eq!(other.value(setting), settings.value(setting));
            for choice in setting.choices() {
                other.set_from_prompt(setting, choice).unwrap();
                assert_eq!(other.value(setting), *choice);
            }
        }
    }

    #[test]
    fn what_is_none_is_told_with_its_mend() {
        let mut settings = Settings::default();
        for (pair, mend) in [
            ("rwos=7", "did you mean `rows`?"),
            ("rows=many", "write a number above 0, or all"),
            ("editing=vii", "did you mean `vi`?"),
            ("timeout=0", "write a number of seconds above 0 such as 2.5, or off"),
            ("memory=much", "write a size such as 500MB or 2GiB, or off"),
        ] {
            let error = settings.set_pair(pair, "--set").unwrap_err();
            assert_eq!(error.problem.wording().mend.as_deref(), Some(mend), "{error}");
        }
    }
}
