-- The words of every application, and by which index they are found. On SQLite
-- the program makes the two in one.

-- +goose Up
CREATE TABLE application_words (
    application_id BIGINT   NOT NULL PRIMARY KEY REFERENCES applications (id),
    words          tsvector NOT NULL
);
CREATE INDEX application_words_by_word ON application_words USING gin (words);
