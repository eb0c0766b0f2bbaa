-- +goose Up
-- What the register is listed by.
CREATE INDEX applications_by_office ON applications (office, id);
CREATE INDEX applications_by_receipt ON applications (office, received, id);
CREATE INDEX applications_by_due ON applications (office, state, due, id);

-- What the yearly tables group by, in the order they do. Each index covers its
-- question, so no row of a table is touched. The first is for the forms since
-- 2019, the second for that of 2014.
CREATE INDEX applications_by_kind ON applications (office, closed_month, received_month, outcome, kind);
CREATE INDEX applications_by_channel ON applications (office, closed_month, received_month, channel, pace, outcome);
CREATE INDEX disputes_by_result ON disputes (office, closed_month, accepted_month, block, result);

CREATE INDEX hand_lines_by_form ON hand_lines (office, year, form, line, id);
CREATE INDEX sessions_by_expiry ON sessions (expiry);
