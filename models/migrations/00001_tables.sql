-- One schema for both databases. Days are text (2026-03-02, '' is "not yet"),
-- moments are text in UTC with nine decimals, so that both sort alike everywhere.

-- +goose Up
CREATE TABLE offices (
    code   TEXT NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL,
    parent TEXT REFERENCES offices (code)
);

CREATE TABLE users (
    name     TEXT    NOT NULL PRIMARY KEY,
    display  TEXT    NOT NULL,
    office   TEXT    NOT NULL REFERENCES offices (code),
    role     TEXT    NOT NULL,
    disabled BOOLEAN NOT NULL,
    password TEXT    NOT NULL,
    since    TEXT    NOT NULL
);

CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    data       TEXT NOT NULL,
    expiry     TEXT NOT NULL
);

-- What an application is now. All of it follows from its entries.
-- received_month is '' and closed_month '9999-99' while there is no such day.
CREATE TABLE applications (
    id             INTEGER NOT NULL PRIMARY KEY,
    version        INTEGER NOT NULL,
    office         TEXT    NOT NULL REFERENCES offices (code),
    number         TEXT    NOT NULL,
    token          TEXT    UNIQUE,
    channel        TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    id_number      TEXT    NOT NULL,
    phone          TEXT    NOT NULL,
    address        TEXT    NOT NULL,
    email          TEXT    NOT NULL,
    content        TEXT    NOT NULL,
    submitted      TEXT    NOT NULL,
    arrived        TEXT    NOT NULL,
    confirmed      TEXT    NOT NULL,
    oral           BOOLEAN NOT NULL,
    remark         TEXT    NOT NULL,
    state          TEXT    NOT NULL,
    received       TEXT    NOT NULL,
    due            TEXT    NOT NULL,
    stopped        BOOLEAN NOT NULL,
    provisional    BOOLEAN NOT NULL,
    closed         TEXT    NOT NULL,
    outcome        TEXT    NOT NULL,
    letter         TEXT    NOT NULL,
    method         TEXT    NOT NULL,
    dispatched     TEXT    NOT NULL,
    delivered      TEXT    NOT NULL,
    pace           TEXT    NOT NULL,
    received_month TEXT    NOT NULL,
    closed_month   TEXT    NOT NULL,
    UNIQUE (office, number)
);

-- The journal. body is the truth, the columns before it repeat parts of it for
-- people who ask with SQL. hash covers prev and body.
CREATE TABLE entries (
    application_id INTEGER NOT NULL REFERENCES applications (id),
    seq            INTEGER NOT NULL,
    event          TEXT    NOT NULL,
    on_date        TEXT    NOT NULL,
    at             TEXT    NOT NULL,
    by_user        TEXT    NOT NULL,
    body           TEXT    NOT NULL,
    prev           TEXT    NOT NULL,
    hash           TEXT    NOT NULL,
    PRIMARY KEY (application_id, seq)
);

-- office is that of the application, accepted_month and closed_month as above.
CREATE TABLE disputes (
    application_id INTEGER NOT NULL REFERENCES applications (id),
    no             INTEGER NOT NULL,
    office         TEXT    NOT NULL,
    block          TEXT    NOT NULL,
    accepted       TEXT    NOT NULL,
    closed         TEXT    NOT NULL,
    result         TEXT    NOT NULL,
    accepted_month TEXT    NOT NULL,
    closed_month   TEXT    NOT NULL,
    PRIMARY KEY (application_id, no)
);

-- The last number given in an office in a year.
CREATE TABLE counters (
    office TEXT    NOT NULL,
    year   INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (office, year)
);

-- Numbers typed in by hand. Rows are only added; the latest of a line holds,
-- and one without an amount blanks it.
CREATE TABLE hand_lines (
    id      INTEGER NOT NULL PRIMARY KEY,
    office  TEXT    NOT NULL REFERENCES offices (code),
    year    INTEGER NOT NULL,
    form    TEXT    NOT NULL,
    line    TEXT    NOT NULL,
    amount  INTEGER,
    by_user TEXT    NOT NULL,
    at      TEXT    NOT NULL
);

-- Notices about days off that came after the program. Rows are only added; the
-- latest of a year holds.
CREATE TABLE calendar_years (
    revision INTEGER NOT NULL PRIMARY KEY,
    year     INTEGER NOT NULL,
    text     TEXT    NOT NULL,
    by_user  TEXT    NOT NULL,
    at       TEXT    NOT NULL
);
