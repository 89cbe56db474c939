-- Undo 0011_discard.sql.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['progressentry', 'milestoneentry', 'budgetline', 'budgetframe'] LOOP
        EXECUTE format('DROP TRIGGER append_only ON strategy_%s', name);
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON strategy_%s'
                       ' FOR EACH ROW EXECUTE FUNCTION strategy_refuse_change()', name);
    END LOOP;
END $$;
DROP FUNCTION strategy_refuse_change_but_discard;
