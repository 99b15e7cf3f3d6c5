//! Keys in a readable notation.

use super::case::size_of;

/// What a line of keys does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Bytes as a terminal sends them.
    Type(Vec<u8>),
    Wait(String),
    Prompt,
    Resize((u16, u16)),
    Shell(String),
    HangUp,
}

/// Reads a line of keys.
pub fn actions(line: &str) -> Vec<Action> {
    let mut actions = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let (action, behind) = match rest.strip_prefix('<').and_then(|named| named.split_once('>')) {
            Some((name, behind)) => (named(name), behind),
            None => {
                let end = rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |(at, _)| at);
                (Action::Type(rest.as_bytes()[..end].to_vec()), &rest[end..])
            }
        };
        actions.push(action);
        rest = behind;
    }
    actions
}

fn named(name: &str) -> Action {
    match name.split_once(':') {
        Some(("wait", text)) => Action::Wait(text.to_owned()),
        Some(("size", size)) => Action::Resize(size_of(size)),
        Some(("sh", command)) => Action::Shell(command.to_owned()),
        Some(("paste", text)) => {
            Action::Type(format!("\u{1b}[200~{}\u{1b}[201~", text.replace("\\n", "\r")).into_bytes())
        }
        _ if name == "prompt" => Action::Prompt,
        _ if name == "hangup" => Action::HangUp,
        _ => Action::Type(key(name)),
    }
}

fn key(name: &str) -> Vec<u8> {
    let sent = match name {
        "TAB" => "\t",
        "ENTER" => "\r",
        "ESC" => "\u{1b}",
        "UP" => "\u{1b}[A",
        "DOWN" => "\u{1b}[B",
        "RIGHT" => "\u{1b}[C",
        "LEFT" => "\u{1b}[D",
        "HOME" => "\u{1b}[H",
        "END" => "\u{1b}[F",
        "BACKSPACE" => "\u{7f}",
        "lt" => "<",
        "gt" => ">",
        _ => return combined(name).unwrap_or_else(|| panic!("no key is called <{name}>")),
    };
    sent.as_bytes().to_vec()
}

/// `C-c` is Ctrl and c, `M-f` Alt and f.
fn combined(name: &str) -> Option<Vec<u8>> {
    let (with, key) = name.split_once('-')?;
    let key = u8::try_from(key.chars().next()?).ok()?;
    match with {
        "C" => Some(vec![key.to_ascii_uppercase() & 0x1f]),
        "M" => Some(vec![0x1b, key]),
        _ => None,
    }
}
