//! Changing how the prompt looks and behaves, and `.edit`.

use super::files::Files;
use super::settings::{Setting, known};
use super::{Prompt, external};
use crate::diagnostic::{Diagnostic, Result};
use crate::problem::CommandProblem;
use crate::session::Session;
use crate::source::{Source, Span};
use crate::store::SavedQuery;
use crate::vocabulary::nearest;

use super::console::{Console, Stop};
use super::interrupt::Interrupts;
use super::settings::Settings;
use std::cell::RefCell;
use std::rc::Rc;

impl<'a> Prompt<'a> {
    pub(super) fn new(
        session: Rc<RefCell<Session>>,
        settings: Settings,
        console: Console,
        interrupts: &'a Interrupts,
    ) -> Result<Self> {
        let mut prompt = Prompt {
            session,
            console,
            interrupts,
            format: settings.format,
            settings,
            files: Files::default(),
            writable: false,
            latest: String::new(),
            written: Vec::new(),
            tour: None,
        };
        prompt.apply()?;
        Ok(prompt)
    }

    /// Lets what is set have its effect.
    pub(super) fn apply(&mut self) -> Result<()> {
        self.format = self.settings.format;
        self.console = self.console.coloured(self.settings.colour);
        let mut session = self.session.borrow_mut();
        session.set_limit(self.settings.timeout);
        session.set_memory(self.settings.memory)
    }

    pub(super) fn set(&mut self, setting: Setting, value: &str) -> std::result::Result<(), Stop> {
        self.settings.set_from_prompt(setting, value)?;
        Ok(self.apply()?)
    }

    /// `.set`, `.set NAME`, `.set NAME VALUE`.
    pub(super) fn set_or_list(&mut self, given: &str) -> std::result::Result<(), Stop> {
        let (name, value) = given.split_once(char::is_whitespace).unwrap_or((given, ""));
        if name.is_empty() {
            return self.console.print(&self.settings.listed(&self.console.style));
        }
        let source = Source::new(super::NAME, format!(".set {given}"));
        let setting = known(&source, Span::new(5, 5 + name.len()), name)?;
        match value.trim() {
            "" => self.say(&format!("{} is {}", setting.name(), self.settings.value(setting))),
            value => self.set(setting, value),
        }
    }

    /// Has the last statement or a saved query edited, and runs what comes back; whether the session goes on.
    pub(super) fn edit(&mut self, saved: Option<&str>) -> std::result::Result<bool, Stop> {
        let text = match saved {
            Some(name) => self.saved(name)?,
            None if self.latest.is_empty() => return Err(Diagnostic::new(CommandProblem::NothingToEdit).into()),
            None => self.latest.clone(),
        };
        let Some(back) = external::edited(&text)? else { return self.say("nothing to run").map(|()| true) };
        self.console.print(&format!("{back}\n"))?;
        self.written.push(back.clone());
        self.entered(&back)
    }

    /// A saved query as a statement that saves it.
    fn saved(&self, name: &str) -> Result<String> {
        let session = self.session.borrow();
        let store = session.engine().store();
        match store.saved_query(name)? {
            Some(saved) => Ok(statement(&saved)),
            None => {
                let nearest = nearest(name, store.saved_queries()?);
                Err(Diagnostic::new(CommandProblem::NotSaved { name: name.to_owned(), nearest }))
            }
        }
    }
}

fn statement(saved: &SavedQuery) -> String {
    let parameter = |parameter: &crate::store::SavedParameter| match &parameter.default {
        Some(default) => format!("${} = {default}", parameter.name),
        None => format!("${}", parameter.name),
    };
    let parameters: Vec<String> = saved.parameters.iter().map(parameter).collect();
    let parameters = if parameters.is_empty() { String::new() } else { format!("({})", parameters.join(", ")) };
    format!("save {}{parameters} as\n{};", saved.name, saved.text)
}
