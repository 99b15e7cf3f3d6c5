//! What is kept of facts and evidence, against what was claimed and undone.

use super::Check;
use crate::problem::Fault;
use crate::store::Store;
use crate::store::write::{CLAIM_COUNTS, SAME};

pub(super) fn check(store: &Store) -> rusqlite::Result<Check> {
    let mut check = Check::of("facts");
    check.checked = store.count_of("SELECT count(*) FROM fact")?;
    let sql = format!(
        "SELECT e.id, e.retracted IS NULL FROM evidence AS e
         WHERE (e.retracted IS NULL) <> EXISTS (SELECT 1 FROM claim_history AS c
                WHERE c.fact = e.fact AND c.evidence = e.id AND {CLAIM_COUNTS})"
    );
    store.visit(&sql, [], |row| {
        check.add(Fault::EvidenceState { evidence: row.get(0)?, kept: row.get(1)? });
        Ok(())
    })?;
    let merged = store.count_of("SELECT count(*) FROM entity WHERE merged IS NOT NULL")? > 0;
    for (column, kept, found) in columns(merged) {
        let sql = format!("SELECT a.id, {kept} FROM fact AS a WHERE ({kept}) <> ({found})");
        store.visit(&sql, [], |row| {
            check.add(Fault::FactState { fact: row.get(0)?, column, kept: row.get(1)? });
            Ok(())
        })?;
    }
    Ok(check)
}

/// What is kept of a fact `a`: in a word, as it is kept, and what its claims come to.
fn columns(merged: bool) -> [(&'static str, &'static str, String); 4] {
    let evidence = |which: &str| {
        format!("EXISTS (SELECT 1 FROM evidence AS v WHERE v.fact = a.id AND v.retracted IS NULL {which})")
    };
    let stated = format!(
        "EXISTS (SELECT 1 FROM claim_history AS c WHERE c.fact = a.id AND c.evidence IS NULL AND {CLAIM_COUNTS})"
    );
    let affirmed = format!("(a.unsourced OR {})", evidence("AND v.polarity = '+'"));
    let denied = evidence("AND v.polarity = '-'");
    let shared = |own: &str| if merged { shared(own) } else { own.to_owned() };
    [
        ("stated without a source", "a.unsourced", stated),
        ("retracted", "a.retracted IS NOT NULL", format!("NOT (a.unsourced OR {})", evidence(""))),
        ("holding", "a.holds", shared(&affirmed)),
        ("denied", "a.denied", shared(&denied)),
    ]
}

/// That something is so of a fact `a`, or of one that says the same since what they name was merged.
fn shared(own: &str) -> String {
    let others = own.replace("a.", "b.");
    let survives = "IN (SELECT merged FROM entity WHERE merged IS NOT NULL)";
    format!(
        "{own} OR (a.retracted IS NULL
            AND (a.subject {survives} OR a.object {survives}
                 OR EXISTS (SELECT 1 FROM qualifier AS q WHERE q.fact = a.id AND q.object {survives}))
            AND EXISTS (SELECT 1 FROM fact AS b WHERE {SAME} AND b.retracted IS NULL AND {others}))"
    )
}
