-- Factfile store, schema version 5: things that were said not to be the same.
--
-- Which actions a load may have is a constraint, which SQLite cannot alter: the table is made anew. Foreign keys are off
-- meanwhile.

CREATE TABLE load_before AS SELECT * FROM load;
DROP TABLE load;
-- Every change of the store is one transaction and has one row here.
CREATE TABLE load (
    id        INTEGER PRIMARY KEY,                -- its number in this file
    at        TEXT NOT NULL,                      -- when it was recorded: RFC 3339, UTC
    -- a file was loaded, a query saved, a rule defined or forgotten, and so on; named after the statement
    action    TEXT NOT NULL CHECK (action IN ('load', 'save', 'define', 'forget', 'assert', 'retract', 'merge', 'unmerge', 'distinct', 'alias', 'undo')),
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
INSERT INTO load (id, at, action, source, sha256, who, note, undoes, documents, entities, facts, evidence)
SELECT id, at, action, source, sha256, who, note, undoes, documents, entities, facts, evidence FROM load_before;
DROP TABLE load_before;

-- Pairs of entities that look alike and were said not to be the same: they are not to be merged, and are not told as
-- likely duplicates. Such a pair counts unless its load is undone.
CREATE TABLE distinction (
    id     INTEGER PRIMARY KEY,                   -- its number in this file
    entity INTEGER NOT NULL REFERENCES entity (id), -- the one
    other  INTEGER NOT NULL REFERENCES entity (id), -- the other
    load   INTEGER NOT NULL REFERENCES load (id)  -- the load that said so
) STRICT;
