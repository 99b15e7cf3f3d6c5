//! What can be set.

use crate::render::Format;

/// One thing that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// When colours are used.
    Colour,
    /// Whose keys the line editor knows.
    Editing,
    /// The form of answers.
    Format,
    /// How many statements the history keeps.
    History,
    /// How much memory an answer may take.
    Memory,
    /// What shows long answers.
    Pager,
    /// Whether questions show what they were read as.
    Read,
    /// How many rows of an answer are shown.
    Rows,
    /// How long an answer may take.
    Timeout,
    /// Whether answers say how long they took.
    Timing,
}

/// Every setting.
pub const ALL: [Setting; 10] = [
    Setting::Colour,
    Setting::Editing,
    Setting::Format,
    Setting::History,
    Setting::Memory,
    Setting::Pager,
    Setting::Read,
    Setting::Rows,
    Setting::Timeout,
    Setting::Timing,
];

impl Setting {
    /// Its name, in the file and behind `.set`.
    pub fn name(self) -> &'static str {
        match self {
            Setting::Colour => "colour",
            Setting::Editing => "editing",
            Setting::Format => "format",
            Setting::History => "history",
            Setting::Memory => "memory",
            Setting::Pager => "pager",
            Setting::Read => "read",
            Setting::Rows => "rows",
            Setting::Timeout => "timeout",
            Setting::Timing => "timing",
        }
    }

    /// What it is about.
    pub fn about(self) -> &'static str {
        match self {
            Setting::Colour => "when colours are used",
            Setting::Editing => "whose keys the line editor knows",
            Setting::Format => "the form that answers are given in",
            Setting::History => "how many statements the history keeps",
            Setting::Memory => "how much memory an answer may take",
            Setting::Pager => "what shows an answer that is longer than the screen",
            Setting::Read => "whether questions show what they were read as",
            Setting::Rows => "how many rows of an answer are shown",
            Setting::Timeout => "how many seconds an answer may take",
            Setting::Timing => "whether answers say how long they took",
        }
    }

    /// Its values, where they are words; some of them, where others may be set too.
    pub fn choices(self) -> &'static [&'static str] {
        match self {
            Setting::Colour => &["auto", "always", "never"],
            Setting::Editing => &["emacs", "vi"],
            Setting::Format => &["table", "expanded", "json", "jsonl", "csv", "tsv", "markdown", "html"],
            Setting::Pager => &["auto", "off"],
            Setting::Read | Setting::Timing => &["on", "off"],
            Setting::Rows => &["all"],
            Setting::Memory | Setting::Timeout => &["off"],
            Setting::History => &[],
        }
    }

    /// What may be set, in words.
    pub(super) fn takes(self) -> String {
        match self {
            Setting::Colour => "auto, always or never".to_owned(),
            Setting::Editing => "emacs or vi".to_owned(),
            Setting::Format => format!("one of {}", Format::ALL.map(Format::name).join(", ")),
            Setting::History => "a number, such as 10000".to_owned(),
            Setting::Memory => "a size such as 500MB or 2GiB, or off".to_owned(),
            Setting::Pager => "a command such as \"less -R\", auto or off".to_owned(),
            Setting::Read | Setting::Timing => "on or off".to_owned(),
            Setting::Rows => "a number above 0, or all".to_owned(),
            Setting::Timeout => "a number of seconds above 0 such as 2.5, or off".to_owned(),
        }
    }

    /// The setting of that name.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        ALL.into_iter().find(|setting| setting.name() == name || (*setting == Setting::Colour && name == "color"))
    }
}
