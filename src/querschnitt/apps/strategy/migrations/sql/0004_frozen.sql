-- What the year adds to the strategy freezes as editions do: an adopted supplement, a decided paper, a made report.

-- Raise if a supplement is adopted, or if its edition is not: a draft is changed itself.
CREATE FUNCTION strategy_check_supplement(supplement bigint, told text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE adopted date; edition_state text;
BEGIN
    SELECT extra.adopted_on, edition.state INTO adopted, edition_state
        FROM strategy_supplement extra JOIN strategy_edition edition ON edition.id = extra.edition_id
        WHERE extra.id = supplement FOR SHARE OF extra;
    IF adopted IS NOT NULL THEN
        RAISE EXCEPTION 'The supplement is adopted: %', told
            USING ERRCODE = 'restrict_violation', HINT = 'A further decision is a further supplement.';
    END IF;
    IF edition_state IN ('draft', 'proposed', 'amended') THEN
        RAISE EXCEPTION 'The edition is %: change it, or adopt it before it is supplemented', edition_state
            USING ERRCODE = 'restrict_violation', HINT = 'Only an adopted edition has supplements.';
    END IF;
END $$;

-- A version stands in an edition, or in a supplement to a frozen one.
CREATE FUNCTION strategy_check_version(edition bigint, supplement bigint, told text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF supplement IS NULL THEN
        PERFORM strategy_check_open(edition, told);
    ELSE
        PERFORM strategy_check_supplement(supplement, told);
    END IF;
END $$;

CREATE FUNCTION strategy_freeze_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        PERFORM strategy_check_version(OLD.edition_id, OLD.supplement_id, TG_TABLE_NAME || ' cannot be changed');
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM strategy_check_version(NEW.edition_id, NEW.supplement_id, TG_TABLE_NAME || ' cannot be added to');
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;
DROP TRIGGER frozen ON strategy_measureversion;
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_measureversion
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_version();

CREATE OR REPLACE FUNCTION strategy_freeze_involvement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        PERFORM strategy_check_version(edition_id, supplement_id, 'offices of a measure cannot be changed')
            FROM strategy_measureversion WHERE id = OLD.version_id;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM strategy_check_version(edition_id, supplement_id, 'offices of a measure cannot be added')
            FROM strategy_measureversion WHERE id = NEW.version_id;
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION strategy_freeze_goal_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        PERFORM strategy_check_version(edition_id, supplement_id, 'goals of a measure cannot be changed')
            FROM strategy_measureversion WHERE id = OLD.measureversion_id;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM strategy_check_version(edition_id, supplement_id, 'goals of a measure cannot be added')
            FROM strategy_measureversion WHERE id = NEW.measureversion_id;
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION strategy_freeze_supplement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM 1 FROM strategy_edition WHERE id = NEW.edition_id AND state IN ('adopted', 'superseded') FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'The edition is not adopted: change it instead of supplementing it'
                USING ERRCODE = 'restrict_violation', HINT = 'Only an adopted edition has supplements.';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.adopted_on IS NOT NULL THEN
        RAISE EXCEPTION 'The supplement is adopted: it cannot be changed or deleted'
            USING ERRCODE = 'restrict_violation', HINT = 'A further decision is a further supplement.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION strategy_freeze_ending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        PERFORM strategy_check_supplement(OLD.supplement_id, 'an end cannot be changed');
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM strategy_check_supplement(NEW.supplement_id, 'an end cannot be added');
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;

-- A paper that a body has dealt with stays as it is, and so does the way it took.
CREATE FUNCTION strategy_freeze_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'open' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'The paper is %: it cannot be changed or deleted', OLD.state
        USING ERRCODE = 'restrict_violation', HINT = 'A misprint is corrected by a correction; a further paper replies to it.';
END $$;

CREATE FUNCTION strategy_freeze_consultation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found_state text;
BEGIN
    SELECT state INTO found_state FROM strategy_paper
        WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.paper_id ELSE OLD.paper_id END FOR SHARE;
    IF found_state IN ('accepted', 'accepted_amended', 'rejected', 'withdrawn') THEN
        RAISE EXCEPTION 'The paper is %: its consultation cannot be changed', found_state
            USING ERRCODE = 'restrict_violation', HINT = 'Record all bodies before the paper is decided.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- An entry belongs to an open round of the edition of its measure.
CREATE OR REPLACE FUNCTION strategy_check_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM strategy_reportinground WHERE id = NEW.round_id AND closed_on IS NOT NULL FOR SHARE) THEN
        RAISE EXCEPTION 'The reporting round is closed'
            USING ERRCODE = 'restrict_violation', HINT = 'Report in the next round.';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM strategy_reportinground opened JOIN strategy_measureversion version
                   ON version.edition_id = opened.edition_id WHERE opened.id = NEW.round_id AND version.id = NEW.version_id) THEN
        RAISE EXCEPTION 'The measure is not in the edition of the reporting round'
            USING ERRCODE = 'restrict_violation', HINT = 'Report on the version of the edition that the round is about.';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION strategy_check_milestone_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM strategy_reportinground opened JOIN strategy_progressentry entry ON entry.round_id = opened.id
               WHERE entry.id = NEW.entry_id AND opened.closed_on IS NOT NULL) THEN
        RAISE EXCEPTION 'The reporting round is closed'
            USING ERRCODE = 'restrict_violation', HINT = 'Report in the next round.';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_strategicgoal
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_content();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_strategicgoal_versions
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_goal_link();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_succession
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_content();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_fieldsuccession
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_content();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_reviewdecision
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_content();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_supplement
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_supplement();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_ending
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_ending();
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON strategy_paper
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_paper();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON strategy_consultation
    FOR EACH ROW EXECUTE FUNCTION strategy_freeze_consultation();
