-- Factfile store, schema version 2: changes beside loads, and what was recorded when.
--
-- What was recorded stays. A load counts from its number on, but for the loads behind which it was undone; a claim
-- counts while a load that made it does and its fact was not retracted since. "retracted" in entity, name, document,
-- fact and evidence, and "unsourced", "holds" and "denied" in fact, say what that now comes to.
--
-- Tables are made anew where a constraint of theirs changes, which SQLite cannot alter. Foreign keys are off meanwhile.

CREATE TABLE load_before AS SELECT * FROM load;
DROP TABLE load;
-- Every change of the store is one transaction and has one row here.
CREATE TABLE load (
    id        INTEGER PRIMARY KEY,                -- its number in this file
    at        TEXT NOT NULL,                      -- when it was recorded: RFC 3339, UTC
    -- a file was loaded, a query saved, a rule defined or forgotten, and so on; named after the statement
    action    TEXT NOT NULL CHECK (action IN ('load', 'save', 'define', 'forget', 'assert', 'retract', 'merge', 'unmerge', 'alias', 'undo')),
    source    TEXT,                               -- the file's name as given, '-' for standard input
    sha256    TEXT,                               -- SHA-256 of the file's bytes, lower-case hexadecimal
    who       TEXT,                               -- the account that ran it
    note      TEXT,                               -- free words of whoever ran it: why a fact was retracted
    undoes    INTEGER REFERENCES load (id),       -- the load that it undid
    documents INTEGER NOT NULL DEFAULT 0,         -- how many documents it added
    entities  INTEGER NOT NULL DEFAULT 0,         -- how many entities it added
    facts     INTEGER NOT NULL DEFAULT 0,         -- how many facts it added
    evidence  INTEGER NOT NULL DEFAULT 0          -- how many pieces of evidence it added
) STRICT;
INSERT INTO load (id, at, action, source, sha256, who, note, documents, entities, facts, evidence)
SELECT id, at, action, source, sha256, who, note, documents, entities, facts, evidence FROM load_before;
DROP TABLE load_before;

ALTER TABLE entity ADD COLUMN retracted INTEGER REFERENCES load (id); -- the load that withdrew it: what added it was undone
ALTER TABLE entity ADD COLUMN merged INTEGER REFERENCES entity (id); -- the entity that it was merged into, at the end of all merging
CREATE INDEX entity_merged ON entity (merged) WHERE merged IS NOT NULL;

CREATE TABLE name_before AS SELECT * FROM name;
DROP TABLE name;
-- Every name that finds an entity, the preferred one included.
CREATE TABLE name (
    id        INTEGER PRIMARY KEY,                -- its number in this file
    entity    INTEGER NOT NULL REFERENCES entity (id), -- what it names
    text      TEXT NOT NULL,                      -- as written
    folded    TEXT NOT NULL,                      -- case, marks, punctuation and a leading "the" folded away
    preferred INTEGER NOT NULL CHECK (preferred IN (0, 1)), -- 1: the name that answers show
    load      INTEGER NOT NULL REFERENCES load (id), -- the load that added it
    retracted INTEGER REFERENCES load (id),       -- the load that withdrew it
    entity_stated INTEGER REFERENCES entity (id)  -- what it was recorded to name, where that was merged into another
) STRICT;
INSERT INTO name SELECT id, entity, text, folded, preferred, load, NULL, NULL FROM name_before;
DROP TABLE name_before;
CREATE INDEX name_folded ON name (folded, entity);
CREATE INDEX name_entity ON name (entity, text);

ALTER TABLE document ADD COLUMN retracted INTEGER REFERENCES load (id); -- the load that withdrew it: what added it was undone

ALTER TABLE fact ADD COLUMN stated_by INTEGER REFERENCES load (id); -- the first load that stated it without evidence; NULL where none did
ALTER TABLE fact ADD COLUMN subject_stated INTEGER REFERENCES entity (id); -- the subject as recorded, where that was merged into another
ALTER TABLE fact ADD COLUMN object_stated INTEGER REFERENCES entity (id); -- the object as recorded, where that was merged into another
UPDATE fact SET stated_by = recorded WHERE unsourced = 1;

ALTER TABLE qualifier ADD COLUMN object_stated INTEGER REFERENCES entity (id); -- the value as recorded, where that was merged into another
ALTER TABLE evidence ADD COLUMN source_stated INTEGER REFERENCES entity (id); -- whom it was attributed to as recorded, where that was merged into another

-- What a later load gave again although it was known: it goes only when no load that gave it counts any more.
-- A load that gave nothing new is no load, and has no rows here.
CREATE TABLE restated (
    -- which table it stands in; a fact is one stated without evidence
    what TEXT NOT NULL CHECK (what IN ('document', 'entity', 'name', 'fact', 'evidence')),
    id   INTEGER NOT NULL,                        -- its number there
    load INTEGER NOT NULL REFERENCES load (id),   -- the load that gave it again
    PRIMARY KEY (what, id, load)
) STRICT, WITHOUT ROWID;

