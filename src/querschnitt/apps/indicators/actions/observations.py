"""Define indicators, and record their figures: a later row of a date corrects the earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.indicators.models import Indicator, Observation
from querschnitt.core.errors import InputError


@dataclass(frozen=True)
class NewObservation:
    """A figure as somebody brings it: as numerator and denominator, as a value, as both, or as a sign alone."""

    on: date
    document: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    sign: str = ""
    breaks_series: bool = False


def add_indicator(*, definition: Mapping[str, Any], actor: str) -> Indicator:
    """Define an indicator; one whose code is there already gets the next version, and its own series.

    Parameters
    ----------
    definition : column of `Indicator` -> what it says, without the version
    """
    with transaction.atomic(using="office"):
        before = Indicator.objects.filter(code=definition["code"]).order_by("-version").first()
        row = Indicator.objects.create(**definition, version=before.version + 1 if before else 1)
        log_activity(alias="office", verb="define indicator", subject=str(row), actor=actor)
    return row


def record_observation(
    *, indicator: Indicator, observed: NewObservation, actor: str, next_due: date | None = None
) -> Observation:
    """Add a figure to the series of an indicator, and say when the next one is due.

    A value that is not brought is worked out: numerator by denominator, times 100 where the unit is %.

    Raises
    ------
    InputError : if there is neither a figure nor a sign, a sign comes with a figure, only one of numerator and
        denominator is there, or the value is not what they give
    """
    value = value_of(indicator, observed)
    with transaction.atomic(using="office"):
        row = Observation.objects.create(
            indicator=indicator, on=observed.on, numerator=observed.numerator, denominator=observed.denominator,
            value=value, sign=observed.sign, breaks_series=observed.breaks_series, document=observed.document,
        )  # fmt: skip
        Indicator.objects.filter(pk=indicator.pk).update(next_due=next_due)
        log_activity(
            alias="office", verb="record observation", subject=f"{indicator.code} {observed.on}", actor=actor
        )  # fmt: skip
    return row


def value_of(indicator: Indicator, observed: NewObservation) -> Decimal | None:
    """Return the value of a figure, worked out where it is not brought; None where a sign stands in its place.

    Raises
    ------
    InputError : as in :func:`record_observation`
    """
    where = f"{indicator.code}, {observed.on:%d.%m.%Y}"
    parts = (observed.numerator, observed.denominator)
    if observed.sign and (observed.value is not None or parts != (None, None)):
        raise InputError("A sign stands in place of the figure", where=where, hint="Leave one of the two out.")
    if observed.numerator is None and observed.denominator is None:
        if observed.value is None and not observed.sign:
            raise InputError("There is neither a figure nor a sign", where=where)
        return observed.value
    if observed.numerator is None or observed.denominator is None or observed.denominator <= 0:
        raise InputError("Numerator and denominator belong together", where=where, expected="a denominator above 0")
    scale = 100 if indicator.unit == "%" else 1
    worked_out = round(scale * observed.numerator / observed.denominator, 4)
    if observed.value is not None and abs(observed.value - worked_out) > Decimal(1) / 2 / 10**indicator.decimals:
        raise InputError(
            "The value is not what numerator and denominator give", where=where, expected=worked_out,
            got=observed.value, hint="Check which of the three is mistyped.",
        )  # fmt: skip
    return observed.value if observed.value is not None else worked_out
