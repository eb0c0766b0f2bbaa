-- Reports that were handed in. A row is written once: body is the whole report,
-- digest the SHA-256 of it. The database itself refuses to change it.

-- +goose Up
CREATE TABLE frozen_reports (
    id       INTEGER NOT NULL PRIMARY KEY,
    office   TEXT    NOT NULL REFERENCES offices (code),
    year     INTEGER NOT NULL,
    form     TEXT    NOT NULL,
    rollup   BOOLEAN NOT NULL,
    revision INTEGER NOT NULL,
    at       TEXT    NOT NULL,
    by_user  TEXT    NOT NULL,
    digest   TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    UNIQUE (office, year, form, rollup, revision)
);
-- +goose StatementBegin
CREATE TRIGGER frozen_reports_are_not_changed BEFORE UPDATE ON frozen_reports
BEGIN
    SELECT RAISE(ABORT, 'frozen reports are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER frozen_reports_are_not_deleted BEFORE DELETE ON frozen_reports
BEGIN
    SELECT RAISE(ABORT, 'frozen reports are append-only');
END;
-- +goose StatementEnd
-- An INSERT OR REPLACE deletes without asking the trigger above.
-- +goose StatementBegin
CREATE TRIGGER frozen_reports_are_not_replaced BEFORE INSERT ON frozen_reports
WHEN EXISTS (SELECT 1 FROM frozen_reports WHERE id = NEW.id OR office = NEW.office AND year = NEW.year AND form = NEW.form
    AND rollup = NEW.rollup AND revision = NEW.revision)
BEGIN
    SELECT RAISE(ABORT, 'frozen reports are append-only');
END;
-- +goose StatementEnd
