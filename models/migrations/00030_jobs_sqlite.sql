-- Long work. A job belongs to who started it. beat is when its server was last
-- known to live. The file of a job is cut into pieces of at most 1 MB.

-- +goose Up
CREATE TABLE jobs (
    id         TEXT    NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    by_user    TEXT    NOT NULL REFERENCES users (name),
    office     TEXT    NOT NULL REFERENCES offices (code),
    state      TEXT    NOT NULL,
    done       INTEGER NOT NULL,
    total      INTEGER NOT NULL,
    added      TEXT    NOT NULL,
    started    TEXT    NOT NULL,
    ended      TEXT    NOT NULL,
    beat       TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    file       TEXT    NOT NULL,
    media      TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT    NOT NULL,
    until      TEXT    NOT NULL,
    kept       BOOLEAN NOT NULL,
    cancelling BOOLEAN NOT NULL,
    seen       BOOLEAN NOT NULL
);
CREATE INDEX jobs_unseen ON jobs (by_user, seen);
CREATE TABLE job_files (
    job_id TEXT    NOT NULL REFERENCES jobs (id),
    no     INTEGER NOT NULL,
    piece  BLOB    NOT NULL,
    PRIMARY KEY (job_id, no)
);
