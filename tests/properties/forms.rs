//! Folding, dates and marks.

use factfile::edtf::{BEGINNING, END, Edtf};
use factfile::fold::{fold, fold_words};
use factfile::marks::{Term, marks};
use factfile::matching::{contains, sure_word};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Texts in which dates of every form and their slips are likely.
fn like_a_date() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[0-9X]{1,4}",
        Just("2026".to_owned()),
        Just("-".to_owned()),
        Just("01".to_owned()),
        Just("/".to_owned()),
        Just("..".to_owned()),
        Just("T12:30".to_owned()),
        Just("Z".to_owned()),
        Just("Y".to_owned()),
        "[?~%+:.,]",
        Just("-02-29".to_owned()),
    ];
    prop_oneof![vec(part, 1..8).prop_map(|parts| parts.concat()), any::<String>()]
}

/// Texts with articles, apostrophes, marks, and letters that fold to several or to none.
fn like_a_name() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        select(vec![
            "The ", "the ", "THE", " ", "-", "'", "’", "ß", "İ", "ﬁ", "e\u{301}", "Łódź", "\u{AD}", "ŉ", "K", "مُحَ",
            "国"
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z ]{1,6}",
        any::<String>(),
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn term() -> impl Strategy<Value = Term> {
    let words = prop_oneof!["[a-zA-Z ’']{0,12}", any::<String>()];
    (words, any::<bool>()).prop_map(|(text, verb)| if verb { Term::Verb(text) } else { Term::Name(text) })
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text: String) {
        let folded = fold_words(&text);
        prop_assert_eq!(fold_words(&folded), folded.clone());
        // Of several leading articles one is dropped each time.
        prop_assume!(!fold(&text).starts_with("the "));
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }

    #[test]
    fn a_text_has_the_sure_word_of_any_part_of_it(text in like_a_name(), from in any::<Index>(), to in any::<Index>()) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (from, to) = (*from.get(&places), *to.get(&places));
        let part = &text[from.min(to)..from.max(to)];
        prop_assert!(contains(&text, part));
        if let Some(word) = sure_word(part) {
            prop_assert!(fold(&text).contains(&word), "{word:?} of {part:?} in {:?}", fold(&text));
        }
    }

    #[test]
    fn a_date_begins_before_it_ends(text in like_a_date()) {
        if let Ok(date) = text.parse::<Edtf>() {
            prop_assert!(date.first_day <= date.last_day);
            prop_assert!(BEGINNING <= date.first_day && date.last_day <= END);
            prop_assert_eq!(date.as_str(), &text);
            prop_assert!(date.may_overlap(&date));
        }
    }

    #[test]
    fn dates_overlap_alike_from_both_sides(left in like_a_date(), right in like_a_date()) {
        if let (Ok(left), Ok(right)) = (left.parse::<Edtf>(), right.parse::<Edtf>()) {
            prop_assert_eq!(left.may_overlap(&right), right.may_overlap(&left));
        }
    }

    #[test]
    fn marks_are_in_order_within_the_quote(
        quote in prop_oneof!["[a-zA-Z ’'.,]{0,60}", any::<String>()],
        terms in vec(term(), 0..5),
    ) {
        let found = marks(&quote, &terms);
        for mark in &found {
            prop_assert!(mark.start < mark.end && mark.end <= quote.len());
            prop_assert!(quote.is_char_boundary(mark.start) && quote.is_char_boundary(mark.end));
        }
        prop_assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }

    #[test]
    fn a_name_is_marked_where_it_stands(before in "[a-z ]{0,20}", name in "[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8})?") {
        // No name begins with these words.
        prop_assume!(!["The", "Any"].iter().any(|word| name.split(' ').next() == Some(word)));
        let quote = format!("{before} {name} spoke");
        let found = marks(&quote, &[Term::Name(name.clone())]);
        prop_assert!(found.iter().any(|mark| quote[mark.clone()] == name));
    }
}
