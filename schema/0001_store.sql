-- Factfile store, schema version 1.
--
-- One file holds what was said (document, evidence), what it says (fact, qualifier), about whom (entity, name),
-- in which words (kind, predicate), and when it was recorded (load). Days are Julian day numbers, so that
-- date(first_day) shows one in any SQLite. Ids are local to the file; keys are stable across files.

-- Every change of the store is one transaction and has one row here.
CREATE TABLE load (
    id        INTEGER PRIMARY KEY,                -- its number in this file
    at        TEXT NOT NULL,                      -- when it was recorded: RFC 3339, UTC
    action    TEXT NOT NULL CHECK (action IN ('load', 'save')), -- a file was loaded, or a query saved
    source    TEXT,                               -- the file's name as given, '-' for standard input
    sha256    TEXT,                               -- SHA-256 of the file's bytes, lower-case hexadecimal
    who       TEXT,                               -- the account that ran it
    note      TEXT,                               -- free words of whoever ran it
    documents INTEGER NOT NULL DEFAULT 0,         -- how many documents it added
    entities  INTEGER NOT NULL DEFAULT 0,         -- how many entities it added
    facts     INTEGER NOT NULL DEFAULT 0,         -- how many facts it added
    evidence  INTEGER NOT NULL DEFAULT 0          -- how many pieces of evidence it added
) STRICT;

-- A class word: envoy, meeting, country. Whoever asks for a kind also finds the narrower ones.
CREATE TABLE kind (
    id          INTEGER PRIMARY KEY,              -- its number in this file
    name        TEXT NOT NULL,                    -- singular, as declared
    folded      TEXT NOT NULL UNIQUE,             -- the name folded: what look-up compares
    plural      TEXT,                             -- plural, where declared
    broader     INTEGER REFERENCES kind (id),     -- the next wider kind
    description TEXT,                             -- what it is, in a sentence
    load        INTEGER NOT NULL REFERENCES load (id) -- the load that added it
) STRICT;
CREATE INDEX kind_broader ON kind (broader);

-- Further nouns for a kind: delegate for envoy.
CREATE TABLE kind_phrase (
    kind   INTEGER NOT NULL REFERENCES kind (id), -- the kind
    phrase TEXT NOT NULL,                         -- a noun that means the same
    PRIMARY KEY (kind, phrase)
) STRICT, WITHOUT ROWID;

-- A relation word: attended, held in, led by. Its objects are of one type.
CREATE TABLE predicate (
    id           INTEGER PRIMARY KEY,             -- its number in this file
    name         TEXT NOT NULL,                   -- a verb phrase, as declared
    folded       TEXT NOT NULL UNIQUE,            -- the name folded: what look-up compares
    -- what its objects are
    object_type  TEXT NOT NULL CHECK (object_type IN ('entity', 'kind', 'text', 'number', 'date', 'boolean', 'url')),
    inverse      TEXT,                            -- the phrase read from object to subject: attended by
    subject_kind INTEGER REFERENCES kind (id),    -- what its subjects are, where declared
    object_kind  INTEGER REFERENCES kind (id),    -- what its objects are, where declared
    transitive   INTEGER NOT NULL DEFAULT 0 CHECK (transitive IN (0, 1)), -- 1: a to b and b to c makes a to c
    symmetric    INTEGER NOT NULL DEFAULT 0 CHECK (symmetric IN (0, 1)), -- 1: what holds one way holds the other way
    functional   INTEGER NOT NULL DEFAULT 0 CHECK (functional IN (0, 1)), -- 1: one value at a time
    path         TEXT,                            -- what else counts as it: attended / held in
    description  TEXT,                            -- what it is, in a sentence
    load         INTEGER NOT NULL REFERENCES load (id) -- the load that added it
) STRICT;

-- Further phrases for a predicate, read forwards (inverse = 0) or from object to subject (inverse = 1).
CREATE TABLE predicate_phrase (
    predicate INTEGER NOT NULL REFERENCES predicate (id), -- the predicate
    phrase    TEXT NOT NULL,                      -- a verb phrase that means the same
    inverse   INTEGER NOT NULL CHECK (inverse IN (0, 1)), -- 1: it is read from object to subject
    PRIMARY KEY (predicate, phrase, inverse)
) STRICT, WITHOUT ROWID;

