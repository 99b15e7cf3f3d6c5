//! The prompt: statements and commands from a terminal, one after another, none of which ends the session by failing.

mod commands;
mod complete;
mod consent;
pub mod console;
mod files;
pub mod help;
mod helper;
mod history;
pub mod interrupt;
pub mod loading;
pub mod output;
pub mod picture;
mod scan;
pub mod show;
pub mod topics;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Config, Editor};

use crate::answer::Answer;
use crate::diagnostic::{Diagnostic, Result};
use crate::draw::{self, Form};
use crate::engine::Engine;
use crate::load;
use crate::problem::CommandProblem;
use crate::render::{self, Format};
use crate::session::{Outcome, Session};
use crate::source::{Source, Spanned};
use crate::store::Store;
use crate::syntax;
use crate::syntax::ast::Statement;
use commands::Command;
use console::{Console, Stop};
use files::Files;
use helper::PromptHelper;
use interrupt::Interrupts;

/// How many rows of an answer are shown at once.
const ROWS_SHOWN: usize = 40;

/// How many loads `.log` shows.
const LOADS_SHOWN: usize = 20;

/// How many statements the history keeps.
const HISTORY_LENGTH: usize = 10_000;

const PROMPT: &str = "factfile> ";

/// The prompt within a transaction.
const PROMPT_WITHIN: &str = "factfile*> ";

type LineEditor = Editor<PromptHelper, FileHistory>;

/// Opens the prompt on a session and stays until the user leaves. The session's store may be open for reading only; it
/// is opened for writing when a statement needs that.
///
/// # Errors
/// Where the terminal cannot be read or written; nothing that a statement does is an error here.
pub fn prompt(session: Session, console: Console, interrupts: &Interrupts) -> std::result::Result<(), Stop> {
    let session = Rc::new(RefCell::new(session));
    let mut editor = editor(Rc::clone(&session), console).map_err(no_terminal)?;
    let history = history::file();
    if let Some(path) = &history {
        // The first session finds no history; one that cannot be read is as good as none.
        let _ = editor.load_history(path);
    }
    let (format, files) = (Format::Table, Files::default());
    let mut prompt = Prompt { session, console, interrupts, format, files, readings: true, writable: false };
    prompt.greet()?;
    loop {
        let shown = prompt.shown();
        let styled = console.style.strong(shown);
        match editor.readline(&(shown, styled.as_str())) {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                remember(&mut editor, history.as_deref(), &line);
                if !prompt.line(&line)? && prompt.leaves()? {
                    return Ok(());
                }
            }
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) if prompt.leaves()? => return Ok(()),
            Err(ReadlineError::Eof) => {}
            Err(error) => return Err(no_terminal(error)),
        }
    }
}

fn editor(session: Rc<RefCell<Session>>, console: Console) -> rustyline::Result<LineEditor> {
    let config = Config::builder().max_history_size(HISTORY_LENGTH)?.history_ignore_dups(true)?;
    let config =
        config.history_ignore_space(true).auto_add_history(false).completion_type(rustyline::CompletionType::List);
    let mut editor = LineEditor::with_config(config.build())?;
    editor.set_helper(Some(PromptHelper { session, colour: console.style.colour }));
    Ok(editor)
}

/// Adds a statement to the history, in the file too, so that a session that is killed has lost none.
fn remember(editor: &mut LineEditor, file: Option<&Path>, line: &str) {
    // A history that cannot be kept must not keep anybody from asking.
    if editor.add_history_entry(line.trim_end()).unwrap_or(false)
        && let Some(file) = file
    {
        let _ = editor.append_history(file);
    }
}

fn no_terminal(error: ReadlineError) -> Stop {
    Stop::Problem(Diagnostic::new(CommandProblem::NoTerminal { detail: error.to_string() }))
}

struct Prompt<'a> {
    session: Rc<RefCell<Session>>,
    console: Console,
    interrupts: &'a Interrupts,
    format: Format,
    files: Files,
    readings: bool,
    writable: bool,
}

