//! Quotes that texts have, and that they do not.

use super::Text;
use crate::value::QuoteState::{Missing, Normalised, Verbatim};

fn passage(text: &str, quote: &str) -> (crate::value::QuoteState, Option<String>) {
    let found = Text::new(text.to_owned()).find(quote, None, None);
    let slice = |range: std::ops::Range<usize>| text.chars().skip(range.start).take(range.len()).collect();
    (found.place.state, found.place.offsets.map(slice))
}

#[test]
fn quotes_are_found_to_the_letter_or_folded() {
    let text = "Умєров said:\u{a0}“It’s  nearly\nready” – in co\u{ad}operation… Café.";
    for (quote, state, found) in [
        ("Умєров said", Verbatim, Some("Умєров said")),
        ("\"It's nearly ready\" - in", Normalised, Some("“It’s  nearly\nready” – in")),
        ("cooperation...", Normalised, Some("co\u{ad}operation…")),
        ("Cafe\u{301}", Normalised, Some("Café")),
        ("perat", Verbatim, Some("perat")),
        ("eady” – in", Verbatim, Some("eady” – in")),
        ("Cafe", Missing, None),
        ("..", Missing, None),
        ("it’s nearly", Missing, None),
        ("“", Verbatim, Some("“")),
        ("  Умєров ", Verbatim, Some("Умєров")),
    ] {
        assert_eq!(passage(text, quote), (state, found.map(str::to_owned)), "{quote}");
    }
}

#[test]
fn prefix_and_suffix_tell_occurrences_apart() {
    let text = Text::new("He said no. She said no, twice. They said no.".to_owned());
    let at = |prefix, suffix| {
        let found = text.find("said no", prefix, suffix);
        (found.place.offsets.map(|range| range.start), found.occurrences)
    };
    assert_eq!(at(Some("She "), None), (Some(16), 1));
    assert_eq!(at(None, Some(", twice")), (Some(16), 1));
    assert_eq!(at(Some("They"), Some(".")), (Some(37), 1));
    assert_eq!(at(None, None), (Some(3), 3));
    assert_eq!(at(Some("It"), None), (Some(3), 3));
}

#[test]
fn offsets_count_code_points_in_long_texts() {
    let text = format!("{}needle{}", "é ".repeat(5000), " x".repeat(5000));
    let found = Text::new(text).find("needle", None, None);
    assert_eq!(found.place.offsets, Some(10_000..10_006));
}

#[test]
fn the_nearest_passage_of_a_missing_quote_is_told() {
    let text = Text::new("The talks began. Envoys from both sides met on Friday in Abu Dhabi. They ended.".to_owned());
    let (nearest, similarity) = text.nearest("Envoys of both sides met Friday in Dubai").unwrap();
    assert!(nearest.contains("both sides met on Friday"), "{nearest}");
    assert!((0.5..1.0).contains(&similarity), "{similarity}");
    assert_eq!(text.nearest("Nothing whatsoever 12345"), None);
}

/// Where no whole word is in common: words that are not set apart, or are spelt otherwise.
#[test]
fn the_nearest_passage_may_have_no_word_in_common() {
    for (text, quote, nearest) in [
        (
            "昨天下雨。中国外交部发言人周五表示，双方同意继续谈判。今天晴。",
            "中国外交部发言人周五表示，双方拒绝继续谈判",
            "中国外交部发言人周五表示，双方同意继续谈判",
        ),
        ("Eine Zwischenstaatlichkeit war es nie.", "Zwischenstaatlichkeiten", "Zwischenstaatlichkeit"),
        ("Er schrieb: Résumé, étude. Dann ging er.", "Resume etude", "Résumé, étude"),
        ("Wir wohnten in der Hauptstraße vier.", "Hauptstrasse", "Hauptstraße"),
    ] {
        let found = Text::new(text.to_owned()).nearest(quote);
        let (passage, similarity) = found.unwrap_or_else(|| panic!("{quote}: nothing"));
        assert!(passage.contains(nearest), "{quote}: {passage}");
        assert!(similarity >= 0.5, "{quote}: {similarity}");
    }
}

