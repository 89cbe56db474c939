"""How well a frame covers its population: against published figures, and against the frame before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from querschnitt.core.sampling.published import TOTAL, Population, Published


@dataclass(frozen=True)
class Counts:
    """Persons of one level of a variable, in each population; the whole is the variable `total` with the level ""."""

    variable: str
    level: str
    background: int
    target: int
    frame: int
    drawable: int

    def of(self, population: Population) -> int:
        """Return the persons of one of the populations counted by level."""
        return int(getattr(self, population))


@dataclass(frozen=True)
class Compared:
    """Our count beside another one: a published figure, or that of the frame before."""

    population: Population
    variable: str
    level: str
    ours: int
    theirs: int
    as_of: date
    source: str = ""

    @property
    def difference(self) -> int:
        return self.ours - self.theirs

    @property
    def share(self) -> float:
        """The difference as a share of the other count; infinite where that is zero and ours is not."""
        if self.theirs == 0:
            return 0.0 if self.ours == 0 else float("inf")
        return self.difference / self.theirs


@dataclass(frozen=True)
class Limits:
    """From when on a report warns. They are conventions, not statistics, and are printed with it.

    Attributes
    ----------
    published : difference to a published figure, as a share of it
    days : how far the day of a published figure may lie from the reference date to be held against the frame
    undrawable : share of a target population that cannot be drawn
    change : change of the whole against the frame before, as a share of it; of a part, beyond the change of the whole
    smallest : persons that can be drawn in a stratum
    compared : persons below which neither a change nor a share is worth a warning
    stale : days between the latest move-in of the extract and its reference date
    """

    published: float = 0.05
    days: int = 200
    undrawable: float = 0.05
    change: float = 0.25
    smallest: int = 50
    compared: int = 100
    stale: int = 60


@dataclass(frozen=True)
class Doubt:
    """Something to look at before the frame is drawn from.

    ``code`` : published, undrawable, small, change, appeared, rejected, late, stale, and the reasons of `OddState`
    ``figures`` : what it rests on, by name
    """

    code: str
    variable: str
    level: str
    figures: Mapping[str, float]


@dataclass(frozen=True)
class FrameReport:
    """What is known of a frame's coverage; everything that a page or a file needs to print it."""

    counts: tuple[Counts, ...]
    published: tuple[Compared, ...]
    before: tuple[Compared, ...]
    doubts: tuple[Doubt, ...]
    limits: Limits = Limits()

    def document(self) -> dict[str, Any]:
        """Return the report as JSON takes it."""
        found = asdict(self)
        for compared in (*found["published"], *found["before"]):
            compared["as_of"] = compared["as_of"].isoformat()
        return found


def parse_report(document: Mapping[str, Any]) -> FrameReport:
    """Read a report that `document` has written."""

    def compared(entry: Mapping[str, Any]) -> Compared:
        return Compared(**{**entry, "as_of": date.fromisoformat(entry["as_of"])})

    return FrameReport(
        counts=tuple(Counts(**entry) for entry in document["counts"]),
        published=tuple(compared(entry) for entry in document["published"]),
        before=tuple(compared(entry) for entry in document["before"]),
        doubts=tuple(Doubt(**entry) for entry in document["doubts"]),
        limits=Limits(**document["limits"]),
    )


def against_published(
    counts: Sequence[Counts], published: Iterable[Published], *, residents: int
) -> tuple[Compared, ...]:
    """Put our counts beside the published ones; a level that we do not have counts as nobody.

    >>> ours = [Counts("total", "", 92_000, 70_000, 69_000, 68_000)]
    >>> told = Published("background", "total", "", 93_000, date(2020, 6, 30), "Yearbook")
    >>> round(against_published(ours, [told], residents=604_000)[0].share, 4)
    -0.0108
    """
    known = {(each.variable, each.level): each for each in counts}

    def ours(figure: Published) -> int:
        if figure.population == "residents":
            return residents
        found = known.get((figure.variable, figure.level))
        return found.of(figure.population) if found else 0

    return tuple(
        Compared(
            figure.population, figure.variable, figure.level, ours(figure), figure.persons, figure.as_of, figure.source
        )
        for figure in published
    )


