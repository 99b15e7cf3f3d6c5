-- The schema by hand, filled from a Factfile store that is attached as `store`: numbers for names, the facts that hold in
-- four covering orders, symmetric ones both ways, kinds with all that is of a narrower one.

CREATE TABLE entity (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO entity SELECT id, name FROM store.entity;

CREATE TABLE name (entity INTEGER NOT NULL, folded TEXT NOT NULL, PRIMARY KEY (entity, folded)) WITHOUT ROWID;
INSERT OR IGNORE INTO name SELECT entity, folded FROM store.name;

CREATE TABLE member (kind INTEGER NOT NULL, entity INTEGER NOT NULL, PRIMARY KEY (kind, entity)) WITHOUT ROWID;
WITH RECURSIVE wider (kind, broader) AS (
    SELECT id, id FROM store.kind
    UNION SELECT wider.kind, kind.broader FROM wider JOIN store.kind ON kind.id = wider.broader WHERE kind.broader IS NOT NULL
)
INSERT OR IGNORE INTO member
SELECT wider.broader, fact.subject FROM store.fact JOIN wider ON wider.kind = fact.kind WHERE fact.holds;
CREATE INDEX member_entity ON member (entity, kind);

-- The kinds that are stated of a thing themselves.
CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO kind SELECT id, name FROM store.kind;
CREATE TABLE stated (entity INTEGER NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY (entity, kind)) WITHOUT ROWID;
INSERT OR IGNORE INTO stated SELECT subject, kind FROM store.fact WHERE holds AND kind IS NOT NULL;

-- Facts whose objects are things; first and last are the earliest and the latest day that the time may mean.
CREATE TABLE fact (
    predicate INTEGER NOT NULL, subject INTEGER NOT NULL, object INTEGER NOT NULL, id INTEGER NOT NULL, first INTEGER, last INTEGER,
    PRIMARY KEY (predicate, subject, object, id)
) WITHOUT ROWID;
INSERT INTO fact
SELECT predicate, subject, object, id, first_day, last_day FROM store.fact WHERE holds AND object IS NOT NULL
UNION
SELECT predicate, object, subject, fact.id, first_day, last_day
FROM store.fact JOIN store.predicate ON predicate.id = fact.predicate AND predicate.symmetric
WHERE holds AND object IS NOT NULL;
CREATE INDEX fact_pos ON fact (predicate, object, subject, first, last);
CREATE INDEX fact_spo ON fact (subject, predicate, object, first, last);
CREATE INDEX fact_ops ON fact (object, predicate, subject, first, last);

-- Facts whose objects are literals; a date has its own earliest and latest day besides those of the fact's time.
CREATE TABLE said (
    predicate INTEGER NOT NULL, subject INTEGER NOT NULL, value NOT NULL, id INTEGER NOT NULL, first INTEGER, last INTEGER,
    value_first INTEGER, value_last INTEGER, PRIMARY KEY (predicate, subject, value, id)
) WITHOUT ROWID;
INSERT INTO said
SELECT predicate, subject, literal.value, fact.id, fact.first_day, fact.last_day, literal.first_day, literal.last_day
FROM store.fact JOIN store.literal ON literal.id = fact.value WHERE holds;
CREATE INDEX said_value ON said (predicate, value, subject, first, last);
CREATE INDEX said_first ON said (predicate, first, last, subject, value);

CREATE TABLE qualifier (fact INTEGER NOT NULL, key INTEGER NOT NULL, value NOT NULL, PRIMARY KEY (fact, key, value)) WITHOUT ROWID;
INSERT INTO qualifier
SELECT fact, key, coalesce(object, literal.value) FROM store.qualifier LEFT JOIN store.literal ON literal.id = qualifier.value;
CREATE INDEX qualifier_value ON qualifier (key, value, fact);

ANALYZE;
