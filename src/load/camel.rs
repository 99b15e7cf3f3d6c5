//! Names in camel case, as other formats write them, in words.

/// A name in camel case or with signs between its words as words in lower case.
pub(super) fn in_words(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut words = String::new();
    for (at, letter) in letters.iter().enumerate() {
        if matches!(letter, '_' | '-' | ' ' | '.' | '+') {
            words.push(' ');
            continue;
        }
        if letter.is_uppercase() && at > 0 && begins(letters[at - 1], letters.get(at + 1)) {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a capital between these letters begins a word: behind a small letter or a digit, or as the last one of an
/// abbreviation.
fn begins(before: char, behind: Option<&char>) -> bool {
    let ends_abbreviation = before.is_uppercase() && behind.is_some_and(|letter| letter.is_lowercase());
    before.is_lowercase() || before.is_numeric() || ends_abbreviation
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn capitals_and_signs_begin_words() {
        for (name, words) in [
            ("memberOf", "member of"),
            ("PoliticalParty", "political party"),
            ("hasURLOf", "has url of"),
            ("held-in_place", "held in place"),
            ("NATO", "nato"),
        ] {
            assert_eq!(in_words(name), words);
        }
    }
}
