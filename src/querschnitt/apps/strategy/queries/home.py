"""What the first page shows: the round that runs, what stands still, what is late, what is stale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from querschnitt.apps.strategy.models import Office, ProgressEntry, ReportingRound
from querschnitt.apps.strategy.queries.measure_table import Place, TableRow


@dataclass(frozen=True)
class RunningRound:
    """A round that is not closed: how many measures are reported on, and which offices still owe how many."""

    round: ReportingRound
    reported: int
    expected: int
    missing: Sequence[tuple[Office, int]]


@dataclass(frozen=True)
class Work:
    """What somebody has to see to."""

    paused: Sequence[TableRow]
    late: Sequence[TableRow]
    stale: Sequence[tuple[Office | None, int]]
    stale_count: int
    silent: Sequence[TableRow]


def running_rounds(place: Place, rows: Sequence[TableRow]) -> list[RunningRound]:
    """Return the rounds that have begun and are not closed; two queries."""
    open_rounds = ReportingRound.objects.filter(edition=place.edition, closed_on=None)
    begun = [row for row in open_rounds if row.opened_on is None or row.opened_on <= place.today]
    entries = ProgressEntry.objects.filter(round__in=begun).values_list("round_id", "version__measure_id").distinct()
    told: dict[int, set[object]] = {row.pk: set() for row in begun}
    for round_key, measure in entries:
        told[round_key].add(measure)
    return [_running(row, rows, told[row.pk]) for row in begun]


def _running(round_: ReportingRound, rows: Sequence[TableRow], told: set[object]) -> RunningRound:
    missing = [row for row in rows if row.version.measure_id not in told and not row.is_over]
    expected = sum(1 for row in rows if row.version.measure_id in told) + len(missing)
    return RunningRound(
        round=round_,
        reported=expected - len(missing),
        expected=expected,
        missing=[(office, count) for office, count in _by_lead(missing) if office],
    )


def work_of(rows: Sequence[TableRow]) -> Work:
    """Return what somebody has to see to, of some measures."""
    stale = [row for row in rows if row.is_stale]
    return Work(
        paused=[row for row in rows if row.phase == ProgressEntry.Phase.PAUSED],
        late=[row for row in rows if row.is_late],
        stale=_by_lead(stale),
        stale_count=len(stale),
        silent=[row for row in rows if row.status is None],
    )


def _by_lead(rows: Sequence[TableRow]) -> list[tuple[Office | None, int]]:
    """Count measures by the office that leads, the most first."""
    counted = Counter(row.lead.office if row.lead else None for row in rows)
    return sorted(counted.items(), key=lambda entry: (-entry[1], entry[0].name if entry[0] else ""))
