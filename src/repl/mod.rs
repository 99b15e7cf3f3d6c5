//! The prompt: statements and commands from a terminal, one after another, none of which ends the session by failing.

mod commands;
mod complete;
mod consent;
pub mod console;
mod external;
mod files;
pub(crate) mod folders;
pub mod help;
mod helper;
mod highlight;
pub mod interrupt;
mod line;
pub mod loading;
pub mod output;
mod pager;
mod paste;
pub mod picture;
mod ready;
mod scan;
mod set;
pub mod settings;
pub mod show;
mod startup;
pub mod topics;
mod tour;
pub mod waiting;
mod words;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::answer::Answer;
use crate::diagnostic::{Diagnostic, Result};
use crate::draw::{self, Form};
use crate::engine::Engine;
use crate::load;
use crate::problem::RemoteProblem;
use crate::render::{self, Format};
use crate::session::{Outcome, Session};
use crate::source::{Source, Spanned};
use crate::store::Store;
use crate::syntax;
use crate::syntax::ast::Statement;
use commands::Command;
use console::{Console, Stop};
use files::Files;
use interrupt::Interrupts;
use line::{Entered, Line};
use paste::Part;
use settings::Settings;
use tour::Tour;

/// How many loads `.log` shows.
const LOADS_SHOWN: usize = 20;

/// What the parts of what was entered are called where something is wrong with them.
const NAME: &str = "<prompt>";

/// How a prompt is begun.
#[derive(Debug, Clone)]
pub struct Options {
    /// How it looks and behaves.
    pub settings: Settings,
    /// Whether the user's start-up file is run first.
    pub startup: bool,
}

/// Opens the prompt on a session and stays until the user leaves. The session's store may be open for reading only; it
/// is opened for writing when a statement needs that.
///
/// # Errors
/// Where the terminal cannot be read or written; nothing that a statement does is an error here.
pub fn prompt(
    session: Session,
    options: Options,
    console: Console,
    interrupts: &Interrupts,
) -> std::result::Result<(), Stop> {
    let session = Rc::new(RefCell::new(session));
    let mut prompt = Prompt::new(Rc::clone(&session), options.settings, console, interrupts)?;
    let mut line = Line::open(session, &prompt.settings, console)?;
    prompt.greet()?;
    if options.startup && !prompt.startup()? && prompt.leaves()? {
        return Ok(());
    }
    loop {
        line.apply(&prompt.settings, prompt.console)?;
        let goes_on = match line.read(&prompt.label())? {
            Entered::Text(text) if text.trim().is_empty() => prompt.nothing()?,
            Entered::Text(text) => {
                line.remember(&text);
                prompt.entered(&text)?
            }
            Entered::Interrupted => true,
            Entered::End => false,
        };
        prompt.written.drain(..).for_each(|text| line.remember(&text));
        if !goes_on && prompt.leaves()? {
            return Ok(());
        }
    }
}

struct Prompt<'a> {
    session: Rc<RefCell<Session>>,
    console: Console,
    interrupts: &'a Interrupts,
    settings: Settings,
    format: Format,
    files: Files,
    writable: bool,
    /// The statements that were run last, for `.edit`.
    latest: String,
    /// What was written in an editor, for the history.
    written: Vec<String>,
    tour: Option<Tour>,
}

/// What came of a part of what was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// All is well.
    Well,
    /// Something was wrong, and was told.
    Wrong,
    /// The user leaves.
    Left,
}

