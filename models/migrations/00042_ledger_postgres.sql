-- The ledger: of every row that counts, what its content was after each change, as a
-- digest. Lines are only added, numbered without a gap; the number comes from
-- ledger_head, so that a line that can be seen has all before it. checkpoints are the
-- signed roots of the ledger. What was there before, 00043 brings in.

-- +goose Up
CREATE TABLE ledger (
    seq        bigint           NOT NULL PRIMARY KEY,
    table_name text COLLATE "C" NOT NULL,
    key        text COLLATE "C" NOT NULL,
    content    text COLLATE "C" NOT NULL,
    hash       text COLLATE "C" NOT NULL
);
CREATE TABLE ledger_head (last bigint NOT NULL);
INSERT INTO ledger_head VALUES (0);
CREATE TABLE checkpoints (
    size    bigint           NOT NULL PRIMARY KEY,
    at      text COLLATE "C" NOT NULL,
    by_user text COLLATE "C" NOT NULL,
    note    text COLLATE "C" NOT NULL
);
-- +goose StatementBegin
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE OR DELETE ON ledger
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_is_not_emptied BEFORE TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER checkpoints_are_not_changed BEFORE UPDATE OR DELETE ON checkpoints
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER checkpoints_are_not_emptied BEFORE TRUNCATE ON checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
