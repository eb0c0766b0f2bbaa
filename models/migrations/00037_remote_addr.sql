-- The address from which an operation was asked for is called what it is.

-- +goose Up
ALTER TABLE operations RENAME COLUMN came TO remote_addr;
