-- Long work. A job belongs to who started it. beat is when its server was last
-- known to live. The file of a job is cut into pieces of at most 1 MB.

-- +goose Up
CREATE TABLE jobs (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    kind       text COLLATE "C" NOT NULL,
    title      text COLLATE "C" NOT NULL,
    by_user    text COLLATE "C" NOT NULL REFERENCES users (name),
    office     text COLLATE "C" NOT NULL REFERENCES offices (code),
    state      text COLLATE "C" NOT NULL,
    done       bigint  NOT NULL,
    total      bigint  NOT NULL,
    added      text COLLATE "C" NOT NULL,
    started    text COLLATE "C" NOT NULL,
    ended      text COLLATE "C" NOT NULL,
    beat       text COLLATE "C" NOT NULL,
    reason     text COLLATE "C" NOT NULL,
    file       text COLLATE "C" NOT NULL,
    media      text COLLATE "C" NOT NULL,
    size       bigint  NOT NULL,
    sha256     text COLLATE "C" NOT NULL,
    until      text COLLATE "C" NOT NULL,
    kept       boolean NOT NULL,
    cancelling boolean NOT NULL,
    seen       boolean NOT NULL
);
CREATE INDEX jobs_unseen ON jobs (by_user, seen);
CREATE TABLE job_files (
    job_id text COLLATE "C" NOT NULL REFERENCES jobs (id),
    no     bigint  NOT NULL,
    piece  bytea   NOT NULL,
    PRIMARY KEY (job_id, no)
);
