"""Release the batches of a sample one after the other, and add one by a draw of its own. Nobody is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.register.actions.draws import ALIAS, UNIT_VARIABLES, held_by_batch, protocol_of, units_of
from querschnitt.apps.register.models import Batch, Sample, SampledUnit
from querschnitt.core.errors import DesignError, StateError, suggestion
from querschnitt.core.sampling.allocation import allocate_neyman
from querschnitt.core.sampling.design import design_table
from querschnitt.core.sampling.protocol import Protocol
from querschnitt.tables.register.drawing import Drawn, draw_from
from querschnitt.tables.register.frame import frame_digest
from querschnitt.tables.register.recording import digests_of, strata_of


@transaction.atomic(using=ALIAS)
def release_batch(*, wave: str, by: str = "") -> Batch:
    """Release the next batch of a sample: cases are opened of its persons, and all probabilities grow with it.

    Raises
    ------
    StateError : if there is no sample, or every batch is released
    """
    sample = _sample(wave)
    held_back = sample.batches.filter(released_at__isnull=True).order_by("number").first()
    if held_back is None:
        raise StateError(
            "All batches are released", where=f"wave {wave}", hint="Draw more with: querschnitt draw_batch"
        )
    before = _released(sample)
    held_back.released_at, held_back.released_by = timezone.now(), by or system_actor()
    held_back.save()
    _raise_probabilities(sample, before=before)
    log_activity(
        alias=ALIAS,
        verb="released batch",
        subject=str(held_back),
        actor=by,
        figures={"persons": sum(held_back.held.values())},
    )
    return held_back


@transaction.atomic(using=ALIAS)
def add_batch(*, wave: str, sizes: Mapping[str, int] | None = None, total: int | None = None, by: str = "") -> Batch:
    """Draw more persons for a simple random sample, as a draw of its own: in each stratum the next keys are theirs.

    Those who were drawn first stay as they are. With n1 of N persons drawn before and n2 now, everybody's probability
    is (n1 + n2) / N. The protocol of the sample is that of all draws together; each batch keeps its own.

    Parameters
    ----------
    sizes : persons to add, by stratum
    total : persons to add, shared out as the first draw was; one of the two is said

    Raises
    ------
    StateError : if there is no sample, a batch is not released yet, or the frame is not that of the first draw
    DesignError : if the sample is no simple random one, or a stratum has not so many persons left
    """
    sample = _sample(wave)
    protocol = protocol_of(sample)
    _require_extensible(sample, protocol)
    added = _added(protocol, sizes=sizes, total=total)
    design = replace(protocol.design, additions=(*protocol.design.additions, added))
    drawn = draw_from(Path(sample.frame.file), design, seed=protocol.seed, columns=UNIT_VARIABLES, where="drawable")
    number = max(held_by_batch(drawn))
    _record_first(sample, protocol)
    digests, before = digests_of(drawn), _released(sample)
    sample.protocol = replace(
        protocol, design=design, strata=strata_of(drawn), sample_sha256=digests.sample, version=2, notes=drawn.notes,
        probabilities_sha256=digests.probabilities, written_to_twice=drawn.written_to_twice,
    ).document()  # fmt: skip
    sample.design, sample.size = design_table(design), drawn.size
    sample.save()
    batch = Batch.objects.using(ALIAS).create(
        sample=sample, number=number, held=held_by_batch(drawn)[number], protocol=sample.protocol,
        drawn_by=by or system_actor(), released_at=timezone.now(), released_by=by or system_actor(),
    )  # fmt: skip
    _add_units(sample, drawn, number=number)
    _raise_probabilities(sample, before=before)
    persons = sum(batch.held.values())
    log_activity(alias=ALIAS, verb="drew batch", subject=str(batch), figures={"persons": persons}, actor=by)
    return batch


def _sample(wave: str) -> Sample:
    sample = Sample.objects.using(ALIAS).select_for_update().filter(wave=wave).first()
    if sample is None:
        raise StateError("No sample was drawn", where=f"wave {wave}", hint="Run: querschnitt draw_sample")
    return sample


def _require_extensible(sample: Sample, protocol: Protocol) -> None:
    place = f"wave {sample.wave}"
    if not protocol.design.is_simple:
        raise DesignError(
            "More persons are added only to a simple random sample: there the next keys are theirs", where=place,
            expected='selection = "random", without stages and households', got=protocol.design.selection,
            hint="Draw a second sample with a design of its own.",
        )  # fmt: skip
    if sample.batches.filter(released_at__isnull=True).exists():
        raise StateError(
            "A batch of the sample is not released yet", where=place,
            hint="Release it first: querschnitt draw_batch --release",
        )  # fmt: skip
    found = frame_digest(Path(sample.frame.file)) if Path(sample.frame.file).is_file() else "no file"
    if found != sample.frame_sha256:
        raise StateError(
            "The frame is not the one of the first draw", where=f"{place}, {sample.frame.file}",
            expected=f"SHA-256 {sample.frame_sha256[:16]}…", got=found[:16],
            hint="Bring back the file of the frame: those who are added must come from the same persons.",
        )  # fmt: skip


def _record_first(sample: Sample, protocol: Protocol) -> None:
    """Record the first batch of a sample that was drawn before there were any."""
    if not sample.batches.exists():
        Batch.objects.using(ALIAS).create(
            sample=sample, number=1, held={stratum.level: stratum.drawn for stratum in protocol.strata},
            protocol=sample.protocol, drawn_by=sample.drawn_by, released_at=sample.drawn_at,
            released_by=sample.drawn_by,
        )  # fmt: skip


def _added(protocol: Protocol, *, sizes: Mapping[str, int] | None, total: int | None) -> dict[str, int]:
    """Return the persons to add by stratum, without those that get none."""
    left = {stratum.level: stratum.size - stratum.drawn for stratum in protocol.strata}
    if (sizes is None) == (total is None):
        raise DesignError("How many persons are added is said in one way", expected="numbers by stratum, or a total")
    if sizes is None:
        sizes = _shared_out(protocol, left, int(total or 0))
    for level, count in sizes.items():
        if level not in left:
            raise DesignError(
                f"Unknown stratum '{level}'", where="batch", expected=", ".join(left), hint=suggestion(level, left)
            )
        if count < 0 or count > left[level]:
            raise DesignError(
                "So many persons are not left in the stratum", where=f"batch, stratum '{level}'",
                expected=f"0 to {left[level]}", got=count, hint="A person is drawn once; nobody is replaced.",
            )  # fmt: skip
    if not any(sizes.values()):
        raise DesignError("Nobody would be added", where="batch", expected="one person or more", got=0)
    return {level: count for level, count in sorted(sizes.items()) if count}


def _shared_out(protocol: Protocol, left: Mapping[str, int], total: int) -> dict[str, int]:
    """Share out a total as the sample was so far, among strata that have somebody left."""
    if not 0 < total <= sum(left.values()):
        raise DesignError(
            "So many persons are not left", where="batch", expected=f"1 to {sum(left.values())}", got=total,
            hint="A person is drawn once; nobody is replaced.",
        )  # fmt: skip
    open_to = [stratum for stratum in protocol.strata if left[stratum.level]]
    sizes = np.array([left[stratum.level] for stratum in open_to], dtype=np.int64)
    as_before = np.array([stratum.drawn for stratum in open_to]) / sizes
    shares = allocate_neyman(sizes, total, spread=as_before)  # in proportion to the persons drawn
    return {stratum.level: int(count) for stratum, count in zip(open_to, shares, strict=True)}


def _add_units(sample: Sample, drawn: Drawn, *, number: int) -> None:
    """Record those who are new, and make sure that nobody else has changed."""
    known = dict(SampledUnit.objects.using(ALIAS).filter(sample=sample).values_list("person_id", "batch"))
    rows = units_of(sample, drawn, share=dict.fromkeys(drawn.levels, 1.0))
    new = [unit for unit in rows if unit.batch == number]
    if {unit.person_id: unit.batch for unit in rows if unit.batch != number} != known:
        raise StateError(
            "The persons drawn first are not those of the protocol", where=f"wave {sample.wave}",
            hint="Check the draw with: querschnitt verify_draw",
        )  # fmt: skip
    for place, unit in enumerate(new, start=len(known) + 1):
        unit.number = place
    SampledUnit.objects.using(ALIAS).bulk_create(new, batch_size=2000)


def _released(sample: Sample) -> dict[str, int]:
    """Return the persons of each stratum whose batch is released."""
    counts: dict[str, int] = {}
    for batch in sample.batches.filter(released_at__isnull=False):
        for stratum, persons in batch.held.items():
            counts[stratum] = counts.get(stratum, 0) + persons
    return counts


def _raise_probabilities(sample: Sample, *, before: Mapping[str, int]) -> None:
    """Give everybody the probability of standing in a batch that is released, which has become larger."""
    protocol, after = protocol_of(sample), _released(sample)
    for stratum in protocol.strata:
        now = after.get(stratum.level, 0)
        if not now or now == before.get(stratum.level, 0):
            continue
        units = SampledUnit.objects.using(ALIAS).filter(sample=sample, stratum=stratum.level)
        if protocol.design.is_simple:
            units.update(probability=now / stratum.size)
        else:
            units.update(probability=Least(F("probability") * now / (before.get(stratum.level) or stratum.drawn), 1.0))
