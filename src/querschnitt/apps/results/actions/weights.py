"""Weight the usable interviews of a wave."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db import transaction
from django.db.models import Count

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.fieldwork.models import Case
from querschnitt.apps.register.models import LEFT as LEFT_IN_SECOND_PHASE
from querschnitt.apps.register.models import Frame
from querschnitt.apps.results.actions.collection import FRAME_TEXTS, SECOND_PHASE, USABLE
from querschnitt.apps.results.models import Collection, Weighting
from querschnitt.apps.survey.models import Wave
from querschnitt.core.errors import InputError, StateError, suggestion
from querschnitt.core.outcomes.codes import DISPOSITIONS, Group
from querschnitt.core.weighting import gross_sample as status
from querschnitt.core.weighting.chain import Weighed, run_chain
from querschnitt.core.weighting.gross_sample import GrossSample, Population
from querschnitt.core.weighting.plan import WeightingPlan, count_margins, parse_weighting
from querschnitt.core.weighting.steps import PERSONS, Calibration, Replication
from querschnitt.tables import register
from querschnitt.tables.microdata import Column, Microdata, read_microdata, write_microdata
from querschnitt.tables.replicate_weights import write_replicates
from querschnitt.tables.toml_file import read_toml

ALIAS = "statistics"
SHOWN = ("region", "group", "sex", "age_class", "stay_class", "borough")  # weights by group, and balance
MEASURES, CONTACTS = ("age",), ("attempts",)
STATUS = {
    Group.NOT_ELIGIBLE: status.INELIGIBLE,
    Group.UNKNOWN_PERSON: status.UNKNOWN,
    Group.UNKNOWN_OTHER: status.UNKNOWN,
    Group.COMPLETE: status.RESPONDENT,
    Group.PARTIAL: status.RESPONDENT,
}


def weigh(*, wave: Wave, plan_file: Path) -> Weighting:
    """Weight a wave by its plan and write the weights beside the case numbers. Safe to repeat.

    Raises
    ------
    StateError : if the wave has no answers yet.
    InputError : for a plan with mistakes, each with its place.
    WeightingError : if a step cannot be done.
    """
    collection = Collection.objects.using(ALIAS).filter(wave=wave).first()
    if collection is None:
        raise StateError("The wave has no answers yet", where=f"wave {wave.slug}", hint="Run: querschnitt collect")
    plan = parse_weighting(read_toml(plan_file, what="weighting file"), where=plan_file.name)
    _check_variables(plan, where=plan_file.name)
    frame = Frame.objects.using(ALIAS).get(wave=wave.slug)
    everyone = read_microdata(Path(collection.file))
    done = run_chain(plan, _sample(wave, everyone, plan), _population(plan, frame))
    return _record(wave, plan, done, everyone=everyone, frame=frame)


def _check_variables(plan: WeightingPlan, *, where: str) -> None:
    known: dict[str, tuple[str, ...]] = {
        **dict.fromkeys(plan.variables, FRAME_TEXTS),
        **dict.fromkeys(plan.measures, (*MEASURES, PERSONS)),
        **dict.fromkeys(plan.predictors, (*FRAME_TEXTS, *MEASURES, *CONTACTS)),
    }
    for name, allowed in known.items():
        if name not in allowed:
            raise InputError(
                f"Unknown frame variable '{name}'", where=where, expected=", ".join(allowed),
                hint=suggestion(name, allowed),
            )  # fmt: skip
    if any(isinstance(step, Calibration) and step.households for step in plan.steps):
        raise InputError(
            "The sample of a wave is of persons: it has no households", where=f"{where}, households",
            hint="Leave the key out.",
        )  # fmt: skip


def _sample(wave: Wave, everyone: Microdata, plan: WeightingPlan) -> GrossSample:
    """Return everybody who was drawn, with how the case ended."""
    names = dict.fromkeys((*SHOWN, *plan.variables, *(name for name in plan.predictors if name in FRAME_TEXTS)))
    numbers = {"age": everyone.numbers("age")} if {*plan.measures, *plan.predictors} & set(MEASURES) else {}
    if set(plan.predictors) & set(CONTACTS):
        numbers["attempts"] = _attempts(wave, everyone.numbers("number"))
    return GrossSample(
        probability=everyone.numbers("probability"),
        status=_statuses(everyone),
        texts={name: everyone.text(name) for name in names},
        numbers=numbers,
        strata=everyone.text("stratum"),
        psu=_clusters(wave, everyone.numbers("number")),
    )


def _statuses(everyone: Microdata) -> npt.NDArray[np.str_]:
    by_key = {each.key: STATUS.get(each.group, status.NONRESPONDENT) for each in DISPOSITIONS}
    ended = np.array([by_key[key] for key in everyone.text("outcome").tolist()])
    if SECOND_PHASE in everyone.columns:  # those asked once more stand for those who were left
        left = (everyone.text(SECOND_PHASE) == LEFT_IN_SECOND_PHASE) & (ended != status.INELIGIBLE)
        ended[left] = status.LEFT
    return ended


def _attempts(wave: Wave, numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return how often each case was contacted, by letter, telephone or in person."""
    cases = Case.objects.using(ALIAS).filter(wave=wave).annotate(made=Count("attempts"))
    made = dict(cases.values_list("number", "made"))
    return np.array([float(made[int(number)]) for number in numbers.tolist()])


