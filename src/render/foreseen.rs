//! What a change would come to, before it is made.

use super::change::{article, counts_of, quoted};
use super::look::sentence;
use super::text::{Style, counted, visible};
use crate::answer::EntityRef;
use crate::look::Standing;
use crate::session::{Change, Foreseen, UndoneLoad};
use crate::store::{Action, Counts, Turn, Turns, Undone};

/// What a change would come to, a line each for what it does, how much that is, and the first facts that would stand
/// otherwise. Ends with a line end.
pub fn foreseen(foreseen: &Foreseen, style: &Style) -> String {
    match foreseen {
        Foreseen::Change { change, turns, undone } => {
            let first = style.hanging(" ", &does(change, undone.as_deref()));
            let merges = undone.as_deref().map_or_else(Vec::new, |undone| parted(change, undone));
            let lines = merges.into_iter().chain(listed(turns, style));
            first + "\n" + &lines.map(|line| format!("    {line}\n")).collect::<String>()
        }
        Foreseen::Rules { names, gone, users } => {
            let names: Vec<String> = names.iter().map(|name| format!("`{}`", visible(name))).collect();
            let verb = if *gone { "goes" } else { "is replaced" };
            let uses = if users.len() == 1 { "uses it" } else { "use it" };
            let users: Vec<String> = users.iter().map(|user| visible(user)).collect();
            format!(" {} {verb}; {} {uses}\n", names.join(", "), users.join(", "))
        }
    }
}

/// What would be done, and to how much.
fn does(change: &Change, undone: Option<&UndoneLoad>) -> String {
    match change {
        Change::Merged(changed) => {
            let (entity, into) = (&changed.what.entity, &changed.what.into);
            format!(
                "{} (@{}) becomes {} (@{}), whom both names find then; {}",
                quoted(entity),
                visible(&entity.key),
                quoted(into),
                visible(&into.key),
                facts(changed.what.facts, "is", "are", "concerned")
            )
        }
        Change::Unmerged(changed) => {
            let moved = facts(changed.what.facts, "is", "are", "its own again");
            format!("{} parts from {}; {moved}", quoted(&changed.what.entity), quoted(&changed.what.from))
        }
        Change::Undone(changed) => undoes(&changed.what, &changed.difference, undone),
        Change::Retracted(changed) => match changed.what.facts.len() {
            1 => "what was claimed of this fact counts no more".to_owned(),
            several => format!("what was claimed of these {several} facts counts no more"),
        },
        Change::Asserted(_) | Change::Distinguished(_) | Change::Aliased(..) => super::change(change),
    }
}

fn undoes(undone: &Undone, difference: &Counts, load: Option<&UndoneLoad>) -> String {
    let what = load.map_or_else(String::new, |UndoneLoad { load, .. }| {
        let of = load.source.as_ref().or(load.note.as_ref());
        let of = of.map_or_else(String::new, |of| format!(" of {}", visible(of)));
        format!(", {} `{}`{of} at {},", article(load.action), load.action.name(), visible(&load.at))
    });
    let counts = if undone.counts { "counts again" } else { "counts no more" };
    format!("load {}{what} {counts}{}", undone.behind.0, counts_of(difference))
}

/// The things that become two again, or one.
fn parted(change: &Change, undone: &UndoneLoad) -> Vec<String> {
    let Change::Undone(changed) = change else { return Vec::new() };
    // What is undone of a merge parts, what is undone of its end joins.
    let joins = (undone.load.action == Action::Unmerge) != changed.what.counts;
    let how = if joins { "are one again" } else { "are two again" };
    let line = |(entity, into): &(EntityRef, EntityRef)| {
        let (key, other) = (visible(&entity.key), visible(&into.key));
        format!("{} (@{key}) and {} (@{other}) {how}", quoted(entity), quoted(into))
    };
    undone.merges.iter().map(line).collect()
}

fn facts(count: i64, one: &str, many: &str, how: &str) -> String {
    let count = usize::try_from(count).unwrap_or(0);
    counted(count, &format!("fact {one} {how}"), &format!("facts {many} {how}"))
}

/// The facts that would stand otherwise: the first of them, and how many more.
fn listed(turns: &Turns, style: &Style) -> Vec<String> {
    let widest = turns.first.iter().map(|turn| turn.fact.id.0.to_string().len()).max().unwrap_or(0);
    let line = |turn: &Turn| {
        let time = turn.fact.time.as_ref().map_or_else(String::new, |time| format!("  {}", time.as_str()));
        let how = style.quiet(&format!("  {}", way(turn)));
        format!("{:>widest$}  {}{time}{how}", turn.fact.id.0, sentence(&turn.fact))
    };
    let hidden = (turns.ended + turns.begun + turns.turned).saturating_sub(turns.first.len());
    let more = (hidden > 0).then(|| style.quiet(&format!("… and {} more", counted(hidden, "fact", "facts"))));
    turns.first.iter().map(line).chain(more).collect()
}

/// How a fact would stand, beside how it stands.
fn way(turn: &Turn) -> &'static str {
    match (turn.before, turn.after) {
        (Some(Standing::Denied), None) => "was denied, counts no more",
        (_, None) => "held, counts no more",
        (None, Some(Standing::Denied)) => "denied from now on",
        (None, Some(_)) => "holds from now on",
        (_, Some(Standing::Denied)) => "held, is denied only",
        (Some(Standing::Denied), Some(_)) => "was denied only, holds",
        (_, Some(Standing::AlsoDenied)) => "holds, is disputed",
        (_, Some(_)) => "was disputed, holds",
    }
}
