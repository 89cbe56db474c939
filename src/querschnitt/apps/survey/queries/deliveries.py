"""What came back from translators, beside what stands here now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from querschnitt.apps.survey.models import Comment, Delivery, DraftLanguage, Translation
from querschnitt.apps.survey.queries.drafts import source_instrument
from querschnitt.apps.survey.workflow import State
from querschnitt.core.instrument.translation import Arrival, Job, compare, make_job
from querschnitt.core.instrument.translation import State as JobState
from querschnitt.core.instrument.translation import Translation as JobText
from querschnitt.tables.translations import Delivery as Read
from querschnitt.tables.translations import read

ALIAS = "statistics"
JOB_STATES: Mapping[str, JobState] = MappingProxyType(
    {
        State.OPEN: JobState.OPEN,
        State.MACHINE: JobState.DRAFT,
        State.TRANSLATED: JobState.TRANSLATED,
        State.SECOND: JobState.TRANSLATED,
        State.REVIEWED: JobState.REVIEWED,
        State.ADJUDICATED: JobState.REVIEWED,
        State.PRETESTED: JobState.FINAL,
        State.LOCKED: JobState.FINAL,
    }
)
"""State of a translation here -> state as translation programs know it."""


def current_job(
    one: DraftLanguage, *, version: str = Delivery.Version.FIRST, links: Mapping[str, str] | None = None
) -> Job:
    """Return all texts of a language as a job that would go out now.

    `version` : a second version is written without the first one, and compared with second ones only
    """
    rows = Translation.objects.using(ALIAS).filter(language=one, source__removed_at=None).select_related("source")
    remarks = _remarks(one)
    present = {row.source.key: _present(row, version, note=remarks.get(row.pk, "")) for row in rows}
    return make_job(source_instrument(one.draft), one.tag, translations=present, links=links)


def _present(row: Translation, version: str, *, note: str) -> JobText:
    if version == Delivery.Version.SECOND:
        return JobText(row.second_text, JobState.TRANSLATED if row.second_text else JobState.OPEN, note)
    return JobText(row.text, JobState.OUTDATED if row.is_outdated else JOB_STATES[row.state], note)


def _remarks(one: DraftLanguage) -> Mapping[int, str]:
    """Return the unresolved remarks of each text, one a line."""
    found: dict[int, str] = {}
    comments = Comment.objects.using(ALIAS).filter(translation__language=one, resolved_at=None)
    for row, author, body in comments.order_by("at", "pk").values_list("translation_id", "author", "body"):
        found[row] = f"{found[row]}\n{author}: {body}" if row in found else f"{author}: {body}"
    return found


@dataclass(frozen=True)
class Arrived:
    """A delivery, read and compared with what is here. `rows` : key -> the translation here."""

    delivery: Delivery
    file: Read
    arrival: Arrival
    rows: Mapping[str, Translation]


def arrived(delivery: Delivery) -> Arrived:
    """Read a delivery again, and compare it with what stands here now."""
    one = delivery.language
    file = read(bytes(delivery.content), name=delivery.file_name)
    rows = Translation.objects.using(ALIAS).filter(language=one, source__removed_at=None)
    rows = rows.select_related("source", "language")
    return Arrived(
        delivery=delivery,
        file=file,
        arrival=compare(file.job, current_job(one, version=delivery.version)),
        rows={row.source.key: row for row in rows},
    )


def deliveries_of(one: DraftLanguage) -> list[Delivery]:
    """Return what came back in a language, the newest first, without the files."""
    return list(Delivery.objects.using(ALIAS).filter(language=one).defer("content"))
