//! Values of settings, from text and back.

use std::time::Duration;

use super::{Colour, Editing, Pager, Setting, Settings};
use crate::render::Format;

/// Sets a value from text; none where that is no value.
pub(super) fn set(settings: &mut Settings, setting: Setting, text: &str) -> Option<()> {
    match setting {
        Setting::Colour => settings.colour = colour(text)?,
        Setting::Editing => settings.editing = editing(text)?,
        Setting::Format => settings.format = Format::from_name(text)?,
        Setting::History => settings.history = text.parse().ok()?,
        Setting::Memory => settings.memory = or_off(text, |text| bytes(text).ok())?,
        Setting::Pager => settings.pager = pager(text),
        Setting::Read => settings.read = switch(text)?,
        Setting::Rows if text == "all" => settings.rows = None,
        Setting::Rows => settings.rows = Some(text.parse().ok().filter(|rows| *rows > 0)?),
        Setting::Timeout => settings.timeout = or_off(text, |text| seconds(text).ok())?,
        Setting::Timing => settings.timing = switch(text)?,
    }
    Some(())
}

/// A value as it is written.
pub(super) fn text(settings: &Settings, setting: Setting) -> String {
    let switched = |on: bool| if on { "on" } else { "off" }.to_owned();
    let written = settings.set.iter().find(|(other, ..)| *other == setting).map(|(_, text, _)| text.clone());
    match setting {
        Setting::Colour => match settings.colour {
            Colour::Auto => "auto".to_owned(),
            Colour::Always => "always".to_owned(),
            Colour::Never => "never".to_owned(),
        },
        Setting::Editing => match settings.editing {
            Editing::Emacs => "emacs".to_owned(),
            Editing::Vi => "vi".to_owned(),
        },
        Setting::Format => settings.format.name().to_owned(),
        Setting::History => settings.history.to_string(),
        // A size stays in the unit that it was written in.
        Setting::Memory => written.unwrap_or_else(|| "off".to_owned()),
        Setting::Pager => match &settings.pager {
            Pager::Auto => "auto".to_owned(),
            Pager::Off => "off".to_owned(),
            Pager::Command(command) => command.clone(),
        },
        Setting::Read => switched(settings.read),
        Setting::Rows => settings.rows.map_or_else(|| "all".to_owned(), |rows| rows.to_string()),
        Setting::Timeout => settings.timeout.map_or_else(|| "off".to_owned(), |limit| limit.as_secs_f64().to_string()),
        Setting::Timing => switched(settings.timing),
    }
}

fn colour(text: &str) -> Option<Colour> {
    match text {
        "auto" => Some(Colour::Auto),
        "always" => Some(Colour::Always),
        "never" => Some(Colour::Never),
        _ => None,
    }
}

fn editing(text: &str) -> Option<Editing> {
    match text {
        "emacs" => Some(Editing::Emacs),
        "vi" => Some(Editing::Vi),
        _ => None,
    }
}

fn pager(text: &str) -> Pager {
    match text {
        "auto" | "on" => Pager::Auto,
        "off" | "" => Pager::Off,
        command => Pager::Command(command.to_owned()),
    }
}

fn switch(text: &str) -> Option<bool> {
    match text {
        "on" | "true" => Some(true),
        "off" | "false" => Some(false),
        _ => None,
    }
}

/// A limit, or none.
fn or_off<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text == "off" { Some(None) } else { read(text).map(Some) }
}

/// A number of seconds above none.
///
/// # Errors
/// What was expected, where the text is none.
pub fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| *seconds > 0.0);
    let limit = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    limit.ok_or_else(|| "a number of seconds above 0 was expected, such as 2.5".to_owned())
}

/// A size above none, in units of 1000 or 1024 bytes.
///
/// # Errors
/// What was expected, where the text is none.
pub fn bytes(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => Some(1.0),
        "k" | "kb" => Some(1e3),
        "m" | "mb" => Some(1e6),
        "g" | "gb" => Some(1e9),
        "kib" => Some(1024.0),
        "mib" => Some(1024.0 * 1024.0),
        "gib" => Some(1024.0 * 1024.0 * 1024.0),
        _ => None,
    };
    let size = number.parse::<f64>().ok().zip(unit).map(|(number, unit)| number * unit);
    let size = size.filter(|size| *size >= 1.0 && *size < 1e18).map(|size| size as u64);
    size.ok_or_else(|| "a size was expected, such as 500MB or 2GiB".to_owned())
}
