//! The views that every shipped file has, whatever its vocabulary: facts, denied, qualifiers, quotes, entities.

use super::view::{Column, View};

/// The names of the fixed views; the views of kinds and predicates give way to them.
pub(super) const FACTS: &str = "facts";
pub(super) const DENIED: &str = "denied";
const QUALIFIERS: &str = "qualifiers";
pub(super) const QUOTES: &str = "quotes";
pub(super) const ENTITIES: &str = "entities";

/// The fixed views, in the order in which they build on each other.
pub(super) fn views() -> Vec<View> {
    vec![qualifiers(), facts(), denied(), quotes(), entities()]
}

/// Every fact that holds.
pub(super) fn facts() -> View {
    View {
        name: FACTS.into(),
        meaning: "Every fact that holds, one a row: not retracted, and affirmed by at least one claim.".into(),
        about: "every fact that holds".into(),
        columns: fact_columns(&AFFIRMED),
        source: format!("{FACT_SOURCE}\nWHERE fact.holds = 1"),
        predicate: None,
        counted: None,
    }
}

fn denied() -> View {
    let meaning = "Every fact that some claim denies, one a row, with those who deny it. Where sources is not 0, others \
                   affirm it: it is disputed, and in “facts” too.";
    View {
        name: DENIED.into(),
        meaning: meaning.into(),
        about: "every fact that some source denies".into(),
        columns: fact_columns(&DENIAL),
        source: format!("{FACT_SOURCE}\nWHERE fact.denied = 1"),
        predicate: None,
        counted: None,
    }
}

fn qualifiers() -> View {
    View {
        name: QUALIFIERS.into(),
        meaning: "What is said of a fact itself, one row per fact, key and value.".into(),
        about: "what is said of facts themselves".into(),
        columns: vec![
            Column::integer("fact", "qualifier.fact", "the fact, as in facts"),
            Column::text("key", "predicate.name", "what is said of the fact"),
            Column::text("value", "coalesce(object.name, value.text)", "its value, by name"),
            Column::text("value_key", "object.key", "the entity's key, where the value is an entity"),
            Column::integer("key_id", "qualifier.key", "the key's number in predicate"),
        ],
        source: "FROM qualifier\nJOIN predicate ON predicate.id = qualifier.key\n\
                 LEFT JOIN entity AS object ON object.id = qualifier.object\n\
                 LEFT JOIN literal_typed AS value ON value.id = qualifier.value"
            .into(),
        predicate: None,
        counted: Some("FROM qualifier".into()),
    }
}

fn quotes() -> View {
    let columns = vec![
        Column::text("subject", "subject.name", "what the fact is about, by name"),
        Column::text("predicate", "predicate.name", "what it says of the subject"),
        Column::text("object", OBJECT, "its object, by name or as text"),
        Column::text("polarity", "evidence.polarity", "+ affirms the fact, - denies it"),
        Column::text("quote", "evidence.quote", "the passage"),
        Column::text("quote_state", "evidence.quote_state", "whether the passage occurs in the document's text"),
        Column::text("attributed_to", "source.name", "who says so, by name; NULL is the document itself"),
        Column::text("modality", "evidence.modality", "how certain they are: certain, probable or possible"),
        Column::text("time_phrase", "phrase.text", "the source's own words for the time"),
        Column::text("document", "coalesce(document.title, document.key)", "the document's title, or its key"),
        Column::text("published", "document.published", "when the document was published, in EDTF"),
        Column::text("url", "document.url", "where the document can be read"),
        Column::integer("fact", "fact.id", "the fact, as in facts"),
        Column::integer("evidence", "evidence.id", "the number in evidence"),
    ];
    let joins = "JOIN evidence ON evidence.fact = fact.id\nLEFT JOIN document ON document.id = evidence.document\n\
                 LEFT JOIN entity AS source ON source.id = evidence.source\n\
                 LEFT JOIN literal_typed AS phrase ON phrase.id = evidence.time_phrase";
    View {
        name: QUOTES.into(),
        meaning: "Every passage that affirms or denies a fact, one row per fact and passage.".into(),
        about: "every passage, with who says so and where".into(),
        columns,
        source: format!("{FACT_SOURCE}\n{joins}\nWHERE fact.retracted IS NULL AND evidence.retracted IS NULL"),
        predicate: None,
        counted: None,
    }
}

