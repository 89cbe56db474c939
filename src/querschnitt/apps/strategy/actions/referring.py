"""Refer released findings to fields of action with what their leads concluded, by a written file. Safe to repeat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.indicators.models import Finding
from querschnitt.apps.indicators.queries import current_findings
from querschnitt.apps.strategy.actions.linking import edition_to_link, version_of
from querschnitt.apps.strategy.actions.reading.table import Table, read_table
from querschnitt.apps.strategy.models import Conclusion, Edition, Field, Office, Referral
from querschnitt.core.errors import InputError, suggestion


@dataclass(frozen=True)
class WrittenConclusion:
    kind: str
    text: str
    measures: tuple[str, ...]
    recorded_by: str
    recorded_on: date


@dataclass(frozen=True)
class WrittenReferral:
    """A finding of the total goes to a field of action. Empty category: the first finding of the variable."""

    variable: str
    category: str
    field: int
    office: str
    question: str
    referred_on: date
    due_on: date
    invented: bool
    conclusion: WrittenConclusion | None


@dataclass(frozen=True)
class Referred:
    """Referrals and conclusions that were added, and the referrals that met no released finding."""

    referrals: int
    conclusions: int
    without_finding: tuple[str, ...]


def read_referrals(file: Path) -> tuple[WrittenReferral, ...]:
    """Read a file of referrals.

    Raises
    ------
    InputError : if the file cannot be read, or a key is missing or unknown.
    """
    table = read_table(file.parent, file.name)
    invented = table.flag("invented")
    return table.done(tuple(_referral(row, invented=invented) for row in table.tables("referral")))


def _referral(table: Table, *, invented: bool) -> WrittenReferral:
    return table.done(
        WrittenReferral(
            variable=table.text("variable"),
            category=table.text("category", ""),
            field=table.get("field", int),
            office=table.text("office"),
            question=table.text("question", ""),
            referred_on=table.day("referred_on"),
            due_on=table.day("due_on"),
            invented=table.flag("invented", default=invented),
            conclusion=_conclusion(table.table("conclusion")) if table.has("conclusion") else None,
        )
    )


def _conclusion(table: Table) -> WrittenConclusion:
    return table.done(
        WrittenConclusion(
            kind=table.code("kind", Conclusion.Kind.values),
            text=table.text("text"),
            measures=tuple(map(str, table.get("measures", list, []))),
            recorded_by=table.text("recorded_by"),
            recorded_on=table.day("recorded_on"),
        )
    )


def refer_findings(*, referrals: Sequence[WrittenReferral], edition: str = "") -> Referred:
    """Refer current findings to fields of an edition (the adopted one if none is named), each pair once.

    A pair that was referred in an earlier release is left as it is: its conclusions belong to what was known then.

    Raises
    ------
    InputError : if a field, office or measure is not there.
    StateError : if there is no adopted edition.
    """
    with transaction.atomic(using="office"):
        to = edition_to_link(edition)
        fields = {field.number: field for field in to.fields.all()}
        findings = [finding for finding in current_findings() if finding.is_total]
        known = set(
            Referral.objects.filter(field__edition=to).values_list("field", "finding__variable", "finding__category")
        )
        unmet, new = [], []
        for row in referrals:
            found = next((seen for seen in findings if _is_meant(seen, row)), None)
            field = _field(row.field, fields)
            if found is None:
                unmet.append("=".join(filter(None, (row.variable, row.category))))
            elif (field.pk, found.variable, found.category) not in known:
                new.append((row, _refer(row, found, field)))
        concluded = _conclude(new, to)
        if new:
            log_activity(alias="office", verb="refer findings", subject=to.slug, figures={"added": len(new)})
    return Referred(referrals=len(new), conclusions=concluded, without_finding=tuple(unmet))


def _is_meant(finding: Finding, row: WrittenReferral) -> bool:
    return finding.variable == row.variable and row.category in ("", finding.category)


def _field(number: int, fields: dict[int, Field]) -> Field:
    if number not in fields:
        raise InputError("A referral names a field of action that is not in the edition", got=number)
    return fields[number]


def _refer(row: WrittenReferral, finding: Finding, field: Field) -> Referral:
    offices = {office.slug: office for office in Office.objects.all()}
    if row.office not in offices:
        raise InputError("The office of a referral is not there", got=row.office, hint=suggestion(row.office, offices))
    return Referral.objects.create(
        finding=finding,
        field=field,
        office=offices[row.office],
        question=row.question,
        referred_on=row.referred_on,
        due_on=row.due_on,
        invented=row.invented,
    )


def _conclude(new: Sequence[tuple[WrittenReferral, Referral]], edition: Edition) -> int:
    versions = {
        version.number: version for version in edition.versions.filter(supplement=None).select_related("measure")
    }
    concluded = 0
    for row, referral in new:
        if row.conclusion is None:
            continue
        made = Conclusion.objects.create(
            referral=referral,
            kind=row.conclusion.kind,
            text=row.conclusion.text,
            recorded_by=row.conclusion.recorded_by,
            recorded_on=row.conclusion.recorded_on,
            invented=row.invented,
        )
        made.measures.set([version_of(number, versions).measure for number in row.conclusion.measures])
        concluded += 1
    return concluded