impl Prompt<'_> {
    fn shown(&self) -> &'static str {
        if self.session.borrow().engine().store().is_begun() { PROMPT_WITHIN } else { PROMPT }
    }

    /// Ends the transaction that goes on, if any, by rolling it back; asks first where that loses something. Whether the session
    /// may end.
    fn leaves(&self) -> std::result::Result<bool, Stop> {
        let changes = self.session.borrow().uncommitted()?.unwrap_or(0);
        let question = format!(" {} since `begin` will be rolled back. Leave? [y/N] ", show::changed(changes));
        if changes > 0 && !consent::agreed(&question) {
            self.say("`commit` keeps what was changed")?;
            return Ok(false);
        }
        self.session.borrow_mut().abandon()?;
        Ok(true)
    }

    fn greet(&self) -> std::result::Result<(), Stop> {
        let session = self.session.borrow();
        let store = session.engine().store();
        let greeting = format!("{}  ·  .help", render::counts(store.path(), &store.counts()?));
        self.say(&greeting)
    }

    /// Runs a line; whether the session goes on.
    fn line(&mut self, line: &str) -> std::result::Result<bool, Stop> {
        self.console = self.console.refitted();
        let done = if commands::is_command(line) { self.command(line) } else { self.statements(line).map(|()| true) };
        match done {
            Err(Stop::Problem(problem)) => {
                self.console.tell(&problem);
                Ok(true)
            }
            Err(Stop::Told(_)) => Ok(true),
            other => other,
        }
    }

    fn command(&mut self, line: &str) -> std::result::Result<bool, Stop> {
        match commands::parse(line)? {
            Command::Quit => return Ok(false),
            Command::Help(None) => self.console.print(&help::topics(commands::HELP))?,
            Command::Help(Some(topic)) => self.console.print(&topics::explained(&topic)?)?,
            Command::Mode(format) => self.format = format,
            Command::Read(shown) => self.readings = shown,
            Command::Once(file) => self.once(&file)?,
            Command::Output(file) => self.output(file.as_ref())?,
            Command::Export(file) => self.export(&file)?,
            Command::Vocabulary => self.statements("vocabulary")?,
            Command::Draw(form, file) => self.draw(form, &file)?,
            Command::Last => self.last()?,
            Command::Load(files) => self.load(&files)?,
            Command::Log(limit) => self.log(limit.unwrap_or(LOADS_SHOWN))?,
        }
        Ok(true)
    }

    fn last(&self) -> std::result::Result<(), Stop> {
        let session = self.session.borrow();
        let last = session.last().ok_or_else(|| Diagnostic::new(crate::problem::QueryProblem::NoAnswerYet))?;
        self.console.print(&render::answer(last, self.format, &self.console.style))
    }

    /// Draws what the last answer rests on into a new file.
    fn draw(&self, form: Form, file: &Path) -> std::result::Result<(), Stop> {
        let session = self.session.borrow();
        let scene = picture::of_last(&session, self.interrupts)?;
        let store = session.engine().store().path();
        draw::save(&draw::draw(&scene, form), file, false, store)?;
        self.say(&render::visible(&format!("wrote {}", file.display())))
    }

    fn log(&self, limit: usize) -> std::result::Result<(), Stop> {
        let session = self.session.borrow();
        let store = session.engine().store();
        let (entries, all) = (store.log(limit)?, store.loads()?);
        self.console.print(&match self.format {
            Format::Json => render::log_json(&entries),
            _ => render::log(&entries, all, &self.console.style),
        })
    }

    /// Loads files up to the first that fails; the words of those before it are known from then on.
    fn load(&mut self, files: &[PathBuf]) -> std::result::Result<(), Stop> {
        self.make_writable()?;
        let mut session = self.session.borrow_mut();
        let options = load::Options { stop: Some(self.interrupts.flag()), ..load::Options::default() };
        let store = session.engine_mut().store_mut();
        let loaded = files.iter().try_for_each(|file| {
            let input = load::Input::File(file.clone());
            let report = loading::load(store, &input, &options, &self.console, self.interrupts)?;
            self.console.print(&render::load_report(&report, &self.console.style))
        });
        session.engine_mut().reload()?;
        loaded
    }

    fn statements(&mut self, line: &str) -> std::result::Result<(), Stop> {
        let source = Source::new("<prompt>", line);
        for statement in syntax::parse(&source)? {
            self.statement(&source, &statement)?;
        }
        Ok(())
    }

    fn statement(&mut self, source: &Arc<Source>, statement: &Spanned<Statement>) -> std::result::Result<(), Stop> {
        if statement.node.writes() {
            self.make_writable()?;
        }
        consent::obtained(&mut self.session.borrow_mut(), source, statement, &self.console, self.interrupts)?;
        if let Statement::Output(delivery) = &statement.node {
            return self.deliver(source, delivery);
        }
        let begun = Instant::now();
        let outcome = show::run(&mut self.session.borrow_mut(), source, statement, self.interrupts)?;
        let took = begun.elapsed();
        self.tell_reading(&statement.node, &outcome)?;
        if self.files.is_open() && render::is_shown(&outcome) {
            return self.give_to_file(outcome);
        }
        match outcome {
            Outcome::Answer(answer) => self.answer(&answer, took),
            Outcome::Why { answer, receipts } => {
                self.console.print(&(show::why(&answer, receipts, self.format, &self.console.style) + "\n"))
            }
            Outcome::Included { source, statements } => {
                statements.iter().try_for_each(|statement| self.statement(&source, statement))
            }
            other => {
                if let Some(page) = show::page(&other, self.format, &self.console.style) {
                    self.console.print(&(page + "\n"))?;
                }
                show::remark(&other).map_or(Ok(()), |remark| self.say(&remark))
            }
        }
    }

    /// What a question was read as, where that is to be shown.
    fn tell_reading(&self, statement: &Statement, outcome: &Outcome) -> std::result::Result<(), Stop> {
        let Outcome::Answer(answer) = outcome else { return Ok(()) };
        let style = &self.console.style;
        match show::reading(statement, answer).filter(|_| self.readings) {
            Some(reading) => self.console.print(&format!("{}\n", style.quiet(&style.reading(reading)))),
            None => Ok(()),
        }
    }

    /// An answer as the prompt shows it: a long table is cut, and says so; what is for programs is whole.
    fn answer(&self, answer: &Answer, took: Duration) -> std::result::Result<(), Stop> {
        let style = &self.console.style;
        let shown = match self.format {
            Format::Table => render::table(answer, style, Some(ROWS_SHOWN)),
            Format::Expanded => render::expanded(answer, style, Some(ROWS_SHOWN)),
            format => return self.console.print(&render::answer(answer, format, style)),
        };
        self.console.print(&shown.body)?;
        let whole = if shown.hidden + shown.cut > 0 { "; .last shows all" } else { "" };
        let tally = format!("{}{whole}  ({})", shown.tally(), render::duration(took));
        self.say(tally.trim_start())?;
        let sources = answer.receipts.as_ref().map(|receipts| format!("\n{}", render::why(answer, receipts, style)));
        self.console.print(&(sources.unwrap_or_default() + "\n"))
    }

    /// A quiet line.
    fn say(&self, line: &str) -> std::result::Result<(), Stop> {
        self.console.print(&format!("{}\n", self.console.style.quiet(&format!(" {line}"))))
    }

    /// Opens the store for writing, where it is open for reading only.
    fn make_writable(&mut self) -> Result<()> {
        let mut session = self.session.borrow_mut();
        let path = session.engine().store().path().to_owned();
        if !self.writable && path != Path::new(":memory:") {
            *session.engine_mut() = Engine::new(Store::open_writable(path)?)?;
        }
        self.writable = true;
        Ok(())
    }
}
