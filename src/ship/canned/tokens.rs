//! A statement cut into its parts, so that some can be exchanged.

/// The parts of a statement: words, numbers, parameters, and what is between them. No user's text is in it.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = match first {
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            '?' => 1 + rest[1..].find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len() - 1),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, behind) = rest.split_at(length);
        rest = behind;
        Some(token)
    })
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn words_numbers_parameters_and_names_in_quotes_are_whole() {
        let text = "f1.id=12 AND x IN (?1, ?23) FROM \"a 7\"";
        let found: Vec<&str> = tokens(text).filter(|token| !token.trim().is_empty()).collect();
        let expected = ["f1", ".", "id", "=", "12", "AND", "x", "IN", "(", "?1", ",", "?23", ")", "FROM", "\"a 7\""];
        assert_eq!(found, expected);
        assert_eq!(tokens(text).collect::<String>(), text);
    }
}
