"""Findings that went to a field of action, and what its lead concluded from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from querschnitt.apps.indicators.models import Finding
from querschnitt.apps.indicators.queries import current_findings
from querschnitt.apps.strategy.models import (
    Conclusion,
    Edition,
    Field,
    Measure,
    MeasureVersion,
    Office,
    OfficeSuccession,
    Referral,
)
from querschnitt.apps.strategy.queries.evidence import measures_today


@dataclass(frozen=True)
class Concluded:
    """One conclusion with the measures it names, as they are worded today."""

    conclusion: Conclusion
    measures: tuple[MeasureVersion, ...]


@dataclass(frozen=True)
class ReferralRow:
    """A finding that went to a field, with its conclusions, the latest first, and the days until it is due."""

    referral: Referral
    conclusions: tuple[Concluded, ...]
    days: int

    @property
    def latest(self) -> Concluded | None:
        """Return the conclusion that counts."""
        return self.conclusions[0] if self.conclusions else None

    @property
    def is_overdue(self) -> bool:
        """Return whether the date has passed without a conclusion."""
        return not self.conclusions and self.days < 0

    @property
    def days_late(self) -> int:
        """Return for how many days it has been overdue."""
        return max(0, -self.days)


def referral_rows(referrals: Iterable[Referral], *, today: date) -> list[ReferralRow]:
    """Return referrals with their conclusions; three queries beside that of the referrals."""
    rows = list(referrals)
    conclusions = list(
        Conclusion.objects.filter(referral__in=rows).prefetch_related("measures").order_by("-recorded_on", "-pk")
    )
    named: set[Measure] = {measure for row in conclusions for measure in row.measures.all()}
    versions = measures_today(named) if named else {}
    found: dict[int, list[Concluded]] = defaultdict(list)
    for row in conclusions:
        worded = [versions[measure.pk] for measure in row.measures.all() if measure.pk in versions]
        found[row.referral_id].append(Concluded(row, tuple(sorted(worded, key=lambda it: it.number))))
    return [ReferralRow(row, tuple(found[row.pk]), (row.due_on - today).days) for row in rows]


def referrals(edition: Edition | None = None) -> QuerySet[Referral]:
    """Return the findings that went to fields, those due first at the top; of one edition if it is named."""
    rows = Referral.objects.select_related("finding__release", "field__edition", "office")
    return rows.filter(field__edition=edition) if edition else rows


def overdue(*, today: date) -> list[ReferralRow]:
    """Return the referrals whose date has passed without a conclusion, the longest overdue first; two queries."""
    late = referrals().filter(due_on__lt=today, conclusions=None)
    return referral_rows(late.order_by("due_on", "pk"), today=today)


def conclusions_for_council(edition: Edition, *, until: date) -> list[ReferralRow]:
    """Return all referrals of an edition up to a day by field, with the conclusion that counted then or none."""
    rows = referrals(edition).filter(referred_on__lte=until).order_by("field__number", "due_on", "pk")
    return [
        ReferralRow(
            row.referral,
            tuple(it for it in row.conclusions if it.conclusion.recorded_on <= until),
            row.days,
        )
        for row in referral_rows(rows, today=until)
    ]


def may_conclude(referral: Referral, office: Office | None) -> bool:
    """Return whether an office may record the conclusion: the one asked, or what became of it; one query at most."""
    if office is None:
        return False
    return office == referral.office or (
        OfficeSuccession.objects.filter(predecessor=referral.office, successor=office).exists()
    )


def fields_to_ask() -> list[Field]:
    """Return the fields of the adopted edition with their leads; one query."""
    rows = Field.objects.filter(edition__state=Edition.State.ADOPTED).select_related("lead", "edition")
    return list(rows.order_by("number"))


def findings_to_refer() -> list[Finding]:
    """Return the current findings of the total that have a figure; one query."""
    return list(current_findings().filter(dimension="total", value__isnull=False))


def offices_today(today: date) -> list[Office]:
    """Return the offices that exist on a day, by name; one query."""
    return list(Office.objects.exclude(valid_until__lte=today).order_by("name"))
