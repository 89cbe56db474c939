-- A draft that nobody has handed in may be thrown away whole, and the rows that are otherwise only added go with it:
-- money and status of a draft. Of every other edition they stay, whoever asks.

CREATE FUNCTION strategy_refuse_change_but_discard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_edition bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        of_edition := CASE TG_TABLE_NAME
            WHEN 'strategy_progressentry' THEN
                (SELECT edition_id FROM strategy_measureversion WHERE id = (to_jsonb(OLD) ->> 'version_id')::bigint)
            WHEN 'strategy_milestoneentry' THEN
                (SELECT version.edition_id FROM strategy_measureversion version
                 JOIN strategy_progressentry entry ON entry.version_id = version.id
                 WHERE entry.id = (to_jsonb(OLD) ->> 'entry_id')::bigint)
            ELSE (to_jsonb(OLD) ->> 'edition_id')::bigint
        END;
        PERFORM 1 FROM strategy_edition WHERE id = of_edition AND state = 'draft' FOR SHARE;
        IF FOUND THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'Rows of % are only added, never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Add a new row that corrects the old one.';
END $$;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['progressentry', 'milestoneentry', 'budgetline', 'budgetframe'] LOOP
        EXECUTE format('DROP TRIGGER append_only ON strategy_%s', name);
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON strategy_%s'
                       ' FOR EACH ROW EXECUTE FUNCTION strategy_refuse_change_but_discard()', name);
    END LOOP;
END $$;