-- The facts that were retracted: what was claimed of them before that load counts no more, unless that load is undone.
CREATE TABLE retraction (
    fact INTEGER NOT NULL REFERENCES fact (id),   -- the fact
    load INTEGER NOT NULL REFERENCES load (id),   -- the load that retracted it, whose note may say why
    PRIMARY KEY (fact, load)
) STRICT, WITHOUT ROWID;

-- The loads that were undone, and from when to when. Undoing the undo ends it.
CREATE TABLE undone (
    load  INTEGER NOT NULL REFERENCES load (id),  -- the load that does not count
    since INTEGER NOT NULL REFERENCES load (id),  -- the first load behind which it does not: the undo
    until INTEGER REFERENCES load (id),           -- the first load behind which it counts again; NULL while it does not
    PRIMARY KEY (load, since)
) STRICT, WITHOUT ROWID;

-- Which entities are the same as others. Facts, names and evidence of a merged entity are those of the other.
CREATE TABLE merge (
    id        INTEGER PRIMARY KEY,                -- its number in this file
    entity    INTEGER NOT NULL REFERENCES entity (id), -- the entity that was merged
    "into"    INTEGER NOT NULL REFERENCES entity (id), -- the entity that it is the same as
    load      INTEGER NOT NULL REFERENCES load (id), -- the load that merged it
    retracted INTEGER REFERENCES load (id)        -- the load that took it back; NULL while it counts
) STRICT;
CREATE UNIQUE INDEX merge_entity ON merge (entity) WHERE retracted IS NULL;

-- The merges that were taken back by name: such a merge counts no more, unless that load is undone.
CREATE TABLE unmerge (
    merge INTEGER NOT NULL REFERENCES merge (id), -- the merge
    load  INTEGER NOT NULL REFERENCES load (id),  -- the load that took it back
    PRIMARY KEY (merge, load)
) STRICT, WITHOUT ROWID;

-- The parts of a view have columns of the same types, also where they are NULL: only then does SQLite look into each part
-- by itself for the claims of one fact.
DROP VIEW claim;
-- Every claim that stands: each piece of evidence not withdrawn, and each statement without evidence.
CREATE VIEW claim AS
SELECT
    fact,                                         -- the fact that it is about
    id AS evidence,                               -- the piece of evidence; NULL for a statement without any
    document,                                     -- where it stands
    quote,                                        -- the passage
    source,                                       -- whom it is attributed to; NULL is the document itself
    modality,                                     -- how certain the source is
    polarity,                                     -- '+' affirms the fact, '-' denies it
    confidence,                                   -- the extractor's, from 0 to 1
    time_phrase                                   -- the source's own words for the time, a literal
FROM evidence
WHERE retracted IS NULL
UNION ALL
SELECT id, CAST(NULL AS INTEGER), CAST(NULL AS INTEGER), CAST(NULL AS TEXT), CAST(NULL AS INTEGER),
       CAST('certain' AS TEXT), CAST('+' AS TEXT), CAST(NULL AS REAL), CAST(NULL AS INTEGER)
FROM fact
WHERE unsourced;

-- Every time that a claim was recorded, also where it counts no more: once for each load that made it.
CREATE VIEW claim_history AS
SELECT
    fact,                                         -- the fact that it is about
    id AS evidence,                               -- the piece of evidence; NULL for a statement without any
    document,                                     -- where it stands
    quote,                                        -- the passage
    source,                                       -- whom it is attributed to; NULL is the document itself
    modality,                                     -- how certain the source is
    polarity,                                     -- '+' affirms the fact, '-' denies it
    confidence,                                   -- the extractor's, from 0 to 1
    time_phrase,                                  -- the source's own words for the time, a literal
    load                                          -- the load that made it
FROM evidence
UNION ALL
SELECT e.fact, e.id, e.document, e.quote, e.source, e.modality, e.polarity, e.confidence, e.time_phrase, r.load
FROM evidence AS e
JOIN restated AS r ON r.what = 'evidence' AND r.id = e.id
UNION ALL
SELECT id, CAST(NULL AS INTEGER), CAST(NULL AS INTEGER), CAST(NULL AS TEXT), CAST(NULL AS INTEGER),
       CAST('certain' AS TEXT), CAST('+' AS TEXT), CAST(NULL AS REAL), CAST(NULL AS INTEGER), stated_by
FROM fact
WHERE stated_by IS NOT NULL
UNION ALL
SELECT id, CAST(NULL AS INTEGER), CAST(NULL AS INTEGER), CAST(NULL AS TEXT), CAST(NULL AS INTEGER),
       CAST('certain' AS TEXT), CAST('+' AS TEXT), CAST(NULL AS REAL), CAST(NULL AS INTEGER), load
FROM restated
WHERE what = 'fact';
