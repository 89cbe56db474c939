"""The field desk's work with wishes: fetch them from the outbox, call people, forget whom it has told."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connections, transaction
from django.utils import timezone

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.fieldwork.models import Wish
from querschnitt.apps.interview.models import Wish as SealedWish
from querschnitt.apps.interview.outbox import open_wish
from querschnitt.apps.survey.queries.keys import PrivateKeys
from querschnitt.core.errors import InputError, StateError

ALIAS, WALL, OUTBOX = "statistics", "identity", "answers"
AT_ONCE = 500
_ONE_COLLECTOR = 7_264_151
"""Of the lock that two commands at the same time wait for: any number that nothing else here takes."""


@dataclass(frozen=True)
class Collected:
    """What came out of the outbox. ``unreadable`` : wishes that no key here opens, or that are none. They stay."""

    calls: int = 0
    results: int = 0
    repeated: int = 0
    unreadable: int = 0


def collect_wishes(*, keys: PrivateKeys) -> Collected:
    """Move the wishes of a wave from the outbox to `identity`, opened with the keys of its field desk.

    Safe to repeat, to interrupt, and to call twice at the same time. A wish is deleted from the outbox after it stands
    in `identity`, and its number there is the one it had: what an interruption leaves in both is deleted, and not
    added, by the next call.
    """
    found: list[Wish] = []
    unreadable, last = 0, UUID(int=0)
    while sealed := list(SealedWish.objects.filter(wave=keys.wave, id__gt=last).order_by("id")[:AT_ONCE]):
        opened = [wish for each in sealed if (wish := _opened(each, keys))]
        found += _keep(opened)
        SealedWish.objects.filter(pk__in=[wish.pk for wish in opened]).delete()
        unreadable, last = unreadable + len(sealed) - len(opened), sealed[-1].pk
    _forget_what_is_done(before=timezone.localdate())
    waiting = [wish.kind for wish in found if wish.state == Wish.State.WAITING]
    calls, results = waiting.count(Wish.Kind.CALL), waiting.count(Wish.Kind.RESULTS)
    figures = {"calls": calls, "results": results, "repeated": len(found) - len(waiting), "unreadable": unreadable}
    log_activity(alias=ALIAS, verb="collected wishes", subject=keys.wave, figures=figures)
    return Collected(**figures)


def _opened(sealed: SealedWish, keys: PrivateKeys) -> Wish | None:
    try:
        wished = keys.open(lambda key: open_wish(bytes(sealed.box), private_key=key))
    except (InputError, StateError):
        return None
    return Wish(
        id=sealed.pk, wave=sealed.wave, kind=sealed.kind, contact=wished.contact, language=wished.language,
        times=list(wished.times), left_on=sealed.left_on,
    )  # fmt: skip


def _keep(opened: Sequence[Wish]) -> list[Wish]:
    """Write wishes that are not there yet, in one transaction, and return them."""
    with transaction.atomic(using=WALL):
        with connections[WALL].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_COLLECTOR])
        ids = [wish.pk for wish in opened]
        known = set(Wish.objects.filter(pk__in=ids).values_list("pk", flat=True))
        fresh = [wish for wish in sorted(opened, key=lambda one: one.left_on) if wish.pk not in known]
        for wish in fresh:
            _take_in(wish)
            wish.save(force_insert=True)
    return fresh


def _take_in(wish: Wish) -> None:
    """Let an earlier wish for the same that still waits stand for this one, with the newer language and times."""
    earlier = Wish.objects.filter(
        wave=wish.wave, kind=wish.kind, contact=wish.contact, state=Wish.State.WAITING
    ).exclude(pk=wish.pk)
    if earlier.update(language=wish.language, times=wish.times):
        wish.state, wish.contact = Wish.State.REPEATED, ""


def record_call(*, wish: Wish, outcome: Wish.Outcome, actor: str) -> None:
    """Note that somebody was called, and whether they were reached. The wish goes on waiting."""
    wish.attempts, wish.outcome = wish.attempts + 1, outcome
    wish.tried_at, wish.tried_by = timezone.now(), actor
    _write(wish, verb="called", actor=actor, attempts=wish.attempts, outcome=outcome.value)


def close_wish(*, wish: Wish, actor: str) -> None:
    """Take a wish off the list. Until the next day it can be opened again; then the number is deleted."""
    wish.state, wish.done_on = Wish.State.DONE, timezone.localdate()
    _write(wish, verb="closed wish", actor=actor, attempts=wish.attempts)


def reopen_wish(*, wish: Wish, actor: str) -> None:
    """Put a wish back on the list.

    Raises
    ------
    StateError : if its number has been deleted
    """
    if not wish.contact:
        raise StateError("The number of this wish has been deleted", hint="It can be opened again on the same day.")
    wish.state, wish.done_on = Wish.State.WAITING, None
    _take_in(wish)
    _write(wish, verb="reopened wish", actor=actor, attempts=wish.attempts)


def _write(wish: Wish, *, verb: str, actor: str, **figures: int | str) -> None:
    """Write a wish that was worked on, and note who did what; neither number nor language goes into the log."""
    wish.save()
    _forget_what_is_done(before=timezone.localdate())
    log_activity(alias=ALIAS, verb=verb, subject=wish.wave, figures=figures, actor=actor)


def _forget_what_is_done(*, before: datetime.date) -> None:
    Wish.objects.filter(state=Wish.State.DONE, done_on__lt=before).exclude(contact="").update(contact="", times=[])


def forget_told(*, wave: str, actor: str) -> int:
    """Delete the contacts of all who wanted to be told the results of a wave, once they were told. Returns how many."""
    waiting = Wish.objects.filter(wave=wave, kind=Wish.Kind.RESULTS, state=Wish.State.WAITING)
    count = waiting.update(state=Wish.State.DONE, done_on=timezone.localdate(), contact="")
    log_activity(alias=ALIAS, verb="deleted contacts", subject=wave, figures={"results": count}, actor=actor)
    return count
