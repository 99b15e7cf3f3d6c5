//! Facts in one line each, read by the piece of SQL that all who show them share.

use rusqlite::Row;

use crate::answer::EntityRef;
use crate::look::{FactLine, Standing};
use crate::store::Store;
use crate::store::facts::{entity, object, time};
use crate::value::{EntityId, FactId};

/// The columns that [`Store::fact_line`] reads, in its order; the fact is `f`.
const COLUMNS: &str = "
    s.id, s.key, s.name, o.id, o.key, o.name, k.id, k.name, v.type, v.value, t.type, t.value,
    f.id, p.name, f.holds, f.denied,
    f.unsourced + (SELECT count(*) FROM evidence AS e WHERE e.fact = f.id AND e.retracted IS NULL AND e.polarity = '+'),
    (SELECT count(*) FROM evidence AS e WHERE e.fact = f.id AND e.retracted IS NULL AND e.polarity = '-')";

/// The tables that they are in.
const TABLES: &str = "
    FROM fact AS f
    JOIN entity AS s ON s.id = f.subject
    JOIN predicate AS p ON p.id = f.predicate
    LEFT JOIN entity AS o ON o.id = f.object
    LEFT JOIN kind AS k ON k.id = f.kind
    LEFT JOIN literal AS v ON v.id = f.value
    LEFT JOIN literal AS t ON t.id = f.time";

/// That the fact `f` of a functional predicate `p` has a rival: another object of the same subject, at a time that may
/// overlap; where it is symmetric, another partner of either end. What states no time may overlap anything.
pub(super) const HAS_RIVAL: &str = "
    p.functional AND f.holds AND (
        EXISTS (
            SELECT 1 FROM fact AS g
            WHERE g.predicate = f.predicate AND g.subject = f.subject AND g.holds = 1
              AND (g.object IS NOT f.object OR g.value IS NOT f.value)
              AND (f.first_day IS NULL OR g.first_day IS NULL
                   OR (f.first_day <= g.last_day AND f.last_day >= g.first_day)))
        OR p.symmetric AND EXISTS (
            SELECT 1 FROM fact AS g
            WHERE g.predicate = f.predicate AND g.holds = 1
              AND ((g.object = f.subject AND g.subject <> f.object)
                   OR (g.object = f.object AND g.subject <> f.subject)
                   OR (g.subject = f.object AND g.object <> f.subject))
              AND (f.first_day IS NULL OR g.first_day IS NULL
                   OR (f.first_day <= g.last_day AND f.last_day >= g.first_day))))";

/// The first column behind those of a fact: what the caller adds.
pub(in crate::store) const BEHIND: usize = 19;

/// A query for facts in one line each, with columns of the caller's behind, and what chooses and orders the rows.
pub(in crate::store) fn fact_lines(behind: &str, rest: &str) -> String {
    format!("SELECT {COLUMNS}, {HAS_RIVAL}, {behind} {TABLES} {rest}")
}

impl Store {
    /// Reads a fact from the first columns of [`fact_lines`].
    pub(in crate::store) fn fact_line(&self, row: &Row<'_>) -> rusqlite::Result<FactLine> {
        let id = FactId(row.get(12)?);
        let nobody = || EntityRef { id: EntityId(0), key: String::new(), name: String::new() };
        Ok(FactLine {
            id,
            // The schema's NOT NULL sees to it that there is one.
            subject: entity(row, 0)?.unwrap_or_else(nobody),
            predicate: row.get(13)?,
            object: object(row)?,
            time: time(row)?,
            qualifiers: self.fact_qualifiers(id)?,
            standing: standing(row.get(14)?, row.get(15)?, row.get(18)?),
            sources: row.get::<_, i64>(16)?.max(0) as usize,
            denials: row.get::<_, i64>(17)?.max(0) as usize,
        })
    }
}

fn standing(holds: bool, denied: bool, rivalled: bool) -> Standing {
    match (holds, denied) {
        (false, _) => Standing::Denied,
        (true, true) => Standing::AlsoDenied,
        (true, false) if rivalled => Standing::Rivalled,
        (true, false) => Standing::Holds,
    }
}