impl Prompt<'_> {
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
        let (counts, exact) = store.counts_at_once()?;
        let greeting = format!("{}  ·  .help", render::counts(store.path(), &counts, exact));
        self.say(&greeting)
    }

    /// Runs all that was entered at once, up to the first that is wrong; whether the session goes on.
    fn entered(&mut self, text: &str) -> std::result::Result<bool, Stop> {
        let parts = paste::parts(text);
        for (at, part) in parts.iter().enumerate() {
            match self.part(NAME, part)? {
                Came::Left => return Ok(false),
                Came::Well => {}
                Came::Wrong => {
                    let rest = parts.len() - at - 1;
                    if rest > 0 {
                        let noun = if rest == 1 { "statement or command" } else { "statements and commands" };
                        self.say(&format!("{} {noun} behind it not run", render::number(rest)))?;
                    }
                    return Ok(true);
                }
            }
        }
        Ok(true)
    }

    /// Runs a part of the named text, and tells what is wrong.
    fn part(&mut self, name: &str, part: &Part) -> std::result::Result<Came, Stop> {
        self.console = self.console.refitted();
        let done = match part.is_command {
            true => self.command(&part.text),
            false => self.statements(name, part).map(|()| true),
        };
        match done {
            Ok(true) => Ok(Came::Well),
            Ok(false) => Ok(Came::Left),
            Err(Stop::Problem(problem)) => {
                self.console.tell(&problem);
                self.console.point_to_help(&problem);
                Ok(Came::Wrong)
            }
            Err(Stop::Told(_)) => Ok(Came::Wrong),
            Err(closed @ Stop::Closed) => Err(closed),
        }
    }

    fn command(&mut self, line: &str) -> std::result::Result<bool, Stop> {
        match commands::parse(line)? {
            Command::Quit => return Ok(false),
            Command::Help(None) => self.show(&help::topics(commands::HELP))?,
            Command::Help(Some(topic)) => self.help(&topic)?,
            Command::Mode(format) => self.set(settings::Setting::Format, format.name())?,
            Command::Read(shown) => self.set(settings::Setting::Read, if shown { "on" } else { "off" })?,
            Command::Timing(shown) => self.set(settings::Setting::Timing, if shown { "on" } else { "off" })?,
            Command::Set(given) => self.set_or_list(&given)?,
            Command::Once(file) => self.once(&file)?,
            Command::Output(file) => self.output(file.as_ref())?,
            Command::Export(file) => self.export(&file)?,
            Command::Vocabulary => self.statement_of("vocabulary")?,
            Command::Draw(form, file) => self.draw(form, &file)?,
            Command::Last => self.last()?,
            Command::Load(files) => self.load(&files)?,
            Command::Log(limit) => self.log(limit.unwrap_or(LOADS_SHOWN))?,
            Command::Edit(saved) => return self.edit(saved.as_deref()),
            Command::Tour(on) => self.tour(on)?,
        }
        Ok(true)
    }

    fn last(&self) -> std::result::Result<(), Stop> {
        let session = self.session.borrow();
        let last = session.last().ok_or_else(|| Diagnostic::new(crate::problem::QueryProblem::NoAnswerYet))?;
        self.show(&render::answer(last, self.format, &self.console.style))
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
        self.show(&match self.format {
            Format::Json => render::log_json(&entries),
            _ => render::log(&entries, all, &self.console.style),
        })
    }

    /// Loads files up to the first that fails; the words of those before it are known from then on.
    fn load(&mut self, files: &[PathBuf]) -> std::result::Result<(), Stop> {
        if self.session.borrow().engine().store().is_remote() {
            return Err(Diagnostic::new(RemoteProblem::ReadOnly).into());
        }
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

    fn statements(&mut self, name: &str, part: &Part) -> std::result::Result<(), Stop> {
        let source = Source::starting_at(name, part.text.as_str(), part.line);
        part.text.clone_into(&mut self.latest);
        for statement in syntax::parse(&source)? {
            self.statement(&source, &statement)?;
        }
        self.tour_goes_on(&part.text)
    }

    /// Runs a statement of the prompt's own.
    fn statement_of(&mut self, text: &str) -> std::result::Result<(), Stop> {
        let source = Source::new(NAME, text);
        syntax::parse(&source)?.iter().try_for_each(|statement| self.statement(&source, statement))
    }

    fn statement(&mut self, source: &Arc<Source>, statement: &Spanned<Statement>) -> std::result::Result<(), Stop> {
        self.session.borrow().check_read_only(source, statement)?;
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
        let reading = self.reading(&statement.node, &outcome);
        if self.files.is_open() && render::is_shown(&outcome) {
            self.console.print(&reading)?;
            return self.give_to_file(outcome);
        }
        match outcome {
            Outcome::Answer(answer) => self.show(&(reading + &self.answer(&answer, took))),
            Outcome::Why { answer, receipts } => {
                self.show(&(show::why(&answer, receipts, self.format, &self.console.style) + "\n"))
            }
            Outcome::Included { source, statements } => {
                statements.iter().try_for_each(|statement| self.statement(&source, statement))
            }
            other => {
                if let Some(page) = show::page(&other, self.format, &self.console.style) {
                    self.show(&(page + "\n"))?;
                }
                show::remark(&other).map_or(Ok(()), |remark| self.say(&remark))
            }
        }
    }

    /// What a question was read as, in a line of its own; nothing where that is not to be shown.
    fn reading(&self, statement: &Statement, outcome: &Outcome) -> String {
        let Outcome::Answer(answer) = outcome else { return String::new() };
        let style = &self.console.style;
        let reading = show::reading(statement, answer).filter(|_| self.settings.read);
        reading.map(|reading| format!("{}\n", style.quiet(&style.reading(reading)))).unwrap_or_default()
    }

    /// An answer as the prompt shows it: a long table is cut, and says so; what is for programs is whole.
    fn answer(&self, answer: &Answer, took: Duration) -> String {
        let style = &self.console.style;
        let shown = match self.format {
            Format::Table => render::table(answer, style, self.settings.rows),
            Format::Expanded => render::expanded(answer, style, self.settings.rows),
            format => return render::answer(answer, format, style),
        };
        let whole = if shown.hidden + shown.cut > 0 { "; .last shows all" } else { "" };
        let took = if self.settings.timing { format!("  ({})", render::duration(took)) } else { String::new() };
        let tally = format!("{}{whole}{took}", shown.tally());
        let tally = if tally.is_empty() { tally } else { self.quiet_line(tally.trim_start()) };
        let sources = answer.receipts.as_ref().map(|receipts| format!("\n{}", render::why(answer, receipts, style)));
        format!("{}{tally}{}\n", shown.body, sources.unwrap_or_default())
    }

    /// Prints what may be long.
    fn show(&self, text: &str) -> std::result::Result<(), Stop> {
        pager::show(text, &self.settings.pager, &self.console)
    }

    /// A quiet line.
    fn say(&self, line: &str) -> std::result::Result<(), Stop> {
        self.console.print(&self.quiet_line(line))
    }

    fn quiet_line(&self, line: &str) -> String {
        let set_in = |line: &str| match line.chars().next() {
            None | Some(' ') => line.to_owned(),
            Some(_) => format!(" {line}"),
        };
        let text = line.split('\n').map(set_in).collect::<Vec<_>>().join("\n");
        format!("{}\n", self.console.style.quiet(&text))
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
