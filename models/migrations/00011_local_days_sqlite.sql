-- Days off that local authorities have set, and for each office whether they are
-- left out of its terms. Rows are only added: the latest of an office and day
-- holds, and one that is not off takes the day back; so does the latest switch.

-- +goose Up
CREATE TABLE local_days (
    id       INTEGER NOT NULL PRIMARY KEY,
    office   TEXT    NOT NULL REFERENCES offices (code),
    day      TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    document TEXT    NOT NULL,
    off      BOOLEAN NOT NULL,
    by_user  TEXT    NOT NULL,
    at       TEXT    NOT NULL
);
CREATE TABLE local_switches (
    id       INTEGER NOT NULL PRIMARY KEY,
    office   TEXT    NOT NULL REFERENCES offices (code),
    excluded BOOLEAN NOT NULL,
    document TEXT    NOT NULL,
    by_user  TEXT    NOT NULL,
    at       TEXT    NOT NULL
);
