-- Of which version the words are that a search goes by; 0: the index is not whole.
-- The program makes the words itself, and on SQLite the index too.

-- +goose Up
CREATE TABLE search_index (version INTEGER NOT NULL);
INSERT INTO search_index VALUES (0);
