"""Weight the usable interviews of a wave."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.register.models import LEFT, Frame
from querschnitt.apps.results.actions.collection import FRAME_TEXTS, SECOND_PHASE, USABLE
from querschnitt.apps.results.models import Collection, Weighting
from querschnitt.apps.survey.models import Wave
from querschnitt.core.errors import InputError, StateError, suggestion
from querschnitt.core.outcomes.codes import DISPOSITIONS, Group
from querschnitt.core.weighting.plan import WeighedWave, WeightingPlan, count_margins, parse_weighting, weigh_wave
from querschnitt.tables import register
from querschnitt.tables.microdata import Column, Microdata, read_microdata, write_microdata
from querschnitt.tables.toml_file import read_toml

ALIAS = "statistics"
NOT_ELIGIBLE = [disposition.key for disposition in DISPOSITIONS if disposition.group is Group.NOT_ELIGIBLE]


def weigh(*, wave: Wave, plan_file: Path) -> Weighting:
    """Weight a wave by its plan and write the weights beside the case numbers. Safe to repeat."""
    collection = Collection.objects.using(ALIAS).filter(wave=wave).first()
    if collection is None:
        raise StateError("The wave has no answers yet", where=f"wave {wave.slug}", hint="Run: querschnitt collect")
    plan = parse_weighting(read_toml(plan_file, what="weighting file"), where=plan_file.name)
    _check_variables(plan, where=plan_file.name)
    frame = Frame.objects.using(ALIAS).get(wave=wave.slug)
    everyone = read_microdata(Path(collection.file))
    outcome = everyone.text("outcome")
    eligible = everyone.where(~np.isin(outcome, NOT_ELIGIBLE))
    neutral = everyone.n - eligible.n
    if SECOND_PHASE in eligible.columns:  # those asked once more stand for those who were left
        eligible = eligible.where(eligible.text(SECOND_PHASE) != LEFT)
    done = _weigh(plan, eligible, frame)
    return _record(wave, done, eligible=eligible, neutral=neutral, frame=frame)


def _check_variables(plan: WeightingPlan, *, where: str) -> None:
    for name in plan.variables:
        if name not in FRAME_TEXTS:
            raise InputError(
                f"Unknown frame variable '{name}'", where=where, expected=", ".join(FRAME_TEXTS),
                hint=suggestion(name, FRAME_TEXTS),
            )  # fmt: skip


def _weigh(plan: WeightingPlan, eligible: Microdata, frame: Frame) -> WeighedWave:
    target = register.read_columns(Path(frame.file), *plan.variables)
    return weigh_wave(
        plan,
        {name: eligible.text(name) for name in plan.variables},
        probability=eligible.numbers("probability"),
        responded=np.isin(eligible.text("outcome"), USABLE),
        population=count_margins(plan, target),
    )


@transaction.atomic(using=ALIAS)
def _record(wave: Wave, done: WeighedWave, *, eligible: Microdata, neutral: int, frame: Frame) -> Weighting:
    weights, adjusted = done.weighed.weights, done.weighed.nonresponse
    usable = eligible.where(np.isin(eligible.text("outcome"), USABLE))
    file = Path(settings.VAR) / "store" / "analysis" / f"weights-{wave.slug}.parquet"
    columns = [
        Column("number", "number", usable.numbers("number").tolist()),
        Column("weight", "number", weights.values.tolist()),
    ]
    write_microdata(columns, file)
    last = weights.steps[-1]
    made = {
        "file": str(file),
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "n": last.n,
        "minimum": last.minimum,
        "maximum": last.maximum,
        "kish": last.kish,
        "n_eff": last.n_eff,
        "steps": [asdict(step) for step in weights.steps],
        "assumptions": _assumptions(done, neutral=neutral, frame=frame),
    }
    weighting, _ = Weighting.objects.using(ALIAS).update_or_create(wave=wave, defaults=made)
    figures = {"n": last.n, "n_eff": round(last.n_eff, 1), "classes": len(adjusted.labels)}
    log_activity(alias=ALIAS, verb="weighted", subject=wave.slug, figures=figures)
    return weighting


def _assumptions(done: WeighedWave, *, neutral: int, frame: Frame) -> dict[str, object]:
    """What the weights rest on, as data; the report says it in words."""
    adjusted = done.weighed.nonresponse
    return {
        "classes": len(adjusted.labels),
        "collapses": [asdict(collapse) for collapse in adjusted.collapses],
        "margins": [margin.name for margin in done.margins],
        "rounds": done.weighed.rounds,
        "largest_gap": done.weighed.largest_gap,
        "neutral_losses": neutral,
        "target": frame.target,
        "not_drawable": frame.target - frame.drawable,
    }
