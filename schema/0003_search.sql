-- Factfile store, schema version 3: full text.
--
-- What is indexed are words that were folded before: lower case, no marks, ł as l and ß as ss, letters of scripts that
-- set no spaces one by one. So search for folded words, and let Factfile write: what SQLite would make of the texts by
-- itself ('rebuild') are other words. The index takes its columns from the tables that it is about and has no copy.

-- The words of documents: SELECT rowid FROM document_search WHERE document_search MATCH 'envoys talks'.
CREATE VIRTUAL TABLE document_search USING fts5(
    title,                                        -- the document's title
    text,                                         -- its text
    content="document", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);

-- The words of quotes. A passage that several facts rest on is indexed once, for the first piece of evidence.
CREATE VIRTUAL TABLE quote_search USING fts5(
    quote,                                        -- the passage
    content="evidence", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);

-- The words of names.
CREATE VIRTUAL TABLE name_search USING fts5(
    text,                                         -- the name
    content="name", content_rowid="id", tokenize="unicode61 remove_diacritics 2"
);
