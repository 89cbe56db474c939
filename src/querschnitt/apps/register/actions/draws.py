"""Draw the sample of a wave, and write down what somebody else needs to draw it again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from django.db import transaction

from querschnitt import __version__
from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.register.actions.designing import save_design
from querschnitt.apps.register.actions.designs import DesignFile, design_document, read_design
from querschnitt.apps.register.actions.extracts import keep_names_of_drawn, require_names
from querschnitt.apps.register.models import Frame, Sample, SampledUnit
from querschnitt.core.arrays import IntArray
from querschnitt.core.errors import DesignError, StateError
from querschnitt.core.sampling.design import ByStratum, Design, Method, by_stratum, design_table
from querschnitt.core.sampling.planning import precision
from querschnitt.core.sampling.protocol import (
    COUNTS,
    Protocol,
    Stratum,
    parse_protocol,
    parse_recorded,
    require_committed,
    sample_digest,
)
from querschnitt.tables.register import population_table
from querschnitt.tables.register.drawing import Drawn, draw_from
from querschnitt.tables.wavefile import WaveFile

ALIAS = "statistics"
COMPARED: tuple[Method, ...] = ("equal", "proportional", "power")
UNIT_VARIABLES = ("person_id", "group", "group8", "region", "sex", "age", "age_class", "borough", "stay_class")


def draw_sample(*, wave: WaveFile, seed: int) -> Sample:
    """Draw the sample of a wave as its design file says; see `draw_by_design`."""
    return draw_by_design(wave=wave.slug, plan=read_design(wave), seed=seed)


def draw_by_design(*, wave: str, plan: DesignFile, seed: int, by: str = "") -> Sample:
    """Draw the sample of a wave, and record design, seed, frame hash and probabilities. Then only their names are kept.

    A draw is final: the same design and seed again return the sample that is there; others are refused.

    Raises
    ------
    StateError : if there is no frame, or it was derived for another population
    DesignError : if the design cannot be carried out, or another sample was drawn, or another seed promised
    """
    frame = Frame.objects.using(ALIAS).filter(wave=wave).first()
    if frame is None:
        raise StateError("The wave has no frame yet", where=f"wave {wave}", hint="Run: querschnitt import_register")
    if drawn := Sample.objects.using(ALIAS).filter(wave=wave).first():
        recorded = parse_recorded(drawn.design, where=f"sample of wave {wave}")
        if (drawn.seed, recorded, drawn.frame_sha256) == (str(seed), plan.design, frame.sha256):
            return drawn
        raise DesignError(
            "The sample of this wave has been drawn", where=f"wave {wave}", got=f"seed {seed}",
            expected=f"seed {drawn.seed} and its design", hint="A draw is final; nobody redraws until it suits.",
        )  # fmt: skip
    if frame.population and frame.population != population_table(plan.population):
        raise StateError(
            "The frame was derived for another population than the design has", where=f"wave {wave}",
            expected=frame.population.get("name", ""), got=plan.population.name,
            hint="Import the register again with this design, or derive the frame anew.",
        )  # fmt: skip
    require_committed(seed, plan.commitment, where=f"wave {wave}, seed")
    sample = _record_draw(frame, plan=plan, seed=seed, by=by or system_actor())
    keep_names_of_drawn(wave)
    return sample


@transaction.atomic(using=ALIAS)
def _record_draw(frame: Frame, *, plan: DesignFile, seed: int, by: str) -> Sample:
    design = plan.design
    save_design(wave=frame.wave, text=design_document(plan), by=by)
    drawn = draw_from(Path(frame.file), design, seed=seed, columns=UNIT_VARIABLES, where="drawable")
    require_names(frame.wave, drawn.columns["person_id"].tolist())
    sample = Sample.objects.using(ALIAS).create(
        frame=frame, wave=frame.wave, design=design_table(design), seed=str(seed), frame_sha256=frame.sha256,
        plan=_plan(design, drawn, expected_response=plan.expected_response), size=len(drawn.number),
        protocol=_protocol(frame, plan=plan, drawn=drawn, seed=seed).document(),
        drawn_by=by,
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
    log_activity(alias=ALIAS, verb="drew sample", subject=str(sample), figures={"size": sample.size}, actor=by)
    return sample


def _protocol(frame: Frame, *, plan: DesignFile, drawn: Drawn, seed: int) -> Protocol:
    """Write down everything that somebody else needs to draw the same sample again."""
    strata = zip(drawn.levels, drawn.sizes.tolist(), drawn.allocation.tolist(), strict=True)
    levels = [drawn.levels[code] for code in drawn.stratum.tolist()]
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
        strata=tuple(Stratum(*line) for line in strata),
        sample_sha256=sample_digest(drawn.columns["person_id"].tolist(), levels),
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