/// Everything that has a name.
pub(super) fn entities() -> View {
    let aliases =
        listed("name.text", "name", "name.entity = entity.id AND name.preferred = 0 AND name.retracted IS NULL");
    let kinds = listed(
        "kind.name",
        "fact\nJOIN kind ON kind.id = fact.kind",
        "fact.subject = entity.id AND fact.kind IS NOT NULL AND fact.holds = 1",
    );
    let facts = "(SELECT count(*) FROM fact WHERE fact.subject = entity.id AND fact.holds = 1)\n\
                 + (SELECT count(*) FROM fact WHERE fact.object = entity.id AND fact.subject <> entity.id AND fact.holds = 1)";
    View {
        name: ENTITIES.into(),
        meaning: "Everything that has a name, one a row.".into(),
        about: "everything that has a name".into(),
        columns: vec![
            Column::text("name", "entity.name", "the preferred name"),
            Column::text("key", "entity.key", "its key, stable across files"),
            Column::text("aliases", aliases, "its other names, joined by “; ”"),
            Column::text("kinds", kinds, "the kinds that it is said to be, joined by “; ”"),
            Column::integer("facts", facts, "in how many facts that hold it is the subject or the object"),
            Column::text("description", "entity.description", "what it is"),
            Column::integer("entity", "entity.id", "the number in entity"),
        ],
        source: "FROM entity\nWHERE entity.retracted IS NULL AND entity.merged IS NULL".into(),
        predicate: None,
        counted: None,
    }
}

/// The tables of a fact and what it names.
const FACT_SOURCE: &str = "FROM fact
JOIN entity AS subject ON subject.id = fact.subject
JOIN predicate ON predicate.id = fact.predicate
LEFT JOIN entity AS object ON object.id = fact.object
LEFT JOIN kind ON kind.id = fact.kind
LEFT JOIN literal_typed AS value ON value.id = fact.value
LEFT JOIN literal_typed AS time ON time.id = fact.time";

/// A fact's object as text, whichever of the three it is.
const OBJECT: &str = "coalesce(object.name, kind.name, value.text)";

/// The side whose claims a view of facts shows.
struct Side {
    sign: &'static str,
    /// What the claims do.
    verb: &'static str,
    /// A statement without evidence affirms its fact as certain.
    unsourced: bool,
}

const AFFIRMED: Side = Side { sign: "+", verb: "affirm", unsourced: true };
const DENIAL: Side = Side { sign: "-", verb: "deny", unsourced: false };

/// The uniform columns of a view of facts.
fn fact_columns(side: &Side) -> Vec<Column> {
    let verb = side.verb;
    let pairs = "(SELECT group_concat(pair, '; ')\n FROM (SELECT qualifiers.key || ': ' || qualifiers.value AS pair\n       \
                 FROM qualifiers\n       WHERE qualifiers.fact = fact.id\n       ORDER BY pair))";
    let sources = format!("fact.unsourced +\n{}", counted("+"));
    let mut columns = vec![
        Column::text("subject", "subject.name", "what the fact is about, by name"),
        Column::text("predicate", "predicate.name", "what it says of the subject"),
        Column::text("object", OBJECT, "its object, by name or as text"),
        Column::text("since", "time.since", "the first day that its time may mean; NULL where open or not stated"),
        Column::text("until", "time.until", "the last day that its time may mean; NULL where open or not stated"),
        Column::text("time", "time.text", "when it was so, in EDTF as stated; NULL where not stated"),
        Column::text(
            "precision",
            "time.precision",
            "how finely the time is stated: time, day, month, season, year, years or interval",
        ),
        Column::text("time_phrase", time_phrases(side), "the sources' own words for the time, joined by “; ”"),
        Column::text("qualifiers", pairs, "what is said of the fact itself, as “key: value”, joined by “; ”"),
        Column::integer("sources", sources, "how many claims affirm it; a statement without evidence is one"),
        Column::integer("denials", counted("-"), "how many claims deny it"),
    ];
    columns.extend(testimony(side, verb));
    columns.extend([
        Column::integer("fact", "fact.id", "the fact's number, as “why” shows it"),
        Column::text("subject_key", "subject.key", "the subject's key, stable across files"),
        Column::text("object_key", "object.key", "the object's key, where it is an entity"),
        Column::integer("predicate_id", "fact.predicate", "the predicate's number in predicate"),
        Column::integer("value_id", "fact.value", "the object's number in literal_typed, where it is a literal"),
    ]);
    columns
}

