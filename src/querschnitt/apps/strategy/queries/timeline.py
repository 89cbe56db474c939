"""Measures over the years, as places in a drawing: bars, pauses, editions, two-year budgets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from querschnitt.apps.strategy.models import BudgetLine, Edition, Field, ProgressEntry
from querschnitt.apps.strategy.queries.measure_table import Place, TableRow

LEFT, RIGHT = 330, 1090  # of the years, in units of the drawing; left of them stand the names
LINE, HEADING, TOP = 20, 30, 92  # heights
MOST_YEARS = 16
LONGEST_NAME = 44
ROOM_FOR_WORDS = 40  # of the name of an edition in its bar


@dataclass(frozen=True)
class Stretch:
    """A stretch of time in the drawing, with its days as they are known."""

    x: int
    width: int
    since: date
    until: date | None = None
    words: str = ""
    amount: Decimal | None = None

    @property
    def middle(self) -> int:
        """Return where a word stands in the middle of it."""
        return self.x + self.width // 2


@dataclass(frozen=True)
class Bar:
    """One measure: from its beginning to its end, or on and on, with its pauses."""

    row: TableRow
    y: int
    stretch: Stretch | None  # None where no date is known
    pauses: Sequence[Stretch]

    @property
    def goes_on(self) -> bool:
        """Return whether the measure has no end."""
        return self.stretch is not None and self.row.version.ends is None


@dataclass(frozen=True)
class FieldLines:
    """A field of action as a heading, with the bars of its measures."""

    field: Field
    y: int
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Timeline:
    """The whole drawing."""

    first: int
    last: int
    height: int
    years: Sequence[Stretch]
    budgets: Sequence[Stretch]
    editions: Sequence[Stretch]
    fields: Sequence[FieldLines]
    today: int | None


@dataclass(frozen=True)
class Scale:
    """Where a day stands between the first and the last year."""

    first: int
    last: int

    def at(self, day: date) -> int:
        """Return the place of a day, at most at an edge."""
        begin, end = date(self.first, 1, 1), date(self.last + 1, 1, 1)
        share = (day - begin).days / (end - begin).days
        return round(LEFT + min(max(share, 0.0), 1.0) * (RIGHT - LEFT))

    def stretch(self, since: date, until: date | None, *, words: str = "", amount: Decimal | None = None) -> Stretch:
        """Return a stretch of time in the drawing; without an end up to its edge."""
        x = self.at(since)
        end = self.at(until + timedelta(days=1)) if until else RIGHT
        return Stretch(x=x, width=max(end - x, 2), since=since, until=until, words=words, amount=amount)

    def meets(self, since: date, until: date | None) -> bool:
        """Return whether something of a stretch is to be seen."""
        return since.year <= self.last and (until is None or until.year >= self.first)


def timeline(place: Place, rows: Sequence[TableRow]) -> Timeline:
    """Return the drawing of some measures; two queries, however many measures."""
    scale = _scale(place, rows)
    pauses = _pauses(place, rows)
    editions = [edition for edition in place.editions if edition.state != Edition.State.DRAFT]
    fields: list[FieldLines] = []
    y = TOP
    for field, shown in _by_field(rows):
        first = y + HEADING
        stood = [pauses.get(row.version.measure_id, ()) for row in shown]
        bars = [_bar(row, scale, stood[n], first + LINE * n) for n, row in enumerate(shown)]
        fields.append(FieldLines(field=field, y=y, bars=bars))
        y = first + LINE * len(bars)
    years = range(scale.first, scale.last + 1)
    return Timeline(
        first=scale.first,
        last=scale.last,
        height=y + LINE,
        years=[scale.stretch(date(year, 1, 1), date(year, 12, 31), words=str(year)) for year in years],
        budgets=_budgets(place, scale, editions),
        editions=_editions(scale, editions),
        fields=fields,
        today=scale.at(place.seen_on) if scale.meets(place.seen_on, place.seen_on) else None,
    )


def _scale(place: Place, rows: Iterable[TableRow]) -> Scale:
    known = [day.year for row in rows for day in (row.version.begins, row.version.ends) if day]
    edition = place.edition
    known += [year for year in (edition.budget_from, edition.budget_until) if year]
    known += [edition.valid_from.year] if edition.valid_from else []
    last = max([*known, place.seen_on.year])
    return Scale(first=max(min([*known, place.seen_on.year]), last - MOST_YEARS + 1), last=last)


def _by_field(rows: Iterable[TableRow]) -> Iterable[tuple[Field, list[TableRow]]]:
    grouped: dict[int, tuple[Field, list[TableRow]]] = {}
    for row in rows:
        grouped.setdefault(row.version.field_id, (row.version.field, []))[1].append(row)
    return grouped.values()


def _bar(row: TableRow, scale: Scale, pauses: Iterable[tuple[date, date | None]], y: int) -> Bar:
    version = row.version
    stretch = None
    if version.begins or version.ends:
        stretch = scale.stretch(version.begins or date(scale.first, 1, 1), version.ends)
    seen = [scale.stretch(since, until or row.on) for since, until in pauses if scale.meets(since, until)]
    return Bar(row=row, y=y, stretch=stretch, pauses=seen)


def _pauses(place: Place, rows: Sequence[TableRow]) -> Mapping[Any, Sequence[tuple[date, date | None]]]:
    """Return from when to when measures stood still, as offices said: until the day named, or until they said else."""
    told = ProgressEntry.objects.filter(
        version__measure__in=[row.version.measure_id for row in rows],
        round__state_on__lte=place.seen_on,
        corrected_by__isnull=True,
    ).order_by("version__measure", "round__state_on", "pk")
    found: dict[Any, list[tuple[date, date | None]]] = defaultdict(list)
    standing: dict[Any, tuple[date, date | None]] = {}
    for measure, phase, day, until in told.values_list(
        "version__measure_id", "phase", "round__state_on", "paused_until"
    ):
        if phase == ProgressEntry.Phase.PAUSED:
            since = standing[measure][0] if measure in standing else day
            standing[measure] = (since, until)
        elif measure in standing:
            since, named = standing.pop(measure)
            found[measure].append((since, min(named, day) if named else day))
    for measure, pause in standing.items():
        found[measure].append(pause)
    return found


def _budgets(place: Place, scale: Scale, editions: Iterable[Edition]) -> list[Stretch]:
    """Return the two-year budgets, counted on from the one of the edition, with what is decided for them."""
    starts = [edition.budget_from for edition in (place.edition, *editions) if edition.budget_from]
    if not starts:
        return []
    lines = BudgetLine.objects.filter(stage=BudgetLine.Stage.DECIDED, corrected_by__isnull=True)
    decided = dict(lines.order_by("year").values_list("year").annotate(Sum("amount")))
    begin = scale.first - (scale.first - starts[0]) % 2
    return [
        scale.stretch(
            date(year, 1, 1),
            date(year + 1, 12, 31),
            words=f"{year}/{(year + 1) % 100:02}",
            amount=_sum([decided[part] for part in (year, year + 1) if part in decided]),
        )
        for year in range(begin, scale.last + 1, 2)
    ]


def _sum(amounts: Sequence[Decimal]) -> Decimal | None:
    """Return the sum, None where there is nothing to add up: that is no zero."""
    return sum(amounts, Decimal(0)) if amounts else None


def _editions(scale: Scale, editions: Iterable[Edition]) -> list[Stretch]:
    found = []
    for edition in editions:
        since = edition.valid_from or edition.adopted_on
        until = edition.valid_until - timedelta(days=1) if edition.valid_until else None
        if since and scale.meets(since, until):
            shown = scale.stretch(since, until, words=edition.slug)
            found.append(shown if shown.width >= ROOM_FOR_WORDS else replace(shown, words=""))
    return found
