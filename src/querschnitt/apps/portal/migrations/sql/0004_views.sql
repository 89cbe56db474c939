-- Texts of the strategy in further languages, as far as they belong to what is public. Drafts of translations are not; one that
-- is taken back, which is an empty row, hides what was there before.

CREATE VIEW portal_correction WITH (security_barrier) AS
SELECT correction.id, correction.subject, correction.row, correction."column", correction.correct
FROM strategy_correction correction
WHERE CASE correction.subject
    WHEN 'version' THEN EXISTS (SELECT 1 FROM strategy_measureversion version
                                JOIN portal_edition edition ON edition.id = version.edition_id
                                WHERE version.id = correction.row)
    WHEN 'field' THEN EXISTS (SELECT 1 FROM portal_field field WHERE field.id = correction.row)
    WHEN 'edition' THEN EXISTS (SELECT 1 FROM portal_edition edition WHERE edition.id = correction.row)
    ELSE false END;

CREATE VIEW portal_translation WITH (security_barrier) AS
SELECT DISTINCT ON (said.key, said.language) said.id, said.key, said.language, said.text, said.source, said.state
FROM strategy_translation said
WHERE (said.state <> 'draft' OR said.text = '') AND CASE split_part(said.key, '/', 1)
    WHEN 'version' THEN EXISTS (SELECT 1 FROM strategy_measureversion version
                                JOIN portal_edition edition ON edition.id = version.edition_id
                                WHERE version.id = split_part(said.key, '/', 2)::bigint AND version.supplement_id IS NULL)
    WHEN 'field' THEN EXISTS (SELECT 1 FROM portal_field field WHERE field.id = split_part(said.key, '/', 2)::bigint)
    WHEN 'edition' THEN EXISTS (SELECT 1 FROM portal_edition edition
                                WHERE edition.id = split_part(said.key, '/', 2)::bigint)
    WHEN 'finding' THEN EXISTS (SELECT 1 FROM portal_finding finding
                                WHERE finding.wave = split_part(said.key, '/', 2)
                                  AND finding.variable = split_part(said.key, '/', 3))
    WHEN 'release' THEN EXISTS (SELECT 1 FROM portal_release release WHERE release.wave = split_part(said.key, '/', 2))
    ELSE false END
ORDER BY said.key, said.language, said.id DESC;
