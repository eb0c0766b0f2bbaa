-- What the whole law needs: the day an application counts as received (none for
-- one that was split or merged away), where it is as people speak of it, where
-- its draft stands, and of reviews and suits the state, the office's role and
-- what it has to do next.

-- +goose Up
DROP INDEX applications_by_kind;
DROP INDEX applications_by_channel;
DROP INDEX disputes_by_result;

ALTER TABLE applications RENAME COLUMN received_month TO entered_month;
ALTER TABLE applications ADD COLUMN entered TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN stage TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN draft TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN unit TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN archive TEXT NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN latest TEXT NOT NULL DEFAULT '';
UPDATE applications SET entered = received, stage = state;
UPDATE applications SET stage = 'appealed' WHERE EXISTS (SELECT 1 FROM disputes d WHERE d.application_id = applications.id AND d.closed = '' AND d.block = 'review');
UPDATE applications SET stage = 'litigated' WHERE EXISTS (SELECT 1 FROM disputes d WHERE d.application_id = applications.id AND d.closed = '' AND d.block <> 'review');

ALTER TABLE disputes ADD COLUMN our_role TEXT NOT NULL DEFAULT 'original';
ALTER TABLE disputes ADD COLUMN stand TEXT NOT NULL DEFAULT '';
ALTER TABLE disputes ADD COLUMN filed TEXT NOT NULL DEFAULT '';
ALTER TABLE disputes ADD COLUMN deadline TEXT NOT NULL DEFAULT '';
ALTER TABLE disputes ADD COLUMN ruling TEXT NOT NULL DEFAULT '';
UPDATE disputes SET stand = CASE WHEN closed = '' THEN 'pending' ELSE 'concluded' END;

ALTER TABLE offices ADD COLUMN pair BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE offices ADD COLUMN government BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE offices ADD COLUMN review TEXT NOT NULL DEFAULT '';
ALTER TABLE offices ADD COLUMN review_before TEXT NOT NULL DEFAULT '';
ALTER TABLE offices ADD COLUMN superior TEXT NOT NULL DEFAULT '';
ALTER TABLE offices ADD COLUMN court TEXT NOT NULL DEFAULT '';
ALTER TABLE offices ADD COLUMN online TEXT NOT NULL DEFAULT '';

CREATE INDEX applications_by_kind ON applications (office, closed_month, entered_month, outcome, kind);
CREATE INDEX applications_by_channel ON applications (office, closed_month, entered_month, channel, pace, outcome);
CREATE INDEX applications_by_stage ON applications (office, stage, due, id);
CREATE INDEX applications_by_draft ON applications (office, draft, id);
CREATE INDEX disputes_by_result ON disputes (office, closed_month, accepted_month, our_role, block, result);
CREATE INDEX disputes_by_deadline ON disputes (office, deadline);

-- Money collected, as the entries tell it.
CREATE TABLE payments (
    application_id INTEGER NOT NULL REFERENCES applications (id),
    no             INTEGER NOT NULL,
    office         TEXT    NOT NULL,
    paid           TEXT    NOT NULL,
    yuan           BIGINT  NOT NULL,
    PRIMARY KEY (application_id, no)
);
CREATE INDEX payments_by_day ON payments (office, paid, yuan);
