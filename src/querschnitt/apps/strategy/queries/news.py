"""What changed, from the rows themselves: nobody has to write it down a second time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils.timezone import localtime

from querschnitt.apps.accounts.models import User
from querschnitt.apps.indicators.models import Release
from querschnitt.apps.strategy.models import (
    Conclusion,
    Correction,
    Edition,
    Paper,
    ProgressEntry,
    ReportingRound,
    Supplement,
    Visit,
)

DAYS_BACK = 365


@dataclass(frozen=True)
class Event:
    """Something that happened on a day; ``row``: what it happened to, ``count``: how many of it."""

    on: date
    kind: str
    row: Any
    count: int = 1


@dataclass(frozen=True)
class News:
    """What is new since a reader's last visit, and what was there before, the newest first."""

    since: datetime | None
    new: list[Event]
    known: list[Event]


def news_for(user: User, *, now: datetime, inside: bool) -> News:
    """Return what happened within a year, parted by the last visit; eleven queries, however much happened.

    What is known by its day alone counts as new on the day of the visit too: rather told twice than never.
    """
    visit = Visit.objects.filter(user=user).first()
    since = visit.read_until if visit else None
    seen = localtime(since).date() if since else date.min
    events = sorted(events_since(now, inside=inside), key=lambda event: event.on, reverse=True)
    return News(
        since=since,
        new=[event for event in events if event.on >= seen],
        known=[event for event in events if event.on < seen],
    )


def events_since(now: datetime, *, inside: bool) -> Iterator[Event]:
    """Yield what happened within a year until now. ``inside``: with drafts and what is under embargo."""
    first, last = localtime(now).date() - timedelta(days=DAYS_BACK), localtime(now).date()
    yield from _entries(now, first)
    yield from _papers(first, last, inside=inside)
    yield from _releases(now, first, inside=inside)
    for row in Conclusion.objects.filter(recorded_on__range=(first, last)).select_related(
        "referral__finding", "referral__field"
    ):
        yield Event(row.recorded_on, "conclusion", row)
    for supplement in Supplement.objects.filter(adopted_on__range=(first, last)).select_related("edition", "paper"):
        yield Event(_known(supplement.adopted_on), "supplement", supplement)
    for correction in Correction.objects.filter(corrected_at__gte=now - timedelta(days=DAYS_BACK)):
        yield Event(localtime(correction.corrected_at).date(), "correction", correction)
    for edition in Edition.objects.filter(adopted_on__range=(first, last)):
        yield Event(_known(edition.adopted_on), "edition", edition)
    yield from _rounds(first, last)


def _known(day: date | None) -> date:
    assert day is not None  # the query asks for it
    return day


def _entries(now: datetime, first: date) -> Iterator[Event]:
    """Yield what offices reported: one event for each office, round and day."""
    rows = ProgressEntry.objects.filter(recorded_at__date__gte=first, recorded_at__lte=now)
    told = rows.values("round__name_de", "round__name_en", "office__name", on=TruncDate("recorded_at"))
    for row in told.annotate(count=Count("pk")).order_by("on", "office__name"):
        words = {"name_de": row["round__name_de"], "name_en": row["round__name_en"], "office": row["office__name"]}
        yield Event(row["on"], "entries", words, row["count"])


def _papers(first: date, last: date, *, inside: bool) -> Iterator[Event]:
    papers = Paper.objects.annotate(
        decided=Coalesce("answered_on", Max("consultations__on", filter=~Q(consultations__result="")))
    )
    papers = papers if inside else papers.exclude(edition__state="draft")
    for row in papers.filter(submitted_on__range=(first, last)):
        yield Event(_known(row.submitted_on), "paper", row)
    for row in papers.filter(decided__range=(first, last)).exclude(state=Paper.State.OPEN):
        yield Event(row.decided, "decision", row)


def _releases(now: datetime, first: date, *, inside: bool) -> Iterator[Event]:
    releases = Release.objects.filter(imported_at__date__gte=first)
    for row in releases if inside else releases.exclude(embargo_until__gt=now):
        yield Event(localtime(row.imported_at).date(), "release", row)


def _rounds(first: date, last: date) -> Iterator[Event]:
    for row in ReportingRound.objects.filter(Q(opened_on__range=(first, last)) | Q(closed_on__range=(first, last))):
        if row.opened_on and first <= row.opened_on <= last:
            yield Event(row.opened_on, "opened", row)
        if row.closed_on and first <= row.closed_on <= last:
            yield Event(row.closed_on, "closed", row)
