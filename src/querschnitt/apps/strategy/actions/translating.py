"""Translate what the strategy says. A wording is added, never changed; the German is what was decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.accounts.languages import language
from querschnitt.apps.strategy.actions.refusals import one_step
from querschnitt.apps.strategy.models import Translation
from querschnitt.apps.strategy.queries.content import latest_of
from querschnitt.apps.strategy.queries.translatable import NAMES, Scope, key_of, kind_of
from querschnitt.apps.strategy.queries.translating import Entry, job_of, work_on
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument.texts import source_hash
from querschnitt.core.instrument.translation import Arrival, ArrivedUnit, Outcome, State, compare
from querschnitt.core.instrument.wording_faults import UNPRINTABLE
from querschnitt.tables.translations import Delivery

KEPT_AS = {
    State.OPEN: Translation.State.DRAFT,
    State.DRAFT: Translation.State.DRAFT,
    State.OUTDATED: Translation.State.DRAFT,
    State.TRANSLATED: Translation.State.TRANSLATED,
    State.REVIEWED: Translation.State.REVIEWED,
    State.FINAL: Translation.State.REVIEWED,
}
"""State in a file -> the state that is kept."""
TAKEN = (Outcome.NEW, Outcome.CONFIRMED, Outcome.OUTDATED)
"""What is taken from a file without being asked; an outdated one is kept with the German it translates."""


@dataclass(frozen=True)
class Wording:
    """What somebody enters for a text.

    Attributes
    ----------
    source : the German that was on the page
    is_right : whether an outdated translation is said to be right for the German of today, as it stands
    """

    text: str
    state: str
    source: str
    is_right: bool = False


def translate(
    *, scope: Scope, tag: str, wordings: Mapping[str, Wording], actor: str = ""
) -> list[Translation]:  # fmt: skip
    """Keep the wordings that are new, by key, and return them. An empty one takes a translation back.

    Raises
    ------
    InputError : if a text is not of this scope, or has a character that cannot be shown
    StateError : if the German was changed since the page was opened
    """
    language(tag)
    with one_step():
        here = {entry.source.key: entry for entry in work_on(scope, tag).entries}
        rows = [
            row for key, wording in wordings.items()
            if (row := _row(here.get(key), wording, key=key, tag=tag, actor=actor)) is not None
        ]  # fmt: skip
        kept = Translation.objects.bulk_create(rows)
        if kept:
            _log("translate", scope, tag, texts=len(kept), actor=actor)
    return kept


def _row(entry: Entry | None, wording: Wording, *, key: str, tag: str, actor: str) -> Translation | None:
    if entry is None:
        raise InputError("There is no such text to be translated", where=key, hint="Load the page again.")
    if source_hash(wording.source) != source_hash(entry.source.text):
        raise StateError(
            "The German was changed meanwhile", where=key, expected=wording.source[:80], got=entry.source.text[:80],
            hint="Read what stands there now, and save again.",
        )  # fmt: skip
    text, before = wording.text.strip(), entry.translation
    if bad := UNPRINTABLE.search(text):
        raise InputError("The text has a character that cannot be shown", where=key, got=f"U+{ord(bad[0]):04X}")
    if before is None and not text:
        return None
    is_same = before is not None and text == before.text
    source = before.source if before and is_same and not wording.is_right else entry.source.text
    if before and is_same and (wording.state, source) == (before.state, before.source):
        return None
    return Translation(
        key=key, language=tag, text=text, source=source, state=wording.state,
        changed_by=actor or "querschnitt",
    )  # fmt: skip


def arrival_of(*, scope: Scope, tag: str, delivery: Delivery) -> Arrival:
    """Say of each text of a file what happened to it since it was sent; nothing is changed."""
    return compare(delivery.job, job_of(work_on(scope, tag), scope, tag))


def take_translations(
    *, scope: Scope, tag: str, delivery: Delivery, also: Collection[str] = (), actor: str = ""
) -> list[Translation]:  # fmt: skip
    """Take what came back in a file, and return what was new.

    Parameters
    ----------
    also : keys of texts that were changed here too, and whose wording in the file is to count

    Raises
    ------
    InputError : if the file belongs to something else
    """
    with one_step():
        arrival = arrival_of(scope=scope, tag=tag, delivery=delivery)
        if arrival.complaints:
            first = arrival.complaints[0]
            raise InputError("The file belongs to something else", expected=first.expected, got=first.got)
        here = {entry.source.key: entry for entry in work_on(scope, tag).entries}
        rows = [
            _arrived(unit, here[unit.key], tag=tag, actor=actor)
            for unit in arrival.units
            if unit.key in here and (unit.outcome in TAKEN or (unit.outcome is Outcome.CONFLICT and unit.key in also))
        ]
        kept = Translation.objects.bulk_create(rows)
        _log("take translations", scope, tag, texts=len(kept), actor=actor)
    return kept


def _arrived(unit: ArrivedUnit, entry: Entry, *, tag: str, actor: str) -> Translation:
    source = unit.source if unit.outcome is Outcome.OUTDATED else entry.source.text
    return Translation(
        key=unit.key, language=tag, text=unit.target, source=source, state=KEPT_AS[unit.state],
        changed_by=actor or "querschnitt",
    )  # fmt: skip


def carry_over(pairs: Iterable[tuple[Any, Any]]) -> int:
    """Give rows that were copied the translations of those they were copied from, and return how many.

    Where the copy is worded anew, its translation is outdated: it keeps the German it translates.
    """
    keys = {
        key_of(before, name): key_of(after, name) for before, after in pairs for name in NAMES[kind_of(before)]
    }  # fmt: skip
    rows = [
        Translation(
            key=keys[key], language=tag, text=row.text, source=row.source, state=row.state, changed_by=row.changed_by
        )
        for (key, tag), row in latest_of(keys).items()
    ]
    return len(Translation.objects.bulk_create(rows))


def _log(verb: str, scope: Scope, tag: str, *, texts: int, actor: str) -> None:
    log_activity(alias="office", verb=verb, subject=f"{scope.slug} {tag}", figures={"texts": texts}, actor=actor)