CREATE TRIGGER round_is_open BEFORE INSERT OR UPDATE ON strategy_draft
    FOR EACH ROW EXECUTE FUNCTION strategy_check_round();
CREATE TRIGGER round_is_open BEFORE INSERT OR UPDATE ON strategy_contribution
    FOR EACH ROW EXECUTE FUNCTION strategy_check_round();
CREATE TRIGGER round_is_open BEFORE INSERT ON strategy_milestoneentry
    FOR EACH ROW EXECUTE FUNCTION strategy_check_milestone_entry();

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['milestoneentry', 'budgetframe', 'correction', 'handover', 'conclusion',
                                'conclusion_measures', 'report', 'reportfile'] LOOP
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON strategy_%s'
                       ' FOR EACH ROW EXECUTE FUNCTION strategy_refuse_change()', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['strategicgoal', 'strategicgoal_versions', 'succession', 'fieldsuccession',
                                'reviewdecision', 'supplement', 'ending', 'paper', 'consultation', 'milestoneentry',
                                'budgetframe', 'correction', 'handover', 'conclusion', 'conclusion_measures', 'report',
                                'reportfile'] LOOP
        EXECUTE format('CREATE TRIGGER not_emptied BEFORE TRUNCATE ON strategy_%s'
                       ' EXECUTE FUNCTION strategy_refuse_truncate()', name);
    END LOOP;
END $$;

-- A supplement and a succession stay within their edition.
ALTER TABLE strategy_supplement ADD CONSTRAINT strategy_supplement_of_edition UNIQUE (id, edition_id);
ALTER TABLE strategy_measureversion ADD CONSTRAINT strategy_version_in_supplement_of_edition
    FOREIGN KEY (supplement_id, edition_id) REFERENCES strategy_supplement (id, edition_id);
ALTER TABLE strategy_succession ADD CONSTRAINT strategy_succession_to_version_of_edition
    FOREIGN KEY (later_id, edition_id) REFERENCES strategy_measureversion (id, edition_id);
ALTER TABLE strategy_fieldsuccession ADD CONSTRAINT strategy_field_succession_to_field_of_edition
    FOREIGN KEY (later_id, edition_id) REFERENCES strategy_field (id, edition_id);
