-- The second factor of an account: codes from a device, and recovery codes on paper.

-- +goose Up
ALTER TABLE users ADD COLUMN factor_secret text NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN factor_since text NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN factor_step bigint NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN factor_codes text NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN factor_failures integer NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN factor_locked text NOT NULL DEFAULT '';
