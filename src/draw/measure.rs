//! How wide text is. A picture does not know the font that it will be shown in: the widths are those of wide sans-serif
//! fonts, so that in others there is a little room left.

use unicode_width::UnicodeWidthChar;

/// How much wider bold letters are.
const BOLD: f64 = 1.1;

/// The width of a text in a size, in the unit of the size.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let letters: f64 = text.chars().map(letter).sum();
    letters * size * if bold { BOLD } else { 1.0 }
}

/// The width of a letter, in parts of its size.
fn letter(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' => 0.34,
        ' ' | '(' | ')' | '[' | ']' | 'f' | 't' | 'r' | '-' | '/' | '·' | '’' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '—' | '…' | '%' => 1.0,
        'a'..='z' | '0'..='9' => 0.63,
        'A'..='Z' => 0.76,
        _ => match c.width() {
            Some(0) | None => 0.0,
            Some(1) if c.is_uppercase() => 0.85,
            Some(1) => 0.7,
            Some(_) => 1.05,
        },
    }
}

/// Text in lines of at most a width, broken between words and, where a word is wider, within it; what does not fit into
/// so many lines is cut, with dots at its end.
pub(super) fn wrapped(text: &str, size: f64, bold: bool, widest: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or("", String::as_str);
        let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        match lines.last_mut() {
            Some(line) if width(&joined, size, bold) <= widest => *line = joined,
            Some(line) if line.is_empty() => *line = word.to_owned(),
            _ => lines.push(word.to_owned()),
        }
        while let Some((fits, rest)) = lines.last().and_then(|line| broken(line, size, bold, widest)) {
            lines.pop();
            lines.extend([fits, rest]);
        }
        if lines.len() > most {
            lines.truncate(most);
            return dotted(lines, size, bold, widest);
        }
    }
    lines
}

/// The part of a line that fits, up to a hyphen where it has one, and the rest; none where all does. A part has a letter
/// at least.
fn broken(line: &str, size: f64, bold: bool, widest: f64) -> Option<(String, String)> {
    let (mut wide, mut hyphen) = (0.0, None);
    for (at, c) in line.char_indices() {
        wide += width(c.encode_utf8(&mut [0; 4]), size, bold);
        // Marks stay with their letter.
        if wide > widest && at > 0 && letter(c) > 0.0 {
            let at = hyphen.unwrap_or(at);
            return Some((line[..at].to_owned(), line[at..].to_owned()));
        }
        if c == '-' {
            hyphen = Some(at + 1);
        }
    }
    None
}

/// Lines of which the last ends in dots.
fn dotted(mut lines: Vec<String>, size: f64, bold: bool, widest: f64) -> Vec<String> {
    if let Some(last) = lines.last_mut() {
        while !last.is_empty() && width(&format!("{last}…"), size, bold) > widest {
            last.pop();
        }
        let kept = last.trim_end().len();
        last.truncate(kept);
        last.push('…');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{width, wrapped};

    fn lines(text: &str, widest: f64, most: usize) -> Vec<String> {
        wrapped(text, 10.0, false, widest, most)
    }

    #[test]
    fn lines_break_between_words_and_long_words_within() {
        assert_eq!(lines("United Arab Emirates", 80.0, 3), ["United Arab", "Emirates"]);
        assert_eq!(lines("Donaudampfschiff fährt", 60.0, 3), ["Donaudam", "pfschiff", "fährt"]);
        assert_eq!(lines("Müller-Lüdenscheidt", 90.0, 3), ["Müller-", "Lüdenscheidt"]);
        assert_eq!(lines("", 60.0, 3), [""]);
    }

    #[test]
    fn what_does_not_fit_is_cut_with_dots() {
        assert_eq!(lines("one two three four five", 46.0, 2), ["one two", "three…"]);
    }

    #[test]
    fn no_line_is_wider_than_it_may_be() {
        for text in ["WWWWWWWWWWWWWWWWWWWWWW", "東京東京東京東京東京", "a\u{301}\u{301}\u{301} b", "x"] {
            for line in lines(text, 50.0, 2) {
                assert!(width(&line, 10.0, false) <= 50.0, "{line}");
            }
        }
    }
}
