//! Literals of RDF as values: their datatypes are those of XML Schema, and EDTF.

use oxrdf::Literal;

use crate::edtf::Edtf;
use crate::load::objects::is_address;
use crate::load::record::Object;
use crate::problem::LoadProblem;
use crate::value::ObjectType;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const EDTF: &str = "http://id.loc.gov/datatypes/edtf/EDTF";

/// A value and its type; none where the text is none of the values of its datatype, or empty.
pub(super) fn value(literal: &Literal) -> Option<(ObjectType, Object)> {
    let datatype = literal.datatype();
    let text = literal.value();
    if text.trim().is_empty() {
        return None;
    }
    let word = |object_type, text: &str| Some((object_type, Object::Word(text.to_owned())));
    match object_type(datatype.as_str()) {
        ObjectType::Number => number(text.trim()).map(|number| (ObjectType::Number, number)),
        ObjectType::Boolean => match text.trim() {
            "true" | "1" => Some((ObjectType::Boolean, Object::Boolean(true))),
            "false" | "0" => Some((ObjectType::Boolean, Object::Boolean(false))),
            _ => None,
        },
        ObjectType::Date => date(text.trim(), datatype.as_str()).and_then(|date| word(ObjectType::Date, &date)),
        ObjectType::Url => is_address(text.trim()).then(|| word(ObjectType::Url, text.trim()))?,
        _ => word(ObjectType::Text, text),
    }
}

/// A value of a predicate whose values are of that type; none where it does not fit.
pub(super) fn fitting(wanted: ObjectType, literal: &Literal) -> Option<Object> {
    match (wanted, value(literal)?) {
        (wanted, (found, object)) if wanted == found => Some(object),
        (ObjectType::Text, _) => Some(Object::Word(literal.value().to_owned())),
        (ObjectType::Date, (_, _)) => {
            let text = literal.value().trim();
            text.parse::<Edtf>().is_ok().then(|| Object::Word(text.to_owned()))
        }
        _ => None,
    }
}

/// A literal as the time of a statement.
///
/// # Errors
/// Why it is none.
pub(super) fn time(literal: &Literal) -> Result<Edtf, LoadProblem> {
    let text = match fitting(ObjectType::Date, literal) {
        Some(Object::Word(date)) => date,
        _ => plain(literal.value().trim(), literal.datatype().as_str()),
    };
    text.parse().map_err(|error| LoadProblem::NotADate { text: literal.value().to_owned(), error })
}

/// The type of the values of a datatype: text for those that are not known.
pub(super) fn object_type(datatype: &str) -> ObjectType {
    if datatype == EDTF {
        return ObjectType::Date;
    }
    match datatype.strip_prefix(XSD) {
        Some("boolean") => ObjectType::Boolean,
        Some("anyURI") => ObjectType::Url,
        Some("date" | "dateTime" | "dateTimeStamp" | "gYear" | "gYearMonth") => ObjectType::Date,
        Some(
            "integer" | "decimal" | "double" | "float" | "int" | "long" | "short" | "byte" | "nonNegativeInteger"
            | "positiveInteger" | "nonPositiveInteger" | "negativeInteger" | "unsignedInt" | "unsignedLong"
            | "unsignedShort" | "unsignedByte",
        ) => ObjectType::Number,
        _ => ObjectType::Text,
    }
}

/// A number, whole where it is written so. One that 64 bits do not hold is none, as it would lose its last digits.
fn number(text: &str) -> Option<Object> {
    match text.contains(['.', 'e', 'E']) {
        false => text.parse().ok().map(Object::Integer),
        true => text.parse().ok().filter(|number: &f64| number.is_finite()).map(Object::Decimal),
    }
}

/// A date in EDTF. A moment becomes its day, because EDTF's days are what is compared; parts that are zero are not stated.
fn date(text: &str, datatype: &str) -> Option<String> {
    let plain = plain(text, datatype);
    plain.parse::<Edtf>().is_ok().then_some(plain)
}

/// The text of a date in EDTF, if it is one.
fn plain(text: &str, datatype: &str) -> String {
    match object_type(datatype) {
        ObjectType::Date if datatype != EDTF => without_clock(text),
        _ => text.to_owned(),
    }
}

fn without_clock(text: &str) -> String {
    let day = text.split('T').next().unwrap_or(text);
    let day = day.strip_prefix('+').unwrap_or(day);
    let zone = day.char_indices().skip(1).filter(|(_, c)| matches!(c, '+' | 'Z')).map(|(at, _)| at).next();
    let day = &day[..zone.unwrap_or(day.len())];
    // A zone west of Greenwich is a third or fourth part behind a minus: 2026-01-23-05:00.
    let day = match day.rfind(':') {
        Some(_) => day.rsplit_once('-').map_or(day, |(day, _)| day),
        None => day,
    };
    let mut day = day;
    while let Some(rest) = day.strip_suffix("-00") {
        day = rest;
    }
    let digits = day.trim_start_matches('-').split('-').next().unwrap_or_default().len();
    if digits > 4 { format!("Y{day}") } else { day.to_owned() }
}

#[cfg(test)]
mod tests {
    use oxrdf::{Literal, NamedNode};

    use super::{fitting, value};
    use crate::load::record::Object;
    use crate::value::ObjectType;

    fn xsd(text: &str, datatype: &str) -> Literal {
        let datatype = format!("http://www.w3.org/2001/XMLSchema#{datatype}");
        Literal::new_typed_literal(text, NamedNode::new_unchecked(datatype))
    }

    #[test]
    fn dates_are_read_in_every_form_of_xml_schema() {
        for (text, datatype, date) in [
            ("2026-01-23", "date", "2026-01-23"),
            ("2026-01-23Z", "date", "2026-01-23"),
            ("2026-01-23+02:00", "date", "2026-01-23"),
            ("2026-01-23-05:00", "date", "2026-01-23"),
            ("2026-01-23T10:00:00Z", "dateTime", "2026-01-23"),
            ("+1952-00-00T00:00:00Z", "dateTime", "1952"),
            ("2026", "gYear", "2026"),
            ("-0044", "gYear", "-0044"),
            ("2026-02", "gYearMonth", "2026-02"),
            ("12026-01-01", "date", "Y12026-01-01"),
        ] {
            let expected = Some((ObjectType::Date, Object::Word(date.to_owned())));
            assert_eq!(value(&xsd(text, datatype)), expected, "{text}");
        }
        for text in ["2026-02-30", "yesterday", ""] {
            assert_eq!(value(&xsd(text, "date")), None, "{text}");
        }
    }

    #[test]
    fn numbers_that_would_lose_digits_are_none() {
        assert_eq!(value(&xsd("12", "integer")), Some((ObjectType::Number, Object::Integer(12))));
        assert_eq!(value(&xsd("1.50", "decimal")), Some((ObjectType::Number, Object::Decimal(1.5))));
        for (text, datatype) in [("99999999999999999999", "integer"), ("INF", "double"), ("1e999", "double")] {
            assert_eq!(value(&xsd(text, datatype)), None, "{text}");
        }
    }

    #[test]
    fn any_value_fits_a_text() {
        assert_eq!(fitting(ObjectType::Text, &xsd("12", "integer")), Some(Object::Word("12".to_owned())));
        assert_eq!(fitting(ObjectType::Number, &xsd("twelve", "string")), None);
    }
}
