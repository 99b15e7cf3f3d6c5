//! All that a store says, as lines to be compared: its words, documents, things and facts, each fact with its time,
//! qualifiers and evidence.

use std::path::Path;

use super::{read_only, rows};

const KINDS: &str = "
    SELECT 'kind ' || k.name || coalesce(' (' || k.plural || ')', '') || coalesce(' < ' || b.name, '')
        || coalesce(' also ' || (SELECT group_concat(phrase, ', ' ORDER BY phrase) FROM kind_phrase WHERE kind = k.id), '')
        || coalesce(': ' || k.description, '')
    FROM kind k LEFT JOIN kind b ON b.id = k.broader ORDER BY 1";

const PREDICATES: &str = "
    SELECT 'predicate ' || p.name || ' -> ' || p.object_type || coalesce(' [' || s.name || ' to]', '')
        || coalesce(' [to ' || o.name || ']', '') || coalesce(', inverse ' || inverse, '')
        || iif(transitive, ', transitive', '') || iif(symmetric, ', symmetric', '') || iif(functional, ', functional', '')
        || coalesce(', path ' || path, '')
        || coalesce(' also ' || (SELECT group_concat(phrase, ', ' ORDER BY phrase) FROM predicate_phrase WHERE predicate = p.id), '')
        || coalesce(': ' || p.description, '')
    FROM predicate p LEFT JOIN kind s ON s.id = subject_kind LEFT JOIN kind o ON o.id = object_kind
    WHERE p.name <> 'is' ORDER BY 1";

const DOCUMENTS: &str = "
    SELECT 'document ' || key || coalesce(' title=' || title, '') || coalesce(' publisher=' || publisher, '')
        || coalesce(' url=' || url, '') || coalesce(' published=' || published, '')
        || coalesce(' retrieved=' || retrieved, '') || coalesce(' language=' || language, '')
        || coalesce(' licence=' || licence, '') || coalesce(' text=' || text, '')
    FROM document ORDER BY 1";

const ENTITIES: &str = "
    SELECT 'entity ' || key || ' \"' || name || '\"'
        || coalesce(' also ' || (SELECT group_concat(text, ', ' ORDER BY text) FROM name WHERE entity = e.id AND NOT preferred), '')
        || coalesce(': ' || description, '')
    FROM entity e ORDER BY 1";

const FACTS: &str = "
    SELECT 'fact ' || s.key || ' | ' || p.name || ' | ' || coalesce(o.key, k.name, v.type || ' ' || v.value)
        || coalesce(' | ' || t.value, '') || iif(f.holds, '', ' | does not hold')
        || coalesce(char(10) || (SELECT group_concat('    ' || key.name || ': ' || coalesce(qo.key, qv.type || ' ' || qv.value), char(10)
                ORDER BY key.name, coalesce(qo.key, qv.value))
            FROM qualifier q JOIN predicate key ON key.id = q.key LEFT JOIN entity qo ON qo.id = q.object
                LEFT JOIN literal qv ON qv.id = q.value WHERE q.fact = f.id), '')
        || coalesce(char(10) || (SELECT group_concat('    in ' || coalesce(d.key, '-') || coalesce(' “' || c.quote || '”', '')
                || coalesce(' by ' || by.key, '') || ' ' || c.modality || c.polarity || coalesce(' ' || c.confidence, '')
                || coalesce(' [' || c.extractor || ']', '') || coalesce(' <' || c.prefix || '>', '')
                || coalesce(' <<' || c.suffix || '>>', '') || coalesce(' when: ' || said.value, ''), char(10)
                ORDER BY d.key, c.quote, by.key, c.modality, c.polarity, c.confidence, c.extractor, said.value)
            FROM evidence c LEFT JOIN document d ON d.id = c.document LEFT JOIN entity by ON by.id = c.source
                LEFT JOIN literal said ON said.id = c.time_phrase WHERE c.fact = f.id AND c.retracted IS NULL), '')
    FROM fact f JOIN entity s ON s.id = f.subject JOIN predicate p ON p.id = f.predicate
        LEFT JOIN entity o ON o.id = f.object LEFT JOIN kind k ON k.id = f.kind
        LEFT JOIN literal v ON v.id = f.value LEFT JOIN literal t ON t.id = f.time
    WHERE f.retracted IS NULL ORDER BY 1";

/// Every line of the listing of a store.
pub fn listing(path: &Path) -> Vec<String> {
    let connection = read_only(path);
    [KINDS, PREDICATES, DOCUMENTS, ENTITIES, FACTS].into_iter().flat_map(|sql| rows(&connection, sql)).collect()
}
