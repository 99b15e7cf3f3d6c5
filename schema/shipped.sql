-- What a shipped file has beside the store's own tables. Views are made from the store's vocabulary and come on top.
--
-- Not a migration: these tables are made anew in every shipped copy, and never in the store itself.
-- The dictionary has no index: its rows come in the order in which they are to be read.

-- Every literal again, in columns of one type each: some tools cannot read literal.value, whose types are mixed.
CREATE TABLE literal_typed (
    id        INTEGER PRIMARY KEY REFERENCES literal (id), -- the literal
    text      TEXT NOT NULL,                      -- as text: dates in EDTF as written, booleans as true and false
    integer   INTEGER,                            -- whole numbers; booleans as 1 and 0
    number    REAL,                               -- all numbers
    since     TEXT,                               -- dates: the first day, YYYY-MM-DD; NULL if open or outside 0000-9999
    until     TEXT,                               -- dates: the last day, likewise
    precision TEXT                                -- dates: time, day, month, season, year, years or interval
) STRICT;

-- What this file is and how to begin, to be read from top to bottom.
CREATE TABLE readme (
    line INTEGER PRIMARY KEY,                     -- the line's number
    text TEXT NOT NULL                            -- the line
) STRICT;

-- What every table, view and column of this file means.
CREATE TABLE data_dictionary (
    object  TEXT NOT NULL,                        -- the table or view
    "column" TEXT,                                -- the column; NULL for the table or view as a whole
    type    TEXT NOT NULL,                        -- the column's type; table or view for the whole
    meaning TEXT NOT NULL                         -- what it means
) STRICT;
