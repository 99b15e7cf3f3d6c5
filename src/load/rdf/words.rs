//! Words out of IRIs: keys, readable names of things, and the names of kinds and predicates.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::load::camel::in_words;

/// The namespace of a store's own terms.
pub(super) const FACTFILE: &str = "urn:factfile:";
const WIKIDATA: &str = "http://www.wikidata.org/";

/// The key of an entity or document: its IRI, or what a store's own IRI was made of.
pub(super) fn key<'i>(iri: &'i str, what: &str) -> Cow<'i, str> {
    match own(iri, what) {
        Some(key) => key,
        None => Cow::Borrowed(iri),
    }
}

/// A readable name for a thing without a label: the local part of its IRI.
pub(super) fn entity_name(iri: &str) -> String {
    let name = own(iri, "entity").unwrap_or_else(|| local(iri)).replace('_', " ");
    let name = name.trim();
    if name.is_empty() { iri.to_owned() } else { name.to_owned() }
}

/// The name of a kind or predicate without a label: the local part of its IRI in words.
pub(super) fn word_name(iri: &str) -> String {
    if let Some(name) = own(iri, "kind").or_else(|| own(iri, "predicate")) {
        return name.into_owned();
    }
    let local = local(iri);
    let name = if is_number(&local) { local.into_owned() } else { in_words(&local) };
    if name.is_empty() { iri.to_owned() } else { name }
}

/// A property whatever it says: Wikidata has several IRIs for one property, by what it stands in.
pub(super) fn property(iri: &str) -> Cow<'_, str> {
    match wikidata(iri) {
        Some((_, id)) => Cow::Owned(format!("{WIKIDATA}entity/{id}")),
        None => Cow::Borrowed(iri),
    }
}

/// What a property of Wikidata stands in, and its number: `("statement/", "P39")`.
pub(super) fn wikidata(iri: &str) -> Option<(&str, &str)> {
    let path = iri.strip_prefix(WIKIDATA)?.strip_prefix("prop/")?;
    let (place, id) = path.rfind('/').map_or(("", path), |at| path.split_at(at + 1));
    is_number(id).then_some((place, id))
}

/// What a store's own IRI was made of.
fn own<'i>(iri: &'i str, what: &str) -> Option<Cow<'i, str>> {
    let rest = iri.strip_prefix(FACTFILE)?.strip_prefix(what)?.strip_prefix(':')?;
    (!rest.is_empty()).then(|| percent_decode_str(rest).decode_utf8_lossy())
}

/// What stands behind the last separator.
fn local(iri: &str) -> Cow<'_, str> {
    let iri = iri.trim_end_matches(['/', '#', ':']);
    let local = iri.rsplit(['/', '#', ':']).next().unwrap_or(iri);
    percent_decode_str(local).decode_utf8_lossy()
}

/// Wikidata's numbers of items, properties and lexemes.
fn is_number(name: &str) -> bool {
    let digits = name.strip_prefix(['P', 'Q', 'L']);
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{entity_name, key, property, word_name};

    #[test]
    fn local_parts_become_words() {
        for (iri, name) in [
            ("http://example.org/memberOf", "member of"),
            ("http://example.org/ns#PoliticalParty", "political party"),
            ("http://example.org/held-in", "held in"),
            ("http://example.org/hasURLOf", "has url of"),
            ("http://www.wikidata.org/prop/direct/P39", "P39"),
            ("urn:factfile:predicate:held%20in", "held in"),
            ("urn:factfile:kind:Cr%C3%A9dit", "Crédit"),
            ("http://example.org/", "example org"),
        ] {
            assert_eq!(word_name(iri), name, "{iri}");
        }
    }

    #[test]
    fn things_keep_their_letters() {
        assert_eq!(entity_name("http://example.org/Abu_Dhabi"), "Abu Dhabi");
        assert_eq!(entity_name("http://example.org/Z%C3%BCrich/"), "Zürich");
        assert_eq!(key("urn:factfile:entity:a%20b", "entity"), "a b");
        assert_eq!(key("http://example.org/a", "entity"), "http://example.org/a");
    }

    #[test]
    fn the_forms_of_a_property_of_wikidata_are_one() {
        for form in ["direct/P39", "P39", "statement/P39", "qualifier/P39"] {
            let iri = format!("http://www.wikidata.org/prop/{form}");
            assert_eq!(property(&iri), "http://www.wikidata.org/entity/P39");
        }
    }
}
