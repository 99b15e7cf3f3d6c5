//! What the language knows of English: auxiliaries, articles, plurals and the inflections of verbs.
//!
//! Inflection is compared by candidate base forms: two words are forms of one verb when their candidates meet. That
//! accepts some forms that English does not have, and never lets a question match a word it does not resemble.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words that stand before a verb and carry no meaning for a match.
///
/// `will` and its like are none of them: what will happen is another predicate than what happened.
pub const AUXILIARIES: [&str; 16] = [
    "is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had", "do", "does", "did", "also", "still",
];

/// Whether a folded word is an auxiliary.
pub fn is_auxiliary(word: &str) -> bool {
    AUXILIARIES.contains(&word)
}

/// Whether a folded word can stand before the subject of a question. "Will" can, and is no auxiliary otherwise: what
/// will happen is not what happened.
pub fn is_inverted(word: &str) -> bool {
    is_auxiliary(word) || matches!(word, "will" | "would")
}

/// Whether a folded word is an article or determiner that a name may have before it.
pub fn is_article(word: &str) -> bool {
    matches!(word, "the" | "a" | "an" | "any" | "some")
}

/// The plural of a noun phrase by the rules of English: its last word's.
///
/// ```
/// use factfile::vocabulary::plural;
/// assert_eq!(plural("energy company"), "energy companies");
/// assert_eq!(plural("dispute"), "disputes");
/// assert_eq!(plural("press_spokesman"), "press_spokesmen");
/// ```
pub fn plural(phrase: &str) -> String {
    let (before, noun) = phrase.split_at(phrase.rfind([' ', '_', '-']).map_or(0, |sign| sign + 1));
    format!("{before}{}", noun_plural(noun))
}

fn noun_plural(noun: &str) -> String {
    const IRREGULAR: [(&str, &str); 8] = [
        ("person", "persons"),
        ("man", "men"),
        ("woman", "women"),
        ("child", "children"),
        ("crisis", "crises"),
        ("spokesman", "spokesmen"),
        ("spokeswoman", "spokeswomen"),
        ("series", "series"),
    ];
    if let Some((_, plural)) = IRREGULAR.iter().find(|(singular, _)| *singular == noun) {
        return (*plural).to_owned();
    }
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end));
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if sibilant => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// Whether two folded words are forms of one verb: attend, attends, attended, attending; lead, led.
///
/// ```
/// use factfile::vocabulary::same_verb;
/// assert!(same_verb("raising", "raised"));
/// assert!(same_verb("led", "leads"));
/// assert!(!same_verb("lead", "hold"));
/// ```
pub fn same_verb(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    // Regular forms of one verb begin with the same letter, which spares taking most words apart.
    let may_be = a.chars().next() == b.chars().next() || [a, b].iter().any(|word| !irregular_bases(word).is_empty());
    may_be && {
        let of_b = bases(b);
        bases(a).iter().any(|base| of_b.contains(base))
    }
}

/// Whether a folded word may be a past participle: attacked, led.
///
/// ```
/// use factfile::vocabulary::is_participle;
/// assert!(is_participle("attacked") && is_participle("led"));
/// assert!(!is_participle("leading") && !is_participle("leads"));
/// ```
pub fn is_participle(word: &str) -> bool {
    let irregular = || IRREGULAR_VERBS.iter().any(|(_, forms)| forms.contains(&word));
    !word.ends_with("ing") && (word.ends_with("ed") || irregular())
}

/// The base forms of which a word is an irregular form.
fn irregular_bases(word: &str) -> &'static [&'static str] {
    static BASES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
        let mut bases: HashMap<&str, Vec<&str>> = HashMap::new();
        for (base, form) in IRREGULAR_VERBS.iter().flat_map(|(base, forms)| forms.iter().map(move |form| (base, form)))
        {
            bases.entry(form).or_default().push(base);
        }
        bases
    });
    BASES.get(word).map_or(&[], Vec::as_slice)
}