/// Text, quote, how that stands, and what of the text it is.
const TYPESETTING: &[(&str, &str, crate::value::QuoteState, &str)] = &[
    // Quotation marks.
    ("„Ja“, sagte er", "\"Ja\", sagte er", Normalised, "„Ja“, sagte er"),
    ("« Oui », dit-il", "\" Oui \", dit-il", Normalised, "« Oui », dit-il"),
    ("‹so› and ‚so‘ and ’n’", "'so' and 'so' and 'n'", Normalised, "‹so› and ‚so‘ and ’n’"),
    ("「はい」と言った", "\"はい\"と言った", Normalised, "「はい」と言った"),
    ("＂wide＂ it＇s", "\"wide\" it's", Normalised, "＂wide＂ it＇s"),
    ("5′ 10″", "5' 10\"", Normalised, "5′ 10″"),
    // Dashes.
    ("war – peace", "war - peace", Normalised, "war – peace"),
    ("war — peace", "war -- peace", Normalised, "war — peace"),
    ("war -- peace, he said", "war — peace", Normalised, "war -- peace"),
    ("the war— so to speak", "the war- so to speak", Normalised, "the war— so to speak"),
    ("the war-- so to speak", "the war— so to speak", Normalised, "the war-- so to speak"),
    ("ends so --", "so —", Normalised, "so --"),
    ("minus −5 and 2‒3 and a‑b", "minus -5 and 2-3 and a-b", Normalised, "minus −5 and 2‒3 and a‑b"),
    // Ellipses.
    ("and so on… then", "and so on... then", Normalised, "and so on… then"),
    ("and so on... then", "on… then", Normalised, "on... then"),
    ("and so on…", "on..", Missing, ""),
    // Spaces.
    ("10\u{202f}000\u{a0}km\u{2009}away", "10 000 km away", Normalised, "10\u{202f}000\u{a0}km\u{2009}away"),
    ("two\r\n\r\n   lines", "two lines", Normalised, "two\r\n\r\n   lines"),
    ("一　二", "一 二", Normalised, "一　二"),
    // What is not seen.
    ("co\u{ad}oper\u{200b}ate", "cooperate", Normalised, "co\u{ad}oper\u{200b}ate"),
    ("cooperate now", "co\u{ad}operate\u{2060} now", Normalised, "cooperate now"),
    ("\u{200f}قال\u{200f} نعم", "قال نعم", Normalised, "قال\u{200f} نعم"),
    ("محـــمد", "محمد", Normalised, "محـــمد"),
    // Ligatures and other forms of letters.
    ("the ﬁrst ﬂight, the oﬃce", "the first flight, the office", Normalised, "the ﬁrst ﬂight, the oﬃce"),
    ("the office", "the oﬃce", Normalised, "the office"),
    ("the oﬃce", "of", Missing, ""),
    ("ĳsland", "ijsland", Normalised, "ĳsland"),
    ("ＡＢＣ１２", "ABC12", Normalised, "ＡＢＣ１２"),
    ("ﻣﺤﻤﺪ", "محمد", Normalised, "ﻣﺤﻤﺪ"),
    // Hyphens that break words.
    ("the negotia-\ntions failed", "negotiations failed", Normalised, "negotia-\ntions failed"),
    ("the negotia-\r\n   tions failed", "the negotiations", Normalised, "the negotia-\r\n   tions"),
    ("the negotia\u{ad}\ntions failed", "the negotiations", Normalised, "the negotia\u{ad}\ntions"),
    ("the negotiations failed", "the negotia-\ntions failed", Normalised, "the negotiations failed"),
    ("the negotia-\ntions failed", "the negotia-\ntions failed", Verbatim, "the negotia-\ntions failed"),
    ("the negotia-\ntions failed", "tions failed", Verbatim, "tions failed"),
    ("a cease-\nfire", "a cease-fire", Normalised, "a cease-\nfire"),
    ("a cease-\nfire", "a ceasefire", Normalised, "a cease-\nfire"),
    ("Jean-\nPierre", "Jean-Pierre", Normalised, "Jean-\nPierre"),
    ("the negotia-\ntions failed", "the negotia- tions failed", Normalised, "the negotia-\ntions failed"),
    ("the negotia-\ntions failed", "the negotia-", Verbatim, "the negotia-"),
    ("the negotia-\ntions failed", "-\ntions", Verbatim, "-\ntions"),
    ("the war— so", "the war—", Verbatim, "the war—"),
    ("the war—\nso to speak", "the war— so", Normalised, "the war—\nso"),
    ("the war— so", "the war-\nso", Normalised, "the war— so"),
    ("pre- and post-war", "pre- and post-war", Verbatim, "pre- and post-war"),
    ("a cease-fire", "a ceasefire", Missing, ""),
    ("war -\npeace", "war - peace", Normalised, "war -\npeace"),
    ("1990-\n1995", "1990-1995", Missing, ""),
    (
        "a long-\nterm plan of the coun-\ntry",
        "long-term plan of the country",
        Normalised,
        "long-\nterm plan of the coun-\ntry",
    ),
    ("the long-\nterm pre-war coun-\ntry", "long-term pre-war country", Normalised, "long-\nterm pre-war coun-\ntry"),
    ("the long-\nterm pre-war coun-\ntry", "long-term prewar country", Missing, ""),
    ("the long-\nterm prewar coun-\ntry", "long-term pre-war country", Missing, ""),
    ("the country, long-term", "the coun-\ntry, long-\nterm", Normalised, "the country, long-term"),
    // What differs otherwise is another quote.
    ("The talks failed", "the talks failed", Missing, ""),
    ("résumé", "resume", Missing, ""),
    ("no, never", "no never", Missing, ""),
    ("国家", "國家", Missing, ""),
];

