-- Undo 0004_frozen.sql. The functions it replaced are put back by 0002_frozen.sql only if that is undone as well.
ALTER TABLE strategy_fieldsuccession DROP CONSTRAINT strategy_field_succession_to_field_of_edition;
ALTER TABLE strategy_succession DROP CONSTRAINT strategy_succession_to_version_of_edition;
ALTER TABLE strategy_measureversion DROP CONSTRAINT strategy_version_in_supplement_of_edition;
ALTER TABLE strategy_supplement DROP CONSTRAINT strategy_supplement_of_edition;
DO $$
DECLARE found record;
BEGIN
    FOR found IN SELECT tgname, tgrelid::regclass AS relation FROM pg_trigger
        WHERE NOT tgisinternal AND tgname IN ('append_only', 'not_emptied', 'frozen', 'round_is_open')
        AND tgrelid::regclass::text IN (
            'strategy_strategicgoal', 'strategy_strategicgoal_versions', 'strategy_succession', 'strategy_fieldsuccession',
            'strategy_reviewdecision', 'strategy_supplement', 'strategy_ending', 'strategy_paper', 'strategy_consultation',
            'strategy_milestoneentry', 'strategy_budgetframe', 'strategy_correction', 'strategy_handover',
            'strategy_conclusion', 'strategy_conclusion_measures', 'strategy_report', 'strategy_reportfile',
            'strategy_draft', 'strategy_contribution') LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', found.tgname, found.relation);
    END LOOP;
END $$;
DROP FUNCTION strategy_freeze_goal_link, strategy_freeze_supplement, strategy_freeze_ending, strategy_freeze_paper,
    strategy_freeze_consultation, strategy_check_milestone_entry;
