-- Where people sign in from, and how often somebody typed a wrong password there: what
-- a stranger gets wrong elsewhere shuts out nobody here.

-- +goose Up
CREATE TABLE sign_in_places (
    user_name text    NOT NULL REFERENCES users (name),
    place     text    NOT NULL,
    known     text    NOT NULL,
    tried     text    NOT NULL,
    failures  integer NOT NULL,
    locked    text    NOT NULL,
    PRIMARY KEY (user_name, place)
);
CREATE INDEX sign_in_places_by_tried ON sign_in_places (tried);
