-- What is so where something else is: each rule is a kind or a predicate of its own in the language.
CREATE TABLE rule (
    id          INTEGER PRIMARY KEY,              -- its number in this file
    name        TEXT NOT NULL,                    -- the words of the kind or predicate: met, negotiator
    folded      TEXT NOT NULL UNIQUE,             -- the name folded: what look-up compares
    -- what the objects of the predicate are; NULL for a kind
    object_type TEXT CHECK (object_type IN ('entity', 'kind', 'text', 'number', 'date', 'boolean', 'url')),
    text        TEXT NOT NULL,                    -- the rule as written: its head, "as", its body
    load        INTEGER NOT NULL REFERENCES load (id) -- the load that defined it
) STRICT;
