//! Entities that may be one: as text and as JSON.

use serde_json::{Value as Json, json};

use super::json;
use super::text::{Style, counted, visible};
use crate::store::{Duplicate, Duplicates, Likely};

/// The pairs for reading, the likest first, each with its score and reason. Ends with a line end.
pub fn duplicates(duplicates: &Duplicates, style: &Style) -> String {
    let pairs: String = duplicates.pairs.iter().map(|pair| self::pair(pair, style)).collect();
    let tally = counted(duplicates.pairs.len(), "pair", "pairs");
    let more = if duplicates.more { "; there are more" } else { "" };
    let mend = match duplicates.pairs.first() {
        Some(first) => {
            let (key, other) = (visible(&first.entity.key), visible(&first.other.key));
            let words =
                format!("`merge @{other} into @{key}` makes two one; `distinct @{other} from @{key}` keeps them apart");
            style.hanging(" ", &style.quiet(&words)) + "\n"
        }
        None => String::new(),
    };
    pairs + &style.quiet(&format!(" {tally}{more}")) + "\n" + &mend
}

fn pair(pair: &Duplicate, style: &Style) -> String {
    let heading = format!(" {:.2}  {}\n", pair.alike.score, style.quiet(pair.alike.reason.words()));
    heading + &likely(&pair.entity, style) + &likely(&pair.other, style) + "\n"
}

fn likely(likely: &Likely, style: &Style) -> String {
    let facts = counted(usize::try_from(likely.facts).unwrap_or(0), "fact", "facts");
    let mut parts = vec![format!("@{}", visible(&likely.key))];
    parts.extend((!likely.kinds.is_empty()).then(|| visible(&likely.kinds.join(", "))));
    parts.push(facts);
    let aliases = likely.aliases.iter().map(|alias| format!("“{}”", visible(alias))).collect::<Vec<_>>().join(", ");
    parts.extend((!aliases.is_empty()).then(|| format!("also {aliases}")));
    let text = format!("{}  {}", style.strong(&visible(&likely.name)), style.quiet(&parts.join(" · ")));
    style.hanging("       ", &text) + "\n"
}

/// The pairs as an array with an object for each, one a line.
pub fn duplicates_json(duplicates: &Duplicates) -> String {
    json::array(duplicates.pairs.iter().map(|pair| {
        json!({
            "score": (pair.alike.score * 1000.0).round() / 1000.0,
            "reason": pair.alike.reason.words(),
            "entity": object(&pair.entity),
            "other": object(&pair.other),
        })
    }))
}

fn object(likely: &Likely) -> Json {
    json!({
        "key": likely.key,
        "name": likely.name,
        "aliases": likely.aliases,
        "kinds": likely.kinds,
        "facts": likely.facts,
    })
}
