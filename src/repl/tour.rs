//! A tour of the language: ten steps on the shipped example, in a store in memory. The user's own store waits meanwhile.

use super::Prompt;
use super::console::Stop;
use crate::diagnostic::{Diagnostic, Result};
use crate::engine::Engine;
use crate::load::{self, Input};
use crate::render::Style;
use crate::session::Session;
use crate::store::Store;

/// The shipped example.
const EXAMPLE: &str = include_str!("../../fixtures/uae-talks/facts.jsonl");

/// A step: what it is about, and what is typed.
struct Step {
    about: &'static str,
    typed: &'static str,
}

const STEPS: [Step; 10] = [
    Step {
        about: "This is a small store: facts from one news report about talks in the UAE. Ask it in plain words; \
                they are read by the words of the store, and what they were read as is shown.",
        typed: "which envoys met in the UAE?",
    },
    Step {
        about: "Every row can show what it rests on: the facts, and under each the sentences that say so, with their \
                document. This is about the seventh row.",
        typed: "why 7",
    },
    Step {
        about: "A fact is claimed by somebody. Ask who says so.",
        typed: "who leads the Russian delegation, according to whom?",
    },
    Step { about: "Count, and by what.", typed: "how many envoys attended the UAE talks, by side?" },
    Step {
        about: "What is denied is no fact, and not nothing either.",
        typed: "did the Kremlin provide information about the other Russian members?",
    },
    Step {
        about: "A question is a pattern in the end, and patterns can be written: ?x stands for whatever fits, […] for \
                something of which that is so, {…} for what is said of the fact itself.",
        typed: "find ?who, ?as where ?who attended [held in UAE] {as: ?as}",
    },
    Step { about: "Look at one thing: all that is known of it.", typed: "describe Steve Witkoff" },
    Step { about: "Or look for words, in names, texts and quotes.", typed: "search \"territorial\"" },
    Step {
        about: "A rule is a word of your own.",
        typed: "define ?a met ?b as ?a attended ?m and ?b attended ?m and ?a != ?b",
    },
    Step { about: "It is then a word like others, with receipts.", typed: "which admirals met Kirill Dmitriev?" },
];

/// A tour that is under way.
pub(super) struct Tour {
    /// Which step is next.
    next: usize,
    /// The user's session.
    waiting: Session,
    /// Whether the user's store is open for writing.
    writable: bool,
}

impl Prompt<'_> {
    /// What stands before the line that the user edits.
    pub(super) fn label(&self) -> String {
        match &self.tour {
            Some(tour) => format!("tour {}/{}> ", tour.next + 1, STEPS.len()),
            // Within a transaction.
            None if self.session.borrow().engine().store().is_begun() => "factfile*> ".to_owned(),
            None => "factfile> ".to_owned(),
        }
    }

    /// Begins a tour, or shows its step again; ends it.
    pub(super) fn tour(&mut self, on: bool) -> std::result::Result<(), Stop> {
        match (on, self.tour.is_some()) {
            (true, false) => {
                let waiting = self.session.replace(example()?);
                self.tour = Some(Tour { next: 0, waiting, writable: self.writable });
                self.apply()?;
                self.say("ten steps on an example; your own store waits. `.tour off` leaves.\n")?;
                self.step()
            }
            (true, true) => self.step(),
            (false, true) => self.leave(),
            (false, false) => self.say("no tour is under way; `.tour` begins one"),
        }
    }

    /// What an empty line does: on a tour it takes the step, otherwise nothing. Whether the session goes on.
    pub(super) fn nothing(&mut self) -> std::result::Result<bool, Stop> {
        match self.tour.as_ref().and_then(|tour| STEPS.get(tour.next)) {
            Some(step) => self.entered(step.typed),
            None => Ok(true),
        }
    }

    /// Goes to the next step where a statement was the one of this step.
    pub(super) fn tour_goes_on(&mut self, statement: &str) -> std::result::Result<(), Stop> {
        let Some(tour) = &mut self.tour else { return Ok(()) };
        let plain = |text: &str| text.trim().trim_end_matches(';').trim_end().to_lowercase();
        if STEPS.get(tour.next).is_none_or(|step| plain(step.typed) != plain(statement)) {
            return Ok(());
        }
        tour.next += 1;
        match tour.next < STEPS.len() {
            true => self.step(),
            false => {
                self.say("That was the tour. `.help` lists the rest; `.help words` is about your own store.")?;
                self.leave()
            }
        }
    }

    fn step(&self) -> std::result::Result<(), Stop> {
        let Some(step) = self.tour.as_ref().and_then(|tour| STEPS.get(tour.next)) else { return Ok(()) };
        let style = Style { width: self.console.style.width.min(90), ..self.console.style };
        let text = format!("{}\n\n    {}\n\n", style.paragraph(step.about), style.strong(step.typed));
        self.console.print(&text)?;
        self.say("Enter runs it; or type what you like.")
    }

    fn leave(&mut self) -> std::result::Result<(), Stop> {
        if let Some(tour) = self.tour.take() {
            drop(self.session.replace(tour.waiting));
            self.writable = tour.writable;
            self.apply()?;
            self.greet()?;
        }
        Ok(())
    }
}

/// The example in a store in memory.
fn example() -> Result<Session> {
    let mut store = Store::in_memory()?;
    let input = Input::Bytes { name: "facts.jsonl".to_owned(), bytes: EXAMPLE.as_bytes().to_vec() };
    let loaded = load::load(&mut store, &input, &load::Options::default(), &mut |_| {});
    if let Some(first) = loaded.err().and_then(|failure| failure.diagnostics.into_iter().next()) {
        return Err(Box::<Diagnostic>::new(first));
    }
    Ok(Session::new(Engine::new(store)?))
}