#[test]
fn what_typesetting_changes_is_folded() {
    for (text, quote, state, found) in TYPESETTING {
        let found = (*state != Missing).then(|| (*found).to_owned());
        assert_eq!(passage(text, quote), (*state, found), "{quote} in {text}");
    }
}

#[test]
fn the_index_finds_what_reading_finds() {
    let words = ["no", "not", "know", "ﬁ", "fi", "—", "--", "a-\nb", "\u{ad}", "é", "“", " ", "\n"];
    let mut random: u64 = 7;
    let mut next = |bound: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((random >> 33) as usize) % bound
    };
    for _ in 0..40 {
        let text: String = (0..200).map(|_| words[next(words.len())]).collect();
        let indexed = Text::new(text.clone());
        for _ in 0..700 {
            assert_eq!(indexed.find("nothing", None, None).occurrences, 0);
        }
        for _ in 0..60 {
            let quote: String = (0..1 + next(4)).map(|_| words[next(words.len())]).collect();
            let read = Text::new(text.clone()).find(&quote, None, None);
            assert_eq!(indexed.find(&quote, None, None), read, "{quote:?} in {text:?}");
        }
    }
}

#[test]
fn whatever_is_cut_out_of_a_text_is_found_in_it() {
    let pieces = [
        "no", "Not", "nego", "-\n", "-\r\n  ", "- ", "—", "--", "\u{ad}\n", "\u{ad}", "é", "“", "…", " ", "\n", "ﬁ",
        ".", "７",
    ];
    let mut random: u64 = 11;
    let mut next = |bound: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((random >> 33) as usize) % bound
    };
    for _ in 0..300 {
        let text: String = (0..40).map(|_| pieces[next(pieces.len())]).collect();
        let chars: Vec<char> = text.chars().collect();
        let ready = Text::new(text.clone());
        for _ in 0..40 {
            let start = next(chars.len());
            let quote: String = chars[start..].iter().take(1 + next(30)).collect();
            if quote.chars().any(char::is_alphanumeric) {
                assert_ne!(ready.find(&quote, None, None).place.state, Missing, "{quote:?} in {text:?}");
            }
        }
    }
}
