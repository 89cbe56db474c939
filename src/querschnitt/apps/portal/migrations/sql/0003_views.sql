-- What the public may see. The role of the portal reads these views and no table: a row that is not released or not
-- adopted does not exist for it.

CREATE VIEW portal_edition WITH (security_barrier) AS
SELECT id, slug, state, title_de, title_en, paper, adopted_on, as_amended, votes_for, votes_against, abstentions,
       valid_from, valid_until, budget_from, budget_until, note_de, note_en, invented
FROM strategy_edition
WHERE state IN ('adopted', 'superseded');

CREATE VIEW portal_field WITH (security_barrier) AS
SELECT field.id, field.edition_id, field.number, field.name_de, field.name_en, field.aim_de, field.aim_en, field.evidenced,
       field.aim_invented
FROM strategy_field field
JOIN portal_edition edition ON edition.id = field.edition_id;

CREATE VIEW portal_release WITH (security_barrier) AS
SELECT DISTINCT ON (wave) id, wave, created_at, notice_de, notice_en
FROM indicators_release
WHERE embargo_until IS NULL OR embargo_until <= now()
ORDER BY wave, imported_at DESC, id DESC;

CREATE VIEW portal_finding WITH (security_barrier) AS
SELECT finding.id, finding.position, finding.key, finding.variable, finding.category, finding.wave, finding.dimension,
       finding.domain, finding.title_de, finding.title_en, finding.question_de, finding.question_en, finding.category_de, finding.category_en, finding.domain_de,
       finding.domain_en, finding.base_de, finding.base_en, finding.unit, finding.n, finding.value, finding.ci_low,
       finding.ci_high, finding.sign, finding.method, finding.reference_date, finding.source, finding.earlier_wave,
       finding.earlier_value, finding.difference, finding.difference_low, finding.difference_high,
       finding.difference_p, finding.grade, finding.reasons, release.created_at AS released_at,
       release.notice_de, release.notice_en
FROM indicators_finding finding
JOIN portal_release release ON release.id = finding.release_id;

CREATE VIEW portal_evidence WITH (security_barrier) AS
SELECT link.id, link.version_id AS measure_id, link.finding_id, link.role, link.note_de, link.note_en, link.invented
FROM strategy_evidence link
JOIN portal_finding finding ON finding.id = link.finding_id
JOIN strategy_measureversion version ON version.id = link.version_id
JOIN portal_edition edition ON edition.id = version.edition_id;

CREATE VIEW portal_progress WITH (security_barrier) AS
SELECT DISTINCT ON (entry.version_id, entry.round_id)
       entry.id, entry.version_id AS measure_id, entry.phase, entry.note, entry.paused_because_de,
       entry.paused_because_en, entry.paused_until, entry.invented, entry.schedule, entry.completion, entry.counted,
       entry.target, entry.counted_unit, opened.name_de, opened.name_en, opened.state_on
FROM strategy_progressentry entry
JOIN strategy_reportinground opened ON opened.id = entry.round_id
JOIN portal_edition edition ON edition.id = opened.edition_id
ORDER BY entry.version_id, entry.round_id, entry.id DESC;

CREATE VIEW portal_measure WITH (security_barrier) AS
SELECT version.id, version.measure_id AS uuid, version.edition_id, version.field_id, version.number, version.position,
       version.title_de, version.title_en, version.text, version.kind, version.recurrence, version.target_groups_de,
       version.target_groups_en, version.begins, version.begins_precision, version.ends, version.ends_precision, version.origin_de, version.origin_en, version.invented,
       version.wording_invented,
       office.name AS lead_name, office.short AS lead_short, office.valid_until AS lead_until,
       status.phase, status.state_on,
       (SELECT count(*) FROM portal_evidence link WHERE link.measure_id = version.id) AS links
FROM strategy_measureversion version
JOIN portal_edition edition ON edition.id = version.edition_id
JOIN strategy_involvement lead ON lead.version_id = version.id AND lead.role = 'lead'
JOIN strategy_office office ON office.id = lead.office_id
LEFT JOIN LATERAL (
    SELECT progress.phase, progress.state_on FROM portal_progress progress
    WHERE progress.measure_id = version.id ORDER BY progress.state_on DESC LIMIT 1
) status ON true
WHERE version.supplement_id IS NULL;

CREATE VIEW portal_involved WITH (security_barrier) AS
SELECT involvement.id, involvement.version_id AS measure_id, office.name, office.short
FROM strategy_involvement involvement
JOIN strategy_office office ON office.id = involvement.office_id
JOIN strategy_measureversion version ON version.id = involvement.version_id
JOIN portal_edition edition ON edition.id = version.edition_id
WHERE involvement.role = 'involved' AND version.supplement_id IS NULL;

CREATE VIEW portal_money WITH (security_barrier) AS
SELECT line.id, line.edition_id, line.version_id AS measure_id, line.year, line.stage, line.amount, line.purpose_de,
       line.purpose_en, line.source
FROM strategy_budgetline line
JOIN portal_edition edition ON edition.id = line.edition_id;
