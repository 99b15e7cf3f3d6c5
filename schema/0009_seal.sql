-- Factfile store, schema version 9: a seal.

-- By what Factfile sees that no byte of this file was damaged: one row, or none.
CREATE TABLE seal (
    id  INTEGER PRIMARY KEY CHECK (id = 1),       -- always 1
    sum TEXT NOT NULL                             -- the CRC-32 of the file without this, and by when
) STRICT;
