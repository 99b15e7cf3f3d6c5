//! What a report draws: the facts of an answer as a graph and on a scale of time.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::words::counted;
use crate::answer::Value;
use crate::draw::{Form, Scene, draw};

/// The most facts of a picture that is read on a page.
const MOST_FACTS: usize = 150;

/// Up to how many facts a picture is shown at once.
const OPEN: usize = 25;

/// What stands in the address of a picture by its code.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'&').add(b'\'');

/// A picture, or why there is none.
pub(super) struct Picture {
    pub name: &'static str,
    /// The picture as an address; none where it is too large.
    pub address: Option<String>,
    /// What it shows, in words.
    pub shows: String,
    pub is_open: bool,
}

/// The pictures of an answer's facts: a graph where things are related, a timeline where times differ.
pub(super) fn of_answer(scene: &Scene) -> Vec<Picture> {
    let times: BTreeSet<&str> = scene.facts.iter().filter_map(|fact| fact.time().map(|time| time.as_str())).collect();
    let is_related = scene.facts.iter().any(|fact| matches!(fact.line.object, Value::Entity(_)));
    let graph = (is_related && scene.facts.len() > 1).then(|| picture(scene, Form::Graph));
    let timeline = (times.len() > 1).then(|| picture(scene, Form::Timeline));
    timeline.into_iter().chain(graph).collect()
}

/// The picture of what was looked at.
pub(super) fn looked_at(scene: &Scene, form: Form) -> Vec<Picture> {
    let has_any = !scene.facts.is_empty();
    has_any.then(|| Picture { is_open: true, ..picture(scene, form) }).into_iter().collect()
}

/// A picture is an image, which can run nothing and whose ids and look are its own.
fn picture(scene: &Scene, form: Form) -> Picture {
    let dated = scene.facts.iter().filter(|fact| fact.time().is_some()).count();
    let (name, facts) = match form {
        Form::Graph => ("Graph", scene.facts.len()),
        Form::Timeline => ("Timeline", dated),
    };
    let is_drawn = facts <= MOST_FACTS;
    let facts_in_words = counted(facts, "fact", "facts");
    let shows = match (form, is_drawn) {
        (_, false) => format!("{facts_in_words} are too many for a picture on a page; `factfile draw` draws them."),
        (Form::Graph, true) => format!("{facts_in_words}: things as boxes, what is said between them as lines"),
        (Form::Timeline, true) => format!("{facts_in_words} on a scale of time"),
    };
    let address =
        is_drawn.then(|| format!("data:image/svg+xml,{}", utf8_percent_encode(draw(scene, form).trim_end(), ENCODED)));
    Picture { name, address, shows, is_open: is_drawn && facts <= OPEN }
}
