//! What checking a store came to: as text and as JSON.

use serde_json::json;

use super::report::{aligned, listed, nearest_words, quote_entry, section};
use super::text::{Style, counted, number, visible};
use crate::store::verify::{Check, Missing, QuoteStates};
use crate::verify::Verified;

/// The checks for reading, with the first faults of each. Ends with a line end.
pub fn verified(verified: &Verified, style: &Style) -> String {
    let store = visible(&verified.store.display().to_string());
    let heading =
        format!(" {}  {}\n", style.strong(&store), style.quiet(&format!("schema version {}", verified.schema)));
    let lines: Vec<(&str, String)> =
        verified.checks.iter().map(|check| (check.part, outcome(check, &verified.quotes))).collect();
    let faults: String = verified.checks.iter().map(|check| faults(check, style)).collect();
    let end = match verified.wrong() {
        0 => style.quiet(" nothing is wrong"),
        wrong => style.warning(&format!(" {} wrong", counted(count(wrong), "thing is", "things are"))),
    };
    let damaged = verified.checks.len() == 1;
    let rest = if damaged {
        style.quiet(" the rest was not checked, since the file is damaged") + "\n"
    } else {
        String::new()
    };
    let told = missing(verified, style) + &faults;
    heading + &aligned(&lines, style) + &told + &gap(&told) + &end + "\n" + &rest
}

/// The quotes that their documents do not have: no fault of the store, which keeps them as that.
fn missing(verified: &Verified, style: &Style) -> String {
    let entry = |missing: &Missing| {
        let place = visible(&format!("fact {}, evidence {}  {}", missing.fact, missing.evidence, missing.document));
        let alike = nearest_words(missing.similarity);
        format!("   {place}\n") + &quote_entry(&missing.quote, missing.nearest.as_deref(), &alike, style)
    };
    let entries: Vec<String> = verified.missing.iter().map(entry).collect();
    let all = count(verified.quotes.missing);
    let heading = format!("{} not in the text", counted(all, "quote is", "quotes are"));
    section(&style.warning(&heading), &entries, all, style)
}

/// A line between the faults and what stands below.
fn gap(faults: &str) -> String {
    if faults.is_empty() { String::new() } else { "\n".to_owned() }
}

fn outcome(check: &Check, quotes: &QuoteStates) -> String {
    let checked = number(count(check.checked));
    let checked = match check.part {
        "file" => format!("{checked} pages"),
        "quotes" => {
            let states = listed([
                (count(quotes.verbatim), "verbatim"),
                (count(quotes.normalised), "but for spacing or punctuation"),
                (count(quotes.missing), "not in the text"),
                (count(quotes.unchecked), "without a text or quote"),
            ]);
            if states.is_empty() { checked } else { format!("{checked}: {states}") }
        }
        _ => checked,
    };
    match check.wrong {
        0 => checked,
        wrong => format!("{checked}, {} wrong", number(count(wrong))),
    }
}

fn faults(check: &Check, style: &Style) -> String {
    let entries: Vec<String> =
        check.faults.iter().map(|fault| style.hanging("   ", &visible(&fault.text())) + "\n").collect();
    section(&style.warning(check.part), &entries, count(check.wrong), style)
}

/// The checks as one object, with a line end.
pub fn verified_json(verified: &Verified) -> String {
    let QuoteStates { verbatim, normalised, missing: not_there, unchecked } = verified.quotes;
    let checks: Vec<_> = verified
        .checks
        .iter()
        .map(|check| {
            let faults: Vec<String> = check.faults.iter().map(|fault| fault.text()).collect();
            json!({ "part": check.part, "checked": check.checked, "wrong": check.wrong, "faults": faults })
        })
        .collect();
    let missing: Vec<_> = verified
        .missing
        .iter()
        .map(|Missing { evidence, fact, document, quote, nearest, similarity }| {
            json!({ "fact": fact, "evidence": evidence, "document": document, "quote": quote, "nearest": nearest,
                "similarity": similarity })
        })
        .collect();
    let object = json!({
        "store": verified.store.display().to_string(),
        "schema": verified.schema,
        "clean": verified.is_clean(),
        "quotes": { "verbatim": verbatim, "normalised": normalised, "missing": not_there, "unchecked": unchecked },
        "missing": missing,
        "checks": checks,
    });
    format!("{object:#}\n")
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
