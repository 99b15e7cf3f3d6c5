//! Sums by which rows are known to be those that were written.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::store::tables::Field;

/// A sum of rows in any order: of each the first half of its SHA-256, added up. Rows can be added later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Digest(u128);

impl Digest {
    /// That of one row.
    pub(super) fn of<'f>(fields: impl IntoIterator<Item = &'f Field<'f>>) -> Self {
        let mut sum = Sha256::new();
        for field in fields {
            match field {
                Field::Nothing => sum.update([0]),
                Field::Integer(number) => sum.update(tagged(1, number.to_le_bytes())),
                Field::Real(number) => sum.update(tagged(2, number.to_bits().to_le_bytes())),
                Field::Text(text) => {
                    sum.update(tagged(3, (text.len() as u64).to_le_bytes()));
                    sum.update(text.as_bytes());
                }
                Field::Blob(bytes) => {
                    sum.update(tagged(4, (bytes.len() as u64).to_le_bytes()));
                    sum.update(bytes);
                }
            }
        }
        let half = sum.finalize().iter().take(16).fold(0, |half, byte| half << 8 | u128::from(*byte));
        Digest(half)
    }
}

/// Bytes behind one that says what they are.
fn tagged(tag: u8, bytes: [u8; 8]) -> [u8; 9] {
    let mut all = [tag; 9];
    all[1..].copy_from_slice(&bytes);
    all
}

impl AddAssign for Digest {
    fn add_assign(&mut self, other: Digest) {
        self.0 = self.0.wrapping_add(other.0);
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{:032x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u128::from_str_radix(&text, 16).map(Digest).map_err(serde::de::Error::custom)
    }
}
