"""Draw some of those who did not answer, to ask them once more with more effort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

import numpy as np
from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.register.actions.draws import ALIAS, UNIT_VARIABLES
from querschnitt.apps.register.models import Sample, SampledUnit
from querschnitt.core.errors import DesignError, InputError, StateError, suggestion
from querschnitt.core.sampling.permanent_numbers import keyed_order
from querschnitt.core.sampling.stages import second_phase

CLASSES = ("stratum", *UNIT_VARIABLES[1:], "batch")


@transaction.atomic(using=ALIAS)
def draw_second_phase(*, wave: str, nonrespondents: Collection[UUID], classes: str, take: Mapping[str, int]) -> int:
    """Draw so many nonrespondents of each class, and record everybody's probability in this phase.

    A person's key is the SHA-256 of "seed second phase:person". The weight of somebody who answers then is multiplied
    by one over the recorded probability.

    Parameters
    ----------
    nonrespondents : case ids of those who did not answer
    classes : the variable whose values are the classes
    take : persons to draw of each class, by its value

    Returns
    -------
    how many were drawn

    Raises
    ------
    StateError : if there is no sample, or its second phase has been drawn
    InputError : if a case is unknown, or not released
    DesignError : if the variable is none, or the numbers are not those of the classes
    """
    sample = Sample.objects.using(ALIAS).select_for_update().filter(wave=wave).first()
    if sample is None:
        raise StateError("No sample was drawn", where=f"wave {wave}", hint="Run: querschnitt draw_sample")
    everybody = SampledUnit.objects.using(ALIAS).filter(sample=sample)
    if everybody.filter(second_phase_probability__isnull=False).exists():
        raise StateError(
            "The second phase of this sample has been drawn", where=f"wave {wave}",
            hint="A draw is final; nobody redraws until it suits.",
        )  # fmt: skip
    if classes not in CLASSES:
        raise DesignError(
            "Not a variable that can make classes", where="second phase", expected=", ".join(CLASSES), got=classes,
            hint=suggestion(classes, CLASSES),
        )  # fmt: skip
    units = list(everybody.released().filter(case_id__in=nonrespondents).order_by("number"))
    if len(units) != len(set(nonrespondents)):
        raise InputError(
            "Cases that are not in the field of this wave", where=f"wave {wave}, nonrespondents",
            expected="persons of a released batch", got=f"{len(set(nonrespondents)) - len(units)} others",
        )  # fmt: skip
    _choose(units, [str(getattr(unit, classes)) for unit in units], take=take, seed=sample.seed)
    SampledUnit.objects.using(ALIAS).bulk_update(
        units, ["second_phase_probability", "in_second_phase"], batch_size=1000
    )
    drawn = sum(unit.in_second_phase for unit in units)
    log_activity(
        alias=ALIAS, verb="drew second phase", subject=str(sample),
        figures={"classes": classes, "nonrespondents": len(units), "drawn": drawn},
    )  # fmt: skip
    return drawn


def _choose(units: list[SampledUnit], classes: list[str], *, take: Mapping[str, int], seed: str) -> None:
    """Mark who is drawn, and everybody's probability."""
    counted = Counter(classes)
    _require_takeable(counted, take)
    levels = sorted(counted)
    codes = np.searchsorted(np.array(levels), np.array(classes)).astype(np.int64)
    is_drawn, probability = second_phase(
        codes,
        take=np.array([take[level] for level in levels], dtype=np.int64),
        order=keyed_order([unit.person_id for unit in units], f"{seed} second phase"),
    )
    for unit, drawn, chance in zip(units, is_drawn.tolist(), probability.tolist(), strict=True):
        unit.in_second_phase, unit.second_phase_probability = drawn, chance


def _require_takeable(counted: Mapping[str, int], take: Mapping[str, int]) -> None:
    if not counted:
        raise DesignError("Everybody has answered", where="second phase", expected="nonrespondents")
    for level in take:
        if level not in counted:
            raise DesignError(
                f"Unknown class '{level}'", where="second phase", expected=", ".join(sorted(counted)),
                hint=suggestion(level, counted),
            )  # fmt: skip
    for level, there in sorted(counted.items()):
        if not 1 <= take.get(level, 0) <= there:
            raise DesignError(
                "So many of a class cannot be drawn", where=f"second phase, class '{level}'",
                expected=f"1 to {there}", got=take.get(level, 0),
                hint="Of a class from which nobody is drawn nothing could be said of those who did not answer.",
            )  # fmt: skip