/// The forms that a word may be an inflection of, itself included.
fn bases(word: &str) -> Vec<String> {
    let mut bases = vec![word.to_owned()];
    bases.extend(irregular_bases(word).iter().map(|base| (*base).to_owned()));
    for (suffix, endings) in [
        ("ies", &["y"][..]),
        ("es", &["", "e"]),
        ("s", &[""]),
        ("ied", &["y"]),
        ("ed", &["", "e"]),
        ("ying", &["y", "ie"]),
        ("ing", &["", "e"]),
    ] {
        let Some(stem) = word.strip_suffix(suffix) else { continue };
        if stem.chars().count() < 2 {
            continue;
        }
        bases.extend(endings.iter().map(|ending| format!("{stem}{ending}")));
        bases.extend(undoubled(stem));
    }
    bases
}

/// `stop` of `stopp`: a stem whose last consonant was doubled before an ending.
fn undoubled(stem: &str) -> Option<String> {
    let mut last = stem.chars().rev();
    let (a, b) = (last.next()?, last.next()?);
    (a == b && !"aeiou".contains(a)).then(|| stem[..stem.len() - a.len_utf8()].to_owned())
}

/// Base forms with their irregular forms.
const IRREGULAR_VERBS: &[(&str, &[&str])] = &[
    ("arise", &["arose", "arisen"]),
    ("be", &["is", "are", "was", "were", "been", "being", "am"]),
    ("bear", &["bore", "borne", "born"]),
    ("beat", &["beaten"]),
    ("become", &["became"]),
    ("begin", &["began", "begun"]),
    ("bind", &["bound"]),
    ("break", &["broke", "broken"]),
    ("bring", &["brought"]),
    ("build", &["built"]),
    ("buy", &["bought"]),
    ("catch", &["caught"]),
    ("choose", &["chose", "chosen"]),
    ("come", &["came"]),
    ("deal", &["dealt"]),
    ("draw", &["drew", "drawn"]),
    ("drive", &["drove", "driven"]),
    ("fall", &["fell", "fallen"]),
    ("feel", &["felt"]),
    ("fight", &["fought"]),
    ("find", &["found"]),
    ("flee", &["fled"]),
    ("fly", &["flew", "flown", "flies"]),
    ("forbid", &["forbade", "forbidden"]),
    ("freeze", &["froze", "frozen"]),
    ("get", &["got", "gotten"]),
    ("give", &["gave", "given"]),
    ("go", &["went", "gone", "goes", "going"]),
    ("grow", &["grew", "grown"]),
    ("hear", &["heard"]),
    ("hide", &["hid", "hidden"]),
    ("hold", &["held"]),
    ("keep", &["kept"]),
    ("know", &["knew", "known"]),
    ("lead", &["led"]),
    ("leave", &["left"]),
    ("lend", &["lent"]),
    ("lie", &["lay", "lain"]),
    ("lose", &["lost"]),
    ("make", &["made"]),
    ("mean", &["meant"]),
    ("meet", &["met"]),
    ("oversee", &["oversaw", "overseen"]),
    ("pay", &["paid"]),
    ("ride", &["rode", "ridden"]),
    ("rise", &["rose", "risen"]),
    ("run", &["ran"]),
    ("say", &["said"]),
    ("see", &["saw", "seen"]),
    ("seek", &["sought"]),
    ("sell", &["sold"]),
    ("send", &["sent"]),
    ("shoot", &["shot"]),
    ("show", &["shown"]),
    ("sit", &["sat"]),
    ("speak", &["spoke", "spoken"]),
    ("spend", &["spent"]),
    ("stand", &["stood"]),
    ("steal", &["stole", "stolen"]),
    ("stem", &["stemmed", "stemming"]),
    ("strike", &["struck", "stricken"]),
    ("swear", &["swore", "sworn"]),
    ("take", &["took", "taken"]),
    ("teach", &["taught"]),
    ("tell", &["told"]),
    ("think", &["thought"]),
    ("throw", &["threw", "thrown"]),
    ("understand", &["understood"]),
    ("wear", &["wore", "worn"]),
    ("win", &["won"]),
    ("withdraw", &["withdrew", "withdrawn"]),
    ("write", &["wrote", "written"]),
];
