//! What is compared of texts: folded by hand for the few letters that stores use, likeness, regular expressions.

/// Case and marks folded away, for the letters that are in use.
pub fn light(text: &str) -> String {
    let mut folded = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'ł' => folded.push('l'),
            'ó' => folded.push('o'),
            'é' => folded.push('e'),
            'ź' => folded.push('z'),
            'ß' => folded.push_str("ss"),
            other => folded.push(other),
        }
    }
    folded
}

/// A name as it is looked up: punctuation and white space are one space, a leading "the" does not count.
pub fn folded_name(text: &str) -> String {
    let spaced: String = light(text).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    match words.as_slice() {
        ["the", rest @ ..] if !rest.is_empty() => rest.join(" "),
        all => all.join(" "),
    }
}

/// White space folded, as quotes are compared.
pub fn spaces_folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two texts are alike: the similarity of Jaro and Winkler of their folded forms is 0.88 or more.
pub fn alike(left: &str, right: &str) -> bool {
    let letters = |text: &str| folded_name(text).chars().collect::<Vec<char>>();
    winkler(&letters(left), &letters(right)) >= 0.88
}

fn winkler(left: &[char], right: &[char]) -> f64 {
    let jaro = jaro(left, right);
    let prefix = left.iter().zip(right).take(4).take_while(|(left, right)| left == right).count();
    jaro + 0.1 * prefix as f64 * (1.0 - jaro)
}

fn jaro(left: &[char], right: &[char]) -> f64 {
    if left.is_empty() && right.is_empty() {
        return 1.0;
    }
    let window = (left.len().max(right.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; right.len()];
    let mut of_left = Vec::new();
    for (at, letter) in left.iter().enumerate() {
        let near = at.saturating_sub(window)..right.len().min(at + window + 1);
        if let Some(found) = near.into_iter().find(|other| !taken[*other] && right[*other] == *letter) {
            taken[found] = true;
            of_left.push(*letter);
        }
    }
    let of_right: Vec<char> = (0..right.len()).filter(|at| taken[*at]).map(|at| right[at]).collect();
    let matching = of_left.len() as f64;
    if of_left.is_empty() {
        return 0.0;
    }
    let moved = of_left.iter().zip(&of_right).filter(|(left, right)| left != right).count() as f64 / 2.0;
    (matching / left.len() as f64 + matching / right.len() as f64 + (matching - moved) / matching) / 3.0
}

/// A regular expression, and what it means.
type Pattern = (&'static str, fn(&str) -> bool);

/// Regular expressions, each with what it means.
pub const PATTERNS: [Pattern; 6] = [
    ("^A", |text| text.starts_with('A')),
    ("(?i)alpha", |text| text.to_ascii_lowercase().contains("alpha")),
    ("a$", |text| text.ends_with('a')),
    ("[0-9]", |text| text.contains(|c: char| c.is_ascii_digit())),
    ("o{2,}|Fri?day", |text| text.contains("oo") || text.contains("Friday") || text.contains("Frday")),
    ("^$", |text| text.is_empty()),
];
