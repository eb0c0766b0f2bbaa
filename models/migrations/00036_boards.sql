-- What the boards count by: what ended within a span of days, by whom and how. The
-- index covers its questions, so that no row of the table is touched.

-- +goose Up
CREATE INDEX applications_by_close ON applications (office, closed, handler, unit, received, pace, state, dispatched, delivered);
