"""Texts out to translators and back: a file goes out, one comes back, and a person picks what is taken of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.survey.actions.translating import Entry, Taken, WordingError, take_step
from querschnitt.apps.survey.models import Delivery, DraftLanguage, Export, Translation
from querschnitt.apps.survey.queries.deliveries import Arrived, arrived, current_job
from querschnitt.apps.survey.workflow import Person, RefusedError, Rules, State, Step
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument.translation import ArrivedUnit, Outcome
from querschnitt.tables.translations import WRITERS, read

ALIAS = "statistics"
MOST_BYTES = 10_000_000
SELECTIONS = ("all", "open", "outdated", "unlocked", "second")
TAKEABLE = frozenset({Outcome.NEW, Outcome.CONFIRMED, Outcome.CONFLICT, Outcome.OUTDATED})
AS_STEP: Mapping[str, Step] = MappingProxyType(
    {Delivery.Version.FIRST: Step.TRANSLATE, Delivery.Version.SECOND: Step.SECOND}
)


@dataclass(frozen=True)
class Exported:
    """A file for translators."""

    name: str
    media_type: str
    content: bytes
    texts: int


@transaction.atomic(using=ALIAS)
def export_texts(
    *, one: DraftLanguage, kind: str, only: str = "all", links: Mapping[str, str] | None = None, actor: str = ""
) -> Exported:
    """Write the texts of a language into a file for translators, and note that it went out.

    Parameters
    ----------
    kind : one of `tables.translations.WRITERS`
    only : "open" (and raw drafts), "outdated", "unlocked", "all", or "second": what waits for a second version, without
        the first one
    links : key of a text -> address where it can be looked at

    Raises
    ------
    InputError : if kind or selection is unknown
    StateError : if no text is left
    """
    if kind not in WRITERS:
        raise InputError("Unknown kind of file", got=kind, expected=", ".join(WRITERS))
    if only not in SELECTIONS:
        raise InputError("Unknown selection of texts", got=only, expected=", ".join(SELECTIONS))
    job = current_job(one, version="second" if only == "second" else "translate", links=links)
    chosen = _selected(one, only)
    job = replace(job, units=tuple(unit for unit in job.units if unit.key in chosen))
    if not job.units:
        raise StateError("There is no such text in this language", where=one.tag, got=only, hint="Choose other texts.")
    write, ending, media_type = WRITERS[kind]
    Export.objects.using(ALIAS).create(language=one, kind=kind, texts=len(job.units), made_by=actor)
    subject = f"{one.draft_id} {one.tag}"
    log_activity(alias=ALIAS, verb="exported texts", subject=subject, figures={"texts": len(job.units)}, actor=actor)
    name = f"{job.name}-{one.tag}{'' if only == 'all' else f'-{only}'}{ending}"
    return Exported(name, media_type, write(job), len(job.units))


def _selected(one: DraftLanguage, only: str) -> set[str]:
    rows = Translation.objects.using(ALIAS).filter(language=one, source__removed_at=None).select_related("source")
    wanted = {
        "all": lambda row: True,
        "open": lambda row: row.state in (State.OPEN, State.MACHINE),
        "outdated": lambda row: row.is_outdated,
        "unlocked": lambda row: row.state != State.LOCKED,
        "second": lambda row: row.state in (State.TRANSLATED, State.SECOND) and not row.is_outdated,
    }[only]
    return {row.source.key for row in rows if wanted(row)}


@transaction.atomic(using=ALIAS)
def receive(
    *, one: DraftLanguage, name: str, content: bytes, version: str = Delivery.Version.FIRST, actor: str
) -> Delivery:
    """Keep a file that came back. Nothing of it counts yet.

    Raises
    ------
    InputError : if it is too large, no translation file, or it is not said as which version it counts
    """
    if version not in AS_STEP:
        raise InputError("Unknown version", got=version, expected=", ".join(AS_STEP))
    if len(content) > MOST_BYTES:
        raise InputError(
            "The file is too large for a translation", where=name, expected=f"at most {MOST_BYTES:,} bytes",
            got=f"{len(content):,}",
        )  # fmt: skip
    read(content, name=name)
    delivery = Delivery.objects.using(ALIAS).create(
        language=one, file_name=PurePath(name).name[-200:], sha256=hashlib.sha256(content).hexdigest(),
        content=content, version=version, delivered_by=actor,
    )  # fmt: skip
    log_activity(alias=ALIAS, verb="received texts", subject=f"{one.draft_id} {one.tag}", actor=actor)
    return delivery


@dataclass(frozen=True)
class Settlement:
    """What a person decides about a delivery.

    Attributes
    ----------
    picks : key -> the revision of the translation here that was seen beside it
    by : who has translated; that name stands in the history
    """

    picks: Mapping[str, int | None]
    by: Person


@transaction.atomic(using=ALIAS)
def settle_delivery(*, delivery: Delivery, settlement: Settlement, rules: Rules, actor: str) -> Taken:
    """Take what was picked of a delivery, in one transaction. What the rules refuse stays as it is, and is said.

    Raises
    ------
    InputError : if something is picked that cannot be taken
    StateError : if the delivery has been settled before
    """
    locked = Delivery.objects.using(ALIAS).select_for_update().get(pk=delivery.pk)
    if locked.settled_at is not None:
        raise StateError(
            "This file has been dealt with", where=locked.file_name, got=locked.settled_by,
            hint="Hand it in again if there is more to take of it.",
        )  # fmt: skip
    found = arrived(locked)
    taken = _take(found, settlement, rules, note=f"{locked.file_name}, {actor}")
    locked.settled_at, locked.settled_by = timezone.now(), actor
    locked.taken = {"taken": taken.done, "refused": sorted(taken.refused)}
    locked.save(using=ALIAS, update_fields=["settled_at", "settled_by", "taken"])
    log_activity(
        alias=ALIAS, verb="took over texts", subject=f"{locked.language.draft_id} {locked.language.tag}",
        figures={"taken": taken.done, "refused": len(taken.refused)}, actor=actor,
    )  # fmt: skip
    return taken


def _take(found: Arrived, settlement: Settlement, rules: Rules, *, note: str) -> Taken:
    units = {unit.key: unit for unit in found.arrival.units if unit.outcome in TAKEABLE}
    if unknown := [key for key in settlement.picks if key not in units]:
        raise InputError("This cannot be taken from the file", where=unknown[0], hint="Open its page again.")
    done = 0
    refused: dict[str, RefusedError | WordingError] = {}
    for key, revision in settlement.picks.items():
        row = found.rows[key]
        step, entry = _step_for(units[key], row, AS_STEP[found.delivery.version])
        try:
            take_step(
                translation=row.pk, step=step, person=settlement.by, rules=rules,
                entry=replace(entry, note=note, revision=revision),
            )  # fmt: skip
            done += 1
        except (RefusedError, WordingError) as error:
            refused[key] = error
    return Taken(done=done, refused=refused)


def _step_for(unit: ArrivedUnit, row: Translation, asked: Step) -> tuple[Step, Entry]:
    """Return the step that a unit comes to: words that are here already are confirmed, or a draft taken over."""
    if unit.outcome is Outcome.CONFIRMED and row.is_outdated and row.state != State.MACHINE:
        return Step.CONFIRM, Entry()
    older = unit.source if unit.outcome is Outcome.OUTDATED else None
    return asked, Entry(wording=unit.target, source=older)
