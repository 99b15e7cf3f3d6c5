//! Where output goes: data to standard output, narration and errors to standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};

use crate::diagnostic::Diagnostic;
use crate::problem::{Category, CommandProblem};
use crate::render::Style;

use super::settings::Colour;

/// The width of a table or a quote where there is no terminal to fit it to.
const UNFITTED_WIDTH: usize = 100;

/// The form in which errors are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ErrorForm {
    /// What, where with a caret, and how to mend it
    #[default]
    Text,
    /// One JSON object a line, for programs
    Json,
}

/// Why a command ends before its end.
#[derive(Debug)]
pub enum Stop {
    /// Something is wrong, and the user is still to be told.
    Problem(Box<Diagnostic>),
    /// Something is wrong, and the user was told.
    Told(Category),
    /// Nobody reads the output any more: no error.
    Closed,
}

impl From<Box<Diagnostic>> for Stop {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Stop::Problem(diagnostic)
    }
}

/// What standard output and standard error are, and how to write to them.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    /// How standard output is laid out.
    pub style: Style,
    /// Whether standard error is a terminal.
    pub narrates_to_terminal: bool,
    colour_of_errors: bool,
    errors: ErrorForm,
    /// Whether nothing is said but what is wrong.
    silenced: bool,
}

impl Console {
    /// The console of this process.
    pub fn new(errors: ErrorForm, colour: Colour) -> Self {
        let narrates_to_terminal = io::stderr().is_terminal();
        let style = Style { colour: false, width: width() };
        Console { style, narrates_to_terminal, colour_of_errors: false, errors, silenced: false }.coloured(colour)
    }

    /// The same console with colours or without. Where nobody says, they are for terminals, and for none where `NO_COLOR`
    /// is set or the terminal calls itself dumb.
    pub fn coloured(self, colour: Colour) -> Self {
        let fits = !is_set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let on = |is_terminal: bool| match colour {
            Colour::Auto => fits && is_terminal,
            Colour::Always => true,
            Colour::Never => false,
        };
        let style = Style { colour: on(io::stdout().is_terminal()), ..self.style };
        Console { style, colour_of_errors: on(self.narrates_to_terminal), ..self }
    }

    /// The same console, its width measured again: a terminal's window may have changed.
    pub fn refitted(self) -> Self {
        Console { style: Style { width: width(), ..self.style }, ..self }
    }

    /// The same console, on which neither data nor narration is written, but only what is wrong.
    pub fn silenced(self) -> Self {
        Console { silenced: true, ..self }
    }

    /// Writes data to standard output.
    ///
    /// # Errors
    /// [`Stop::Closed`] where its reader has gone; a problem where it cannot be written for another reason.
    pub fn print(&self, text: &str) -> Result<(), Stop> {
        self.print_bytes(text.as_bytes())
    }

    /// Writes bytes that may be no text to standard output.
    ///
    /// # Errors
    /// As [`Console::print`].
    pub fn print_bytes(&self, bytes: &[u8]) -> Result<(), Stop> {
        if self.silenced {
            return Ok(());
        }
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Stop::Closed),
            Err(error) => {
                Err(Stop::Problem(Diagnostic::new(CommandProblem::Unprintable { detail: error.to_string() })))
            }
        }
    }

    /// Whether standard output is a terminal.
    pub fn prints_to_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Narrates a line on standard error.
    pub fn narrate(&self, line: &str) {
        if !self.silenced {
            self.say(line);
        }
    }

    fn say(&self, line: &str) {
        // There is nowhere left to tell that narration cannot be written.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// Tells what is wrong on standard error.
    pub fn tell(&self, diagnostic: &Diagnostic) {
        if diagnostic.category() == Category::Interrupted && self.narrates_to_terminal {
            // The terminal has shown `^C` and not ended the line.
            self.say("");
        }
        match self.errors {
            ErrorForm::Text => self.say(&diagnostic.render(self.colour_of_errors)),
            ErrorForm::Json => self.say(&diagnostic.json().to_string()),
        }
    }

    /// Says which topic of the prompt's help is about a problem.
    pub(super) fn point_to_help(&self, diagnostic: &Diagnostic) {
        if let (ErrorForm::Text, Some(topic)) = (self.errors, diagnostic.problem.topic()) {
            let marked = if diagnostic.place.is_some() { "  = help: .help" } else { "help: .help" };
            self.narrate(&format!("{marked} {topic}"));
        }
    }

    /// Tells what is wrong that nobody told yet; says whose fault it is. Of [`Stop::Closed`] there is nothing to tell.
    pub fn told(&self, stop: &Stop) -> Option<Category> {
        match stop {
            Stop::Problem(problem) => {
                self.tell(problem);
                Some(problem.category())
            }
            Stop::Told(category) => Some(*category),
            Stop::Closed => None,
        }
    }

    /// Tells how many problems more there are than were told, and what came of them.
    pub fn tell_further(&self, hidden: usize, category: Category, outcome: &str) {
        let line = format!("… and {} more{outcome}", crate::render::number(hidden));
        match self.errors {
            ErrorForm::Text => self.say(&line),
            ErrorForm::Json => {
                let json = serde_json::json!({
                    "category": category, "message": line, "label": "", "mend": null, "topic": null,
                    "place": null, "more": hidden,
                });
                self.say(&json.to_string());
            }
        }
    }

    /// Tells on standard error what is wrong and was done without.
    pub fn warn(&self, diagnostic: &Diagnostic) {
        match self.errors {
            ErrorForm::Text => self.say(&diagnostic.render_warning(self.colour_of_errors)),
            ErrorForm::Json => {
                let mut json = diagnostic.json();
                json["category"] = serde_json::json!(Category::Rejected);
                self.say(&json.to_string());
            }
        }
    }
}

/// The terminal's width, or that of the variable `COLUMNS`, or a width that reads well.
fn width() -> usize {
    let of_terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let of_variable = || std::env::var("COLUMNS").ok()?.parse().ok();
    of_terminal.or_else(of_variable).filter(|width| *width > 0).unwrap_or(UNFITTED_WIDTH)
}

fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}
