-- What signing in needs to know of a person, the settings of the installation, the
-- numbers of an office, and the log of administration. A line of the log is
-- written once. The database itself refuses to change it.

-- +goose Up
ALTER TABLE users ADD COLUMN renewed TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN foreign_set BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN locked TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN session TEXT NOT NULL DEFAULT '';
ALTER TABLE offices ADD COLUMN numbering TEXT NOT NULL DEFAULT '';
CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE operations (
    id       INTEGER NOT NULL PRIMARY KEY,
    at       TEXT    NOT NULL,
    by_user  TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    about    TEXT    NOT NULL,
    says     TEXT    NOT NULL,
    came     TEXT    NOT NULL
);
CREATE INDEX operations_by_user ON operations (by_user, id);
CREATE INDEX operations_by_about ON operations (about, id);
CREATE INDEX operations_by_kind ON operations (kind, id);
CREATE INDEX operations_by_day ON operations (at, id);
-- +goose StatementBegin
CREATE TRIGGER operations_are_not_changed BEFORE UPDATE ON operations
BEGIN
    SELECT RAISE(ABORT, 'operations are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER operations_are_not_deleted BEFORE DELETE ON operations
BEGIN
    SELECT RAISE(ABORT, 'operations are append-only');
END;
-- +goose StatementEnd
-- An INSERT OR REPLACE deletes without asking the trigger above.
-- +goose StatementBegin
CREATE TRIGGER operations_are_not_replaced BEFORE INSERT ON operations
WHEN EXISTS (SELECT 1 FROM operations WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'operations are append-only');
END;
-- +goose StatementEnd