/// The columns that tell who says so, where and in which words.
fn testimony(side: &Side, verb: &str) -> [Column; 6] {
    let names =
        listed("source.name", "evidence\nJOIN entity AS source ON source.id = evidence.source", &claims(side.sign));
    let first = |expression: &str, joins: &str| {
        let claims = claims(side.sign);
        format!(
            "(SELECT {expression}\n FROM evidence{joins}\n WHERE {claims}\n ORDER BY evidence.quote IS NULL, evidence.quote_state = 'missing', evidence.id\n LIMIT 1)"
        )
    };
    let document = "\n LEFT JOIN document ON document.id = evidence.document";
    let title = first("coalesce(document.title, document.key)", document);
    [
        Column::text(
            "attributed_to",
            names,
            format!("who is said to {verb} it, joined by “; ”; NULL where only documents do"),
        ),
        Column::text(
            "modality",
            modality(side),
            format!("the most certain of the claims that {verb} it: certain, probable or possible"),
        ),
        Column::text("quote", first("evidence.quote", ""), format!("the first passage to {verb} it; “quotes” has all")),
        Column::text(
            "quote_state",
            first("evidence.quote_state", ""),
            "how that passage stands to the document's text: verbatim, normalised, missing (not in it) or unchecked",
        ),
        Column::text("document", title, "the document with that passage: its title, or its key"),
        Column::text("url", first("document.url", document), "where that document can be read"),
    ]
}

fn time_phrases(side: &Side) -> String {
    let phrases = "evidence\nJOIN literal_typed AS phrase ON phrase.id = evidence.time_phrase";
    listed("phrase.text", phrases, &claims(side.sign))
}

/// The strongest modality.
fn modality(side: &Side) -> String {
    let claims = claims(side.sign);
    let strongest = format!(
        "(SELECT evidence.modality\n FROM evidence\n WHERE {claims}\n \
         ORDER BY CASE evidence.modality WHEN 'certain' THEN 1 WHEN 'probable' THEN 2 ELSE 3 END\n LIMIT 1)"
    );
    match side.unsourced {
        false => strongest,
        true => {
            format!("CASE fact.unsourced WHEN 1 THEN 'certain' ELSE\n  {}\nEND", strongest.replace('\n', "\n  "))
        }
    }
}

fn counted(sign: &str) -> String {
    format!("(SELECT count(*)\n FROM evidence\n WHERE {})", claims(sign))
}

/// Which evidence is for (`+`) or against (`-`) the fact of the row.
fn claims(sign: &str) -> String {
    format!("evidence.fact = fact.id AND evidence.polarity = '{sign}' AND evidence.retracted IS NULL")
}

/// Distinct texts of a row's related rows in alphabetical order, with `; ` between them; NULL where there are none.
pub(super) fn listed(text: &str, tables: &str, condition: &str) -> String {
    format!(
        "(SELECT group_concat(item, '; ')\n FROM (SELECT DISTINCT {text} AS item\n       FROM {}\n       WHERE {condition}\n       \
         ORDER BY item))",
        tables.replace('\n', "\n       ")
    )
}
