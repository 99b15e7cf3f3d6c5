//! The line editor: reading what the user enters, and its history.

use std::cell::RefCell;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::rc::Rc;

use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, EditMode, Editor};

use super::console::{Console, Stop};
use super::folders;
use super::helper::PromptHelper;
use super::paste;
use super::settings::{Colour, Editing, Settings};
use super::words::Lexicon;
use crate::diagnostic::Diagnostic;
use crate::problem::CommandProblem;
use crate::session::Session;

/// What the user did.
pub(super) enum Entered {
    /// Entered a text.
    Text(String),
    /// Left the line by Ctrl-C.
    Interrupted,
    /// Left by Ctrl-D, or closed the terminal.
    End,
}

/// The line editor with its history.
pub(super) struct Line {
    editor: Editor<PromptHelper, FileHistory>,
    history: Option<PathBuf>,
    colour: bool,
}

impl Line {
    /// Opens it on the words of a session's store.
    pub(super) fn open(session: Rc<RefCell<Session>>, settings: &Settings, console: Console) -> Result<Self, Stop> {
        let config = Config::builder()
            .history_ignore_dups(true)
            .and_then(|config| config.max_history_size(settings.history))
            .map_err(no_terminal)?
            .history_ignore_space(true)
            .auto_add_history(false)
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .edit_mode(mode(settings.editing))
            .color_mode(colours(settings.colour));
        let mut editor = Editor::with_config(config.build()).map_err(no_terminal)?;
        let colour = console.style.colour;
        editor.set_helper(Some(PromptHelper { lexicon: Lexicon::new(session), colour }));
        let history = folders::history();
        if let Some(path) = &history {
            // The first session finds no history; one that cannot be read is as good as none.
            let _ = editor.load_history(path);
        }
        Ok(Line { editor, history, colour })
    }

    /// Takes over what was set since.
    pub(super) fn apply(&mut self, settings: &Settings, console: Console) -> Result<(), Stop> {
        self.colour = console.style.colour;
        self.editor.set_edit_mode(mode(settings.editing));
        self.editor.set_color_mode(colours(settings.colour));
        self.editor.set_max_history_size(settings.history).map_err(no_terminal)?;
        if let Some(helper) = self.editor.helper_mut() {
            helper.colour = self.colour;
            helper.lexicon.forget();
        }
        Ok(())
    }

    /// Reads what the user enters behind a label.
    pub(super) fn read(&mut self, label: &str) -> Result<Entered, Stop> {
        let styled =
            if self.colour { format!("{0}{label}{0:#}", anstyle::Style::new().bold()) } else { label.to_owned() };
        match self.editor.readline(&(label, styled.as_str())) {
            Ok(text) => Ok(Entered::Text(text)),
            Err(ReadlineError::Interrupted) => Ok(Entered::Interrupted),
            Err(ReadlineError::Eof) => Ok(Entered::End),
            Err(error) if is_gone(&error) => Ok(Entered::End),
            Err(error) => Err(no_terminal(error)),
        }
    }

    /// Adds statements and commands to the history, each by itself, in the file too, so that a session that is killed has lost
    /// none.
    pub(super) fn remember(&mut self, text: &str) {
        if text.starts_with(' ') {
            return;
        }
        for part in paste::parts(text) {
            // A history that cannot be kept must not keep anybody from asking.
            if self.editor.add_history_entry(part.text.as_str()).unwrap_or(false)
                && let Some(file) = &self.history
            {
                let _ = self.editor.append_history(file);
            }
        }
    }
}

fn mode(editing: Editing) -> EditMode {
    match editing {
        Editing::Emacs => EditMode::Emacs,
        Editing::Vi => EditMode::Vi,
    }
}

fn colours(colour: Colour) -> ColorMode {
    match colour {
        Colour::Auto => ColorMode::Enabled,
        Colour::Always => ColorMode::Forced,
        Colour::Never => ColorMode::Disabled,
    }
}

/// Whether the terminal is closed: nobody is there to be told anything.
fn is_gone(error: &ReadlineError) -> bool {
    /// What the system says of a terminal that was closed (EIO).
    const INPUT_OUTPUT: i32 = 5;
    let ends = |error: &std::io::Error| {
        error.kind() == ErrorKind::BrokenPipe || (cfg!(unix) && error.raw_os_error() == Some(INPUT_OUTPUT))
    };
    match error {
        ReadlineError::Io(error) => ends(error),
        #[cfg(unix)]
        ReadlineError::Errno(error) => ends(&std::io::Error::from(*error)),
        _ => false,
    }
}

fn no_terminal(error: ReadlineError) -> Stop {
    Stop::Problem(Diagnostic::new(CommandProblem::NoTerminal { detail: error.to_string() }))
}
