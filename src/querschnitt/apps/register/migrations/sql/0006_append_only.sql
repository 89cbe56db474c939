-- A version of a document and a saved design stay as they were, whoever asks. A change is a new version.

CREATE FUNCTION register_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are only added, never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Add a new version.';
END $$;

-- Emptying a table passes no row trigger, so it has one of its own. An empty table may be emptied.
CREATE FUNCTION register_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE filled boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO filled;
    IF filled THEN
        RAISE EXCEPTION 'The table % cannot be emptied', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON register_document
    FOR EACH ROW EXECUTE FUNCTION register_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON register_designversion
    FOR EACH ROW EXECUTE FUNCTION register_refuse_change();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON register_document EXECUTE FUNCTION register_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON register_designversion EXECUTE FUNCTION register_refuse_truncate();