def against_before(now: Sequence[Counts], before: Sequence[Counts], *, as_of: date, name: str) -> tuple[Compared, ...]:
    """Put residents with background beside those of the frame before, by every level that either has.

    Target populations of two waves follow two rules; residents with background are what can be compared.
    """
    ours, theirs = ({(each.variable, each.level): each.background for each in counts} for counts in (now, before))
    shared = {variable for variable, _ in ours} & {variable for variable, _ in theirs}
    order = [*ours, *(key for key in theirs if key not in ours)]
    return tuple(
        Compared("background", variable, level, ours.get((variable, level), 0), theirs.get((variable, level), 0), as_of,
                 name)
        for variable, level in order
        if variable in shared
    )  # fmt: skip


@dataclass(frozen=True)
class OddState:
    """A code of a state that should not stand in a field of an extract, and how many people have it.

    ``reason`` : unknown_state, ended_state, early_state
    """

    field: str
    state: str
    reason: str
    persons: int


@dataclass(frozen=True)
class Delivered:
    """What is known of the extract as it was delivered.

    Attributes
    ----------
    reference_date : for which it was asked
    rejected, rows : rows turned away, and rows read
    latest_move : the latest day on which anybody moved in; None if nobody did
    states : codes of states that should not stand in it
    """

    reference_date: date
    rejected: int
    rows: int
    latest_move: date | None
    states: tuple[OddState, ...] = ()


def report_of(
    counts: Sequence[Counts],
    *,
    delivered: Delivered,
    published: Sequence[Compared] = (),
    before: Sequence[Compared] = (),
    stratify_by: str = "group",
) -> FrameReport:
    """Report on a frame.

    Parameters
    ----------
    counts : of the whole and of each level of each variable
    delivered : what is known of the extract
    published, before : our counts beside those of others
    stratify_by : the variable whose levels must not be too small to be drawn from
    """
    limits = Limits()
    doubts = [
        *_doubts_of_extract(delivered, limits),
        *_doubts_of_published(published, delivered.reference_date, limits),
        *_doubts_of_counts(counts, stratify_by, limits),
        *_doubts_of_changes(before, limits),
    ]
    return FrameReport(tuple(counts), tuple(published), tuple(before), tuple(doubts), limits)


def _doubts_of_extract(delivered: Delivered, limits: Limits) -> list[Doubt]:
    doubts = []
    if delivered.rejected:
        doubts.append(Doubt("rejected", "", "", {"rejected": delivered.rejected, "rows": delivered.rows}))
    if delivered.latest_move is not None:
        days = (delivered.reference_date - delivered.latest_move).days
        if days < 0:
            doubts.append(Doubt("late", "", delivered.latest_move.isoformat(), {"days": -days}))
        elif days > limits.stale:
            doubts.append(Doubt("stale", "", delivered.latest_move.isoformat(), {"days": days}))
    return doubts + [Doubt(odd.reason, odd.field, odd.state, {"persons": odd.persons}) for odd in delivered.states]


def _doubts_of_published(compared: Sequence[Compared], day: date, limits: Limits) -> list[Doubt]:
    """An old figure is shown, and not held against the frame: a city changes."""
    return [
        Doubt("published", each.variable, each.level, {"ours": each.ours, "theirs": each.theirs, "share": each.share})
        for each in compared
        if abs((each.as_of - day).days) <= limits.days and abs(each.share) > limits.published
    ]


def _doubts_of_counts(counts: Sequence[Counts], stratify_by: str, limits: Limits) -> list[Doubt]:
    doubts = []
    for each in counts:
        missing = each.target - each.drawable
        if each.target >= limits.compared and missing / each.target > limits.undrawable:
            figures = {"missing": missing, "target": each.target, "share": missing / each.target}
            doubts.append(Doubt("undrawable", each.variable, each.level, figures))
        if each.variable == stratify_by and each.target > 0 and each.drawable < limits.smallest:
            doubts.append(Doubt("small", each.variable, each.level, {"drawable": each.drawable}))
    return doubts


def _doubts_of_changes(compared: Sequence[Compared], limits: Limits) -> list[Doubt]:
    """A city grows, and its parts with it: a part is doubted for what it grows or shrinks beside the whole."""
    whole = next((each.share for each in compared if each.variable == TOTAL and each.ours and each.theirs), 0.0)
    doubts = []
    for each in compared:
        if max(each.ours, each.theirs) < limits.compared:
            continue
        figures = {"ours": each.ours, "theirs": each.theirs}
        beside = 0.0 if each.variable == TOTAL else whole
        if each.theirs == 0:
            doubts.append(Doubt("appeared", each.variable, each.level, figures))
        elif abs((1 + each.share) / (1 + beside) - 1) > limits.change:
            doubts.append(Doubt("change", each.variable, each.level, {**figures, "share": each.share, "whole": whole}))
    return doubts
