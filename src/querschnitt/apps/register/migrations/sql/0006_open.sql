DROP TRIGGER append_only ON register_document;
DROP TRIGGER append_only ON register_designversion;
DROP TRIGGER not_emptied ON register_document;
DROP TRIGGER not_emptied ON register_designversion;
DROP FUNCTION register_refuse_change();
DROP FUNCTION register_refuse_truncate();