-- Anything with a name: a person, a place, a meeting, an issue.
CREATE TABLE entity (
    id          INTEGER PRIMARY KEY,              -- its number in this file
    key         TEXT NOT NULL UNIQUE,             -- stable across files: steve-witkoff, Q123
    name        TEXT NOT NULL,                    -- the preferred name
    description TEXT,                             -- what it is, in a sentence
    load        INTEGER NOT NULL REFERENCES load (id) -- the load that added it
) STRICT;

-- Every name that finds an entity, the preferred one included.
CREATE TABLE name (
    id        INTEGER PRIMARY KEY,                -- its number in this file
    entity    INTEGER NOT NULL REFERENCES entity (id), -- what it names
    text      TEXT NOT NULL,                      -- as written
    folded    TEXT NOT NULL,                      -- case, marks, punctuation and a leading "the" folded away
    preferred INTEGER NOT NULL CHECK (preferred IN (0, 1)), -- 1: the name that answers show
    load      INTEGER NOT NULL REFERENCES load (id), -- the load that added it
    UNIQUE (entity, text)
) STRICT;
CREATE INDEX name_folded ON name (folded, entity);

-- Every value that is not an entity, once: texts, numbers, dates, booleans, addresses.
CREATE TABLE literal (
    id        INTEGER PRIMARY KEY,                -- its number in this file
    type      TEXT NOT NULL CHECK (type IN ('text', 'number', 'date', 'boolean', 'url')), -- what it is
    value     ANY NOT NULL,                       -- text, integer or real; dates in EDTF as written; booleans 0 or 1
    first_day INTEGER,                            -- dates: the earliest day it may mean, a Julian day number
    last_day  INTEGER,                            -- dates: the latest day it may mean
    UNIQUE (type, value)
) STRICT;

-- A report that facts rest on.
CREATE TABLE document (
    id        INTEGER PRIMARY KEY,                -- its number in this file
    key       TEXT NOT NULL UNIQUE,               -- stable across files
    title     TEXT,                               -- as published
    publisher TEXT,                               -- who published it
    url       TEXT,                               -- where it can be read
    published TEXT,                               -- when it was published, in EDTF
    retrieved TEXT,                               -- when it was fetched, in EDTF
    language  TEXT,                               -- the text's language, a BCP 47 tag
    licence   TEXT,                               -- under which terms the text may be used
    sha256    TEXT,                               -- SHA-256 of the text's UTF-8 bytes
    load      INTEGER NOT NULL REFERENCES load (id), -- the load that added it
    text      TEXT                                -- its words; last, so that reading the other columns never reads them
) STRICT;

-- What is so: subject, predicate, and one of object (an entity), kind (for "is") and value (a literal).
-- The same subject, predicate, object, time and qualifiers are one fact, however often it is stated.
CREATE TABLE fact (
    id        INTEGER PRIMARY KEY,                -- its number in this file
    subject   INTEGER NOT NULL REFERENCES entity (id), -- what it is about
    predicate INTEGER NOT NULL REFERENCES predicate (id), -- what it says of the subject
    object    INTEGER REFERENCES entity (id),     -- the object, an entity
    kind      INTEGER REFERENCES kind (id),       -- the object of "is", a kind
    value     INTEGER REFERENCES literal (id),    -- the object, a literal
    time      INTEGER REFERENCES literal (id),    -- when it was so, a literal of type date; NULL is "not stated"
    first_day INTEGER,                            -- the time's earliest day; NULL when not stated
    last_day  INTEGER,                            -- the time's latest day
    unsourced INTEGER NOT NULL CHECK (unsourced IN (0, 1)), -- 1: some record stated it without evidence, as certain
    holds     INTEGER NOT NULL CHECK (holds IN (0, 1)),     -- 1: not retracted, and stated or affirmed by evidence
    denied    INTEGER NOT NULL CHECK (denied IN (0, 1)),    -- 1: not retracted, and some evidence denies it
    recorded  INTEGER NOT NULL REFERENCES load (id), -- the load that added it
    retracted INTEGER REFERENCES load (id),       -- the load that withdrew it
    CHECK ((object IS NOT NULL) + (kind IS NOT NULL) + (value IS NOT NULL) = 1)
) STRICT;
-- The covering orders that patterns are matched by, and, through the first, the look-up of a known fact.
CREATE INDEX fact_subject_object ON fact (predicate, subject, object, holds, first_day, last_day);
CREATE INDEX fact_object_subject ON fact (predicate, object, subject, holds, first_day, last_day) WHERE object IS NOT NULL;
CREATE INDEX fact_subject_value ON fact (predicate, subject, value, holds, first_day, last_day) WHERE value IS NOT NULL;
CREATE INDEX fact_value_subject ON fact (predicate, value, subject, holds, first_day, last_day) WHERE value IS NOT NULL;
CREATE INDEX fact_kind_subject ON fact (kind, subject, holds, first_day, last_day) WHERE kind IS NOT NULL;
CREATE INDEX fact_subject_kind ON fact (subject, kind, holds, first_day, last_day) WHERE kind IS NOT NULL;
-- Everything about one entity, from either side.
CREATE INDEX fact_subject ON fact (subject);
CREATE INDEX fact_object ON fact (object) WHERE object IS NOT NULL;

