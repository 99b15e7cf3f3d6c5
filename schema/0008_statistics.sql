-- Factfile store, schema version 8: what the planner of questions goes by, and orders that have times in them.

-- How much there is of each predicate: what the order of joins is chosen by. All are upper bounds or estimates: what no
-- longer holds is counted too.
CREATE TABLE predicate_statistics (
    predicate      INTEGER PRIMARY KEY REFERENCES predicate (id), -- the predicate
    facts          INTEGER NOT NULL,              -- how many facts of it were recorded
    subjects       INTEGER NOT NULL,              -- how many different subjects they have, about
    objects        INTEGER NOT NULL,              -- how many different objects, about
    pairs          INTEGER NOT NULL,              -- how many different pairs of both, about
    dated          INTEGER NOT NULL,              -- how many of them have a time
    qualified      INTEGER NOT NULL,              -- how many of them have qualifiers
    first_day      INTEGER,                       -- the earliest day of these, a Julian day number, but for open beginnings
    last_day       INTEGER,                       -- the latest day, but for open ends
    subject_sketch BLOB NOT NULL,                 -- what further subjects are counted with: 64 registers of a HyperLogLog
    object_sketch  BLOB NOT NULL,                 -- the same of the objects
    pair_sketch    BLOB NOT NULL                  -- the same of the pairs
) STRICT;

-- How many things were stated to be of each kind.
CREATE TABLE kind_statistics (
    kind    INTEGER PRIMARY KEY REFERENCES kind (id), -- the kind
    members INTEGER NOT NULL                      -- how many facts that something is of it were recorded
) STRICT;

-- A pattern with its time is answered from these alone. Those that lead from the object have what holds only, by which most
-- questions are answered; the others also lead to what is known.
DROP INDEX fact_subject_object;
DROP INDEX fact_object_subject;
DROP INDEX fact_subject_value;
DROP INDEX fact_value_subject;
CREATE INDEX fact_subject_object ON fact (predicate, subject, object, holds, first_day, last_day, time);
CREATE INDEX fact_object_subject ON fact (predicate, object, first_day, last_day, time, subject) WHERE object IS NOT NULL AND holds = 1;
CREATE INDEX fact_subject_value ON fact (predicate, subject, value, holds, first_day, last_day, time) WHERE value IS NOT NULL;
CREATE INDEX fact_value_subject ON fact (predicate, value, first_day, last_day, time, subject) WHERE value IS NOT NULL AND holds = 1;
