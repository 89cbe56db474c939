-- What the council has decided and what offices have reported stays as it was, whoever asks: owner and service alike.
-- A correction is a new row with a reason, never a change of an old one.

-- Raise if an edition is adopted or superseded. The row is locked until the end of the transaction, so that nobody
-- adds a measure while somebody else adopts the edition.
CREATE FUNCTION strategy_check_open(edition bigint, told text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE found_state text;
BEGIN
    SELECT state INTO found_state FROM strategy_edition WHERE id = edition FOR SHARE;
    IF found_state IN ('adopted', 'superseded') THEN
        RAISE EXCEPTION 'The edition is %: %', found_state, told
            USING ERRCODE = 'restrict_violation', HINT = 'A correction is a new row with a reason.';
    END IF;
END $$;

CREATE FUNCTION strategy_freeze_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        PERFORM strategy_check_open(OLD.edition_id, TG_TABLE_NAME || ' cannot be changed');
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM strategy_check_open(NEW.edition_id, TG_TABLE_NAME || ' cannot be added to');
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION strategy_freeze_involvement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        PERFORM strategy_check_open(edition_id, 'offices of a measure cannot be changed')
            FROM strategy_measureversion WHERE id = OLD.version_id;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM strategy_check_open(edition_id, 'offices of a measure cannot be added')
            FROM strategy_measureversion WHERE id = NEW.version_id;
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;

-- An adopted edition may only be superseded: its state and its last day change once, nothing else ever does.
CREATE FUNCTION strategy_freeze_edition() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed strategy_edition%ROWTYPE;
BEGIN
    IF OLD.state NOT IN ('adopted', 'superseded') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'adopted' AND NEW.state = 'superseded' THEN
        allowed := OLD;
        allowed.state := NEW.state;
        allowed.valid_until := NEW.valid_until;
        IF NEW IS NOT DISTINCT FROM allowed THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The edition is %: it cannot be changed or deleted', OLD.state
        USING ERRCODE = 'restrict_violation', HINT = 'An adopted edition can only be superseded by a later one.';
END $$;

-- The identity of a measure is the thread through the editions: it is never rewritten.
CREATE FUNCTION strategy_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are only added, never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Add a new row that corrects the old one.';
END $$;

CREATE FUNCTION strategy_check_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM strategy_reportinground WHERE id = NEW.round_id AND closed_on IS NOT NULL FOR SHARE) THEN
        RAISE EXCEPTION 'The reporting round is closed'
            USING ERRCODE = 'restrict_violation', HINT = 'Report in the next round.';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION strategy_freeze_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_on IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'The reporting round is closed: it cannot be changed or deleted'
        USING ERRCODE = 'restrict_violation', HINT = 'Report in the next round.';
END $$;

-- Emptying a table passes no row trigger, so it has one of its own. An empty table may be emptied.
CREATE FUNCTION strategy_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE filled boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO filled;
    IF filled THEN
        RAISE EXCEPTION 'The table % cannot be emptied', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON strategy_edition
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_edition();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_field
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_content();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_measureversion
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_content();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_involvement
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_involvement();
CREATE TRIGGER frozen BEFORE UPDATE ON strategy_measure
    FOR EACH ROW EXECUTE FUNCTION strategy_refuse_change();
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON strategy_reportinground
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_round();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON strategy_progressentry
    FOR EACH ROW EXECUTE FUNCTION strategy_refuse_change();
CREATE TRIGGER round_is_open BEFORE INSERT ON strategy_progressentry
    FOR EACH ROW EXECUTE FUNCTION strategy_check_round();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON strategy_budgetline
    FOR EACH ROW EXECUTE FUNCTION strategy_refuse_change();

CREATE TRIGGER not_emptied BEFORE TRUNCATE ON strategy_edition EXECUTE FUNCTION strategy_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON strategy_field EXECUTE FUNCTION strategy_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON strategy_measure EXECUTE FUNCTION strategy_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON strategy_measureversion EXECUTE FUNCTION strategy_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON strategy_involvement EXECUTE FUNCTION strategy_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON strategy_reportinground EXECUTE FUNCTION strategy_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON strategy_progressentry EXECUTE FUNCTION strategy_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON strategy_budgetline EXECUTE FUNCTION strategy_refuse_truncate();

-- A measure stands in a field of its own edition, and so do its rounds and its money.
ALTER TABLE strategy_field ADD CONSTRAINT strategy_field_of_edition UNIQUE (id, edition_id);
ALTER TABLE strategy_measureversion ADD CONSTRAINT strategy_measure_in_field_of_edition
    FOREIGN KEY (field_id, edition_id) REFERENCES strategy_field (id, edition_id);
ALTER TABLE strategy_measureversion ADD CONSTRAINT strategy_version_of_edition UNIQUE (id, edition_id);
ALTER TABLE strategy_budgetline ADD CONSTRAINT strategy_money_of_measure_of_edition
    FOREIGN KEY (version_id, edition_id) REFERENCES strategy_measureversion (id, edition_id);
