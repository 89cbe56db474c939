-- A translation is added, never changed: what was said before stays, with who said it and which German it translated.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON strategy_translation
    FOR EACH ROW EXECUTE FUNCTION strategy_refuse_change();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON strategy_translation EXECUTE FUNCTION strategy_refuse_truncate();
