"""Send released findings to a field of action, and record what its lead concludes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.indicators.models import Finding
from querschnitt.apps.strategy.models import Conclusion, Field, Measure, Office, Referral
from querschnitt.core.errors import InputError, StateError


@dataclass(frozen=True)
class Ask:
    """What an office is asked to conclude, and by when. No office: the lead of the field."""

    field: Field
    due_on: date
    question: str = ""
    office: Office | None = None


@dataclass(frozen=True)
class Referred:
    """How many findings went out, and how many the field had been asked about before."""

    added: int
    before: int


def refer_findings(*, findings: Collection[Finding], ask: Ask, on: date, actor: str) -> Referred:
    """Send findings to a field of action; a finding that the field has been asked about is left as it is.

    Raises
    ------
    InputError : if there is no finding, one has no figure, or the date is before the day of asking
    StateError : if no office is named and the field has no lead
    """
    office = ask.office or ask.field.lead
    if office is None:
        raise StateError(
            "The field of action has no lead", where=str(ask.field), hint="Name the office that is to conclude."
        )
    if not findings:
        raise InputError("No finding is chosen", hint="Choose the findings that the field is to look at.")
    for finding in findings:
        if finding.value is None:
            raise InputError("A finding has no figure, so nothing follows from it", where=finding.key)
    if ask.due_on < on:
        raise InputError("The date is before the day of asking", got=f"{ask.due_on:%d.%m.%Y}", expected="a later day")
    with transaction.atomic(using="office"):
        known = set(
            Referral.objects.filter(field=ask.field, finding__key__in=[finding.key for finding in findings])
            .values_list("finding__key", flat=True)
        )  # fmt: skip
        rows = [
            Referral(finding=finding, field=ask.field, office=office, question=ask.question,
                     referred_on=on, due_on=ask.due_on)
            for finding in findings if finding.key not in known
        ]  # fmt: skip
        Referral.objects.bulk_create(rows)
        if rows:
            log_activity(
                alias="office", verb="refer findings", subject=str(ask.field), actor=actor,
                figures={"findings": len(rows)},
            )  # fmt: skip
    return Referred(added=len(rows), before=len(findings) - len(rows))


def record_conclusion(
    *, referral: Referral, kind: str, text: str, measures: Collection[Measure], recorded_by: str, on: date
) -> Conclusion:
    """Record what a field's lead concludes from a finding. An earlier conclusion stays; the latest one counts.

    Parameters
    ----------
    kind : of `Conclusion.Kind`
    measures : that follow or are changed
    recorded_by : a function of the office, never a person's name

    Raises
    ------
    InputError : if words are missing, a changed measure is not named, a measure is named though nothing follows, or
        the day is before that of the referral
    """
    where = str(referral.finding)
    if kind not in Conclusion.Kind.values:
        raise InputError("Unknown kind of conclusion", got=kind, expected=", ".join(Conclusion.Kind.values))
    if not text.strip() or not recorded_by.strip():
        raise InputError("A conclusion needs words, and who concludes", where=where)
    if kind == Conclusion.Kind.CHANGE and not measures:
        raise InputError("No measure is named", where=where, hint="Name the measure that is to be changed.")
    if kind == Conclusion.Kind.NOTHING and measures:
        raise InputError("Nothing follows, but a measure is named", where=where, hint="Choose another kind.")
    if on < referral.referred_on:
        raise InputError("The conclusion is older than the question", where=where, got=f"{on:%d.%m.%Y}")
    with transaction.atomic(using="office"):
        row = Conclusion.objects.create(
            referral=referral, kind=kind, text=text.strip(), recorded_by=recorded_by.strip(), recorded_on=on
        )
        row.measures.set(measures)
        log_activity(
            alias="office", verb="record conclusion", subject=where, actor=recorded_by.strip(), figures={"kind": kind}
        )
    return row
