-- What was released, approved, or done to a translation stays as it was, whoever asks: owner and service alike.
-- A correction is a new row.

CREATE FUNCTION survey_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are only added, never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', HINT = 'Add a new row that corrects the old one.';
END $$;

-- A locked wording changes only when it leaves the state, which is a step of its own with a reason.
CREATE FUNCTION survey_freeze_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'locked' AND NEW.state = 'locked' AND NEW.text IS DISTINCT FROM OLD.text THEN
        RAISE EXCEPTION 'The translation is locked: its wording cannot be changed'
            USING ERRCODE = 'restrict_violation', HINT = 'Unlock it first, with a reason.';
    END IF;
    RETURN NEW;
END $$;

-- Emptying a table passes no row trigger, so it has one of its own. An empty table may be emptied.
CREATE FUNCTION survey_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE filled boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO filled;
    IF filled THEN
        RAISE EXCEPTION 'The table % cannot be emptied', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON survey_questionnaire
    FOR EACH ROW EXECUTE FUNCTION survey_refuse_change();
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON survey_questionnairefile
    FOR EACH ROW EXECUTE FUNCTION survey_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON survey_release
    FOR EACH ROW EXECUTE FUNCTION survey_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON survey_approval
    FOR EACH ROW EXECUTE FUNCTION survey_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON survey_translationevent
    FOR EACH ROW EXECUTE FUNCTION survey_refuse_change();
CREATE TRIGGER locked BEFORE UPDATE ON survey_translation
    FOR EACH ROW EXECUTE FUNCTION survey_freeze_locked();

CREATE TRIGGER not_emptied BEFORE TRUNCATE ON survey_questionnaire EXECUTE FUNCTION survey_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON survey_questionnairefile EXECUTE FUNCTION survey_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON survey_release EXECUTE FUNCTION survey_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON survey_approval EXECUTE FUNCTION survey_refuse_truncate();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON survey_translationevent EXECUTE FUNCTION survey_refuse_truncate();
