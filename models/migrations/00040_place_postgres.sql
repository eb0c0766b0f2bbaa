-- Which installation this is, as on SQLite.

-- +goose Up
CREATE TABLE place (id TEXT NOT NULL PRIMARY KEY);
INSERT INTO place (id) VALUES (replace(gen_random_uuid()::text, '-', ''));