-- What is said of a fact itself: representing the United States, as an observer.
CREATE TABLE qualifier (
    id     INTEGER PRIMARY KEY,                   -- its number in this file
    fact   INTEGER NOT NULL REFERENCES fact (id), -- the fact that it qualifies
    key    INTEGER NOT NULL REFERENCES predicate (id), -- what it says of the fact
    object INTEGER REFERENCES entity (id),        -- the value, an entity
    value  INTEGER REFERENCES literal (id),       -- the value, a literal
    CHECK ((object IS NOT NULL) + (value IS NOT NULL) = 1)
) STRICT;
CREATE INDEX qualifier_fact ON qualifier (fact, key, object, value);

-- Who says so, where, and in which words: one row per fact and passage.
CREATE TABLE evidence (
    id          INTEGER PRIMARY KEY,              -- its number in this file
    fact        INTEGER NOT NULL REFERENCES fact (id), -- the fact that it is about
    document    INTEGER REFERENCES document (id), -- where it stands
    quote       TEXT,                             -- the passage as the record gave it
    -- whether the quote occurs in the document's text
    quote_state TEXT NOT NULL CHECK (quote_state IN ('verbatim', 'normalised', 'missing', 'unchecked')),
    quote_start INTEGER,                          -- offset in the document's text, in Unicode code points
    quote_end   INTEGER,                          -- offset behind the passage's last code point
    prefix      TEXT,                             -- what stands before, where the quote occurs more than once
    suffix      TEXT,                             -- what stands behind, likewise
    source      INTEGER REFERENCES entity (id),   -- whom the claim is attributed to; NULL is the document itself
    modality    TEXT NOT NULL CHECK (modality IN ('certain', 'probable', 'possible')), -- how certain the source is
    polarity    TEXT NOT NULL CHECK (polarity IN ('+', '-')),  -- '+' affirms the fact, '-' denies it
    confidence  REAL CHECK (confidence BETWEEN 0 AND 1),       -- the extractor's, from 0 to 1
    extractor   TEXT,                             -- who or what read the fact out of the passage
    time_phrase INTEGER REFERENCES literal (id),  -- the source's own words for the time: "on Friday"
    load        INTEGER NOT NULL REFERENCES load (id), -- the load that added it
    retracted   INTEGER REFERENCES load (id)      -- the load that withdrew it
) STRICT;
CREATE INDEX evidence_fact ON evidence (fact, document);
CREATE INDEX evidence_document ON evidence (document);
CREATE INDEX evidence_source ON evidence (source);

-- Questions kept in the store by name.
CREATE TABLE query (
    id         INTEGER PRIMARY KEY,               -- its number in this file
    name       TEXT NOT NULL UNIQUE,              -- what it is called
    parameters TEXT NOT NULL,                     -- JSON: [{"name": "place", "default": "UAE"}, …]
    text       TEXT NOT NULL,                     -- the query as written
    load       INTEGER NOT NULL REFERENCES load (id) -- the load that added it
) STRICT;

-- Every claim that stands: each piece of evidence not withdrawn, and each statement without evidence.
CREATE VIEW claim AS
SELECT
    fact,                                         -- the fact that it is about
    id AS evidence,                               -- the piece of evidence; NULL for a statement without any
    document,                                     -- where it stands
    source,                                       -- whom it is attributed to; NULL is the document itself
    modality,                                     -- how certain the source is
    polarity,                                     -- '+' affirms the fact, '-' denies it
    time_phrase                                   -- the source's own words for the time, a literal
FROM evidence
WHERE retracted IS NULL
UNION ALL
SELECT id, NULL, NULL, NULL, 'certain', '+', NULL
FROM fact
WHERE unsourced;
