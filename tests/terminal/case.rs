//! A case as a file.

use std::path::Path;

/// What is done and seen, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Section {
    /// A file that is there before the program starts.
    File { name: String, text: String },
    /// Lines of keys.
    Keys(String),
    /// What the screen shows.
    Screen(String),
    /// How the characters of the screen look.
    Colours(String),
    /// How the program ends.
    Ends(String),
}

/// A case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub heading: String,
    pub size: (u16, u16),
    pub run: Vec<String>,
    pub variables: Vec<(String, String)>,
    pub sections: Vec<Section>,
}

impl Case {
    /// Reads a file.
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut case = Case {
            heading: String::new(),
            size: (80, 24),
            run: vec!["factfile".to_owned(), "talks.db".to_owned()],
            variables: Vec::new(),
            sections: Vec::new(),
        };
        for line in text.lines() {
            match (line.strip_prefix("--- "), case.sections.last_mut()) {
                (Some(name), _) => case.sections.push(section(name)),
                (None, Some(section)) => section.push(line),
                (None, None) => case.head(line),
            }
        }
        case
    }

    fn head(&mut self, line: &str) {
        self.heading.push_str(&format!("{line}\n"));
        if let Some(size) = line.strip_prefix("size: ") {
            self.size = size_of(size);
        } else if let Some(run) = line.strip_prefix("run: ") {
            self.run = run.split_whitespace().map(str::to_owned).collect();
        } else if let Some(variable) = line.strip_prefix("env: ") {
            let (name, value) = variable.split_once('=').expect("NAME=VALUE");
            self.variables.push((name.to_owned(), value.to_owned()));
        } else {
            assert!(line.is_empty() || line.starts_with('#'), "{line}");
        }
    }

    /// The case as a file.
    pub fn text(&self) -> String {
        let sections = self.sections.iter().map(|section| match section {
            Section::File { name, text } => format!("--- file {name}\n{text}"),
            Section::Keys(keys) => format!("--- keys\n{keys}"),
            Section::Screen(screen) => format!("--- screen\n{screen}"),
            Section::Colours(colours) => format!("--- colours\n{colours}"),
            Section::Ends(how) => format!("--- ends {how}\n"),
        });
        self.heading.clone() + &sections.collect::<String>()
    }

    /// What the screens show.
    pub fn screens(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().filter_map(|section| match section {
            Section::Screen(screen) => Some(screen.as_str()),
            _ => None,
        })
    }
}

/// `80x24`
pub fn size_of(text: &str) -> (u16, u16) {
    let (columns, rows) = text.split_once('x').expect("COLUMNSxROWS");
    (columns.trim().parse().unwrap(), rows.trim().parse().unwrap())
}

fn section(name: &str) -> Section {
    match name.split_once(' ') {
        None if name == "keys" => Section::Keys(String::new()),
        None if name == "screen" => Section::Screen(String::new()),
        None if name == "colours" => Section::Colours(String::new()),
        Some(("file", name)) => Section::File { name: name.to_owned(), text: String::new() },
        Some(("ends", how)) => Section::Ends(how.to_owned()),
        _ => panic!("no section is called {name:?}"),
    }
}

impl Section {
    fn push(&mut self, line: &str) {
        match self {
            Section::File { text, .. } | Section::Keys(text) | Section::Screen(text) | Section::Colours(text) => {
                text.push_str(&format!("{line}\n"));
            }
            Section::Ends(_) => assert!(line.is_empty(), "{line}"),
        }
    }
}
