-- Undo 0002_frozen.sql.
ALTER TABLE strategy_budgetline DROP CONSTRAINT strategy_money_of_measure_of_edition;
ALTER TABLE strategy_measureversion DROP CONSTRAINT strategy_version_of_edition;
ALTER TABLE strategy_measureversion DROP CONSTRAINT strategy_measure_in_field_of_edition;
ALTER TABLE strategy_field DROP CONSTRAINT strategy_field_of_edition;
DROP FUNCTION strategy_freeze_edition CASCADE;
DROP FUNCTION strategy_freeze_content CASCADE;
DROP FUNCTION strategy_freeze_involvement CASCADE;
DROP FUNCTION strategy_refuse_change CASCADE;
DROP FUNCTION strategy_freeze_round CASCADE;
DROP FUNCTION strategy_check_round CASCADE;
DROP FUNCTION strategy_refuse_truncate CASCADE;
DROP FUNCTION strategy_check_open CASCADE;
