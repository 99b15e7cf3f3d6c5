//! What a parameter's text means, in SQL: `given` is the table that has it as its one row's `text`.

/// The thing with a key, written behind `@`, or the one thing of a name: written so as the preferred name, else written so, else
/// the same in small letters. Nothing where several have the name. What SQLite cannot fold is looked for as it is written, which
/// reads all names.
pub(super) fn thing_named(given: &str) -> String {
    let one = |condition: &str| {
        format!(
            "    (SELECT CASE count(DISTINCT entity) WHEN 1 THEN min(entity) END FROM name\n     \
             WHERE retracted IS NULL AND {condition})"
        )
    };
    let ways = [
        "    (SELECT id FROM entity WHERE retracted IS NULL AND given.text LIKE '@%' AND key = substr(given.text, 2))"
            .to_owned(),
        one("folded = given.folded AND name.text = given.text AND preferred = 1"),
        one("folded = given.folded AND name.text = given.text"),
        one("folded = given.folded"),
        one("name.text = given.text AND preferred = 1"),
        one("name.text = given.text"),
    ];
    let folded = "CASE WHEN text LIKE 'the %' THEN trim(substr(lower(text), 5)) ELSE lower(text) END";
    format!("  SELECT coalesce(\n{})\n  FROM (SELECT text, {folded} AS folded FROM {given}) AS given", ways.join(",\n"))
}

/// The document with a key, written behind `@` or not, or the one of that title.
pub(super) fn document_called(given: &str) -> String {
    format!(
        "  SELECT coalesce(\n    (SELECT id FROM document WHERE retracted IS NULL AND key = given.text),\n    \
         (SELECT id FROM document WHERE retracted IS NULL AND '@' || key = given.text),\n    \
         (SELECT CASE count(*) WHEN 1 THEN min(id) END FROM document WHERE retracted IS NULL AND title = given.text))\n  \
         FROM {given} AS given"
    )
}

/// The first and the last day of a day, month or year.
pub(super) fn days_of(given: &str) -> String {
    format!(
        "  SELECT\n    CAST(julianday(substr(text || '-01-01', 1, 10)) + 0.5 AS INTEGER),\n    \
         CAST(julianday(CASE length(text)\n      WHEN 4 THEN text || '-12-31'\n      \
         WHEN 7 THEN date(text || '-01', '+1 month', '-1 day')\n      ELSE text\n    END) + 0.5 AS INTEGER)\n  FROM {given}"
    )
}
