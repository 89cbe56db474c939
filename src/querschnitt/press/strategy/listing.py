"""All measures as the rows of a workbook."""

from __future__ import annotations

from querschnitt.press.strategy.content import MeasureLine, Report
from querschnitt.press.strategy.sayings import field_name, pause, phase_of, title_of
from querschnitt.press.strategy.words import Words

NAMES = (
    "number", "measure", "text", "field", "lead_office", "actors", "kind", "recurrence", "period", "phase", "schedule",
    "completion", "status", "last_said", "age_months", "why", "next_step",
)  # fmt: skip


def heads(language: str) -> list[str]:
    """Return the heads of the columns."""
    words = Words(language)
    return [words(name) for name in NAMES]


def rows(report: Report) -> list[list[str]]:
    """Return one row a measure, in order."""
    words = Words(report.language)
    return [_row(words, measure, f"{part.number} {field_name(words, part)}") for part in report.fields
            for measure in part.measures]  # fmt: skip


def _row(words: Words, measure: MeasureLine, field: str) -> list[str]:
    status = measure.status
    plain = [
        measure.number, title_of(words, measure), measure.text, field, measure.lead,
        ", ".join(actor.short for actor in measure.actors if not actor.is_lead), words.of("kind", measure.kind),
        words.of("recurrence", measure.recurrence), measure.period, words.of("phase", phase_of(status)),
    ]  # fmt: skip
    if status is None:
        return plain + [""] * (len(NAMES) - len(plain))
    completion = words("completion_not_assessable") if status.completion == "not_assessable" else status.counted
    why = pause(words, status) if status.phase == "paused" else status.obstacles
    return [
        *plain, words.of("schedule", status.schedule), completion,
        f"{status.note} {words('invented')}" if status.invented else status.note,
        words.day(status.said_on), str(status.months), why, status.next_steps,
    ]  # fmt: skip
