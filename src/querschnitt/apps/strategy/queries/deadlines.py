"""What falls due: rounds, papers, sittings, findings that wait for a conclusion, milestones, ends of pauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from querschnitt.apps.strategy.models import Consultation, Office, Paper, Referral, ReportingRound
from querschnitt.apps.strategy.queries.among import among
from querschnitt.apps.strategy.queries.in_force import parts_on, versions_on
from querschnitt.apps.strategy.queries.measure_table import Place, open_milestones

SITTINGS_BACK = 30  # days that a sitting stays in the calendar


@dataclass(frozen=True)
class Deadline:
    """Something that falls due on a day. ``row`` is what it is about, ``number`` its measure, ``key`` never changes."""

    due: date
    kind: str
    row: Any
    key: str
    number: str = ""
    title_de: str = ""
    title_en: str = ""
    precision: str = "day"
    invented: bool = False

    @property
    def is_appointment(self) -> bool:
        """Return whether it just takes place: nobody can be late for it."""
        return self.kind == "sitting"


def deadlines(
    place: Place, *, office: Office | None = None, inside: bool = True, until: date = date.max
) -> list[Deadline]:
    """Return what is open or still to come, the first first; seven queries, however much there is.

    ``office``: only its own measures and findings. ``inside``: with what is the administration's own affair.
    ``until``: the last day that milestones are asked for.
    """
    found = [
        *_rounds(),
        *_papers(inside=inside),
        *_sittings(place, inside=inside),
        *(_referrals(office) if inside else ()),
        *_milestones(place, office, until),
    ]
    return sorted(found, key=lambda deadline: (deadline.due, deadline.key))


def coming(found: Iterable[Deadline], today: date, *, days: int) -> list[Deadline]:
    """Return what falls due within some days, today counted."""
    return [deadline for deadline in found if today <= deadline.due <= today + timedelta(days=days)]


def overdue(found: Iterable[Deadline], today: date) -> list[Deadline]:
    """Return what should have been done."""
    return [deadline for deadline in found if deadline.due < today and not deadline.is_appointment]


def _rounds() -> Iterator[Deadline]:
    for row in ReportingRound.objects.filter(closed_on=None, due_on__isnull=False):
        assert row.due_on is not None  # as asked for
        yield Deadline(
            due=row.due_on, kind="round", row=row, key=f"round-{row.pk}", title_de=row.name_de,
            title_en=row.name_en, invented=row.invented,
        )  # fmt: skip


def _papers(*, inside: bool) -> Iterator[Deadline]:
    papers = Paper.objects.filter(state=Paper.State.OPEN, deadline__isnull=False)
    for row in papers if inside else papers.exclude(edition__state="draft"):
        assert row.deadline is not None  # as asked for
        yield Deadline(
            due=row.deadline, kind="paper", row=row, key=f"paper-{row.pk}", title_de=f"{row.number} {row.title}",
            invented=row.invented,
        )  # fmt: skip


def _sittings(place: Place, *, inside: bool) -> Iterator[Deadline]:
    rows = Consultation.objects.filter(on__gte=place.today - timedelta(days=SITTINGS_BACK)).select_related("paper")
    for row in rows if inside else rows.exclude(paper__edition__state="draft"):
        yield Deadline(
            due=row.on, kind="sitting", row=row, key=f"sitting-{row.pk}",
            title_de=f"{row.body}: {row.paper.number} {row.paper.title}", invented=row.paper.invented,
        )  # fmt: skip


def _referrals(office: Office | None) -> Iterator[Deadline]:
    waiting = Referral.objects.filter(conclusions=None).select_related("finding", "field", "office")
    for row in waiting.filter(office=office) if office else waiting:
        yield Deadline(
            due=row.due_on, kind="referral", row=row, key=f"referral-{row.pk}",
            title_de=f"{row.office.short}: {row.finding.title_de}",
            title_en=f"{row.office.short}: {row.finding.title_en or row.finding.title_de}", invented=row.invented,
        )  # fmt: skip


def _milestones(place: Place, office: Office | None, until: date) -> Iterator[Deadline]:
    """Yield the open milestones of the measures in force."""
    known = {measure: names for measure, *names in _own(place, office)}
    for row in open_milestones().filter(among("measure", known), due__lte=until):
        number, german, english = known[row.measure_id]
        yield Deadline(
            due=row.due, kind="milestone", row=row, key=f"milestone-{row.pk}", number=number,
            title_de=f"{number} {german}: {row.title}",
            title_en=f"{number} {english or german}: {row.title}",
            precision=row.due_precision, invented=row.invented,
        )  # fmt: skip


def _own(place: Place, office: Office | None) -> Iterable[tuple[Any, str, str, str]]:
    """Return measure, number and titles of the measures in force, all or those of an office."""
    rows = versions_on(place.edition, place.day).values_list(
        "measure_id", "number", "title_de", "title_en", "pk", named=True
    )
    found = list(rows)
    parts = parts_on(found, place.day) if office else {}
    return [row[:4] for row in found if not office or any(part.office == office for part in parts.get(row.pk, ()))]
