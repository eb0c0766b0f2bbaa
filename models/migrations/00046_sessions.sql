-- Whose sign-in it is, from where and since when, so that people see their own and end
-- them. One that was ended keeps its row until it would have expired, so that a request
-- under way does not bring it back.

-- +goose Up
ALTER TABLE sessions ADD COLUMN user_name text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN remote_addr text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN agent text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN began text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN seen text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN entry text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN stamp text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN ended boolean NOT NULL DEFAULT FALSE;
CREATE INDEX sessions_by_user ON sessions (user_name);
