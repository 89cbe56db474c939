"""Draw the sample of a wave, and write down what somebody else needs to draw it again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from django.db import transaction

from querschnitt import __version__
from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.register.actions.designs import DesignFile, read_design
from querschnitt.apps.register.models import Frame, Sample, SampledUnit
from querschnitt.core.arrays import IntArray
from querschnitt.core.errors import DesignError, StateError
from querschnitt.core.sampling.design import ByStratum, Design, Method, by_stratum, design_table
from querschnitt.core.sampling.planning import precision
from querschnitt.core.sampling.protocol import (
    COUNTS,
    Protocol,
    parse_protocol,
    parse_recorded,
    require_committed,
)
from querschnitt.tables.register.drawing import Drawn, draw_from
from querschnitt.tables.register.recording import digests_of, strata_of
from querschnitt.tables.wavefile import WaveFile

ALIAS = "statistics"
COMPARED: tuple[Method, ...] = ("equal", "proportional", "power")
UNIT_VARIABLES = ("person_id", "group", "group8", "region", "sex", "age", "age_class", "borough", "stay_class")


def draw_sample(*, wave: WaveFile, seed: int) -> Sample:
    """Draw the sample of a wave as its design says, and record design, seed, frame hash and probabilities.

    A draw is final: the same design and seed again return the sample that is there; others are refused.
    """
    frame = Frame.objects.using(ALIAS).filter(wave=wave.slug).first()
    if frame is None:
        raise StateError(
            "The wave has no frame yet", where=f"wave {wave.slug}", hint="Run: querschnitt import_register"
        )
    plan = read_design(wave)
    if drawn := Sample.objects.using(ALIAS).filter(wave=wave.slug).first():
        recorded = parse_recorded(drawn.design, where=f"sample of wave {wave.slug}")
        if (drawn.seed, recorded, drawn.frame_sha256) == (str(seed), plan.design, frame.sha256):
            return drawn
        raise DesignError(
            "The sample of this wave has been drawn", where=f"wave {wave.slug}", got=f"seed {seed}",
            expected=f"seed {drawn.seed} and its design", hint="A draw is final; nobody redraws until it suits.",
        )  # fmt: skip
    require_committed(seed, plan.commitment, where=f"wave {wave.slug}, seed")
    return _record_draw(frame, plan=plan, seed=seed)


@transaction.atomic(using=ALIAS)
def _record_draw(frame: Frame, *, plan: DesignFile, seed: int) -> Sample:
    design = plan.design
    drawn = draw_from(Path(frame.file), design, seed=seed, columns=UNIT_VARIABLES, where="drawable")
    sample = Sample.objects.using(ALIAS).create(
        frame=frame, wave=frame.wave, design=design_table(design), seed=str(seed), frame_sha256=frame.sha256,
        plan=_plan(design, drawn, expected_response=plan.expected_response), size=len(drawn.number),
        protocol=_protocol(frame, plan=plan, drawn=drawn, seed=seed).document(),
        drawn_by=system_actor(),
    )  # fmt: skip
    strata = np.asarray(drawn.levels)[drawn.stratum]
    rows = {name: drawn.columns[name].tolist() for name in UNIT_VARIABLES}
    units = [
        SampledUnit(
            sample=sample, number=int(number), stratum=str(stratum), probability=float(probability),
            **{name: values[position] for name, values in rows.items()},
        )
        for position, (number, stratum, probability) in enumerate(
            zip(drawn.number, strata, drawn.probability, strict=True)
        )
    ]  # fmt: skip
    SampledUnit.objects.using(ALIAS).bulk_create(units, batch_size=2000)
    log_activity(alias=ALIAS, verb="drew sample", subject=str(sample), figures={"seed": seed, "size": sample.size})
    return sample


def _protocol(frame: Frame, *, plan: DesignFile, drawn: Drawn, seed: int) -> Protocol:
    """Write down everything that somebody else needs to draw the same sample again."""
    digests = digests_of(drawn)
    counts = (frame.residents, frame.with_background, frame.target, frame.frame, frame.drawable)
    return Protocol(
        wave=frame.wave,
        reference_date=frame.extract.reference_date.isoformat(),
        definition=frame.definition,
        populations=dict(zip(COUNTS, counts, strict=True)),
        undrawable=frame.undrawable,
        frame_sha256=frame.sha256,
        design=plan.design,
        seed=seed,
        program=f"querschnitt {__version__}",
        strata=strata_of(drawn),
        sample_sha256=digests.sample,
        probabilities_sha256=digests.probabilities,
        notes=drawn.notes,
        written_to_twice=drawn.written_to_twice,
        commitment=plan.commitment,
        seed_rule=plan.seed_rule,
    )


def protocol_of(sample: Sample) -> Protocol:
    """Return the protocol of a draw.

    Raises
    ------
    StateError : if it was drawn before there were protocols
    """
    if not sample.protocol:
        raise StateError("This sample was drawn before there were protocols", where=f"wave {sample.wave}")
    return parse_protocol(json.dumps(sample.protocol), where=f"protocol of wave {sample.wave}")


def _plan(design: Design, drawn: Drawn, *, expected_response: ByStratum) -> dict[str, object]:
    """Return what this and the other allocations can be expected to give, so that the choice can be judged."""
    rates = by_stratum(expected_response, drawn.levels, where="planning.response_rate")
    plain = Design(
        design.name, design.stratify_by, int(drawn.allocation.sum()),
        power=design.power, minimum=1, maximum=design.maximum,  # one a stratum keeps the figures defined
    )  # fmt: skip
    allocated: dict[Method, IntArray] = {
        method: replace(plain, allocation=method).allocate(drawn.sizes, drawn.levels) for method in COMPARED
    }
    if not design.stages:  # of clusters nobody knows beforehand how alike their people are
        allocated[design.allocation] = drawn.allocation
    expected = {method: precision(persons, drawn.sizes, response_rates=rates) for method, persons in allocated.items()}
    return {
        "response_rate": float((drawn.allocation @ rates) / drawn.allocation.sum()),
        "allocations": {
            method: {
                "n_eff": plan.n_eff,
                "half_width_total": plan.total_half_width,
                "half_width_widest": float(plan.half_width.max()),
                "half_width_narrowest": float(plan.half_width.min()),
                "smallest_stratum": int(plan.drawn.min()),
                "largest_stratum": int(plan.drawn.max()),
            }
            for method, plan in expected.items()
        },
    }
