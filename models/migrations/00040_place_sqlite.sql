-- Which installation this is: what lies beside the database file says so too, so that
-- another database put in its place is noticed.

-- +goose Up
CREATE TABLE place (id TEXT NOT NULL PRIMARY KEY);
INSERT INTO place (id) VALUES (lower(hex(randomblob(16))));
