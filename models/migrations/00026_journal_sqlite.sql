-- What the journals of all applications are read by together: the moment, who
-- wrote it down, what happened; and of the few entries that the law speaks
-- against, those alone. Each is in the order of the list.

-- +goose Up
CREATE INDEX entries_by_moment ON entries (at, application_id, seq);
CREATE INDEX entries_by_person ON entries (by_user, at, application_id, seq);
CREATE INDEX entries_by_event ON entries (event, at, application_id, seq);
CREATE INDEX entries_irregular ON entries (at, application_id, seq) WHERE instr(body, ',"irregular":"') > 0;
CREATE INDEX applications_by_number ON applications (number);