def _clusters(wave: Wave, numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.str_] | None:
    """Return the cluster of each person, or nothing where each person was drawn alone."""
    known = dict(Case.objects.using(ALIAS).filter(wave=wave).values_list("number", "unit__cluster"))
    clusters = np.array([known[int(number)] for number in numbers.tolist()], dtype=np.str_)
    return clusters if np.all(clusters != "") and len(np.unique(clusters)) < len(clusters) else None


def _population(plan: WeightingPlan, frame: Frame) -> Population:
    """Count the target population on every margin, and on every variable that is shown."""
    names = tuple(dict.fromkeys((*SHOWN, *plan.variables)))
    measures = tuple(name for name in plan.measures if name in MEASURES)
    target = register.read_columns(Path(frame.file), *names, *measures)
    singles = {}
    for name in names:
        levels, counts = np.unique(target[name].astype(np.str_), return_counts=True)
        singles[name] = dict(zip(levels.tolist(), counts.astype(float).tolist(), strict=True))
    return Population(
        counts={**singles, **count_margins(plan, target)},
        measures={PERSONS: float(frame.target)} | {name: float(target[name].sum()) for name in measures},
    )


@transaction.atomic(using=ALIAS)
def _record(wave: Wave, plan: WeightingPlan, done: Weighed, *, everyone: Microdata, frame: Frame) -> Weighting:
    usable = everyone.where(np.isin(everyone.text("outcome"), USABLE) & done.respondents)
    file = _folder() / f"weights-{wave.slug}.parquet"
    columns = [
        Column("number", "number", usable.numbers("number").tolist()),
        Column("weight", "number", done.weights.tolist()),
    ]
    write_microdata(columns, file)
    last = done.steps[-1]
    made = {
        "file": str(file),
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "n": last.n,
        "minimum": last.minimum,
        "maximum": last.maximum,
        "kish": last.kish,
        "n_eff": last.n_eff,
        "steps": [_plain(asdict(step)) for step in done.steps],
        "levels": [_plain(asdict(level)) for level in done.levels],
        "replicates": _write_replicates(wave, plan, done, numbers=usable.numbers("number")),
        "assumptions": _assumptions(done, everyone, frame=frame),
    }
    weighting, _ = Weighting.objects.using(ALIAS).update_or_create(wave=wave, defaults=made)
    figures = {"n": last.n, "n_eff": round(last.n_eff, 1), "steps": len(done.steps)}
    log_activity(alias=ALIAS, verb="weighted", subject=wave.slug, figures=figures)
    return weighting


def _folder() -> Path:
    return Path(settings.VAR) / "store" / "analysis"


def _write_replicates(
    wave: Wave, plan: WeightingPlan, done: Weighed, *, numbers: npt.NDArray[np.float64]
) -> dict[str, Any]:
    """Write the replicate weights and return what they are; without a step for them there is no file."""
    file = _folder() / f"replicates-{wave.slug}.parquet"
    asked = next((step for step in plan.steps if isinstance(step, Replication)), None)
    if asked is None or done.replicates is None:
        file.unlink(missing_ok=True)
        return {}
    write_replicates(done.replicates, numbers.astype(np.int64), file)
    return {
        "file": str(file),
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "method": asked.method,
        "count": done.replicates.matrix.shape[1],
        "fay": asked.fay,
        "seed": asked.seed,
        "notes": list(done.replicates.notes),
    }


def _plain(value: Any) -> Any:
    """Return a report as JSON can hold it: what is no finite number is nothing."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _assumptions(done: Weighed, everyone: Microdata, *, frame: Frame) -> dict[str, object]:
    """What the weights rest on, as data; the report says it in words."""
    nonresponse, calibrated = done.step("nonresponse"), [step for step in done.steps if step.margins]
    neutral = sum(_statuses(everyone) == status.INELIGIBLE)
    return {
        "classes": len(nonresponse.classes) if nonresponse else 0,
        "collapses": [asdict(collapse) for collapse in nonresponse.collapses] if nonresponse else [],
        "margins": [margin.name for margin in done.margins],
        "rounds": sum(step.rounds for step in calibrated),
        "largest_gap": max((step.gap for step in calibrated), default=0.0),
        "neutral_losses": int(neutral),
        "target": frame.target,
        "not_drawable": frame.target - frame.drawable,
    }
