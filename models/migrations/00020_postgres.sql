-- What the migrations since the first added, as 00002 has the rest: whole numbers
-- of 64 bits, and text that is compared byte by byte.

-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN
        SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name <> 'goose_db_version'
          AND (data_type = 'text' AND collation_name IS DISTINCT FROM 'C' OR data_type = 'integer')
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE %s', c.table_name, c.column_name,
            CASE c.data_type WHEN 'text' THEN 'text COLLATE "C"' ELSE 'bigint' END);
    END LOOP;
END
$$;
-- +goose StatementEnd
