-- What the boards count by: what waits for a signature, on every page of who
-- signs; and what ended within a span of days, by whoever and whatever. The second
-- covers its questions, so that no row of the table is touched.

-- +goose Up
CREATE INDEX applications_by_draft ON applications (office, draft);
CREATE INDEX applications_by_close ON applications (office, closed, handler, unit, received, pace, state, dispatched, delivered);
