-- What applications are found by that ask for the same: of each a few pairs of
-- characters of its content. How far the table goes says alike_progress: the rule
-- it was made by, the last application that was there before it, and whether all
-- of those are in it. And the applicants, whom the register is asked for by name.

-- +goose Up
CREATE TABLE shingles (
    shingle        BIGINT  NOT NULL,
    application_id INTEGER NOT NULL REFERENCES applications (id),
    PRIMARY KEY (shingle, application_id)
);
CREATE TABLE alike_progress (
    rule  INTEGER NOT NULL PRIMARY KEY,
    last  INTEGER NOT NULL,
    whole BOOLEAN NOT NULL
);
CREATE INDEX applications_by_name ON applications (name, id);
CREATE INDEX applications_by_id_number ON applications (id_number, id) WHERE id_number <> '';
