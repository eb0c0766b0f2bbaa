-- Which backups were made, and in a backup the line that says what is in it: the
-- only one without fault and digest, as no file can hold its own digest. A backup
-- of an older database is given the table before it is migrated.

-- +goose Up
CREATE TABLE IF NOT EXISTS backups (
    id       INTEGER NOT NULL PRIMARY KEY,
    at       TEXT    NOT NULL,
    by_user  TEXT    NOT NULL,
    file     TEXT    NOT NULL,
    size     INTEGER NOT NULL,
    sha256   TEXT    NOT NULL,
    millis   INTEGER NOT NULL,
    manifest TEXT    NOT NULL,
    fault    TEXT    NOT NULL
);
