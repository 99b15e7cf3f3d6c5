//! Characters that are not seen, or change how others are seen: stored text and errors show them by name, so that nobody is
//! deceived by what a name has in it.

/// Whether a character changes the order in which the text beside it is shown.
pub(crate) fn reorders(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character takes no place of its own, wherever it stands: zero-width spaces, soft hyphens, fillers, marks of
/// annotations, separators of lines. Joiners and selectors are seen in what they stand between; see [`shapes`].
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180E}'
        | '\u{200B}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{3164}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E001F}' | '\u{E0080}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}')
}

/// Whether a character that is seen only in another's shape does shape it here: joiners within words of scripts that join and
/// within emoji, selectors of variants behind what has some, tags of flags. None where it is no such character.
pub(crate) fn shapes(c: char, before: Option<char>, after: Option<char>) -> Option<bool> {
    let is_joined = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && c != '⟩' && !c.is_whitespace());
    let has_variants =
        |c: char| !is_selector(c) && (is_joined(Some(c)) || c.is_ascii_digit() || matches!(c, '#' | '*'));
    match c {
        '\u{200C}' | '\u{200D}' => Some(is_joined(before) && is_joined(after)),
        c if is_selector(c) => Some(before.is_some_and(has_variants)),
        '\u{E0020}'..='\u{E007F}' => {
            Some(before.is_some_and(|before| matches!(before, '\u{1F3F4}' | '\u{E0020}'..='\u{E007E}')))
        }
        _ => None,
    }
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}
