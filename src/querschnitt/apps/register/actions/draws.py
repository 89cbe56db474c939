"""Draw the sample of a wave, and write down what somebody else needs to draw it again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from querschnitt import __version__
from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.register.actions.designing import save_design
from querschnitt.apps.register.actions.designs import DesignFile, design_document, read_design
from querschnitt.apps.register.actions.extracts import keep_names_of_drawn, require_names
from querschnitt.apps.register.actions.plans import plan_of_draw
from querschnitt.apps.register.models import Batch, Frame, Sample, SampledUnit
from querschnitt.core.errors import DesignError, StateError
from querschnitt.core.sampling.design import design_table
from querschnitt.core.sampling.protocol import COUNTS, Protocol, parse_protocol, parse_recorded, require_committed
from querschnitt.tables.register import population_table
from querschnitt.tables.register.drawing import Drawn, draw_from, require_persons_once
from querschnitt.tables.register.recording import digests_of, strata_of
from querschnitt.tables.wavefile import WaveFile

ALIAS = "statistics"
UNIT_VARIABLES = ("person_id", "group", "group8", "region", "sex", "age", "age_class", "borough", "stay_class")


def draw_sample(*, wave: WaveFile, seed: int | None = None) -> Sample:
    """Draw the sample of a wave as its design file says; see `draw_by_design`."""
    return draw_by_design(wave=wave.slug, plan=read_design(wave), seed=seed)


def draw_by_design(*, wave: str, plan: DesignFile, seed: int | None = None, by: str = "") -> Sample:
    """Draw the sample of a wave, and record design, seed, frame hash and probabilities. Then only their names are kept.

    A draw is final: the same design and seed again return the sample that is there; others are refused. The first batch
    is released at once.

    Parameters
    ----------
    seed : None if it stands in the design file

    Raises
    ------
    StateError : if there is no frame, or it was derived for another population
    DesignError : if the design cannot be carried out, or another sample was drawn, or another seed promised
    """
    frame = Frame.objects.using(ALIAS).filter(wave=wave).first()
    if frame is None:
        raise StateError("The wave has no frame yet", where=f"wave {wave}", hint="Run: querschnitt import_register")
    seed = seed_of(plan.seed, seed, where=f"wave {wave}, seed")
    if drawn := Sample.objects.using(ALIAS).filter(wave=wave).first():
        first = replace(parse_recorded(drawn.design, where=f"sample of wave {wave}"), additions=())
        if (drawn.seed, first, drawn.frame_sha256) == (str(seed), plan.design, frame.sha256):
            keep_names_of_drawn(wave)
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


def seed_of(written: int | None, named: int | None, *, where: str) -> int:
    """Return the seed, from the design file or as it was named with the draw.

    Raises
    ------
    DesignError : if there is none, or two that differ
    """
    if written is not None and named is not None and written != named:
        raise DesignError(
            "The design file has another seed", where=where, expected=written, got=named,
            hint="Draw with the seed that was laid down; nobody redraws until it suits.",
        )  # fmt: skip
    seed = written if named is None else named
    if seed is None:
        raise DesignError(
            "A draw needs a seed", where=where, expected="a whole number, 0 or more",
            hint="Name it with --seed, or write it into the design file:  [seed]  seed = 2020",
        )  # fmt: skip
    return seed


@transaction.atomic(using=ALIAS)
def _record_draw(frame: Frame, *, plan: DesignFile, seed: int, by: str) -> Sample:
    design, file = plan.design, Path(frame.file)
    save_design(wave=frame.wave, text=design_document(plan), by=by)
    require_persons_once(file, design, where="drawable")
    drawn = draw_from(file, design, seed=seed, columns=UNIT_VARIABLES, where="drawable")
    require_names(frame.wave, drawn.columns["person_id"].tolist())
    protocol = _protocol(frame, plan=plan, drawn=drawn, seed=seed).document()
    sample = Sample.objects.using(ALIAS).create(
        frame=frame, wave=frame.wave, design=design_table(design), seed=str(seed), frame_sha256=frame.sha256,
        plan=plan_of_draw(design, drawn, expected_response=plan.expected_response), size=drawn.size,
        protocol=protocol, drawn_by=by,
    )  # fmt: skip
    held = held_by_batch(drawn)
    released = {"released_at": timezone.now(), "released_by": by}
    for number in sorted(held):
        Batch.objects.using(ALIAS).create(
            sample=sample, number=number, held=held[number], drawn_by=by,
            **({"protocol": protocol, **released} if number == 1 else {}),
        )  # fmt: skip
    share = {
        level: held.get(1, {}).get(level, 0) / taken or 1.0
        for level, taken in zip(drawn.levels, drawn.taken.tolist(), strict=True)
        if taken
    }
    SampledUnit.objects.using(ALIAS).bulk_create(units_of(sample, drawn, share=share), batch_size=2000)
    log_activity(alias=ALIAS, verb="drew sample", subject=str(sample), figures={"size": sample.size}, actor=by)
    return sample


def units_of(sample: Sample, drawn: Drawn, *, share: Mapping[str, float]) -> list[SampledUnit]:
    """Return the persons drawn as rows. ``share`` : the part of each stratum's sample that is released."""
    rows = {name: drawn.columns[name].tolist() for name in UNIT_VARIABLES}
    lines = zip(
        drawn.number.tolist(), drawn.strata, drawn.probability.tolist(), drawn.batch.tolist(), drawn.cluster.tolist(),
        drawn.first.tolist(), strict=True,
    )  # fmt: skip
    return [
        SampledUnit(
            sample=sample, number=number, stratum=stratum, probability=probability * share[stratum], batch=batch,
            cluster=cluster, cluster_probability=first,
            **{name: values[place] for name, values in rows.items()},
        )
        for place, (number, stratum, probability, batch, cluster, first) in enumerate(lines)
    ]  # fmt: skip


def held_by_batch(drawn: Drawn) -> dict[int, dict[str, int]]:
    """Return how many persons of each stratum stand in each batch."""
    counted = Counter(zip(drawn.batch.tolist(), drawn.strata, strict=True))
    held: dict[int, dict[str, int]] = {}
    for (batch, stratum), persons in sorted(counted.items()):
        held.setdefault(batch, {})[stratum] = persons
    return held


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
    """Return the protocol of a draw; if more was drawn later, of all of it.

    Raises
    ------
    StateError : if it was drawn before there were protocols
    """
    if not sample.protocol:
        raise StateError("This sample was drawn before there were protocols", where=f"wave {sample.wave}")
    return parse_protocol(json.dumps(sample.protocol), where=f"protocol of wave {sample.wave}")
