-- Who handles an application, and what people put aside: forms not yet saved,
-- lists with a name, how they like a page. A drawer is no part of the record.

-- +goose Up
ALTER TABLE applications ADD COLUMN handler TEXT NOT NULL DEFAULT '';
DROP INDEX applications_by_due;
CREATE INDEX applications_by_due ON applications (office, state, due, id, handler);
CREATE INDEX applications_by_term ON applications (office, due, id);

CREATE TABLE drawers (
    user_name TEXT NOT NULL,
    kind      TEXT NOT NULL,
    key       TEXT NOT NULL,
    body      TEXT NOT NULL,
    at        TEXT NOT NULL,
    PRIMARY KEY (user_name, kind, key)
);
CREATE INDEX drawers_by_age ON drawers (kind, at);
