//! Reading the values that may be one of several things. serde's derived readers of untagged enums say only that
//! nothing fits; these say what was expected instead.

use std::collections::HashSet;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Named, Object, Qualifiers, Reference, Values};

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReferenceVisitor)
    }
}

struct ReferenceVisitor;

impl<'de> Visitor<'de> for ReferenceVisitor {
    type Value = Reference;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key, a name, or an object with \"name\" and \"kind\"")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Reference, E> {
        Ok(Reference::Word(word.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Reference, A::Error> {
        Named::deserialize(MapAccessDeserializer::new(map)).map(Reference::Named)
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key, a name or another text, an object with \"name\" and \"kind\", a number, true or false")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Object, E> {
        Ok(Object::Word(word.to_owned()))
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Object, E> {
        Ok(Object::Boolean(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Object, E> {
        Ok(Object::Integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Object, E> {
        Ok(i64::try_from(number).map_or(Object::Decimal(number as f64), Object::Integer))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Object, E> {
        Ok(Object::Decimal(number))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object, A::Error> {
        Named::deserialize(MapAccessDeserializer::new(map)).map(Object::Named)
    }
}

impl<'de> Deserialize<'de> for Qualifiers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(QualifiersVisitor)
    }
}

struct QualifiersVisitor;

/// From how many keys on they are looked up.
const FEW: usize = 16;

impl<'de> Visitor<'de> for QualifiersVisitor {
    type Value = Qualifiers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of predicates and their values")
    }

    fn visit_unit<E: Error>(self) -> Result<Qualifiers, E> {
        Ok(Qualifiers::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Qualifiers, A::Error> {
        let mut found: Vec<(String, Values)> = Vec::new();
        let mut keys = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            // Most facts have few, which are compared one by one.
            if found.len() == FEW {
                keys = found.iter().map(|(other, _)| other.clone()).collect();
            }
            let is_known =
                if keys.is_empty() { found.iter().any(|(other, _)| *other == key) } else { !keys.insert(key.clone()) };
            if is_known {
                // serde's own words for the same mistake elsewhere, so that it is explained alike.
                return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
            }
            let values = map.next_value()?;
            found.push((key, values));
        }
        Ok(Qualifiers(found))
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValuesVisitor)
    }
}

/// Reads a list of objects, or what [`ObjectVisitor`] reads.
struct ValuesVisitor;

impl<'de> Visitor<'de> for ValuesVisitor {
    type Value = Values;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ObjectVisitor.expecting(f)?;
        f.write_str(", or a list of such")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Values, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Values::More(values))
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Values, E> {
        ObjectVisitor.visit_str(word).map(Values::One)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Values, E> {
        ObjectVisitor.visit_bool(truth).map(Values::One)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Values, E> {
        ObjectVisitor.visit_i64(number).map(Values::One)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Values, E> {
        ObjectVisitor.visit_u64(number).map(Values::One)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Values, E> {
        ObjectVisitor.visit_f64(number).map(Values::One)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Values, A::Error> {
        ObjectVisitor.visit_map(map).map(Values::One)
    }
}
